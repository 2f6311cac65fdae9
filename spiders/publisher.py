"""What a publisher's TOML declares: its reports, where their documents are, and the tables read from them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from spiders.errors import PlainviewError

FOLDER = Path(__file__).parent / "publishers"
FORMS = Path(__file__).parent / "formats"
VERIFIED = {"recorded", "reconstructed", "not seen answering"}
SCOPES = {"cumulative", "period"}
EVIDENCE = {"report", "regulator"}
MEDIA = {"csv", "zip", "xlsx", "ods", "json", "html", "json-in-html", "pdf"}
COUNTED = {"observations", "jurisdictions", "periods"}
"""What ``expect`` may put a band on."""
SEEN = {"text", "second-hand"}
"""Whether somebody read the words of the terms of reuse themselves, or only what others say of them."""


@dataclass(frozen=True)
class Epoch:
    """Figures from ``start`` on were made by ``method``; figures of two methods are not one series."""

    start: date
    method: str
    note: str


@dataclass(frozen=True)
class Table:
    """A logical table. ``scope`` says what a document's silence means: see docs/record.md.

    ``fact`` names what several tables of a publisher tell alike; ``primary`` says, as (first day, last day) pairs,
    for which periods this table is the one to quote. ``adds_up`` names the dimensions whose rows the publisher means
    to add up to the total printed beside them.
    """

    identifier: str
    title: str
    scope: str
    fact: str | None = None
    primary: tuple[tuple[date, date], ...] = ()
    epochs: tuple[Epoch, ...] = ()
    expect: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    adds_up: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    """A series of documents that a publisher keeps at the same addresses.

    ``form`` names what many publishers fill in alike (``formats/<form>.py`` reads it, ``formats/<form>.toml`` declares
    its tables), None where the layout is the publisher's own. ``printed`` lists tables as a PDF prints them, for
    ``formats/lines.py``.
    """

    identifier: str
    title: str
    landing: str
    media: str
    verified: str
    obtain: str
    urls: tuple[str, ...]
    url_template: str | None
    since: str | None
    coverage_start: date | None
    not_read: Mapping[str, str]
    form: str | None
    printed: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, Table]

    def reason_not_read(self, name: str) -> str | None:
        """Why a document of that file name holds no figures for us, or None when it has to be read."""
        return next((why for pattern, why in self.not_read.items() if fnmatchcase(name, pattern)), None)

    def addresses(self, today: date) -> Iterator[tuple[str, bool]]:
        """Every address to fetch, with whether it comes from the template (where a gap is no failure)."""
        yield from ((url, False) for url in self.urls)
        if self.url_template and self.since:
            year, half = int(self.since[:4]), int(self.since[-1])
            while date(year, 6, 30) < today if half == 1 else date(year, 12, 31) < today:
                yield self.url_template.format(year=year, half=half), True
                year, half = (year, 2) if half == 1 else (year + 1, 1)


@dataclass(frozen=True)
class Terms:
    """What a publisher says of the reuse of its documents: ``reuse`` in a sentence, ``source`` the address of the page
    or file that says so, ``seen``, one of SEEN, and ``day``, the day that the copy of that page or file is of; None
    where the copy tells none.
    """

    reuse: str
    source: str
    seen: str
    day: date | None = None


@dataclass(frozen=True)
class Publisher:
    """A company, service or authority, by one identifier everywhere: spider, TOML, crosswalk, corrections, fixtures.

    ``company`` is who runs it, where that is another name. ``evidence`` is "report" for what companies say of
    themselves, "regulator" for what authorities say. ``terms`` is None where no terms of reuse were seen.
    """

    identifier: str
    name: str
    homepage: str
    cadence: str
    reports: Mapping[str, Report]
    company: str
    evidence: str
    terms: Terms | None = None

    @property
    def verified(self) -> str:
        """``recorded`` where any of its readers reads real documents, else ``reconstructed``."""
        unseen = all(report.verified == "reconstructed" for report in self.reports.values())
        return "reconstructed" if unseen else "recorded"

    def scheduled(self) -> "Publisher":
        """The publisher with the reports that are crawled unasked: not those that were only reconstructed."""
        seen = {name: report for name, report in self.reports.items() if report.verified != "reconstructed"}
        return replace(self, reports=seen)

    def table(self, identifier: str) -> Table:
        for report in self.reports.values():
            if identifier in report.tables:
                return report.tables[identifier]
        raise KeyError(f"{self.identifier}.toml declares no table {identifier!r}")


def names() -> list[str]:
    """Identifiers of all publishers, by the files that are there."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load_publisher(identifier: str) -> Publisher:
    """The declaration of one publisher. Raises PlainviewError naming the file and the key that is wrong."""
    path = FOLDER / f"{identifier}.toml"
    return parse_publisher(identifier, tomllib.loads(path.read_text(encoding="utf-8")))


