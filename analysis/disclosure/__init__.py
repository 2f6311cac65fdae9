"""Who discloses what: each company beside each element of two indicators of Ranking Digital Rights.

F6 asks about demands of governments to restrict content and accounts, P11a about their demands for user information.
What proves an element is data: ``disclosure/elements.toml`` has the elements with their rules and sources,
``disclosure/companies.toml`` the companies that are no single publisher, ``disclosure/rdr_scores.csv`` the scores that
the index itself gave. docs/disclosure.md is the guide, and says what the matrix does not.

Silence is never a zero here: no answer is ``not_disclosed`` where whole documents on the matter were read without it,
or where the index looked and found nothing; else nothing is known, and it is ``not_collected``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from analysis.disclosure.proofs import proved, reported, rows_of
from analysis.disclosure.rules import (
    STATUSES,
    WEIGHT,
    Company,
    Element,
    companies,
    elements,
    newest_score,
    rules,
    speaks_of,
)
from analysis.disclosure.silence import dated, has_stopped, tells_all
from analysis.statements import companies_table
from analysis.vocabulary import terms
from spiders.publisher import load_publisher

BASES = ("figure", "read_without", "none_received", "declared", "index", "nothing")
_PROOF = ("publisher", "table", "measure", "unit", "jurisdiction", "printed", "cell_id", "snapshot", "locator")

_DISCLOSURE: dict[str, Any] = {
    "company": pl.String,
    "company_name": pl.String,
    "indicator": pl.String,
    "element": pl.String,
    "status": pl.Enum(STATUSES),
    # A figure proves it; whole documents were read without one; a report on it is declared and no copy was read; the
    # index found nothing; nothing is known.
    "basis": pl.Enum(BASES),
    # The figure that proves it, of the last period that has one.
    **dict.fromkeys(_PROOF, pl.String),
    "document_url": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    # The first and the last day of all periods with such figures.
    "first_day": pl.Date,
    "last_day": pl.Date,
    # Days from the end of the last period to its publication, or "at_most", to the capture of the copy at hand; null
    # where no date is sure, or the figures have stopped: a copy that tells of years ago was made years later.
    "days_late": pl.Int64,
    "days_late_are": pl.Enum(["exact", "at_most"]),
    # No later figure, though the copies at hand could have told one: see stopped_after in elements.toml.
    "stopped": pl.Boolean,
    "newest_copy": pl.Date,
    "newest_copy_basis": pl.String,
    "known": pl.String,
    # What else there is of the company, in words: other kinds of figures, reports never read, statements.
    "beside": pl.List(pl.String),
    # The newest score of the index for the indicator, from 0 to 100; null where none is at hand.
    "rdr_year": pl.Int64,
    "rdr_score": pl.Int64,
    "rdr_source": pl.String,
}

DISCLOSURE = pl.Schema(_DISCLOSURE)
"""A row a company and element."""


def disclosure_table(current: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """The matrix as DISCLOSURE, by company and in the elements' order, from the tables of these names."""
    owners = {publisher: one.identifier for one in companies() for publisher in one.publishers}
    rows_told = reported(current, owners)
    beside = _beside(rows_told)
    found: list[dict[str, Any]] = []
    for indicator in rules()["indicators"]:
        rows = rows_of(rows_told, indicator)
        copies, read = _copies(rows, documents), set(rows.filter("whole")["company"])
        none = _none_received(current, owners, rules()["indicators"][indicator]["kinds"])
        for element in (one for one in elements() if one.indicator == indicator):
            found_for = proved(rows, element)
            for company in companies():
                proof = found_for.get(company.identifier)
                told = (
                    _told(current.row(rows["at"][proof["row"]], named=True), proof, copies[company.identifier])
                    if proof
                    else _silence(element, company, company.identifier in read, company.identifier in none)
                )
                found.append(
                    {
                        "company": company.identifier,
                        "company_name": company.name,
                        "indicator": indicator,
                        "element": element.code,
                        **told,
                        "beside": beside[company.identifier],
                        **_score(company, indicator),
                    }
                )
    order = [one.identifier for one in companies()]
    return pl.DataFrame(found, schema=DISCLOSURE).sort(pl.col("company").cast(pl.Enum(order)), maintain_order=True)


