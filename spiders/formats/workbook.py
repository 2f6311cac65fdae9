"""Workbooks (xlsx and ods) as text, opened within limits; formulas by their cached values."""

import hashlib
import io
import re
import zipfile
from datetime import date, datetime, time, timedelta

import python_calamine

from spiders.errors import Unreadable
from spiders.formats.zip_file import open_zip, read_member
from spiders.sheet import Document, Sheet

MAX_CELLS = 2_000_000
_REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})([0-9]{1,7})"')


def is_workbook(data: bytes) -> bool:
    """Whether a zip's bytes are a workbook, by the members that only workbooks have."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except zipfile.BadZipFile:
        return False
    return "xl/workbook.xml" in names or {"mimetype", "content.xml"} <= names


def workbook_sheets(document: Document) -> list[Sheet]:
    """One sheet per worksheet, in the workbook's order. A hidden one is there too: a reader ignores it by name.

    Numbers are text as Python prints them, without ``.0``. Raises Unreadable where the file is damaged, and where
    a cell lies so far out that the grid would not fit (a 5 KB file can ask for 512 GiB).
    """
    _check_extent(document)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(document.data))
        grids = [
            (name, workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in workbook.sheet_names
        ]
    except (python_calamine.CalamineError, python_calamine.PasswordError) as error:
        raise Unreadable(f"{document}: not a readable workbook: {error}") from error
    sheets = []
    for index, (name, rows) in enumerate(grids):
        grid = [[_text(value) for value in row] for row in rows]
        digest = hashlib.sha256(repr(grid).encode()).hexdigest()
        sheets.append(Sheet(document, index, name, "sheet", digest, grid))
    return sheets


def _check_extent(document: Document) -> None:
    archive = open_zip(document.data, str(document))
    for name in archive.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            columns = rows = 0
            for letters, number in _REFERENCE.findall(read_member(archive, name, str(document))):
                columns, rows = max(columns, _column(letters)), max(rows, int(number))
            if columns * rows > MAX_CELLS:
                raise Unreadable(
                    f"{document}: {name} spans {rows} rows and {columns} columns, more than {MAX_CELLS} cells"
                )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(value: str | float | int | bool | datetime | date | time | timedelta) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    return str(value)
