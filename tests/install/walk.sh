#!/usr/bin/env bash
# Does what docs/installing.md says, in order, in an empty home: walk.sh PROGRAM_SOURCE
set -euo pipefail
program=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
source=$PWD
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
mkdir -- "$work/home"

# blocks LANGUAGE: what stands in the fenced blocks of that language.
blocks() {
    sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/d; p}" docs/installing.md
}

blocks cmake >"$work/CMakeLists.txt"
blocks sh >"$work/walk"
ln -s -- "$source" "$work/lode"
cp -- "$program" "$work/program.c"
cd -- "$work"
HOME=$work/home bash -eu walk >log 2>&1 || { cat log; exit 1; }
for built in ./program ./program-build/program; do
    "$built" home/lode-moved/share/lode/{reference,products}.lode.xml | grep ',1,CHN,' >/dev/null
done
grep -q '^car-lfp .* CHN ' log
