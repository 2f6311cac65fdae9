"""T-Mobile US: a PDF a year. To 2015 it told the requests received, since 2016 the responses prepared."""

from collections.abc import Iterator

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation
from spiders.periods import year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet

DEMANDS = (
    "Subpoenas",
    "Emergency Requests",
    "Court Orders",
    "Warrants",
    "Pen Register/Trap and Trace",
    "Wiretap",
)
TABLE = Labelled(
    titles=("Requests Received", "Responses Prepared"),
    rows=(*DEMANDS, "National Security", "Total"),
    columns=year,
    apart={"National Security": "national_security"},
)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    yield from read_labelled(sheets, "demands", TABLE)
    finish(sheets)


class TMobileUsSpider(ReportSpider):
    name = "t-mobile-us"
    readers = {"transparency-report": read_report}
