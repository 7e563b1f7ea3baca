"""Results: rows and typed columns, borrowed from the library without a copy."""
from __future__ import annotations

import array
import collections
import ctypes
import functools
import operator
import os
import sys
from ctypes import byref
from typing import (IO, TYPE_CHECKING, Any, Dict, Iterator, List, NamedTuple, Optional, Sequence,
                    Tuple, Type, Union, overload)

from . import _signatures as c
from ._arrow import stream_capsule
from ._context import Handle, Owner, call
from ._errors import Diagnostic
from ._library import library
from ._show import table_html, table_text
from ._streams import written, write_to
from ._values import texts

if TYPE_CHECKING:
    import numpy
    import pandas

_MISSING_INTEGER = -(1 << 63)
_REPR_ROWS, _HTML_ROWS = 20, 60


_NOTHING = ctypes.c_double()  # where arrays without elements are: numpy wants an address
_ORDER = "<" if sys.byteorder == "little" else ">"


class Column(Sequence[Any]):
    """One column: a sequence of its values, with `None` where there is no figure.

    `column.view` and numpy see the same memory as the library: nothing is copied,
    nothing can be written, and the memory stays as long as anything looks at it.
    """

    _ctype: Type[Any]
    _typestr: str
    _format: str
    kind: str
    """`real`, `integer`, `text` or `flag`"""

    def __init__(self, handle: Handle, index: int, n_rows: int) -> None:
        self._handle = handle
        self._index = index
        self._n_rows = n_rows
        self.name: str = library.lode_table_column_name(handle.pointer, index).decode()
        self.unit: str = library.lode_table_column_unit(handle.pointer, index).decode()
        """such as `kg`; `frac`: a fraction of one; empty: none"""
        self.doc: str = library.lode_table_column_doc(handle.pointer, index).decode()
        """one line on what it means"""

    def _borrow(self) -> Any:
        """The library's array, as a pointer; false where there are no rows."""
        raise NotImplementedError

    @functools.cached_property
    def _address(self) -> int:
        pointer = self._borrow()
        return ctypes.addressof(pointer.contents) if pointer else ctypes.addressof(_NOTHING)

    @functools.cached_property
    def view(self) -> memoryview:
        """The values as they are in memory, read-only: numbers (NaN and the least integer where
        there is no figure), codes of a text, 0 and 1 for a flag."""
        if not self._n_rows:  # ctypes' own formats can be neither read nor cast then
            return memoryview(array.array(self._format)).toreadonly()
        values = (self._ctype * self._n_rows).from_address(self._address)
        values.owner = self._handle
        return memoryview(values).toreadonly().cast("B").cast(self._format)

    @property
    def __array_interface__(self) -> Dict[str, Any]:
        return {"version": 3, "typestr": self._typestr, "shape": (self._n_rows,),
                "data": (self._address, True)}

    def numpy(self) -> numpy.ndarray[Any, Any]:
        """As a read-only numpy array, without a copy; text as an array of `str`."""
        import numpy

        return numpy.asarray(self)

    def __len__(self) -> int:
        return self._n_rows

    def _value(self, raw: Any) -> Any:
        raise NotImplementedError

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> List[Any]: ...

    def __getitem__(self, at: Union[int, slice]) -> Any:
        if isinstance(at, slice):
            return [self._value(raw) for raw in self.view[at]]
        return self._value(self.view[operator.index(at)])

    def __iter__(self) -> Iterator[Any]:
        return map(self._value, self.view)

    def __repr__(self) -> str:
        unit = f" ({self.unit})" if self.unit else ""
        return f"<lode.Column {self.name}{unit}: {self.kind}, {self._n_rows} rows; {self.doc}>"


class _Real(Column):
    _ctype, _typestr, _format, kind = ctypes.c_double, _ORDER + "f8", "d", "real"

    def _borrow(self) -> Any:
        return library.lode_table_reals(self._handle.pointer, self._index)

    def _value(self, raw: float) -> Optional[float]:
        return raw if raw == raw else None


