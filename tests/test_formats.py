"""Bytes to sheets: good files as printed, and every kind of bad one refused in words that say where."""

import io
import random
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from spiders.errors import PlainviewError, Unreadable
from spiders.formats import csv_file, open_sheets, workbook, zip_file
from spiders.sheet import Document, Sheet
from tests.house import zipped

CHECKOUT = Path(__file__).parent.parent
WHO = "example requests (figures, sha256 abababababab)"


def sheets_of(data: bytes) -> list[Sheet]:
    return open_sheets(Document("example", "requests", "figures", "ab" * 32, data))


def grid(data: bytes) -> list[list[str]]:
    (sheet,) = sheets_of(data)
    return sheet.grid


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        sheets_of(data)
    message = str(caught.value)
    assert message.startswith(WHO)
    return message.removeprefix(WHO).removeprefix(": ")


# --- CSV ---


@pytest.mark.parametrize(
    "data",
    [
        b"Country,Requests\nC\xc3\xb4te d'Ivoire,3\n",
        b"\xef\xbb\xbfCountry,Requests\nC\xc3\xb4te d'Ivoire,3\n",
        b"Country,Requests\r\nC\xc3\xb4te d'Ivoire,3\r\n",
        b"Country,Requests\nC\xc3\xb4te d'Ivoire,3",
        b'"Country","Requests"\r\n"C\xc3\xb4te d\'Ivoire","3"\r\n',
    ],
    ids=["plain", "byte order mark", "CRLF", "no last line end", "quoted"],
)
def test_csv_is_read_as_printed(data: bytes) -> None:
    assert grid(data) == [["Country", "Requests"], ["Côte d'Ivoire", "3"]]


def test_csv_keeps_quotes_line_ends_spaces_blanks_and_ragged_rows() -> None:
    data = b'"a ""b""","c\r\nd", e\r\n\r\nf\r\n,,,\r\n'
    assert grid(data) == [['a "b"', "c\r\nd", " e"], [], ["f"], ["", "", "", ""]]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"Country,Requests\rNamibia,3\r", "lines end in CR only, expected LF or CRLF"),
        (b"Country,Requests\nNamibia\0,3\n", "character 24 is NUL: not utf-8-sig text"),
        (b"Country\nC\xf4te d'Ivoire\n", "byte 9 is not utf-8-sig"),
        (b"\xef\xbb\xbfCountry\nC\xf4te d'Ivoire\n", "byte 12 is not utf-8-sig"),
        ("Country,Requests\nNamibia,3\n".encode("utf-16"), "byte 0 is not utf-8-sig"),
        ("Country\nNamibia\n".encode("utf-16-le"), "character 1 is NUL: not utf-8-sig text"),
        (b'Country,Requests\n"Namibia,3\nKosovo,4\n', "record 2: unexpected end of data"),
        (b'Country\n"Nami"bia\n', "record 2: ',' expected after '\"'"),
        (b"Country\n" + b"x" * 10_001, "record 2: field larger than field limit (10000)"),
    ],
)
def test_csv_that_is_no_whole_text_is_refused_with_the_place(data: bytes, message: str) -> None:
    assert refusal(data) == message


def test_csv_in_an_archive_is_named_by_its_member() -> None:
    assert refusal(zipped({"a/b.csv": b"\xff"})) == 'member "a/b.csv": byte 0 is not utf-8-sig'


def test_csv_of_a_declared_encoding() -> None:
    document = Document("example", "requests", "figures", "ab" * 32, b"")
    assert csv_file.csv_sheet(document, b"C\xf4te\n", encoding="cp1252").grid == [["Côte"]]


def test_csv_has_a_limit_of_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "MAX_ROWS", 3)
    assert len(grid(b"a\n" * 3)) == 3
    assert refusal(b"a\n" * 4) == "more than 3 records"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \r\n",
        b"\xd0\xcf\x11\xe0old",
    ],
)
def test_what_is_no_table_is_refused_and_quoted(data: bytes) -> None:
    known = "a CSV file, a zip, a workbook, a web page, JSON or a PDF file"
    assert refusal(data) == f"expected {known}, found {data[:80]!r}"


def test_a_page_where_none_is_due_is_refused_and_quoted() -> None:
    wall = Document("google", "user-data-requests", "requests.zip", "ab" * 32, b"\n<!doctype html><p>Just a moment")
    with pytest.raises(Unreadable, match="a page that says “Just a moment” came where zip is due"):
        open_sheets(wall)


