"""Recipes: which printed cells make a company's figure for a half-year. The choices are data, in ``questions.toml``.

A component names one table of one publisher and fixes codes; the cells that are left are added up, lower and upper
bounds apart. A row that totals others of its table (``total_over``) in a dimension that the component does not fix is
left out, and so is a row of which another table is the one to quote (flag ``secondary``), unless the component says
that it means that table. Sums never cross tables.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analysis.shares import one_way, shares
from analysis.statements import figures_only

FILE = Path(__file__).with_name("questions.toml")
WORLD = "001"


@dataclass(frozen=True)
class Component:
    """One series. ``where`` fixes columns, each to a code or to one of several; ``without`` leaves codes out.
    Components of one ``group`` are drawn in one picture.

    A share is the sum of the measures of ``part``, out of ``whole``; or ``rate``, printed, weighed by ``whole``. With
    both, each half-year is made in one of the two ways for all its places: see ``analysis.shares``.
    """

    key: str
    publisher: str
    label: str
    table: str
    where: Mapping[str, str | list[str]]
    adds: str
    leaves_out: str
    without: Mapping[str, list[str]] = field(default_factory=dict)
    secondary: bool = False
    main: bool = True
    group: str = ""
    definition: str = ""
    whole: str = ""
    part: tuple[str, ...] = ()
    rate: str = ""

    @property
    def fixed(self) -> set[str]:
        """The dimensions in which no two rows can be parts of one another."""
        return {column for column, code in self.where.items() if isinstance(code, str)}

    @property
    def measures(self) -> list[str]:
        """The measures whose cells make a share."""
        return [*filter(None, [self.rate]), *self.part, self.whole]


@dataclass(frozen=True)
class Question:
    """A page of the report."""

    identifier: str
    title: str
    short: str
    unit: str
    lede: str
    notes: tuple[str, ...]
    components: tuple[Component, ...]


@dataclass(frozen=True)
class Point:
    """A figure: inclusive bounds (None where there is none; ``upper`` None beside a lower one where it is open).

    ``cells`` were chosen, ``silent`` of them hold no figure; ``printed`` is what the publisher prints for the whole.
    """

    half: int
    lower: float | None
    upper: float | None
    cells: int
    silent: int
    method: str
    printed: tuple[float | None, float | None] | None = None


@dataclass(frozen=True)
class Series:
    """A component's figures in order of time; ``rows`` are the chosen cells themselves."""

    component: Component
    points: tuple[Point, ...]
    rows: pl.DataFrame
    unused: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        figures_only(self.rows, f"the series {self.component.key!r}")  # all that charts draw comes as a series' points

    def at(self, half: int) -> Point | None:
        return next((point for point in self.points if point.half == half), None)


@cache
def load_questions(path: Path = FILE) -> Mapping[str, Question]:
    """All questions by identifier. Raises ValueError naming the entry of a key that is wrong or stands twice."""
    found: dict[str, Question] = {}
    keys: set[str] = set()
    for identifier, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
        components = tuple(_component(identifier, dict(part)) for part in entry.pop("component", []))
        for component in components:
            if component.key in keys:
                raise ValueError(f"{path.name}: {identifier}: {component.key!r} stands twice")
            keys.add(component.key)
        try:
            notes = tuple(entry.pop("notes", ()))
            found[identifier] = Question(identifier=identifier, notes=notes, components=components, **entry)
        except TypeError as error:
            raise ValueError(f"{path.name}: {identifier}: {error}") from error
    return found


def _component(question: str, entry: dict[str, Any]) -> Component:
    try:
        return Component(part=tuple(entry.pop("part", ())), **entry)
    except TypeError as error:
        raise ValueError(f"questions.toml: {question}: {entry.get('key', 'a component')}: {error}") from error


def half_of() -> pl.Expr:
    """The half-year of a row as year * 2 (+ 1 for the second), null where its period is no half-year."""
    start, end = pl.col("period_start"), pl.col("period_end")
    year = start.dt.year()
    first = (start == pl.date(year, 1, 1)) & (end == pl.date(year, 6, 30))
    second = (start == pl.date(year, 7, 1)) & (end == pl.date(year, 12, 31))
    return pl.when(first).then(year * 2).when(second).then(year * 2 + 1).alias("half")


def half_name(half: int) -> str:
    return f"{half // 2}-H{half % 2 + 1}"


