"""NCMEC: how many reports each electronic service provider sent to the CyberTipline; a PDF a year, a row a provider."""

import re
from collections.abc import Iterator

from spiders.observation import Observation, Period
from spiders.periods import year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

TITLE = re.compile(r"(20[0-9]{2}) (?:CyberTipline Reports by|Reports by ESP)")
HEADINGS = ("Number of Reports", "Reports")
BELOW = re.compile(r"Copyright © .*|(?:MissingKids|NCMEC)\.org/CyberTiplineData")


def read_reports(sheets: list[Sheet]) -> Iterator[Observation]:
    titles = [TITLE.fullmatch(sheet.header(1, 1)) for sheet in sheets]
    for sheet, title in zip(sheets, titles, strict=True):
        if not title or not titles[0] or title[1] != titles[0][1]:
            raise sheet.changed("another title", "the reports of one year", repr(sheet.peek(1, 1)), 1, 1)
        header = next((row for row, cells in enumerate(sheet.grid, 1) if cells[0] == "ESP"), 1)
        if [sheet.header(header, 1), sheet.header(header, 2)] not in [["ESP", heading] for heading in HEADINGS]:
            raise sheet.changed("the header changed", f"ESP and {HEADINGS}", repr(sheet.grid[header - 1]), header)
        sheet.ignore_rest("text above the table, the number of the page", range(1, header))
        yield from _providers(sheet, header, year(title[1]))


def _providers(sheet: Sheet, header: int, period: Period) -> Iterator[Observation]:
    """The rows of a page. A long name goes on in the line below, which then holds nothing else."""
    for row in range(header + 1, len(sheet.grid) + 1):
        cells = sheet.grid[row - 1]
        if len(cells) == 1 and BELOW.fullmatch(cells[0]):
            sheet.ignore(row, 1, "text below the table")
        elif len(cells) == 2:
            further = sheet.peek(row + 1, 1) if row < len(sheet.grid) and len(sheet.grid[row]) == 1 else ""
            goes_on = bool(further) and not BELOW.fullmatch(further)
            name = " ".join([sheet.cell(row, 1), *([sheet.cell(row + 1, 1)] if goes_on else [])])
            value = sheet.value(row, 2, count)
            yield sheet.observation("reports_by_esp", sheet.peek(header, 2), value, period, {"about": name}, row, 2)


class NcmecSpider(ReportSpider):
    name = "ncmec"
    readers = {"cybertipline-by-esp": read_reports}
