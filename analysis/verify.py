"""Look figures up again in the archived bytes, by code that shares nothing with the readers in spiders/.

What a reader got wrong, this must not get wrong in the same way: it has its own CSV parser, opens workbooks with
another library, and works out from the printed characters what the bounds have to be.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import polars as pl
from lxml import etree
from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from spiders.errors import IntegrityError

COLUMNS = ("locator", "printed", "lower", "upper", "status")
MAX_UNPACKED = 500_000_000
MAX_CELLS = 5_000_000
MAX_RECORD = 1_000_000

_NAME = r'"((?:[^"]|"")*)"'
_COLUMN = rf"column ([1-9][0-9]*|[A-Z]{{1,3}})(?: {_NAME})?"
_LOCATOR = re.compile(rf"(?:(member|sheet) {_NAME} )?row ([1-9][0-9]*) {_COLUMN}(?: and {_COLUMN})?")
_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:e-[0-9]+)?"
_FIGURE = re.compile(rf"(<?) ?({_NUMBER})(%?)(?: ?[-–|] ?({_NUMBER})(%?))?[ *†‡§^#+]*")
_LINE_END = re.compile("(\r\n|\n|\r)")

# What the libraries raise for bytes that are not a whole workbook or archive; xml.etree's errors are SyntaxErrors.
_NOT_WHOLE = (zipfile.BadZipFile, zlib.error, etree.LxmlError, LookupError, ValueError, OSError, EOFError)
_NOT_AS_EXPECTED = (RuntimeError, SyntaxError, TypeError)


@dataclass(frozen=True)
class Result:
    """How many figures were looked up, how many could not be (no bytes at hand), and what did not match, in words."""

    checked: int
    unchecked: int
    mismatches: list[str]


class Place(NamedTuple):
    """A locator, taken apart. ``kind`` is "member", "sheet" or empty; a MIN/MAX pair has two columns, each with the
    heading that the locator may name."""

    kind: str
    name: str
    row: int
    columns: tuple[tuple[int, str | None], ...]


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

    def heading_row(self, column: int, heading: str, last: int) -> int | None:
        """The first row before ``last`` in which the column prints the heading, or the end of "label / heading"."""
        start, row = self.found.get((column, heading), (1, None))
        if row is None and start < last:
            wanted = _plain(heading)
            above = (row for row in range(start, last) if _ends(wanted, _plain(self.spanning(row, column))))
            row = next(above, None)
            self.found[column, heading] = (last, row)
        return row if row is not None and row < last else None

    def spanning(self, row: int, column: int) -> str:
        """The cell's text; within merged cells, that of the first of them."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.text(top, left) or ""
        return self.text(row, column) or ""


def verify_documents(observations: pl.LazyFrame | pl.DataFrame, read_bytes: Callable[[str], bytes]) -> Result:
    """Look every figure up in the bytes of its snapshot, one document at a time.

    ``read_bytes`` gives the bytes with a SHA-256, and raises KeyError or FileNotFoundError where they are not at hand:
    that leaves a figure of the baseline unchecked, and is a mismatch for one that says it is read from the archive.
    A ``printed_measure`` column, where there is one, names the heading that must stand above the cell.
    """
    table = observations.lazy()
    measured = "printed_measure" in table.collect_schema().names()
    wanted = [*COLUMNS, pl.col("printed_measure") if measured else pl.lit(None).alias("printed_measure")]
    keys = ("publisher", "report", "snapshot", "origin")
    checked = unchecked = 0
    mismatches: list[str] = []
    for key in table.select(keys).unique().sort(keys).collect().iter_rows():
        this_document = [pl.col(name).cast(pl.String).eq_missing(value) for name, value in zip(keys, key, strict=True)]
        figures = table.filter(*this_document).select(wanted).collect()
        publisher, report, snapshot, origin = key
        document = f"{publisher} {report} (sha256 {snapshot[:12]})"
        try:
            data = read_bytes(snapshot)
            problem = "" if sha256(data).hexdigest() == snapshot else f"{document}: its bytes have another hash"
        except (KeyError, FileNotFoundError):
            data, problem = None, f"{document}: its bytes are missing from the archive" if origin == "archive" else ""
        except IntegrityError as error:
            data, problem = None, str(error)
        mismatches += [problem] if problem else []
        if data is None or problem:
            unchecked += len(figures)
        else:
            checked += len(figures)
            mismatches += [f"{document}: {fault}" for fault in _faults(figures, data)]
    return Result(checked, unchecked, mismatches)


def _faults(figures: pl.DataFrame, data: bytes) -> list[str]:
    """What is wrong with the figures of one document: a sentence each, starting with the locator."""
    sheets: dict[tuple[str, str], Sheet | Damaged] = {}
    faults = []
    for locator, printed, lower, upper, status, measure in figures.iter_rows():
        try:
            place = parse_locator(locator)
            if (place.kind, place.name) not in sheets:
                sheets[place.kind, place.name] = _try_open(data, place)
            sheet = sheets[place.kind, place.name]
            if isinstance(sheet, Damaged):
                raise Damaged(str(sheet))
            _look_up(sheet, place, printed, measure)
            # Where a record lost a comma, the cell may print more than the figure: "10-20.name".
            figure = _FIGURE.match(printed) if _is_askew(sheet, place.row) else None
            if fault := misread(figure[0] if figure else printed, lower, upper, status):
                raise Damaged(fault)
        except Damaged as error:
            faults.append(f"{locator}: {error}")
    return faults


