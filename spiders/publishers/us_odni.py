"""ODNI: yearly PDFs on how often the United States used FISA orders and national security letters, in many tables.

The tables change with each edition, so every edition that is read is declared by its year, in us-odni.toml.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from spiders.formats.lines import bars, below, declared, ignore_text, page_of, places
from spiders.observation import Observation, Period, Value
from spiders.periods import month_to_month, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

TABLE = "statistics"
SUMMARY = "Select Calendar Year (CY) 2021 Statistics Included in this Report:"
TITLE_V = ("Annual Number of", "Legal Authority | Estimated Number Affected", "Applications")
BARS = ("Figure 19: NSLs Issued and Requests for Information", "Total NSLs Issued and", "Total ROIs within those NSLs")
AXIS = ("CY2019 | CY2020 | CY2021", "NSLs issued | ROIs in NSLs")
MORE_THAN_BARS = "Figure 1: FISA “Probable Cause” Court Orders and Targets"
ASIDE = r"See 50 U\.S\.C\..*|\.|[a-d]"
EDITION = re.compile(r"(?:Annual Statistics for )?Calendar Year (20[0-9]{2})(?: regarding .* Legal Authorities\.)?")


def number(text: str) -> Value:
    """A count, perhaps with what is counted behind it ("1 order"), "Fewer than 12", or a percentage."""
    if text.endswith("%"):
        return percent(text)
    return count(re.sub(r" orders?$|:.*$", "", text).replace("Fewer than ", "<"))


def read_statistics(sheets: list[Sheet]) -> Iterator[Observation]:
    cells = [(row, at) for row, cells in enumerate(sheets[0].grid, 1) for at in range(1, len(cells) + 1)]
    edition = "".join(
        EDITION.sub(r"\1", sheets[0].header(*cell)) for cell in cells if EDITION.fullmatch(sheets[0].peek(*cell))
    )
    editions = declared("us-odni", "statistical-transparency")
    if edition not in editions:
        raise sheets[0].changed("an unknown edition", f"one of {sorted(editions)}", repr(edition))
    for told in editions[edition]:
        for sheet, row, column, label, heading in places(sheets, told, ASIDE):
            period = _period(heading) or year(edition)
            text = f"{told.title} / {label}" if _period(heading) or not heading else f"{label} / {heading}"
            yield sheet.observation(TABLE, text, sheet.value(row, column, number), period, {}, row, column)
    if edition == "2013":
        yield from _title_v(page_of(sheets, TITLE_V), year(edition))
    if edition == "2021":
        yield from _letters(page_of(sheets, BARS))
    for sheet in sheets:
        _unread(sheet, edition)


def _period(heading: str) -> Period | None:
    """The period that a column's heading names, if it does."""
    if heading.startswith("CY"):
        return year(heading[2:])
    return month_to_month(heading) if heading[-4:].isdecimal() else None


def _title_v(sheet: Sheet, period: Period) -> Iterator[Observation]:
    """One row, the last cell of which tells three figures, each with words over several lines."""
    row = below(sheet, TITLE_V)
    name = f"{sheet.header(row, 1)} {sheet.header(row + 1, 1)}"
    value = sheet.value(row, 2, number)
    yield sheet.observation(TABLE, f"{name} / Annual Number of Applications", value, period, {}, row, 2)
    end = next((at for at, cells in enumerate(sheet.grid, 1) if cells == ["National Security Letters."]), row)
    for start, following in pairwise([*(at for at in range(row, end) if ":" in sheet.grid[at - 1][-1]), end]):
        words = [sheet.header(at, len(sheet.grid[at - 1])) for at in range(start + 1, following)]
        at = len(sheet.grid[start - 1])
        text, value = f"Estimated Number Affected / {' '.join(words)}", sheet.value(start, at, number)
        yield sheet.observation(TABLE, text, value, period, {}, start, at)


def _letters(sheet: Sheet) -> Iterator[Observation]:
    start, axis = below(sheet, BARS), below(sheet, AXIS) - 2
    for label, bar, row, column in bars(sheet, start, axis, 2):
        text = f"{BARS[0]} / {sheet.peek(axis + 1, bar + 1)}"
        period = year(sheet.peek(axis, label)[2:])
        yield sheet.observation(TABLE, text, sheet.value(row, column, number), period, {}, row, column)


def _unread(sheet: Sheet, edition: str) -> None:
    """Account for all that no table holds: a figure that is left is one of a table that nobody declared."""
    rows = {cells[0]: row for row, cells in enumerate(sheet.grid, 1)}
    if SUMMARY in rows:
        sheet.ignore_rest("a summary of figures that are in the tables", range(rows[SUMMARY], len(sheet.grid) + 1))
    if MORE_THAN_BARS in rows:
        chart = range(rows[MORE_THAN_BARS], rows["Total Orders"] + 1)
        sheet.ignore_rest("a bar chart that prints more figures than it has bars", chart)
    ignore_text(sheet, f"[1-9]|{sheet.name}|{edition}")


class UsOdniSpider(ReportSpider):
    name = "us-odni"
    readers = {"statistical-transparency": read_statistics}
