"""Deutsche Telekom: what was done for authorities in Germany, a row a kind of measure. Records are no requests.

Only Germany's page is read: other countries count other things, and some of them requests.
"""

import re
from collections.abc import Iterator

from spiders.formats.headed import ignore_prose, tables
from spiders.observation import Observation, Period
from spiders.periods import year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

COUNTRY = "Deutschland"
ONE_YEAR = re.compile(r"The overview below is for (20[0-9]{2})\.(?:.*[.:])?")


def year_told(text: str) -> Period:
    told = ONE_YEAR.fullmatch(text)
    return year(told[1] if told else "")


def read_germany(sheets: list[Sheet]) -> Iterator[Observation]:
    """A table with a column a year, and remarks; of 2013, one column, whose year a sentence above it tells."""
    (sheet,) = sheets
    for table in tables(sheet):
        headings = [sheet.header(table.header, at + 1) for at in range(len(sheet.grid[table.header - 1]))]
        if headings == ["Type of measure", "Number"]:
            periods = {2: table.told(sheet, year_told, "'The overview below is for 2013.'")}
        elif (headings[0], headings[-1]) == ("Kategorie", "Kommentare") and table.heading(sheet, COUNTRY):
            try:
                periods = {at: year(text) for at, text in enumerate(headings[1:-1], 2)}
            except ValueError as error:
                raise sheet.misread("another heading", error, table.header, 2) from error
        else:
            raise sheet.changed("an unknown table", f"{COUNTRY}'s, a column a year", str(headings), table.header)
        for row in range(table.header + 1, table.last + 1):
            measure = sheet.cell(row, 1)
            for column, period in periods.items():
                value = sheet.value(row, column, count)
                yield sheet.observation("measures", measure, value, period, {}, row, column)
            sheet.ignore(row, len(periods) + 2, "a remark")
    ignore_prose(sheet)


class DeutscheTelekomSpider(ReportSpider):
    name = "deutsche-telekom"
    readers = {"germany": read_germany}
