"""Atom feeds (RFC 4287) of the news: of everything, of each company, of each jurisdiction.

Identifiers are tags (RFC 4151) that name no host: the same event is the same entry wherever a site stands. Links are
relative to the feed, or absolute where ``PLAINVIEW_SITE`` names the site's address.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import quote

from lxml import etree

from analysis import vocabulary
from analysis.charts.style import printable
from analysis.disclosure.rules import companies
from analysis.report import addresses
from analysis.report.site import Site
from analysis.report.telling import Item, about, item, owner, owners
from analysis.words import _
from spiders.errors import PlainviewError

ATOM = "http://www.w3.org/2005/Atom"
TAG = "tag:plainview,2026:"
SETTING = "PLAINVIEW_SITE"
ENTRIES = 100
"""So many of the newest events stand in a feed; all of them are on news.html."""
EMPTY = date(1970, 1, 1)
"""The day of a feed while nothing at all is held: Atom asks for one."""


def feeds(site: Site) -> Iterator[tuple[str, bytes]]:
    """The address and the bytes of each feed: of all companies and authorities, and of every jurisdiction held.

    One without an event is a feed without an entry. Raises PlainviewError where ``PLAINVIEW_SITE`` is no web address.
    """
    base = site_address()
    last = site.data_date or EMPTY
    everything = [item(event) for event in site.events]
    told: dict[str, list[Item]] = {name: [] for name in _companies(site)}
    held = (site.current[column].drop_nulls().unique() for column in ("jurisdiction", "counterparty"))
    places: dict[str, list[Item]] = {code: [] for codes in held for code in codes}
    for one in everything:
        told[owner(one.event)].append(one)
        for code in one.event.jurisdictions:
            places.setdefault(code, []).append(one)
    title = _("Plainview: news of transparency reports")
    yield "feeds/all.xml", _feed("feeds/all.xml", title, "news.html", everything, last, base)
    for company, name in sorted(_companies(site).items()):
        address, title = feed_of_company(company), _("Plainview: news of %(name)s", name=name)
        yield address, _feed(address, title, addresses.company(company), told[company], last, base)
    for code, mine in sorted(places.items()):
        address = feed_of_jurisdiction(code)
        title = _("Plainview: news of %(name)s", name=vocabulary.label("jurisdiction", code))
        local = [about(one, code) for one in mine[:ENTRIES]]
        yield address, _feed(address, title, addresses.jurisdiction(code), local, last, base)


def _companies(site: Site) -> dict[str, str]:
    """The names of all companies, and of authorities that publish."""
    authorities = {name: title for name, title in site.names.items() if name not in owners()}
    return {one.identifier: one.name for one in companies()} | authorities


def feed_of_company(identifier: str) -> str:
    return f"feeds/company/{identifier}.xml"


def feed_of_jurisdiction(code: str) -> str:
    """``org:interpol`` has its feed at ``feeds/jurisdiction/org-interpol.xml``."""
    return f"feeds/{addresses.jurisdiction(code).removesuffix('.html')}.xml"


def site_address() -> str | None:
    """Where the site stands, with a slash at its end; None where nobody has said. Raises PlainviewError for another."""
    told = os.environ.get(SETTING, "").strip()
    if told and not told.startswith(("https://", "http://")):
        raise PlainviewError(f"{SETTING} is {told!r}, which is no address of a site: https://… or http://…")
    return told.rstrip("/") + "/" if told else None


def _feed(address: str, title: str, page: str, items: Sequence[Item], last: date, base: str | None) -> bytes:
    """One feed; ``page`` is what it is the feed of, ``last`` its day where it has no entry."""
    up = base or "../" * address.count("/")
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})  # type: ignore[dict-item]  # the default namespace
    _text(root, "id", f"{TAG}{address.removesuffix('.xml')}")
    _text(root, "title", title)
    _text(root, "updated", _day(max((one.event.day for one in items), default=last)))
    _text(etree.SubElement(root, f"{{{ATOM}}}author"), "name", "Plainview")
    _link(root, "self", up + address, "application/atom+xml")
    _link(root, "alternate", up + page, "text/html")
    for one in items[:ENTRIES]:
        entry = etree.SubElement(root, f"{{{ATOM}}}entry")
        _text(entry, "id", f"{TAG}{quote(one.identifier, safe='/:')}")
        _text(entry, "title", one.title)
        _text(entry, "updated", _day(one.event.day))
        _link(entry, "alternate", up + one.href, "text/html")
        if one.cell:
            _link(entry, "related", up + one.cell, "text/html")
        etree.SubElement(entry, f"{{{ATOM}}}category", term=one.event.kind)
        _text(entry, "summary", one.summary)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return data


def _text(parent: etree._Element, name: str, text: str) -> None:
    """A child that holds plain text: what a document says is never markup."""
    etree.SubElement(parent, f"{{{ATOM}}}{name}").text = printable(text)


def _link(parent: etree._Element, relation: str, href: str, media: str) -> None:
    etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=href, type=media)


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
