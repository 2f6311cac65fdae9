"""PDF files: lines and cells by their gaps, and what is damaged, encrypted, sideways or without text is told."""

import random
from hashlib import sha256

import polars as pl
import pytest

from analysis.cells import Sheet as Cells
from analysis.cells import open_cells
from analysis.pdf_cells import pdf_rows
from analysis.verify import verify_documents
from spiders.errors import Unreadable
from spiders.formats import open_sheets, pdf_file
from spiders.sheet import Document, Sheet
from tests.pdf_writer import content, pdf, pdf_of

TABLE = "Requests by country\nCountry  Requests  Disclosed\nNamibia  1,234  54%\nSouth Korea  0  <10"


def opened(data: bytes) -> list[Sheet]:
    return open_sheets(Document("alpha", "figures", "figures.pdf", "0" * 64, data))


def told(data: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        opened(data)
    assert "alpha figures (figures.pdf" in str(error.value)
    assert "expected" in str(error.value)
    return str(error.value)


def test_a_page_is_a_sheet_of_lines_and_cells() -> None:
    first, second = opened(pdf([TABLE, "Page 2"]))
    assert (first.kind, first.name, second.name) == ("page", "1", "2")
    assert first.place(3, 2) == 'page "1" row 3 column 2'
    assert first.grid == [
        ["Requests by country"],
        ["Country", "Requests", "Disclosed"],
        ["Namibia", "1,234", "54%"],
        ["South Korea", "0", "<10"],
    ]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_verify_finds_the_same_cells_with_another_library(rotate: int) -> None:
    data = pdf([TABLE, "“Quoted” (in brackets) \\ and ’s"], rotate=rotate)
    for sheet in opened(data):
        assert pdf_rows(data, sheet.name) == [["".join(cell.split()) for cell in cells] for cells in sheet.grid]


def drawn(instructions: str) -> list[list[str]]:
    """What is read of a page with those instructions, by both libraries."""
    data = pdf_of([f"BT /F 10 Tf 1 0 0 1 40 700 Tm {instructions} ET".encode()])
    (sheet,) = opened(data)
    assert pdf_rows(data, "1") == [["".join(cell.split()) for cell in cells] for cells in sheet.grid]
    return sheet.grid


@pytest.mark.parametrize(
    ("instructions", "grid"),
    [
        ("(one) Tj 25.5 0 Td (two) Tj", [["one two"]]),  # "one" is 18 points wide
        ("(one) Tj 25 0 Td (two) Tj", [["one two"]]),
        ("(one) Tj 20.5 0 Td (two) Tj 22 0 Td (x) Tj", [["one two x"]]),
        ("(one) Tj 18.5 0 Td (two) Tj", [["onetwo"]]),
        ("(one) Tj 26.5 0 Td (two) Tj", [["one", "two"]]),
        ("[(one) -850 (two)] TJ", [["one", "two"]]),
        ("[(on) -50 (e)] TJ", [["one"]]),
        ("(one two) Tj", [["one two"]]),
        ("(one  two) Tj", [["one", "two"]]),
        ("(b) Tj 60 0 Td (c) Tj -90 0 Td (a) Tj", [["a", "b", "c"]]),
    ],
)
def test_gaps_part_words_and_cells(instructions: str, grid: list[list[str]]) -> None:
    assert drawn(instructions) == grid


@pytest.mark.parametrize(
    ("instructions", "grid"),
    [
        ("(1,234) Tj /F 6 Tf 3 Ts (2) Tj", [["2"], ["1,234"]]),  # raised by the font's own means
        ("(1,234) Tj /F 6 Tf 30 3 Td (2) Tj", [["2"], ["1,234"]]),
        ("(1,234) Tj /F 6 Tf 30 -2 Td (2) Tj", [["1,234"], ["2"]]),
        ("(label) Tj 60 1.5 Td (5) Tj", [["label", "5"]]),
        ("(low) Tj 0 14 Td (high) Tj", [["high"], ["low"]]),
    ],
)
def test_a_footnote_mark_never_joins_a_figure(instructions: str, grid: list[list[str]]) -> None:
    assert drawn(instructions) == grid


def test_letters_printed_twice_to_look_bold_count_once() -> None:
    assert drawn("(112) Tj 0.2 0 Td (112) Tj") == [["112"]]


def test_aslant_letters_are_left_out_and_noted() -> None:
    slanted = b"BT /F 10 Tf 0 1 -1 0 20 20 Tm (margin) Tj ET\n"
    (sheet,) = opened(pdf_of([slanted + content(TABLE)]))
    assert sheet.grid[0] == ["Requests by country"]
    assert sheet.notes == ["6 letters on 1 pages stand aslant and are left out"]
    assert "page 1: expected text that runs from left to right" in told(pdf_of([content(TABLE, 90)]))


def test_verify_looks_for_headings_over_several_lines() -> None:
    data = pdf(["Number of\nCountry  requests  Rate\nSouth\n5  6%\nKorea"])
    page = open_cells(data, "page", "1")
    assert isinstance(page, Cells)
    assert page.text(4, 1) == "5"
    assert page.pieced("Number of requests", 1, 2)
    assert page.pieced("South Korea", 3, 5)
    assert not page.pieced("South Korea", 4, 5)
    assert not page.pieced("Number of Rates", 1, 5)
    assert "it has 1 pages" in str(open_cells(data, "page", "2"))
    assert "not a PDF file" in str(open_cells(b"%PDF-1.4", "page", "1"))


def test_no_text_is_an_error_not_an_empty_document() -> None:
    assert "images, perhaps" in told(pdf_of([b"0 0 10 10 re f"]))


def test_a_password_is_told() -> None:
    key = "<< /Filter /Standard /V 1 /R 2 /P -44 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    assert "with a password" in told(pdf([TABLE], extra={"Encrypt": key, "ID": "[<31> <31>]"}))


@pytest.mark.parametrize("kept", [8, 100, 400, 900, 0.9, 0.99])
def test_a_truncated_file_is_told(kept: float) -> None:
    data = pdf([TABLE] * 3)
    told(data[: int(kept if kept > 1 else kept * len(data))])


def test_pages_that_the_file_counts_must_be_there() -> None:
    data = pdf([TABLE] * 3)
    assert "expected 4 pages, as it says itself, found 3" in told(data.replace(b"/Count 3", b"/Count 4"))
    assert "expected 2 pages, as it says itself, found 3" in told(data.replace(b"/Count 3", b"/Count 2"))
    many = fitted(pdf([TABLE]).replace(b"/Count 1 ", b"/Count 9999999 "))
    assert "expected 1 to 400 pages, found 9999999" in told(many)
    told(data.replace(b"/Kids [4 0 R 6 0 R 8 0 R]", b"/Kids [4 0 R 6 0 R 4 0 R]"))


def test_letters_without_a_width_have_no_place() -> None:
    assert "expected letters with a width" in told(
        pdf([TABLE]).replace(b"/Widths [600", b"/Widthz [600").replace(b"/BaseFont /C", b"/BaseFont /K")
    )


def test_letters_without_a_name_are_no_figures() -> None:
    data = pdf_of([b"BT /F 10 Tf 1 0 0 1 40 700 Tm (1\\2012) Tj ET"]).replace(b"/BaseFont /C", b"/BaseFont /K")
    assert opened(data)[0].grid == [["1\ufffd2"]]


def fitted(data: bytes) -> bytes:
    """The file with its table of objects where it now is: an object before it has another length."""
    places = [data.index(f"\n{number} 0 obj".encode()) + 1 for number in range(1, 6)]
    start = data.index(b"\nxref") + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places).encode()
    head = data[:start] + b"xref\n0 6\n0000000000 65535 f \n" + table
    trailer = data[data.index(b"trailer") : data.index(b"startxref")]
    return head + trailer + f"startxref\n{start}\n%%EOF\n".encode()


