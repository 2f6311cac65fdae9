"""Archive and baseline -> readings -> tables. Does only what changed.

Every copy of a document becomes one file of ``observations/``, unless it cannot be read, misses its expectations or
holds an unknown word: then it is left out by name, and the publisher's last good figures stay.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import baseline, crosswalk, store
from spiders import publisher as declarations
from spiders import quotations, sandbox
from spiders import reading as readings
from spiders.archive import Archive, Capture
from spiders.sheet import Document

if TYPE_CHECKING:
    import polars as pl

HERE = Path(__file__).parent
EXPECTATIONS = Path(declarations.__file__).with_name("expectations.py")
JUDGEMENT = ("both_sides", "checks", "comparability", "disclosure", "restated", "statements")
"""Folders of rules and facts, with their code, that analysis/judgement.py makes tables of."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Copy:
    """A copy of a document, from the archive's manifest or the baseline, in the order of entry."""

    publisher: str
    report: str
    name: str
    url: str
    sha256: str
    captured: str
    captured_basis: str
    published: str | None
    recorded: str | None
    sequence: int
    exactness: str
    in_archive: bool

    @property
    def address(self) -> tuple[str, str, str, str]:
        """What a later copy of the same document shares. Files saved by hand often share the page they were on."""
        return self.publisher, self.report, self.url, self.name

    def file(self) -> str:
        """Its file of observations, below the data folder."""
        same = hashlib.sha256(f"{self.name}\0{self.url}\0{self.sequence}".encode()).hexdigest()[:8]
        return f"{store.FOLDER}/{self.publisher}/{self.report}/{self.captured}-{self.sha256[:12]}-{same}.parquet"


@dataclass
class Build:
    """What a build did. ``failures`` are publishers that were not wholly promoted, each with why, in words.

    ``changes`` is a line on what the last build that made tables changed of their figures.
    """

    changed: bool
    copies: int = 0
    observations: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    notices: list[tuple[str, str]] = field(default_factory=list)
    by_publisher: dict[str, int] = field(default_factory=dict)
    findings: int = 0
    changes: str = ""


def copies(archive: Archive, use_baseline: bool) -> list[Copy]:
    """Every copy known, in the order of ``captured`` and then of entry; the baseline's come before the archive's."""
    found: list[Copy] = []
    known = set()
    for capture in archive.captures():
        if capture.publisher == quotations.PUBLISHER:  # the sources of statements: no figure is read from them
            continue
        known.add((capture.publisher, capture.report, capture.name, capture.captured, capture.sha256))
        shared = {name: getattr(capture, name) for name in (*baseline.COPY, "recorded", "sequence")}
        found.append(Copy(**shared, in_archive=True))
    for entry in chain.from_iterable(map(baseline.copies, baseline.files() if use_baseline else ())):
        if (entry["publisher"], entry["report"], entry["name"], entry["captured"], entry["sha256"]) not in known:
            found.append(Copy(**entry, recorded=None, sequence=0, in_archive=archive.has(entry["sha256"])))
    return sorted(found, key=lambda copy: (copy.captured, copy.sequence, copy.publisher, copy.report, copy.name))


def code_digest() -> str:
    """Changes whenever the code that makes tables does."""
    return _digest(sorted(HERE.glob("*.py")))


