"""Tables of PDF pages, told by headings and labels over several lines; what is laid out otherwise is told."""

import tomllib

import pytest

from spiders.errors import LayoutChanged
from spiders.formats import lines as module
from spiders.formats.lines import bars, below, declared, ignore_text, lines, page_of, places
from spiders.publisher import parse_publisher
from spiders.sheet import Document, Sheet

DOCUMENT = Document("alpha", "figures", "figures.pdf", "0" * 64, b"")


def page(text: str) -> Sheet:
    """A page whose cells are parted by `` | ``."""
    return Sheet(DOCUMENT, 0, "1", "page", "0" * 64, [line.split(" | ") for line in text.split("\n")])


def test_a_label_runs_over_lines_around_its_figures() -> None:
    sheet = page("Orders | 1,000 | 2\nRequests for\n5 | 6\ninformation (all)\nLetters | 7\nissued | 8 | 9")
    found = list(lines(sheet, 1, ["Orders", "Requests for information (all)"], 2))
    assert found == [("Orders", 1, [2, 3]), ("Requests for information (all)", 3, [1, 2])]


def test_a_long_label_is_declared_by_its_ends() -> None:
    sheet = page("Number of terms that\na\nagencies used | 12\nin 2021 (all)\nOthers | 3")
    found = list(lines(sheet, 1, ["Number of terms … (all)", "Others"], 1, aside="[a-d]"))
    assert found == [("Number of terms that agencies used in 2021 (all)", 3, [2]), ("Others", 5, [2])]
    assert sheet.reasons.total() == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Orders | 1", "row 1 column 2: an unknown row: expected 'Orders' and 2 figures, found '1'"),
        ("Orders | 1 | 2 | 3", "and 2 figures, found '1 | 2 | 3'"),
        ("Order | 1 | 2", "'Orders' and 2 figures, found 'Order | 1 | 2'"),
        ("Orders issued | 1 | 2", "found 'Orders issued | 1 | 2'"),
        ("Orders\nLetters | 1 | 2", "found 'Letters | 1 | 2'"),
        ("Orders", "a row is missing: expected 'Orders', found the end of the page"),
    ],
)
def test_another_row_is_told(text: str, told: str) -> None:
    with pytest.raises(LayoutChanged) as error:
        list(lines(page(text), 1, ["Orders"], 2))
    assert told in str(error.value)
    assert "alpha figures (figures.pdf" in str(error.value)


def test_headings_are_exact_lines() -> None:
    sheet = page("Country | Orders\nOrders\nCountry | Orders\nTotal | 1")
    assert below(sheet, ["Orders", "Country | Orders"]) == 4
    assert below(sheet, ["Country | Orders"], 2) == 4
    assert page_of([page("a"), sheet], ["Orders"]) is sheet
    with pytest.raises(LayoutChanged, match="a heading is missing"):
        below(sheet, ["Country"])
    with pytest.raises(LayoutChanged, match="a table is missing"):
        page_of([sheet], ["Letters"])


def test_tables_are_declared_as_they_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = """
        name = "Alpha"
        homepage = "https://a.example"
        cadence = "yearly"
        [reports.figures]
        title = "Figures"
        landing = "https://a.example"
        media = "pdf"
        obtain = "import"
        verified = "reconstructed"
        [[reports.figures.printed]]
        part = "2021"
        table = "orders"
        headings = ["Title // By year | 2020 | 2021"]
        labels = ["Orders", "Letters … issued"]
        [[reports.figures.printed]]
        part = "2022"
        headings = ["Title", "CASES | CASES // OPEN | CLOSED"]
        columns = ["CASES OPEN", "CASES CLOSED"]
        labels = ["Orders"]
        [[reports.figures.printed]]
        part = "2022"
        headings = ["Other"]
        labels = ["Letters"]
    """
    alpha = parse_publisher("alpha", tomllib.loads(text))
    monkeypatch.setattr(module, "load_publisher", lambda name: alpha)
    declared.cache_clear()
    found = declared("alpha", "figures")
    declared.cache_clear()
    assert list(found) == ["2021", "2022"]
    (orders,) = found["2021"]
    assert (orders.name, orders.title, orders.columns) == ("orders", "Title", ("2020", "2021"))
    assert orders.labels == ("Orders", "Letters … issued")
    cases, other = found["2022"]
    assert cases.headings == (("Title",), ("CASES | CASES", "OPEN | CLOSED"))
    assert cases.columns == ("CASES OPEN", "CASES CLOSED")
    assert (other.columns, other.labels) == ((), ("Letters",))
    sheet = page("Title\nprose\nCASES | CASES\nOPEN | CLOSED\nOrders | 1 | 2\nOther\nLetters | 3")
    assert [(at.row, at.column, at.label, at.heading) for told in (cases, other) for at in places([sheet], told)] == [
        (5, 2, "Orders", "CASES OPEN"),
        (5, 3, "Orders", "CASES CLOSED"),
        (7, 2, "Letters", ""),
    ]


def chart(figures: list[tuple[float, str]], labels: list[tuple[float, str]]) -> Sheet:
    rows = [*([cell] for cell in figures), labels]
    sheet = Sheet(DOCUMENT, 0, "1", "page", "0" * 64, [[text for _, text in row] for row in rows])
    sheet.lefts = [[left for left, _ in row] for row in rows]
    return sheet


def test_bars_are_told_by_where_they_stand() -> None:
    figures = [(75.0, "9"), (310.0, "8"), (20.0, "5"), (250.0, "4")]
    sheet = chart(figures, [(50.0, "2020"), (280.0, "2021")])
    assert list(bars(sheet, 1, 5, 2)) == [(1, 0, 3, 1), (1, 1, 1, 1), (2, 0, 4, 1), (2, 1, 2, 1)]
    with pytest.raises(LayoutChanged, match="another number of bars: expected 4 figures, found 3"):
        list(bars(chart(figures[1:], [(50.0, "2020"), (280.0, "2021")]), 1, 4, 2))
    with pytest.raises(LayoutChanged, match="a label is not under its bars"):
        list(bars(chart(figures, [(200.0, "2020"), (280.0, "2021")]), 1, 5, 2))


def test_text_is_ignored_and_figures_are_not() -> None:
    sheet = page("A sentence of 2021 | beside another\n12\n1.\nOrders | 1,234")
    ignore_text(sheet, alone="12")
    with pytest.raises(LayoutChanged, match="'1,234'"):
        sheet.ledger()
    sheet.cell(4, 2)
    assert sheet.ledger()["ignored"] == 5


@pytest.mark.parametrize("band", ["0-249", "0 – 499", "1,000 to 1,999", "4%-5%"])
def test_a_band_is_a_figure_that_is_not_ignored(band: str) -> None:
    sheet = page(f"A text | {band}")
    ignore_text(sheet)
    with pytest.raises(LayoutChanged, match="a cell nobody read"):
        sheet.ledger()
