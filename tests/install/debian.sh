#!/usr/bin/env bash
# Builds the Debian packages, installs them into a root of their own, uses them there and removes
# them: debian.sh PROGRAM_SOURCE. The root takes over the list of installed packages, so that
# dependencies are held against what this machine really has.
set -euo pipefail
program=$(realpath -- "$1")
cd -- "$(dirname -- "$0")/../.."
arch=$(gcc -print-multiarch)
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
root=$work/root

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

pkgconfig/debian.sh build/debian >"$work/log" 2>&1 || { cat -- "$work/log"; fail "no packages"; }
debs=(build/debian/packages/*.deb)
soname=$(readelf -d build/debian/liblode.so | sed -n 's/.*SONAME.*\[lib\(.*\)\.so\.\(.*\)\]/lib\1\2/p')
expected="liblode-dev lode-tools $soname"
[ ! -d bindings/python/lode ] || expected+=" python3-lode"
packages=$(for deb in "${debs[@]}"; do dpkg-deb -f "$deb" Package; done | sort)
[ "$packages" = "$(tr ' ' '\n' <<<"$expected" | sort)" ] || fail "packages are" $packages
twice=$(for deb in "${debs[@]}"; do dpkg-deb --fsys-tarfile "$deb" | tar -t; done |
    grep -v '/$' | sort | uniq -d)
[ -z "$twice" ] || fail "in two packages: $twice"

if [ "$(id -u)" -eq 0 ]; then
    mkdir -p -- "$root/var/lib/dpkg"/{info,updates,triggers}
    cp -- /var/lib/dpkg/status "$root/var/lib/dpkg/"
    in_root=(dpkg --root="$root" --force-script-chrootless --no-triggers)
    must=$(dpkg-deb -f build/debian/packages/lode-tools_*.deb Depends)
    [[ $must == *"$soname ("* ]] || fail "lode-tools depends on $must"
    ! "${in_root[@]}" -i build/debian/packages/lode-tools_*.deb >/dev/null 2>&1 ||
        fail "the program was installed without its library"
    "${in_root[@]}" -i "${debs[@]}" >"$work/log" 2>&1 || { cat -- "$work/log"; fail "not installed"; }
else
    for deb in "${debs[@]}"; do dpkg-deb -x "$deb" "$root"; done
fi

export LD_LIBRARY_PATH=$root/usr/lib/$arch PKG_CONFIG_PATH=$root/usr/lib/$arch/pkgconfig
[ "$("$root/usr/bin/lode" data | head -n 1)" = "$root/usr/share/lode" ] || fail "data not found"
! readelf -d "$root/usr/bin/lode" | grep -E 'RPATH|RUNPATH' || fail "the program has a run path"
"$root/usr/bin/lode" coalitions --format csv @reference @products >"$work/expected"
eval "flags=($(pkg-config --cflags --libs lode))"
gcc -std=c11 "$program" -o "$work/program" "${flags[@]}"
"$work/program" "$root"/usr/share/lode/{reference,products}.lode.xml | cmp - "$work/expected"
for page in "$root"/usr/share/man/man*/*; do gzip -t "$page"; done
if [ -d "$root/usr/lib/python3/dist-packages/lode" ] && [ -x /usr/bin/python3 ]; then
    PYTHONPATH=$root/usr/lib/python3/dist-packages /usr/bin/python3 -B -c 'import lode' ||
        fail "the Python package does not load"
fi
unset LD_LIBRARY_PATH

if [ "$(id -u)" -eq 0 ]; then
    # shellcheck disable=SC2086 # one word a package
    "${in_root[@]}" --purge $expected >"$work/log" 2>&1 || { cat -- "$work/log"; fail "not removed"; }
    left=$(find "$root/usr" -type f -o -type l 2>/dev/null || true)
    [ -z "$left" ] || fail "left behind: $left"
fi
