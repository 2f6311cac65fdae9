"""Every publisher's fixtures: read as their golden file says; and told of every renamed header, sheet and label."""

import pytest

from spiders.formats import open_sheets
from spiders.publisher import names
from spiders.reading import read, reader_of
from spiders.sheet import HEADER, READ, Document, Sheet
from tests.fixtures_io import Case, cases, golden, observations, pack, parts, records, rendered

CASES = cases()


@pytest.mark.parametrize("publisher", names())
def test_publisher_has_a_fixture(publisher: str) -> None:
    assert [case for case in CASES if case.publisher == publisher], f"tests/fixtures/{publisher} has no case"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fixture_reads_as_its_golden_file(case: Case) -> None:
    reading = read(pack(case, parts(case)))
    assert reading.error is None
    ledger = reading.ledger
    assert ledger["cells"] == ledger["read"] + ledger["headers"] + ledger["ignored"] > 0
    assert golden(observations(case, reading)) == (case.folder / "expected.csv").read_text(encoding="utf-8")


def told(case: Case, files: dict[str, bytes]) -> str | None:
    """What is said of the document, or None where it is taken as it is."""
    reading = read(pack(case, files))
    if reading.error:
        return reading.error
    try:
        observations(case, reading)
    except Exception as error:  # whatever holds the document back counts; its words are checked by the caller
        return str(error)
    return None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_renamed_header_sheet_and_label_is_told(case: Case) -> None:
    files = parts(case)
    sheets, columns = _read_once(pack(case, files))
    by_name = {sheet.name: sheet for sheet in sheets}
    silent = []
    for name, content in files.items():
        sheet = by_name.get(name[3:].removesuffix(".csv") if case.document.endswith(".xlsx") else name)
        if name and not _is_ignored(sheet):
            renamed = {
                f"{key[:3]}Renamed.csv"
                if key == name and case.document.endswith(".xlsx")
                else f"renamed {key}"
                if key == name
                else key: value
                for key, value in files.items()
            }
            if told(case, renamed) is None:
                silent.append(f"{name}: renamed")
        if sheet is None or _is_ignored(sheet):
            continue
        grid = records(content)
        for row, column in _words(sheet, columns[sheet.index]):
            changed = [list(cells) for cells in grid]
            changed[row - 1][column - 1] += " (renamed)"
            message = told(case, {**files, name: rendered(changed)})
            if message is None:
                silent.append(f"{sheet.place(row, column)}: {grid[row - 1][column - 1]!r}")
            elif case.publisher not in message:
                silent.append(f"{sheet.place(row, column)}: the message does not name the publisher: {message}")
    assert not silent


def _read_once(document: Document) -> tuple[list[Sheet], dict[int, set[tuple[int, int]]]]:
    """The sheets with their marks, and the cells that figures were read from."""
    sheets = open_sheets(document)
    figures: dict[int, set[tuple[int, int]]] = {sheet.index: set() for sheet in sheets}
    for found in reader_of(document.publisher, document.report)(sheets):
        figures[found.sheet].update((found.row, column) for column in found.columns)
    return sheets, figures


def _words(sheet: Sheet, figures: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cells that are headings or labels: accounted for, not blank, and no figure."""
    return [
        (row, column)
        for row, marks in enumerate(sheet.marks, 1)
        for column, mark in enumerate(marks, 1)
        if mark in (READ, HEADER) and (row, column) not in figures and sheet.peek(row, column).strip()
    ]


def _is_ignored(sheet: Sheet | None) -> bool:
    return sheet is None or not any(mark in (READ, HEADER) for marks in sheet.marks for mark in marks)