class _Integer(Column):
    _ctype, _typestr, _format, kind = ctypes.c_int64, _ORDER + "i8", "q", "integer"

    def _borrow(self) -> Any:
        return library.lode_table_integers(self._handle.pointer, self._index)

    def _value(self, raw: int) -> Optional[int]:
        return raw if raw != _MISSING_INTEGER else None


class _Flag(Column):
    _ctype, _typestr, _format, kind = ctypes.c_uint8, "|b1", "B", "flag"

    def _borrow(self) -> Any:
        return library.lode_table_flags(self._handle.pointer, self._index)

    def _value(self, raw: int) -> bool:
        return bool(raw)


class TextColumn(Column):
    """A column of text: `view` holds codes into `dictionary`, so rows cost an integer each."""

    _ctype, _typestr, _format, kind = ctypes.c_uint32, _ORDER + "u4", "I", "text"

    def _borrow(self) -> Any:
        return library.lode_table_codes(self._handle.pointer, self._index)

    def _value(self, raw: int) -> str:
        return self.dictionary[raw]

    @functools.cached_property
    def dictionary(self) -> Tuple[str, ...]:
        """The texts that occur; a code is a place in it."""
        pointer, index = self._handle.pointer, self._index
        return tuple(library.lode_table_dictionary_text(pointer, index, code).decode()
                     for code in range(library.lode_table_dictionary_size(pointer, index)))

    @property
    def __array_interface__(self) -> Dict[str, Any]:
        raise AttributeError("text is no plain array; `codes` are")

    @property
    def codes(self) -> Codes:
        """The codes, for numpy without a copy: `numpy.asarray(column.codes)`."""
        return Codes(self)

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> Any:
        import numpy

        texts = numpy.array(self.dictionary or ("",), dtype=object)
        values = texts[numpy.asarray(self.codes)]
        return values if dtype is None else values.astype(dtype)


class Codes:
    """The codes of a text column as an array that numpy can look at."""

    def __init__(self, column: TextColumn) -> None:
        self.view = column.view
        self.__array_interface__ = Column.__array_interface__.fget(column)  # type: ignore
        self._column = column


_COLUMN_TYPES: Dict[int, Type[Column]] = {
    c.COLUMN_REAL: _Real, c.COLUMN_INTEGER: _Integer, c.COLUMN_TEXT: TextColumn,
    c.COLUMN_FLAG: _Flag}


@functools.lru_cache(maxsize=64)
def _row_type(names: Tuple[str, ...]) -> Type[NamedTuple]:
    return collections.namedtuple("Row", names, rename=True)  # type: ignore


def new_table() -> Handle:
    """For a call of the library that makes a table."""
    return Handle(ctypes.POINTER(c.lode_table)(), library.lode_table_free)


