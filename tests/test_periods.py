"""Printed reporting periods to first and last day."""

from datetime import date

import pytest

from spiders.observation import Period
from spiders.periods import (
    day,
    days,
    financial_year,
    half,
    half_ending,
    half_korean,
    half_of,
    half_starting,
    interval,
    month,
    month_named,
    month_to_month,
    months,
    quarter,
    quarter_ending,
    year,
)

H1_2013 = Period(date(2013, 1, 1), date(2013, 6, 30))
H2_2009 = Period(date(2009, 7, 1), date(2009, 12, 31))


def test_half_ending() -> None:
    assert half_ending("2009-12-31") == H2_2009
    assert half_ending("12/31/2009", order="mdy") == H2_2009
    assert half_ending("31/12/2009", order="dmy") == H2_2009
    assert half_ending("12/31/09", order="mdyy") == H2_2009
    assert half_ending("2013-06-30") == H1_2013


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2009-12-30", "ymd"),
        ("2009-03-31", "ymd"),
        ("2009-06-31", "ymd"),
        ("12/31/2009", "ymd"),
        ("31/12/2009", "mdy"),
        ("12/31/2009", "dmy"),
        ("12/31/09", "mdy"),
        ("1999-12-31", "ymd"),
        ("2101-06-30", "ymd"),
        ("２009-12-31", "ymd"),
        ("2009-12-31T00:00", "ymd"),
        ("2009 H2", "ymd"),
        ("", "ymd"),
    ],
)
def test_half_ending_refuses(text: str, order: str) -> None:
    with pytest.raises(ValueError, match="^expected .*, found "):
        half_ending(text, order)


def test_half_starting() -> None:
    assert half_starting("2009-07-01") == H2_2009
    assert half_starting("1/1/13", order="mdyy") == H1_2013
    with pytest.raises(ValueError, match="first day of a half-year"):
        half_starting("2009-06-30")


@pytest.mark.parametrize("text", ["2013 H1", "H1-2015", "2013_H1", "2013-H2", "2013H1", "H2 2014"])
def test_half(text: str) -> None:
    digits = text.replace("H1", "").replace("H2", "").strip(" _-")
    assert half(text) == half_of(int(digits), 1 if "H1" in text else 2)


@pytest.mark.parametrize(
    "text", ["2013 H3", "2013", "H1", "1999 H1", "2101 H1", "2013  H1", "2013 h1", "FY 13-14", "2013 Q1"]
)
def test_half_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="^expected .*, found "):
        half(text)


def test_half_of() -> None:
    assert half_of(2013, 1) == H1_2013
    assert half_of(2009, 2) == H2_2009
    for number, part in ((1999, 1), (2101, 1), (2013, 0), (2013, 3)):
        with pytest.raises(ValueError, match="expected"):
            half_of(number, part)


def test_year_and_quarter() -> None:
    assert year("2025") == Period(date(2025, 1, 1), date(2025, 12, 31))
    assert quarter("2017Q4") == Period(date(2017, 10, 1), date(2017, 12, 31))
    assert quarter("2020 Q1") == Period(date(2020, 1, 1), date(2020, 3, 31))
    for parse, text in (
        (year, "25"),
        (year, "1999"),
        (year, "2025.0"),
        (quarter, "2017Q5"),
        (quarter, "Q4 2017"),
        (quarter, "1990Q1"),
    ):
        with pytest.raises(ValueError, match="^expected .*, found "):
            parse(text)


def test_months() -> None:
    assert month("2024", "2") == month(2024, "02") == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert months("Jul-Dec", "2022") == Period(date(2022, 7, 1), date(2022, 12, 31))
    assert months("Jan - Jun", 2022) == Period(date(2022, 1, 1), date(2022, 6, 30))
    assert months("January – June", 2022) == months("January to June", 2022) == months("Jan-Jun", 2022)
    for number in ("0", "13", "2.0", "Feb", ""):
        with pytest.raises(ValueError, match="a month from 1 to 12"):
            month("2024", number)
    for text in ("Dec-Jul", "Jul", "July-Dec", "Jan-Mar-Jun", ""):
        with pytest.raises(ValueError, match="a range of months"):
            months(text, "2022")
    with pytest.raises(ValueError, match="a year"):
        months("Jul-Dec", "22")