# --- zip ---


def test_zip_members_are_sheets_in_the_archive_s_order() -> None:
    sheets = sheets_of(
        zipped({"b.csv": "x\n", "dir/": "", "README.txt": "Hello", "dir/a.csv": "y,z\n", "n.zip": zipped({})})
    )
    assert [(s.index, s.name, s.kind, s.grid) for s in sheets] == [
        (0, "b.csv", "member", [["x"]]),
        (1, "README.txt", "member", [["README.txt"]]),
        (2, "dir/a.csv", "member", [["y", "z"]]),
        (3, "n.zip", "member", [["n.zip"]]),
    ]
    assert sheets[0].sha256 != sheets[2].sha256


def test_what_a_mac_adds_is_no_table() -> None:
    assert sheets_of(zipped({"__MACOSX/._a.csv": b"\0\5\x16\7"}))[0].grid == [["__MACOSX/._a.csv"]]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../evil.csv", "outside the archive"),
        ("a/../../evil.csv", "outside the archive"),
        ("/etc/evil.csv", "outside the archive"),
        ("..\\evil.csv", "outside the archive"),
    ],
)
def test_zip_with_a_member_outside_is_refused(name: str, fault: str) -> None:
    assert refusal(zipped({name: "a\n"})) == f'member "{name}" is {fault}'


def test_zip_with_a_symbolic_link_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link.csv")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refusal(buffer.getvalue()) == 'member "link.csv" is a symbolic link'


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_zip_with_a_name_twice_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.csv", "one\n")
        archive.writestr("a.csv", "two\n")
    assert refusal(buffer.getvalue()) == 'member "a.csv" is twice in the archive'


def test_encrypted_zip_is_refused() -> None:
    data = bytearray(zipped({"a.csv": "one\n"}))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(signature) + flags] |= 1
    assert refusal(bytes(data)) == 'member "a.csv" is encrypted'


def test_zip_with_a_wrong_checksum_is_refused() -> None:
    data = zipped({"a.csv": "Namibia,3\n"})
    assert refusal(data.replace(b"Namibia,3", b"Namibia,8")) == (
        "member \"a.csv\" is damaged: Bad CRC-32 for file 'a.csv'"
    )


def test_zip_that_lies_about_a_size_is_refused() -> None:
    data = bytearray(zipped({"a.csv": "Namibia,3\n"}))
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 5)
    assert refusal(bytes(data)).startswith('member "a.csv" is damaged: ')


@pytest.mark.parametrize("cut", [4, 30, 60, -30, -1])
def test_cut_zip_is_refused(cut: int) -> None:
    assert refusal(zipped({"a.csv": "Namibia,3\n"})[:cut]).startswith("not a whole zip archive: ")


def test_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("a.csv", b"0" * 20_000_000)
    monkeypatch.setattr(zip_file, "read_member", None)
    assert refusal(buffer.getvalue()) == f"would unpack to 20000000 bytes from {len(buffer.getvalue())}"


def test_zip_has_a_limit_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_file, "MAX_TOTAL", 20)
    assert refusal(zipped({"a.csv": "0" * 11, "b.csv": "0" * 10})).startswith("would unpack to 21 bytes")


def test_zip_with_too_many_members_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_file, "MAX_MEMBERS", 2)
    assert refusal(zipped({"a.csv": "", "b.csv": "", "c.csv": ""})) == "3 members, at most 2 are opened"


# --- workbooks ---


