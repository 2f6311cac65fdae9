"""Derived measures: what printed figures give when they are divided, with bounds, a reason where nothing can be said,
and the cells it is from. ``derived.toml`` defines them; docs/derived.md is the guide.

Only figures of one publisher, table and method meet. Silence gives a reason and never a number. Intervals are divided
as intervals: no midpoint, and nothing is divided by what can be 0 (R. E. Moore, Interval Analysis, 1966).
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from analysis.schema import CODES, CURRENT
from analysis.statements import figures_only
from analysis.vocabulary import terms

FILE = Path(__file__).with_name("derived.toml")
WORLD = "001"
RULES = {"quotient": "by", "growth": "back", "share": "unit", "per": "every"}
REASONS = {
    "silent": "a cell that it needs holds no figure",
    "open": "a figure that it needs has no upper bound",
    "below_zero": "a figure that it needs can be below 0",
    "divided_by_zero": "what it is divided by can be 0",
    "method": "the publisher counted otherwise in the earlier period",
    "part_is_silent": "no total is printed, and a jurisdiction of the table holds no closed figure",
    "parts_overlap": "no total is printed, and a jurisdiction of the table lies within another",
    "only_part": "no total is printed, and the table tells one jurisdiction only",
}

_DERIVED: dict[str, Any] = {
    "derived_measure": pl.String,
    "publisher": pl.String,
    "table": pl.String,
    **{name: CURRENT[name] for name in (*CODES, "dims", "period_start", "period_end", "method")},
    "derived_unit": pl.String,
    "lower": pl.Float64,
    "upper": pl.Float64,
    # Null beside bounds; else a key of REASONS.
    "reason": pl.String,
    # What it was divided by: "cell", "printed_total", "sum_of_parts", "earlier_period" or a denominator's source.
    "divided_by": pl.String,
    "from_cell_ids": pl.List(pl.String),
    # The publisher's own figure of the same, and whether both can be true.
    "beside_cell_id": pl.String,
    "beside_lower": pl.Float64,
    "beside_upper": pl.Float64,
    "agrees": pl.Boolean,
}
DERIVED = pl.Schema(_DERIVED)
"""A row is no figure of the record: it has neither ``cell_id`` nor ``status``, and ``figures_only`` refuses it."""

DENOMINATORS = pl.Schema({"jurisdiction": pl.String, "year": pl.Int32, "value": pl.Float64, "source": pl.String})

ALONE = ("unit", "measure")
SAME = ("publisher", "table", *(name for name in CODES if name not in ALONE), "_dims")
SERIES = (*SAME, *ALONE)
PERIOD = ("period_start", "period_end")
SIDE = ("cell_id", "lower", "upper", "method")
WITHIN_OTHERS = ("aggregate", "area", "supranational")
"""Kinds of jurisdiction whose figures can hold those of countries beside them."""


@cache
def definitions(file: Path = FILE) -> dict[str, dict[str, Any]]:
    """The definitions by name. Raises ValueError for a rule that is none, or one that lacks what it needs."""
    found: dict[str, dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))
    for name, entry in found.items():
        needed = ("of", "unit", "why", RULES.get(entry.get("rule", ""), "rule, one of " + ", ".join(RULES)))
        if missing := [key for key in needed if key not in entry]:
            raise ValueError(f"{file.name}: {name}: no {', '.join(missing)}")
    return found


def load_denominators(path: Path) -> pl.DataFrame:
    """A CSV table ``jurisdiction, year, value, source`` as DENOMINATORS: inhabitants, or users of what its source says.

    Raises ValueError for a row without all four, with a code that is none, a value not above 0, or told twice.
    """
    frame = pl.read_csv(path, schema=DENOMINATORS)
    known = sorted(terms("jurisdiction"))
    wrong = frame.filter(
        pl.any_horizontal(pl.all().is_null())
        | (pl.col("source").str.strip_chars() == "")
        | ~pl.col("jurisdiction").is_in(known)
        | (pl.col("value") <= 0)
        | pl.struct("jurisdiction", "year").is_duplicated()
    )
    if len(wrong):
        raise ValueError(f"{path.name}: {wrong.row(0)}: needs a jurisdiction told once, a year, a value and a source")
    return frame


def derive(
    current: pl.DataFrame | pl.LazyFrame, measure: str, denominators: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The rows of a derived measure, as DERIVED and in the order of ``current``, wherever one table has what it needs.

    Raises KeyError for a measure that ``derived.toml`` does not define, TypeError for rows that are no figures of the
    record, ValueError for a rule that needs denominators without any.
    """
    definition = definitions()[measure]
    if isinstance(current, pl.DataFrame):
        figures_only(current, "a derived measure")
    wanted = definition["of"]
    if wanted == "additive":
        wanted = [code for code, term in terms("measure").items() if term.row["additive"] == "yes"]
    measures = [*wanted, *(definition[key] for key in ("by", "beside") if key in definition)]
    rows = current.lazy().filter(pl.col("measure").is_in(measures))
    if "kinds" in definition:
        rows = rows.filter(pl.col("kind").is_in(definition["kinds"]))
    names = ("publisher", "table", *CODES, "dims", *PERIOD, *SIDE)
    cells = rows.select(names).with_columns(pl.col("dims").list.join("\x1f").alias("_dims"))
    rule = {"quotient": _quotient, "growth": _growth, "share": _share}.get(definition["rule"])
    if rule is not None:
        found = rule(cells, definition)
    elif denominators is not None:
        found = _per(cells, definition, denominators)
    else:
        raise ValueError(f"{measure}: needs a table of denominators with a source and a year; none is shipped")
    shaped = _filled(found).with_columns(
        pl.lit(measure).alias("derived_measure"), pl.lit(definition["unit"]).alias("derived_unit")
    )
    return shaped.select(DERIVED.names()).cast(DERIVED).collect()


