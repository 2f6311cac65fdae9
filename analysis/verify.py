"""Look figures up again in the archived bytes, by code that shares nothing with the readers in spiders/.

What a reader got wrong, this must not get wrong in the same way: it has its own CSV parser, opens workbooks with
another library, and works out from the printed characters what the bounds have to be.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import polars as pl
from openpyxl.utils import column_index_from_string

from analysis.cells import Damaged, Sheet, TooSlow, in_time, open_cells, plain
from spiders.errors import IntegrityError

COLUMNS = ("locator", "printed", "lower", "upper", "status")
WORDS = ("printed_measure", "printed_jurisdiction", "unit")

TIMES = frozenset({"hours", "minutes", "days", "full_time_equivalents"})
"""Units of what is no rate and yet printed rounded."""

SENTINEL = "-1"
"""What programs write for a count that there is none of."""

NONE = ("None", "None.")
"""What pages print, in a word, for a count of 0."""

_NAME = r'"((?:[^"]|"")*)"'
_COLUMN = rf"column ([1-9][0-9]*|[A-Z]{{1,3}})(?: {_NAME})?"
_LOCATOR = re.compile(rf"(?:(member|sheet|page|array) {_NAME} )?row ([1-9][0-9]*) {_COLUMN}(?: and {_COLUMN})?")
_NUMBER = r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?(?:e-[0-9]+)?"
_FIGURE = re.compile(rf"(<|[Ff]ewer than|) ?({_NUMBER})(%?)(?: ?[-–|] ?({_NUMBER})(%?))?(?:\^[0-9]{{1,2}})?[ *†‡§^#+]*")
# On a page, what is counted may follow in the same cell: "1,767 orders", "172: individuals".
_COUNTED = re.compile(r":? ?(?!million|billion|thousand)[A-Za-z][^0-9]*")
_SHORTENED = re.compile(r"([0-9]+)(?:\.([0-9]+))? ?([KMB万])")
_STOPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,}")
_ZEROS = {"K": 3, "万": 4, "M": 6, "B": 9}
NEARBY = 8
"""How many lines of a PDF's page the label of one row may take, above and below its figures."""


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


def verify_documents(observations: pl.LazyFrame | pl.DataFrame, read_bytes: Callable[[str], bytes]) -> Result:
    """Look every figure up in the bytes of its snapshot, one document at a time.

    ``read_bytes`` gives the bytes with a SHA-256, and raises KeyError or FileNotFoundError where they are not at hand:
    that leaves a figure of the baseline unchecked, and is a mismatch for one that says it is read from the archive.
    ``printed_measure``, where there is such a column, names the heading that must stand above the cell and the label
    that must stand in its row; ``printed_jurisdiction`` must stand in its row too.
    """
    table = observations.lazy()
    present = table.collect_schema().names()
    wanted = [*COLUMNS, *(pl.col(name) if name in present else pl.lit(None).alias(name) for name in WORDS)]
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
            try:
                with in_time():
                    faults = _faults(figures, data)
            except TooSlow as error:
                faults = [f"{locator}: {error}" for locator in figures["locator"]]
            mismatches += [f"{document}: {fault}" for fault in faults]
    return Result(checked, unchecked, mismatches)


