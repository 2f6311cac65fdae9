"""Both sides of the same requests or reports: what companies tell, beside what the authority tells of itself.

``both_sides/*.toml`` names the pairs, the rows that are the figures, and the known reasons why the sides need not be
equal, each with its source; facts that no publisher of the record tells stand in ``both_sides/*.csv``. The two sides
are never added, and neither corrects the other. docs/derived.md is the guide.
"""

import csv
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analysis.statements import figures_only

FOLDER = Path(__file__).parent
STATES = ("both", "company_incomplete", "company_silent", "company_not_collected", "authority_not_collected")
"""Whether there is a difference to tell. Of the company's tables that would tell the figure, the copies at hand cover a
part of the year (``company_incomplete``), have no cell for it (``company_silent``), or there is none at all."""

Figure = tuple[float | None, float | None]
NONE: Figure = (None, None)

_BOTH: dict[str, Any] = {
    "pair": pl.String,
    "company": pl.String,
    "company_label": pl.String,
    "authority": pl.String,
    "kind": pl.String,
    "year": pl.Int32,
    "state": pl.Enum(STATES),
    "company_unit": pl.String,
    "company_lower": pl.Float64,
    "company_upper": pl.Float64,
    "company_table": pl.String,
    "company_cell_ids": pl.List(pl.String),
    # The periods of the year that the company's figures cover, as printed: all of them where there is a figure.
    "company_periods": pl.List(pl.String),
    "authority_unit": pl.String,
    "authority_lower": pl.Float64,
    # Null beside a lower bound where more is known to have been asked than is told.
    "authority_upper": pl.Float64,
    "authority_cell_ids": pl.List(pl.String),
    "authority_source": pl.String,
    # The company's less the authority's, as far as the bounds allow.
    "difference_lower": pl.Float64,
    "difference_upper": pl.Float64,
    "reasons": pl.List(pl.String),
    "sentences": pl.List(pl.String),
    "sources": pl.List(pl.String),
}
BOTH_SIDES = pl.Schema(_BOTH)


