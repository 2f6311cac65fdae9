"""Load a data package as others do, and hold figures picked at random against the Parquet; prints what was checked.

Runs in a virtual environment of its own (``frictionless.txt`` beside this file), not in the project's:
``python load_package.py FOLDER [HOW-MANY [SEED]]``. Exits with 1 where anything differs.
"""

import csv
import gzip
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb  # type: ignore[import-not-found]
import pandas  # type: ignore[import-untyped]
import pyarrow.parquet  # type: ignore[import-not-found]

Rows = dict[str, dict[str, Any]]

NUMBERS = ("lower", "upper")
LISTS = ("dims", "total_over", "flags")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
"""What R's ``type.convert`` takes for a number, with a point for the decimals."""

READ_CSV = """
figures <- read.csv(commandArgs(TRUE)[1], na.strings = "", encoding = "UTF-8")
stopifnot(is.numeric(figures$lower), is.numeric(figures$upper))
cat(nrow(figures), ncol(figures), sum(figures$jurisdiction == "NA", na.rm = TRUE))
"""


def main() -> None:
    folder, count, seed = Path(sys.argv[1]), int(next(iter(sys.argv[2:3]), 300)), int(next(iter(sys.argv[3:4]), 0))
    table = pyarrow.parquet.read_table(folder / "figures.parquet")
    at = random.Random(seed).sample(range(len(table)), min(count, len(table)))  # noqa: S311  not for secrets
    picked = {row["cell_id"]: row for row in table.take(at).to_pylist()}
    cells = list(picked)
    columns = ", ".join(f"'{name}': '{_type(name)}'" for name in table.column_names)
    lines = f"read_json('{folder}/figures.jsonl.gz', format = 'newline_delimited', columns = {{{columns}}})"
    for name, (total, found) in (
        ("pandas, Parquet", by_pandas(pandas.read_parquet(folder / "figures.parquet"), cells)),
        ("pandas, CSV", by_pandas(pandas_csv(folder), cells)),
        ("pandas, JSON Lines", by_pandas(pandas_json(folder), cells)),
        ("DuckDB, Parquet", by_duckdb(f"'{folder}/figures.parquet'", cells)),
        ("DuckDB, CSV", by_duckdb(f"read_csv('{folder}/figures.csv.gz', all_varchar = true)", cells)),
        ("DuckDB, JSON Lines", by_duckdb(lines, cells)),
        ("SQLite", by_sqlite(folder, cells)),
    ):
        if total != len(table):
            sys.exit(f"{name}: {total} figures, and {len(table)} in the Parquet")
        compare(name, picked, found)
        print(f"{name}: {total} figures, {len(picked)} compared")
    namibia = table.column("jurisdiction").to_pylist().count("NA")
    read_csv(folder / "figures.csv.gz", len(table), table.column_names, namibia)
    for path in sorted((folder / "tables").glob("*.parquet")):
        small(path)


def _type(name: str) -> str:
    return "DOUBLE" if name in NUMBERS else "VARCHAR[]" if name in LISTS else "VARCHAR"


def compare(name: str, picked: Rows, found: Rows) -> None:
    marked = "CSV" in name
    for cell, row in picked.items():
        other = found[cell]
        for column, value in row.items():
            if plain(column, value, False) != plain(column, other[column], marked):
                sys.exit(f"{name}: {cell} {column}: {other[column]!r}, and {value!r} in the Parquet")


def plain(column: str, value: Any, marked: bool) -> Any:
    """A value as one thing whatever it was read by: nothing, a number, a list, or text without our apostrophe."""
    if column in LISTS:
        return listed(value)
    if value is None or value is pandas.NA or value is pandas.NaT or value != value or value == "":
        return None
    if column in (*NUMBERS, "sequence"):
        return float(value)
    if column in ("period_start", "period_end", "captured", "published"):
        return str(value)[:10]
    text = str(value).replace("\0", "\N{SYMBOL FOR NULL}")
    return text[1:] if marked and text.startswith("'") else text


def listed(value: Any) -> list[str]:
    if value is None or isinstance(value, float):
        return []
    if isinstance(value, str):
        return list(json.loads(value)) if value.startswith("[") else value.split("; ") if value else []
    return list(value)