def _quotient(cells: pl.LazyFrame, definition: dict[str, Any]) -> pl.LazyFrame:
    parts = cells.filter(pl.col("measure").is_in(definition["of"]))
    found = _beside(parts, cells.filter(pl.col("measure") == definition["by"]), "_by")
    found = _divide(found, part=definition.get("part", False)).with_columns(
        pl.lit("cell").alias("divided_by"), pl.concat_list("cell_id", "cell_id_by").alias("from_cell_ids")
    )
    if "beside" not in definition:
        return found
    printed = _beside(found, cells.filter(pl.col("measure") == definition["beside"]), "_own", how="left")
    own = {"beside_cell_id": "cell_id_own", "beside_lower": "lower_own", "beside_upper": "upper_own"}
    overlap = (pl.col("lower") <= pl.col("upper_own")) & (pl.col("upper") >= pl.col("lower_own"))
    return printed.with_columns(**{name: pl.col(old) for name, old in own.items()}, agrees=overlap)


def _growth(cells: pl.LazyFrame, definition: dict[str, Any]) -> pl.LazyFrame:
    """Against the earlier period of the same whole months. Other periods have no earlier one."""
    after = pl.col("period_end") + pl.duration(days=1)
    first, beyond = (day.dt.year().cast(pl.Int32) * 12 + day.dt.month() for day in (pl.col("period_start"), after))
    whole = (pl.col("period_start").dt.day() == 1) & (after.dt.day() == 1)
    series = cells.filter(whole).with_columns(first.alias("_first"), (beyond - first).alias("_months"))
    series = series.filter(pl.col("_months").is_in([1, 3, 6, 12]))
    back = 12 if definition["back"] == "year" else pl.col("_months")
    now = series.with_columns((pl.col("_first") - back).alias("_first"))
    found = _beside(now, series, "_by", same=SERIES, on=("_first", "_months"))
    same = pl.col("method").eq_missing(pl.col("method_by"))
    return _divide(found, less_one=True, also=[(~same, "method")]).with_columns(
        pl.lit("earlier_period").alias("divided_by"), pl.concat_list("cell_id", "cell_id_by").alias("from_cell_ids")
    )


def _share(cells: pl.LazyFrame, _: dict[str, Any]) -> pl.LazyFrame:
    """In the printed total; without one, in the sum of the jurisdictions, of which then every one has to be closed."""
    fixed = [name for name in SERIES if name != "jurisdiction"]
    told = cells.filter(pl.col("jurisdiction").is_not_null()).with_columns(_key(fixed))
    parts = told.filter(pl.col("jurisdiction") != WORLD)
    total = told.filter((pl.col("jurisdiction") == WORLD) & pl.col("lower").is_not_null())
    found = _beside(parts, total, "_by", same=fixed, how="left")
    aggregates = [code for code, term in terms("jurisdiction").items() if term.row["kind"] in WITHIN_OTHERS]
    sums = parts.group_by("_key", *PERIOD).agg(
        pl.len().alias("_parts"),
        pl.col("upper").is_null().any().alias("_silent"),
        pl.col("jurisdiction").is_in(aggregates).any().alias("_overlap"),
        pl.col("lower").sum().alias("_low"),
        pl.col("upper").sum().alias("_high"),
        pl.col("cell_id").sort().alias("_cells"),
    )
    found = found.join(sums, on=["_key", *PERIOD], maintain_order="left")
    printed = pl.col("cell_id_by").is_not_null()
    summed = found.with_columns(
        # All else, plus the part itself at the same value: x / (x + rest) grows with x and falls with the rest.
        pl.when(printed).then("lower_by").otherwise(pl.col("lower") + pl.col("_high") - pl.col("upper")).alias("_a"),
        pl.when(printed).then("upper_by").otherwise(pl.col("upper") + pl.col("_low") - pl.col("lower")).alias("_b"),
    )
    divided = _divide(
        # The least quotient divides by the greatest whole, which without a printed total goes with the lower bound.
        summed.with_columns(
            pl.when(printed).then("_a").otherwise("_b").alias("lower_by"),
            pl.when(printed).then("_b").otherwise("_a").alias("upper_by"),
        ),
        part=True,
        also=[
            (~printed & (pl.col("_parts") == 1), "only_part"),
            (~printed & pl.col("_overlap"), "parts_overlap"),
            (~printed & pl.col("_silent"), "part_is_silent"),
        ],
    )
    cells_of = pl.when(printed).then(pl.concat_list("cell_id", "cell_id_by")).otherwise("_cells")
    return divided.with_columns(
        pl.when(printed).then(pl.lit("printed_total")).otherwise(pl.lit("sum_of_parts")).alias("divided_by"),
        pl.when(pl.col("reason").is_null() | printed).then(cells_of).otherwise(pl.concat_list("cell_id"))
        .alias("from_cell_ids"),
    )  # fmt: skip


