#!/usr/bin/env bash
# Each layer includes only what stands below it, only lib/read sees libxml2, and only
# lib/pattern sees PCRE2.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
declare -A may=(
    [base]="base"
    [table]="table base"
    [model]="model base"
    [network]="network model base"
    [scenario]="scenario network pattern model base"
    [analysis]="analysis scenario network model table base"
    [pattern]="pattern base"
    [read]="read pattern model table base"
)
bad=0
complain() {
    echo "$1"
    bad=1
}
for layer in "${!may[@]}"; do
    while IFS=: read -r file include; do
        of=$(sed -n 's/.*"\([a-z]*\)\/.*/\1/p' <<<"$include")
        [ -z "$of" ] || [ "$of" = lode ] || [[ " ${may[$layer]} " == *" $of "* ]] ||
            complain "$file: lib/$layer may not include $include"
    done < <(grep -H '#include "' "lib/$layer"/*.[ch] | sed 's/#include //')
done
while IFS= read -r hit; do
    complain "only lib/read may see libxml2: $hit"
done < <(grep -rn '#include <libxml/' lib include | grep -v '^lib/read/' || true)
while IFS= read -r hit; do
    complain "only lib/pattern may see PCRE2: $hit"
done < <(grep -rn '#include <pcre2' lib include | grep -v '^lib/pattern/' || true)
while IFS= read -r hit; do
    complain "public headers include only each other and <stddef.h> <stdint.h> <stdbool.h>: $hit"
done < <(grep -rn '#include' include --include=*.h | grep -vE '#include ("([a-z/]+)\.h"|<(stddef|stdint|stdbool)\.h>)' || true)
while IFS= read -r hit; do
    complain "C++ headers include only public headers and the standard library: $hit"
done < <(grep -rn '#include' include --include=*.hpp | grep -vE '#include ("(lode/)?[a-z]+\.h(pp)?"|<[a-z_]+>)' || true)
while IFS= read -r hit; do
    complain "examples use the public API only: $hit"
done < <(grep -rn '#include "' examples --include=*.c --include=*.h --include=*.cpp |
    grep -vE '"(lode|[a-z_]+)\.h"|"lode/' || true)
exit $bad
