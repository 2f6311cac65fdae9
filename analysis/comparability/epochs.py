"""Rules of time between two series: method epochs, and periods that have to align."""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from analysis.comparability.definitions import FOREVER, Break, Reason, breaks_of, reason
from analysis.comparability.naming import named, whose
from analysis.comparability.selections import Traits
from analysis.comparability.windows import ODD, grains, share_a_day, spans

_LISTS = ("tables", "measures", "kinds")
_COLUMNS: dict[str, Any] = dict.fromkeys(
    ("publisher", *_LISTS, "date", "kind", "method", "changed", "source"), pl.String
)
EPOCHS = pl.Schema(_COLUMNS | dict.fromkeys(_LISTS, pl.List(pl.String)) | {"date": pl.Date})


def method(first: Traits, second: Traits) -> Iterator[Reason]:
    """Series of one publisher on two sides of a break, and breaks that lie within a series."""
    same = first.one("publisher") == second.one("publisher")
    for change in breaks_of(first.one("publisher")) if same else ():
        one, other = sides(first, change), sides(second, change)
        if len(one) == len(other) == 1 and one != other:
            who = named(first, second) | {"A": whose(first)}
            yield reason("method_break", **who, date=change.day, changed=change.changed)
    yield from crossed(first)
    yield from crossed(second)


def crossed(one: Traits) -> Iterator[Reason]:
    """The breaks that lie within a series."""
    for change in breaks_of(one.one("publisher")):
        if len(sides(one, change)) == 2:
            yield reason("method_break_within", A=whose(one), date=change.day, changed=change.changed)


def annotations(one: Traits) -> Iterator[Break]:
    """What changed in a series that goes on, in the words of the publisher's log: for captions and footnotes."""
    for change in breaks_of(one.one("publisher")):
        first, last = change.touches
        touched = {first <= start <= last for start, _ in one.periods}
        crossed_it = len({start >= change.day for start, _ in one.periods}) == 2
        told = crossed_it if change.touches == FOREVER else True in touched
        if change.kind == "annotation" and told and _meant(one, change):
            yield change


def epochs_table(publishers: Iterable[str]) -> pl.DataFrame:
    """All breaks, declared epochs and annotations of publishers, a row each, with where each is from.

    ``kind`` is break or annotation; ``method`` the code of a declared epoch, else blank. Empty ``measures`` or
    ``kinds``: all of the tables.
    """
    found = [one for publisher in publishers for one in breaks_of(publisher)]
    told = [
        {
            name: list(getattr(one, name)) if name in _LISTS else getattr(one, "day" if name == "date" else name)
            for name in EPOCHS.names()
        }
        for one in found
    ]
    return pl.DataFrame(told, schema=EPOCHS)


def sides(one: Traits, change: Break) -> set[bool]:
    """On which sides of a break the periods of a series begin (True: since it); none where it does not touch it."""
    if change.kind != "break" or not _meant(one, change):
        return set()
    return {start >= change.day for start, _ in one.periods}


def _meant(one: Traits, change: Break) -> bool:
    """Whether a change is about this table, measure and kind, and about any of these jurisdictions."""
    limits = (("kind", change.kinds), ("table", change.tables))
    if any(codes and one.one(column) not in codes for column, codes in limits):
        return False
    if change.measures and not one.printed & set(change.measures):
        return False
    return not (change.except_jurisdictions and one.codes["jurisdiction"] <= set(change.except_jurisdictions))


def periods(first: Traits, second: Traits) -> Iterator[Reason]:
    """Whether there are spans of time that are made of whole periods of both."""
    mine, theirs = set(first.periods), set(second.periods)
    one, other = grains(mine), grains(theirs)
    said = {**named(first, second), "grain_a": " and ".join(sorted(one)), "grain_b": " and ".join(sorted(other))}
    common = spans(mine, theirs)
    added = [span for span in common if span not in mine or span not in theirs]
    if not share_a_day(mine, theirs):
        alike = (one & other) - {ODD} or (one == other and len({last - start for start, last in mine | theirs}) == 1)
        if not alike:
            yield reason("periods_of_other_length", **said)
        elif first.one("publisher") != second.one("publisher"):
            yield reason("other_period", **said)
    elif not common:
        yield reason("periods_do_not_align", **said)
    elif added and first.additive and second.additive:
        yield reason("periods_summed", **said)
    elif added == common:
        yield reason("rates_of_other_periods", **said)
