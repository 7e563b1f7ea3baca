#!/usr/bin/env python3
"""A batch of 1,024 scenarios: Lode beside numpy.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/scenarios.py build/tests/bench/bench

Needs numpy (Debian: python3-numpy). The graph, the scenarios and what they are to give come from
`bench --dump-scenarios`. The obvious way gathers and reduces all rows of a level; the expert's takes all
nodes of one level and one number of inputs in one go. Indices and factors are built beforehand. Of
several numbers of scenarios at a time the fastest counts. Lode reckons in double precision and numpy
must agree to 1e-9; the rows in single precision, which moves half the bytes and agrees to 1e-4, are
beside it for comparison. Prints rows of Markdown; common.py says what is in them.
"""
import os
import subprocess
import tempfile

import common

np = common.module("numpy")

CAPACITY, PASS, LIMIT = range(3)
NO_EFFECT = (1.0, 1.0, float("inf"))
PLACES = 256
AT_A_TIME = (16, 32, 64, 256)


class Scenarios:
    """What `bench --dump-scenarios` wrote."""

    def __init__(self, bench):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "scenarios")
            subprocess.run([bench, "--dump-scenarios", path], check=True)
            self.dump = common.Dump(path, b"lodescn1")
        n_nodes, self.n_arcs, self.n_scenarios, n_effects, self.root = self.dump.take("Q", 5)
        self.first = self.take("Q", n_nodes + 1).astype(np.int64)
        self.child = self.take("I", self.n_arcs).astype(np.int64)
        self.weight = self.take("d", self.n_arcs)
        self.item = self.take("I", n_nodes).astype(np.int64)
        self.place = self.take("B", n_nodes).astype(np.int64)
        self.delivers = self.take("B", n_nodes).astype(bool)
        self.effects = self.take("I", 4 * n_effects).reshape(-1, 4).astype(np.int64)
        self.value = self.take("d", n_effects)
        self.expected = self.take("d", self.n_scenarios)

    def take(self, kind, count):
        return np.array(self.dump.take(kind, count))


def levels_of(dump):
    """Longest way of each node to one that takes nothing."""
    degree = np.diff(dump.first)
    parent = np.repeat(np.arange(len(degree)), degree)
    level = np.zeros(len(degree), dtype=np.int64)
    while True:
        higher = np.zeros_like(level)
        np.maximum.at(higher, parent, level[dump.child] + 1)
        if np.array_equal(higher, level):
            return level
        level = higher


class Group:
    """Nodes that are reckoned in one go: of one level and kind, for the expert also of one number of
    inputs, so that their arcs are a rectangle."""

    def __init__(self, dump, nodes, row_of, by_degree, kind):
        degree = dump.first[nodes + 1] - dump.first[nodes]
        self.nodes, self.degree = nodes, int(degree[0])
        self.delivers = bool(dump.delivers[nodes[0]])
        self.start = np.cumsum(degree) - degree
        arcs = np.repeat(dump.first[nodes] - self.start, degree) + np.arange(degree.sum())
        self.child, self.weight = dump.child[arcs], dump.weight[arcs].astype(kind)
        self.row = row_of[dump.item[nodes], dump.place[nodes]]
        at_home = dump.place[self.child] == np.repeat(dump.place[nodes], degree)
        self.arc_row = np.where(at_home, 0, row_of[dump.item[self.child], dump.place[self.child]])
        if by_degree:
            for name in ("child", "weight", "arc_row"):
                setattr(self, name, getattr(self, name).reshape(len(nodes), self.degree))


