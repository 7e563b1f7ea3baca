#!/usr/bin/env bash
# Every source of the library is in lib/sources.cmake, and all that is there exists.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
listed=$(grep -o 'lib/[a-z]*/[a-z_0-9]*\.c' lib/sources.cmake CMakeLists.txt -h | sort -u)
present=$(find lib -name '*.c' | sort)
diff <(echo "$listed") <(echo "$present") >/dev/null && exit 0
echo "lib/sources.cmake (<) and lib/ (>) differ:"
diff <(echo "$listed") <(echo "$present") || true
exit 1
