#!/usr/bin/env bash
# What bash completes on a line with the `lode` program: completion.sh PROGRAM FILE
# Words are given to the completion parted as bash parts them, at `=` and `@`.
set -uo pipefail
PATH=$(dirname -- "$(realpath -- "$1")"):$PATH
# shellcheck disable=SC1090
source "$2"
cd -- "$(dirname -- "$0")" || exit 2
bad=0

# completes WORD ... : EXPECTED ...; the last word is the one to be completed.
completes() {
    local -a expected
    COMP_WORDS=(lode)
    while [ "$1" != : ]; do
        COMP_WORDS+=("$1")
        shift
    done
    shift
    expected=("$@")
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    [ "$current" = = ] && current=
    [ "$previous" = @ ] && current=@$current
    COMPREPLY=()
    _lode lode "$current" "$previous" 2>/dev/null
    [ "$(printf '%s\n' "${COMPREPLY[@]}" | sort)" = "$(printf '%s\n' "${expected[@]}" | sort)" ] && return
    echo "FAILED: ${COMP_WORDS[*]}<TAB> gives '${COMPREPLY[*]}', not '${expected[*]}'"
    bad=1
}

completes expo : exposure
completes exposure --gd : --gdp
completes exposure --kind '' : production exports
completes exposure --kind = p : production
completes exposure --format = : table csv json
completes --color a : auto always
completes check @ prod : @products
completes check com : completion.sh
completes check cmake/CMakeLists.txt con : consumer.cpp
completes coalitions --kind production -o con : consumer.cpp
completes check --data cm : cmake
completes check --kind : # an option of other commands
[ $bad -eq 0 ]