def parse_locator(locator: str) -> Place:
    """The parts of a locator. Raises Damaged where it is not one."""
    match = _LOCATOR.fullmatch(locator)
    if match is None:
        raise Damaged("not a locator that can be followed")
    kind, name, row, column, heading, column2, heading2 = match.groups()
    columns = [(column, heading)] + ([(column2, heading2)] if column2 else [])
    if any(letters.isalpha() is not (kind == "sheet") for letters, _ in columns):
        raise Damaged("columns are letters in a workbook, and numbers elsewhere")
    numbers = [column_index_from_string(text) if text.isalpha() else int(text) for text, _ in columns]
    titles = [title.replace('""', '"') if title else None for _, title in columns]
    return Place(kind or "", (name or "").replace('""', '"'), int(row), tuple(zip(numbers, titles, strict=True)))


def _look_up(sheet: Sheet, place: Place, printed: str, measure: str | None) -> None:
    """Raise Damaged unless the cells print those characters, under the heading that the figure is filed under."""
    texts = [sheet.text(place.row, column) for column, _ in place.columns]
    parts = printed.split(" | ") if len(texts) == 2 else [printed]
    if len(parts) != len(texts) or not all(
        _same(*pair, sheet.width is None) for pair in zip(texts, parts, strict=True)
    ):
        if len(texts) == 1 and _told_in(texts[0] or "", place.columns[0][1] or measure or "", printed):
            return
        shown = " | ".join("(no such cell)" if text is None else text for text in texts)
        raise Damaged(f"the table says {printed!r}, the document {shown!r}")
    measures = (measure or "").split(" | ") if len(texts) == 2 else [measure or ""]
    for at, (column, title) in enumerate(place.columns):
        heading = title or measures[at if len(measures) > at else -1]
        if heading and not _stands_above(sheet, place.row, column, heading):
            raise Damaged(f"no heading {heading!r} stands above it")


def _stands_above(sheet: Sheet, row: int, column: int, heading: str) -> bool:
    if sheet.heading_row(column, heading, row):
        return True
    if sheet.width is None or not _is_askew(sheet, row):
        return False
    return any(sheet.heading_row(other, heading, row) for other in range(1, sheet.width(1) + 1))


def _is_askew(sheet: Sheet, row: int) -> bool:
    """Whether a record has fewer or more fields than the header: then a field may stand in any column."""
    return sheet.width is not None and sheet.width(row) != sheet.width(1)


def _told_in(sentence: str, measure: str, printed: str) -> bool:
    """Whether a cell of text tells the figure: what is counted, in those words, and right after it the figure."""
    told = rf"{re.escape(_plain(measure))}[^0-9]{{0,20}}{re.escape(printed)}(?![0-9]|[.,][0-9])"
    return bool(measure and printed[:1].isdigit() and re.search(told, _plain(sentence)))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _ends(heading: str, printed: str) -> bool:
    return bool(printed) and (heading == printed or heading.endswith(f" / {printed}"))


def _same(found: str | None, printed: str, workbook: bool) -> bool:
    """Whether a cell holds these characters or, in a workbook, this number, which libraries write in several ways."""
    if found is None or found == printed or not workbook:
        return found == printed
    try:
        return float(found) == float(printed) and not {",", "_"} & {*found, *printed}
    except ValueError:
        return False


@lru_cache(maxsize=1 << 16)
def misread(printed: str, lower: float | None, upper: float | None, status: str) -> str | None:
    """Why bounds and status are not what the printed characters say, or None where they are."""
    match = _FIGURE.fullmatch(printed.strip())
    said = f"{printed!r} is held as {status}, {lower} to {upper}"
    if status not in {"exact", "rounded", "band", "below"}:
        silent = lower is None and upper is None and not match and (status != "blank" or not printed.strip(" |"))
        return None if silent else said
    if match is None or lower is None or upper is None or lower > upper:
        return said
    below, first, sign, second, sign2 = match.groups()
    number, hundred = Decimal(first.replace(",", "")), 100 if sign or sign2 else 1
    if status == "exact":
        right = not below and not second and lower == upper == float(number / hundred)
    elif status == "band":
        high = Decimal((second or "-1").replace(",", ""))
        right = not below and bool(second) and (lower, upper) == (float(number / hundred), float(high / hundred))
    elif status == "below":
        right = bool(below) and lower == 0 and upper == float(number / 100 if sign else number - 1)
    else:
        right = not below and not second and _rounds(number, bool(sign), lower, upper)
    return None if right else said


def _rounds(number: Decimal, sign: bool, lower: float, upper: float) -> bool:
    """Whether bounds in [0, 1] are those of a rate printed as a percentage or, without a sign, perhaps a fraction."""
    places = max(0, -int(number.as_tuple().exponent)) if sign else 0
    within = lower <= float(number / 100) <= upper or (not sign and lower <= float(number) <= upper)
    return within and 0 <= lower < upper <= 1 and upper - lower <= 10.0 ** -(places + 2) + 1e-12


def _try_open(data: bytes, place: Place) -> Sheet | Damaged:
    try:
        if place.kind == "":
            return csv_sheet(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(info.file_size for info in archive.infolist()) > MAX_UNPACKED:
                return Damaged(f"the archive would unpack to more than {MAX_UNPACKED} bytes")
            names = archive.namelist()
            if place.kind == "sheet":
                return ods_sheet(archive, place.name) if "content.xml" in names else xlsx_sheet(data, place.name)
            if names.count(place.name) != 1:
                return Damaged(f"{names.count(place.name)} members have this name")
            return csv_sheet(archive.read(place.name))
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
