"""Printed cells to bounds and a status, by a strict grammar: what it does not name is an error, never a guess.

Every parser takes ``tokens``, printed text -> status, for cells that give no figure ("N/A", "-"), and ``marks``, the
footnote characters that may follow a value; "^" among them is a footnote's raised number on a page ("12^1"). Each
raises ValueError saying what was expected and what was found.
Rates are in [0, 1]. Bounds are inclusive.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from spiders.observation import STATUSES, Value

MAX_CELL: Final = 100
LARGEST: Final = 2**53
"""Above it a float no longer holds every whole number."""

NO_TOKENS: Final[Mapping[str, str]] = MappingProxyType({})

_BLANK: Final = Value(None, None, "blank")
_SILENT: Final = {status: Value(None, None, status) for status in STATUSES[4:]}

# No repetition stands inside another over the same characters: matching takes linear time.
_WHOLE = r"(?:0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)"
_COUNT = re.compile(rf"({_WHOLE})(?: ?[-–] ?({_WHOLE}))?|<({_WHOLE})|(-)(?!0)({_WHOLE})")
_DECIMAL = r"[0-9]{1,3}(?:\.([0-9]{1,20}))?"
_RATE = re.compile(rf"(<?)({_DECIMAL})")
_RATE_BAND = re.compile(rf"({_DECIMAL})%? ?[-–] ?({_DECIMAL})")
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.([0-9]{1,20}))?")
_ABBREVIATED = re.compile(r"([0-9]{1,4}(?:\.([0-9]{1,9}))?) ?([KMB万])")
_DOTTED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,4}")
_POWERS: Final = {"K": 3, "万": 4, "M": 6, "B": 9}
_RAISED = re.compile(r"\^[0-9]{1,2}$")
_FLOAT = re.compile(r"^([0-9]{1,16})\.0$")
_FLOAT_TAIL = re.compile(r"[0-9]\.[0-9]{16,20}")
_EXACT_RATE = re.compile(r"[0-9](?:\.[0-9]{1,20})?(?:e-[0-9]{2,3})?")


def count(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "", *, negative: bool = False) -> Value:
    """A whole number ("1,234"), a band ("0-499", "11,000 – 12,000") or a ceiling ("<10": 0 to 9)."""
    if text.isdigit() and text not in tokens:
        return _count(text, negative)
    body = _body(text, tokens, marks)
    return _count(body, negative) if isinstance(body, str) else body


def percent(
    text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "", *, sign: bool = True, decimals: int | None = None
) -> Value:
    """A rounded percentage ("54%", or "54" without ``sign``): what its decimals can stand for; "<0.05%"; "4%-5%".

    ``decimals`` is for a publisher that rounds to fewer than it prints: "83.00%" that stands for whole percents.
    """
    body = _body(text, tokens, marks)
    return _percent(body, sign, decimals) if isinstance(body, str) else body


def count_or_percent(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "") -> Value:
    """A percentage by its sign, or else a count: for a column that prints both."""
    return percent(text, tokens, marks) if "%" in text else count(text, tokens, marks)


def fraction(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "", *, decimals: int | None = 2) -> Value:
    """A rate printed in [0, 1]: exact if ``decimals`` is None; otherwise rounded to so many decimals, or to more.

    Fewer are printed where trailing zeros were dropped, so that "0.5" stands for 0.50; "0.239" is read as it is.
    """
    body = _body(text, tokens, marks)
    return _fraction(body, decimals) if isinstance(body, str) else body


def decimal(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "", *, decimals: int | None = None) -> Value:
    """A rounded number that is no rate ("0.4" hours): what its decimals can stand for, never below zero.

    ``decimals`` is for a publisher that rounds to fewer than it prints: "27.0" that stands for whole minutes.
    """
    body = _body(text, tokens, marks)
    return _decimal(body, decimals) if isinstance(body, str) else body


def float_count(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "") -> Value:
    """A whole number as a program writes it that holds all numbers as floats ("911198.0"), or any count."""
    body = _body(text, tokens, marks)
    return _count(_FLOAT.sub(r"\1", body), negative=False) if isinstance(body, str) else body


def float_fraction(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "", *, decimals: int = 2) -> Value:
    """A rate as a program writes it that holds all numbers as floats: "0.9109999999999999" stands for 0.911, "1.0" for
    1, and what has more decimals than a float's tail leaves clear is read to 12 of them."""
    body = _body(text, tokens, marks)
    if isinstance(body, str) and _FLOAT_TAIL.fullmatch(body):
        body = f"{Decimal(body):.12f}".rstrip("0").rstrip(".")
    return _fraction(body, decimals) if isinstance(body, str) else body


def abbreviated(text: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "") -> Value:
    """A count in thousands, millions or billions ("124.1M": 124,050,000 to 124,150,000), or any other count.

    "1004.2万" is Chinese for 1004.2 times ten thousand: 10,041,500 to 10,042,500.

    Full stops between groups of three digits are read where there are two at least ("35.852.803"): one alone could be
    a decimal point.
    """
    body = _body(text, tokens, marks)
    return _abbreviated(body) if isinstance(body, str) else body


