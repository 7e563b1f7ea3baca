"""The Arrow stream of a table, read by a consumer that shares no code with the package."""
import ctypes
import gc
import unittest
import weakref

import lode
from common import DATA, motor, resident
from ctypes import (CFUNCTYPE, POINTER, Structure, c_char_p, c_double, c_int, c_int32, c_int64,
                    c_uint8, c_void_p)


class Schema(Structure):
    pass


class Array(Structure):
    pass


class Stream(Structure):
    pass


Schema._fields_ = [("format", c_char_p), ("name", c_char_p), ("metadata", c_void_p),
                   ("flags", c_int64), ("n_children", c_int64),
                   ("children", POINTER(POINTER(Schema))), ("dictionary", POINTER(Schema)),
                   ("release", CFUNCTYPE(None, POINTER(Schema))), ("private_data", c_void_p)]
Array._fields_ = [("length", c_int64), ("null_count", c_int64), ("offset", c_int64),
                  ("n_buffers", c_int64), ("n_children", c_int64), ("buffers", POINTER(c_void_p)),
                  ("children", POINTER(POINTER(Array))), ("dictionary", POINTER(Array)),
                  ("release", CFUNCTYPE(None, POINTER(Array))), ("private_data", c_void_p)]
Stream._fields_ = [("get_schema", CFUNCTYPE(c_int, POINTER(Stream), POINTER(Schema))),
                   ("get_next", CFUNCTYPE(c_int, POINTER(Stream), POINTER(Array))),
                   ("get_last_error", CFUNCTYPE(c_char_p, POINTER(Stream))),
                   ("release", CFUNCTYPE(None, POINTER(Stream))), ("private_data", c_void_p)]


def bit(address, k):
    return bool((c_uint8 * (k // 8 + 1)).from_address(address)[k // 8] >> k % 8 & 1)


def texts(array):
    offsets = (c_int32 * (array.length + 1)).from_address(array.buffers[1])
    return [ctypes.string_at(array.buffers[2] + offsets[k], offsets[k + 1] - offsets[k]).decode()
            for k in range(array.length)]


def values(schema, array):
    """A column as Python values."""
    n, valid, data = array.length, array.buffers[0], array.buffers[1]
    if schema.dictionary:
        assert (schema.format, schema.dictionary.contents.format) == (b"i", b"u")
        words = texts(array.dictionary.contents)
        read = [words[code] for code in (c_int32 * n).from_address(data)]
    elif schema.format == b"b":
        read = [bit(data, k) for k in range(n)]
    else:
        kind = {b"g": c_double, b"l": c_int64}[schema.format]
        read = list((kind * n).from_address(data))
    return [value if not valid or bit(valid, k) else None for k, value in enumerate(read)]


def take(capsule):
    """Moves the stream out of its capsule, as a consumer does."""
    get = ctypes.PYFUNCTYPE(c_void_p, ctypes.py_object, c_char_p)(
        ("PyCapsule_GetPointer", ctypes.pythonapi))
    address = get(capsule, b"arrow_array_stream")
    stream = Stream()
    ctypes.memmove(ctypes.byref(stream), address, ctypes.sizeof(Stream))
    ctypes.memset(address + Stream.release.offset, 0, ctypes.sizeof(c_void_p))
    return stream


def read(stream):
    """Name, columns by name, and releases everything."""
    schema, columns = Schema(), {}
    assert stream.get_schema(stream, schema) == 0 and schema.format == b"+s"
    names = [schema.children[k].contents.name.decode() for k in range(schema.n_children)]
    columns = {name: [] for name in names}
    while True:
        batch = Array()
        assert stream.get_next(stream, batch) == 0
        if not batch.release:
            break
        for k, name in enumerate(names):
            columns[name] += values(schema.children[k].contents, batch.children[k].contents)
        batch.release(batch)
        assert not batch.release
    schema.release(schema)
    stream.release(stream)
    return columns


class Arrow(unittest.TestCase):
    def test_every_cell(self):
        network = lode.read(*DATA).compile()
        for analysis in lode.ANALYSES:
            table = getattr(network, analysis.name)()
            self.assertEqual(read(take(table.__arrow_c_stream__())), table.to_dict())

    def test_a_table_without_rows(self):
        table = motor(lode).freeze().compile().coalitions(level=1.0)
        self.assertEqual(set(map(tuple, read(take(table.__arrow_c_stream__())).values())), {()})

    def test_the_stream_outlives_the_table(self):
        table = motor(lode).freeze().compile().exposure()
        expected = table.to_dict()
        capsule = table.__arrow_c_stream__(requested_schema=None)
        freed = weakref.ref(table._handle)
        table.close()
        del table
        gc.collect()
        self.assertIsNone(freed())
        stream = take(capsule)
        del capsule
        self.assertEqual(read(stream), expected)

    def test_capsules_that_nobody_takes_are_released(self):
        """A table is held by its stream; memory does not grow with streams that were dropped."""
        table = lode.read(*DATA).compile().exposure()

        for _ in range(50):
            table.__arrow_c_stream__()
        before = resident()
        for _ in range(2000):
            table.__arrow_c_stream__()
        self.assertLess(resident() - before, 8 << 20)  # what they hold is several times that


if __name__ == "__main__":
    unittest.main()
