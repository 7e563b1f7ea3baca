"""Models made in code, and from files."""
from __future__ import annotations

import contextlib
import ctypes
import sys
from ctypes import byref
from typing import (Any, Callable, Dict, Iterable, Iterator, List, Mapping, NamedTuple,
                    Optional, Sequence, Tuple, Union)

from . import _signatures as c
from ._context import Exclusive, Handle, Settings, call, log
from ._errors import InvalidArgument, error_of
from ._library import library
from ._model import Model
from ._streams import Source, read_each, read_options, read_source
from ._values import Words, choice, number, record, text, texts, whole, words

_READERS = (library.lode_read_file, library.lode_read_memory, library.lode_read_callback)


class Share(NamedTuple):
    """One share of an origin vector, where a country and a number do not say it all."""

    country: str
    share_frac: float = 0.0
    kind: str = "primary"
    """`primary` or `recycled`"""
    bound: str = "exact"
    """`exact`, `low` (at least this), `high` (at most), `withheld`, `confidential`, `missing`"""
    party: Optional[str] = None
    """the supplier"""
    source: Optional[str] = None


class Amount(NamedTuple):
    """One amount of a balance, where a word and a number do not say it all."""

    of: str
    """`production`, `imports`, `exports`, `stock-withdrawal` or `consumption`"""
    quantity: float = 0.0
    form: Optional[str] = None
    """`oxide`, `old scrap`: tells amounts of one thing apart, which are added"""
    bound: str = "exact"
    """as that of a share"""
    source: Optional[str] = None


class Option(NamedTuple):
    """One option of a group of alternatives."""

    item: Any
    quantity: float
    """what it would take if it served the whole need"""
    weight_frac: float
    """the part it serves today; those of a group sum to 1"""
    cap_frac: Optional[float] = None
    """the part it could serve; None: its weight"""
    unit: Optional[str] = None
    yield_frac: Optional[float] = None
    low: Optional[float] = None
    high: Optional[float] = None
    gsd: Optional[float] = None
    quantity_is: str = "mean"
    source: Optional[str] = None


class Measure:
    """One measure of a scenario: its name and its attributes, as docs/model-file.md lists them.
    A blank-separated list may be given as several; `-` in a name is `_`, and a name that Python
    reserves has `_` at its end:

        lode.Measure("ban", items=["dy-oxide"], from_="CHN", start=date(2025, 4, 4))
    """

    def __init__(self, measure: str, *, options: Sequence[Mapping[str, Any]] = (),
                 **attributes: Any) -> None:
        self.measure = measure
        self.options = [_attributes(option) for option in options]
        self.attributes = _attributes(attributes)

    def __repr__(self) -> str:
        given = "".join(f", {name.decode()}={value.decode()!r}"
                        for name, value in self.attributes.items())
        return f"<lode.Measure {self.measure}{given}>"


def _attributes(given: Mapping[str, Any]) -> Dict[bytes, bytes]:
    named = {name.rstrip("_").replace("_", "-"): value for name, value in given.items()}
    return {text(name, "name") or b"": _attribute(value, name) for name, value in named.items()
            if value is not None}


def _attribute(value: Any, name: str) -> bytes:
    if isinstance(value, bool):
        return b"yes" if value else b"no"
    if isinstance(value, str) or not isinstance(value, (int, float)):
        return words(value, name) or b""
    return repr(number(value, name)).encode()


def _array(attributes: Mapping[bytes, bytes]) -> Tuple[Any, int]:
    pairs = [c.lode_attribute(name, value) for name, value in attributes.items()]
    return (c.lode_attribute * len(pairs))(*pairs), len(pairs)


def _input(kind: str, quantity_is: str, **members: Any) -> Any:
    if (members["low"] is None) != (members["high"] is None):
        raise InvalidArgument("low and high belong together")
    return record(c.lode_input_record, c.INPUT_HAS, kind=choice(kind, c.KINDS, "kind"),
                  quantity_is=choice(quantity_is, c.QUANTITY_IS, "quantity_is"), **members)


