#!/usr/bin/env bash
# What docs/command-line.md shows is what the program prints: in a fenced block that begins with
# `$ lode`, the rest is the output of that command.  docs.sh BINARY [--update]
set -euo pipefail
binary=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
page=docs/command-line.md
again=$(mktemp)
trap 'rm -f -- "$again"' EXIT
export LC_ALL=C.UTF-8 binary
export DATA="examples/data/reference.lode.xml examples/data/products.lode.xml"
lode() { "$binary" "$@"; }
export -f lode

# The page with the output of every command as it is now.
shown=no
while IFS= read -r line; do
    [ "$line" = '```' ] && shown=no
    [ $shown = no ] && printf '%s\n' "$line"
    if [[ $line == '$ lode '* ]]; then
        bash -c "${line#'$ '}" 2>&1 </dev/null || true
        shown=yes
    fi
done <"$page" >"$again"
if [ "${2-}" = --update ]; then
    cat -- "$again" >"$page"
fi
diff -- "$page" "$again" || { echo "$page shows what is not so: tests/audit/docs.sh --update"; exit 1; }
