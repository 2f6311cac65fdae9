"""The findings: what does not add up in what publishers print, and what is out of line. Leads, not accusations."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis.checks.frame import SEVERITIES, rules
from analysis.report import addresses
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.words import _

HEADINGS = {
    "contradiction": "Contradictions: two printed figures that cannot both be right",
    "lead": "Leads: figures that are out of line and may have a reason",
    "information": "For information",
}

MOST = 12
"""So many of the figures that a finding compares are linked: a sum can have hundreds."""


def all_pages(site: Site) -> list[Page]:
    known = rules()
    found = site.findings
    tables = {cell: (table, start) for cell, table, start in _cells(site)}
    groups = []
    for severity in SEVERITIES:
        part = found.filter(pl.col("severity").cast(pl.String) == severity)
        by_rule = [
            (rule, known[rule].title, known[rule].means, [_lead(row, tables) for row in rows.iter_rows(named=True)])
            for (rule,), rows in part.group_by(["rule"], maintain_order=True)
        ]
        groups.append((_(HEADINGS[severity]), by_rule))
    title = _("Findings: what does not add up, and what is out of line")
    first = [_lead(row, tables) for row in found.head(10).iter_rows(named=True)]
    values = {"groups": groups, "count": len(found), "first": first}
    return [Page("findings.html", "findings.html", title, [], values, title)]


def _cells(site: Site) -> Iterator[tuple[str, str, Any]]:
    """Table and first day of every cell that a finding names beside its own."""
    wanted = site.findings["others"].explode().drop_nulls().unique()
    rows = site.current.filter(pl.col("cell_id").is_in(wanted.to_list()))
    yield from rows.select("cell_id", "table", "period_start").iter_rows()


def _lead(row: dict[str, Any], tables: dict[str, tuple[str, Any]]) -> dict[str, Any]:
    """A finding's sentence and the addresses of the figures that it is about."""
    others = [addresses.figure(row["publisher"], *tables[cell], cell) for cell in row["others"] or [] if cell in tables]
    return {
        "publisher": row["publisher"],
        "sentence": row["sentence"],
        "locator": row["locator"],
        "snapshot": row["snapshot"],
        "href": addresses.of_cell(row) if row["cell_id"] else None,
        "others": others[:MOST],
        "more": max(0, len(others) - MOST),
    }
