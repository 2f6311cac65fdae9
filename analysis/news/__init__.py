"""News: what happened, derived from the tables of a view alone. No clock: an event's day is a copy's or a document's.

New figures, restatements, changes of method, tables late, stopped or back, and statements; docs/news.md says how each
is found. ``events`` gives facts; analysis/report/telling.py makes the sentences.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import sha256
from typing import Any

import polars as pl

from analysis.news.event import Event, MethodChanged, Restated, Said, Silence
from analysis.news.lateness import lateness
from analysis.news.looked import LOOKED
from analysis.news.tellings import looks, new_figures, surest_of_none, tellings
from analysis.restated import VALUE
from analysis.restated.divided import moved, told_apart

_LISTS = (("tables", "table"), ("measures", "measure"), ("kinds", "kind"))


def events(
    observations: pl.LazyFrame,
    current: pl.DataFrame,
    documents: pl.DataFrame,
    restatements: pl.DataFrame,
    epochs: pl.DataFrame,
    statements: pl.DataFrame,
    until: date | None = None,
    unchanged: pl.DataFrame | None = None,
) -> list[Event]:
    """All events of a view, the newest first, from the tables of these names as the view knows them.

    ``until`` is the last day of the view, null for all: statements that may be younger are left out. ``unchanged`` are
    days on which a document was looked at and had the same bytes (``looked.unchanged``): with none, only copies count.
    """
    seen = LOOKED.to_frame() if unchanged is None else unchanged
    told = tellings(observations)
    found: list[Event] = [
        *new_figures(told),
        *restated(restatements, documents),
        *methods(epochs, current),
        *lateness(told, looks(documents, told, seen)),
        *said(statements, until),
    ]
    found.sort(key=lambda event: event.identifier)
    return sorted(found, key=lambda event: event.day, reverse=True)


def restated(restatements: pl.DataFrame, documents: pl.DataFrame) -> Iterator[Restated]:
    """What changed of a table on one day. Better readings of ours, and figures only rounded otherwise, are no news.

    A row that was divided or merged is counted as such, and is no revision.
    """
    copies = documents.select("publisher", pl.col("snapshot").alias("snapshot_after"), "report", "captured_basis")
    copies = copies.unique(["publisher", "snapshot_after"], keep="first", maintain_order=True)
    changed = (
        told_apart(restatements)
        .filter(pl.col("kind").is_in(VALUE))
        .join(copies, on=["publisher", "snapshot_after"], how="left")
    )
    by = ("publisher", "table", "captured_after")
    ordered = changed.sort(*by, "cell_id", "snapshot_after")
    for (publisher, table, day), part in ordered.group_by(by, maintain_order=True):
        snapshots = part["snapshot_after"].unique()
        kinds = dict(part.group_by("kind").len().iter_rows())
        yield Restated(
            identifier=f"restated/{publisher}/{table}/{day}",
            day=part["captured_after"][0],
            publisher=str(publisher),
            report=part["report"][0],
            tables=(str(table),),
            jurisdictions=dict(part.group_by("jurisdiction").len().sort("jurisdiction").iter_rows()),
            basis=surest_of_none(part["captured_basis"]),
            snapshot=snapshots.item() if len(snapshots) == 1 else None,
            before=tuple(part["captured_before"].unique().sort()),
            changes={kind: kinds[kind] for kind in VALUE if kind in kinds},
            periods=tuple(part.select("period_start", "period_end").unique().sort("period_start", "period_end").rows()),
            largest=_largest(part),
        )


def _largest(part: pl.DataFrame) -> dict[str, Any] | None:
    """The cell that was revised by most, in the unit in which most were: units are not held against one another."""
    revised = part.filter(pl.col("kind") == "revised").with_columns(
        moved().alias("moved"),
        (pl.col("unit") != "ratio").alias("counted"),
        pl.len().over("unit").alias("alike"),
    )
    order = ("counted", "alike", "unit", "moved", "cell_id")
    rows = revised.drop_nulls("moved").sort(order, descending=[True, True, False, True, False]).head(1)
    return rows.drop("moved", "counted", "alike", "report", "captured_basis").row(0, named=True) if len(rows) else None


def methods(epochs: pl.DataFrame, current: pl.DataFrame) -> Iterator[MethodChanged]:
    """Breaks of which the view holds figures on both sides; elsewhere nothing that is shown changed."""
    periods = current.group_by("publisher", "table", "measure", "kind").agg(
        pl.col("period_start").min().alias("first"), pl.col("period_start").max().alias("last")
    )
    breaks = epochs.filter(pl.col("kind") == "break").sort("publisher", "date", "tables")
    for entry in breaks.iter_rows(named=True):
        wanted = [pl.col(column).is_in(entry[name]) for name, column in _LISTS if entry[name]]
        here = periods.filter(pl.col("publisher") == entry["publisher"], *wanted)
        first: Any = here["first"].min()
        last: Any = here["last"].max()
        if first is None or not first < entry["date"] <= last:
            continue
        table = entry["tables"][0] if entry["tables"] else "all"
        yield MethodChanged(
            identifier=f"method/{entry['publisher']}/{table}/{entry['date']}",
            day=entry["date"],
            publisher=entry["publisher"],
            tables=tuple(entry["tables"]),
            changed=entry["changed"],
            source=entry["source"],
        )


def said(statements: pl.DataFrame, until: date | None) -> Iterator[Said]:
    """Statements published by the last day of the view; one of which the month is known, once that has ended."""
    by = ("company", "publication_date", "voice", "publication")
    for (company, told, voice, publication), part in statements.sort(*by, "statement").group_by(
        by, maintain_order=True
    ):
        day = _last_day(str(told))
        if until is None or day <= until:
            where = sha256(str(publication).encode()).hexdigest()[:8]
            identifier = f"statement/{company}/{told}/{voice}-{where}"
            yield Said(identifier=identifier, day=day, publisher=str(company), told=tuple(part.rows(named=True)))


def _last_day(told: str) -> date:
    """The last day that a year, month or day names."""
    year, month, day = (*(int(part) for part in told.split("-")), 0, 0)[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def standing(told: Iterable[Event]) -> list[Silence]:
    """Of events those silences that still last in the view."""
    return [event for event in told if isinstance(event, Silence) and event.standing]
