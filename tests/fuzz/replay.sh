#!/usr/bin/env bash
# Gives a fuzz target all its inputs once: tests/fuzz/replay.sh TARGET PROGRAM
set -euo pipefail
target=$1
program=$(realpath -- "$2")
cd -- "$(dirname -- "$0")/../.."
tests/fuzz/inputs.sh "$target" | xargs -d '\n' "$program"
