"""Frozen models."""
from __future__ import annotations

import ctypes
from ctypes import byref
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

from . import _signatures as c
from ._context import Handle, Owner, call
from ._errors import Diagnostic
from ._library import library
from ._network import Network, network_options
from ._streams import Target, write_to, written
from ._values import Words, choice


class ItemInfo(NamedTuple):
    """An item of a frozen model."""

    id: str
    name: str
    unit: str
    stage: str
    """empty: none"""


class Model(Owner):
    """What a builder collected, checked and frozen. It never changes, any thread may use it, and
    it can be pickled."""

    def __init__(self, handle: Handle, diagnostics: Sequence[Diagnostic] = ()) -> None:
        self._handle = handle
        self.diagnostics = list(diagnostics)
        """notes and warnings of the check"""

    def __enter__(self) -> Model:
        self._open()
        return self

    @property
    def name(self) -> str:
        """Empty where none was given."""
        handle = self._open()
        name: bytes = library.lode_model_name(handle.pointer)
        return name.decode()

    @property
    def counts(self) -> Dict[str, int]:
        """How many items, inputs, vectors, shares, products ... it holds."""
        handle = self._open()
        return {what: library.lode_model_count(handle.pointer, code)
                for what, code in c.COUNTS.items()}

    @property
    def size_bytes(self) -> int:
        """Memory it takes."""
        handle = self._open()
        size: int = library.lode_model_size_bytes(handle.pointer)
        return size

    @property
    def items(self) -> List[ItemInfo]:
        """All items, by id."""
        handle = self._open()
        n_items = library.lode_model_count(handle.pointer, c.COUNTS["items"])
        get = (library.lode_model_item_id, library.lode_model_item_name,
               library.lode_model_item_unit, library.lode_model_item_stage)
        return [ItemInfo(*(one(handle.pointer, k).decode() for one in get))
                for k in range(n_items)]

    @property
    def products(self) -> List[str]:
        """Ids of all products, in order."""
        handle = self._open()
        n_products = library.lode_model_count(handle.pointer, c.COUNTS["products"])
        return [library.lode_model_product_id(handle.pointer, k).decode()
                for k in range(n_products)]

    @property
    def scenarios(self) -> List[str]:
        """Ids of all scenarios, in order."""
        handle = self._open()
        n_scenarios = library.lode_model_count(handle.pointer, c.COUNTS["scenarios"])
        return [library.lode_model_scenario_id(handle.pointer, k).decode()
                for k in range(n_scenarios)]

    def compile(self, products: Optional[Words] = None, *, home: Optional[str] = None,
                year: Optional[int] = None, basis: Optional[Words] = None) -> Network:
        """The supply graph, for analyses.

        `products`: ids of products, or of items for all their products; None: all. `home`: where
        they are used, in place of each one's own. `year`: leaves out origin data of later years.
        `basis`: bases of origin data to use, the best first; one that is not named is not used.
        """
        handle = self._open()
        products, basis = _kept(products), _kept(basis)
        options = network_options(products, home, year, basis)
        made = Handle(ctypes.POINTER(c.lode_network)(), library.lode_network_unref)
        found = call(library.lode_network_compile, handle.pointer, byref(options),
                     byref(made.pointer))
        return Network(made, found, (self, products, home, year, basis))

    def to_xml(self, target: Optional[Target] = None) -> Optional[bytes]:
        """In the canonical XML form, to a path or file; without one, as bytes."""
        handle = self._open()
        return _given(target, written(library.lode_write_model, handle.pointer))

    def to_csv(self, relation: str, target: Optional[Target] = None) -> Optional[bytes]:
        """One relation as CSV: `items`, `inputs`, `origins`, `products` or `balances`."""
        handle = self._open()
        code = choice(relation, {name: c.FORMATS[name] for name in
                                 ("items", "inputs", "origins", "products", "balances")},
                      "relation")
        return _given(target, written(library.lode_write_relation, handle.pointer, code))

    def __repr__(self) -> str:
        if self.closed:
            return "<lode.Model, closed>"
        counts = self.counts
        return (f"<lode.Model {self.name!r}: {counts['items']} items, "
                f"{counts['products']} products>")

    def __reduce__(self) -> Tuple[Any, ...]:
        return _from_xml, (self.to_xml(),)


def _kept(several: Optional[Words]) -> Optional[Words]:
    """What can be gone through again."""
    return several if several is None or isinstance(several, str) else tuple(several)


def _given(target: Optional[Target], data: bytes) -> Optional[bytes]:
    if target is None:
        return data
    write_to(target, data)
    return None


def _from_xml(xml: bytes) -> Model:
    from ._builder import read

    return read(xml, format="xml", max_bytes=(1 << 64) - 1, max_elements=(1 << 64) - 1)
