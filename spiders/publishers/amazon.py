"""Amazon: one PDF that each half-year replaces. To 2020-H1 it told requests by process, since then by country."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.labelled import Labelled, finish, period_told, read_labelled
from spiders.observation import Observation
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import percent

BY_PROCESS = Labelled(
    titles=("Information requests",),
    rows=("Subpoenas", "Search warrants", "Other court orders", "Non-U.S. requests", "Removal requests"),
    columns=("Received", "Full response", "Partial response", "No response"),
    across="response",
)
SECURITY = Labelled(titles=("National security requests",), rows=("Requests received",), by="measure")
SERVICES = ("Amazon (excluding AWS)", "Amazon Web Services")
TOTALS = partial(Labelled, rows=("Requests processed", "Content", "Non-content"), by="content")
SHARES = partial(
    Labelled, by="jurisdiction", columns=("Share of requests",), across="measure", corner="Country", read=percent
)


def read_information_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    period = period_told(sheets, days, "a line such as 'July 1, 2020 - December 31, 2020'")
    by_process = any(cells[0] in BY_PROCESS.titles for sheet in sheets for cells in sheet.grid)
    if by_process:
        yield from read_labelled(sheets, "requests_by_process", BY_PROCESS, period=period)
        yield from read_labelled(sheets, "national_security", SECURITY, period=period)
    for service in () if by_process else SERVICES:
        words = {"service": service}
        yield from read_labelled(sheets, "requests_processed", TOTALS((service,)), period=period, words=words)
        shares = SHARES((f"{service}: requests by country",), last="Others", whole=1.0)
        yield from read_labelled(sheets, "country_shares", shares, period=period, words=words)
    finish(sheets)


class AmazonSpider(ReportSpider):
    name = "amazon"
    readers = {"information-requests": read_information_requests}
