"""Tables for people, in a terminal and in a notebook, by the rules of the `lode` program."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Sequence

if TYPE_CHECKING:
    from ._table import Column

_WIDE = 40


def _width(text: str) -> int:
    """Places of a terminal that a text takes: two for each character of East Asia, none for
    accents that stand on the one before."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 1 + (east_asian_width(letter) in "WF")
               for letter in text)


def _quantity(value: float) -> str:
    """Five significant digits, and every digit of larger numbers."""
    size = abs(value)
    text = "%.0f" % value if 99999.5 <= size < 1e15 else "%.5g" % value
    if "e" in text or size in (float("inf"),):
        return text
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}".replace("-0", "-0") + point + rest if whole.lstrip("-") else text


def _percent(value: float) -> str:
    """One decimal, and as many more as show two digits of a small part, or that it is not quite
    all."""
    percent = 100.0 * value
    size = abs(percent)
    rest = 100.0 - size
    if 0.0 < size < 0.0005:
        return "<0.001%"
    if 1e-9 < rest < 0.0005:
        return ">99.999%"
    decimals, limit = 1, 1.0 - 1e-9  # 0.01 is 0.01 whichever way it was rounded
    while 0.0 < size < limit and decimals < 4:
        decimals, limit = decimals + 1, limit / 10.0
    limit = 0.05 / (1.0 - 1e-9)
    while 1e-9 < rest < limit and decimals < 4:
        decimals, limit = decimals + 1, limit / 10.0
    return f"{percent:.{decimals}f}%"


def cell(column: Column, value: Any) -> str:
    """One value as people read it; `-` where there is none."""
    if value is None or value == "":
        return "-"
    if column.kind == "flag":
        return "yes" if value else "no"
    if column.kind == "real":
        return _percent(value) if column.unit == "frac" else _quantity(value)
    return str(value)


class _Shown:
    """A column with its cells as text. Numbers stand with their points below each other:
    `before` and `after` are the widest parts on the two sides; text has the first part only."""

    def __init__(self, column: Column, n_rows: int) -> None:
        self.column = column
        self.is_text = column.kind in ("text", "flag")
        self.head = column.name  # says its unit
        self.cells = [cell(column, value) for value in column[:n_rows]]
        self.before = max((self._point(text) for text in self.cells), default=0)
        self.after = max((_width(text) - self._point(text) for text in self.cells), default=0)
        self.before = max(self.before, _width(self.head) - self.after)

    def _point(self, text: str) -> int:
        at = -1 if self.is_text else text.find(".")
        return at if at >= 0 else _width(text)

    @property
    def empty(self) -> bool:
        return bool(self.cells) and all(text == "-" for text in self.cells)

    @property
    def is_long(self) -> bool:
        """Long text goes to the end of the line, where it puts nothing else out of sight. What a
        row is of, the texts that it begins with, stays where it is."""
        return self.is_text and (self.before + self.after > _WIDE or
                                 self.column.name == "binding")

    def padded(self, text: str) -> str:
        left = 0 if self.is_text else self.before - self._point(text)
        return " " * left + text + " " * (self.before + self.after - left - _width(text))

    def padded_head(self) -> str:
        blanks = " " * (self.before + self.after - _width(self.head))
        return self.head + blanks if self.is_text else blanks + self.head


def _chosen(columns: Sequence[Column], n_rows: int) -> List[_Shown]:
    """Those that say something, in the order to show them."""
    shown = [one for one in (_Shown(column, n_rows) for column in columns) if not one.empty]
    n_keys = next((k for k, one in enumerate(shown) if not one.is_text), len(shown))
    return shown[:n_keys] + sorted(shown[n_keys:], key=lambda one: one.is_long)


def table_text(columns: Sequence[Column], n_rows: int) -> str:
    """The first `n_rows` rows, aligned."""
    chosen = _chosen(columns, n_rows)
    lines = ["  ".join(one.padded_head() for one in chosen)]
    lines += ["  ".join(one.padded(one.cells[row]) for one in chosen) for row in range(n_rows)]
    return "".join(line.rstrip() + "\n" for line in lines)


def _element(tag: str, text: str, attributes: str = "") -> str:
    from html import escape

    return f"<{tag}{attributes}>{escape(text)}</{tag}>"


def table_html(name: str, columns: Sequence[Column], n_rows: int, n_shown: int) -> str:
    """The first `n_shown` of `n_rows` rows as an HTML table; headings tell what they mean."""
    from html import escape

    chosen = _chosen(columns, n_shown)
    align = [' style="text-align:left"' if one.is_text else ' style="text-align:right"'
             for one in chosen]
    heads = "".join(_element("th", one.head, f'{style} title="{escape(one.column.doc)}"')
                    for one, style in zip(chosen, align))
    rows = "".join("<tr>" + "".join(_element("td", one.cells[row], style)
                                    for one, style in zip(chosen, align)) + "</tr>\n"
                   for row in range(n_shown))
    count = f"{n_rows} rows" if n_shown == n_rows else f"{n_shown} of {n_rows} rows"
    return (f"<table>\n<caption>{escape(name)}: {count}</caption>\n<thead><tr>{heads}</tr></thead>"
            f"\n<tbody>\n{rows}</tbody>\n</table>\n")
