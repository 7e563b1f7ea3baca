#!/usr/bin/env python3
"""Requirements of all products: Lode beside scipy, UMFPACK, pandas, networkx and SQLite.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/requirements.py build/tests/bench/bench [--lines N ...]

Needs numpy, scipy, pandas, networkx and libumfpack (Debian: python3-numpy python3-scipy python3-pandas
python3-networkx libumfpack5); what is missing is left out and named. UMFPACK is loaded here only, Lode
never links it. Every peer solves what Lode solves and must agree to 1e-9. Matrices, frames, graphs and
indices are built beforehand. Prints rows of Markdown; common.py says what is in them.
"""
import ctypes
import sqlite3

import common

common.choose_core_type()
np = common.module("numpy")
sparse = common.module("scipy.sparse")
pandas = common.module("pandas")
networkx = common.module("networkx")

MAX_LINES_OF_LOOPS = 1_000_000  # of what takes minutes beyond


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

    def __init__(self, bom, by_degree=False):
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
            sparse._sparsetools.csr_matvec(end - start, start, indptr, indices, data, x[:start],
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
            raise OSError("what needs libumfpack (Debian: libumfpack5)")
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
            raise SystemExit(f"UMFPACK: {what} gives {status}")

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


class Frames:
    """A level after the other: merge with the lines, sum by item."""

    def __init__(self, bom):
        self.n_items = bom.n_items
        self.lines = pandas.DataFrame({"parent": bom.parent, "child": bom.child,
                                       "quantity": bom.quantity})
        products = np.flatnonzero(bom.volume).astype(np.uint32)
        self.products = pandas.DataFrame({"parent": products, "amount": bom.volume[products]})

    def solve(self):
        total = np.zeros(self.n_items)
        level = self.products
        while len(level):
            total[level["parent"]] += level["amount"]
            level = level.merge(self.lines, on="parent")
            level["amount"] *= level["quantity"]
            level = level.groupby("child", as_index=False)["amount"].sum()
            level = level.rename(columns={"child": "parent"})
        return total


class Graph:
    """What anybody writes with networkx."""

    def __init__(self, bom):
        self.volume = bom.volume.tolist()
        self.graph = networkx.DiGraph()
        self.graph.add_nodes_from(range(bom.n_items))
        self.graph.add_weighted_edges_from(zip(bom.parent.tolist(), bom.child.tolist(),
                                               bom.quantity.tolist()))

    def solve(self):
        total = list(self.volume)
        for item in networkx.topological_sort(self.graph):
            amount = total[item]
            for child, line in self.graph[item].items():
                total[child] += amount * line["weight"]
        return total


class Database:
    """A level after the other in SQLite, in memory."""

    def __init__(self, bom):
        self.n_items = bom.n_items
        self.db = sqlite3.connect(":memory:")
        self.db.executescript("CREATE TABLE line(parent INTEGER, child INTEGER, quantity REAL);"
                              "CREATE TABLE product(item INTEGER PRIMARY KEY, amount REAL);"
                              "CREATE TABLE level(depth INTEGER, item INTEGER, amount REAL)")
        self.db.executemany("INSERT INTO line VALUES (?, ?, ?)",
                            zip(bom.parent.tolist(), bom.child.tolist(), bom.quantity.tolist()))
        self.db.executemany("INSERT INTO product VALUES (?, ?)",
                            ((k, v) for k, v in enumerate(bom.volume) if v))
        self.db.execute("CREATE INDEX line_of ON line(parent, child, quantity)")

    def solve(self):
        self.db.execute("DELETE FROM level")
        self.db.execute("INSERT INTO level SELECT 0, item, amount FROM product")
        depth, n = 0, 1
        while n:
            n = self.db.execute(
                "INSERT INTO level SELECT ?1 + 1, line.child, sum(line.quantity * level.amount) "
                "FROM level JOIN line ON line.parent = level.item WHERE level.depth = ?1 "
                "GROUP BY line.child", (depth,)).rowcount
            depth += 1
        total = [0.0] * self.n_items
        for item, amount in self.db.execute("SELECT item, sum(amount) FROM level GROUP BY item"):
            total[item] = amount
        return total


def scipy_peers(bom, exact):
    goals = {10_000: 20, 100_000: 6, 1_000_000: 3.5, 10_000_000: 2}
    plain, by_length = Levelwise(bom), Levelwise(bom, True)
    for name, peer, call, goal in (
            ("scipy, a product a level, built beforehand", plain, plain.products, goals[exact]),
            ("the C routine behind the product, by itself", plain, plain.bare, None),
            ("the same, rows sorted by length", by_length, by_length.bare, None)):
        common.agree(peer.by_item(call()).tolist(), bom.expected.tolist(), name)
        yield name, call, "G4", goal


def umfpack_peers(bom, exact):
    try:
        peer = Umfpack(bom)
    except OSError as error:
        common.sys.stderr.write(f"left out: {error}\n")
        return
    common.agree(peer.all().tolist(), bom.expected.tolist(), "UMFPACK")
    yield "UMFPACK, factor and solve", peer.all, "G3", 100 if exact == 1_000_000 else None
    numeric = peer.factor()
    yield "UMFPACK, solve, factor kept", lambda: peer.solve(numeric), "", None
    peer.control[7] = 0  # no iterative refinement
    yield "the same without refinement", lambda: peer.solve(numeric), "", None
    peer.free(numeric)


def loop_peers(bom, exact):
    if exact > MAX_LINES_OF_LOOPS:
        return
    for name, needed, make, goal in (("pandas, merge and groupby a level", pandas, Frames, 500),
                                     ("networkx, topological order", networkx, Graph, 1000),
                                     ("SQLite, a level after the other", True, Database, 1000)):
        if not needed:
            continue
        peer = make(bom)
        common.agree(list(peer.solve()), list(bom.expected), name)
        yield name, peer.solve, "G5", goal if exact == 1_000_000 else None


def main():
    given = common.arguments(__doc__, [10_000, 100_000, 1_000_000, 10_000_000])
    for lines in given.lines:
        bom = common.Bom(given.bench, lines)
        groups = [loop_peers]
        if np:
            bom.use_numpy(np)
            groups = [scipy_peers, umfpack_peers, loop_peers] if sparse else groups
        with common.Lode(given.bench, f"down-{common.SIZES[lines]}") as lode:
            for group in groups:
                for name, call, row, goal in group(bom, lines):
                    common.put_row(f"requirements of all products, {lines:,} lines", name,
                                   common.race(lode.seconds, call, given.rounds), row, goal)


if __name__ == "__main__":
    main()
