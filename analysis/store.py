"""The only reader and writer of tables. Every table is Parquet in the data folder, whole or not there.

``observations/`` is a folder with a file per copy of a document, so that a new document adds one file and rewrites
none. ``tables.json`` holds the SHA-256 of every file: a flipped bit in Parquet reads back as a wrong number.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analysis.schema import OBSERVATIONS
from spiders.durable import TEMPORARY, write_durably
from spiders.errors import IntegrityError

FOLDER = "observations"
LEDGER = "tables.json"
PARTS = ".parts-"


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


def write_parts(path: Path, parts: Iterable[pl.DataFrame], schema: pl.Schema) -> str:
    """Write a table that comes in parts, holding one at a time; the SHA-256 of what was written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=path.parent, prefix=PARTS) as folder:
        written = [pl.LazyFrame(schema=schema)]
        for part in parts:
            place = Path(folder) / f"{len(written)}.parquet"
            part.write_parquet(place)
            del part  # before the next one is made
            written.append(pl.scan_parquet(place))
        whole = Path(folder) / "whole.parquet"
        pl.concat(written).sink_parquet(whole, compression="zstd")
        data = whole.read_bytes()
        write_durably(path, data)
    return hashlib.sha256(data).hexdigest()


def copies(root: Path) -> Iterator[pl.LazyFrame]:
    """The observations of one copy of a document after the other."""
    return (pl.scan_parquet(file) for file in _files(root / FOLDER))


def observations(root: Path, publisher: str = "") -> pl.LazyFrame:
    """Every edition of every figure, or of one publisher's."""
    files = [pl.scan_parquet(file) for file in _files(root / FOLDER / publisher)]
    return pl.concat(files) if files else pl.LazyFrame(schema=OBSERVATIONS)


def publishers(root: Path) -> list[str]:
    """Those of which any edition of a figure is held."""
    return sorted({file.relative_to(root / FOLDER).parts[0] for file in _files(root / FOLDER)})


def rows_digest(frame: pl.DataFrame) -> str:
    """Of every value of a frame, in its order. Another version of Polars may give another one."""
    hashed = frame.hash_rows(seed=0).to_numpy().tobytes()
    return hashlib.sha256(repr(frame.schema).encode() + hashed).hexdigest()


def observations_digest(root: Path, publisher: str) -> str:
    """Of the bytes of every file that holds a publisher's observations."""
    digest = hashlib.sha256()
    for file in _files(root / FOLDER / publisher):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    """The whole files of a folder of tables, in order; a hidden one is only half written."""
    return sorted(path for path in folder.rglob("*.parquet") if not path.name.startswith("."))


def sweep(root: Path) -> None:
    """Remove what a process that was killed left half written. The caller holds the data folder's lock."""
    for folder in (root, root / "readings", root / "runs", *(root / FOLDER).glob("*/*")):
        for stray in folder.glob(f"{TEMPORARY}*"):
            if stray.is_file():  # a folder is the report's, which may hold the only site there is
                stray.unlink(missing_ok=True)
    for stray in root.glob(f"{PARTS}*"):
        rmtree(stray, ignore_errors=True)


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
