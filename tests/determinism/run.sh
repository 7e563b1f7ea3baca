#!/usr/bin/env bash
# The same bytes from every build and every order: a list of runs of the program, by gcc and clang at -O0 and -O3,
# with 1, 2 and 4 threads, in German and Turkish, and with the records of the input shuffled.
# tests/determinism/run.sh GCC_RELEASE_BUILD; LOCPATH names a folder with de_DE.UTF-8 and tr_TR.UTF-8
set -euo pipefail
release=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
data=examples/data
files=("$data/reference.lode.xml" "$data/products.lode.xml" "$data/scenarios.lode.xml" "$data/ways-out.lode.xml")

# outputs FOLDER PROGRAM THREADS FILE ...
outputs() {
    local to=$work/$1 lode=$2 threads=$3 analysis
    shift 3
    mkdir -p "$to"
    for analysis in requirements origin dependency concentration exposure coalitions vectors scenario compare \
        mitigation sensitivity; do
        "$lode" "$analysis" --quiet --threads "$threads" --format=csv "$@" >"$to/$analysis.csv"
    done
    "$lode" exposure --quiet --threads "$threads" --format=json "$@" >"$to/exposure.json"
    "$lode" explain --quiet --format=json --stop CHN "$@" >"$to/explain.json"
    "$lode" diff --quiet --threads "$threads" --format=csv --before tests/cases/magnet.lode.xml \
        --after tests/cases/works.lode.xml >"$to/diff.csv"
    "$lode" classify --quiet --format=csv --data "$data" tests/cli/models/lines.txt >"$to/classify.csv"
    "$lode" convert --quiet "$@" >"$to/model.xml"
    "$lode" convert --quiet --to=origins "$@" >"$to/origins.csv"
}

# same NAME: its outputs are those of the first
n=0
same() {
    diff -rq "$work/first" "$work/$1" || {
        echo "$1: other bytes"
        exit 1
    }
    n=$((n + 1))
}

program() {
    local folder=build/determinism-$1-$2
    cmake -S . -B "$folder" -G Ninja -DCMAKE_C_COMPILER="$1" -DCMAKE_BUILD_TYPE=None \
        -DCMAKE_C_FLAGS="$2" >/dev/null
    cmake --build "$folder" --parallel "$(nproc)" --target lode-cli >/dev/null
    realpath "$folder/examples/lode"
}

lode=$release/examples/lode
outputs first "$lode" 1 "${files[@]}"
for threads in 2 4; do
    outputs "threads-$threads" "$lode" "$threads" "${files[@]}"
    same "threads-$threads"
done
gcc -shared -fPIC -o "$work/host_locale.so" tests/unit/host_locale.c
for locale in de_DE tr_TR; do
    LC_ALL=$locale.UTF-8 LD_PRELOAD=$work/host_locale.so outputs "$locale" "$lode" 1 "${files[@]}"
    same "$locale"
done
for seed in 1 2 3; do
    awk -v seed=$seed -f tests/determinism/shuffle.awk "$work/first/model.xml" >"$work/shuffled.xml"
    cmp -s "$work/shuffled.xml" "$work/first/model.xml" && { echo "nothing shuffled"; exit 1; }
    outputs "shuffled-$seed" "$lode" 1 "$work/shuffled.xml"
    same "shuffled-$seed"
done
outputs files-backwards "$lode" 1 "${files[3]}" "${files[2]}" "${files[1]}" "${files[0]}"
same files-backwards
for compiler in gcc clang; do
    for level in -O0 -O3; do
        [ "$compiler$level" = gcc-O3 ] && continue # the release build
        outputs "$compiler$level" "$(program "$compiler" "$level")" 1 "${files[@]}"
        same "$compiler$level"
    done
done
echo "$n ways to the same $(cat "$work"/first/* | wc -c) bytes in $(find "$work/first" -type f | wc -l) files:"
(cd "$work/first" && sha256sum -- *)
