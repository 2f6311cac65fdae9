"""Kinds of statistics that no recipe adds up: what companies did under their own rules, and reports under the DSA.

Every figure is a printed cell. Nothing is added, and companies are never set beside one another: each has rules,
services and counts of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.charts import spans
from analysis.charts.spans import Panel, Span
from analysis.charts.style import Words
from analysis.comparability.windows import name as period_name
from analysis.report import addresses
from analysis.report.figures import Cell, Table, quoted
from analysis.report.pages import Drawing, Page, Section
from analysis.report.printed import TIMES, heading
from analysis.report.site import Site, place_name
from analysis.schema import CODES
from analysis.words import _
from spiders.publisher import load_publisher

LINES = 40
PANELS = 9
ENOUGH = 4
SPLITS = ("service", "subject", "process", "reason", "requester")
WHOLE = ("001", "EU")
"""Areas that are the whole of what a table tells, the widest first."""
BESIDE = {"own_rules": ("appeal", "referral", "staff"), "dsa": ("denominator",)}
"""By kind, others that its tables hold beside it: their headings promise them too. Demands of governments are none."""
PAGES = {
    "own_rules": (
        "own-rules.html",
        "What companies removed under their own rules",
        "Content, accounts and notices that companies acted on because of their own rules, not because a government "
        "asked. Appeals and reports to authorities stand beside them where a company prints them in one table. Each "
        "company has its own rules and its own way to count, so no two of them are set side by side.",
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
    sections, companies = [], []
    for (publisher,), part in _rows(site, kind).group_by(["publisher"], maintain_order=True):
        own = part.filter(pl.col("kind") == kind)
        tables = list(_newest(site, kind, str(publisher), part))
        drawing = _picture(site, kind, str(publisher), own)
        sections += [Section("", drawing), *(Section(told["title"], table=told["figures"]) for told in tables)]
        name = site.names[str(publisher)]
        companies.append(
            {"id": publisher, "name": name, "drawing": drawing, "tables": tables, "beside": own.is_empty()}
        )
    companies.sort(key=lambda one: one["name"].lower())
    explore = addresses.explore(kind=kind)
    values = {"lede": _(lede), "companies": companies, "heading": _(title), "explore": explore}
    return Page(address, "kind.html", _(title), sections, values, _(lede))


def _rows(site: Site, kind: str) -> pl.DataFrame:
    """The tables that hold figures of the kind, each whole, and those of reports that are all about it (a service's
    report under the DSA is, though only its users were at hand).
    """
    rows = site.current.filter(~pl.col("flags").list.contains("secondary"))
    forms = [
        (publisher, report.identifier)
        for publisher in rows["publisher"].unique()
        for report in load_publisher(publisher).reports.values()
        if report.form == kind
    ]
    told = (pl.col("kind") == kind).any().over("publisher", "table")
    filled = pl.concat_str("publisher", "report", separator="/").is_in(["/".join(one) for one in forms])
    return rows.filter((told | filled) & pl.col("kind").cast(pl.String).is_in([kind, *BESIDE[kind]]))


def _newest(site: Site, kind: str, publisher: str, rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Each table's newest period: a line for what a figure is split by, a column a measure."""
    for (table,), part in rows.group_by(["table"], maintain_order=True):
        newest, place = _told(part)
        title = load_publisher(publisher).table(str(table)).title
        period = period_name((newest["period_start"][0], newest["period_end"][0]))
        words = {"company": site.names[publisher], "title": title, "period": period}
        if place is None:
            caption = _("%(company)s: %(title)s, %(period)s", **words)
        else:
            caption = _("%(company)s: %(title)s, %(period)s, %(place)s", place=place_name(place), **words)
        figures, lines = _matrix(f"{kind.replace('_', '-')}-{publisher}-{table}", caption, newest, place is None)
        yield {
            "title": title,
            "figures": figures,
            "more": max(0, lines - LINES),
            "explore": addresses.explore(publisher=publisher, table=str(table)),
        }


def _told(rows: pl.DataFrame) -> tuple[pl.DataFrame, str | None]:
    """The rows of a table's newest period, and the area that they are of: the widest. All areas, and None, where the
    table tells no more of the widest than one line, or has none that is the whole of the others.
    """
    widest, place = _widest(rows)
    period = _last(widest)
    every = rows
    for column in ("period_start", "period_end"):
        every = every.filter(pl.col(column) == period[column][0])
    if every["jurisdiction"].n_unique() > 1 and (place is None or len(_names(period)) == 1):
        return every, None
    return period, period["jurisdiction"][0]


