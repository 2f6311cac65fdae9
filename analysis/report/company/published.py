"""What a company publishes: its reports and tables as declared and as held, and the copies they were read from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from analysis.comparability.windows import grains
from analysis.report import addresses
from analysis.report.company.subjects import Subject, split
from analysis.report.site import Site
from analysis.vocabulary import label
from analysis.words import _, counted, lowered
from spiders.publisher import Publisher, Report, load_publisher

MEASURES = 6
"""So many measures of a table are named; the others are counted, and are in Explore."""
COPIES = 8
"""So many of a publisher's newest copies are listed; the others are on the page of documents."""


@dataclass(frozen=True)
class Held:
    """A table that figures are held of."""

    title: str
    kinds: list[str]
    measures: list[str]
    first: date
    last: date
    grains: list[str]
    figures: int
    silent: int
    captured: date
    basis: str
    explore: str

    @property
    def named(self) -> list[str]:
        return self.measures[:MEASURES]

    @property
    def unnamed(self) -> int:
        return len(self.measures) - len(self.named)


@dataclass(frozen=True)
class Told:
    """A declared report: the tables that figures are held of, and the titles of those of which none is."""

    report: Report
    held: list[Held]
    missing: list[str]
    copies: int

    @property
    def verified(self) -> str:
        return verified_words()[self.report.verified]

    @property
    def obtained(self) -> str:
        return obtained_words()[self.report.obtain]

    @property
    def media(self) -> str:
        return media_words().get(self.report.media, self.report.media.upper())


@dataclass(frozen=True)
class Publishes:
    """A publisher of the company, with its reports and its newest copies; ``more`` copies are not listed."""

    publisher: Publisher
    reports: list[Told]
    copies: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0

    @property
    def held(self) -> bool:
        """Whether any figure is held of it."""
        return any(report.held for report in self.reports)


def verified_words() -> dict[str, str]:
    return {
        "recorded": _("recorded: real documents were read"),
        "not seen answering": _("real documents were read; nobody here has seen the address answer"),
        "reconstructed": _("reconstructed: written from descriptions; no document of it has been seen here"),
    }


def obtained_words() -> dict[str, str]:
    return {"crawl": _("fetched from its address"), "import": _("saved by hand and imported")}


def media_words() -> dict[str, str]:
    return {"html": _("web page"), "json-in-html": _("JSON in a web page"), "zip": _("ZIP of tables")}


def outcome_words() -> dict[str, str]:
    return {
        "read": _("read"),
        "same_as_before": _("the same as an earlier copy"),
        "held": _("held back"),
        "failed": _("could not be read"),
        "not_read": _("holds no figures for us"),
    }


class Record:
    """The record summed up by table, once for all companies."""

    def __init__(self, site: Site) -> None:
        self.site = site

    @cached_property
    def _tables(self) -> dict[tuple[str, str], dict[str, Any]]:
        periods = pl.struct("period_start", "period_end").unique()
        newest = pl.col("captured_basis").sort_by("captured", "captured_basis").last()
        told = self.site.current.group_by("publisher", "table").agg(
            pl.len().alias("figures"),
            pl.col("lower").is_null().sum().alias("silent"),
            pl.col("kind").unique().sort(),
            pl.col("measure").unique().sort(),
            pl.col("period_start").min().alias("first"),
            pl.col("period_end").max().alias("last"),
            pl.col("captured").max(),
            newest.alias("basis"),
            periods.alias("periods"),
        )
        return {(row["publisher"], row["table"]): row for row in told.iter_rows(named=True)}

    @cached_property
    def held(self) -> dict[tuple[str, str], Held]:
        """By publisher and table."""
        return {key: _held(*key, row) for key, row in self._tables.items()}

    @cached_property
    def documents(self) -> dict[str, pl.DataFrame]:
        order = ["captured", "sequence", "name", "snapshot"]
        return dict(split(self.site.documents.sort(order, descending=[True, True, False, False]), "publisher"))

    def publishes(self, subject: Subject) -> list[Publishes]:
        """All that is declared of a company, those publishers first of which figures are held."""
        told = [self._publishes(load_publisher(name)) for name in subject.publishers]
        return sorted(told, key=lambda one: not one.held)

    def _publishes(self, publisher: Publisher) -> Publishes:
        documents = self.documents.get(publisher.identifier)
        copies = [] if documents is None else documents.head(COPIES).rows(named=True)
        counts = {} if documents is None else dict(documents.group_by("report").len().iter_rows())
        for row in copies:
            row["title"] = publisher.reports[row["report"]].title if row["report"] in publisher.reports else ""
            row["came"] = outcome_words()[row["outcome"]]
        reports = [self._told(publisher, report, counts) for report in publisher.reports.values()]
        return Publishes(publisher, reports, copies, 0 if documents is None else len(documents) - len(copies))

    def _told(self, publisher: Publisher, report: Report, counts: dict[str, int]) -> Told:
        found = {table: self.held.get((publisher.identifier, table)) for table in report.tables}
        missing = [report.tables[table].title for table, held in found.items() if held is None]
        held = [one for one in found.values() if one is not None]
        return Told(report, held, missing, counts.get(report.identifier, 0))


