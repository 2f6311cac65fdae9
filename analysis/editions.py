"""Cells, editions, the current view and restatements.

An edition of a table is a copy of a document that tells it, in the order of ``captured`` and, within a day, of entry
into the archive. What a copy's silence means is the table's scope: a ``cumulative`` table tells its whole history, so a
cell missing from a newer edition is withdrawn; a ``period`` table's copy tells its periods, and absence says nothing.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from analysis.renames import mark_renames
from analysis.schema import CURRENT, KEY, RESTATEMENTS
from analysis.totals import DIVISIONS, FIGURE, SAME, mark_totals
from spiders.publisher import Publisher, Table

TOTALLED = (*SAME, *DIVISIONS, "dims", "status")
ORDER = ("captured", "sequence", "snapshot")
SAID = ("lower", "upper", "status", "printed")


def number_editions(observations: pl.LazyFrame, publishers: Iterable[Publisher]) -> pl.LazyFrame:
    """Add ``scope``, and ``edition``: the place of the row's copy among the copies that tell its table, from 0."""
    scopes = pl.LazyFrame(
        [
            (publisher.identifier, table.identifier, table.scope)
            for publisher in publishers
            for table in _tables(publisher)
        ],
        schema={"publisher": pl.String, "table": pl.String, "scope": pl.String},
        orient="row",
    )
    tellings = (
        observations.select("publisher", "table", *ORDER)
        .unique()
        .sort("publisher", "table", *ORDER)
        .with_columns(pl.int_range(pl.len()).over("publisher", "table").alias("edition"))
    )
    return observations.join(scopes, on=["publisher", "table"]).join(tellings, on=["publisher", "table", *ORDER])


def current_view(numbered: pl.LazyFrame, publishers: Iterable[Publisher]) -> pl.DataFrame:
    """Each cell as the newest edition that speaks of it tells it, with ``method`` and ``flags``."""
    # Choosing needs few columns; only what was chosen is ever held in full.
    cells = numbered.select("cell_id", "publisher", "table", "scope", "edition", *ORDER).collect()
    newest = pl.col("edition").max()
    speaks_last = (
        pl.when(pl.col("scope") == "cumulative")
        .then(newest.over("publisher", "table"))
        .otherwise(newest.over("cell_id"))
    )
    chosen = cells.lazy().filter(pl.col("edition") == speaks_last).select("cell_id", *ORDER)
    last = numbered.drop("scope", "edition").join(chosen, on=["cell_id", *ORDER], how="semi")
    method, secondary = _judgements(publishers)
    flags = (
        pl.when(secondary).then(pl.lit("secondary")),
        pl.when(pl.col("exactness") != "byte-exact").then(pl.lit("not_byte_exact")),
    )
    frame = last.with_columns(method.alias("method"), pl.concat_list(flags).list.drop_nulls().alias("flags"))
    return frame.sort("publisher", "table", "period_start", "jurisdiction", "cell_id").collect(engine="streaming")


def retotal(current: pl.DataFrame) -> pl.DataFrame:
    """Decide ``total_over`` once more, after corrections have silenced rows: a total of nothing is no total."""
    numbered = current.select(*TOTALLED).with_row_index("_place")
    parts = [mark_totals(part) for part in numbered.partition_by("publisher", "table")]
    over = pl.concat([numbered.head(0).with_columns(pl.lit([], dtype=pl.List(pl.String)).alias("total_over")), *parts])
    return current.with_columns(over.sort("_place")["total_over"]).select(CURRENT.names()).cast(CURRENT)


def restatements(numbered: pl.LazyFrame) -> pl.DataFrame:
    """Every cell whose value, status or presence differs between consecutive editions, with what happened to it."""
    told = ("cell_id", "publisher", "table", "scope", "period_start", "period_end", "edition", *SAID)
    cells = numbered.select(told).sort("cell_id", "edition").collect()
    moves = pl.concat([_changed(cells), _entered(cells), _left(cells)])
    touched = numbered.select("cell_id", *KEY).join(moves.lazy().select("cell_id"), on="cell_id", how="semi")
    keys = touched.unique("cell_id").rename({"kind": "cell_kind"}).collect(engine="streaming")
    copies = numbered.select("publisher", "table", "edition", "captured", "snapshot").unique().collect()
    for side in ("before", "after"):
        named = copies.rename({name: f"{name}_{side}" for name in ("edition", "captured", "snapshot")})
        moves = moves.join(named, on=["publisher", "table", f"edition_{side}"])
    frame = mark_renames(moves.drop("publisher", "table").join(keys, on="cell_id"), numbered)
    frame = frame.select(RESTATEMENTS.names()).cast(RESTATEMENTS)
    return frame.sort("publisher", "table", "captured_after", "period_start", "cell_id", "kind")


