#!/usr/bin/env bash
# No public function is without a trial: what the trials say they try, what they call, and
# lib/lode.map are the same.  trials.sh BUILD_FOLDER, one with the static library
set -euo pipefail
build=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
listed=$(grep -oE '\blode_[a-z_0-9]+;' lib/lode.map | tr -d ';' | sort -u)
said=$("$build/tests/trials" functions | tr ' ' '\n' | sort -u)
called=$(find "$build/tests/CMakeFiles/trials.dir" -name '*.o' -exec nm -u {} + |
    grep -oE '\blode_[a-z_0-9]+' | sort -u)
bad=0
diff <(echo "$listed") <(echo "$said") || { echo "lib/lode.map (<) and trials (>) differ"; bad=1; }
diff <(echo "$listed") <(echo "$called") || { echo "lib/lode.map (<) and calls (>) differ"; bad=1; }
exit $bad