def cells(current: pl.DataFrame, component: Component) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, int]]:
    """The cells to add, the cells in which the publisher prints its own total, and how many are left out and why.

    Raises TypeError for a frame that is not one of figures of the record alone.
    """
    figures_only(current, "a recipe")
    test = (pl.col("publisher") == component.publisher) & (pl.col("table") == component.table)
    for column, code in component.where.items():
        test &= pl.col(column).is_in([code] if isinstance(code, str) else code)
    for column, codes in component.without.items():
        test &= ~pl.col(column).is_in(codes)
    if component.whole:
        test &= pl.col("measure").is_in(component.measures)
    rows = current.filter(test).with_columns(half_of(), pl.col("dims").list.join("; ").alias("_dims"))
    halves = rows.filter(pl.col("half").is_not_null())
    primary = halves if component.secondary else halves.filter(~pl.col("flags").list.contains("secondary"))
    over = pl.col("total_over").list.set_difference(sorted(component.fixed))
    # A row of the world that says nothing, beside rows of jurisdictions, is a total that is not printed.
    world = pl.col("jurisdiction") == WORLD
    empty_total = world & pl.col("lower").is_null() & (~world).any().over("half", "measure")
    added = primary.filter((over.list.len() == 0) & ~empty_total)
    own_total = primary.filter(
        (pl.col("jurisdiction") == WORLD)
        & over.list.contains("jurisdiction")
        & (over.list.set_difference(["jurisdiction"]).list.len() == 0)
    )
    unused = {
        "of a period that is no half-year": len(rows) - len(halves),
        "of periods for which another table of the publisher is the one to quote": len(halves) - len(primary),
        "that total other rows of the table": len(primary) - len(added),
    }
    if component.rate and component.part:
        made = one_way(added, component)
        unused["of percentages or counts, in half-years whose share is made of the other"] = len(added) - len(made)
        added = made
        own_total = own_total.join(added, on=["half", "measure"], how="semi")
    own_total = _whole(own_total, added)
    order = ["half", "jurisdiction", "process", "subject", "service", "requester", "measure", "cell_id"]
    return added.sort(order), own_total, unused


def _whole(own_total: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """The printed totals of those half-years in which there is one for each process, subject and the like."""
    parts = ("half", "measure", "process", "subject", "service", "reason", "requester", "_dims")
    told, wanted = (rows.select(parts).unique().group_by("half").len("kinds") for rows in (own_total, added))
    both = told.join(wanted, on="half").filter(pl.col("kinds") == pl.col("kinds_right"))
    return own_total.join(both.select("half"), on="half", how="semi")


def add_up(rows: pl.DataFrame, by: Sequence[str] = ("half",)) -> pl.DataFrame:
    """Sum of lower bounds and sum of upper bounds, a row a group, with ``cells`` and those that are ``silent``.

    A group without any figure has none: polars would make it 0. One open upper bound leaves the sum's open.
    Raises TypeError for rows that are not figures of the record.
    """
    figures_only(rows, "a sum")
    known = pl.col("lower").is_not_null()
    closed = (known & pl.col("upper").is_null()).any().not_()
    return (
        rows.group_by(by)
        .agg(
            pl.when(known.any()).then(pl.col("lower").sum()).alias("lower"),
            pl.when(known.any() & closed).then(pl.col("upper").sum()).alias("upper"),
            pl.len().alias("cells"),
            (~known).sum().alias("silent"),
            pl.col("method").drop_nulls().unique().sort().str.join(" + ").alias("method"),
        )
        .sort(by)
    )


def share(rows: pl.DataFrame, component: Component) -> pl.DataFrame:
    """The share of ``whole`` in each half-year: columns as of ``add_up``. See ``analysis.shares``."""
    return shares(rows, component).drop("given", "asked")


def series(current: pl.DataFrame, component: Component) -> Series:
    """The component's figures. One of a publisher or table that nothing is held of has no points."""
    rows, own_total, unused = cells(current, component)
    judge = (lambda frame: share(frame, component)) if component.whole else add_up
    printed = {row["half"]: (row["lower"], row["upper"]) for row in judge(own_total).iter_rows(named=True)}
    printed = {half: told for half, told in printed.items() if told[0] is not None}
    points = tuple(Point(**row, printed=printed.get(row["half"])) for row in judge(rows).iter_rows(named=True))
    return Series(component, points, rows, unused)
