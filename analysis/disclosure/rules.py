"""The data of the disclosure matrix, read strictly: elements, companies and the index's own scores.

``disclosure/elements.toml`` has the elements of two indicators with the rules that prove them, ``companies.toml`` the
rows that are no single publisher, ``rdr_scores.csv`` what Ranking Digital Rights itself judged. See
analysis/disclosure.py, which makes the matrix of them, and docs/disclosure.md.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from analysis.comparability.definitions import definitions_of
from analysis.crosswalk import load_crosswalk
from analysis.statements import companies_table
from spiders.publisher import load_publisher, names

FOLDER = Path(__file__).parent
STATUSES = ("disclosed", "partly", "not_disclosed", "not_collected")
WEIGHT = {"disclosed": 2, "partly": 1}


@dataclass(frozen=True)
class Proof:
    """Figures with these codes prove an element; an empty tuple asks for no particular code."""

    gives: str
    measures: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    requesters: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    split: str = ""
    without: tuple[str, ...] = ()
    least: int = 2
    by_country: bool = False


@dataclass(frozen=True)
class Element:
    """A question of an indicator, and what answers it; ``absent`` is the status where nothing does."""

    code: str
    indicator: str
    short: str
    question: str
    rule: str
    absent: str = "not_disclosed"
    proofs: tuple[Proof, ...] = ()
    media: Mapping[str, str] = field(default_factory=dict)
    yearly: bool = False


@dataclass(frozen=True)
class Company:
    """A row of the matrix: whose figures are the company's, and its name in the index."""

    identifier: str
    name: str
    why: str
    publishers: tuple[str, ...] = ()
    statements: str = ""
    index: str = ""


@cache
def rules() -> dict[str, Any]:
    """The whole of ``elements.toml``."""
    return tomllib.loads((FOLDER / "elements.toml").read_text(encoding="utf-8"))


@cache
def elements() -> tuple[Element, ...]:
    """All elements, in the order of the file. Raises ValueError naming one that is wrong."""
    found = []
    for entry in rules()["element"]:
        told = dict(entry)
        try:
            proofs = tuple(Proof(**{key: _tuple(value) for key, value in one.items()}) for one in told.pop("proof", ()))
            element = Element(proofs=proofs, **told)
        except TypeError as error:
            raise ValueError(f"elements.toml: {entry.get('code')}: {error}") from error
        given = {one.gives for one in proofs} | set(element.media.values())
        known = element.indicator in rules()["indicators"] and given <= set(WEIGHT) and element.absent in STATUSES
        if not known:
            raise ValueError(f"elements.toml: {element.code}: an unknown indicator or status")
        found.append(element)
    return tuple(found)


@cache
def companies() -> tuple[Company, ...]:
    """The rows of the matrix by name: ``companies.toml``, and every other publisher that is no authority.

    A publisher that is not declared (any more) is left out. Raises ValueError for one that stands twice, and for a
    company of the register of statements that is no row.
    """
    told = tomllib.loads((FOLDER / "companies.toml").read_text(encoding="utf-8"))
    found = [Company(key, **{name: _tuple(value) for name, value in entry.items()}) for key, entry in told.items()]
    taken = [publisher for one in found for publisher in one.publishers]
    if wrong := sorted({one for one in taken if taken.count(one) > 1}):
        raise ValueError(f"companies.toml: publishers that stand twice: {wrong}")
    declared = names()
    found = [replace(one, publishers=tuple(name for name in one.publishers if name in declared)) for one in found]
    for name in declared:
        publisher = load_publisher(name)
        if name not in taken and publisher.evidence == "report":
            found.append(Company(name, publisher.name, "A publisher", publishers=(name,)))
    spoken = {one.statements or one.identifier for one in found}
    if missing := sorted(set(companies_table()["company"]) - spoken):
        raise ValueError(f"companies.toml has no row for {missing} of the register of statements")
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


@dataclass(frozen=True)
class Score:
    """What the index gave a company for an indicator, from 0 to 100, as it published it."""

    company: str
    year: int
    indicator: str
    score: int
    source: str


@cache
def rdr_scores() -> tuple[Score, ...]:
    """The index's own scores at hand, by company, indicator and year. Raises ValueError for one without a source."""
    with (FOLDER / "rdr_scores.csv").open(encoding="utf-8", newline="") as file:
        told = [
            Score(row["company"], int(row["year"]), row["indicator"], int(row["score"]), row["source"])
            for row in csv.DictReader(file)
        ]
    if wrong := [one for one in told if not (one.source and 0 <= one.score <= 100)]:
        raise ValueError(f"rdr_scores.csv: {wrong[0]} has no source, or is no score")
    return tuple(sorted(told, key=lambda one: (one.company, one.indicator, one.year)))


def newest_score(company: Company, indicator: str) -> Score | None:
    """The newest score at hand of a company, or of the company that runs it."""
    told = [one for one in rdr_scores() if (one.company, one.indicator) == (company.index, indicator)]
    return told[-1] if told else None


@cache
def speaks_of(publisher: str, indicator: str) -> bool:
    """Whether a publisher's reports, as declared and judged word by word, hold figures of an indicator's kinds."""
    crosswalk = load_crosswalk(publisher)
    assigned = [*crosswalk.constants.values(), *(to for words in crosswalk.words.values() for to in words.values())]
    return any(one.get("kind") in rules()["indicators"][indicator]["kinds"] for one in assigned)


def asked_by(publisher: str, tables: Mapping[str, frozenset[str]]) -> dict[tuple[str, str], str]:
    """Who makes the requests of each table (with its kinds), by (table, kind): governments, mostly_private or private.

    As comparability/definitions.toml says. A table that it does not explain counts like the publisher's others of the
    kind where one of these is mostly private.
    """
    found = {}
    for table, kinds in tables.items():
        for kind in kinds:
            told = {one.asked_by for one in definitions_of(publisher, table) if one.where.get("kind", kind) == kind}
            told -= {""}
            private = bool(told) and told <= {"private", "nobody"}
            found[table, kind] = "private" if private else "mostly_private" if "mostly_private" in told else ""
            found[table, kind] = found[table, kind] or ("governments" if told else "")
    doubtful = {kind for (_, kind), who in found.items() if who == "mostly_private"}
    return {key: who or ("mostly_private" if key[1] in doubtful else "governments") for key, who in found.items()}


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