def _names(rows: pl.DataFrame) -> set[str]:
    return {split(row) for row in rows.iter_rows(named=True)}


def _last(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the newest period: of those that end last, the one that begins last."""
    for column in ("period_end", "period_start"):
        rows = rows.filter(pl.col(column) == pl.col(column).max())
    return rows


def _widest(rows: pl.DataFrame) -> tuple[pl.DataFrame, str | None]:
    """The rows of the widest area that the table tells, the world or the European Union, and its code; all rows, and
    None, where it tells neither.
    """
    for code in WHOLE:
        if len(found := rows.filter(pl.col("jurisdiction") == code)):
            return found, code
    return rows, None


def _matrix(identifier: str, caption: str, rows: pl.DataFrame, by_place: bool = False) -> tuple[Table, int]:
    """The lines that are told for the whole, then the others, the largest figures first; and how many lines there are
    in all.
    """
    measures = sorted(rows["measure"].unique(), key=lambda code: vocabulary.label("measure", code))
    columns = [name for name in SPLITS if name != "service" or rows["service"].n_unique() > 1]
    places = by_place and len(_names(rows)) == 1
    lines: dict[str, _Line] = {}
    for row in rows.sort("lower", "cell_id", descending=[True, False], nulls_last=True).iter_rows(named=True):
        words = [] if places else _words(row, columns)
        depth = len(words) + (by_place and row["jurisdiction"] not in WHOLE)
        name = " · ".join([place_name(row["jurisdiction"]), *words] if by_place else words) or _("all")
        if row["measure"] in lines.get(name, _Line(0)).told:  # apart in a column that is in no words: both stay
            name += f" ({row['cell_id'][:8]})"
        lines.setdefault(name, _Line(depth)).told[row["measure"]] = row
    # The largest count is of a whole; a line that is split by no more than it is no part of it.
    largest = min(lines.values(), key=lambda line: (-line.size, line.depth)).depth
    order = sorted(lines.items(), key=lambda line: (line[1].depth > largest, -line[1].size, line[1].depth))
    shown = tuple(
        (name, tuple(quoted(line.told[measure]) if measure in line.told else Cell() for measure in measures))
        for name, line in order[:LINES]
    )
    corner = _("Place") if by_place else _("Split by")
    return Table(identifier, caption, corner, _("Measure"), tuple(map(heading, measures)), shown), len(lines)


@dataclass
class _Line:
    """A line's cells by measure; ``depth`` is by how many things they are split."""

    depth: int
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def size(self) -> float:
        """Its largest count: a share or a time says nothing of size."""
        counts = [row["lower"] for row in self.told.values() if row["unit"] not in ("ratio", *TIMES)]
        return max((count for count in counts if count is not None), default=0.0)


def split(row: dict[str, Any]) -> str:
    """What a figure is split by, in words; “all” where by nothing."""
    return " · ".join(_words(row, SPLITS)) or _("all")


def _words(row: dict[str, Any], columns: Sequence[str]) -> list[str]:
    words = [word for _name, word in vocabulary.split_by(row, columns)]
    groups = vocabulary.groups()
    if about := row["about"]:
        words.append(groups[about].label if about in groups else about)
    return words


def _picture(site: Site, kind: str, publisher: str, rows: pl.DataFrame) -> Drawing | None:
    """The company's counts over time: of the measure that it tells in most series, those that are largest now."""
    counts, place = _widest(rows.filter((pl.col("unit") != "ratio") & pl.col("upper").is_not_null()))
    if place is None:
        return None
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
    columns = [name for name in SPLITS if name != "service" or drawn["service"].n_unique() > 1]
    # The whole stands before its parts: a part whose last figure is older may be larger.
    named = sorted(((_labels(row, columns), row) for row in drawn.iter_rows(named=True)), key=lambda one: len(one[0]))
    panels = tuple(_panel(" · ".join(words) or _("all"), row) for words, row in named)
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


def _labels(row: dict[str, Any], columns: Sequence[str]) -> list[str]:
    return _words(row | {"dims": row["dims"].split("; ") if row["dims"] else []}, columns)


def _panel(label: str, row: dict[str, Any]) -> Panel:
    told = zip(row["period_start"], row["period_end"], row["lower"], row["upper"], strict=True)
    return Panel(label, tuple(Span(_year(start), _year(end, 1), low, high) for start, end, low, high in told))


def _year(day: Any, after: int = 0) -> float:
    """A day as a place on an axis of years."""
    return float(round(day.year + (day.timetuple().tm_yday - 1 + after) / 366, 4))
