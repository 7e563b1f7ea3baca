"""Which shared library is taken, and what is said where none fits."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import lode
from common import PACKAGE, run_python
from lode._library import _SONAME, _fits

FOUND = os.environ.get("LODE_LIBRARY")


def compiled(folder, name, code):
    path = pathlib.Path(folder, name)
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", path], input=code, text=True,
                   check=True)
    return path


@unittest.skipUnless(shutil.which("cc"), "no C compiler")
class Library(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def refusal(self, **env):
        done = run_python("import lode", env=env, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("lode._library.LibraryError: no Lode library for version "
                      f"{lode.__version__} of this package", done.stderr)
        return done.stderr

    def test_another_minor_version_is_refused(self):
        other = compiled(self.folder, "liblode.so",
                         "int lode_version_number(void) { return 203; }")
        self.assertIn(f"LODE_LIBRARY: {other}: version 0.2.3 does not fit",
                      self.refusal(LODE_LIBRARY=str(other)))

    def test_the_next_major_version_is_refused(self):
        other = compiled(self.folder, "liblode.so",
                         "int lode_version_number(void) { return 10000; }")
        self.assertIn("version 1.0.0 does not fit", self.refusal(LODE_LIBRARY=str(other)))

    def test_a_library_that_lacks_a_function_is_refused(self):
        other = compiled(self.folder, "liblode.so",
                         "int lode_version_number(void) { return 100; }")
        self.assertIn("undefined symbol: lode_", self.refusal(LODE_LIBRARY=str(other)))

    def test_something_else_is_refused(self):
        other = compiled(self.folder, "liblode.so", "int answer(void) { return 42; }")
        self.assertIn("this is no Lode library", self.refusal(LODE_LIBRARY=str(other)))

    def test_a_named_library_that_is_missing_is_not_replaced(self):
        said = self.refusal(LODE_LIBRARY="/nowhere/liblode.so")
        self.assertIn("LODE_LIBRARY: /nowhere/liblode.so: ", said)
        self.assertNotIn("beside the package", said)

    def package(self, library=None):
        """A copy of the package, with a library beside it."""
        copy = pathlib.Path(self.folder, "site", "lode")
        shutil.copytree(PACKAGE / "lode", copy, ignore=shutil.ignore_patterns("__pycache__"))
        if library:
            (copy / "_lib").mkdir()
            shutil.copy(library, copy / "_lib" / _SONAME)
        return str(copy.parent)

    @unittest.skipUnless(FOUND, "LODE_LIBRARY is not set")
    def test_the_library_beside_the_package_comes_before_that_of_the_system(self):
        env = {"PYTHONPATH": self.package(os.path.realpath(FOUND)), "LODE_LIBRARY": "",
               "LD_LIBRARY_PATH": "/nowhere"}
        done = run_python("import lode._library; print(lode._library.library._name)", env=env)
        self.assertEqual(done.stdout.strip(),
                         str(pathlib.Path(self.folder, "site", "lode", "_lib", _SONAME)))

    @unittest.skipUnless(FOUND, "LODE_LIBRARY is not set")
    def test_the_library_of_the_system(self):
        shutil.copy(os.path.realpath(FOUND), pathlib.Path(self.folder, _SONAME))
        env = {"PYTHONPATH": self.package(), "LODE_LIBRARY": "", "LD_LIBRARY_PATH": self.folder}
        done = run_python("import lode._library; print(lode._library.library._name)", env=env)
        self.assertEqual(done.stdout.strip(), _SONAME)

    def test_what_was_looked_for_where(self):
        bad = compiled(self.folder, _SONAME, "int lode_version_number(void) { return 900; }")
        said = self.refusal(PYTHONPATH=self.package(bad), LODE_LIBRARY="",
                            LD_LIBRARY_PATH=self.folder)
        self.assertRegex(said, rf"beside the package: .*/_lib/{_SONAME}: version 0\.9\.0")
        self.assertIn(f"the loader's path: {_SONAME}: ", said)

    def test_versions_that_fit(self):
        self.assertTrue(_fits(100) and _fits(199))
        self.assertFalse(_fits(99) or _fits(200) or _fits(10100))


if __name__ == "__main__":
    unittest.main()
