"""Models made in code."""
import datetime
import fractions
import io
import sys
import threading
import unittest

import lode
from common import motor

BY_HAND = b"""<?xml version="1.0" encoding="UTF-8"?>
<lode xmlns="urn:lode:model:1" name="all there is">
  <source id="pub" publisher="Publisher" title="Title" year="2023" address="doi:1" licence="MIT"
          note="n"/>
  <stage id="refine"/><stage id="component"/>
  <bloc id="NA" name="North"><member country="USA"/><member country="CAN"/></bloc>
  <bloc id="EU" market="no"><member country="DEU"/></bloc>
  <country id="CHN" name="China"><score indicator="WGI.PV" year="2022" value="-0.5" source="pub"/>
  </country>
  <item id="oxide" name="Oxide" unit="kg" stage="refine" elements="Dy Tb" tags="a b" price="260"
        currency="EUR" source="pub">
    <code scheme="CAS" value="1308-87-8"/>
    <host item="alumina" part="0.5"/>
    <origin market="*" basis="contained-mass" year="2020" source="pub" rounding="0.01" total="100"
            concentration="50">
      <from country="CHN" share="0.99"/>
    </origin>
    <origin market="NA" basis="gross-mass" rest="wider">
      <from country="CHN" share="0.7" bound="low" party="maker"/>
      <from country="PHL" bound="withheld" source="pub"/>
      <from country="USA" share="0.03" kind="recycled"/>
    </origin>
    <surge country="CHN" up="0.05" source="pub"/>
    <balance market="USA" year="2024" unit="t" source="pub">
      <amount of="production" bound="withheld"/>
      <amount of="imports" form="metal" quantity="2.5" bound="low" source="pub"/>
      <amount of="stock-withdrawal" quantity="-1"/>
    </balance>
    <balance market="NA"><amount of="production" quantity="40"/><amount of="consumption" quantity="100"/></balance>
    <stock country="JPN" days="60" source="pub"/>
  </item>
  <item id="alumina" unit="t" stage="refine"/>
  <item id="motor" unit="each" mass="53.5">
    <input item="oxide" quantity="28.5" unit="g" yield="0.9" essential="0.5" kind="both" low="20"
           high="35" quantity-is="mode" source="pub"/>
    <input item="oxide" quantity="2" essential="0.5" gsd="1.2"/>
    <alternatives id="metal" essential="0.8" kind="recycled">
      <option item="alumina" quantity="3" unit="kg" weight="0.75" cap="0.9" yield="0.5"/>
      <option item="oxide" quantity="1" weight="0.25" source="pub"/>
    </alternatives>
  </item>
  <product id="m" item="motor" home="USA" volume="10" value="600" currency="EUR" end-use="civil"/>
  <scenario id="s" name="S" source="pub">
    <ban items="oxide motor" from="CHN" start="2025-04-04" severity="0.5"/>
    <content-rule content-from="CHN" content-items="oxide" mixing="yes" de-minimis="0.1"/>
    <substitution item="motor" alternatives="metal">
      <option item="oxide" weight="1" cap="1.5"/><option item="alumina" weight="0"/>
    </substitution>
  </scenario>
</lode>
"""


def in_code():
    b = lode.Builder("all there is")
    b.product("motor", "USA", id="m", volume=10, value=600, currency="EUR", end_use="civil")
    b.source("pub", "Publisher", "Title", year=2023, address="doi:1", licence="MIT", note="n")
    b.stages(["refine", "component"])
    b.bloc("NA", ["USA", "CAN"], name="North").bloc("EU", "DEU", market=False)
    b.country("CHN", "China").score("CHN", "WGI.PV", -0.5, year=2022, source="pub")
    oxide = b.item("oxide", "kg", name="Oxide", stage="refine", elements="Dy Tb", tags=["a", "b"],
                   price=260, currency="EUR", source="pub")
    alumina = b.item("alumina", "t", stage="refine")
    oxide.code("CAS", "1308-87-8").host(alumina, 0.5)
    oxide.origin("contained-mass", {"CHN": 0.99}, year=2020, source="pub", rounding_frac=0.01,
                 total=100, concentration=50)
    oxide.origin("gross-mass", [lode.Share("CHN", 0.7, bound="low", party="maker"),
                                lode.Share("PHL", bound="withheld", source="pub"),
                                lode.Share("USA", 0.03, kind="recycled")],
                 market="NA", rest="wider")
    oxide.balance("USA", [lode.Amount("production", bound="withheld"),
                          lode.Amount("imports", 2.5, "metal", "low", "pub"),
                          lode.Amount("stock-withdrawal", -1)],
                  year=2024, unit="t", source="pub")
    oxide.balance("NA", {"production": 40, "consumption": 100})
    oxide.surge("CHN", 0.05, source="pub").stock("JPN", 60, source="pub")
    made = b.item("motor", "each", mass_kg=53.5)
    made.input(oxide, 28.5, unit="g", yield_frac=0.9, essential_frac=0.5, kind="both", low=20,
               high=35, quantity_is="mode", source="pub").input(
        "oxide", 2, essential_frac=0.5, gsd=1.2)
    made.alternatives("metal", [lode.Option(alumina, 3, 0.75, 0.9, unit="kg", yield_frac=0.5),
                                lode.Option("oxide", 1, 0.25, source="pub")],
                      essential_frac=0.8, kind="recycled")
    b.scenario("s", [
        lode.Measure("ban", items=["oxide", made], from_="CHN", severity=0.5,
                     start=datetime.date(2025, 4, 4)),
        lode.Measure("content-rule", content_from="CHN", content_items=oxide, mixing=True,
                     de_minimis=0.1),
        lode.Measure("substitution", item="motor", alternatives="metal",
                     options=[{"item": "oxide", "weight": 1, "cap": 1.5},
                              {"item": alumina, "weight": 0}])],
        name="S", source="pub")
    return b


