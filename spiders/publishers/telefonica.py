"""Telefónica: a PDF a year; a page a country, on it a table for each kind of request, a column a year."""

from collections.abc import Iterator

from spiders.formats.labelled import Labelled, finish, read_labelled
from spiders.observation import Observation
from spiders.periods import year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet


def _section(title: str, affected: str = "Accesses affected") -> Labelled:
    return Labelled((title,), ("Requests", "Requests rejected", affected), by="measure", columns=year)


SECTIONS = {
    "lawful_interceptions": _section("Lawful interceptions"),
    "metadata": _section("Access to metadata"),
    "content_blocking": _section("Blocking and filtering of contents", "URLs affected"),
    "suspensions": _section("Geographical or temporary suspension of service"),
}


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    """A page with any of the tables starts with its country; in a country there need not be all of them."""
    for sheet in sheets:
        if any(cells[0] in contract.titles for cells in sheet.grid for contract in SECTIONS.values()):
            words = {"jurisdiction": sheet.cell(1, 1)}
            for table, contract in SECTIONS.items():
                yield from read_labelled([sheet], table, contract, words=words, optional=True)
    finish(sheets)


class TelefonicaSpider(ReportSpider):
    name = "telefonica"
    readers = {"transparency-in-communications": read_report}
