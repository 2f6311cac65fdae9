"""Every publisher's fixtures: read as their golden file says; and told of every renamed header, sheet and label."""

import pytest

from spiders.formats import open_sheets
from spiders.publisher import FOLDER, names
from spiders.reading import module_name, read, read_sheets, reader_of
from spiders.sheet import HEADER, READ, Document, Sheet
from tests.fixtures_io import Case, cases, golden, observations, pack, parts

CASES = cases()
NAMED = ("member", "sheet", "array")
"""The kinds of sheets whose name the publisher gives."""
OWN = [name for name in names() if (FOLDER / f"{module_name(name)}.py").exists()]
"""Publishers with a reader of their own; the others fill in a form that others have fixtures for."""


@pytest.mark.parametrize("publisher", OWN)
def test_publisher_has_a_fixture(publisher: str) -> None:
    assert [case for case in CASES if case.publisher == publisher], f"tests/fixtures/{publisher} has no case"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fixture_reads_as_its_golden_file(case: Case) -> None:
    reading = read(pack(case, parts(case)))
    assert reading.error is None
    ledger = reading.ledger
    assert ledger["cells"] == ledger["read"] + ledger["headers"] + ledger["ignored"] > 0
    assert golden(observations(case, reading)) == (case.folder / "expected.csv").read_text(encoding="utf-8")


def told(case: Case, document: Document, sheets: list[Sheet]) -> str | None:
    """What is said of the document with these sheets, or None where it is taken as it is."""
    try:
        observations(case, read_sheets(document, sheets))
    except Exception as error:  # whatever holds the document back counts; its words are checked by the caller
        return str(error)
    return None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_renamed_header_sheet_and_label_is_told(case: Case) -> None:
    document = pack(case, parts(case))
    sheets = open_sheets(document)
    seen = open_sheets(document)
    figures: dict[int, set[tuple[int, int]]] = {sheet.index: set() for sheet in seen}
    for found in reader_of(document.publisher, document.report)(seen):
        figures[found.sheet].update((found.row, column) for column in found.columns)
    silent = []
    for at, sheet in enumerate(seen):
        named = sheet.kind in NAMED and not _is_ignored(sheet)
        if named and told(case, document, _changed(sheets, at, name=f"renamed {sheet.name}")) is None:
            silent.append(f"{sheet.place()}: renamed")
        for row, column in _words(sheet, figures[sheet.index]):
            message = told(case, document, _changed(sheets, at, cell=(row, column)))
            if message is None:
                silent.append(f"{sheet.place(row, column)}: {sheet.peek(row, column)!r}")
            elif case.publisher not in message:
                silent.append(f"{sheet.place(row, column)}: the message does not name the publisher: {message}")
    assert not silent


def _changed(sheets: list[Sheet], at: int, name: str = "", cell: tuple[int, int] = (0, 0)) -> list[Sheet]:
    """The sheets anew, one of them with another name, or with another text in one of its cells."""
    fresh = [Sheet(s.document, s.index, s.name, s.kind, s.sha256, [list(cells) for cells in s.grid]) for s in sheets]
    fresh[at].name = name or fresh[at].name
    for sheet, before in zip(fresh, sheets, strict=True):
        sheet.lefts = before.lefts
    row, column = cell
    if row:
        fresh[at].grid[row - 1][column - 1] += " (renamed)"
    return fresh


def _words(sheet: Sheet, figures: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cells that are headings or labels: accounted for, not blank, and no figure."""
    return [
        (row, column)
        for row, marks in enumerate(sheet.marks, 1)
        for column, mark in enumerate(marks, 1)
        if mark in (READ, HEADER) and (row, column) not in figures and sheet.peek(row, column).strip()
    ]


def _is_ignored(sheet: Sheet) -> bool:
    return not any(mark in (READ, HEADER) for marks in sheet.marks for mark in marks)
