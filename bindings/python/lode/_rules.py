"""Classification: from the texts of a part to what it is made of."""
from __future__ import annotations

import ctypes
from ctypes import byref
from typing import Any, Iterable, List, NamedTuple, Optional, Sequence, Union

from . import _signatures as c
from ._context import Handle, Owner, call
from ._errors import Diagnostic, InvalidArgument
from ._library import library
from ._streams import Source, read_options, read_source
from ._table import Table, new_table
from ._values import record, text

_READERS = (library.lode_rules_read_file, library.lode_rules_read_memory,
            library.lode_rules_read_callback)


class PartText(NamedTuple):
    """What is known of one part; what is not is None."""

    description: Optional[str] = None
    """such as `Magnet block N42UH 20x10x5`"""
    part_number: Optional[str] = None
    material: Optional[str] = None
    """such as `1.4404`"""
    cas: Optional[str] = None
    scheme: Optional[str] = None
    """of the code, such as `CN2024`; None: `HS`"""
    code: Optional[str] = None
    """customs code"""


class Rules(Owner):
    """Rules that say which text means which composition. They never change, and any thread may
    use them."""

    def __init__(self, handle: Handle, diagnostics: Sequence[Diagnostic] = ()) -> None:
        self._handle = handle
        self.diagnostics = list(diagnostics)
        """notes and warnings of the reader"""

    def __enter__(self) -> Rules:
        self._open()
        return self

    def __len__(self) -> int:
        handle = self._open()
        count: int = library.lode_rules_count(handle.pointer)
        return count

    def __bool__(self) -> bool:
        return True  # rules are there, even if there is none among them

    def __repr__(self) -> str:
        return "<lode.Rules, closed>" if self.closed else f"<lode.Rules: {len(self)} rules>"

    def lint(self) -> Table:
        """The rules held against their own examples, a row each; `ok` says which hold."""
        handle, made = self._open(), new_table()
        found = call(library.lode_rules_lint, handle.pointer, byref(made.pointer))
        return Table(made, found)

    def classify(self, parts: Union[str, PartText, Iterable[Union[str, PartText]]], *,
                 every: bool = False) -> Table:
        """What each part is made of. A part is a description or a `PartText`. `every`: a row for
        each rule that matches, in the order in which they count, not for the first alone."""
        handle, made = self._open(), new_table()
        several = [parts] if isinstance(parts, (str, PartText)) else list(parts)
        records = (c.lode_part_text * len(several))(*map(_part, several))
        options = c.lode_classify_options(struct_size=ctypes.sizeof(c.lode_classify_options),
                                          flags=c.CLASSIFY_ALL if every else 0)
        found = call(library.lode_classify, handle.pointer, records, len(several), byref(options),
                     byref(made.pointer))
        return Table(made, found)


def _part(part: Union[str, PartText]) -> Any:
    if isinstance(part, str):
        part = PartText(part)
    if not isinstance(part, PartText):
        raise TypeError(f"a part must be str or lode.PartText, not {type(part).__name__}")
    return record(c.lode_part_text, {}, **part._asdict())


def read_rules(*sources: Source, name: Optional[str] = None, max_bytes: Optional[int] = None,
               max_errors: Optional[int] = None) -> Rules:
    """Rules from rule files (paths), bytes and file objects; each may use the compositions and
    sources of those before it. `name`: what diagnostics call the input."""
    if not sources:
        raise InvalidArgument("no rule file is named")
    base: Optional[Handle] = None
    found: List[Diagnostic] = []
    for source in sources:
        options = read_options(c.FORMATS["xml"], text(name, "name"), max_bytes=max_bytes,
                               max_errors=max_errors)
        made = Handle(ctypes.POINTER(c.lode_rules)(), library.lode_rules_unref)
        found += read_source(source, _READERS, options, between=(base.pointer if base else None,),
                             after=(byref(made.pointer),))
        base = made
    assert base is not None
    return Rules(base, found)
