"""Tables of labelled rows on pages: every label in its order, every total held against its rows."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from analysis.cells import Sheet as Cells
from analysis.cells import open_cells
from spiders import reading
from spiders.errors import LayoutChanged
from spiders.formats.labelled import Labelled, finish, period_told, read_labelled
from spiders.observation import Observation
from spiders.periods import days, half_of, year
from spiders.sheet import Document, Sheet
from spiders.values import count, percent
from tests.fixtures_io import cases, pack, parts
from tests.pdf_writer import pdf

YEAR = year("2020")
ORDERS = Labelled(
    titles=("Demands", "Requests"),
    rows=(
        "Subpoenas",
        "All orders",
        ("Pen registers", "Pen register orders"),
        "Wiretaps",
        "Warrants of courts",
        "Total",
    ),
    columns=year,
    optional={"All orders"},
    apart={"All orders": "orders"},
    totals={
        "All orders": ("Pen registers", "Wiretaps"),
        "Total": ("Subpoenas", "Pen registers", "Wiretaps", "Warrants of courts"),
    },
)
PAGE = [
    "A report",
    "Demands",
    "2019|2020",
    "Subpoenas|10|20",
    "All orders|5|6",
    "Pen register orders|3|4",
    "Wiretaps|2|2",
    "Warrants|1|2",
    "of courts",
    "Total|16|28",
    "A remark",
]
SHARES = Labelled(
    ("Country",), by="jurisdiction", columns=("Share",), across="measure", read=percent, last="Others", whole=1.0
)


def page(lines: Sequence[str], index: int = 0) -> Sheet:
    grid = [line.split("|") for line in lines]
    return Sheet(Document("acme", "requests", "a.pdf", "0" * 64, b""), index, str(index + 1), "page", "", grid)


def found(lines: Sequence[str], contract: Labelled = ORDERS) -> tuple[list[Observation], Sheet]:
    sheet = page(lines)
    read = list(read_labelled([sheet], "demands", contract, period=YEAR, words={"service": "all"}))
    finish([sheet])
    sheet.ledger()
    return read, sheet


def told(lines: Sequence[str], contract: Labelled = ORDERS) -> str:
    with pytest.raises(LayoutChanged) as error:
        found(lines, contract)
    return str(error.value)


def changed(before: str, after: str) -> list[str]:
    assert before in PAGE
    return [after if line == before else line for line in PAGE if line != before or after]


def test_rows_name_a_dimension_and_columns_periods() -> None:
    read, sheet = found(PAGE)
    assert [(entry.table, entry.words["process"], entry.printed, entry.row) for entry in read[::2]] == [
        ("demands", "Subpoenas", "10", 4),
        ("orders", "All orders", "5", 5),
        ("demands", "Pen register orders", "3", 6),
        ("demands", "Wiretaps", "2", 7),
        ("demands", "Warrants of courts", "1", 8),
        ("demands", "Total", "16", 10),
    ]
    assert {entry.heading for entry in read} == {"Demands"}
    assert [entry.period for entry in read[:2]] == [year("2019"), year("2020")]
    assert (read[0].words["service"], read[1].columns) == ("all", (3,))
    assert sheet.findings == []


def test_a_row_may_be_left_out_only_where_it_is_declared_so() -> None:
    assert len(found(changed("All orders|5|6", ""))[0]) == 10
    for line in PAGE[3:10]:
        if line != "All orders|5|6":
            assert "expected" in told(changed(line, "")), line


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Demands", "Orders", "a table is missing: expected 'Demands', found no such title"),
        ("2019|2020", "2019|H2", "row 3 column 2: unknown period: expected a year such as 2025, found 'H2'"),
        ("2019|2020", "2019|2019", "a period a column, each once"),
        ("Subpoenas|10|20", "Summonses|10|20", "row 4 column 1: an unknown row: expected 'Subpoenas' and 2 figures"),
        ("Subpoenas|10|20", "Subpoenas|10", "row 4 column 1: an unknown row: expected 'Subpoenas' and 2 figures"),
        ("Subpoenas|10|20", "Subpoenas|10|20|30", "'Subpoenas' and 2 figures"),
        ("Subpoenas|10|20", "Subpoenas|10|ten", "row 4 column 3: unknown value: expected a count"),
        ("Pen register orders|3|4", "Pen traces|3|4", "row 6 column 1: an unknown row: expected 'Pen registers'"),
        ("Wiretaps|2|2", "Wiretaps of calls|2|2", "an unknown row: expected 'Wiretaps'"),
        ("of courts", "of anybody", "row 9 column 1: an unknown row: expected 'Warrants of courts'"),
        ("A remark", "Geofences|7|8", "row 11 column 1: a cell nobody read"),
    ],
)
def test_another_label_heading_or_value_is_told(before: str, after: str, said: str) -> None:
    message = told(changed(before, after))
    assert said in message
    assert "acme requests (a.pdf" in message


def test_the_end_of_the_page_is_no_row() -> None:
    assert "a row is missing: expected 'Total', found the end of the page" in told(PAGE[:9])
    assert "a row is missing: expected 'Warrants of courts'" in told(PAGE[:8])
    assert "each once" in told(PAGE[:2])


def test_a_label_takes_its_figures_from_beside_or_between_its_lines() -> None:
    for lines in (["Warrants", "1|2", "of courts"], ["Warrants", "of courts|1|2"], ["Warrants of courts|1|2"]):
        read, _ = found([*PAGE[:7], *lines, *PAGE[9:]])
        assert [entry.printed for entry in read if entry.words["process"] == "Warrants of courts"] == ["1", "2"]
    assert "an unknown row" in told([*PAGE[:7], "Warrants|1|2", "of courts|3|4", *PAGE[9:]])


def test_a_total_that_the_rows_cannot_give_is_a_finding() -> None:
    _, sheet = found(changed("Total|16|28", "Total|16|29"))
    assert sheet.findings == ["page \"1\" row 10 column 3: 29 is printed as 'Total' under '2020'; the 4 rows give 28"]
    _, sheet = found(changed("Pen register orders|3|4", "Pen register orders|2|4"))
    assert [finding.split(";")[1] for finding in sheet.findings] == [" the 2 rows give 4", " the 4 rows give 15"]


@pytest.mark.parametrize(
    ("part", "total", "fits"),
    [
        ("0-499", "509", True),
        ("0-499", "9", False),
        ("0-499", "510", False),
        ("0-499", "500-999", True),
        ("<10", "19", True),
        ("<10", "20", False),
        ("-", "10", True),
        ("-", "9", False),
        ("", "99999", True),
        ("1", "-", True),
    ],
)
def test_bands_and_silences_count_with_what_they_can_stand_for(part: str, total: str, fits: bool) -> None:
    read = partial(count, tokens={"-": "not_reported"})
    contract = Labelled(("T",), ("A", "B", "All"), columns=year, read=read, totals={"All": ("A", "B")})
    _, sheet = found(["T|2020", "A|10", f"B|{part}", f"All|{total}"], contract)
    assert len(sheet.findings) == (0 if fits else 1)


def test_rows_under_rows_of_the_same_name() -> None:
    rows = ("Orders", "Orders / Stored", "Orders / Live", "Warrants", "Warrants / Stored", "Warrants / Live")
    lines = ["T|2020", "Orders|3", "Stored|1", "Live|2", "Warrants", "Stored|4", "Live|5"]
    read, _ = found(lines, Labelled(("T",), rows, columns=year, bare={"Warrants"}))
    assert [(entry.words["process"], entry.printed) for entry in read][1:] == [
        ("Orders / Stored", "1"),
        ("Orders / Live", "2"),
        ("Warrants / Stored", "4"),
        ("Warrants / Live", "5"),
    ]
    assert "an unknown row: expected 'Warrants' and 0 figures" in told(
        ["T|2020", "Orders|3", "Stored|1", "Live|2", "Warrants|9", "Stored|4", "Live|5"],
        Labelled(("T",), rows, columns=year, bare={"Warrants"}),
    )


def test_rows_and_columns_name_measures_or_dimensions() -> None:
    lines = ["Kind|Full|None", "Orders|3|1"]
    wide = Labelled(("Kind",), ("Orders",), by="measure", columns=("Full", "None"), across="measure")
    assert [entry.heading for entry in found(lines, wide)[0]] == ["Orders / Full", "Orders / None"]
    read, _ = found(lines, replace(wide, across="response"))
    assert [(entry.heading, entry.words["response"]) for entry in read] == [("Orders", "Full"), ("Orders", "None")]
    assert read[0].period == YEAR
    read, _ = found(lines, replace(wide, by="process", across="response"))
    assert (read[0].heading, read[0].words) == ("Kind", {"service": "all", "process": "Orders", "response": "Full"})
    assert "the headings changed" in told(["Kind|None|Full", "Orders|3|1"], wide)
    assert "the headings changed: expected 'Who'" in told(
        ["Kind", "Full|None", "Orders|3|1"], replace(wide, corner="Who")
    )
    assert len(found(["Kind", "Who|Full|None", "Orders|3|1"], replace(wide, corner="Who"))[0]) == 2


def test_a_figure_without_a_period_is_told() -> None:
    with pytest.raises(LayoutChanged, match="no period"):
        list(read_labelled([page(["T", "A|1"])], "demands", Labelled(("T",), ("A",))))


def test_rows_of_any_label() -> None:
    lines = ["Country|Share", "Chad|60.0%", "Peru|30.1%", "Others|10.0%", "A remark"]
    read, sheet = found(lines, SHARES)
    assert [(entry.words["jurisdiction"], entry.heading, entry.printed) for entry in read] == [
        ("Chad", "Share", "60.0%"),
        ("Peru", "Share", "30.1%"),
        ("Others", "Share", "10.0%"),
    ]
    assert sheet.findings == []
    _, sheet = found([line.replace("30.1", "30.2") for line in lines], SHARES)
    assert sheet.findings == [
        "page \"1\" row 4 column 2: all rows should give 1 under 'Share'; the 3 rows give 1.0005 to 1.0035"
    ]
    assert "a row is missing: expected 'Others'" in told(lines[:3], SHARES)
    assert "an unknown row" in told(["Country|Share", "Chad", "Others|10.0%"], SHARES)
    until_text = replace(SHARES, last="", whole=None)
    assert len(found(lines, until_text)[0]) == 3
    assert "a cell nobody read" in told(["Country|Share", "Chad|60.0%", "Peru", "Mali|3.0%"], until_text)
    assert "a table without rows" in told(["Country|Share", "A remark"], until_text)


def test_tables_are_found_on_any_page_and_may_be_optional() -> None:
    pages = [page(["A report"]), page(PAGE, 1)]
    assert {entry.sheet for entry in read_labelled(pages, "demands", ORDERS)} == {1}
    assert list(read_labelled(pages[:1], "demands", ORDERS, optional=True)) == []


def test_the_line_that_tells_the_period() -> None:
    pages = [page(["A report"]), page(["From|January 1 - June 30, 2020", "January 1, 2020 - June 30, 2020"])]
    assert period_told(pages, days, "days") == half_of(2020, 1)
    with pytest.raises(LayoutChanged, match="no line tells the period: expected days"):
        period_told(pages[:1], days, "days")


def test_a_web_page_keeps_its_blank_cells() -> None:
    contract = Labelled(("Kind",), ("Orders", "Total"), columns=year)
    entries, _ = found(["Kind|2019|2020", "Orders||7", "Total|9|7"], contract)
    assert [entry.value.status for entry in entries] == ["blank", "exact", "exact", "exact"]


def test_verify_looks_for_a_country_that_stands_above_on_a_line_of_its_own() -> None:
    sheet = open_cells(pdf(["Chad\nPeru  Mali\nRequests  5"]), "page", "1")
    assert isinstance(sheet, Cells)
    assert sheet.alone("Chad", 3)
    assert not sheet.alone("Chad", 1)
    assert not sheet.alone("Peru", 3)
    assert not sheet.alone("Mali", 3)


def test_what_a_publisher_prints_wrongly_is_told() -> None:
    """Verizon's page on the first half of 2018 prints 3,678 for 2,678, and each total of 2016 a half-year too late."""
    case = next(case for case in cases() if str(case) == "verizon/2018-h1")
    findings = reading.read(pack(case, parts(case))).ledger["findings"]
    assert [finding.split("; ")[1] for finding in findings] == [
        "the 3 rows give 34,813",
        "the 6 rows give 140,568",
        "the 6 rows give 135,786",
        "the 6 rows give 129,249",
    ]


def test_lines_that_tell_other_periods_tell_none() -> None:
    pages = [page(["January 1, 2020 - June 30, 2020", "July 1, 2020 - December 31, 2020"])]
    with pytest.raises(LayoutChanged, match="row 2 column 1: several periods"):
        period_told(pages, days, "days")
    again = [page(["January 1, 2020 - June 30, 2020"]), page(["January 1, 2020 - June 30, 2020"], 1)]
    assert period_told(again, days, "days") == half_of(2020, 1)


@pytest.mark.parametrize("alone", ["27,664", "0-249", "0 – 499", "12%", "2"])
def test_a_figure_that_stands_alone_is_no_text_around_a_table(alone: str) -> None:
    orders = Labelled(("Orders",), ("Received",), by="measure")
    assert f"a cell nobody read: expected every cell read or ignored by name, found '{alone}'" in told(
        ["Orders", "Received|7", alone], orders
    )


def test_the_number_of_a_page_is_no_figure() -> None:
    entries, sheet = found(["Orders", "Received|7", "1"], Labelled(("Orders",), ("Received",), by="measure"))
    assert [entry.printed for entry in entries] == ["7"]
    assert sheet.reasons == {"the page's number": 1}
