"""What an event is: facts with a day and a name that stays. The sentences about it are the report's to write."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from analysis.comparability.windows import Period


@dataclass(frozen=True, kw_only=True)
class Event:
    """``identifier`` is unique and says the same event for ever; ``publisher`` is an identifier.

    ``day`` is the day of the copy that shows the event, unless the kind says otherwise; ``basis`` how sure that day is
    (``captured_basis``). ``jurisdictions`` counts figures by the jurisdiction's code; ``snapshot`` is the copy's.
    """

    kind: ClassVar[str]

    identifier: str
    day: date
    publisher: str
    report: str | None = None
    tables: tuple[str, ...] = ()
    jurisdictions: Mapping[str, int] = field(default_factory=dict)
    basis: str | None = None
    snapshot: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewFigures(Event):
    """Tables that copies of an earlier day tell, with periods that none of those told of the same table."""

    kind = "new_figures"
    figures: int
    periods: tuple[Period, ...]


@dataclass(frozen=True, kw_only=True)
class FirstHeld(NewFigures):
    """Tables that no copy of an earlier day tells. ``publisher_too``: nor is there any other of the publisher."""

    kind = "first_held"
    publisher_too: bool


@dataclass(frozen=True, kw_only=True)
class Restated(Event):
    """Cells of one table that two copies tell differently, by what happened to them.

    ``changes`` counts by kind of restatement, rows divided or merged apart, and ``periods`` spans them. ``largest`` is
    a row of ``restatements``: the revision by most in the unit of most revisions, null where nothing was revised.
    """

    kind = "restated"
    before: tuple[date, ...]
    changes: Mapping[str, int]
    periods: tuple[Period, ...]
    largest: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class MethodChanged(Event):
    """A break, with figures held on both sides of it. Its ``day`` is the first that is counted the new way."""

    kind = "method"
    changed: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Silence(Event):
    """``last`` is the last period told. ``standing``: no later copy tells more. ``others_to``: how far the same copy
    tells the report's other tables."""

    last: Period
    standing: bool
    others_to: date | None


@dataclass(frozen=True, kw_only=True)
class Late(Silence):
    """The copy was made after ``due`` and tells nothing of ``expected``.

    ``expected`` is the time from the last period's end on by ``step`` months, the longest step that the table made in
    the ``seen`` copies that told more each; ``due`` is ``usual`` days later, the longest that a period took to be seen.
    """

    kind = "late"
    expected: Period
    due: date
    step: int
    usual: int
    seen: int


@dataclass(frozen=True, kw_only=True)
class Stopped(Silence):
    """Nothing for so many times ``length`` days as the disclosure matrix, too, waits for before it says so.

    ``length`` is that of the report's longest period, or of the table's longest step.
    """

    kind = "stopped"
    length: int


@dataclass(frozen=True, kw_only=True)
class Back(Event):
    """Tables that were late or had stopped tell more: ``last`` was the last period, ``newest`` is it now."""

    kind = "back"
    last: Period
    newest: Period


@dataclass(frozen=True, kw_only=True)
class Said(Event):
    """What one publication tells of one company, never a figure. ``publisher`` is the company.

    ``day`` is the last one on which it can have been published: ``publication_date`` may be a month or a year. ``told``
    are the rows of ``statements``.
    """

    kind = "statement"
    told: tuple[Mapping[str, Any], ...]


KINDS = tuple(one.kind for one in (NewFigures, FirstHeld, Restated, MethodChanged, Late, Stopped, Back, Said))
