"""The data package: the figures of one view and all judgements on them, in a folder that needs nothing beside it."""

import hashlib
import io
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from analysis.export import cited, notes
from analysis.export.delimited import csv_bytes, json_bytes
from analysis.export.descriptor import File, dataset, descriptor, resource, version
from analysis.export.members import CSV, LINES, MEMBERS, Last, compressed, rows_digest
from analysis.export.sqlite import write_sqlite
from analysis.export.tables import View, codes, description, small_tables, table_schema
from spiders.durable import TEMPORARY, words_for, write_durably

DESCRIPTOR, SUMS, SQLITE = "datapackage.json", "SHA256SUMS", "plainview.sqlite"
ROWS = "plainview:rows"
"""Under which property of its resource the digest of what SQLite was made of is told."""

WORDS = {
    "README.md": "How to load the package, and what to know before using a figure",
    "LICENSE.txt": "The licence, and what it covers",
    "CITATION.cff": "Citation, as Citation File Format",
    "citation.bib": "Citation, as BibTeX",
    "citation.json": "Citation, as CSL-JSON",
    "RELEASE_NOTES.md": "What changed since the last release",
}
NO: Mapping[str, Any] = {}


@dataclass(frozen=True)
class Package:
    """A package as it was written: every file in it with its size and hash, and what ``datapackage.json`` says."""

    folder: Path
    files: tuple[File, ...]
    description: Mapping[str, Any]
    figures: pl.DataFrame

    @property
    def version(self) -> str:
        return str(self.description["version"])

    def file(self, path: str) -> File:
        """The file at a path in the package. Raises StopIteration where there is none."""
        return next(file for file in self.files if file.path == path)

    def dataset(self, base: str = "data/") -> dict[str, Any]:
        """schema.org's ``Dataset`` for a page; ``base`` is where the package's folder is from that page."""
        data = [file for file in self.files if file.path not in WORDS and file.path != SUMS]
        return dataset(self.description, self.figures, data, base)


def write_package(view: View, out: Path, last: Path | None = None) -> Package:
    """Write the package of a view into a folder; the same tables give the same bytes.

    ``last`` is the folder of the package before this one (``out`` where there is none): what did not change is taken
    from there. Raises PlainviewError where the folder cannot be written.
    """
    writing = _Writing(view, out, _last(last or out))
    with words_for(out, "the data package"):
        out.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(1) as beside:  # SQLite lets other threads run while it writes
            sqlite = beside.submit(writing.sqlite)
            writing.figures()
            writing.tables()
            writing.add_sqlite(*sqlite.result())
        return writing.close()


