#!/usr/bin/env python3
"""Bills of materials: Lode beside lxml's iterparse, and beside pandas.

    cmake --build build --target lode
    /usr/bin/python3 tests/bench/peers/bom.py build/liblode.so

Needs lxml and pandas (Debian: python3-lxml python3-pandas); what is missing is left out. The files are
those of the workloads xml-declaration and csv-bom. lxml takes what Lode takes of each part and clears
what it has seen; pandas reads the table and makes numbers of the ids of both columns; Lode also checks
units and numbers and keeps the place of each part. Prints rows of Markdown; common.py says what is in
them. A sample of either is first the least of three calls in a row: memory that was freed a second ago
may have gone back to the host of a virtual machine, and what it takes to get it again is no work of
either. Then it is a single call, and then one in a process of its own. What the kernel took of the
samples goes to standard error.
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
    """Seconds of a call, as the least of so many in a row; what the kernel took of each of these."""

    def __init__(self, call, n_calls):
        self.call = call
        self.n_calls = n_calls
        self.kernel = []

    def __call__(self):
        seconds, kernel = min(self.once() for _ in range(self.n_calls))
        self.kernel.append(kernel)
        return seconds

    def once(self):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_stime
        seconds = common.sample(self.call, 1)
        return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_stime - before

    def mean_kernel(self):
        return common.time_text(statistics.mean(self.kernel))


def alone(library, path, reader):
    """Seconds of a reader's call in a process of its own."""
    command = [sys.executable, __file__, library, path, reader.__name__]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def compare(row, what, library, path, peer, name, goal):
    size = os.path.getsize(path) / 1e6
    lode = Lode(library)
    for n_calls, label in ((3, f"{what}, {size:.0f} MB"), (1, "the same, single calls")):
        own, other = Sampler(lambda: lode.read(path), n_calls), Sampler(lambda: peer(path), n_calls)
        common.put_row(label, name, common.take_turns(own, other), row, goal)
        print(f"the kernel took of Lode's {own.mean_kernel()}, of the peer's {other.mean_kernel()}", file=sys.stderr)
    common.put_row("the same, each time in a new process", name,
                   common.take_turns(lambda: alone(library, path, Lode), lambda: alone(library, path, peer)),
                   row, goal)


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
