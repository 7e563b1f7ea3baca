"""What the peers share: what the benchmark wrote, samples in turn with it, and rows of Markdown.

Times are CPU times of one thread (start-up: wall). A round is a sample of Lode and one of the peer, at
once after each other; short calls are repeated within a sample, and the first of each sample is not
counted. What is printed of the ratio is the median over the rounds, and the least in brackets.
"""
import argparse
import array
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time

HEAD = ("| row | what | beside | its time | Lode | ratio (least) | goal | |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |")
SIZES = {10_000: "1e4", 100_000: "1e5", 1_000_000: "1e6", 10_000_000: "1e7"}
TIME_FOR_ONE_S = 30.0
LEAST_SAMPLE_S = 5e-3

# Debian's OpenBLAS takes processors that it does not know for one of 2004 unless it is told.
CORE_TYPES = ("", "HASWELL", "SKYLAKEX", "ZEN")
DGEMM = ("import numpy, time; a = numpy.ones((700, 700)); a @ a; t = time.process_time(); a @ a; a @ a; "
         "print(time.process_time() - t)")


def choose_core_type():
    """Sets OPENBLAS_CORETYPE to what multiplies matrices fastest here; to be called before numpy is
    imported."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    if "OPENBLAS_CORETYPE" in os.environ:
        return
    best, least = "", float("inf")
    for kind in CORE_TYPES:
        done = subprocess.run([sys.executable, "-c", DGEMM], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True,
                              env={**os.environ, "OPENBLAS_CORETYPE": kind})
        if done.returncode == 0 and float(done.stdout) < least:
            best, least = kind, float(done.stdout)
    if best:
        os.environ["OPENBLAS_CORETYPE"] = best


def module(name):
    """A module of Python, or None with a word about what is left out for want of it."""
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"left out: what needs {name} (Debian: python3-{name.split('.')[0]})", file=sys.stderr)
        return None


class Dump:
    """A file of the benchmark, one array after the other."""

    def __init__(self, path, magic):
        self.data = memoryview(open(path, "rb").read())
        if bytes(self.data[:8]) != magic:
            sys.exit("not a dump of bench, or one of another version")
        self.at = 8

    def take(self, kind, count):
        out = array.array(kind)
        size = int(count) * out.itemsize
        out.frombytes(self.data[self.at:self.at + size])
        self.at += size
        if sys.byteorder == "big":
            out.byteswap()
        return out


class Bom:
    """What `bench --dump` wrote."""

    def __init__(self, bench, lines):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "bom")
            subprocess.run([bench, "--dump", path, "--edges", str(lines)], check=True)
            dump = Dump(path, b"lodebom2")
        self.n_items, self.n_lines, self.product = dump.take("Q", 3)
        self.parent = dump.take("I", self.n_lines)
        self.child = dump.take("I", self.n_lines)
        self.quantity = dump.take("d", self.n_lines)
        self.volume = dump.take("d", self.n_items)
        self.expected = dump.take("d", self.n_items)
        self.expected_one = dump.take("d", self.n_items)

    def use_numpy(self, numpy):
        for name, kind in (("parent", "u4"), ("child", "u4"), ("quantity", "f8"), ("volume", "f8"),
                           ("expected", "f8"), ("expected_one", "f8")):
            setattr(self, name, numpy.frombuffer(getattr(self, name), kind))
        return self


class Lode:
    """A workload of the benchmark, a sample for each line it is sent."""

    def __init__(self, bench, workload, *more):
        self.process = subprocess.Popen([bench, "--turns", workload, *more], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()

    def seconds(self):
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the benchmark ended early")
        return float(line)


def sample(call, inner, clock=time.process_time):
    if inner > 1:
        call()
    start = clock()
    for _ in range(inner):
        call()
    return (clock() - start) / inner


def take_turns(own, peer, rounds=9, once=0.0):
    """(seconds of the peer, of Lode, median ratio, least ratio); each call gives a sample of one.
    Fewer rounds where a sample of the peer takes long."""
    rounds = max(3, min(rounds, int(TIME_FOR_ONE_S / max(once, 1e-7))))
    pairs = [(own(), peer()) for _ in range(rounds)]
    ratios = [other / lode for lode, other in pairs]
    return (statistics.median(other for _, other in pairs), statistics.median(lode for lode, _ in pairs),
            statistics.median(ratios), min(ratios))


def race(own, call, rounds=9):
    """take_turns() with the CPU time of a call, repeated to make a sample."""
    once = sample(call, 1)
    inner = 1 + int(LEAST_SAMPLE_S / max(once, 1e-7))
    return take_turns(own, lambda: sample(call, inner), rounds, once)


def figure(number):
    """Three digits that count, without an exponent up to a million."""
    if abs(number) >= 1e6:
        return f"{number:.3g}".replace("e+0", "e")
    return f"{float(f'{number:.3g}'):,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def time_text(seconds):
    for unit, factor in (("ns", 1e9), ("us", 1e6), ("ms", 1e3)):
        if seconds * factor < 1e3:
            return f"{figure(seconds * factor)} {unit}"
    return f"{figure(seconds)} s"


def put_row(what, beside, result, row="", goal=None):
    peer, lode, ratio, least = result
    met = "" if goal is None else "met" if ratio >= goal else "missed"
    aim = "" if goal is None else f"{goal:g}"
    print(f"| {row} | {what} | {beside} | {time_text(peer)} | {time_text(lode)} | "
          f"{figure(ratio)} ({figure(least)}) | {aim} | {met} |", flush=True)


def agree(own, other, what, tolerance=1e-9):
    """Ends the script where two lists of numbers are not the same; zero must be zero."""
    worst = max((abs(a - b) / abs(b) if b else (float("inf") if a else 0.0)
                 for a, b in zip(own, other, strict=True)), default=0.0)
    if not worst <= tolerance:
        sys.exit(f"{what} does not agree: relative error {worst:.3g}")


def arguments(text, sizes, more=()):
    """bench, --lines (several), --quick, and further options that must be given."""
    parser = argparse.ArgumentParser(description=text.split("\n", 1)[0])
    parser.add_argument("bench")
    parser.add_argument("--lines", type=int, nargs="+", default=sizes, choices=list(SIZES))
    parser.add_argument("--quick", action="store_true", help="10,000 lines, few rounds: does it run")
    for name in more:
        parser.add_argument(name, required=True)
    given = parser.parse_args()
    given.rounds = 3 if given.quick else 9
    if given.quick:
        given.lines = [10_000]
    return given
