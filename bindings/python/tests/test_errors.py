"""Exceptions: a class for each status, with the place; what is closed or of the wrong type raises."""
import io
import logging
import os
import pathlib
import tempfile
import unittest

import lode
from common import DATA, motor
from lode import _errors
from lode._library import library

BAD = b"""<lode xmlns="urn:lode:model:1">
  <item id="magnet" unit="kg">
    <input item="dy-oxide" quantity="28.7" unit="g" weight="1"/>
    <origin market="*" basis="gross-mass">
      <from country="CHN" share="94 %"/>
      <from country="JAP" share="0.05"/>
    </origin>
  </item>
</lode>
"""


class Classes(unittest.TestCase):
    def test_a_class_for_every_status(self):
        """The library's own text of a status is what its class says it means."""
        statuses = [-k for k in range(1, 100)
                    if library.lode_status_text(-k) != b"unknown failure"]
        self.assertEqual(statuses, [-k for k in range(1, len(_errors.CLASSES) + 1)])
        for status, kind in zip(statuses, _errors.CLASSES):
            self.assertEqual(kind.status, status)
            if kind is not lode.LodeError:
                text = library.lode_status_text(status).decode()
                said = kind.__doc__.rstrip(".").lower()
                words = set(said.replace(",", "").split()) & set(text.split())
                self.assertTrue(words, f"{kind.__name__}: {said!r} beside {text!r}")

    def test_bases(self):
        self.assertTrue(issubclass(lode.CycleError, (lode.DataError)))
        self.assertTrue(issubclass(lode.DataError, ValueError))
        self.assertTrue(issubclass(lode.OutOfMemory, MemoryError))
        self.assertTrue(issubclass(lode.InputOutputError, OSError))
        for kind in _errors.CLASSES:
            self.assertTrue(issubclass(kind, lode.LodeError))

    def test_an_unknown_status_is_a_failure(self):
        self.assertIs(type(_errors.error_of(-99, None, ())), lode.LodeError)

    def test_place_and_text(self):
        with self.assertRaises(lode.FormatError) as caught:
            lode.read(BAD, name="bad.lode.xml")
        error = caught.exception
        self.assertEqual((error.source, error.line, error.column), ("bad.lode.xml", 3, 5))
        self.assertIn('attribute "weight" is not known in input', error.message)
        self.assertEqual([(d.severity, d.status, d.line) for d in error.diagnostics],
                         [("error", -9, 3), ("error", -10, 5), ("error", -11, 6)])
        lines = str(error).splitlines()
        self.assertTrue(lines[0].startswith("bad.lode.xml:3:5: error: attribute"))
        self.assertTrue(lines[0].endswith("[LODE_E_FORMAT]"))
        self.assertEqual(lines[1], 'bad.lode.xml:5:7: error: share "94 %" is not a number such as '
                                   '12, 0.5 or 1e-3 [LODE_E_VALUE]')

    def test_faults_of_all_files(self):
        with self.assertRaises(lode.DataError) as caught:
            lode.read(BAD, b"item,home\nmotor,GERMANY\n")
        self.assertEqual([d.line for d in caught.exception.diagnostics], [3, 5, 6, 2])

    def test_long_lists_are_cut_in_the_text_only(self):
        rows = "".join(f"i{k},piece\n" for k in range(40))
        with self.assertRaises(lode.UnknownName) as caught:
            lode.read(("id,unit\n" + rows).encode())
        self.assertEqual(len(caught.exception.diagnostics), 40)
        self.assertEqual(len(str(caught.exception).splitlines()), 12)
        self.assertTrue(str(caught.exception).endswith("... and 29 more"))

    def test_statuses_of_the_library(self):
        def xml(inside):
            return f'<lode xmlns="urn:lode:model:1">{inside}</lode>'.encode()

        motor = '<item id="a" unit="kg"/><product item="a" home="USA"/>'
        for kind, text in (
                (lode.ParseError, b"<lode xmlns="),
                (lode.CycleError, xml(motor + '<item id="b" unit="kg"><input item="b" quantity="1"'
                                              '/></item>')),
                (lode.Conflict, xml(motor + '<item id="a" unit="t"/>')),
                (lode.UnitError, xml(motor + '<item id="b" unit="kg"><input item="a" quantity="1" '
                                             'unit="each"/></item>')),
                (lode.SharesError, xml(motor + '<item id="b" unit="kg"><origin market="*" basis='
                                               '"value"><from country="CHN" share="2"/></origin>'
                                               '</item>')),
                (lode.UnknownName, xml('<product item="a" home="USA"/>'))):
            self.assertRaises(kind, lode.read, text)
        self.assertRaises(lode.LimitError, lode.read, xml(motor), max_elements=1)
        self.assertRaises(lode.InputOutputError, lode.read, "/nowhere/model.xml")

    def test_names_of_files_that_are_no_text(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(os.fsencode(folder), b"\xff.xml")
            with open(path, "wb") as file:
                file.write(b"<lode xmlns=")
            with self.assertRaises(lode.ParseError) as caught:
                lode.read(pathlib.Path(os.fsdecode(path)))
            self.assertIn("\\xff.xml", str(caught.exception))
        self.assertRaises(lode.InvalidArgument, lode.read, "a\0b")


class Streams(unittest.TestCase):
    def test_what_a_file_object_raises_comes_out(self):
        class Broken:
            def read(self, size):
                raise RuntimeError("the line is down")

        with self.assertRaisesRegex(RuntimeError, "the line is down"):
            lode.read(Broken())

    def test_a_file_object_that_gives_something_else(self):
        class Numbers:
            def read(self, size):
                return 3.5

        self.assertRaises(TypeError, lode.read, Numbers())

    def test_one_that_gives_more_than_it_was_asked_for(self):
        class All:
            data = b"id,unit\n" + b"".join(b"i%d,kg\n" % k for k in range(30000))

            def read(self, size):
                data, self.data = self.data, b""
                return data

        model = lode.read(All(), "id,unit\n".encode(), b"item,home\ni7,USA\n")
        self.assertEqual(model.counts["items"], 30000)

    def test_text_and_binary(self):
        expected = motor(lode).freeze().to_xml()
        self.assertEqual(lode.read(io.BytesIO(expected)).to_xml(), expected)
        self.assertEqual(lode.read(io.StringIO(expected.decode())).to_xml(), expected)
        self.assertEqual(lode.read(bytearray(expected)).to_xml(), expected)
        self.assertEqual(lode.read(memoryview(expected)).to_xml(), expected)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "motor.lode.xml")
            lode.read(expected).to_xml(path)
            self.assertEqual(path.read_bytes(), expected)
            with open(path) as file:
                self.assertEqual(lode.read(file).to_xml(), expected)
            with open(path, "wb") as file:
                file.write(b"<lode xmlns=")
            with open(path, "rb") as file, self.assertRaises(lode.DataError) as caught:
                lode.read(file)
            self.assertEqual(caught.exception.source, str(path))

    def test_a_target_that_fails(self):
        table = motor(lode).freeze().compile().requirements()
        self.assertRaises(OSError, table.to_csv, "/nowhere/table.csv")
        for target in (io.BytesIO(), io.StringIO()):
            table.to_csv(target)
            written = target.getvalue()
            self.assertEqual(written if isinstance(written, str) else written.decode(),
                             table.to_csv())


