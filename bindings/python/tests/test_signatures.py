"""The hand-kept table of signatures against the headers, the symbol map and a C compiler."""
import ctypes
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from common import ROOT
from lode import BOM_FORMATS, _signatures as c, _version

HEADERS = "\n".join(path.read_text() for path in sorted((ROOT / "include/lode").glob("*.h")))
CODE = re.sub(r"/\*.*?\*/", " ", HEADERS, flags=re.S)
SCALARS = {"void": None, "int": ctypes.c_int, "double": ctypes.c_double, "bool": ctypes.c_bool,
           "size_t": ctypes.c_size_t, "uint8_t": ctypes.c_uint8, "int32_t": ctypes.c_int32,
           "uint32_t": ctypes.c_uint32, "int64_t": ctypes.c_int64, "uint64_t": ctypes.c_uint64}
SCALARS.update((name, SCALARS[of]) for of, name in
               re.findall(r"typedef (u?int32_t) (lode_\w+);", CODE))


def ctype(declared):
    """The ctypes type of a C declaration such as `const lode_table *table`."""
    declared = re.sub(r"\b(const|struct)\b", " ", declared)
    stars = declared.count("*") + declared.count("[")
    name = re.match(r"\s*(\w+)", declared).group(1)
    if name == "char" and stars:
        return pointers(ctypes.c_char_p, stars - 1)
    if name == "void" and stars:
        return pointers(ctypes.c_void_p, stars - 1)
    if name in SCALARS:
        return pointers(SCALARS[name], stars)
    kind = getattr(c, name, ctypes.c_void_p if stars else None)
    assert kind is not None, f"nothing known of {declared}"
    # What has no struct here (an analysis' options, the allocator) is an address.
    return kind if kind is ctypes.c_void_p else pointers(kind, stars)


def pointers(kind, stars):
    for _ in range(stars):
        kind = ctypes.POINTER(kind)
    return kind


def parameters(text):
    text = " ".join(text.split())
    return [] if text == "void" else [ctype(one) for one in text.split(",")]


def functions():
    for match in re.finditer(r"LODE_API\s+(?:LODE_NODISCARD\s+)?([^;(]*?)(lode_\w+)\(([^)]*)\);", CODE):
        result, name, given = match.groups()
        yield name, [ctype(result), *parameters(given)]


def structs():
    return [kind for kind in vars(c).values()
            if isinstance(kind, type) and issubclass(kind, ctypes.Structure)
            and getattr(kind, "_fields_", None)]


def constants():
    """C name and the number that Python has for it."""
    def words(prefix, table, suffix=""):
        for word, number in table.items():
            yield prefix + word.upper().replace("-", "_") + suffix, number

    yield from words("LODE_BASIS_", c.BASES)
    yield from words("LODE_KIND_", c.KINDS)
    yield from words("LODE_BOUND_", c.BOUNDS)
    yield from words("LODE_REST_", c.RESTS)
    yield from words("LODE_QUANTITY_IS_", c.QUANTITY_IS)
    yield from words("LODE_AMOUNT_", c.AMOUNTS)
    yield from words("LODE_COUNT_", c.COUNTS)
    for word, number in c.FORMATS.items():
        yield ("LODE_FORMAT_" + word.upper() + ("" if word in ("auto", "xml") else "_CSV")), number
    for number, word in enumerate(c.SEVERITIES):
        yield "LODE_" + word.upper(), number
    for name in ("REAL", "INTEGER", "TEXT", "FLAG"):
        yield "LODE_COLUMN_" + name, getattr(c, "COLUMN_" + name)
    for name in ("REAL", "COUNT", "TEXT", "TEXTS", "CHOICE", "SWITCH"):
        yield "LODE_OPTION_" + name, getattr(c, "OPTION_" + name)
    yield "LODE_CLASSIFY_ALL", c.CLASSIFY_ALL
    for word, number in BOM_FORMATS.items():
        yield "LODE_BOM_" + word.upper().replace("-", ""), number
    yield from words("LODE_ENCODING_", c.ENCODINGS)
    yield "LODE_BOM_UNKNOWN_IS_ESSENTIAL", c.BOM_UNKNOWN_IS_ESSENTIAL
    has = {"mass_kg": "MASS", "yield_frac": "YIELD", "essential_frac": "ESSENTIAL",
           "low": "TRIANGLE", "high": "TRIANGLE", "cap_frac": "CAP",
           "assumed_mass_kg": "ASSUMED_MASS"}
    for of, table in (("ITEM", c.ITEM_HAS), ("INPUT", c.INPUT_HAS), ("PRODUCT", c.PRODUCT_HAS),
                      ("BOM", c.BOM_HAS)):
        for word, number in table.items():
            yield f"LODE_{of}_HAS_{has.get(word, word.upper())}", number


