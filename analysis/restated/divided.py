"""Rows that were divided or merged: a count that fell, or rose, by just what came, or went, beside it in one edition.

A table's newer edition may split a row in two: the old cell then tells less, and the rest stands in a new one. The
figure was not changed, it was told apart. ``restatements`` calls each such cell ``revised``, since it looks at a cell
alone; here those beside it are looked at, too.
"""

import polars as pl

from analysis.schema import CODES, KEY
from analysis.totals import DIVISIONS, FIGURE, is_whole

DIVIDED = ("divided", "merged")
"""A row of which a part now stands in rows that came; a row that now holds what stood in rows that went."""

BESIDE = pl.List(pl.Struct(dict.fromkeys(("cell_id", "dimension", "code", "printed", "snapshot"), pl.String)))
"""Cells that came, or went, beside one: what they differ in and by which code, and what which copy printed in them."""

TOGETHER = ("together_lower", "together_upper")

_DIMENSIONS = tuple(name for name in DIVISIONS if name != "jurisdiction")
"""By which rows can be divided. Another place is another government's figure."""
_COPIES = ("snapshot_before", "snapshot_after")
_NAMES = {"kind": "cell_kind"}
_ROW = (*(_NAMES.get(name, name) for name in KEY if name not in ("measure", "unit")), *_COPIES)
"""What cells that stand in one printed row have in common, from one copy to the next."""


def told_apart(restatements: pl.DataFrame) -> pl.DataFrame:
    """``restatements`` with a kind of DIVIDED where that is what ``revised`` was, and with what is beside each cell.

    ``beside``, as BESIDE: the cells of the same table, place, period, measure and all other dimensions but one that
    came in the edition in which this one fell, or went in that in which it rose; for any other row none. Where their
    bounds add up exactly to the fall or rise, and to no other cell's, the row was divided or merged. Shares have no sum
    to test by: one is of a divided row where a count of its row is. It is then told with the cells beside the count.

    ``together_lower``, ``together_upper``: how far a count and the cells beside it moved together, by their bounds;
    null where there are none.
    """
    rows = restatements.with_row_index("_row")
    entries = rows["dims"].explode().drop_nulls()
    names = sorted(entries.str.extract("^([^=]*)=").unique())
    inner = (pl.col("dims").list.join("\x1f").str.extract(rf"(?:^|\x1f){name}=([^\x1f]*)") for name in names)
    split = rows.with_columns(part.alias(f"_{name}") for name, part in zip(names, inner, strict=True))
    columns = [*_DIMENSIONS, *(f"_{name}" for name in names)]
    counts = split.filter(pl.col("unit") != "ratio")
    found = _once(pl.concat([_beside(counts, column, columns) for column in columns]))
    return _with(rows, pl.concat([found, _shares(rows, found)])).drop("_row")


def _beside(counts: pl.DataFrame, column: str, columns: list[str]) -> pl.DataFrame:
    """``_row`` of each revised cell with cells that came or went ``beside`` it in the dimension of ``column``.

    ``_told`` is what that makes of the cell; null where they do not add up to its fall or rise.
    """
    fixed = ["publisher", "table", "measure", "unit", "jurisdiction", *_COPIES, "period_start", "period_end"]
    fixed += [_NAMES.get(name, name) for name in CODES if name not in (*fixed, *DIVISIONS)]
    fixed += [name for name in columns if name != column]
    parts = counts.filter(pl.col(column).is_not_null() & ~is_whole(column, column))
    sides = {"divided": ("after", "before", "appeared", "returned"), "merged": ("before", "after", "withdrawn")}
    found = []
    for told, (side, silent, *kinds) in sides.items():
        here = pl.col("kind").is_in(kinds) & pl.col(f"status_{silent}").is_null()
        others = parts.filter(here & pl.col(f"status_{side}").is_in(FIGURE))
        cell = pl.struct(
            "cell_id",
            pl.lit(column.removeprefix("_")).alias("dimension"),
            pl.col(column).alias("code"),
            pl.col(f"printed_{side}").alias("printed"),
            pl.col(f"snapshot_{side}").alias("snapshot"),
        )
        ends = [(f"{end}_{side}", f"{end}_{silent}", f"_{end}") for end in ("lower", "upper")]
        sums = others.group_by(fixed).agg(
            cell.sort_by("cell_id").alias("beside"),
            # A sum of which a part is open above has no end.
            *(pl.when(pl.col(now).is_null().any()).then(None).otherwise(pl.col(now).sum()).alias(name)
              for now, _, name in ends),
        )  # fmt: skip
        rest = (pl.col("_lower"), pl.col("_upper")) if side == "after" else (-pl.col("_upper"), -pl.col("_lower"))
        differences = pl.col("lower_after") - pl.col("upper_before"), pl.col("upper_after") - pl.col("lower_before")
        together = [(by + more).alias(name) for by, more, name in zip(differences, rest, TOGETHER, strict=True)]
        less = pl.all_horizontal(pl.col(now) <= pl.col(then) for now, then, _ in ends)
        made_up = pl.all_horizontal(pl.col(now) + pl.col(name) == pl.col(then) for now, then, name in ends)
        revised = parts.filter((pl.col("kind") == "revised") & less).join(sums, on=fixed, nulls_equal=True)
        found.append(revised.select("_row", pl.when(made_up).then(pl.lit(told)).alias("_told"), "beside", *together))
    return pl.concat(found).cast({"beside": BESIDE, "_told": pl.String})


def _once(found: pl.DataFrame) -> pl.DataFrame:
    """Each row once. What makes up two falls at a time was not told apart from either of them."""
    cells = found.explode("beside").unnest("beside")
    shared = pl.col("_row").filter(pl.col("_told").is_not_null()).n_unique().over("cell_id", "snapshot")
    claimed = cells.filter(pl.col("_told").is_not_null() & (shared > 1)).select("_row").unique()
    free = ~pl.col("_row").is_in(claimed["_row"].implode())
    apart = found.with_columns(pl.when(free).then("_told").alias("_told"))
    # A dimension in which the cells do make up the fall, before one in which they do not.
    best = apart.sort("_row", pl.col("_told").is_null(), maintain_order=True)
    return best.unique("_row", keep="first", maintain_order=True)


def _shares(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The revised shares that stand in a row of which a count was divided or merged."""
    counts = found.filter(pl.col("_told").is_not_null()).join(rows.select("_row", "measure", *_ROW), on="_row")
    # One count leads to the new row; shares are mostly of requests, where these are told.
    order = counts.sort(pl.col("measure") != "requests_received", "measure", "_row")
    first = order.unique(_ROW, keep="first", maintain_order=True).drop("_row", "measure")
    shares = rows.filter((pl.col("kind") == "revised") & (pl.col("unit") == "ratio")).select("_row", *_ROW)
    no_sum = (pl.lit(None, pl.Float64).alias(name) for name in TOGETHER)
    return shares.join(first, on=_ROW, nulls_equal=True).with_columns(no_sum).select(found.columns)


def moved() -> pl.Expr:
    """By how much a row of ``told_apart`` moved: itself, or together with the cells beside it, whichever is less."""
    alone = [(pl.col(f"{end}_after") - pl.col(f"{end}_before")).abs() for end in ("lower", "upper")]
    return pl.min_horizontal(pl.max_horizontal(alone), pl.max_horizontal(pl.col(TOGETHER).abs()))


def _with(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(found, on="_row", how="left", maintain_order="left")
    return joined.with_columns(
        pl.coalesce("_told", "kind").alias("kind"), pl.col("beside").fill_null(pl.lit([], dtype=BESIDE))
    ).drop("_told")
