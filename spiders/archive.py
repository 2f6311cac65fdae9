"""Original bytes by SHA-256, and an append-only manifest of how each copy was obtained.

Below the data folder::

    archive/objects/<2 hex>/<62 hex>    the bytes
    archive/manifest.jsonl              one capture a line, each with a check of its own
    archive/incomplete/<sha256>         what arrived broken, with a .json beside it; never a document
    lock                                held by the one process that may write

Nothing is ever overwritten by something else, and a process killed at any point leaves an archive that the next
one can use: the object is on disk before the line that names it, and a line without its end is no line.
"""

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from spiders.durable import TEMPORARY, make_folder, sync_folder, words_for, write_all, write_durably
from spiders.errors import IntegrityError, Locked, Unreadable

MAX_DOCUMENT = 100 * 1000 * 1000
"""Bytes. The largest document that any publisher is known to give is a tenth of it."""

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Capture:
    """One copy of one document, as obtained on one day. ``sequence`` counts from 1 and never repeats."""

    sequence: int
    recorded: str
    publisher: str
    report: str
    name: str
    url: str
    sha256: str
    size: int
    captured: str
    captured_basis: str
    published: str | None
    obtained: str
    exactness: str
    status: int | None
    headers: Mapping[str, str] = field(hash=False)
    note: str

    @property
    def document(self) -> str:
        """How messages name the document."""
        return f"{self.publisher}/{self.report}/{self.name}"


COLUMNS = {column.name for column in fields(Capture)}