def _changed(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells that consecutive editions both tell, differently."""
    before = cells.with_columns(
        pl.col(name).shift(1).over("cell_id").alias(f"{name}_before") for name in ("edition", *SAID)
    ).filter(pl.col("edition_before").is_not_null())
    unbroken = before.filter((pl.col("scope") == "period") | (pl.col("edition") == pl.col("edition_before") + 1))
    differs = [pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in ("lower", "upper", "status")]
    changed = unbroken.filter(pl.any_horizontal(differs))
    return _move(changed.rename({name: f"{name}_after" for name in ("edition", *SAID)}), _kind())


def _entered(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of a cumulative table that the edition before left out, in a period that had been told already."""
    whole = cells.filter(pl.col("scope") == "cumulative").with_columns(
        pl.col("edition").shift(1).over("cell_id").alias("edition_told")
    )
    told_before = pl.col("edition_told").is_not_null()
    entered = whole.filter((pl.col("edition") > 0) & (~told_before | (pl.col("edition_told") < pl.col("edition") - 1)))
    # A new cell of a new period is news, not a restatement.
    where = ["publisher", "table", "period_start", "period_end"]
    first = cells.group_by(where).agg(pl.col("edition").min().alias("first"))
    entered = entered.join(first, on=where).filter(pl.col("first") < pl.col("edition"))
    entered = entered.with_columns((pl.col("edition") - 1).alias("edition_before"))
    kind = pl.when(told_before).then(pl.lit("returned")).otherwise(pl.lit("appeared"))
    return _move(entered.rename({name: f"{name}_after" for name in ("edition", *SAID)}), kind)


def _left(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells of a cumulative table that the next edition leaves out."""
    whole = cells.filter(pl.col("scope") == "cumulative").with_columns(
        pl.col("edition").max().over("publisher", "table").alias("newest"),
        pl.col("edition").shift(-1).over("cell_id").alias("edition_told"),
    )
    untold = pl.col("edition_told").is_null() | (pl.col("edition_told") > pl.col("edition") + 1)
    left = whole.filter((pl.col("edition") < pl.col("newest")) & untold)
    left = left.with_columns((pl.col("edition") + 1).alias("edition_after"))
    return _move(left.rename({name: f"{name}_before" for name in ("edition", *SAID)}), pl.lit("withdrawn"))


def _move(frame: pl.DataFrame, kind: pl.Expr) -> pl.DataFrame:
    """A cell's way from one edition to the next; a side that says nothing is null."""
    sides = {f"{name}_{side}": RESTATEMENTS[f"{name}_{side}"] for side in ("before", "after") for name in SAID}
    silent = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in sides.items() if name not in frame.columns]
    moved = frame.with_columns(*silent).with_columns(kind.alias("kind"))
    return moved.select("cell_id", "publisher", "table", "edition_before", "edition_after", *sides, "kind")


def _kind() -> pl.Expr:
    lower, upper, status = (pl.col(f"{name}_after") for name in ("lower", "upper", "status"))
    lower_before, upper_before = pl.col("lower_before"), pl.col("upper_before")
    was, now = pl.col("status_before").is_in(FIGURE), status.is_in(FIGURE)
    same = lower.eq_missing(lower_before) & upper.eq_missing(upper_before)
    # 83.00% printed as 83% is the same figure rounded otherwise: what the one can stand for lies within the other.
    within = (lower >= lower_before) & (upper <= upper_before) | (lower <= lower_before) & (upper >= upper_before)
    rounded = (status == "rounded") & (pl.col("status_before") == "rounded") & within
    raised = (upper == upper_before) & (lower > lower_before) & (status == "band")
    return (
        pl.when(was & ~now).then(pl.lit("blanked"))
        .when(~was & now).then(pl.lit("appeared"))
        .when(same | rounded).then(pl.lit("reclassified"))
        .when(raised).then(pl.lit("floor_raised"))
        .otherwise(pl.lit("revised"))
    )  # fmt: skip


def _tables(publisher: Publisher) -> Iterable[Table]:
    return (table for report in publisher.reports.values() for table in report.tables.values())


def _judgements(publishers: Iterable[Publisher]) -> tuple[pl.Expr, pl.Expr]:
    """The method of a row by its table's epochs, and whether another table tells its fact for the period."""
    method, secondary = pl.lit(None, dtype=pl.String), pl.lit(False)
    for publisher in publishers:
        for table in _tables(publisher):
            here = (pl.col("publisher") == publisher.identifier) & (pl.col("table") == table.identifier)
            for epoch in sorted(table.epochs, key=lambda epoch: epoch.start):
                method = (
                    pl.when(here & (pl.col("period_start") >= epoch.start)).then(pl.lit(epoch.method)).otherwise(method)
                )
            if table.fact:
                secondary = secondary | (here & ~_within(table.primary))
    return method, secondary


def _within(spans: Iterable[tuple[date, date]]) -> pl.Expr:
    test = pl.lit(False)
    for first, last in spans:
        test = test | ((pl.col("period_start") >= first) & (pl.col("period_end") <= last))
    return test