@pytest.mark.parametrize("limit", ["MAX_GLYPHS", "MAX_CELLS", "MAX_PAGES"])
def test_limits(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(opened(pdf([TABLE] * 3))) == 3
    monkeypatch.setattr(pdf_file, limit, 2)
    assert "found" in told(pdf([TABLE] * 3))


def test_eight_changed_bytes_never_lose_a_cell_in_silence() -> None:
    sound = pdf([TABLE, "\n".join(f"Place {at}  {at * 1111:,}  {at}%" for at in range(1, 40))])
    expected = [sheet.grid for sheet in opened(sound)]
    chance = random.Random(7)  # noqa: S311 - damage, not a secret
    refused = 0
    for _ in range(300):
        at = chance.randrange(9, len(sound) - 8)
        try:
            found = [sheet.grid for sheet in opened(sound[:at] + chance.randbytes(8) + sound[at + 8 :])]
        except Unreadable:
            refused += 1
        else:
            assert found == expected or told_elsewhere(found, expected), at
    assert refused > 150


def told_elsewhere(found: list[list[list[str]]], expected: list[list[list[str]]]) -> bool:
    """Whether cells run together or apart, as where the width of a letter is damaged: no line is lost or changed."""
    return [["".join("".join(cells).split()) for cells in page] for page in found] == [
        ["".join("".join(cells).split()) for cells in page] for page in expected
    ]


def verified(text: str, **figure: object) -> list[str]:
    """What verify says of one figure of a page with that text."""
    data = pdf([text])
    told = {
        "publisher": "alpha", "report": "figures", "snapshot": sha256(data).hexdigest(), "origin": "archive",
        "locator": 'page "1" row 3 column 2', "status": "exact", "printed_measure": None, "printed_jurisdiction": None,
    }  # fmt: skip
    return verify_documents(pl.DataFrame([{**told, **figure}]), lambda _: data).mismatches


PAGE = "Number of  Targets\norders\nSouth Korea  1,767 orders  5\nFewer  Fewer than 12  5 million"


@pytest.mark.parametrize(
    "figure",
    [
        {"printed": "1,767 orders", "lower": 1767.0, "upper": 1767.0},
        {"printed": "1,767 orders", "lower": 1767.0, "upper": 1767.0, "printed_measure": "Number of orders"},
        {"printed": "1,767 orders", "lower": 1767.0, "upper": 1767.0, "printed_jurisdiction": "South Korea"},
        {
            "locator": 'page "1" row 4 column 2',
            "printed": "Fewer than 12",
            "lower": 0.0,
            "upper": 11.0,
            "status": "below",
        },
    ],
)
def test_verify_finds_figures_again(figure: dict[str, object]) -> None:
    assert verified(PAGE, **figure) == []


@pytest.mark.parametrize(
    "figure",
    [
        {"printed": "1,767 orders", "lower": 1768.0, "upper": 1768.0},
        {"printed": "1,768 orders", "lower": 1768.0, "upper": 1768.0},
        {"printed": "1,767 orders", "lower": 1767.0, "upper": 1767.0, "printed_measure": "Number of targets"},
        {"printed": "1,767 orders", "lower": 1767.0, "upper": 1767.0, "printed_jurisdiction": "North Korea"},
        {"locator": 'page "1" row 4 column 2', "printed": "Fewer than 12", "lower": 12.0, "upper": 12.0},
        {"locator": 'page "1" row 4 column 3', "printed": "5 million", "lower": 5.0, "upper": 5.0},
        {"locator": 'page "2" row 4 column 3', "printed": "5 million", "lower": 5.0, "upper": 5.0},
    ],
)
def test_verify_tells_what_is_printed_otherwise(figure: dict[str, object]) -> None:
    assert len(verified(PAGE, **figure)) == 1
