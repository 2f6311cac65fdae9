"""Vodafone: a PDF a financial year, a row a country. Where no number may be told, a cell says why."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.labelled import Labelled, finish, period_told, read_labelled
from spiders.observation import Observation, Period
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

SILENCES = {
    "Unlawful to disclose": "withheld_by_law",
    "Government publishes": "not_reported",
    "Technical implementation not in place": "not_applicable",
    "Awaiting guidance": "not_reported",
}
DEMANDS = Labelled(
    titles=("Number of demands",),
    by="jurisdiction",
    corner="Country",
    columns=("Lawful interception", "Communications data"),
    across="process",
    read=partial(count, tokens=SILENCES),
)


def april_to_march(text: str) -> Period:
    """From "1 April 2013 to 31 March 2014"; no other twelve months."""
    period = days(text)
    if (period.start.month, period.start.day, period.end.month, period.end.day) != (4, 1, 3, 31):
        raise ValueError(f"expected a year from 1 April to 31 March, found {text}")
    return period


def read_demands(sheets: list[Sheet]) -> Iterator[Observation]:
    period = period_told(sheets, april_to_march, "a line such as '1 April 2013 to 31 March 2014'")
    yield from read_labelled(sheets, "demands", DEMANDS, period=period)
    finish(sheets)


class VodafoneSpider(ReportSpider):
    name = "vodafone"
    readers = {"country-by-country": read_demands}
