"""Recipes: which cells make a figure, and that a sum never says more than its cells."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import vocabulary
from analysis.recipes import Component, add_up, cells, half_name, load_questions, series, share
from analysis.schema import CURRENT
from analysis.shares import shares
from spiders.publisher import load_publisher, names

DEFAULTS: dict[str, Any] = {
    "publisher": "google",
    "report": "user-data-requests",
    "table": "user_data_requests",
    "kind": "user_data",
    "measure": "requests_received",
    "unit": "requests",
    "jurisdiction": "FR",
    "jurisdiction_role": "requester",
    "process": "subpoena",
    "dims": [],
    "status": "exact",
    "total_over": [],
    "printed": "1",
    "printed_measure": "User Data Requests",
    "printed_jurisdiction": "France",
    "captured": date(2024, 5, 13),
    "captured_basis": "exact",
    "recorded": "2024-05-13T00:00:00Z",
    "sequence": 1,
    "snapshot": "ab" * 32,
    "member_sha256": "cd" * 32,
    "exactness": "byte-exact",
    "document_url": "https://example.com/requests.zip",
    "locator": 'member "requests.csv" row 2 column 5 "User Data Requests"',
    "origin": "archive",
    "evidence": "report",
    "flags": [],
}


def half_year(name: str) -> tuple[date, date]:
    year, half = int(name[:4]), name[-1]
    return (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))


def row(half: str = "2020-H1", value: float | tuple[float | None, float | None] | None = 1, **changes: Any) -> Any:
    """A row of the current view; ``value`` is exact, a pair of bounds, or None for a blank cell."""
    lower, upper = value if isinstance(value, tuple) else (value, value)
    start, end = half_year(half)
    told: dict[str, Any] = {"period_start": start, "period_end": end, "lower": lower, "upper": upper}
    told |= {"status": "blank" if lower is None else "exact", "printed": "" if lower is None else f"{lower:g}"}
    entry = dict.fromkeys(CURRENT.names()) | DEFAULTS | told | changes
    key = "/".join(
        str(entry[name]) for name in ("publisher", "table", "measure", "jurisdiction", "process", "period_start")
    )
    return entry | {"cell_id": changes.get("cell_id", hashlib.sha256(key.encode()).hexdigest()[:24])}


def view(*rows: Any) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=CURRENT)


def component(**changes: Any) -> Component:
    fixed = {"kind": "user_data", "measure": "requests_received"}
    told: dict[str, Any] = {"key": "k", "publisher": "google", "label": "Google", "table": "user_data_requests"}
    return Component(**told | {"where": fixed, "adds": "a", "leaves_out": "b"} | changes)


def test_bounds_are_added_apart() -> None:
    rows, _, _ = cells(view(row(value=10), row(value=(0, 499), jurisdiction="DE")), component())
    (total,) = add_up(rows).rows(named=True)
    assert (total["lower"], total["upper"], total["cells"], total["silent"]) == (10, 509, 2, 0)


def test_a_sum_of_nothing_is_nothing_and_not_zero() -> None:
    rows, _, _ = cells(view(row(value=None), row(value=None, jurisdiction="DE")), component())
    (total,) = add_up(rows).rows(named=True)
    assert (total["lower"], total["upper"], total["cells"], total["silent"]) == (None, None, 2, 2)


def test_a_cell_without_a_figure_is_counted_and_not_filled() -> None:
    (point,) = series(view(row(value=7), row(value=None, jurisdiction="DE")), component()).points
    assert (point.lower, point.upper, point.cells, point.silent) == (7, 7, 2, 1)


def test_an_open_bound_leaves_the_sum_open() -> None:
    (point,) = series(view(row(value=7), row(value=(500, None), jurisdiction="DE")), component()).points
    assert (point.lower, point.upper) == (507, None)


def test_totals_are_left_out_unless_the_dimension_is_fixed() -> None:
    rows = [
        row(value=5, process="all", total_over=["process"]),
        row(value=2),
        row(value=3, process="emergency"),
        row(value=9, jurisdiction="001", total_over=["jurisdiction"]),
    ]
    (point,) = series(view(*rows), component()).points
    assert (point.lower, point.cells) == (5, 2)
    fixed = component(where={"kind": "user_data", "measure": "requests_received", "process": "all"})
    (point,) = series(view(*rows), fixed).points
    assert (point.lower, point.cells) == (5, 1)


def test_the_printed_total_stands_beside_the_sum() -> None:
    world: dict[str, Any] = {"jurisdiction": "001", "total_over": ["jurisdiction"]}
    rows = [row(value=5), row(value=6, jurisdiction="DE"), row(value=12, **world)]
    (point,) = series(view(*rows), component()).points
    assert (point.lower, point.printed) == (11, (12, 12))


def test_a_printed_total_of_one_process_is_not_compared_with_the_sum_of_two() -> None:
    world: dict[str, Any] = {"jurisdiction": "001", "total_over": ["jurisdiction"]}
    rows = [row(value=5), row(value=6, process="emergency"), row(value=5, **world)]
    (point,) = series(view(*rows), component()).points
    assert (point.lower, point.printed) == (11, None)


def test_a_silent_row_of_the_world_is_no_cell_of_the_sum() -> None:
    (point,) = series(view(row(value=5), row(value=None, jurisdiction="001")), component()).points
    assert (point.cells, point.silent) == (1, 0)


def test_a_figure_of_the_world_alone_is_the_sum() -> None:
    (point,) = series(view(row(value=5, jurisdiction="001")), component()).points
    assert (point.lower, point.cells) == (5, 1)


def test_a_table_that_tells_the_same_fact_is_not_added() -> None:
    rows = view(row(value=5), row(value=5, jurisdiction="DE", flags=["secondary"]))
    assert series(rows, component()).points[0].lower == 5
    assert series(rows, component(secondary=True)).points[0].lower == 10


def test_only_half_years_stand_on_the_axis_of_half_years() -> None:
    year = row(value=9, period_end=date(2020, 12, 31))
    found = series(view(row(value=4), year), component())
    assert [(half_name(point.half), point.lower) for point in found.points] == [("2020-H1", 4)]
    assert found.unused["of a period that is no half-year"] == 1


def test_codes_that_are_left_out_stay_out() -> None:
    rows = view(row(value=5), row(value=7, process="civil_subpoena"))
    assert series(rows, component(without={"process": ["civil_subpoena"]})).points[0].lower == 5


def test_each_half_year_knows_its_method() -> None:
    rows = view(row("2019-H2", method="old"), row("2020-H1", method="new"))
    assert [point.method for point in series(rows, component()).points] == ["old", "new"]


RATED = {"where": {"kind": "user_data"}, "rate": "disclosure_rate", "whole": "requests_received"}


def rated(requests: Any, low: float | None, high: float | None, **changes: Any) -> list[Any]:
    return [row(value=requests, **changes), row(value=(low, high), measure="disclosure_rate", unit="ratio", **changes)]


def test_a_share_is_weighed_by_requests_and_keeps_the_rounding() -> None:
    rows = view(*rated(100, 0.495, 0.505), *rated(300, 0.895, 0.905, jurisdiction="DE"))
    (point,) = series(rows, component(**RATED)).points
    assert [point.lower, point.upper] == pytest.approx([0.795, 0.805])


def test_a_share_leaves_out_what_tells_no_rate_and_says_so() -> None:
    rows = view(
        *rated(100, 0.5, 0.5), *rated(300, None, None, jurisdiction="DE"), *rated(0, None, None, jurisdiction="PL")
    )
    (point,) = series(rows, component(**RATED)).points
    assert (point.lower, point.upper, point.cells, point.silent) == (0.5, 0.5, 2, 1)


def test_a_share_of_nothing_is_nothing() -> None:
    (point,) = series(view(*rated(100, None, None)), component(**RATED)).points
    assert (point.lower, point.upper, point.silent) == (None, None, 1)


def test_banded_requests_widen_the_share_both_ways() -> None:
    rows = view(*rated((0, 100), 1.0, 1.0), *rated(100, 0.0, 0.0, jurisdiction="DE"))
    (told,) = share(cells(rows, component(**RATED))[0], component(**RATED)).rows(named=True)
    assert (told["lower"], told["upper"]) == (0.0, 0.5)


def test_a_share_of_counts_adds_its_parts() -> None:
    parts = {
        "where": {"kind": "user_data"},
        "part": ("requests_content_disclosed", "requests_non_content_disclosed"),
        "whole": "requests_received",
    }
    rows = view(
        row(value=10),
        row(value=1, measure="requests_content_disclosed"),
        row(value=(2, 4), measure="requests_non_content_disclosed"),
    )
    (point,) = series(rows, component(**parts)).points
    assert (point.lower, point.upper) == (0.3, 0.5)


def test_a_share_without_any_rate_is_no_share_of_nothing() -> None:
    (point,) = series(view(row(value=100)), component(**RATED)).points
    assert (point.lower, point.upper, point.cells, point.silent) == (None, None, 1, 1)


COUNTED = RATED | {"part": ("requests_disclosed",)}


def disclosed(half: str, value: float, jurisdiction: str) -> Any:
    return row(half, value, measure="requests_disclosed", jurisdiction=jurisdiction)


def test_counts_make_the_share_of_the_half_years_that_have_them_and_percentages_of_those_before() -> None:
    """Meta's figures: Germany and Hong Kong, 2018-H1 without a count, 2023-H2 with one."""
    rows = view(
        *rated(6661, 0.585, 0.595, half="2018-H1", jurisdiction="DE"),
        *rated(174, 0.555, 0.565, half="2018-H1", jurisdiction="HK"),
        *rated(21_739, 0.725, 0.735, half="2023-H2", jurisdiction="DE"),
        *rated(29, 0.025, 0.035, half="2023-H2", jurisdiction="HK"),
        disclosed("2023-H2", 15_805, "DE"),
        disclosed("2023-H2", 1, "HK"),
    )
    found = series(rows, component(**COUNTED))
    before, since = found.points
    low, high = (6661 * 0.585 + 174 * 0.555) / 6835, (6661 * 0.595 + 174 * 0.565) / 6835
    assert [before.lower, before.upper] == pytest.approx([low, high])
    assert since.lower == since.upper == 15_806 / 21_768
    used = {half_name(half): set(told["measure"]) for (half,), told in found.rows.group_by("half")}
    assert used["2018-H1"] == {"requests_received", "disclosure_rate"}
    assert used["2023-H2"] == {"requests_received", "requests_disclosed"}
    assert sum(found.unused.values()) == 2
    hong_kong = shares(found.rows, component(**COUNTED), ("half", "jurisdiction")).filter(jurisdiction="HK")
    assert hong_kong["given"].to_list() == [None, [1, 1]]
    assert hong_kong["lower"].to_list() == [0.555, 1 / 29]


