"""Comcast: a PDF a half-year (the first one of a year) of the requests that it complied with; bands of 1,000."""

from collections.abc import Iterator

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation
from spiders.periods import month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet

ORDERS = tuple(f"Court Orders / {kind} Orders" for kind in ("General", "Pen Register/Trap & Trace", "Wiretap"))
WARRANTS = ("Warrants / Content", "Warrants / Non-Content")
TOTAL, EMERGENCIES = "Total Criminal Requests", "Emergency Requests"
CRIMINAL = Labelled(
    titles=("Criminal Requests",),
    rows=("Subpoenas", "Court Orders", *ORDERS, "Warrants", *WARRANTS, TOTAL, EMERGENCIES),
    columns=month_to_month,
    bare={"Court Orders", "Warrants"},
    apart={EMERGENCIES: "emergency_requests"},
    totals={TOTAL: ("Subpoenas", *ORDERS, *WARRANTS)},
)


def _security(title: str, *rows: str) -> Labelled:
    """Bands, each followed by that of the accounts."""
    both = tuple(each for row in rows for each in (row, f"{row} / Customer Accounts"))
    return Labelled((title,), both, by="measure", columns=month_to_month)


NSL = _security("National Security Letters", "Letters Received")
FISA = _security("FISA Orders and Warrants", "Content", "Non-Content")


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    yield from read_labelled(sheets, "criminal_requests", CRIMINAL)
    yield from read_labelled(sheets, "nsl", NSL)
    yield from read_labelled(sheets, "fisa", FISA)
    finish(sheets)


class ComcastSpider(ReportSpider):
    name = "comcast"
    readers = {"transparency-report": read_report}
