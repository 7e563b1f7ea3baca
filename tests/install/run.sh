#!/usr/bin/env bash
# Installs Lode, moves it, and uses it as other people's projects do: tests/install/run.sh [--quick]
# --quick leaves out the layout of Debian, the steps of docs/installing.md and the Debian packages.
# Nothing is put anywhere but below build/ and a temporary directory.
set -euo pipefail
cd -- "$(dirname -- "$0")/../.."
source=$PWD
build=$source/build/install
here=$source/tests/install
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
export LC_ALL=C.UTF-8
unset LODE_DATA LD_LIBRARY_PATH PKG_CONFIG_PATH
arch=$(gcc -print-multiarch)
strict=(-std=c11 -Wall -Wextra -Wpedantic -Werror)

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# must_fail WHAT COMMAND ...
must_fail() {
    local what=$1
    shift
    ! "$@" >"$work/log" 2>&1 || fail "$what was accepted: $*"
}

# quietly COMMAND ...: shows what it said only when it fails
quietly() {
    "$@" >"$work/log" 2>&1 || { cat -- "$work/log" >&2; fail "$*"; }
}

# The program that the man page shows.
example_program() {
    sed -n '/^\.Bd -literal$/,/^\.Ed$/p' docs/man/lode.3 | sed '1d; $d; s/\\e/\\/g'
}

# install_moved LIBDIR: a tree that was installed elsewhere and then moved, as $prefix.
install_moved() {
    quietly cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/opt/lode \
        -DCMAKE_INSTALL_LIBDIR="$1"
    quietly cmake --build "$build" --parallel "$(nproc)"
    quietly cmake --install "$build" --prefix "$work/first"
    prefix="$work/moved with a blank/${1//\//-}"
    mkdir -p -- "$(dirname -- "$prefix")"
    mv -- "$work/first" "$prefix"
    libdir=$prefix/$1
}

# What every program below must print: the program itself, on the data beside it.
check_program() {
    [ "$("$prefix/bin/lode" data | head -n 1)" = "$prefix/share/lode" ] ||
        fail "the moved program looks for its data in $("$prefix/bin/lode" data | head -n 1)"
    "$prefix/bin/lode" coalitions --format csv @reference @products >"$work/expected"
    grep -q '^car-lfp@*[A-Z]*,1,CHN,' "$work/expected" || fail "no answer from the moved program"
    # A link to the program is not where the data is.
    ln -s -- "$prefix/bin/lode" "$work/lode-link"
    quietly "$work/lode-link" check @reference
    rm -- "$work/lode-link"
}

# agrees PROGRAM shared|static DATA_DIR
agrees() {
    local needs
    "$1" "$3/reference.lode.xml" "$3/products.lode.xml" >"$work/actual" || fail "$1"
    cmp -- "$work/expected" "$work/actual" || fail "$1 gives another result"
    needs=$(readelf -d "$1" | grep -c 'NEEDED.*liblode\.so\.' || true)
    [ "$2/$needs" = shared/1 ] || [ "$2/$needs" = static/0 ] || fail "$1 is not linked $2"
}

use_cmake() {
    local project=$work/cmake program
    local -a options=(-S "$here/cmake" -B "$project" "-DCMAKE_PREFIX_PATH=$prefix"
        "-DPROGRAM_c=$work/program.c" "-DPROGRAM_cpp=$here/consumer.cpp"
        "-DCMAKE_C_FLAGS=${strict[*]:1}" "-DCMAKE_CXX_FLAGS=${strict[*]:1}")
    for version in 0.2 1.0 0.1.9 0.0.9; do
        must_fail "version $version" cmake "${options[@]}" -DLODE_WANTED=$version
        grep -q 'considered but not accepted' "$work/log" ||
            fail "version $version was refused for another reason: $(cat -- "$work/log")"
        rm -rf -- "$project"
    done
    quietly cmake "${options[@]}" -DLODE_WANTED=0.1
    quietly cmake --build "$project" --parallel "$(nproc)"
    for program in c cpp; do
        agrees "$project/${program}_shared" shared "$(cat -- "$project/data-dir")"
        agrees "$project/${program}_static" static "$(cat -- "$project/data-dir")"
    done
    rm -rf -- "$project"
}

