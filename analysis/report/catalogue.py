"""What all shards share, as data scripts: the index, the documents, and the judgements on each publisher's figures.

``figures/index.js`` is all that Explore reads before a reader has chosen anything: which tables there are, how many
cells each holds by jurisdiction, measure, process and year, and what codes are called. It must stay small.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from analysis import crosswalk, vocabulary
from analysis.comparability.definitions import FOREVER, Break, breaks_of
from analysis.corrections import load_corrections
from analysis.report.addresses import EDITION
from analysis.report.site import Site
from spiders.publisher import Publisher, load_publisher, names

Told = tuple[str, str, str, Any]
"""Address, what is called, the name that it is told under, and the data."""

MARGINS = ("jurisdiction", "process")
LABELLED = ("kind", "measure", "subject", "service", "process", "reason", "requester", "jurisdiction")
FACTS = ("publisher", "report", "name", "url", "captured", "captured_basis", "recorded", "sequence", "exactness")


def scripts(site: Site) -> Iterator[Told]:
    """The index, the documents, and a script of judgements a publisher."""
    yield "figures/index.js", "index", "", index(site)
    yield "figures/documents.js", "documents", "", documents(site)
    for publisher in sorted(site.current["publisher"].unique()):
        yield f"figures/{publisher}/judgements.js", "judgements", publisher, judgements(site, publisher)


def index(site: Site) -> dict[str, Any]:
    """Publishers with their tables, the labels of every code in use, and the method breaks."""
    publishers: dict[str, Any] = {}
    for publisher, table in sorted(site.tables):
        declared = load_publisher(publisher)
        company = publishers.setdefault(publisher, _publisher(declared))
        company["tables"][table] = _table(declared, table, site.tables[publisher, table])
    return {
        "date": None if site.data_date is None else site.data_date.isoformat(),
        "publishers": publishers,
        "labels": labels(site.current),
        "breaks": breaks(names()),
    }


def _publisher(declared: Publisher) -> dict[str, Any]:
    company = {"name": declared.name, "company": declared.company, "homepage": declared.homepage}
    return {**company, "evidence": declared.evidence, "tables": {}}


def _table(declared: Publisher, table: str, rows: pl.DataFrame) -> dict[str, Any]:
    """A table: what it is, and how many of its cells are of each year, measure, jurisdiction and process."""
    (report,) = (report for report in declared.reports.values() if table in report.tables)
    body = report.tables[table]
    measures = rows.group_by("kind", "measure", "unit").len().sort("kind", "measure", "unit")
    return {
        "title": body.title,
        "report": report.title,
        "landing": report.landing,
        "fact": body.fact,
        "primary": [[first.isoformat(), last.isoformat()] for first, last in body.primary],
        "cells": len(rows),
        "periods": [rows["period_start"].min().isoformat(), rows["period_end"].max().isoformat()],  # type: ignore[union-attr]
        "years": _counts(rows["period_start"].dt.year()),
        "measures": [list(row) for row in measures.iter_rows()],
        **{column: _counts(rows[column]) for column in MARGINS},
    }


def _counts(codes: pl.Series) -> dict[str, int]:
    """How many cells have each code of a column; those that have none are left out."""
    return {str(code): count for code, count in sorted(Counter(codes.drop_nulls()).items())}


def labels(current: pl.DataFrame) -> dict[str, dict[str, str]]:
    """What the codes in use are called, by column; ``role`` for both roles, ``dims`` by ``name=code``."""
    told = {column: _labels(column, current[column]) for column in LABELLED}
    for code in set(current["counterparty"].drop_nulls()) - told["jurisdiction"].keys():
        told["jurisdiction"][code] = vocabulary.label("jurisdiction", code)
    roles = pl.concat([current["jurisdiction_role"], current["counterparty_role"]])
    told["role"] = _labels("jurisdiction_role", roles)
    dims, groups = vocabulary.dimensions(), vocabulary.groups()
    entries = sorted(current["dims"].explode().drop_nulls().unique())
    told["dims"] = {entry: dims[name, code] for entry in entries for name, _, code in [entry.partition("=")]}
    about = sorted(current["about"].drop_nulls().unique())
    told["about"] = {code: groups[code].label for code in about if code in groups}
    told["definition"] = {
        code: term.row["definition"]
        for code in told["measure"]
        if (term := vocabulary.terms("measure")[code]).row.get("definition")
    }
    return told


def _labels(column: str, codes: pl.Series) -> dict[str, str]:
    return {code: vocabulary.label(column, code) for code in sorted(codes.drop_nulls().unique())}


def breaks(publishers: Iterable[str]) -> list[dict[str, Any]]:
    """The days from which publishers count otherwise, what changed, and which figures it is about; annotations among
    them. ``touches`` is empty where it is about all periods.
    """
    return [_break(one) for publisher in publishers for one in breaks_of(publisher)]


def _break(one: Break) -> dict[str, Any]:
    touches = () if one.touches == FOREVER else one.touches
    about = {"tables": one.tables, "measures": one.measures, "kinds": one.kinds, "processes": one.processes}
    about |= {"except": one.except_jurisdictions}
    told = {"publisher": one.publisher, "date": one.day.isoformat(), "kind": one.kind, "changed": one.changed}
    return {**told, "source": one.source, **about, "touches": [day.isoformat() for day in touches]}


def documents(site: Site) -> dict[str, dict[str, Any]]:
    """By snapshot: whose document it is, from where, of what day, and how exact the copy is."""
    known = site.documents.select(*FACTS, "origin", "snapshot")
    untold = site.current.join(known, on="snapshot", how="anti").unique("snapshot", keep="first", maintain_order=True)
    more = untold.rename({"document_url": "url"}).with_columns(pl.lit("", dtype=pl.String).alias("name"))
    told = pl.concat([known, more.select(known.columns)]).unique("snapshot", keep="first").sort("snapshot")
    plain = told.with_columns(pl.col("captured", "origin").cast(pl.String))
    return {row.pop("snapshot"): row | _document(row) for row in plain.iter_rows(named=True)}


def _document(row: dict[str, Any]) -> dict[str, str]:
    declared = load_publisher(row["publisher"])
    return {"title": declared.reports[row["report"]].title, "evidence": declared.evidence}


def judgements(site: Site, publisher: str) -> dict[str, Any]:
    """What was judged of a publisher's figures: words, corrections, findings, and what became of cells that changed.

    Findings and changes are by ``cell_id``; a change names the two copies by the first characters of their snapshots.
    """
    tables = sorted(table for name, table in site.tables if name == publisher)
    found = site.findings.filter(pl.col("publisher") == publisher)
    moves = site.changes.filter(pl.col("publisher") == publisher)
    return {
        "words": words(publisher, tables),
        "corrections": {
            one.identifier: {"status": one.status, "why": one.why, "source": one.source}
            for one in load_corrections()
            if one.publisher == publisher
        },
        "findings": _findings(found),
        "changes": _changes(moves),
    }


def words(publisher: str, tables: Iterable[str]) -> dict[str, dict[str, list[Any]]]:
    """How a publisher's words were mapped: table -> dimension -> [word, {column: code}, note or null] in order.

    ``all_tables`` holds what several tables share; ``constants`` what every row of a table is.
    """
    wanted = {*tables, "all_tables"}
    told: dict[str, dict[str, dict[str, Any]]] = {}
    for table, dimension, word, assignment, note in crosswalk.judged(publisher):
        if table in wanted:
            told.setdefault(table, {}).setdefault(dimension, {})[word] = [word, dict(assignment), note]
    mapped = {table: {name: list(by_word.values()) for name, by_word in told[table].items()} for table in sorted(told)}
    constants = crosswalk.load_crosswalk(publisher).constants
    return {
        table: {**mapped.get(table, {}), "constants": [dict(constants.get(table, {}))]}
        for table in sorted(wanted)
        if table in mapped or constants.get(table)
    }


def _findings(found: pl.DataFrame) -> dict[str, list[list[str]]]:
    """[rule, sentence, severity] of every finding that names a cell, at the figure or among what it is held against."""
    told: dict[str, list[list[str]]] = {}
    columns = ("cell_id", "others", "rule", "sentence", "severity")
    for cell, others, *said in found.filter(pl.col("cell_id").is_not_null()).select(columns).iter_rows():
        for one in dict.fromkeys((cell, *(others or ()))):
            told.setdefault(one, []).append(said)
    return dict(sorted(told.items()))


def _changes(moved: pl.DataFrame) -> dict[str, list[list[str]]]:
    """[copy before, copy after, kind] of every step, oldest first."""
    told: dict[str, list[list[str]]] = {}
    order = moved.sort("cell_id", "captured_after", "snapshot_after")
    for cell, before, after, kind in order.select("cell_id", "snapshot_before", "snapshot_after", "kind").iter_rows():
        told.setdefault(cell, []).append([before[:EDITION], after[:EDITION], kind])
    return told
