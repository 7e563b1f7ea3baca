#!/usr/bin/env bash
# Everything that docs/performance.md tells of, as tables of Markdown:
#     tests/bench/peers/all.sh BUILD [--quick]
# BUILD is a release build with -DLODE_BUILD_BENCH=ON. Takes half an hour and some 8 GB, and wants a
# machine without other work. What a peer needs and is not there is left out and named at the end.
# --quick: 10,000 lines and few rounds, does it all run.
set -euo pipefail
cd -- "$(dirname -- "$0")/../../.."
build=${1:?usage: all.sh BUILD [--quick]}
quick=${2-}
[ -z "$quick" ] || [ "$quick" = --quick ] || {
    echo "all.sh: unknown option $quick" >&2
    exit 2
}
bench=$build/tests/bench/bench
cli=$build/examples/lode
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT

# peer SCRIPT ARGUMENT ...: rows, and what it leaves out
peer() {
    /usr/bin/python3 "tests/bench/peers/$1" "${@:2}" 2>"$scratch/told" |
        tee /dev/stderr >>"$scratch/rows" || {
        cat -- "$scratch/told" >&2
        exit 1
    }
    cat -- "$scratch/told" >>"$scratch/left-out"
}

"$bench" --cli "$cli" --json "$scratch/figures.json" ${quick:---large} |
    tee /dev/stderr | sed -un '1,3s/^/    /p'
peer requirements.py "$bench" $quick
peer product.py "$bench" $quick
peer content.py "$bench" $quick
peer scenarios.py "$bench" $quick
peer build.py "$bench" $quick
[ -n "$quick" ] || peer bom.py "$build/liblode.so"
peer process.py "$bench" --cli "$cli" $quick
echo
/usr/bin/python3 tests/bench/peers/figures.py "$scratch/figures.json" "$scratch/rows"
echo
sort -u -- "$scratch/left-out"
uptime
