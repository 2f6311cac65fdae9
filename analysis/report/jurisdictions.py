"""Pages by the government that asks: removal requests over time, and who asks whom in a half-year."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from analysis import recipes
from analysis.charts import removals, who_asks
from analysis.charts.style import Words
from analysis.recipes import Component, Point, Series, half_name
from analysis.report.figures import Cell, Table, cell
from analysis.report.questions import Drawing, Page, Section, question_page, recipe
from analysis.report.site import Site, place_name, provenance

MOST = 25
PANELS = 12
ENOUGH = 3


def all_pages(site: Site) -> list[Page]:
    return [*_who_asks(site), _removals(site)]


def by_jurisdiction(series: Series) -> dict[str, dict[int, Point]]:
    """The series' figures of each jurisdiction, the world among them where a figure is told of it alone."""
    found: dict[str, dict[int, Point]] = {}
    for row in recipes.add_up(series.rows, ("half", "jurisdiction")).iter_rows(named=True):
        code = row.pop("jurisdiction")
        found.setdefault(code, {})[row["half"]] = Point(**row)
    return found


def _removals(site: Site) -> Page:
    question, held = site.questions["removals"], site.held("removals")
    groups: dict[str, list[Series]] = {}
    for one in held:
        groups.setdefault(one.component.group or one.component.key, []).append(one)
    sections = [_removal_section(site, question.title, series) for series in groups.values()]
    return question_page(site, "removals", "removals.html", sections, held)


def _removal_section(site: Site, title: str, series: Sequence[Series]) -> Section:
    name = site.names[series[0].component.publisher] if len(series) > 1 else series[0].component.label
    identifier = f"removals-{series[0].component.group or series[0].component.key.replace('-removals', '')}"
    split = [(one.component, by_jurisdiction(one)) for one in series]
    halves = sorted({half for _, told in split for points in told.values() for half in points})
    codes = sorted({code for _, told in split for code in told}, key=place_name)
    weight = {
        code: sum(point.lower or 0 for _, told in split for point in told.get(code, {}).values()) for code in codes
    }
    most = sorted((code for code in codes if code != recipes.WORLD), key=lambda code: (-weight[code], code))
    # A panel of one or two figures shows no course.
    often = [code for code in most if sum(len(told.get(code, {})) for _, told in split) >= ENOUGH]
    most = (often or most)[:PANELS]
    caption = f"{title}, by the government that asks: {name.replace(': ', ', ')}"
    panels = [(place_name(code), [list(told.get(code, {}).values()) for _, told in split]) for code in most]
    unit = "requests received per half-year, on a logarithmic scale that all panels share"
    if len(most) < len(set(codes) - {recipes.WORLD}):
        unit += f"; {len(most)} of the {len(codes)} governments: those that asked most, in {ENOUGH} half-years or more"
    if len(series) > 1 or any(point.method for one in series for point in one.points):
        unit += "; dotted: from here on another method, which no line joins to the one before"
    said = f"Panels of {', '.join(place_name(code) for code in most)}. The table below holds every figure."
    words = Words(identifier, caption, unit, site.source(list(series)), said)
    colour = site.colours[series[0].component.publisher]
    drawing = Drawing(words, partial(removals.chart, words, panels, halves, colour))
    return Section(name, drawing, _matrix(identifier, caption, codes, halves, split))


def _matrix(
    identifier: str,
    caption: str,
    codes: Sequence[str],
    halves: Sequence[int],
    split: Sequence[tuple[Component, dict[str, dict[int, Point]]]],
) -> Table:
    """A row a jurisdiction, a column a half-year, the newest first."""
    columns = list(range(halves[-1], halves[0] - 1, -1))

    def at(code: str, half: int) -> Cell:
        for component, told in split:
            point = told.get(code, {}).get(half)
            if point is not None:
                return cell(point, provenance(component, half, code))
        return Cell()

    rows = tuple((place_name(code), tuple(at(code, half) for half in columns)) for code in codes)
    return Table(identifier, caption, "Government", "Half-year", tuple(map(half_name, columns)), rows)


def _who_asks(site: Site) -> list[Page]:
    question = site.questions["who_asks"]
    series = [one for one in site.held("requests") if one.component.main] + site.held("who_asks")
    split = [
        (one, {code: told for code, told in by_jurisdiction(one).items() if code != recipes.WORLD}) for one in series
    ]
    asked: dict[int, list[tuple[Series, dict[str, Point]]]] = {}
    for one, told in split:
        for half in sorted({half for points in told.values() for half in points}):
            points = {code: points[half] for code, points in told.items() if half in points}
            asked.setdefault(half, []).append((one, points))
    halves = sorted(half for half, told in asked.items() if len({one.component.publisher for one, _ in told}) > 1)
    listed: list[dict[str, Any]] = [
        {
            "half": half_name(half),
            "address": f"who-asks/{half_name(half)}.html",
            "companies": [one.component.label for one, _ in asked[half]],
            "governments": len({code for _, points in asked[half] for code in points}),
        }
        for half in halves
    ]
    recipes_told = [recipe(site, one) for one in series]
    pages = [
        Page(
            "who-asks.html",
            "who_asks.html",
            question.title,
            [],
            {"question": question, "listed": listed[::-1], "recipes": recipes_told},
        )
    ]
    for at, half in enumerate(halves):
        around = {"before": listed[at - 1] if at else None, "after": listed[at + 1] if at + 1 < len(listed) else None}
        section = _who_asks_section(site, half, asked[half])
        title = f"{question.title}: {half_name(half)}"
        values = {"question": question, "half": half_name(half), **around}
        pages.append(Page(listed[at]["address"], "who_asks_half.html", title, [section], values))
    return pages


def _who_asks_section(site: Site, half: int, asked: Sequence[tuple[Series, dict[str, Point]]]) -> Section:
    codes = sorted({code for _, points in asked for code in points}, key=place_name)
    table_rows = tuple(
        (
            place_name(code),
            tuple(cell(points.get(code), provenance(one.component, half, code)) for one, points in asked),
        )
        for code in codes
    )
    columns = tuple(one.component.label for one, _ in asked)
    caption = f"Requests for user data in {half_name(half)}, by the government that asks and the company that is asked"
    identifier = f"who-asks-{half_name(half)}"
    table = Table(identifier, caption, "Government", "Company", columns, table_rows)
    known = {
        code: {
            one.component.label: (points[code].lower or 0.0, points[code].upper or 0.0)
            for one, points in asked
            if code in points and points[code].lower is not None and points[code].upper is not None
        }
        for code in codes
    }
    most = sorted(codes, key=lambda code: (-max((upper for _, upper in known[code].values()), default=-1), code))[:MOST]
    unit = f"requests received, on a logarithmic scale; the {len(most)} governments with the greatest figures"
    said = f"Rows of {', '.join(place_name(code) for code in most[:8])} and others. The table below holds every figure."
    words = Words(identifier, caption, unit, site.source([one for one, _ in asked]), said)
    marks = who_asks.marks([(one.component.label, site.colours[one.component.publisher]) for one, _ in asked])
    rows = [(place_name(code), known[code]) for code in most if known[code]]
    return Section(half_name(half), Drawing(words, partial(who_asks.chart, words, rows, marks)), table)
