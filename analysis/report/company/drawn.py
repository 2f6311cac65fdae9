"""A company's main series: its requests, the share answered with data, removals, and US national security.

At most one chart of each. What may not share an axis with the rest stands in the table alone, and the page says so.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from analysis import recipes
from analysis.charts import disclosed, national_security, over_time, removals
from analysis.charts.style import Words
from analysis.recipes import Series, half_name
from analysis.report.company.subjects import Subject
from analysis.report.figures import Table, cell, written
from analysis.report.pages import Drawing, Section
from analysis.report.place_series import by_jurisdiction
from analysis.report.questions import counted_in, courses, on_one_axis, ways
from analysis.report.site import Site, place_name, provenance
from analysis.words import _

PANELS = 8
"""So many governments have a panel in the chart of removals."""


def sections(site: Site, subject: Subject) -> list[Section]:
    """The charts of a company with their tables; none where no recipe makes a series of its figures."""
    made = (_requests(site, subject), _disclosed(site, subject), _removals(site, subject), _bands(site, subject))
    return [section for section in made if section is not None]


def _own(site: Site, question: str, subject: Subject) -> list[Series]:
    return [one for one in site.held(question) if one.component.publisher in subject.publishers]


def _requests(site: Site, subject: Subject) -> Section | None:
    own = _own(site, "requests", subject)
    if not own:
        return None
    series = on_one_axis(site, [one for one in own if one.component.main] or own)[0]
    rest = [one for one in own if one not in series]
    generic = _("%(company)s: requests for user data, per half-year", company=subject.name)
    words = _words(
        site,
        f"company-{subject.identifier}-requests",
        _title(
            series, _name(subject, series, rest), _("%(name)s: %(figure)s requests for user data in %(half)s"), generic
        ),
        _("requests received per half-year, on a logarithmic scale; lines break at gaps and changes of method"),
        series,
    )
    drawing = Drawing(words, partial(over_time.chart, words, courses(site, series)))
    return _section(_("Requests for user data"), drawing, generic, own, notes=(*_apart(rest), *_left_out(series)))


def _disclosed(site: Site, subject: Subject) -> Section | None:
    own = _own(site, "disclosed", subject)
    if not own:
        return None
    generic = _("%(company)s: share of requests answered with data, worked out from its figures", company=subject.name)
    text = _("%(name)s: %(figure)s of the requests of %(half)s answered with data, worked out from its figures")
    words = _words(
        site,
        f"company-{subject.identifier}-disclosed",
        _title(own, subject.name, text, generic, share=True),
        _("share of requests, in percent, by the company's own definition; a band where percentages are rounded"),
        own,
        share=True,
    )
    drawing = Drawing(words, partial(disclosed.chart, words, courses(site, own)))
    notes = tuple(
        _(
            "What counts as disclosed, %(label)s: %(definition)s",
            label=one.component.label,
            definition=one.component.definition,
        )
        for one in own
        if one.component.definition
    )
    notes += tuple(
        _("How its half-years are made, %(label)s: %(ways)s.", label=one.component.label, ways="; ".join(made))
        for one in own
        if (made := ways(one))
    )
    return _section(_("Share answered with data"), drawing, generic, own, share=True, notes=(*notes, *_left_out(own)))


def _removals(site: Site, subject: Subject) -> Section | None:
    own = _own(site, "removals", subject)
    if not own:
        return None
    group = own[0].component.group
    series = [one for one in own if group and one.component.group == group] or own[:1]
    told = [by_jurisdiction(one) for one in series]
    halves = sorted({half for points in told for of in points.values() for half in of})
    places = {code for points in told for code in points} - {recipes.WORLD}
    weight = {code: sum(p.lower or 0 for points in told for p in points.get(code, {}).values()) for code in places}
    most = sorted(places, key=lambda code: (-weight[code], code))[:PANELS]
    generic = _("%(company)s: requests to remove content, per half-year", company=subject.name)
    rest = [one for one in own if one not in series]
    name = _name(subject, series, rest)
    title = _("%(name)s: requests to remove content, by the government that asks", name=name)
    unit = _("requests received per half-year, on a logarithmic scale that all panels share")
    if len(series) > 1 or any(point.method for one in series for point in one.points):
        unit = _("%(unit)s; dotted: another method from here on, which no line joins", unit=unit)
    if len(most) < len(places):
        unit = _(
            "%(unit)s; %(shown)s of %(all)s governments, those with most: all together stand in the table",
            unit=unit,
            shown=len(most),
            all=len(places),
        )
    words = Words(
        f"company-{subject.identifier}-removals",
        title,
        unit,
        site.source(series),
        _("Panels of %(places)s.", places=", ".join(place_name(code) for code in most)) + " " + _said(series),
    )
    panels = [(place_name(code), [list(points.get(code, {}).values()) for points in told]) for code in most]
    colour = site.colours[series[0].component.publisher]
    drawing = Drawing(words, partial(removals.chart, words, panels, halves, colour)) if most else None
    return _section(_("Requests to remove content"), drawing, generic, own, notes=(*_apart(rest), *_left_out(series)))


def _bands(site: Site, subject: Subject) -> Section | None:
    own = _own(site, "national_security", subject)
    if not own:
        return None
    drawn = [one for one in own if one.component.where.get("measure") == "requests_received"]
    caption = _("%(company)s: US national security requests, in the bands that the law allows", company=subject.name)
    drawing = None
    if drawn:
        words = _words(
            site,
            f"company-{subject.identifier}-national-security",
            caption,
            _("requests per half-year; each bar spans a whole band, each panel has a scale of its own from 0"),
            drawn,
        )
        drawing = Drawing(words, partial(national_security.chart, words, courses(site, drawn)))
    names = [f"{_short(one)}, {counted_in(one)}" for one in own]
    return _section(_("US national security"), drawing, caption, own, columns=names)


def _short(series: Series) -> str:
    """The series' label without the company's name, which the page bears."""
    label = series.component.label
    name, colon, rest = label.partition(": ")
    return rest[:1].upper() + rest[1:] if colon else name


def _section(
    heading: str,
    drawing: Drawing | None,
    caption: str,
    series: Sequence[Series],
    *,
    share: bool = False,
    columns: Sequence[str] = (),
    notes: tuple[str, ...] = (),
) -> Section:
    """The chart, and every series in a table: a row a half-year, the newest first."""
    halves = sorted({point.half for one in series for point in one.points})
    rows = tuple(
        (half_name(half), tuple(cell(one.at(half), provenance(one.component, half), share) for one in series))
        for half in range(halves[-1], halves[0] - 1, -1)
    )
    first = series[0].component
    identifier = drawing.words.identifier if drawing else f"company-{first.publisher}-{first.key}"
    names = tuple(columns or (_short(one) for one in series))
    table = Table(identifier, caption, _("Half-year"), _("Series"), names, rows)
    return Section(heading, drawing, table, notes)


def _name(subject: Subject, series: Sequence[Series], rest: Sequence[Series]) -> str:
    """The company's name, or that of the one series where there are others that it does not speak for."""
    return series[0].component.label.replace(": ", ", ") if rest else subject.name


