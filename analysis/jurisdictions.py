"""Printed names of countries, territories and bodies to codes, by exact match against reviewed lists.

``vocabulary/jurisdictions.csv`` holds every code with its label and kind; ``vocabulary/jurisdiction_names.csv`` the
further names. Nothing is matched by likeness: "Korea" could be two countries, and a misprint of a publisher's own
belongs in its crosswalk, where somebody has looked at it.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabulary"
CODES = FOLDER / "jurisdictions.csv"
NAMES = FOLDER / "jurisdiction_names.csv"

KINDS = frozenset(
    {"country", "territory", "supranational", "body", "aggregate", "unknown", "historic", "region", "area"}
)
"""``country`` and ``territory`` may stand on a map and in a sum over countries; the others never.

A territory is an ISO 3166-1 entry that is neither member nor observer of the United Nations; Kosovo and Taiwan are
counted as publishers count them. A region is a part of a country that publishers print beside countries, coded
``region:...``. It says nothing about anybody's status. An area is several countries together as a publisher groups
them, coded ``area:...``; which they are is the publisher's to say. What is unknown is ``ZZ``, and ``unknown:...`` where
a publisher prints another unknown beside it.
"""


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """One code of the vocabulary, with the name that reports print."""

    code: str
    label: str
    kind: str


@cache
def jurisdictions() -> dict[str, Jurisdiction]:
    """Every jurisdiction by its code. Raises ValueError naming the entry where the list contradicts itself."""
    return read_codes(_rows(CODES, ("code", "label", "kind")))


@lru_cache(maxsize=4096)
def code_of(name: str) -> str | None:
    """The code of a printed name, or None where the lists do not have it. Accents may be composed or not."""
    return _names().get(plain(name))


def plain(name: str) -> str:
    """The name in NFC, with single spaces between its words and none around them."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def read_codes(rows: Iterable[list[str]]) -> dict[str, Jurisdiction]:
    """Rows of code, label and kind by code. Raises ValueError for a code given twice, or an unknown kind."""
    codes: dict[str, Jurisdiction] = {}
    for code, label, kind in rows:
        if code in codes:
            raise ValueError(f"{CODES.name}: code {code!r} stands twice")
        if kind not in KINDS:
            raise ValueError(f"{CODES.name}: {code}: expected a kind among {sorted(KINDS)}, found {kind!r}")
        codes[code] = Jurisdiction(code, label, kind)
    return codes


def read_names(codes: dict[str, Jurisdiction], rows: Iterable[list[str]]) -> dict[str, str]:
    """Every label and further name to its code. Raises ValueError for a name given twice, or an unknown code."""
    names: dict[str, str] = {}
    labels = [(entry.label, entry.code) for entry in codes.values()]
    for name, code in labels + [(name, code) for name, code, _ in rows]:
        if code not in codes:
            raise ValueError(f"{NAMES.name}: {name!r}: code {code!r} is not in {CODES.name}")
        if not plain(name) or name != plain(name):
            raise ValueError(f"{NAMES.name}: {name!r}: expected a name in NFC with single spaces")
        if name in names:
            raise ValueError(f"{NAMES.name}: {name!r} stands twice, for {names[name]} and {code}")
        names[name] = code
    return names


@cache
def _names() -> dict[str, str]:
    return read_names(jurisdictions(), _rows(NAMES, ("name", "code", "note")))


def _rows(path: Path, header: tuple[str, ...]) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        records = csv.reader(file, strict=True)
        found = next(records, [])
        if tuple(found) != header:
            raise ValueError(f"{path.name}: expected the columns {', '.join(header)}, found {', '.join(found)}")
        for record in records:
            if len(record) != len(header):
                place = f"{path.name}: line {records.line_num}"
                raise ValueError(f"{place}: expected {len(header)} fields, found {len(record)}")
            yield record


@cache
def also_called() -> dict[str, tuple[str, ...]]:
    """The further names of each code that has any, in order."""
    found: dict[str, list[str]] = {}
    for name, code, _note in _rows(NAMES, ("name", "code", "note")):
        found.setdefault(code, []).append(name)
    return {code: tuple(sorted(names)) for code, names in found.items()}
