"""Builds the wheel. With LODE_BUNDLE=<shared library> it carries that, and its platform's tag;
without, it is for every platform and finds the library of the system.

make_wheel.sh does both without leaving anything in this folder.
"""
import os
import shutil

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.dist import Distribution
from wheel.bdist_wheel import bdist_wheel

BUNDLE = os.environ.get("LODE_BUNDLE")


class BuildWithLibrary(build_py):
    def run(self):
        super().run()
        if BUNDLE:
            folder = os.path.join(self.build_lib, "lode", "_lib")
            os.makedirs(folder, exist_ok=True)
            major, minor, _ = self.distribution.metadata.version.split(".")
            name = f"liblode.so.0.{minor}" if major == "0" else f"liblode.so.{major}"
            shutil.copyfile(os.path.realpath(BUNDLE), os.path.join(folder, name))


class Wheel(bdist_wheel):
    """Any Python 3: the library knows nothing of Python."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2] if BUNDLE else "any")


class WithLibrary(Distribution):
    def has_ext_modules(self):
        return bool(BUNDLE)


setup(cmdclass={"build_py": BuildWithLibrary, "bdist_wheel": Wheel}, distclass=WithLibrary)