def _faults(figures: pl.DataFrame, data: bytes) -> list[str]:
    """What is wrong with the figures of one document: a sentence each, starting with the locator."""
    sheets: dict[tuple[str, str], Sheet | Damaged] = {}
    faults = []
    for locator, printed, lower, upper, status, measure, jurisdiction, unit in figures.iter_rows():
        try:
            place = parse_locator(locator)
            if (place.kind, place.name) not in sheets:
                sheets[place.kind, place.name] = open_cells(data, place.kind, place.name)
            sheet = sheets[place.kind, place.name]
            if isinstance(sheet, Damaged):
                raise Damaged(str(sheet))
            _look_up(sheet, place, printed, measure)
            if jurisdiction and not _stands_by(sheet, place.row, 1, jurisdiction):
                raise Damaged(f"no {jurisdiction!r} stands in its row")
            # Where a record lost a comma, the cell may print more than the figure: "10-20.name".
            figure = _FIGURE.match(printed) if sheet.prose or _is_askew(sheet, place.row) else None
            if figure and sheet.prose and not _COUNTED.fullmatch(printed[figure.end() :]):
                figure = None
            if fault := misread(figure[0] if figure else printed, lower, upper, status, unit):
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
    if not printed and sheet.width and sheet.text(place.row, 1) is not None:
        # A record may end before its last blanks, under headings that stand there.
        pairs = zip(texts, place.columns, strict=True)
        texts = ["" if text is None and column <= sheet.width(1) else text for text, (column, _) in pairs]
    parts = printed.split(" | ") if len(texts) == 2 else [printed]
    parts = ["".join(part.split()) for part in parts] if sheet.cells else parts
    if len(parts) != len(texts) or not all(
        _same(*pair, sheet.width is None and not sheet.prose) for pair in zip(texts, parts, strict=True)
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


def _stands_by(sheet: Sheet, row: int, column: int, text: str) -> bool:
    """Whether the row holds the text or, in a page, a row above does: in the figure's column, or as a block.

    In a PDF's page it may be a label in several lines around the figure's, and a block is a line of its own.
    """
    if sheet.cells:
        nearby = sheet.pieced(text, row, row) or sheet.pieced(text, row - NEARBY, row + NEARBY)
        return nearby or sheet.alone(text, row)
    if plain(text) in sheet.row_words(row):
        return True
    return sheet.prose and any(sheet.heading_row(at, text, row) for at in {1, column})


def _stands_above(sheet: Sheet, row: int, column: int, heading: str) -> bool:
    if sheet.prose:
        parts = heading.split(" / ")
        return all(_stands_by(sheet, row, column, part) or sheet.pieced(part, 1, row - 1) for part in parts)
    if above := sheet.heading_row(column, heading, row):
        _check_label(sheet, row, plain(heading).removesuffix(plain(sheet.spanning(above, column))).removesuffix(" / "))
        return True
    if sheet.width is None or not _is_askew(sheet, row):
        return False
    return any(sheet.heading_row(other, heading, row) for other in range(1, sheet.width(1) + 1))


def _check_label(sheet: Sheet, row: int, label: str) -> None:
    """Raise Damaged unless the label that a figure of a long table is filed under stands in the figure's row.

    In a workbook what comes before a heading may be a heading above it, so it is not looked for.
    """
    words = sheet.row_words(row) if sheet.width is not None and label else frozenset()
    if words and label not in words and not all(_goes_on(sheet, row, part) for part in label.split(" / ")):
        raise Damaged(f"it is filed under {label!r}, which does not stand in its row")


def _goes_on(sheet: Sheet, row: int, label: str) -> bool:
    """Whether the row holds the label, or leaves its cell blank, and so do the rows up to one above that holds it."""
    if label in sheet.row_words(row):
        return True
    for column in range(1, sheet.width(row) + 1 if sheet.width else 1):
        above = row
        while above > 1 and not plain(sheet.text(above, column) or ""):
            above -= 1
        if above < row and plain(sheet.text(above, column) or "") == label:
            return True
    return False


def _is_askew(sheet: Sheet, row: int) -> bool:
    """Whether a record has fewer or more fields than the header: then a field may stand in any column."""
    return sheet.width is not None and sheet.width(row) != sheet.width(1)


def _told_in(sentence: str, measure: str, printed: str) -> bool:
    """Whether a cell of text tells the figure: what is counted, in those words, and right after it the figure.

    Of "orders / of them granted" the sentence says the first words somewhere before.
    """
    words = ".*".join(map(re.escape, plain(measure).split(" / ")))
    told = rf"{words}[^0-9]{{0,20}}{re.escape(printed)}(?![0-9万]|[.,][0-9])"
    return bool(measure and printed[:1].isdigit() and re.search(told, plain(sentence)))


def _same(found: str | None, printed: str, workbook: bool) -> bool:
    """Whether a cell holds these characters or, in a workbook, this number, which libraries write in several ways."""
    if found is None or found == printed or not workbook:
        return found == printed
    try:
        return float(found) == float(printed) and not {",", "_"} & {*found, *printed}
    except ValueError:
        return False


@lru_cache(maxsize=1 << 16)
def misread(printed: str, lower: float | None, upper: float | None, status: str, unit: str | None = None) -> str | None:
    """Why bounds and status are not what the printed characters say, or None where they are."""
    match, short = _FIGURE.fullmatch(_with_commas(printed)), _SHORTENED.fullmatch(printed.strip())
    said = f"{printed!r} is held as {status}, {lower} to {upper}"
    if status not in {"exact", "rounded", "band", "below"}:
        blank = not printed.strip(" |")
        told = (match or short) and (printed.strip(), status) != (SENTINEL, "not_reported")
        # A percentage where a count is due is no figure of that unit.
        misplaced = printed.strip().endswith("%") and unit not in (None, "ratio")
        silent = lower is None and upper is None and (misplaced or not told) and (status != "blank" or blank)
        return None if silent else said
    if printed.strip() in NONE:
        return None if status == "exact" and lower == upper == 0 else said
    if short:
        return None if status == "rounded" and (lower, upper) == _spread(*short.groups()) else said
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
        right = not below and not second and _rounds(number, bool(sign), lower, upper, unit in TIMES)
    return None if right else said


def _with_commas(printed: str) -> str:
    """The figure with commas between its groups of three digits, where full stops stand there, two at least."""
    return printed.strip().replace(".", ",") if _STOPS.fullmatch(printed.strip()) else printed.strip()


def _spread(whole: str, decimals: str | None, unit: str) -> tuple[float, float]:
    """The bounds of a count that is printed in thousands, ten thousands, millions or billions."""
    step = Decimal(10) ** (_ZEROS[unit] - len(decimals or ""))
    number = int(whole + (decimals or "")) * step
    return float(max(number - step / 2, Decimal(0))), float(number + step / 2)


def _rounds(number: Decimal, sign: bool, lower: float, upper: float, time: bool) -> bool:
    """Whether bounds in [0, 1] are those of a rate printed as a percentage or, without a sign, perhaps a fraction;
    or whether bounds are those of a time, printed as a number."""
    # A publisher may round to fewer decimals than it prints: 83.00% can stand for whole percents.
    places = max(0, -int(number.normalize().as_tuple().exponent)) if sign or time else 0
    if time:
        within = 0 <= lower <= float(number) <= upper
        return not sign and within and lower < upper and upper - lower <= 10.0**-places + 1e-9
    within = lower <= float(number / 100) <= upper or (not sign and lower <= float(number) <= upper)
    return within and 0 <= lower < upper <= 1 and upper - lower <= 10.0 ** -(places + 2) + 1e-12
