"""Workbooks (xlsx and ods) as text, opened within limits; formulas by their cached values."""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine
from lxml import etree

from spiders.errors import Unreadable
from spiders.formats.zip_file import NOT_WHOLE, open_zip, read_member
from spiders.sheet import Document, Sheet, column_name

MAX_CELLS = 2_000_000
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""A worksheet's own limits; the library drops what lies beyond them without a word."""
_REFERENCE = re.compile("([A-Za-z]{1,7})([0-9]{1,18})")
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def is_workbook(data: bytes) -> bool:
    """Whether a zip's bytes are a workbook, by the members that only workbooks have."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except NOT_WHOLE:
        return False
    return "xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names


def workbook_sheets(document: Document) -> list[Sheet]:
    """One sheet per worksheet, in the workbook's order. A hidden one is there too: a reader ignores it by name.

    Numbers are text as Python prints them, without ``.0``. Raises Unreadable where the file is damaged, and where
    a cell lies so far out that the grid would not fit (a 5 KB file can ask for 512 GiB).
    """
    _check_parts(document)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(document.data))
        grids = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except BaseException as error:
        # A panic in the library's Rust is no Exception; an interrupt is none either, and goes its way.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise Unreadable(f"{document}: not a readable workbook: {error}") from error
    sheets = []
    for index, (name, rows) in enumerate(grids):
        grid = [[_text(value) for value in row] for row in rows]
        digest = hashlib.sha256(repr(grid).encode()).hexdigest()
        sheets.append(Sheet(document, index, name, "sheet", digest, grid))
    return sheets


def _check_parts(document: Document) -> None:
    """Raise Unreadable naming the part and cell that the library would drop, blank, or ask too much memory for."""
    archive = open_zip(document.data, str(document))
    for name in archive.namelist():
        if name.endswith(".xml"):
            part = read_member(archive, name, str(document))
            try:
                if name == "content.xml":
                    extents = list(_ods_extents(part))
                else:
                    extents = [_xlsx_extent(part)] if b"worksheet" in part[:2000] else []
            except (etree.LxmlError, SyntaxError, ValueError) as error:
                raise Unreadable(f"{document}: {name}: {error}") from error
            for rows, columns in extents:
                if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
                    limits = f"{MAX_ROWS:,} rows, {MAX_COLUMNS:,} columns and {MAX_CELLS:,} cells"
                    raise Unreadable(
                        f"{document}: {name} spans {rows:,} rows and {columns:,} columns: at most {limits} are read"
                    )


def _xlsx_extent(part: bytes) -> tuple[int, int]:
    """The last row and column with a cell. Raises ValueError for a cell whose value the file does not tell."""
    last_row = last_column = row = column = 0
    for event, element in _elements(part, ["{*}row", "{*}c"]):
        is_cell = element.tag.endswith("}c")
        if event == "start" and is_cell:
            place = _REFERENCE.fullmatch(element.get("r", f"{column_name(column + 1)}{row}"))
            if place is None:
                raise ValueError(f"{element.get('r')!r} is no cell")
            column, row = _column(place[1].upper()), int(place[2])
            last_column, last_row = max(last_column, column), max(last_row, row)
        elif event == "start":
            row, column = int(element.get("r", row + 1)), 0
        elif is_cell:
            value = element.findtext("{*}v")
            told = element.get("t") == "str" or value or element.find("{*}f") is None
            if element.get("t") == "e" or not told:
                found = f"the error {value}" if value else "a formula without its result"
                raise ValueError(f"cell {column_name(column)}{row}: expected a value, found {found}")
        else:
            element.clear()
    return last_row, last_column


def _ods_extents(part: bytes) -> Iterator[tuple[int, int]]:
    """For each table the last row and column that hold something: a cell may say that it stands a billion times."""
    last_row = last_column = row = column = reach = 0
    cells = [f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"]
    for event, element in _elements(part, [f"{_TABLE}table", f"{_TABLE}table-row", *cells]):
        if event == "start":
            continue
        if element.tag in cells:
            column += int(element.get(f"{_TABLE}number-columns-repeated", 1))
            reach = column if len(element) or f"{_OFFICE}value-type" in element.keys() else reach  # noqa: SIM118
        elif element.tag == f"{_TABLE}table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", 1))
            last_row, last_column = row if reach else last_row, max(last_column, reach)
            column = reach = 0
            element.clear()
        else:
            yield last_row, last_column
            last_row = last_column = row = 0


def _elements(part: bytes, tags: list[str]) -> Iterator[tuple[str, Any]]:
    """Starts and ends of XML elements; entities stay as they are, and nothing is fetched."""
    safely = {"resolve_entities": False, "no_network": True, "huge_tree": False}
    return iter(etree.iterparse(io.BytesIO(part), events=("start", "end"), tag=tags, **safely))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _text(value: str | float | int | bool | datetime | date | time | timedelta) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)
