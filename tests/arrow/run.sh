#!/usr/bin/env bash
# Every analysis through Arrow into DuckDB and back.  run.sh BUILD_DIRECTORY
# DuckDB's library comes from the npm registry; where there is no npm, or no registry to be
# reached, the test is left out and says so.
set -euo pipefail
build=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
package=@duckdb/node-bindings-linux-x64
version=1.5.6-r.1
place=$build/npm
library=$place/node_modules/$package/libduckdb.so

if [ "$(uname -m)" != x86_64 ] || ! command -v npm >/dev/null; then
    echo "skipped: no npm for DuckDB's library here"
    exit 0
fi
mkdir -p "$place"
if [ ! -e "$library" ] &&
    ! npm install --silent --no-audit --no-fund --prefix "$place" "$package@$version" \
        >"$place/install.log" 2>&1; then
    echo "skipped: npm cannot install $package: $(tail -n 1 "$place/install.log")"
    exit 0
fi
timeout 300 "$build/tests/test_arrow" "$library" examples/data/*.lode.xml
