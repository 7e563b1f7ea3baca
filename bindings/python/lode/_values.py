"""Python values as members of the library's structs. What does not fit raises, and says where."""
from __future__ import annotations

import ctypes
import datetime
import operator
from typing import Any, Dict, Iterable, List, Mapping, Optional, Type, Union

from ._errors import InvalidArgument

Text = Union[str, datetime.date]
Words = Union[str, Iterable[str]]


def text(value: Any, what: str) -> Optional[bytes]:
    """UTF-8, or None. An object with an `id` (an item of a builder) stands for that, a date for
    its text."""
    if value is None:
        return None
    value = value.isoformat()[:10] if isinstance(value, datetime.date) else getattr(
        value, "id", value)
    if not isinstance(value, str):
        raise TypeError(f"{what} must be str, not {type(value).__name__}")
    if "\0" in value:
        raise InvalidArgument(f"{what} holds a NUL character")
    try:
        return value.encode()
    except UnicodeEncodeError as error:
        raise InvalidArgument(f"{what} is no Unicode text: {error.reason}") from None


def texts(value: Optional[Words], what: str) -> List[bytes]:
    """One text or several; None: none."""
    if value is None:
        return []
    if isinstance(value, (str, datetime.date)) or hasattr(value, "id"):
        value = [value]  # type: ignore[list-item]
    try:
        several = list(value)
    except TypeError:
        raise TypeError(f"{what} must be str or several, not {type(value).__name__}") from None
    return [text(one, what) or b"" for one in several]


def words(value: Optional[Words], what: str) -> Optional[bytes]:
    """Several words as one text with blanks between; None: not given."""
    return None if value is None else b" ".join(texts(value, what))


def number(value: Any, what: str) -> float:
    """Any real number; text is none, since what it means depends on who reads it."""
    if isinstance(value, (str, bytes, bytearray)) or not hasattr(value, "__float__") and \
            not hasattr(value, "__index__"):
        raise TypeError(f"{what} must be a number, not {type(value).__name__}")
    try:
        return float(value)
    except OverflowError:
        raise InvalidArgument(f"{what} is too large") from None


def whole(value: Any, what: str, low: int, high: int) -> int:
    """A whole number from `low` to `high`."""
    try:
        index = operator.index(value)
    except TypeError:
        raise TypeError(f"{what} must be a whole number, not {type(value).__name__}") from None
    if not low <= index <= high:
        raise InvalidArgument(f"{what} is {index}, not from {low} to {high}")
    return index


def choice(value: str, names: Mapping[str, int], what: str) -> int:
    """The number that stands for a word."""
    try:
        return names[value]
    except (KeyError, TypeError):
        raise InvalidArgument(f"{what} is {value!r}, not one of {', '.join(names)}") from None


_MEMBERS: Dict[Type[ctypes.Structure], Dict[str, Any]] = {}  # types of the members of a struct


def _members(kind: Type[ctypes.Structure]) -> Dict[str, Any]:
    if kind not in _MEMBERS:
        _MEMBERS[kind] = {field[0]: field[1] for field in kind._fields_}
    return _MEMBERS[kind]


def record(kind: Type[Any], has: Mapping[str, int], /, **members: Any) -> Any:
    """A struct of this kind with the members that are not None. `has`: bits of its member of
    that name that say which numbers are given."""
    made = kind(struct_size=ctypes.sizeof(kind))
    types = _members(kind)
    for name, value in members.items():
        if value is None:
            continue
        if types[name] is ctypes.c_char_p:
            value = text(value, name)
        elif types[name] is ctypes.c_double:
            value = number(value, name)
        else:
            value = whole(value, name, -(1 << 31) if types[name] is ctypes.c_int32 else 0,
                          (1 << 31) - 1 if types[name] is ctypes.c_int32 else (1 << 32) - 1)
        setattr(made, name, value)
        if name in has:
            made.has |= has[name]
    return made
