#!/usr/bin/env python3
"""What `bench --json FILE` wrote, as two tables of Markdown: goals, and figures.

    tests/bench/peers/figures.py FILE
"""
import json
import sys

import common

UNITS = {"share": "of the limit", "speedup": "times as fast", "cost": "times the time",
         "seconds": "s", "rate": "a second", "value": ""}


def put_goals(outcomes):
    print("| row | workload | goal | measured | |\n| --- | --- | --- | --- | --- |")
    for o in outcomes:
        if not o["goal"]:
            continue
        sign = "at least" if o["at_least"] else "at most"
        unit = UNITS[o["metric_kind"]]
        print(f"| {o['row']} | {o['name']}: {o['what']} | {sign} {common.figure(o['goal'])} {unit} | "
              f"{common.figure(o['metric'])} | {'met' if o['met'] else 'missed'} |")


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


def main():
    with open(sys.argv[1]) as file:
        outcomes = json.load(file)
    put_goals(outcomes)
    print()
    put_figures(outcomes)


if __name__ == "__main__":
    main()
