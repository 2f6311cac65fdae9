"""The only reader and writer of tables. Every table is Parquet in the data folder, whole or not there.

``observations/`` is a folder with a file per copy of a document, so that a new document adds one file and rewrites
none. ``tables.json`` holds the SHA-256 of every file: a flipped bit in Parquet reads back as a wrong number.
"""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import polars as pl

from analysis.schema import OBSERVATIONS
from spiders.durable import write_durably
from spiders.errors import IntegrityError

FOLDER = "observations"
LEDGER = "tables.json"


def write(path: Path, frame: pl.DataFrame) -> str:
    """Write a table durably; the SHA-256 of what was written."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    data = buffer.getvalue()
    write_durably(path, data)
    return hashlib.sha256(data).hexdigest()


def read(root: Path, table: str) -> pl.DataFrame:
    """A whole table by name. Raises FileNotFoundError where it has not been built."""
    return observations(root).collect() if table == FOLDER else pl.read_parquet(root / f"{table}.parquet")


def observations(root: Path) -> pl.LazyFrame:
    """Every edition of every figure."""
    files = sorted((root / FOLDER).rglob("*.parquet"))
    return pl.concat([pl.scan_parquet(file) for file in files]) if files else pl.LazyFrame(schema=OBSERVATIONS)


def load_ledger(root: Path) -> dict[str, Any]:
    """What the last build was made of and what it made; empty before the first."""
    path = root / LEDGER
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def save_ledger(root: Path, ledger: dict[str, Any]) -> None:
    write_durably(root / LEDGER, json.dumps(ledger, indent=1, sort_keys=True).encode())


def check(root: Path) -> int:
    """Hash every table file against the ledger; how many there are. Raises IntegrityError naming one that differs."""
    outputs: dict[str, str] = load_ledger(root).get("outputs", {})
    for name, expected in outputs.items():
        path = root / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise IntegrityError(f"{path}: the table is not as it was built; remove it and build again")
    return len(outputs)
