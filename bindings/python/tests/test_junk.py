"""Whatever is given to whatever method: an exception that says so, or a result; never a crash."""
import inspect
import io
import unittest

import lode
from common import ROOT, motor

JUNK = [None, True, 0, -1, 1 << 40, 10 ** 400, 0.5, float("nan"), float("-inf"), 1j, "", "x", "\0",
        "\ud800", "a b", "x" * 100000, b"", b"\xff\xfe", bytearray(3), [], [None], ["x", 3], [[]],
        (), {}, {"CHN": None}, {3: 4}, {"CHN": 1e308}, {"x"}, object(), object, len, lode.Builder,
        lode.Share("CHN"), lode.Amount("imports"), lode.Amount(None, None), lode.Share(None, None, None, None), lode.Option(None, None, None),
        [lode.Share("CHN", "1")], [lode.Option("magnet", 1, 1)], lode.Measure("ban"), lode.PartText("x"), lode.PartText(3), ["x", lode.PartText(cas="\0")],
        [lode.Measure("x", x=1)], io.StringIO("x"),
        range(3), iter("x"), memoryview(b"xy")]
# What a method needs besides, so that it gets as far as the junk; other names are of items.
USUAL = {"quantity": 1, "part_frac": 1, "up_frac": 0.1, "days": 1, "value": 1, "basis": "value",
         "shares": {"CHN": 1}, "options": [], "home": "USA", "country": "USA", "measures": [],
         "members": ["USA"], "unit": "kg", "ids": ["refine"], "relation": "items"}
ALLOWED = (TypeError, ValueError, AttributeError, lode.LodeError, OSError)


def methods(target):
    for name, method in inspect.getmembers(target, callable):
        if not name.startswith("_"):
            yield name, method


def calls(method):
    """Arguments: junk in each place, with what is required elsewhere."""
    parameters = [p for p in inspect.signature(method).parameters.values()
                  if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    usual = {p.name: USUAL.get(p.name, "magnet") for p in parameters if p.default is p.empty}
    for parameter in parameters:
        for junk in JUNK:
            yield {**usual, parameter.name: junk}


class Junk(unittest.TestCase):
    def hold(self, make, but=()):
        """Calls every method of what `make` gives with junk, on one object for each method."""
        tried = 0
        for name, _ in methods(make()):
            if name in but:
                continue
            method = getattr(make(), name)
            for arguments in calls(method):
                tried += 1
                try:
                    method(**arguments)
                except ALLOWED:
                    pass
                except Exception as error:
                    self.fail(f"{name}({arguments!r:.200}): {error!r}")
        return tried

    def test_builders_and_items(self):
        self.assertGreater(self.hold(lambda: motor(lode)), 500)
        self.assertGreater(self.hold(lambda: motor(lode).within("motor")), 500)

    def test_models_networks_and_tables(self):
        model = motor(lode).freeze()
        # A name is a file to these: `close` takes nothing.
        self.assertGreater(self.hold(lambda: model, but=("close", "to_xml", "to_csv")), 100)
        network = model.compile()
        self.assertGreater(self.hold(lambda: network, but=("close",)), 500)
        table = network.exposure()
        self.hold(lambda: table, but=("close", "to_csv", "to_json"))
        for junk in JUNK:
            for get in (table.__getitem__, table["loss"].__getitem__, table["country"].__getitem__):
                try:
                    get(junk)
                except (*ALLOWED, LookupError):
                    pass

    def test_the_rest(self):
        rules = lode.read_rules(ROOT / "examples/data/reference.rules.xml")
        self.hold(lambda: rules, but=("close",))
        bom = lode.Bom(rules)
        self.hold(lambda: bom, but=("close",))
        for builder in JUNK:
            self.assertRaises(TypeError, bom.resolve, builder)
        target = motor(lode)
        for arguments in calls(bom.resolve):
            try:
                bom.resolve(**{**arguments, "builder": target})
            except ALLOWED:
                pass
        for function in (lode.read, lode.read_rules, lode.read_bom, lode.Bom, lode.Settings, lode.Builder):
            for arguments in calls(function):
                try:
                    function(**arguments)
                except ALLOWED:
                    pass
        for junk in JUNK:
            for function in (lode.read, lode.read_rules, lode.read_bom, lode.Bom, lode.PartText, rules.classify, lambda junk: lode.Measure("ban", items=junk)):
                try:
                    function(junk)
                except ALLOWED:
                    pass

    def test_statuses(self):
        for number in (0, 1, -1, -99, 99, -(1 << 31)):
            self.assertTrue(lode.status_name(number).startswith("LODE_"))


if __name__ == "__main__":
    unittest.main()