class Item:
    """An item of a builder. What a method adds may name items that come later; wherever an item
    is asked for, its id does, too. Each method returns the item, for the next."""

    def __init__(self, builder: Builder, item_id: str) -> None:
        self._builder = builder
        self.id = item_id

    def __repr__(self) -> str:
        return f"<lode.Item {self.id}>"

    def input(self, item: Union[str, Item], quantity: float, *, unit: Optional[str] = None,
              kind: str = "primary", yield_frac: Optional[float] = None,
              essential_frac: Optional[float] = None, low: Optional[float] = None,
              high: Optional[float] = None, gsd: Optional[float] = None,
              quantity_is: str = "mean", source: Optional[str] = None) -> Item:
        """A line of its bill of materials: takes `quantity` of `item` per unit of this one.

        `unit`: None: that of `item`. `kind`: taken by what is made from ore (`primary`), from
        scrap (`recycled`), or `both`. `yield_frac`: the part of the input that arrives.
        `essential_frac`: how far output falls without it. `low` and `high`, or `gsd`: a
        triangular or lognormal distribution of the quantity, which is its `mean` or `mode`.
        """
        line = _input(kind, quantity_is, item=item, unit=unit, source=source, quantity=quantity,
                      yield_frac=yield_frac, essential_frac=essential_frac, low=low, high=high,
                      gsd=gsd)
        with self._builder._within(self) as add:
            add(library.lode_builder_input, byref(line))
        return self

    def alternatives(self, group: str, options: Iterable[Option], *,
                     essential_frac: float = 1.0, kind: str = "primary") -> Item:
        """Several inputs for one need, each with the part of it that it serves."""
        lines = [_input("primary", **option._asdict()) for option in options]
        named, essential = text(group, "group"), number(essential_frac, "essential_frac")
        if essential < 0.0:  # C takes that for "not given"
            raise InvalidArgument(f"essential_frac is {essential}, not in 0 to 1")
        which = choice(kind, c.KINDS, "kind")
        with self._builder._within(self) as add:
            add(library.lode_builder_alternatives, named, essential, which)
            for line in lines:
                add(library.lode_builder_option, byref(line))
        return self

    def origin(self, basis: str, shares: Union[Mapping[str, float], Iterable[Share]], *,
               market: str = "*", year: Optional[int] = None, rest: str = "unknown",
               rounding_frac: Optional[float] = None, total: Optional[float] = None,
               concentration: Optional[float] = None, source: Optional[str] = None) -> Item:
        """Who delivers it to a market: a country, a bloc, or `*`, the world.

        `basis`: what the shares are of: `contained-mass`, `gross-mass`, `count` or `value`.
        `shares`: country to fraction of one, or a list of `Share`. `rest`: what becomes of the
        part they leave open: of `unknown` origin, or as from the next `wider` market.
        `rounding_frac`: by how much the sum may miss 1. `total`: delivered a year, in the item's
        unit. `concentration`: of a Dirichlet distribution.
        """
        head = record(c.lode_origin_record, {}, basis=choice(basis, c.BASES, "basis"),
                      rest=choice(rest, c.RESTS, "rest"), year=year, market=market, source=source,
                      rounding_frac=rounding_frac, total=total, concentration=concentration)
        rows = [_share(share) for share in _each(shares, Share)]
        with self._builder._within(self) as add:
            add(library.lode_builder_origin, byref(head))
            for row in rows:
                add(library.lode_builder_share, byref(row))
        return self

    def balance(self, market: str, amounts: Union[Mapping[str, float], Iterable[Amount]], *,
                year: Optional[int] = None, unit: Optional[str] = None,
                source: Optional[str] = None) -> Item:
        """What a market, a country or a bloc, made, bought, sold and took from stocks in a year:
        its net import reliance stands in `Network.dependency()`.

        `amounts`: what they are of, to quantity, or a list of `Amount`. `unit`: None: that of
        the item.
        """
        head = record(c.lode_balance_record, {}, year=year, market=market, unit=unit,
                      source=source)
        rows = [_amount(amount) for amount in _each(amounts, Amount)]
        with self._builder._within(self) as add:
            add(library.lode_builder_balance, byref(head))
            for row in rows:
                add(library.lode_builder_amount, byref(row))
        return self

    def host(self, host: Union[str, Item], part_frac: float = 1.0) -> Item:
        """It comes, or a part of it, as a by-product of `host`."""
        named, part = text(host, "host"), number(part_frac, "part_frac")
        with self._builder._within(self) as add:
            add(library.lode_builder_host, named, part)
        return self

    def surge(self, country: str, up_frac: float, *, source: Optional[str] = None) -> Item:
        """How far above today's output it can be made in a country."""
        where, up, by = text(country, "country"), number(up_frac, "up_frac"), text(source, "source")
        with self._builder._within(self) as add:
            add(library.lode_builder_surge, where, up, by)
        return self

    def stock(self, country: str, days: float, *, source: Optional[str] = None) -> Item:
        """What is in stock in a country, in days of today's use."""
        where, held, by = text(country, "country"), number(days, "days"), text(source, "source")
        with self._builder._within(self) as add:
            add(library.lode_builder_stock, where, held, by)
        return self

    def code(self, scheme: str, value: str) -> Item:
        """Its number in a classification such as `CAS` or `HS2022`."""
        named, code = text(scheme, "scheme"), text(value, "value")
        with self._builder._within(self) as add:
            add(library.lode_builder_code, named, code)
        return self


