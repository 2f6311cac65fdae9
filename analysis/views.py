"""The current view, of now or of a past day."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis import editions, store
from analysis.corrections import apply_corrections, load_corrections
from spiders.errors import PlainviewError
from spiders.publisher import load_publisher, names


def current(root: Path, as_of: date | None = None, recorded_as_of: date | None = None) -> pl.DataFrame:
    """Each cell as the newest edition tells it that was captured, or in our archive, on that day.

    The baseline's copies are in no archive; they count as known from the day they were captured. Raises PlainviewError
    where nothing has been built yet.
    """
    if not (root / "current.parquet").exists():
        raise PlainviewError(f"{root} holds no tables yet: run `plainview build` first")
    if as_of is None and recorded_as_of is None:
        return store.read(root, "current")
    seen = known(store.observations(root), as_of, recorded_as_of)
    publishers = [load_publisher(name) for name in names()]
    numbered = editions.number_editions(seen, publishers)
    # A guard that fails on a past view says nothing new: the build has already told of it.
    corrected, _ = apply_corrections(editions.current_view(numbered, publishers), load_corrections())
    return editions.retotal(corrected)


def known(observations: pl.LazyFrame, as_of: date | None, recorded_as_of: date | None) -> pl.LazyFrame:
    """Those of copies that were captured, or in our archive, on that day."""
    if as_of is not None:
        observations = observations.filter(pl.col("captured") <= as_of)
    if recorded_as_of is not None:
        day = pl.coalesce(pl.col("recorded").str.head(10).str.to_date("%Y-%m-%d", strict=True), "captured")
        observations = observations.filter(day <= recorded_as_of)
    return observations
