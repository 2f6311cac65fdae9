"""What was judged, said and held of one jurisdiction: restatements, findings, both sides, statements, and every table.

Each is worked out for all jurisdictions at once, by their codes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.both_sides import pairs
from analysis.comparability.definitions import rules
from analysis.disclosure.rules import asked_by
from analysis.report import addresses
from analysis.report.company.quoted import state_words
from analysis.report.figures import written
from analysis.report.sentences import cell_words
from analysis.report.site import Site
from analysis.restated.divided import moved
from analysis.words import _
from spiders.publisher import load_publisher

LARGEST = 8
FIRST = 10
SAID = ("says", "quotation", "publication_title", "office", "covers_note", "not_to_be_taken_for")
_TABLE = ("publisher", "table", "kind")
WhoAsks = dict[tuple[str, str, str], str]
"""By publisher, table and kind of figure: governments, mostly_private or private."""
SHORTEST = 4
"""A name of fewer letters, such as US, is a word of English too."""


@dataclass(frozen=True)
class Holding:
    """A table in which the jurisdiction stands in one role: whose, of what, of which periods, how many cells.

    ``table`` and ``code`` are the codes of the table and its kind of figure; ``asked_by`` is as ``who_asks`` tells it.
    """

    publisher: str
    table: str
    code: str
    company: str
    authority: bool
    asked_by: str
    title: str
    kind: str
    first: Any
    last: Any
    cells: int
    explore: str

    @property
    def asks(self) -> bool:
        """Whether a company tells here what a government asked of it; where a private party asks, it is none."""
        return not self.authority and self.asked_by == "governments"


def who_asks(site: Site) -> WhoAsks:
    """By publisher, table and kind of figure, who makes the requests: governments, mostly_private or private.

    Where it is not told, it is governments; so it is of a table that is mostly of private parties and tells governments
    apart.
    """
    named = (~_private() & (pl.col("requester") != "all")).fill_null(value=False).any()
    told = site.current.group_by(_TABLE).agg(named).sort(_TABLE)
    found: WhoAsks = {}
    for publisher, rows in told.partition_by("publisher", as_dict=True, include_key=False).items():
        kinds: dict[str, set[str]] = {}
        for table, kind, _named in rows.iter_rows():
            kinds.setdefault(table, set()).add(kind)
        who = asked_by(publisher[0], {table: frozenset(all_of) for table, all_of in kinds.items()})
        found |= {
            (publisher[0], table, kind): "governments" if names else who[table, kind]
            for table, kind, names in rows.iter_rows()
        }
    return found


def private_parties(site: Site, who: WhoAsks) -> pl.Series:
    """The cells, by their identifiers, of requests of private parties: those that say so, and those of tables that are
    of theirs, or mostly of theirs.
    """
    theirs = [key for key, asks in who.items() if asks != "governments"]
    tables = pl.DataFrame(theirs, schema=dict.fromkeys(_TABLE, pl.String), orient="row")
    cells = site.current.filter(_private())["cell_id"], site.current.join(tables, on=_TABLE, how="semi")["cell_id"]
    return pl.concat(cells).unique()


def _private() -> pl.Expr:
    """Whether a cell says by its own codes that a private party asks."""
    told = [pl.col(column).is_in(codes) for column, codes in rules()["private"].items()]
    return pl.any_horizontal(*told).fill_null(value=False)


def holdings(site: Site, who: WhoAsks) -> dict[str, dict[str, list[Holding]]]:
    """By jurisdiction and role, the tables that tell of it. The role is empty where a table gives none."""
    by = ["jurisdiction", "jurisdiction_role", "publisher", "table"]
    told = site.current.group_by(*by, "kind").agg(
        pl.col("period_start").min().alias("first"),
        pl.col("period_end").max().alias("last"),
        pl.len().alias("cells"),
        _private().all().alias("private"),
    )
    found: dict[str, dict[str, list[Holding]]] = {}
    for row in told.sort([*by, "kind"], nulls_last=True).iter_rows(named=True):
        declared = load_publisher(row["publisher"])
        code, publisher, table, kind = (row[name] for name in ("jurisdiction", "publisher", "table", "kind"))
        explore = addresses.explore(publisher=[publisher], table=[table], kind=[kind], jurisdiction=[code])
        holding = Holding(
            publisher,
            table,
            kind,
            declared.name,
            declared.evidence != "report",
            "private" if row["private"] else who[publisher, table, kind],
            declared.table(table).title,
            vocabulary.label("kind", kind),
            row["first"],
            row["last"],
            row["cells"],
            explore,
        )
        found.setdefault(code, {}).setdefault(row["jurisdiction_role"] or "", []).append(holding)
    return found


def changes(site: Site) -> dict[str, dict[str, Any]]:
    """By jurisdiction, how many of its cells were restated by kind of change, and the largest revisions."""
    told = site.changes.filter(pl.col("kind") != "reread")
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for code, publisher, kind, count in (
        told.group_by("jurisdiction", "publisher", "kind").len().sort("jurisdiction", "publisher", "kind").iter_rows()
    ):
        counts.setdefault(code, {}).setdefault(site.names[publisher], {})[kind] = count
    revised = (
        told.filter((pl.col("kind") == "revised") & (pl.col("unit") != "ratio"))
        .with_columns(moved().alias("moved"))
        .drop_nulls("moved")
        .sort("jurisdiction", "moved", "cell_id", "captured_after", descending=[False, True, False, False])
    )
    largest: dict[str, list[dict[str, Any]]] = {}
    for code, rows in groupby(revised.iter_rows(named=True), key=lambda row: row["jurisdiction"]):
        largest[code] = [_change(site, row) for row, _at in zip(rows, range(LARGEST), strict=False)]
    return {code: {"counts": counts[code], "largest": largest.get(code, [])} for code in counts}


def _change(site: Site, row: Mapping[str, Any]) -> dict[str, Any]:
    key = row["publisher"], row["table"], row["period_start"], row["cell_id"]
    return {
        "company": site.names[row["publisher"]],
        "what": cell_words({**row, "counterparty": None}),
        "before": row["printed_before"],
        "after": row["printed_after"],
        "before_href": addresses.figure(*key, row["snapshot_before"]),
        "after_href": addresses.figure(*key, row["snapshot_after"]),
        "captured_before": row["captured_before"],
        "captured_after": row["captured_after"],
    }


def found(site: Site) -> dict[str, list[dict[str, Any]]]:
    """By jurisdiction, the findings about its cells, the highest rank first."""
    told: dict[str, list[dict[str, Any]]] = {}
    for row in site.findings.filter(pl.col("cell_id").is_not_null()).iter_rows(named=True):
        href = addresses.of_cell(row, row["snapshot"])
        told.setdefault(row["jurisdiction"], []).append({**row, "href": href})
    return told


def two_sides(site: Site) -> dict[str, list[dict[str, Any]]]:
    """By jurisdiction, what its authorities say that they asked beside what companies say that they were asked."""
    places = {name: pair["jurisdiction"] for name, pair in pairs().items() if pair.get("jurisdiction")}
    rows = site.table("both_sides").filter(pl.col("pair").is_in(sorted(places)))
    wanted = sorted(set(rows["company_cell_ids"].explode().drop_nulls()))
    cells = site.current.filter(pl.col("cell_id").is_in(wanted))
    hrefs = {
        cell: addresses.figure(publisher, table, start, cell)
        for cell, publisher, table, start in cells.select("cell_id", "publisher", "table", "period_start").iter_rows()
    }
    # Halves that are told can be all that a company has of a place: nothing is said of what its copies cover.
    partly = _("the company's copies at hand have no figure of the whole year")
    silences = {**state_words(), "company_incomplete": partly}
    told: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        told.setdefault(places[row["pair"]], []).append(
            {
                **row,
                "silence": silences[row["state"]],
                "scope": pairs()[row["pair"]]["authority"].get("scope", ""),
                "figure": written(row["company_lower"], row["company_upper"]),
                "asked": written(row["authority_lower"], row["authority_upper"]),
                "hrefs": [hrefs[cell] for cell in row["company_cell_ids"] or () if cell in hrefs],
            }
        )
    return told


def named(rows: Iterable[Mapping[str, Any]], names: Iterable[str]) -> list[Mapping[str, Any]]:
    """The statements in whose words one of the names stands, as a word of its own."""
    long = sorted({name for name in names if len(name) >= SHORTEST})
    if not long:
        return []
    wanted = re.compile(rf"\b(?:{'|'.join(map(re.escape, long))})\b")
    told = ((row, "\n".join(filter(None, map(row.get, SAID)))) for row in rows)
    return [row for row, said in told if any(name in said for name in long) and wanted.search(said)]
