"""Counts against declared bands and the last edition: too few holds back, too many is for a person to look at."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import pytest

from spiders.expectations import SHRINKAGE, Expectations, check, counts
from spiders.observation import Observation, Period, Value
from spiders.publisher import Report, parse_publisher
from spiders.reading import Reading, _columns

WHO = "alpha figures (figures.csv, sha256 abababababab)"


def reading(figures: int, places: int = 2, periods: int = 1, table: str = "requests") -> Reading:
    """So many figures, spread over places and half-years; none for a table without countries."""
    spans = [Period(date(2000 + at, 1, 1), date(2000 + at, 6, 30)) for at in range(periods)]
    observations = [
        Observation(
            table, "h", Value(1, 1, "exact"), "1", spans[at % periods],
            {"jurisdiction": f"place {at % places}"} if places else {}, 0, at + 2, (1,),
        )
        for at in range(figures)
    ]  # fmt: skip
    return Reading("alpha", "figures", "figures.csv", "ab" * 32, "", [], {}, _columns(observations))


def report(bands: Mapping[str, list[int]] = MappingProxyType({}), scope: str = "cumulative") -> Report:
    tables = {name: {"title": "t", "scope": scope, "expect": dict(bands)} for name in ("requests", "others")}
    told = {"title": "t", "landing": "https://a.example/", "media": "csv", "verified": "recorded", "obtain": "import"}
    shared = {"name": "Alpha", "homepage": "https://a.example/", "cadence": "yearly"}
    return parse_publisher("alpha", {**shared, "reports": {"figures": {**told, "tables": tables}}}).reports["figures"]


def test_counts_are_of_figures_places_and_periods_a_table() -> None:
    assert counts(reading(7, 3, 2)) == {"requests": {"observations": 7, "jurisdictions": 3, "periods": 2}}
    assert counts(reading(7, 0)) == {"requests": {"observations": 7, "jurisdictions": 0, "periods": 1}}


@pytest.mark.parametrize("figures", [5, 6, 10])
def test_within_the_band_there_is_nothing_to_say(figures: int) -> None:
    assert check(reading(figures), report({"observations": [5, 10]}), {}) == Expectations([], [])


def test_below_the_minimum_is_held_back() -> None:
    found = check(reading(4), report({"observations": [5, 10]}), {})
    assert found == Expectations([f"{WHO}: table requests: expected at least 5 observations, found 4"], [])


def test_above_the_maximum_is_noted_only() -> None:
    found = check(reading(11), report({"observations": [5, 10]}), {})
    assert found == Expectations([], [f"{WHO}: table requests: expected at most 10 observations, found 11"])


@pytest.mark.parametrize(("what", "given"), [("jurisdictions", (9, 2, 1)), ("periods", (9, 1, 2))])
def test_places_and_periods_have_bands_too(what: str, given: tuple[int, int, int]) -> None:
    assert check(reading(*given), report({what: [2, 2]}), {}) == Expectations([], [])
    assert f"expected at least 3 {what}, found 2" in check(reading(*given), report({what: [3, 9]}), {}).broken[0]
    assert f"expected at most 1 {what}, found 2" in check(reading(*given), report({what: [0, 1]}), {}).notable[0]


def test_every_miss_is_told() -> None:
    assert len(check(reading(4), report({"observations": [5, 10], "jurisdictions": [3, 9]}), {}).broken) == 2


def test_a_cumulative_table_cut_in_half_is_held_back() -> None:
    last = {"requests": {"observations": 100}}
    assert check(reading(round(100 * SHRINKAGE)), report(), last) == Expectations([], [])
    assert check(reading(50), report(), last) == Expectations(
        [f"{WHO}: table requests: the last edition has 100 observations, this one 50"], []
    )


def test_a_period_s_table_may_be_of_any_size_and_others_do_not_count() -> None:
    assert check(reading(50), report(scope="period"), {"requests": {"observations": 100}}) == Expectations([], [])
    assert check(reading(50), report(), {"others": {"observations": 100}}) == Expectations([], [])


def test_a_table_that_is_no_longer_told_is_noted() -> None:
    found = check(reading(5), report(), {}, {"requests", "others"})
    assert found == Expectations([], [f"{WHO}: no longer tells table others"])
