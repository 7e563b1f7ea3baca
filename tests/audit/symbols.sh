#!/usr/bin/env bash
# The shared library exports what the headers declare and lib/lode.map lists, and nothing else;
# it imports nothing that prints, exits or changes the process.  symbols.sh LIBRARY
set -euo pipefail
library=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
exported=$(nm -D --defined-only "$library" | awk '$2 != "A" {print $3}' | sed 's/@.*//' | sort -u)
declared=$(cat include/lode/*.h | tr '\n' ' ' | grep -oE 'LODE_API [^;(]*\(' |
    grep -oE 'lode_[a-z_0-9]+\($' | tr -d '(' | sort -u)
listed=$(grep -oE '\blode_[a-z_0-9]+;' lib/lode.map | tr -d ';' | sort -u)
bad=0
diff <(echo "$declared") <(echo "$exported") || { echo "headers (<) and exports (>) differ"; bad=1; }
diff <(echo "$declared") <(echo "$listed") || { echo "headers (<) and lib/lode.map (>) differ"; bad=1; }
if nm -D --undefined-only "$library" | grep -wE 'exit|_exit|abort|printf|puts|setlocale|signal|getenv|system'; then
    echo "the library may not call these"
    bad=1
fi
exit $bad
