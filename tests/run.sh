#!/usr/bin/env bash
# Sets up what the tests need (Debian 12) and runs all of them: tests/run.sh [--quick]
# --quick leaves out the second compiler, the sanitizers and the benchmark.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."
quick=no
[ "${1-}" = --quick ] && quick=yes
jobs=$(nproc)

say() { printf '\n== %s\n' "$*"; }

install_missing() {
    local -a packages=(build-essential cmake ninja-build pkg-config libxml2-dev libxml2-utils libpcre2-dev
        libcriterion-dev clang libclang-rt-14-dev locales doxygen
        abigail-tools file mandoc strace)
    local -a missing=()
    for package in "${packages[@]}"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local -a sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo)
    "${sudo[@]}" apt-get update -q
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${missing[@]}"
}

# build NAME COMPILER TYPE [CMAKE OPTION ...]
build() {
    local name=$1 compiler=$2 type=$3
    shift 3
    local cxx=g++
    [ "$compiler" = clang ] && cxx=clang++
    cmake -S . -B "build/$name" -G Ninja -DCMAKE_C_COMPILER="$compiler" \
        -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE="$type" -DLODE_BUILD_TESTS=ON \
        -DLODE_WERROR=ON "$@" >/dev/null
    cmake --build "build/$name" --parallel "$jobs" | tail -n 1
}

# run_tests NAME [LOCALE]
run_tests() {
    (cd "build/$1" && LC_ALL=${2-C.UTF-8} ctest --output-on-failure)
}

# Locales of other habits, without touching the machine's own: a comma in numbers, and an i whose
# capital is not I.
make_locales() {
    mkdir -p build/locale
    for locale in de_DE tr_TR; do
        [ -d "build/locale/$locale.UTF-8" ] ||
            localedef -i "$locale" -f UTF-8 "$PWD/build/locale/$locale.UTF-8"
    done
    export LOCPATH=$PWD/build/locale
}

say "Installing what is missing"
install_missing
make_locales
say "Audits"
for audit in sources layers banned headers; do
    echo "$audit"
    "tests/audit/$audit.sh"
done
say "gcc, Release"
build gcc-release gcc Release -DLODE_BUILD_BENCH=ON
tests/audit/symbols.sh build/gcc-release/liblode.so
tests/audit/trials.sh build/gcc-release
tests/audit/docs.sh build/gcc-release/examples/lode
tests/audit/data.sh build/gcc-release/examples/lode
tests/audit/man.sh build/gcc-release/examples/lode
tests/cli/faults.sh build/gcc-release/examples/lode
run_tests gcc-release
say "API reference, without warnings"
tests/docs/run.sh build/docs
say "Arrow: does DuckDB read what we export?"
tests/arrow/run.sh build/gcc-release
say "ABI"
tests/abi/run.sh
say "Installed, moved, packed, and used by others"
tests/install/run.sh
say "Python"
tests/python/run.sh build/gcc-release
say "The same in German and Turkish"
run_tests gcc-release de_DE.UTF-8
run_tests gcc-release tr_TR.UTF-8
if [ $quick = no ]; then
    say "clang, Debug, address and undefined-behaviour sanitizers"
    export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
    export UBSAN_OPTIONS=print_stacktrace=1
    build clang-asan clang Debug -DLODE_SANITIZE=address,undefined
    run_tests clang-asan
    unset ASAN_OPTIONS UBSAN_OPTIONS
    say "Benchmark at a tenth of its size: does it agree with plain code?"
    build/gcc-release/tests/bench/bench --quick --cli build/gcc-release/examples/lode
fi
say "All passed"
