"""Figures as they are shown: how a number is written, and a table that is a table of the page and a CSV at once."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from analysis.recipes import Point
from analysis.report import addresses
from analysis.words import _

FORMULA = tuple("=+-@\t\r\x00")
"""What a text begins with that a spreadsheet would run."""
HEADINGS = ("shown", "lower", "upper", "cells_added", "cells_without_figure", "provenance")
WORDY = 34
"""A row's name that is longer than this many letters needs a wide column."""
ONE_CELL = "figure.html#"
"""How the address of one printed cell begins; a sum's leads to the page of its cells."""
NUMBER = re.compile(r"(<?) ?(\d[\d,]*(?:\.\d+)?) ?([%kKM]?)")
"""A number as publishers print it: 63%, 18.97 %, <0.0001%, 40.2, 2.1M."""
LONG = re.compile(r"(\.0*\d{4})\d{3,}")
"""A fraction of more digits than anybody reads: 0.09523809523809523, as a workbook holds it."""
PAIR = re.compile(r"(\d+) \| (\d+)")
"""A band that is printed in two cells, its ends, as the record joins them."""


@dataclass(frozen=True)
class Cell:
    """One figure of a table; ``text`` is empty in a gap. ``href`` leads to its provenance, from the site's root: every
    figure of a company has one, what we counted ourselves has none. ``printed`` says that a share or a rounded figure
    stands in the printed characters, which mean a little more or less than they say.
    """

    text: str = ""
    href: str | None = None
    lower: float | None = None
    upper: float | None = None
    cells: int = 0
    silent: int = 0
    printed: bool = False

    @property
    def ranged(self) -> bool:
        """Whether it is written as a range."""
        return self.lower != self.upper and not self.printed

    @property
    def partial(self) -> bool:
        """Whether it is a sum that some cells gave nothing to."""
        return self.href is not None and self.silent > 0 and self.lower is not None


@dataclass(frozen=True)
class Table:
    """Figures by row and column. ``corner`` and ``across`` say what the names of rows and columns are. ``leads``, if
    there are any, are where the rows' names lead, from the site's root: one a row.
    """

    identifier: str
    caption: str
    corner: str
    across: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    leads: tuple[str, ...] = ()

    @property
    def every(self) -> Iterator[Cell]:
        return (cell for _, cells in self.rows for cell in cells)

    @property
    def gaps(self) -> bool:
        """Whether anything is missing."""
        return any(not cell.cells for cell in self.every)

    @property
    def silent(self) -> bool:
        """Whether any figure was made of cells of which some hold none."""
        return any(cell.partial for cell in self.every)

    @property
    def linked(self) -> bool:
        """Whether the figures are a company's, with a way back to its cells."""
        return any(cell.href for cell in self.every)

    @property
    def quoted(self) -> bool:
        """Whether each figure is one printed cell."""
        return all(cell.href.startswith(ONE_CELL) for cell in self.every if cell.href)

    @property
    def ranged(self) -> str:
        """The first figure that is a range, as it is written; empty where none is."""
        return next((cell.text for cell in self.every if cell.ranged), "")

    @property
    def printed(self) -> str:
        """A figure that stands in the printed characters, no zero if there is another; empty where none does."""
        told = [cell for cell in self.every if cell.printed]
        return next((cell.text for cell in told if cell.lower), told[0].text if told else "")

    @property
    def cut(self) -> bool:
        """Whether any figure has more printed digits than are shown."""
        return any("…" in cell.text for cell in self.every)

    @property
    def wordy(self) -> bool:
        """Whether the names of rows are sentences rather than names, and need a wide column."""
        return any(len(name) > WORDY for name, _ in self.rows)

    def lines(self) -> Iterator[tuple[str, ...]]:
        """The table as a line a figure, gaps left out, behind a line of headings."""
        yield (_name(self.corner), _name(self.across), *HEADINGS)
        for row, cells in self.rows:
            for column, cell in zip(self.columns, cells, strict=True):
                if cell.cells:
                    bounds = (_number(cell.lower), _number(cell.upper))
                    counts = (str(cell.cells), str(cell.silent))
                    yield (row, column, cell.text, *bounds, *counts, cell.href or "")

    def csv(self) -> bytes:
        """The lines as CSV; text that a spreadsheet would run as a formula stands behind an apostrophe."""
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\r\n")
        for line in self.lines():
            writer.writerow([f"'{text}" if text.startswith(FORMULA) else text for text in line])
        return buffer.getvalue().encode()