class Misuse(unittest.TestCase):
    def setUp(self):
        self.model = motor(lode).freeze()
        self.network = self.model.compile()
        self.table = self.network.exposure()

    def test_closed(self):
        column = self.table["loss"]
        for owner in (self.model, self.network, self.table):
            owner.close()
            owner.close()
            self.assertTrue(owner.closed)
            self.assertIn("closed", repr(owner))
        for function in (self.model.compile, self.model.to_xml, lambda: self.model.items,
                         lambda: self.model.counts, lambda: self.model.name,
                         lambda: self.model.products, lambda: self.model.size_bytes,
                         self.model.__enter__,
                         self.network.exposure, lambda: self.network.products,
                         lambda: self.network.n_nodes, self.network.__enter__,
                         self.table.to_csv, self.table.to_json, self.table.to_text,
                         self.table.to_dict, lambda: self.table["loss"], lambda: self.table[0],
                         lambda: iter(self.table), self.table._repr_html_,
                         self.table.__arrow_c_stream__, self.table.__enter__):
            self.assertRaises(lode.ClosedError, function)
        self.assertEqual(len(column), 8)  # what is looked at stays

    def test_a_network_outlives_its_model_and_a_table_its_network(self):
        before = self.table.to_csv()
        self.model.close()
        again = self.network.exposure()
        self.network.close()
        self.assertEqual(again.to_csv(), before)

    def test_options(self):
        network = self.network
        self.assertRaisesRegex(TypeError, "unexpected keyword argument 'colour'",
                               network.exposure, colour="red")
        self.assertRaises(TypeError, network.exposure, "production")
        for text, options in (("level must be a number, not str", {"level": "0.5"}),
                              ("stage must be str or several, not int", {"stage": 3}),
                              ("stage must be str, not int", {"stage": [3]}),
                              ("domestic must be str, not list", {"domestic": ["USA"]}),
                              ("kind must be str or several, not int", {"kind": 1})):
            self.assertRaisesRegex(TypeError, text, network.exposure, **options)
        self.assertRaisesRegex(TypeError, "portfolio must be bool", network.requirements,
                               portfolio=1)
        self.assertRaisesRegex(TypeError, "size must be a whole number", network.coalitions,
                               size=2.5)
        self.assertRaisesRegex(lode.InvalidArgument, "size is -1, not from 0", network.coalitions,
                               size=-1)
        self.assertRaisesRegex(lode.InvalidArgument, "kind is 'all', not one of production, exports",
                               network.exposure, kind="all")
        self.assertRaisesRegex(lode.InvalidArgument, "kind names nothing", network.exposure,
                               kind=[])
        for level in (-0.1, 1.1, float("nan")):
            self.assertRaises(lode.InvalidArgument, network.exposure, level=level)
        self.assertRaises(lode.UnknownName, network.exposure, domestic="Atlantis")
        self.assertRaises(lode.UnknownName, network.exposure, stage=["refine", "nowhere"])

    def test_compile_options(self):
        for kind, options in ((TypeError, {"products": 7}), (TypeError, {"year": "2020"}),
                              (lode.InvalidArgument, {"year": 0}),
                              (lode.InvalidArgument, {"basis": "mass"}),
                              (lode.InvalidArgument, {"basis": ["value", "value"]}),
                              (lode.UnknownName, {"products": "nowhere"}),
                              (lode.UnknownName, {"home": "Atlantis"})):
            self.assertRaises(kind, self.model.compile, **options)
        self.assertRaises(lode.InvalidArgument, self.model.to_csv, "xml")

    def test_handles_of_another_kind(self):
        from lode._context import call
        import ctypes
        for wrong in (self.network._handle.pointer, 12345, "model", self.model):
            with self.assertRaises(ctypes.ArgumentError):
                call(library.lode_network_compile, wrong, None, None)

    def test_settings(self):
        for options in ({"threads": 0}, {"threads": 1.5}, {"threads": 1 << 40},
                        {"max_diagnostics": -1}, {"limits": {"height": 3}},
                        {"limits": {"depth": 0}}):
            self.assertRaises(lode.InvalidArgument, lode.Settings, **options)
        self.assertRaises(TypeError, lode.Settings, progress=3)
        self.assertRaises(TypeError, lode.Settings, limits={"depth": "deep"})

    def test_limits(self):
        text = b'<lode xmlns="urn:lode:model:1"><item id="alloy" unit="kg"/></lode>'
        with lode.Settings(limits={"id-bytes": 5}):
            lode.read(text)
        with lode.Settings(limits={"id-bytes": 4}), self.assertRaises(lode.LimitError) as caught:
            lode.read(text)
        self.assertEqual(caught.exception.limit, "id-bytes")
        self.assertEqual(lode.LimitError("").limit, None)