class Building(unittest.TestCase):
    def test_everything_a_file_can_say(self):
        by_hand, made = lode.read(BY_HAND), in_code().freeze()
        self.assertEqual(made.to_xml().decode(), by_hand.to_xml().decode())
        self.assertEqual(made.counts["scenarios"], 1)
        self.assertEqual(made.counts["inputs"], 4)

    def test_an_answer_by_hand(self):
        losses = {row.country: row.loss for row in
                  motor(lode).freeze().compile().exposure(kind="production")}
        self.assertAlmostEqual(losses["CHN"], 0.96, delta=1e-12)
        self.assertAlmostEqual(losses["JPN"], 0.6, delta=1e-12)
        self.assertEqual(sorted(losses), ["CHN", "DEU", "JPN", "USA"])

    def test_net_import_reliance(self):
        """Antimony, United States 2024: 86 percent of 28,600 t are printed."""
        builder = lode.Builder()
        antimony = builder.item("antimony", "t").balance(
            "USA", {"production": 3918, "imports": 28920, "exports": 4260}, year=2024)
        builder.product(antimony, "USA")
        model = builder.freeze()
        (row,) = [row for row in model.compile().dependency() if row.item]
        self.assertAlmostEqual(row.net_import_reliance, 24660 / 28578, delta=1e-12)
        self.assertEqual((row.apparent_consumption, row.unit, row.net_trade, row.balance_year),
                         (28578.0, "t", "importer", 2024))
        self.assertEqual(model.counts["balances"], 1)
        self.assertEqual(model.to_csv("balances").decode().splitlines()[1],
                         "antimony,USA,2024,,,production,,3918,")

    def test_a_loop_adds_each_of_its_lines(self):
        """Lines at one place of a file count once; a loop in Python has but one line."""
        builder = lode.Builder()
        builder.item("screw", "each")
        motor = builder.item("motor", "each")
        for _ in range(3):
            motor.input("screw", 4)
        builder.product("motor", "USA")
        needed = builder.freeze().compile().requirements()
        self.assertEqual([row.quantity for row in needed if row.item == "screw"], [12.0])

    def test_lines_at_one_place_that_was_told_count_once(self):
        builder = lode.Builder()
        builder.item("screw", "each")
        motor = builder.item("motor", "each")
        builder.at("bom.xlsx", 7)
        motor.input("screw", 4).input("screw", 4)
        builder.product("motor", "USA")
        needed = builder.freeze().compile().requirements()
        self.assertEqual([row.quantity for row in needed if row.item == "screw"], [4.0])

    def test_items_take_turns(self):
        builder = lode.Builder()
        one, two = builder.item("one", "kg"), builder.item("two", "kg")
        for k in range(1, 4):
            one.input("ore", k)
            two.input("ore", 10 * k)
        builder.item("ore", "kg")
        builder.product(one, "USA").product(two, "USA")
        builder.within("one").input("ore", 100)
        ore = {row.product: row.quantity for row in builder.freeze().compile().requirements()
               if row.item == "ore"}
        self.assertEqual(ore, {"one": 106.0, "two": 60.0})

    def test_code_and_files_make_one_model(self):
        builder = lode.Builder()
        builder.read(io.StringIO("item,market,basis,country,share\nore,*,value,CHL,1\n"))
        builder.read(b"item,home\nmotor,DEU\n")
        builder.item("motor", "each").input("ore", 2)
        builder.item("ore", "kg")
        self.assertEqual(builder.freeze().products, ["motor"])

    def test_numbers_of_any_kind(self):
        builder = lode.Builder()
        builder.item("motor", "each").input("ore", fractions.Fraction(1, 4))
        builder.item("ore", "kg", price=True)
        builder.product("motor", "USA", volume=8)
        (row,) = [row for row in builder.freeze().compile().requirements() if row.item == "ore"]
        self.assertEqual((row.quantity, row.annual), (0.25, 2.0))


