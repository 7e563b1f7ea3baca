#!/usr/bin/env python3
"""Bills of materials: Lode beside lxml's iterparse, and beside pandas.

    cmake --build build --target lode
    /usr/bin/python3 tests/bench/peers/bom.py build/liblode.so

Needs lxml and pandas (Debian: python3-lxml python3-pandas); what is missing is left out. The files are
those of the workloads xml-declaration and csv-bom. lxml takes what Lode takes of each part and clears
what it has seen; pandas reads the table and makes numbers of the ids of both columns; Lode also checks
units and numbers and keeps the place of each part. Prints rows of Markdown; common.py says what is in
them.
"""
import ctypes
import os
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


def compare(row, what, lode, path, peer, name, goal):
    size = os.path.getsize(path) / 1e6
    own = lambda: common.sample(lambda: lode.read(path), 1)  # noqa: E731
    common.put_row(f"{what}, {size:.0f} MB", name, common.race(own, lambda: peer(path)), row, goal)


def main():
    lode = Lode(os.path.abspath(sys.argv[1]))
    with tempfile.TemporaryDirectory() as folder:
        xml, csv = os.path.join(folder, "bom.xml"), os.path.join(folder, "bom.csv")
        if pandas:
            write_csv(csv, 1_000_000)
            assert read_pandas(csv) == 1_000_000
            compare("G17", "a million edges as CSV", lode, csv, read_pandas,
                    "pandas, read_csv and factorize", 7)
        if etree:
            write_xml(xml, 100_000)
            assert read_lxml(xml) == 100_000
            compare("G18", "IEC 62474 declaration, 100,000 parts", lode, xml, read_lxml,
                    "lxml, iterparse", 4)


if __name__ == "__main__":
    main()
