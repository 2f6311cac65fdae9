"""Which rows total others of their own table: decided for each row by what stands beside it."""

import polars as pl

TOTALS = {"jurisdiction": "001", "counterparty": "001"}
DIVISIONS = ("service", "subject", "jurisdiction", "counterparty", "process", "reason", "requester")
SAME = ("publisher", "table", "kind", "measure", "unit", "period_start", "period_end")
FIGURE = ("exact", "rounded", "band", "below")


def mark_totals(frame: pl.DataFrame) -> pl.DataFrame:
    """Fill ``total_over``: the dimensions in which a row says ``all`` (or world) while other rows beside it are split.

    A row that says nothing (blank, not reported) is no part of a total, so it makes none.
    """
    names = sorted(
        {
            name
            for entry in frame["dims"].list.unique().explode().drop_nulls().unique()
            for name in [entry.split("=")[0]]
        }
    )
    split = frame.with_row_index("_row").with_columns(
        pl.col("dims")
        .list.eval(pl.element().filter(pl.element().str.starts_with(f"{name}=")))
        .list.first()
        .str.split("=")
        .list.last()
        .alias(f"_{name}")
        for name in names
    )
    divisions = [name for name in DIVISIONS if frame[name].null_count() < len(frame)] + [f"_{name}" for name in names]
    whole = {name: pl.col(name).eq_missing(TOTALS.get(name, "all")) for name in divisions}
    marks = [pl.when(test).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name, test in whole.items()]
    split = split.with_columns(pl.concat_str(marks or [pl.lit("")]).alias("_mask"))
    found: dict[int, list[str]] = {}
    for mask in split["_mask"].unique().to_list():
        found.update(_totals(split, mask, divisions) if mask else {})
    over = [[name.removeprefix("_") for name in found.get(row, ())] for row in range(len(frame))]
    return frame.with_columns(pl.Series("total_over", over, dtype=pl.List(pl.String)))


def _totals(split: pl.DataFrame, mask: str, divisions: list[str]) -> dict[int, list[str]]:
    """The rows that are whole in just the dimensions of ``mask``, with those of them in which other rows are split."""
    names = mask.split()
    fixed = [*SAME, *(name for name in divisions if name not in names)]
    rows = split.filter(pl.col("_mask") == mask)
    parts = (
        split.filter(pl.col("status").is_in(FIGURE))
        .group_by(fixed)
        .agg(
            (pl.col(name).is_not_null() & (pl.col(name) != TOTALS.get(name, "all"))).any().alias(f"split:{name}")
            for name in names
        )
    )
    joined = rows.select("_row", *fixed).join(parts, on=fixed, how="inner", nulls_equal=True)
    flags = joined.select("_row", *(f"split:{name}" for name in names)).rows()
    return {
        row: [name for name, is_split in zip(names, flag, strict=True) if is_split] for row, *flag in flags if any(flag)
    }
