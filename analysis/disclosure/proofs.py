"""Which figures prove the elements of the disclosure matrix, by the rules of ``disclosure/elements.toml``."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.disclosure.rules import WEIGHT, Element, Proof, asked_by, rules
from spiders.publisher import load_publisher

YEAR = 366


_PRIVATE = {"process": "processes", "requester": "requesters", "reason": "reasons"}
_LOOKED_AT = (
    *("publisher", "report", "table", "kind", "measure", "unit", "subject", "jurisdiction", "process", "reason"),
    "requester",
)


def reported(current: pl.DataFrame, owners: Mapping[str, str]) -> pl.DataFrame:
    """What companies say of themselves, the newest periods first, in them what is no zero: ``at`` is the row's number
    in ``current``.

    ``owners`` says whose company a publisher is. ``figure`` where a row says something, ``country`` where the one who
    asks is one, ``whole`` where the copy is no excerpt and not retyped.
    """
    country = pl.col("jurisdiction").str.contains("^[A-Z]{2}$") & ~pl.col("jurisdiction").is_in(["EU", "ZZ"])
    asks = country & (pl.col("jurisdiction_role") == "requester")
    status = pl.col("status").cast(pl.String)
    return (
        current.lazy()
        .with_row_index("at")
        .filter(pl.col("publisher").is_in(list(owners)) & (pl.col("evidence").cast(pl.String) == "report"))
        .select(
            pl.col("publisher").replace_strict(owners, return_dtype=pl.String).alias("company"),
            *(pl.col(name).cast(pl.Categorical) for name in _LOOKED_AT),
            *("at", "period_start", "period_end"),
            pl.when(asks).then("jurisdiction").cast(pl.Categorical).alias("country"),
            status.cast(pl.Categorical).alias("status"),
            status.is_in(rules()["figures"]).alias("figure"),
            (~pl.col("exactness").fill_null("").str.starts_with("no")).alias("whole"),
            (pl.col("lower").fill_null(0) == 0).alias("nought"),
        )
        .sort("period_end", "nought", descending=[True, False], maintain_order=True)
        .collect()
    )


def rows_of(told: pl.DataFrame, indicator: str) -> pl.DataFrame:
    """The rows of ``reported`` that speak of an indicator, numbered in ``row``; not requests of private parties.

    ``mixed`` where most of what a table counts is asked for by private parties and the row does not say who asked.
    """
    private = {name: rules()[f"private_{plural}"] for name, plural in _PRIVATE.items()}
    rows = told.filter(
        pl.col("kind").is_in(rules()["indicators"][indicator]["kinds"]),
        *(pl.col(name).is_null() | ~pl.col(name).is_in(codes) for name, codes in private.items()),
    )
    anyone = pl.col("requester").is_null() | (pl.col("requester") == "all")
    return (
        rows.join(_asked(rows), on=["publisher", "table", "kind"], maintain_order="left")
        .filter(pl.col("asked") != "private")
        .with_columns(((pl.col("asked") == "mostly_private") & anyone).alias("mixed"))
        .with_row_index("row")
    )


def _asked(rows: pl.DataFrame) -> pl.DataFrame:
    """Who makes the requests, for each publisher, table and kind."""
    told: dict[str, dict[str, set[str]]] = {}
    for publisher, table, kind in rows.select("publisher", "table", "kind").unique().rows():
        told.setdefault(publisher, {}).setdefault(table, set()).add(kind)
    found = [
        (publisher, table, kind, who)
        for publisher, tables in told.items()
        for (table, kind), who in asked_by(
            publisher, {name: frozenset(kinds) for name, kinds in tables.items()}
        ).items()
    ]
    schema = {**dict.fromkeys(("publisher", "table", "kind"), pl.Categorical()), "asked": pl.String()}
    return pl.DataFrame(found, schema=schema, orient="row")


def proved(rows: pl.DataFrame, element: Element) -> dict[str, dict[str, Any]]:
    """For each company that discloses an element: how far (``weight``), since when, until when, and the row."""
    if element.media:
        parts = [_by_media(rows, element)]
    elif element.yearly:
        parts = [_yearly(rows)]
    else:
        parts = [_matching(rows, proof) for proof in element.proofs]
    if not parts:
        return {}
    told = (
        pl.concat(parts)
        .filter(pl.col("weight") == pl.col("weight").max().over("company"))
        .group_by("company", "weight")
        .agg(pl.col("first_day").min(), pl.col("last_day").max(), pl.col("row").min())
    )
    return {one["company"]: one for one in told.to_dicts()}


def _matching(rows: pl.DataFrame, proof: Proof) -> pl.DataFrame:
    """What one proof finds: a row a company and weight."""
    codes = {"measure": proof.measures, "unit": proof.units, "process": proof.processes, "requester": proof.requesters}
    found = rows.filter(
        pl.col("status").is_in(proof.statuses) if proof.statuses else pl.col("figure"),
        *(pl.col(name).is_in(told) for name, told in codes.items() if told),
    )
    if proof.split:
        place = [] if proof.split == "country" else ["jurisdiction"]
        found = found.filter(pl.col(proof.split).is_not_null() & ~pl.col(proof.split).is_in(proof.without))
        beside = pl.col(proof.split).n_unique().over("company", "period_start", "period_end", *place)
        found = found.filter(beside >= proof.least)
    weight = pl.when(pl.col("mixed")).then(1).otherwise(WEIGHT[proof.gives])
    if proof.by_country:
        everywhere = rows.filter("figure").group_by("company").agg(pl.col("country").n_unique().alias("countries"))
        found = found.join(everywhere, on="company", how="left")
        alone = (pl.col("jurisdiction").n_unique().over("company") == 1) & (pl.col("countries") > 1)
        weight = pl.when(alone).then(1).otherwise(weight)
    return _gathered(found.with_columns(weight.cast(pl.Int32).alias("weight")))


def _gathered(found: pl.DataFrame) -> pl.DataFrame:
    return found.group_by("company", "weight").agg(
        pl.col("period_start").min().alias("first_day"),
        pl.col("period_end").max().alias("last_day"),
        pl.col("row").min(),
    )


def _by_media(rows: pl.DataFrame, element: Element) -> pl.DataFrame:
    """What the declared media of the reports that have figures prove."""
    gives = [
        {"publisher": name, "report": report, "weight": WEIGHT.get(element.media.get(medium, ""), 0)}
        for name, report in rows.select("publisher", "report").unique().rows()
        if (medium := _media(name, report))
    ]
    schema = {"publisher": pl.Categorical(), "report": pl.Categorical(), "weight": pl.Int32()}
    told = rows.filter("figure").join(pl.DataFrame(gives, schema=schema), on=["publisher", "report"])
    return _gathered(told.filter(pl.col("weight") > 0))


def _media(publisher: str, report: str) -> str:
    declared = load_publisher(publisher).reports.get(report)
    return declared.media if declared else ""


def _yearly(rows: pl.DataFrame) -> pl.DataFrame:
    """Companies whose periods are a year or less and leave no year out, and (partly) those where one is missing."""
    figures = _gathered(rows.filter("figure").with_columns(pl.lit(0, pl.Int32).alias("weight")))
    periods = rows.filter("figure").group_by("company").agg(pl.struct("period_start", "period_end").unique())
    weights = {
        company: _regular([(one["period_start"], one["period_end"]) for one in told])
        for company, told in periods.iter_rows()
    }
    found = figures.with_columns(
        pl.col("company").replace_strict(weights, default=0, return_dtype=pl.Int32).alias("weight")
    )
    return found.filter(pl.col("weight") > 0)


def _regular(periods: Sequence[tuple[date, date]]) -> int:
    """2 where periods of at most a year tell a year or more without a gap of a year, 1 with one, 0 if less is told."""
    told = sorted(one for one in periods if (one[1] - one[0]).days < YEAR)
    if not told or (max(last for _, last in told) - told[0][0]).days < YEAR - 2:
        return 0
    reached = told[0][1]
    for _, last in told[1:]:
        if (last - reached).days > YEAR:
            return 1
        reached = max(reached, last)
    return 2