class Refusing(unittest.TestCase):
    def refused(self, error, text, function, /, *args, **options):
        with self.assertRaises(error) as caught:
            function(*args, **options)
        self.assertIn(text, str(caught.exception))
        return caught.exception

    def test_wrong_types_raise_and_leave_the_builder_as_it_was(self):
        b = motor(lode)
        item = b.within("motor")
        for text, function, *args in (
                ("id must be str, not int", b.item, 7, "kg"),
                ("unit must be str, not bytes", b.item, "x", b"kg"),
                ("quantity must be a number, not str", item.input, "magnet", "1.2"),
                ("quantity must be a number, not dict", item.input, "magnet", {}),
                ("share_frac must be a number, not str", item.origin, "value", {"CHN": "1"}),
                ("shares must be a mapping or lode.Share, not str", item.origin, "value", ["CHN"]),
                ("amounts must be a mapping or lode.Amount, not str", item.balance, "USA", ["x"]),
                ("days must be a number, not list", item.stock, "JPN", [1]),
                ("stage must be str, not float", b.stages, [1.0]),
                ("members must be str or several, not int", b.bloc, "B", 4),
                ("value must be str, not int", item.code, "CAS", 3)):
            self.refused(TypeError, text, function, *args)
        self.assertRaises(TypeError, b.product, "motor", "USA", color="red")
        self.assertEqual(b.freeze().products, ["motor"])

    def test_words_that_are_none(self):
        item = motor(lode).within("motor")
        self.refused(lode.InvalidArgument, "basis is 'mass', not one of contained-mass, ",
                     item.origin, "mass", {"CHN": 1})
        self.refused(lode.InvalidArgument, "kind is ['both'], not one of primary",
                     item.input, "magnet", 1, kind=["both"])
        self.refused(lode.InvalidArgument, "low and high belong together",
                     item.input, "magnet", 1, low=0.5)
        self.refused(lode.InvalidArgument, "essential_frac is -1.0",
                     item.alternatives, "g", [], essential_frac=-1)
        self.refused(lode.InvalidArgument, "id holds a NUL", motor(lode).item, "a\0b", "kg")
        self.refused(lode.InvalidArgument, "id is no Unicode text", motor(lode).item, "\ud800", "kg")
        self.refused(lode.InvalidArgument, "year is 4294967296, not from -2147483648",
                     item.origin, "value", {"CHN": 1}, year=1 << 32)

    def test_data_at_fault_name_the_line_of_python(self):
        b = lode.Builder()
        error = self.refused(lode.UnknownName, 'unit "piece" does not exist', b.item, "a", "piece")
        self.assertEqual(error.source, __file__)
        self.assertGreater(error.line, 100)
        self.assertIsNone(error.column)
        b = lode.Builder()
        b.item("a", "kg").input("nowhere", 1); line = here()  # noqa: E702: on one line
        b.product("a", "USA")
        error = self.refused(lode.UnknownName, 'item "nowhere" is not defined', b.freeze)
        self.assertEqual((error.source, error.line), (__file__, line))

    def test_data_at_fault_name_the_place_that_was_told(self):
        b = lode.Builder().at("bom.xlsx", 12, 3)
        error = self.refused(lode.OutOfRange, "bom.xlsx:12:3: error: ", b.item, "a", "kg", price=-1)
        self.assertEqual((error.source, error.line, error.column), ("bom.xlsx", 12, 3))
        error = self.refused(lode.OutOfRange, __file__, b.at().item, "a", "kg", price=-1)
        self.assertEqual(error.source, __file__)

    def test_a_builder_that_refused_will_not_freeze(self):
        b = motor(lode)
        self.assertRaises(lode.UnknownName, b.item, "a", "piece")
        self.refused(lode.OutOfRange, "", b.freeze)

    def test_nan_and_infinity(self):
        for number in (float("nan"), float("inf")):
            item = lode.Builder().item("a", "kg")
            self.refused(lode.LodeError, "quantity", item.input, "b", number)

    def test_a_closed_builder(self):
        b = motor(lode)
        item = b.within("motor")
        with b:
            pass
        for function in (b.freeze, lambda: item.input("x", 1), lambda: b.read(b""),
                         lambda: b.at("x"), lambda: b.item("x", "kg"), b.__enter__):
            self.refused(lode.ClosedError, "this Builder is closed", function)
        b.close()
        self.assertTrue(b.closed)

    def test_two_calls_at_once_are_refused(self):
        builder, seen = lode.Builder(), []

        class File:
            def read(self, size):
                thread = threading.Thread(target=self.interfere)
                thread.start()
                thread.join()
                self.interfere()
                return b""

            def interfere(self):
                try:
                    builder.item("x", "kg")
                except lode.InvalidArgument as error:
                    seen.append(str(error))

        self.assertRaises(lode.FormatError, builder.read, File())
        self.assertEqual(seen, ["this Builder is in use by another call"] * 2)

    def test_measures(self):
        b = motor(lode)
        self.refused(lode.FormatError, "bann", b.scenario, "s", [lode.Measure("bann")])
        b = motor(lode)
        self.refused(lode.FormatError, "colour", b.scenario, "s", [lode.Measure("ban", colour="x")])


def here():
    return sys._getframe(1).f_lineno


if __name__ == "__main__":
    unittest.main()
