"""Bands as they should be printed: the lower bound first, and as wide as the law's bands."""

import polars as pl

from analysis.checks.frame import PRIMARY, Checked, Rule
from spiders.publisher import Publisher


def band_out_of_order(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Bands whose lower bound is above their upper one."""
    bands = told.filter((pl.col("status") == "band") & pl.col("lower").is_not_null() & pl.col("upper").is_not_null())
    wrong = bands.filter(pl.col("lower") > pl.col("upper"))
    return Checked(len(bands), _measured(wrong, pl.col("lower") - pl.col("upper")))


def band_width(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Bands of US national security requests that are none of the law's, nor one of them with a raised floor."""
    bands = _national(told)
    wrong = bands.filter(~_lawful(rule) & ~_raised(rule))
    return Checked(len(bands), _measured(wrong, pl.col("upper") - pl.col("lower")))


def raised_floor(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Bands of which only the lower bound is odd: letters that may be told singly count from there."""
    bands = _national(told).filter(PRIMARY)
    raised = bands.filter(~_lawful(rule) & _raised(rule))
    widths = _widths(rule)
    # The narrowest of the law's bands that ends where this one does.
    floor = pl.coalesce(
        pl.when(((pl.col("upper") + 1) % (width + 1) == 0) & (pl.col("lower") >= pl.col("upper") - width))
        .then(pl.col("upper") - width) for width in widths
    )  # fmt: skip
    odd = raised.with_columns(floor.alias("parts_lower"), pl.col("upper").alias("parts_upper"))
    return Checked(len(bands), _measured(odd, pl.col("lower") - pl.col("parts_lower")))


def _national(told: pl.DataFrame) -> pl.DataFrame:
    return told.filter((pl.col("kind") == "national_security") & (pl.col("status") == "band"))


def _widths(rule: Rule) -> list[int]:
    return sorted(rule.settings["widths"])


def _lawful(rule: Rule) -> pl.Expr:
    """One of the law's bands: of its width, and beginning at a multiple of it."""
    width = pl.col("upper") - pl.col("lower")
    return width.is_in([float(one) for one in _widths(rule)]) & (pl.col("lower") % (width + 1) == 0)


def _raised(rule: Rule) -> pl.Expr:
    """It ends where one of the law's bands ends, and begins within it."""
    ends = [
        ((pl.col("upper") + 1) % (width + 1) == 0) & (pl.col("lower") > pl.col("upper") - width)
        for width in _widths(rule)
    ]
    return pl.any_horizontal(ends)


def _measured(wrong: pl.DataFrame, difference: pl.Expr) -> pl.DataFrame:
    sides = [
        pl.lit(None, pl.Float64).alias(name) for name in ("parts_lower", "parts_upper") if name not in wrong.columns
    ]
    return wrong.with_columns(*sides, difference.alias("difference")).with_columns(
        pl.lit(1.0).alias("far"), pl.col("difference").alias("size"), pl.lit([], pl.List(pl.String)).alias("others")
    )
