"""Compiled supply graphs."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, List, Optional, Sequence, Tuple

from . import _signatures as c
from ._analyses import Analyses
from ._context import Exclusive, Handle, call
from ._errors import Diagnostic, UnknownName
from ._library import library
from ._values import Words, choice, number, text, texts, whole

if TYPE_CHECKING:
    from ._model import Model


class Network(Analyses):
    """A model compiled for products, a year and an order of bases. Each analysis is a method; it
    takes the options of the program's command of that name, as keywords, and gives a `Table`.
    A network never changes, any thread may use it, and it can be pickled with its model."""

    def __init__(self, handle: Handle, diagnostics: Sequence[Diagnostic],
                 compiled: Tuple[Any, ...]) -> None:
        self._handle = handle
        self._compiled = compiled
        self.diagnostics = list(diagnostics)
        """notes and warnings: gaps in the origin data, for one"""

    def __enter__(self) -> Network:
        self._open()
        return self

    @property
    def products(self) -> List[str]:
        """Ids of the products compiled, in order."""
        handle = self._open()
        n_products = library.lode_network_n_products(handle.pointer)
        return [library.lode_network_product_id(handle.pointer, k).decode()
                for k in range(n_products)]

    @property
    def n_nodes(self) -> int:
        """Deliveries, instances, groups of alternatives, sets of hosts."""
        handle = self._open()
        n_nodes: int = library.lode_network_n_nodes(handle.pointer)
        return n_nodes

    @property
    def n_arcs(self) -> int:
        """Arcs between nodes."""
        handle = self._open()
        n_arcs: int = library.lode_network_n_arcs(handle.pointer)
        return n_arcs

    @property
    def size_bytes(self) -> int:
        """Memory it takes, without its model."""
        handle = self._open()
        size: int = library.lode_network_size_bytes(handle.pointer)
        return size

    def what_if(self) -> WhatIf:
        """One evaluation that is kept current while capacities and flows change."""
        handle = self._open()
        made = Handle(ctypes.POINTER(c.lode_whatif)(), library.lode_whatif_free)
        call(library.lode_whatif_new, handle.pointer, ctypes.byref(made.pointer))
        return WhatIf(made, self.products)

    def __repr__(self) -> str:
        if self.closed:
            return "<lode.Network, closed>"
        return (f"<lode.Network: {len(self.products)} products, {self.n_nodes} nodes, "
                f"{self.n_arcs} arcs>")

    def __reduce__(self) -> Tuple[Any, ...]:
        return _compile, self._compiled


class WhatIf(Exclusive):
    """A network as it is today, and what becomes of its products as something is changed: each
    change costs what depends on it alone. It serves one thread at a time."""

    def __init__(self, handle: Handle, products: List[str]) -> None:
        super().__init__(handle)
        self.products = products
        """ids of the products, in order"""

    def __enter__(self) -> WhatIf:
        self._open()
        return self

    def set_capacity(self, item: str, country: str, factor: float) -> WhatIf:
        """How much of an item is made in a country: 0 none, 1 as much as today."""
        named, where = text(item, "item"), text(country, "country")
        with self._alone() as pointer:
            call(library.lode_whatif_set_capacity, pointer, named, where, number(factor, "factor"))
        return self

    def set_pass(self, item: str, source: str, target: str, factor: float) -> WhatIf:
        """What part of the flow of an item from one country to another may pass."""
        places = text(source, "source"), text(target, "target")
        with self._alone() as pointer:
            call(library.lode_whatif_set_pass, pointer, text(item, "item"), *places,
                 number(factor, "factor"))
        return self

    def loss(self, product: str) -> float:
        """Part of a product that cannot be made now."""
        with self._alone() as pointer:
            loss: float = library.lode_whatif_loss(pointer, self._index(product))
        return loss

    def binding(self, product: str) -> str:
        """What runs out first: `item@country` from the product down; empty: nothing is lost."""
        chain = ctypes.c_char_p()
        with self._alone() as pointer:
            call(library.lode_whatif_binding, pointer, self._index(product), ctypes.byref(chain))
            return (chain.value or b"").decode()

    def _index(self, product: str) -> int:
        try:
            return self.products.index(product)
        except ValueError:
            raise UnknownName(f"product {product!r} is not in this network") from None

    def __repr__(self) -> str:
        if self.closed:
            return "<lode.WhatIf, closed>"
        return f"<lode.WhatIf: {len(self.products)} products>"


def _compile(model: Model, *options: Any) -> Network:
    products, home, year, basis = options
    return model.compile(products, home=home, year=year, basis=basis)


def network_options(products: Optional[Words], home: Optional[str], year: Optional[int],
                    basis: Optional[Words]) -> c.lode_network_options:
    """The library's struct; it keeps what it points to."""
    ids = texts(products, "products")
    order = [choice(word.decode(), c.BASES, "basis") for word in texts(basis, "basis")]
    made = c.lode_network_options(
        struct_size=ctypes.sizeof(c.lode_network_options), home=text(home, "home"),
        year=0 if year is None else whole(year, "year", 1, 9999), n_products=len(ids),
        n_bases=len(order))
    if ids:
        made.products = (ctypes.c_char_p * len(ids))(*ids)
    if order:
        made.basis_order = (ctypes.c_uint32 * len(order))(*order)
    return made