def pair(low: str, high: str, tokens: Mapping[str, str] = NO_TOKENS, marks: str = "") -> Value:
    """A band printed in two cells, its lower and its upper bound. Both give a figure, or both the same silence."""
    lower, upper = count(low, tokens, marks), count(high, tokens, marks)
    if lower.status == upper.status == "exact" and lower.lower is not None and upper.upper is not None:
        if lower.lower <= upper.upper:
            return Value(lower.lower, upper.upper, "band")
    elif lower.lower is None and lower == upper:
        return lower
    raise _unexpected("two whole numbers, the lower first", f"{low} | {high}")


def _unexpected(expected: str, found: str) -> ValueError:
    shown = repr(found) if len(found) <= MAX_CELL else f"{len(found)} characters starting {found[:40]!r}"
    return ValueError(f"expected {expected}, found {shown}")


def _body(text: str, tokens: Mapping[str, str], marks: str) -> str | Value:
    """The value's characters without spaces around them and footnote marks, or the Value of a silence."""
    if len(text) > MAX_CELL:
        raise _unexpected(f"at most {MAX_CELL} characters", text)
    body = text.strip()
    if body in tokens:
        return _SILENT[tokens[body]]
    if not body:
        return _BLANK
    if "^" in marks:
        body = _RAISED.sub("", body)
    return body.rstrip(marks).rstrip() or body if marks else body


def _whole(digits: str) -> float:
    number = int(digits.replace(",", ""))
    if number > LARGEST:
        raise _unexpected(f"a number up to {LARGEST}", digits)
    return float(number)


@lru_cache(maxsize=1 << 16)
def _count(body: str, negative: bool) -> Value:
    match = _COUNT.fullmatch(body) if len(body) <= MAX_CELL else None
    if match is None or (match[4] and not negative):
        raise _unexpected("a count such as 1,234, 0-499 or <10", body)
    first, last, ceiling, minus, below_zero = match.groups()
    if minus:
        return Value(-_whole(below_zero), -_whole(below_zero), "exact")
    if ceiling and _whole(ceiling) >= 1:
        return Value(0.0, _whole(ceiling) - 1, "below")
    if first and last is None:
        return Value(_whole(first), _whole(first), "exact")
    if first and _whole(first) <= _whole(last):
        return Value(_whole(first), _whole(last), "band")
    raise _unexpected("a band whose lower bound comes first" if first else "a ceiling above 0", body)


@lru_cache(maxsize=1 << 16)
def _percent(body: str, sign: bool, decimals: int | None) -> Value:
    example = "a percentage such as 54% or 99.40%" if sign else "a percentage such as 54, without a sign"
    if body.endswith("%") is not sign:
        raise _unexpected(example, body)
    digits = body.removesuffix("%")
    if match := _RATE.fullmatch(digits):
        below, printed, places = match.groups()
        told = _told(places or "", decimals, "a percentage", body)
        return _rate(Decimal(printed).scaleb(-2), told + 2, bool(below), body)
    if match := _RATE_BAND.fullmatch(digits):
        lower, upper = Decimal(match[1]).scaleb(-2), Decimal(match[3]).scaleb(-2)
        if lower <= upper <= 1 and ("%" in digits) <= sign:
            return Value(float(lower), float(upper), "band")
    raise _unexpected(example, body)


@lru_cache(maxsize=1 << 16)
def _decimal(body: str, decimals: int | None) -> Value:
    match = _NUMBER.fullmatch(body)
    if match is None:
        raise _unexpected("a number such as 0.4", body)
    return _rounded(Decimal(body), _told(match[1] or "", decimals, "a number", body))


@lru_cache(maxsize=1 << 16)
def _abbreviated(body: str) -> Value:
    match = _ABBREVIATED.fullmatch(body)
    if match is None:
        return _count(body.replace(".", ",") if _DOTTED.fullmatch(body) else body, negative=False)
    power = _POWERS[match[3]]
    return _rounded(Decimal(match[1]).scaleb(power), len(match[2] or "") - power)


@lru_cache(maxsize=1 << 16)
def _fraction(body: str, decimals: int | None) -> Value:
    if decimals is None:
        if _EXACT_RATE.fullmatch(body) and (rate := float(body)) <= 1:
            return Value(rate, rate, "exact")
        raise _unexpected("a rate from 0 to 1", body)
    match = _RATE.fullmatch(body)
    if match is None or match[1]:
        raise _unexpected("a rate from 0 to 1", body)
    return _rate(Decimal(match[2]), max(decimals, len(match[3] or "")), below=False, body=body)


def _told(places: str, decimals: int | None, what: str, body: str) -> int:
    """How many of the printed decimal places tell something; ``decimals`` is the most that do."""
    if decimals is None:
        return len(places)
    if places[decimals:].strip("0"):
        raise _unexpected(f"{what} rounded to {decimals} decimals", body)
    return min(len(places), decimals)


def _rounded(number: Decimal, places: int) -> Value:
    """What a number rounded to so many decimal places can stand for; -3 is to thousands."""
    half = Decimal(5).scaleb(-places - 1)
    return Value(float(max(number - half, Decimal(0))), float(number + half), "rounded")


def _rate(rate: Decimal, places: int, below: bool, body: str) -> Value:
    """The bounds of a rate printed to so many decimal places, as the floats closest to them."""
    if rate > 1 or (below and not rate):
        raise _unexpected("a rate from 0 to 100 %", body)
    if below:
        return Value(0.0, float(rate), "below")
    half = Decimal(5).scaleb(-places - 1)
    return Value(float(max(rate - half, Decimal(0))), float(min(rate + half, Decimal(1))), "rounded")
