"""Which rows total others of their own table: decided for each row by what stands beside it."""

import polars as pl

TOTALS = {"jurisdiction": "001", "counterparty": "001"}
OUTSIDE_US = "area:outside_us"
EU_MEMBER_STATES = "area:eu_member_states"
DIVISIONS = ("service", "about", "subject", "jurisdiction", "counterparty", "process", "reason", "requester")
SAME = (
    *("publisher", "table", "kind", "measure", "unit", "jurisdiction_role", "counterparty_role"),
    *("period_start", "period_end"),
)
FIGURE = ("exact", "rounded", "band", "below")


def mark_totals(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill ``total_over``: the dimensions in which a row says ``all`` (or world) while other rows beside it are split.

    A row that says nothing (blank, not reported) is no part of a total, so it makes none.
    """
    joined = pl.col("dims").list.join("\x1f")
    names = sorted(
        frame.select(pl.col("dims").list.explode().drop_nulls().str.extract("^([^=]*)=").unique()).to_series()
    )
    split = frame.with_row_index("_row").with_columns(
        joined.str.extract(rf"(?:^|\x1f){name}=([^\x1f]*)").alias(f"_{name}") for name in names
    )
    divisions = [name for name in DIVISIONS if frame[name].null_count() < len(frame)] + [f"_{name}" for name in names]
    marks = [pl.when(_is_whole(name)).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name in divisions]
    split = split.with_columns(pl.concat_str(marks or [pl.lit("")]).alias("_mask"))
    masks = [mask for mask in split["_mask"].unique().sort() if mask]
    outside = pl.col("jurisdiction").eq_missing(OUTSIDE_US)
    found = [_totals(split, split.filter(~outside), mask, divisions) for mask in masks]
    if len(rest := split.filter(outside)):  # what is of the United States is no part of it
        others = split.filter(pl.col("jurisdiction").ne_missing("US"))
        found += [_totals(others, rest, mask, divisions) for mask in masks]
    over = pl.concat([pl.DataFrame(schema={"_row": pl.UInt32, "total_over": pl.List(pl.String)}), *found])
    rows = split.select("_row").join(over, on="_row", how="left", maintain_order="left")
    return frame.with_columns(rows["total_over"].fill_null([]))


def is_whole(column: str, dimension: str) -> pl.Expr:
    """Whether a row is not split by a dimension, whose code the column holds.

    Of DSA reports the whole is the EU. All countries but the United States is a whole too, and so are the Member States
    of the EU in a table of them alone: a publisher that prints it prints the countries in it beside it.
    """
    whole = pl.col(column).eq_missing(TOTALS.get(dimension, "all"))
    if dimension == "jurisdiction":
        eu = pl.col("kind").eq_missing("dsa") | pl.col("measure").eq_missing("average_monthly_active_recipients")
        whole = whole | (eu & pl.col(column).eq_missing("EU"))
        whole = whole | pl.col(column).eq_missing(OUTSIDE_US) | pl.col(column).eq_missing(EU_MEMBER_STATES)
    return whole


def _is_whole(name: str) -> pl.Expr:
    return is_whole(name, name)


def _totals(beside: pl.DataFrame, rows: pl.DataFrame, mask: str, divisions: list[str]) -> pl.DataFrame:
    """The rows that are whole in just the dimensions of ``mask``, with those in which others ``beside`` are split."""
    names = mask.split()
    fixed = [*SAME, *(name for name in divisions if name not in names)]
    parts = beside.filter(pl.col("status").is_in(FIGURE)).group_by(fixed)
    flags = parts.agg((pl.col(name).is_not_null() & ~_is_whole(name)).any().alias(f"split:{name}") for name in names)
    flagged = rows.filter(pl.col("_mask") == mask).select("_row", *fixed).join(flags, on=fixed, nulls_equal=True)
    over = [pl.when(pl.col(f"split:{name}")).then(pl.lit(name.removeprefix("_"))) for name in names]
    return flagged.select("_row", pl.concat_list(over).list.drop_nulls().alias("total_over"))
