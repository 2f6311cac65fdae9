"""The figures of one jurisdiction that are made by recipes: requests, shares disclosed, removals, and what is missing.

Every figure leads to its provenance page. A column is one company's series; nothing is added over columns.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

from analysis import recipes
from analysis.charts import asked
from analysis.charts.lines import Course
from analysis.charts.style import Words
from analysis.recipes import Component, Point, Series, half_name
from analysis.report.figures import Cell, Table, cell, written
from analysis.report.pages import Drawing, Section
from analysis.report.site import Site, place_name, provenance
from analysis.shares import shares as shares_of
from analysis.words import _

Points = Mapping[int, Point]
"""A series' figures of one jurisdiction, by half-year."""
ENOUGH = 3
"""So many half-years with a figure show a course; fewer are read in the table."""
DRAWN = 2
"""So many series with a course are worth a picture; fewer are read in the table."""
SEEN = 10
"""A series that never reached so many requests has no course to be seen."""
PERCENT_FROM = 100
"""Of fewer requests a share is told as counts alone: one request more or less would move the percentage by a point."""


@dataclass(frozen=True)
class Split:
    """A series with its figures of each jurisdiction; ``cells`` are those of a table, with their links."""

    series: Series
    told: Mapping[str, Points]

    @property
    def component(self) -> Component:
        return self.series.component

    @cached_property
    def halves(self) -> list[int]:
        """The half-years in which it tells of any jurisdiction."""
        return sorted({half for points in self.told.values() for half in points})


@dataclass(frozen=True)
class Missing:
    """A series that tells of other governments in half-years in which it tells nothing of this one."""

    label: str
    told: int
    halves: int
    without: str


def by_jurisdiction(series: Series) -> dict[str, dict[int, Point]]:
    """The series' figures of each jurisdiction, the world among them where a figure is told of it alone."""
    found: dict[str, dict[int, Point]] = {}
    for row in recipes.add_up(series.rows, ("half", "jurisdiction")).iter_rows(named=True):
        code = row.pop("jurisdiction")
        found.setdefault(code, {})[row["half"]] = Point(**row)
    return found


def split(series: Iterable[Series]) -> list[Split]:
    """Each series by jurisdiction, the world left out: it is no government."""
    told = ((one, by_jurisdiction(one)) for one in series)
    return [Split(one, {code: points for code, points in by.items() if code != recipes.WORLD}) for one, by in told]


def asking(site: Site) -> list[Series]:
    """The series of requests for user data that are told by government: the main ones first."""
    held = site.held("requests")
    main, further = ([one for one in held if one.component.main is kind] for kind in (True, False))
    return [*main, *site.held("who_asks"), *further]


def counts(identifier: str, caption: str, code: str, splits: Sequence[Split]) -> Table | None:
    """A row a half-year, the newest first; a column a series that tells of the jurisdiction. None where none does."""
    mine = [(one, one.told[code]) for one in splits if code in one.told]
    if not mine:
        return None
    halves = _halves(points for _, points in mine)
    rows = tuple(
        (
            half_name(half),
            tuple(cell(points.get(half), provenance(one.component, half, code)) for one, points in mine),
        )
        for half in halves
    )
    columns = tuple(one.component.label for one, _ in mine)
    return Table(identifier, caption, _("Half-year"), _("Series"), columns, rows)


def _halves(told: Iterable[Mapping[int, object]]) -> list[int]:
    """From the newest to the oldest, those between in which nothing is told among them."""
    found = sorted({half for points in told for half in points})
    return list(range(found[-1], found[0] - 1, -1))


def shares(held: Sequence[Series]) -> list[tuple[Series, dict[str, dict[int, Cell]]]]:
    """Each series of shares, as cells by jurisdiction and half-year: of how many requests, and a percentage."""
    found = []
    for one in held:
        cells: dict[str, dict[int, Cell]] = {}
        for row in shares_of(one.rows, one.component, ("half", "jurisdiction")).iter_rows(named=True):
            code, half = row["jurisdiction"], row["half"]
            if code != recipes.WORLD:
                cells.setdefault(code, {})[half] = _share(row, provenance(one.component, half, code))
        found.append((one, cells))
    return found


