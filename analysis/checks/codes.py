"""Two printed words that were read as one code, in one table of one document, about one period."""

import polars as pl

from analysis.checks.frame import IS_FIGURE, Checked, Rule
from spiders.publisher import Publisher


def two_labels_one_code(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Countries that a document prints under two names, both with figures in the same period.

    One finding for a table and a code: the first period in which it happens.
    """
    rows = told.filter(IS_FIGURE & ~pl.col("jurisdiction").is_in(rule.settings["leave_out"]))
    words = rows.filter(pl.col("printed_jurisdiction").is_not_null())
    place = ["table", "snapshot", "jurisdiction", "period_start", "period_end"]
    told_by = words.group_by(place).agg(pl.col("printed_jurisdiction").unique().sort().alias("_names"))
    several = told_by.filter(pl.col("_names").list.len() > 1)
    if several.is_empty():
        return Checked(len(told_by), words.head(0))
    where = words.join(several, on=place)
    counts = where.group_by("table", "jurisdiction", "printed_jurisdiction").len("_rows")
    # The rarer word's largest figure is the one to look at.
    rarer = where.join(counts, on=["table", "jurisdiction", "printed_jurisdiction"]).sort(
        ["_rows", "lower", "cell_id"], descending=[False, True, False]
    )
    wrong = rarer.unique(["table", "jurisdiction"], keep="first", maintain_order=True).with_columns(
        pl.col("_names").list.set_difference(pl.concat_list("printed_jurisdiction"))
        .list.eval(pl.format("“{}”", pl.element()).sort()).list.join(" and ").alias("words"),
        pl.col("_names").list.len().cast(pl.Int64).alias("parts"),
        *(pl.lit(None, pl.Float64).alias(name) for name in ("parts_lower", "parts_upper")),
        pl.lit(0.0).alias("difference"), pl.lit(1.0).alias("far"), pl.col("lower").alias("size"),
        pl.lit([], pl.List(pl.String)).alias("others"),
    )  # fmt: skip
    return Checked(len(told_by), wrong)
