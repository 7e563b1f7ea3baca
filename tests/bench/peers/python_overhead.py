#!/usr/bin/env python3
"""What the Python package costs above C: a call, a column of ten million numbers, its import.

    cmake --build build --target lode
    /usr/bin/python3 tests/bench/peers/python_overhead.py build/liblode.so [--small]

Needs numpy and a C compiler. A call is timed in turn from a C program made here and from Python, on
the same model, with its table made and freed; the overhead is the difference of the medians. --small:
a hundred thousand numbers in place of ten million, which take 2 GB. Exits with 1 where a goal is
missed.
"""
import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
SAMPLES, CALLS = 15, 200
GOAL_CALL_US, GOAL_IMPORT_MS = 50.0, 60.0
MODEL = [ROOT / "examples/data/reference.lode.xml", ROOT / "examples/data/products.lode.xml"]
PRODUCT = "actuator-smco"

C_PROGRAM = """
#include <lode.h>
#include <stdio.h>
#include <time.h>

int main(int argc, char **argv)
{
    const char *const product = argv[3];
    const lode_network_options options = {sizeof(options), 0, &product, 1, NULL, NULL, 0};
    lode_context *context;
    lode_builder *builder;
    lode_model *model;
    lode_network *network;
    if (argc != 5 || lode_context_new(NULL, &context) < 0 ||
        lode_builder_new(context, &builder) < 0 ||
        lode_read_file(context, builder, argv[1], NULL) < 0 ||
        lode_read_file(context, builder, argv[2], NULL) < 0 ||
        lode_builder_freeze(context, builder, &model) < 0 ||
        lode_network_compile(context, model, &options, &network) < 0)
        return 1;
    const lode_analysis *const analysis = lode_analysis_find(argv[4]);
    for (int sample = -1; sample < %d; sample++) {
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        for (int k = 0; k < %d; k++) {
            lode_table *table;
            if (analysis->run(context, network, NULL, &table) < 0) return 1;
            lode_table_free(table);
        }
        clock_gettime(CLOCK_MONOTONIC, &to);
        const double ns = (double)(to.tv_sec - from.tv_sec) * 1e9 + (double)(to.tv_nsec - from.tv_nsec);
        if (sample >= 0) printf("%%.3f\\n", ns / 1e3 / %d);
    }
    return 0;
}
""" % (SAMPLES, CALLS, CALLS)


def build_c(library: pathlib.Path, folder: str) -> str:
    binary = os.path.join(folder, "calls")
    subprocess.run(["cc", "-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O2", "-x", "c", "-",
                    f"-I{ROOT / 'include'}", f"-L{library.parent}", "-llode",
                    f"-Wl,-rpath,{library.parent}", "-o", binary],
                   input=C_PROGRAM, text=True, check=True)
    return binary


def in_c(binary: str, analysis: str) -> float:
    done = subprocess.run([binary, *map(str, MODEL), PRODUCT, analysis], check=True, text=True,
                          capture_output=True)
    return statistics.median(map(float, done.stdout.split()))


def in_python(method) -> float:
    samples = []
    for _ in range(SAMPLES + 1):
        began = time.perf_counter()
        for _ in range(CALLS):
            method()
        samples.append((time.perf_counter() - began) * 1e6 / CALLS)
    return statistics.median(samples[1:])


def calls(library: pathlib.Path) -> bool:
    import lode

    network = lode.read(*MODEL).compile(PRODUCT)
    good = True
    with tempfile.TemporaryDirectory() as folder:
        binary = build_c(library, folder)
        for name in ("requirements", "origin", "vectors"):
            turns = [(in_c(binary, name), in_python(getattr(network, name))) for _ in range(3)]
            c, python = (statistics.median(column) for column in zip(*turns))
            good = good and python - c <= GOAL_CALL_US
            print(f"call of {name:13} {c:8.1f} us in C {python:8.1f} us in Python "
                  f"{python - c:8.1f} us above   (goal: {GOAL_CALL_US:.0f})")
    return good


def resident_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0


def column(n_rows: int) -> bool:
    import numpy

    import lode
    n_products = n_rows // 10000
    builder = lode.Builder()
    parts = builder.item("parts", "each")
    for k in range(10000 - 2):  # the rows of a product: these, what holds them, itself
        builder.item(f"part-{k}", "each")
        parts.input(f"part-{k}", 1 + k % 7)
    for k in range(n_products):
        builder.item(f"product-{k}", "each").input(parts, 1)
        builder.product(f"product-{k}", "USA")
    import logging
    logging.getLogger("lode").setLevel(logging.ERROR)  # parts without origin, each with a warning
    table = builder.freeze().compile().requirements()
    before = resident_mb()
    began = time.perf_counter()
    array = table["quantity"].numpy()
    took = time.perf_counter() - began
    grown = resident_mb() - before
    shared = array.__array_interface__["data"][0] == table["quantity"]._address
    total = float(array.sum())
    expected = n_products * (2.0 + sum(1 + k % 7 for k in range(9998)))
    good = len(array) == n_rows and shared and grown < 1.0 and total == expected
    print(f"column of {len(array):,} doubles in numpy after {took * 1e6:.0f} us, memory grown by "
          f"{grown:.1f} MB, sum {'as expected' if total == expected else 'WRONG'}")
    assert isinstance(array, numpy.ndarray)
    return good


def importing() -> bool:
    script = ("import sys, time; began = time.perf_counter(); import lode; "
              "print((time.perf_counter() - began) * 1e3, 'numpy' in sys.modules)")
    told = [subprocess.run([sys.executable, "-c", script], check=True, text=True,
                           capture_output=True).stdout.split() for _ in range(SAMPLES)]
    took = statistics.median(float(one[0]) for one in told)
    print(f"import {took:.1f} ms (goal: {GOAL_IMPORT_MS:.0f}), numpy loaded: {told[0][1]}")
    return took <= GOAL_IMPORT_MS and told[0][1] == "False"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("library", type=pathlib.Path)
    parser.add_argument("--small", action="store_true")
    options = parser.parse_args()
    library = options.library.resolve()
    package = str(ROOT / "bindings/python")
    os.environ["LODE_LIBRARY"] = str(library)
    os.environ["PYTHONPATH"] = package
    sys.path.insert(0, package)
    good = [importing(), calls(library), column(100_000 if options.small else 10_000_000)]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
