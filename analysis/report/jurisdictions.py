"""Who asks whom, half-year by half-year; the order of governments at each large company; and removal requests."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from analysis.charts import ranks, who_asks, world_map
from analysis.charts.ranks import Ranked
from analysis.charts.style import Words
from analysis.recipes import WORLD, Point, Question, Series, half_name
from analysis.report import addresses, removals
from analysis.report.figures import Table, cell
from analysis.report.pages import Drawing, Page, Section
from analysis.report.place_series import Split, split
from analysis.report.questions import recipe
from analysis.report.site import Site, place_name, provenance
from analysis.words import _

MOST = 25
FIRST = 10
"""So many governments are drawn in order; all are counted."""
LONG = 12
WIDE = 20
"""An order is drawn of a series that tells so many half-years, and in its newest of so many governments."""
Asked = Sequence[tuple[Series, Mapping[str, Point]]]


def all_pages(site: Site) -> list[Page]:
    return [*_who_asks(site), *removals.all_pages(site)]


def _who_asks(site: Site) -> list[Page]:
    question = site.questions["who_asks"]
    series = [one for one in site.held("requests") if one.component.main] + site.held("who_asks")
    splits = split(series)
    asked: dict[int, list[tuple[Series, Mapping[str, Point]]]] = {}
    for one in splits:
        for half in sorted({half for points in one.told.values() for half in points}):
            points = {code: points[half] for code, points in one.told.items() if half in points}
            asked.setdefault(half, []).append((one.series, points))
    halves = sorted(half for half, told in asked.items() if len({one.component.publisher for one, _points in told}) > 1)
    listed: list[dict[str, Any]] = [
        {
            "half": half_name(half),
            "address": f"who-asks/{half_name(half)}.html",
            "companies": [one.component.label for one, _points in asked[half]],
            "governments": len({code for _one, points in asked[half] for code in points}),
            "asking": len({code for _one, points in asked[half] for code in points if (points[code].lower or 0) > 0}),
        }
        for half in halves
    ]
    companies = _companies(site, splits)
    values = {
        "question": question,
        "listed": listed[::-1],
        "recipes": [recipe(site, one) for one in series],
        "companies": [(page.values["company"], page.address) for page in companies],
    }
    pages = [Page("who-asks.html", "who_asks.html", question.title, [], values), *companies]
    for at, half in enumerate(halves):
        around = {"before": listed[at - 1] if at else None, "after": listed[at + 1] if at + 1 < len(listed) else None}
        pages.append(_half(site, question, half, asked[half], around))
    return pages


def _half(site: Site, question: Question, half: int, asked: Asked, around: dict[str, Any]) -> Page:
    name = half_name(half)
    values = {"question": question, "half": name, **around}
    title = f"{question.title}: {name}"
    return Page(f"who-asks/{name}.html", "who_asks_half.html", title, [_section(site, half, asked)], values)


def _section(site: Site, half: int, asked: Asked) -> Section:
    codes = _most_first(asked)
    rows = tuple(
        (
            place_name(code),
            tuple(cell(points.get(code), provenance(one.component, half, code)) for one, points in asked),
        )
        for code in codes
    )
    name = half_name(half)
    columns = tuple(one.component.label for one, _points in asked)
    leads = tuple(map(addresses.jurisdiction, codes))
    caption = _(
        "Requests for user data in %(half)s, by the government that asks and the company that is asked", half=name
    )
    words = {"caption": caption, "n": len(codes)}
    told = _("%(caption)s; %(n)s countries and areas, those first of which one company tells most", **words)
    if len(codes) > removals.SEEN:
        told = _("%(caption)s: scroll for all", caption=told)
    table = Table(f"who-asks-{name}", told, _("Government"), _("Company"), columns, rows, leads)
    return Section(name, _drawing(site, f"who-asks-{name}", caption, codes, asked), table)


def _most_first(asked: Asked) -> list[str]:
    """The governments that are told of, by the greatest figure that any one company tells of each."""
    greatest: dict[str, float] = {}
    for _one, points in asked:
        for code, point in points.items():
            size = point.lower if point.upper is None else point.upper
            greatest[code] = max(greatest.get(code, -1.0), -1.0 if size is None else size)
    return sorted(greatest, key=lambda code: (-greatest[code], place_name(code)))


def _drawing(site: Site, identifier: str, title: str, codes: Sequence[str], asked: Asked) -> Drawing:
    known = {
        code: {
            one.component.label: (points[code].lower or 0.0, points[code].upper or 0.0)
            for one, points in asked
            if code in points and points[code].lower is not None and points[code].upper is not None
        }
        for code in codes
    }
    most = sorted(codes, key=lambda code: (-max((upper for _low, upper in known[code].values()), default=-1), code))
    most = most[:MOST]
    unit = _("requests received, on a logarithmic scale; the %(n)s governments with the greatest figures", n=len(most))
    names = ", ".join(place_name(code) for code in most[:8])
    said = _("Rows of %(names)s and others. The table below holds every figure.", names=names)
    words = Words(identifier, title, unit, site.source([one for one, _points in asked]), said)
    marks = who_asks.marks([(one.component.label, site.colours[one.component.publisher]) for one, _points in asked])
    rows = [(place_name(code), known[code]) for code in most if known[code]]
    return Drawing(words, partial(who_asks.chart, words, rows, marks))


def _companies(site: Site, splits: Sequence[Split]) -> list[Page]:
    """A page for each company with a large series: a map of its newest half-year, and its governments in order over
    time. Within one series of one method they may be compared; between series they may not.
    """
    sections: dict[str, list[Section]] = {}
    for one in splits:
        if len(one.series.points) >= LONG and len(_at(one, _newest(one))) >= WIDE:
            drawn = sections.setdefault(one.component.publisher, [])
            if not drawn:  # one map a page, which is heavy, though a company may have several series
                drawn.append(_map(site, one))
            if len({point.method for point in one.series.points}) == 1:
                drawn.append(_order(site, one))
    pages = []
    for publisher, drawn in sections.items():
        company = site.names[publisher]
        title = _("Who asks %(company)s for user data", company=company)
        values = {"company": company}
        pages.append(Page(f"who-asks/{publisher}.html", "who_asks_company.html", title, drawn, values, title))
    return pages


def _newest(one: Split) -> int:
    return max((half for points in one.told.values() for half in points), default=0)


def _at(one: Split, half: int) -> dict[str, tuple[float, float]]:
    """What can be drawn of a half-year: closed bounds by jurisdiction."""
    told = ((code, points.get(half)) for code, points in sorted(one.told.items()))
    return {
        code: (point.lower, point.upper)
        for code, point in told
        if point is not None and point.lower is not None and point.upper is not None
    }


def _map(site: Site, one: Split) -> Section:
    label, half = one.component.label, _newest(one)
    told = _at(one, half)
    title = _("Who asked %(series)s for user data in %(half)s", series=label, half=half_name(half))
    unit = _("requests received in the newest half-year that is told, as the company counts them")
    most = ", ".join(place_name(code) for code in sorted(told, key=lambda code: (-told[code][1], code))[:8])
    said = _("Most requests: %(names)s. Every figure is on the page of the half-year.", names=most)
    words = Words(f"who-asks-map-{one.component.key}", title, unit, site.source([one.series]), said)
    rows = tuple((code, place_name(code), bounds) for code, bounds in told.items())
    return Section(_("%(series)s on a map", series=label), Drawing(words, partial(world_map.chart, words, rows)))


def _order(site: Site, one: Split) -> Section:
    label, last = one.component.label, _newest(one)
    halves = sorted({half for points in one.told.values() for half in points if half > last - LONG})
    told = {half: _at(one, half) for half in halves}
    codes = sorted({code for figures in told.values() for code in figures} - {WORLD})
    newest = told[last]
    most = sorted(codes, key=lambda code: (-newest.get(code, (0, -1))[1], code))
    ranked = tuple(
        Ranked(place_name(code), tuple(told[half].get(code) for half in halves), at % 8 if at < FIRST else None)
        for at, code in enumerate(most)
    )
    title = _("The governments that ask %(series)s most, in their order", series=label)
    unit = _(
        "rank by requests received among all governments that are told, half-year by half-year; the first %(n)s of "
        "%(half)s",
        n=min(FIRST, len(ranked)),
        half=half_name(last),
    )
    first = ", ".join(series.label for series in ranked[:FIRST])
    said = _("In the newest half-year: %(names)s.", names=first)
    words = Words(f"who-asks-order-{one.component.key}", title, unit, site.source([one.series]), said)
    periods = tuple(map(half_name, halves))
    draw = partial(ranks.chart, words, ranked, periods, comparable=True, shown=FIRST)
    return Section(_("%(series)s: the order of governments", series=label), Drawing(words, draw))
