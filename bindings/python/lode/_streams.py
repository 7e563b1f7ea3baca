"""Python files, bytes and paths as the library's input and output."""
from __future__ import annotations

import ctypes
import os
from ctypes import byref
from typing import IO, Any, Callable, List, Optional, Sequence, Tuple, Type, Union

from . import _signatures as c
from ._context import call
from ._errors import DataError, Diagnostic, InvalidArgument
from ._values import whole

Source = Union[str, "os.PathLike[str]", bytes, bytearray, memoryview, IO[Any]]
Target = Union[str, "os.PathLike[str]", IO[Any]]


class _Callback:
    """A function handed to the library. What it raises comes out of the call that it serves."""

    raised: Optional[BaseException] = None

    def call(self, function: Callable[..., int], *args: Any) -> List[Diagnostic]:
        """Calls the library with arguments that hold this callback."""
        try:
            return call(function, *args)
        except Exception:
            if self.raised is not None:
                raise self.raised from None
            raise


class Reader(_Callback):
    """Gives the library what a file object gives; text is read as UTF-8."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = b""
        self.function = c.lode_read_fn(self._read)

    def _read(self, data: int, capacity: int, user: object) -> int:
        try:
            if not self._left:
                chunk = self._file.read(capacity)
                self._left = chunk.encode() if isinstance(chunk, str) else bytes(chunk or b"")
            part, self._left = self._left[:capacity], self._left[capacity:]
            ctypes.memmove(data, part, len(part))
            return len(part)
        except BaseException as error:
            self.raised = error
            return -1


def read_options(format: int, name: Optional[bytes],
                 kind: Type[ctypes.Structure] = c.lode_read_options,
                 **limits: Optional[int]) -> Any:
    """The library's struct; a limit that is None is its default."""
    made = kind(struct_size=ctypes.sizeof(kind), format=format, source=name)
    for member, limit in limits.items():
        if limit is not None:
            bits = 32 if member in ("max_depth", "max_errors") else 64
            setattr(made, member, whole(limit, member, 1, (1 << bits) - 1))
    return made


def read_source(source: Source, readers: Tuple[Any, Any, Any], options: Any, *,
                before: Tuple[Any, ...] = (), between: Tuple[Any, ...] = (),
                after: Tuple[Any, ...] = ()) -> List[Diagnostic]:
    """Calls that of the readers (of a file, of memory, of a callback) which suits the source,
    with arguments before it, between it and the options, and after these."""
    of_file, of_memory, of_callback = readers
    if isinstance(source, (str, os.PathLike)):
        path = os.fsencode(source)
        if b"\0" in path:
            raise InvalidArgument("the path holds a NUL character")
        return call(of_file, *before, path, *between, byref(options), *after)
    if not hasattr(source, "read"):
        data = source if isinstance(source, bytes) else bytes(memoryview(source))
        return call(of_memory, *before, data, len(data), *between, byref(options), *after)
    name = getattr(source, "name", None)
    if options.source is None and isinstance(name, str):
        options.source = os.fsencode(name)
    reader = Reader(source)
    return reader.call(of_callback, *before, reader.function, None, *between, byref(options),
                       *after)


def read_each(sources: Sequence[Source], read: Callable[[Source], object]) -> None:
    """Reads all sources, so that what is raised holds whatever there is to mend in any of them."""
    failures: List[DataError] = []
    for source in sources:
        try:
            read(source)
        except DataError as failure:
            failures.append(failure)
    if failures:
        for later in failures[1:]:
            failures[0].diagnostics += later.diagnostics
        raise failures[0]


class Writer(_Callback):
    """Takes what the library writes, piece by piece."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._put = write
        self.function = c.lode_write_fn(self._write)

    def _write(self, data: int, size: int, user: object) -> int:
        try:
            self._put(ctypes.string_at(data, size))
            return 0
        except BaseException as error:
            self.raised = error
            return 1


def written(function: Callable[..., int], *args: Any) -> bytes:
    """All that `function(context, *args, write, user)` writes."""
    pieces: List[bytes] = []
    writer = Writer(pieces.append)
    writer.call(function, *args, writer.function, None)
    return b"".join(pieces)


def write_to(target: Target, data: bytes) -> None:
    """Writes to a path, or to a file object opened as binary or as text."""
    if isinstance(target, (str, os.PathLike)):
        with open(target, "wb") as file:
            file.write(data)
        return
    try:
        target.write(data)
    except TypeError:
        target.write(data.decode())
