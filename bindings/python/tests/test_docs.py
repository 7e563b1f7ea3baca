"""Every block of docs/python.md and of README.md runs, and prints what the page shows.

    python3 test_docs.py --update

writes into the manual what its blocks print now: read it before you keep it.
"""
import contextlib
import importlib.util
import io
import os
import pathlib
import re
import sys
import tempfile
import unittest

from common import PACKAGE, ROOT

MANUAL = ROOT / "docs/python.md"
BLOCK = re.compile(r"^```(python|text)( \w+)?\n(.*?)^```$", re.S | re.M)


def run_page(page):
    """Runs the blocks that can run here, in order; gives the page as it would be true, and how
    many ran."""
    text = page.read_text()
    space, again, at, ran, printed = {}, [], 0, 0, None
    for match in BLOCK.finditer(text):
        kind, needs, body = match.groups()
        if kind == "python":
            printed = None
            if not needs or importlib.util.find_spec(needs.strip()):
                line = text.count("\n", 0, match.start(3))
                output = io.StringIO()
                with contextlib.redirect_stdout(output):
                    exec(compile("\n" * line + body, str(page), "exec"), space)
                printed, ran = output.getvalue(), ran + 1
        elif printed is not None:
            again += [text[at:match.start(3)], printed]
            at = match.end(3)
    return "".join(again) + text[at:], ran


@contextlib.contextmanager
def scratch():
    """A folder of its own, with the examples beside it as the pages have them."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "examples", pathlib.Path(folder, "examples"))
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


class Pages(unittest.TestCase):
    maxDiff = None

    def test_the_manual(self):
        with scratch():
            again, ran = run_page(MANUAL)
        self.assertGreater(ran, 6)
        self.assertEqual(again, MANUAL.read_text())

    def test_the_readme(self):
        with scratch():
            self.assertEqual(run_page(PACKAGE / "README.md")[1], 1)


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        with scratch():
            true, _ = run_page(MANUAL)
        MANUAL.write_text(true)
    else:
        unittest.main()
