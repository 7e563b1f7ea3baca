#!/bin/bash
# From a fresh clone to a first answer: installs what is missing (Debian and its kin), builds the
# library and the `lode` program into build/quickstart, and asks which countries can stop an
# electric car made in the United States. May be run again at any time.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."
build=build/quickstart
log=$build/quickstart.log
mkdir -p "$build"

# Runs a command that has nothing to say unless it fails.
quietly() {
    if ! "$@" >"$log" 2>&1; then
        cat -- "$log" >&2
        echo "failed: $*" >&2
        exit 1
    fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

has() {
    command -v "$1" >/dev/null
}

missing_packages() {
    has gcc || has clang || echo gcc libc6-dev
    has cmake || echo cmake
    has ninja || has make || echo ninja-build
    has pkg-config || echo pkg-config
    has pkg-config && pkg-config --exists libxml-2.0 || echo libxml2-dev
    has pkg-config && pkg-config --exists libpcre2-8 || echo libpcre2-dev
}

install_missing() {
    local packages
    packages=$(missing_packages | xargs)
    [ -n "$packages" ] || return 0
    if ! has apt-get; then
        echo "Please install what these Debian packages hold: $packages" >&2
        exit 1
    fi
    echo "Installing $packages ..."
    quietly as_root apt-get update -q
    # shellcheck disable=SC2086 # one word a package
    quietly as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends $packages
}

build_program() {
    local -a generator=()
    if [ ! -e "$build/CMakeCache.txt" ] && has ninja; then
        generator=(-G Ninja)
    fi
    has gcc || export CC=clang
    quietly cmake -S . -B "$build" "${generator[@]}" -DCMAKE_BUILD_TYPE=Release
    quietly cmake --build "$build" --target lode-cli --parallel "$(nproc)"
}

install_missing
echo "Building ..."
build_program
lode=$(find "$build" -type f -name lode -perm -u+x | head -n 1)
[ -n "$lode" ] || { echo "the build left no program in $build" >&2; exit 1; }

ask() {
    local command=$1
    shift
    "$lode" "$command" --quiet --product car-nmc811@USA "$@" \
        examples/data/reference.lode.xml examples/data/products.lode.xml
}

# Keeps the heading and the rows that lose a quarter or more.
large_losses() {
    awk 'NR == 1 || $4 + 0 >= 25'
}

cat <<'TEXT'

An electric car with an NMC811 battery, made and used in the United States. What one car needs of
the heavy rare earths, as ore, oxide and metal, and the magnets they go into:

TEXT
ask requirements | awk 'NR == 1 || $2 ~ /^(sm|eu|gd|tb|dy|ho|er|tm|yb|lu|y)-|^magnet/'

cat <<'TEXT'

Exposure: what is lost while the refineries of one country stand still, from a quarter up. Read
'binding' from left to right: it is the way from the car to what runs out first. In China that is
dysprosium oxide: the little of it that is in the magnets decides over the whole car.

TEXT
ask exposure --kind production --stage refine | large_losses

cat <<'TEXT'

Coalitions: all smallest sets of up to three countries that can stop more than 65 % of the cars,
first at the refineries, then at any stage. A country alone in its row needs nobody's help.

TEXT
ask coalitions --stage refine
echo
ask coalitions

cat <<TEXT

The program is $lode; '$lode --help' tells what else it does.
TEXT
