# Written by make_stubs.py from what the library lists; not to be edited.
from typing import Any, Dict, Iterable, Literal, NamedTuple, Optional, Tuple, Union

from ._context import Owner
from ._table import Table
from ._values import Text, Words

class AnalysisOption(NamedTuple):
    name: str
    type: str
    choices: Dict[str, int]
    doc: str
    offset: int

class AnalysisColumn(NamedTuple):
    name: str
    unit: str
    doc: str

class Analysis(NamedTuple):
    name: str
    summary: str
    options: Tuple[AnalysisOption, ...]
    options_size: int
    run: Any
    columns: Tuple[AnalysisColumn, ...]

ANALYSES: Tuple[Analysis, ...]
DIFF: Analysis

class Analyses(Owner):
    def requirements(
        self,
        *,
        portfolio: Optional[bool] = ...,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def origin(
        self,
        *,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def dependency(
        self,
        *,
        domestic: Optional[Text] = ...,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def concentration(
        self,
        *,
        level: Optional[float] = ...,
        indicator: Optional[Text] = ...,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def exposure(
        self,
        *,
        kind: Optional[Union[Literal["production", "exports"], Iterable[Literal["production", "exports"]]]] = ...,
        level: Optional[float] = ...,
        gdp: Optional[float] = ...,
        domestic: Optional[Text] = ...,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def coalitions(
        self,
        *,
        kind: Optional[Union[Literal["production", "exports"], Iterable[Literal["production", "exports"]]]] = ...,
        level: Optional[float] = ...,
        size: Optional[int] = ...,
        with_domestic: Optional[bool] = ...,
        domestic: Optional[Text] = ...,
        stage: Optional[Words] = ...,
    ) -> Table: ...
    def scenario(
        self,
        *,
        scenario: Optional[Words] = ...,
        on: Optional[Text] = ...,
        set: Optional[Words] = ...,
        deliveries: Optional[bool] = ...,
    ) -> Table: ...
    def compare(
        self,
        *,
        scenario: Optional[Words] = ...,
        figure: Optional[Union[Literal["loss", "loss-high", "output", "price-change", "value-at-risk", "stock-days"], Iterable[Literal["loss", "loss-high", "output", "price-change", "value-at-risk", "stock-days"]]]] = ...,
        on: Optional[Text] = ...,
        set: Optional[Words] = ...,
    ) -> Table: ...
    def mitigation(
        self,
        *,
        scenario: Optional[Text] = ...,
        way: Optional[Words] = ...,
        pairs: Optional[bool] = ...,
        on: Optional[Text] = ...,
        set: Optional[Words] = ...,
    ) -> Table: ...
    def sensitivity(
        self,
        *,
        parameter: Optional[Union[Literal["capacity", "surge", "pass", "share", "essential", "cap", "quantity", "yield", "weight"], Iterable[Literal["capacity", "surge", "pass", "share", "essential", "cap", "quantity", "yield", "weight"]]]] = ...,
        top: Optional[int] = ...,
        stop: Optional[Words] = ...,
        kind: Optional[Union[Literal["production", "exports"], Iterable[Literal["production", "exports"]]]] = ...,
        item: Optional[Text] = ...,
        country: Optional[Text] = ...,
        scenario: Optional[Text] = ...,
        on: Optional[Text] = ...,
        set: Optional[Words] = ...,
    ) -> Table: ...
    def explain(
        self,
        *,
        stop: Optional[Words] = ...,
        kind: Optional[Union[Literal["production", "exports"], Iterable[Literal["production", "exports"]]]] = ...,
        scenario: Optional[Text] = ...,
        on: Optional[Text] = ...,
        set: Optional[Words] = ...,
        item: Optional[Text] = ...,
        figure: Optional[Union[Literal["direct", "content", "deep", "reliance", "content-mass", "content-value"], Iterable[Literal["direct", "content", "deep", "reliance", "content-mass", "content-value"]]]] = ...,
        domestic: Optional[Text] = ...,
        all: Optional[bool] = ...,
    ) -> Table: ...
    def vectors(self) -> Table: ...
    def diff(
        self,
        after: Analyses,
        *,
        figure: Optional[Union[Literal["requirement", "origin", "loss", "coalition"], Iterable[Literal["requirement", "origin", "loss", "coalition"]]]] = ...,
        tolerance: Optional[float] = ...,
        level: Optional[float] = ...,
        size: Optional[int] = ...,
    ) -> Table: ...
