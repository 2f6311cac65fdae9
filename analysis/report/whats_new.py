"""What is new, who is silent, and how fresh the data is: for the front page, the page of all news and the feeds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from analysis.comparability.windows import name
from analysis.disclosure.rules import rules
from analysis.news import standing
from analysis.news.event import Event, FirstHeld, Said, Silence
from analysis.report import addresses
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.report.telling import Item, item, owner, owners
from analysis.totals import FIGURE
from analysis.words import _
from spiders.publisher import load_publisher

LOOKED = ("read", "same_as_before")
"""Outcomes of a copy that was read: only these show what a publisher tells."""


@dataclass(frozen=True)
class SilentCompany:
    """A company that discloses no element of an indicator, though somebody looked. ``beside`` is what else there is."""

    identifier: str
    name: str
    href: str
    indicators: tuple[str, ...]
    sentence: str
    sources: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True)
class SilentTable:
    """Tables that are late or have stopped: which, where the news tells of them, and how far the same copy tells the
    report's other tables, if it does."""

    title: str
    summary: str
    names: tuple[str, ...]
    href: str
    others_to: date | None


@dataclass(frozen=True)
class Silent:
    """Companies that publish no figures on demands of governments; tables that are late or have stopped."""

    companies: tuple[SilentCompany, ...]
    tables: tuple[SilentTable, ...]


@dataclass(frozen=True)
class Fresh:
    """How old what is held of a publisher is. ``sentence`` never says that there is nothing newer."""

    publisher: str
    name: str
    href: str
    newest_copy: date
    basis: str
    newest_period: str | None
    newest_day: date | None
    sentence: str


def newest(site: Site, limit: int) -> list[Item]:
    """The newest events of the record: statements and first copies of a report only after all others of their day."""
    order = sorted(site.events, key=lambda event: isinstance(event, Said | FirstHeld))
    return [item(event) for event in sorted(order, key=lambda event: event.day, reverse=True)[:limit]]


def of_company(site: Site, identifier: str) -> list[Event]:
    """The events about a company or an authority, the newest first."""
    return [event for event in site.events if owner(event) == identifier]


def silent(site: Site) -> Silent:
    """Who is silent, as the disclosure matrix and the news have it. What was not collected is no silence."""
    companies = []
    for (company, title), part in site.table("disclosure").group_by("company", "company_name", maintain_order=True):
        quiet = [
            indicator
            for (indicator,), elements in part.group_by("indicator", maintain_order=True)
            if (elements["status"].cast(pl.String) == "not_disclosed").all()
        ]
        if quiet:
            told = part.filter(pl.col("indicator").is_in(quiet))
            companies.append(_silent_company(str(company), str(title), [str(one) for one in quiet], told))
    return Silent(tuple(companies), tuple(_silent_table(event) for event in standing(site.events)))


def _silent_table(event: Silence) -> SilentTable:
    told, publisher = item(event), load_publisher(event.publisher)
    return SilentTable(
        title=told.title,
        summary=told.summary,
        names=tuple(publisher.table(table).title for table in event.tables),
        href=f"news.html#{anchor(told)}",
        others_to=event.others_to,
    )


def anchor(one: Item) -> str:
    """Where an item stands on the page of all news."""
    return one.identifier.replace("/", "-")


def _silent_company(company: str, title: str, quiet: list[str], told: pl.DataFrame) -> SilentCompany:
    known = "; ".join(told["known"].unique(maintain_order=True))
    titles = (_(rules()["indicators"][one]["title"]) for one in quiet)
    what = _(", and no ").join(title[:1].lower() + title[1:] for title in titles)
    return SilentCompany(
        identifier=company,
        name=title,
        href=addresses.company(company),
        indicators=tuple(quiet),
        sentence=_("No %(what)s are known: %(known)s.", what=what, known=known),
        sources=tuple(told["rdr_source"].drop_nulls().unique(maintain_order=True)),
        beside=tuple(told["beside"].explode().drop_nulls().unique(maintain_order=True)),
    )


def freshness(site: Site) -> list[Fresh]:
    """How fresh what is held of each publisher is, by its name."""
    copies = site.documents.filter(pl.col("outcome").cast(pl.String).is_in(LOOKED)).sort("captured", "sequence")
    held = copies.group_by("publisher").agg(pl.col("captured", "captured_basis").last())
    told = site.current.select("publisher", "period_start", "period_end", pl.col("status").cast(pl.String))
    last = pl.col("period_end") == pl.col("period_end").max()
    periods = (
        told.filter(pl.col("status").is_in(FIGURE))
        .group_by("publisher")
        .agg(pl.col("period_start").filter(last).min(), pl.col("period_end").max())
    )
    rows = held.join(periods, on="publisher", how="left").to_dicts()
    return sorted((_fresh(row) for row in rows), key=lambda one: one.name.casefold())


def _fresh(row: dict[str, Any]) -> Fresh:
    publisher, day = row["publisher"], row["captured"]
    period = name((row["period_start"], row["period_end"])) if row["period_end"] else None
    words = {"day": day, "period": period or _("none")}
    sentence = (
        _("No copy from after %(day)s (an estimated day) is at hand; newest period: %(period)s.", **words)
        if row["captured_basis"] == "approximate"
        else _("No copy from after %(day)s is at hand; newest period: %(period)s.", **words)
    )
    return Fresh(
        publisher=publisher,
        name=load_publisher(publisher).name,
        href=addresses.company(owners().get(publisher, publisher)),
        newest_copy=day,
        basis=row["captured_basis"],
        newest_period=period,
        newest_day=row["period_end"],
        sentence=sentence,
    )


def all_pages(site: Site) -> list[Page]:
    """The page of all news, by year and month."""
    items = [item(event) for event in site.events]
    told = {"years": years(items), "count": len(items), "anchor": anchor}
    values = {**told, "silent": silent(site), "fresh": freshness(site)}
    description = _("What is new in the transparency reports of technology companies, by month, with feeds.")
    return [Page("news.html", "news.html", _("News: what is new, and who is silent"), [], values, description)]


def years(items: Iterable[Item]) -> list[tuple[str, list[tuple[str, list[Item]]]]]:
    """Items, the newest first, by the year and the month of their day: 2024, and in it 2024-05."""
    months = [(month, list(found)) for month, found in groupby(items, key=lambda one: f"{one.event.day:%Y-%m}")]
    return [(year, list(found)) for year, found in groupby(months, key=lambda one: one[0][:4])]