class Archive:
    """The archive below a data folder. Making one touches no disk; writers hold ``lock()`` for their whole run."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "archive"
        self.manifest = self.folder / "manifest.jsonl"
        self._captures: list[Capture] = []
        self._by_address: dict[tuple[str, str, str], list[Capture]] = {}
        self._seen = 0

    def captures(self) -> list[Capture]:
        """Every capture in the order of recording. Raises IntegrityError naming the line that is not as written."""
        self._refresh()
        return list(self._captures)

    def latest(self, publisher: str, report: str, url: str) -> Capture | None:
        """The newest copy from an address: what a crawl last got, unless a copy brought in by hand is younger.

        Crawls go by the order of recording, so a clock set back cannot make an older copy the newest.
        """
        self._refresh()
        copies = self._by_address.get((publisher, report, url), [])
        crawled = [copy for copy in copies if copy.obtained == "crawl"]
        last = crawled[-1:]
        by_hand = [copy for copy in copies if copy.obtained != "crawl"]
        younger = [copy for copy in by_hand if not last or copy.captured > last[0].captured]
        return max(younger, key=lambda copy: (copy.captured, copy.sequence)) if younger else next(iter(last), None)

    def has(self, digest: str) -> bool:
        """Whether the bytes are at hand; ``read`` says whether they are sound."""
        return self._object(digest).is_file()

    def read(self, digest: str) -> bytes:
        """The bytes with that SHA-256. Raises IntegrityError when they are lost or changed."""
        path = self._object(digest)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise IntegrityError(f"{self._known_as(digest)}: its bytes are missing from the archive ({path})") from None
        if sha256(data).hexdigest() != digest:
            raise IntegrityError(f"{self._known_as(digest)}: its bytes in the archive have changed ({path})")
        return data

    def is_sound(self, digest: str) -> bool:
        """Whether the bytes are at hand and hash as they should."""
        try:
            self.read(digest)
        except IntegrityError:
            return False
        return True

    def put(self, data: bytes) -> str:
        """Have these bytes among the objects, mending a lost or damaged one; gives their SHA-256, adds no capture."""
        if len(data) > MAX_DOCUMENT:
            raise Unreadable(f"a document of {len(data):,} bytes is larger than the {MAX_DOCUMENT:,} that are taken")
        digest = sha256(data).hexdigest()
        path = self._object(digest)
        # Compared with what is there, not only looked for: bytes that rotted are mended by the next sound copy.
        if not (path.is_file() and path.stat().st_size == len(data) and path.read_bytes() == data):
            write_durably(path, data)
        return digest

    def add(
        self,
        data: bytes,
        *,
        publisher: str,
        report: str,
        name: str,
        url: str,
        captured: str,
        captured_basis: str,
        obtained: str,
        exactness: str,
        published: str | None = None,
        status: int | None = None,
        headers: Mapping[str, str] | None = None,
        note: str = "",
    ) -> tuple[Capture, bool]:
        """Keep a copy. The flag is False when this very copy was there already, and nothing was appended.

        Raises Unreadable above MAX_DOCUMENT, and PlainviewError when the disk does not take it.
        """
        if date.fromisoformat(captured).isoformat() != captured:
            raise ValueError(f"captured is a day as YYYY-MM-DD, not {captured!r}")
        digest = self.put(data)
        with self._appending() as manifest:
            self._refresh()
            copies = self._by_address.get((publisher, report, url), [])
            # A publisher may go back to old bytes, even on one day: a crawl is held against the newest copy only.
            rivals = [self.latest(publisher, report, url)] if obtained == "crawl" else copies
            for copy in rivals:
                if copy and (copy.name, copy.captured, copy.sha256) == (name, captured, digest):
                    return copy, False
            capture = Capture(
                sequence=len(self._captures) + 1,
                recorded=now(),
                publisher=publisher,
                report=report,
                name=name,
                url=url,
                sha256=digest,
                size=len(data),
                captured=captured,
                captured_basis=captured_basis,
                published=published,
                obtained=obtained,
                exactness=exactness,
                status=status,
                headers=dict(headers or {}),
                note=note,
            )
            self._append(manifest, line_of(asdict(capture)))
        self._refresh()
        return capture, True

    def keep_incomplete(self, data: bytes, **about: object) -> Path:
        """Put aside what arrived broken, for a person to look at; no reader ever sees it."""
        digest = sha256(data).hexdigest()
        path = self.folder / "incomplete" / digest
        write_durably(path, data)
        told = json.dumps({"recorded": now(), "sha256": digest, "size": len(data), **about}, indent=1, sort_keys=True)
        write_durably(path.with_suffix(".json"), told.encode() + b"\n")
        return path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Be the only writer. Raises Locked at once, saying who is; the kernel lets go when a process dies."""
        path = self.root / "lock"
        with words_for(path, "a small file"):
            make_folder(self.root)
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = os.pread(descriptor, 200, 0).decode("ascii", "replace").strip()
                raise Locked(f"another run holds {path}: {holder or 'a process starting just now'}") from None
            with words_for(path, "a small file"):
                os.ftruncate(descriptor, 0)
                os.pwrite(descriptor, f"process {os.getpid()} since {now()}\n".encode(), 0)
            for stray in (*self.folder.glob(f"objects/??/{TEMPORARY}*"), *self.folder.glob(f"incomplete/{TEMPORARY}*")):
                stray.unlink(missing_ok=True)
            yield
        finally:
            os.close(descriptor)

    def _object(self, digest: str) -> Path:
        if not HASH.fullmatch(digest):
            raise ValueError(f"not a SHA-256 in hex: {digest!r}")
        return self.folder / "objects" / digest[:2] / digest[2:]

    def _known_as(self, digest: str) -> str:
        # The manifest may be what is damaged; the bytes' own trouble must still be told.
        with suppress(IntegrityError):
            self._refresh()
        return next((copy.document for copy in self._captures if copy.sha256 == digest), f"object {digest}")

    def _refresh(self) -> None:
        """Read the lines that were appended since the last look."""
        try:
            with self.manifest.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                if size < self._seen:
                    raise IntegrityError(f"{self.manifest} has become shorter while in use")
                file.seek(self._seen)
                fresh = file.read()
        except FileNotFoundError:
            return
        whole, _, _ = fresh.rpartition(b"\n")
        for line in whole.split(b"\n") if whole else ():
            capture = self._parsed(line, len(self._captures) + 1)
            self._captures.append(capture)
            self._by_address.setdefault((capture.publisher, capture.report, capture.url), []).append(capture)
            self._seen += len(line) + 1

    def _parsed(self, line: bytes, number: int) -> Capture:
        try:
            entry = json.loads(line)
            check = entry.pop("check")
            if check != check_of(entry) or entry["sequence"] != number or entry.keys() != COLUMNS:
                raise ValueError
            return Capture(**entry)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise IntegrityError(f"{self.manifest}: line {number} is not as it was written") from None

    @contextmanager
    def _appending(self) -> Iterator[int]:
        """The manifest, opened for one append; a line torn by a kill or a full disk is cut off first."""
        with words_for(self.manifest, "one line"):
            make_folder(self.folder)
            descriptor = os.open(self.manifest, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._refresh()
            with words_for(self.manifest, "one line"):
                os.ftruncate(descriptor, self._seen)
            yield descriptor
        finally:
            os.close(descriptor)

    def _append(self, descriptor: int, line: bytes) -> None:
        with words_for(self.manifest, f"{len(line):,} bytes"):
            try:
                os.lseek(descriptor, self._seen, os.SEEK_SET)
                write_all(descriptor, line)
                os.fsync(descriptor)
                if self._seen == 0:
                    sync_folder(self.folder)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(descriptor, self._seen)
                raise


def now() -> str:
    """The time as the manifest writes it: UTC, whole seconds, always 20 characters."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def check_of(entry: Mapping[str, Any]) -> str:
    """16 hex digits over a manifest entry without its check."""
    return sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:16]


def line_of(entry: Mapping[str, Any]) -> bytes:
    """A manifest entry as its line. All ASCII: no character of a name or header can look like a line's end."""
    return json.dumps({**entry, "check": check_of(entry)}, sort_keys=True, separators=(",", ":")).encode() + b"\n"
