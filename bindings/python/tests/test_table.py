"""Tables: the values, the memory they are in, and how they are shown."""
import csv
import ctypes
import gc
import html.parser
import io
import json
import math
import subprocess
import unittest
import weakref

import lode
from common import DATA, PROGRAM, motor, needs_numpy, needs_pandas, needs_program


def shipped():
    return lode.read(*DATA).compile()


class Values(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.network = shipped()
        cls.tables = [getattr(cls.network, analysis.name)() for analysis in lode.ANALYSES]

    def test_every_cell_is_what_the_csv_says(self):
        for table in self.tables:
            rows = list(csv.DictReader(io.StringIO(table.to_csv())))
            self.assertEqual(len(rows), len(table))
            for column in table.columns:
                told = [row[column.name] for row in rows]
                self.assertEqual([plain(value) for value in column], told, column)

    def test_json_says_what_columns_are(self):
        for table in self.tables:
            document = json.loads(table.to_json())
            self.assertEqual(document["schema"], f"lode.{table.name}/1")
            self.assertEqual([(c["name"], c["unit"], c["doc"]) for c in document["columns"]],
                             [(c.name, c.unit, c.doc) for c in table.columns])
            self.assertEqual([list(row.values()) for row in document["rows"]],
                             [[plain(v) if isinstance(v, bool) else v for v in row]
                              for row in table])

    def test_rows_and_slices(self):
        table = self.network.exposure()
        rows = list(table)
        self.assertEqual(rows[3], table[3])
        self.assertEqual(rows[-2], table[-2])
        self.assertEqual(rows[5:9], table[5:9])
        self.assertEqual(rows[::-50], table[::-50])
        self.assertEqual(table[3].country, table["country"][3])
        self.assertEqual(table["loss"][2:4], [row.loss for row in rows[2:4]])
        self.assertEqual(table.to_dict()["country"], [row.country for row in rows])
        self.assertIn("CHN", table["country"])
        for at in (len(table), -len(table) - 1):
            self.assertRaises(IndexError, table.__getitem__, at)
            self.assertRaises(IndexError, table["loss"].__getitem__, at)
        with self.assertRaisesRegex(KeyError, "exposure has no column 'lost', but product, "):
            table["lost"]
        self.assertRaises(TypeError, table.__getitem__, 1.5)

    def test_what_is_missing_is_none(self):
        made = motor(lode).freeze().compile()
        self.assertEqual(set(made.exposure()["value_at_risk_gdp"]), {None})
        self.assertEqual(set(made.vectors()["year"]), {None})
        self.assertEqual({type(value) for value in made.exposure()["home"]}, {bool})

    def test_a_table_without_rows(self):
        table = motor(lode).freeze().compile().coalitions(level=1.0)
        self.assertEqual((len(table), list(table), table[:]), (0, [], []))
        for column in table.columns:
            self.assertEqual((len(column), list(column), column[:], len(column.view)),
                             (0, [], [], 0))
        self.assertIn("countries", repr(table))
        self.assertIn("0 rows", table._repr_html_())

    def test_some_columns_share_the_cells_of_all(self):
        table = self.network.exposure()
        some = table.select("loss", "country")
        self.assertEqual([column.name for column in some.columns], ["loss", "country"])
        self.assertEqual((some.name, len(some)), (table.name, len(table)))
        self.assertEqual(some["loss"]._address, table["loss"]._address)
        expected = [(row.loss, row.country) for row in table]
        table.close()
        self.assertEqual([tuple(row) for row in some], expected)
        self.assertEqual([tuple(row) for row in some.select("country")],
                         [(country,) for _, country in expected])
        self.assertRaises(lode.ClosedError, table.select, "loss")

    def test_columns_that_cannot_be_selected(self):
        table = self.network.exposure()
        for wrong, said in ((("loss", "lost"), 'no column "lost": exposure has product, '),
                            (("loss", "loss"), "named twice"), ((), "names")):
            with self.assertRaisesRegex(lode.LodeError, said):
                table.select(*wrong)
        self.assertRaises(TypeError, table.select, 3)

    def test_columns_are_known_without_a_table(self):
        for analysis, table in zip(lode.ANALYSES, self.tables):
            have = [(column.name, column.unit, column.doc) for column in table.columns]
            listed = [tuple(column) for column in analysis.columns]
            if analysis.name == "compare":  # one for each scenario, in its own unit
                have = [column[:1] for column in have[:len(listed)]]
                listed = [column[:1] for column in listed]
            self.assertEqual(have, listed, analysis.name)

    def test_tables_do_not_pickle(self):
        import pickle
        self.assertRaisesRegex(TypeError, "to_csv", pickle.dumps, self.tables[0])


class Memory(unittest.TestCase):
    def setUp(self):
        self.table = shipped().exposure()

    def test_views_are_the_memory_of_the_library(self):
        from lode._library import library
        pointer = self.table._handle.pointer
        for index, column in enumerate(self.table.columns):
            get = {"real": library.lode_table_reals, "integer": library.lode_table_integers,
                   "flag": library.lode_table_flags, "text": library.lode_table_codes}[column.kind]
            address = ctypes.addressof(get(pointer, index).contents)
            self.assertEqual(column._address, address)
            self.assertTrue(column.view.readonly)
            with self.assertRaises(TypeError):
                column.view[0] = 0

    def test_memory_stays_while_anything_looks_at_it(self):
        view = self.table["loss"].view
        expected = list(self.table["loss"])
        freed = weakref.ref(self.table._handle)
        self.table.close()
        self.table = None
        gc.collect()
        self.assertIsNotNone(freed())
        self.assertEqual(list(view[3:9]), expected[3:9])
        part = view[3:9]
        del view
        gc.collect()
        self.assertEqual(list(part), expected[3:9])
        del part
        gc.collect()
        self.assertIsNone(freed())

    @needs_numpy
    def test_numpy_sees_the_same_memory(self):
        import numpy
        for column in self.table.columns:
            if column.kind == "text":
                array = numpy.asarray(column.codes)
            else:
                array = numpy.asarray(column)
                self.assertEqual(array.dtype.kind, {"real": "f", "integer": "i",
                                                    "flag": "b"}[column.kind])
            self.assertEqual(array.__array_interface__["data"], (column._address, True))
            self.assertFalse(array.flags.writeable)
            self.assertRaises(ValueError, array.__setitem__, 0, 0)
            self.assertEqual(array.tobytes(), column.view.tobytes())

    @needs_numpy
    def test_an_array_keeps_the_table(self):
        loss = self.table["loss"].numpy()
        expected = loss.sum()
        freed = weakref.ref(self.table._handle)
        self.table.close()
        self.table = None
        tail = loss[5:]
        del loss
        gc.collect()
        self.assertIsNotNone(freed())
        self.assertGreater(expected, tail.sum() - 1e-9)
        del tail
        gc.collect()
        self.assertIsNone(freed())

    @needs_numpy
    def test_text_as_an_array(self):
        import numpy
        for array in (self.table["country"].numpy(), numpy.asarray(self.table["country"])):
            self.assertEqual(array.tolist(), list(self.table["country"]))
        empty = motor(lode).freeze().compile().coalitions(level=1.0)
        self.assertEqual([column.numpy().shape for column in empty.columns], [(0,)] * 6)

    @needs_pandas
    def test_pandas(self):
        import numpy
        for analysis in lode.ANALYSES:
            table = getattr(shipped(), analysis.name)()
            frame = table.to_pandas()
            self.assertEqual(list(frame.columns), [column.name for column in table.columns])
            for column in table.columns:
                told = [None if value is None or value != value else value
                        for value in frame[column.name].astype(object).where(
                            frame[column.name].notna(), None)]
                self.assertEqual(told, list(column), column)
                if column.kind == "real":
                    self.assertTrue(numpy.shares_memory(frame[column.name].to_numpy(),
                                                        column.numpy()))
            self.assertEqual(frame.attrs["units"]["product"] if "product" in frame else "", "")
        years = motor(lode).freeze().compile().vectors().to_pandas()["year"]
        self.assertEqual(str(years.dtype), "Int64")
        self.assertEqual(motor(lode).freeze().compile().coalitions(level=1).to_pandas().shape,
                         (0, 6))


class Shown(unittest.TestCase):
    @needs_program
    def test_text_is_what_the_program_prints(self):
        network = shipped()
        for analysis in lode.ANALYSES:
            printed = subprocess.run([PROGRAM, analysis.name, "--quiet", *map(str, DATA)],
                                     capture_output=True, text=True, check=True).stdout
            table = getattr(network, analysis.name)()
            self.assertEqual(table.to_text().split("\n"), [line.rstrip() for line in
                                                           printed.split("\n")])

    @needs_program
    def test_wide_letters_and_long_ids_as_the_program_shows_them(self):
        builder = lode.Builder()
        names = ["磁石", "e\u0301-part", "한국", "m", "an-id-that-is-longer-than-forty-letters-are"]
        motor = builder.item("モーター", "each")
        for k, name in enumerate(names):
            builder.item(name, "kg").origin("value", {"CHN": 0.99995, "JPN": 0.00005})
            motor.input(name, 10.0 ** (3 * k - 7))
        builder.product(motor, home="JPN", volume=1e9)
        model = builder.freeze()
        for analysis in ("requirements", "exposure", "concentration"):
            printed = subprocess.run([PROGRAM, analysis, "--quiet", "-"],
                                     input=model.to_xml().decode(),
                                     capture_output=True, encoding="utf-8", check=True).stdout
            table = getattr(model.compile(), analysis)()
            self.assertEqual(table.to_text().split("\n"), [line.rstrip() for line in
                                                           printed.split("\n")])

    def test_repr_is_short(self):
        table = shipped().exposure()
        lines = repr(table).split("\n")
        self.assertEqual(len(lines), 22)
        self.assertEqual(lines[-1], f"... {len(table) - 20} more of {len(table)} rows")
        self.assertEqual(len(repr(motor(lode).freeze().compile().exposure(kind="production"))
                             .split("\n")), 5)

    def test_html(self):
        table = lode.read(b'<lode xmlns="urn:lode:model:1"><item id="&lt;b&gt;&amp;" unit="kg"/>'
                          b'<product item="&lt;b&gt;&amp;" home="USA"/></lode>'
                          ).compile().requirements()
        page = table._repr_html_()
        self.assertNotIn("<b>", page)
        cells, stack = [], []

        class Parser(html.parser.HTMLParser):
            def handle_starttag(self, tag, attributes):
                stack.append(tag)

            def handle_endtag(self, tag):
                assert stack.pop() == tag

            def handle_data(self, data):
                if stack and stack[-1] == "td":
                    cells.append(data)

        Parser().feed(page)
        self.assertEqual(stack, [])
        self.assertEqual(cells[:2], ["<b>&", "<b>&"])
        self.assertIn("60 of ", shipped().exposure()._repr_html_())

    def test_columns_say_what_they_are(self):
        text = repr(motor(lode).freeze().compile().exposure()["loss"])
        self.assertRegex(text, r"<lode.Column loss \(frac\): real, 8 rows; .+>")


def plain(value):
    """As the CSV writes it."""
    from lode._library import library
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        text = ctypes.create_string_buffer(32)
        library.lode_format_real(value, text)
        told = text.value.decode()
        assert float(told) == value and not math.isnan(value)
        return told
    return str(value)


if __name__ == "__main__":
    unittest.main()