def parse_publisher(identifier: str, declared: dict[str, Any]) -> Publisher:
    try:
        reports = {name: _report(name, dict(entry)) for name, entry in declared.pop("reports").items()}
        names = {key: declared.pop(key) for key in ("name", "homepage", "cadence")}
        company, evidence = declared.pop("company", names["name"]), declared.pop("evidence", "report")
        terms = _terms(declared.pop("terms")) if "terms" in declared else None
        _refuse(declared, "at the top")
        _require(evidence in EVIDENCE, f"evidence is one of {sorted(EVIDENCE)}")
        return Publisher(identifier, reports=reports, **names, company=company, evidence=evidence, terms=terms)
    except KeyError as error:
        raise PlainviewError(f"{identifier}.toml: {error} is missing") from error
    except (TypeError, ValueError) as error:
        raise PlainviewError(f"{identifier}.toml: {error}") from error


def _terms(entry: dict[str, Any]) -> Terms:
    """Terms of reuse are stated whole or not at all: without its source a licence is hearsay."""
    entry = dict(entry)
    missing = sorted({"reuse", "source", "seen"} - entry.keys())
    _require(not missing, f"terms: {', '.join(missing)} missing")
    terms = Terms(**{key: entry.pop(key) for key in ("reuse", "source", "seen")}, day=entry.pop("day", None))
    _refuse(entry, "terms")
    _require(bool(terms.reuse), "terms: reuse says nothing")
    _require(terms.source.startswith(("https://", "http://")), "terms: source is the address that they stand at")
    _require(terms.seen in SEEN, f"terms: seen is one of {sorted(SEEN)}")
    _require(terms.day is None or type(terms.day) is date, "terms: day is a day")
    return terms


def _report(name: str, entry: dict[str, Any]) -> Report:
    try:
        return _whole_report(name, entry)
    except KeyError as error:
        raise ValueError(f"report {name}: {error} is missing") from error


def _whole_report(name: str, entry: dict[str, Any]) -> Report:
    form = entry.pop("form", None)
    shared = _load_form(form) if form else {}
    declared = {**shared.get("tables", {}), **entry.pop("tables", {})}
    tables = {table: _table(table, dict(body)) for table, body in declared.items()}
    report = Report(
        identifier=name,
        title=entry.pop("title"),
        landing=entry.pop("landing"),
        media=entry.pop("media"),
        verified=entry.pop("verified"),
        obtain=entry.pop("obtain", "crawl"),
        urls=tuple(entry.pop("urls", ())),
        url_template=entry.pop("url_template", None),
        since=entry.pop("since", None),
        coverage_start=entry.pop("coverage_start", None),
        not_read={**shared.get("not_read", {}), **entry.pop("not_read", {})},
        form=form,
        printed=tuple(entry.pop("printed", ())),
        tables=tables,
    )
    _refuse(entry, f"report {name}")
    _require(report.verified in VERIFIED, f"report {name}: verified is one of {sorted(VERIFIED)}")
    _require(report.obtain in {"crawl", "import"}, f"report {name}: obtain is 'crawl' or 'import'")
    _require(report.media in MEDIA, f"report {name}: media is one of {sorted(MEDIA)}")
    _require(
        report.obtain == "import" or bool(report.urls or report.url_template), f"report {name}: no address to crawl"
    )
    _require(
        report.coverage_start is None or type(report.coverage_start) is date, f"report {name}: coverage_start is a day"
    )
    return report


@cache
def _load_form(form: str) -> dict[str, Any]:
    """What all reports of a form share: their tables, and which documents hold no figures."""
    path = FORMS / f"{form}.toml"
    _require(path.exists(), f"there is no form {form!r}")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _table(name: str, entry: dict[str, Any]) -> Table:
    table = Table(
        identifier=name,
        title=entry.pop("title"),
        scope=entry.pop("scope"),
        fact=entry.pop("fact", None),
        primary=tuple((first, last) for first, last in entry.pop("primary", ())),
        epochs=tuple(Epoch(**epoch) for epoch in entry.pop("epochs", ())),
        expect={key: (low, high) for key, (low, high) in entry.pop("expect", {}).items()},
        adds_up=tuple(entry.pop("adds_up", ())),
    )
    _refuse(entry, f"table {name}")
    _require(table.scope in SCOPES, f"table {name}: scope is one of {sorted(SCOPES)}")
    _require(set(table.expect) <= COUNTED, f"table {name}: expect puts bands on {sorted(COUNTED)}")
    return table


def _refuse(left: dict[str, Any], where: str) -> None:
    _require(not left, f"{where}: unknown keys {sorted(left)}")


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise ValueError(message)
