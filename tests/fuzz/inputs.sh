#!/usr/bin/env bash
# The inputs of a fuzz target that the project has, one a line: its seeds, what was found with it, and
# the files of the cases that are of its form: tests/fuzz/inputs.sh TARGET
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
shopt -s nullglob
target=$1
inputs=(tests/fuzz/seeds/"$target"/* tests/fuzz/found/"$target"/*)
case $target in
model_xml) inputs+=(tests/cases/*.lode.xml tests/cases/valid/*/input.xml tests/cases/invalid/*/input.xml) ;;
model_csv) inputs+=(tests/cases/invalid/*/input.csv) ;;
rules) inputs+=(tests/cases/bom/*.rules.xml tests/cases/invalid/*/rules.xml) ;;
bom) inputs+=(tests/cases/bom/*/input.* tests/cases/bom-invalid/*/input.*) ;;
esac
printf '%s\n' "${inputs[@]}"
