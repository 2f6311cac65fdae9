"""Tables in worksheets whose headings stand in several rows."""

from functools import partial

import pytest

from spiders.errors import LayoutChanged
from spiders.formats.stacked import Stacked, find, locate, read_stacked, sections, text_above
from spiders.observation import Observation
from spiders.periods import half_of
from spiders.sheet import Document, Sheet
from spiders.values import count, fraction

PERIOD = half_of(2020, 1)
SHARE = partial(fraction, decimals=None)
CONTRACT = Stacked({"Asked": (("#", count),), "Given": (("%", SHARE), ("#", count))}, spacer={"0"}, footnote="*")
SIGNED = [
    ["A report", "", "", "", "", ""],
    ["", "In", "", "", "Out", ""],
    ["", "Asked", "", "", "Given", ""],
    ["", "#", "", "", "%", "#"],
    ["Chad", "4", "0", "", "0.5", "2"],
    ["Peru", "1", "", "", "", "0"],
    ["Mali", "", "", "", "", ""],
    ["* a note", "", "", "", "", ""],
]


def sheet(grid: list[list[str]]) -> Sheet:
    return Sheet(
        Document("acme", "requests", "a.xlsx", "0" * 64, b""), 0, "All", "sheet", "", [list(row) for row in grid]
    )


def told(grid: list[list[str]], contract: Stacked = CONTRACT) -> list[Observation]:
    return list(read_stacked(sheet(grid), "requests", contract, 3, PERIOD, label=(1, "jurisdiction")))


def test_headings_in_three_rows() -> None:
    grid = sheet(SIGNED)
    assert text_above(grid, 2) == "A report"
    found = list(
        read_stacked(grid, "requests", CONTRACT, 3, PERIOD, words={"process": "All"}, label=(1, "jurisdiction"))
    )
    assert [(entry.heading, entry.printed, entry.row, *entry.columns) for entry in found] == [
        ("In / Asked / #", "4", 5, 2),
        ("Out / Given / %", "0.5", 5, 5),
        ("Out / Given / #", "2", 5, 6),
        ("In / Asked / #", "1", 6, 2),
        ("Out / Given / %", "", 6, 5),
        ("Out / Given / #", "0", 6, 6),
    ]
    assert found[4].value.status == "blank"
    assert found[0].words == {"process": "All", "jurisdiction": "Chad"}
    assert grid.ledger() == {"cells": 18, "read": 7, "headers": 8, "ignored": 3}
    assert grid.notes == ['sheet "All" row 7: blank but for its label']


def test_columns_that_share_a_heading_without_signs() -> None:
    assert [entry.heading for entry in told(SIGNED[:3] + SIGNED[4:5])] == [
        "In / Asked", "% / Out / Given", "# / Out / Given"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "column", "text", "problem"),
    [
        (3, 5, "Granted", "the header changed"),
        (3, 2, "", "the header changed"),
        (3, 6, "Asked", "a heading over fewer columns"),
        (4, 5, "#", "another sign"),
        (5, 3, "7", "a figure without a heading"),
        (5, 6, "many", "unknown value"),
    ],
)
def test_another_layout_is_told(row: int, column: int, text: str, problem: str) -> None:
    grid = [list(cells) for cells in SIGNED]
    grid[row - 1][column - 1] = text
    with pytest.raises(LayoutChanged, match=problem):
        told(grid)


def test_tables_below_and_beside_each_other() -> None:
    grid = sheet([["", "One", "", "Two"], ["", "a", "b", "a"], ["", "1", "2", "3"], ["Three"], ["a"], ["4"]])
    assert list(sections(grid, ["Three", "Two", "One"])) == [
        ("One", 1, range(2, 4), 3),
        ("Two", 1, range(4, 5), 3),
        ("Three", 4, range(1, 2), 6),
    ]
    beside = list(read_stacked(grid, "two", Stacked({"a": (("", count),)}), 2, PERIOD, columns=range(4, 5), last=3))
    assert [(entry.heading, entry.printed, entry.words) for entry in beside] == [("Two / a", "3", {})]


def test_find() -> None:
    grid = sheet([["", "x"], ["", "two\n words"]])
    assert find(grid, {"two words"}) == locate(grid, {"two words", "more"}) == (2, 2)
    assert find(grid, {"words"}) is None
    with pytest.raises(LayoutChanged, match="a heading is missing"):
        locate(grid, {"words"})