def _each(given: Union[Mapping[str, float], Iterable[Any]], kind: type) -> List[Any]:
    """The rows of a mapping, or rows as they are."""
    rows = [kind(*pair) for pair in given.items()] if isinstance(given, Mapping) else list(given)
    for row in rows:
        if not isinstance(row, kind):
            what = kind.__name__
            raise TypeError(f"{what.lower()}s must be a mapping or lode.{what}, "
                            f"not {type(row).__name__}")
    return rows


def _share(share: Share) -> Any:
    return record(c.lode_share_record, {}, kind=choice(share.kind, c.KINDS, "kind"),
                  bound=choice(share.bound, c.BOUNDS, "bound"), country=share.country,
                  party=share.party, source=share.source, share_frac=share.share_frac)


def _amount(amount: Amount) -> Any:
    return record(c.lode_amount_record, {}, of=choice(amount.of, c.AMOUNTS, "of"),
                  bound=choice(amount.bound, c.BOUNDS, "bound"), form=amount.form,
                  source=amount.source, quantity=amount.quantity)


Add = Callable[..., None]


class Builder(Exclusive):
    """Collects a model from any number of files and calls, in any order, and checks it.

    Diagnostics name the line of Python that gave a record, or the place said by at(). What is
    refused raises at once; what can be seen only in the whole, in freeze(). A builder that has
    refused a record will not freeze: start anew. It serves one thread at a time.
    """

    def __init__(self, name: Optional[str] = None) -> None:
        # Records are many and short: a context of their own, without progress.
        self._context = Settings().take(False)
        handle = Handle(ctypes.POINTER(c.lode_builder)(), library.lode_builder_free)
        super().__init__(handle)
        self._place: Optional[Tuple[bytes, int, int]] = None
        self._marked: object = None
        self._current: Optional[str] = None
        with self._using() as add:
            self._check(library.lode_builder_new(self._context.pointer, byref(handle.pointer)))
            if name is not None:
                add(library.lode_builder_name, text(name, "name"))

    def __enter__(self) -> Builder:
        self._open()
        return self

    @contextlib.contextmanager
    def _using(self) -> Iterator[Add]:
        """A function that adds records, at the place of the caller."""
        with self._alone() as pointer:
            def add(function: Callable[..., int], *args: Any) -> None:
                self._check(function(self._context.pointer, pointer, *args))

            if pointer:
                self._mark(add)
            yield add

    @contextlib.contextmanager
    def _filling(self) -> Iterator[Any]:
        """The pointer, for what leaves another place and another item behind in the builder."""
        with self._alone() as pointer:
            self._marked = self._current = None
            yield pointer

    @contextlib.contextmanager
    def _within(self, item: Item) -> Iterator[Add]:
        """As _using(), for what belongs to an item."""
        with self._using() as add:
            if self._current != item.id:
                add(library.lode_builder_within, text(item.id, "id"))
                self._current = item.id
            yield add

    def _check(self, status: int) -> None:
        if status < 0:
            cause = self._context.error()
            raise error_of(status, cause, self._context.drain())

    def _mark(self, add: Add) -> None:
        """Says where records come from. The line goes into the label: records at the same line
        of a file count once, but a loop in Python means each of them."""
        place = self._place
        if place is None:
            place = (_caller().encode("utf-8", "replace"), 0, 0)
        if place != self._marked:
            add(library.lode_builder_at, byref(c.lode_place(*place)))
            self._marked = place

    def at(self, source: Optional[str] = None, line: int = 0, column: int = 0) -> Builder:
        """Says where the records that follow stand in your own input, for diagnostics: a file,
        and line and column from 1. Without a source: the line of Python again. Two equal lines
        of a bill of materials, or shares, at the same line of a file count once."""
        with self._alone():
            label = text(source, "source")
            numbers = [whole(n, what, 0, (1 << 32) - 2)
                       for n, what in ((line, "line"), (column, "column"))]
            self._place = None if label is None else (label, numbers[0], numbers[1])
        return self

    def item(self, id: str, unit: str, *, name: Optional[str] = None,
             stage: Optional[str] = None, elements: Optional[Words] = None,
             tags: Optional[Words] = None, mass_kg: Optional[float] = None,
             price: Optional[float] = None, currency: Optional[str] = None,
             source: Optional[str] = None) -> Item:
        """Something made or needed. `unit`: in which its quantities and price are given.
        `mass_kg`: per unit, not where that is a mass itself."""
        made = record(c.lode_item_record, c.ITEM_HAS, id=id, unit=unit, name=name, stage=stage,
                      currency=currency, source=source, mass_kg=mass_kg, price=price)
        made.elements, made.tags = words(elements, "elements"), words(tags, "tags")
        with self._using() as add:
            self._current = None
            add(library.lode_builder_item, byref(made))
            self._current = id
        return Item(self, id)

    def within(self, id: Union[str, Item]) -> Item:
        """An item that is defined elsewhere, before or after, to add to."""
        return id if isinstance(id, Item) and id._builder is self else Item(
            self, (text(id, "id") or b"").decode())

    def product(self, item: Union[str, Item], home: str, *, id: Optional[str] = None,
                volume: Optional[float] = None, value: Optional[float] = None,
                currency: Optional[str] = None, end_use: Optional[str] = None) -> Builder:
        """An item in use: `home` is the country where, `volume` the units a year (1), `value`
        of one of them."""
        made = record(c.lode_product_record, c.PRODUCT_HAS, id=id, item=item, home=home,
                      end_use=end_use, currency=currency, volume=volume, value=value)
        with self._using() as add:
            add(library.lode_builder_product, byref(made))
        return self

    def source(self, id: str, publisher: str, title: str, *, year: Optional[int] = None,
               address: Optional[str] = None, licence: Optional[str] = None,
               note: Optional[str] = None) -> Builder:
        """A source of figures; whatever takes `source` names one."""
        made = record(c.lode_source_record, {}, id=id, publisher=publisher, title=title, year=year,
                      address=address, licence=licence, note=note)
        with self._using() as add:
            add(library.lode_builder_source, byref(made))
        return self

    def stages(self, ids: Iterable[str]) -> Builder:
        """The stages in order, where the usual seven will not do."""
        named = texts(ids, "stage")
        with self._using() as add:
            for one in named:
                add(library.lode_builder_stage, one)
            add(library.lode_builder_stages_end)
        return self

    def bloc(self, id: str, members: Words, *, name: Optional[str] = None,
             market: bool = True) -> Builder:
        """A bloc of countries. `market`: whether deliveries may resolve to it."""
        named, called, countries = text(id, "id"), text(name, "name"), texts(members, "members")
        with self._using() as add:
            add(library.lode_builder_bloc, named, called, bool(market))
            for one in countries:
                add(library.lode_builder_member, one)
        return self

    def country(self, id: str, name: str) -> Builder:
        """Names a country; all have their ISO names without."""
        with self._using() as add:
            add(library.lode_builder_country, text(id, "id"), text(name, "name"))
        return self

    def score(self, country: str, indicator: str, value: float, *, year: Optional[int] = None,
              source: Optional[str] = None) -> Builder:
        """A governance score such as `WGI.PV` of a country, from -2.5 (worst) to 2.5."""
        figures = (text(indicator, "indicator"), whole(year or 0, "year", 0, 9999),
                   number(value, "value"), text(source, "source"))
        with self._using() as add:
            add(library.lode_builder_country, text(country, "country"), None)
            add(library.lode_builder_score, *figures)
        return self

    def scenario(self, id: str, measures: Iterable[Measure], *, name: Optional[str] = None,
                 source: Optional[str] = None) -> Builder:
        """A named list of measures."""
        listed = list(measures)
        with self._using() as add:
            add(library.lode_builder_scenario, text(id, "id"), text(name, "name"),
                text(source, "source"))
            for measure in listed:
                add(library.lode_builder_measure, text(measure.measure, "measure"),
                    *_array(measure.attributes))
                for option in measure.options:
                    add(library.lode_builder_measure_option, *_array(option))
        return self

    def read(self, source: Source, *, format: str = "auto", name: Optional[str] = None,
             max_bytes: Optional[int] = None, max_elements: Optional[int] = None,
             max_depth: Optional[int] = None, max_errors: Optional[int] = None,
             max_token_bytes: Optional[int] = None) -> Builder:
        """Reads a model file or CSV relation: a path (str or PathLike), the content itself
        (bytes), or a file object.

        `format`: `auto`, `xml`, `items`, `inputs`, `origins`, `products`, `balances`. `name`: what
        diagnostics call it. The limits are those of `lode_read_options` in lode/read.h.
        """
        options = read_options(choice(format, c.FORMATS, "format"), text(name, "name"),
                                max_bytes=max_bytes, max_elements=max_elements,
                                max_depth=max_depth, max_errors=max_errors,
                                max_token_bytes=max_token_bytes)
        with self._filling() as pointer:
            read_source(source, _READERS, options, before=(pointer,))
        return self

    def freeze(self) -> Model:
        """Checks all that was collected and makes a model of it; the builder is empty then."""
        handle = Handle(ctypes.POINTER(c.lode_model)(), library.lode_model_unref)
        with self._filling() as pointer:
            found = self._context.drain()
            log(found)
            found += call(library.lode_builder_freeze, pointer, byref(handle.pointer))
        return Model(handle, found)


def _caller() -> str:
    """`file:line` of the nearest caller outside of this package."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__") in _OURS:
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


_OURS = (__name__, "contextlib")


def read(*sources: Source, **options: Any) -> Model:
    """A model from files (paths), bytes and file objects, all read into one; options as those of
    Builder.read(). Where data are at fault all sources are read, so that the exception holds
    whatever there is to mend."""
    builder = Builder()
    read_each(sources, lambda source: builder.read(source, **options))
    return builder.freeze()