def _name(heading: str) -> str:
    return heading.lower().replace("-", "_").replace(" ", "_")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}" if float(value).is_integer() else repr(value)


def cell(point: Point | None, href: str, share: bool = False) -> Cell:
    """A figure with its way back. Where nothing is held it is a gap, and where cells say nothing it says so."""
    if point is None:
        return Cell()
    text = written(point.lower, point.upper, share)
    return Cell(text, href, point.lower, point.upper, point.cells, point.silent)


def quoted(row: Mapping[str, Any]) -> Cell:
    """One printed cell, a row of the current view, leading to its own page. A cell without a figure says why."""
    href = addresses.of_cell(row)
    if row["lower"] is None:
        return Cell(_(row["status"].replace("_", " ")), href, cells=1, silent=1)
    text = as_printed(row)
    shown = written(row["lower"], row["upper"], row["unit"] == "ratio") if text is None else text
    return Cell(shown, href, row["lower"], row["upper"], 1, printed=text is not None)


def as_printed(row: Mapping[str, Any]) -> str | None:
    """A share or a rounded figure in the characters it is printed in: 63 %, 18.97 %, 0.934, 40.2; None for any other.

    Only the spacing is ours, and two things that would mislead without: a percent sign that stands in the heading of
    the column, and “…” for the digits of a quotient that nobody rounded.
    """
    share, status = row["unit"] == "ratio", row["status"]
    found = NUMBER.fullmatch(row["printed"].strip())
    exact = share and status == "exact" and row["lower"] == row["upper"]
    if not found or not (exact or status == "rounded" or (share and status == "below")):
        return None
    below, number, sign = found.groups()
    if share and not sign and _in_percent(float(number.replace(",", "")), row["lower"], row["upper"]):
        sign = "%"
    number = LONG.sub(r"\1…", number)
    return f"{below}{number} %" if sign == "%" else f"{below}{number}{sign}"


def _in_percent(number: float, lower: float, upper: float) -> bool:
    """Whether a share was printed in percent without the sign. A zero is one in percent and in parts of one alike."""
    return not lower <= number <= upper and lower - 1e-9 <= number / 100 <= upper + 1e-9


def joined(printed: str) -> str:
    """Printed characters for a sentence: a band that stands in two cells, “2000 | 2499”, as 2,000–2,499."""
    ends = PAIR.fullmatch(printed)
    return written(float(ends[1]), float(ends[2])) if ends else printed


def written(lower: float | None, upper: float | None, share: bool = False) -> str:
    """Bounds in words: 1,204; 0–499; 500 or more; 76.6 %; 78.7–79.8 %; no figure."""
    if lower is None:
        return _("no figure")
    if share:
        return _percent(lower, upper)
    if upper is None:
        return _("%(figure)s or more", figure=_count(lower))
    return _count(lower) if lower == upper else f"{_count(lower)}–{_count(upper)}"


def _count(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,}"


def _percent(lower: float, upper: float | None) -> str:
    """In tenths of a percent. A range is rounded outwards, so that it never claims more than it holds."""
    if upper is None:
        return _("%(figure)s or more", figure=f"{lower * 100:.1f} %")
    if lower == upper:
        return f"{lower * 100:.1f} %"
    low, high = floor(round(lower * 1000, 6)) / 10, ceil(round(upper * 1000, 6)) / 10
    return f"{low:.1f}–{high:.1f} %"
