#!/usr/bin/env python3
"""A catalogue of 1,000 electric motors: who can stop it, and which magnets make the difference.

    python3 examples/python/portfolio.py

Twenty sizes with five grades of magnet, sold in ten countries. The supply of the magnets is that of
the reference data; the motors are made up: 12 grams of magnet and 90 grams of copper a kilowatt,
100 motors of each kind a year in each country, 12 dollars a kilowatt.
"""
import pathlib

import lode

DATA = pathlib.Path(__file__).resolve().parents[1] / "data"
SIZES_KW = range(10, 210, 10)
GRADES = {"magnet-m": "regular", "magnet-uh": "high temperature", "magnet-gbd": "diffused",
          "magnet-eh": "very high temperature", "magnet-smco": "samarium-cobalt"}
HOMES = ["AUS", "BRA", "DEU", "FRA", "GBR", "IND", "ITA", "JPN", "KOR", "USA"]


def catalogue() -> lode.Model:
    """The reference data and, on top of it, the motors."""
    builder = lode.Builder("Motors").read(DATA / "reference.lode.xml")
    for grade in GRADES:
        for size_kw in SIZES_KW:
            motor = builder.item(f"motor-{size_kw:03}-{grade}", "each", stage="product")
            motor.input(grade, 0.012 * size_kw)
            motor.input("cu-refined", 0.090 * size_kw)
            for home in HOMES:
                builder.product(motor, home, volume=100, value=12 * size_kw)
    return builder.freeze()


def main() -> None:
    network = catalogue().compile()
    exposure = network.exposure(kind="production", stage="refine")

    print(f"{len(network.products)} products. Value at risk when the refineries of one country "
          f"stand still, million dollars a year:")
    whole = [row for row in exposure if row.product == "*"]
    for row in sorted(whole, key=lambda row: -row.value_at_risk)[:5]:
        print(f"  {row.country}  {row.value_at_risk / 1e6:7.2f}  {row.loss:6.1%} of the catalogue")

    print("\nBy magnet: the two countries whose stop takes most, and what runs out first:")
    for grade, name in GRADES.items():
        rows = [row for row in exposure if row.product.partition("@")[0].endswith(grade)]
        worst = {row.country: row for row in sorted(rows, key=lambda row: row.loss)}
        top = sorted(worst.values(), key=lambda row: -row.loss)[:2]
        print(f"  {name:21}" + "".join(
            f"  {row.country} {row.loss:6.1%} {row.binding.split()[-1].partition('@')[0]:10}"
            for row in top).rstrip())


if __name__ == "__main__":
    main()