def _per(cells: pl.LazyFrame, definition: dict[str, Any], denominators: pl.DataFrame) -> pl.LazyFrame:
    """By the denominator of the year in which the period lies; a period of two years has none."""
    start, end = (pl.col(name).dt.year() for name in PERIOD)
    known = denominators.lazy().cast(DENOMINATORS).rename({"value": "lower_by", "source": "divided_by"})
    within = cells.filter((start == end) & pl.col("measure").is_in(definition["of"])).with_columns(start.alias("year"))
    found = within.join(known, on=["jurisdiction", "year"], maintain_order="left").with_columns(
        (pl.col("lower_by") / definition["every"]).alias("lower_by")
    )
    return _divide(found.with_columns(pl.col("lower_by").alias("upper_by"))).with_columns(
        pl.concat_list("cell_id").alias("from_cell_ids")
    )


def _key(names: Iterable[str]) -> pl.Expr:
    """What the columns say, in 64 bits: the chance that two of 100,000 series are mixed up is 1 in 3,000,000,000."""
    return pl.struct(*names).hash().alias("_key")


def _beside(
    cells: pl.LazyFrame,
    others: pl.LazyFrame,
    suffix: str,
    *,
    same: Iterable[str] = SAME,
    on: Iterable[str] = PERIOD,
    how: Literal["inner", "left"] = "inner",
) -> pl.LazyFrame:
    """Cells with another cell's id, bounds and method beside them, where the columns ``same`` and ``on`` are equal."""
    same = list(same)
    side = others.select(_key(same), *on, *(pl.col(name).alias(f"{name}{suffix}") for name in SIDE))
    return cells.with_columns(_key(same)).join(side, on=["_key", *on], how=how, maintain_order="left")


def _divide(
    frame: pl.LazyFrame,
    *,
    part: bool = False,
    less_one: bool = False,
    also: list[tuple[pl.Expr, str]] | None = None,
) -> pl.LazyFrame:
    """``lower`` and ``upper`` divided by those of ``_by``, with a ``reason`` where they cannot be: both null then.

    ``part``: at most 1. ``less_one``: what a quotient is above 1. ``also``: further reasons, the gravest first.
    """
    bounds = ("lower", "upper", "lower_by", "upper_by")
    low, high, low_by, high_by = (pl.col(name) for name in bounds)
    tests = [
        *(also or []),
        (low.is_null() | low_by.is_null(), "silent"),
        (high.is_null() | high_by.is_null(), "open"),
        (pl.min_horizontal(low, low_by) < 0, "below_zero"),
        (low_by == 0, "divided_by_zero"),
    ]
    reason = pl.coalesce(*(pl.when(test).then(pl.lit(code)) for test, code in tests), pl.lit(None, dtype=pl.String))
    least, most = low / high_by, high / low_by
    if part:
        least, most = pl.min_horizontal(least, 1.0), pl.min_horizontal(most, 1.0)
    if less_one:
        least, most = least - 1, most - 1
    known = pl.col("reason").is_null()
    return frame.with_columns(reason.alias("reason")).with_columns(
        pl.when(known).then(least).alias("lower"), pl.when(known).then(most).alias("upper")
    )


def _filled(frame: pl.LazyFrame) -> pl.LazyFrame:
    """With the columns of DERIVED that a rule leaves empty."""
    there = frame.collect_schema().names()
    return frame.with_columns(pl.lit(None, dtype=DERIVED[name]).alias(name) for name in DERIVED if name not in there)
