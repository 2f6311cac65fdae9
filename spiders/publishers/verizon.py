"""Verizon: a PDF a half-year; its tables of demands in the United States go some years back, a column a half-year."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation, Period
from spiders.periods import half
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

PEN_REGISTERS = (
    "Pen Registers/ Trap & Trace Orders",
    "Pen Register/ Trap & Trace Orders",
    "Pen Register/ Trap & Traces",
)
WIRETAPS = ("Wiretap Orders", "Wiretaps")
ORDERS = ("General Orders", PEN_REGISTERS[0], WIRETAPS[0])
OTHERS = ("Warrants", "Emergency Requests From Law Enforcement")
SECURITY = ("National Security Letters", "FISA Orders (Content)", "FISA Orders (Non-Content)")


def column(text: str) -> Period:
    """A half-year, perhaps with the mark of a footnote."""
    return half(text.removesuffix("*"))


DEMANDS = Labelled(
    titles=("Law Enforcement Demands for Customer Data — United States",),
    rows=("Subpoenas", "Total Orders", "General Orders", PEN_REGISTERS, WIRETAPS, *OTHERS, "Total"),
    columns=column,
    optional={"Total Orders"},
    apart={"Total Orders": "us_orders"},
    totals={"Total Orders": ORDERS, "Total": ("Subpoenas", *ORDERS, *OTHERS)},
)
NATIONAL_SECURITY = Labelled(
    titles=("National Security Demands",),
    rows=tuple(row for name in SECURITY for row in (name, f"{name} / Number of customer selectors")),
    by="measure",
    columns=column,
    read=partial(count, tokens={"*": "not_reported"}),
)


def read_us_report(sheets: list[Sheet]) -> Iterator[Observation]:
    yield from read_labelled(sheets, "us_demands", DEMANDS)
    yield from read_labelled(sheets, "us_national_security", NATIONAL_SECURITY, optional=True)
    finish(sheets)


class VerizonSpider(ReportSpider):
    name = "verizon"
    readers = {"us-report": read_us_report}
