"""Printed cells to bounds: the grammar, what it refuses, and that it stays quick."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.observation import Value
from spiders.values import (
    LARGEST,
    abbreviated,
    count,
    count_or_percent,
    decimal,
    float_count,
    float_fraction,
    fraction,
    pair,
    percent,
)

BLANK = Value(None, None, "blank")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Value(0, 0, "exact")),
        ("1234", Value(1234, 1234, "exact")),
        ("1,234", Value(1234, 1234, "exact")),
        ("2,703,161,113", Value(2703161113, 2703161113, "exact")),
        ("17  ", Value(17, 17, "exact")),
        ("0-499", Value(0, 499, "band")),
        ("0 - 249", Value(0, 249, "band")),
        ("16,005–16,249", Value(16005, 16249, "band")),
        ("11,000 - 12,000", Value(11000, 12000, "band")),
        ("10000000-11000000", Value(10000000, 11000000, "band")),
        ("<10", Value(0, 9, "below")),
        ("", BLANK),
        (" \xa0", BLANK),
    ],
)
def test_count(text: str, value: Value) -> None:
    assert count(text) == value


REFUSED = """1e3 １２３ ² (12) 1.2k 1.234 1.0 12,34 12,34,567 1,2345 ,123 007 00 1_000 +5 -1 −1 -0 <0 ≤10 >10 <1-2
500-1 1-2-3 - -- 10-19-20 NaN inf None N/A NA 1* 1%""".split()


@pytest.mark.parametrize("text", [*REFUSED, "1 234", "1\xa0234", "1\u202f234", "1\u200b", "0  -  9", "5 to 9", "1\n2"])
def test_count_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="^expected .*, found "):
        count(text)


def test_count_negative_only_where_it_is_allowed() -> None:
    assert count("-1", negative=True) == Value(-1, -1, "exact")
    assert count("0-499", negative=True) == Value(0, 499, "band")
    with pytest.raises(ValueError, match="found '-1'"):
        count("-1")
    with pytest.raises(ValueError, match="found '-0'"):
        count("-0", negative=True)


def test_numbers_that_a_float_cannot_hold_are_refused() -> None:
    assert count(str(LARGEST)).lower == LARGEST
    with pytest.raises(ValueError, match="up to"):
        count(str(LARGEST + 1))


def test_tokens_are_whole_cells_and_come_first() -> None:
    tokens = {"-": "not_reported", "N/A": "not_applicable", "NULL": "not_applicable", "?": "withheld_by_law"}
    assert count(" -", tokens) == Value(None, None, "not_reported")
    assert percent("N/A", tokens) == Value(None, None, "not_applicable")
    assert fraction("NULL", tokens) == Value(None, None, "not_applicable")
    assert count("?", tokens=tokens) == Value(None, None, "withheld_by_law")
    assert count("", {"": "suppressed"}) == Value(None, None, "suppressed")
    assert count("0", {"0": "not_reported"}) == Value(None, None, "not_reported")
    for text in ("n/a", "--", "? 5", "null"):
        with pytest.raises(ValueError, match="expected a count"):
            count(text, tokens)


def test_marks_follow_a_value_and_are_none() -> None:
    assert count("1*", marks="*") == Value(1, 1, "exact")
    assert count("15,935 *", marks="*") == Value(15935, 15935, "exact")
    assert percent("54%†", marks="*†") == Value(0.535, 0.545, "rounded")
    for text in ("*", "*1", "1†"):
        with pytest.raises(ValueError, match="expected a count"):
            count(text, marks="*")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("54%", Value(0.535, 0.545, "rounded")),
        ("99.40%", Value(0.99395, 0.99405, "rounded")),
        ("0%", Value(0, 0.005, "rounded")),
        ("100%", Value(0.995, 1, "rounded")),
        ("<0.05%", Value(0, 0.0005, "below")),
        ("4%-5%", Value(0.04, 0.05, "band")),
        ("4-5%", Value(0.04, 0.05, "band")),
        ("", BLANK),
    ],
)
def test_percent(text: str, value: Value) -> None:
    assert percent(text) == value


def test_percent_without_sign() -> None:
    assert percent("54", sign=False) == Value(0.535, 0.545, "rounded")
    with pytest.raises(ValueError, match="without a sign"):
        percent("54%", sign=False)
    with pytest.raises(ValueError, match="without a sign"):
        percent("4%-5", sign=False)


@pytest.mark.parametrize(
    "text", ["54", "101%", "100.1%", "-5%", ".5%", "5.%", "1,0%", "5,5%", "%", "<0%", "<101%", "5%-4%", "54%%", "５%"]
)
def test_percent_refuses(text: str) -> None:
    with pytest.raises(ValueError, match="^expected .*, found "):
        percent(text)


@settings(deadline=None)
@given(st.integers(0, 10**8), st.integers(0, 6))
def test_percent_bounds_are_the_closest_floats(digits: int, places: int) -> None:
    printed = Decimal(digits).scaleb(-places)
    text = f"{printed:.{places}f}%"
    if printed > 100:
        with pytest.raises(ValueError, match="expected"):
            percent(text)
        return
    value, half = percent(text), Decimal(5).scaleb(-places - 1)
    assert value.lower == float(max((printed - half) / 100, Decimal(0)))
    assert value.upper == float(min((printed + half) / 100, Decimal(1)))


def test_fraction() -> None:
    assert fraction("0.06") == Value(0.055, 0.065, "rounded")
    assert fraction("0.5") == Value(0.495, 0.505, "rounded")
    assert fraction("1") == Value(0.995, 1, "rounded")
    assert fraction("0") == Value(0, 0.005, "rounded")
    assert fraction("0.239") == Value(0.2385, 0.2395, "rounded")
    assert fraction("0.3", decimals=1) == Value(0.25, 0.35, "rounded")
    assert fraction(" ") == BLANK
    for text in ("1.01", "2", "54%", "-0.1", "<0.1", "0,5", ".5", "1e-05"):
        with pytest.raises(ValueError, match="expected a rate"):
            fraction(text)


def test_fraction_exact() -> None:
    for text in ("0.023230624518997805", "0", "1", "2.3e-05", "5e-324", "0.7"):
        assert fraction(text, decimals=None) == Value(float(text), float(text), "exact")
    for text in ("1.0000000000000002", "2", "-0.5", "1e5", "nan", "5%", "0x1", "1e-5"):
        with pytest.raises(ValueError, match="expected a rate"):
            fraction(text, decimals=None)


@settings(deadline=None)
@given(st.floats(0, 1))
def test_fraction_exact_takes_every_rate_as_python_prints_it(rate: float) -> None:
    assert fraction(repr(rate + 0.0), decimals=None).lower == rate


def test_pair() -> None:
    assert pair("0", "499") == Value(0, 499, "band")
    assert pair("2,000", "2,499") == Value(2000, 2499, "band")
    assert pair("7", "7") == Value(7, 7, "band")
    assert pair("", " ") == BLANK
    assert pair("N/A", "N/A", {"N/A": "not_applicable"}) == Value(None, None, "not_applicable")
    for low, high in (("0", ""), ("", "499"), ("499", "0"), ("0-9", "10-19"), ("0", "<10"), ("N/A", "")):
        with pytest.raises(ValueError, match="two whole numbers"):
            pair(low, high, {"N/A": "not_applicable"})


@settings(deadline=None)
@given(st.integers(0, LARGEST))
def test_count_round_trip(number: int) -> None:
    assert count(f"{number:,}") == count(str(number)) == Value(number, number, "exact")


@settings(deadline=None)
@given(st.text(alphabet="0123456789,.-–<%* e１٣", max_size=120))
def test_nothing_but_a_value_or_a_value_error(text: str) -> None:
    for parse in (count, percent, fraction):
        try:
            value = parse(text)
        except ValueError:
            continue
        assert value == BLANK or (value.lower is not None and value.upper is not None and value.lower <= value.upper)


@pytest.mark.parametrize("text", ["9" * 99, "1," * 49, "1" * 99 + "x", "1-" * 49, "9" * 10_000_000, "<" * 10_000_000])
def test_hostile_cells_are_refused_at_once(text: str) -> None:
    start = time.process_time()
    for parse in (count, percent, fraction):
        with pytest.raises(ValueError, match="expected") as caught:
            parse(text)
        assert len(str(caught.value)) < 250
    assert time.process_time() - start < 2


def test_a_percentage_may_be_rounded_to_fewer_decimals_than_it_prints() -> None:
    assert percent("83.00%", decimals=0) == Value(0.825, 0.835, "rounded")
    assert percent("94.40%", decimals=1) == Value(0.9435, 0.9445, "rounded")
    assert percent("83%", decimals=1) == percent("83%")
    with pytest.raises(ValueError, match=r"rounded to 1 decimals, found '94\.41%'"):
        percent("94.41%", decimals=1)


def test_a_decimal_is_what_it_can_stand_for() -> None:
    assert decimal("0.4") == Value(0.35, 0.45, "rounded")
    assert decimal("17.15") == Value(17.145, 17.155, "rounded")
    assert decimal("27") == decimal("27.0", decimals=0) == Value(26.5, 27.5, "rounded")
    assert decimal("0.0", decimals=0) == Value(0, 0.5, "rounded")
    assert decimal("") == BLANK
    assert decimal("n/a", tokens={"n/a": "not_applicable"}) == Value(None, None, "not_applicable")
    for text in ("-1", "1,5", ".5", "1e3", "5%", "nan", "9" * 16):
        with pytest.raises(ValueError, match="a number such as 0.4"):
            decimal(text)
    with pytest.raises(ValueError, match=r"rounded to 0 decimals, found '27\.5'"):
        decimal("27.5", decimals=0)


def test_a_count_that_a_program_wrote_as_a_float() -> None:
    assert float_count("911198.0") == float_count("911198") == count("911,198")
    assert float_count("0-249") == count("0-249")
    assert float_count("") == BLANK
    for text in ("911198.5", "911198.00", "911,198.0", "-5.0", ".0", "007.0"):
        with pytest.raises(ValueError, match="a count such as"):
            float_count(text)


def test_a_rate_that_a_program_wrote_as_a_float() -> None:
    assert float_fraction("0.9109999999999999", decimals=3) == fraction("0.911", decimals=3)
    assert float_fraction("0.013000000000000001", decimals=3) == fraction("0.013", decimals=3)
    assert float_fraction("0.9999999999999999") == float_fraction("1.0") == fraction("1")
    assert float_fraction("0.7108000308899785") == fraction("0.71080003089")
    assert float_fraction("0.87") == fraction("0.87")
    assert float_fraction("") == BLANK
    for text in ("1.1000000000000001", "2.0", "0.91%", "0.9109999999999999999999", "9e-05"):
        with pytest.raises(ValueError, match="a rate from 0 to"):
            float_fraction(text)


def test_a_count_may_be_abbreviated() -> None:
    assert abbreviated("124.1M") == Value(124_050_000, 124_150_000, "rounded")
    assert abbreviated("0.1M") == Value(50_000, 150_000, "rounded")
    assert abbreviated("2 B") == Value(1.5e9, 2.5e9, "rounded")
    assert abbreviated("0M") == Value(0, 500_000, "rounded")
    assert abbreviated("1004.2万") == abbreviated("1004.2 万") == Value(10_041_500, 10_042_500, "rounded")
    assert abbreviated("98万") == Value(975_000, 985_000, "rounded")
    assert abbreviated("157,643,436") == abbreviated("157.643.436") == count("157643436")
    assert abbreviated("") == BLANK
    for text in ("124.1", "124.1m", "35.852", "1,2M", "M", "> 45M", "124.1MM", "0.852.803", "1.000.00", "1.2万件"):
        with pytest.raises(ValueError, match="expected a count"):
            abbreviated(text)


def test_a_workbook_prints_as_many_decimals_as_its_floats_need() -> None:
    assert decimal("0.016666666666666666").status == "rounded"
    assert fraction("0.9683000000000001").lower == pytest.approx(0.9683)


def test_a_footnote_s_raised_number_is_no_digit() -> None:
    assert count("21^1", marks="^") == count("21")
    assert percent("54%^2", marks="^") == percent("54%")
    for text in ("21^1", "21^", "21^x", "^1"):
        with pytest.raises(ValueError, match="a count such as"):
            count(text)


def test_a_count_or_a_percentage_by_its_sign() -> None:
    assert count_or_percent("1,234") == count("1,234")
    assert count_or_percent("54%") == percent("54%")
    assert count_or_percent("N/A", {"N/A": "not_reported"}) == Value(None, None, "not_reported")
    with pytest.raises(ValueError, match="^expected a percentage .*, found "):
        count_or_percent("1,234%")