@cache
def pairs(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """The declared pairs by file name. Raises ValueError for a reason that is not there or lacks sentence or source."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.toml")):
        pair = tomllib.loads(path.read_text(encoding="utf-8"))
        for code, reason in pair["reasons"].items():
            if not (reason.get("sentence") and reason.get("source")):
                raise ValueError(f"{path.name}: reason {code!r} needs a sentence and a source")
        for company in pair["company"]:
            if unknown := {reason["code"] for reason in company["because"]} - set(pair["reasons"]):
                raise ValueError(f"{path.name}: {company['label']}: no reason {sorted(unknown)}")
        found[path.stem] = pair
    return found


def both_sides_table(current: pl.DataFrame) -> pl.DataFrame:
    """Every pair, company, kind and year of which one side at least has a figure, as BOTH_SIDES.

    Raises TypeError for rows that are no figures of the record.
    """
    figures_only(current, "both sides")
    rows = [row for name, pair in pairs().items() for row in _pair(name, pair, current)]
    return pl.DataFrame(rows, schema=BOTH_SIDES).sort("pair", "kind", "company_label", "year")


def _pair(name: str, pair: dict[str, Any], current: pl.DataFrame) -> Iterator[dict[str, Any]]:
    authority = pair["authority"]
    facts = _facts(FOLDER / authority["file"]) if "file" in authority else []
    for company in pair["company"]:
        for kind in pair["kinds"]:
            told = [(series["table"], _rows(current, company["publisher"], series, pair, kind))
                    for series in company.get("series", ())]  # fmt: skip
            if company.get("series") and kind not in _kinds(company, pair):
                continue
            theirs = pl.DataFrame() if facts else _received(current, authority, company)
            for year in pair["years"]:
                own = _company_year(told, year)
                other, ids, source = (
                    (*_cited(facts, authority, kind, year), authority["source"])
                    if facts
                    else _authority_year(theirs, year)
                )
                if own["figure"] == NONE and other == NONE:
                    continue
                yield _row(name, pair, company, kind, year, own, other, ids, source)


def _row(
    name: str,
    pair: dict[str, Any],
    company: dict[str, Any],
    kind: str,
    year: int,
    own: dict[str, Any],
    other: Figure,
    ids: list[str],
    source: str | None,
) -> dict[str, Any]:
    (low, high), (their_low, their_high) = own["figure"], other
    if low is None:
        state = "company_incomplete" if own["periods"] else own["silence"]
    else:
        state = "both" if their_low is not None else "authority_not_collected"
    because = [
        reason["code"]
        for reason in company["because"]
        if year in reason.get("years", [year]) and kind in reason.get("kinds", [kind])
    ]
    both = state == "both"
    return {
        "pair": name,
        "company": company["publisher"],
        "company_label": company["label"],
        "authority": pair["authority"]["name"],
        "kind": kind,
        "year": year,
        "state": state,
        "company_unit": company["unit"],
        "company_lower": low,
        "company_upper": high,
        "company_table": own["table"],
        "company_cell_ids": own["ids"],
        "company_periods": own["periods"],
        "authority_unit": pair["authority"]["unit"],
        "authority_lower": their_low,
        "authority_upper": their_high,
        "authority_cell_ids": ids,
        "authority_source": source,
        "difference_lower": low - their_high if both and low is not None and their_high is not None else None,
        "difference_upper": high - their_low if both and high is not None and their_low is not None else None,
        "reasons": because,
        "sentences": [pair["reasons"][code]["sentence"] for code in because],
        "sources": [pair["reasons"][code]["source"] for code in because],
    }


def _kinds(company: dict[str, Any], pair: dict[str, Any]) -> set[str]:
    """The kinds that a company's series tell."""
    told = {series["where"].get("kind") for series in company["series"]}
    return set(pair["kinds"]) if None in told else {kind for kind in told if kind}


def _rows(
    current: pl.DataFrame, publisher: str, series: dict[str, Any], pair: dict[str, Any], kind: str
) -> pl.DataFrame:
    """A series' rows: those that total others in a dimension that the series does not fix are left out."""
    where = {"publisher": publisher, "table": series["table"], **series["where"]}
    if "jurisdiction" in pair:
        where["jurisdiction"] = pair["jurisdiction"]
    if where.get("kind", kind) != kind:
        return current.head(0)
    rows = current.filter(*(pl.col(column) == code for column, code in where.items()))
    return rows.filter(pl.col("total_over").list.set_difference(sorted(where)).list.len() == 0)


def _company_year(told: list[tuple[str, pl.DataFrame]], year: int) -> dict[str, Any]:
    """A company's figure of a calendar year: whole periods of one table and method that cover it, or none."""
    best: dict[str, Any] = {"figure": NONE, "table": None, "ids": [], "periods": []}
    best["silence"] = "company_silent" if any(len(every) for _, every in told) else "company_not_collected"
    for table, every in told:
        rows = every.filter(
            (pl.col("period_start") >= date(year, 1, 1)) & (pl.col("period_end") <= date(year, 12, 31))
        ).sort("period_start", "cell_id")
        periods = sorted(set(zip(rows["period_start"].to_list(), rows["period_end"].to_list(), strict=True)))
        names = [f"{start} to {end}" for start, end in periods]
        figure = _sum(rows) if _cover(periods, year) and rows["method"].n_unique() == 1 else NONE
        if figure != NONE:
            return {"figure": figure, "table": table, "ids": rows["cell_id"].to_list(), "periods": names}
        if names and not best["periods"]:
            best |= {"table": table, "periods": names}
    return best


def _cover(periods: list[tuple[date, date]], year: int) -> bool:
    """Whether the periods make up the year, each day once."""
    day = date(year, 1, 1)
    for start, end in periods:
        if start != day:
            return False
        day = end + timedelta(days=1)
    return day == date(year + 1, 1, 1)


def _sum(rows: pl.DataFrame) -> Figure:
    """Sum of the lower and of the upper bounds; none where a row is silent or there is none."""
    if rows.is_empty() or rows["lower"].null_count():
        return NONE
    return float(rows["lower"].sum()), None if rows["upper"].null_count() else float(rows["upper"].sum())


def _received(current: pl.DataFrame, authority: dict[str, Any], company: dict[str, Any]) -> pl.DataFrame:
    where = {"publisher": authority["publisher"], "table": authority["table"], **authority["where"]}
    rows = current.filter(*(pl.col(column) == code for column, code in where.items()))
    return rows.filter(pl.col("about").is_in(company["about"]))


def _authority_year(rows: pl.DataFrame, year: int) -> tuple[Figure, list[str], str | None]:
    """An authority's yearly figure of the record, with its cells and the document's address."""
    mine = rows.filter(
        (pl.col("period_start") == date(year, 1, 1)) & (pl.col("period_end") == date(year, 12, 31))
    ).sort("cell_id")  # fmt: skip
    return _sum(mine), mine["cell_id"].to_list(), mine["document_url"][0] if len(mine) else None


@cache
def _facts(file: Path) -> list[dict[str, str]]:
    lines = (line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines))


def _cited(facts: list[dict[str, str]], authority: dict[str, Any], kind: str, year: int) -> tuple[Figure, list[str]]:
    """The sum of the departments' figures of the year; open above where departments are known to be missing."""
    told = [float(fact["requests"]) for fact in facts if fact["kind"] == kind and fact["from"] == str(year)]
    if not told:
        return NONE, []
    return (sum(told), None if year in authority.get("open", {}).get(kind, []) else sum(told)), []
