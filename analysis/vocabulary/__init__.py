"""The closed lists of codes that figures are held in, each with its label and definition. See docs/record.md."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent

FILES = {
    "kind": "kinds.csv",
    "measure": "measures.csv",
    "unit": "units.csv",
    "subject": "subjects.csv",
    "service": "services.csv",
    "process": "processes.csv",
    "reason": "reasons.csv",
    "requester": "requesters.csv",
    "jurisdiction": "jurisdictions.csv",
    "counterparty": "jurisdictions.csv",
    "jurisdiction_role": "roles.csv",
    "counterparty_role": "roles.csv",
}


@dataclass(frozen=True)
class Term:
    """A code, how it is shown to readers, and the rest of its row (definition, unit, source...)."""

    code: str
    label: str
    row: Mapping[str, str]


@cache
def terms(column: str) -> Mapping[str, Term]:
    """The terms that a column of the record may hold, by code. Raises ValueError where a code stands twice."""
    return _load(FILES[column])


@cache
def _load(file: str) -> Mapping[str, Term]:
    found: dict[str, Term] = {}
    for row in rows(file):
        if row["code"] in found:
            raise ValueError(f"vocabulary/{file}: {row['code']!r} stands twice")
        found[row["code"]] = Term(row["code"], row.get("label", row["code"]), row)
    return found


@cache
def groups() -> Mapping[str, Term]:
    """Groups of companies for which one figure is given, by the code that ``about`` then holds."""
    return _load("groups.csv")


@cache
def dimensions() -> Mapping[tuple[str, str], str]:
    """Labels of further dimensions: (dimension, code) -> label."""
    return {(row["dimension"], row["code"]): row["label"] for row in rows("dimensions.csv")}


def label(column: str, code: str | None) -> str:
    """How a code is shown; an em dash where the column does not apply."""
    return "—" if code is None else terms(column)[code].label


def split_by(row: Mapping[str, Any], columns: Iterable[str]) -> list[tuple[str, str]]:
    """What a row is split by: name and label of each of the columns and of its ``dims``, "all" left out."""
    told = [(name, label(name, row[name])) for name in columns if row[name] not in (None, "all")]
    labels, pairs = dimensions(), (entry.partition("=") for entry in row["dims"])
    return told + [(name, labels[name, code]) for name, _, code in pairs if code != "all"]


def rows(file: str) -> list[dict[str, str]]:
    """The rows of one of the files here, as they stand in it."""
    with (FOLDER / file).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