class _Writing:
    """A package that is being written: what there is of it so far."""

    def __init__(self, view: View, out: Path, last: Last) -> None:
        self._view, self._out, self._last = view, out, last
        self._small = small_tables(view)
        self._files: list[File] = []
        self._resources: list[dict[str, Any]] = []

    def figures(self) -> None:
        """Parquet, CSV and JSON Lines of the figures."""
        current, text = self._view.current, description("figures")
        past = self._view.as_of is not None or self._view.recorded_as_of is not None
        whole = parquet_bytes(current) if past else (self._view.root / "current.parquet").read_bytes()
        self._add(self._put("figures.parquet", whole, "figures, as Parquet"), "figures-parquet", text)
        del whole
        made = compressed(current, {path: self._last.taken(path) for path in (CSV, LINES)})
        csv, lines = made[CSV], made[LINES]
        file = self._put(CSV, csv[0], "figures, as CSV")
        self._add(file, "figures", text, table_schema("figures", current), {MEMBERS: csv[1]})
        file = self._put(LINES, lines[0], "figures, as JSON Lines")
        self._add(file, "figures-jsonl", text, more={MEMBERS: lines[1]})

    def tables(self) -> None:
        """All smaller tables as CSV, Parquet and JSON, and the codes as CSV."""
        for name, frame in self._small.items():
            text, path = description(name), f"tables/{name}"
            csv = self._put(f"{path}.csv", csv_bytes(frame), f"{name}, as CSV")
            self._add(csv, name, text, table_schema(name, frame))
            parquet = self._put(f"{path}.parquet", parquet_bytes(frame), f"{name}, as Parquet")
            self._add(parquet, f"{name}-parquet", text)
            objects = self._put(f"{path}.json", json_bytes(frame), f"{name}, as JSON")
            self._add(objects, f"{name}-json", text)
        for name, frame in codes().items():
            file = self._put(f"codes/{name}.csv", csv_bytes(frame), f"{name}, as CSV")
            self._add(file, name, description(name), table_schema(name, frame))

    def sqlite(self) -> tuple[File, str]:
        """Everything in one file of SQLite, the last one where it was made of the same; and the digest of its rows."""
        others = {**self._small, **codes()}
        rows, title = rows_digest(self._view.current, *others.values()), "every table, as SQLite"
        return self._kept(SQLITE, rows, title) or self._new_sqlite(others, title), rows

    def add_sqlite(self, file: File, rows: str) -> None:
        text = "Every table in one file; the view figures has the figures whole."
        self._files.append(file)
        self._add(file, "sqlite", text, more={ROWS: rows})

    def _new_sqlite(self, others: Mapping[str, pl.DataFrame], title: str) -> File:
        with TemporaryDirectory(dir=self._out, prefix=TEMPORARY) as folder:
            made = Path(folder) / SQLITE
            write_sqlite(made, self._view.current, others)
            with made.open("rb+") as handle:
                digest = hashlib.file_digest(handle, "sha256").hexdigest()
                os.fsync(handle.fileno())
            size = made.stat().st_size
            made.replace(self._out / SQLITE)
        return File(SQLITE, title, size, digest)

    def _kept(self, path: str, rows: str, title: str) -> File | None:
        """The last package's file where it was made of these rows and is as it was written, now in this one."""
        told, there = self._last.resources.get(path, {}), self._last.folder / path
        if told.get(ROWS) != rows or not there.is_file():
            return None
        with there.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        if f"sha256:{digest}" != told["hash"]:
            return None
        if there.resolve() != (self._out / path).resolve():
            (self._out / path).unlink(missing_ok=True)
            try:
                os.link(there, self._out / path)
            except OSError:  # a file system without links, or another one
                write_durably(self._out / path, there.read_bytes())
        return File(path, title, int(told["bytes"]), digest)

    def close(self) -> Package:
        """The words about it, its description and the checksums of all."""
        view, day = self._view, self._view.data_date
        past = view.as_of is not None or view.recorded_as_of is not None
        release = version(day, (file for file in self._files if file.path != SQLITE))
        told = descriptor(release, day, view.current, self._resources)
        texts = {
            "README.md": cited.readme(release, day, view.current, self._resources),
            "LICENSE.txt": cited.licence(release),
            "CITATION.cff": cited.citation_cff(release, day),
            "citation.bib": cited.citation_bib(release, day),
            "citation.json": cited.citation_csl(release, day),
            "RELEASE_NOTES.md": notes.release_notes(view.root, release, past),
        }
        for path, text in texts.items():
            self._put(path, text.encode(), WORDS[path])
        self._put(DESCRIPTOR, _json(told), "What every file and every column is, as a Data Package")
        sums = "".join(f"{file.sha256}  {file.path}\n" for file in sorted(self._files, key=lambda file: file.path))
        self._put(SUMS, sums.encode(), "SHA-256 of every other file")
        return Package(self._out, tuple(self._files), told, view.current)

    def _put(self, path: str, data: bytes, title: str) -> File:
        write_durably(self._out / path, data)
        file = File(path, title, len(data), hashlib.sha256(data).hexdigest())
        self._files.append(file)
        return file

    def _add(
        self,
        file: File,
        name: str,
        text: str,
        schema: Mapping[str, Any] | None = None,
        more: Mapping[str, Any] = NO,
    ) -> None:
        self._resources.append({**resource(file, name, text, schema), **more})


def parquet_bytes(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    return buffer.getvalue()


def _json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode()


def _last(folder: Path) -> Last:
    """What the last package tells of its files; nothing where there is none, or one that cannot be read."""
    try:
        told = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        return Last(folder, {one["path"]: one for one in told["resources"]})
    except (OSError, ValueError, KeyError, TypeError):
        return Last(folder, {})
