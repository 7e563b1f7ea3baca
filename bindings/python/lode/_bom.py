"""Bills of materials as they are: declarations, exports, part texts."""
from __future__ import annotations

import ctypes
from ctypes import byref
from typing import Any, Dict, Iterator, Optional, Tuple

from . import _signatures as c
from ._builder import Builder
from ._context import Exclusive, Handle, call
from ._errors import InvalidArgument
from ._library import library
from ._rules import Rules
from ._streams import Source, read_each, read_options, read_source
from ._table import Table, new_table
from ._values import Text, choice, record, text

_READERS = (library.lode_bom_read_file, library.lode_bom_read_memory,
            library.lode_bom_read_callback)


def _formats() -> Iterator[Tuple[str, int]]:
    """What the library reads, so a new format needs no change here."""
    yield "auto", 0
    code = 1
    while True:
        name = library.lode_bom_format_name(code)
        if name is None:
            return
        yield name.decode(), code
        code += 1


BOM_FORMATS: Dict[str, int] = dict(_formats())


class Bom(Exclusive):
    """Bills of materials: collects what any number of files say of parts, until resolve() puts
    them into a builder, on top of the supply data there. It serves one thread at a time.

    `rules`: what texts and headings mean (read_rules()). Without them headings are the names of
    the fields, and nothing is classified.
    """

    def __init__(self, rules: Optional[Rules] = None) -> None:
        if rules is not None and not isinstance(rules, Rules):
            raise TypeError(f"rules must be lode.Rules, not {type(rules).__name__}")
        given = rules._open() if rules is not None else None
        made = Handle(ctypes.POINTER(c.lode_bom)(), library.lode_bom_free)
        call(library.lode_bom_new, given.pointer if given else None, byref(made.pointer))
        super().__init__(made)

    def __enter__(self) -> Bom:
        self._open()
        return self

    def __repr__(self) -> str:
        return "<lode.Bom, closed>" if self.closed else "<lode.Bom>"

    def read(self, source: Source, *, format: str = "auto", name: Optional[str] = None,
             product: Optional[str] = None, decimal_mark: Optional[str] = None,
             encoding: str = "auto", max_bytes: Optional[int] = None,
             max_elements: Optional[int] = None, max_depth: Optional[int] = None,
             max_errors: Optional[int] = None, max_token_bytes: Optional[int] = None) -> Bom:
        """Reads a bill of materials: a path (str or PathLike), the content itself (bytes), or a
        file object. After a file that failed resolve() refuses.

        `format`: `auto` or one of `lode.BOM_FORMATS`, docs/import.md lists them. `name`: what
        diagnostics call it. `product`: id of what a list without a top is of; None: the file's
        name. `decimal_mark`: `.` or `,`; None: what the first number with one shows. `encoding`:
        `auto` or `latin1`. The limits are those of `lode_bom_read_options` in lode/bom.h.
        """
        options = read_options(choice(format, BOM_FORMATS, "format"), text(name, "name"),
                               c.lode_bom_read_options, max_bytes=max_bytes,
                               max_elements=max_elements, max_depth=max_depth,
                               max_errors=max_errors, max_token_bytes=max_token_bytes)
        options.product = text(product, "product")
        options.encoding = choice(encoding, c.ENCODINGS, "encoding")
        if decimal_mark is not None:
            options.decimal_mark = choice(decimal_mark, _MARKS, "decimal_mark")
        with self._alone() as pointer:
            read_source(source, _READERS, options, before=(pointer,))
        return self

    def resolve(self, builder: Builder, *, home: Optional[str] = None,
                end_use: Optional[Text] = None, volume: Optional[float] = None,
                value: Optional[float] = None, currency: Optional[str] = None,
                assumed_mass_kg: Optional[float] = None, unknown_is_essential: bool = False,
                source: Optional[str] = None, keep: bool = True) -> Table:
        """Puts the parts into a builder that has the supply data already, and tells what became
        of each: a table, what is not accounted for first, and the largest mass first.

        `home`: where the products, the parts that nothing uses, are used; None: none are made.
        `end_use`, `volume` a year, `value` of a unit and its `currency`: of the products.
        `assumed_mass_kg`: of a classified part whose mass is not given. `unknown_is_essential`:
        what no rule knows stops the product when its unknown origin stops. `source`: id of a
        source in the builder, for what was declared. `keep`: False gives memory back meanwhile, so
        that a long list is not held twice; nothing has been read afterwards.
        """
        if not isinstance(builder, Builder):
            raise TypeError(f"builder must be lode.Builder, not {type(builder).__name__}")
        for name, given in (("unknown_is_essential", unknown_is_essential), ("keep", keep)):
            if not isinstance(given, bool):
                raise TypeError(f"{name} must be bool, not {type(given).__name__}")
        options = record(c.lode_bom_options, c.BOM_HAS, home=home, end_use=end_use,
                         volume=volume, value=value, currency=currency, source=source,
                         assumed_mass_kg=assumed_mass_kg)
        options.flags = c.BOM_UNKNOWN_IS_ESSENTIAL if unknown_is_essential else 0
        made = new_table()
        function = library.lode_bom_resolve if keep else library.lode_bom_use_up
        with self._alone() as pointer, builder._filling() as target:
            found = call(function, pointer, target, byref(options), byref(made.pointer))
        return Table(made, found)


_MARKS = {mark: ord(mark) for mark in ".,"}


def read_bom(*sources: Source, rules: Optional[Rules] = None, **options: Any) -> Bom:
    """Bills of materials from files (paths), bytes and file objects, read together; options as
    those of Bom.read(). Where data are at fault all sources are read, so that the exception
    holds whatever there is to mend."""
    if not sources:
        raise InvalidArgument("no bill of materials is named")
    bom = Bom(rules)
    read_each(sources, lambda source: bom.read(source, **options))
    return bom
