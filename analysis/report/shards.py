"""Data scripts: every figure of the record in every edition, for the figure page and for Explore.

A site that opens from disk may not fetch. So its data comes as scripts that a page appends, each of which calls
``plainview.<what>(name, data)`` (assets/data.js). A shard holds the cells of one table whose periods begin in one year:

- ``cells`` has a column of each name of CELL: what the cell is, and what ``current`` adds. ``editions`` is how many
  editions each cell has, and ``now`` which of them is the current one (-1: the newest copy leaves the cell out).
- ``editions`` has the columns of EDITION, the editions of a cell one behind the other, oldest first.
- ``read`` has, by the cell's place, [lower, upper, status] where ``current`` does not read it as printed: corrected.

A column is ``{"all": value}``, ``{"each": values}``, or ``{"of": values, "at": places in it}``.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import polars as pl

from analysis import store
from analysis.editions import ORDER
from analysis.report import axes, catalogue
from analysis.report.addresses import shard
from analysis.report.site import Site
from analysis.report.written import digest
from analysis.schema import CODES

Scripts = tuple[str, Callable[[], Iterator[tuple[str, bytes]]]]
"""Digest of what the scripts are made of, and how to make them: address and bytes of each."""

CELL = (
    "cell_id",
    "period_start",
    "period_end",
    *CODES,
    "evidence",
    "method",
    "correction",
    "dims",
    "total_over",
    "flags",
)
FIGURE = ("printed", "lower", "upper", "status")
SOURCE = ("snapshot", "member_sha256", "place")
WORDS = ("printed_measure", "printed_jurisdiction")
EDITION = {"figure": FIGURE, "source": SOURCE, "row": ("row",), "column": ("column",), "words": WORDS}
"""Columns that go together are one column here, of lists: there are far fewer of those than of each by itself."""

TOLD = ("cell_id", *ORDER, *FIGURE, "locator", "member_sha256", *WORDS)
READ = ("lower", "upper", "status")
LOCATOR = r"^(?P<place>.*?)row (?P<row>[1-9][0-9]{0,8}) (?P<column>.*)$"


def shards(site: Site) -> Iterator[Scripts]:
    """The shards of one publisher after the other."""
    for publisher in sorted(site.current["publisher"].unique()):
        current = site.current.filter(pl.col("publisher") == publisher)
        editions = store.observations_digest(site.root, publisher)
        inputs = digest("shards", publisher, site.as_of, site.recorded_as_of, store.rows_digest(current), editions)
        yield inputs, partial(of_publisher, site, publisher)


def shared(site: Site) -> Iterator[tuple[str, bytes]]:
    """The scripts that speak of all shards: address and bytes."""
    for address, call, name, data in (*catalogue.scripts(site), axes.script(site)):
        yield address, script(call, name, data)


def of_publisher(site: Site, publisher: str) -> Iterator[tuple[str, bytes]]:
    """One publisher's shards, by table and year: address and bytes."""
    cells, editions = _prepared(site, publisher)
    told = editions.partition_by("table", "year", as_dict=True, maintain_order=True, include_key=False)
    for (table, year), mine in cells.partition_by(
        "table", "year", as_dict=True, maintain_order=True, include_key=False
    ).items():
        here = told[(table, year)]
        yield shard(publisher, table, year), _shard(f"{publisher}/{table}/{year:04d}", mine, here)


