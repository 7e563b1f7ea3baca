"""The version of the package, which is that of the library it goes with."""

VERSION = "0.1.0"
