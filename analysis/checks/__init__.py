"""What does not add up, and what is out of line: rules over what publishers print. Nothing is corrected by a finding.

Every rule is an entry of ``rules.toml`` (what it means, how grave it is, from where on it finds anything, its source)
and a function of one publisher's rows. docs/findings.md is the guide. What a reader noted of its document while it read
(``Sheet.finding``) is a finding too.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from analysis.checks.bands import band_out_of_order, band_width, raised_floor
from analysis.checks.codes import two_labels_one_code
from analysis.checks.events import two_reports
from analysis.checks.frame import SCHEMA, Check, Row, Rule, findings_of, prepared, rules
from analysis.checks.rates import rate_and_counts, rate_cut_off
from analysis.checks.ratios import accounts_per_request, fewer_accounts_than_requests
from analysis.checks.series import repeated_figure, sudden_jump
from analysis.checks.sums import halves_and_years, more_than_received, outcomes, part_over_total, parts_and_total
from spiders.publisher import Publisher, load_publisher

__all__ = ["CHECKS", "SCHEMA", "Outcome", "Rule", "findings", "rules", "run"]

CHECKS: Mapping[str, Check] = {
    "parts_and_total": parts_and_total,
    "part_over_total": part_over_total,
    "outcomes_and_requests": outcomes,
    "more_than_received": more_than_received,
    "halves_and_years": halves_and_years,
    "rate_and_counts": rate_and_counts,
    "rate_cut_off": rate_cut_off,
    "band_out_of_order": band_out_of_order,
    "band_width": band_width,
    "raised_floor": raised_floor,
    "repeated_figure": repeated_figure,
    "sudden_jump": sudden_jump,
    "accounts_per_request": accounts_per_request,
    "fewer_accounts_than_requests": fewer_accounts_than_requests,
    "two_labels_one_code": two_labels_one_code,
}
"""The rules that look at one publisher at a time, by code."""


@dataclass(frozen=True)
class Outcome:
    """``findings`` as SCHEMA; ``looked_at`` is how many figures or pairs a rule was asked of, by (rule, publisher)."""

    findings: pl.DataFrame
    looked_at: Mapping[tuple[str, str], int]


def findings(current: pl.DataFrame | pl.LazyFrame, documents: pl.DataFrame, publishers: Iterable[str]) -> pl.DataFrame:
    """All findings on the current view and the documents it was read from, those of the highest rank first."""
    return run(current, documents, publishers).findings


def run(current: pl.DataFrame | pl.LazyFrame, documents: pl.DataFrame, publishers: Iterable[str]) -> Outcome:
    """Ask every rule of every publisher, of which one at a time is held.

    ``current`` and ``documents`` are as analysis/schema.py has them; a lazy ``current`` is never read as a whole.
    """
    rows: list[Row] = []
    looked_at: dict[tuple[str, str], int] = {}
    told, known = current.lazy(), rules()
    present = set(told.select(pl.col("publisher").unique()).collect()["publisher"])
    for name in publishers:
        publisher = load_publisher(name)
        rows += _noted(publisher, documents.filter(pl.col("publisher") == name), known["noted_in_document"])
        if name not in present:
            continue
        figures = prepared(told, name)
        for code, check in CHECKS.items():
            checked = check(figures, publisher, known[code])
            looked_at[code, name] = checked.looked_at
            rows += findings_of(known[code], publisher, checked.hits)
        checked = two_reports(told, publisher, known["two_reports"])
        looked_at["two_reports", name] = checked.looked_at
        rows += findings_of(known["two_reports"], publisher, checked.hits)
    order = ["rank", "rule", "publisher", "table", "period_start", "cell_id"]
    found = pl.DataFrame(rows, schema=SCHEMA)
    return Outcome(found.sort(order, descending=[True] + [False] * 5, nulls_last=True, maintain_order=True), looked_at)


def _noted(publisher: Publisher, documents: pl.DataFrame, rule: Rule) -> Iterator[Row]:
    """What readers noted of documents that were read."""
    for document in documents.filter(pl.col("outcome") == "read").iter_rows(named=True):
        for sentence in document["findings"] or ():
            yield {
                "rule": rule.code,
                "severity": rule.severity,
                "rank": 0.0,
                "publisher": publisher.identifier,
                "report": document["report"],
                "snapshot": document["snapshot"],
                "sentence": rule.sentence.format(publisher=publisher.name, document=document["name"], noted=sentence),
            }
