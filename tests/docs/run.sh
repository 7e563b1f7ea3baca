#!/usr/bin/env bash
# Makes the API reference with Doxygen. Warnings are faults, and so is a function, type or status
# of the C interface without a word of documentation.  run.sh OUTPUT_DIRECTORY
set -euo pipefail
mkdir -p -- "$1"
output=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
if ! command -v doxygen >/dev/null || ! command -v xmllint >/dev/null; then
    echo "the API reference needs doxygen and xmllint (libxml2-utils)"
    exit 1
fi
version=$(sed -n 's/^#define LODE_VERSION_STRING "\(.*\)"/\1/p' include/lode/version.h)
doxygen - <<<"$(cat docs/Doxyfile)
PROJECT_NUMBER = $version
OUTPUT_DIRECTORY = \"$output\""
# The words are looked for in what Doxygen understood, so that a comment it loses counts as none.
silent='[not(normalize-space(briefdescription)) and not(normalize-space(detaileddescription))]'
documented="//memberdef[@kind='function' or @kind='typedef']"
for file in "$output"/xml/*_8h.xml; do
    xmllint --xpath "$documented$silent/name/text()" "$file" 2>/dev/null && bad=1
done
[ -z "${bad-}" ] || { echo "say a word about these"; exit 1; }
[ "$(xmllint --xpath "count($documented)" "$output/xml/table_8h.xml")" -gt 20 ]
echo "API reference: $output/html/index.html"
