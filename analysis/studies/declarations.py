"""What ``studies/`` declares: the studies that Plainview is checked against, and the cells of ours they speak of."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import polars as pl

from analysis.studies.causes import CAUSES

Made = TypeVar("Made")
FOLDER = Path(__file__).parent
SERIES = "series.toml"


@dataclass(frozen=True)
class Series:
    """One measure of one table of one publisher; ``where`` fixes columns, each to a code or to one of several."""

    publisher: str
    table: str
    where: Mapping[str, Any]


@dataclass(frozen=True)
class Figure:
    """One cited figure. ``first`` and ``last`` are the days that it is about, ``where`` narrows its series.

    ``cause`` names the rule that gives its value where ours is another, with what the rule needs: ``add`` (series,
    perhaps ``from`` a day on), ``rows`` (of another study), ``digits``. ``open`` says why a difference is left open.
    ``compare`` counts changed cells in place of adding any up: between the files whose newest period ends on two days.
    """

    key: str
    what: str
    value: float
    unit: str
    series: str = ""
    first: date | None = None
    last: date | None = None
    where: Mapping[str, Any] = field(default_factory=dict)
    cause: str = ""
    add: tuple[Mapping[str, Any], ...] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    digits: int = 0
    compare: Mapping[str, Any] = field(default_factory=dict)
    open: str = ""
    source: str = ""


@dataclass(frozen=True)
class Study:
    """A study: who says what where, and its figures; ``rows`` declares a table of rows beside it, if there is one."""

    identifier: str
    title: str
    author: str
    year: int
    address: str
    licence: str
    claims: str
    figures: tuple[Figure, ...]
    folder: Path
    rows: Mapping[str, Any] = field(default_factory=dict)


@cache
def load_series(folder: Path = FOLDER) -> Mapping[str, Series]:
    """Every series by name. Raises ValueError naming one that is not whole."""
    return {name: _made(Series, entry, SERIES, name) for name, entry in _read(folder / SERIES).items()}


@cache
def load_studies(folder: Path = FOLDER) -> tuple[Study, ...]:
    """All studies, by file name. Raises ValueError naming the file and entry of one that is not whole."""
    return tuple(_study(path) for path in sorted(folder.glob("*.toml")) if path.name != SERIES)


def _study(path: Path) -> Study:
    told = _read(path)
    figures: list[Figure] = []
    for entry in told.pop("figure", []):
        renamed = {{"from": "first", "to": "last"}.get(name, name): value for name, value in entry.items()}
        figure = _made(Figure, renamed | {"add": tuple(entry.get("add", ()))}, path.name, entry.get("key", "a figure"))
        where = f"studies/{path.name}: {figure.key}"
        if figure.key in (other.key for other in figures):
            raise ValueError(f"{where}: stands twice")
        named = {figure.series, *(part["series"] for part in figure.add)}
        if unknown := {figure.cause} - {"", *CAUSES} | named - {"", *load_series(path.parent)}:
            raise ValueError(f"{where}: names what is not declared: {', '.join(sorted(unknown))}")
        figures.append(figure)
    told |= {"identifier": path.stem, "folder": path.parent, "figures": tuple(figures)}
    return _made(Study, told, path.name, "the study")


def _made(kind: type[Made], entry: Mapping[str, Any], file: str, name: str) -> Made:
    try:
        return kind(**entry)
    except TypeError as error:
        raise ValueError(f"studies/{file}: {name}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def select(series: Series) -> pl.Expr:
    """The rows of a series, without those that total others in a dimension that the series does not fix."""
    test = (pl.col("publisher") == series.publisher) & (pl.col("table") == series.table)
    for column, code in series.where.items():
        test &= pl.col(column).is_in(code if isinstance(code, list) else [code])
    fixed = sorted(column for column, code in series.where.items() if not isinstance(code, list))
    return test & (pl.col("total_over").list.set_difference(fixed).list.len() == 0)