def _digest(files: list[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def build(root: Path, *, use_baseline: bool = True, progress: Progress = lambda _: None) -> Build:
    """Bring the tables of a data folder up to date. Raises IntegrityError where archived bytes have changed."""
    archive = Archive(root)
    store.sweep(root)
    inputs = _inputs(archive, use_baseline)
    ledger = store.load_ledger(root)
    if ledger.get("inputs") == inputs and all((root / name).exists() for name in ledger["outputs"]):
        return Build(False, **ledger["result"])
    everything = copies(archive, use_baseline)
    # The baseline may know the archive's bytes under another name, which no one has read them under yet.
    answers = _read(root, archive, (*archive.captures(), *(copy for copy in everything if copy.in_archive)), progress)
    unkept = {
        readings.reading_path(root, answer.document): readings.unread(answer.document, answer.error or "")
        for answer in answers
        if not answer.lasting
    }
    # Another day these may be read: with their names in the ledger, the next build finds something to do.
    inputs |= {"to be read again": sorted(path.name for path in unkept)} if unkept else {}
    return _make_tables(root, everything, unkept, use_baseline, ledger, inputs, progress)


def _inputs(archive: Archive, use_baseline: bool) -> dict[str, Any]:
    """All that the tables depend on, as a comparable whole."""
    captures = archive.captures()
    versions = {
        readings.reader_version(c.publisher, c.report, c.name) for c in captures if c.publisher in declarations.names()
    }
    return {
        "archive": [
            len(captures),
            hashlib.sha256(repr([(c.sequence, c.sha256) for c in captures]).encode()).hexdigest(),
        ],
        "readers": hashlib.sha256(repr(sorted(versions)).encode()).hexdigest(),
        # Scopes, epochs and expectations count for the baseline too, which no reader's version covers.
        "declarations": _digest([*sorted(declarations.FOLDER.glob("*.toml")), EXPECTATIONS]),
        "crosswalks": {name: crosswalk.digest(name) for name in declarations.names()},
        "judgement": _digest(sorted(path for name in JUDGEMENT for path in (HERE / name).glob("*.*"))),
        "corrections": _digest(sorted((HERE / "corrections").glob("*.toml"))),
        "baseline": {path.name: baseline.digest(path) for path in baseline.files()} if use_baseline else {},
        "code": code_digest(),
    }


def read_documents(root: Path, archive: Archive, progress: Progress = lambda _: None) -> list[tuple[str, str]]:
    """Read what is archived and has no reading of the present version; (publisher, why) of each that failed."""
    answers = _read(root, archive, archive.captures(), progress)
    return [(answer.document.publisher, answer.error) for answer in answers if answer.error]


def _read(root: Path, archive: Archive, copies: Iterable[Copy | Capture], progress: Progress) -> list[sandbox.Answer]:
    """Have a reading of each copy that is meant to be read; the answers about those that had none."""
    documents = [_document(copy) for copy in copies if not _reason_not_read(copy.publisher, copy.report, copy.name)]
    told = []
    with closing(sandbox.read_all(root, documents, archive.read)) as answers:
        for answer in answers:
            document, outcome = answer.document, answer.error or f"{answer.figures:,} figures"
            progress(f"read {document.publisher}/{document.report}/{document.name}: {outcome}")
            told.append(answer)
    return told


def _document(copy: Copy | Capture) -> Document:
    return Document(copy.publisher, copy.report, copy.name, copy.sha256, b"", copy.url)


def _reason_not_read(publisher: str, report: str, name: str) -> str | None:
    if publisher not in declarations.names():
        return f"{publisher} is not a publisher that Plainview knows"
    declared = declarations.load_publisher(publisher).reports.get(report)
    return f"{publisher}.toml declares no report {report!r}" if declared is None else declared.reason_not_read(name)


def _make_tables(
    root: Path,
    everything: list[Copy],
    unkept: Mapping[Path, readings.Reading],
    use_baseline: bool,
    ledger: Mapping[str, Any],
    inputs: dict[str, Any],
    progress: Progress,
) -> Build:
    from analysis.promotion import Promotion  # noqa: PLC0415 - Polars: a build that finds nothing changed does without

    promotion = Promotion(root, ledger, inputs, everything, progress)
    for copy, found in _with_readings(root, everything, unkept, use_baseline):
        promotion.consider(copy, found)
    return promotion.finish()


def _with_readings(
    root: Path, everything: list[Copy], unkept: Mapping[Path, readings.Reading], use_baseline: bool
) -> Iterable[tuple[Copy, readings.Reading | str]]:
    """Each publisher's copies in order, with their readings, or with the reason why one is not read."""
    for publisher in sorted({copy.publisher for copy in everything}):
        mine = [copy for copy in everything if copy.publisher == publisher]
        wanted = {(copy.report, copy.name, copy.sha256) for copy in mine if not copy.in_archive}
        packed = baseline.unpack(publisher, wanted) if use_baseline and wanted else {}
        for copy in mine:
            reason = _reason_not_read(copy.publisher, copy.report, copy.name)
            if reason is not None:
                yield copy, reason
            elif copy.in_archive:
                path = readings.reading_path(root, _document(copy))
                yield copy, unkept[path] if path in unkept else readings.load(path)
            else:
                yield copy, packed[copy.report, copy.name, copy.sha256]


def totals(result: Build, frame: "pl.DataFrame") -> None:
    """Note how many observations there are, in all and by publisher."""
    result.by_publisher = dict(sorted(Counter(frame["publisher"].to_list()).items()))
    result.observations = len(frame)
