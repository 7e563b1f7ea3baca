#!/usr/bin/env python3
"""Two builds of Lode side by side: what a change costs or gains.

    /usr/bin/python3 tests/bench/peers/versions.py OLD/tests/bench/bench NEW/tests/bench/bench NAME ...

NAME is a workload, as `bench --list` has them. Both programs hold their data at once and are asked in
turn. Prints rows of Markdown: the time of the old one, of the new one, and their ratio.
"""
import sys

import common

ROUNDS = 25


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    old, new, *names = sys.argv[1:]
    print("| workload | old | new | old/new (least) |\n| --- | --- | --- | --- |")
    for name in names:
        with common.Lode(old, name) as before, common.Lode(new, name) as after:
            took, now, ratio, least = common.take_turns(after.seconds, before.seconds, ROUNDS)
        print(f"| {name} | {common.time_text(took)} | {common.time_text(now)} | "
              f"{ratio:.3f} ({least:.3f}) |", flush=True)


if __name__ == "__main__":
    main()
