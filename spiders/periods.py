"""Printed reporting periods to first and last day. Raises ValueError saying what was expected and what was found."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

from spiders.observation import Period

FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FULL_MONTHS: Final = tuple(
    "January February March April May June July August September October November December".split()
)
_ISO = re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})")
_ORDERS: Final = {
    "ymd": _ISO,
    "mdy": re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    "dmy": re.compile(r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})"),
    # Two digits of a year stand for 2000 to 2099, the only years that reports are about.
    "mdyy": re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{2})"),
}
_HALVES: Final = (
    re.compile(r"(?P<y>[0-9]{4})[ _-]?H(?P<h>[12])"),
    re.compile(r"H(?P<h>[12])[ _-]?(?P<y>[0-9]{4})"),
)


@lru_cache(maxsize=1024)
def half_ending(text: str, order: str = "ymd") -> Period:
    """The half-year that ends on the printed day; ``order`` is "ymd" (2009-12-31), "mdy", "dmy" or "mdyy" (6/30/22)."""
    day = _day(text, order)
    if (day.month, day.day) not in {(6, 30), (12, 31)}:
        raise _unexpected("the last day of a half-year, 30 June or 31 December", text)
    return half_of(day.year, 1 if day.month == 6 else 2)


@lru_cache(maxsize=1024)
def half_starting(text: str, order: str = "ymd") -> Period:
    """The half-year that starts on the printed day."""
    day = _day(text, order)
    if (day.month, day.day) not in {(1, 1), (7, 1)}:
        raise _unexpected("the first day of a half-year, 1 January or 1 July", text)
    return half_of(day.year, 1 if day.month == 1 else 2)


@lru_cache(maxsize=1024)
def half(text: str) -> Period:
    """A half-year by name: "2013 H1", "H1-2015", "2013_H1", "2013-H2"."""
    match = next((found for pattern in _HALVES if (found := pattern.fullmatch(text.strip()))), None)
    if match is None:
        raise _unexpected("a half-year such as 2013 H1 or H1-2015", text)
    return half_of(int(match["y"]), int(match["h"]))


@lru_cache(maxsize=1024)
def half_of(year: int, half: int) -> Period:
    """The first (1) or second (2) half of a year."""
    if half not in {1, 2}:
        raise _unexpected("half-year 1 or 2", str(half))
    year = _year(year)
    return Period(date(year, 1, 1), date(year, 6, 30)) if half == 1 else Period(date(year, 7, 1), date(year, 12, 31))


@lru_cache(maxsize=1024)
def year(text: str) -> Period:
    """A calendar year: "2025"."""
    found = text.strip()
    if not re.fullmatch(r"[0-9]{4}", found):
        raise _unexpected("a year such as 2025", text)
    number = _year(int(found))
    return Period(date(number, 1, 1), date(number, 12, 31))


@lru_cache(maxsize=1024)
def quarter(text: str) -> Period:
    """A quarter of a calendar year: "2017Q4", "2017 Q4", "2017-Q4"."""
    match = re.fullmatch(r"([0-9]{4})[ -]?Q([1-4])", text.strip())
    if match is None:
        raise _unexpected("a quarter such as 2017Q4", text)
    last = int(match[2]) * 3
    return _months(last - 2, last, _year(int(match[1])))


@lru_cache(maxsize=1024)
def month(year: str | int, month: str) -> Period:
    """A month, from a cell with the year and one with the month's number (1 to 12)."""
    number = month.strip()
    if not re.fullmatch(r"0?[1-9]|1[0-2]", number):
        raise _unexpected("a month from 1 to 12", month)
    return _months(int(number), int(number), _year_in(year))


@lru_cache(maxsize=1024)
def months(text: str, year: str | int) -> Period:
    """Some months of a year, from a text such as "Jul-Dec" or "July to December" and one with the year."""
    names = re.split(r" ?[-–] ?| to ", text.strip())
    known = next((known for known in (_MONTHS, _FULL_MONTHS) if set(names) <= set(known)), ())
    if len(names) != 2 or not known or known.index(names[0]) > known.index(names[1]):
        raise _unexpected("a range of months such as Jul-Dec", text)
    return _months(known.index(names[0]) + 1, known.index(names[1]) + 1, _year_in(year))


def _unexpected(expected: str, found: str) -> ValueError:
    return ValueError(f"expected {expected}, found {found[:100]!r}")


def _year(number: int) -> int:
    if not FIRST_YEAR <= number <= LAST_YEAR:
        raise _unexpected(f"a year from {FIRST_YEAR} to {LAST_YEAR}", str(number))
    return number


def _year_in(printed: str | int) -> int:
    return _year(printed) if isinstance(printed, int) else year(printed).start.year


def _months(first: int, last: int, year: int) -> Period:
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _day(text: str, order: str) -> date:
    match = _ORDERS[order].fullmatch(text.strip())
    if match is None:
        raise _unexpected(f"a day as {order}", text)
    number = int(match["y"]) + (2000 if order == "mdyy" else 0)
    try:
        return date(_year(number), int(match["m"]), int(match["d"]))
    except ValueError as error:
        raise _unexpected(f"a day as {order} in {FIRST_YEAR} to {LAST_YEAR}", text) from error