class Table(Owner, Sequence[Any]):
    """A result: a sequence of rows, each a named tuple, and a mapping of columns by name.

        for row in table: print(row.country, row.loss)
        losses = table["loss"].numpy()
    """

    def __init__(self, handle: Handle, diagnostics: Sequence[Diagnostic] = ()) -> None:
        pointer = handle.pointer
        self._handle = handle
        self.name: str = library.lode_table_name(pointer).decode()
        """such as `exposure`"""
        self.diagnostics = list(diagnostics)
        """notes and warnings made on the way"""
        self._n_rows: int = library.lode_table_n_rows(pointer)
        self._n_columns: int = library.lode_table_n_columns(pointer)

    @functools.cached_property
    def _by_name(self) -> Dict[str, Column]:
        handle = self._open()
        kinds = (library.lode_table_column_type(handle.pointer, k)
                 for k in range(self._n_columns))
        found = [_COLUMN_TYPES[kind](handle, k, self._n_rows) for k, kind in enumerate(kinds)]
        return {column.name: column for column in found}

    def close(self) -> None:
        """As Owner.close(); columns that somebody still looks at stay."""
        super().close()
        self.__dict__.pop("_by_name", None)

    def __enter__(self) -> Table:
        self._open()
        return self

    @property
    def columns(self) -> Tuple[Column, ...]:
        """All columns in order."""
        self._open()
        return tuple(self._by_name.values())

    def __len__(self) -> int:
        return self._n_rows

    @overload
    def __getitem__(self, at: str) -> Any: ...

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> Any: ...

    def __getitem__(self, at: Union[str, int, slice]) -> Any:
        self._open()
        if isinstance(at, str):
            try:
                return self._by_name[at]
            except KeyError:
                raise KeyError(f"{self.name} has no column {at!r}, but "
                               f"{', '.join(self._by_name)}") from None
        row = _row_type(tuple(self._by_name))
        if isinstance(at, slice):
            return list(map(row._make, zip(*(column[at] for column in self.columns))))
        return row._make(column[at] for column in self.columns)

    def __iter__(self) -> Iterator[Any]:
        self._open()
        return map(_row_type(tuple(self._by_name))._make, zip(*self.columns))

    def select(self, *columns: str) -> Table:
        """Some columns, in this order, as a table of their own with the same rows. Nothing is
        copied; it lives on when this one is closed."""
        handle = self._open()
        names = texts(columns, "column")
        made = new_table()
        found = call(library.lode_table_select, handle.pointer,
                     (ctypes.c_char_p * len(names))(*names), len(names), byref(made.pointer))
        return Table(made, self.diagnostics + found)

    def to_dict(self) -> Dict[str, List[Any]]:
        """Lists of values by column."""
        return {column.name: list(column) for column in self.columns}

    def to_pandas(self) -> pandas.DataFrame:
        """As a pandas data frame: text as categories, integers with gaps as `Int64`. Numbers are
        not copied."""
        import pandas

        series = {column.name: _series(column) for column in self.columns}
        frame = pandas.DataFrame(series, copy=False)
        frame.attrs["name"] = self.name
        frame.attrs["units"] = {column.name: column.unit for column in self.columns}
        return frame

    def to_csv(self, target: Union[None, str, os.PathLike[str], IO[Any]] = None) -> Optional[str]:
        """As CSV with every digit, to a path or file; without one, as text."""
        return self._write(library.lode_table_write_csv, target)

    def to_json(self, target: Union[None, str, os.PathLike[str], IO[Any]] = None) -> Optional[str]:
        """As one JSON document with names, units and meanings of the columns."""
        return self._write(library.lode_table_write_json, target)

    def _write(self, function: Any, target: Any) -> Optional[str]:
        handle = self._open()
        data = written(function, handle.pointer)
        if target is None:
            return data.decode()
        write_to(target, data)
        return None

    def to_text(self, rows: Optional[int] = None) -> str:
        """As people read it: aligned, fractions as percentages, without columns that say
        nothing. `rows`: at most so many, from the first; None: all."""
        return table_text(self.columns, self._n_rows if rows is None else min(rows, len(self)))

    def __repr__(self) -> str:
        if self.closed:
            return f"<lode.Table {self.name}, closed>"
        more = self._n_rows - _REPR_ROWS
        tail = f"... {more} more of {self._n_rows} rows\n" if more > 0 else ""
        return (self.to_text(_REPR_ROWS) + tail).rstrip("\n")

    def _repr_html_(self) -> str:
        return table_html(self.name, self.columns, self._n_rows, min(self._n_rows, _HTML_ROWS))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The Arrow PyCapsule interface: pyarrow, polars, duckdb and others take the table."""
        return stream_capsule(self._open())

    def __reduce__(self) -> Any:
        raise TypeError("a lode.Table cannot be pickled; send to_csv(), to_json() or to_pandas()")


def _series(column: Column) -> Any:
    import numpy
    import pandas

    if isinstance(column, TextColumn):
        codes = numpy.asarray(column.codes).astype(numpy.int32)
        return pandas.Series(pandas.Categorical.from_codes(codes, list(column.dictionary)))
    values = numpy.asarray(column)
    if isinstance(column, _Integer) and (values == _MISSING_INTEGER).any():
        return pandas.Series(pandas.arrays.IntegerArray(values.copy(), values == _MISSING_INTEGER))
    return pandas.Series(values, copy=False)
