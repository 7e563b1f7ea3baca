#!/bin/sh
# Builds the Debian packages into BUILD/packages, with the distribution's compiler flags:
# pkgconfig/debian.sh [BUILD]
set -eu
cd -P -- "$(dirname -- "$0")/.."
build=${1:-build/debian}
CFLAGS="$(dpkg-buildflags --get CFLAGS) $(dpkg-buildflags --get CPPFLAGS)"
LDFLAGS=$(dpkg-buildflags --get LDFLAGS)
export CFLAGS LDFLAGS
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX=/usr >/dev/null
cmake --build "$build" --parallel "$(nproc)" >/dev/null
rm -rf -- "$build/packages"
(cd -- "$build" && cpack --config CPackConfig.cmake >/dev/null)
ls -- "$build"/packages/*.deb
