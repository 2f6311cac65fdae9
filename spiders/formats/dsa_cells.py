"""What the cells of a harmonised DSA report say: counts, hours, rates, and what departs from how they are asked for.

Annex II asks for whole numbers, for hours, and for rates in [0, 1]; a blank is "not applicable", and 0 is none.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from spiders.formats.dsa_parts import LABELS, Part
from spiders.formats.stacked import plain
from spiders.observation import Observation, Period, Value
from spiders.values import abbreviated, decimal, float_count, float_fraction, percent

TABLES = {
    3: "orders",
    4: "notices",
    5: "own_initiative_illegal",
    6: "own_initiative_terms",
    7: "appeals",
    8: "automated_means",
    9: "human_resources",
    10: "recipients",
}
HOURS, RATES = (tuple(LABELS["begins"][kind]) for kind in ("hours", "rates"))

_TOKENS = dict.fromkeys(("", "n/a", "N/A"), "not_applicable")
_BAND = re.compile(r"([01](?:\.[0-9]{1,9})?) ?[-–] ?([01](?:\.[0-9]{1,9})?)")
_FLOOR = re.compile(r"[>≥].{0,20}")
_REFERENCE = re.compile(r".{0,200}https?://.{1,300}")
_DAY = r"(?:1899|19[0-9]{2})-[0-9]{2}-[0-9]{2}.{0,20}"
_CLOCK = re.compile(rf"{_DAY}|(?:-?[0-9]{{1,5}} days?, )?[0-9]{{1,5}}:[0-9]{{2}}(?::[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?")
_SMALL = r"[0-9]{1,3}(?:\.[0-9]{1,2})?"
_SCALED = re.compile(rf"[0-9]{{1,3}}\.[0-9]{{1,2}}|{_SMALL} ?[-–] ?{_SMALL}")
_OTHER_UNIT = re.compile(r"\b(?:days?|minutes?|seconds?|Tagen?|Minuten|Sekunden|jours?|secondes?)\b", re.IGNORECASE)
_FEWEST = 1_000_000
"""Part 10 is for services that 45 million use: fewer than this are no persons, but thousands or millions of them."""


def _rate(text: str) -> Value:
    if match := _BAND.fullmatch(plain(text)):
        low, high = float(match[1]), float(match[2])
        if low <= high <= 1:
            return Value(low, high, "band")
    return percent(text) if text.strip().endswith("%") else float_fraction(text, _TOKENS)


def _people(text: str) -> Value:
    """Full-time equivalents: exact where they are whole."""
    try:
        return float_count(text, _TOKENS)
    except ValueError:
        return decimal(text, _TOKENS)


_READ: Mapping[str, Callable[[str], Value]] = {
    "count": partial(float_count, tokens=_TOKENS),
    "hours": partial(decimal, tokens=_TOKENS),
    "rate": _rate,
    "people": _people,
    "recipients": partial(abbreviated, tokens=_TOKENS),
}


def kind_of(part: Part, *labels: str) -> str:
    """What the figures under these labels are."""
    if any(label.startswith(HOURS) for label in labels):
        return "hours"
    if any(label.startswith(RATES) for label in labels):
        return "rate"
    return {9: "people", 10: "recipients"}.get(part.number, "count")


def is_reference(text: str) -> bool:
    """Whether a cell points at another document instead of telling a figure."""
    return _REFERENCE.fullmatch(plain(text)) is not None


def without_unit(part: Part) -> bool:
    """Whether recipients are told in millions, or whatever it is, that no cell names ("2.1 - 2.6")."""
    return part.number == 10 and any(_SCALED.fullmatch(part.text(row, "value")) for row in part.rows())


def figure(
    part: Part, row: int, column: int, heading: str, kind: str, period: Period, words: Mapping[str, str]
) -> Iterator[Observation]:
    """The observation of one cell, unless it is one that is known to hold none; it is then ignored by name.

    Raises LayoutChanged naming a cell that is neither.
    """
    sheet, text = part.sheet, plain(part.sheet.peek(row, column))
    if why := _unreadable(kind, text):
        part.noted[why] += 1
        sheet.ignore(row, column, why)
        return
    value = sheet.value(row, column, _READ[kind], heading)
    if value.lower is not None:
        _look_at(part, row, column, kind, text, value, period)
    yield sheet.observation(TABLES[part.number], heading, value, period, words, row, column)


def _unreadable(kind: str, text: str) -> str | None:
    """Why a cell holds no figure that the record can hold, in a way that was met before."""
    if _FLOOR.fullmatch(text):
        return "a floor without an upper bound"
    if is_reference(text):
        return "a reference to another document"
    if kind == "hours" and _CLOCK.fullmatch(text):
        return "a time that a workbook made a day or a clock time of"
    return None


def _look_at(part: Part, row: int, column: int, kind: str, text: str, value: Value, period: Period) -> None:
    """Note how a figure is not as it is asked for, and doubt one that can hardly be what is asked for."""
    if kind == "rate" and text.endswith("%"):
        part.noted["a percentage, not a rate in [0, 1]"] += 1
    elif kind == "recipients":
        if not text.isdigit():
            part.noted["recipients that are not told in digits alone"] += 1
        if part.text(row, "scope").casefold() == "total" and value.upper and value.upper < _FEWEST:
            part.doubts[f"{text} recipients are fewer than a service has that must tell them"] += 1
    elif kind == "hours" and value.upper and value.lower:
        if value.lower > ((period.end - period.start).days + 1) * 24:
            part.doubts["a median time is longer than the period: of another unit than hours?"] += 1
        if said := _OTHER_UNIT.search(part.beside(row, column)):
            part.doubts[f"a median time is due in hours, and what is said beside it speaks of {said[0]!r}"] += 1