# cc_by_pkgconfig OUTPUT [--static]: pkg-config's words quote blanks as a shell does.
cc_by_pkgconfig() {
    local -a flags
    eval "flags=($(pkg-config --cflags --libs ${2-} lode))"
    quietly gcc "${strict[@]}" "$work/program.c" -o "$1" "${flags[@]}" -Wl,-rpath,"$libdir"
}

use_pkgconfig() {
    export PKG_CONFIG_PATH=$libdir/pkgconfig
    local data
    eval "data=$(pkg-config --variable=pkgdatadir lode)" # blanks are quoted, too
    must_fail "version 0.2" pkg-config --atleast-version=0.2 lode
    quietly pkg-config --exact-version="$(sed -n 's/#define LODE_VERSION_STRING "\(.*\)"/\1/p' \
        include/lode/version.h)" lode
    cc_by_pkgconfig "$work/shared"
    agrees "$work/shared" shared "$data"
    # Where there is only the archive, as in many containers.
    mkdir -- "$work/aside"
    mv -- "$libdir"/liblode.so* "$work/aside"
    cc_by_pkgconfig "$work/static" --static
    mv -- "$work/aside"/* "$libdir"
    rmdir -- "$work/aside"
    agrees "$work/static" static "$data"
    unset PKG_CONFIG_PATH
}

# As a part of another project: the same names, nothing of ours installed with theirs.
as_subdirectory() {
    mkdir -- "$work/whole"
    cp -- "$work/program.c" "$work/whole/"
    printf '%s\n' 'cmake_minimum_required(VERSION 3.20)' 'project(whole LANGUAGES C)' \
        "add_subdirectory($source lode)" 'add_executable(program program.c)' \
        'target_link_libraries(program PRIVATE lode::lode)' \
        'add_executable(program_static program.c)' \
        'target_link_libraries(program_static PRIVATE lode::lode_static)' >"$work/whole/CMakeLists.txt"
    quietly cmake -S "$work/whole" -B "$work/whole/build"
    quietly cmake --install "$work/whole/build" --prefix "$work/theirs"
    [ ! -e "$work/theirs" ] || fail "Lode installs itself with another project"
}

# Nothing is found by luck.
without_flags() {
    must_fail "a compile without flags" gcc -c "$work/program.c" -o "$work/none.o"
    must_fail "a link without flags" gcc "-I$prefix/include" "$work/program.c" -o "$work/none"
}

# Files that know where they were built or first installed would break elsewhere.
check_paths() {
    local found
    found=$(grep -rlF -e "$source" -e "$work/first" -- "$prefix" || true)
    [ -z "$found" ] || fail "these know where they were built: $found"
}

check_destdir() {
    DESTDIR=$work/staged quietly cmake --install "$build"
    diff <(cd -- "$work/staged/opt/lode" && find . | sort) <(cd -- "$prefix" && find . | sort) ||
        fail "DESTDIR gives other files"
    rm -rf -- "$work/staged"
}

layouts=(lib "lib/$arch")
[ "${1-}" != --quick ] || layouts=(lib)
example_program >"$work/program.c"
for layout in "${layouts[@]}"; do
    echo "installed with libraries in $layout, moved"
    install_moved "$layout"
    check_program
    check_paths
    check_destdir
    without_flags
    use_cmake
    use_pkgconfig
done
as_subdirectory
echo "completion"
"$here/completion.sh" "$prefix/bin/lode" "$prefix/share/bash-completion/completions/lode"
[ "${1-}" != --quick ] || exit 0
echo "docs/installing.md"
"$here/walk.sh" "$work/program.c"
echo "Debian packages"
"$here/debian.sh" "$work/program.c"
