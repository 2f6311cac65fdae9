"""Printed cells of each jurisdiction, each with the address of its own page: nothing is added up.

Two forms: of each table its newest period, by legal process, requester, reason and the like; and over time those cells
that a company prints for the whole of a measure.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.comparability.windows import name as period_name
from analysis.recipes import WORLD
from analysis.report import addresses
from analysis.report.figures import Cell, Table, quoted
from analysis.report.site import Site, place_name
from analysis.words import _
from spiders.publisher import load_publisher

STALE = 730
"""Of a company's tables of one subject those are shown whose newest period ends at most so many days before the newest
of all: what ended earlier is found in Explore."""
LONG = 14
"""A table of more rows is folded."""
SPLITS = ("process", "requester", "reason", "service", "subject")
TIMES = ("hours", "minutes")
TOPICS = {
    "user_data": "requests",
    "preservation": "requests",
    "content_removal": "removals",
    "content_restriction": "restrictions",
    "dsa": "dsa",
}
"""By kind of figure, where on a jurisdiction's page its newest cells stand; the others stand under ``further``."""
COLUMNS = (
    *("jurisdiction", "jurisdiction_role", "counterparty", "counterparty_role", "publisher", "table", "kind"),
    *("measure", "unit", *SPLITS, "dims", "period_start", "period_end", "lower", "upper", "status", "printed"),
    *("flags", "cell_id"),
)
Row = dict[str, Any]


@dataclass(frozen=True)
class Block:
    """A table of printed cells, the company it is of, and where Explore has more of it."""

    company: str
    title: str
    period: str
    table: Table
    explore: str

    @property
    def folded(self) -> bool:
        return len(self.table.rows) > LONG


def newest(site: Site, current: pl.DataFrame) -> dict[str, dict[str, list[Block]]]:
    """By jurisdiction and topic, the newest cells of every table in which it is the one that asks (or, of
    restrictions, where they take effect). Requests that others passed on stand with who asked first, too.

    ``current`` are the cells of the view that are looked through.
    """
    rows = _asking(current).with_columns(pl.col("kind").replace_strict(TOPICS, default="further").alias("topic"))
    by_table = ["jurisdiction", "publisher", "topic", "table"]
    rows = _latest(rows, by_table)
    fresh = pl.col("period_end").max().over("jurisdiction", "publisher", "topic") - pl.col("period_end")
    rows = _quoted(rows.filter(fresh.dt.total_days() <= STALE)).sort([*by_table, "cell_id"])
    found: dict[str, dict[str, list[Block]]] = {}
    for (code, _publisher, topic, _table), cells in _groups(rows, by_table):
        found.setdefault(code, {}).setdefault(topic, []).append(_block(site, code, cells))
    return found


def passed_on(site: Site) -> dict[str, list[Block]]:
    """By jurisdiction, the newest cells of requests of others that its authorities passed on."""
    rows = site.current.filter((pl.col("counterparty_role") == "assisting") & (pl.col("counterparty") != WORLD))
    by_table = ["counterparty", "publisher", "table"]
    rows = _latest(rows, by_table).select(COLUMNS).sort([*by_table, "cell_id"])
    found: dict[str, list[Block]] = {}
    for (code, _publisher, _table), cells in _groups(rows, by_table):
        found.setdefault(code, []).append(_block(site, code, cells, lambda row: place_name(row["jurisdiction"])))
    return found


def _asking(current: pl.DataFrame) -> pl.DataFrame:
    role, kind = pl.col("jurisdiction_role"), pl.col("kind")
    asks = (role == "requester") | ((role == "effect") & (kind == "content_restriction"))
    return current.select(COLUMNS).filter(asks & (pl.col("jurisdiction") != WORLD))


