"""What is known of publishers' counting: the data of ``comparability/``, and reasons made from it.

``rules.toml`` says what every code of a reason weighs and in which sentence it is told, ``definitions.toml`` what each
publisher's tables count, ``overlaps.toml`` whose figures are in whose, ``breaks.toml`` when a publisher began to count
otherwise. All of it is meant to be read, cited and disputed; docs/comparability.md is its guide.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from analysis.words import Told
from spiders.publisher import Publisher, Table, load_publisher

FOLDER = Path(__file__).parent
COMPARABLE, WITH_A_NOTE, NOT_COMPARABLE = "comparable", "comparable with a note", "not comparable"
SEVERITIES = ("refuse", "note")
ASKED_BY = {"governments", "private", "mostly_private", "both", "not_said", "nobody"}
FOREVER = (date.min, date.max)


@dataclass(frozen=True)
class Reason:
    """Why two series are not, or not simply, comparable. ``severity`` is "refuse" or "note"."""

    code: str
    sentence: str
    severity: str


@dataclass(frozen=True)
class Answer:
    """The verdict of all reasons: COMPARABLE, WITH_A_NOTE or NOT_COMPARABLE. The gravest reasons come first."""

    verdict: str
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        return self.verdict != NOT_COMPARABLE

    @property
    def codes(self) -> list[str]:
        return [reason.code for reason in self.reasons]


@dataclass(frozen=True)
class Definition:
    """What tables of a publisher count, as ``definitions.toml`` explains it. An entry need not say everything."""

    publisher: str
    tables: tuple[str, ...]
    counts: str
    source: str
    where: Mapping[str, str] = field(default_factory=dict)
    without: Mapping[str, list[str]] = field(default_factory=dict)
    since: date = date.min
    until: date = date.max
    main: tuple[str, ...] = ()
    asked_by: str = ""
    country: str = ""
    part: Mapping[str, str] = field(default_factory=dict)
    thing: str = ""
    services: str = ""
    holds: tuple[str, ...] = ()
    leaves_out: tuple[str, ...] = ()
    not_said: tuple[str, ...] = ()
    disclosed: str = ""
    not_added_over: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Break:
    """A day from which on a publisher counts otherwise. An annotation is a change after which the series goes on."""

    publisher: str
    tables: tuple[str, ...]
    day: date
    changed: str
    source: str
    kind: str = "break"
    measures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    except_jurisdictions: tuple[str, ...] = ()
    touches: tuple[date, date] = FOREVER
    method: str = ""


@dataclass(frozen=True)
class Overlap:
    """Whether what one side counts is in what the other counts."""

    child: Mapping[str, str]
    parent: Mapping[str, str]
    relation: str
    said: str
    source: str
    since: date = date.min
    until: date = date.max


def answer(reasons: list[Reason]) -> Answer:
    """The verdict of reasons; one that is told twice counts once."""
    told = sorted(dict.fromkeys(reasons), key=lambda reason: SEVERITIES.index(reason.severity))
    refused = any(reason.severity == "refuse" for reason in told)
    return Answer(NOT_COMPARABLE if refused else WITH_A_NOTE if told else COMPARABLE, tuple(told))


def reason(code: str, /, **names: object) -> Reason:
    """A reason by its code, with the names and numbers that its sentence asks for."""
    entry = rules()["codes"][code]
    told = {name: Told(f"{value:,}") if isinstance(value, int) else value for name, value in names.items()}
    return Reason(code, entry["sentence"].format(**told), entry["severity"])


@cache
def rules() -> dict[str, Any]:
    """The whole of ``rules.toml``. Raises ValueError naming a code that is not whole."""
    found = _read("rules.toml")
    for code, entry in found["codes"].items():
        if set(entry) != {"severity", "sentence", "rule", "source"} or entry["severity"] not in SEVERITIES:
            raise ValueError(f"rules.toml: {code}: a code has severity (refuse or note), sentence, rule and source")
    return found


@cache
def definitions() -> tuple[Definition, ...]:
    """All definitions, in the order of the file. Raises ValueError naming publisher and tables of a wrong one."""
    found = []
    for publisher, entries in _read("definitions.toml").items():
        for entry in entries:
            told: dict[str, Any] = {
                name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
            }
            try:
                one = Definition(publisher=publisher, **told)
            except TypeError as error:
                raise ValueError(f"definitions.toml: {publisher} {entry.get('tables')}: {error}") from error
            if problem := _problem(one):
                raise ValueError(f"definitions.toml: {publisher} {', '.join(one.tables)}: {problem}")
            found.append(one)
    return tuple(found)


def _problem(one: Definition) -> str:
    data = rules()
    known = {
        "asked_by": (one.asked_by, ASKED_BY),
        "country": (one.country, set(data["countries"])),
        "disclosed": (one.disclosed, set(data["disclosed"]["means"])),
    }
    for name, (value, allowed) in known.items():
        if value and value not in allowed:
            return f"{name} {value!r} is none of {sorted(allowed)}"
    topics = {*one.holds, *one.leaves_out, *one.not_said}
    if unknown := topics - set(data["topics"]):
        return f"no topic {sorted(unknown)}"
    return "" if not one.not_added_over or one.why else "not_added_over needs its why"


@cache
def overlaps() -> tuple[Overlap, ...]:
    """All pairs of a child and a parent, in the order of the file."""
    return tuple(Overlap(**entry) for entry in _read("overlaps.toml")["overlap"])


@cache
def _told_breaks() -> tuple[tuple[Break, ...], Mapping[tuple[str, str, str], str]]:
    told = _read("breaks.toml")
    lists = ("tables", "measures", "kinds", "processes", "except_jurisdictions", "touches")
    found = [
        Break(day=entry.pop("date"), **entry | {name: tuple(entry[name]) for name in lists if name in entry})
        for entry in told["break"]
    ]
    sources = {(entry["publisher"], entry["table"], entry["method"]): entry["source"] for entry in told["epoch"]}
    return tuple(found), sources


def breaks_of(publisher: str) -> list[Break]:
    """Breaks and annotations of ``breaks.toml``, and the epochs that the publisher's declaration dates, by date.

    An epoch's source is in ``breaks.toml``, by its method or ``*``; it is blank where nobody has told it.
    """
    told, sources = _told_breaks()
    found = [entry for entry in told if entry.publisher == publisher]
    known = declared(publisher)
    found += _epochs(known, sources) if known else ()
    return sorted(found, key=lambda entry: entry.day)


def _epochs(publisher: Publisher, sources: Mapping[tuple[str, str, str], str]) -> Iterator[Break]:
    for report in publisher.reports.values():
        for table in report.tables.values():
            for epoch in table.epochs:
                key = (publisher.identifier, table.identifier)
                source = sources.get((*key, epoch.method), sources.get((*key, "*"), ""))
                yield Break(key[0], (key[1],), epoch.start, epoch.note, source, method=epoch.method)


def declared(publisher: str) -> Publisher | None:
    """A publisher's declaration, or None where there is none."""
    try:
        return load_publisher(publisher)
    except FileNotFoundError:
        return None


def tables_of(publisher: str) -> Mapping[str, Table]:
    """The tables that a publisher declares, by identifier; none where there is no declaration."""
    known = declared(publisher)
    reports = known.reports.values() if known else ()
    return {name: table for report in reports for name, table in report.tables.items()}


def form_of(publisher: str, table: str) -> str:
    """The form that a table of a publisher is filled in by, as definitions name it, or the publisher itself."""
    known = declared(publisher)
    form = next((report.form for report in known.reports.values() if table in report.tables), None) if known else None
    return f"form:{form}" if form else publisher


def definitions_of(publisher: str, table: str) -> Iterator[Definition]:
    """The definitions of a table, of whatever rows and periods."""
    who = {publisher, form_of(publisher, table)}
    return (one for one in definitions() if one.publisher in who and table in one.tables)


def _read(name: str) -> dict[str, Any]:
    with (FOLDER / name).open("rb") as handle:
        return tomllib.load(handle)