class Batch:
    """Everything built that does not depend on the values."""

    def __init__(self, dump, width, by_degree, kind):
        self.dump, self.width, self.kind = dump, width, kind
        keys = dump.effects[:, 2] * PLACES + dump.effects[:, 3]
        found, row = np.unique(keys, return_inverse=True)
        row_of = np.zeros((dump.item.max() + 1, PLACES), dtype=np.int64)
        row_of[found // PLACES, found % PLACES] = 1 + np.arange(len(found))
        degree = np.diff(dump.first)
        sources = degree == 0
        split = degree if by_degree else sources.astype(np.int64)
        level = levels_of(dump)
        order = np.lexsort((split, dump.delivers, level))
        sort = np.stack((level, dump.delivers, split), 1)[order]
        cuts = np.flatnonzero(np.any(np.diff(sort, axis=0), 1)) + 1
        self.groups = [Group(dump, np.sort(nodes), row_of, by_degree, kind)
                       for nodes in np.split(order, cuts)]
        self.factors = [self.tables(row, len(found) + 1, start)
                        for start in range(0, dump.n_scenarios, width)]

    def tables(self, row, n_rows, start):
        tables = [np.full((n_rows, self.width), none, self.kind) for none in NO_EFFECT]
        scenario = self.dump.effects[:, 0] - start
        for kind, table in enumerate(tables):
            mine = (self.dump.effects[:, 1] == kind) & (scenario >= 0) & (scenario < self.width)
            table[1 + row[mine], scenario[mine]] = self.dump.value[mine]
        return tables

    def run(self, make, deliver):
        dump = self.dump
        value = np.empty((len(dump.item), self.width), self.kind)
        loss = np.empty(dump.n_scenarios)
        for block, factors in enumerate(self.factors):
            for group in self.groups:
                value[group.nodes] = (deliver if group.delivers else make)(group, factors, value)
            first = block * self.width
            end = min(first + self.width, dump.n_scenarios)
            loss[first:end] = 1.0 - value[dump.root, :end - first]
        return loss


def make_by_rows(group, factors, value):
    own = factors[CAPACITY][group.row]
    if not len(group.child):
        return own
    return np.minimum(own, np.minimum.reduceat(value[group.child], group.start, axis=0))


def lost_of(group, factors, value):
    passed = value[group.child]
    passed *= factors[PASS][group.arc_row]
    np.minimum(passed, factors[LIMIT][group.arc_row], out=passed)
    return np.subtract(1.0, passed, out=passed)


def deliver_by_rows(group, factors, value):
    lost = lost_of(group, factors, value)
    lost *= group.weight[..., None]
    return 1.0 - np.add.reduceat(lost, group.start, axis=0)


def make(group, factors, value):
    least = factors[CAPACITY][group.row]
    for j in range(group.degree):
        np.minimum(least, value[group.child[:, j]], out=least)
    return least


def deliver_at_once(group, factors, value):
    return 1.0 - np.einsum("nj,njk->nk", group.weight, lost_of(group, factors, value))


def deliver_by_origin(group, factors, value):
    lost = 0.0
    for j in range(group.degree):
        passed = value[group.child[:, j]]
        passed *= factors[PASS][group.arc_row[:, j]]
        np.minimum(passed, factors[LIMIT][group.arc_row[:, j]], out=passed)
        np.subtract(1.0, passed, out=passed)
        passed *= group.weight[:, j, None]
        lost += passed
    return 1.0 - lost


WAYS = (("obvious: reduceat over a level", False, make_by_rows, deliver_by_rows, 100),
        ("expert: by level and degree, all origins at once", True, make, deliver_at_once, 20),
        ("expert: by level and degree, an origin at a time", True, make, deliver_by_origin, 20))
KINDS = (("double", "f8", 1e-9), ("single", "f4", 1e-4))


def best_of(dump, by_degree, ways, kind, tolerance, widths):
    """The number of scenarios at a time that is fastest, and its call."""
    tried = []
    for width in widths:
        batch = Batch(dump, width, by_degree, kind)
        error = np.max(np.abs(batch.run(*ways) - dump.expected))
        if not error <= tolerance:
            raise SystemExit(f"numpy, {width} at a time: off by {error:.3g}")
        seconds = common.sample(lambda: batch.run(*ways), 1)
        tried.append((seconds, width, lambda batch=batch: batch.run(*ways)))
    return min(tried, key=lambda t: t[0])[1:]


def main():
    given = common.arguments(__doc__, [100_000])
    if not np:
        return
    dump = Scenarios(given.bench)
    with common.Lode(given.bench, "scenarios") as lode:
        for precision, kind, tolerance in KINDS:
            for name, by_degree, *ways, goal in WAYS:
                width, call = best_of(dump, by_degree, ways, kind, tolerance,
                                      AT_A_TIME[-1:] if given.quick else AT_A_TIME)
                common.put_row(f"1,024 scenarios on {dump.n_arcs:,} arcs",
                               f"numpy, {precision}, {name}, {width} scenarios",
                               common.race(lode.seconds, call, given.rounds), "G8",
                               goal if kind == "f8" else None)


if __name__ == "__main__":
    main()
