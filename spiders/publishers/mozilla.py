"""Mozilla: a page a half-year (2015: a year), with a table under each heading; the page's title tells the period."""

import re
from collections.abc import Iterator
from functools import partial

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

TITLE = re.compile(r"Transparency Report Reporting Period: (.+)")
# "More than 250" requests (2024-H2) has no upper bound, and "None" (2017-H1) is a word: neither is taken for a number.
WORDS = {"N/A": "not_applicable", "More than 250": "not_reported", "None": "not_reported"}
number = partial(count, tokens=WORDS, marks="^")


def _contracts(label: str, dimension: str, *layouts: tuple[str, ...]) -> tuple[Contract, ...]:
    return tuple(Contract({label: dimension}, dict.fromkeys(layout, number)) for layout in layouts)


USER_DATA = _contracts("Legal Processes", "process", ("Received", "Data Produced"), ("Received", "User Data Produced"))
REMOVALS = _contracts(
    *("Requesting Country", "jurisdiction"),
    *(("Requests Received", heading) for heading in ("Data Produced", "Data Removed")),
    ("Requests Received", "Items Removed", "Items Geographically Restricted"),
)
NOTICES = ("Takedown Notices", "Counter Notices")
BY_SERVICE = _contracts("Mozilla Service", "service", NOTICES, (*NOTICES, "Items Removed"))
SECTIONS = {
    "Government Demands for User Data": ("user_data", USER_DATA),
    "Government Demands for Content Removal": ("removals", REMOVALS),
    "Copyright": ("copyright_notices", BY_SERVICE),
    "Takedown Requests": ("copyright_notices", BY_SERVICE),
    "Trademark": ("trademark_notices", BY_SERVICE),
    "Other Content Removal Requests": ("other_notices", BY_SERVICE),
    "Other Takedown Requests By Companies or Individuals": ("other_notices", BY_SERVICE),
}
NOT_READ = {
    "Personal Data Requests": "requests of users for their own data",
    "EU Monthly Active Users": "average users in the EU; the months that they are the average of are not told",
    **dict.fromkeys(
        (
            "Sharing of Cybersecurity Threat Indicators",
            "Specific User Data Disclosures",
            "Threat Indicators & Data Disclosures",
            "Voluntary Threat Indicators & Data Disclosures",
        ),
        "what was disclosed unasked",
    ),
}


def reporting_period(text: str) -> Period:
    if not (title := TITLE.fullmatch(text)):
        raise ValueError(f"expected a reporting period, found {text[:100]!r}")
    return days(title[1])


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    every = list(tables(sheet))
    if not every:
        raise sheet.changed("no table", f"tables under {sorted(SECTIONS)}", "none")
    period = every[0].told(sheet, reporting_period, "'Transparency Report Reporting Period: ...'")
    for found in every:
        title = next((text for _, text in reversed(found.above) if text in SECTIONS or text in NOT_READ), "")
        if title in NOT_READ:
            sheet.ignore_rest(NOT_READ[title], range(found.header, found.last + 1))
        elif found.heading(sheet, title):
            table, contracts = SECTIONS[title]
            yield from read_table(sheet, table, *contracts, period=period, header=found.header, last=found.last)
        else:
            raise sheet.changed("an unknown table", f"one under {sorted(SECTIONS)}", "another", found.header)
    ignore_prose(sheet)


class MozillaSpider(ReportSpider):
    name = "mozilla"
    readers = {"transparency-report": read_report}
