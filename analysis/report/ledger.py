"""The ledger of restatements: which published figures were changed, by whom, by how much, and every step of the way."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import polars as pl

from analysis.charts import waterfall
from analysis.charts.style import Words
from analysis.charts.waterfall import Edition
from analysis.comparability.windows import name as period_name
from analysis.report import addresses
from analysis.report.pages import Drawing, Page, Section
from analysis.report.sentences import cell_words
from analysis.report.site import Site
from analysis.words import _, counted
from spiders.publisher import load_publisher

LARGEST = 8
MEANINGS = {
    "revised": "another value in the same cell",
    "floor_raised": "a band whose lower end went up",
    "presence": "a figure that came, went or came back, of a period that the copies before and after tell",
    "reclassified": "another status, such as a count that is now told as “fewer than 10”",
    "renamed": "the same figures under another name",
    "reread": "read otherwise by a newer reader of ours; the publisher changed nothing",
    "label": "another word for the same code; the figures are as they were",
}
"""What can befall a cell, the gravest first."""
NAMES = {"floor_raised": "floor raised", "presence": "came or went", "reread": "read anew", "label": "other words"}
"""What readers are told instead of those codes that are no words of theirs."""


def all_pages(site: Site) -> list[Page]:
    restated = site.table("restated")
    changed = restated.filter(pl.col("what") != "label").sort("publisher", "table", maintain_order=True)
    publishers = changed["publisher"].unique(maintain_order=True).to_list()
    return [_overview(site, restated, publishers), *(_of_publisher(site, name, changed) for name in publishers)]


def _overview(site: Site, restated: pl.DataFrame, publishers: Sequence[str]) -> Page:
    kinds = [kind for kind in MEANINGS if kind in set(restated["what"])]
    revised = restated.filter(pl.col("what") == "revised")
    values = {
        "kinds": [(_(NAMES.get(kind, kind)), _(MEANINGS[kind])) for kind in kinds],
        "by_table": list(_by_table(site, restated, kinds)),
        "cells": len(restated.filter(pl.col("what") != "label")),
        "labels": len(restated.filter(pl.col("what") == "label")),
        "announced": len(revised.filter(pl.col("announced"))),
        "largest": [_road(row) for row in _largest(revised, LARGEST)],
        "returned": [_road(row) for row in _largest(revised.filter(pl.col("came_back")), LARGEST)],
        "went_back": len(revised.filter(pl.col("came_back"))),
        "companies": [(name, site.names[name], address(name)) for name in publishers],
    }
    drawn = [Section("", _steps(site, row, "all")) for row in _largest(revised.filter(pl.col("changes") > 1), 1)]
    title = _("Restatements: published figures that were changed later")
    return Page("restatements.html", "restatements.html", title, drawn, values, title)


def address(publisher: str) -> str:
    """A publisher's own ledger."""
    return f"restatements/{publisher}.html"


def _of_publisher(site: Site, publisher: str, changed: pl.DataFrame) -> Page:
    """The largest revisions, then every changed cell of a publisher, by table, in the order of places and periods."""
    rows = changed.filter(pl.col("publisher") == publisher).sort("table", "jurisdiction", "period_start", "cell_id")
    tables = [
        (load_publisher(publisher).table(table).title, [_road(row) for row in part.iter_rows(named=True)])
        for (table,), part in rows.group_by(["table"], maintain_order=True)
    ]
    revised = rows.filter((pl.col("what") == "revised") & (pl.col("unit") != "ratio"))
    sections = [Section("", _steps(site, row, "own")) for row in _largest(revised, 1)]
    if len(revised) > LARGEST:
        tables.insert(0, (_("The largest revisions of counts"), [_road(row) for row in _largest(revised, LARGEST)]))
    company = site.names[publisher]
    title = _("%(company)s: published figures that were changed later", company=company)
    values = {"company": company, "publisher": publisher, "tables": tables, "cells": len(rows)}
    return Page(address(publisher), "restatements_of.html", title, sections, values, title)


def _by_table(site: Site, restated: pl.DataFrame, kinds: Sequence[str]) -> Iterator[dict[str, Any]]:
    """For each table how many cells of each kind, and how many figures it has in all."""
    counts = restated.group_by("publisher", "table").agg(pl.col("what").cast(pl.String)).sort("publisher", "table")
    told = {
        (publisher, table): size
        for publisher, table, size in site.current.group_by("publisher", "table").len().iter_rows()
    }
    for publisher, table, found in counts.iter_rows():
        yield {
            "company": site.names[publisher],
            "publisher": publisher,
            "title": load_publisher(publisher).table(table).title,
            "counts": [found.count(kind) for kind in kinds],
            "figures": told.get((publisher, table), 0),
        }


def _largest(rows: pl.DataFrame, most: int) -> Iterator[dict[str, Any]]:
    """Of each publisher the counts whose largest step was largest, compared with what stood there before."""
    step = pl.col("steps").list.eval(
        pl.max_horizontal(
            pl.element().struct.field("difference_lower").abs(), pl.element().struct.field("difference_upper").abs()
        )
    )
    ranked = (
        rows.filter(pl.col("unit") != "ratio")
        .with_columns(step.list.max().alias("moved"))
        .drop_nulls("moved")
        .sort("publisher", "moved", "cell_id", descending=[False, True, False])
    )
    yield from ranked.group_by("publisher", maintain_order=True).head(most).iter_rows(named=True)


def _road(row: dict[str, Any]) -> dict[str, Any]:
    """A cell and what each edition that said something new printed, with the figure's address in that edition."""
    told: list[dict[str, Any]] = []
    before: tuple[Any, ...] | None = None
    for edition in row["editions"]:
        said = edition["lower"], edition["upper"], edition["status"]
        if said != before:
            told.append(
                {
                    "printed": edition["printed"] or edition["status"].replace("_", " "),
                    "captured": edition["captured"],
                    "href": addresses.of_cell(row, edition["snapshot"]),
                }
            )
        before = said
    return {
        "publisher": row["publisher"],
        "words": cell_words(row),
        "period": period_name((row["period_start"], row["period_end"])),
        "kind": _(NAMES.get(row["what"], row["what"])),
        "steps": told,
        "announced": row["announced"],
        "new": any(step["kind"] == "appeared" for step in row["steps"][:1]),
        "gone": any(step["kind"] == "withdrawn" for step in row["steps"][-1:]),
        "href": addresses.of_cell(row),
    }


def _steps(site: Site, row: dict[str, Any], where: str) -> Drawing:
    """The cell's way from copy to copy as a picture; copies that repeat what the one before said are left out."""
    told: list[Edition] = []
    for one in row["editions"]:
        bounds = None if one["lower"] is None or one["upper"] is None else (one["lower"], one["upper"])
        edition = Edition(one["captured"].isoformat(), one["printed"] or one["status"].replace("_", " "), bounds)
        if not told or (told[-1].printed, told[-1].bounds) != (edition.printed, edition.bounds):
            told.append(edition)
    company = site.names[row["publisher"]]
    title = counted(
        "%(company)s changed this figure once",
        "%(company)s changed this figure %(n)s times",
        row["changes"],
        company=company,
    )
    said = "; ".join(_("%(printed)s in the copy of %(day)s", printed=one.printed, day=one.captured) for one in told)
    days = ", ".join(one.captured for one in told)
    source = _("Source: copies of %(company)s’s reports of %(days)s. Plainview.", company=company, days=days)
    words = Words(f"restatement-{row['cell_id']}-{where}", title, cell_words(row), source, said)
    return Drawing(words, partial(waterfall.chart, words, tuple(told)))
