#!/usr/bin/env bash
# Sets up what the tests need (Debian 12) and runs all of them: tests/run.sh [--quick]
# --quick leaves out the second compiler, the sanitizers and other checkers, the benchmark, the Turkish locale, and of
# the installation and of Python what tests/install/run.sh and tests/python/run.sh say.
set -euo pipefail
cd -- "$(dirname -- "$0")/.."
source tests/checkers.sh
quick=no
less=()
[ "${1-}" != --quick ] || { quick=yes; less=(--quick); }
jobs=$(nproc)

say() { printf '\n== %s (after %d s)\n' "$*" "$SECONDS"; }

install_missing() {
    local -a packages=(build-essential cmake ninja-build pkg-config libxml2-dev libxml2-utils libpcre2-dev
        libcriterion-dev clang libclang-rt-14-dev locales doxygen
        abigail-tools file mandoc strace
        clang-tidy valgrind gcovr python3)
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

# build NAME COMPILER TYPE [CMAKE OPTION ...] [TARGET]
build() {
    local name=$1 compiler=$2 type=$3 target=all
    shift 3
    if [ $# -gt 0 ] && [[ ${!#} != -* ]]; then
        target=${!#}
        set -- "${@:1:$#-1}"
    fi
    local cxx=g++
    [ "$compiler" = clang ] && cxx=clang++
    cmake -S . -B "build/$name" -G Ninja -DCMAKE_C_COMPILER="$compiler" \
        -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE="$type" -DLODE_BUILD_TESTS=ON \
        -DLODE_WERROR=ON "$@" >/dev/null
    cmake --build "build/$name" --parallel "$jobs" --target "$target" | tail -n 1
}

# run_tests NAME [CTEST OPTION ...]
run_tests() {
    (cd "build/$1" && LC_ALL=${locale-C.UTF-8} ctest --output-on-failure --parallel "$jobs" "${@:2}")
}

# Locales of other habits, without touching the machine's own: a comma in numbers, and an i whose
# capital is not I.
make_locales() {
    local locale
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
for audit in sources layers banned headers fuzz; do
    echo "$audit"
    "tests/audit/$audit.sh"
done
say "gcc, Release"
build gcc-release gcc Release -DLODE_BUILD_BENCH=ON
tests/audit/symbols.sh build/gcc-release/liblode.so
tests/audit/trials.sh build/gcc-release
tests/audit/docs.sh build/gcc-release/examples/lode
tests/audit/data.sh build/gcc-release/examples/lode
tests/audit/reliance.py build/gcc-release/examples/lode ${LODE_MCS_RELEASE:+"$LODE_MCS_RELEASE"}
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
tests/install/run.sh "${less[@]}"
say "Python"
tests/python/run.sh build/gcc-release "${less[@]}"
say "The same in German"
locale=de_DE.UTF-8 run_tests gcc-release -L locale
if [ $quick = no ]; then
    say "The same in Turkish"
    locale=tr_TR.UTF-8 run_tests gcc-release -L locale
    for compiler in clang gcc; do
        say "$compiler, Debug, address and undefined-behaviour sanitizers"
        build $compiler-asan $compiler Debug -DLODE_SANITIZE=address,undefined
        (export "${sanitizer_options[@]}" && run_tests $compiler-asan)
    done
    say "Threads side by side under ThreadSanitizer"
    build clang-tsan clang RelWithDebInfo -DLODE_SANITIZE=thread -DLODE_BUILD_EXAMPLES=OFF trials
    build/clang-tsan/tests/trials threads
    say "Memory never written, by MemorySanitizer, of what is ours alone"
    build clang-msan clang RelWithDebInfo -DLODE_SANITIZE=memory -DLODE_BUILD_EXAMPLES=OFF trials
    build/clang-msan/tests/trials threads own
    build/clang-msan/tests/trials sweep own | tail -n 1
    say "Memory by valgrind"
    "${valgrind[@]}" build/gcc-release/tests/trials threads
    say "Does every checker find a planted fault?"
    tests/audit/bites.sh
    say "Static checkers"
    tests/lint/run.sh build/gcc-release
    say "A gigabyte in bounded memory"
    for form in xml csv bom-xml bom-csv; do
        build/gcc-release/tests/stream $form
    done
    say "The same bytes from every build and every order"
    tests/determinism/run.sh build/gcc-release
    say "Coverage"
    tests/coverage/run.sh
    say "Benchmark at a tenth of its size: does it agree with plain code?"
    build/gcc-release/tests/bench/bench --quick --cli build/gcc-release/examples/lode
    /usr/bin/python3 tests/bench/peers/product.py build/gcc-release/tests/bench/bench --quick
fi
say "All passed"
