#!/usr/bin/env bash
# Static checkers over lib/: clang-tidy as .clang-tidy says, at zero findings; gcc -fanalyzer, whose findings
# are exactly the reviewed ones of analyzer.txt.  tests/lint/run.sh BUILD_FOLDER, any with gcc or clang
set -euo pipefail
export LC_ALL=C # quotes in messages
build=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mapfile -t sources < <(find lib -name '*.c' ! -name 'kernel_avx*' | sort)
jobs=$(nproc)

printf '%s\n' "${sources[@]}" |
    xargs -P "$jobs" -n 4 clang-tidy-14 -p "$build" --quiet >"$work/tidy" 2>"$work/tidy.log" || {
    cat "$work/tidy"
    grep -v 'warnings\? generated' "$work/tidy.log" || true
    echo "clang-tidy: findings"
    exit 1
}
echo "clang-tidy: ${#sources[@]} files, no findings"

# A build folder of its own is not needed: the analyser runs as the compiler does, object files are thrown away.
read -ra flags < <(pkg-config --cflags libxml-2.0 libpcre2-8)
analyse() { # one file's messages at once: several run side by side
    local found
    found=$(gcc -std=c11 -D_POSIX_C_SOURCE=200809L -O1 -DLODE_BUILDING -DLODE_BUILD_TYPE='""' \
        -DLODE_BUILD_LIBRARIES='""' -Iinclude -Ilib "${@:2}" -fanalyzer -fdiagnostics-plain-output \
        -c "$1" -o /dev/null 2>&1)
    printf '%s\n' "$found"
}
export -f analyse
printf '%s\n' "${sources[@]}" |
    xargs -P "$jobs" -I {} bash -c 'analyse "$@"' _ {} "${flags[@]}" >"$work/analyzer"
# FILE: IN FUNCTION: WHAT, without line numbers, which change
awk '/: In function /{split($0, a, "In function "); where = a[2]}
     /warning: /{file = $1; sub(/:.*/, "", file); what = $0; sub(/.*warning: /, "", what)
                 print file ": " where " " what}' "$work/analyzer" | sort -u >"$work/found"
grep -v '^#' tests/lint/analyzer.txt | sort -u >"$work/reviewed"
diff "$work/reviewed" "$work/found" || {
    echo "gcc -fanalyzer: reviewed findings (<) and findings (>) differ"
    exit 1
}
echo "gcc -fanalyzer: ${#sources[@]} files, $(wc -l <"$work/found") findings, all reviewed"
