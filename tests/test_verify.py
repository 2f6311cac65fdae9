"""Figures looked up again in small documents made here, right ones and every kind of wrong one."""

import csv
import io
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import cells
from analysis.cells import Damaged, csv_sheet
from analysis.verify import Place, Result, misread, parse_locator, verify_documents
from spiders.errors import IntegrityError

Row = tuple[str, str, float | None, float | None, str]

TABLE = (
    '\ufeffPeriod,Country,"Requests, ""all""",Percentage,MIN,MAX\r\n'
    '2020-06-30,"Congo,\r\nthe",12,54,0,499\r\n'
    '2020-06-30,Namibia,"1,234",,,\r\n'
    "\r\n"
    "2020-12-31,Namibia,<10,?,500,999\r\n"
).encode()

RIGHT: list[Row] = [
    ('row 2 column 3 "Requests, ""all"""', "12", 12, 12, "exact"),
    ("row 2 column 4", "54", 0.535, 0.545, "rounded"),
    ('row 2 column 5 "MIN" and column 6 "MAX"', "0 | 499", 0, 499, "band"),
    ('row 3 column 3 "Requests, ""all"""', "1,234", 1234, 1234, "exact"),
    ('row 3 column 4 "Percentage"', "", None, None, "blank"),
    ("row 3 column 5 and column 6", " | ", None, None, "blank"),
    ('row 5 column 3 "Requests, ""all"""', "<10", 0, 9, "below"),
    ('row 5 column 4 "Percentage"', "?", None, None, "withheld_by_law"),
]


def frame(data: bytes, rows: list[Row], origin: str = "archive") -> pl.DataFrame:
    schema = {"locator": pl.String, "printed": pl.String, "lower": pl.Float64, "upper": pl.Float64, "status": pl.String}
    constant = {"publisher": "example", "report": "requests", "snapshot": sha256(data).hexdigest(), "origin": origin}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.with_columns(pl.lit(value).alias(name) for name, value in constant.items())


def verify(data: bytes, *rows: Row) -> Result:
    return verify_documents(frame(data, list(rows)), {sha256(data).hexdigest(): data}.__getitem__)


def only_mismatch(data: bytes, row: Row) -> str:
    result = verify(data, row)
    assert (result.checked, result.unchecked, len(result.mismatches)) == (1, 0, 1)
    return result.mismatches[0]


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_csv() -> None:
    assert verify(TABLE, *RIGHT) == Result(len(RIGHT), 0, [])


def test_lazy_frames_and_enums_do_as_well() -> None:
    table = frame(TABLE, RIGHT).with_columns(
        pl.col("status").cast(pl.Enum(["exact", "rounded", "band", "below", "blank", "withheld_by_law"])),
        pl.col("origin").cast(pl.Enum(["archive", "baseline"])),
    )
    assert verify_documents(table.lazy(), lambda _: TABLE) == Result(len(RIGHT), 0, [])


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("row 2 column 3", "13", 13, 13, "exact"), "row 2 column 3: the table says '13', the document '12'"),
        (("row 2 column 3", "12.0", 12, 12, "exact"), "the table says '12.0', the document '12'"),
        (("row 3 column 3", "12", 12, 12, "exact"), "the document '1,234'"),
        (("row 4 column 3", "12", 12, 12, "exact"), "(no such cell)"),
        (("row 99 column 1", "12", 12, 12, "exact"), "(no such cell)"),
        (("row 2 column 7", "", None, None, "blank"), "(no such cell)"),
        (("row 2 column 5 and column 6", "0", 0, 499, "band"), "the document '0 | 499'"),
        (("row 2 column 6 and column 5", "0 | 499", 0, 499, "band"), "the document '499 | 0'"),
        (('row 2 column 5 "MIN" and column 6 "MIN"', "0 | 499", 0, 499, "band"), "no heading 'MIN' stands above"),
        (('row 2 column 3 "Requests"', "12", 12, 12, "exact"), "no heading 'Requests' stands above"),
        (('row 1 column 5 "MIN"', "MIN", None, None, "withheld_by_law"), "no heading 'MIN' stands above"),
        (("row 2 column 3", "12", 11, 12, "exact"), "'12' is held as exact, 11.0 to 12.0"),
        (("row 3 column 3", "1,234", 1.234, 1.234, "exact"), "is held as exact"),
        (("row 2 column C", "12", 12, 12, "exact"), "columns are letters in a workbook"),
        (('member "a.csv" row 2 column 3', "12", 12, 12, "exact"), "cannot be opened: BadZipFile"),
        (("page 3 row 2", "12", 12, 12, "exact"), "not a locator that can be followed"),
    ],
)
def test_csv_mismatches(row: Row, problem: str) -> None:
    found = only_mismatch(TABLE, row)
    assert found.startswith(f"example requests (sha256 {sha256(TABLE).hexdigest()[:12]}): {row[0]}: ")
    assert problem in found