def _held(publisher: str, table: str, row: dict[str, Any]) -> Held:
    spans = {(period["period_start"], period["period_end"]) for period in row["periods"]}
    return Held(
        title=load_publisher(publisher).table(table).title,
        kinds=[label("kind", code) for code in row["kind"]],
        measures=[label("measure", code) for code in row["measure"]],
        first=row["first"],
        last=row["last"],
        grains=sorted(grains(spans)),
        figures=row["figures"],
        silent=row["silent"],
        captured=row["captured"],
        basis=row["basis"],
        explore=addresses.explore(publisher=publisher, table=table),
    )


@dataclass(frozen=True)
class Sum:
    """All that is held of a company: ``tables`` of ``reports``; the days are None where nothing is."""

    figures: int = 0
    silent: int = 0
    tables: int = 0
    reports: int = 0
    declared: int = 0
    kinds: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    captured: date | None = None
    basis: str = ""
    explore: str = ""


def summed(told: Iterable[Publishes]) -> Sum:
    """What the reports of a company come to."""
    publishers = list(told)
    reports = [report for one in publishers for report in one.reports]
    held = [table for report in reports for table in report.held]
    if not held:
        return Sum(declared=len(reports))
    newest = max(held, key=lambda table: (table.captured, table.basis))
    own = [one.publisher.identifier for one in publishers if one.held]
    return Sum(
        figures=sum(table.figures for table in held),
        silent=sum(table.silent for table in held),
        tables=len(held),
        reports=sum(bool(report.held) for report in reports),
        declared=len(reports),
        kinds=tuple(sorted({kind for table in held for kind in table.kinds})),
        first=min(table.first for table in held),
        last=max(table.last for table in held),
        captured=newest.captured,
        basis=newest.basis,
        explore=addresses.explore(publisher=own),
    )


def said(name: str, total: Sum) -> list[str]:
    """What is held of a company, in sentences."""
    basis = {"approximate": _("the day is approximate")}.get(total.basis, total.basis)
    days = {"first": total.first, "last": total.last, "captured": total.captured, "basis": basis}
    tables = counted("%(n)s table", "%(n)s tables", total.tables)
    reports = counted("%(n)s report", "%(n)s reports", total.reports)
    words = {"name": name, "tables": tables, "reports": reports, **days}
    sentences = [
        counted(
            "Plainview holds %(n)s figure of %(name)s, in %(tables)s of %(reports)s, for the time from %(first)s to "
            "%(last)s.",
            "Plainview holds %(n)s figures of %(name)s, in %(tables)s of %(reports)s, for the time from %(first)s to "
            "%(last)s.",
            total.figures,
            **words,
        ),
        _("They are about: %(kinds)s.", kinds="; ".join(map(lowered, total.kinds))),
        _("The newest copy that they stand in is of %(captured)s (%(basis)s).", **words),
    ]
    if total.silent:
        sentences.append(
            counted(
                "%(n)s of these cells holds no number: it is blank, withheld or not reported.",
                "%(n)s of these cells hold no number: they are blank, withheld or not reported.",
                total.silent,
            )
        )
    return sentences
