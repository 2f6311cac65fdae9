"""The ledger of cells, and tables read by a contract: nothing is passed over, and errors name the place."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from spiders.errors import LayoutChanged
from spiders.formats.csv_file import csv_sheet
from spiders.formats.table import Contract, read_members, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import half
from spiders.sheet import Document, Sheet, column_name
from spiders.values import count, pair, percent

DOCUMENT = Document("example", "requests", "figures.csv", "ab" * 32, b"")
H1 = Period(date(2020, 1, 1), date(2020, 6, 30))
HALVES = Contract(
    {"Country": "jurisdiction"},
    {"Requests": count, "Disclosed": percent},
    ignored={"Code": "the country once more"},
    period=("Half",),
    read_period=half,
)
PLAIN = Contract({"Country": "jurisdiction"}, {"Requests": count})


def sheet_of(text: str, member: str = "", index: int = 0) -> Sheet:
    return csv_sheet(DOCUMENT, text.encode(), member, index)


def rows(text: str, *contracts: Contract, **more: object) -> list[Observation]:
    return list(read_table(sheet_of(text), "requests", *contracts, **more))  # type: ignore[arg-type]


def changed(found: Iterator[Observation]) -> LayoutChanged:
    with pytest.raises(LayoutChanged) as caught:
        list(found)
    return caught.value


# --- the sheet and its ledger ---


def test_rows_and_columns_count_from_one_and_beyond_is_blank() -> None:
    sheet = sheet_of("a,b\nc\n")
    assert [sheet.cell(1, 1), sheet.cell(1, 2), sheet.cell(2, 1)] == ["a", "b", "c"]
    assert [sheet.cell(0, 1), sheet.cell(1, 0), sheet.cell(2, 2), sheet.cell(9, 9), sheet.cell(-1, -1)] == [""] * 5


def test_every_cell_is_read_a_heading_or_ignored_and_the_three_add_up() -> None:
    sheet = sheet_of("Title,, \nCountry,Requests\nNamibia,3\nSource: us,\n")
    sheet.header(1, 1)
    sheet.header(2, 1)
    sheet.header(2, 2)
    sheet.cell(3, 1)
    sheet.cell(3, 2)
    sheet.ignore_rest("a note")
    assert sheet.ledger() == {"cells": 6, "read": 2, "headers": 3, "ignored": 1}
    assert sheet.reasons == {"a note": 1}


@pytest.mark.parametrize(("kind", "place"), [("", "row 2 column 2"), ("sheet", 'sheet "S" row 2 column B')])
def test_a_cell_that_nobody_read_is_named(kind: str, place: str) -> None:
    sheet = Sheet(DOCUMENT, 0, "S" if kind else "", kind, "", [["a", "b"], ["c", "surprise"]])
    for row, column in ((1, 1), (1, 2), (2, 1)):
        sheet.cell(row, column)
    with pytest.raises(LayoutChanged) as caught:
        sheet.ledger()
    assert str(caught.value) == (
        f"example requests (figures.csv, sha256 abababababab): {place}: a cell nobody read: "
        "expected every cell read or ignored by name, found 'surprise'"
    )


def test_blank_cells_need_no_account() -> None:
    assert sheet_of(",  ,\t\n,,\n").ledger() == {"cells": 0, "read": 0, "headers": 0, "ignored": 0}


def test_ignoring_neither_takes_back_what_was_read_nor_counts_blanks() -> None:
    sheet = sheet_of("a,, \n")
    sheet.cell(1, 1)
    for column in (1, 2, 3, 4):
        sheet.ignore(1, column, "nothing")
    assert (sheet.ledger()["ignored"], dict(sheet.reasons)) == (0, {})


def test_ignoring_the_rest_of_no_rows_ignores_nothing() -> None:
    sheet = sheet_of("a\nb\n")
    sheet.ignore_rest("rows after the last", rows=range(3, 3))
    assert dict(sheet.reasons) == {}
    sheet.ignore_rest("the second row", rows=[2])
    with pytest.raises(LayoutChanged, match="row 1 column 1"):
        sheet.ledger()


def test_an_observation_marks_its_cells_and_knows_its_place() -> None:
    sheet = sheet_of("1,5\n", "m.csv", 3)
    found = sheet.observation("t", "h", Value(1, 5, "band"), H1, {}, 1, 1, 2)
    assert (found.printed, found.sheet, found.row, found.columns) == ("1 | 5", 3, 1, (1, 2))
    assert sheet.ledger()["read"] == 2


@pytest.mark.parametrize(
    ("number", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_column_names(number: int, name: str) -> None:
    assert column_name(number) == name


# --- tables under one header ---


def test_a_table_is_read_cell_by_cell() -> None:
    text = "Half,Code,Country,Requests,Disclosed\n2020 H1,NA,Namibia,3,50%\n2020 H1,XK,Kosovo,,\n"
    sheet = sheet_of(text)
    found = list(read_table(sheet, "requests", HALVES))
    assert [(o.heading, o.words["jurisdiction"], o.printed, o.row, o.columns) for o in found] == [
        ("Requests", "Namibia", "3", 2, (4,)),
        ("Disclosed", "Namibia", "50%", 2, (5,)),
    ]
    assert {o.period for o in found} == {H1}
    assert sheet.notes == ["row 3: blank but for its label"]
    assert sheet.ledger() == {"cells": 13, "read": 6, "headers": 5, "ignored": 2}
    assert sheet.reasons == {"the country once more": 2}


def test_columns_may_stand_in_any_order() -> None:
    (one, two) = rows("Disclosed,Requests,Country,Half,Code\n50%,3,Namibia,2020 H1,NA\n", HALVES)
    assert (one.heading, one.columns, two.heading, two.columns) == ("Requests", (2,), "Disclosed", (1,))


def test_a_blank_beside_a_figure_is_a_row_and_a_blank_column_a_note() -> None:
    text = "Half,Code,Country,Requests,Disclosed\n2020 H1,NA,Namibia,3,\n2020 H1,XK,Kosovo,,\n2020 H2,XK,Kosovo,0,\n"
    sheet = sheet_of(text)
    found = list(read_table(sheet, "requests", HALVES))
    assert [(o.heading, o.value.status) for o in found] == [("Requests", "exact"), ("Requests", "exact")]
    assert sheet.notes == ['the file: column "Disclosed" is blank throughout', "row 3: blank but for its label"]
    mixed = rows(text.replace("3,\n", "3,9%\n"), HALVES)
    assert [o.value.status for o in mixed if o.heading == "Disclosed"] == ["rounded", "blank"]


def test_blanks_of_a_sparse_table_are_noted_once() -> None:
    sheet = sheet_of("Country,Requests\nNamibia,3\nKosovo,\n")
    found = list(read_table(sheet, "requests", replace(PLAIN, sparse=True), period=H1))
    assert len(found) == 1
    assert sheet.notes == ["the file: 1 blank cells of requests, whose columns speak of few of the rows"]


def test_a_pair_of_columns_is_one_figure() -> None:
    contract = Contract({}, {("MIN", "MAX"): pair})
    sheet = sheet_of("MIN,MAX\n0,499\n,\n500,999\n")
    found = list(read_table(sheet, "nsl", contract, period=H1))
    assert [(o.heading, o.printed, o.value, o.columns) for o in found] == [
        ("MIN | MAX", "0 | 499", Value(0, 499, "band"), (1, 2)),
        ("MIN | MAX", "500 | 999", Value(500, 999, "band"), (1, 2)),
    ]


def test_a_row_may_name_what_its_figures_count() -> None:
    (found,) = rows("Type,count\nTotal requests,3\n", Contract({}, {"count": count}, label="Type"), period=H1)
    assert found.heading == "Total requests / count"


def test_the_first_contract_that_fits_the_header_is_taken() -> None:
    older = Contract({"Land": "jurisdiction"}, {"Requests": count})
    (found,) = rows("Land,Requests\nNamibia,3\n", PLAIN, older, period=H1)
    assert found.words == {"jurisdiction": "Namibia"}


def test_header_and_last_row_may_lie_anywhere() -> None:
    text = "A title\nCountry,Requests\nNamibia,3\n\nKosovo,4\nTotal,7\n"
    found = rows(text, PLAIN, period=H1, header=2, last=5)
    assert [(o.row, o.words["jurisdiction"]) for o in found] == [(3, "Namibia"), (5, "Kosovo")]


@pytest.mark.parametrize(
    ("text", "place", "problem", "expected", "found"),
    [
        ("Country,Demands\nNamibia,3\n", "row 1 column 2", "the header changed", "['Requests']", "['Demands']"),
        (
            "Country,Requests,New\nNamibia,3,4\n",
            "row 1 column 3",
            "the header changed",
            "no further heading",
            "['New']",
        ),
        ("Country\nNamibia\n", "row 1", "the header changed", "['Requests']", "no such heading"),
        ("", "row 1", "the header changed", "['Country', 'Requests']", "no such heading"),
        (
            "Country,Requests,Requests\nNamibia,3,4\n",
            "row 1",
            "a heading stands twice",
            "each heading once",
            "'Requests'",
        ),
        ("Country,Requests\nNamibia\n", "row 2", "a ragged row", "2 cells", "1 cells: Namibia"),
        ("Country,Requests\nNamibia,1,234\n", "row 2", "a ragged row", "2 cells", "3 cells: Namibia,1,234"),
        (
            "Country,Requests\nNamibia,1\nKosovo,about 3\n",
            "row 3 column 2",
            'unknown value under "Requests"',
            "a count such as 1,234, 0-499 or <10",
            "'about 3'",
        ),
    ],
)
def test_what_is_not_as_declared_is_named_by_its_place(
    text: str, place: str, problem: str, expected: str, found: str
) -> None:
    error = changed(read_table(sheet_of(text), "requests", PLAIN, period=H1))
    assert (error.place, error.problem, error.expected) == (place, problem, expected)
    assert error.found.startswith(found)
    assert str(error).startswith("example requests (figures.csv, sha256 abababababab): " + place)


def test_an_unknown_period_is_named_by_its_place() -> None:
    text = "Half,Code,Country,Requests,Disclosed\n2020 H3,NA,Namibia,3,50%\n"
    error = changed(read_table(sheet_of(text), "requests", HALVES))
    assert (error.place, error.problem) == ("row 2 column 1", "unknown period")
    assert (error.expected, error.found) == ("a half-year such as 2013 H1 or H1-2015", "'2020 H3'")


def test_a_table_without_a_period_is_refused() -> None:
    assert changed(read_table(sheet_of("Country,Requests\nNamibia,3\n"), "requests", PLAIN)).problem == "no period"


def test_empty_cells_past_the_header_are_no_ragged_row() -> None:
    (found,) = rows("Country,Requests,,\nNamibia,3,, \n", PLAIN, period=H1)
    assert found.value == Value(3, 3, "exact")


def test_a_row_may_end_where_only_ignored_columns_are_left() -> None:
    contract = replace(PLAIN, ignored={"Remark": "prose"})
    found = rows("Country,Requests,Remark\nNamibia,3\nKosovo,4,one of them twice\n", contract, period=H1)
    assert [(one.words["jurisdiction"], one.printed) for one in found] == [("Namibia", "3"), ("Kosovo", "4")]
    error = changed(read_table(sheet_of("Country,Requests,Remark\nNamibia\n"), "requests", contract, period=H1))
    assert error.problem == "a ragged row"


def test_a_lost_character_stands_in_no_cell_that_is_read() -> None:
    contract = replace(PLAIN, ignored={"Remark": "prose"})
    sheet = sheet_of("Country,Requests,Remark\nNamibia,3,na\ufffdve\nC\ufffdte d'Ivoire,4,\n")
    list(read_table(sheet, "requests", contract, period=H1))
    with pytest.raises(LayoutChanged, match="row 3 column 1: a lost character"):
        sheet.ledger()
    sheet = sheet_of("Country,Requests,Remark\nNamibia,3,na\ufffdve\n")
    list(read_table(sheet, "requests", contract, period=H1))
    assert sheet.ledger() == {"cells": 6, "read": 2, "headers": 3, "ignored": 1}


def test_a_misprinted_record_is_read_as_its_contract_says_and_noted() -> None:
    broken = ("Korea", " Republic of", "3")
    contract = replace(PLAIN, malformed={broken: (("Korea, Republic of", 1), ("3", 3))})
    sheet = sheet_of("Country,Requests\nKorea, Republic of,3\n")
    (found,) = read_table(sheet, "requests", contract, period=H1)
    assert (found.words, found.printed, found.columns) == ({"jurisdiction": "Korea, Republic of"}, "3", (3,))
    assert sheet.ledger() == {"cells": 5, "read": 3, "headers": 2, "ignored": 0}
    assert sheet.notes == ["row 2: misprinted, read as its contract says: Korea, Republic of,3"]


def test_columns_that_another_contract_reads_are_left_to_it() -> None:
    text = "Country,Requests,US only\nNamibia,3,\nUnited States,4,5\n"
    sheet = sheet_of(text)
    own = replace(PLAIN, elsewhere=frozenset({"US only"}))
    other = Contract({"Country": "jurisdiction"}, {"US only": count}, elsewhere=frozenset({"Requests"}), sparse=True)
    assert len(list(read_table(sheet, "requests", own, period=H1))) == 2
    with pytest.raises(LayoutChanged, match="a cell nobody read"):
        sheet.ledger()
    assert len(list(read_table(sheet, "us", other, period=H1))) == 1
    assert sheet.ledger() == {"cells": 8, "read": 5, "headers": 3, "ignored": 0}


# --- archives ---


def test_members_are_read_by_name_and_others_ignored_with_a_reason() -> None:
    sheets = [sheet_of("Hello\n", "README.txt", 0), sheet_of("Country,Requests\nNamibia,3\n", "a.csv", 1)]
    contract = replace(PLAIN, period=("Requests",), read_period=lambda text: H1)
    (found,) = read_members(sheets, {"a.csv": ("requests", (contract,))}, {"*.txt": "prose"})
    assert (found.sheet, sheets[0].reasons) == (1, {"prose": 1})


def test_an_unknown_member_is_named() -> None:
    error = changed(read_members([sheet_of("a\n", "new.csv")], {"a.csv": ("requests", (PLAIN,))}, {}))
    assert (error.place, error.problem, error.expected, error.found) == (
        'member "new.csv"',
        "an unknown member",
        "one of ['a.csv']",
        "'new.csv'",
    )


def test_a_figure_told_in_a_sentence_has_its_own_characters() -> None:
    sheet = sheet_of('"orders: 32,622, of them granted 7"\n')
    told = sheet.observation("requests", "orders", count("32,622"), H1, {}, 1, 1, printed="32,622")
    granted = sheet.observation("requests", "orders / of them granted", count("7"), H1, {}, 1, 1, printed="7")
    assert (told.printed, granted.printed) == ("32,622", "7")
    assert sheet.ledger() == {"cells": 1, "read": 1, "headers": 0, "ignored": 0}
