"""Zoom: a page a half-year, on the requests whose processing was done in the period, not on those received in it."""

import re
from collections.abc import Iterator

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

PROCESSED = "Requests processed"
DECLARED = {
    "us_requests": (Contract({"Request type": "process"}, {PROCESSED: count, "With a delayed-notice order": count}),),
    "international_requests": (Contract({"Country": "jurisdiction"}, {PROCESSED: count, "Rejected": count}),),
}
PERIOD = re.compile(r"([A-Z][a-z]+ [0-9]+, [0-9]{4}),? (?:through|and) ([A-Z][a-z]+ [0-9]+, [0-9]{4})")


def _period(sheet: Sheet) -> Period:
    """The days that the introduction tells: halves of a year, but 1 May to 12 December 2020 in the first report."""
    found = {pair for cells in sheet.grid for pair in PERIOD.findall(cells[0])}
    if len(found) != 1:
        raise sheet.changed("no period", "one period, from a day through a day", f"{sorted(found)}")
    return days(" - ".join(*found))


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    period = _period(sheet)
    for table in tables(sheet):
        name, contract = table.fitting(sheet, DECLARED)
        yield from read_table(sheet, name, contract, period=period, header=table.header, last=table.last)
    ignore_prose(sheet)


class ZoomSpider(ReportSpider):
    name = "zoom"
    readers = {"transparency-report": read_report}
