"""How many accounts, devices or items a request names: against the same country's other periods, and against one."""

from collections.abc import Mapping
from statistics import median

import polars as pl

from analysis.checks.frame import PRIMARY, Checked, Rule, beside, far, nothing, outermost
from spiders.publisher import Publisher


def accounts_per_request(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Periods in which a request names many times, or a small part, of what it usually names in the same series.

    ``parts_lower`` is what the usual ratio (the median of the series' other periods) would give for the requests.
    """
    settings = rule.settings
    both = _pairs(told, settings["pairs"])
    if both.is_empty():
        return nothing()
    series = "_series"
    ratio = pl.col("lower") / pl.col("_requests")
    known = both.filter(pl.col("_requests") >= settings["least_requests"]).with_columns(ratio.alias("_ratio"))
    logs = known.with_row_index("_at").with_columns(pl.col("_ratio").clip(1e-9).log().alias("_log"))
    # The median of the others: a figure that is out of line must not draw the line itself.
    periods = logs.group_by(series).agg(pl.col("_at"), pl.col("_log").alias("_logs"))
    periods = periods.filter(pl.col("_at").list.len() >= settings["least_periods"])
    usual = []
    for ats, values in periods.select("_at", "_logs").iter_rows():
        for place, at in enumerate(ats):
            others = values[:place] + values[place + 1 :]
            middle = median(others)
            usual.append({"_at": at, "_median": middle, "_spread": median(abs(other - middle) for other in others)})
    medians = pl.DataFrame(usual, schema={"_at": pl.UInt32, "_median": pl.Float64, "_spread": pl.Float64})
    compared = logs.join(medians, on="_at").with_columns(
        (pl.col("_log") - pl.col("_median")).abs().alias("_off"),
        (pl.col("_median").exp() * pl.col("_requests")).alias("parts_lower"),
    )
    wrong = compared.filter(
        (pl.col("_off") > pl.lit(settings["factor"], pl.Float64).log())
        & (pl.col("_off") > settings["spreads"] * pl.col("_spread"))
        & (pl.max_horizontal("lower", "parts_lower") >= _least(settings["least_named"]))
    ).with_columns(
        (pl.col("lower") - pl.col("parts_lower")).abs().alias("difference"),
        pl.col("parts_lower").alias("parts_upper"),
        # Of ten requests one may name thousands; the more they are, the less a single one explains.
        (far(pl.col("lower"), pl.col("parts_lower")) * pl.col("_requests").log10() / 2).alias("far"),
        pl.col("_requests").alias("requests"), pl.col("_ratio").alias("ratio"), pl.col("_median").exp().alias("usual"),
    )  # fmt: skip
    return Checked(len(compared), outermost(wrong.with_columns(pl.col("difference").alias("size")), "difference"))


def fewer_accounts_than_requests(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Rows with fewer accounts than requests, in tables that mostly have as many or more.

    ``parts_lower``, ``parts_upper`` are the requests.
    """
    settings = rule.settings
    both = _pairs(told, settings["pairs"])
    if both.is_empty():
        return nothing()
    known = both.filter(pl.col("_requests") >= settings["least_requests"]).with_columns(
        ((pl.col("lower") >= pl.col("_requests")).mean().over("table", "measure")).alias("_mostly"),
    )
    wrong = known.filter(
        (pl.col("_mostly") >= settings["mostly"]) & (pl.col("upper") < settings["share"] * pl.col("parts_lower"))
    ).with_columns(
        (pl.col("parts_lower") - pl.col("upper")).alias("difference"),
        far(pl.col("upper"), pl.col("parts_lower")).alias("far"),
        pl.col("_mostly").mul(100).round(0).cast(pl.Int64).alias("mostly"),
    )
    return Checked(len(known), wrong.with_columns(pl.col("difference").alias("size")))


def _least(settings: Mapping[str, float]) -> pl.Expr:
    """The least size of a figure, by its measure."""
    return pl.col("measure").replace_strict(settings, return_dtype=pl.Float64)


def _pairs(told: pl.DataFrame, pairs: list[list[str]]) -> pl.DataFrame:
    """What requests name, exactly printed, with the requests beside it in the same document."""
    rows = told.filter((pl.col("status") == "exact") & PRIMARY)
    measures = set(rows["measure"].unique())
    found = [beside(rows, named, [whole]) for named, whole in pairs if measures.issuperset({named, whole})]
    if not found:
        return pl.DataFrame()
    return pl.concat(found).with_columns(pl.col("parts_lower").alias("_requests")).filter(pl.col("_requests") > 0)
