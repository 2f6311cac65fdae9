"""Who asks: a map and a heatmap of the newest half-year that several companies tell; and all jurisdictions."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from analysis.charts import heatmap, world_map
from analysis.charts.style import Words
from analysis.jurisdictions import also_called, jurisdictions
from analysis.recipes import Point, half_name
from analysis.report import addresses
from analysis.report.pages import Drawing, Page, Section
from analysis.report.place_series import Split
from analysis.report.place_told import Holding
from analysis.report.site import Site, place_name
from analysis.words import _, counted

SEVERAL = 3
"""So many companies have to tell a half-year for it to be drawn."""
ROWS = 25
Bounds = tuple[float, float]


def page(
    site: Site,
    asking: Sequence[Split],
    removals: Sequence[Split],
    holdings: Mapping[str, Mapping[str, Sequence[Holding]]],
) -> Page:
    main = [one for one in asking if one.component.main]
    sections = []
    half = newest(main)
    if half is not None:
        told = [one for one in main if any(half in points for points in one.told.values())]
        sections = [_map(site, half, told), _heatmap(site, half, told)]
    values = {
        "half": None if half is None else half_name(half),
        "rows": _rows(asking, removals, holdings),
        "explore": addresses.explore(),
    }
    title = _("Governments: who asks companies for user data and removals")
    return Page("jurisdictions.html", "jurisdictions.html", title, sections, values, title)


def newest(splits: Sequence[Split]) -> int | None:
    """The newest half-year of which at least SEVERAL companies tell requests by government, or None."""
    tellers: dict[int, set[str]] = {}
    for one in splits:
        for points in one.told.values():
            for half in points:
                tellers.setdefault(half, set()).add(one.component.publisher)
    return max((half for half, told in tellers.items() if len(told) >= SEVERAL), default=None)


def asked(half: int, splits: Sequence[Split]) -> dict[str, Bounds]:
    """By jurisdiction, how many companies say that it asked them at least once: our count of companies, no sum of
    requests. A company whose figure may be 0 or more is in the upper bound alone; one that says nothing is in neither.
    """
    surely: dict[str, set[str]] = {}
    perhaps: dict[str, set[str]] = {}
    for one in splits:
        for code, points in one.told.items():
            point = points.get(half)
            if point is None or point.lower is None:
                continue
            for sets, yes in ((surely, point.lower >= 1), (perhaps, point.upper is None or point.upper >= 1)):
                sets.setdefault(code, set()).update({one.component.publisher} if yes else ())
    return {code: (len(surely[code]), len(perhaps[code])) for code in sorted(surely)}


def _map(site: Site, half: int, told: Sequence[Split]) -> Section:
    companies = _companies(site, told)
    counts = asked(half, told)
    several = sum(lower > 1 for lower, _upper in counts.values())
    title = counted(
        "%(n)s government asked at least two of %(all)s companies for user data in %(half)s",
        "%(n)s governments asked at least two of %(all)s companies for user data in %(half)s",
        several,
        all=len(companies),
        half=half_name(half),
    )
    unit = _(
        "how many of the %(n)s companies that tell requests by government were asked: %(companies)s; "
        "companies are counted here, never requests",
        n=len(companies),
        companies=", ".join(companies),
    )
    said = _("The table below lists every government.")
    words = Words("jurisdictions-map", title, unit, site.source([one.series for one in told]), said)
    rows = tuple((code, place_name(code), counts[code]) for code in sorted(counts))
    return Section(_("Who asks"), Drawing(words, partial(world_map.chart, words, rows)))


def _companies(site: Site, told: Sequence[Split]) -> list[str]:
    """The names of the companies; with whose governments alone a company's series are of, where not of all."""
    series: dict[str, list[Split]] = {}
    for one in told:
        series.setdefault(site.names[one.component.publisher], []).append(one)
    return [
        _("%(company)s (of governments of other countries than its own alone)", company=name)
        if all(map(from_abroad, series[name]))
        else name
        for name in sorted(series)
    ]


def from_abroad(one: Split) -> bool:
    """Whether the series is of governments of other countries than the company's own alone."""
    return set(one.series.rows["process"]) == {"cross_border"}


def _heatmap(site: Site, half: int, told: Sequence[Split]) -> Section:
    codes = sorted({code for one in told for code, points in one.told.items() if half in points})
    drawn = {code: _row(half, code, told) for code in codes}
    most = sorted(codes, key=lambda code: (-max((upper for _low, upper in drawn[code].values()), default=-1), code))
    rows = tuple((place_name(code), drawn[code]) for code in most[:ROWS] if drawn[code])
    title = _("Who asked whom for user data in %(half)s", half=half_name(half))
    unit = _(
        "requests received, as each company counts them; the %(n)s governments with the greatest figure of any one "
        "company, in that order. Colours are steps of one logarithmic scale; columns are not to be added",
        n=len(rows),
    )
    said = _("Rows of %(places)s and others.", places=", ".join(name for name, _figures in rows[:8]))
    words = Words("jurisdictions-heatmap", title, unit, site.source([one.series for one in told]), said)
    columns = tuple(one.component.label for one in told)
    return Section(_("Who asks whom"), Drawing(words, partial(heatmap.chart, words, rows, columns)))


def _row(half: int, code: str, told: Sequence[Split]) -> dict[str, Bounds]:
    points = ((one.component.label, one.told.get(code, {}).get(half)) for one in told)
    return {label: bounds for label, point in points if (bounds := _bounds(point))}


def _bounds(point: Point | None) -> Bounds | None:
    """What can be drawn; an open range is told in tables only."""
    if point is None or point.lower is None or point.upper is None:
        return None
    return point.lower, point.upper


def _rows(
    asking: Sequence[Split], removals: Sequence[Split], holdings: Mapping[str, Mapping[str, Sequence[Holding]]]
) -> list[dict[str, Any]]:
    """A row a jurisdiction, by name: who tells of it as the one that asks, and of which time."""
    known, names = jurisdictions(), also_called()
    rows = []
    for code in sorted((code for code in holdings if code), key=lambda code: (place_name(code), code)):
        mine = [one for one in holdings[code].get("requester", ()) if one.asks]
        rows.append(
            {
                "code": code,
                "name": place_name(code),
                "kind": known[code].kind,
                "href": addresses.jurisdiction(code),
                "aliases": names.get(code, ()),
                "companies": len({one.company for one in mine}),
                "asked": len({one.component.publisher for one in asking if code in one.told}),
                "removals": len({one.component.publisher for one in removals if code in one.told}),
                "first": min((one.first for one in mine), default=None),
                "last": max((one.last for one in mine), default=None),
                "cells": sum(one.cells for told in holdings[code].values() for one in told),
            }
        )
    return rows