class Diff(unittest.TestCase):
    def test_twice_the_magnet(self):
        before = motor(lode).freeze().compile()
        builder = motor(lode)
        builder.within("motor").input("magnet", 1.2)
        after = builder.freeze().compile()
        rows = {row.item: (row.before, row.after) for row in
                before.diff(after, figure="requirement")}
        self.assertEqual(rows["magnet"], (1.2, 2.4))
        self.assertAlmostEqual(rows["dy-oxide"][1], 2.4 * 0.034 / 0.85, delta=1e-12)
        self.assertEqual(len(before.diff(before)), 0)
        for junk in (None, 3, "x", before.diff(after)):
            self.assertRaisesRegex(TypeError, "diff takes a Network", before.diff, junk)
        self.assertRaises(TypeError, before.diff)
        after.close()
        self.assertRaises(lode.ClosedError, before.diff, after)


class WhatIf(unittest.TestCase):
    """On the motor of common.py: magnets from JPN 0.6, CHN 0.2, DEU 0.2; oxide CHN 0.95."""

    def test_answers_by_hand(self):
        what_if = motor(lode).freeze().compile().what_if()
        self.assertEqual((what_if.loss("motor"), what_if.binding("motor")), (0.0, ""))
        what_if.set_capacity("magnet", "JPN", 0.5)
        self.assertAlmostEqual(what_if.loss("motor"), 0.3, delta=1e-12)
        self.assertEqual(what_if.binding("motor"), "motor@USA magnet@JPN")
        what_if.set_capacity("magnet", "JPN", 1).set_pass("dy-oxide", "CHN", "DEU", 0)
        self.assertAlmostEqual(what_if.loss("motor"), 0.2 * 0.95, delta=1e-12)
        self.assertEqual(what_if.binding("motor"), "motor@USA magnet@DEU dy-oxide@CHN")

    def test_it_agrees_with_the_analysis(self):
        model = lode.read(*DATA)
        network = model.compile("car-lfp")
        (row,) = (row for row in network.exposure(kind="production", stage="component")
                  if row.country == "JPN")
        what_if = network.what_if()
        made_there = 0
        for item in model.items:
            if item.stage == "component":
                try:
                    what_if.set_capacity(item.id, "JPN", 0)
                    made_there += 1
                except lode.UnknownName:
                    pass
        self.assertGreater(made_there, 0)
        self.assertEqual((what_if.loss("car-lfp"), what_if.binding("car-lfp")),
                         (row.loss, row.binding))

    def test_what_is_refused(self):
        network = motor(lode).freeze().compile()
        what_if = network.what_if()
        network.close()
        for kind, function, *args in (
                (lode.UnknownName, what_if.loss, "nowhere"), (lode.UnknownName, what_if.loss, 3),
                (lode.UnknownName, what_if.binding, "nowhere"),
                (lode.UnknownName, what_if.set_capacity, "magnet", "FRA", 0.5),
                (lode.UnknownName, what_if.set_pass, "magnet", "JPN", "FRA", 0.5),
                (lode.InvalidArgument, what_if.set_capacity, "magnet", "JPN", 1.5),
                (TypeError, what_if.set_capacity, "magnet", "JPN", "1"),
                (TypeError, what_if.set_pass, "magnet", 3, "USA", 1)):
            self.assertRaises(kind, function, *args)
        self.assertEqual(what_if.loss("motor"), 0.0)
        what_if.close()
        for function in (what_if.__enter__, lambda: what_if.loss("motor"),
                         lambda: what_if.binding("motor"),
                         lambda: what_if.set_capacity("magnet", "JPN", 1)):
            self.assertRaises(lode.ClosedError, function)
        self.assertEqual(repr(what_if), "<lode.WhatIf, closed>")


