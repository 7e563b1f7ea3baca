#!/usr/bin/env bash
# Runs the cases of the `lode` program: tests/cli/run.sh BINARY [--update] [FILTER]
#
# A case is a folder in cases/: `args` is the rest of a shell command line, run in this folder
# ("$lode" is the program, "$tmp" an empty folder of the case). Beside it stand what is expected:
# `stdout` and `stderr` to the byte, or `stdout.glob` and `stderr.glob` where `*` stands for any
# text, both empty where there is no file, and `exit`, 0 where there is none. `stdin` is the
# standard input. --update writes what the program gave: read it before you keep it.
set -uo pipefail
export LC_ALL=C
umask 022
unset NO_COLOR POSIXLY_CORRECT

if [ $# -lt 1 ]; then
    echo "usage: $0 BINARY [--update] [FILTER]" >&2
    exit 2
fi
lode=$(realpath -- "$1")
shift
update=no
if [ "${1-}" = --update ]; then
    update=yes
    shift
fi
filter=${1-}
cd -- "$(dirname -- "$0")" || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf -- "$work"' EXIT
passed=0
failed=0

# Bytes of a file; the dot keeps the ends of its last lines.
slurp() {
    cat -- "$1"
    printf .
}

# matches EXPECTED.glob ACTUAL: everything but `*` stands for itself.
matches() {
    local pattern
    pattern=$(slurp "$1" | sed 's/[^A-Za-z0-9*]/\\&/g')
    # A newline cannot be escaped; sed leaves it as it is.
    # shellcheck disable=SC2053
    [[ $(slurp "$2") == $pattern ]]
}

# agrees CASE NAME: whether $work/NAME is what the case expects.
agrees() {
    local expected=$1/$2 actual=$work/$2
    if [ -e "$expected.glob" ]; then
        matches "$expected.glob" "$actual"
    elif [ -e "$expected" ]; then
        cmp -s -- "$expected" "$actual"
    elif [ "$2" = exit ]; then
        [ "$(cat -- "$actual")" = 0 ]
    else
        [ ! -s "$actual" ]
    fi
}

# keep CASE NAME: makes what the program gave what the case expects.
keep() {
    [ -e "$1/$2.glob" ] && return
    if [ ! -s "$work/$2" ] || { [ "$2" = exit ] && [ "$(cat -- "$work/exit")" = 0 ]; }; then
        rm -f -- "$1/$2"
    else
        cp -- "$work/$2" "$1/$2"
    fi
}

show_difference() {
    local expected=$1/$2
    [ -e "$expected.glob" ] && expected=$expected.glob
    [ -e "$expected" ] || expected=/dev/null
    echo "  $2:"
    diff -u --label expected --label actual -- "$expected" "$work/$2" | sed 's/^/    /'
}

run_case() {
    local case=$1 input=/dev/null good=yes tmp=$work/tmp name
    [ -e "$case/stdin" ] && input=$case/stdin
    rm -rf -- "$tmp"
    mkdir -- "$tmp"
    (eval "\"\$lode\" $(cat -- "$case/args")") <"$input" >"$work/stdout" 2>"$work/stderr"
    echo $? >"$work/exit"
    for name in stdout stderr exit; do
        agrees "$case" "$name" && continue
        if [ "$update" = yes ]; then
            keep "$case" "$name"
            echo "updated $case/$name"
        else
            [ "$good" = yes ] && echo "FAILED ${case#cases/}: lode $(cat -- "$case/args")"
            show_difference "$case" "$name"
            good=no
        fi
    done
    [ "$good" = yes ]
}

for case in cases/*/; do
    case=${case%/}
    [[ $case == *"$filter"* ]] || continue
    if run_case "$case"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
