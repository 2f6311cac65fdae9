"""Cells, editions, the current view and restatements.

An edition of a table is a copy of a document that tells it, in the order of ``captured`` and, within a day, of entry
into the archive. What a copy's silence means is the table's scope: a ``cumulative`` table tells its whole history, so a
cell missing from a newer edition is withdrawn; a ``period`` table's copy tells its periods, and absence says nothing.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from analysis.schema import CURRENT, KEY, RESTATEMENTS
from analysis.totals import FIGURE, mark_totals
from spiders.publisher import Publisher, Table

ORDER = ("captured", "sequence", "snapshot")
SAID = ("captured", "snapshot", "lower", "upper", "status", "printed")


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


def current_view(numbered: pl.DataFrame, publishers: Iterable[Publisher]) -> pl.DataFrame:
    """Each cell as the newest edition that speaks of it tells it, with ``method`` and ``flags``."""
    newest = pl.col("edition").max()
    last = numbered.filter(
        pl.col("edition")
        == pl.when(pl.col("scope") == "cumulative")
        .then(newest.over("publisher", "table"))
        .otherwise(newest.over("cell_id"))
    )
    frame = last.drop("scope", "edition").sort("publisher", "table", "period_start", "jurisdiction", "cell_id")
    method, secondary = _judgements(publishers)
    return frame.with_columns(
        method.alias("method"),
        pl.concat_list(
            pl.when(secondary).then(pl.lit("secondary")),
            pl.when(pl.col("exactness") != "byte-exact").then(pl.lit("not_byte_exact")),
        )
        .list.drop_nulls()
        .alias("flags"),
    )


def retotal(current: pl.DataFrame) -> pl.DataFrame:
    """Decide ``total_over`` once more, after corrections have silenced rows: a total of nothing is no total."""
    parts = current.partition_by("publisher", "table", maintain_order=True)
    return (
        pl.concat([mark_totals(part.drop("total_over")) for part in parts]).select(CURRENT.names()).cast(CURRENT)
        if parts
        else current
    )


def restatements(numbered: pl.DataFrame) -> pl.DataFrame:
    """Every cell whose value, status or presence differs between consecutive editions, with what happened to it."""
    cells = numbered.select(
        "cell_id", "publisher", "table", "scope", "period_start", "period_end", "edition", *SAID
    ).sort("cell_id", "edition")
    before = cells.with_columns(
        pl.col(name).shift(1).over("cell_id").alias(f"{name}_before") for name in ("edition", *SAID)
    )
    followed = before.filter(pl.col("edition_before").is_not_null())
    unbroken = followed.filter((pl.col("scope") == "period") | (pl.col("edition") == pl.col("edition_before") + 1))
    changed = unbroken.filter(
        pl.col("lower").ne_missing(pl.col("lower_before"))
        | pl.col("upper").ne_missing(pl.col("upper_before"))
        | pl.col("status").ne_missing(pl.col("status_before"))
    )
    moves = [_pair(changed, _kind()), *_presence(numbered, cells, before)]
    keys = numbered.select("cell_id", *KEY).unique("cell_id").rename({"kind": "cell_kind"})
    frame = pl.concat(moves).join(keys, on="cell_id")
    frame = _renamed(frame).select(RESTATEMENTS.names()).cast(RESTATEMENTS)
    return frame.sort("publisher", "table", "captured_after", "period_start", "cell_id", "kind")


def _presence(numbered: pl.DataFrame, cells: pl.DataFrame, before: pl.DataFrame) -> list[pl.DataFrame]:
    """Withdrawn, appeared and returned cells of cumulative tables."""
    told = (
        numbered.filter(pl.col("scope") == "cumulative")
        .select("publisher", "table", "edition", "captured", "snapshot")
        .unique()
    )
    previous = told.select(
        "publisher",
        "table",
        (pl.col("edition") + 1).alias("edition"),
        pl.col("captured", "snapshot").name.suffix("_before"),
    )
    whole = before.filter(pl.col("scope") == "cumulative")
    # A cell is news, not a restatement, when the edition before did not yet tell its period.
    periods = cells.select(
        "publisher", "table", "period_start", "period_end", (pl.col("edition") + 1).alias("edition")
    ).unique()
    entered = whole.filter(
        (pl.col("edition") > 0)
        & (pl.col("edition_before").is_null() | (pl.col("edition_before") < pl.col("edition") - 1))
    )
    entered = entered.join(periods, on=["publisher", "table", "period_start", "period_end", "edition"], how="semi")
    entered = entered.select("cell_id", "publisher", "table", "edition", "edition_before", *SAID).join(
        previous, on=["publisher", "table", "edition"]
    )
    kind = pl.when(pl.col("edition_before").is_null()).then(pl.lit("appeared")).otherwise(pl.lit("returned"))
    after = cells.filter(pl.col("scope") == "cumulative").with_columns(
        pl.col("edition").shift(-1).over("cell_id").alias("edition_after")
    )
    left = after.filter(
        pl.col("edition_after").is_null() | (pl.col("edition_after") > pl.col("edition") + 1)
    ).with_columns(pl.col("edition") + 1)
    following = told.rename({"captured": "captured_after", "snapshot": "snapshot_after"})
    left = left.rename({name: f"{name}_before" for name in SAID}).join(following, on=["publisher", "table", "edition"])
    return [_pair(entered, kind), _pair(left, pl.lit("withdrawn"))]


def _pair(frame: pl.DataFrame, kind: pl.Expr) -> pl.DataFrame:
    """Before and after of each cell; a side that says nothing is null."""
    renamed = frame.rename({name: f"{name}_after" for name in SAID if name in frame.columns})
    wanted = {name: RESTATEMENTS[name] for side in ("before", "after") for name in (f"{part}_{side}" for part in SAID)}
    missing = [pl.lit(None, dtype=dtype).alias(name) for name, dtype in wanted.items() if name not in renamed.columns]
    return renamed.with_columns(*missing).with_columns(kind.alias("kind")).select("cell_id", *wanted, "kind")


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


def _renamed(frame: pl.DataFrame) -> pl.DataFrame:
    """Suspected renames: cells that vanish while unknown ones appear at equal values, all else equal but one code."""
    sides = [
        "publisher",
        "table",
        "captured_after",
        "snapshot_after",
        "cell_kind",
        "measure",
        "unit",
        "period_start",
        "period_end",
    ]
    codes = [name for name in KEY if name not in (*sides, "kind", "dims")]
    gone = frame.filter(
        (pl.col("kind") == "withdrawn") & pl.col("lower_before").is_not_null() & (pl.col("lower_before") > 0)
    )
    come = frame.filter(
        (pl.col("kind") == "appeared") & pl.col("lower_after").is_not_null() & pl.col("lower_before").is_null()
    )
    pairs = gone.join(
        come,
        left_on=[*sides, "lower_before", "upper_before"],
        right_on=[*sides, "lower_after", "upper_after"],
        suffix="_come",
    )
    moved = pl.sum_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_come")).cast(pl.Int32) for name in codes)
    pairs = pairs.filter(moved + pl.col("dims").ne_missing(pl.col("dims_come")).cast(pl.Int32) == 1)
    # One to one, or it is a coincidence of small numbers.
    pairs = pairs.filter(pl.len().over("cell_id", "captured_after") == 1).filter(
        pl.len().over("cell_id_come", "captured_after") == 1
    )
    cells = pl.concat(
        [
            pairs.select("cell_id", "captured_after"),
            pairs.select(pl.col("cell_id_come").alias("cell_id"), "captured_after"),
        ]
    )
    marked = frame.join(
        cells.unique().with_columns(pl.lit(True).alias("_moved")), on=["cell_id", "captured_after"], how="left"
    )
    renamed = pl.col("_moved").fill_null(False) & pl.col("kind").is_in(["withdrawn", "appeared"])
    return marked.with_columns(pl.when(renamed).then(pl.lit("renamed")).otherwise("kind").alias("kind"))


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
