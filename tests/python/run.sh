#!/usr/bin/env bash
# Tests the Python package against a build of the library: tests/python/run.sh BUILD [--quick]
# --quick leaves out the wheels, the examples and a second interpreter.
# Installs what it needs (Debian 12). Runs with the interpreter of the system, which has numpy and
# pandas, and with the one on PATH where that is another.
set -euo pipefail
build=$(realpath -- "$1")
quick=no
[ "${2-}" != --quick ] || quick=yes
cd -- "$(dirname -- "$0")/../.."
system=/usr/bin/python3
export PYTHONDONTWRITEBYTECODE=1 LC_ALL=C.UTF-8
export LODE_LIBRARY=$build/liblode.so LODE_PROGRAM=$build/examples/lode
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

install_missing() {
    local -a packages=(python3 python3-venv python3-setuptools python3-wheel python3-numpy
        python3-pandas python3-matplotlib python3-dask python3-distributed python3-mypy)
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

run_tests() {
    echo "tests, $1: $("$1" --version)"
    PYTHONPATH=bindings/python timeout 300 "$1" -m unittest discover -q -s bindings/python/tests
}

check_types() {
    (cd bindings/python && "$system" -m mypy --no-error-summary --cache-dir "$work/mypy" lode make_stubs.py)
    bindings/python/make_stubs.py --check
}

# installed NAME WHEEL: installs a wheel where nothing else is, and asks a question with it.
installed() {
    local venv=$work/$1
    "$system" -m venv "$venv"
    "$venv/bin/pip" install -q --disable-pip-version-check --no-index "$2"
    (
        unset LODE_LIBRARY PYTHONPATH PYTHONDONTWRITEBYTECODE
        data=$PWD/examples/data
        cd "$work"
        "$venv/bin/python" - "$data" <<'PYTHON'
import sys
import lode
from lode import _library

folder = sys.argv[1]
model = lode.read(f"{folder}/reference.lode.xml", f"{folder}/products.lode.xml")
assert len(model.compile().requirements()) > 0
print(f"lode {lode.__version__} from {_library.library._name}")
PYTHON
    ) >"$work/said"
    cat -- "$work/said"
    grep -q "$3" "$work/said"
}

check_wheels() {
    local wheel
    bindings/python/make_wheel.sh "$work/with" "$build/liblode.so"
    wheel=$(echo "$work"/with/lode-*-py3-none-linux_*.whl)
    installed with "$wheel" "$work/with/lib/.*/lode/_lib/liblode.so"
    bindings/python/make_wheel.sh "$work/without"
    wheel=$(echo "$work"/without/lode-*-py3-none-any.whl)
    LD_LIBRARY_PATH=$build installed without "$wheel" 'from liblode.so'
}

# example NAME [ARGUMENT ...]: prints what the file beside this one says.
example() {
    local name=$1
    shift
    echo "examples/python/$name.py"
    PYTHONPATH=bindings/python "$system" "examples/python/$name.py" "$@" >"$work/$name.txt"
    diff -- "tests/python/$name.txt" "$work/$name.txt"
}

check_examples() {
    example portfolio
    example walk "$work"
    for plot in exposure dysprosium choice; do
        [ "$(stat -c %s "$work/walk-$plot.png")" -gt 10000 ]
    done
    example workers
}

install_missing
run_tests "$system"
if [ $quick = no ] && [ "$(python3 -c 'import sys; print(sys.executable)')" != "$system" ]; then
    run_tests "$(command -v python3)"
fi
check_types
if [ $quick = no ]; then
    check_wheels
    check_examples
fi
echo "The Python package passed"
