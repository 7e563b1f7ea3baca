#!/usr/bin/env python3
"""The shipped balances of the United States are those of the data release they name.

    reliance.py PROGRAM [RELEASE]

RELEASE is MCS2026_Commodities_Data.csv, the data release of the U.S. Geological Survey's Mineral
Commodity Summaries 2026, which is not shipped: without it nothing is compared. Each figure must be
printed there for the item's commodity, stock withdrawal as a difference of two years, and the
reliance that the program reckons must be within a point of the one printed beside it.
"""
import csv
import io
import pathlib
import subprocess
import sys

DATA = pathlib.Path(__file__).resolve().parents[2] / "examples/data/reference.lode.xml"
SOURCE = "mcs-2026-salient"
STATISTICS = {"production": ("Production", "Sold or used", "Sold", "Sales", "Shipment"),
              "imports": ("Import",), "exports": ("Export",), "consumption": ("Consumption",),
              "stock-withdrawal": ("Stock",)}
KILOGRAMS = {"kilograms": 1, "metric tons": 1e3, "thousand metric tons": 1e6,
             "thousand metric dry tons": 1e6, "million metric tons": 1e9}
STATES = {"W": "withheld", "NA": "missing"}

# Item, chapter, and where a chapter prints several reliances, what tells the one: a part of its
# heading, or its value.
ITEMS = """
al-alumina|BAUXITE AND ALUMINA|Alumina
al-metal|ALUMINUM
al-ore|BAUXITE AND ALUMINA|Bauxite
al2o3-fused|ABRASIVES (MANUFACTURED)|Fused aluminum oxide
ammonia|NITROGEN (FIXED)—AMMONIA
ba-ore|BARITE
be-refined|BERYLLIUM
bi-metal|BISMUTH
bromine|BROMINE
cd-metal|CADMIUM
co-refined|COBALT
cu-refined|COPPER
diatomite|DIATOMITE
feldspar|FELDSPAR AND NEPHELINE SYENITE|: Feldspar
fluorspar|FLUORSPAR
ga-metal|GALLIUM
garnet|GARNET (INDUSTRIAL)
ge-metal|GERMANIUM
graphite-natural|GRAPHITE (NATURAL)
gypsum|GYPSUM
in-metal|INDIUM
iodine|IODINE
lime|LIME
mg-ore|MAGNESIUM COMPOUNDS
mica-flake|MICA (NATURAL)|39
mica-sheet|MICA (NATURAL)|100
nb-ferro|NIOBIUM (COLUMBIUM)
ni-refined|NICKEL
p-ore|PHOSPHATE ROCK
pb-refined|LEAD
pd|PLATINUM-GROUP METALS|Palladium
peat|PEAT
perlite|PERLITE
potash|POTASH
pt|PLATINUM-GROUP METALS|Platinum
pumice|PUMICE AND PUMICITE
quartz-crystal|QUARTZ (High-purity and Industrial Cultured CRYSTAL)|Industrial cultured
re-metal|RHENIUM
ree-compounds|RARE EARTHS|Compounds and metals
salt|SALT
sb-metal|ANTIMONY
sic|ABRASIVES (MANUFACTURED)|Silicon carbide
silica-sand|SAND AND GRAVEL (INDUSTRIAL)
sn-refined|TIN
soda-ash|SODA ASH
steel|IRON AND STEEL
sulfur|SULFUR
ta-metal|TANTALUM
talc|TALC AND PYROPHYLLITE
ti-ore|TITANIUM MINERAL CONCENTRATES
ti-sponge|TITANIUM AND TITANIUM DIOXIDE|sponge
vermiculite|VERMICULITE
zeolites|ZEOLITES (NATURAL)
zn-ore|ZINC|Ores and concentrates
zn-refined|ZINC|Refined zinc
"""
# Said by footnotes alone: no exports since 2003; together with Canada, so at most; primary
# production is part of what is used.
BESIDE = {("p-ore", "exports", ""), ("al2o3-fused", "production", ""),
          ("pd", "production", "secondary"), ("pt", "production", "secondary")}


def number(text):
    try:
        return 0.0 if text == "—" else float(text.replace(",", ""))
    except ValueError:
        return None


def read_release(path):
    """Salient statistics by chapter."""
    chapters = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["section"].startswith("Salient"):
                chapters.setdefault(row["mcs_chapter"], []).append(row)
    return chapters


