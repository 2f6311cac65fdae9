"""LinkedIn: one page with the whole history; under each section's title, a table for every half-year."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from spiders.formats.headed import ignore_prose, tables
from spiders.observation import Observation, Period, Value
from spiders.periods import half_of, months
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

REQUESTS, USA, REMOVALS = "member_requests", "us_requests", "removal_requests"
SECTIONS = {
    "Requests by country": REQUESTS,
    "Breakdown of U.S. government requests for data": USA,
    "Global government requests for content removal": REMOVALS,
}
# A share where a count belongs, printed in one row of 2024-H1, tells no count: see the corrections.
counted = partial(count, tokens={"0%": "not_reported"})
HEADINGS = {
    REQUESTS: [
        "Requests for member data",
        "Accounts subject to request(s) [1]",
        "Percentage of requests for which LinkedIn provided some data",
        "Accounts for which LinkedIn provided some data [2]",
    ],
    REMOVALS: ["Requests", "Action taken", "Percentage action taken"],
}
SHARES = {HEADINGS[REQUESTS][2], HEADINGS[REMOVALS][2]}
# Labels of the United States' tables, which have no headings. A process is a share of the requests.
LABELS: Mapping[str, Callable[..., Value]] = {
    "Requests [1]": count,
    "Accounts subject to requests": count,
    "Requests for which LinkedIn provided some data": percent,
    "Subpoenas [2]": percent,
    "Search warrants [3]": percent,
    "Court orders [4]": percent,
    "Other [5]": percent,
    "National security requests received [6]": count,
    "National security requests (accounts subject to request)": count,
    "National security letters received [6]": count,
    "National security letters (accounts subject to request)": count,
    "FISA requests [6]": count,
}


def half_year(text: str) -> Period:
    """From "2025: July-December"."""
    year, _, span = text.partition(": ")
    return months(span, year)


def _figure(
    sheet: Sheet, table: str, heading: str, period: Period, words: Mapping[str, str], row: int, column: int
) -> Observation:
    read = percent if heading in SHARES else counted
    value = sheet.value(row, column, LABELS[heading] if table == USA else read, heading)
    return sheet.observation(table, heading, value, period, words, row, column)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    section = ""
    for table in tables(sheet):
        section = next((text for text in SECTIONS if table.heading(sheet, text)), section)
        if not section:
            raise sheet.changed("a table under no known title", f"one of {[*SECTIONS]}", "none", table.header)
        period = table.told(sheet, half_year, "a half-year such as 2025: July-December")
        read = _read_us if SECTIONS[section] == USA else _read_countries
        yield from read(sheet, SECTIONS[section], period, table.header, table.last)
    ignore_prose(sheet)


def _read_countries(sheet: Sheet, table: str, period: Period, header: int, last: int) -> Iterator[Observation]:
    """A row a country. Some tables have a blank column between the countries and the figures."""
    columns = {at: sheet.header(header, at) for at, text in enumerate(sheet.grid[header - 1], 1) if text}
    if [*columns.values()] != HEADINGS[table] or 1 in columns:
        raise sheet.changed("the header changed", f"{HEADINGS[table]}", f"{[*columns.values()]}", header)
    for row in range(header + 1, last + 1):
        words = {"jurisdiction": sheet.cell(row, 1)}
        for column, heading in columns.items():
            yield _figure(sheet, table, heading, period, words, row, column)


def _read_us(sheet: Sheet, table: str, period: Period, header: int, last: int) -> Iterator[Observation]:
    """A label and a figure a row. By law FISA requests are told half a year late: they came in the half before."""
    before = half_of(period.start.year, 1) if period.start.month == 7 else half_of(period.start.year - 1, 2)
    for row in range(header, last + 1):
        label = sheet.cell(row, 1)
        if label not in LABELS:
            raise sheet.changed("an unknown label", f"one of {[*LABELS]}", repr(label), row, 1)
        yield _figure(sheet, table, label, before if label.startswith("FISA") else period, {}, row, 2)


class LinkedInSpider(ReportSpider):
    name = "linkedin"
    readers = {"government-requests": read_report}
