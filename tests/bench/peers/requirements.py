#!/usr/bin/env python3
"""Requirements of all products: Lode beside the best of scipy and beside UMFPACK.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/requirements.py build/tests/bench/bench [--lines N]

Needs numpy, scipy and libumfpack (Debian: python3-numpy python3-scipy libumfpack5); UMFPACK is
loaded here only, Lode never links it. Every peer solves the system that Lode solves and must agree
to 1e-9. Times are CPU times of one thread, medians; the benchmark is run before and after the peers
and the ratio is held against the mean of its two medians.
"""
import argparse
import ctypes
import ctypes.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

# Debian's OpenBLAS takes new processors for one of 2004 unless it is told; UMFPACK uses it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_CORETYPE", "SKYLAKEX" if "avx512f" in open("/proc/cpuinfo").read()
                      else "HASWELL")

import numpy as np  # noqa: E402: reads the environment when it is imported
import scipy  # noqa: E402
import scipy.sparse as sparse  # noqa: E402
from scipy.sparse import _sparsetools  # noqa: E402

REPETITIONS = 9


class Bom:
    """What `bench --dump` wrote."""

    def __init__(self, path):
        data = open(path, "rb").read()
        if data[:8] != b"lodebom1":
            sys.exit("not a dump of bench")
        self.n_items, self.n_lines = np.frombuffer(data, "<u8", 2, 8)
        at = 24
        for name, kind, count in (("parent", "<u4", self.n_lines), ("child", "<u4", self.n_lines),
                                  ("quantity", "<f8", self.n_lines),
                                  ("volume", "<f8", self.n_items),
                                  ("expected", "<f8", self.n_items)):
            array = np.frombuffer(data, kind, int(count), at)
            setattr(self, name, array.astype(array.dtype.newbyteorder("=")))
            at += array.nbytes
        self.n_items, self.n_lines = int(self.n_items), int(self.n_lines)


def levels_of(bom):
    """Longest distance of each item from any product."""
    level = np.zeros(bom.n_items, dtype=np.int64)
    while True:
        deeper = np.zeros_like(level)
        np.maximum.at(deeper, bom.child, level[bom.parent] + 1)
        if np.array_equal(deeper, level):
            return level
        level = np.maximum(level, deeper)


class Levelwise:
    """One sparse product a level, all of it built beforehand: the best that scipy can do."""

    def __init__(self, bom, by_degree):
        level = levels_of(bom)
        degree = np.bincount(bom.child, minlength=bom.n_items)
        keys = (degree, level) if by_degree else (np.arange(bom.n_items), level)
        self.order = np.lexsort(keys)
        rank = np.empty(bom.n_items, dtype=np.int64)
        rank[self.order] = np.arange(bom.n_items)
        whole = sparse.csr_matrix((bom.quantity, (rank[bom.child], rank[bom.parent])),
                                  shape=(bom.n_items, bom.n_items))
        whole.sum_duplicates()
        ends = np.cumsum(np.bincount(level))
        self.blocks = []
        for start, end in zip(ends[:-1], ends[1:]):
            rows = whole[start:end, :start]
            self.blocks.append((start, end, rows, rows.indptr, rows.indices, rows.data))
        self.demand = bom.volume[self.order]

    def products(self):
        x = self.demand.copy()
        for start, end, rows, _, _, _ in self.blocks:
            x[start:end] += rows @ x[:start]
        return x

    def bare(self):
        """The routine behind the product, called without what scipy puts around it."""
        x = self.demand.copy()
        for start, end, _, indptr, indices, data in self.blocks:
            _sparsetools.csr_matvec(end - start, start, indptr, indices, data, x[:start],
                                    x[start:end])
        return x

    def by_item(self, x):
        out = np.empty_like(x)
        out[self.order] = x
        return out


