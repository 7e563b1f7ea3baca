#!/usr/bin/env python3
"""What of each material is in each product: Lode beside scipy.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/content.py build/tests/bench/bench [--lines N ...]

Needs numpy and scipy (Debian: python3-numpy python3-scipy). Levels and matrices are built beforehand.
Lode does it in three ways: the public call, lode_requirements() for the stage of materials, and the
passes of the network alone, down with sixteen products and up with sixteen materials at a time. A peer that
takes minutes does a part of the products, all of which cost it the same, and its time is that of all.
All must agree to 1e-9. Prints rows of Markdown; common.py says what is in them.
"""
import os
import subprocess
import tempfile

import common

common.choose_core_type()
np = common.module("numpy")
sparse = common.module("scipy.sparse")
linalg = common.module("scipy.sparse.linalg")

ONE_BY_ONE = 50  # products that are solved one by one


class Content:
    """What `bench --dump-content` wrote."""

    def __init__(self, bench, lines):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "content")
            subprocess.run([bench, "--dump-content", path, "--edges", str(lines)], check=True)
            dump = common.Dump(path, b"lodecon1")
        n_products, n_materials = dump.take("Q", 2)
        self.products = np.frombuffer(dump.take("I", n_products), "u4").astype(np.int64)
        self.materials = np.frombuffer(dump.take("I", n_materials), "u4").astype(np.int64)
        self.expected = np.frombuffer(dump.take("d", n_products * n_materials), "f8")
        self.expected = self.expected.reshape(n_products, n_materials)


def heights_of(bom):
    """Longest way of each item down to one that takes nothing."""
    height = np.zeros(bom.n_items, dtype=np.int64)
    while True:
        higher = np.zeros_like(height)
        np.maximum.at(higher, bom.parent, height[bom.child] + 1)
        if np.array_equal(higher, height):
            return height
        height = higher


class Levels:
    """A sparse matrix times a dense one for each level, materials side by side."""

    def __init__(self, bom, content):
        height = heights_of(bom)
        order = np.lexsort((np.arange(bom.n_items), height))
        rank = np.empty(bom.n_items, dtype=np.int64)
        rank[order] = np.arange(bom.n_items)
        whole = sparse.csr_matrix((bom.quantity, (rank[bom.parent], rank[bom.child])),
                                  shape=(bom.n_items, bom.n_items))
        ends = np.cumsum(np.bincount(height))
        self.blocks = [(start, end, whole[start:end, :start])
                       for start, end in zip(ends[:-1], ends[1:])]
        self.products, self.materials = rank[content.products], rank[content.materials]
        self.n_items = bom.n_items

    def some(self, materials):
        x = np.zeros((self.n_items, len(materials)))
        x[materials, np.arange(len(materials))] = 1.0
        for start, end, rows in self.blocks:
            x[start:end] += rows @ x[:start]
        return x[self.products]

    def in_blocks(self, width):
        parts = [self.some(self.materials[k:k + width])
                 for k in range(0, len(self.materials), width)]
        return np.concatenate(parts, axis=1)


class Series:
    """Products of sparse matrices: rows of products, times the lines, until nothing is left."""

    def __init__(self, bom, content):
        n, p = bom.n_items, len(content.products)
        self.lines = sparse.csr_matrix((bom.quantity, (bom.parent, bom.child)), shape=(n, n))
        self.start = sparse.csr_matrix((np.ones(p), (np.arange(p), content.products)), shape=(p, n))
        self.materials = content.materials

    def solve(self):
        level = self.start
        total = np.zeros((self.start.shape[0], len(self.materials)))
        while level.nnz:
            total += level[:, self.materials].toarray()
            level = level @ self.lines
        return total


class Factor:
    """A general factorisation of the matrix, sorted for it beforehand, and a solve for each product."""

    def __init__(self, bom, content):
        height = heights_of(bom)
        rank = np.empty(bom.n_items, dtype=np.int64)
        rank[np.lexsort((np.arange(bom.n_items), -height))] = np.arange(bom.n_items)
        n = bom.n_items
        matrix = sparse.csc_matrix((-bom.quantity, (rank[bom.child], rank[bom.parent])), shape=(n, n))
        self.matrix = (matrix + sparse.identity(n, format="csc")).tocsc()
        self.lu = linalg.splu(self.matrix, permc_spec="NATURAL", diag_pivot_thresh=0.0,
                              options={"SymmetricMode": True})
        self.products, self.materials = rank[content.products], rank[content.materials]

    def solve(self, count):
        out = np.empty((count, len(self.materials)))
        for k in range(count):
            demand = np.zeros(self.matrix.shape[0])
            demand[self.products[k]] = 1.0
            out[k] = self.lu.solve(demand)[self.materials]
        return out


def agree(found, expected, name):
    common.agree(found.ravel().tolist(), expected.ravel().tolist(), name)


def peers(bom, content):
    """(name, call, how many times as long all of it takes)"""
    levels = Levels(bom, content)
    for width in (16, 64):
        agree(levels.in_blocks(width), content.expected, "scipy, a product a level")
        yield (f"scipy, sparse times dense a level, {width} materials",
               lambda: levels.in_blocks(width), 1.0)
    series = Series(bom, content)
    agree(series.solve(), content.expected, "scipy, products of sparse matrices")
    yield "scipy, products of sparse matrices", series.solve, 1.0
    factor = Factor(bom, content)
    count = min(ONE_BY_ONE, len(content.products))
    agree(factor.solve(count), content.expected[:count], "scipy, splu")
    yield ("scipy, splu kept, a solve a product", lambda: factor.solve(count),
           len(content.products) / count)


def main():
    given = common.arguments(__doc__, [10_000, 100_000, 1_000_000])
    if not (np and sparse):
        return
    for lines in given.lines:
        size = common.SIZES[lines]
        bom = common.Bom(given.bench, lines).use_numpy(np)
        content = Content(given.bench, lines)
        with common.Lode(given.bench, f"content-{size}") as call, \
                common.Lode(given.bench, f"content-down-{size}") as down, \
                common.Lode(given.bench, f"content-up-{size}") as up:
            for name, solve, factor in peers(bom, content):
                goal = (80 if factor > 1.0 else 8) if lines == 1_000_000 else None
                for lode, how in ((call, "the call"), (down, "passes down"), (up, "passes up")):
                    peer, own, ratio, least = common.race(lode.seconds, solve, given.rounds)
                    common.put_row(f"content of all products, {lines:,} lines, {how}", name,
                                   (peer * factor, own, ratio * factor, least * factor), "G7", goal)


if __name__ == "__main__":
    main()
