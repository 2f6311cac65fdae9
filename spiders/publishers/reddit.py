"""Reddit: a page a half-year (a year before 2022), whose title tells the period of its tables."""

from collections.abc import Iterator

from spiders.formats.headed import ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import months, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

COUNTRY = {"Country": "jurisdiction"}
COMPLIED = "Percentage complied with"
RULES = {"Posts and comments removed": count, "Subreddits removed": count, "Accounts permanently suspended": count}
DECLARED = {
    "information_requests": (
        Contract({"Type of request": "process"}, {"Requests received": count, COMPLIED: percent}),
    ),
    "information_requests_by_country": (
        Contract(COUNTRY, {"Emergency disclosure requests": count, "Non-emergency requests": count}),
    ),
    "removal_requests": (Contract(COUNTRY, {"Removal requests received": count, COMPLIED: percent}),),
    "rule_enforcement": (Contract({"Rule": "reason"}, RULES),),
    "ncmec_reports": (Contract({}, {"Reports to NCMEC": count, "Pieces of content reported": count}),),
}


def title(text: str) -> Period:
    """The period of "Transparency Report: January to June 2025" or "Transparency Report 2019"."""
    if "Transparency Report" not in text:
        raise ValueError(f"expected a title of a transparency report, found {text[:100]!r}")
    names, _, told = text.replace("Transparency Report", "").strip(": ").rpartition(" ")
    return months(names, told) if names else year(told)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    period = None
    for table in tables(sheet):
        period = period or table.told(sheet, title, 'a title such as "Transparency Report: January to June 2025"')
        name, contract = table.fitting(sheet, DECLARED)
        yield from read_table(sheet, name, contract, period=period, header=table.header, last=table.last)
    ignore_prose(sheet)


class RedditSpider(ReportSpider):
    name = "reddit"
    readers = {"transparency-report": read_report}
