#!/usr/bin/env bash
# The example hosts print what stands beside this script; the figures there are worked out by hand
# from the shares in the examples.  run.sh DIRECTORY_OF_PROGRAMS
set -euo pipefail
programs=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
bad=0

# shows NAME [ARGUMENT ...]: bytes of memory differ from one C library to another.
shows() {
    local name=$1
    shift
    [ -x "$programs/$name" ] || { echo "skipped: $name is not built"; return; }
    "$programs/$name" "$@" 2>&1 | sed 's/^memory: [0-9]* bytes/memory: N bytes/' |
        diff "tests/examples/$name.out" - || { echo "$name prints something else"; bad=1; }
}

shows embed
shows live
shows watch tests/cases/magnet.lode.xml
exit $bad