class Umfpack:
    """Factor and solve (I - A) x = d, in the order of the user's ids."""

    NAMES = ("libumfpack.so.5", "libumfpack.so.6", "libumfpack.so")

    def __init__(self, bom):
        library = None
        for name in self.NAMES:
            try:
                library = ctypes.CDLL(name)
                break
            except OSError:
                continue
        if library is None:
            raise OSError("libumfpack is not installed")
        self.library = library
        n = bom.n_items
        matrix = sparse.csc_matrix((-bom.quantity, (bom.child, bom.parent)), shape=(n, n))
        matrix = (matrix + sparse.identity(n, format="csc")).tocsc()
        matrix.sort_indices()
        self.n = n
        self.start = matrix.indptr.astype(np.int32)
        self.rows = matrix.indices.astype(np.int32)
        self.values = matrix.data.astype(np.float64)
        self.demand = bom.volume.copy()
        self.control = np.zeros(20)
        library.umfpack_di_defaults(self.pointer(self.control))

    @staticmethod
    def pointer(array):
        return array.ctypes.data_as(ctypes.c_void_p)

    def check(self, status, what):
        if status != 0:
            sys.exit(f"UMFPACK: {what} gives {status}")

    def factor(self):
        symbolic, numeric = ctypes.c_void_p(), ctypes.c_void_p()
        control, info = self.pointer(self.control), None
        matrix = [self.pointer(a) for a in (self.start, self.rows, self.values)]
        self.check(self.library.umfpack_di_symbolic(self.n, self.n, *matrix,
                                                    ctypes.byref(symbolic), control, info),
                   "symbolic")
        self.check(self.library.umfpack_di_numeric(*matrix, symbolic, ctypes.byref(numeric),
                                                   control, info), "numeric")
        self.library.umfpack_di_free_symbolic(ctypes.byref(symbolic))
        return numeric

    def solve(self, numeric):
        x = np.empty(self.n)
        matrix = [self.pointer(a) for a in (self.start, self.rows, self.values)]
        self.check(self.library.umfpack_di_solve(0, *matrix, self.pointer(x),
                                                 self.pointer(self.demand), numeric,
                                                 self.pointer(self.control), None), "solve")
        return x

    def free(self, numeric):
        self.library.umfpack_di_free_numeric(ctypes.byref(numeric))

    def all(self):
        numeric = self.factor()
        x = self.solve(numeric)
        self.free(numeric)
        return x


def median_seconds(call, least=5e-3):
    """Median CPU time of a call; short ones are repeated within a sample."""
    call()
    start = time.process_time()
    call()
    inner = max(1, int(least / max(time.process_time() - start, 1e-7)))
    samples = []
    for _ in range(REPETITIONS):
        start = time.process_time()
        for _ in range(inner):
            call()
        samples.append((time.process_time() - start) / inner)
    return statistics.median(samples)


def lode_seconds(bench, lines):
    """Median of the pass down at this size, as the benchmark finds it now."""
    name = {10000: "down-1e4", 100000: "down-1e5", 1000000: "down-1e6", 10000000: "down-1e7"}[lines]
    out = subprocess.run([bench, "--filter", name, "--large", "--json", "-"],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(out.stdout)[0]["seconds"]["median"]


def agree(bom, x, what):
    error = np.max(np.abs(x - bom.expected) / np.maximum(np.abs(bom.expected), 1e-300))
    if not error <= 1e-9:
        sys.exit(f"{what} does not agree: relative error {error:.3g}")


def time_peers(bom):
    plain, sorted_rows = Levelwise(bom, False), Levelwise(bom, True)
    peers = [("scipy, a product a level", plain, plain.products),
             ("scipy, the routine behind it", plain, plain.bare),
             ("the same, rows sorted by length", sorted_rows, sorted_rows.bare)]
    for name, levelwise, call in peers:
        agree(bom, levelwise.by_item(call()), name)
        yield name, median_seconds(call)
    try:
        umfpack = Umfpack(bom)
    except OSError as error:
        print(f"left out: {error}", file=sys.stderr)
        return
    agree(bom, umfpack.all(), "UMFPACK")
    yield "UMFPACK, factor and solve", median_seconds(umfpack.all)
    numeric = umfpack.factor()
    yield "UMFPACK, solve, factor kept", median_seconds(lambda: umfpack.solve(numeric))
    umfpack.control[7] = 0  # no iterative refinement
    yield "the same without refinement", median_seconds(lambda: umfpack.solve(numeric))
    umfpack.free(numeric)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("bench")
    parser.add_argument("--lines", type=int, default=1000000,
                        choices=[10000, 100000, 1000000, 10000000])
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "bom")
        subprocess.run([arguments.bench, "--dump", path, "--edges", str(arguments.lines)],
                       check=True)
        bom = Bom(path)
    before = lode_seconds(arguments.bench, arguments.lines)
    rows = list(time_peers(bom))
    after = lode_seconds(arguments.bench, arguments.lines)
    own = 0.5 * (before + after)
    print(f"numpy {np.__version__}, scipy {scipy.__version__}, OPENBLAS_CORETYPE "
          f"{os.environ['OPENBLAS_CORETYPE']}, {bom.n_lines} lines, {bom.n_items} items")
    print(f"{'Lode, pass down':36} {own * 1e3:10.3f} ms   (before {before * 1e3:.3f}, "
          f"after {after * 1e3:.3f})")
    for name, seconds in rows:
        print(f"{name:36} {seconds * 1e3:10.3f} ms   {seconds / own:8.1f} x")


if __name__ == "__main__":
    main()
