"""Method and definitions: what a figure is, what silence is, what may be compared, and what every code means."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis import derived, vocabulary
from analysis.comparability.definitions import Definition, definitions, rules
from analysis.report import addresses
from analysis.report.company.changed import kind_words
from analysis.report.company.subjects import Subject, linked, owners, subjects
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.words import _

FILTERED = ("kind", "measure", "process")
"""Columns of the vocabularies that Explore has a filter for."""
OURS = re.compile(r"\b(?:docs|analysis|spiders)/|\b[\w-]+\.(?:toml|md|csv)\b")
"""A file of Plainview's own, which says nothing to a reader of the site."""


def all_pages(site: Site) -> list[Page]:
    """``method.html``. Its anchors are permanent: ``measure-<code>``, ``process-<code>``, ``rule-<code>`` and so on."""
    values = {
        "statuses": statuses(),
        "kinds": [(code, *words) for code, words in kind_words().items()],
        "rules": _rules(),
        "derived": [(name, one["why"], one["unit"]) for name, one in derived.definitions().items()],
        "disclosed": _disclosed(site),
        "vocabularies": list(_vocabularies(site)),
    }
    description = _("What a figure is, what silence is, what may be compared, and what every word of the record means.")
    return [Page("method.html", "method.html", _("Method and definitions"), [], values, description)]


def statuses() -> list[tuple[str, str, str]]:
    """What a cell can say: status, its bounds, and what it means. Each status of the record has a row."""
    return [
        ("exact", _("both the same"), _("A figure as it is printed: 1,234.")),
        ("rounded", _("what it can stand for"), _("A rounded figure: 54 % can be anything from 53.5 % to 54.5 %.")),
        ("band", _("as printed"), _("A range that the publisher prints: 0–499. The true figure lies within.")),
        ("below", _("0 to one less"), _("Fewer than a number: “<10” is 0 to 9.")),
        ("blank", _("none"), _("An empty cell in a column that holds figures. It is no zero.")),
        ("suppressed", _("none"), _("The publisher hides the figure, mostly because it is small, and says so.")),
        ("withheld_by_law", _("none"), _("The publisher says that a law forbids it to tell the figure.")),
        ("not_reported", _("none"), _("The publisher says that it does not report the figure.")),
        ("not_applicable", _("none"), _("The publisher says that there can be no such figure.")),
    ]


def _rules() -> list[tuple[str, str, list[dict[str, str]]]]:
    """Rules of comparability by how grave they are: (severity, heading, [code, rule, source]).

    The sentence that a rule puts beside figures has blanks to be filled in, and says nothing without them.
    """
    headings = {
        "refuse": _("Not comparable, or not to be added"),
        "note": _("Comparable, and to be said beside it"),
    }
    told: dict[str, list[dict[str, str]]] = {severity: [] for severity in headings}
    for code, entry in rules()["codes"].items():
        told[entry["severity"]].append({"code": code, "rule": entry["rule"], "source": _source(entry["source"])})
    return [(severity, headings[severity], found) for severity, found in told.items()]


def _source(text: str) -> str:
    """A source without the files of ours that it names; blank where it names nothing else."""
    parts = re.split(r"; |(?<=[a-z])\. (?=[A-Z])", text)
    return "; ".join(part for part in parts if not OURS.search(_no_address(part)))


def _no_address(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)


def _disclosed(site: Site) -> list[dict[str, Any]]:
    """How companies define their requests for user data, side by side: those of which figures are held, by name.

    What several entries say of one thing of one company and one time stands in one row.
    """
    held = {(publisher, table) for publisher, table in site.current.select("publisher", "table").unique().iter_rows()}
    told: dict[tuple[Any, ...], list[Definition]] = {}
    for one in definitions():
        here = any((one.publisher, table) in held for table in one.tables)
        if here and (one.disclosed or one.where.get("kind") == "user_data"):
            told.setdefault((one.publisher, one.counts, one.since, one.until), []).append(one)
    pages = owners(subjects())
    rows = [_definition(site, entries, pages[entries[0].publisher]) for entries in told.values()]
    return sorted(rows, key=lambda row: str(row["company"]).casefold())


