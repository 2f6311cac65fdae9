"""Percentages against the counts that they are of: those that no counts give, and those that were cut off."""

import polars as pl

from analysis.checks.frame import Checked, Rule, apart, beside, nothing, rules
from spiders.publisher import Publisher


def rate_and_counts(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Percentages that the counts printed beside them, in one row of one document, cannot give.

    Both with their bounds: 54 % is 0.535 to 0.545, and that is held against the least and the most that the counts
    give. ``parts_lower``, ``parts_upper`` are the share by the counts. Nothing of nothing has no share. A share that
    was only cut off is left to ``rate_cut_off``.
    """
    checked = _apart(told, rule)
    return Checked(checked.looked_at, checked.hits.filter(~_cut_off(rule)) if len(checked.hits) else checked.hits)


def rate_cut_off(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Percentages that are the share of the counts beside them, cut off where it should have been rounded."""
    asked = rules()[rule.settings["asks"]]
    checked = _apart(told, asked)
    return Checked(checked.looked_at, checked.hits.filter(_cut_off(asked)) if len(checked.hits) else checked.hits)


def _cut_off(rule: Rule) -> pl.Expr:
    """Whether counts give one share, and what is printed is that share without its further digits.

    Bounds are half of the last digit away from what is printed, and none is below 0 or above 1. So a bound of 0 is that
    of a printed 0, of which half is missing; a printed 1 is no share that was cut off.
    """
    half = pl.when(pl.col("lower") == 0).then(pl.col("upper")).otherwise((pl.col("upper") - pl.col("lower")) / 2)
    printed = pl.col("upper") - half
    share, leeway = pl.col("parts_lower"), rule.settings["leeway"]
    from_it_up = (share > printed - leeway) & (share < printed + 2 * half - leeway)
    rounded: pl.Expr = (pl.col("status") == "rounded") & (pl.col("upper") < 1) & (share == pl.col("parts_upper"))
    return rounded.and_(from_it_up)


def _apart(told: pl.DataFrame, rule: Rule) -> Checked:
    """The percentages that miss the share by their counts, by any rounding of the last digit."""
    found, leeway = [], rule.settings["leeway"]
    measures = set(told["measure"].unique())
    for entry in rule.settings["shares"]:
        if not measures.issuperset({entry["rate"], entry["whole"], *entry["parts"]}):
            continue
        of_parts = beside(told, entry["rate"], entry["parts"]).rename({"parts_lower": "_low", "parts_upper": "_high"})
        wholes = beside(told, entry["rate"], [entry["whole"]]).filter(pl.col("parts_lower") > 0)
        of_wholes = wholes.select(
            "cell_id",
            pl.col("parts_lower").alias("_least"),
            pl.col("parts_upper").alias("_most"),
            pl.col("others").alias("_whole"),
        )
        found.append(of_parts.join(of_wholes, on="cell_id"))
    if not found:
        return nothing()
    # A rate can have its numerator printed in two ways; one of them is enough.
    both = pl.concat(found).unique("cell_id", keep="first", maintain_order=True)
    both = both.with_columns(
        (pl.col("_low") / pl.col("_most")).alias("parts_lower"),
        (pl.col("_high") / pl.col("_least")).alias("parts_upper"),
        pl.col("others").list.concat("_whole"),
        pl.col("parts") + 1,
    ).with_columns(apart().alias("difference"))
    wrong = both.filter(pl.col("difference") > leeway).with_columns(
        # As far as the shares are apart, and as large as the requests that this makes.
        (pl.col("difference") / pl.max_horizontal("upper", "parts_upper", pl.lit(leeway))).alias("far"),
        (pl.col("difference") * pl.col("_least")).alias("size"),
        pl.col("_low").alias("count"),
        pl.col("_least").alias("of"),
    )
    return Checked(len(both), wrong)
