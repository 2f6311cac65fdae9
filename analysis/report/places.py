"""A page for every jurisdiction: whom it asks, for what, how often data is disclosed, and what else is told of it.

Everything is grouped by jurisdiction once, before the first page is made. Roles stay apart: what a jurisdiction asks
for is never mixed with what takes effect there or whose users are there. No figure is a sum over companies.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from analysis.jurisdictions import Jurisdiction, also_called, jurisdictions
from analysis.recipes import WORLD
from analysis.report import addresses, askers, place_series, place_told, printed
from analysis.report.figures import Table
from analysis.report.pages import Page, Section
from analysis.report.site import Site
from analysis.report.telling import owners
from analysis.vocabulary import label
from analysis.words import _

EUROPEAN_UNION = "EU"
ROLES = ("requester", "assisting", "effect", "user", "uploader", "operator", "market", "received_in", "")
TOPICS = ("restrictions", "dsa", "further")


@dataclass(frozen=True)
class Told:
    """All that the pages draw from, each by jurisdiction."""

    asking: list[place_series.Split]
    removals: list[place_series.Split]
    disclosed: list[tuple[Any, Any]]
    newest: Mapping[str, Mapping[str, list[printed.Block]]]
    private: Mapping[str, Mapping[str, list[printed.Block]]]
    passed_on: Mapping[str, list[printed.Block]]
    over_time: Mapping[str, Mapping[str, Table]]
    holdings: Mapping[str, Mapping[str, list[place_told.Holding]]]
    changes: Mapping[str, dict[str, Any]]
    findings: Mapping[str, list[dict[str, Any]]]
    both_sides: Mapping[str, list[dict[str, Any]]]
    statements: list[dict[str, Any]]


def gathered(site: Site) -> Told:
    """Everything of every jurisdiction, each table looked through once."""
    over_time = {
        "emergencies": printed.emergencies(site),
        "specified": printed.specified(site),
        "restricted": printed.restricted(site),
    }
    who = place_told.who_asks(site)
    theirs = pl.col("cell_id").is_in(place_told.private_parties(site, who).implode())
    return Told(
        place_series.split(place_series.asking(site)),
        place_series.split(site.held("removals")),
        place_series.shares(site.held("disclosed")),
        printed.newest(site, site.current.filter(~theirs)),
        printed.newest(site, site.current.filter(theirs)),
        printed.passed_on(site),
        over_time,
        place_told.holdings(site, who),
        place_told.changes(site),
        place_told.found(site),
        place_told.two_sides(site),
        site.table("statements").rows(named=True),
    )


def all_pages(site: Site) -> list[Page]:
    """The list of all jurisdictions, and a page for each of which anything is held."""
    told = gathered(site)
    known = jurisdictions()
    codes = sorted(code for code in {*told.holdings, *told.passed_on} if code)
    pages = [_page(site, known[code], told) for code in codes]
    return [askers.page(site, told.asking, told.removals, told.holdings), *pages]


def _page(site: Site, place: Jurisdiction, told: Told) -> Page:
    code = place.code
    name = f"jurisdiction-{code.replace(':', '-')}"
    sections = _sections(site, place, name, told)
    newest = told.newest.get(code, {})
    roles = told.holdings.get(code, {})
    asks = [one for one in roles.get("requester", []) if one.asks] if code != WORLD else []
    gaps, never = place_series.missing(code, told.asking, _besides(asks, told)) if code != WORLD else ([], [])
    alike = place_told.named(told.statements, (place.label, *also_called().get(code, ())))
    values = {
        "place": place,
        "aliases": also_called().get(code, ()),
        "meaning": meaning(place),
        "tellers": _tellers(asks),
        "first": min((one.first for one in asks), default=None),
        "last": max((one.last for one in asks), default=None),
        "by": sections,
        "blocks": {topic: _parted(newest.get(topic, [])) for topic in ("requests", "removals", *TOPICS)},
        "private": _parted([_theirs(block) for blocks in told.private.get(code, {}).values() for block in blocks]),
        "passed_on": _parted(told.passed_on.get(code, [])),
        "over_time": {topic: tables.get(code) for topic, tables in told.over_time.items()},
        "definitions": _definitions(code, told),
        "gaps": gaps,
        "never": never if asks else [],
        "both_sides": told.both_sides.get(code, []),
        "changes": told.changes.get(code),
        "findings": told.findings.get(code, [])[: place_told.FIRST],
        "found": len(told.findings.get(code, [])),
        "statements": alike,
        "held": [(role, _role(role), roles[role]) for role in ROLES if role in roles],
        "explore": addresses.explore(jurisdiction=[code]),
        "feed": f"jurisdiction/{code.replace(':', '-')}.xml",
    }
    title = _("%(place)s: requests to companies", place=place.label)
    described = _("%(place)s: what companies publish about its requests for user data and removals.", place=place.label)
    kept = [section for section in sections.values() if section]
    return Page(addresses.jurisdiction(code), "jurisdiction.html", title, kept, values, described)


def _parted(blocks: Sequence[printed.Block]) -> dict[str, list[Any]]:
    """Tables of printed cells: those of ``several`` rows; and each of a ``single`` row as (block, its name if it is
    of a part, (column, cell) of each figure). Nothing where there is no table.
    """
    told: dict[str, list[Any]] = {"several": [], "single": []}
    for block in blocks:
        (name, cells), *more = block.table.rows
        if more:
            told["several"].append(block)
            continue
        figures = [pair for pair in zip(block.table.columns, cells, strict=True) if pair[1].cells]
        told["single"].append((block, "" if name == _("All") else name, figures))
    return told if blocks else {}


def _theirs(block: printed.Block) -> printed.Block:
    """A table of private parties' requests, by another name than what it holds of the government's."""
    title, caption = (
        _("%(table)s (private parties, or mostly they)", table=told) for told in (block.title, block.table.caption)
    )
    return replace(block, title=title, table=replace(block.table, caption=caption))


def _besides(asks: Iterable[place_told.Holding], told: Told) -> set[str]:
    """The publishers that tell of its requests for user data in a table that is in none of the series, or of those to
    preserve data in one that is.
    """
    drawn = {(one.component.publisher, one.component.table) for one in told.asking}
    other = {True: "preservation", False: "user_data"}
    return {one.publisher for one in asks if one.code == other[(one.publisher, one.table) in drawn]}


def _sections(site: Site, place: Jurisdiction, name: str, told: Told) -> dict[str, Section | None]:
    """The tables that are written as CSV too."""
    code = place.code
    found: dict[str, Section | None] = {"requests": place_series.requests(site, f"{name}-requests", code, told.asking)}
    caption = _("%(place)s: how often data was disclosed, by each company's own definition", place=place.label)
    shares = place_series.disclosed(f"{name}-disclosed", caption, code, told.disclosed)
    found["disclosed"] = Section(_("How often data was disclosed"), None, shares[0]) if shares else None
    caption = _("%(place)s: requests to remove content, as each company counts them", place=place.label)
    removals = place_series.counts(f"{name}-removals", caption, code, told.removals)
    found["removals"] = Section(_("Removal requests"), None, removals) if removals else None
    for topic, tables in told.over_time.items():
        found[topic] = Section("", None, tables[code]) if code in tables else None
    return found


def _tellers(asks: Iterable[place_told.Holding]) -> list[tuple[str, str]]:
    """The companies' names, each with the address of its page; two publishers can be one company's."""
    return sorted({(one.company, addresses.company(owners().get(one.publisher, one.publisher))) for one in asks})


def _role(code: str) -> str:
    return label("jurisdiction_role", code) if code else ""


def _definitions(code: str, told: Told) -> list[tuple[str, str]]:
    """What each company that tells how often it disclosed data to the jurisdiction counts as disclosed."""
    return [(one.component.label, one.component.definition) for one, cells in told.disclosed if code in cells]


def meaning(place: Jurisdiction) -> str:
    """What a code stands for that is no country; empty for a country."""
    own = {
        WORLD: _(
            "Not a government. Here stand figures that a company tells of all countries together, or without saying "
            "of which: they hold, or may hold, what is told of single countries elsewhere, and are never added to it."
        ),
        EUROPEAN_UNION: _(
            "One company means bodies of the Union by it, another all authorities of its Member States together: see "
            "each table. It is never added to the Member States' figures, and is not a sum of their pages."
        ),
    }
    kinds = {
        "territory": _(
            "Companies print it beside countries, and so does Plainview. That says nothing about anybody's status."
        ),
        "supranational": _("A union of states: not a sum of its members."),
        "body": _("An international organisation: not a country, and no part of one."),
        "unknown": _("The company prints a name or a code that says of no country which it is. It is no country."),
        "historic": _("A code that is no longer in use; companies print it for the time in which it was, or after."),
        "region": _(
            "A part of a country that a company prints beside countries. That says nothing about anybody's status."
        ),
        "area": _(
            "Several countries together, as one company groups them: another company's group of a like name need not "
            "hold the same. It is not a sum of the pages of countries."
        ),
    }
    return own.get(place.code) or kinds.get(place.kind, "")
