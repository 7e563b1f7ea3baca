#!/usr/bin/env python3
"""Bills of materials: Lode beside lxml's iterparse, and beside pandas.

    cmake --build build --target lode
    /usr/bin/python3 tests/bench/peers/bom.py build/liblode.so

Needs lxml and pandas (Debian: python3-lxml python3-pandas); what is missing is left out. The files are
those of the workloads xml-declaration and csv-bom. lxml takes what Lode takes of each part and clears
what it has seen; pandas reads the table and makes numbers of the ids of both columns; Lode also checks
units and numbers and keeps the place of each part. Prints rows of Markdown; common.py says what is in
them. A sample of either is the least of three calls in a row: memory that was freed a second ago may
have gone back to the host of a virtual machine, and what it takes to get it again is no work of
either. What the first calls give, and what the kernel took, goes to standard error. Then each reads
in a process of its own, once.
"""
import ctypes
import os
import resource
import statistics
import subprocess
import sys
import tempfile

import common

pandas = common.module("pandas")
etree = common.module("lxml.etree")

SPACE = "{http://std.iec.ch/iec62474}"


def write_xml(path, n_parts):
    with open(path, "w") as to:
        to.write('<?xml version="1.0" encoding="UTF-8"?>\n'
                 '<Main xmlns="http://std.iec.ch/iec62474" schemaDatabaseVersion="X8.21">\n'
                 '<Product unitType="each"><ProductID identifier="TOP" name="Top"/>'
                 '<Composition isFMD="true">\n')
        for i in range(1, n_parts):
            to.write(f'  <ProductPart numberOfUnits="{1 + i % 5}">\n'
                     f'    <ProductID identifier="P{i:07}" name="Part {i % 900}"><Mass '
                     f'mass="{1 + i % 90}" unitOfMeasure="mg"/></ProductID>\n'
                     f'    <Material name="Material {i % 40}"><MassPercent massPercent="100"/>\n'
                     '      <Substance name="Copper"><SubstanceID><EntryID '
                     'entryIdentity="7440-50-8"/></SubstanceID><MassPercent '
                     'massPercent="98"/></Substance>\n'
                     '    </Material>\n  </ProductPart>\n')
        to.write('</Composition></Product></Main>\n')


def write_csv(path, n_parts):
    with open(path, "w") as to:
        to.write("parent,id,description,quantity,unit,mass\n,P0000000,Product,,each,\n")
        for i in range(1, n_parts):
            to.write(f"P{(i - 1) // 8:07},P{i:07},part text number {i % 5000},{1 + i % 7},each,"
                     f"{1 + i % 900} g\n")


def read_lxml(path):
    parts = []
    for _, element in etree.iterparse(path, tag=SPACE + "ProductPart"):
        product = element.find(SPACE + "ProductID")
        mass = product.find(SPACE + "Mass")
        contents = []
        for content in element.iter(SPACE + "Material", SPACE + "Substance"):
            percent = content.find(SPACE + "MassPercent")
            contents.append((content.get("name"), float(percent.get("massPercent"))))
        parts.append((product.get("identifier"), product.get("name"),
                      float(element.get("numberOfUnits")), float(mass.get("mass")),
                      mass.get("unitOfMeasure"), contents))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return len(parts) + 1


def read_pandas(path):
    table = pandas.read_csv(path)
    ids, _ = pandas.factorize(table["id"])
    pandas.factorize(table["parent"])
    return len(ids)


class Lode:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.lode_bom_free.argtypes = [ctypes.c_void_p]
        self.context = ctypes.c_void_p()
        assert self.library.lode_context_new(None, ctypes.byref(self.context)) == 0

    def read(self, path):
        bom = ctypes.c_void_p()
        assert self.library.lode_bom_new(self.context, None, ctypes.byref(bom)) == 0
        assert self.library.lode_bom_read_file(self.context, bom, path.encode(), None) == 0
        self.library.lode_bom_free(bom)


class Sampler:
    """Seconds of a call, as the least of CALLS in a row. Of the first and the least ones, what they
    took and what the kernel took of that."""
    CALLS = 3

    def __init__(self, call):
        self.call = call
        self.first, self.least = [], []

    def __call__(self):
        calls = [self.once() for _ in range(self.CALLS)]
        self.first.append(calls[0])
        self.least.append(min(calls))
        return self.least[-1][0]

    def once(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_stime
        seconds = common.sample(self.call, 1)
        return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_stime - before


def mean_kernel(calls):
    return common.time_text(statistics.mean(kernel for _, kernel in calls))


def alone(library, path, reader):
    """Seconds of a reader's call in a process of its own."""
    command = [sys.executable, __file__, library, path, reader.__name__]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def compare(row, what, library, path, peer, name, goal):
    size = os.path.getsize(path) / 1e6
    lode = Lode(library)
    own, other = Sampler(lambda: lode.read(path)), Sampler(lambda: peer(path))
    common.put_row(f"{what}, {size:.0f} MB", name, common.take_turns(own, other), row, goal)
    common.put_row("the same, each time in a new process", name,
                   common.take_turns(lambda: alone(library, path, Lode), lambda: alone(library, path, peer)),
                   row, goal)
    ratios = [theirs / ours for (ours, _), (theirs, _) in zip(own.first, other.first, strict=True)]
    print(f"first calls: {common.figure(statistics.median(ratios))} ({common.figure(min(ratios))}); "
          f"the kernel took of Lode's {mean_kernel(own.first)}, of the peer's {mean_kernel(other.first)}, "
          f"of the least {mean_kernel(own.least)} and {mean_kernel(other.least)}", file=sys.stderr)


def read_alone(library, path, reader):
    reads = {"Lode": lambda: Lode(library).read(path),
             "read_pandas": lambda: read_pandas(path), "read_lxml": lambda: read_lxml(path)}
    print(common.sample(reads[reader], 1))


def main():
    library = os.path.abspath(sys.argv[1])
    if len(sys.argv) > 2:
        read_alone(library, *sys.argv[2:])
        return
    with tempfile.TemporaryDirectory() as folder:
        xml, csv = os.path.join(folder, "bom.xml"), os.path.join(folder, "bom.csv")
        if pandas:
            write_csv(csv, 1_000_000)
            assert read_pandas(csv) == 1_000_000
            compare("G17", "a million edges as CSV", library, csv, read_pandas,
                    "pandas, read_csv and factorize", 7)
        if etree:
            write_xml(xml, 100_000)
            assert read_lxml(xml) == 100_000
            compare("G18", "IEC 62474 declaration, 100,000 parts", library, xml, read_lxml,
                    "lxml, iterparse", 4)


if __name__ == "__main__":
    main()