def _definition(site: Site, entries: Sequence[Definition], subject: Subject) -> dict[str, Any]:
    data = rules()
    one = entries[0]
    means: Mapping[str, str] = data["disclosed"]["means"]

    def topics(name: str) -> list[str]:
        return [
            data["topics"][topic] for topic in dict.fromkeys(code for entry in entries for code in getattr(entry, name))
        ]

    return {
        "company": site.names[one.publisher],
        "page": subject.address,
        "since": one.since if one.since != date.min else None,
        "until": one.until if one.until != date.max else None,
        "counts": one.counts,
        "disclosed": [means[code] for code in dict.fromkeys(entry.disclosed for entry in entries) if code],
        "holds": topics("holds"),
        "leaves_out": topics("leaves_out"),
        "not_said": topics("not_said"),
        "sources": [linked(source) for source in dict.fromkeys(_source(entry.source) for entry in entries) if source],
    }


def _vocabularies(site: Site) -> Iterator[dict[str, Any]]:
    """Each closed list of codes, with who uses each code."""
    headings = {
        "kind": (_("Kinds"), _("What a statistic is about.")),
        "measure": (_("Measures"), _("What is counted. Only measures that are additive may be added up.")),
        "process": (_("Legal processes"), _("By what means a government or a private party asks.")),
        "requester": (_("Requesters"), _("Who asks, where a publisher tells it.")),
        "reason": (_("Reasons"), _("Why content or an account was acted on. Each scheme is one publisher’s own list.")),
        "subject": (_("Subjects"), _("What a request names: accounts, devices and so on.")),
        "jurisdiction_role": (_("Roles of jurisdictions"), _("What a country is to a figure. Roles are never mixed.")),
        "unit": (_("Units"), _("In what is counted. No unit is ever turned into another.")),
        "service": (_("Services"), _("Products that a publisher tells figures of apart.")),
    }
    for column, (heading, line) in headings.items():
        anchor = {"jurisdiction_role": "role"}.get(column, column)
        told = _tellers(site, column)
        terms = [_term(site, column, anchor, code, told.get(code, [])) for code in vocabulary.terms(column)]
        yield {
            "anchor": f"{anchor}s" if anchor != "process" else "processes",
            "heading": heading,
            "line": line,
            "terms": terms,
        }


def _tellers(site: Site, column: str) -> dict[str, list[str]]:
    """The publishers whose figures have each code, by name."""
    rows = (
        site.current.select(pl.col(column).alias("code"), "publisher").drop_nulls().unique().sort("code", "publisher")
    )
    told: dict[str, list[str]] = {}
    for code, publisher in rows.iter_rows():
        told.setdefault(code, []).append(publisher)
    return told


def _term(site: Site, column: str, anchor: str, code: str, tellers: list[str]) -> dict[str, Any]:
    """A code: its label, its definition, whatever else its list says of it, and the publishers that use it."""
    term = vocabulary.terms(column)[code]
    links = [
        (site.names[one], addresses.explore(publisher=one, **{column: code}) if column in FILTERED else None)
        for one in sorted(tellers, key=lambda name: site.names[name].casefold())
    ]
    return {
        "anchor": f"{anchor}-{code}",
        "code": code,
        "label": term.label,
        "definition": term.row.get("definition", "").rstrip("."),
        "further": _further(term.row),
        "tellers": links,
    }


def _further(row: Mapping[str, str]) -> str:
    """What the list says of a code beside its label and definition."""
    if "additive" in row:
        return (
            _("Counted in %(unit)s; may be added up.", unit=row["unit"])
            if row["additive"] == "yes"
            else _("Counted in %(unit)s; is not added up.", unit=row["unit"])
        )
    return _("Of the list %(scheme)s.", scheme=row["scheme"]) if row.get("scheme") else ""
