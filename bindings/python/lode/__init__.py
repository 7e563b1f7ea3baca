"""Lode: which countries a product depends on for its critical minerals.

    import lode

    model = lode.read("reference.lode.xml", "products.lode.xml")
    network = model.compile("car-nmc811@USA")
    print(network.exposure(kind="production", stage="refine"))

A model is read, or made with `Builder`; `Model.compile()` gives a `Network`; each of its methods
is an analysis and gives a `Table`. docs/python.md shows it at work.
"""
from __future__ import annotations

from typing import Dict, Iterator, List

from ._analyses import ANALYSES, Analysis, AnalysisColumn, AnalysisOption
from ._bom import BOM_FORMATS, Bom, read_bom
from ._builder import Amount, Builder, Item, Measure, Option, Share, read
from ._context import Settings
from ._errors import (Cancelled, ClosedError, Conflict, CycleError, DataError, Diagnostic,
                      FormatError, InputOutputError, InvalidArgument, LimitError, LodeError,
                      OutOfMemory, OutOfRange, ParseError, ResourceError, SharesError, UnitError,
                      UnknownName, Unsupported, UsageError, status_name)
from ._library import LibraryError, library as _lode
from ._model import ItemInfo, Model
from ._network import Network, WhatIf
from ._rules import PartText, Rules, read_rules
from ._table import Codes, Column, Table, TextColumn
from ._version import VERSION as __version__

__all__ = [
    "ANALYSES", "Amount", "Analysis", "AnalysisColumn", "AnalysisOption", "BOM_FORMATS", "Bom", "Builder",
    "Cancelled", "ClosedError", "Codes", "Column", "Conflict", "CycleError", "DataError", "Diagnostic",
    "FormatError", "InputOutputError", "InvalidArgument", "Item", "ItemInfo", "LibraryError",
    "LimitError", "LodeError", "Measure", "Model", "Network", "Option", "OutOfMemory",
    "OutOfRange", "ParseError", "PartText", "ResourceError", "Rules", "Settings", "Share",
    "SharesError", "Table", "TextColumn", "UnitError", "UnknownName", "Unsupported", "UsageError",
    "WhatIf", "build_info", "countries", "read", "read_bom", "read_rules", "status_name", "units",
    "__version__"]


def _names(function: object) -> Iterator[str]:
    index = 0
    while True:
        name = function(index)  # type: ignore[operator]
        if name is None:
            return
        yield name.decode()
        index += 1


def countries() -> Dict[str, str]:
    """Codes of ISO 3166-1 alpha-3 and English short names; `ZZZ`, unknown origin, is last."""
    return dict(zip(_names(_lode.lode_country_code), _names(_lode.lode_country_name)))


def units() -> List[str]:
    """Units of items, in the library's order."""
    return list(_names(_lode.lode_unit_name))


def build_info() -> str:
    """Version, compiler and libraries of the shared library in use."""
    version: bytes = _lode.lode_version_string()
    info: bytes = _lode.lode_build_info()
    return f"{version.decode()}: {info.decode()}"
