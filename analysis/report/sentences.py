"""The sentences of events: a title and a summary each. Each must stand alone, as it will be quoted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from analysis import vocabulary
from analysis.charts.style import printable
from analysis.comparability.naming import unit
from analysis.comparability.windows import ODD, Period, grain, name
from analysis.disclosure.rules import rules
from analysis.jurisdictions import jurisdictions
from analysis.news.event import (
    Back,
    Event,
    FirstHeld,
    Late,
    MethodChanged,
    NewFigures,
    Restated,
    Said,
    Silence,
    Stopped,
)
from analysis.restated.divided import DIVIDED
from analysis.words import _, counted
from spiders.publisher import load_publisher

STATES = ("country", "territory")
FEW = 4
"""So many tables are named; where there are more, only their number is told."""
SPLITS = ("service", "subject", "process", "reason", "requester", "counterparty")


def sentences(event: Event) -> tuple[str, str]:
    """The title and the summary of an event."""
    return _WORDS[type(event)](event)


def spanned(periods: Sequence[Period]) -> str:
    """Periods by their names, or how many there are between the first and the last."""
    told = sorted(set(periods))
    if len(told) == 1:
        return name(told[0])
    first, last = told[0], max(told, key=lambda period: (period[1], period[0]))
    if grain(first) == grain(last) != ODD:
        return _("%(first)s to %(last)s", first=name(first), last=name(last))
    return _("%(first)s to %(last)s", first=first[0], last=last[1])


def copy_of(event: Event) -> str:
    """Which copy shows the event: ``the public copy of 2024-05-13``. An estimated day is told as one."""
    if event.basis == "exact":
        return _("the copy of %(day)s", day=event.day)
    if event.basis == "date of the public copy":
        return _("the public copy of %(day)s", day=event.day)
    return _("the copy of about %(day)s (the day is estimated)", day=event.day)


def _whose(event: Event) -> str:
    return load_publisher(event.publisher).name


def _tables(event: Event) -> str:
    """The titles of the event's tables, or of how many it is."""
    if len(event.tables) > FEW:
        return counted("%(n)s table", "%(n)s tables", len(event.tables))
    return "; ".join(_title_of(event.publisher, table) for table in event.tables)


def _subject(event: Event) -> str:
    """The event's table as a title has it; of several, how many there are."""
    if len(event.tables) == 1:
        return _title_of(event.publisher, event.tables[0])
    return counted("%(n)s table", "%(n)s tables", len(event.tables))


def _title_of(publisher: str, table: str) -> str:
    return load_publisher(publisher).table(table).title


def _report(event: Event) -> str:
    return load_publisher(event.publisher).reports[str(event.report)].title


def _new_figures(event: NewFigures) -> tuple[str, str]:
    words = {"company": _whose(event), "report": _report(event), "periods": spanned(event.periods)}
    summary = _(
        "%(copy)s adds %(figures)s, of periods that no copy at hand from before told of the same table (%(periods)s). "
        "Tables: %(tables)s.",
        copy=_capital(copy_of(event)),
        figures=_figures(event),
        periods=words["periods"],
        tables=_tables(event),
    )
    return _("%(company)s: new figures, %(report)s, %(periods)s", **words), summary


def _first_held(event: FirstHeld) -> tuple[str, str]:
    words = {"company": _whose(event), "report": _report(event), "periods": spanned(event.periods)}
    title = (
        _("%(company)s: first figures at hand, %(report)s, %(periods)s", **words)
        if event.publisher_too
        else _("%(company)s: further tables at hand, %(report)s, %(periods)s", **words)
    )
    summary = _(
        "Of the copies at hand, %(copy)s is the first with these tables: %(tables)s. It has %(figures)s "
        "(%(periods)s). They may have been published long before.",
        copy=copy_of(event),
        tables=_tables(event),
        figures=_figures(event),
        periods=words["periods"],
    )
    return title, summary


def _figures(event: NewFigures) -> str:
    """How many figures there are, and of how many countries and territories; bodies and sums of countries are none."""
    known = jurisdictions()
    states = sum(code in known and known[code].kind in STATES for code in event.jurisdictions)
    figures = counted("%(n)s figure", "%(n)s figures", event.figures)
    if not states:
        return figures
    return counted(
        "%(figures)s of one country or territory",
        "%(figures)s of %(n)s countries and territories",
        states,
        figures=figures,
    )


def _restated(event: Restated) -> tuple[str, str]:
    words = {"company": _whose(event), "table": _subject(event), "periods": spanned(event.periods)}
    # Where a row was divided, the rest came: there is always something else to tell.
    changed = {kind: count for kind, count in event.changes.items() if kind not in DIVIDED}
    n = sum(changed.values())
    title = (
        counted(
            "%(company)s: %(n)s old figure changed, %(table)s, %(periods)s",
            "%(company)s: %(n)s old figures changed, %(table)s, %(periods)s",
            n,
            **words,
        )
        if changed.keys() <= {"revised", "floor_raised"}
        else counted(
            "%(company)s: %(n)s old figure came or went, %(table)s, %(periods)s",
            "%(company)s: %(n)s old figures changed, came or went, %(table)s, %(periods)s",
            n,
            **words,
        )
    )
    summary = _(
        "%(copy)s differs from the one before it, of %(before)s: %(kinds)s.",
        copy=_capital(copy_of(event)),
        before=_(" and ").join(str(day) for day in event.before),
        kinds=", ".join(KINDS[kind](count) for kind, count in event.changes.items()),
    )
    if event.largest:
        change = {name: printable(event.largest[f"printed_{name}"]) for name in ("before", "after")}
        change |= {"cell": cell_words(event.largest), "unit": unit(event.largest["unit"])}
        sentence = (
            _("The revised one: “%(before)s” before, “%(after)s” now (%(cell)s).", **change)
            if event.changes["revised"] == 1
            else _("The largest revision of a share: “%(before)s” before, “%(after)s” now (%(cell)s).", **change)
            if event.largest["unit"] == "ratio"
            else _("The largest revision in %(unit)s: “%(before)s” before, “%(after)s” now (%(cell)s).", **change)
        )
        summary = f"{summary} {sentence}"
    return title, summary


