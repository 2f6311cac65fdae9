"""What a company's words mean: what its tables count, what its measures are, and since when it counts otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.style import short
from analysis.comparability import naming
from analysis.comparability.definitions import Definition, definitions, form_of, rules, tables_of
from analysis.report.company.subjects import Pieces, Subject, linked, rows_of, split
from analysis.report.site import Site
from analysis.vocabulary import label, terms
from analysis.words import _

WORDS = 4
"""So many of a publisher's own headings for a measure are quoted; the others are counted."""
LONGEST = 120
"""Characters of a heading that are quoted."""
COLUMNS = ("kind", "measure", "service", "process", "reason", "requester", "subject", "jurisdiction")


@dataclass(frozen=True)
class Counted:
    """What tables of a publisher count: ``facts`` are (what, text), ``tables`` their titles; ``only`` says of which
    rows and periods of them, blank for all.
    """

    counts: str
    only: str
    tables: list[str]
    facts: list[tuple[str, str]]
    source: Pieces


@dataclass(frozen=True)
class Measured:
    """A measure as the record has it, and the headings that the company prints it under."""

    name: str
    unit: str
    definition: str
    words: list[str]
    more: int


def asked_by_words() -> dict[str, str]:
    return {
        "governments": _("governments"),
        "private": _("private parties"),
        "mostly_private": _("mostly private parties"),
        "both": _("governments and private parties"),
        "not_said": _("the company does not say who"),
        "nobody": _("nobody: no request comes before it"),
    }


class Meanings:
    """What all companies' words mean, looked up once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        words = pl.col("printed_measure").drop_nulls().unique().sort()
        told = site.current.group_by("publisher", "measure", "unit").agg(words.alias("words"))
        self._measures = split(told.sort("publisher", "measure", "unit"), "publisher")
        self._tables = split(site.current.select("publisher", "table").unique().sort("publisher", "table"), "publisher")
        self._epochs = split(site.table("epochs").sort("date", maintain_order=True), "publisher")

    def counted(self, subject: Subject) -> list[Counted]:
        """What is known of the counting in the tables that figures are held of."""
        found = []
        for publisher in subject.publishers:
            held = [row["table"] for row in rows_of(self._tables, (publisher,))]
            forms = {form_of(publisher, table) for table in held}
            for one in definitions():
                own = [table for table in one.tables if table in held]
                if own and one.publisher in {publisher, *forms}:
                    found.append(_counted(one, publisher, own))
        return found

    def measured(self, subject: Subject) -> list[Measured]:
        """Every measure of a company's figures."""
        return [_measured(row) for row in rows_of(self._measures, subject.publishers)]

    def breaks(self, subject: Subject) -> list[dict[str, Any]]:
        """The days from which a company counts otherwise, and annotations, oldest first."""
        rows = sorted(rows_of(self._epochs, subject.publishers), key=lambda row: row["date"])
        return [_break(row) for row in rows]


def _counted(one: Definition, publisher: str, tables: Sequence[str]) -> Counted:
    titles = tables_of(publisher)
    without = _("without %(codes)s", codes=_codes(one.without)) if one.without else ""
    only = "; ".join(text for text in (_codes(one.where), without, _span(one.since, one.until)) if text)
    return Counted(one.counts, only, [titles[table].title for table in tables], _facts(one), linked(one.source))


def _facts(one: Definition) -> list[tuple[str, str]]:
    data = rules()
    topics = data["topics"]
    told = [
        (_("Who asks"), asked_by_words().get(one.asked_by, "")),
        (_("A country is"), data["countries"].get(one.country, "")),
        (_("A part of all requests by"), _codes(one.part)),
        (_("Services in one figure"), one.services),
        (_("Its figures hold"), "; ".join(topics[topic] for topic in one.holds)),
        (_("Its figures leave out"), "; ".join(topics[topic] for topic in one.leaves_out)),
        (_("It does not say whether they hold"), "; ".join(topics[topic] for topic in one.not_said)),
        (_("“Disclosed” means"), data["disclosed"]["means"].get(one.disclosed, "")),
        (_("Rows that count one thing several times"), one.why),
    ]
    return [(what, text) for what, text in told if text]


def _codes(where: Mapping[str, Any]) -> str:
    """Columns and codes in words."""
    return "; ".join(
        ", ".join(_label(column, code) for code in ([codes] if isinstance(codes, str) else codes))
        for column, codes in where.items()
    )


def _label(column: str, code: str) -> str:
    return label(column, code) if column in COLUMNS and code in terms(column) else f"{column} {code}"


def _span(since: date, until: date) -> str:
    """The time that a definition is about; blank where it is about all."""
    if since == date.min and until == date.max:
        return ""
    if since == date.min:
        return _("until %(day)s", day=until)
    return _("since %(day)s", day=since) if until == date.max else _("%(first)s to %(last)s", first=since, last=until)


def _measured(row: Mapping[str, Any]) -> Measured:
    term = terms("measure")[row["measure"]]
    words = [short(word, LONGEST) for word in row["words"][:WORDS]]
    unit = naming.unit(row["unit"])
    return Measured(term.label, unit, term.row.get("definition") or "", words, len(row["words"]) - len(words))


def _break(row: Mapping[str, Any]) -> dict[str, Any]:
    titles = tables_of(row["publisher"])
    return {
        "date": row["date"],
        "annotation": row["kind"] == "annotation",
        "tables": [titles[table].title if table in titles else table for table in row["tables"]],
        "measures": [label("measure", code) for code in row["measures"]],
        "kinds": [label("kind", code) for code in row["kinds"]],
        "changed": row["changed"],
        "source": linked(row["source"]),
    }
