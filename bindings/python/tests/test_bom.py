"""Bills of materials: from files of any format to items, products, and what became of each part."""
import io
import unittest

import lode
from common import ROOT

CASES = ROOT / "tests/cases/bom"
FILES = sorted(CASES.glob("*/input.*"))
# Two rotors of three magnets and a bracket that no rule knows; masses in grams.
LIST = b"""parent,id,description,quantity,mass,mass-unit
ROT,MAG,Magnet N42UH,3,7.5,g
ROT,BRK,Bracket,1,20,g
DU,ROT,Rotor,2,,
"""


@unittest.skipUnless(FILES, "the cases are not there")
class Boms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rules = lode.read_rules(CASES / "test.rules.xml")

    def builder(self):
        return lode.Builder().read(CASES / "reference.lode.xml")

    def resolved(self, bom, **options):
        builder = self.builder()
        coverage = bom.resolve(builder, **options)
        return builder.freeze(), coverage

    def test_the_cases(self):
        """Each is what its hand-made files beside it say."""
        self.assertGreater(len(FILES), 10)
        for path in FILES:
            with self.subTest(case=path.parent.name):
                bom = lode.read_bom(path, rules=self.rules, name=path.name)
                model, coverage = self.resolved(bom, home="USA")
                self.assertEqual(model.to_xml(), (path.parent / "model.lode.xml").read_bytes())
                self.assertEqual(coverage.to_csv(),
                                 (path.parent / "coverage.csv").read_text())

    def test_masses_of_the_whole_product(self):
        bom = lode.read_bom(LIST, rules=self.rules)
        _, coverage = self.resolved(bom, home="DEU")
        told = {row.part: row for row in coverage}
        self.assertAlmostEqual(told["MAG"].product_kg, 2 * 3 * 0.0075, 15)
        self.assertAlmostEqual(told["BRK"].product_kg, 2 * 0.020, 15)
        self.assertEqual((told["MAG"].state, told["BRK"].state), ("classified", "unmatched"))
        self.assertEqual(coverage[0].part, "BRK")  # what is not accounted for is first

    def test_options_of_the_products(self):
        bom = lode.read_bom(LIST, rules=self.rules)
        model, _ = self.resolved(bom, home="DEU", volume=250, value=80, currency="EUR",
                                 end_use="civil")
        (row,) = (row for row in model.compile().exposure(kind="production")
                  if row.country == "CHN")  # the only origin of the magnets
        self.assertEqual((row.loss, row.value_at_risk), (1.0, 250 * 80))
        self.assertIn(b'end-use="civil"', model.to_xml())
        model, _ = self.resolved(bom)
        self.assertEqual(model.products, [])

    def test_what_no_rule_knows(self):
        bom = lode.read_bom(LIST, rules=self.rules)
        for essential, loss in ((False, []), (True, [1.0])):
            model, _ = self.resolved(bom, home="DEU", unknown_is_essential=essential)
            found = model.compile().exposure(kind="production")
            self.assertEqual([row.loss for row in found if row.country == "ZZZ" and row.loss],
                             loss)

    def test_a_mass_that_is_assumed(self):
        bom = lode.read_bom(b"parent,id,description,quantity\nDU,MAG,Magnet N42UH,2\n",
                            rules=self.rules)
        model, coverage = self.resolved(bom, home="DEU")
        self.assertEqual(coverage[0].mass_kg, None)
        self.assertNotIn("magnet-uh", list(model.compile().requirements()["item"]))
        model, _ = self.resolved(bom, home="DEU", assumed_mass_kg=0.25)
        needs = {row.item: row.quantity for row in model.compile().requirements()}
        self.assertEqual(needs["magnet-uh"], 2 * 0.25)

    def test_sources_of_every_kind_are_one_list(self):
        parts = LIST.splitlines(keepends=True)
        rotor, unit = b"".join(parts[:3]), parts[0] + parts[3]
        expected = self.resolved(lode.read_bom(LIST, rules=self.rules), home="USA")[0].to_xml()
        for sources in ((rotor, unit), (io.BytesIO(unit), bytearray(rotor)),
                        (io.StringIO(rotor.decode()), memoryview(unit))):
            bom = lode.read_bom(*sources, rules=self.rules)
            self.assertEqual(self.resolved(bom, home="USA")[0].to_xml(), expected)

    def test_a_list_that_is_used_up(self):
        bom = lode.read_bom(LIST, rules=self.rules)
        kept, told = self.resolved(bom, home="USA")
        model, coverage = self.resolved(bom, home="USA", keep=False)
        self.assertEqual(model.to_xml(), kept.to_xml())
        self.assertEqual(coverage.to_csv(), told.to_csv())
        self.assertEqual(len(self.resolved(bom, home="USA")[1]), 0)  # nothing is left
        bom.read(LIST)
        self.assertEqual(self.resolved(bom, home="USA")[1].to_csv(), told.to_csv())

    def test_how_a_list_is_read(self):
        text = "id,description,quantity,mass,mass-unit\nMAG,Magnet N42UH für,1,\"1,5\",kg\n"
        bom = lode.Bom(self.rules)
        bom.read(text.encode("latin1"), format="csv", encoding="latin1", decimal_mark=",",
                 product="pump")
        model, coverage = self.resolved(bom, home="USA")
        self.assertEqual((model.products, coverage[0].text, coverage[0].mass_kg),
                         (["pump"], "Magnet N42UH für", 1.5))
        with self.assertRaises(lode.ParseError):
            lode.read_bom(text.encode("latin1"))
        self.assertIn("auto", lode.BOM_FORMATS)
        for word in ("ipc-1752", "iec-62474", "csv"):
            self.assertIn(word, lode.BOM_FORMATS)

    def test_without_rules_nothing_is_classified(self):
        _, coverage = self.resolved(lode.read_bom(LIST), home="USA")
        self.assertEqual(set(coverage["state"]), {"unmatched"})

    def test_all_faults_with_their_places(self):
        bad = LIST.replace(b"7.5", b"7.5x")
        with self.assertRaises(lode.UnitError) as caught:
            lode.read_bom(bad, bad, name="list.csv", rules=self.rules)
        self.assertEqual((caught.exception.source, caught.exception.line), ("list.csv", 2))
        self.assertEqual(len(caught.exception.diagnostics), 2)
        bom = lode.Bom(self.rules)
        self.assertRaises(lode.DataError, bom.read, bad)
        self.assertRaises(lode.InvalidArgument, bom.resolve, self.builder())

    def test_what_is_refused(self):
        self.assertRaises(lode.InvalidArgument, lode.read_bom)
        self.assertRaises(lode.InputOutputError, lode.read_bom, "/nowhere/list.csv")
        self.assertRaises(lode.InvalidArgument, lode.read_bom, LIST, format="excel")
        self.assertRaises(lode.InvalidArgument, lode.read_bom, LIST, decimal_mark="..")
        self.assertRaises(TypeError, lode.Bom, "rules")
        bom = lode.read_bom(LIST, rules=self.rules)
        self.assertRaises(TypeError, bom.resolve, None)
        self.assertRaises(TypeError, bom.resolve, self.builder(), unknown_is_essential=1)
        self.assertRaises(TypeError, bom.resolve, self.builder(), keep=None)
        self.assertRaises(lode.InvalidArgument, bom.resolve, self.builder(), volume=-1.0)
        self.assertRaises(lode.UnknownName, bom.resolve, self.builder(), home="XYZ")
        with bom:
            self.assertEqual(repr(bom), "<lode.Bom>")
        for function in (lambda: bom.read(LIST), lambda: bom.resolve(self.builder()),
                         bom.__enter__):
            self.assertRaises(lode.ClosedError, function)
        self.assertEqual(repr(bom), "<lode.Bom, closed>")

    def test_the_rules_may_be_closed_first(self):
        rules = lode.read_rules(CASES / "test.rules.xml")
        bom = lode.Bom(rules)
        rules.close()
        bom.read(LIST)
        self.assertIn("classified", list(self.resolved(bom, home="USA")[1]["state"]))
        self.assertRaises(lode.ClosedError, lode.Bom, rules)

    def test_the_builder_goes_on(self):
        """Records of Python stand beside those of the list, in the item they are given to."""
        builder = self.builder()
        own = builder.item("own", "each")
        lode.read_bom(LIST, rules=self.rules).resolve(builder)
        own.input("DU", 2)
        builder.product(own, "USA")
        needs = {row.item: row.quantity for row in builder.freeze().compile().requirements()}
        self.assertAlmostEqual(needs["magnet-uh"], 2 * 2 * 3 * 0.0075, 15)


if __name__ == "__main__":
    unittest.main()