KINDS: Mapping[str, Callable[[int], str]] = {
    "revised": lambda n: counted("%(n)s revised", "%(n)s revised", n),
    "floor_raised": lambda n: counted("%(n)s band with a higher floor", "%(n)s bands with a higher floor", n),
    "appeared": lambda n: counted("%(n)s that was not told before", "%(n)s that were not told before", n),
    "withdrawn": lambda n: counted("%(n)s left out", "%(n)s left out", n),
    "returned": lambda n: counted("%(n)s there again", "%(n)s there again", n),
    "blanked": lambda n: counted("%(n)s without a figure now", "%(n)s without a figure now", n),
    "divided": lambda n: counted(
        "%(n)s of a row that was divided, with the rest in new rows",
        "%(n)s of rows that were divided, with the rest in new rows",
        n,
    ),
    "merged": lambda n: counted("%(n)s of a row that was merged", "%(n)s of rows that were merged", n),
}


def cell_words(row: Mapping[str, Any]) -> str:
    """What a cell is: its measure, all that it is split by, its jurisdiction and its period."""
    split = vocabulary.split_by(row, SPLITS)
    told = (_("%(column)s: %(code)s", column=_(column.replace("_", " ")), code=word) for column, word in split)
    place = vocabulary.label("jurisdiction", row["jurisdiction"])
    period = name((row["period_start"], row["period_end"]))
    return "; ".join((vocabulary.label("measure", row["measure"]), *told, place, period))


def _method(event: MethodChanged) -> tuple[str, str]:
    words = {"company": _whose(event), "tables": _subject(event), "day": event.day}
    title = _("%(company)s: counted otherwise from %(day)s on, %(tables)s", **words)
    summary = _(
        "From %(day)s on: %(changed)s. Figures from before that day and from after it are not one series. "
        "Tables: %(tables)s.",
        day=event.day,
        tables=_tables(event),
        changed=event.changed.rstrip("."),
    )
    return title, summary


def _late(event: Late) -> tuple[str, str]:
    words = {"company": _whose(event), "tables": _subject(event), "expected": name(event.expected)}
    title = _("%(company)s: %(expected)s is late, %(tables)s", **words)
    summary = _(
        "The newest period in %(copy)s is %(last)s. By the table’s own past, more was due by %(due)s: in the %(seen)s "
        "copies that each told more than the one before, its newest period moved on by at most %(step)s months, and "
        "was seen at most %(usual)s days after its end.",
        copy=copy_of(event),
        last=name(event.last),
        due=event.due,
        seen=event.seen,
        step=event.step,
        usual=event.usual,
    )
    return title, f"{summary}{_others(event)}"


def _stopped(event: Stopped) -> tuple[str, str]:
    words = {"company": _whose(event), "tables": _subject(event), "last": name(event.last)}
    title = _("%(company)s: no figures after %(last)s, %(tables)s", **words)
    summary = _(
        "%(copy)s tells nothing after %(last)s. That is %(days)s days, more than %(after)s times %(length)s days: the "
        "longest period in the report, or the longest step that the table made.",
        copy=_capital(copy_of(event)),
        last=name(event.last),
        days=(event.day - event.last[1]).days,
        after=rules()["stopped_after"],
        length=event.length,
    )
    return title, f"{summary}{_others(event)}"


def _others(event: Silence) -> str:
    """What else the copy tells; and that silence here is no proof of silence elsewhere."""
    told = [_("Tables: %(tables)s.", tables=_tables(event))]
    if event.others_to:
        told.append(_("The same copy has figures of the report’s other tables up to %(day)s.", day=event.others_to))
    return " ".join(("", *told, _("The figures may be told in another place.")))


def _back(event: Back) -> tuple[str, str]:
    words = {"company": _whose(event), "tables": _subject(event), "newest": name(event.newest)}
    title = _("%(company)s: told again up to %(newest)s, %(tables)s", **words)
    summary = _(
        "%(copy)s tells %(newest)s. In the copies before it, nothing came after %(last)s.",
        copy=_capital(copy_of(event)),
        newest=name(event.newest),
        last=name(event.last),
    )
    return title, summary


def _said(event: Said) -> tuple[str, str]:
    row = event.told[0]
    words = {"company": row["company_name"], "publication": row["publication"], "day": row["publication_date"]}
    title = {
        "company": _("%(company)s in public, not in a report: %(publication)s, %(day)s", **words),
        "regulator": _("An authority about %(company)s: %(publication)s, %(day)s", **words),
        "press": _("The press about %(company)s: %(publication)s, %(day)s", **words),
    }[row["voice"]]
    told = [sentence for one in event.told for sentence in (one["says"], _quoted(one["quotation"])) if sentence]
    return title, " ".join((*told, _("A statement is no figure of a report, and never part of a sum.")))


def _quoted(sentence: str | None) -> str | None:
    """In quotation marks, but for one that begins with its own."""
    return f"“{sentence}”" if sentence and not sentence.startswith(("“", '"')) else sentence


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WORDS: Mapping[type[Event], Callable[[Any], tuple[str, str]]] = {
    NewFigures: _new_figures,
    FirstHeld: _first_held,
    Restated: _restated,
    MethodChanged: _method,
    Late: _late,
    Stopped: _stopped,
    Back: _back,
    Said: _said,
}
