"""The tables as files for other programs."""

import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from analysis import store
from spiders.durable import write_durably
from spiders.errors import PlainviewError

TABLES = (
    *("current", "restatements", "documents", "findings", "restated", "disclosure", "comparability", "epochs"),
    *("both_sides", "statements", "observations"),
)
BY_DEFAULT = TABLES[:-1]
FORMULA = r"^[=+\-@\t\r\x00]"


def export(root: Path, out: Path, form: str, tables: list[str]) -> Iterator[Path]:
    """Write tables to a folder; their paths. Raises PlainviewError for a table that does not exist."""
    store.check(root)
    for table in tables or BY_DEFAULT:
        if table not in TABLES:
            raise PlainviewError(f"no table {table!r}; there are {', '.join(TABLES)}")
        try:
            frame = store.read(root, table)
        except FileNotFoundError:
            raise PlainviewError(f"{root} holds no tables yet: run `plainview build` first") from None
        path = out / f"{table}.{form}"
        if form == "parquet":
            store.write(path, frame)
        else:
            write_durably(path, csv_bytes(frame))
        yield path


def csv_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as CSV: lists joined by "; ", and text that a spreadsheet would run as a formula behind an apostrophe.

    Only text is touched, never a number; Parquet keeps every character as it was printed.
    """
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    flat = frame.with_columns(_joined(frame, name) for name in lists)
    strings = [name for name, dtype in flat.schema.items() if dtype == pl.String]
    safe = flat.with_columns(
        pl.when(pl.col(name).str.contains(FORMULA)).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in strings
    )
    buffer = io.BytesIO()
    safe.write_csv(buffer)
    return buffer.getvalue()


def _joined(frame: pl.DataFrame, name: str) -> pl.Expr:
    dtype = frame.schema[name]
    inner = dtype.inner if isinstance(dtype, pl.List) else None
    if isinstance(inner, pl.Struct):
        return pl.col(name).list.eval(pl.element().struct.json_encode()).list.join("; ").alias(name)
    return pl.col(name).list.join("; ").alias(name)
