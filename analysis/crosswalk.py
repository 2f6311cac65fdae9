"""Crosswalks: reviewed data that says which code a publisher's printed word stands for.

``crosswalks/<publisher>.toml`` holds a section a table. Its plain keys are constants of every row of the table
(``kind = "user_data"``); its sub-sections map the words of one dimension, ``measure`` among them, to a code of the
column of that name, or to several columns at once: ``{ process = "preservation", kind = "preservation" }``.
``[all_tables.<dimension>]`` holds words that several tables share. A name that is no column of the record is a further
dimension of ``dims``.

``crosswalks/<form>.toml`` is the same for what many publishers fill in alike (see ``Report.form``); a publisher's own
file, which it then needs only for words of its own, comes before it.
"""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis import vocabulary
from analysis.jurisdictions import code_of
from analysis.schema import CODES
from spiders.publisher import load_publisher

FOLDER = Path(__file__).parent / "crosswalks"

Assignment = Mapping[str, str]


@dataclass(frozen=True)
class Crosswalk:
    """``constants``: table -> column -> code. ``words``: (table, dimension) -> printed word -> column -> code."""

    publisher: str
    constants: Mapping[str, Assignment]
    words: Mapping[tuple[str, str], Mapping[str, Assignment]]

    def assignment(self, table: str, dimension: str, word: str) -> Assignment | None:
        """The codes that a printed word stands for, or None where nobody has judged it yet."""
        for owner in (table, "all_tables"):
            found = self.words.get((owner, dimension), {}).get(word)
            if found is not None:
                return found
        if dimension in ("jurisdiction", "counterparty"):
            code = code_of(word)
            return {dimension: code} if code else None
        return None


def digest(publisher: str) -> str:
    """Changes whenever the publisher's crosswalk or any vocabulary does."""
    files = [*_files(publisher), *sorted(vocabulary.FOLDER.glob("*.csv"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _files(publisher: str) -> list[Path]:
    """The crosswalks of the forms that a publisher fills in, then its own, which has the last word."""
    forms = sorted({report.form for report in load_publisher(publisher).reports.values() if report.form})
    return [path for name in (*forms, publisher) if (path := FOLDER / f"{name}.toml").exists()]


def judged(publisher: str) -> Iterator[tuple[str, str, str, Assignment, str | None]]:
    """Every word of a publisher that somebody has judged: table, dimension, word, what it stands for, and the note."""
    for path in _files(publisher):
        for table, section in tomllib.loads(path.read_text(encoding="utf-8")).items():
            for dimension, entries in section.items():
                for word, to in entries.items() if isinstance(entries, dict) else ():
                    note = to.get("note") if isinstance(to, dict) else None
                    yield table, dimension, word, _entry(path.stem, table, dimension, word, to), note


@cache
def load_crosswalk(publisher: str) -> Crosswalk:
    """The publisher's crosswalk. Raises ValueError naming the file, table and word of a code no vocabulary has."""
    files = _files(publisher)
    if not files:
        raise ValueError(f"crosswalks/{publisher}.toml is missing: nobody has judged this publisher's words yet")
    constants: dict[str, dict[str, str]] = {}
    words: dict[tuple[str, str], dict[str, Assignment]] = {}
    for path in files:
        for table, section in tomllib.loads(path.read_text(encoding="utf-8")).items():
            own = {key: value for key, value in section.items() if isinstance(value, str)}
            _check(path.stem, table, "", own)
            constants.setdefault(table, {}).update(own)
            for dimension, entries in section.items():
                if isinstance(entries, dict):
                    words.setdefault((table, dimension), {}).update(
                        {word: _entry(path.stem, table, dimension, word, to) for word, to in entries.items()}
                    )
    return Crosswalk(publisher, constants, words)


def _entry(publisher: str, table: str, dimension: str, word: str, to: Any) -> Assignment:
    assignment = {dimension: to} if isinstance(to, str) else {key: code for key, code in to.items() if key != "note"}
    _check(publisher, table, word, assignment)
    return assignment


def _check(publisher: str, table: str, word: str, assignment: Assignment) -> None:
    for column, code in assignment.items():
        known = (
            code in vocabulary.terms(column)
            if column in vocabulary.FILES
            else (column, code) in vocabulary.dimensions()
        )
        if not known and column not in CODES:
            raise ValueError(
                f"crosswalks/{publisher}.toml: {table}: {word!r}: vocabulary/dimensions.csv has no {column}={code}"
            )
        if column == "about" and code.startswith("group:") and code not in vocabulary.groups():
            raise ValueError(f"crosswalks/{publisher}.toml: {table}: {word!r}: vocabulary/groups.csv has no {code!r}")
        if not known and column in vocabulary.FILES:
            raise ValueError(f"crosswalks/{publisher}.toml: {table}: {word!r}: vocabulary has no {column} {code!r}")
