"""The current view, of now or of a past day."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis import editions, store
from analysis.corrections import apply_corrections, load_corrections
from analysis.schema import CURRENT
from spiders.errors import PlainviewError
from spiders.publisher import Publisher, load_publisher


def current(root: Path, as_of: date | None = None, recorded_as_of: date | None = None) -> pl.DataFrame:
    """Each cell as the newest edition tells it that was captured, or in our archive, on that day.

    The baseline's copies are in no archive; they count as known from the day they were captured. Raises PlainviewError
    where nothing has been built yet.
    """
    if not (root / "current.parquet").exists():
        raise PlainviewError(f"{root} holds no tables yet: run `plainview build` first")
    if as_of is None and recorded_as_of is None:
        return store.read(root, "current")
    parts = [pl.DataFrame(schema=CURRENT)]
    for name in store.publishers(root):
        publisher = load_publisher(name)
        seen = known(store.observations(root, name), as_of, recorded_as_of)
        # A guard that fails on a past view says nothing new: the build has already told of it.
        parts.append(of_publisher(editions.number_editions(seen, [publisher]), publisher)[0])
    return pl.concat(parts)


def of_publisher(numbered: pl.LazyFrame, publisher: Publisher) -> tuple[pl.DataFrame, list[str]]:
    """A publisher's part of a current view, from its numbered editions, corrected; and the guards that failed.

    One publisher at a time: nothing is compared across them here, and all of them at once would fill the memory.
    """
    corrections = [entry for entry in load_corrections() if entry.publisher == publisher.identifier]
    corrected, failed = apply_corrections(editions.current_view(numbered, [publisher]), corrections)
    return editions.retotal(corrected), failed


def known(observations: pl.LazyFrame, as_of: date | None, recorded_as_of: date | None) -> pl.LazyFrame:
    """Those of copies that were captured, or in our archive, on that day."""
    if as_of is not None:
        observations = observations.filter(pl.col("captured") <= as_of)
    if recorded_as_of is not None:
        day = pl.coalesce(pl.col("recorded").str.head(10).str.to_date("%Y-%m-%d", strict=True), "captured")
        observations = observations.filter(day <= recorded_as_of)
    return observations
