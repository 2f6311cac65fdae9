"""Pinterest: pages of one half-year, with tables under a quarter, of periods in their rows, or of the whole half."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

PROCESS = {"Types": "process"}
TO_2019 = dict.fromkeys(("Requests", "Some information produced", "Accounts", "Accounts notified"), count)
SINCE_2020 = dict.fromkeys(("Requests", "Some Information Produced", "Accounts", "Accounts Notified**"), count)
ROWS = partial(Contract, {}, read_period=month_to_month)
LISTS = "counts of single countries, many in one cell: their sum stands beside them"
# An image can stand on thousands of pins: images and pins are never one count.
DEACTIVATED = ("Distinct images deactivated", "Pins deactivated", "Boards deactivated", "Accounts deactivated")
DECLARED = {
    "us_requests": (Contract(PROCESS, TO_2019), Contract(PROCESS, SINCE_2020)),
    "country_requests": (Contract({"Country": "jurisdiction"} | PROCESS, SINCE_2020),),
    "non_us_requests": (
        ROWS(
            dict.fromkeys(("Number of requests", "Some information produced", "Accounts"), count),
            ignored={"Countries": "the names of the countries"},
            period=("Time period",),
        ),
    ),
    "national_security": (
        ROWS({"Number of requests": count}, period=("Time period",)),
        ROWS({"No. of Requests": count}, period=("Time Period",)),
    ),
    "removal_requests": (
        ROWS(
            {"Total": count, "Did not comply": count},
            ignored={"Community Guidelines violation": LISTS, "Legal removals": LISTS},
            period=("Type of violation // Time period",),
        ),
    ),
    "enforcement": (Contract({"Policy": "reason"}, dict.fromkeys(DEACTIVATED, count)),),
}


def _half(sheet: Sheet) -> Period | None:
    """Since 2020 only the table on national security tells the half-year of all."""
    found = [table for table in tables(sheet) if sheet.peek(table.header, 1) == "Time Period"]
    if not found:
        return None
    row = found[0].header + 1
    if len(found) > 1 or found[0].last != row:
        raise sheet.changed("several periods", "one half-year, in the one row under 'Time Period'", "more rows", row, 1)
    try:
        return month_to_month(sheet.peek(row, 1))
    except ValueError as error:
        raise sheet.misread("unknown period", error, row, 1) from error


def _is_other(text: str, half: Period) -> bool:
    try:
        return month_to_month(text) != half
    except ValueError:
        return False


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    half = _half(sheet)
    # Where a heading tells another period, such as a quarter, every table has to have its own.
    own = half is None or any(_is_other(cells[0], half) for cells in sheet.grid if len(cells) == 1)
    for table in tables(sheet):
        name, contract = table.fitting(sheet, DECLARED)
        period = half
        if own and not contract.period:
            period = table.told(sheet, month_to_month, "a quarter such as January - March 2019")
        yield from read_table(sheet, name, contract, period=period, header=table.header, last=table.last)
    ignore_prose(sheet)


class PinterestSpider(ReportSpider):
    name = "pinterest"
    readers = {"transparency-report": read_report}
