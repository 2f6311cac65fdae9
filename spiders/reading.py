"""From an archived document to its reading: the observations as printed, and the ledger, kept once per reader version.

A reading is ``readings/<sha256>.<version>.json.gz``: columns of equal length, one entry per observation, or the
error that reading ended in. The version covers the reader's code, the reports it is declared to read and the
document's name, so that a better reader runs again over the archive and is never mistaken for a publisher's change.
"""

import gzip
import hashlib
import importlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from spiders.errors import LayoutChanged, PlainviewError
from spiders.formats import open_sheets
from spiders.observation import Observation
from spiders.publisher import load_publisher
from spiders.sheet import Document, Sheet

Reader = Callable[[list[Sheet]], Iterator[Observation]]

HERE = Path(__file__).parent
SHARED = (
    "observation.py",
    "values.py",
    "periods.py",
    "sheet.py",
    "reading.py",
    "worker.py",
    "formats/*.py",
    "formats/*.toml",
)


@dataclass(frozen=True)
class Reading:
    """What one document says. ``columns`` maps a column's name to its values, all of one length."""

    publisher: str
    report: str
    name: str
    sha256: str
    version: str
    sheets: list[dict[str, str]]
    ledger: dict[str, Any]
    columns: dict[str, list[Any]]
    error: str | None = None

    def __len__(self) -> int:
        return len(self.columns.get("row", ()))

    def __str__(self) -> str:
        """How messages name the document that was read."""
        return str(Document(self.publisher, self.report, self.name, self.sha256, b""))


def module_name(publisher: str) -> str:
    """The publisher's module: its identifier, as Python can spell it."""
    return publisher.replace("-", "_")


@cache
def _code_digest(publisher: str) -> str:
    files = [path for pattern in SHARED for path in sorted(HERE.glob(pattern))]
    files.append(HERE / "publishers" / f"{module_name(publisher)}.py")
    parts = [path.read_bytes() for path in files if path.exists()]
    return hashlib.sha256(b"\0".join([*parts, _declared_reports(publisher)])).hexdigest()


def _declared_reports(publisher: str) -> bytes:
    """The reports as the TOML declares them, without comments: all of it that a reader can see. How a publisher is
    called, how often it publishes and what it says of reuse are told beside figures, and are no part of a reading.
    """
    path = HERE / "publishers" / f"{publisher}.toml"
    declared = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return json.dumps(declared.get("reports"), default=str).encode()


def reader_version(publisher: str, report: str, name: str) -> str:
    """The version of the reader that this document meets, 12 hexadecimal digits."""
    return hashlib.sha256("\0".join((_code_digest(publisher), publisher, report, name)).encode()).hexdigest()[:12]


def reading_path(root: Path, document: Document) -> Path:
    version = reader_version(document.publisher, document.report, document.name)
    return root / "readings" / f"{document.sha256}.{version}.json.gz"


@cache
def reader_of(publisher: str, report: str) -> Reader:
    """The function that reads a report's documents. Raises PlainviewError where the publisher has none."""
    if form := load_publisher(publisher).reports[report].form:
        return importlib.import_module(f"spiders.formats.{form}").read_report  # type: ignore[no-any-return]
    module = importlib.import_module(f"spiders.publishers.{module_name(publisher)}")
    for value in vars(module).values():
        readers = getattr(value, "readers", None)
        if isinstance(value, type) and isinstance(readers, dict) and value.__module__ == module.__name__:
            if getattr(value, "name", None) != publisher:
                raise PlainviewError(
                    f"{module.__name__}: its spider is named {getattr(value, 'name', None)!r}, not {publisher!r}"
                )
            if report in readers:
                return readers[report]  # type: ignore[no-any-return]
            raise PlainviewError(f"{publisher}: no reader for report {report!r}")
    raise PlainviewError(f"{publisher}: its module has no spider with readers")


def read(document: Document) -> Reading:
    """The document's reading; one with ``error`` where it is not laid out as declared.

    Raises nothing for bad input but MemoryError: spiders/sandbox.py knows which limit that was.
    """
    try:
        return read_sheets(document, open_sheets(document))
    except MemoryError:
        raise
    except PlainviewError as error:
        if isinstance(error.__cause__, MemoryError):  # a format took it for a fault of the document's
            raise MemoryError from error
        return unread(document, str(error))
    except Exception as error:  # a fault of ours in one reader must not stop the other publishers
        return unread(document, f"{document}: its reader broke: {type(error).__name__}: {error}")


def read_sheets(document: Document, sheets: list[Sheet]) -> Reading:
    """The reading of a document that is opened. Raises PlainviewError where it is not laid out as declared."""
    observations = list(reader_of(document.publisher, document.report)(sheets))
    _check_tables(document, observations)
    return Reading(*_key(document), _describe(sheets), _ledger(sheets), _columns(observations))


def unread(document: Document, error: str) -> Reading:
    """The reading of a document that was not read, and why."""
    return Reading(*_key(document), [], {}, {}, error)


def _key(document: Document) -> tuple[str, str, str, str, str]:
    version = reader_version(document.publisher, document.report, document.name)
    return document.publisher, document.report, document.name, document.sha256, version


def _check_tables(document: Document, observations: list[Observation]) -> None:
    declared = load_publisher(document.publisher).reports[document.report].tables
    unknown = {observation.table for observation in observations} - set(declared)
    if unknown:
        raise PlainviewError(f"{document}: its reader names tables that the TOML does not declare: {sorted(unknown)}")
    if not observations:
        raise LayoutChanged(str(document), "the file", "no figures", "at least one observation", "none")


def _describe(sheets: list[Sheet]) -> list[dict[str, str]]:
    return [{"name": sheet.name, "kind": sheet.kind, "sha256": sheet.sha256} for sheet in sheets]


def _ledger(sheets: list[Sheet]) -> dict[str, Any]:
    total: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for sheet in sheets:
        total.update(sheet.ledger())
        reasons.update(sheet.reasons)
    return {
        **total,
        "reasons": dict(sorted(reasons.items())),
        "notes": [note for sheet in sheets for note in sheet.notes],
        "findings": [finding for sheet in sheets for finding in sheet.findings],
    }


def _columns(observations: list[Observation]) -> dict[str, list[Any]]:
    dimensions = sorted({dimension for observation in observations for dimension in observation.words})
    columns: dict[str, list[Any]] = {
        "table": [observation.table for observation in observations],
        "heading": [observation.heading for observation in observations],
        "lower": [observation.value.lower for observation in observations],
        "upper": [observation.value.upper for observation in observations],
        "status": [observation.value.status for observation in observations],
        "printed": [observation.printed for observation in observations],
        "period_start": [observation.period.start.isoformat() for observation in observations],
        "period_end": [observation.period.end.isoformat() for observation in observations],
        "sheet": [observation.sheet for observation in observations],
        "row": [observation.row for observation in observations],
        "column": [observation.columns[0] for observation in observations],
        "column2": [observation.columns[1] if len(observation.columns) > 1 else None for observation in observations],
    }
    for dimension in dimensions:
        columns[f"word:{dimension}"] = [observation.words.get(dimension) for observation in observations]
    return columns


def contents(reading: Reading) -> dict[str, Any]:
    """The reading's parts by name; not dataclasses.asdict, which would copy a million cells one by one."""
    return {part.name: getattr(reading, part.name) for part in fields(reading)}


def pack(reading: Reading) -> bytes:
    """The reading as the bytes of its file."""
    text = json.dumps(contents(reading), ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), 5, mtime=0)


def load(path: Path) -> Reading:
    return Reading(**json.loads(gzip.decompress(path.read_bytes())))
