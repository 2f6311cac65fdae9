"""The front page: what is new, the big picture in two charts, who is silent, how fresh the data is, and where to go."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import polars as pl

from analysis.charts import glance
from analysis.charts.style import Words
from analysis.recipes import Point, Series, half_name
from analysis.report import discloses, whats_new
from analysis.report.figures import written
from analysis.report.pages import Drawing, Page, Section
from analysis.report.questions import courses, on_one_axis
from analysis.report.site import Site
from analysis.totals import FIGURE
from analysis.words import _
from spiders.publisher import load_publisher

NEWS = 4
FRESHEST = 3
OLD = timedelta(days=365)
ENOUGH = 4
"""So many figures of one method make a course of which the highest, or the way up, says something."""


def all_pages(site: Site) -> list[Page]:
    """The page at the site's root."""
    title = _("What technology companies publish about governments’ demands")
    values = {
        **_counts(site),
        **_last_attempt(site),
        "news": whats_new.newest(site, NEWS),
        "silent": whats_new.silent(site),
        "beside": discloses.beside(site),
        "fresh": _fresh(site),
        "restated": len(site.table("restated").filter(pl.col("what") != "label")),
        "found": len(site.findings),
    }
    description = _(
        "What technology companies publish about governments’ demands for data and removals: every figure with the "
        "cell of the document that it was printed in."
    )
    return [Page("index.html", "index.html", title, _sections(site), values, description)]


def _counts(site: Site) -> dict[str, int]:
    """How much is held: cells that hold a figure and cells at all, of whom, and of how many copies."""
    evidence = [load_publisher(name).evidence for name in site.colours]
    return {
        "figures": int(site.current["status"].cast(pl.String).is_in(FIGURE).sum()),
        "cells": len(site.current),
        "copies": site.documents.filter(pl.col("outcome") == "read")["snapshot"].n_unique(),
        "companies": evidence.count("report"),
        "authorities": evidence.count("regulator"),
    }


def _last_attempt(site: Site) -> dict[str, Any]:
    """What failed in the last run, and which copies are held back."""
    held = site.documents.filter(pl.col("outcome").cast(pl.String).is_in(["held", "failed"]))
    return {
        "failures": site.last_run.get("failures", []),
        "attempt": (site.last_run.get("ended") or "")[:16].replace("T", " "),
        "held": held.rows(named=True),
    }


def _fresh(site: Site) -> dict[str, Any]:
    """Whose figures reach furthest, and of how many publishers the newest copy is old."""
    known = whats_new.freshness(site)
    newest = sorted((one for one in known if one.newest_day), key=lambda one: (one.newest_day, one.name), reverse=True)
    day = site.data_date
    old = [one for one in known if day and day - one.newest_copy > OLD]
    return {"newest": newest[:FRESHEST], "old": len(old), "all": len(known)}


def _sections(site: Site) -> list[Section]:
    """The two charts; none of what nothing is held of."""
    sections = []
    groups = on_one_axis(site, [one for one in site.held("requests") if one.component.main])
    if groups:
        series = groups[0]
        unit = _("requests received per half-year, as each company counts them; logarithmic scale")
        words = Words("front-requests", _most(series), unit, site.source(series), _ends(series))
        drawing = Drawing(words, partial(glance.requests, words, courses(site, series)))
        sections.append(Section("requests.html", drawing))
    if shared := site.held("disclosed"):
        unit = _("share of requests with data disclosed, by each company’s own definition: compare within a panel only")
        words = Words("front-disclosed", _risen(shared), unit, site.source(shared), _ends(shared, share=True))
        drawing = Drawing(words, partial(glance.shares, words, courses(site, shared)))
        sections.append(Section("disclosed.html", drawing))
    return sections


def _known(series: Series) -> list[Point]:
    """The figures that have both bounds."""
    return [point for point in series.points if point.lower is not None and point.upper is not None]


def _most(series: Sequence[Series]) -> str:
    """What the figures prove: how many series have their highest figure of all in their newest half-year."""
    long = [points for one in series if len(points := _known(one)) >= ENOUGH]
    most = sum(all((last.lower or 0) > (point.upper or 0) for point in points) for *points, last in long)
    if not most:
        return _("Government requests for user data, by company")
    return _(
        "Requests for user data: %(most)s of %(all)s series have their highest figure in the newest half-year held "
        "(%(years)s)",
        most=most,
        all=len(long),
        years=_newest(long),
    )


def _risen(series: Sequence[Series]) -> str:
    """What the figures prove: how many shares are above that of the first half-year counted by the same method."""
    alike = [
        [point for point in points if point.method == points[-1].method] for one in series if (points := _known(one))
    ]
    long = [points for points in alike if len(points) >= ENOUGH]
    up = sum((points[-1].lower or 0) > (points[0].upper or 0) for points in long)
    if not long:
        return _("Share of requests with data disclosed, by company")
    return _(
        "Data disclosed: %(up)s of %(all)s shares are higher in the newest half-year held (%(years)s) than in the "
        "first counted the same way",
        up=up,
        all=len(long),
        years=_newest(long),
    )


def _newest(series: Sequence[Sequence[Point]]) -> str:
    """Of which years the newest figures of several series are: they are not of one."""
    years = sorted({half_name(points[-1].half)[:4] for points in series})
    if len(years) == 1:
        return years[0]
    return _("%(first)s to %(last)s, by company", first=years[0], last=years[-1])


def _ends(series: Sequence[Series], share: bool = False) -> str:
    """What a chart says, for those who cannot see it: each series' newest figure."""
    told = []
    for one in series:
        points = _known(one)
        if points:
            figure = written(points[-1].lower, points[-1].upper, share)
            told.append(
                _(
                    "%(label)s: %(figure)s in %(half)s",
                    label=one.component.label,
                    figure=figure,
                    half=half_name(points[-1].half),
                )
            )
    return _("%(ends)s. The page that it links to has every figure.", ends="; ".join(told))
