#!/usr/bin/env python3
"""Tables of Markdown, as docs/performance.md has them.

    tests/bench/peers/figures.py FIGURES ROWS

FIGURES is what `bench --json` wrote, ROWS what the peers printed. Goals of both first, then the figures,
then the peers, with a column for each size.
"""
import json
import re
import sys

import common

UNITS = {"share": "of the limit", "speedup": "times as fast", "cost": "times the time",
         "seconds": "s", "rate": "a second", "value": ""}


def goals_of(outcomes):
    for o in outcomes:
        if o["goal"]:
            sign = "at least" if o["at_least"] else "at most"
            yield (o["row"], f"{o['name']}: {o['what']}",
                   f"{sign} {common.figure(o['goal'])} {UNITS[o['metric_kind']]}",
                   common.figure(o["metric"]), "met" if o["met"] else "missed")


def goals_of_peers(rows):
    for number, what, beside, _, _, ratio, goal, met in rows:
        if goal:
            yield number, f"{what}, beside {beside}", f"at least {goal} times as fast", ratio, met


def put_goals(goals):
    print("| row | what | goal | measured | |\n| --- | --- | --- | --- | --- |")
    for goal in sorted(goals, key=lambda goal: int(goal[0][1:] or 1000)):
        print("| " + " | ".join(goal) + " |")


def put_figures(outcomes):
    print("| workload | median | least | an item | of the limit | beside it | ref./own |\n"
          "| --- | --- | --- | --- | --- | --- | --- |")
    for o in outcomes:
        took = o["seconds"]
        if not took["median"]:
            print(f"| {o['name']} | | | | | {o['note']} | |")
            continue
        share = o["share_of_limit"]["median"]
        ratio = o["reference_over_own"]["median"]
        print(f"| {o['name']} | {common.time_text(took['median'])} | {common.time_text(took['least'])} | "
              f"{common.time_text(took['median'] / o['items'])}/{o['item']} | "
              f"{f'{100 * share:.0f} % of ' + o['limit'] if share else ''} | {o['reference']} | "
              f"{common.figure(ratio) if ratio else ''} |")


def put_peers(rows):
    """Those of several sizes side by side, ratio (least) and the peer's time; then the others."""
    sizes, table, single = set(), {}, []
    for row in rows:
        number, what, beside, its_time, lode, ratio, goal, met = row
        found = re.search(r" ?([0-9,]+) lines,? ?", what)
        if not found:
            single.append(row)
            continue
        size = int(found.group(1).replace(",", ""))
        sizes.add(size)
        what = re.sub(r",$", "", what.replace(found.group(0), " ").strip())
        cells = table.setdefault((number, re.sub(r" of$|, [0-9.]+ MB$", "", what), beside), {})
        cells[size] = f"{ratio}, {its_time}"
    if table:
        columns = sorted(sizes)
        print("| row | what | beside | " + " | ".join(f"{size:,} lines" for size in columns) + " |\n|"
              + " --- |" * (3 + len(columns)))
        for key, cells in table.items():
            print("| " + " | ".join([*key, *(cells.get(size, "") for size in columns)]) + " |")
        print()
    if single:
        print(common.HEAD)
        for row in single:
            print("| " + " | ".join(row) + " |")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with open(sys.argv[1]) as file:
        outcomes = json.load(file)
    with open(sys.argv[2]) as file:
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in file]
    put_goals([*goals_of(outcomes), *goals_of_peers(rows)])
    print()
    put_figures(outcomes)
    print()
    put_peers(rows)


if __name__ == "__main__":
    main()