def pandas_csv(folder: Path) -> Any:
    told = {"keep_default_na": False, "na_values": [""], "low_memory": False}
    frame = pandas.read_csv(folder / "figures.csv.gz", **told)
    if len(frame) and not all(frame[name].dtype == "float64" for name in NUMBERS):
        sys.exit("pandas, CSV: the bounds are not read as numbers")
    return frame


def pandas_json(folder: Path) -> Any:
    return pandas.read_json(folder / "figures.jsonl.gz", lines=True, dtype=False, precise_float=True)


def by_pandas(frame: Any, cells: list[str]) -> tuple[int, Rows]:
    """How many figures there are, and those of the cells."""
    return len(frame), {row["cell_id"]: row for row in frame[frame["cell_id"].isin(cells)].to_dict("records")}


def by_duckdb(source: str, cells: list[str]) -> tuple[int, Rows]:
    with duckdb.connect() as database:
        (total,) = database.execute(f"SELECT count(*) FROM {source}").fetchone()  # noqa: S608  the caller's own folder
        read = database.execute(f"SELECT * FROM {source} WHERE cell_id IN (SELECT unnest(?))", [cells])  # noqa: S608
        names = [column[0] for column in read.description]
        found = [dict(zip(names, values, strict=True)) for values in read.fetchall()]
    return total, {row["cell_id"]: row for row in found}


def by_sqlite(folder: Path, cells: list[str]) -> tuple[int, Rows]:
    with sqlite3.connect(f"file:{folder}/plainview.sqlite?mode=ro", uri=True) as database:
        database.row_factory = sqlite3.Row
        (total,) = database.execute("SELECT count(*) FROM figures").fetchone()
        found = [database.execute("SELECT * FROM figures WHERE cell_id = ?", (cell,)).fetchone() for cell in cells]
    return total, {row["cell_id"]: dict(row) for row in found}


def read_csv(path: Path, total: int, names: list[str], namibia: int) -> None:
    """By R where there is one; else by a strict reader that holds the file to what ``read.csv`` takes for granted."""
    if shutil.which("Rscript"):
        with tempfile.NamedTemporaryFile("w", suffix=".R") as script:
            script.write(READ_CSV)
            script.flush()
            ran = subprocess.run(["Rscript", script.name, str(path)], capture_output=True, text=True, check=True)
        if ran.stdout.split() != [str(total), str(len(names)), str(namibia)]:
            sys.exit(f"R: {ran.stdout}")
        print(f"R, CSV: {total} figures by read.csv")
        return
    records = conventional(path)
    header = next(records)
    if len(set(header)) != len(header) or not all(re.fullmatch(r"[A-Za-z][A-Za-z0-9._]*", name) for name in header):
        sys.exit(f"{path.name}: names that R would change: {header}")
    at = [header.index(name) for name in NUMBERS]
    count = 0
    for count, record in enumerate(records, 1):
        if len(record) != len(header):
            sys.exit(f"{path.name} record {count}: {len(record)} fields, and {len(header)} in the header")
        if wrong := [record[place] for place in at if record[place] and not NUMBER.fullmatch(record[place])]:
            sys.exit(f"{path.name} record {count}: R reads no number in {wrong}")
    if count != total:
        sys.exit(f"{path.name}: {count} records, and {total} in the Parquet")
    print(f"R, CSV: {count} figures by the conventions of read.csv (there is no Rscript here)")


def conventional(path: Path) -> Iterator[list[str]]:
    """Records of a CSV in UTF-8 with doubled quotes, one header, line feeds and no NUL."""
    with gzip.open(path, "rt", encoding="utf-8", errors="strict", newline="") as handle:
        yield from csv.reader(lines(path, handle), strict=True, doublequote=True)


def lines(path: Path, handle: Any) -> Iterator[str]:
    for line in handle:
        if "\0" in line:
            sys.exit(f"{path.name}: holds NUL, at which R stops")
        yield line


def small(path: Path) -> None:
    """A smaller table has the same columns and number of rows in all three forms."""
    frame = pandas.read_parquet(path)
    texts = pandas.read_csv(path.with_suffix(".csv"), keep_default_na=False, na_values=[""])
    objects = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    told = {len(frame), len(texts), len(objects)}
    if len(told) != 1 or list(frame) != list(texts) or any(list(one) != list(frame) for one in objects):
        sys.exit(f"{path.stem}: not the same in its three forms")
    print(f"{path.stem}: {len(frame)} rows in three forms")


if __name__ == "__main__":
    main()
