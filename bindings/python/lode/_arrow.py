"""Tables for Arrow consumers, by the PyCapsule interface."""
from __future__ import annotations

import ctypes
from ctypes import POINTER, PYFUNCTYPE, byref, c_char_p, c_size_t, c_void_p, py_object, pythonapi
from typing import Any

from . import _signatures as c
from ._context import Handle, call
from ._library import library

_NAME = b"arrow_array_stream"

_new_capsule = PYFUNCTYPE(py_object, c_void_p, c_char_p, c_void_p)(("PyCapsule_New", pythonapi))
# Of a capsule that is being destroyed there is only the address left.
_pointer_in = PYFUNCTYPE(c_void_p, c_void_p, c_char_p)(("PyCapsule_GetPointer", pythonapi))
_allocate = PYFUNCTYPE(c_void_p, c_size_t, c_size_t)(("PyMem_RawCalloc", pythonapi))
_free = PYFUNCTYPE(None, c_void_p)(("PyMem_RawFree", pythonapi))


# A capsule may outlive this module when the interpreter ends, so all it needs is bound here.
def _destroy(capsule: int, pointer_in: Any = _pointer_in, name: bytes = _NAME, free: Any = _free,
             stream_type: Any = c.ArrowArrayStream, to: Any = byref) -> None:
    address = pointer_in(capsule, name)
    stream = stream_type.from_address(address)
    if stream.release:  # a consumer that took the stream has cleared it
        stream.release(to(stream))
    free(address)


_destructor = PYFUNCTYPE(None, c_void_p)(_destroy)


def stream_capsule(table: Handle) -> object:
    """A capsule named `arrow_array_stream` that owns a stream of the table's rows."""
    address = _allocate(1, ctypes.sizeof(c.ArrowArrayStream))
    if not address:
        raise MemoryError
    try:
        call(library.lode_table_export_arrow, table.pointer, 0,
             ctypes.cast(address, POINTER(c.ArrowArrayStream)))
        return _new_capsule(address, _NAME, ctypes.cast(_destructor, c_void_p))
    except BaseException:
        _free(address)
        raise
