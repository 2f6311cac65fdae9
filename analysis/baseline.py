"""The baseline: Plainview's own readings of real documents, carried in the repository without the documents.

``baseline/<publisher>.jsonl.xz``: the first line lists the copies and how each was obtained; then follows a line a
copy, its reading. It lies below the archive: of a snapshot whose bytes the archive has, they are read instead.
"""

import json
import lzma
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from spiders import reading as readings
from spiders.archive import Archive
from spiders.durable import write_durably
from spiders.errors import PlainviewError
from spiders.importing import import_folder
from spiders.publisher import load_publisher
from spiders.reading import Reading
from spiders.sheet import Document

FOLDER = Path(__file__).parent / "baseline"
SUFFIX = ".jsonl.xz"
COPY = ("publisher", "report", "name", "url", "sha256", "captured", "captured_basis", "published", "exactness")
"""What is known of a copy wherever it was imported: not when, nor in which order."""


def files() -> list[Path]:
    return sorted(FOLDER.glob(f"*{SUFFIX}"))


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def copies(path: Path) -> list[dict[str, Any]]:
    """The copies that a baseline file holds readings of, in order."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        found: list[dict[str, Any]] = json.loads(next(lines))
        return found


def unpack(publisher: str, wanted: Collection[tuple[str, str, str]]) -> dict[tuple[str, str, str], Reading]:
    """A publisher's readings by report, name and SHA-256, those that are wanted."""
    found = {}
    with lzma.open(FOLDER / f"{publisher}{SUFFIX}", "rt", encoding="utf-8") as lines:
        for copy, line in zip(json.loads(next(lines)), lines, strict=True):
            key = (copy["report"], copy["name"], copy["sha256"])
            if key in wanted and key not in found:
                found[key] = Reading(version="baseline", error=None, **json.loads(line))
    return found


def render(entries: Iterable[tuple[Mapping[str, Any], Reading]]) -> bytes:
    """A baseline file's bytes: the same for the same copies, whenever and wherever it is made."""
    heads, lines = [], []
    for copy, reading in entries:
        heads.append(dict(copy))
        lines.append(
            _line({key: value for key, value in readings.contents(reading).items() if key not in ("version", "error")})
        )
    return lzma.compress("\n".join([_line(heads), *lines]).encode(), preset=6)


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def regenerate(folder: Path, publishers: Sequence[str], check: bool = False) -> list[str]:
    """Read a folder of documents laid out as for ``import`` and write every publisher's file that changes.

    Gives the publishers whose file changed (or would, with ``check``). Raises PlainviewError for a document that
    cannot be taken in or read: a baseline is made of whole readings, or not at all.
    """
    changed = []
    with tempfile.TemporaryDirectory() as temporary:
        archive = Archive(Path(temporary))
        failed = [
            str(outcome) for outcome in import_folder(folder, archive, publishers, ()) if outcome.result == "failed"
        ]
        if failed:
            raise PlainviewError("; ".join(failed))
        for publisher in publishers:
            entries = list(_read_all(archive, publisher))
            path = FOLDER / f"{publisher}{SUFFIX}"
            if not entries:
                continue
            data = render(entries)
            if not path.exists() or lzma.decompress(path.read_bytes()) != lzma.decompress(data):
                changed.append(publisher)
                if not check:
                    write_durably(path, data)
    return changed


def _read_all(archive: Archive, publisher: str) -> Iterator[tuple[dict[str, Any], Reading]]:
    reports = load_publisher(publisher).reports
    captures = [
        c
        for c in archive.captures()
        if c.publisher == publisher
        and reports[c.report].verified != "reconstructed"
        and reports[c.report].reason_not_read(c.name) is None
    ]
    for capture in sorted(captures, key=lambda c: (c.captured, c.report, c.name, c.sha256)):
        document = Document(
            publisher, capture.report, capture.name, capture.sha256, archive.read(capture.sha256), capture.url
        )
        reading = readings.read(document)
        if reading.error:
            raise PlainviewError(reading.error)
        yield {name: getattr(capture, name) for name in COPY}, reading