def _share(row: Mapping[str, Any], href: str) -> Cell:
    """A share is never told without what it is a share of; a share of few requests is told by its counts alone."""
    text = written(None, None)
    if row["lower"] is not None:
        words = {"asked": written(*row["asked"]), "share": written(row["lower"], row["upper"], share=True)}
        if row["given"] is None:
            text = _("%(share)s of %(asked)s", **words)
        elif row["asked"][0] < PERCENT_FROM:
            text = _("%(given)s of %(asked)s", given=written(*row["given"]), **words)
        else:
            text = _("%(given)s of %(asked)s: %(share)s", given=written(*row["given"]), **words)
    return Cell(text, href, row["lower"], row["upper"], row["cells"], row["silent"])


def disclosed(
    identifier: str, caption: str, code: str, told: Sequence[tuple[Series, Mapping[str, Mapping[int, Cell]]]]
) -> tuple[Table, list[Component]] | None:
    """How often data was disclosed to the jurisdiction, as ``counts``, and the components, each with its definition."""
    mine = [(one.component, cells[code]) for one, cells in told if code in cells]
    if not mine:
        return None
    halves = _halves(cells for _, cells in mine)
    rows = tuple((half_name(half), tuple(cells.get(half, Cell()) for _, cells in mine)) for half in halves)
    columns = tuple(component.label for component, _ in mine)
    table = Table(identifier, caption, _("Half-year"), _("Series"), columns, rows)
    return table, [component for component, _ in mine]


def missing(code: str, splits: Sequence[Split], besides: Collection[str] = ()) -> tuple[list[Missing], list[str]]:
    """Where series tell of other governments and not of this one: those with gaps, and the labels of those that never
    tell of it. The publishers ``besides`` tell of it in a table that is none of these: they are not said to be silent.
    """
    gaps, never = [], []
    for one in splits:
        mine = one.told.get(code, {})
        without = [half for half in one.halves if half not in mine]
        if one.halves and not mine:
            never += [one.component.label] if one.component.publisher not in besides else []
        elif without:
            gaps.append(Missing(one.component.label, len(mine), len(one.halves), spans(without, one.halves)))
    return gaps, never


def spans(halves: Sequence[int], among: Sequence[int]) -> str:
    """Half-years as spans: 2013-H1 to 2014-H2, 2016-H1. Those that follow on each other ``among`` others are one."""
    place = {half: at for at, half in enumerate(among)}
    runs: list[list[int]] = [[halves[0]]]
    for before, half in pairwise(halves):
        if place[half] == place[before] + 1:
            runs[-1].append(half)
        else:
            runs.append([half])
    return ", ".join(
        half_name(run[0])
        if len(run) == 1
        else _("%(first)s to %(last)s", first=half_name(run[0]), last=half_name(run[-1]))
        for run in runs
    )


def requests(site: Site, identifier: str, code: str, splits: Sequence[Split]) -> Section | None:
    """The table of requests, with a chart where DRAWN series have a course."""
    name = place_name(code)
    caption = _("%(place)s: requests for user data, as each company counts them", place=name)
    table = counts(identifier, caption, code, splits)
    if table is None:
        return None
    drawn = [one for one in splits if one.component.main and _course(one.told.get(code, {}))]
    drawing = _drawing(site, identifier, caption, code, drawn) if len(drawn) >= DRAWN else None
    return Section(_("Requests for user data"), drawing, table)


def _course(points: Points) -> bool:
    known = [point for point in points.values() if point.lower is not None]
    return len(known) >= ENOUGH and any((point.upper or 0) >= SEEN for point in known)


def _drawing(site: Site, identifier: str, title: str, code: str, drawn: Sequence[Split]) -> Drawing:
    courses = tuple(
        Course(one.component.label, tuple(one.told[code].values()), site.colours[one.component.publisher])
        for one in drawn
    )
    unit = _("requests received per half-year; each panel has its own scale from 0, and its own way of counting")
    said = "; ".join(filter(None, map(_ends, courses)))
    said = _("%(ends)s. The table below holds every figure.", ends=said)
    words = Words(identifier, title, unit, site.source([one.series for one in drawn]), said)
    return Drawing(words, partial(asked.chart, words, courses))


def _ends(course: Course) -> str:
    known = [point for point in course.points if point.lower is not None]
    return _(
        "%(series)s: %(first)s in %(since)s, %(last)s in %(until)s",
        series=course.label,
        first=written(known[0].lower, known[0].upper),
        since=half_name(known[0].half),
        last=written(known[-1].lower, known[-1].upper),
        until=half_name(known[-1].half),
    )
