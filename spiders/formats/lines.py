"""Tables of a PDF's pages: told by their headings, and row by row by labels, however many lines a label takes.

Where a publisher prints many, its TOML declares them, in ``[[reports.<report>.printed]]``: ``part`` (an edition, or
a part of the document), ``table``, ``headings`` (each its lines, parted by " // ", that are exactly these, cells
parted by " | "; the first tells the page, the others stand below), ``columns`` (if missing, the cells of the last
line but for its first) and ``labels``, in order (" … " stands for some words).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from spiders.publisher import load_publisher
from spiders.sheet import Sheet

_NUMBER = r"[0-9](?:[0-9,.]*[0-9])?"
_FIGURE = re.compile(rf"(?:[Ff]ewer than |[<$])?{_NUMBER}%?")
_BAND = re.compile(rf"{_NUMBER}%? ?(?:[-–]|to) ?{_NUMBER}%?")
APART = " | "
"""Between the cells of a line."""
DOTS = " … "
"""In a declared label: some words."""


@dataclass(frozen=True)
class Told:
    """A declared table. ``columns`` is empty where a row has one figure, without a heading of its own."""

    name: str
    headings: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.headings[0][0]


class Place(NamedTuple):
    """Where a figure of a declared table stands, and under which label and heading."""

    sheet: Sheet
    row: int
    column: int
    label: str
    heading: str


@cache
def declared(publisher: str, report: str) -> Mapping[str, Sequence[Told]]:
    """The tables that a report's declaration lists as printed, by their parts, each in the listed order."""
    parts: dict[str, list[Told]] = {}
    for entry in load_publisher(publisher).reports[report].printed:
        headings = tuple(tuple(lines.split(" // ")) for lines in entry["headings"])
        columns = entry.get("columns") or headings[-1][-1].split(APART)[1:]
        told = Told(entry.get("table", ""), headings, tuple(columns), tuple(entry["labels"]))
        parts.setdefault(entry["part"], []).append(told)
    return parts


def places(sheets: Sequence[Sheet], told: Told, aside: str = "") -> Iterator[Place]:
    """Where the figures of a declared table stand. Raises LayoutChanged as ``page_of``, ``below`` and ``lines`` do."""
    sheet, row = page_of(sheets, told.headings[0]), 1
    for headings in told.headings:
        row = below(sheet, headings, row)
    columns = told.columns or ("",)
    for label, at, found in lines(sheet, row, told.labels, len(columns), aside):
        yield from (Place(sheet, at, column, label, name) for name, column in zip(columns, found, strict=True))


def page_of(sheets: Sequence[Sheet], headings: Sequence[str]) -> Sheet:
    """The first page that has these lines. Raises LayoutChanged where none has."""
    page = next((sheet for sheet in sheets if _start(sheet, headings, 1) is not None), None)
    if page is None:
        raise sheets[0].changed("a table is missing", repr(" / ".join(headings)), "no page with such lines")
    return page


def below(sheet: Sheet, headings: Sequence[str], start: int = 1) -> int:
    """The row below the first lines from ``start`` on that are exactly these, cells parted by `` | ``; now headings.

    Raises LayoutChanged where there are none.
    """
    at = _start(sheet, headings, start)
    if at is None:
        raise sheet.changed("a heading is missing", repr(" / ".join(headings)), "no such lines", start)
    for row in range(at, at + len(headings)):
        for column in range(1, len(sheet.grid[row - 1]) + 1):
            sheet.header(row, column)
    return at + len(headings)


def _start(sheet: Sheet, headings: Sequence[str], start: int) -> int | None:
    printed = [APART.join(cells) for cells in sheet.grid]
    places = range(start, len(printed) - len(headings) + 2)
    return next((at for at in places if printed[at - 1 : at - 1 + len(headings)] == list(headings)), None)


