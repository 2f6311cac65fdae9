"""Kinds of statistics that no recipe adds up: what companies did under their own rules, and reports under the DSA.

Every figure is a printed cell. Nothing is added, and companies are never set beside one another: each has rules,
services and counts of its own.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.charts import spans
from analysis.charts.spans import Panel, Span
from analysis.charts.style import Words
from analysis.comparability.windows import name as period_name
from analysis.report import addresses
from analysis.report.figures import Cell, Table, written
from analysis.report.pages import Drawing, Page, Section
from analysis.report.site import Site, place_name
from analysis.schema import CODES
from analysis.words import _
from spiders.publisher import load_publisher

LINES = 40
PANELS = 9
ENOUGH = 4
SPLITS = ("service", "subject", "process", "reason", "requester")
PAGES = {
    "own_rules": (
        "own-rules.html",
        "What companies removed under their own rules",
        "Content, accounts and notices that companies acted on because of their own rules, not because a government "
        "asked. Each company has its own rules and its own way to count, so no two of them are set side by side.",
    ),
    "dsa": (
        "dsa.html",
        "Reports under the EU’s Digital Services Act",
        "What services tell about orders of EU Member States, notices, complaints and their own moderation, in the "
        "form that the law prescribes since 2025. The law of one region compels these reports; they are no measure of "
        "demands of other governments.",
    ),
}
"""Kind -> address, title and what it is."""


def all_pages(site: Site) -> list[Page]:
    return [_page(site, kind, *told) for kind, told in PAGES.items()]


def _page(site: Site, kind: str, address: str, title: str, lede: str) -> Page:
    rows = site.current.filter((pl.col("kind") == kind) & ~pl.col("flags").list.contains("secondary"))
    sections, companies = [], []
    for (publisher,), part in rows.group_by(["publisher"], maintain_order=True):
        tables = list(_newest(site, kind, str(publisher), part))
        drawing = _picture(site, kind, str(publisher), part)
        sections += [Section("", drawing), *(Section(told["title"], table=told["figures"]) for told in tables)]
        companies.append({"id": publisher, "name": site.names[str(publisher)], "drawing": drawing, "tables": tables})
    companies.sort(key=lambda one: one["name"].lower())
    explore = addresses.explore(kind=kind)
    values = {"lede": _(lede), "companies": companies, "heading": _(title), "explore": explore}
    return Page(address, "kind.html", _(title), sections, values, _(lede))


def _newest(site: Site, kind: str, publisher: str, rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Each table's newest period: a line for what a figure is split by, a column a measure."""
    for (table,), part in rows.group_by(["table"], maintain_order=True):
        widest = _widest(part)
        end = widest["period_end"].max()
        newest = widest.filter(pl.col("period_end") == end)
        newest = newest.filter(pl.col("period_start") == newest["period_start"].max())
        start = newest["period_start"][0]
        title = load_publisher(publisher).table(str(table)).title
        place = place_name(newest["jurisdiction"][0])
        caption = _(
            "%(company)s: %(title)s, %(period)s, %(place)s",
            company=site.names[publisher],
            title=title,
            period=period_name((start, newest["period_end"][0])),
            place=place,
        )
        figures, lines = _matrix(f"{kind.replace('_', '-')}-{publisher}-{table}", caption, newest)
        yield {
            "title": title,
            "figures": figures,
            "more": max(0, lines - LINES),
            "explore": addresses.explore(publisher=publisher, table=str(table)),
        }


