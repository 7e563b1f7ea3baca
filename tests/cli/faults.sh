#!/usr/bin/env bash
# What becomes of an output file when writing it fails or is broken off: faults.sh BINARY
#
# Lets each system call by which `lode convert -o FILE` makes its file fail, one after the other,
# and sends signals at each of them. FILE must hold what it held before or the whole new result,
# as the exit code says, and nothing may lie beside it. Needs strace, and the right to use it.
set -uo pipefail
lode=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf -- "$work"' EXIT
convert=(convert --to origins examples/data/reference.lode.xml) # several buffers of output
"$lode" "${convert[@]}" -o "$work/new" 2>/dev/null || exit 2
echo old >"$work/old"
runs=0
bad=0

if ! strace -o /dev/null true 2>/dev/null; then
    echo "strace may not trace here: outputs were not broken off"
    exit 0
fi

complain() {
    echo "$*"
    bad=1
}

# run_broken CALL INJECTION K: converts with an injection at the K-th CALL; false when there is
# none any more. Sets code, and content to old, new, or something else.
run_broken() {
    rm -rf -- "$work/out"
    mkdir -- "$work/out"
    cp -- "$work/old" "$work/out/file"
    strace -o "$work/trace" -e trace="$1" -e inject="$1:$2:when=$3" \
        "$lode" "${convert[@]}" -o "$work/out/file" >/dev/null 2>&1
    code=$?
    [ "$(grep -c "^$1(" "$work/trace")" -ge "$3" ] || return 1
    runs=$((runs + 1))
    if cmp -s -- "$work/out/file" "$work/old"; then
        content=old
    elif cmp -s -- "$work/out/file" "$work/new"; then
        content=new
    else
        content=half
    fi
}

is_alone() {
    [ "$(ls -A -- "$work/out")" = file ]
}

# fails CALL ERROR: a call that fails gives exit code 0 and the new file, or another and the old.
fails() {
    local k
    for ((k = 1; ; k++)); do
        run_broken "$1" "error=$2" "$k" || return 0
        [ "$code" -eq 0 ] && [ $content != new ] && complain "$1 $k, $2: success, and $content"
        [ "$code" -ne 0 ] && [ $content != old ] && complain "$1 $k, $2: exit $code, and $content"
        is_alone || complain "$1 $k, $2: left $(ls -A -- "$work/out")"
    done
}

# ends CALL SIGNAL: a signal ends the program with 130 unless it has done its work.
ends() {
    local k
    for ((k = 1; ; k++)); do
        run_broken "$1" "signal=$2" "$k" || return 0
        [ $content = half ] && complain "$1 $k, $2: half a file"
        [ "$2" = KILL ] && continue # no program can clean up after this one
        [ "$code" -eq 130 ] || [ $content = new ] || complain "$1 $k, $2: exit $code"
        is_alone || complain "$1 $k, $2: left $(ls -A -- "$work/out")"
    done
}

for call in openat fchmod write fsync close rename; do
    fails $call ENOSPC
    fails $call EIO
done
for signal in INT TERM HUP KILL; do
    for call in write fsync rename; do
        ends $call $signal
    done
done 2>/dev/null # the shell tells of each program that was killed
echo "$runs broken outputs"
[ $bad -eq 0 ] && [ $runs -gt 50 ]
