#!/usr/bin/env bash
# Makes a wheel: make_wheel.sh FOLDER [LIBRARY]
# With LIBRARY, a liblode.so, the wheel carries it and is for this platform. Without, it is for
# every platform and finds the library of the system. Needs setuptools and wheel, no network;
# PYTHON names the interpreter, /usr/bin/python3 where it is not set.
set -euo pipefail
folder=$(mkdir -p -- "$1" && realpath -- "$1")
library=${2:+$(realpath -- "$2")}
cd -- "$(dirname -- "$0")"
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
cp -r -- pyproject.toml setup.py README.md lode "$work"
cp -- ../../LICENSE "$work"
cd -- "$work"
rm -rf -- lode/__pycache__
env -u PYTHONDONTWRITEBYTECODE PYTHONWARNINGS=ignore LODE_BUNDLE="$library" \
    "${PYTHON:-/usr/bin/python3}" setup.py -q bdist_wheel -d "$folder"
