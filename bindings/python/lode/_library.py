"""Finds the shared library, checks that it is one this package can talk to, and declares it."""
from __future__ import annotations

import ctypes
import os
from typing import Iterator, List, Tuple

from ._signatures import SIGNATURES
from ._version import VERSION

_MAJOR, _MINOR, _PATCH = (int(part) for part in VERSION.split("."))
# What may differ without breaking anything: minor versions from 1.0 on, patches before.
_SONAME = f"liblode.so.0.{_MINOR}" if _MAJOR == 0 else f"liblode.so.{_MAJOR}"


class LibraryError(ImportError):
    """No shared library that fits was found; the text says what was looked for where."""


def _candidates() -> Iterator[Tuple[str, str]]:
    """How each place came up, and the file to load."""
    named = os.environ.get("LODE_LIBRARY")
    if named:  # who names a library wants that one or none
        yield "LODE_LIBRARY", named
        return
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "_lib", _SONAME)
    yield "beside the package", beside
    yield "the loader's path", _SONAME
    from ctypes.util import find_library  # asks other programs, so it comes last

    found = find_library("lode")
    if found:
        yield "find_library", found


def _fits(version: int) -> bool:
    major, minor = version // 10000, version // 100 % 100
    if major == 0 or _MAJOR == 0:
        return (major, minor) == (_MAJOR, _MINOR)
    return major == _MAJOR and minor >= _MINOR


def _declare(library: ctypes.CDLL) -> None:
    for name, (result, *arguments) in SIGNATURES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments


def _open(path: str) -> ctypes.CDLL:
    """The library at `path`; OSError with the reason where it cannot serve."""
    library = ctypes.CDLL(path)
    try:
        number = library.lode_version_number
    except AttributeError:
        raise OSError("this is no Lode library: it has no lode_version_number") from None
    number.restype = ctypes.c_int32
    number.argtypes = []
    version = number()
    if not _fits(version):
        raise OSError(f"version {version // 10000}.{version // 100 % 100}.{version % 100} "
                      f"does not fit")
    try:
        _declare(library)
    except AttributeError as lack:
        raise OSError(str(lack)) from None
    return library


def _load() -> ctypes.CDLL:
    tried: List[str] = []
    for how, path in _candidates():
        try:
            return _open(path)
        except OSError as reason:
            tried.append(f"  {how}: {path}: {reason}")
    needed = f"0.{_MINOR}" if _MAJOR == 0 else f"{_MAJOR}.{_MINOR} or later"
    raise LibraryError(f"no Lode library for version {VERSION} of this package, which needs "
                       f"{needed}. Looked for:\n" + "\n".join(tried), name="lode")


library = _load()
