"""Cloudflare: a page a half-year; under the name of each legal process, one table of what became of its requests."""

import re
from collections.abc import Iterator
from dataclasses import replace

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

ORDERS = "Court orders", "Search warrants", "Pen register/Trap and trace orders", "Wiretap orders"
PROCESSES = (*ORDERS, "Subpoenas", "Civil subpoenas", "Mutual legal assistance treaty requests")
RECEIVED = "Requests received", "Requests in process", "Requests answered"
# Domains and accounts are those of the requests that were answered, not of those that were received.
AFFECTED = "Total number of domains affected", "Total number of accounts affected"
REQUESTS = Contract({}, dict.fromkeys((*RECEIVED, *AFFECTED), count))
LETTERS = Contract({}, {"National security letters received": count, "Accounts specified": count})
DECLARED = {"requests": (REQUESTS,), "national_security_letters": (LETTERS,)}
PERIOD = re.compile(r"covers the period from ([A-Z][a-z]+ [0-9]+, [0-9]{4}), to ([A-Z][a-z]+ [0-9]+, [0-9]{4})\.")


def _period(sheet: Sheet) -> Period:
    """The days that a sentence at the top of the page tells."""
    found = {match.groups() for cells in sheet.grid if (match := PERIOD.search(cells[0]))}
    if len(found) != 1:
        raise sheet.changed("no period", "one sentence on the period that the page covers", f"{len(found)}")
    return days(" - ".join(*found))


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    period = _period(sheet)
    for table in tables(sheet):
        name, contract = table.fitting(sheet, DECLARED)
        process = table.named(sheet, PROCESSES) if contract is REQUESTS else ""
        for found in read_table(sheet, name, contract, period=period, header=table.header, last=table.last):
            yield replace(found, words={"process": process}) if process else found
    ignore_prose(sheet)


class CloudflareSpider(ReportSpider):
    name = "cloudflare"
    readers = {"transparency-report": read_report}
