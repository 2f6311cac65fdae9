"""Yahoo: pages of one half-year, on requests for data by process and on requests for removal by country."""

import re
from collections.abc import Callable, Iterator, Mapping

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

OUTCOMES = ("Some data disclosed", "Rejected", "No data found")
REQUESTS = (*OUTCOMES, "Total government data requests", "Total government specified accounts")
DATA = {"us_data_requests": (Contract({"Type of request": "process"}, dict.fromkeys(REQUESTS, count)),)}
DEMANDS: Mapping[str, Callable[..., Value]] = {
    "Total requests": count,
    "Total items specified": count,
    "Compliance rate": percent,
}
REMOVALS = {"removal_requests": (Contract({"Country": "jurisdiction"}, DEMANDS),)}
TITLES = {"us_data_requests": "United States", "removal_requests": "Government Removal Requests"}


def _half(sheet: Sheet, before: str) -> Period:
    """The half-year, which stands in no heading of the page but in its address: ".../jul-dec-2023/index.html". Before
    it stands the country, where a page has one: menus name all countries."""
    told = f"{sheet.document.url} {sheet.document.name}".lower()
    found = set(re.findall(rf"{before}(?<![a-z])(jan-jun|jul-dec)-(20[0-9]{{2}})(?![0-9])", told))
    if len(found) != 1:
        raise sheet.changed("no period", f"'{before}jul-dec-2023', or another one, in its address or name", repr(told))
    return month_to_month(" ".join(*found))


def _read(sheets: list[Sheet], declared: Mapping[str, tuple[Contract, ...]], before: str) -> Iterator[Observation]:
    (sheet,) = sheets
    half = _half(sheet, before)
    for table in tables(sheet):
        name, contract = table.fitting(sheet, declared)
        if not table.heading(sheet, TITLES[name]):
            raise sheet.changed("another page", repr(TITLES[name]), "no such title above the table", table.header)
        yield from read_table(sheet, name, contract, period=half, header=table.header, last=table.last)
    ignore_prose(sheet)


def read_data_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    return _read(sheets, DATA, "united-states[/-]")


def read_removal_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    return _read(sheets, REMOVALS, "")


class YahooSpider(ReportSpider):
    name = "yahoo"
    readers = {"us-data-requests": read_data_requests, "removal-requests": read_removal_requests}
