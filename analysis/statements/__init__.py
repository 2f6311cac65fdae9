"""Statements: what people of companies have said in public, as dated quotations. A lane of its own, never a figure.

``statements/<company>.toml`` is the register, a file a company, those without a single statement among them. What a
statement counts is a code of ``vocabulary/counted.csv``, none of which is a measure of the record: no code and no
column of this table is one of the observations', so nothing can be joined or added up by accident; ``figures_only``
refuses what was mixed on purpose. docs/statements.md says what the lane is, with a reason for each entry.
"""

from pathlib import Path
from typing import Any

import polars as pl

from analysis.schema import FINDINGS
from analysis.statements.register import (
    FOLDER,
    PRECISIONS,
    REQUESTERS,
    SEEN,
    STATUSES,
    VOICES,
    Company,
    Statement,
    counted,
    load_companies,
)
from spiders.archive import Archive
from spiders.quotations import GONE, PUBLISHER, Quoted, recheck

_STATEMENTS: dict[str, Any] = {
    "statement": pl.String,
    "company": pl.String,
    "company_name": pl.String,
    "voice": pl.Enum(VOICES),
    "speaker": pl.String,
    "office": pl.String,
    "publication": pl.String,
    "publication_title": pl.String,
    # A year, month or day, as precise as it is known: 2020-01.
    "publication_date": pl.String,
    "address": pl.String,
    "archived_address": pl.String,
    "quotation": pl.String,
    "says": pl.String,
    "figure_status": pl.Enum(STATUSES),
    "figure_printed": pl.String,
    # Inclusive, of what is printed: what a round number may have stood for is not known.
    "figure_lower": pl.Float64,
    "figure_upper": pl.Float64,
    "figure_precision": pl.Enum(PRECISIONS),
    "counted": pl.String,
    "counted_unit": pl.String,
    "covers_from": pl.Date,
    "covers_to": pl.Date,
    "covers_note": pl.String,
    "requester_told": pl.Enum(REQUESTERS),
    "not_to_be_taken_for": pl.String,
    "source_document": pl.String,
    "seen": pl.Enum(SEEN),
    "known_from": pl.String,
}

STATEMENTS = pl.Schema(_STATEMENTS)
"""A row is a figure of a statement, or its silence. It shares no column name with the record."""

_COMPANIES: dict[str, Any] = {
    "company": pl.String,
    "company_name": pl.String,
    # The publishers of the record that are the company's, if any.
    "in_the_record_as": pl.List(pl.String),
    "silence": pl.String,
    "silence_source": pl.String,
    "statements": pl.Int64,
}

COMPANIES = pl.Schema(_COMPANIES)

_FIGURE = ("publisher", "table", "measure", "unit", "lower", "upper", "status")


def statements_table(folder: Path = FOLDER) -> pl.DataFrame:
    """The register as STATEMENTS, by company and date. Raises ValueError as ``load_companies`` does."""
    rows = [_row(company, one) for company in load_companies(folder) for one in company.statements]
    return pl.DataFrame(rows, schema=STATEMENTS).sort("company", "publication_date", "statement")


def _row(company: Company, one: Statement) -> dict[str, Any]:
    figure, covers = one.figure, one.covers or (None, None)
    alike = ("voice", "speaker", "office", "publication", "address", "quotation", "says", "counted", "seen")
    return {
        **{name: getattr(one, name) for name in (*alike, "source_document", "known_from")},
        "statement": one.id,
        "company": company.identifier,
        "company_name": company.name,
        "publication_title": one.title,
        "publication_date": one.day,
        "archived_address": one.archived,
        "figure_status": one.status,
        "figure_printed": figure and figure.printed,
        "figure_lower": figure and figure.lower,
        "figure_upper": figure and figure.upper,
        "figure_precision": figure and figure.precision,
        "counted_unit": one.counted and counted()[one.counted].unit,
        "covers_from": covers[0],
        "covers_to": covers[1],
        "covers_note": one.period_note,
        "requester_told": one.requester,
        "not_to_be_taken_for": one.what_not,
    }


def companies_table(folder: Path = FOLDER) -> pl.DataFrame:
    """The companies as COMPANIES, by identifier, those of which there is no statement too."""
    rows = [
        {
            "company": one.identifier,
            "company_name": one.name,
            "in_the_record_as": list(one.record),
            "silence": one.silence,
            "silence_source": one.silence_source,
            "statements": len(one.statements),
        }
        for one in load_companies(folder)
    ]
    return pl.DataFrame(rows, schema=COMPANIES)


def quoted(folder: Path = FOLDER) -> list[Quoted]:
    """The quotations to look for in their sources."""
    every = (one for company in load_companies(folder) for one in company.statements)
    return [
        Quoted(one.id, one.address or one.archived, one.title, one.quotation)
        for one in every
        if one.quotation and one.title
    ]


def findings(archive: Archive, folder: Path = FOLDER) -> pl.DataFrame:
    """A finding of rule ``quotation_gone`` (publisher ``statements``, report the statement) for each quotation that its
    source's newest copy no longer has, as FINDINGS. Raises IntegrityError for archived bytes that have changed.
    """
    told = {one.id: (company, one) for company in load_companies(folder) for one in company.statements}
    rows = []
    for checked in recheck(archive, quoted(folder)):
        company, one = told[checked.identifier]
        if checked.result == GONE:
            since = f"; the copy of {checked.stood} has it" if checked.stood else ""
            sentence = (
                f"{company.name}: “{one.quotation}” ({one.publication}, {one.day}) is gone from its source: "
                f"the copy of {checked.captured} has “{one.title}” without it{since}"
            )
            place = {"publisher": PUBLISHER, "report": one.id, "snapshot": checked.sha256}
            rows.append({"rule": "quotation_gone", "sentence": sentence, **place})
    return pl.DataFrame(rows, schema=FINDINGS)


def figures_only(frame: pl.DataFrame, taker: str) -> None:
    """Raises TypeError, naming ``taker``, for a frame that is not one of figures of the record alone.

    Sums and charts take figures that a publisher prints and that point at their cell. A quotation is none, and rows of
    statements put below, beside or into rows of figures make none either.
    """
    foreign = [name for name in frame.columns if name in STATEMENTS]
    missing = [name for name in _FIGURE if name not in frame.columns]
    if foreign:
        raise TypeError(f"{taker} takes figures of the record; statements are none and never add up: it has {foreign}")
    if missing:
        raise TypeError(f"{taker} takes figures of the record, not a frame without {missing}")