def test_the_heading_is_looked_for_above_the_cell() -> None:
    stacked = b"Table 1,\nCountry,Requests\nFrance,1\nTable 2,\nCountry,Accounts\nFrance,2\nshort\n"
    assert not verify(
        stacked,
        ('row 3 column 2 "Requests"', "1", 1, 1, "exact"),
        ('row 6 column 2 "Accounts"', "2", 2, 2, "exact"),
        ('row 6 column 2 "France / Accounts"', "2", 2, 2, "exact"),
    ).mismatches
    assert "no heading" in only_mismatch(stacked, ('row 3 column 2 "Accounts"', "1", 1, 1, "exact"))
    measured = frame(stacked, [("row 6 column 2", "2", 2, 2, "exact")])
    for measure, right in (("Accounts", True), ("France / Accounts", True), ("Devices", False), (None, True)):
        named = measured.with_columns(pl.lit(measure, dtype=pl.String).alias("printed_measure"))
        assert (verify_documents(named, lambda _: stacked).mismatches == []) is right


def test_a_heading_that_is_nowhere_is_looked_for_once() -> None:
    data = b"Country,Requests\n" + b"France,1\n" * 20_000
    rows: list[Row] = [(f'row {row} column 2 "Accounts"', "1", 1, 1, "exact") for row in range(2, 20_002)]
    start = time.process_time()
    assert len(verify(data, *rows).mismatches) == len(rows)
    assert time.process_time() - start < 10


def test_a_page_that_keeps_its_parser_busy_is_a_mismatch_and_no_standstill(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "SECONDS", 1)
    hostile = b"<p>12</p>" + b"<a " * 50_000
    rows: list[Row] = [("row 1 column 1", "12", 12, 12, "exact")] * 2
    assert [line.rpartition(": ")[2] for line in verify(hostile, *rows).mismatches] == [
        "looking its figures up took more than 1 s of processor time"
    ] * 2
    assert verify(TABLE, *RIGHT) == Result(len(RIGHT), 0, [])


def test_a_pair_is_filed_under_two_headings() -> None:
    for measure, right in (("MIN | MAX", True), ("MAX | MIN", False)):
        named = frame(TABLE, RIGHT[2:3]).with_columns(
            pl.lit("row 2 column 5 and column 6").alias("locator"), pl.lit(measure).alias("printed_measure")
        )
        assert (verify_documents(named, lambda _: TABLE).mismatches == []) is right


def test_a_record_that_lost_a_comma_stands_askew_under_its_header() -> None:
    data = b"year,government,code,count\n2025,India,IN,33\n2025,SingaporeSG,3\n"
    assert not verify(data, ('row 3 column 3 "count"', "3", 3, 3, "exact")).mismatches
    assert "no heading" in only_mismatch(data, ('row 3 column 3 "number"', "3", 3, 3, "exact"))


def test_a_record_that_lost_a_comma_may_print_more_than_the_figure_in_its_cell() -> None:
    data = b"year,users,service\n2025,10-20,npm\n2026,11-21.npm\n2026,1.5\n"
    assert not verify(data, ("row 3 column 2", "11-21.npm", 11, 21, "band")).mismatches
    for lower, upper, status in ((11, 22, "band"), (11, 11, "exact")):
        assert "is held as" in only_mismatch(data, ("row 3 column 2", "11-21.npm", lower, upper, status))
    assert "is held as" in only_mismatch(data, ("row 4 column 2", "1.5", 1, 1, "exact"))


