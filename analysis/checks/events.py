"""The same thing counted by two: what one publisher says that it sent, and what another says that it received."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis.checks.frame import IS_FIGURE, PRIMARY, Checked, Rule, apart, far, nothing, prepared
from spiders.publisher import Publisher

_SIDE = {"lower": "parts_lower", "upper": "parts_upper", "_cells": "others", "_rows": "parts"}


def two_reports(current: pl.LazyFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Figures of one calendar year told by two publishers that differ; there is no word on who is right.

    ``publisher`` is the one that an entry of ``pairs`` names as ``mine``; ``parts_lower``, ``parts_upper`` are the
    other's. A year is told by one period or by shorter ones; where one of them is missing, the sum is open above.
    """
    looked_at, found = 0, []
    for pair in rule.settings["pairs"]:
        if pair["mine"]["publisher"] != publisher.identifier:
            continue
        mine, other = _years(current, pair["mine"]), _years(current, pair["other"])
        both = mine.join(other.select("_year", *_SIDE).rename(_SIDE), on="_year")
        looked_at += len(both)
        wrong = both.with_columns(apart().alias("difference")).filter(pl.col("difference") > 0)
        found.append(
            wrong.with_columns(pl.lit(pair["said"]).alias("said"), pl.lit(pair["by"]).alias("by")).drop(
                "_cells", "_rows", "_year"
            )
        )
    if not found:
        return nothing()
    wrong = pl.concat(found).with_columns(
        far(pl.col("lower"), pl.col("parts_lower")).alias("far"), pl.col("difference").alias("size")
    )
    return Checked(looked_at, wrong)


def _years(current: pl.LazyFrame, side: Mapping[str, Any]) -> pl.DataFrame:
    """One row a calendar year: the last of the side's rows within it, with the sum of all as its bounds.

    Nothing is divided, and a year whose periods overlap is left out.
    """
    narrowed = current.filter((pl.col("publisher") == side["publisher"]) & (pl.col("measure") == side["measure"]))
    rows = prepared(narrowed, side["publisher"]).filter(IS_FIGURE & PRIMARY & pl.col("table").is_in(side["tables"]))
    for column, codes in side.get("where", {}).items():
        rows = rows.filter(pl.col(column).is_in(codes if isinstance(codes, list) else [codes]))
    if "dims" in side:
        rows = rows.filter(pl.col("_dims") == side["dims"])
    first, last = pl.col("period_start"), pl.col("period_end")
    days = (last - first).dt.total_days() + 1
    rows = rows.filter(first.dt.year() == last.dt.year()).with_columns(
        first.dt.year().alias("_year"), days.cast(pl.Int64).alias("_days")
    )
    length = pl.date(pl.col("_year"), 12, 31).dt.ordinal_day()
    part = ["service", "about", "process", "reason", "requester", "_dims"]
    told = rows.with_columns(pl.col("_days").sum().over(*part, "_year").alias("_told")).filter(
        pl.col("_told") <= length
    )
    summed = ("lower", "upper", "_year", "period_start", "_days", "_told")
    kept = [pl.col(name).last() for name in told.columns if name not in (*summed, "_dims")]
    return (
        told.sort("period_start", "cell_id")
        .group_by("_year", maintain_order=True)
        .agg(
            *kept,
            # A sum over several parts is about none of them.
            pl.when(pl.col("_dims").n_unique() == 1).then(pl.col("_dims").last()),
            pl.col("lower").sum(),
            # Where a part of the year, or of the parts that others make up, is missing, the sum is open above.
            pl.when((pl.col("_told") == length).all()).then(pl.col("upper").sum()).otherwise(None),
            pl.col("period_start").min(),
            pl.col("cell_id").alias("_cells"),
            pl.len().cast(pl.Int64).alias("_rows"),
        )
    )
