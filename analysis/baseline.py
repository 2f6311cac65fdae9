"""The baseline: Plainview's own readings of real documents, carried in the repository; figures and hashes, no documents.

``baseline/<publisher>.jsonl.xz`` holds a line a copy: how it was obtained, and its reading. It lies below the archive:
of a snapshot whose bytes the archive has, the archive's reading is used instead. The layout is in docs/decisions.
"""

import json
import lzma
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
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


def entries(path: Path) -> Iterator[tuple[dict[str, Any], Reading]]:
    """Every copy in a baseline file, with its reading, one at a time."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            yield entry["copy"], Reading(version="baseline", error=None, **entry["reading"])


def render(copies: list[tuple[Mapping[str, Any], Reading]]) -> bytes:
    """A baseline file's bytes: the same for the same copies, whenever and wherever it is made."""
    lines = []
    for copy, reading in copies:
        body = {key: value for key, value in asdict(reading).items() if key not in ("version", "error")}
        lines.append(
            json.dumps({"copy": dict(copy), "reading": body}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        )
    return lzma.compress("\n".join(lines).encode(), preset=6)


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
            data = render(list(_read_all(archive, publisher)))
            path = FOLDER / f"{publisher}{SUFFIX}"
            if not path.exists() or lzma.decompress(path.read_bytes()) != lzma.decompress(data):
                changed.append(publisher)
                if not check:
                    write_durably(path, data)
    return changed


def _read_all(archive: Archive, publisher: str) -> Iterator[tuple[dict[str, Any], Reading]]:
    reports = load_publisher(publisher).reports
    captures = [
        c for c in archive.captures() if c.publisher == publisher and reports[c.report].reason_not_read(c.name) is None
    ]
    for capture in sorted(captures, key=lambda c: (c.captured, c.report, c.name, c.sha256)):
        document = Document(
            publisher, capture.report, capture.name, capture.sha256, archive.read(capture.sha256), capture.url
        )
        reading = readings.read(document)
        if reading.error:
            raise PlainviewError(reading.error)
        yield {name: getattr(capture, name) for name in COPY}, reading
