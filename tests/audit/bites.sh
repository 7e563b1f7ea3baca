#!/usr/bin/env bash
# Each checker that run.sh relies on finds a planted fault: a checker that is not there, or is switched off by a wrong
# flag, finds nothing, which looks the same as nothing to find.  tests/audit/bites.sh
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
source tests/checkers.sh
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
bad=0

# A shell in between, which says "Aborted" to the log.
quietly() {
    bash -c '"$@"; exit $?' _ timeout 60 "$@" >"$work/log" 2>&1
}

# bites WHAT FAULT COMPILER FLAGS ...: the program runs through without the fault, and fails with it
bites() {
    local what=$1 fault=$2
    shift 2
    "$@" -g -pthread -DFAULT=0 tests/audit/faults.c -o "$work/good"
    "$@" -g -pthread -DFAULT="$fault" tests/audit/faults.c -o "$work/bad"
    quietly "${run[@]}" "$work/good" || { cat "$work/log"; echo "$what: fails without a fault"; bad=1; }
    if quietly "${run[@]}" "$work/bad"; then
        echo "$what: does not find $fault"
        bad=1
    fi
}

run=(env "${sanitizer_options[@]}")
for compiler in gcc clang; do
    for fault in OVERRUN LEAK OVERFLOW; do
        bites "$compiler, address and undefined" $fault "$compiler" -fsanitize=address,undefined "${sanitizer_flags[@]}"
    done
done
bites "clang, thread" RACE clang -fsanitize=thread "${sanitizer_flags[@]}"
bites "clang, memory" UNINITIALISED clang -fsanitize=memory "${sanitizer_flags[@]}"
run=("${valgrind[@]}")
for fault in OVERRUN LEAK UNINITIALISED; do
    bites valgrind $fault gcc -O0
done

clang-tidy-14 --quiet tests/audit/faults.c -- -DFAULT=0 >"$work/log" 2>&1 ||
    { cat "$work/log"; echo "clang-tidy: finds a fault where there is none"; bad=1; }
if clang-tidy-14 --quiet tests/audit/faults.c -- -DFAULT=LEAK >"$work/log" 2>&1; then
    echo "clang-tidy: does not find LEAK"
    bad=1
fi
gcc -fanalyzer -DFAULT=LEAK -c tests/audit/faults.c -o /dev/null 2>"$work/log"
grep -q Wanalyzer-malloc-leak "$work/log" ||
    { echo "gcc -fanalyzer: does not find LEAK"; bad=1; }
[ $bad = 0 ] && echo "every checker bites"
exit $bad