@unittest.skipUnless((ROOT / "include/lode").is_dir(), "the headers are not there")
class Signatures(unittest.TestCase):
    def test_version_is_that_of_the_headers(self):
        found = re.search(r'#define LODE_VERSION_STRING "(.*?)"', HEADERS)
        self.assertEqual(_version.VERSION, found.group(1))

    def test_every_function_has_the_types_of_its_declaration(self):
        declared = dict(functions())
        self.assertGreater(len(declared), 80)
        self.assertEqual(sorted(c.SIGNATURES), sorted(declared))
        for name, types in declared.items():
            self.assertEqual(list(c.SIGNATURES[name]), types, name)

    def test_names_are_those_of_the_symbol_map(self):
        listed = re.findall(r"\b(lode_\w+);", (ROOT / "lib/lode.map").read_text())
        self.assertEqual(sorted(c.SIGNATURES), sorted(listed))

    def test_callbacks(self):
        found = re.findall(r"typedef (\w+) \(\*(lode_\w+)\)\(([^)]*)\);", CODE)
        self.assertEqual(len(found), 4)
        for result, name, given in found:
            callback = getattr(c, name)
            self.assertEqual([callback._restype_, *callback._argtypes_],
                             [ctype(result), *parameters(given)], name)

    def test_callbacks_inside_structs(self):
        for struct in ("lode_analysis", "ArrowArrayStream"):
            kinds = dict(getattr(c, struct)._fields_)
            body = re.search(rf"struct {struct} {{(.*?)}}", CODE, re.S).group(1)
            found = re.findall(r"([\w ]+\*?) ?\(\*(\w+)\)\(([^)]*)\);", body)
            self.assertTrue(found)
            for result, name, given in found:
                self.assertEqual(kinds[name]._restype_, ctype(result), name)
                # Structs that are not known here are addresses.
                expected = [ctypes.c_void_p if "ArrowSchema" in one or "ArrowArray " in one
                            else ctype(one) for one in given.split(",")]
                self.assertEqual(list(kinds[name]._argtypes_), expected, name)

    def test_enumerations_that_have_words_here_have_all_of_them(self):
        ours = {name for name, _ in constants()}
        bodies = re.findall(r"enum lode_\w+_code {(.*?)}", CODE, re.S)
        known = [names for names in (set(re.findall(r"LODE_\w+", body)) for body in bodies)
                 if names & ours]
        self.assertEqual(len(known), 13)
        for names in known:
            self.assertLessEqual(names, ours)

    @unittest.skipUnless(shutil.which("cc"), "no C compiler")
    def test_layouts_and_constants_as_the_compiler_has_them(self):
        lines, expected = [], []
        for kind in structs():
            name = ("struct " if kind.__name__.startswith("Arrow") else "") + kind.__name__
            lines.append(f'printf("{kind.__name__} %zu\\n", sizeof({name}));')
            expected.append(f"{kind.__name__} {ctypes.sizeof(kind)}")
            for field, *_ in kind._fields_:
                lines.append(f'printf("{kind.__name__}.{field} %zu %zu\\n", '
                             f'offsetof({name}, {field}), sizeof((({name} *)0)->{field}));')
                member = getattr(kind, field)
                expected.append(f"{kind.__name__}.{field} {member.offset} {member.size}")
        for name, number in constants():
            lines.append(f'printf("{name} %ld\\n", (long){name});')
            expected.append(f"{name} {number}")
        program = ("#include <lode.h>\n#include <stdio.h>\nint main(void)\n{\n"
                   + "\n".join(lines) + "\nreturn 0;\n}\n")
        with tempfile.TemporaryDirectory() as folder:
            source, binary = pathlib.Path(folder, "dump.c"), pathlib.Path(folder, "dump")
            source.write_text(program)
            subprocess.run(["cc", "-std=c11", f"-I{ROOT / 'include'}", source, "-o", binary],
                           check=True)
            dump = subprocess.run([binary], check=True, capture_output=True, text=True).stdout
        self.assertEqual(dump.splitlines(), expected)

    def test_every_member_of_a_struct_is_there_in_order(self):
        """A member appended in C would not move the others."""
        for kind in structs():
            body = re.search(rf"struct {kind.__name__} {{(.*?)\n}}", CODE, re.S).group(1)
            names = re.findall(r"(?:\(\*(\w+)\)\(|\b(\w+)(?=[;,]))",
                               re.sub(r"\(\*(\w+)\)\([^)]*\)", r"\1", body))
            self.assertEqual([field[0] for field in kind._fields_],
                             [one or other for one, other in names], kind.__name__)


if __name__ == "__main__":
    unittest.main()
