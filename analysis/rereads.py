"""Figures that differ because our reader changed: the same bytes, read by an older version and by the present one."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.build import Copy
from analysis.crosswalk import Crosswalk
from analysis.normalise import HeldBack, normalise
from analysis.schema import KEY, RESTATEMENTS
from spiders import reading as readings
from spiders.reading import Reading

SAID = ("lower", "upper", "status", "printed")


def older_readings(root: Path, present: Reading) -> list[Path]:
    """Readings of the same document by older versions, oldest first; those that say the same are removed.

    A reading can always be made again from the archive, so one that tells nothing new need not be kept.
    """
    kept = []
    for path in sorted((root / "readings").glob(f"{present.sha256}.*.json.gz"), key=lambda path: path.stat().st_mtime):
        if path.name.split(".")[1] == present.version:
            continue
        older = readings.load(path)
        if (older.report, older.name) == (present.report, present.name):
            if older.error is not None or older.columns == present.columns:
                path.unlink()
            else:
                kept.append(path)
    return kept


def rereads(
    copy: Copy, older: Path, present: pl.DataFrame, crosswalk: Crosswalk, shared: dict[str, object]
) -> pl.DataFrame:
    """Restatements of kind ``reread`` between an older reading and the observations of the present one."""
    try:
        before = normalise(readings.load(older), crosswalk, shared).frame
    except HeldBack:  # today's crosswalk no longer knows its words: nothing can be compared
        return pl.DataFrame(schema=RESTATEMENTS)
    said = [pl.col(name) for name in SAID]
    keyed = pl.concat([present, before]).select("cell_id", *KEY).unique("cell_id").rename({"kind": "cell_kind"})
    pairs = before.select("cell_id", *(column.name.suffix("_before") for column in said)).join(
        present.select("cell_id", *(column.name.suffix("_after") for column in said)),
        on="cell_id",
        how="full",
        coalesce=True,
    )
    differs = [pl.col(f"{name}_before").ne_missing(pl.col(f"{name}_after")) for name in ("lower", "upper", "status")]
    day, snapshot = pl.lit(date.fromisoformat(copy.captured)), pl.lit(copy.sha256)
    return (
        pairs.filter(pl.any_horizontal(differs))
        .join(keyed, on="cell_id")
        .with_columns(
            day.alias("captured_before"),
            day.alias("captured_after"),
            snapshot.alias("snapshot_before"),
            snapshot.alias("snapshot_after"),
            pl.lit("reread").alias("kind"),
        )
        .select(RESTATEMENTS.names())
        .cast(RESTATEMENTS)
    )
