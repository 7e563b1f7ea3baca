#!/usr/bin/env python3
"""Whole processes: from CSV to an answer, and from nothing to the first word.

    cmake --build build --target bench lode-cli
    /usr/bin/python3 tests/bench/peers/process.py build/tests/bench/bench --cli build/examples/lode

Needs numpy, pandas and scipy (Debian: python3-numpy python3-pandas python3-scipy). Both read three
tables as CSV, items, lines and products, and write what all products together need of each item as
CSV; their answers must agree to 1e-9. Times of these are CPU times of whole processes, the system's part
included; start-up is wall time. Prints rows of Markdown; common.py says what is in them.
"""
import csv
import os
import sys
import tempfile
import time

import common

# What takes Python least: ids to numbers, one matrix, and a product for each level there is.
ANSWER = """
import sys
import numpy, pandas
from scipy import sparse
folder = sys.argv[1]
items = pandas.read_csv(folder + "/items.csv")
lines = pandas.read_csv(folder + "/inputs.csv")
products = pandas.read_csv(folder + "/products.csv")
number = pandas.Index(items["id"])
n = len(number)
parent, child = number.get_indexer(lines["parent"]), number.get_indexer(lines["item"])
matrix = sparse.csr_matrix((lines["quantity"], (child, parent)), shape=(n, n))
level = numpy.zeros(n)
numpy.add.at(level, number.get_indexer(products["item"]), products["volume"])
total = numpy.zeros(n)
while level.any():
    total += level
    level = matrix @ level
items["quantity"] = total
items[["id", "quantity"]].to_csv(folder + "/theirs.csv", index=False)
"""


def write_tables(bom, folder):
    is_parent = set(bom.parent)
    with open(os.path.join(folder, "items.csv"), "w") as to:
        to.write("id,unit\n")
        to.writelines(f"i{k:08},{'each' if k in is_parent else 'kg'}\n" for k in range(bom.n_items))
    with open(os.path.join(folder, "inputs.csv"), "w") as to:
        to.write("parent,item,quantity\n")
        to.writelines(f"i{p:08},i{c:08},{q!r}\n"
                      for p, c, q in zip(bom.parent, bom.child, bom.quantity))
    with open(os.path.join(folder, "products.csv"), "w") as to:
        to.write("item,home,volume\n")
        to.writelines(f"i{k:08},DEU,{v!r}\n" for k, v in enumerate(bom.volume) if v)


def run(command):
    """What a process used, to its end."""
    actions = [(os.POSIX_SPAWN_OPEN, to, "/dev/null", os.O_WRONLY, 0) for to in (1, 2)]
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"{' '.join(command)} fails")
    return usage


def cpu_seconds(command):
    usage = run(command)
    return usage.ru_utime + usage.ru_stime


def wall_seconds(command):
    start = time.perf_counter()
    run(command)
    return time.perf_counter() - start


def race(own, other, seconds, rounds):
    seconds(own)
    once = seconds(other)
    return common.take_turns(lambda: seconds(own), lambda: seconds(other), rounds, once)


def read_column(path, key, column):
    with open(path, newline="") as file:
        return {row[key]: float(row[column]) for row in csv.DictReader(file)}


def answers(given, lines):
    bom = common.Bom(given.bench, lines)
    with tempfile.TemporaryDirectory() as folder:
        write_tables(bom, folder)
        script, mine = os.path.join(folder, "answer.py"), os.path.join(folder, "ours.csv")
        with open(script, "w") as to:
            to.write(ANSWER)
        tables = [os.path.join(folder, name) for name in ("items.csv", "inputs.csv", "products.csv")]
        lode = [given.cli, "requirements", "--portfolio", "--format", "csv", "-q", "-o", mine, *tables]
        python = [sys.executable, script, folder]
        result = race(lode, python, cpu_seconds, given.rounds)
        ids = [f"i{k:08}" for k in range(bom.n_items)]
        for path, key in ((mine, "item"), (os.path.join(folder, "theirs.csv"), "id")):
            found = read_column(path, key, "quantity")
            common.agree([found.get(k, 0.0) for k in ids], bom.expected, path)
        size = sum(os.path.getsize(path) for path in tables)
    goal = {10_000: 200, 1_000_000: 12}.get(lines)
    common.put_row(f"CSV to answer, {lines:,} lines, {size / 1e6:.1f} MB", "pandas and scipy", result,
                   "G19", goal)


def starts(given):
    lode = [given.cli, "--version"]
    for name, code, goal in (("Python", "pass", None), ("Python and numpy", "import numpy", 100),
                             ("Python, numpy, scipy and pandas",
                              "import numpy, pandas, scipy.sparse", None)):
        result = race(lode, [sys.executable, "-c", code], wall_seconds, 2 * given.rounds)
        common.put_row("start to end of `lode --version`", name, result, "G20", goal)


def main():
    given = common.arguments(__doc__, [10_000, 100_000, 1_000_000], more=["--cli"])
    if not all(map(common.module, ("numpy", "pandas", "scipy.sparse"))):
        return
    for lines in given.lines:
        answers(given, lines)
    starts(given)


if __name__ == "__main__":
    main()
