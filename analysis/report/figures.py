"""Figures as they are shown: how a number is written, and a table that is a table of the page and a CSV at once."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor

from analysis.recipes import Point
from analysis.words import _

FORMULA = tuple("=+-@\t\r\x00")
"""What a text begins with that a spreadsheet would run."""
HEADINGS = ("shown", "lower", "upper", "cells_added", "cells_without_figure", "provenance")
WORDY = 34
"""A row's name that is longer than this many letters needs a wide column."""


@dataclass(frozen=True)
class Cell:
    """One figure of a table; ``text`` is empty in a gap. ``href`` leads to its provenance, from the site's root: every
    figure of a company has one, what we counted ourselves has none.
    """

    text: str = ""
    href: str | None = None
    lower: float | None = None
    upper: float | None = None
    cells: int = 0
    silent: int = 0


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
    def silent(self) -> bool:
        """Whether any figure was made of cells of which some hold none."""
        return any(cell.silent and cell.text for _, cells in self.rows for cell in cells)

    @property
    def linked(self) -> bool:
        """Whether the figures are a company's, with a way back to its cells."""
        return any(cell.href for _, cells in self.rows for cell in cells)

    @property
    def ranged(self) -> bool:
        """Whether any figure is a range."""
        return any(cell.lower != cell.upper for _, cells in self.rows for cell in cells)

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
