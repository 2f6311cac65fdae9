"""The register of statements: ``statements/<company>.toml``, read strictly. See analysis/statements.py.

An entry that says less than it must, or that contradicts itself, is refused: a quotation without the text it was taken
from, a figure that is not in its quotation, bounds that are not the printed number's, a period that is no whole month
and does not say so.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
COUNTED = Path(__file__).parent.parent / "vocabulary" / "counted.csv"

VOICES = ("company", "regulator", "press")
"""Who says it: the company itself, an authority about it, or the publication in its own words."""
STATUSES = ("stated", "withheld_by_law", "no_figure")
REQUESTERS = ("not_stated", "government", "users", "not_a_request")
SEEN = ("text", "second-hand")
PRECISIONS = ("as_printed", "round", "at_least", "about")

_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_NUMBER = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?|一)\s*(万|萬|million|billion)?")
_FACTORS = {"": 1, "万": 10_000, "萬": 10_000, "million": 1_000_000, "billion": 1_000_000_000}
# Two small letters before the stop: "Mr. Yu" and "U.S. Apple" are within a sentence.
_NEXT_SENTENCE = re.compile(r"[a-z0-9)]{2}[.!?][\"”’]?\s+[\"“‘]?[A-Z]|[。！？]\s*\w")


@dataclass(frozen=True)
class Counted:
    """What a statement counts: a code of the lane's own vocabulary, and the unit that goes with it."""

    code: str
    label: str
    unit: str
    definition: str


@dataclass(frozen=True)
class Figure:
    """A figure as printed. ``about`` has no bounds, ``at_least`` no upper one."""

    printed: str
    precision: str
    lower: float | None = None
    upper: float | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.printed, str):  # a TOML number would lose its commas
            raise ValueError(f"a printed figure is a text, not {self.printed!r}")


@dataclass(frozen=True)
class Statement:
    """One entry. ``says`` is what is said, in our words; ``what_not`` what it must not be taken for.

    ``quotation`` is one sentence, word for word, or None where the source's text was not at hand; ``seen`` says which,
    ``source_document`` names the text that was, ``known_from`` where it is known from otherwise. ``title`` is the
    text's, as printed, or None where it is not known.
    """

    id: str
    voice: str
    publication: str
    published: date | str
    says: str
    status: str
    requester: str
    what_not: str
    seen: str
    speaker: str | None = None
    office: str | None = None
    title: str | None = None
    address: str | None = None
    archived: str | None = None
    quotation: str | None = None
    figure: Figure | None = None
    counted: str | None = None
    covers: tuple[date, date] | None = None
    period_note: str | None = None
    source_document: str | None = None
    known_from: str | None = None

    @property
    def day(self) -> str:
        """When it was published, as far as it is known."""
        return str(self.published)


@dataclass(frozen=True)
class Company:
    """A company and what was said. ``record`` names its publishers in the record; ``silence`` says what it does not
    publish at all, and ``silence_source`` who found that.
    """

    identifier: str
    name: str
    record: tuple[str, ...]
    silence: str | None
    silence_source: str | None
    statements: tuple[Statement, ...]


@cache
def counted() -> Mapping[str, Counted]:
    """What statements count, by code."""
    with COUNTED.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Counted(**row) for row in csv.DictReader(file)}


@cache
def load_companies(folder: Path = FOLDER) -> tuple[Company, ...]:
    """All companies of the register. Raises ValueError naming the file, the entry and what is wrong with it."""
    companies = tuple(_company(path) for path in sorted(folder.glob("*.toml")))
    ids = Counter(statement.id for company in companies for statement in company.statements)
    if twice := [identifier for identifier, count in ids.items() if count > 1]:
        raise ValueError(f"statements: {twice[0]!r} stands twice")
    return companies


def identifiers(folder: Path = FOLDER) -> frozenset[str]:
    """The ids of all statements: what a source that was saved by hand may be filed under."""
    return frozenset(statement.id for company in load_companies(folder) for statement in company.statements)


def _company(path: Path) -> Company:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        if not _IDENTIFIER.fullmatch(path.stem):
            raise ValueError("a company's identifier is of small letters, digits and hyphens")
        if unknown := sorted(told.keys() - {"name", "record", "silence", "silence_source", "statement"}):
            raise ValueError(f"unknown keys {unknown}")
        if not told.get("name") or bool(told.get("silence")) != bool(told.get("silence_source")):
            raise ValueError("it needs a name, and a silence and its source go together")
        statements = tuple(_statement(path.stem, number, entry) for number, entry in _entries(told))
        record, silence = tuple(told.get("record", ())), told.get("silence")
        return Company(path.stem, told["name"], record, silence, told.get("silence_source"), statements)
    except ValueError as error:  # of TOML, too
        raise ValueError(f"statements/{path.name}: {error}") from error


