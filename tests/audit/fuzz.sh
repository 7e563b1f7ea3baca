#!/usr/bin/env bash
# Every public function stands in tests/fuzz/functions with the fuzz target that calls it. Only a function that
# takes no text, record, options or figures may have none (-).
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
table=tests/fuzz/functions
bad=0
exported=$(sed -n 's/^ *\(lode_[a-z0-9_]*\);$/\1/p' lib/lode.map | sort -u)
listed=$(grep -v '^#' "$table" | cut -d' ' -f1 | sort -u)
if ! diff <(echo "$exported") <(echo "$listed") >/dev/null; then
    echo "lib/lode.map (<) and $table (>) differ:"
    diff <(echo "$exported") <(echo "$listed") || true
    bad=1
fi

# Declarations, one a line.
declarations=$(cat include/lode/*.h | tr '\n' ' ' | grep -o 'LODE_API [^;]*;')
while read -r function target; do
    if [ "$target" = - ]; then
        if sed -n "s/.*[ *]$function(//p" <<<"$declarations" |
            grep -qE 'const char \*|const void \*|_record |_options |_fn |attribute |part_text |double [a-z]'; then
            echo "$function takes input and has no fuzz target"
            bad=1
        fi
    elif ! [ -f "tests/fuzz/fuzz_$target.c" ]; then
        echo "$function: there is no tests/fuzz/fuzz_$target.c"
        bad=1
    elif ! grep -qwE "$function" "tests/fuzz/fuzz_$target.c" tests/fuzz/walk_*.c tests/fuzz/fuzz.c \
        tests/fuzz/replay.c tests/reference/*.c &&
        ! grep -qE "run *\(|analysis->run" "tests/fuzz/fuzz_$target.c"; then
        echo "$function is not called in tests/fuzz/fuzz_$target.c nor in what it uses"
        bad=1
    fi
done < <(grep -v '^#' "$table")
exit $bad