def kilograms(row, text=None):
    value = number(row["value"] if text is None else text)
    return None if value is None else value * KILOGRAMS.get(row["unit"], float("nan"))


def near(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def withdrawals(rows):
    """Stocks of 2023 less those of 2024, of each that is printed for both."""
    ends = {}
    for row in rows:
        if row["statistic"] == "Stock" and row["year"] in ("2023", "2024"):
            ends.setdefault((row["commodity"], row["statistic_detail"]), {})[row["year"]] = row
    for of in ends.values():
        stocks = [kilograms(of[year]) if year in of else None for year in ("2023", "2024")]
        if None not in stocks:
            yield stocks[0] - stocks[1]


def is_printed(amount, rows):
    if amount["of"] == "stock-withdrawal":
        return any(near(float(amount["quantity"]), given) for given in withdrawals(rows))
    for row in rows:
        if row["year"] != "2024" or row["statistic"] not in STATISTICS[amount["of"]]:
            continue
        if amount["bound"] in STATES.values():
            found = STATES.get(row["value"]) == amount["bound"]
        elif amount["bound"]:
            found = row["value"][0] in "<>" and near(
                kilograms(row, row["value"][1:]), float(amount["quantity"]))
        else:
            given = kilograms(row)
            found = given is not None and near(given, float(amount["quantity"]))
        if found:
            return True
    return False


def printed_reliance(rows, tell):
    found = [row["value"] for row in rows
             if row["statistic"] == "Net import reliance" and row["year"] == "2024" and
             (not tell or tell == row["value"] or
              tell in row["commodity"] + ": " + row["statistic_detail"])]
    return found[0] if len(set(found)) == 1 else None


def agrees(printed, row):
    """Whether a reliance and its bounds go with what is printed, to a point."""
    low, high = row["net_import_reliance_low"], row["net_import_reliance_high"]
    if printed == "E":
        return row["net_trade"] != "importer"
    if not low:
        return False
    if printed[0] in "<>":
        limit = float(printed[1:]) / 100
        return float(high) >= limit if printed[0] == ">" else float(low) <= limit
    return (row["net_import_reliance"] != "" and
            abs(float(row["net_import_reliance"]) - float(printed) / 100) <= 0.01)


def table(program, *arguments, stdin=None):
    done = subprocess.run([program, "-q", *arguments], check=True, capture_output=True, text=True,
                          input=stdin)
    return list(csv.DictReader(io.StringIO(done.stdout)))


def reliances(program, items):
    inputs = "".join(f'<input item="{item}" quantity="1"/>' for item in items)
    product = (f'<lode xmlns="urn:lode:model:1"><item id="all-of-them" unit="each">{inputs}</item>'
               '<product item="all-of-them" home="USA"/></lode>')
    rows = table(program, "dependency", "--format", "csv", DATA, "-", stdin=product)
    return {row["item"]: row for row in rows if row["market"] == "USA"}


def main():
    if len(sys.argv) < 3:
        print("the data release is not here: the figures of the balances are not compared")
        return 0
    program, chapters = pathlib.Path(sys.argv[1]).resolve(), read_release(sys.argv[2])
    items = {fields[0]: fields[1:] for fields in
             (line.split("|") for line in ITEMS.strip().splitlines())}
    amounts = [row for row in table(program, "convert", "--to", "balances", DATA)
               if row["source"] == SOURCE]
    faults = [f"{item}: in no chapter" for item in sorted({row["item"] for row in amounts} ^ set(items))]
    n_figures = 0
    for amount in amounts:
        if (amount["item"], amount["of"], amount["form"]) in BESIDE:
            continue
        n_figures += 1
        if not is_printed(amount, chapters[items[amount["item"]][0]]):
            faults.append(f"{amount['item']}: {amount['of']} {amount['form']} "
                          f"{amount['quantity']} {amount['bound']} is not printed")
    reckoned, n_numbers = reliances(program, items), 0
    for item, (chapter, *tell) in items.items():
        if item == "ni-refined":  # printed with scrap alone
            continue
        printed = printed_reliance(chapters[chapter], tell[0] if tell else "")
        if printed is None or not agrees(printed, reckoned[item]):
            faults.append(f"{item}: {reckoned[item]['net_import_reliance']}, printed {printed}")
        n_numbers += printed is not None and printed.isdigit()
    for fault in faults:
        print(fault)
    print(f"{n_figures} figures, {n_numbers} reliances printed as a number")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
