"""Wikimedia Foundation: CSVs of the whole history, books of all half-years so far, and pages about the last one.

They tell the same figures in several forms, so each form has tables of its own. Most requests are private parties'.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import chain, takewhile

from spiders.formats.headed import ignore_prose
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, count_or_percent

# sum.csv has a column of requests of each kind, and two of those in answer to which data was produced.
KINDS = ("Informal Request", "Civil Subpoena", "Criminal Subpoena", "Government", "Warrant", "Administrative Subpoena")
REQUESTS = ("Total", *KINDS, "Court orders")
PRODUCED = (*(f"{kind} Complied" for kind in KINDS), "Court orders complied")
PRODUCED = tuple(f"{heading} ({extent})" for heading in PRODUCED for extent in ("Partial", "All"))

TABLE = partial(Contract, period=("duration",), read_period=month_to_month)
COUNTRY = {"Country": "jurisdiction"}
BOTH = {"requests": count, "complied": count}
REMARK = {"tooltip": "a remark on single cases"}
ADDRESS = {"url": "the address of the project that the row names"}
UNASKED = {"complied": "0 in every row, a column that the page's chart needs: nothing was asked for"}
CSVS = {
    "sum.csv": {
        "user_data_requests": TABLE(COUNTRY, dict.fromkeys(REQUESTS, count), elsewhere=frozenset(PRODUCED)),
        "user_data_produced": TABLE(COUNTRY, dict.fromkeys(PRODUCED, count), elsewhere=frozenset(REQUESTS)),
    },
    "where_from.csv": {"takedown_requests": TABLE({"key": "jurisdiction"}, BOTH, REMARK)},
    "targeted_takedown.csv": {"takedown_requests_by_project": TABLE({"key": "service"}, BOTH, ADDRESS)},
    "dmca_requests.csv": {"copyright_requests": TABLE({"key": "jurisdiction"}, BOTH)},
    "targeted_dmca.csv": {"copyright_requests_by_project": TABLE({"key": "service"}, BOTH, ADDRESS)},
    "voluntary_disclosure.csv": {"voluntary_disclosures": TABLE({"key": "reason"}, {"requests": count}, UNASKED)},
}
# A page's headings of single figures and titles of tables -> our table.
PAGES = {
    "privacy.html": {
        "Total User Data Requests": "page_user_data",
        "Summary": "page_user_data",
        "User Accounts Affected": "page_accounts",
        "Government Requests Breakdown": "page_user_data_authorities",
        "Total Preservation Requests": "page_preservation",
        "Total Emergency Disclosures": "page_disclosures",
    },
    "content.html": {
        "Total Alteration & Takedown Requests": "page_content",
        "Government Requests Breakdown": "page_content_authorities",
        "Total Right to Erasure Requests": "page_erasure",
        "Total DMCA Takedown Requests": "page_copyright",
    },
}
SCRIPTED = ("Total Requests Received", "Total Requests Granted")
# A book's headings -> our table, by what they contain; all others are told by the first heading of their block.
APART = {"Usernames": "book_accounts", "RTBF": "book_erasure", "Counter-Notices": "book_counter_notices"}
BLOCKS = {"Total User Data Requests": "book_user_data", "Total Content Requests": "book_content"}
CORNERS = ("Country", "Project Affected")
WIDTHS = (32, 7, 9)


def _figure(
    sheet: Sheet, table: str, heading: str, period: Period, words: Mapping[str, str], row: int, column: int
) -> Observation:
    value = sheet.value(row, column, count_or_percent, heading)
    return sheet.observation(table, heading, value, period, words, row, column)


def read_book(sheet: Sheet) -> Iterator[Observation]:
    """A half-year's sheet: blocks beside and below each other, each from a corner to a row of totals."""
    period = _period(sheet, sheet.name)
    for row, cells in enumerate(sheet.grid, 1):
        for column in (at for at, text in enumerate(cells, 1) if text in CORNERS):
            yield from _block(sheet, row, column, period)


def _block(sheet: Sheet, row: int, label: int, period: Period) -> Iterator[Observation]:
    """The figures of a block whose corner stands there. A corner of 2015-H2 is misnamed: the row's first one counts."""
    sheet.header(row, label)
    within = takewhile(lambda at: sheet.peek(row, at) not in ("", *CORNERS), range(label + 1, 99))
    headings = {column: sheet.header(row, column) for column in within}
    block, title = sheet.peek(row, label + 1), sheet.header(row - 1, label).strip()
    if block not in BLOCKS or len(headings) not in WIDTHS or title.lower() not in ("", block[6:].lower()):
        found = f"{len(headings)} columns from {block!r} under {title!r}"
        raise sheet.changed("another title or other headings", f"{WIDTHS} columns from {[*BLOCKS]}", found, row, label)
    by, suffix = ("jurisdiction", "") if sheet.peek(row, 1) == "Country" else ("service", "_by_project")
    last = next((at for at in range(row, len(sheet.grid) + 1) if sheet.peek(at, label) == "Total"), row)
    for at in range(row + 1, last + 1):
        words = {by: sheet.cell(at, label)}
        for column, heading in headings.items():
            table = next((table for part, table in APART.items() if part in heading), BLOCKS[block])
            yield _figure(sheet, table + suffix, heading, period, words, at, column)
    for column in headings:
        if sheet.peek(last + 1, column) == sheet.peek(last, column):
            sheet.ignore(last + 1, column, "the total above it, once more")


def read_page(sheet: Sheet, named: Mapping[str, str]) -> Iterator[Observation]:
    """Figures and tables that stand under a heading and its period; all else is prose and charts' labels."""
    above, total, process, country = 0, "", "", ""
    for row, cells in enumerate(sheet.grid, 1):
        first, column = cells[0], len(cells)
        if column == 1 and not first.rstrip("%").isdigit():
            above, process, country = row, "", ""
            continue
        heading = sheet.header(above, 1)
        if first == "0" and heading in SCRIPTED:
            sheet.ignore(row, 1, "0, where the page's script puts a sum of what the CSVs tell")
            continue
        total = heading if heading.startswith("Total") else total
        table = named.get(heading if column > 1 else total)
        if table is None:
            raise sheet.changed("an unknown heading of figures", f"one of {sorted(named)}", repr(heading), above, 1)
        period = _period(sheet, sheet.header(above - 1, 1), above - 1)
        name = (heading if heading == total else f"{total} / {heading}", sheet.header(row, 1), heading)[column - 1]
        words = {}
        if column == 3:
            process, country = (first, "Total") if cells[1] == "Total" else (process, first or country)
            words = {"process": process, "jurisdiction": country, "requester": sheet.cell(row, 2)}
        yield _figure(sheet, table, name, period, words, row, column)
    ignore_prose(sheet)


def _period(sheet: Sheet, text: str, row: int | None = None) -> Period:
    try:
        return month_to_month(text)
    except ValueError as error:
        raise sheet.changed("unknown period", "a range of months", repr(text), row) from error


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    name = sheets[0].document.name
    if name in CSVS:
        return chain.from_iterable(read_table(sheets[0], table, contract) for table, contract in CSVS[name].items())
    return read_page(sheets[0], PAGES[name]) if name in PAGES else chain.from_iterable(map(read_book, sheets))


class WikimediaSpider(ReportSpider):
    name = "wikimedia"
    readers = {"transparency-report": read_report}
