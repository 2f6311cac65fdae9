"""Suspected renames: the cells of a code vanish, and appear at equal values under another code, all else equal.

Small numbers coincide. So at least three figures have to move from the one code to the other, and most of those that
vanish; the old code must be gone from the whole table; and no third code may fit as well.
"""

from collections.abc import Iterable

import polars as pl

from analysis.schema import CODES, KEY

AT_LEAST = 3
MOVABLE = (*(name for name in CODES if name not in ("kind", "measure", "unit")), "dims")
TELLING = ("publisher", "table", "edition")
FIXED = tuple({"kind": "cell_kind", "dims": "_dims"}.get(name, name) for name in KEY)
"""What a cell is made of, in a frame of restatements in which ``dims`` is text."""


def mark_renames(moves: pl.DataFrame, numbered: pl.LazyFrame) -> pl.DataFrame:
    """Restatements with the kind ``renamed`` where that is suspected, in the place of ``withdrawn`` and ``appeared``.

    ``moves`` has the columns of restatements and ``edition_after``; ``numbered`` are the observations with ``edition``.
    """
    frame = moves.with_columns(
        pl.col("dims").list.join("\x1f").alias("_dims"), pl.col("edition_after").alias("edition")
    )
    gone = frame.filter(pl.col("kind") == "withdrawn")
    come = frame.filter((pl.col("kind") == "appeared") & pl.col("status_before").is_null())
    pairs = pl.concat([_pairs(gone, come, column) for column in MOVABLE])
    codes = [*TELLING, "column", "old"]
    figures = pairs.group_by(*codes, "new").agg((pl.col("lower") > 0).sum().alias("moved"))
    lost = _by_code(gone.filter(pl.col("lower_before") > 0), MOVABLE).group_by(codes).len("vanished")
    groups = figures.filter(pl.col("moved") >= AT_LEAST).join(lost, on=codes)
    groups = groups.filter(pl.col("moved") * 2 > pl.col("vanished"))
    if groups.is_empty():
        return moves
    newer = numbered.join(groups.lazy().select(TELLING).unique(), on=TELLING, how="semi")
    needed = newer.select(*TELLING, *groups["column"].unique()).collect()
    groups = groups.join(_by_code(needed, groups["column"].unique()), on=codes, how="anti")
    groups = groups.filter(pl.len().over(codes) == 1).filter(pl.len().over(*TELLING, "column", "new") == 1)
    suspected = pairs.join(groups, on=[*codes, "new"], how="semi")
    cells = pl.concat(
        [suspected.select(side, *TELLING[2:]).rename({side: "cell_id"}) for side in ("cell_id", "cell_id_come")]
    )
    renamed = pl.struct("cell_id", "edition").is_in(cells.select(pl.struct("cell_id", "edition")).to_series().implode())
    kinds = pl.col("kind").is_in(["withdrawn", "appeared"])
    return frame.with_columns(pl.when(renamed & kinds).then(pl.lit("renamed")).otherwise("kind").alias("kind"))


def _pairs(gone: pl.DataFrame, come: pl.DataFrame, column: str) -> pl.DataFrame:
    """Cells that vanish and cells that appear at the same value, of the same codes but for those of one column."""
    fixed = [*FIXED, "edition"]
    fixed.remove("_dims" if column == "dims" else column)
    said = ("lower", "upper", "status")
    pairs = gone.join(
        come,
        left_on=[*fixed, *(f"{name}_before" for name in said)],
        right_on=[*fixed, *(f"{name}_after" for name in said)],
        suffix="_come",
        nulls_equal=True,
    )
    old, new = pl.col(column), pl.col(f"{column}_come")
    if column == "dims":
        left, entered = old.list.set_difference(new), new.list.set_difference(old)
        pairs = pairs.filter((left.list.len() == 1) & (entered.list.len() == 1))
        old, new = left.list.first(), entered.list.first()
    return pairs.select(
        *TELLING, "cell_id", "cell_id_come", pl.col("lower_before").alias("lower"),
        pl.lit(column).alias("column"), old.alias("old"), new.alias("new"),
    ).filter(pl.col("old") != pl.col("new"))  # fmt: skip


def _by_code(frame: pl.DataFrame, columns: Iterable[str]) -> pl.DataFrame:
    """A row for each cell and each code that it has in one of the columns."""
    parts = [
        (frame.explode("dims") if column == "dims" else frame).select(
            *TELLING, pl.lit(column).alias("column"), pl.col(column).alias("old")
        )
        for column in columns
    ]
    return pl.concat(parts)