def _widest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the widest area that the table tells: the world, else the European Union, else what it tells most."""
    for code in ("001", "EU"):
        if len(found := rows.filter(pl.col("jurisdiction") == code)):
            return found
    most = rows["jurisdiction"].drop_nulls().value_counts(sort=True)["jurisdiction"]
    return rows.filter(pl.col("jurisdiction") == most[0]) if len(most) else rows


def _matrix(identifier: str, caption: str, rows: pl.DataFrame) -> tuple[Table, int]:
    """The lines with the largest figures first, and how many lines there are in all."""
    measures = sorted(rows["measure"].unique(), key=lambda code: vocabulary.label("measure", code))
    lines: dict[str, dict[str, Cell]] = {}
    for row in rows.sort("lower", "cell_id", descending=[True, False], nulls_last=True).iter_rows(named=True):
        text = written(row["lower"], row["upper"], row["unit"] == "ratio")
        href = addresses.of_cell(row)
        silent = int(row["lower"] is None)
        cell = Cell(text, href, row["lower"], row["upper"], 1, silent)
        name = split(row)
        if row["measure"] in lines.get(name, {}):  # apart in a column that is in no words here: both stay
            name += f" ({row['cell_id'][:8]})"
        lines.setdefault(name, {})[row["measure"]] = cell
    shown = tuple(
        (name, tuple(told.get(measure, Cell()) for measure in measures)) for name, told in list(lines.items())[:LINES]
    )
    columns = tuple(vocabulary.label("measure", code) for code in measures)
    return Table(identifier, caption, _("Split by"), _("Measure"), columns, shown), len(lines)


def split(row: dict[str, Any]) -> str:
    """What a figure is split by, in words; “all” where by nothing."""
    words = [word for _name, word in vocabulary.split_by(row, SPLITS)]
    groups = vocabulary.groups()
    if about := row["about"]:
        words.append(groups[about].label if about in groups else about)
    return " · ".join(words) or _("all")


def _picture(site: Site, kind: str, publisher: str, rows: pl.DataFrame) -> Drawing | None:
    """The company's counts over time: of the measure that it tells in most series, those that are largest now."""
    counts = _widest(rows.filter((pl.col("unit") != "ratio") & pl.col("upper").is_not_null()))
    key = [name for name in CODES if name in counts.columns]
    in_time = counts.with_columns(pl.col("dims").list.join("; ")).sort("period_start", "period_end", "cell_id")
    series = in_time.group_by("table", *key, "dims", maintain_order=True)
    long = series.agg("period_start", "period_end", "lower", "upper")
    long = long.filter(pl.col("period_start").list.len() >= ENOUGH)
    if long.is_empty():
        return None
    measure = long["measure"].value_counts().sort("count", "measure", descending=[True, False])["measure"][0]
    drawn = (
        long.filter(pl.col("measure") == measure)
        .with_columns(pl.col("upper").list.last().alias("now"))
        .sort("now", "table", *key, "dims", descending=[True] + [False] * (len(key) + 2), nulls_last=True)
        .head(PANELS)
    )
    panels = tuple(_panel(row) for row in drawn.iter_rows(named=True))
    company, name = site.names[publisher], vocabulary.label("measure", measure)
    unit = _("%(unit)s, a line across each period; every panel has a scale of its own, from 0", unit=drawn["unit"][0])
    if len(drawn) < len(long.filter(pl.col("measure") == measure)):
        unit += _("; the %(n)s largest series", n=len(drawn))
    days = sorted({str(day) for day in rows["captured"].unique()})
    source = _(
        "Source: transparency reports of %(company)s, newest copy of %(day)s. Plainview.", company=company, day=days[-1]
    )
    said = _("Panels of %(names)s. The tables and Explore hold every figure.", names=", ".join(p.label for p in panels))
    title = _("%(company)s: %(measure)s", company=company, measure=name[:1].lower() + name[1:])
    words = Words(f"{kind.replace('_', '-')}-{publisher}", title, unit, source, said)
    return Drawing(words, partial(spans.chart, words, panels, site.colours[publisher]))


def _panel(row: dict[str, Any]) -> Panel:
    told = zip(row["period_start"], row["period_end"], row["lower"], row["upper"], strict=True)
    label = split(row | {"dims": row["dims"].split("; ") if row["dims"] else []})
    return Panel(label, tuple(Span(_year(start), _year(end, 1), low, high) for start, end, low, high in told))


def _year(day: Any, after: int = 0) -> float:
    """A day as a place on an axis of years."""
    return float(round(day.year + (day.timetuple().tm_yday - 1 + after) / 366, 4))
