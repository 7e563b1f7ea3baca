#!/usr/bin/env bash
# Holds the ABI against what was promised: tests/abi/run.sh [--update | --baseline]
#
# liblode-0.1.abi  the ABI that was promised, as abidw writes it
# expected.txt     how today's differs: what abidiff reports, read by somebody and kept. It may
#                  tell of additions only
# layout.c         where every member stands and what every constant is, for the compiler to hold
#
# --update writes expected.txt anew and adds new lines to layout.c; it refuses what would break a
# program. --baseline makes today's ABI the promised one: at a release, and before the first.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
here=tests/abi
library=build/abi/liblode.so
baseline=$here/liblode-0.1.abi # of the last release
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export LC_ALL=C

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Without debug information abidw sees no types, and abidiff finds everything unchanged.
has_types() {
    [[ $(readelf -S -- "$1") == *.debug_info* ]]
}

# describe LIBRARY ABI: the public ABI; types that the public headers do not define are opaque.
describe() {
    local header
    local -a headers=()
    for header in include/*.h include/lode/*.h; do
        headers+=(--hf "$PWD/$header")
    done
    abidw "${headers[@]}" --exported-interfaces-only --drop-private-types --no-show-locs \
        --no-corpus-path --no-comp-dir-path --no-elf-needed --type-id-style hash \
        --out-file "$work/abi" "$1"
    sed "s|path='$PWD/|path='|" "$work/abi" >"$2"
}

# Every exported function is there with its types.
is_complete() {
    local symbols functions
    symbols=$(grep -c "<elf-symbol name='lode_" "$1")
    functions=$(grep -oE "elf-symbol-id='lode_[a-z_0-9]+" "$1" | sort -u | wc -l)
    [ "$symbols" -gt 0 ] && [ "$symbols" -eq "$functions" ]
}

# compare OLD NEW: abidiff's report to standard output; breaking is set if programs would break.
compare() {
    local code=0
    abidiff --no-show-locs "$1" "$2" >"$work/report" || code=$?
    ((code & 3)) && fail "abidiff: $(cat -- "$work/report")"
    breaking=$((code & 8))
    cat -- "$work/report"
}

# Lines of layout.c for the ABI described in $1, for the compiler at hand.
layout() {
    local probe=$work/probe
    {
        printf '#include <lode.h>\n#include <stdio.h>\nint main(void) {\n'
        awk -F "'" '
            /<class-decl/ && !/is-declaration-only/ { type = $2; print type, 0 }
            /<\/class-decl/ { type = "" }
            type != "" && /<var-decl/ { print type, ++n, $2 }' "$1" | sort -k 1,1 -k 2,2n | sed -E \
            -e 's/^([^ ]+) 0$/printf("SIZE(\1, %zu);\\n", sizeof(struct \1));/' \
            -e 's/^([^ ]+) [0-9]+ (.*)/printf("MEMBER(\1, \2, %zu, %zu);\\n", offsetof(struct \1, \2), sizeof(((struct \1 *)0)->\2));/'
        {
            gcc -E -P -Iinclude include/lode.h | tr '\n' ' ' |
                grep -oE 'enum lode_[a-z_]+ *\{[^}]*\}' | grep -oE 'LODE_[A-Z0-9_]+' || true
            gcc -E -dM -Iinclude include/lode.h |
                sed -nE 's/^#define (LODE_[A-Z0-9_]+) -?[0-9]+[uU]?$/\1/p' | grep -v '_VERSION_'
        } | sort -u | sed 's/.*/printf("VALUE(&, %lld);\\n", (long long)&);/'
        echo 'return 0; }'
    } >"$probe.c"
    gcc -std=c11 -Iinclude "$probe.c" -o "$probe"
    "$probe"
}

# holds FILE: whether the compilers agree with it.
holds() {
    gcc -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$1" &&
        if command -v clang >/dev/null; then
            clang -std=c11 -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only "$1"
        fi
}