def test_members_of_a_zip() -> None:
    data = zipped(**{"a.csv": TABLE, 'b "2".csv': b"x,y\n1,2\n"})
    assert not verify(
        data,
        *((f'member "a.csv" {row[0]}', *row[1:]) for row in RIGHT),
        ('member "b ""2"".csv" row 2 column 2 "y"', "2", 2, 2, "exact"),
    ).mismatches
    for name in ("c.csv", "A.csv"):
        found = only_mismatch(data, (f'member "{name}" row 2 column 3', "12", 12, 12, "exact"))
        assert "0 members have this name" in found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_record_numbers_by_every_line_end(end: str) -> None:
    data = end.join(["h", '"a', 'b"', "", '"c""', '""d",2', "7"]).encode()
    sheet = csv_sheet(data)
    texts = [sheet.text(row, 1) for row in range(1, 6)]
    assert texts == ["h", f"a{end}b", "", f'c"{end}"d', "7"]
    assert sheet.text(4, 2) == "2"
    assert sheet.text(6, 1) is None


@settings(deadline=None)
@given(st.text(alphabet='ab",\n\r é', max_size=30))
def test_csv_agrees_with_another_parser(text: str) -> None:
    try:
        expected = [record or [""] for record in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error:
        with pytest.raises(Damaged):
            csv_sheet(text.encode())
        return
    sheet = csv_sheet(text.encode())
    found = [[sheet.text(row, column) for column in range(1, len(cells) + 1)] for row, cells in enumerate(expected, 1)]
    assert found == expected
    assert sheet.text(len(expected) + 1, 1) is None


def test_an_unclosed_quote_is_a_mismatch_and_no_crash() -> None:
    assert "a quote is never closed" in only_mismatch(b'a,b\n1,"2\n', ("row 2 column 1", "1", 1, 1, "exact"))


def test_a_figure_told_in_a_sentence() -> None:
    data = b'Note\n"What it covers. All reports for this period: 32,622. Others: 7"\n'
    place = 'row 2 column 1 "reports for this period"'
    assert not verify(data, (place, "32,622", 32622, 32622, "exact")).mismatches
    for printed, value in (("32", 32), ("2,622", 2622), ("7", 7)):
        assert "the table says" in only_mismatch(data, (place, printed, value, value, "exact"))
    assert "the table says" in only_mismatch(data, ('row 2 column 1 "Notes"', "32,622", 32622, 32622, "exact"))
    said_before = 'row 2 column 1 "What it covers / reports for this period"'
    assert not verify(data, (said_before, "32,622", 32622, 32622, "exact")).mismatches
    other_order = 'row 2 column 1 "reports for this period / What it covers"'
    assert "the table says" in only_mismatch(data, (other_order, "32,622", 32622, 32622, "exact"))


def test_a_footnote_s_raised_number_is_no_digit() -> None:
    assert misread("21^1", 21, 21, "exact") is None
    assert misread("21^1", 211, 211, "exact") is not None


def test_a_figure_told_in_ten_thousands() -> None:
    data = "受理\n全国受理举报1004.2万件，下降22.6%\n".encode()
    place = 'row 2 column 1 "全国受理举报"'
    assert not verify(data, (place, "1004.2万", 10_041_500, 10_042_500, "rounded")).mismatches
    assert "the table says" in only_mismatch(data, (place, "1004.2", 1004.2, 1004.2, "exact"))


@pytest.mark.parametrize(
    ("printed", "lower", "upper"),
    [("1004.2万", 10_041_500, 10_042_500), ("98 万", 975_000, 985_000), ("124.1M", 124_050_000, 124_150_000)],
)
def test_a_count_in_ten_thousands_or_millions(printed: str, lower: float, upper: float) -> None:
    assert misread(printed, lower, upper, "rounded") is None
    for bounds in ((lower, upper - 1), (lower / 10, upper / 10), (lower + 1, upper + 1)):
        assert misread(printed, *bounds, "rounded") is not None
    assert misread(printed, lower, upper, "exact") is not None
    assert misread(printed, None, None, "not_reported") is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = "Land,Café\nNamibia,3\n".encode(encoding)
    assert not verify(data, ('row 2 column 2 "Café"', "3", 3, 3, "exact")).mismatches


def workbook(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    fill(book)
    book.save(buffer)
    return buffer.getvalue()


def criminal(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet('Criminal "2"')
    for cell, value in {
        "B2": "Rejected",
        "B3": "#",
        "C3": "%",
        "A4": "France",
        "B4": 28,
        "C4": 0.0232306245189978,
    }.items():
        sheet[cell] = value
    sheet["B5"], sheet["C5"], sheet["AA4"] = "15,935*", 1.0, 0
    sheet.merge_cells("B2:C2")


def test_workbook() -> None:
    data = workbook(criminal)
    place = 'sheet "Criminal ""2""" row'
    rate = "0.0232306245189978"
    assert not verify(
        data,
        (f'{place} 4 column B "Rejected / #"', "28", 28, 28, "exact"),
        (f'{place} 4 column C "%"', rate, float(rate), float(rate), "exact"),
        (f'{place} 4 column C "Rejected"', rate, float(rate), float(rate), "exact"),
        (f'{place} 5 column B "Rejected"', "15,935*", 15935, 15935, "exact"),
        (f"{place} 5 column C", "1", 1, 1, "exact"),
        (f"{place} 4 column AA", "0", 0, 0, "exact"),
        (f"{place} 9 column B", "", None, None, "blank"),
    ).mismatches
    wrong: list[tuple[Row, str]] = [
        ((f"{place} 4 column C", "0.0232", 0.0232, 0.0232, "exact"), "the table says '0.0232'"),
        ((f"{place} 4 column A", "28", 28, 28, "exact"), "the document 'France'"),
        ((f'{place} 4 column B "%"', "28", 28, 28, "exact"), "no heading '%'"),
        (('sheet "Civil" row 4 column B', "28", 28, 28, "exact"), "cannot be opened: KeyError"),
        ((f"{place} 4 column 2", "28", 28, 28, "exact"), "columns are letters"),
    ]
    for row, problem in wrong:
        assert problem in only_mismatch(data, row)


def test_a_workbook_with_its_last_cell_filled_is_opened_without_filling_the_rest() -> None:
    def far(book: openpyxl.Workbook) -> None:
        book.create_sheet("Far")["XFD1048576"] = 1

    assert not verify(workbook(far), ('sheet "Far" row 1048576 column XFD', "1", 1, 1, "exact")).mismatches


def test_bytes_that_are_no_workbook() -> None:
    row: Row = ('sheet "Criminal" row 4 column B', "28", 28, 28, "exact")
    whole = workbook(criminal)
    for data in (whole[:-100], b"PK\x03\x04", b"", zipped(**{"a.csv": b"1"}), zipped(**{"content.xml": b"<a"})):
        assert "cannot be opened" in only_mismatch(data, row)


ODS = b"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Other"/><table:table table:name="Data">
<table:table-header-rows><table:table-row><table:table-cell table:number-columns-repeated="2"/>
<table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation>
<text:p>All<text:s text:c="2"/>requests</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="3">
<table:table-cell table:number-columns-spanned="2"/><table:covered-table-cell/>
<table:table-cell office:value-type="float" office:value="12" table:number-columns-repeated="2"/>
<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>
</table:table-row><table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_open_document() -> None:
    data = zipped(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": ODS})
    assert not verify(
        data,
        ('sheet "Data" row 2 column C "All requests"', "12", 12, 12, "exact"),
        ('sheet "Data" row 4 column C "All requests"', "12", 12, 12, "exact"),
        ('sheet "Data" row 4 column D', "12", 12, 12, "exact"),
        ('sheet "Data" row 4 column E', "0.5", 0.5, 0.5, "exact"),
        ('sheet "Data" row 1048005 column A', "7", 7, 7, "exact"),
        ('sheet "Data" row 4 column A', "", None, None, "blank"),
    ).mismatches
    row = ('sheet "Data" row 5 column C', "12", 12.0, 12.0, "exact")
    assert "the document ''" in only_mismatch(data, row)
    assert "no sheet has this name" in only_mismatch(data, ('sheet "data" row 2 column C', "12", 12, 12, "exact"))
    filled = ODS.replace(b'office:value="7"/>', b'office:value="7" table:number-columns-repeated="99999999"/>')
    bomb = zipped(**{"content.xml": filled})
    assert "more than 5000000 cells" in only_mismatch(bomb, row)


def test_bytes_not_at_hand() -> None:
    def lost(snapshot: str) -> bytes:
        raise FileNotFoundError(snapshot)

    def rotten(snapshot: str) -> bytes:
        raise IntegrityError(f"{snapshot} has changed")

    kept, base = frame(TABLE, RIGHT), frame(TABLE, RIGHT, "baseline")
    assert verify_documents(base, lost) == Result(0, len(RIGHT), [])
    assert verify_documents(base, dict[str, bytes]().__getitem__) == Result(0, len(RIGHT), [])
    assert verify_documents(base, lambda _: TABLE) == Result(len(RIGHT), 0, [])
    readers: list[tuple[Callable[[str], bytes], str]] = [
        (lost, "missing from the archive"),
        (rotten, "has changed"),
        (lambda _: b"", "another hash"),
    ]
    for read, problem in readers:
        result = verify_documents(kept, read)
        assert (result.checked, result.unchecked, len(result.mismatches)) == (0, len(RIGHT), 1)
        assert problem in result.mismatches[0]


def test_documents_are_opened_one_at_a_time() -> None:
    other = b"a\n1\n"
    documents = {sha256(data).hexdigest(): data for data in (TABLE, other)}
    opened: list[str] = []

    def read(snapshot: str) -> bytes:
        opened.append(snapshot)
        return documents[snapshot]

    table = pl.concat([frame(TABLE, RIGHT), frame(other, [("row 2 column 1", "2", 2, 2, "exact")])])
    result = verify_documents(table.sample(fraction=1, shuffle=True, seed=1), read)
    assert sorted(opened) == sorted(documents)
    assert (result.checked, len(result.mismatches)) == (len(RIGHT) + 1, 1)


def test_locators() -> None:
    assert parse_locator('row 12 column 5 "A ""b"" c"') == Place("", "", 12, ((5, 'A "b" c'),))
    assert parse_locator('member "x.csv" row 2 column 3') == Place("member", "x.csv", 2, ((3, None),))
    assert parse_locator('sheet "row 1 column A" row 2 column AB "n\nm"') == Place(
        "sheet", "row 1 column A", 2, ((28, "n\nm"),)
    )
    for wrong in (
        "row 0 column 1",
        "row 1",
        'row 1 column 1 "a"b"',
        "row 1 column 1 and column",
        " row 1 column 1",
        "row 1 column a",
    ):
        with pytest.raises(Damaged, match="not a locator"):
            parse_locator(wrong)


@pytest.mark.parametrize(
    ("printed", "lower", "upper", "status"),
    [
        ("-1", -1, -1, "exact"),
        ("17  ", 17, 17, "exact"),
        ("2.3e-05", 2.3e-05, 2.3e-05, "exact"),
        ("16,005–16,249", 16005, 16249, "band"),
        ("4%-5%", 0.04, 0.05, "band"),
        ("<0.05%", 0, 0.0005, "below"),
        ("100%", 0.995, 1, "rounded"),
        ("0%", 0, 0.005, "rounded"),
        ("99.40%", 0.99395, 0.99405, "rounded"),
        ("0.5", 0.495, 0.505, "rounded"),
        ("N/A", None, None, "not_applicable"),
        ("N/A | N/A", None, None, "not_applicable"),
        ("", None, None, "suppressed"),
    ],
)
def test_values_that_are_what_is_printed(printed: str, lower: float | None, upper: float | None, status: str) -> None:
    assert misread(printed, lower, upper, status) is None


@pytest.mark.parametrize(
    ("printed", "lower", "upper", "status"),
    [
        ("12", 12, None, "exact"),
        ("12", None, None, "exact"),
        ("12", None, None, "not_reported"),
        ("12", 12, 12, "rounded"),
        ("12,34", 1234, 1234, "exact"),
        ("1e3", 1000, 1000, "exact"),
        ("<10", 0, 10, "below"),
        ("<10", 1, 9, "below"),
        ("10", 0, 9, "below"),
        ("<10", 10, 10, "exact"),
        ("0-499", 0, 0, "exact"),
        ("0-499", 249.5, 249.5, "band"),
        ("0-499", 0, 500, "band"),
        ("499", 0, 499, "band"),
        ("54%", 54, 54, "exact"),
        ("54%", 0.53, 0.55, "rounded"),
        ("54.1%", 0.535, 0.545, "rounded"),
        ("54%", 0.545, 0.555, "rounded"),
        ("12", 0, 0, "blank"),
        ("-", None, None, "blank"),
        ("", 0, 0, "blank"),
        ("?", 0, 0, "withheld_by_law"),
    ],
)
def test_values_that_are_not(printed: str, lower: float | None, upper: float | None, status: str) -> None:
    assert misread(printed, lower, upper, status) is not None


def test_a_label_that_stands_in_another_row_is_a_mismatch() -> None:
    data = b"metric,value\nrequests,3\naccounts,4\n"
    rows = {
        "publisher": "example", "report": "requests", "snapshot": sha256(data).hexdigest(), "origin": "archive",
        "locator": ["row 2 column 2", "row 3 column 2"], "printed": ["3", "4"], "lower": [3.0, 4.0],
        "upper": [3.0, 4.0], "status": "exact", "printed_measure": ["requests / value", "requests / value"],
        "printed_jurisdiction": None,
    }  # fmt: skip
    result = verify_documents(pl.DataFrame(rows), lambda digest: data)
    assert [line.partition(": ")[2] for line in result.mismatches] == [
        "row 3 column 2: it is filed under 'requests', which does not stand in its row"
    ]


def test_a_time_is_rounded_by_what_it_prints() -> None:
    assert misread("0.4", 0.35, 0.45, "rounded", "hours") is None
    assert misread("27.0", 26.5, 27.5, "rounded", "minutes") is None
    for bounds in ((0.3, 0.5), (0.45, 0.55), (0.4, 0.4), (-0.1, 0.45)):
        assert misread("0.4", *bounds, "rounded", "hours") is not None
    for unit in (None, "ratio", "requests"):
        assert misread("27.0", 26.5, 27.5, "rounded", unit) is not None


def test_a_sentinel_is_no_count() -> None:
    assert misread("-1", None, None, "not_reported") is None
    assert misread("-1", -1, -1, "exact") is None
    for printed, status in (("-1", "blank"), ("-2", "not_reported"), ("1", "not_reported")):
        assert misread(printed, None, None, status) is not None


def test_a_heading_over_several_columns_of_a_page() -> None:
    data = b"<table><tr><th colspan=2>Emergency<th>Rest<tr><th>A<th>B<th><tr><td>1<td>2<td>3</table>"
    right = ('row 3 column 2 "Emergency / B"', "2", 2, 2, "exact")
    assert not verify(data, right, ('row 3 column 3 "Rest"', "3", 3, 3, "exact")).mismatches
    assert "no heading" in only_mismatch(data, ('row 3 column 2 "Rest"', "2", 2, 2, "exact"))


def test_a_label_goes_on_in_rows_that_leave_its_cell_blank() -> None:
    data = b"Indicator,Scope,Value\nModerators,all,7\n,bg,2\n,cs,5\nOthers,all,1\n,bg,3\n"
    right: list[Row] = [
        (f'row {row} column 3 "Moderators / Value"', n, int(n), int(n), "exact") for row, n in ((3, "2"), (4, "5"))
    ]
    assert not verify(data, *right).mismatches
    assert "filed under 'Moderators'" in only_mismatch(
        data, ('row 6 column 3 "Moderators / Value"', "3", 3, 3, "exact")
    )


def test_full_stops_between_groups_of_digits() -> None:
    assert misread("35.852.803", 35_852_803, 35_852_803, "exact") is None
    assert misread("35.852", 35_852, 35_852, "exact") is not None


def test_a_word_for_none_is_a_count_of_zero() -> None:
    assert misread("None.", 0, 0, "exact") is None
    for lower, upper, status in ((1, 1, "exact"), (0, 249, "band")):
        assert misread("None.", lower, upper, status) is not None
