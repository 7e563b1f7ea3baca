#!/usr/bin/env python3
"""From lines to something that can be solved: Lode beside scipy, networkx and SQLite.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/build.py build/tests/bench/bench [--lines N ...]

Needs numpy, scipy and networkx (Debian: python3-numpy python3-scipy python3-networkx); what is missing
is left out. scipy gets its lines as arrays of numbers and makes of them levels and a matrix each, as
lode_network_compile() makes a network of a model; networkx, SQLite and the calls of Lode's builder get
lines with ids as text. networkx and scipy find a circle as Lode does; none of the peers checks anything
else. Prints rows of Markdown; common.py says what is in them.
"""
import sqlite3

import common

np = common.module("numpy")
sparse = common.module("scipy.sparse")
networkx = common.module("networkx")


def scipy_levels(bom):
    """Matrix, levels by taking away what nothing needs any more, and a matrix for each level."""
    n = bom.n_items
    by_parent = sparse.csr_matrix((bom.quantity, (bom.parent, bom.child)), shape=(n, n))
    left = np.bincount(by_parent.indices, minlength=n)
    ready, levels = np.flatnonzero(left == 0), []
    while len(ready):
        levels.append(ready)
        rows = by_parent[ready]
        left[ready] = -1
        met, times = np.unique(rows.indices, return_counts=True)
        left[met] -= times
        ready = met[left[met] == 0]
    order = np.concatenate(levels)
    if len(order) != n:
        raise SystemExit("the lines go in a circle")
    by_child = by_parent.T.tocsr()[order][:, order]
    blocks, start = [], 0
    for level in levels:
        blocks.append(by_child[start:start + len(level), :start])
        start += len(level)
    return blocks, order


def networkx_graph(lines):
    graph = networkx.DiGraph()
    graph.add_weighted_edges_from(lines)
    return graph, list(networkx.topological_sort(graph))


def sqlite_table(lines):
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE line(parent TEXT, child TEXT, quantity REAL)")
    db.executemany("INSERT INTO line VALUES (?, ?, ?)", lines)
    db.execute("CREATE INDEX line_of ON line(parent, child, quantity)")
    return db


def check_blocks(bom, blocks, order):
    x, start = np.zeros(bom.n_items), 0
    for block in blocks:
        end = start + block.shape[0]
        x[start:end] = bom.volume[order[start:end]] + block @ x[:start]
        start = end
    common.agree(x.tolist(), bom.expected[order].tolist(), "scipy's levels")


def main():
    given = common.arguments(__doc__, [10_000, 100_000, 1_000_000])
    for lines in given.lines:
        size, bom = common.SIZES[lines], common.Bom(given.bench, lines)
        texts = [(f"i{p:08}", f"i{c:08}", q) for p, c, q in zip(bom.parent, bom.child, bom.quantity)]
        peers = [("SQLite, table and index", "make", lambda: sqlite_table(texts), None)]
        if networkx:
            peers.append(("networkx, graph and order", "make", lambda: networkx_graph(texts), 100))
            peers.append(("networkx, graph and order", "compile", lambda: networkx_graph(texts), 100))
        if np and sparse:
            bom.use_numpy(np)
            check_blocks(bom, *scipy_levels(bom))
            peers.append(("scipy, levels and their matrices", "compile", lambda: scipy_levels(bom), 2))
        for name, workload, call, goal in peers:
            how = "from calls" if workload == "make" else "from the model"
            with common.Lode(given.bench, f"{workload}-{size}") as lode:
                common.put_row(f"building, {lines:,} lines, {how}", name,
                               common.race(lode.seconds, call, given.rounds), "G16",
                               goal if lines >= 100_000 else None)


if __name__ == "__main__":
    main()
