"""Rules: from the texts of a part to what it is made of."""
import io
import unittest

import lode
from common import ROOT

FILE = ROOT / "examples/data/reference.rules.xml"
OWN = b"""<rules xmlns="urn:lode:rules:1">
  <rule id="own" priority="9" field="description" pattern="FOO-\\d+" composition="dy-oxide"
        confidence="0.5"><yes text="FOO-12"/><no text="FOO"/></rule>
</rules>"""


class Rules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.rules = lode.read_rules(FILE)

    def test_texts_of_many_kinds(self):
        parts = ["Sintered NdFeB magnet N42UH", lode.PartText(cas="1308-87-8"),
                 lode.PartText(description="Solder wire SAC305"), "plastic cup"]
        rows = list(self.rules.classify(parts))
        self.assertEqual([row.part for row in rows], [0, 1, 2, 3])
        self.assertEqual([row.state for row in rows], ["classified"] * 3 + ["unmatched"])
        self.assertEqual(rows[1].item, "dy-oxide")  # CAS 1308-87-8
        self.assertRegex(rows[2].content, r"sn-refined .*\.\.0\.965\.\.")  # Sn 96.5, Ag 3, Cu 0.5
        self.assertEqual(rows[3].confidence, None)

    def test_one_part_and_every_rule(self):
        first = self.rules.classify("Magnet N42UH, SAC305")
        every = self.rules.classify("Magnet N42UH, SAC305", every=True)
        self.assertEqual((len(first), len(every) > 1), (1, True))
        self.assertEqual(every[0], first[0])
        self.assertEqual(len(self.rules.classify([])), 0)

    def test_examples_hold(self):
        told = self.rules.lint()
        self.assertGreaterEqual(len(told), 2 * len(self.rules))
        self.assertEqual(set(told["ok"]), {True})

    def test_files_on_top_of_each_other(self):
        for own in (OWN, io.BytesIO(OWN), bytearray(OWN)):
            both = lode.read_rules(FILE, own)
            self.assertEqual(len(both), len(self.rules) + 1)
            self.assertEqual(both.classify("FOO-7")[0].composition, "dy-oxide")
        with self.assertRaises(lode.UnknownName) as caught:
            lode.read_rules(OWN, name="own.rules.xml")
        self.assertEqual((caught.exception.source, caught.exception.line), ("own.rules.xml", 2))

    def test_what_is_refused(self):
        self.assertRaises(lode.InvalidArgument, lode.read_rules)
        self.assertRaises(lode.ParseError, lode.read_rules, b'<rules xmlns="urn:lode:rules:1">')
        self.assertRaises(lode.InputOutputError, lode.read_rules, "/nowhere/x.rules.xml")
        for junk in (3, [3], [b"x"], [("x",)]):
            self.assertRaises(TypeError, self.rules.classify, junk)
        rules = lode.read_rules(FILE)
        with rules:
            pass
        for function in (lambda: len(rules), rules.lint, lambda: rules.classify("x"),
                         rules.__enter__):
            self.assertRaises(lode.ClosedError, function)
        self.assertEqual(repr(rules), "<lode.Rules, closed>")


if __name__ == "__main__":
    unittest.main()
