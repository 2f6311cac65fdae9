"""Figures that are sums of others: totals of their parts, requests of their outcomes, years of their halves."""

import polars as pl

from analysis.checks.frame import IS_FIGURE, SERIES, Checked, Rule, additive, apart, beside, far, nothing
from analysis.totals import DIVISIONS, OUTSIDE_US, SAME, is_whole
from analysis.vocabulary import label
from analysis.words import lowered
from spiders.publisher import Publisher, Table

LENGTHS = (12, 6, 3, 1)
"""Months of the periods that are whole sums of shorter ones."""


def parts_and_total(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Printed totals that the rows beside them, split by a dimension of the table's ``adds_up``, cannot give."""
    told = told.filter(pl.col("measure").is_in(additive()))
    found = []
    for table in _tables(publisher):
        rows = told.filter(pl.col("table") == table.identifier) if table.adds_up else told.head(0)
        for dimension in table.adds_up if len(rows) else ():
            found.append(_against_parts(rows, dimension))
    if not found:
        return nothing()
    both = pl.concat(found)
    wrong = both.with_columns(apart().alias("difference")).filter(pl.col("difference") > 0)
    return Checked(len(both), _measured(wrong))


def part_over_total(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Parts that are larger than their printed total, where nobody says that the parts give it exactly.

    Parts may overlap or leave something out; none can be larger than the whole.
    """
    told = told.filter(pl.col("measure").is_in(additive()))
    looked_at, found = 0, []
    for table in _tables(publisher):
        rows = told.filter(pl.col("table") == table.identifier)
        dimensions = rows["total_over"].explode().drop_nulls().unique().sort().to_list()
        for dimension in set(dimensions) - set(table.adds_up):
            split, fixed, whole = _split(rows, dimension)
            parts = split.filter(pl.col("_part").is_not_null() & ~whole & IS_FIGURE)
            totals = split.filter(pl.col("total_over").list.contains(dimension) & IS_FIGURE).select(
                *fixed, pl.col("upper").alias("parts_upper"), pl.col("lower").alias("parts_lower"),
                pl.col("cell_id").alias("_total"),
            )  # fmt: skip
            both = parts.join(totals, on=fixed, nulls_equal=True)
            looked_at += len(both)
            found.append(_over(both).with_columns(pl.lit(dimension).alias("dimension")).drop("_part", "_rest"))
    if not found:
        return nothing()
    wrong = pl.concat(found).with_columns(pl.lit(1, pl.Int64).alias("parts"), pl.concat_list("_total").alias("others"))
    return Checked(looked_at, _measured(wrong))


def outcomes(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Requests whose outcomes, which the publisher means to be all there are, do not give their number."""
    found = []
    for entry in rule.settings["partitions"]:
        if entry["publisher"] != publisher.identifier:
            continue
        rows = told.filter(pl.col("table").is_in(entry["tables"]))
        found.append(beside(rows, entry["whole"], entry["parts"]))
    return _contradictions(found)


def more_than_received(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """More requests answered, rejected or acted on than were received, in one row of one document."""
    found = []
    exceptions = [entry["table"] for entry in rule.settings["exceptions"] if entry["publisher"] == publisher.identifier]
    rows = told.filter(~pl.col("table").is_in(exceptions))
    measures = set(rows["measure"].unique())
    for part, whole in rule.settings["within"]:
        if not measures.issuperset({part, whole}):
            continue
        received = pl.lit(lowered(label("measure", whole))).alias("received")
        found.append(beside(rows, part, [whole]).with_columns(received))
    if not found:
        return nothing()
    both = pl.concat(found)
    return Checked(len(both), _measured(_over(both)))


def halves_and_years(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Periods that the shorter periods within them, all printed by the same publisher, do not add up to.

    The same table, or tables that tell the same fact. A shorter period that is silent leaves the sum open.
    """
    facts = {table.identifier: table.fact or table.identifier for table in _tables(publisher)}
    first, after = pl.col("period_start"), pl.col("period_end").dt.offset_by("1d")
    months = (after.dt.year() - first.dt.year()) * 12 + after.dt.month() - first.dt.month()
    whole = (
        (first.dt.day() == 1) & (after.dt.day() == 1) & months.is_in(LENGTHS) & ((first.dt.month() - 1) % months == 0)
    )
    # Where the whole history of a table is told at each edition, two editions may still differ: that is a restatement.
    rows = told.filter(pl.col("measure").is_in(additive()) & whole.fill_null(False)).with_columns(
        months.alias("_months"), pl.col("table").replace_strict(facts, default=None).alias("_fact")
    )
    key = ["_fact", *(name for name in SERIES if name != "table")]
    found = []
    lengths = [length for length in LENGTHS if length in rows["_months"]]
    for at, long in enumerate(lengths):
        for short in lengths[at + 1 :]:
            pieces = rows.filter(pl.col("_months") == short).with_columns(
                pl.date(first.dt.year(), (first.dt.month() - 1) // long * long + 1, 1).alias("period_start")
            )
            sums = pieces.group_by(*key, pl.col("table").alias("_table"), "period_start").agg(
                pl.len().cast(pl.Int64).alias("parts"),
                pl.col("lower").sum().alias("parts_lower"),
                # A country that a half does not list may be left out of it or have none: the sum is open above.
                pl.when(pl.col("upper").is_null().any() | (pl.len() < long // short))
                .then(None)
                .otherwise(pl.col("upper").sum())
                .alias("parts_upper"),
                pl.col("cell_id").sort().alias("others"),
            )
            wholes = rows.filter((pl.col("_months") == long) & IS_FIGURE)
            both = wholes.join(sums, on=[*key, "period_start"], nulls_equal=True)
            found.append(both.drop("_months", "_fact"))
    checked = _contradictions(found)
    if checked.hits.is_empty():
        return checked
    # Two tables may hold the same months.
    return Checked(checked.looked_at, checked.hits.sort("cell_id", "_table").unique("cell_id", keep="first"))


def _over(both: pl.DataFrame) -> pl.DataFrame:
    """Figures that are larger than what they are a part of."""
    return both.with_columns((pl.col("lower") - pl.col("parts_upper")).alias("difference")).filter(
        pl.col("difference") > 0
    )


def _contradictions(found: list[pl.DataFrame]) -> Checked:
    """Of figures with others beside them, those that cannot agree."""
    if not found:
        return nothing()
    both = pl.concat(found)
    return Checked(
        len(both), _measured(both.with_columns(apart().alias("difference")).filter(pl.col("difference") > 0))
    )


def _measured(wrong: pl.DataFrame) -> pl.DataFrame:
    """``far`` and ``size`` of two figures that contradict each other."""
    other = pl.when(pl.col("lower") > pl.col("parts_upper").fill_null(float("inf"))).then("parts_upper")
    return wrong.with_columns(
        far(pl.col("lower"), other.otherwise(pl.col("parts_lower").fill_null(pl.col("parts_upper")))).alias("far"),
        pl.col("difference").alias("size"),
    )


def _tables(publisher: Publisher) -> list[Table]:
    return [table for report in publisher.reports.values() for table in report.tables.values()]


def _split(told: pl.DataFrame, dimension: str) -> tuple[pl.DataFrame, list[str], pl.Expr]:
    """Rows with their code of the dimension as ``_part``; the columns held fast; and whether a row is not split."""
    inner = pl.col("_dims")
    split = told.with_columns(
        (pl.col(dimension) if dimension in DIVISIONS else inner.str.extract(rf"(?:^|\x1f){dimension}=([^\x1f]*)"))
        .alias("_part"),
        pl.col("dims").list.eval(pl.element().filter(~pl.element().str.starts_with(f"{dimension}=")))
        .list.join("\x1f").alias("_rest"),
    )  # fmt: skip
    fixed = [*SAME, "snapshot", "_rest", *(name for name in DIVISIONS if name != dimension)]
    return split, fixed, is_whole("_part", dimension)


def _summed(parts: pl.DataFrame, fixed: list[str]) -> pl.DataFrame:
    return parts.group_by(fixed).agg(
        pl.len().cast(pl.Int64).alias("parts"),
        pl.col("lower").sum().alias("parts_lower"),
        # A part that is withheld, or open above, can hold anything.
        pl.when(pl.col("upper").is_null().any()).then(None).otherwise(pl.col("upper").sum()).alias("parts_upper"),
        pl.col("cell_id").sort().alias("others"),
    )


def _against_parts(told: pl.DataFrame, dimension: str) -> pl.DataFrame:
    """The printed totals over a dimension with the sum of the rows beside them that are split by it."""
    split, fixed, whole = _split(told, dimension)
    parts = split.filter(pl.col("_part").is_not_null() & ~whole)
    totals = split.filter(pl.col("total_over").list.contains(dimension) & IS_FIGURE)
    outside_us = pl.col("_part") == OUTSIDE_US
    both = pl.concat(
        [
            totals.filter(~outside_us).join(_summed(parts, fixed), on=fixed, nulls_equal=True),
            totals.filter(outside_us).join(
                _summed(parts.filter(pl.col("_part") != "US"), fixed), on=fixed, nulls_equal=True
            ),
        ]
    )
    # Sentences name the other dimensions; this one says "all" by being a total.
    return both.with_columns(pl.lit(dimension).alias("dimension")).drop("_part", "_rest")