def test_month_named() -> None:
    assert month_named("February", "2024") == month_named("Feb", 2024) == month("2024", "2")
    for name in ("Febr", "february", "2", ""):
        with pytest.raises(ValueError, match="a month such as February"):
            month_named(name, "2024")


def test_month_to_month() -> None:
    assert month_to_month("July 2012 - June 2013") == Period(date(2012, 7, 1), date(2013, 6, 30))
    assert month_to_month("jul12jun13") == month_to_month("July 2012 - June 2013")
    for text in ("juldec18", "Jul – Dec 2018", "July to December 2018", "Jul 2018 - Dec 2018", "July 2018-December 18"):
        assert month_to_month(text) == half_of(2018, 2)
    for text in ("decjul18", "Jul 2019 - Jun 2018", "jul-dec", "Jul 2018", "juldec2018x", "Juli - Dec 2018", ""):
        with pytest.raises(ValueError, match="a range of months"):
            month_to_month(text)


def test_quarter_ending() -> None:
    assert quarter_ending("2020-09-30") == quarter("2020Q3")
    assert quarter_ending("12/31/2021", order="mdy") == quarter("2021Q4")
    for text in ("2020-08-31", "2020-09-29", "2020-12-30", "2020Q3", ""):
        with pytest.raises(ValueError, match=r"^expected .*, found "):
            quarter_ending(text)


def test_days() -> None:
    assert days("1 Jan 2021 - 2 May 2021") == days("1 January – 2 May 2021")
    assert days("3 May 2021 - 30 June 2021") == Period(date(2021, 5, 3), date(2021, 6, 30))
    assert days("January 1 - June 30, 2022") == days("January 1, 2022 to June 30, 2022") == half_of(2022, 1)
    for text in ("2 May 2021 - 1 Jan 2021", "1 Jan - 2 May", "31 June 2021 - 1 July 2021", "Jan - May 2021", ""):
        with pytest.raises(ValueError, match=r"^expected .*, found "):
            days(text)


def test_day() -> None:
    assert day("2026-08-31") == day("2026/8/31", "ymd", "y/m/d") == day("31/08/2026", "dmy") == date(2026, 8, 31)
    assert day("2026-08-31 00:00:00") == date(2026, 8, 31)
    for text in ("2026/8/31", "2026-8-31", "2026-02-30", "2026-08-31 12:00:00", "31.08.2026", ""):
        with pytest.raises(ValueError, match="a day as ymd"):
            day(text)


def test_interval() -> None:
    assert interval("2026-01-01/2026-06-30") == interval("2026-01-01  / 2026-06-30") == half_of(2026, 1)
    for text in ("YYYY-MM-DD/YYYY-MM-DD", "2026-01-01", "2026/01/01", "2026-06-30/2026-01-01", "2026-01-01/2026-02-30"):
        with pytest.raises(ValueError, match="two days|a day"):
            interval(text)


def test_half_korean() -> None:
    assert half_korean("2013", "상반기") == half_korean(2013, "상반기") == H1_2013
    assert half_korean(2009, "하반기") == H2_2009
    for year_told, name in (("2013", "H1"), ("2013", ""), ("13", "상반기")):
        with pytest.raises(ValueError, match="expected"):
            half_korean(year_told, name)


def test_half_whose_number_comes_first() -> None:
    assert half("1H 2013") == half("1st Half of 2013") == H1_2013
    assert half("2H 2009") == half(" 2nd Half of 2009 ") == H2_2009
    for text in (
        "3H 2013",
        "1H2013",
        "1H 2013*",
        "Half of 2013 *",
        "1nd Half of 2013",
        "2013 (Full Year)",
        "1H 13",
        "",
    ):
        with pytest.raises(ValueError, match=r"^expected .*, found "):
            half(text)


def test_financial_year() -> None:
    assert (
        financial_year("FY 13-14", 7) == financial_year("2013–2014", 7) == Period(date(2013, 7, 1), date(2014, 6, 30))
    )
    assert financial_year("FY13/14", 4) == Period(date(2013, 4, 1), date(2014, 3, 31))
    assert financial_year("2019-20", 3) == Period(date(2019, 3, 1), date(2020, 2, 29))
    for text in ("FY 13", "FY 13-15", "FY 14-13", "13 - 14", "2013", "FY 13-14*", ""):
        with pytest.raises(ValueError, match=r"^expected .*, found "):
            financial_year(text, 7)
