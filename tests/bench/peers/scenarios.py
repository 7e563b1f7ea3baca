#!/usr/bin/env python3
"""A batch of 1,024 scenarios: Lode beside numpy.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/scenarios.py build/tests/bench/bench

Needs numpy (Debian: python3-numpy). The graph, the scenarios and what they are to give come from
`bench --dump-scenarios`. numpy takes all nodes of one level and one number of inputs in one go, many
scenarios at a time, in double precision; indices and factors are built beforehand. Of two ways to
sum and several numbers of scenarios at a time the fastest counts. Every one must agree to 1e-9. Times
are CPU times of one thread, medians; the benchmark is run before and after and the ratio is held
against the mean of its two medians.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

CAPACITY, PASS, LIMIT = range(3)
NO_EFFECT = (1.0, 1.0, np.inf)
PLACES = 256
AT_A_TIME = (16, 32, 64, 128, 256)
REPETITIONS = 5


class Dump:
    """What `bench --dump-scenarios` wrote."""

    def __init__(self, path):
        self.data = open(path, "rb").read()
        if self.data[:8] != b"lodescn1":
            sys.exit("not a dump of bench")
        self.at = 8
        n_nodes, n_arcs, self.n_scenarios, n_effects, self.root = map(int, self.take("<u8", 5))
        self.n_arcs = n_arcs
        self.first = self.take("<u8", n_nodes + 1).astype(np.int64)
        self.child = self.take("<u4", n_arcs).astype(np.int64)
        self.weight = self.take("<f8", n_arcs)
        self.item = self.take("<u4", n_nodes).astype(np.int64)
        self.place = self.take("<u1", n_nodes).astype(np.int64)
        self.delivers = self.take("<u1", n_nodes).astype(bool)
        self.effects = self.take("<u4", 4 * n_effects).reshape(-1, 4).astype(np.int64)
        self.value = self.take("<f8", n_effects)
        self.expected = self.take("<f8", self.n_scenarios)

    def take(self, kind, count):
        array = np.frombuffer(self.data, kind, count, self.at)
        self.at += array.nbytes
        return array.astype(array.dtype.newbyteorder("="))


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
    """Nodes of one level, kind and number of inputs."""

    def __init__(self, dump, nodes, row_of):
        degree = dump.first[nodes[0] + 1] - dump.first[nodes[0]]
        arcs = dump.first[nodes][:, None] + np.arange(degree)
        self.nodes, self.degree = nodes, int(degree)
        self.delivers = bool(dump.delivers[nodes[0]])
        self.child = dump.child[arcs]
        self.weight = dump.weight[arcs]
        self.row = row_of[dump.item[nodes], dump.place[nodes]]
        from_row = row_of[dump.item[self.child], dump.place[self.child]]
        at_home = dump.place[self.child] == dump.place[nodes][:, None]
        self.arc_row = np.where(at_home, 0, from_row)


class Batch:
    """Everything built that does not depend on the values."""

    def __init__(self, dump, width):
        self.dump, self.width = dump, width
        keys = dump.effects[:, 2] * PLACES + dump.effects[:, 3]
        found, row = np.unique(keys, return_inverse=True)
        row_of = np.zeros((dump.item.max() + 1, PLACES), dtype=np.int64)
        row_of[found // PLACES, found % PLACES] = 1 + np.arange(len(found))
        level, degree = levels_of(dump), np.diff(dump.first)
        order = np.lexsort((degree, dump.delivers, level))
        sort = np.stack((level, dump.delivers, degree), 1)[order]
        cuts = np.flatnonzero(np.any(np.diff(sort, axis=0), 1)) + 1
        self.groups = [Group(dump, np.sort(nodes), row_of) for nodes in np.split(order, cuts)]
        self.factors = [self.tables(row, len(found) + 1, start)
                        for start in range(0, dump.n_scenarios, width)]

    def tables(self, row, n_rows, start):
        tables = [np.full((n_rows, self.width), none) for none in NO_EFFECT]
        scenario = self.dump.effects[:, 0] - start
        for kind, table in enumerate(tables):
            mine = (self.dump.effects[:, 1] == kind) & (scenario >= 0) & (scenario < self.width)
            table[1 + row[mine], scenario[mine]] = self.dump.value[mine]
        return tables

    def run(self, deliver):
        dump = self.dump
        value = np.empty((len(dump.item), self.width))
        loss = np.empty(dump.n_scenarios)
        for block, factors in enumerate(self.factors):
            for group in self.groups:
                value[group.nodes] = (deliver if group.delivers else make)(group, factors, value)
            first = block * self.width
            end = min(first + self.width, dump.n_scenarios)
            loss[first:end] = 1.0 - value[dump.root, :end - first]
        return loss


def make(group, factors, value):
    least = factors[CAPACITY][group.row]
    for j in range(group.degree):
        np.minimum(least, value[group.child[:, j]], out=least)
    return least


def deliver_at_once(group, factors, value):
    passed = value[group.child]
    passed *= factors[PASS][group.arc_row]
    np.minimum(passed, factors[LIMIT][group.arc_row], out=passed)
    np.subtract(1.0, passed, out=passed)
    return 1.0 - np.einsum("nj,njk->nk", group.weight, passed)


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


def median_seconds(call):
    samples = []
    for _ in range(REPETITIONS):
        start = time.process_time()
        call()
        samples.append(time.process_time() - start)
    return statistics.median(samples)


def lode_seconds(bench):
    """Median of the pass over the same scenarios, as the benchmark finds it now."""
    out = subprocess.run([bench, "--filter", "scenarios", "--json", "-"], stdout=subprocess.PIPE,
                         stderr=subprocess.DEVNULL, check=True)
    rows = [row for row in json.loads(out.stdout) if row["name"] == "scenarios"]
    return rows[0]["seconds"]["median"]


def time_peers(dump):
    for width in AT_A_TIME:
        batch = Batch(dump, width)
        for name, deliver in (("all origins at once", deliver_at_once),
                              ("an origin at a time", deliver_by_origin)):
            error = np.max(np.abs(batch.run(deliver) - dump.expected))
            if not error <= 1e-9:
                sys.exit(f"numpy, {name}, {width} at a time: off by {error:.3g}")
            yield f"numpy, {name}, {width} scenarios", median_seconds(lambda: batch.run(deliver))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("bench")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scenarios")
        subprocess.run([arguments.bench, "--dump-scenarios", path], check=True)
        dump = Dump(path)
    before = lode_seconds(arguments.bench)
    rows = list(time_peers(dump))
    after = lode_seconds(arguments.bench)
    own = 0.5 * (before + after)
    print(f"numpy {np.__version__}, {dump.n_arcs} arcs, {dump.n_scenarios} scenarios")
    print(f"{'Lode, the pass':48} {own * 1e3:8.1f} ms   (before {before * 1e3:.1f}, "
          f"after {after * 1e3:.1f})")
    for name, seconds in sorted(rows, key=lambda r: r[1]):
        print(f"{name:48} {seconds * 1e3:8.1f} ms   {seconds / own:6.1f} x")


if __name__ == "__main__":
    main()
