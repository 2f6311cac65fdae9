"""The index of the search field: ``search.js`` at the site's root, which assets/find.js reads.

An entry is [type, label, address, further names, filters of Explore or None, weight, sections]; ``sections`` are those
of the pages of a company or a jurisdiction that speak of it. It has only pages that the site has: what is looked for
and not here is not found, instead of leading nowhere.
"""

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

from analysis import vocabulary
from analysis.charts.style import printable
from analysis.jurisdictions import also_called
from analysis.report import addresses
from analysis.report.company.subjects import Subject, subjects
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.report.statistics import PAGES
from analysis.words import _

FILE = Path(__file__).with_name("search_words.toml")
MANY = ("publisher", "jurisdiction")
"""Filters of which a question may name several values."""
WEIGHED = 10
LONGEST = 160
"""A label or name that is longer is cut: nobody types more, and every page loads the index."""

Filters = Mapping[str, Sequence[str]] | None
Sections = Mapping[str, str]
Entry = tuple[str, str, str, Sequence[str], Filters, int, Sections]
TOPIC = {"label", "words", "page"}
"""What a topic has to have; it may have ``filters`` and ``sections`` too."""


def script(site: Site, pages: Sequence[Page]) -> bytes:
    """The index as a script, over the pages that the site has."""
    there = {page.address for page in pages}
    found = [entry for entry in _entries(site, pages) if entry[2].partition("#")[0] in there]
    told = {
        "entries": [_plain(entry) for entry in found],
        "order": addresses.FILTERS,
        "many": MANY,
        "noise": words()["noise"],
        "types": _types(),
        "words": {
            "explore": _("Explore: figures, chart and link"),
            "found": _("{n} found. Use the arrow keys."),
            "none": _("Nothing is found by these words."),
        },
    }
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return f"globalThis.plainviewSearch = {text};\n".encode()


def _types() -> dict[str, str]:
    return {
        "company": _("Company"),
        "jurisdiction": _("Government"),
        "topic": _("Topic"),
        "kind": _("Statistic"),
        "measure": _("Measure, with its definition"),
        "process": _("Legal process"),
        "reason": _("Reason"),
        "service": _("Service"),
        "page": _("Page"),
    }


@cache
def words() -> dict[str, Any]:
    """``search_words.toml``. Raises ValueError naming a code or filter that does not exist. Words of a company that
    is none here are of no use, and do no harm.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    known = {column: set(vocabulary.terms(column)) for column in ("jurisdiction", "kind", "process", "measure")}
    for table, name in (("jurisdiction",) * 2, ("kind",) * 2, ("section", "kind")):
        if unknown := sorted(set(told[table]) - known[name]):
            raise ValueError(f"{FILE.name}: there is no {name} {unknown[0]!r}")
    for topic in told["topic"]:
        if not TOPIC <= set(topic) <= TOPIC | {"filters", "sections"}:
            raise ValueError(f"{FILE.name}: a topic has label, words, page, filters, sections: {topic.get('label')!r}")
        for column, codes in topic.get("filters", {}).items():
            if unknown := sorted(set(codes) - known.get(column, set())):
                raise ValueError(f"{FILE.name}: topic {topic['label']!r}: there is no {column} {unknown[0]!r}")
    return told


def _entries(site: Site, pages: Sequence[Page]) -> Iterator[Entry]:
    every = subjects()
    yield from _companies(site, every)
    yield from _jurisdictions(site)
    for topic in words()["topic"]:
        filters, sections = topic.get("filters"), topic.get("sections", {})
        yield "topic", _(topic["label"]), topic["page"], topic["words"], filters, WEIGHED, sections
    for column in ("kind", "measure", "process"):
        yield from _codes(site, column, {page.address for page in pages})
    yield from _reasons(site)
    yield from _services(site, every)
    for page in pages:
        if not page.address.startswith(("company/", "jurisdiction/", "provenance/")):
            ledger = page.address.startswith("restatements/")
            names = [f"{page.values['company']} restatements"] if ledger else []
            yield "page", page.title, page.address, names, None, 0, {}


def _companies(site: Site, every: Iterable[Subject]) -> Iterator[Entry]:
    """Those without a figure too: that there is none is what their page tells."""
    counts = dict(site.current.group_by("publisher").len().iter_rows())
    for one in every:
        held = [publisher for publisher in one.publishers if publisher in counts]
        others = [site.names[publisher] for publisher in one.publishers if site.names[publisher] != one.name]
        names = [*words()["company"].get(one.identifier, ()), one.identifier, *others]
        filters = {"publisher": held} if held else None
        yield "company", one.name, one.address, names, filters, _weight(sum(counts[name] for name in held)), {}


def _jurisdictions(site: Site) -> Iterator[Entry]:
    counts = dict(site.current.group_by("jurisdiction").len().iter_rows())
    for code, term in vocabulary.terms("jurisdiction").items():
        names = [*also_called().get(code, ()), *words()["jurisdiction"].get(code, ())]
        filters = {"jurisdiction": [code]} if code in counts else None
        yield "jurisdiction", term.label, addresses.jurisdiction(code), names, filters, _weight(counts.get(code, 0)), {}


def _codes(site: Site, column: str, there: Collection[str]) -> Iterator[Entry]:
    """The codes that figures have, with the place of their definition; a kind with the page that has its figures."""
    counts = dict(site.current.group_by(column).len().iter_rows())
    named = words().get(column, {})
    for code, term in vocabulary.terms(column).items():
        if code in counts:
            address = f"{'statistics' if column == 'kind' else 'method'}.html#{column}-{code}"
            if column == "kind":
                address = next((page for page, _title in PAGES.get(code, ()) if page in there), address)
            sections = words()["section"].get(code, {}) if column == "kind" else {}
            yield column, term.label, address, named.get(code, ()), {column: [code]}, _weight(counts[code]), sections


def _reasons(site: Site) -> Iterator[Entry]:
    """Each label once: schemes of several companies have reasons of the same name."""
    held = set(site.current["reason"].drop_nulls())
    first: dict[str, str] = {}
    for code, term in vocabulary.terms("reason").items():
        if code in held:
            first.setdefault(term.label, code)
    for label, code in first.items():
        yield "reason", label, f"method.html#reason-{code}", (), None, 0, {}


def _services(site: Site, every: Iterable[Subject]) -> Iterator[Entry]:
    """Explore cannot be asked for a service, so it leads to its company."""
    owner = {publisher: one for one in every for publisher in one.publishers}
    rows = site.current.select("publisher", "service").drop_nulls().unique().sort("publisher", "service")
    for publisher, code in rows.iter_rows():
        one = owner[publisher]
        name = vocabulary.label("service", code)
        if name != one.name:
            yield "service", f"{name} ({one.name})", one.address, (name,), None, 0, {}


def _weight(figures: int) -> int:
    """How much there is, as a small number: what has more figures comes before its like."""
    return round(WEIGHED * log10(figures + 1))


def _plain(entry: Entry) -> list[Any]:
    kind, label, address, others, filters, weight, sections = entry
    names = [name for name in dict.fromkeys(_short(other) for other in others) if name != label]
    return [kind, _short(label), address, names, filters, weight, *([sections] if sections else [])]


def _short(text: str) -> str:
    return printable(text)[:LONGEST]
