#!/usr/bin/env bash
# The shipped data holds what it says: every file reads without a warning, codes are well formed, and
# every measure of the shipped scenarios has something to act on.  data.sh BINARY
set -euo pipefail
binary=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../../examples/data"
export LC_ALL=C.UTF-8
whole=$(mktemp)
trap 'rm -f -- "$whole"' EXIT
status=0
complain() { echo "$*"; status=1; }

# Each set of files that the README offers is a model of its own.
sets=("reference" "reference products" "reference scenarios" "reference products scenarios ways-out")
for set in "${sets[@]}"; do
    files=()
    for name in $set; do files+=("$name.lode.xml"); done
    report=$("$binary" -v check "${files[@]}" 2>&1) || complain "$set: does not read"
    grep -qx 'warnings  *0' <<<"$report" || complain "$set: $(grep warning <<<"$report" || echo "$report")"
done
for file in *.lode.xml; do
    [[ " ${sets[-1]} " == *" ${file%.lode.xml} "* ]] || complain "$file is in no set of this audit"
done

# One element a line, in a known order of attributes.
"$binary" -q convert ./*.lode.xml >"$whole"
awk -f ../../tests/audit/codes.awk "$whole" || status=1
awk -f ../../tests/audit/measures.awk "$whole" "$whole" || status=1
exit $status