def _copies(rows: pl.DataFrame, documents: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """For each company the newest copy of the reports that speak of an indicator, and how far the copies could tell.

    The copy of a table that tells its whole history is silent about all that came before its capture; any other only
    about the periods that it has.
    """
    kept = documents.filter(pl.col("outcome").cast(pl.String).is_in(["read", "same_as_before"]))
    newest = kept.sort("captured").group_by("publisher", "report").agg(pl.col("captured", "captured_basis").last())
    names = ("publisher", "report", "table")
    tables = rows.group_by("company", *names).agg(pl.col("period_end").max())
    tables = tables.cast(dict.fromkeys(names, pl.String))
    found: dict[str, dict[str, Any]] = {}
    for one in tables.join(newest, on=["publisher", "report"], how="left").sort("captured", "table").to_dicts():
        held = found.setdefault(
            one["company"], {"newest_copy": None, "newest_copy_basis": None, "reach": one["period_end"]}
        )
        if one["captured"] is not None:
            held |= {"newest_copy": one["captured"], "newest_copy_basis": one["captured_basis"]}
        whole = one["captured"] is not None and tells_all(one["publisher"], one["table"])
        held["reach"] = max(held["reach"], one["period_end"], *([one["captured"]] if whole else []))
    return found


def _told(row: Mapping[str, Any], proof: Mapping[str, Any], copy: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an element that a figure proves."""
    last = proof["last_day"]
    stopped = has_stopped(last - (row["period_end"] - row["period_start"]), last, copy["reach"])
    day, known = row["published"], "exact"
    if day is None and dated(row["captured_basis"]) and not stopped:
        day, known = row["captured"], "at_most"
    sentence = (
        f"no figure after {proof['last_day']} in the copies at hand, which tell the time to {copy['reach']}"
        if stopped
        else f"no copy since {copy['newest_copy']}"
        if copy["newest_copy"]
        else None
    )
    return {
        **{name: row[name] for name in (*_PROOF, "document_url", "period_start", "period_end")},
        "status": "disclosed" if proof["weight"] == WEIGHT["disclosed"] and not stopped else "partly",
        "basis": "figure",
        "first_day": proof["first_day"],
        "last_day": proof["last_day"],
        "days_late": (day - row["period_end"]).days if day else None,
        "days_late_are": known if day else None,
        "stopped": stopped,
        "newest_copy": copy["newest_copy"],
        "newest_copy_basis": copy["newest_copy_basis"],
        "known": sentence,
    }


def _none_received(current: pl.DataFrame, owners: Mapping[str, str], kinds: Iterable[str]) -> set[str]:
    """Companies that print how many demands they received, and never print another figure than 0."""
    counts = current.filter(pl.col("kind").is_in(list(kinds)), pl.col("measure") == "requests_received")
    told = counts.group_by(pl.col("publisher").cast(pl.String)).agg(pl.col("upper").max())
    return {owners[name] for name, most in told.iter_rows() if most == 0 and name in owners}


def _silence(element: Element, company: Company, read: bool, none: bool = False) -> dict[str, Any]:
    """The columns of an element without a figure: never a zero, and not disclosed only where somebody has looked.

    ``none`` says that the company prints 0 demands: then there is nothing to split, and the split is no silence.
    """
    score = newest_score(company, element.indicator)
    if read and none and element.absent == "not_disclosed":
        told = ("partly", "none_received", "only totals of 0 are printed: there were no demands to tell more of")
    elif read and element.absent == "not_disclosed":
        told = ("not_disclosed", "read_without", "whole documents on the matter were read, and none has such a figure")
    elif read:
        told = (element.absent, "read_without", "the record has no place for it, or too few periods to tell")
    elif any(speaks_of(publisher, element.indicator) for publisher in company.publishers):
        told = (
            "not_collected",
            "declared",
            "a report on the matter is declared, and no whole copy of it has been read",
        )
    elif score and score.score == 0:
        told = (
            "not_disclosed",
            "index",
            f"the index of {score.year} found nothing on the matter, and no report on it is at hand",
        )
    else:
        told = ("not_collected", "nothing", "no document on the matter is at hand")
    return dict(zip(("status", "basis", "known"), told, strict=True))


def _score(company: Company, indicator: str) -> dict[str, Any]:
    score = newest_score(company, indicator)
    return {"rdr_year": score.year, "rdr_score": score.score, "rdr_source": score.source} if score else {}


def _beside(told: pl.DataFrame) -> dict[str, list[str]]:
    """What else there is of each company, in words."""
    spoken = {kind for one in rules()["indicators"].values() for kind in one["kinds"]}
    spans = (
        told.filter(~pl.col("kind").is_in(spoken))
        .group_by("company", "publisher", "kind")
        .agg(pl.col("period_start").min(), pl.col("period_end").max())
        .cast({"publisher": pl.String, "kind": pl.String})
        .sort("publisher", "kind")
    )
    statements = dict(companies_table().select("company", "statements").iter_rows())
    read = set(told["publisher"].unique())
    found: dict[str, list[str]] = {one.identifier: [] for one in companies()}
    for company, publisher, kind, first, last in spans.iter_rows():
        label = terms("kind")[kind].label
        found[company].append(f"{load_publisher(publisher).name}: {label}, {first} to {last}")
    for one in companies():
        for publisher in (load_publisher(name) for name in one.publishers if name not in read):
            titles = [
                f"{publisher.name}: {report.title}, of which no figure is at hand"
                for report in publisher.reports.values()
            ]
            found[one.identifier] += titles
        if count := statements.get(one.statements or one.identifier, 0):
            found[one.identifier].append(f"{count} statements" if count > 1 else "1 statement")
    return found
