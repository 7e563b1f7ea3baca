#!/usr/bin/env bash
# Calls that have no place in a library: unbounded, locale-bound, global, or printing.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
banned='sprintf|vsprintf|strcpy|strcat|strtok|atoi|atof|strtod|strtol|setlocale|getenv|exit|abort|printf|puts|putchar|signal|gets'
bad=0
if grep -rnE "(^|[^A-Za-z0-9_>.])($banned)[[:space:]]*\(" lib --include=*.c --include=*.h; then
    echo "banned calls in lib/"
    bad=1
fi
if grep -rnwE 'stdout|stderr|environ' lib --include=*.c --include=*.h; then
    echo "the library does not print"
    bad=1
fi
if grep -rnE '(^|[^A-Za-z0-9_>.])(malloc|calloc|realloc|free)[[:space:]]*\(' lib --include=*.c |
    grep -v '^lib/base/memory.c:'; then
    echo "memory goes through lib/base/memory.h"
    bad=1
fi
if grep -rnE '"[^"]*%[-+ #0-9.*]*[lL]?[aefgAEFG]' lib --include='*.c' --include='*.h'; then
    echo "figures are written by lode__format_real(), whatever the locale"
    bad=1
fi
if grep -rzoE 'lode__(error|bom_bad_value)\([^;]*LODE_E_LIMIT' lib --include=*.c | tr '\0' '\n' | grep -q .; then
    grep -rlzE 'lode__(error|bom_bad_value)\([^;]*LODE_E_LIMIT' lib --include=*.c
    echo "a limit is reported by lode__over_limit(), which says which one it is"
    bad=1
fi
exit $bad
