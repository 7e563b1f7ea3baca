#!/usr/bin/env bash
# What the pages show is what a reader gets.  docs.sh PROGRAM [--update]
#
# In a fenced block a line that begins with `$ ` is run, and what follows it is its output. A block
# whose fence says file=NAME is the content of that file. Each page has a directory of its own, with
# examples/ in it; `lode` is PROGRAM, and pkg-config finds the library it was built with.
set -euo pipefail
program=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
pages=(README.md docs/command-line.md docs/rules.md docs/tutorial.md docs/how-to.md docs/april-2025.md docs/import.md)
room=$(mktemp -d)
trap 'rm -rf -- "$room"' EXIT

build=$(dirname -- "$(dirname -- "$program")")
mkdir "$room/bin"
ln -s "$program" "$room/bin/lode"
cat >"$room/lode.pc" <<PC
Name: lode
Description: the library as built
Version: 0
Cflags: -I$PWD/include
Libs: -L$build -llode
PC
export LC_ALL=C.UTF-8 PATH=$room/bin:$PATH PKG_CONFIG_PATH=$room LD_LIBRARY_PATH=$build
export DATA="examples/data/reference.lode.xml examples/data/products.lode.xml"

# The command on a line, with those that follow it while they end in a backslash.
read_command() {
    command=${line#'$ '}
    while [[ $command == *\\ ]] && IFS= read -r line; do
        printf '%s\n' "$line"
        command+=$'\n'$line
    done
}

# again PAGE DIRECTORY: the page with files and outputs as they are now.
again() {
    local line command file='' in_block=no in_output=no
    while IFS= read -r line; do
        if [[ $line == '```'* ]]; then
            [ $in_block = yes ] && in_block=no || in_block=yes
            in_output=no file=''
            if [[ $line == *' file='* ]]; then
                file=$2/${line#* file=}
                : >"$file"
            fi
        elif [ -n "$file" ]; then
            printf '%s\n' "$line" >>"$file"
        elif [ $in_block = yes ] && [[ $line == '$ '* ]]; then
            printf '%s\n' "$line"
            read_command
            (cd "$2" && timeout 60 bash -c "$command" 2>&1 </dev/null || true)
            in_output=yes
            continue
        fi
        if [ $in_output = no ]; then printf '%s\n' "$line"; fi
    done <"$1"
}

bad=0
for page in "${pages[@]}"; do
    place=$room/$(basename "$page" .md)
    mkdir "$place"
    ln -s "$PWD/examples" "$place/examples"
    again "$page" "$place" >"$room/now"
    if [ "${2-}" = --update ]; then cat -- "$room/now" >"$page"; fi
    diff -- "$page" "$room/now" || { echo "$page shows what is not so: tests/audit/docs.sh --update"; bad=1; }
done
exit $bad
