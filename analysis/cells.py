"""A document's cells as verify sees them: opened with other libraries, and another CSV parser, than the readers use."""

import io
import re
import signal
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import FrameType

from lxml import etree
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.page_cells import array_rows, page_rows
from analysis.pdf_cells import pdf_rows

MAX_UNPACKED = 500_000_000
MAX_CELLS = 5_000_000
MAX_RECORD = 1_000_000
SECONDS = 60
"""Of processor time for a document: as much as its reading may take. The slowest known takes 2."""
WIDEST = 64
"""Columns of a worksheet in which a row's labels are looked for."""

_LINE_END = re.compile("(\r\n|\n|\r)")

# What the libraries raise for bytes that are not a whole workbook or archive; xml.etree's errors are SyntaxErrors.
_NOT_WHOLE = (zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, OSError, EOFError)
_NOT_AS_EXPECTED = (RuntimeError, SyntaxError, TypeError)


class Damaged(Exception):
    """The bytes, or the part of them that a locator names, cannot be opened; the text says why."""


class TooSlow(Exception):
    """A document takes longer than it may; no library's own error, so that none of them is taken for it."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise TooSlow after SECONDS: a page that its reader takes at once can keep another parser busy for days."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow(f"looking its figures up took more than {SECONDS} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@dataclass
class Sheet:
    """One sheet's cells. ``text(row, column)`` is None where there is no such field, and ``width(row)`` is how many
    there are: of a CSV file only. In ``prose``, a page, headings and labels stand above a figure or in its row; those
    of a PDF's page may run over several of its ``cells``, (row, text) without spaces, which libraries tell otherwise.
    ``found`` holds how far a heading was looked for, and the row it was found in."""

    text: Callable[[int, int], str | None]
    width: Callable[[int], int] | None = None
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    prose: bool = False
    cells: tuple[tuple[int, str], ...] = ()
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

    def pieced(self, text: str, first: int, last: int) -> bool:
        """Whether whole cells of a PDF's page, from one row to another, make the text up between them."""
        wanted = "".join(text.split())
        rests = {wanted}
        for row, cell in self.cells:
            if first <= row <= last:
                rests |= {rest.removeprefix(cell) for rest in rests if rest.startswith(cell)}
        return bool(wanted) and "" in rests

    def alone(self, text: str, last: int) -> bool:
        """Whether a line of a PDF's page above row ``last`` prints the text and nothing else."""
        wanted = "".join(text.split())
        lines = {row for row, cell in self.cells if row < last and cell == wanted}
        return any(self.text(row, 2) is None for row in lines)

    def spanning(self, row: int, column: int) -> str:
        """The cell's text; within merged cells, that of the first of them. A page's blank cell may be within the one on
        its left."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left) or ""
        while self.prose and column > 1 and self.text(row, column) == "":
            column -= 1
        return self.text(row, column) or ""


def plain(text: str) -> str:
    return " ".join(text.split())


def _ends(heading: str, printed: str) -> bool:
    return bool(printed) and (heading == printed or heading.endswith(f" / {printed}"))


def open_cells(data: bytes, kind: str, name: str) -> Sheet | Damaged:
    """The sheet of that kind ("member", "sheet" or empty) and name, or why it cannot be opened."""
    try:
        if kind == "":
            is_page = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
            return rows_sheet(page_rows(data), prose=True) if is_page else csv_sheet(data)
        if kind == "page":
            return pdf_page(data, name)
        if kind == "array":
            return rows_sheet(array_rows(data, name), prose=not name.partition("/")[1])
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
    return rows_sheet(_records(_LINE_END.split(_decode(data))), prose=False)


def rows_sheet(rows: list[list[str]], *, prose: bool) -> Sheet:
    """Rows of text: records of a CSV file or of an array, or the blocks of a page."""

    def text(row: int, column: int) -> str | None:
        return rows[row - 1][column - 1] if row <= len(rows) and column <= len(rows[row - 1]) else None

    return Sheet(text, None if prose else lambda row: len(rows[row - 1]), prose=prose)


def pdf_page(data: bytes, name: str) -> Sheet:
    """The page of a PDF file with that number."""
    rows = pdf_rows(data, name)
    page = rows_sheet(rows, prose=True)
    page.cells = tuple((row, text) for row, cells in enumerate(rows, 1) for text in cells)
    return page


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
    sheet = _workbook(data)[name]
    if not isinstance(sheet, Worksheet):
        raise Damaged("not a worksheet")
    merged = [(area.min_row, area.min_col, area.max_row, area.max_col) for area in sheet.merged_cells.ranges]
    return Sheet(lambda row, column: _written(sheet.cell(row, column).value), None, merged)


@lru_cache(maxsize=1)
def _workbook(data: bytes) -> Workbook:
    """The workbook of the document at hand: its sheets are looked at one after the other."""
    with warnings.catch_warnings(action="ignore"):  # of features that hold no figures
        return load_workbook(io.BytesIO(data), data_only=True)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def ods_sheet(archive: zipfile.ZipFile, name: str) -> Sheet:
    """A table of an OpenDocument spreadsheet; repeated cells are written out only where they hold something."""
    root = _content(archive.read("content.xml"))
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


@lru_cache(maxsize=1)
def _content(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _ods_text(cell: etree._Element) -> str:
    """A number as the file holds it, or the cell's paragraphs (but not those of a comment on it)."""
    office, text = (f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}" for space in ("office", "text"))
    if cell.get(f"{office}value-type") in {"float", "percentage", "currency"}:
        return cell.get(f"{office}value", "")
    for space in cell.iter(f"{text}s"):
        space.text = " " * int(space.get(f"{text}c", 1))
    return "\n".join("".join(map(str, paragraph.itertext())) for paragraph in cell.iterchildren(f"{text}p"))