lines_of() {
    grep -E '^(SIZE|MEMBER|VALUE)\(' "$1" || true
}

write_layout() {
    sed '/^SIZE(/,$d' "$here/layout.c" >"$work/new.c"
    cat -- "$1" >>"$work/new.c"
    cp -- "$work/new.c" "$here/layout.c"
}

# Lines that are gone or changed, but for the sizes of structs that say their own size.
broken_lines() {
    comm -23 <(lines_of "$here/layout.c" | sort) <(sort "$1") | while IFS= read -r line; do
        type=$(sed -E 's/^SIZE\(([^,]*),.*/\1/' <<<"$line")
        [[ $line == SIZE* ]] && grep -q "^MEMBER($type, struct_size, 0, 4);" "$1" || echo "$line"
    done
}

# ---- today's ABI ----

cmake -S . -B build/abi -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
    -DLODE_BUILD_EXAMPLES=OFF >/dev/null
cmake --build build/abi --parallel "$(nproc)" --target lode >/dev/null
has_types "$library" || fail "$library has no debug information"
describe "$library" "$work/now.abi"
is_complete "$work/now.abi" || fail "exported functions without types"
layout "$work/now.abi" >"$work/lines"

if [ "${1-}" = --baseline ]; then
    cp -- "$work/now.abi" "$baseline"
    : >"$here/expected.txt"
    write_layout "$work/lines"
    exit 0
fi

compare "$baseline" "$work/now.abi" >"$work/now.txt"
broken=$(broken_lines "$work/lines")
if [ "$breaking" -ne 0 ] || [ -n "$broken" ]; then
    cat -- "$work/now.txt"
    fail "programs built against the promised ABI would break
$broken"
fi
if [ "${1-}" = --update ]; then
    cp -- "$work/now.txt" "$here/expected.txt"
    write_layout "$work/lines"
fi
diff -- "$here/expected.txt" "$work/now.txt" ||
    fail "the ABI changed (>): read it, then tests/abi/run.sh --update"
diff <(lines_of "$here/layout.c") "$work/lines" ||
    fail "layout.c (<) lacks what there is (>): tests/abi/run.sh --update"
holds "$here/layout.c"

# ---- does it bite? ----

# changed SCRIPT: the ABI with something planted by a sed script, which must find its place.
changed() {
    sed -E "$1" "$work/now.abi" >"$work/planted.abi"
    ! cmp -s "$work/now.abi" "$work/planted.abi" || fail "nothing to plant: $1"
    compare "$work/planted.abi" "$work/now.abi" >"$work/planted.txt"
    ! cmp -s "$work/planted.txt" "$here/expected.txt" || fail "went unseen: $1"
}

objcopy --strip-debug "$library" "$work/stripped.so"
! has_types "$work/stripped.so" || fail "a library without types passed for one with"
changed "/name='lode_place'/,/class-decl>/s/name='line'/name='row'/"
changed "/name='lode_context_options'/,/class-decl>/s/layout-offset-in-bits='32'/layout-offset-in-bits='96'/"
changed "/function-decl name='lode_model_count'/,/function-decl>/s/(<return type-id=').*'/\\1$(
    sed -nE "/function-decl name='lode_model_name'/,/function-decl>/s/.*<return type-id='(.*)'.*/\\1/p" "$work/now.abi")'/"
changed "s/lode_country_name/lode_country_gone/g"
[ "$breaking" -ne 0 ] || fail "a function that is gone breaks nothing"
sed 's/^MEMBER(lode_place, line, 8/MEMBER(lode_place, line, 16/' "$here/layout.c" >"$work/planted.c"
! holds "$work/planted.c" 2>/dev/null || fail "layout.c holds nothing"
echo "ABI: $(grep -c "<elf-symbol name='lode_" "$work/now.abi") functions, $(wc -l <"$work/lines") facts of layout"