def lines(
    sheet: Sheet, start: int, labels: Sequence[str], width: int, aside: str = ""
) -> Iterator[tuple[str, int, list[int]]]:
    """For each label in turn: what is printed of it, the row in which its figures stand, and their ``width`` columns.

    A label may run over several lines, a cell of each, and its figures stand beside any of them or between them. A long
    one may be declared by its beginning and its end, `` … `` between. ``aside`` is the pattern of cells that belong to
    neither: footnote marks, references, a text beside the table. Raises LayoutChanged naming the cell where another
    label or another number of figures stands. What comes after the last label is not looked at.
    """
    row = start
    for label in labels:
        text, place, columns = "", 0, list[int]()
        while not (columns and _is_whole(label, text)):
            if row > len(sheet.grid):
                raise sheet.changed("a row is missing", repr(label), "the end of the page", row - 1)
            figures, before = list[int](), text
            for column, cell in enumerate(sheet.grid[row - 1], 1):
                besides = bool(aside and re.fullmatch(aside, cell))
                if not figures and text == before and _goes_on(label, text, cell, besides):
                    text = f"{text} {sheet.header(row, column)}".lstrip()
                elif besides:
                    sheet.ignore(row, column, "a footnote mark, a reference or a text beside the table")
                else:
                    figures.append(column)
            if figures and (columns or len(figures) != width):
                found = repr(APART.join(sheet.peek(row, column) for column in figures))
                raise sheet.changed("an unknown row", f"{label!r} and {width} figures", found, row, figures[0])
            place, columns = (row, figures) if figures else (place, columns)
            row += 1
        yield text, place, columns


def _is_whole(label: str, text: str) -> bool:
    first, dots, last = label.partition(DOTS)
    return text.startswith(f"{first} ") and text.endswith(last) if dots else text == label


def _goes_on(label: str, text: str, cell: str, besides: bool) -> bool:
    """Whether a cell is the label's next line."""
    longer = f"{text} {cell}".lstrip()
    first, dots, last = label.partition(DOTS)
    if f"{first} ".startswith(f"{longer} "):
        return True
    inside = bool(dots) and not besides and longer.startswith(f"{first} ") and not _is_whole(label, text)
    return inside and (longer.endswith(last) or not _FIGURE.fullmatch(cell))


def bars(sheet: Sheet, start: int, axis: int, series: int) -> Iterator[tuple[int, int, int, int]]:
    """The figures that a bar chart prints over its bars, in the rows from ``start`` to its ``axis`` of labels.

    Each as the column of its label in the axis, the number of its series from 0, its row and its column. A label has
    ``series`` bars, in the order of the legend, and stands under them. Raises LayoutChanged where there are more
    figures than bars, or fewer, or a label stands elsewhere.
    """
    cells = [(row, at) for row in range(start, axis) for at in range(1, len(sheet.grid[row - 1]) + 1)]
    cells.sort(key=lambda cell: sheet.lefts[cell[0] - 1][cell[1] - 1])
    labels = len(sheet.grid[axis - 1])
    if len(cells) != labels * series:
        raise sheet.changed("another number of bars", f"{labels * series} figures", f"{len(cells)}", start)
    for at, (row, column) in enumerate(cells):
        label, number = at // series + 1, at % series
        first, last = cells[at - number], cells[at - number + series - 1]
        ends = [sheet.lefts[row - 1][column - 1] for row, column in (first, last)]
        if not ends[0] <= sheet.lefts[axis - 1][label - 1] <= ends[1]:
            raise sheet.changed("a label is not under its bars", "a bar chart", "another figure", axis, label)
        yield label, number, row, column


def is_figure(text: str) -> bool:
    """Whether a cell holds a number and nothing else, or a band."""
    return bool(_FIGURE.fullmatch(text) or _BAND.fullmatch(text))


def ignore_text(sheet: Sheet, alone: str = "") -> None:
    """Account for all that nobody read and that is no figure. A figure is left: it is read, or ignored by its name.

    ``alone`` is the pattern of numbers that are no figures, each alone in its line: footnote marks, a page's number.
    """
    for row, cells in enumerate(sheet.grid, 1):
        for column, text in enumerate(cells, 1):
            if not is_figure(text):
                sheet.ignore(row, column, "the page's text")
            elif alone and len(cells) == 1 and re.fullmatch(alone, text):
                sheet.ignore(
                    row, column, "a number that is no figure, alone in its line: a footnote mark, a page's number"
                )