def script(call: str, name: str, data: object) -> bytes:
    """A call of ``plainview.<call>`` in ASCII alone: no character of a document is syntax, markup or a line's end."""
    told = json.dumps(data, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
    return f"plainview.{call}({json.dumps(name)},{told});\n".encode("ascii")


def _prepared(site: Site, publisher: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The publisher's cells and their editions, in the same order of cells, each with ``table`` and ``year``."""
    year = pl.col("period_start").dt.year().alias("year")
    plain = pl.col("status", "evidence").cast(pl.String)
    current = site.current.filter(pl.col("publisher") == publisher).with_columns(year, plain, gone=False)
    known = site.editions(publisher)
    told = known.select(TOLD).with_columns(pl.col("status").cast(pl.String)).collect()
    # A cell that the newest copy leaves out keeps its address: it is told as its last edition told it.
    left_out = told.join(current, on="cell_id", how="anti").sort(ORDER).unique("cell_id", keep="last")
    last = known.join(left_out.lazy().select("cell_id", "snapshot"), on=["cell_id", "snapshot"], how="semi")
    gone = last.with_columns(year, plain, gone=True).collect()
    cells = pl.concat([current, gone], how="diagonal").sort("table", "year", "period_start", "cell_id")
    cells = cells.with_row_index("_cell").with_columns(pl.col("flags").fill_null([]))
    placed = cells.select("cell_id", "_cell", "table", "year", pl.col("snapshot").alias("_now"))
    told = told.join(placed, on="cell_id")
    # The copy that the current view has a cell from is always one of its editions.
    alone = cells.join(told.filter(pl.col("snapshot") == pl.col("_now")), on="_cell", how="anti")
    told = pl.concat([told, alone.with_columns(pl.col("snapshot").alias("_now")).select(told.columns)])
    told = _located(told).sort("_cell", *ORDER)
    return _numbered(cells, told), told.select("table", "year", *(name for names in EDITION.values() for name in names))


def _numbered(cells: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Cells with the number of their ``editions``, with ``now``, which of them is the current one (-1 where the newest
    copy left the cell out), and with what that one says.
    """
    placed = told.select(
        "_cell",
        pl.len().over("_cell").cast(pl.Int64).alias("editions"),
        pl.int_range(pl.len()).over("_cell").alias("now"),
        pl.col("snapshot") == pl.col("_now"),
        *(pl.col(name).alias(f"{name}_told") for name in READ),
    ).filter("snapshot")
    found = cells.join(placed.drop("snapshot"), on="_cell", how="left", maintain_order="left")
    now = pl.when("gone").then(-1).otherwise("now").alias("now")
    told_columns = [f"{name}_told" for name in READ]
    return found.with_columns(now).select("table", "year", *CELL, *READ, *told_columns, "editions", "now")


def _located(told: pl.DataFrame) -> pl.DataFrame:
    """Editions with their locator in three: ``place`` before the row, ``row``, and ``column`` behind it; one that does
    not name a row is all ``place``.
    """
    apart = told.with_columns(pl.col("locator").str.extract_groups(LOCATOR).alias("_apart")).unnest("_apart")
    place = pl.when(pl.col("row").is_null()).then("locator").otherwise("place").alias("place")
    return apart.with_columns(place, pl.col("row").cast(pl.Int64))


def _shard(name: str, cells: pl.DataFrame, editions: pl.DataFrame) -> bytes:
    """The script of the cells of one table and year. The two frames are as ``_prepared`` gives them."""
    data = {
        "count": len(cells),
        "cells": {column: _column(_values(cells[column])) for column in (*CELL, "editions", "now")},
        "editions": {
            column: _column(list(zip(*(_values(editions[one]) for one in names), strict=True)))
            if len(names) > 1
            else _column(_values(editions[column]))
            for column, names in EDITION.items()
        },
        "read": _read_otherwise(cells),
    }
    return script("figures", name, data)


def _read_otherwise(cells: pl.DataFrame) -> dict[str, list[Any]]:
    """By the cell's place: lower, upper and status of those that the current view does not take as they are printed."""
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_told")) for name in READ)
    found = cells.with_row_index("_at").filter(differs).select("_at", *READ)
    return {str(at): _short(row) for at, *row in found.iter_rows()}


def _values(told: pl.Series) -> list[Any]:
    """A column as values that JSON has and that can be looked up: days as text, lists as tuples."""
    if told.null_count() == len(told):
        return [None] * len(told)
    if isinstance(told.dtype, pl.List):
        return [tuple(value) for value in told.to_list()]
    return (told.cast(pl.String) if told.dtype == pl.Date else told).to_list()


def _column(values: list[Any]) -> dict[str, Any]:
    """Values as they are written: see the module's words."""
    if values.count(values[0]) == len(values):
        return {"all": _short(values[0])}
    places = {value: place for place, value in enumerate(dict.fromkeys(values))}
    if len(places) == len(values):
        return {"each": [_short(value) for value in values]}
    return {"of": [_short(value) for value in places], "at": list(map(places.__getitem__, values))}


def _short(value: Any) -> Any:
    """A value with its whole numbers written without a point."""
    if isinstance(value, tuple | list):
        return [_short(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
