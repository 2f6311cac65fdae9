"""Events in words, and where each of them leads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from analysis import vocabulary
from analysis.disclosure.rules import companies
from analysis.news.event import (
    Back,
    Event,
    FirstHeld,
    Late,
    MethodChanged,
    NewFigures,
    Restated,
    Said,
    Stopped,
)
from analysis.report import addresses
from analysis.report.sentences import sentences
from analysis.words import counted


@dataclass(frozen=True)
class Item:
    """An event in words, as a whole or (``code``) as far as it is about one jurisdiction.

    ``href`` is from the site's root; ``cell`` too, the one figure that the summary quotes, or None. ``source`` is the
    address, as printed, of what the event is known from otherwise, or None.
    """

    event: Event
    identifier: str
    title: str
    summary: str
    href: str
    cell: str | None = None
    source: str | None = None
    code: str | None = None


def item(event: Event) -> Item:
    """The event in words."""
    title, summary = sentences(event)
    cell, source = None, None
    if isinstance(event, Restated) and event.largest:
        row = event.largest
        cell = addresses.figure(
            row["publisher"], row["table"], row["period_start"], row["cell_id"], row["snapshot_after"]
        )
    elif isinstance(event, MethodChanged):
        source = event.source
    elif isinstance(event, Said):
        source = event.told[0]["address"] or event.told[0]["archived_address"]
    return Item(event, event.identifier, title, summary, _LEADS[type(event)](event, None), cell, source)


def about(whole: Item, code: str) -> Item:
    """What an event says of one jurisdiction. Raises KeyError where it says nothing of that."""
    event, place = whole.event, vocabulary.label("jurisdiction", code)
    told = counted("Of %(place)s: 1 of them.", "Of %(place)s: %(n)s of them.", event.jurisdictions[code], place=place)
    return replace(
        whole,
        identifier=f"{whole.identifier}/of/{code}",
        summary=f"{whole.summary} {told}",
        href=_LEADS[type(event)](event, code),
        code=code,
    )


@cache
def owners() -> Mapping[str, str]:
    """Whose a publisher is: the identifiers of companies by those of their publishers."""
    return {publisher: one.identifier for one in companies() for publisher in one.publishers}


def owner(event: Event) -> str:
    """The identifier of the company, or of the authority, that the event is about."""
    return event.publisher if isinstance(event, Said) else owners().get(event.publisher, event.publisher)


def _explore(event: NewFigures, code: str | None) -> str:
    first, last = min(one[0] for one in event.periods), max(one[1] for one in event.periods)
    return addresses.explore(publisher=event.publisher, table=event.tables, jurisdiction=code, since=first, until=last)


def _company(event: Event, code: str | None) -> str:
    return addresses.company(owner(event))


_LEADS: Mapping[type[Event], Callable[[Any, str | None], str]] = {
    NewFigures: _explore,
    FirstHeld: _explore,
    Restated: lambda event, code: "restatements.html",
    Said: lambda event, code: "statements.html",
    **dict.fromkeys((MethodChanged, Late, Stopped, Back), _company),
}
