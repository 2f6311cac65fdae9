"""Which rows total others: decided by what stands beside them, in as many dimensions as they are whole in."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.totals import FIGURE, mark_totals
from spiders.observation import STATUSES
from tests.frames import frame, row


def totals(*rows: dict[str, Any]) -> list[list[str]]:
    """What each row is found to total."""
    marked = mark_totals(frame(rows).drop("total_over"))
    return [sorted(names) for names in marked["total_over"].to_list()]


def test_a_row_for_all_beside_rows_that_are_split_totals_them() -> None:
    assert totals(row(process="all"), row(process="subpoena"), row(process="search_warrant")) == [["process"], [], []]


def test_a_row_for_all_that_stands_alone_totals_nothing() -> None:
    assert totals(row(process="all"), row(jurisdiction="XK", process="subpoena")) == [[], []]
    assert totals(row(process="all")) == [[]]


def test_the_world_totals_countries_and_is_nothing_to_other_dimensions() -> None:
    rows = [row(jurisdiction="001"), row(jurisdiction="NA"), row(jurisdiction="XK")]
    assert totals(*rows) == [["jurisdiction"], [], []]
    assert totals(row(process="all", jurisdiction="NA"), row(process="001", jurisdiction="NA")) == [["process"], []]


def test_a_row_may_total_over_several_dimensions() -> None:
    rows = [
        row(jurisdiction="001", process="all"),
        row(jurisdiction="NA", process="all"),
        row(jurisdiction="001", process="subpoena"),
        row(jurisdiction="NA", process="subpoena"),
        row(jurisdiction="XK", process="subpoena"),
    ]
    assert totals(*rows) == [["jurisdiction", "process"], ["process"], ["jurisdiction"], [], []]


def test_parts_that_are_split_in_one_dimension_only_make_a_total_over_that_one() -> None:
    rows = [row(jurisdiction="001", process="all"), row(jurisdiction="001", process="subpoena")]
    assert totals(*rows) == [["process"], []]


def test_both_sides_of_a_diplomatic_request_may_be_the_world() -> None:
    rows = [
        row(jurisdiction="001", counterparty="001"),
        row(jurisdiction="NA", counterparty="US"),
        row(jurisdiction="001", counterparty="US"),
    ]
    assert totals(*rows) == [["counterparty", "jurisdiction"], [], ["jurisdiction"]]


def test_null_means_does_not_apply_and_is_neither_part_nor_total() -> None:
    assert totals(row(process="all"), row(process=None)) == [[], []]
    assert totals(row(process=None), row(process="subpoena")) == [[], []]
    assert totals(row(reason=None, process="all"), row(reason="other", process="subpoena")) == [[], []]


@pytest.mark.parametrize("status", STATUSES)
def test_a_row_that_says_nothing_is_no_part(status: str) -> None:
    part = row(3 if status in FIGURE else None, process="subpoena", status=status)
    assert totals(row(process="all"), part) == [["process"] if status in FIGURE else [], []]


def test_a_total_that_says_nothing_is_still_one() -> None:
    assert totals(row(None, process="all"), row(process="subpoena")) == [["process"], []]


@pytest.mark.parametrize(
    "other",
    [
        {"publisher": "beta"},
        {"table": "removals"},
        {"kind": "preservation"},
        {"measure": "accounts_specified"},
        {"unit": "accounts"},
        {"jurisdiction_role": "assisting"},
        {"about": "beta"},
        {"counterparty_role": "assisting"},
        {"period_start": date(2020, 7, 1), "period_end": date(2020, 12, 31)},
        {"period_end": date(2020, 12, 31)},
        {"service": "youtube"},
        {"dims": ["format=video"]},
    ],
    ids="+".join,
)
def test_parts_agree_in_all_else(other: dict[str, Any]) -> None:
    assert totals(row(process="all"), row(process="subpoena", **other)) == [[], []]


def test_further_dimensions_total_like_the_columns() -> None:
    rows = [
        row(dims=["action=all", "format=all"]),
        row(dims=["action=all", "format=video"]),
        row(dims=["action=removed", "format=video"]),
        row(dims=["format=video"]),
    ]
    assert totals(*rows) == [["action", "format"], ["action"], [], []]


def test_no_rows_have_no_totals() -> None:
    assert totals() == []


CODES = st.fixed_dictionaries(
    {
        "jurisdiction": st.sampled_from(["001", "NA", "XK"]),
        "process": st.sampled_from(["all", "subpoena", None]),
        "reason": st.sampled_from(["all", "other", None]),
        "status": st.sampled_from(["exact", "blank"]),
        "dims": st.sampled_from([[], ["format=all"], ["format=video"]]),
    }
)


@given(st.lists(CODES, min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_as_the_definition_says(rows: list[dict[str, Any]]) -> None:
    """The definition, row by row: other rows agree where the row is not whole, and are split where it is."""
    whole = {"jurisdiction": "001", "process": "all", "reason": "all", "format": "all"}

    def said(each: dict[str, Any]) -> dict[str, str | None]:
        return {
            **{name: each[name] for name in ("jurisdiction", "process", "reason")},
            "format": each["dims"][0][7:] if each["dims"] else None,
        }

    def over(mine: dict[str, str | None]) -> list[str]:
        open_in = [name for name, code in mine.items() if code == whole[name]]
        parts = [
            said(other)
            for other in rows
            if other["status"] == "exact"
            and all(said(other)[name] == code for name, code in mine.items() if name not in open_in)
        ]
        return sorted(name for name in open_in if any(part[name] not in (None, whole[name]) for part in parts))

    assert totals(*(row(**each) for each in rows)) == [over(said(each)) for each in rows]


def test_a_figure_about_all_companies_totals_those_about_one() -> None:
    assert totals(row(about="all"), row(about="alpha"), row(about="beta")) == [["about"], [], []]


def test_all_countries_but_the_us_total_the_countries_and_are_no_part_of_the_world() -> None:
    rows = [row(jurisdiction="area:outside_us"), row(jurisdiction="NA"), row(jurisdiction="XK")]
    assert totals(*rows) == [["jurisdiction"], [], []]
    assert totals(row(jurisdiction="001"), row(jurisdiction="area:outside_us")) == [[], []]
    us = [row(jurisdiction="US"), row(jurisdiction="US", process="subpoena")]
    assert totals(row(jurisdiction="area:outside_us"), *us) == [[], ["process"], []]


def test_the_member_states_together_total_those_of_them_that_have_rows() -> None:
    rows = [row(jurisdiction="area:eu_member_states"), row(jurisdiction="DE"), row(jurisdiction="FR")]
    assert totals(*rows) == [["jurisdiction"], [], []]