class Log(unittest.TestCase):
    MODEL = (b'<lode xmlns="urn:lode:model:1"><item id="a" unit="kg"><origin market="*" '
             b'basis="value" rounding="0.1"><from country="CHN" share="0.95"/></origin></item>'
             b'<item id="b" unit="kg"><origin market="*" basis="value">'
             b'<from country="CHN" share="0.9"/></origin></item>'
             b'<product item="a" home="USA"/></lode>')

    def test_notes_and_warnings_go_to_the_log_and_stay_with_the_result(self):
        with self.assertLogs("lode", logging.INFO) as caught:
            model = lode.read(self.MODEL, name="m")
        self.assertEqual([record.levelno for record in caught.records],
                         [logging.INFO, logging.WARNING])
        self.assertIn('m:1:', caught.records[1].getMessage())
        self.assertIn('shares of "b" in market "*" sum to 0.9', caught.records[1].getMessage())
        self.assertEqual([d.severity for d in model.diagnostics], ["note", "warning"])
        self.assertEqual(caught.records[1].diagnostic, model.diagnostics[1])

    def test_only_so_many_are_kept(self):
        with lode.Settings(max_diagnostics=1), self.assertLogs("lode", logging.INFO):
            model = lode.read(self.MODEL)
        self.assertEqual([d.message for d in model.diagnostics[1:]], ["1 more were only counted"])


if __name__ == "__main__":
    unittest.main()
