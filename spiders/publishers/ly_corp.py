"""LY Corporation (LINE): a page a half-year; counts by kind of request, and crimes as shares of the requests."""

from collections.abc import Iterator

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.stacked import Stacked, read_stacked
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import months
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

SHARE = "Percentage of requests that resulted in the disclosure of some information"
REQUESTS = Stacked(
    {
        "Investigation-related inquiries": (("", count),),
        "Warrants": (("", count),),
        "Emergency disclosure": (("Suicidal intent", count), ("Other", count)),
        SHARE: (("", percent),),
    }
)
CRIMES = Contract({"": "reason"}, {"LINE Services": percent})
LEGEND = ["Classification", "Major crimes and names of violating laws"]


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    """The first table tells the period, "July-December, 2024", in its one row."""
    (sheet,) = sheets
    period: Period | None = None
    for table in tables(sheet):
        headings = sheet.grid[table.header - 1]
        if period is None and headings[0] == "Period" and table.last == table.header + 2:
            span, _, year = sheet.cell(table.last, 1).partition(", ")
            try:
                period = months(span, year)
            except ValueError as error:
                raise sheet.misread("unknown period", error, table.last, 1) from error
            sheet.header(table.header, 1)
            columns = range(2, len(headings) + 1)
            yield from read_stacked(sheet, "requests", REQUESTS, table.header, period, columns=columns, last=table.last)
        elif period and headings == ["", "LINE Services"]:
            yield from read_table(sheet, "crimes", CRIMES, period=period, header=table.header, last=table.last)
        elif headings == LEGEND:
            sheet.ignore_rest("which crimes each class holds", range(table.header, table.last + 1))
        else:
            raise sheet.changed("an unknown table", "requests, then crimes", " | ".join(headings), table.header)
    ignore_prose(sheet)


class LyCorpSpider(ReportSpider):
    name = "ly-corp"
    readers = {"disclosure-requests": read_report}
