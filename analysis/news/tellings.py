"""Which copy told which periods: what new figures, and a table's silence, are worked out from."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from analysis.news.event import FirstHeld, NewFigures
from analysis.totals import FIGURE

_COPY = ("publisher", "report", "table", "captured", "sequence", "snapshot")
_PERIOD = (*_COPY, "period_start", "period_end")
UNSURE = "approximate"


def tellings(observations: pl.LazyFrame) -> pl.DataFrame:
    """A row for each copy, table and period that it has figures of, in order, with how many of which jurisdictions."""
    by = _PERIOD
    figures = observations.filter(pl.col("status").cast(pl.String).is_in(FIGURE))
    places = figures.group_by(*by, "jurisdiction", maintain_order=False).agg(
        pl.len().alias("figures"), pl.col("captured_basis", "published").first()
    )
    counts = pl.struct("jurisdiction", "figures").sort_by("jurisdiction").alias("jurisdictions")
    told = places.group_by(by).agg(counts, pl.col("captured_basis", "published").max(), pl.col("figures").sum())
    order = ("publisher", "table", "captured", "sequence", "snapshot", "period_start", "period_end")
    return told.sort(order).collect(engine="streaming")


def new_figures(told: pl.DataFrame) -> Iterator[NewFigures]:
    """Tables and periods that no copy of an earlier day told, by report and day: its documents are one event.

    What several copies of one day print counts with each of them: there is no first among them.
    """
    started = dict(told.group_by("publisher").agg(pl.col("captured").min()).iter_rows())
    day = pl.col("captured")
    firsts = told.filter(day == day.min().over("publisher", "table", "period_start", "period_end"))
    opened = day == told.select("publisher", "table", day.min().over("publisher", "table"))["captured"]
    parts = told.with_columns(opened.alias("opened")).join(firsts.select(_PERIOD), on=list(_PERIOD), how="semi")
    for (publisher, opens), part in parts.group_by("publisher", "opened", maintain_order=True):
        for one in part.partition_by("report", "captured", maintain_order=True):
            facts = _facts(one)
            name = f"{publisher}/{facts['report']}/{facts['day']}"
            if opens:
                too = started[publisher] == facts["day"]
                yield FirstHeld(identifier=f"first-held/{name}", publisher_too=too, **facts)
            else:
                yield NewFigures(identifier=f"new-figures/{name}", **facts)


def _facts(part: pl.DataFrame) -> dict[str, Any]:
    """What the copies of one report and day tell for the first time."""
    places = (
        part.select(pl.col("jurisdictions").explode())
        .unnest("jurisdictions")
        .group_by("jurisdiction")
        .agg(pl.col("figures").sum())
        .sort("jurisdiction")
    )
    copies = part["snapshot"].unique()
    return {
        "publisher": part["publisher"][0],
        "report": part["report"][0],
        "day": part["captured"][0],
        "tables": tuple(part["table"].unique(maintain_order=True)),
        "jurisdictions": dict(places.iter_rows()),
        "basis": surest_of_none(part["captured_basis"]),
        "snapshot": copies.item() if len(copies) == 1 else None,
        "figures": int(part["figures"].sum()),
        "periods": tuple(part.select("period_start", "period_end").unique().sort("period_start", "period_end").rows()),
    }


def surest_of_none(bases: pl.Series) -> str:
    """The basis that all copies share; of copies whose days are known in different ways none is called sure."""
    told = bases.unique()
    return str(told.item()) if len(told) == 1 else UNSURE


def looks(documents: pl.DataFrame, told: pl.DataFrame, unchanged: pl.DataFrame) -> pl.DataFrame:
    """Copies that told nothing new, each beside the tables that it must have told: _COPY and ``captured_basis``.

    Those are copies found to tell the same as the copy before, which have the tables of the document's other copies;
    and days on which a document was looked at and had the same bytes (``unchanged``, as LOOKED).
    """
    address = ("publisher", "report", "url", "name")
    tables = told.select("publisher", "report", "snapshot", "table").unique()
    known = documents.filter(pl.col("outcome").cast(pl.String) == "read").select(*address, "snapshot")
    tells = known.join(tables, on=["publisher", "report", "snapshot"]).select(*address, "table").unique()
    same = documents.filter(pl.col("outcome").cast(pl.String) == "same_as_before").join(tells, on=list(address))
    again = unchanged.join(tables, on=["publisher", "report", "snapshot"]).with_columns(
        pl.lit(0, pl.Int64).alias("sequence"), pl.lit("exact").alias("captured_basis")
    )
    return pl.concat([one.select(*_COPY, "captured_basis") for one in (same, again)]).sort(*_COPY)
