"""Removal requests by the government that asks: a page of the newest half-years, and one of all for each company."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from math import inf
from typing import Any

from analysis import recipes
from analysis.charts import removals
from analysis.charts.style import Words
from analysis.recipes import Component, Point, Series, half_name
from analysis.report import addresses
from analysis.report.figures import Cell, Table, cell
from analysis.report.pages import Drawing, Page, Section
from analysis.report.place_series import by_jurisdiction
from analysis.report.questions import made
from analysis.report.site import Site, place_name, provenance
from analysis.words import _, counted

PANELS = 12
ENOUGH = 3
NEWEST = 8
"""So many half-years stand on the page of all companies; a company's own page has all."""
SEEN = 12
"""So many rows of a table are in sight at once, about."""
Split = Sequence[tuple[Component, Mapping[str, Mapping[int, Point]]]]


def all_pages(site: Site) -> list[Page]:
    """``removals.html``, and ``removals/<publisher>.html``."""
    question, held = site.questions["removals"], site.held("removals")
    groups: dict[str, list[Series]] = {}
    for one in held:
        groups.setdefault(one.component.group or one.component.key, []).append(one)
    sections: list[Section] = []
    whole: dict[str, list[Section]] = {}
    for series in groups.values():
        section, every = _sections(site, question.title, series)
        sections.append(section)
        whole.setdefault(series[0].component.publisher, []).append(every)
    values = {
        "question": question,
        **made(site, held),
        "whole": {section.heading: _address(publisher) for publisher, told in whole.items() for section in told},
    }
    page = Page("removals.html", "removals.html", question.title, sections, values)
    return [page, *_companies(site, question.notes, whole)]


def _address(publisher: str) -> str:
    return f"removals/{publisher}.html"


def _companies(site: Site, cautions: Sequence[str], whole: Mapping[str, list[Section]]) -> Iterator[Page]:
    for publisher, sections in whole.items():
        company = site.names[publisher]
        title = _("Removal requests of governments, as %(company)s counts them", company=company)
        values: dict[str, Any] = {"company": company, "publisher": publisher, "cautions": cautions}
        yield Page(_address(publisher), "removals_company.html", title, sections, values, title)


def _sections(site: Site, title: str, series: Sequence[Series]) -> tuple[Section, Section]:
    """A company's chart with its newest half-years, and its table of all."""
    component = series[0].component
    name = site.names[component.publisher] if len(series) > 1 else component.label
    identifier = f"removals-{component.group or component.key.replace('-removals', '')}"
    split = [(one.component, by_jurisdiction(one)) for one in series]
    halves = sorted({half for _component, told in split for points in told.values() for half in points})
    codes = sorted({code for _component, told in split for code in told}, key=place_name)
    # As a sentence's parts: two series of a company are called after it and what they are of.
    caption = _("%(title)s, by the government that asks: %(name)s", title=title, name=name.replace(": ", ", "))
    drawing = _drawing(site, identifier, caption, series, split, halves)
    columns = list(range(halves[-1], halves[0] - 1, -1))
    fresh = columns[:NEWEST]
    asked = [code for code in codes if any(half in told.get(code, {}) for _component, told in split for half in fresh)]
    newest = _("%(caption)s, newest half-years", caption=caption)
    return (
        Section(name, drawing, _matrix(f"{identifier}-newest", newest, asked, fresh, split)),
        Section(name, None, _matrix(identifier, caption, codes, columns, split)),
    )


def _drawing(
    site: Site, identifier: str, title: str, series: Sequence[Series], split: Split, halves: Sequence[int]
) -> Drawing:
    """Panels of the governments that asked most, of those that are told of in half-years enough."""
    codes = sorted({code for _component, told in split for code in told if code != recipes.WORLD})
    points = {code: [point for _component, told in split for point in told.get(code, {}).values()] for code in codes}
    most = sorted(codes, key=lambda code: (-sum(point.lower or 0 for point in points[code]), code))
    # A panel of one or two figures shows no course.
    often = [code for code in most if len(points[code]) >= ENOUGH]
    drawn = (often or most)[:PANELS]
    unit = _("requests received per half-year, on a logarithmic scale that all panels share")
    if len(drawn) < len(codes):
        unit += counted(
            "; %(drawn)s of %(n)s government: those that asked most, in %(enough)s half-years or more",
            "; %(drawn)s of the %(n)s governments: those that asked most, in %(enough)s half-years or more",
            len(codes),
            drawn=len(drawn),
            enough=ENOUGH,
        )
    if len(series) > 1 or any(point.method for one in series for point in one.points):
        unit += _("; dotted: from here on another method, which no line joins to the one before")
    names = ", ".join(place_name(code) for code in drawn)
    said = _("Panels of %(names)s. The table below holds every figure.", names=names)
    panels = [(place_name(code), [list(told.get(code, {}).values()) for _component, told in split]) for code in drawn]
    words = Words(identifier, title, unit, site.source(list(series)), said)
    colour = site.colours[series[0].component.publisher]
    return Drawing(words, partial(removals.chart, words, panels, halves, colour))


def _matrix(identifier: str, caption: str, codes: Sequence[str], columns: Sequence[int], split: Split) -> Table:
    """A row a jurisdiction, a column a half-year, the newest first.

    Those stand first that asked most in the newest half-year; where that has no figure, the one before it decides.
    """

    def at(code: str, half: int) -> Cell:
        for component, told in split:
            point = told.get(code, {}).get(half)
            if point is not None:
                return cell(point, provenance(component, half, code))
        return Cell()

    told = {code: tuple(at(code, half) for half in columns) for code in codes}
    most = sorted(codes, key=lambda code: ([_size(one) for one in told[code]], place_name(code)))
    rows = tuple((place_name(code), told[code]) for code in most)
    leads = tuple(addresses.jurisdiction(code) for code in most)
    names = tuple(map(half_name, columns))
    caption = _told(caption, most, names[0])
    return Table(identifier, caption, _("Government"), _("Half-year"), names, rows, leads)


def _size(one: Cell) -> float:
    """What a cell is sorted by, the greatest first; one without a figure comes after all that have one."""
    size = one.lower if one.upper is None else one.upper
    return inf if size is None else -size


def _told(caption: str, codes: Sequence[str], half: str) -> str:
    """A table's caption with its order and, as a box shows few rows of it, with how many there are."""
    words = {"caption": caption, "n": sum(code != recipes.WORLD for code in codes), "half": half}
    if len(codes) <= SEEN:
        return _("%(caption)s; those first that asked most in %(half)s", **words)
    return _("%(caption)s; %(n)s governments, those first that asked most in %(half)s: scroll for all", **words)
