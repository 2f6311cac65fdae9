"""Known errors of publishers, as data: what, why, and a guard. They change ``current``, never ``observations``.

``corrections/<publisher>.toml`` lists them. ``where`` selects cells by code columns (a value or a list),
by ``period_from`` and ``period_to`` (the period lies within), and by ``printed`` (the wrong characters).
``also_stands`` lists what earlier editions print in the same cells, which is left as it is. Any other printed text
means that the source was mended: the guard fails, loudly, and the correction has to be looked at again.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis.schema import STATUS

FOLDER = Path(__file__).parent / "corrections"


@dataclass(frozen=True)
class Correction:
    """One correction: ``status`` replaces the printed one, and the bounds go."""

    publisher: str
    identifier: str
    where: dict[str, Any]
    printed: list[str]
    also_stands: list[str]
    status: str
    why: str
    source: str


def load_corrections() -> list[Correction]:
    """All corrections, by publisher. Raises ValueError naming the file of one that is not whole."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("correction", []):
            try:
                found.append(Correction(publisher=path.stem, **entry))
            except TypeError as error:
                raise ValueError(f"corrections/{path.name}: {error}") from error
    return found


def apply_corrections(current: pl.DataFrame, corrections: list[Correction]) -> tuple[pl.DataFrame, list[str]]:
    """The corrected view, with the correction's identifier in ``correction``, and the guards that failed in words."""
    failed: list[str] = []
    frame = current.with_columns(pl.lit(None, dtype=pl.String).alias("correction"))
    for correction in corrections:
        scope = (pl.col("publisher") == correction.publisher) & _where(correction)
        wrong = scope & pl.col("printed").str.strip_chars().is_in(correction.printed)
        mended = scope & ~pl.col("printed").str.strip_chars().is_in([*correction.printed, *correction.also_stands])
        unexpected = frame.filter(mended)
        if len(unexpected):
            row = unexpected.row(0, named=True)
            failed.append(
                f"{correction.publisher}: correction {correction.identifier!r} no longer fits: expected "
                f"{correction.printed} in {len(unexpected)} cells, found {row['printed']!r} at {row['locator']}"
            )
        frame = frame.with_columns(
            pl.when(wrong).then(pl.lit(correction.status, dtype=STATUS)).otherwise("status").alias("status"),
            pl.when(wrong).then(None).otherwise("lower").alias("lower"),
            pl.when(wrong).then(None).otherwise("upper").alias("upper"),
            pl.when(wrong).then(pl.lit(correction.identifier)).otherwise("correction").alias("correction"),
        )
    return frame, failed


def _where(correction: Correction) -> pl.Expr:
    test = pl.lit(True)
    for column, wanted in correction.where.items():
        if column == "period_from":
            test &= pl.col("period_start") >= _day(wanted)
        elif column == "period_to":
            test &= pl.col("period_end") <= _day(wanted)
        else:
            test &= pl.col(column).is_in(wanted if isinstance(wanted, list) else [wanted])
    return test


def _day(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError(f"expected a day, found {value!r}")
    return value
