"""The figures as compressed text, a gzip member for each part of a publisher's rows.

Members one after the other are one gzip file (RFC 1952, section 2.2), which every program reads whole. A member whose
rows did not change is taken from the last package as it is. No time and no name is in it, so that the same rows give
the same bytes.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analysis import store
from analysis.export.delimited import csv_bytes, json_lines

ROWS = 16_384
"""At most so many rows are held as text at a time by each of the workers."""
WORKERS = 2
LEVEL = 6
GZIP = 16 + zlib.MAX_WBITS
CSV, LINES = "figures.csv.gz", "figures.jsonl.gz"
MEMBERS = "plainview:members"
"""Under which property of its resource a package tells its members, so that the next one can take them."""


@dataclass(frozen=True)
class Member:
    """A part of a compressed file: the digest of its rows and of our code, and its bytes by length and SHA-256."""

    rows: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Last:
    """The package before this one; every file is checked against its hash there before anything is taken from it."""

    folder: Path
    resources: Mapping[str, Mapping[str, Any]]

    def taken(self, path: str) -> dict[str, bytes]:
        """Members of a compressed file by the digest of their rows; none where the file is not as it was written."""
        told: list[dict[str, Any]] = self.resources.get(path, {}).get(MEMBERS, [])
        if not told or not (self.folder / path).is_file():
            return {}
        found, start = {}, 0
        data = (self.folder / path).read_bytes()
        for member in told:
            part = data[start : start + member["bytes"]]
            if hashlib.sha256(part).hexdigest() == member["sha256"]:
                found[member["rows"]] = part
            start += member["bytes"]
        return found


def parts(figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The figures in their order, cut where the publisher changes and after ``ROWS`` rows of one."""
    for publisher in figures.partition_by("publisher", maintain_order=True):
        yield from publisher.iter_slices(ROWS)


def compressed(
    figures: pl.DataFrame, taken: Mapping[str, Mapping[str, bytes]]
) -> dict[str, tuple[bytes, list[dict[str, Any]]]]:
    """The bytes and the members of ``CSV`` and ``LINES``, by file name.

    ``taken`` is what there is already of each file, by the digest of the rows.
    """
    headings = csv_bytes(figures.clear())
    cut = [(part, rows_digest(part)) for part in parts(figures)]
    forms: dict[str, Callable[[pl.DataFrame], bytes]] = {CSV: _rows_of_csv, LINES: json_lines}

    def made(name: str, part: pl.DataFrame, rows: str) -> bytes:
        kept = taken.get(name, {}).get(rows)
        return zlib.compress(forms[name](part), LEVEL, GZIP) if kept is None else kept

    with ThreadPoolExecutor(WORKERS) as pool:  # both Polars and zlib let other threads run
        waiting = {name: [(rows, pool.submit(made, name, part, rows)) for part, rows in cut] for name in forms}
        done = {name: [(rows, one.result()) for rows, one in members] for name, members in waiting.items()}
    done[CSV].insert(0, ("", zlib.compress(headings, LEVEL, GZIP)))
    return {name: (b"".join(data for _, data in members), _told(members)) for name, members in done.items()}


def _rows_of_csv(part: pl.DataFrame) -> bytes:
    return csv_bytes(part, header=False)


def _told(members: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    return [asdict(Member(rows, len(data), hashlib.sha256(data).hexdigest())) for rows, data in members]


def rows_digest(*frames: pl.DataFrame) -> str:
    """Of every value of frames, in their order, and of the code that writes them."""
    digest = hashlib.sha256(_code().encode())
    for frame in frames:
        digest.update(store.rows_digest(frame).encode())
    return digest.hexdigest()


@cache
def _code() -> str:
    files = sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in {".py", ".toml", ".md"})
    versions = repr((pl.__version__, zlib.ZLIB_RUNTIME_VERSION))
    return hashlib.sha256(versions.encode() + b"\0".join(path.read_bytes() for path in files)).hexdigest()