def test_a_half_year_is_made_in_one_way_for_all_its_places() -> None:
    rates = [*rated(100, 0.495, 0.505), *rated(300, 0.895, 0.905, jurisdiction="DE")]
    nobody = [*rated(0, None, None, jurisdiction="PL"), disclosed("2020-H1", 0, "PL")]
    (point,) = series(view(*rates, *nobody, disclosed("2020-H1", 50, "FR")), component(**COUNTED)).points
    assert [point.lower, point.upper, point.silent] == pytest.approx([0.795, 0.805, 0])
    told = [disclosed("2020-H1", 50, "FR"), disclosed("2020-H1", 270, "DE")]
    (point,) = series(view(*rates, *nobody, *told), component(**COUNTED)).points
    assert (point.lower, point.upper, point.silent) == (0.8, 0.8, 0)


def test_the_printed_total_of_a_share_is_taken_in_the_way_in_which_it_is_made() -> None:
    world: dict[str, Any] = {"jurisdiction": "001", "total_over": ["jurisdiction"]}
    total = [row(value=101, **world), row(value=60, measure="requests_disclosed", **world)]
    rows = view(*rated(100, 0.595, 0.605), disclosed("2020-H1", 60, "FR"), *rated(101, 0.1, 0.2, **world)[1:], *total)
    (point,) = series(rows, component(**COUNTED)).points
    assert (point.lower, point.printed) == (0.6, (60 / 101, 60 / 101))


