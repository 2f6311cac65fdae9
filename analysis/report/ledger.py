"""The ledger of restatements: which published figures were changed, by whom, by how much, and every step of the way."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import polars as pl

from analysis.charts import waterfall
from analysis.charts.style import Words
from analysis.charts.waterfall import Edition
from analysis.comparability.windows import name as period_name
from analysis.report import addresses
from analysis.report.beside import Beside, beside
from analysis.report.pages import Drawing, Page, Section
from analysis.report.sentences import cell_words
from analysis.report.site import Site
from analysis.restated.divided import DIVIDED
from analysis.words import _, counted
from spiders.publisher import load_publisher

LARGEST = 8
MEANINGS = {
    "revised": "another value in the same cell",
    "floor_raised": "a band whose lower end went up",
    "presence": "a figure that came, went or came back, of a period that the copies before and after tell",
    "divided": "a row of which a part now stands in new rows, told so where the new figures make up the fall exactly; "
    "a share beside such a count is of what is left of the row",
    "merged": "a row that now holds what stood in rows that are gone, told so where their figures make up the rise "
    "exactly; a share beside such a count is of the larger row",
    "reclassified": "another status, such as a count that is now told as “fewer than 10”",
    "renamed": "the same figures under another name",
    "reread": "read otherwise by a newer reader of ours; the publisher changed nothing",
    "label": "another word for the same code; the figures are as they were",
}
"""What can befall a cell, the gravest first."""
NAMES = {
    "floor_raised": "floor raised",
    "presence": "came or went",
    "divided": "row divided",
    "merged": "rows merged",
    "reread": "read anew",
    "label": "other words",
}
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
        "cells": len(restated.filter(~pl.col("what").is_in(("label", *DIVIDED)))),
        "divided": len(restated.filter(pl.col("what").is_in(DIVIDED))),
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
    sections = [Section("", _steps(site, row, "own")) for row in _drawn(revised)]
    if len(revised) > LARGEST:
        tables.insert(0, (_("The largest revisions of counts"), [_road(row) for row in _largest(revised, LARGEST)]))
    company = site.names[publisher]
    title = _("%(company)s: published figures that were changed later", company=company)
    divided = len(rows.filter(pl.col("what").is_in(DIVIDED)))
    values: dict[str, Any] = {"company": company, "publisher": publisher, "tables": tables}
    values |= {"cells": len(rows) - divided, "divided": divided}
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
    ranked = [(row["publisher"], -by, row["cell_id"], row) for row in rows.iter_rows(named=True) if (by := _moved(row))]
    for _publisher, part in groupby(sorted(ranked, key=itemgetter(0, 1, 2)), key=itemgetter(0)):
        yield from (row for *_order, row in islice(part, most))


def _moved(row: Mapping[str, Any]) -> float:
    """By how much a count moved at most at a step; 0 where it never did, or is a share.

    Where a row was divided or merged nothing moved. Where cells that came or went beside it make up most of the step,
    what is left of it counts.
    """
    sizes = [0.0]
    for step in row["steps"] if row["unit"] != "ratio" else ():
        if step["kind"] not in DIVIDED:
            ends = ([step.get(f"{name}_{end}") for end in ("lower", "upper")] for name in ("difference", "together"))
            sizes.append(min((max(map(abs, told)) for told in ends if None not in told), default=0.0))
    return max(sizes)


def _drawn(revised: pl.DataFrame) -> list[dict[str, Any]]:
    """The largest revision, as a list: of those by which no row came or went, which a picture would not show."""
    alone = (row for row in _largest(revised, LARGEST) if not any(step.get("beside") for step in row["steps"]))
    return list(islice(alone, 1))


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
        "beside": [one for step in row["steps"] if (one := _beside(row, step))],
        "new": any(step["kind"] == "appeared" for step in row["steps"][:1]),
        "gone": any(step["kind"] == "withdrawn" for step in row["steps"][-1:]),
        "href": addresses.of_cell(row),
    }


def _beside(row: dict[str, Any], step: dict[str, Any]) -> Beside | None:
    fell = step["difference_lower"] is not None and step["difference_lower"] + step["difference_upper"] < 0
    return beside(row, step["kind"], fell, step.get("beside"))


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
