"""Pages that answer questions: chart, table, CSV, and how each figure is made. Here those of figures over time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

import polars as pl

from analysis.charts import disclosed, national_security, over_time
from analysis.charts.lines import Course
from analysis.charts.style import Words
from analysis.comparability.definitions import NOT_COMPARABLE
from analysis.recipes import Series, half_name
from analysis.report import verdicts, within_a_year
from analysis.report.figures import Table, cell, written
from analysis.report.pages import Drawing, Page, Section
from analysis.report.place_series import spans
from analysis.report.site import Site, provenance
from analysis.words import _
from spiders.publisher import load_publisher


def all_pages(site: Site) -> list[Page]:
    """The pages of figures over time; those by jurisdiction are in ``jurisdictions``."""
    return [_requests(site), _disclosed(site), _national_security(site)]


def question_page(site: Site, identifier: str, address: str, sections: list[Section], series: Iterable[Series]) -> Page:
    question = site.questions[identifier]
    return Page(address, "question.html", question.title, sections, {"question": question, **made(site, list(series))})


def made(site: Site, series: Sequence[Series]) -> dict[str, Any]:
    """What a page of a question says below its figures: how each series is made, and what may be compared with what."""
    labels = told_apart(series)
    recipes = [recipe(site, one) | {"label": label} for one, label in zip(series, labels, strict=True)]
    answers = {
        (at, other): site.compared(series[at].component, series[other].component)
        for at in range(len(series))
        for other in range(at + 1, len(series))
    }
    return {"recipes": recipes, "notes": verdicts.told(labels, answers)}


def told_apart(series: Sequence[Series]) -> list[str]:
    """The series' labels; where several have one, with what each counts."""
    often = Counter(one.component.label for one in series)
    label = [one.component.label for one in series]
    return [
        _("%(series)s (%(unit)s)", series=name, unit=counted_in(one)) if often[name] > 1 else name
        for one, name in zip(series, label, strict=True)
    ]


def counted_in(series: Series) -> str:
    """What the figures of a series count, in a word."""
    named = {"requests_received": _("requests"), "accounts_specified": _("accounts")}
    return named.get(str(series.component.where.get("measure")), _("figures"))


