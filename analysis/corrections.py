"""Known errors of publishers, as data: what, why, and a guard. They change ``current``, never ``observations``.

``corrections/<publisher>.toml`` lists them. ``where`` selects cells by code columns (a value or a list),
by ``period_from`` and ``period_to`` (the period lies within), and by ``printed`` (the wrong characters).
``also_stands`` lists what earlier editions print in the same cells, which is left as it is. Any other printed text
means that the source was mended: the guard fails, loudly, and the correction has to be looked at again.

``beside`` narrows it to cells that stand beside certain figures. Each entry names the codes in which that figure
differs (its period, its country and all other codes are the cell's own), and the number that it is ``above``, or
``at_most``: zeros beside ``{ process = "all", above = 0 }`` were never split. It is asked of what is printed, before
any correction; cells that ``where`` selects but of which none has its figure beside it fail the guard too.
"""

import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis.schema import KEY, STATUS

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
    beside: list[dict[str, Any]] = field(default_factory=list)


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
    numbered = current.with_row_index("_row")
    frame = numbered.with_columns(pl.lit(None, dtype=pl.String).alias("correction"))
    for correction in corrections:
        scope = (pl.col("publisher") == correction.publisher) & _where(correction.where)
        printed = pl.col("printed").str.strip_chars()
        if correction.beside:
            beside = _beside(numbered, correction)
            if beside.is_empty() and len(frame.filter(scope & printed.is_in(correction.printed))):
                failed.append(
                    f"{correction.publisher}: correction {correction.identifier!r} no longer fits: "
                    f"no cell that it is for has {correction.beside} beside it"
                )
            scope &= pl.col("_row").is_in(beside.implode())
        wrong = scope & printed.is_in(correction.printed)
        mended = scope & ~printed.is_in([*correction.printed, *correction.also_stands])
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
    return frame.drop("_row"), failed


def _beside(numbered: pl.DataFrame, correction: Correction) -> pl.Series:
    """The numbers of the rows that stand beside every figure that the correction asks for."""
    own = numbered.filter(pl.col("publisher") == correction.publisher).with_columns(pl.col("dims").list.join(" "))
    rows = own.filter(_where(correction.where))
    for figure in correction.beside:
        codes = {name: wanted for name, wanted in figure.items() if name not in {"above", "at_most"}}
        above, at_most = figure.get("above"), figure.get("at_most")
        test = _where(codes) & (pl.lit(True) if above is None else pl.col("lower") > above)
        test &= pl.lit(True) if at_most is None else pl.col("upper") <= at_most
        # A unit follows from its measure.
        differing = {*codes, "unit"} if "measure" in codes else set(codes)
        same = [name for name in KEY if name not in differing]
        rows = rows.join(own.filter(test), on=same, how="semi", nulls_equal=True)
    return rows["_row"]


def _where(codes: dict[str, Any]) -> pl.Expr:
    test = pl.lit(True)
    for column, wanted in codes.items():
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
