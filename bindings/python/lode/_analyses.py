"""A method for every analysis that the library lists, so a new one needs no change here.

make_stubs.py writes what type checkers see of them into _analyses.pyi.
"""
from __future__ import annotations

import ctypes
import itertools
import keyword
from ctypes import byref, sizeof
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Sequence, Tuple

from . import _signatures as c
from ._context import Owner, call
from ._errors import InvalidArgument
from ._library import library
from ._table import Table, new_table
from ._values import choice, number, text, texts, whole

_TYPES = {c.OPTION_REAL: "real", c.OPTION_COUNT: "count", c.OPTION_TEXT: "text",
          c.OPTION_TEXTS: "texts", c.OPTION_CHOICE: "choice", c.OPTION_SWITCH: "switch"}


class AnalysisOption(NamedTuple):
    """One option of an analysis."""

    name: str
    """as a keyword"""
    type: str
    """`real`, `count`, `text`, `texts` (one or several), `choice` (one or several), `switch`"""
    choices: Dict[str, int]
    """words that a choice may be"""
    doc: str
    offset: int
    """of the member in the library's struct"""


class AnalysisColumn(NamedTuple):
    """One column of what an analysis gives."""

    name: str
    unit: str
    """as Column.unit"""
    doc: str


class Analysis(NamedTuple):
    """One analysis that the library offers, and that `Network` has a method for."""

    name: str
    summary: str
    options: Tuple[AnalysisOption, ...]
    options_size: int
    run: Any
    columns: Tuple[AnalysisColumn, ...]
    """of its table; `compare` adds one for each scenario"""


def _option(given: c.lode_analysis_option) -> AnalysisOption:
    pairs = (pair.split("=") for pair in given.choices.decode().split())
    name = given.name.decode().replace("-", "_")
    return AnalysisOption(name + "_" if keyword.iskeyword(name) else name,
                          _TYPES.get(given.type, "unknown"),
                          {word: int(bit) for word, bit in pairs}, given.doc.decode(),
                          given.offset)


def _columns(given: Any) -> Iterator[AnalysisColumn]:
    for k in itertools.count():
        if not given[k].name:
            return
        yield AnalysisColumn(given[k].name.decode(), given[k].unit.decode(),
                             given[k].doc.decode())


def _analysis(given: c.lode_analysis) -> Analysis:
    options = [_option(given.options[k]) for k in range(given.n_options)]
    # One of a type that this version does not know keeps its default.
    known = tuple(option for option in options if option.type != "unknown")
    return Analysis(given.name.decode(), given.summary.decode(), known, given.options_size,
                    given.run, tuple(_columns(given.columns)))


def _listed() -> Iterator[Analysis]:
    index = 0
    while True:
        found = library.lode_analysis_at(index)
        if not found:
            return
        yield _analysis(found.contents)
        index += 1


class _Members:
    """An options struct under construction: `texts` are what it points to."""

    def __init__(self, size: int) -> None:
        self.memory = (ctypes.c_char * size)()
        self.kept: List[Any] = []
        self.set(ctypes.c_uint32, 0, size)

    def set(self, kind: Any, offset: int, value: Any) -> None:
        member = kind.from_buffer(self.memory, offset)
        member.value = value
        self.kept.append(member)

    def add(self, option: AnalysisOption, value: Any) -> None:
        """Sets a member to a Python value."""
        name, at = option.name, option.offset
        if option.type == "real":
            self.set(ctypes.c_double, at, number(value, name))
        elif option.type == "count":
            self.set(ctypes.c_uint32, at, whole(value, name, 0, (1 << 32) - 1))
        elif option.type == "text":
            self.set(ctypes.c_char_p, at, text(value, name))
        elif option.type == "texts":
            several = texts(value, name)
            array = (ctypes.c_char_p * len(several))(*several)
            self.kept.append(array)
            self.set(ctypes.c_void_p, at, ctypes.addressof(array) if several else None)
            self.set(ctypes.c_size_t, at + sizeof(ctypes.c_void_p), len(several))
        else:
            self.join(at, _bits(option, value))

    def join(self, offset: int, bits: int) -> None:
        """Switches share a member."""
        self.set(ctypes.c_uint32, offset,
                 bits | ctypes.c_uint32.from_buffer(self.memory, offset).value)


def _bits(option: AnalysisOption, value: Any) -> int:
    if option.type == "switch":
        if not isinstance(value, bool):
            raise TypeError(f"{option.name} must be bool, not {type(value).__name__}")
        return sum(option.choices.values()) if value else 0
    bits = 0
    for word in texts(value, option.name):
        bits |= choice(word.decode(), option.choices, option.name)
    if not bits:
        raise InvalidArgument(f"{option.name} names nothing, but one or several of "
                              f"{', '.join(option.choices)}")
    return bits


def _run(networks: Sequence[Any], analysis: Analysis, values: Sequence[Any]) -> Table:
    """Runs an analysis; `values` in the order of its options, None: the default."""
    for network in networks:
        if not isinstance(network, Analyses):
            raise TypeError(f"{analysis.name} takes a Network, not {type(network).__name__}")
    handles = [network._open() for network in networks]
    members = _Members(analysis.options_size)
    for option, value in zip(analysis.options, values):
        if value is not None:
            members.add(option, value)
    made = new_table()
    found = call(analysis.run, *(handle.pointer for handle in handles), members.memory,
                 byref(made.pointer))
    return Table(made, found)


def _doc(analysis: Analysis) -> str:
    lines = [analysis.summary[:1].upper() + analysis.summary[1:] + "."]
    if analysis.options:
        lines.append("")
    for option in analysis.options:
        words = f" ({', '.join(option.choices)})" if option.type == "choice" else ""
        lines.append(f"{option.name}: {option.doc}{words}")
    return "\n".join(lines)


def _method(analysis: Analysis, networks: str = "self") -> Callable[..., Table]:
    """A method with the options as real keywords: Python itself refuses others."""
    names = [option.name for option in analysis.options]
    if not all(name.isidentifier() for name in [analysis.name, *names]):
        raise ImportError(f"the library names an analysis or option {analysis.name!r} {names}")
    keywords = "".join(f", {name}=None" for name in names)
    given = "".join(f"{name}, " for name in names)
    source = (f"def {analysis.name}({networks}{', *' if names else ''}{keywords}):\n"
              f"    return _run(({networks},), _analysis, ({given}))\n")
    space: Dict[str, Any] = {"_run": _run, "_analysis": analysis, "__name__": __name__}
    exec(source, space)
    method: Callable[..., Table] = space[analysis.name]
    method.__doc__ = _doc(analysis)
    method.__qualname__ = f"Network.{analysis.name}"
    return method


ANALYSES = tuple(_listed())
# What compares two networks is described in the same terms, but for its function.
DIFF = _analysis(library.lode_analysis_diff().contents)._replace(run=library.lode_diff)


class Analyses(Owner):
    """The analyses of a network."""


for _each in ANALYSES:
    setattr(Analyses, _each.name, _method(_each))
setattr(Analyses, DIFF.name, _method(DIFF, "self, after"))
