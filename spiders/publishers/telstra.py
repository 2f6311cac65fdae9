"""Telstra: a page with one table, a column a financial year (July to June)."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation
from spiders.periods import financial_year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet

REQUESTS = Labelled(
    titles=("Type of Law Enforcement Request",),
    rows=(
        "Telstra customer information, carriage service records and pre-warrant checks",
        "Life threatening situations and Triple Zero emergency calls",
        "Court orders",
        "Warrants for interception or access to stored communications",
        "Total",
    ),
    columns=partial(financial_year, first=7),
)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    yield from read_labelled(sheets, "requests", REQUESTS)
    finish(sheets)


class TelstraSpider(ReportSpider):
    name = "telstra"
    readers = {"transparency-report": read_report}
