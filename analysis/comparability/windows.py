"""Periods: what they are called, and the spans of time that are made of whole periods of two series.

Nothing is divided or interpolated: a quarter may be added to another quarter, a half-year is never halved.
"""

from collections.abc import Iterable
from datetime import date, timedelta

Period = tuple[date, date]

GRAINS = {1: "months", 3: "quarters", 6: "half-years", 12: "years"}
ODD = "odd spans"
DAY = timedelta(days=1)


def grain(period: Period) -> str:
    """What a period is: months, quarters, half-years, years, years from July to June, or odd spans."""
    first, last = period
    after = last + DAY
    if first.day != 1 or after.day != 1:
        return ODD
    months = (after.year - first.year) * 12 + after.month - first.month
    if months == 12 and first.month != 1:
        return f"years from {first:%B} to {last:%B}"
    if months not in GRAINS or (first.month - 1) % months:
        return ODD
    return GRAINS[months]


def grains(periods: Iterable[Period]) -> set[str]:
    """What the periods of a series are."""
    return {grain(period) for period in periods}


def overlapping(periods: Iterable[Period]) -> tuple[Period, Period] | None:
    """Two different periods that share a day, if there are any."""
    told = sorted(set(periods))
    for at, one in enumerate(told):
        for other in told[at + 1 :]:
            if other[0] > one[1]:
                break
            return one, other
    return None


def spans(first: Iterable[Period], second: Iterable[Period]) -> list[Period]:
    """The shortest spans, none overlapping another, that are made of whole periods of both series."""
    ends = [_ends(periods) for periods in (first, second)]
    found: list[Period] = []
    for start in sorted(ends[0].keys() & ends[1].keys()):
        if found and start <= found[-1][1]:
            continue
        common = ends[0][start] & ends[1][start]
        if common:
            found.append((start, min(common)))
    return found


def _ends(periods: Iterable[Period]) -> dict[date, set[date]]:
    """For each day on which a period begins, the days on which a chain of periods from there can end."""
    told: dict[date, set[date]] = {}
    for first, last in periods:
        told.setdefault(first, set()).add(last)
    reached: dict[date, set[date]] = {}
    for start in sorted(told, reverse=True):
        ends = told[start]
        reached[start] = ends | {further for last in ends for further in reached.get(last + DAY, ())}
    return reached


def share_a_day(first: Iterable[Period], second: Iterable[Period]) -> bool:
    """Whether any period of the one overlaps one of the other."""
    other = list(second)
    return any(one[0] <= two[1] and two[0] <= one[1] for one in first for two in other)


def name(period: Period) -> str:
    """A period as readers know it: 2019-H1, 2019-Q2, 2019, 2019-05, or its two days."""
    first, last = period
    match grain(period):
        case "years":
            return f"{first.year}"
        case "half-years":
            return f"{first.year}-H{1 if first.month == 1 else 2}"
        case "quarters":
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case "months":
            return f"{first:%Y-%m}"
    return f"{first} to {last}"