def _title(series: Sequence[Series], name: str, text: str, generic: str, share: bool = False) -> str:
    """The newest figure in words, where one series tells the whole; else what the chart shows."""
    known = [point for one in series for point in one.points if point.lower is not None]
    if not known or len(series) > 1:
        return generic
    newest = max(known, key=lambda point: point.half)
    figure = written(newest.lower, newest.upper, share)
    return text % {"name": name, "figure": figure, "half": half_name(newest.half)}


def _words(site: Site, identifier: str, title: str, unit: str, series: Sequence[Series], share: bool = False) -> Words:
    return Words(identifier, title, unit, site.source(list(series)), _said(series, share))


def _said(series: Iterable[Series], share: bool = False) -> str:
    """What a chart says, for those who cannot see it."""
    told = []
    for one in series:
        known = [point for point in one.points if point.lower is not None]
        if known:
            values: dict[str, Any] = {
                "label": one.component.label,
                "first": written(known[0].lower, known[0].upper, share),
                "start": half_name(known[0].half),
                "last": written(known[-1].lower, known[-1].upper, share),
                "end": half_name(known[-1].half),
            }
            told.append(_("%(label)s: %(first)s in %(start)s, %(last)s in %(end)s", **values))
    return _("%(series)s. The table below holds every figure.", series="; ".join(told))


def _apart(series: Sequence[Series]) -> tuple[str, ...]:
    """That some series are in the table only."""
    if not series:
        return ()
    labels = ", ".join(one.component.label for one in series)
    return (_("In the table only, as they are other counts than those of the chart: %(labels)s.", labels=labels),)


def _left_out(series: Sequence[Series]) -> tuple[str, ...]:
    """What the figures of each series leave out."""
    return tuple(
        _("Left out, %(label)s: %(what)s", label=one.component.label, what=one.component.leaves_out) for one in series
    )
