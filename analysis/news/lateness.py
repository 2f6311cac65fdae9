"""Tables that are late, have stopped, or tell again: said only on the word of a copy that could have told more.

A table's own past says when it is due to tell more: from the end of its newest period on by the longest step that it
was ever seen to make, and after that by as many days as it was ever seen to take. A copy made after that day that tells
no more shows that it is late. The length of its periods alone says nothing: months are often published once a year.
Where no such copy is at hand nobody has looked, and nothing is said.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from typing import Any

import polars as pl

from analysis.comparability.windows import DAY, GRAINS, Period, grain, name
from analysis.disclosure.silence import dated, has_stopped, tells_all
from analysis.news.event import Back, Event, Late, Silence, Stopped
from spiders.publisher import load_publisher

MONTHS = {word: months for months, word in GRAINS.items()}
ENOUGH = 3
"""Copies that each told more than the one before, until a pace can be spoken of."""


@dataclass(frozen=True)
class Copy:
    """One copy of a table: when it was made, and the periods of which it has figures."""

    captured: date
    basis: str | None
    published: date | None
    snapshot: str
    periods: tuple[Period, ...]

    @property
    def newest(self) -> Period:
        return max(self.periods, key=lambda period: (period[1], period[0]))


@dataclass(frozen=True)
class Report:
    """What tables of one report share: how far each copy tells any of them, and their longest period in days."""

    reach: Mapping[str, date]
    longest: int


@dataclass(frozen=True)
class Sighting:
    """A period that was the newest when it was first seen. ``delay`` is the days it had taken by then, where known."""

    period: Period
    delay: int | None


def lateness(told: pl.DataFrame, looks: pl.DataFrame) -> Iterator[Event]:
    """Late, Stopped and Back, from ``tellings`` and ``looks``; tables of a report that share one are one event."""
    reports = _reports(told)
    fellows = _fellows(told)
    found: list[Event] = []
    for (publisher, report, table), copies in _copies(told, looks):
        if tells_all(publisher, table):
            shared = {"publisher": publisher, "report": report, "tables": (table,)}
            found += _of_table(shared, copies, fellows.get((publisher, table), []), reports[publisher, report])
    return _together(found)


def _reports(told: pl.DataFrame) -> dict[tuple[str, str], Report]:
    found = {}
    for (publisher, report), part in told.group_by("publisher", "report", maintain_order=True):
        reach = dict(part.group_by("snapshot").agg(pl.col("period_end").max()).iter_rows())
        periods = part.select("period_start", "period_end").unique().rows()
        lengths = [(last - first).days + 1 for first, last in periods if grain((first, last)) in MONTHS]
        found[str(publisher), str(report)] = Report(reach, max(lengths, default=0))
    return found


def _copies(told: pl.DataFrame, looks: pl.DataFrame) -> Iterator[tuple[tuple[str, str, str], list[Copy]]]:
    """The copies of each table in order; one found the same as before tells what the copy before it did."""
    names = ("publisher", "report", "table", "captured", "sequence", "snapshot", "captured_basis")
    periods = pl.struct("period_start", "period_end").alias("periods")
    read = told.group_by(names, maintain_order=True).agg(periods, pl.col("published").max())
    every = pl.concat([read, looks.select(names)], how="diagonal").sort(names)
    for key, rows in groupby(
        every.iter_rows(named=True), key=lambda row: (row["publisher"], row["report"], row["table"])
    ):
        copies: list[Copy] = []
        known: dict[str, tuple[Period, ...]] = {}
        for row in rows:
            snapshot = row["snapshot"]
            if row["periods"] is not None:
                known[snapshot] = tuple((one["period_start"], one["period_end"]) for one in row["periods"])
            told_now = known.get(snapshot) or (copies[-1].periods if copies else ())
            if told_now:
                copies.append(Copy(row["captured"], row["captured_basis"], row["published"], snapshot, told_now))
        yield key, [_one(list(day)) for _, day in groupby(copies, key=lambda copy: copy.captured)]


def _one(copies: list[Copy]) -> Copy:
    """The copies of one day as one, which is the copy that tells the newest period: what one lacks another may have."""
    newest = max(copies, key=lambda copy: (copy.newest[1], copy.newest[0]))
    return replace(newest, periods=tuple(sorted({period for copy in copies for period in copy.periods})))


def _fellows(told: pl.DataFrame) -> dict[tuple[str, str], list[tuple[date, date]]]:
    """For each table that tells a fact which other tables tell too: when these were seen, and how far they told."""
    seen = told.group_by("publisher", "table", "captured").agg(pl.col("period_end").max()).sort("captured", "table")
    facts: dict[tuple[str, str], dict[str, list[tuple[date, date]]]] = {}
    for publisher, table, captured, end in seen.iter_rows():
        try:
            fact = load_publisher(publisher).table(table).fact
        except KeyError:
            continue
        if fact:
            facts.setdefault((publisher, fact), {}).setdefault(table, []).append((captured, end))
    return {
        (publisher, table): [one for other, days in tables.items() if other != table for one in days]
        for (publisher, _), tables in facts.items()
        for table in tables
    }


def _of_table(
    shared: Mapping[str, Any], copies: Iterable[Copy], fellows: list[tuple[date, date]], report: Report
) -> list[Event]:
    """The events of one table, in order; ``shared`` are columns of all of them."""
    found: list[Event] = []
    seen: list[Sighting] = []
    silence: Silence | None = None
    for copy in copies:
        common = {**shared, "day": copy.captured, "basis": copy.basis, "snapshot": copy.snapshot}
        known = list(seen)
        if not seen or copy.newest[1] > seen[-1].period[1]:
            if silence:
                found[found.index(silence)] = replace(silence, standing=False)
                identifier = _identifier("back", common, copy.newest)
                found.append(Back(identifier=identifier, last=seen[-1].period, newest=copy.newest, **common))
                silence = None
            day = copy.published or (copy.captured if dated(copy.basis) else None)
            seen.append(Sighting(copy.newest, (day - copy.newest[1]).days if day else None))
        last = seen[-1].period
        told_elsewhere = any(day <= copy.captured and end > last[1] for day, end in fellows)
        older = copy.newest[1] < last[1]  # a document that another one has followed shows nothing by staying as it is
        if not dated(copy.basis) or told_elsewhere or older or isinstance(silence, Stopped):
            continue
        event = _stopped(copy, last, known, report, common) or (None if silence else _late(copy, last, known, common))
        if event:
            if silence:  # what was late has stopped
                found[found.index(silence)] = replace(silence, standing=False)
            others = report.reach.get(copy.snapshot)
            silence = replace(event, others_to=others if others and others > last[1] else None)
            found.append(silence)
    return found


def _stopped(
    copy: Copy, last: Period, known: Sequence[Sighting], report: Report, common: Mapping[str, Any]
) -> Silence | None:
    """As the disclosure matrix counts, by the longest that the report's periods and the table's own steps are."""
    steps = [(new.period[1] - old.period[1]).days for old, new in pairwise(known)]
    length = max(report.longest, *steps, 0)
    if not length or not has_stopped(last[1] - timedelta(days=length - 1), last[1], copy.captured):
        return None
    facts: dict[str, Any] = {"last": last, "standing": True, "others_to": None, "length": length}
    return Stopped(identifier=_identifier("stopped", common, last), **facts, **common)


def _late(copy: Copy, last: Period, known: Sequence[Sighting], common: Mapping[str, Any]) -> Silence | None:
    """By the longest step and the longest delay that copies before this one showed."""
    delays = [one.delay for one in known if one.delay is not None]
    steps = [_months(old.period[1], new.period[1]) for old, new in pairwise(known)]
    if len(delays) < ENOUGH or not all(steps):
        return None
    step, usual = max(steps), max(delays)
    expected = last[1] + DAY, _month_end(last[1], step)
    due = expected[1] + timedelta(days=usual)
    if copy.captured <= due:
        return None
    facts: dict[str, Any] = {"expected": expected, "due": due, "step": step, "usual": usual, "seen": len(known)}
    return Late(
        identifier=_identifier("late", common, last), last=last, standing=True, others_to=None, **facts, **common
    )


def _months(one: date, other: date) -> int:
    """How many months lie between the ends of two months; 0 where a period ends within one."""
    whole = (one + DAY).day == (other + DAY).day == 1
    return (other.year - one.year) * 12 + other.month - one.month if whole else 0


def _month_end(day: date, months: int) -> date:
    """The end of the month that lies so many months after the day's."""
    month = day.month + months
    return date(day.year + month // 12, month % 12 + 1, 1) - DAY


def _together(found: list[Event]) -> Iterator[Event]:
    """Events of tables of one report that say the same of the same copy, as one."""
    groups: dict[str, list[Event]] = {}
    for event in found:
        same = replace(event, tables=())
        groups.setdefault(repr(same), []).append(event)
    taken: Counter[str] = Counter()
    for events in groups.values():
        tables = tuple(sorted(table for event in events for table in event.tables))
        one = replace(events[0], tables=tables)
        taken[one.identifier] += 1
        # Tables of one report may be late since the same period by different delays.
        yield one if taken[one.identifier] == 1 else replace(one, identifier=f"{one.identifier}/{tables[0]}")


def _identifier(kind: str, common: Mapping[str, Any], period: Period) -> str:
    return f"{kind}/{common['publisher']}/{common['report']}/{common['day']}/{name(period).replace(' ', '-')}"
