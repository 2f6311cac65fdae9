"""A document's cells as verify sees them: opened with other libraries, and another CSV parser, than the readers use."""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

MAX_UNPACKED = 500_000_000
MAX_CELLS = 5_000_000
MAX_RECORD = 1_000_000
WIDEST = 64
"""Columns of a worksheet in which a row's labels are looked for."""

_LINE_END = re.compile("(\r\n|\n|\r)")

# What the libraries raise for bytes that are not a whole workbook or archive; xml.etree's errors are SyntaxErrors.
_NOT_WHOLE = (zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, OSError, EOFError)
_NOT_AS_EXPECTED = (RuntimeError, SyntaxError, TypeError)


class Damaged(Exception):
    """The bytes, or the part of them that a locator names, cannot be opened; the text says why."""


@dataclass
class Sheet:
    """One sheet's cells. ``text(row, column)`` is None where there is no such field, and ``width(row)`` is how many
    there are: of a CSV file only. ``found`` holds how far a heading was looked for, and the row it was found in."""

    text: Callable[[int, int], str | None]
    width: Callable[[int], int] | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    found: dict[tuple[int, str], tuple[int, int | None]] = field(default_factory=dict)
    words: dict[int, frozenset[str]] = field(default_factory=dict)

    def row_words(self, row: int) -> frozenset[str]:
        """What the cells of a row print."""
        if row not in self.words:
            columns = range(1, (self.width(row) if self.width else WIDEST) + 1)
            self.words[row] = frozenset(plain(self.text(row, column) or "") for column in columns)
        return self.words[row]

    def heading_row(self, column: int, heading: str, last: int) -> int | None:
        """The first row before ``last`` in which the column prints the heading, or the end of "label / heading"."""
        start, row = self.found.get((column, heading), (1, None))
        if row is None and start < last:
            wanted = plain(heading)
            above = (row for row in range(start, last) if _ends(wanted, plain(self.spanning(row, column))))
            row = next(above, None)
            self.found[column, heading] = (last, row)
        return row if row is not None and row < last else None

    def spanning(self, row: int, column: int) -> str:
        """The cell's text; within merged cells, that of the first of them."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left) or ""
        return self.text(row, column) or ""


def plain(text: str) -> str:
    return " ".join(text.split())


def _ends(heading: str, printed: str) -> bool:
    return bool(printed) and (heading == printed or heading.endswith(f" / {printed}"))


def open_cells(data: bytes, kind: str, name: str) -> Sheet | Damaged:
    """The sheet of that kind ("member", "sheet" or empty) and name, or why it cannot be opened."""
    try:
        if kind == "":
            return csv_sheet(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                return Damaged(f"the archive would unpack to more than {MAX_UNPACKED} bytes")
            names = archive.namelist()
            if kind == "sheet":
                return ods_sheet(archive, name) if "content.xml" in names else xlsx_sheet(data, name)
            if names.count(name) != 1:
                return Damaged(f"{names.count(name)} members have this name")
            return csv_sheet(archive.read(name))
    except Damaged as error:
        return error
    except (*_NOT_WHOLE, *_NOT_AS_EXPECTED) as error:
        return Damaged(f"cannot be opened: {type(error).__name__}: {error}")


def csv_sheet(data: bytes) -> Sheet:
    """A CSV file by RFC 4180, any line ends; an empty line is a record too."""
    records = _records(_LINE_END.split(_decode(data)))

    def text(row: int, column: int) -> str | None:
        return records[row - 1][column - 1] if row <= len(records) and column <= len(records[row - 1]) else None

    return Sheet(text, lambda row: len(records[row - 1]))


def _decode(data: bytes) -> str:
    """Text by its byte order mark, as UTF-8, or else in the encoding of old Windows programs."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _records(lines: list[str]) -> list[list[str]]:
    """The records of a text that is split into lines, each followed by its line end."""
    records, at = [], 0
    while at < len(lines):
        if '"' in lines[at]:
            record, at = _quoted_record(lines, at)
        else:
            record, at = lines[at].split(","), at + 2
        records.append(record)
    return records if lines[-1] else records[:-1]


