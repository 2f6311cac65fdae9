"""Documents saved by hand: DIR/<publisher>/<report>/<YYYY-MM-DD>/<file>, with a MANIFEST.csv if there is one.

The manifest tells what a file cannot: where it came from (``url``), how sure the date is (``captured_basis``), whether
it is byte-exact, and its SHA-256, by which a file that changed on its way is refused.
"""

import csv
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from spiders.archive import MAX_DOCUMENT, Archive
from spiders.errors import IntegrityError, PlainviewError
from spiders.outcome import Outcome
from spiders.publisher import load_publisher

MANIFEST = "MANIFEST.csv"
NEEDED = ("path", "captured", "captured_basis", "url", "sha256", "byte_exact")


@dataclass(frozen=True)
class Saved:
    """A file at its place, and what the manifest says of it, if anything."""

    path: str
    publisher: str
    report: str
    captured: str
    name: str
    listed: Mapping[str, str] | None


def declared_reports(publisher: str) -> Collection[str]:
    """The reports that a publisher's TOML declares."""
    return load_publisher(publisher).reports.keys()


def import_folder(
    root: Path,
    archive: Archive,
    publishers: Collection[str],
    only: Collection[str] = (),
    *,
    reports: Callable[[str], Collection[str]] = declared_reports,
) -> list[Outcome]:
    """Take every document below a folder into the archive, whose lock the caller holds.

    ``publishers`` are all that are declared; ``only`` narrows them, empty for all. One outcome a file, and one a
    publisher and reason for what is left out. Raises PlainviewError when the folder or its manifest is no such.
    """
    if not root.is_dir():
        raise PlainviewError(f"{root} is no folder")
    listed = _read_manifest(root)
    known = {name: reports(name) for name in publishers}
    outcomes: list[Outcome] = []
    left_out: Counter[tuple[str, str]] = Counter()
    for path in _files(root):
        publisher = path.partition("/")[0]
        place = _place(path, listed.get(path))
        if isinstance(place, str):
            outcomes.append(Outcome("", "", _printable(path), "left out", place))
        elif publisher not in known:
            left_out[publisher, "no such publisher is declared"] += 1
        elif only and publisher not in only:
            left_out[publisher, "not asked for"] += 1
        elif place.report not in known[publisher]:
            left_out[publisher, f"it declares no report {place.report!r}"] += 1
        else:
            outcomes.append(_take(root, place, archive))
    for path in sorted(listed.keys() - {outcome.url for outcome in outcomes}):
        publisher, report = (*path.split("/"), "")[:2]
        if (not only or publisher in only) and report in known.get(publisher, ()) and not (root / path).is_file():
            outcomes.append(Outcome(publisher, report, path, "failed", f"{MANIFEST} lists it, and it is not there"))
    for (publisher, reason), files in sorted(left_out.items()):
        outcomes.append(Outcome(publisher, "", "", "left out", f"{files} file{'s' * (files != 1)}: {reason}"))
    return outcomes


def _read_manifest(root: Path) -> dict[str, dict[str, str]]:
    """The manifest's rows by path, empty where there is none."""
    try:
        with (root / MANIFEST).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, restkey="", strict=True)
            missing = [column for column in NEEDED if column not in (reader.fieldnames or ())]
            if missing:
                raise PlainviewError(f"{root / MANIFEST}: it has no column {', '.join(missing)}")
            rows: dict[str, dict[str, str]] = {}
            for row in reader:
                if None in row.values() or "" in row:
                    raise PlainviewError(f"{root / MANIFEST}: line {reader.line_num} has not one value a column")
                if row["path"] in rows:
                    raise PlainviewError(f"{root / MANIFEST}: line {reader.line_num} lists {row['path']} again")
                rows[row["path"]] = row
            return rows
    except FileNotFoundError:
        return {}
    except (UnicodeDecodeError, csv.Error) as error:
        raise PlainviewError(f"{root / MANIFEST} cannot be read as CSV in UTF-8: {error}") from error


def _files(root: Path) -> Iterator[str]:
    """Paths of the regular files below a folder, in order; hidden ones are passed by and links are never followed."""
    for folder, names, files in os.walk(root, followlinks=False):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            relative = path.relative_to(root).as_posix()
            if not name.startswith(".") and relative != MANIFEST and path.is_file() and not path.is_symlink():
                yield relative


def _place(path: str, listed: Mapping[str, str] | None) -> Saved | str:
    """What a file's path says of it, or why it is not where a document goes."""
    parts = path.split("/")
    if _printable(path) != path:
        return "its name has characters that cannot be printed"
    if len(parts) != 4:
        return "it is not at <publisher>/<report>/<YYYY-MM-DD>/<file>"
    publisher, report, folder, name = parts
    captured = listed["captured"] if listed else folder
    try:
        day = date.fromisoformat(captured)
    except ValueError:
        day = None
    if day is None or day.isoformat() != captured:
        return f"{captured!r} is no date as YYYY-MM-DD"
    # One day more: where the sun rises first it is tomorrow already.
    if not date(1990, 1, 1) <= day <= datetime.now(UTC).date() + timedelta(days=1):
        return f"{captured} is no day on which it can have been saved"
    return Saved(path, publisher, report, captured, name, listed)


def _take(root: Path, saved: Saved, archive: Archive) -> Outcome:
    listed = saved.listed or {}
    try:
        data = _read(root / saved.path)
        digest = sha256(data).hexdigest()
        if listed and digest != listed["sha256"]:
            raise IntegrityError(f"its SHA-256 is {digest}, and {MANIFEST} says {listed['sha256'] or 'nothing'}")
        _, new = archive.add(
            data,
            publisher=saved.publisher,
            report=saved.report,
            name=saved.name,
            url=listed.get("url", ""),
            captured=saved.captured,
            captured_basis=listed.get("captured_basis") or "folder name",
            obtained="import",
            exactness=_exactness(listed),
            note=_note(listed),
        )
    except PlainviewError as error:
        return Outcome(saved.publisher, saved.report, saved.path, "failed", str(error))
    return Outcome(saved.publisher, saved.report, saved.path, "imported" if new else "already there", "", digest)


def _exactness(listed: Mapping[str, str]) -> str:
    if not listed:
        return "as saved by hand"
    return "byte-exact" if listed["byte_exact"] == "yes" else listed["byte_exact"] or "as saved by hand"


def _note(listed: Mapping[str, str]) -> str:
    found_on = "the URL is that of the page it was found on" if listed.get("url_kind") == "landing" else ""
    return "; ".join(part for part in (found_on, listed.get("quirks", "")) if part)


def _printable(path: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in path)


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_DOCUMENT + 1)
    except OSError as error:
        raise PlainviewError(f"it cannot be read: {error.strerror or error}") from error
    if len(data) > MAX_DOCUMENT:
        raise PlainviewError(f"it is larger than the {MAX_DOCUMENT:,} bytes that are taken")
    if not data:
        raise PlainviewError("it is empty")
    return data
