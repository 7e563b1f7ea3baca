"""Diagnostics, and an exception class for each status of the library."""
from __future__ import annotations

from typing import Dict, NamedTuple, Optional, Sequence, Tuple, Type

from ._library import library
from ._signatures import SEVERITIES

_SHOWN = 10  # further errors in the text of an exception


class Diagnostic(NamedTuple):
    """One note, warning or error, and the place in the input that it is about."""

    severity: str
    """`note`, `warning` or `error`"""
    status: int
    """0, or the status of an error"""
    message: str
    source: str
    """file or other label; empty: unknown"""
    line: Optional[int]
    """counted from 1"""
    column: Optional[int]
    """counted from 1"""
    limit: Optional[str] = None
    """name of the limit that was passed, where one was"""

    def __str__(self) -> str:
        numbers = "".join(f":{number}" for number in (self.line, self.column) if number)
        place = f"{self.source}{numbers}: " if self.source else ""
        status = f" [{status_name(self.status)}]" if self.status else ""
        return f"{place}{self.severity}: {self.message}{status}"


def status_name(status: int) -> str:
    """Name of a status such as `LODE_E_CYCLE`."""
    name: bytes = library.lode_status_name(status)
    return name.decode()


class LodeError(Exception):
    """Base of all that the library refuses. Its own class means an internal failure."""

    status = -1

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.message = message
        """what was found, and what was expected"""
        self.diagnostics = list(diagnostics)
        """everything that the call reported: notes, warnings and errors"""

    @property
    def _first(self) -> Optional[Diagnostic]:
        return next((d for d in self.diagnostics if d.severity == "error"), None)

    @property
    def source(self) -> str:
        """File or other label; empty: unknown."""
        return self._first.source if self._first else ""

    @property
    def line(self) -> Optional[int]:
        """Counted from 1."""
        return self._first.line if self._first else None

    @property
    def column(self) -> Optional[int]:
        """Counted from 1."""
        return self._first.column if self._first else None

    def __str__(self) -> str:
        errors = [str(d) for d in self.diagnostics if d.severity == "error"]
        if not errors:
            return self.message
        more = len(errors) - 1 - _SHOWN
        return "\n".join(errors[:1 + _SHOWN] + ([f"... and {more} more"] if more > 0 else []))


class UsageError(LodeError, ValueError):
    """An argument that no data could mend."""


class ResourceError(LodeError):
    """Memory or a limit was reached."""


class DataError(LodeError, ValueError):
    """Something in the data that was given."""


class InvalidArgument(UsageError):
    """Argument not allowed."""

    status = -2


class ClosedError(UsageError):
    """An object was used after close()."""

    status = -2


class OutOfMemory(ResourceError, MemoryError):
    """Out of memory."""

    status = -3


class LimitError(ResourceError):
    """A limit was reached."""

    status = -4

    @property
    def limit(self) -> Optional[str]:
        """Its name, as in `Settings(limits=...)`."""
        return self._first.limit if self._first else None


class Cancelled(LodeError):
    """The progress callback asked to stop."""

    status = -5


class Unsupported(UsageError):
    """Not supported by this version of the library."""

    status = -6


class InputOutputError(LodeError, OSError):
    """Reading or writing failed."""

    status = -7


class ParseError(DataError):
    """Input is not well formed."""

    status = -8


class FormatError(DataError):
    """Element, attribute or column not expected here."""

    status = -9


class OutOfRange(DataError):
    """A value cannot be read, or is out of range."""

    status = -10


class UnknownName(DataError):
    """A name refers to nothing."""

    status = -11


class Conflict(DataError):
    """Given twice with different content."""

    status = -12


class CycleError(DataError):
    """Items contain themselves."""

    status = -13


class UnitError(DataError):
    """Units do not convert."""

    status = -14


class SharesError(DataError):
    """Shares sum to more than one."""

    status = -15


CLASSES: Tuple[Type[LodeError], ...] = (
    LodeError, InvalidArgument, OutOfMemory, LimitError, Cancelled, Unsupported,
    InputOutputError, ParseError, FormatError, OutOfRange, UnknownName, Conflict, CycleError,
    UnitError, SharesError)
_BY_STATUS: Dict[int, Type[LodeError]] = {kind.status: kind for kind in CLASSES}


def text_of(data: bytes) -> str:
    """Text of the library, which quotes file names and input as they are."""
    return data.decode("utf-8", "backslashreplace")


def limit_name(code: int) -> Optional[str]:
    """Name of a limit such as `depth`; None: there is none of this code."""
    name: Optional[bytes] = library.lode_limit_name(code)
    return name.decode() if name else None


def diagnostic_at(pointer: object) -> Diagnostic:
    """A copy of a diagnostic that belongs to a context."""
    source = text_of(library.lode_diagnostic_source(pointer))
    line: int = library.lode_diagnostic_line(pointer)
    column: int = library.lode_diagnostic_column(pointer)
    if not line:  # a record made in Python is marked `file:line`, see Builder
        name, _, number = source.rpartition(":")
        if number.isdecimal():
            source, line = name, int(number)
    return Diagnostic(SEVERITIES[library.lode_diagnostic_severity(pointer)],
                      library.lode_diagnostic_status(pointer),
                      text_of(library.lode_diagnostic_message(pointer)),
                      source, line or None, column or None,
                      limit_name(library.lode_diagnostic_limit(pointer)))


def error_of(status: int, cause: Optional[Diagnostic],
             diagnostics: Sequence[Diagnostic]) -> LodeError:
    """The exception for a status, with all that the call reported in the order found."""
    listed = list(diagnostics)
    if cause is not None and cause not in listed:  # the report keeps only so many
        listed.insert(0, cause)
    message = cause.message if cause else text_of(library.lode_status_text(status))
    return _BY_STATUS.get(status, LodeError)(message, listed)