def _quoted_record(lines: list[str], at: int) -> tuple[list[str], int]:
    """The record that starts in line ``at``, and where the next one starts."""
    record: list[str] = []
    line, start = lines[at], 0
    while True:
        if not line.startswith('"', start):
            end = line.find(",", start)
            record.append(line[start:end] if end >= 0 else line[start:])
        else:
            end = start + 1
            while (end := line.find('"', end)) < 0 or line.startswith('""', end):
                if end >= 0:
                    end += 2
                elif at + 2 < len(lines) and len(line) < MAX_RECORD:
                    end, line, at = len(line), line + lines[at + 1] + lines[at + 2], at + 2
                else:
                    raise Damaged("a quote is never closed")
            record.append(line[start + 1 : end].replace('""', '"'))
            end = end + 1 if end + 1 < len(line) else -1
            if end >= 0 and line[end] != ",":
                raise Damaged("a closing quote is followed by neither a comma nor the end of the record")
        if end < 0:
            return record, at + 2
        start = end + 1


def xlsx_sheet(data: bytes, name: str) -> Sheet:
    """A worksheet, formulas by their cached values. Cells are made as they are asked for: never the whole extent."""
    with warnings.catch_warnings(action="ignore"):  # of features that hold no figures
        workbook = load_workbook(io.BytesIO(data), data_only=True)
    sheet = workbook[name]
    if not isinstance(sheet, Worksheet):
        raise Damaged("not a worksheet")
    merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    return Sheet(lambda row, column: _written(sheet.cell(row, column).value), None, merged)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def ods_sheet(archive: zipfile.ZipFile, name: str) -> Sheet:
    """A table of an OpenDocument spreadsheet; repeated cells are written out only where they hold something."""
    root = etree.fromstring(archive.read("content.xml"), etree.XMLParser(resolve_entities=False, no_network=True))
    spaces = {"table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0"}
    attribute = f"{{{spaces['table']}}}%s".__mod__
    cells: dict[tuple[int, int], str] = {}
    merged: list[tuple[int, int, int, int]] = []
    table = next((table for table in root.iter(attribute("table")) if table.get(attribute("name")) == name), None)
    if table is None:
        raise Damaged("no sheet has this name")
    row = 1
    for line in table.iter(attribute("table-row")):
        rows, column = int(line.get(attribute("number-rows-repeated"), 1)), 1
        for cell in line.iterchildren(attribute("table-cell"), attribute("covered-table-cell")):
            columns, text = int(cell.get(attribute("number-columns-repeated"), 1)), _ods_text(cell)
            if text and len(cells) + rows * columns > MAX_CELLS:
                raise Damaged(f"more than {MAX_CELLS} cells")
            if text:
                cells |= {(row + down, column + right): text for down in range(rows) for right in range(columns)}
            down, right = (int(cell.get(attribute(f"number-{way}-spanned"), 1)) for way in ("rows", "columns"))
            if down * right > 1:
                merged.append((row, column, row + down - 1, column + right - 1))
            column += columns
        row += rows
    return Sheet(lambda row, column: cells.get((row, column), ""), None, merged)


def _ods_text(cell: etree._Element) -> str:
    """A number as the file holds it, or the cell's paragraphs (but not those of a comment on it)."""
    office, text = (f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}" for space in ("office", "text"))
    if cell.get(f"{office}value-type") in {"float", "percentage", "currency"}:
        return cell.get(f"{office}value", "")
    for space in cell.iter(f"{text}s"):
        space.text = " " * int(space.get(f"{text}c", 1))
    return "\n".join("".join(map(str, paragraph.itertext())) for paragraph in cell.iterchildren(f"{text}p"))
