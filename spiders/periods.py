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
    "y/m/d": re.compile(r"(?P<y>[0-9]{4})/(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})"),
    # Two digits of a year stand for 2000 to 2099, the only years that reports are about.
    "mdyy": re.compile(r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{2})"),
}
_HALVES: Final = (
    re.compile(r"(?P<y>[0-9]{4})[ _-]?H(?P<h>[12])"),
    re.compile(r"H(?P<h>[12])[ _-]?(?P<y>[0-9]{4})"),
    re.compile(r"(?P<h>[12])H (?P<y>[0-9]{4})"),
    re.compile(r"(?P<h>1(?=st)|2(?=nd))(?:st|nd) Half of (?P<y>[0-9]{4})"),
)
_KOREAN_HALVES: Final = ("상반기", "하반기")
_NAMES = "|".join((*_FULL_MONTHS, *_MONTHS))
_YEAR = "[0-9]{4}|[0-9]{2}"
_MONTH_TO_MONTH = re.compile(
    rf"(?P<from>{_NAMES}) ?(?P<first>{_YEAR})?(?: to | ?[-–]? ?)(?P<to>{_NAMES}) ?(?P<last>{_YEAR})", re.IGNORECASE
)
_DAYS: Final = (
    re.compile(
        rf"(?P<d1>[0-9]{{1,2}}) (?P<m1>{_NAMES})(?: (?P<y1>[0-9]{{4}}))?(?: to | ?[-–] ?)"
        rf"(?P<d2>[0-9]{{1,2}}) (?P<m2>{_NAMES}) (?P<y2>[0-9]{{4}})"
    ),
    re.compile(
        rf"(?P<m1>{_NAMES}) (?P<d1>[0-9]{{1,2}})(?:, (?P<y1>[0-9]{{4}}))?(?: to | ?[-–] ?)"
        rf"(?P<m2>{_NAMES}) (?P<d2>[0-9]{{1,2}}), (?P<y2>[0-9]{{4}})"
    ),
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
    """A half-year by name: "2013 H1", "H1-2015", "2013_H1", "1H 2017", "2nd Half of 2017"."""
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


@lru_cache(maxsize=1024)
def month_named(name: str, year: str | int) -> Period:
    """A month by its English name, "February" or "Feb", and a text or number with the year."""
    known = next((known for known in (_MONTHS, _FULL_MONTHS) if name.strip() in known), ())
    if not known:
        raise _unexpected("a month such as February", name)
    number = known.index(name.strip()) + 1
    return _months(number, number, _year_in(year))


@lru_cache(maxsize=1024)
def month_to_month(text: str) -> Period:
    """From a month to another, the last with its year, and the first too where it is another: "July 2012 - June 2013",
    "Jul to Dec 2018", "juldec13", "jul12jun13". Two digits of a year stand for 2000 to 2099."""
    match = _MONTH_TO_MONTH.fullmatch(" ".join(text.split()))
    if match is None:
        raise _unexpected("a range of months such as July 2012 - June 2013", text)
    first, last = (_year(int(f"20{told}"[-4:])) for told in (match["first"] or match["last"], match["last"]))
    start, end = (_MONTHS.index(match[name][:3].title()) + 1 for name in ("from", "to"))
    if (first, start) > (last, end):
        raise _unexpected("a range of months, the earlier first", text)
    return Period(date(first, start, 1), _months(end, end, last).end)


@lru_cache(maxsize=1024)
def quarter_ending(text: str, order: str = "ymd") -> Period:
    """The quarter of a calendar year that ends on the printed day; ``order`` as for ``half_ending``."""
    day = _day(text, order)
    if day.month % 3 or day.day != monthrange(day.year, day.month)[1]:
        raise _unexpected("the last day of a quarter, such as 2020-09-30", text)
    return _months(day.month - 2, day.month, day.year)


@lru_cache(maxsize=1024)
def days(text: str) -> Period:
    """From a day to another: "1 Jan 2021 - 2 May 2021", "January 1 to June 30, 2022"."""
    match = next((found for pattern in _DAYS if (found := pattern.fullmatch(text.strip()))), None)
    if match is None:
        raise _unexpected("a range of days such as 1 Jan 2021 - 2 May 2021", text)
    first, last = (
        f"{int(match[f'y{at}'] or match['y2'])}-{_MONTHS.index(match[f'm{at}'][:3]) + 1:02}-{int(match[f'd{at}']):02}"
        for at in (1, 2)
    )
    if (start := _day(first, "ymd")) > (end := _day(last, "ymd")):
        raise _unexpected("a range of days, the earlier first", text)
    return Period(start, end)


@lru_cache(maxsize=1024)
def day(text: str, *orders: str) -> date:
    """A day in one of the orders, "ymd" if none is named: see half_ending; "y/m/d" is 2026/8/31. The midnight that a
    workbook writes behind a day ("2026-08-31 00:00:00") is no part of it."""
    printed = text.strip().removesuffix(" 00:00:00")
    for order in orders or ("ymd",):
        if _ORDERS[order].fullmatch(printed):
            return _day(printed, order)
    raise _unexpected(f"a day as {' or '.join(orders or ('ymd',))}", text)


@lru_cache(maxsize=1024)
def interval(text: str) -> Period:
    """From a day to a day: "2026-01-01/2026-06-30"."""
    first, slash, last = text.partition("/")
    if not slash or not all(_ISO.fullmatch(part.strip()) for part in (first, last)):
        raise _unexpected("two days such as 2026-01-01/2026-06-30", text)
    period = Period(_day(first, "ymd"), _day(last, "ymd"))
    if period.start > period.end:
        raise _unexpected("two days, the earlier first", text)
    return period


@lru_cache(maxsize=1024)
def half_korean(year: str | int, name: str) -> Period:
    """A half-year, from the year and its Korean name: 상반기 is the first, 하반기 the second."""
    if name.strip() not in _KOREAN_HALVES:
        raise _unexpected(f"one of {', '.join(_KOREAN_HALVES)}", name)
    return half_of(_year_in(year), _KOREAN_HALVES.index(name.strip()) + 1)


@lru_cache(maxsize=1024)
def financial_year(text: str, first: int) -> Period:
    """The twelve months from month ``first`` (2 to 12) on, by the years that they fall in: "FY 13-14", "2013/14"."""
    match = re.fullmatch(r"(?:FY ?)?(?:20)?([0-9]{2})[-–/](?:20)?([0-9]{2})", text.strip())
    if match is None or int(match[2]) != int(match[1]) + 1:
        raise _unexpected("a financial year such as FY 13-14", text)
    start = 2000 + int(match[1])
    return Period(date(start, first, 1), _months(1, first - 1, start + 1).end)


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