def _latest(rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """The rows of each group's newest period: of those that end last, the one that begins last."""
    for column in ("period_end", "period_start"):
        rows = rows.filter(pl.col(column) == pl.col(column).max().over(by))
    return rows


def _quoted(rows: pl.DataFrame) -> pl.DataFrame:
    """Without the cells that another table of the company says again, unless they tell the reasons of removals, or are
    all that the company has on the topic.
    """
    secondary = pl.col("flags").list.contains("secondary")
    reasons = (pl.col("kind") == "content_removal") & pl.col("reason").is_not_null()
    alone = secondary.all().over("jurisdiction", "publisher", "topic")
    return rows.filter(~secondary | reasons | alone)


def _groups(rows: pl.DataFrame, by: Sequence[str]) -> Iterator[tuple[tuple[Any, ...], list[Row]]]:
    """Rows that are sorted ``by`` these columns, a list a group."""
    for key, group in groupby(rows.iter_rows(named=True), key=lambda row: tuple(row[name] for name in by)):
        yield key, list(group)


def _block(site: Site, code: str, cells: list[Row], label: Callable[[Row], str] | None = None) -> Block:
    """A row for each way in which the figures are split, a column a measure."""
    first = cells[0]
    publisher, table = first["publisher"], first["table"]
    measures = sorted({row["measure"] for row in cells}, key=_rank)
    lines: dict[tuple[Any, ...], dict[str, Row]] = {}
    for row in cells:
        lines.setdefault(_key(row), {})[row["measure"]] = row
    order = sorted(lines.values(), key=lambda line: _weight(line, measures))
    rows = tuple(
        ((label or _words)(next(iter(line.values()))), tuple(_cell(line.get(measure)) for measure in measures))
        for line in order
    )
    columns = tuple(map(heading, measures))
    title = load_publisher(publisher).table(table).title
    period = period_name((first["period_start"], first["period_end"]))
    caption = _("%(company)s, %(period)s: %(title)s", company=site.names[publisher], period=period, title=title)
    explore = addresses.explore(publisher=[publisher], table=[table], jurisdiction=[first["jurisdiction"]])
    if label is not None:  # of many jurisdictions, of which Explore is asked for all
        explore = addresses.explore(publisher=[publisher], table=[table])
    identifier = f"{publisher}-{table}-{first['kind']}".replace("_", "-")
    told = Table(identifier, caption, _("By"), _("Measure"), columns, rows)
    return Block(site.names[publisher], title, period, told, explore)


@cache
def _ranks() -> Mapping[str, int]:
    return {code: at for at, code in enumerate(vocabulary.terms("measure"))}


def _rank(measure: str) -> int:
    """Measures stand in the vocabulary's order: what was asked comes before what was given."""
    return _ranks()[measure]


def _key(row: Row) -> tuple[Any, ...]:
    return (*(row[name] for name in SPLITS), tuple(row["dims"]), row["counterparty"], row["jurisdiction"], row["kind"])


def _weight(line: Mapping[str, Row], measures: Sequence[str]) -> tuple[Any, ...]:
    """The whole first, then emergencies, then the others by the first measure that they have."""
    row = next(line[measure] for measure in measures if measure in line)
    size = -(row["upper"] or row["lower"] or 0)
    return (not whole(row), row["process"] != "emergency", _rank(row["measure"]), size, _words(row), row["cell_id"])


def whole(row: Row) -> bool:
    """Whether the cell is told for all processes, requesters, reasons, services and the like together."""
    return all(row[name] in (None, "all") for name in SPLITS) and all(one.endswith("=all") for one in row["dims"])


def _words(row: Row) -> str:
    """What the row is of, in the vocabulary's words."""
    told = [word for _name, word in vocabulary.split_by(row, SPLITS)]
    if row["counterparty"]:
        told.append(_("by way of %(place)s", place=place_name(row["counterparty"])))
    if row["kind"] == "preservation" and row["process"] != "preservation":
        told.append(vocabulary.label("kind", "preservation"))
    return " · ".join(told) or _("All")


def _cell(row: Row | None) -> Cell:
    """The cell as it is printed, leading to its page; a gap where there is none."""
    return Cell() if row is None else quoted(row)


def heading(measure: str) -> str:
    """A measure as the heading of a column; with its unit where that is a time, which the figures do not show."""
    term = vocabulary.terms("measure")[measure]
    unit = term.row["unit"]
    timed = unit in TIMES and unit not in term.label
    return _("%(measure)s, in %(unit)s", measure=term.label, unit=_(unit)) if timed else term.label


def over_time(
    site: Site, rows: pl.DataFrame, identifier: str, caption: Callable[[str], str], *, measured: bool = True
) -> dict[str, Table]:
    """By jurisdiction, cells over time: a row a period, the newest first; a column for each company and way of split.

    ``caption`` is made of the jurisdiction's name; where it names the measure, columns need not (``measured``).
    """
    order = ["jurisdiction", "publisher", "table", "measure", "cell_id"]
    told = rows.filter(~pl.col("flags").list.contains("secondary")).select(COLUMNS).sort(order)
    found = {}
    for (code,), cells in _groups(told, ["jurisdiction"]):
        name = f"jurisdiction-{code.replace(':', '-')}-{identifier}"
        found[code] = _courses(site, cells, name, caption(place_name(code)), measured)
    return found


def _courses(site: Site, cells: Iterable[Row], identifier: str, caption: str, measured: bool) -> Table:
    columns: dict[tuple[Any, ...], dict[tuple[Any, Any], Row]] = {}
    for row in cells:
        key = (row["publisher"], row["table"], row["measure"], *_key(row))
        columns.setdefault(key, {})[row["period_start"], row["period_end"]] = row
    periods = sorted({period for told in columns.values() for period in told}, key=lambda one: one[::-1], reverse=True)
    labels = _labels(site, [next(iter(told.values())) for told in columns.values()], measured)
    rows = tuple(
        (period_name(period), tuple(_cell(told.get(period)) for told in columns.values())) for period in periods
    )
    return Table(identifier, caption, _("Period"), _("Series"), labels, rows)


def _labels(site: Site, firsts: Sequence[Row], measured: bool) -> tuple[str, ...]:
    """A column's name: the company, and as much more as tells it from the others."""
    labels = []
    for row in firsts:
        label = site.names[row["publisher"]]
        if measured:
            label = f"{label}: {vocabulary.label('measure', row['measure']).lower()}"
        split = _words(row)
        emergency = vocabulary.label("process", "emergency")
        more = [one for one in split.split(" · ") if one not in (_("All"), emergency)]
        labels.append(", ".join([label, *more]))
    twice = {label for label in labels if labels.count(label) > 1}
    # What a title says behind a semicolon is a remark on it.
    titles = [load_publisher(row["publisher"]).table(row["table"]).title.partition(";")[0] for row in firsts]
    return tuple(f"{label} ({title})" if label in twice else label for label, title in zip(labels, titles, strict=True))


def emergencies(site: Site) -> dict[str, Table]:
    emergency = (pl.col("process") == "emergency") & (pl.col("measure") == "requests_received")
    rows = _asking(site.current).filter((pl.col("kind") == "user_data") & emergency)
    return over_time(
        site, rows, "emergencies", lambda place: _("%(place)s: emergency requests", place=place), measured=False
    )


def specified(site: Site) -> dict[str, Table]:
    """What requests for removal name: items, accounts, apps. Only what is printed for the whole of a table."""
    rows = _asking(site.current).filter(
        (pl.col("kind") == "content_removal") & pl.col("measure").str.ends_with("_specified") & _is_whole("subject")
    )
    return over_time(
        site, rows, "specified", lambda place: _("%(place)s: what the requests to remove content name", place=place)
    )


def restricted(site: Site) -> dict[str, Table]:
    rows = _asking(site.current).filter((pl.col("kind") == "content_restriction") & _is_whole())
    return over_time(
        site, rows, "restricted", lambda place: _("%(place)s: restrictions that take effect there", place=place)
    )


def _is_whole(*free: str) -> pl.Expr:
    """As ``whole``; the columns that are ``free`` may hold anything."""
    parts = [pl.col(name).is_null() | (pl.col(name) == "all") for name in SPLITS if name not in free]
    return pl.all_horizontal(*parts, pl.col("dims").list.eval(pl.element().str.ends_with("=all")).list.all())
