#!/usr/bin/env python3
"""Writes lode/_analyses.pyi: the analyses of the library as type checkers see them.

    LODE_LIBRARY=build/liblode.so bindings/python/make_stubs.py [--check]

--check compares instead, and fails where the file is not what would be written.
"""
from __future__ import annotations

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from lode import ANALYSES, Analysis, AnalysisOption  # noqa: E402
from lode._analyses import DIFF  # noqa: E402

STUB = HERE / "lode" / "_analyses.pyi"
HEAD = '''\
# Written by make_stubs.py from what the library lists; not to be edited.
from typing import Any, Dict, Iterable, Literal, NamedTuple, Optional, Tuple, Union

from ._context import Owner
from ._table import Table
from ._values import Text, Words

class AnalysisOption(NamedTuple):
    name: str
    type: str
    choices: Dict[str, int]
    doc: str
    offset: int

class AnalysisColumn(NamedTuple):
    name: str
    unit: str
    doc: str

class Analysis(NamedTuple):
    name: str
    summary: str
    options: Tuple[AnalysisOption, ...]
    options_size: int
    run: Any
    columns: Tuple[AnalysisColumn, ...]

ANALYSES: Tuple[Analysis, ...]
DIFF: Analysis

class Analyses(Owner):
'''
TYPES = {"real": "float", "count": "int", "text": "Text", "texts": "Words", "switch": "bool"}


def hint(option: AnalysisOption) -> str:
    """Type of an option's keyword."""
    if option.type != "choice":
        return TYPES[option.type]
    words = f"Literal[{', '.join(map(repr, option.choices))}]".replace("'", '"')
    return f"Union[{words}, Iterable[{words}]]"


def method(analysis: Analysis, other: str = "") -> str:
    """One method, an option a line; `other`: the network it takes besides."""
    lines = [f"        {option.name}: Optional[{hint(option)}] = ...,\n"
             for option in analysis.options]
    arguments = f"\n        self,\n{other}        *,\n{''.join(lines)}    " if lines else "self"
    return f"    def {analysis.name}({arguments}) -> Table: ...\n"


def main() -> int:
    made = HEAD + "".join(map(method, ANALYSES)) + method(
        DIFF, "        after: Analyses,\n")
    if sys.argv[1:] == ["--check"]:
        if STUB.read_text() == made:
            return 0
        print(f"{STUB} is not what the library lists: run {pathlib.Path(__file__).name}",
              file=sys.stderr)
        return 1
    STUB.write_text(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
