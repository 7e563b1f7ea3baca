"""What the tests share."""
import importlib.util
import logging
import os
import pathlib
import subprocess
import sys
import unittest

logging.getLogger("lode").addHandler(logging.NullHandler())  # no warnings in between

PACKAGE = pathlib.Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent
DATA = [ROOT / f"examples/data/{name}.lode.xml" for name in (
    "reference", "products", "scenarios", "ways-out")]

needs_numpy = unittest.skipUnless(importlib.util.find_spec("numpy"), "numpy is not there")
needs_pandas = unittest.skipUnless(importlib.util.find_spec("pandas"), "pandas is not there")
PROGRAM = os.environ.get("LODE_PROGRAM")
needs_program = unittest.skipUnless(PROGRAM, "LODE_PROGRAM does not name the lode program")


def run_python(script, *, env=None, check=True):
    """Runs a script in an interpreter of its own, from the root of the repository."""
    path = {"PYTHONPATH": str(PACKAGE)}
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, text=True, timeout=60,
                          capture_output=True, env={**os.environ, **path, **(env or {})})
    if check and (done.returncode or done.stderr):
        raise AssertionError(f"exit code {done.returncode}\n{done.stderr}")
    return done


def resident():
    """Bytes of memory that this process has."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def motor(lode):
    """Magnets from three countries, all of which live on one country's dysprosium: the stop of
    CHN takes 0.95 through the oxide and 0.2 of the magnets directly, so 1 - 0.8 * 0.05 = 0.96."""
    builder = lode.Builder("motor")
    builder.item("dy-oxide", "kg", stage="refine").origin("gross-mass", {"CHN": 0.95, "USA": 0.05})
    builder.item("magnet", "kg", stage="component").origin(
        "gross-mass", {"JPN": 0.6, "CHN": 0.2, "DEU": 0.2}).input("dy-oxide", 0.034,
                                                                  yield_frac=0.85)
    builder.item("motor", "each").input("magnet", 1.2)
    builder.product("motor", "USA", volume=1000, value=500)
    return builder
