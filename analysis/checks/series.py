"""A series against itself: a figure that stands there twice, and one far from its neighbours."""

import polars as pl

from analysis.checks.frame import IS_FIGURE, PRIMARY, Checked, Rule, additive, far, outermost
from spiders.publisher import Publisher


def repeated_figure(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """The same exact figure in consecutive periods of one series."""
    least = rule.settings["least"]
    skipped = [entry["table"] for entry in rule.settings["exceptions"] if entry["publisher"] == publisher.identifier]
    rows = told.filter(pl.col("measure").is_in(additive()) & ~pl.col("table").is_in(skipped))
    both = _consecutive(rows).filter((pl.col("status") == "exact") & (pl.col("_status") == "exact"))
    large = both.filter(pl.col("lower") >= least)
    wrong = large.filter(pl.col("lower") == pl.col("parts_lower")).with_columns(
        # Nothing is apart: what counts is how unlikely it is, which grows with the figure.
        pl.lit(0.0).alias("difference"), pl.lit(1.0).alias("far"), pl.col("lower").alias("size"),
    )  # fmt: skip
    return Checked(len(large), outermost(_whole(rows, wrong), "lower"))


def sudden_jump(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Figures many times their neighbour before, or a small part of it, where the method is the same."""
    factor, sizes = rule.settings["factor"], rule.settings["least"]
    rows = told.filter(pl.col("measure").is_in(list(sizes)))
    least = pl.col("measure").replace_strict(sizes, return_dtype=pl.Float64)
    both = _consecutive(rows).filter(pl.col("method").eq_missing(pl.col("_method")))
    up = (pl.col("lower") > factor * pl.col("parts_upper")) & (pl.col("lower") >= least)
    down = (pl.col("upper") * factor < pl.col("parts_lower")) & (pl.col("parts_lower") >= least)
    wrong = both.filter(up | down).with_columns(
        (pl.col("lower") - pl.col("parts_lower")).abs().alias("difference"),
        far(pl.col("lower"), pl.col("parts_lower")).alias("far"),
        up.alias("_up"),
    )
    # A peak goes up and down again: the way back to where it came from is no second finding.
    ways = wrong.select(pl.col("_row").alias("_row_before"), pl.col("_up").alias("_came_up"))
    alone = wrong.join(ways, on="_row_before", how="left").filter(
        ~(pl.col("_came_up") ^ pl.col("_up")).fill_null(False)
    )
    alone = alone.with_columns(pl.col("difference").alias("size"))
    return Checked(len(both), outermost(_whole(rows, alone), "difference"))


def _consecutive(told: pl.DataFrame) -> pl.DataFrame:
    """Figures with those of the period just before, as long, in the same series: ``parts_lower``, ``parts_upper``.

    A silence between two figures keeps them apart, and so does a period that is left out.
    """
    days = (pl.col("period_end") - pl.col("period_start")).dt.total_days()
    before = {"lower": "parts_lower", "upper": "parts_upper", "status": "_status", "method": "_method"}
    before |= {"period_start": "_start", "period_end": "_end", "_days": "_length", "_row": "_row_before"}
    slim = told.select(
        pl.int_range(pl.len()).alias("_row"), days.alias("_days"), "_series", "measure", "flags", *list(before)[:6]
    )
    rows = slim.filter(PRIMARY).sort("_series", "period_start", "_row")
    rows = rows.with_columns(pl.col(name).shift(1).alias(alias) for name, alias in before.items())
    same = pl.col("_series") == pl.col("_series").shift(1)
    # A half-year has 181 to 184 days.
    alike = (pl.col("_days") - pl.col("_length")).abs() <= 4
    next_to = pl.col("period_start") == pl.col("_end").dt.offset_by("1d")
    # A figure that is open above, or a silence, has no bound to be compared.
    return rows.filter(
        IS_FIGURE & same & alike & next_to & pl.col("parts_lower").is_not_null() & pl.col("parts_upper").is_not_null()
    )


def _whole(told: pl.DataFrame, wrong: pl.DataFrame) -> pl.DataFrame:
    """The rows in full, with the cell before each as ``others``."""
    added = [name for name in wrong.columns if name not in told.columns]
    rows = pl.concat([told[wrong["_row"]], wrong.select(added)], how="horizontal")
    cells = told[wrong["_row_before"]]["cell_id"].alias("others")
    return rows.with_columns(pl.concat_list(cells).alias("others"), pl.lit(1, pl.Int64).alias("parts"))
