"""AT&T: a PDF a half-year with tables of two columns: this half-year and the one before, of FISA each one earlier."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation, Period
from spiders.periods import month_to_month, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet

TARGETS = ("Customer Selectors Targeted", "Customer Accounts")
UNANSWERED = ("Rejected/Challenged", "Partial or No Information")
TIMES = ("Historic", "Real-Time")
PARTS = {"Subpoenas": ("Criminal", "Civil"), "Court Orders": TIMES, "Search Warrants": TIMES}
DETAIL = {group: tuple(f"{group} / {part}" for part in parts) for group, parts in PARTS.items()}


def column(text: str) -> Period:
    """A half-year, as in "Jan.–June 2018", or 2013, the year of the first report."""
    return year(text) if text.isdigit() else month_to_month(text.replace(".", ""))


TABLE = partial(Labelled, columns=column)


def _security(title: str, *rows: str) -> Labelled:
    """Bands, each followed by the selectors or accounts that were targeted."""
    targeted = tuple(pair for row in rows for pair in (row, tuple(f"{row} / {target}" for target in TARGETS)))
    return TABLE((title,), targeted, by="measure")


TABLES = {
    "nsl": _security("National Security Letters", "Total Received"),
    "fisa": _security("Foreign Intelligence Surveillance Act", "Total Content", "Total Non-Content"),
    "demands": TABLE(
        ("Total U.S. Criminal & Civil Demands",),
        ("Total Demands", *(row for group, parts in DETAIL.items() for row in (group, *parts))),
        apart={part: "demands_detail" for parts in DETAIL.values() for part in parts},
        totals=DETAIL,
    ),
    "rejections": TABLE(
        ("Partial or No Data Provided",), ("Total", *UNANSWERED), by="measure", totals={"Total": UNANSWERED}
    ),
    "location": TABLE(("Location Demands",), ("Total", "Historical", "Real-Time", "Cell Tower"), by="location"),
    "emergency": TABLE(("Emergency Requests",), ("Total", "911", "Exigent"), by="emergency"),
}


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    for table, contract in TABLES.items():
        yield from read_labelled(sheets, table, contract)
    finish(sheets)


class AttSpider(ReportSpider):
    name = "att"
    readers = {"transparency-report": read_report}