def xlsx(fill: Callable[[openpyxl.Workbook], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def xlsx_of(rows: str, **parts: str) -> bytes:
    """A workbook of one sheet whose rows are this XML."""
    source = zipfile.ZipFile(io.BytesIO(xlsx(lambda book: None)))
    members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    spreadsheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    members["xl/worksheets/sheet1.xml"] = f'<worksheet xmlns="{spreadsheet}"><sheetData>{rows}</sheetData></worksheet>'
    return zipped({**members, **parts})


def ods_of(tables: Mapping[str, str], before: str = "") -> bytes:
    """An OpenDocument spreadsheet: table name -> XML of its rows."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    told = "".join(f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in tables.items())
    content = (
        f"{before}<office:document-content{spaces}><office:body><office:spreadsheet>{told}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    media = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{media}"/></manifest:manifest>'
    )
    return zipped({"mimetype": media, "content.xml": content, "META-INF/manifest.xml": manifest})


def text_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{attributes}><text:p>{text}</text:p></table:table-cell>'


def number_cell(value: str, shown: str = "") -> str:
    told = f"<text:p>{shown or value}</text:p>"
    return f'<table:table-cell office:value-type="float" office:value="{value}">{told}</table:table-cell>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row{attributes}>{''.join(cells)}</table:table-row>"


def test_workbook_cells_are_text_as_python_prints_them() -> None:
    def fill(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.title = 'One "1"'
        values: list[str | float | date | None] = [
            "007",
            7,
            1234.0,
            0.2875,
            2.3e-05,
            1e22,
            True,
            None,
            " spaced ",
            date(2020, 6, 30),
        ]
        for column, value in enumerate(values, 1):
            sheet.cell(2, column).value = value
        book.create_sheet("Hidden").sheet_state = "hidden"
        book.worksheets[1]["B2"] = datetime(2020, 1, 2, 3, 4)  # noqa: DTZ001 - a worksheet's times have no zone

    one, hidden = sheets_of(xlsx(fill))
    assert (one.index, one.name, one.kind, hidden.index, hidden.name) == (0, 'One "1"', "sheet", 1, "Hidden")
    assert one.grid == [
        [""] * 10,
        ["007", "7", "1234", "0.2875", "2.3e-05", "1e+22", "TRUE", "", " spaced ", "2020-06-30"],
    ]
    assert hidden.grid == [["", ""], ["", "2020-01-02 03:04:00"]]
    assert one.place(2, 28) == 'sheet "One "1"" row 2 column AB'


def test_formulas_are_read_by_their_results() -> None:
    rows = (
        '<row r="2"><c r="B2"><f>1+1</f><v>2</v></c><c r="C2" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="D2" t="str"><f>IF(1,"","")</f><v></v></c>'
        '<c r="E2"><f t="shared" si="0"/><v>0.023230624518997805</v></c></row>'
    )
    assert grid(xlsx_of(rows)) == [[""] * 5, ["", "2", "a", "", "0.023230624518997805"]]


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<c r="C7" t="e"><v>#N/A</v></c>', "the error #N/A"),
        ('<c r="C7" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "the error #DIV/0!"),
        ('<c r="C7"><f>SUM(A1:A2)</f></c>', "a formula without its result"),
        ('<c r="C7"><f>SUM(A1:A2)</f><v/></c>', "a formula without its result"),
    ],
)
def test_a_cell_whose_value_is_not_told_is_no_blank(cell: str, found: str) -> None:
    assert refusal(xlsx_of(f'<row r="7">{cell}</row>')) == (
        f"xl/worksheets/sheet1.xml: cell C7: expected a value, found {found}"
    )


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c  r = 'xfd1048576' ><v>1</v></c></row>",
        '<row r="1048577"><c><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
    ],
)
def test_a_cell_too_far_out_is_refused_before_the_workbook_is_opened(
    rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "python_calamine", None)
    assert refusal(xlsx_of(rows)).endswith("are read")


def test_rows_without_cells_are_not_too_far_out() -> None:
    assert grid(xlsx_of('<row r="1"><c><v>1</v></c></row><row r="1048576" ht="15"/>')) == [["1"]]


def test_a_reference_that_is_none_is_refused() -> None:
    assert refusal(xlsx_of('<row r="1"><c r="?"><v>1</v></c></row>')) == "xl/worksheets/sheet1.xml: '?' is no cell"


def test_workbook_bomb_and_entities_are_refused() -> None:
    buffer = io.BytesIO(xlsx(lambda book: None))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 20_000_000)
    assert refusal(buffer.getvalue()).startswith("would unpack to 20")
    entities = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    cells = row(text_cell("&c;"))
    try:
        read = grid(ods_of({"S": cells}, entities))
    except Unreadable:
        read = [[]]
    assert "b" not in "".join(read[0] if read else [])


def test_workbook_that_is_no_xml_is_refused() -> None:
    assert refusal(xlsx_of("<row>")).startswith("xl/worksheets/sheet1.xml: ")
    assert refusal(zipped({"xl/workbook.xml": "<nonsense"})).startswith("not a readable workbook: ")


class PanicException(BaseException):
    """As pyo3 raises it for a panic in Rust."""


@pytest.mark.parametrize(
    ("raised", "seen"),
    [(PanicException("chunk size must be non-zero"), Unreadable), (KeyboardInterrupt(), KeyboardInterrupt)],
)
def test_a_panic_of_the_library_is_a_refusal_and_an_interrupt_none(
    raised: BaseException, seen: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Calamine:
        class CalamineWorkbook:
            @staticmethod
            def from_filelike(file: object) -> None:
                raise raised

    monkeypatch.setattr(workbook, "python_calamine", Calamine)
    with pytest.raises(seen):
        sheets_of(xlsx_of(""))


def test_opendocument_cells_and_their_repetitions() -> None:
    blank = '<table:table-cell table:number-columns-repeated="{}"/>'.format
    half = '<table:table-cell office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>'
    yes = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    tables = {
        "Requests &amp; more": row(text_cell("Country"), blank(2), text_cell("Requests"))
        + row(text_cell("Namibia"), '<table:covered-table-cell table:number-columns-repeated="2"/>', number_cell("3"))
        + row(half, yes, number_cell("0.25", "25"), blank(16381), attributes=' table:number-rows-repeated="2"')
        + row(blank(16384), attributes=' table:number-rows-repeated="1048572"'),
        "Empty": "",
    }
    sheets = sheets_of(ods_of(tables))
    assert [(s.name, s.kind) for s in sheets] == [("Requests & more", "sheet"), ("Empty", "sheet")]
    split = ["0.5", "TRUE", "0.25", ""]
    assert sheets[0].grid == [["Country", "", "", "Requests"], ["Namibia", "", "", "3"], split, split]
    assert sheets[1].grid == []


@pytest.mark.parametrize(
    "rows",
    [
        row('<table:table-cell table:number-columns-repeated="2000000000"/>', number_cell("3")),
        row('<table:table-cell table:number-columns-repeated="16384"/>', number_cell("3")),
        row("<table:table-cell/>", attributes=' table:number-rows-repeated="1048576"') + row(number_cell("3")),
        row(
            text_cell("x", ' table:number-columns-repeated="16384"'), attributes=' table:number-rows-repeated="1048576"'
        ),
        row("<table:table-cell/>", attributes=' table:number-rows-repeated="1048575"')
        + row('<table:table-cell table:number-columns-repeated="16383"/>', number_cell("3")),
    ],
    ids=["a billion columns", "a column too many", "a row too many", "every cell", "the last cell"],
)
def test_repetitions_without_end_are_refused_before_the_workbook_is_opened(
    rows: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "python_calamine", None)
    assert refusal(ods_of({"S": rows})).startswith("content.xml spans ")


# --- whatever the bytes are ---


@pytest.mark.parametrize("kind", ["csv", "zip", "xlsx", "ods"])
def test_no_broken_file_does_anything_but_read_or_be_refused(kind: str) -> None:
    whole = {
        "csv": 'Country,"Requests"\nC\u00f4te,3\n'.encode(),
        "zip": zipped({"\u00e9.csv": "Country,Requests\nNamibia,3\n", "b.csv": "x\n"}),
        "xlsx": xlsx_of('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "ods": ods_of({"S": row(text_cell("Namibia"), number_cell("3"))}),
    }[kind]
    chance = random.Random(8)  # noqa: S311 - the same broken files each time
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(chance.choice([1, 1, 1, 8])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        try:
            for sheet in sheets_of(bytes(broken[: chance.choice([None, None, None, chance.randrange(len(broken))])])):
                sheet.ignore_rest("read")
                sheet.ledger()
        except PlainviewError as error:
            assert str(error).startswith(WHO)


def test_hostile_workbooks_take_little_memory(tmp_path: Path) -> None:
    hostile = {
        "far.xlsx": xlsx_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "far.ods": ods_of(
            {"S": row('<table:table-cell table:number-columns-repeated="2000000000"/>', number_cell("3"))}
        ),
    }
    for name, data in hostile.items():
        (tmp_path / name).write_bytes(data)
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from spiders.errors import Unreadable\n"
        "from spiders.formats import open_sheets\n"
        "from spiders.sheet import Document\n"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))\n"
        "for path in Path(sys.argv[1]).iterdir():\n"
        "    try:\n"
        "        open_sheets(Document('p', 'r', path.name, '0' * 64, path.read_bytes()))\n"
        "    except Unreadable:\n"
        "        print('refused')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ["refused", "refused"]
