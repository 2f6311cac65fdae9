"""What does not add up: contradictions within what a publisher prints. They are shown, and nothing is corrected.

Where a table's declaration says ``adds_up``, the rows split by a dimension must give the total printed beside them in
the same document. What a reader noted of its document while it read (``Sheet.finding``) is a finding too.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from analysis.schema import FINDINGS
from analysis.totals import DIVISIONS, FIGURE, SAME, is_whole
from analysis.vocabulary import label, terms
from spiders.publisher import Publisher, Table, load_publisher

Row = dict[str, Any]


def findings(current: pl.DataFrame, documents: pl.DataFrame, publishers: Iterable[str]) -> pl.DataFrame:
    """All findings on the current view and the documents it was read from, the largest differences of a table first."""
    rows: list[Row] = []
    # Rates, medians and accounts that are each counted once do not add up, and nobody says that they do.
    additive = [code for code, term in terms("measure").items() if term.row["additive"] == "yes"]
    current = current.filter(pl.col("measure").is_in(additive))
    for name in publishers:
        publisher = load_publisher(name)
        rows += _noted(publisher, documents.filter(pl.col("publisher") == name))
        for report in publisher.reports.values():
            for table in (table for table in report.tables.values() if table.adds_up):
                told = current.filter((pl.col("publisher") == name) & (pl.col("table") == table.identifier))
                for dimension in table.adds_up:
                    rows += sorted(_sums(publisher, table, told, dimension), key=lambda row: -row["difference"])
    return pl.DataFrame(rows, schema=FINDINGS)


def _noted(publisher: Publisher, documents: pl.DataFrame) -> Iterator[Row]:
    """What readers noted of documents that were read."""
    for document in documents.filter(pl.col("outcome") == "read").iter_rows(named=True):
        for sentence in document["findings"] or ():
            yield {
                "rule": "noted_in_document",
                "publisher": publisher.identifier,
                "report": document["report"],
                "snapshot": document["snapshot"],
                "sentence": f"{publisher.name}, {document['name']}: {sentence}",
            }


def _sums(publisher: Publisher, table: Table, told: pl.DataFrame, dimension: str) -> Iterator[Row]:
    """The printed totals over a dimension that the rows beside them, split by it, cannot give."""
    inner = pl.col("dims").list.join("\x1f")
    split = told.with_columns(
        (pl.col(dimension) if dimension in DIVISIONS else inner.str.extract(rf"(?:^|\x1f){dimension}=([^\x1f]*)"))
        .alias("_part"),
        pl.col("dims").list.eval(pl.element().filter(~pl.element().str.starts_with(f"{dimension}=")))
        .list.join("\x1f").alias("_rest"),
    )  # fmt: skip
    fixed = [*SAME, "snapshot", "_rest", *(name for name in DIVISIONS if name != dimension)]
    whole = is_whole("_part", dimension)
    parts = split.filter(pl.col("_part").is_not_null() & ~whole).group_by(fixed)
    sums = parts.agg(
        pl.len().alias("parts"),
        pl.col("lower").sum().alias("parts_lower"),
        # A part that is withheld, or open above, can hold anything.
        pl.when(pl.col("upper").is_null().any()).then(None).otherwise(pl.col("upper").sum()).alias("parts_upper"),
        (~pl.col("status").is_in(FIGURE)).sum().alias("silent"),
    )
    totals = split.filter(pl.col("total_over").list.contains(dimension) & pl.col("status").is_in(FIGURE))
    wrong = totals.join(sums, on=fixed, nulls_equal=True).filter(
        (pl.col("parts_lower") > pl.col("upper")) | (pl.col("parts_upper") < pl.col("lower"))
    )
    for row in wrong.iter_rows(named=True):
        yield _finding(publisher, table, dimension, row)


def _finding(publisher: Publisher, table: Table, dimension: str, row: Row) -> Row:
    low, high = row["parts_lower"], row["parts_upper"]
    given = f"{low:,.0f}" if low == high else f"at least {low:,.0f}" if high is None else f"{low:,.0f} to {high:,.0f}"
    words = ("kind", "measure", "jurisdiction", "process", "reason", "requester")
    about = [label(name, row[name]) for name in words if row[name] not in (None, "all")]
    what = ", ".join([*about, *(row["_rest"].split("\x1f") if row["_rest"] else [])])
    return {
        **{name: row[name] for name in FINDINGS.names() if name in row},
        "rule": "parts_and_total",
        "difference": max(low - row["upper"], row["lower"] - high if high is not None else 0.0),
        "sentence": (
            f"{publisher.name}, {table.title}, {row['period_start']} to {row['period_end']}: {what}: {row['printed']} "
            f"is printed as the total; the {row['parts']} rows by {dimension} beside it give {given}"
        ),
    }
