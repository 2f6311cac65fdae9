"""Percentages against the counts that they are of."""

import polars as pl

from analysis.checks.frame import Checked, Rule, apart, beside, nothing
from spiders.publisher import Publisher


def rate_and_counts(told: pl.DataFrame, publisher: Publisher, rule: Rule) -> Checked:
    """Percentages that the counts printed beside them, in one row of one document, cannot give.

    Both with their bounds: 54 % is 0.535 to 0.545, and that is held against the least and the most that the counts
    give. ``parts_lower``, ``parts_upper`` are the share by the counts. Nothing of nothing has no share.
    """
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