def _entries(told: Mapping[str, Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    return enumerate((dict(entry) for entry in told.get("statement", [])), 1)


def _statement(company: str, number: int, entry: dict[str, Any]) -> Statement:
    where = str(entry.get("id", f"statement {number}"))
    try:
        if (figure := entry.pop("figure", None)) is not None:
            entry["figure"] = Figure(**figure)
        if (covers := entry.pop("covers", None)) is not None:
            first, last = covers
            entry["covers"] = (first, last)
        statement = Statement(**entry)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}: {error}") from error
    for problem in _problems(company, statement):
        raise ValueError(f"{where}: {problem}")
    return statement


def _problems(company: str, one: Statement) -> Iterator[str]:
    """What is wrong with an entry, in words."""
    for name in (field.name for field in fields(one)):
        if name not in ("figure", "covers", "published") and not isinstance(told := getattr(one, name), str | None):
            yield f"{name} is a text, not {told!r}"
        elif getattr(one, name) == "":
            yield f"{name} is empty; leave it out where it is not known"
    if not (_IDENTIFIER.fullmatch(one.id) and one.id.startswith(f"{company}-")):
        yield f"its id is {company}- and words of small letters, digits and hyphens"
    closed = {"voice": VOICES, "status": STATUSES, "requester": REQUESTERS, "seen": SEEN}
    yield from (f"{key} is one of {codes}" for key, codes in closed.items() if getattr(one, key) not in codes)
    if not _DAY.fullmatch(one.day):
        yield f"published is a day, or a text such as 2020-01 or 2020, not {one.day!r}"
    for address in (one.address, one.archived):
        if address is not None and not address.startswith(("https://", "http://")):
            yield f"{address!r} is no address on the web"
    yield from _source_problems(one)
    yield from _figure_problems(one)
    yield from _period_problems(one)


def _source_problems(one: Statement) -> Iterator[str]:
    if one.seen == "text" and not (one.quotation and one.source_document and one.known_from is None):
        yield 'seen = "text" has a quotation and a source_document, and no known_from'
    if one.quotation and not one.title:
        yield "a quotation needs the title of the text that it stands in"
    if one.seen == "second-hand" and (one.known_from is None or one.source_document is not None):
        yield 'seen = "second-hand" says in known_from where it is known from, and has no source_document'
    if one.quotation and (not one.quotation.rstrip("\"”’'").endswith((".", "!", "?", "。")) or "\n" in one.quotation):
        yield "a quotation is a whole sentence on one line, with the mark that ends it"
    if one.quotation and _NEXT_SENTENCE.search(one.quotation):
        yield "a quotation is one sentence"


def _figure_problems(one: Statement) -> Iterator[str]:
    if (one.figure is not None) != (one.status == "stated"):
        yield 'a figure and status = "stated" go together'
    if (one.counted is None) != (one.status == "no_figure"):
        yield "counted says what is stated or withheld, and is left out where there is no figure"
    if one.counted is not None and one.counted not in counted():
        yield f"vocabulary/counted.csv has no {one.counted!r}"
    if one.figure is None:
        return
    if one.figure.precision not in PRECISIONS:
        yield f"precision is one of {PRECISIONS}"
    number, ends = _NUMBER.search(one.figure.printed), (one.figure.lower, one.figure.upper)
    value = float(number[1].replace(",", "").replace("一", "1")) * _FACTORS[number[2] or ""] if number else None
    wanted = {"about": (None, None), "at_least": (value, None)}.get(one.figure.precision, (value, value))
    if value is None or ends != wanted:
        yield f"bounds {ends} are not those of {one.figure.printed!r} as {one.figure.precision}: {wanted}"
    if one.quotation and one.figure.printed not in one.quotation:
        yield f"its quotation does not print {one.figure.printed!r}"


def _period_problems(one: Statement) -> Iterator[str]:
    if one.covers is None:
        if one.figure is not None and one.period_note is None:
            yield "a figure without a period says why in period_note"
        return
    first, last = one.covers
    if not (type(first) is date and type(last) is date and first <= last):
        yield "covers is its first and its last day"
    elif (first.day, (last + timedelta(days=1)).day) != (1, 1) and one.period_note is None:
        yield "covers is not of whole months: say so in period_note"
    elif last.isoformat()[: len(one.day)] > one.day:
        yield "it covers days after it was published"