def every_component() -> list[Component]:
    return [part for question in load_questions().values() for part in question.components]


@pytest.mark.parametrize("part", every_component(), ids=lambda part: part.key)
def test_every_recipe_names_a_table_and_codes_that_there_are(part: Component) -> None:
    assert part.publisher in names()
    load_publisher(part.publisher).table(part.table)
    for column, codes in (*part.where.items(), *part.without.items()):
        for code in [codes] if isinstance(codes, str) else codes:
            assert code in vocabulary.terms(column), (column, code)
    for measure in part.measures if part.whole else []:
        assert measure in vocabulary.terms("measure")
    assert bool(part.rate or part.part) == bool(part.whole)
    assert part.adds and part.leaves_out and bool(part.definition) == bool(part.whole)


def test_a_key_that_stands_twice_is_told(tmp_path: Path) -> None:
    texts = "".join(f'{name} = "a"\n' for name in ("key", "publisher", "label", "table", "adds", "leaves_out"))
    entry = f"[[q.component]]\n{texts}where = {{}}\n"
    path = tmp_path / "questions.toml"
    path.write_text(f'[q]\nshort = ""\ntitle = ""\nunit = ""\nlede = ""\n{entry}{entry}', encoding="utf-8")
    with pytest.raises(ValueError, match="'a' stands twice"):
        load_questions(path)


def test_an_unknown_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "questions.toml"
    path.write_text('[q]\nshort = ""\ntitle = ""\nunit = ""\nlede = ""\nnote = ""\n', encoding="utf-8")
    with pytest.raises(ValueError, match="note"):
        load_questions(path)
