#!/usr/bin/env bash
# Coverage of lib/ by its tests, by folder: lines, and branches taken both ways. Fails where the core is below
# 95 % of lines or 90 % of branches, or where no test reaches a line that names a status.
# tests/coverage/run.sh [BUILD_FOLDER] [--reuse]: --reuse takes the counts that are there
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
build=${1:-build/coverage}
core='base model network analysis scenario'

if [ "${2-}" != --reuse ]; then
    # NDEBUG: what LODE__NEVER() guards cannot be reached, and assertions have no other branch.
    cmake -S . -B "$build" -G Ninja -DCMAKE_C_COMPILER=gcc -DCMAKE_CXX_COMPILER=g++ \
        -DCMAKE_BUILD_TYPE=None -DCMAKE_C_FLAGS='-O0 -g -DNDEBUG --coverage -fprofile-update=atomic' \
        -DCMAKE_EXE_LINKER_FLAGS=--coverage -DCMAKE_SHARED_LINKER_FLAGS=--coverage \
        -DLODE_BUILD_TESTS=ON >/dev/null
    cmake --build "$build" --parallel "$(nproc)" | tail -n 1
    find "$build" -name '*.gcda' -delete
    # What gcov itself says would be in the way of tests that compare the standard error stream.
    (cd "$build" && ctest --output-on-failure -E '^test_(cli|examples)$')
fi
gcovr --root . --object-directory "$build" --filter 'lib/' --csv "$build/coverage.csv" \
    --json "$build/coverage.json" "$build"

awk -F, -v core="$core" '
    NR > 1 && $1 ~ /^lib\// {
        split($1, part, "/"); f = part[2]
        lines[f] += $2; line_hits[f] += $3; branches[f] += $5; branch_hits[f] += $6
    }
    function percent(hits, all) { return all ? 100 * hits / all : 100 }
    END {
        n = split(core, names, " ")
        for (i = 1; i <= n; i++) is_core[names[i]] = 1
        printf "%-10s %7s %7s %9s %7s\n", "lib/", "lines", "%", "branches", "%"
        for (f in lines) {
            l = percent(line_hits[f], lines[f]); b = percent(branch_hits[f], branches[f])
            bad = (f in is_core) && (l < 95 || b < 90)
            failed += bad
            printf "%-10s %7d %7.1f %9d %7.1f%s\n", f, lines[f], l, branches[f], b,
                bad ? "  too few" : "" | "sort"
        }
        close("sort")
        exit failed > 0
    }' "$build/coverage.csv" || failed=yes

# Which statuses the tests reach: executed lines of lib/ that name them.
python3 - "$build/coverage.json" <<'PYTHON' || failed=yes
import json, re, sys

named = re.findall(r"X\((E_[A-Z]+), -", open("include/lode/base.h").read())
reached = {name: [0, 0] for name in named}
for file in json.load(open(sys.argv[1]))["files"]:
    counts = {line["line_number"]: line["count"] for line in file["lines"]}
    count = 0  # a statement over several lines is counted at its first
    for number, text in enumerate(open(file["file"], encoding="utf-8"), 1):
        count = counts.get(number, count)
        for name in re.findall(r"\bLODE_(E_[A-Z]+)\b", text) if not re.match(r" *(/\*| \*)", text) else []:
            reached[name][count > 0] += 1
print("\nlines that name a status, and of those the ones reached")
for name in named:
    print(f"LODE_{name:<14} {sum(reached[name]):4} {reached[name][1]:4}")
missing = [name for name in named if not reached[name][1]]
sys.exit(f"no test reaches {', '.join(missing)}" if missing else 0)
PYTHON
[ "${failed-no}" = no ]
