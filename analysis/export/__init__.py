"""The tables as files for other programs: one by one, or whole as a data package."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from analysis import store, views
from analysis.export.delimited import csv_bytes, json_bytes, json_lines
from analysis.export.package import Package, write_package
from analysis.export.sqlite import write_sqlite
from analysis.export.tables import View, codes, small_tables
from spiders.durable import TEMPORARY, make_folder, write_durably
from spiders.errors import PlainviewError

TABLES = (
    *("current", "restatements", "documents", "findings", "restated", "disclosure", "comparability", "epochs"),
    *("both_sides", "statements", "observations"),
)
BY_DEFAULT = TABLES[:-1]
LARGE = ("current", "observations")
"""Too large for one array of JSON: written as JSON Lines."""
SQLITE, PACKAGE = "sqlite", "package"

__all__ = ["BY_DEFAULT", "TABLES", "Package", "export", "package", "write_package"]


def export(
    root: Path,
    out: Path,
    form: str,
    tables: list[str],
    as_of: date | None = None,
    recorded_as_of: date | None = None,
) -> Iterator[Path]:
    """Write tables, or everything as one file or a package, into a folder; the paths of what was written.

    ``form`` is csv, parquet, json, sqlite or package. Raises PlainviewError for a table that does not exist.
    """
    if form in (SQLITE, PACKAGE):
        if tables:
            raise PlainviewError(f"--format {form} holds every table: name none, or take csv, parquet or json")
        yield from _everything(root, out, form, as_of, recorded_as_of)
        return
    for table in tables:
        if table not in TABLES:
            raise PlainviewError(f"no table {table!r}; there are {', '.join(TABLES)}")
    read = _reader(root, as_of, recorded_as_of)
    for table in tables or BY_DEFAULT:
        yield _write(out, table, form, read(table))


def package(
    root: Path, out: Path, as_of: date | None = None, recorded_as_of: date | None = None, last: Path | None = None
) -> Package:
    """Write the data package of a data folder; see ``write_package``."""
    return write_package(_view(root, as_of, recorded_as_of), out, last)


def _everything(root: Path, out: Path, form: str, as_of: date | None, recorded_as_of: date | None) -> Iterator[Path]:
    if form == PACKAGE:
        written = package(root, out, as_of, recorded_as_of)
        yield from (out / file.path for file in written.files)
        return
    view = _view(root, as_of, recorded_as_of)
    make_folder(out)
    with TemporaryDirectory(dir=out, prefix=TEMPORARY) as folder:
        made = Path(folder) / "plainview.sqlite"
        write_sqlite(made, view.current, {**small_tables(view), **codes()})
        yield made.replace(out / made.name)


def _view(root: Path, as_of: date | None, recorded_as_of: date | None) -> View:
    from analysis.report.site import load  # noqa: PLC0415  what draws charts is not needed for a table alone

    return load(root, as_of, recorded_as_of)


def _reader(root: Path, as_of: date | None, recorded_as_of: date | None) -> Callable[[str], pl.DataFrame]:
    """Reads a table of the view by name."""
    if as_of is not None or recorded_as_of is not None:
        view = _view(root, as_of, recorded_as_of)
        frames = {"current": view.current, **small_tables(view)}
        seen = views.known(store.observations(root), as_of, recorded_as_of)
        return lambda table: seen.collect() if table == store.FOLDER else frames[table]
    store.check(root)
    return lambda table: _built(root, table)


def _built(root: Path, table: str) -> pl.DataFrame:
    try:
        return store.read(root, table)
    except FileNotFoundError:
        raise PlainviewError(f"{root} holds no tables yet: run `plainview build` first") from None


def _write(out: Path, table: str, form: str, frame: pl.DataFrame) -> Path:
    if form == "parquet":
        path = out / f"{table}.parquet"
        store.write(path, frame)
        return path
    lines = form == "json" and table in LARGE
    path = out / f"{table}.{'jsonl' if lines else form}"
    data = csv_bytes(frame) if form == "csv" else json_lines(frame) if lines else json_bytes(frame)
    write_durably(path, data)
    return path