def on_one_axis(site: Site, series: Sequence[Series]) -> list[list[Series]]:
    """The series in groups, the first as large as can be, of which any two may be drawn on one axis."""
    groups: list[list[Series]] = []
    for one in series:
        fits = (
            group
            for group in groups
            if all(site.compared(one.component, other.component).verdict != NOT_COMPARABLE for other in group)
        )
        group = next(fits, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return groups


def recipe(site: Site, series: Series) -> dict[str, Any]:
    """How a series is made, for people: its declaration, what its table is, and what the data say of it."""
    component = series.component
    publisher = load_publisher(component.publisher)
    report = next(report for report in publisher.reports.values() if component.table in report.tables)
    compared = [point for point in series.points if point.printed is not None]
    return {
        "component": component,
        "label": component.label,
        "ways": ways(series),
        "company": publisher.name,
        "table": publisher.table(component.table),
        "landing": report.landing,
        "headings": sorted(set(series.rows["printed_measure"].drop_nulls())),
        "unused": {_(why): count for why, count in series.unused.items() if count},
        "compared": len(compared),
        "differ": [half_name(p.half) for p in compared if p.printed != (p.lower, p.upper)],
        "silent": sum(point.silent for point in series.points),
        "first": half_name(series.points[0].half),
        "last": half_name(series.points[-1].half),
    }


def ways(series: Series) -> list[str]:
    """Of a share that is made in two ways: which half-years are made in which. Empty for any other."""
    component = series.component
    if not (component.rate and component.part):
        return []
    rated = set(series.rows.filter(pl.col("measure") == component.rate)["half"])
    halves = [point.half for point in series.points]
    counts, percentages = ([half for half in halves if (half in rated) is kind] for kind in (False, True))
    told = [(counts, _("From printed counts: %(halves)s")), (percentages, _("From printed percentages: %(halves)s"))]
    return [text % {"halves": spans(of, halves)} for of, text in told if of]


def _said(series: Sequence[Series], share: bool = False) -> str:
    """What a chart says, in words, for those who cannot see it."""
    ends = []
    for one in series:
        known = [point for point in one.points if point.lower is not None]
        if known:
            first, last = known[0], known[-1]
            ends.append(
                _(
                    "%(label)s: %(first)s in %(since)s, %(last)s in %(until)s",
                    label=one.component.label,
                    first=written(first.lower, first.upper, share),
                    since=half_name(first.half),
                    last=written(last.lower, last.upper, share),
                    until=half_name(last.half),
                )
            )
    return _("%(ends)s. The table below holds every figure.", ends="; ".join(ends))


def _over_time(identifier: str, caption: str, series: Sequence[Series], share: bool = False) -> Table:
    """A row a half-year, the newest first; a column a series."""
    halves = sorted({point.half for one in series for point in one.points})
    rows = tuple(
        (
            half_name(half),
            tuple(cell(one.at(half), provenance(one.component, half), share) for one in series),
        )
        for half in range(halves[-1], halves[0] - 1, -1)
    )
    columns = tuple(one.component.label for one in series)
    return Table(identifier, caption, _("Half-year"), _("Series"), columns, rows)


def courses(site: Site, series: Iterable[Series]) -> tuple[Course, ...]:
    """The series as charts draw them."""
    return tuple(Course(one.component.label, one.points, site.colours[one.component.publisher]) for one in series)


def _requests(site: Site) -> Page:
    question, held = site.questions["requests"], site.held("requests")
    sections = []
    parts = {
        "requests": (_("Requests of governments"), question.title, [one for one in held if one.component.main]),
        "requests-further": (
            _("Further kinds of requests, which are told apart"),
            _("Requests of further kinds that companies tell in tables of their own, per half-year"),
            [one for one in held if not one.component.main],
        ),
    }
    for first, (heading, title, every) in parts.items():
        # What is not comparable never shares an axis: it is drawn on one of its own.
        for number, series in enumerate(on_one_axis(site, every), 1):
            identifier = first if number == 1 else f"{first}-{number}"
            unit = _(
                "%(unit)s per half-year, on a logarithmic scale; a line breaks where a half-year is missing, "
                "and where the method changes",
                unit=question.unit,
            )
            head, name = (heading, title) if number == 1 else (_named(text, series) for text in (heading, title))
            words = Words(identifier, name, unit, site.source(series), _said(series))
            drawing = Drawing(words, partial(over_time.chart, words, courses(site, series)))
            sections.append(Section(head, drawing, _over_time(identifier, name, series)))
            if identifier == "requests":
                sections += _beside_the_year_before(site, question.unit, series)
    return question_page(site, "requests", "requests.html", sections, held)


def _named(text: str, series: Sequence[Series]) -> str:
    """A heading or title with the series that it is of, where the same words have stood over others before."""
    names = "; ".join(one.component.label.replace(": ", ", ") for one in series)
    return _("%(heading)s: %(names)s", heading=text, names=names)


def _beside_the_year_before(site: Site, unit: str, series: Sequence[Series]) -> list[Section]:
    scale = _("%(unit)s per half-year, on a logarithmic scale", unit=unit)
    section = within_a_year.section(
        site, "requests-within-a-year", _("Government requests for user data"), scale, series
    )
    return [section] if section else []


def _disclosed(site: Site) -> Page:
    question, held = site.questions["disclosed"], site.held("disclosed")
    sections = []
    if held:
        words = Words("disclosed", question.title, question.unit, site.source(held), _said(held, True))
        drawing = Drawing(words, partial(disclosed.chart, words, courses(site, held)))
        sections.append(Section(_("By company"), drawing, _over_time("disclosed", question.title, held, share=True)))
    return question_page(site, "disclosed", "disclosed.html", sections, held)


def _national_security(site: Site) -> Page:
    held = site.held("national_security")
    sections = []
    for part, measure, heading, title, unit in (
        (
            "requests",
            "requests_received",
            _("Requests"),
            _("US national security requests, in the bands that companies may publish"),
            _("requests per half-year; each bar spans a whole band, each panel has its own scale from 0"),
        ),
        (
            "accounts",
            "accounts_specified",
            _("Accounts"),
            _("Accounts that are named in US national security requests, in the bands that companies may publish"),
            _("accounts per half-year; each bar spans a whole band, each panel has its own scale from 0"),
        ),
    ):
        series = [one for one in held if one.component.where["measure"] == measure]
        if series:
            identifier = f"national-security-{part}"
            words = Words(identifier, title, unit, site.source(series), _said(series))
            drawing = Drawing(words, partial(national_security.chart, words, courses(site, series)))
            sections.append(Section(heading, drawing, _over_time(identifier, title, series)))
    return question_page(site, "national_security", "national-security.html", sections, held)
