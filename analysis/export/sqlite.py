"""``plainview.sqlite``: every table in one file. The figures are kept narrow; the view ``figures`` is whole.

``cells`` has a row a figure; what many figures share stands once: ``definitions`` (what is counted), ``places``,
``periods``, ``copies`` (of documents, with the part of the locator that names member or sheet). Lists are JSON, days
are text (YYYY-MM-DD), true and false are 1 and 0. The same tables give the same bytes under one version of SQLite.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import polars as pl

from analysis.export.delimited import as_json

DEFINITION = (
    *("table", "service", "about", "kind", "measure", "unit", "subject", "jurisdiction_role", "counterparty"),
    *("counterparty_role", "process", "reason", "requester", "dims", "total_over", "printed_measure", "method"),
    *("flags", "correction"),
)
PLACE = ("jurisdiction", "printed_jurisdiction")
PERIOD = ("period_start", "period_end")
COPY = (
    *("publisher", "report", "captured", "captured_basis", "published", "recorded", "sequence", "snapshot"),
    *("member_sha256", "exactness", "document_url", "origin", "evidence", "locator_start"),
)
OWN = ("cell_id", "lower", "upper", "status", "printed", "locator_end")
SHARED = {"definition": DEFINITION, "place": PLACE, "period": PERIOD, "copy": COPY}
NAMES = {"definition": "definitions", "place": "places", "period": "periods", "copy": "copies"}

INDEXES = (
    'CREATE UNIQUE INDEX "cells_by_cell_id" ON "cells" ("cell_id")',
    'CREATE INDEX "cells_by_place" ON "cells" ("place", "definition")',
    'CREATE INDEX "cells_by_definition" ON "cells" ("definition", "period")',
    'CREATE INDEX "definitions_by_measure" ON "definitions" ("measure", "kind")',
    'CREATE INDEX "places_by_jurisdiction" ON "places" ("jurisdiction")',
)

ROWS = 32_768
"""At most so many figures are held as rows of Python at a time."""

_LOCATOR = r"^(?s)(.*?)(row \d.*)?$"
_SETTINGS = ("journal_mode = OFF", "synchronous = OFF", "page_size = 8192", "encoding = 'UTF-8'")
_TYPES = {pl.Float64: "REAL", pl.Boolean: "INTEGER"}


def write_sqlite(path: Path, figures: pl.DataFrame, others: Mapping[str, pl.DataFrame]) -> None:
    """Write the file, in place of one that is there. The caller sees to it that it is whole before it gets its name."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for setting in _SETTINGS:
            database.execute(f"PRAGMA {setting}")
        database.execute("BEGIN")
        _write_figures(database, figures)
        for name, frame in others.items():
            _write(database, name, _flat(frame))
        for index in INDEXES:
            database.execute(index)
        database.execute(_view(figures.columns))
        database.execute("COMMIT")
        database.execute("ANALYZE")


def _write_figures(database: sqlite3.Connection, figures: pl.DataFrame) -> None:
    """``cells``, and a table for each group of columns that many cells share; a part of the figures at a time."""
    shared = _shared(figures)
    for name, frame in shared.items():
        _write(database, NAMES[name], frame, key=name)
    for part in (_narrow(figures.clear(), shared), *(_narrow(one, shared) for one in figures.iter_slices(ROWS))):
        _write(database, "cells", part)


def _shared(figures: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """For each group of columns its different values, numbered from 1 in the order in which they are met."""
    found = {name: [_parted(figures.clear()).select(columns)] for name, columns in SHARED.items()}
    for part in map(_parted, figures.iter_slices(ROWS)):
        for name, columns in SHARED.items():
            found[name].append(part.select(columns).unique(maintain_order=True))
    return {name: _numbered(name, pl.concat(parts)) for name, parts in found.items()}


def _numbered(name: str, values: pl.DataFrame) -> pl.DataFrame:
    numbered = values.unique(maintain_order=True).with_row_index(name, offset=1)
    return numbered.with_columns(pl.col(name).cast(pl.Int64))


def _narrow(part: pl.DataFrame, shared: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Rows of ``cells``."""
    rest = _parted(part)
    for name, numbered in shared.items():
        columns = SHARED[name]
        rest = rest.join(numbered, on=columns, how="left", nulls_equal=True, maintain_order="left").drop(columns)
    return rest.select(*SHARED, *OWN)


def _parted(part: pl.DataFrame) -> pl.DataFrame:
    """Figures as SQLite can hold them, the locator in two."""
    halves = pl.col("locator").str.extract_groups(_LOCATOR).struct.rename_fields(["locator_start", "locator_end"])
    return _flat(part).with_columns(halves.alias("_halves")).drop("locator").unnest("_halves")


def _view(columns: Iterable[str]) -> str:
    """The figures as in Parquet: the same columns in the same order."""
    of = {column: name for name, shared in SHARED.items() for column in shared} | dict.fromkeys(OWN, "cell")
    whole = '"copy"."locator_start" || coalesce("cell"."locator_end", \'\')'
    told = (whole if name == "locator" else f'"{of[name]}"."{name}"' for name in columns)
    selected = ", ".join(f'{text} AS "{name}"' for text, name in zip(told, columns, strict=True))
    joins = " ".join(f'JOIN "{NAMES[name]}" AS "{name}" ON "{name}"."{name}" = "cell"."{name}"' for name in SHARED)
    return f'CREATE VIEW "figures" AS SELECT {selected} FROM "cells" AS "cell" {joins}'  # noqa: S608  our own names


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Only texts and numbers: what SQLite can hold."""
    lists = (as_json(name) for name, dtype in frame.schema.items() if isinstance(dtype, pl.List))
    texts = (pl.col(name).cast(pl.String) for name, dtype in frame.schema.items() if _is_text(dtype))
    return frame.with_columns(*lists, *texts)


def _is_text(dtype: pl.DataType) -> bool:
    return dtype == pl.Date or isinstance(dtype, pl.Enum)


def _write(database: sqlite3.Connection, name: str, frame: pl.DataFrame, key: str | None = None) -> None:
    declared = (
        f'"{column}" {_type(dtype)}{" PRIMARY KEY" if column == key else ""}' for column, dtype in frame.schema.items()
    )
    database.execute(f'CREATE TABLE IF NOT EXISTS "{name}" ({", ".join(declared)})')
    places = ", ".join("?" * frame.width)
    database.executemany(f'INSERT INTO "{name}" VALUES ({places})', frame.iter_rows())  # noqa: S608  our own names


def _type(dtype: pl.DataType) -> str:
    return "INTEGER" if dtype.is_integer() else _TYPES.get(dtype.base_type(), "TEXT")
