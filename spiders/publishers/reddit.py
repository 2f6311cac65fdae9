"""Reddit: a page a half-year (a year before 2022), whose title tells the period of its tables."""

import re
from collections.abc import Iterator

from spiders.formats.headed import Headed, ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import months, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

COUNTRY = {"Country": "jurisdiction"}
COMPLIED = "Percentage complied with"
URGENCY = "Emergency disclosure requests", "Non-emergency requests"
RULES = {"Posts and comments removed": count, "Subreddits removed": count, "Accounts permanently suspended": count}
CONTRACTS = {
    "information_requests": Contract({"Type of request": "process"}, {"Requests received": count, COMPLIED: percent}),
    "information_requests_by_country": Contract(COUNTRY, dict.fromkeys(URGENCY, count)),
    "removal_requests": Contract(COUNTRY, {"Removal requests received": count, COMPLIED: percent}),
    "rule_enforcement": Contract({"Rule": "reason"}, RULES),
    "ncmec_reports": Contract({}, {"Reports to NCMEC": count, "Pieces of content reported": count}),
}
DECLARED = {name: (contract,) for name, contract in CONTRACTS.items()}

TITLE = re.compile(r"(?=.*20[0-9]{2})[^.]{0,60}Transparency Report[^.]{0,60}")
EXAMPLE = 'one title, such as "Transparency Report: January to June 2025"'


def title(text: str) -> Period:
    """The period of "Transparency Report: January to June 2025" or "Transparency Report 2019"."""
    names, _, told = text.replace("Transparency Report", "").strip(": ").rpartition(" ")
    return months(names, told) if names else year(told)


def _period(sheet: Sheet, table: Headed) -> Period:
    """What the title above the first table tells, if no list of other reports stands there."""
    if len(titles := {text for _, text in table.above if TITLE.fullmatch(text)}) != 1:
        raise sheet.changed("no title, or several", EXAMPLE, f"{sorted(titles)}", table.header)
    return table.told(sheet, title, EXAMPLE)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    period = None
    for table in tables(sheet):
        period = period or _period(sheet, table)
        name, contract = table.fitting(sheet, DECLARED)
        yield from read_table(sheet, name, contract, period=period, header=table.header, last=table.last)
    ignore_prose(sheet)


class RedditSpider(ReportSpider):
    name = "reddit"
    readers = {"transparency-report": read_report}
