#!/usr/bin/env python3
"""One product among many: Lode beside SQLite and beside Python.

    cmake --build build --target bench
    /usr/bin/python3 tests/bench/peers/product.py build/tests/bench/bench [--lines N ...]

Needs nothing but Python. Each peer has its rows and indices ready and then finds what one product
needs, touching only what the product reaches. Lode does it in two ways: from the model, compiling a
network for the product and making the table, and with that network kept, by its pass down. All must
agree to 1e-9. Prints rows of Markdown; common.py says what is in them.
"""
import sqlite3

import common


class Paths:
    """A recursive query of SQLite: it walks every path."""

    def __init__(self, bom):
        self.n_items, self.product = bom.n_items, bom.product
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE TABLE line(parent INTEGER, child INTEGER, quantity REAL)")
        self.db.executemany("INSERT INTO line VALUES (?, ?, ?)",
                            zip(bom.parent, bom.child, bom.quantity))
        self.db.execute("CREATE INDEX line_of ON line(parent, child, quantity)")

    def solve(self):
        total = {}
        for item, amount in self.db.execute(
                "WITH RECURSIVE need(item, amount) AS (SELECT ?, 1.0 UNION ALL "
                "SELECT line.child, line.quantity * need.amount FROM need "
                "JOIN line ON line.parent = need.item) "
                "SELECT item, sum(amount) FROM need GROUP BY item", (self.product,)):
            total[item] = amount
        return total


class Dictionaries:
    """A walk by hand, depth first, over a dictionary of lists."""

    def __init__(self, bom):
        self.product, self.lines = bom.product, {}
        for parent, child, quantity in zip(bom.parent, bom.child, bom.quantity):
            self.lines.setdefault(parent, []).append((child, quantity))

    def solve(self):
        lines, order, seen = self.lines, [], {self.product}
        path = [(self.product, iter(lines.get(self.product, ())))]
        while path:
            item, rest = path[-1]
            for child, _ in rest:
                if child not in seen:
                    seen.add(child)
                    path.append((child, iter(lines.get(child, ()))))
                    break
            else:
                order.append(item)
                path.pop()
        total = dict.fromkeys(order, 0.0)
        total[self.product] = 1.0
        for item in reversed(order):
            amount = total[item]
            for child, quantity in lines.get(item, ()):
                total[child] += amount * quantity
        return total


def main():
    given = common.arguments(__doc__, [10_000, 100_000, 1_000_000])
    for lines in given.lines:
        bom, size = common.Bom(given.bench, lines), common.SIZES[lines]
        with common.Lode(given.bench, f"product-{size}") as whole, \
                common.Lode(given.bench, f"product-pass-{size}") as kept:
            for name, kind, goal in (("SQLite, recursive query", Paths, 500),
                                     ("Python, a walk over dictionaries", Dictionaries, 100)):
                peer = kind(bom)
                found = peer.solve()
                common.agree([found.get(k, 0.0) for k in range(bom.n_items)], bom.expected_one, name)
                goal = goal if lines == 1_000_000 else None
                for lode, how in ((whole, "from the model"), (kept, "its network kept")):
                    common.put_row(f"one product, {lines:,} lines, {how}", name,
                                   common.race(lode.seconds, peer.solve, given.rounds), "G6", goal)


if __name__ == "__main__":
    main()
