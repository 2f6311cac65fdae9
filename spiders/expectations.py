"""A reading's counts against the bands that its TOML declares and against the last edition, before it is believed.

A band's minimum is what a whole document cannot fall below: a reading under it is held back, and its publisher's
last good figures stay. A maximum only asks for a look. The rule for moving a band is in docs/adding-a-publisher.md.
"""

from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass

from spiders.publisher import Report
from spiders.reading import Reading

SHRINKAGE = 0.8
"""A cumulative table tells its whole history: one with fewer rows than this share of the last edition's was cut."""


@dataclass(frozen=True)
class Expectations:
    """What a reading missed: ``broken`` holds it back, ``notable`` is for a person to look at."""

    broken: list[str]
    notable: list[str]


def counts(reading: Reading) -> dict[str, dict[str, int]]:
    """Table -> observations, jurisdictions and periods in it."""
    tables = reading.columns["table"]
    places = reading.columns.get("word:jurisdiction", [None] * len(tables))
    found = {table: {"observations": number} for table, number in Counter(tables).items()}
    words = set(zip(tables, places, strict=True))
    periods = set(zip(tables, reading.columns["period_end"], strict=True))
    for table, count in found.items():
        count["jurisdictions"] = sum(1 for owner, place in words if owner == table and place is not None)
        count["periods"] = sum(1 for owner, _ in periods if owner == table)
    return found


def check(
    reading: Reading, report: Report, last: Mapping[str, Mapping[str, int]], told: Set[str] = frozenset()
) -> Expectations:
    """Compare with the declared bands, and for cumulative tables with the last edition's counts.

    ``told`` are the tables that the copy before this one told: a publisher may stop printing one, but not unnoticed.
    """
    broken, notable = [], []
    found = counts(reading)
    notable += [f"{reading}: no longer tells table {table}" for table in sorted(told - set(found))]
    for table, count in found.items():
        for what, (low, high) in report.tables[table].expect.items():
            if count[what] < low:
                broken.append(f"{reading}: table {table}: expected at least {low} {what}, found {count[what]}")
            if count[what] > high:
                notable.append(f"{reading}: table {table}: expected at most {high} {what}, found {count[what]}")
        before = last.get(table, {}).get("observations", 0) if report.tables[table].scope == "cumulative" else 0
        if (seen := count["observations"]) < SHRINKAGE * before:
            broken.append(f"{reading}: table {table}: the last edition has {before} observations, this one {seen}")
    return Expectations(broken, notable)
