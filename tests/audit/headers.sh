#!/usr/bin/env bash
# Each public header compiles alone: .h as C11 and as C++17, .hpp as C++17.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
for header in $(find include -name '*.h' -o -name '*.hpp' | sort); do
    for compiler in "gcc -std=c11 -x c" "clang -std=c11 -x c" "g++ -std=c++17 -x c++" \
        "clang++ -std=c++17 -x c++"; do
        [[ $header == *.hpp && $compiler != *++* ]] && continue
        command -v "${compiler%% *}" >/dev/null || continue
        printf '#include "%s"\ntypedef int not_empty;\n' "${header#include/}" |
            $compiler -Wall -Wextra -Wpedantic -Werror -Iinclude -fsyntax-only -
    done
done
