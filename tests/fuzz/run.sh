#!/usr/bin/env bash
# Fuzzes: tests/fuzz/run.sh SECONDS [TARGET ...], each target for so many seconds, one after the other and at
# the lowest priority; without a target all of them. Needs clang and libclang-rt-14-dev. What grows is
# kept in build/fuzz-work and used again. Ends with 1 where something was found.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
[ $# -ge 1 ] || { sed -n '2,4s/^# //p' "$0"; exit 2; }
seconds=$1
shift
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    for source in tests/fuzz/fuzz_*.c; do
        target=${source##*/fuzz_}
        targets+=("${target%.c}")
    done
fi

cmake -S . -B build/fuzz -G Ninja -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_FLAGS_DEBUG='-O1 -g' -DLODE_BUILD_TESTS=ON -DLODE_FUZZ=ON \
    -DLODE_SANITIZE=address,undefined,fuzzer-no-link >/dev/null
cmake --build build/fuzz --target "${targets[@]/#/fuzz_}" | tail -n 1

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1
found=0
for target in "${targets[@]}"; do
    work=build/fuzz-work/$target
    mkdir -p "$work/corpus" "$work/inputs" "$work/found"
    rm -f "$work"/inputs/*
    n=0
    while IFS= read -r input; do cp "$input" "$work/inputs/$((n += 1))"; done \
        < <(tests/fuzz/inputs.sh "$target")
    options=()
    [ -f "tests/fuzz/dictionaries/$target" ] && options+=("-dict=tests/fuzz/dictionaries/$target")
    # The library's own cases may be larger than what a fuzzer should grow.
    nice -n 19 build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -max_len=6000 -timeout=20 \
        -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$work/found/" "${options[@]}" \
        "$work/corpus" "$work/inputs" >"$work/log" 2>&1 || found=1
    executed=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/log")
    edges=$(grep -a -o 'cov: [0-9]*' "$work/log" | tail -n 1 | cut -c6-)
    printf '%-10s %10s executions  %6s edges  %s found\n' "$target" "${executed:-0}" "${edges:-0}" \
        "$(find "$work/found" -type f | wc -l)"
done
exit $found
