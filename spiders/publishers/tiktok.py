"""TikTok: workbooks of a sheet a table and, of its own rules since 2022-Q4, one long CSV that tells all quarters.

Workbooks word their headings anew from edition to edition. Here stands what a sheet is split by and how many columns
it has; all others are counts or shares, and the crosswalk has to know each by its name.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from operator import attrgetter

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import days, half_ending, month_to_month, quarter_ending
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import float_count, float_fraction

# fmt: off
SHEETS = {  # by table: the sheets and their numbers of columns
    "information_requests": {"Information": 3, "LRFUI historical": 4, "Information Map": 7, "LRFUI map": 10},
    "government_removals": {"Government": 2, "GRFCR historical": 2, "Government Map": 11, "GRFCR map": 11},
    "intellectual_property": {"IP 1": 5, "IP 2": 5, "IP 3": 5, "IP 4": 5, "IP CR": 5, "IP TM": 5},
    "enforcement": {
        "Account removals": 5, "Historical video removals": 4, "Total removals and removal rate": 5, "Spam": 3,
        "Published removal pct": 2, "Top 30 Countries": 5, "Top 50 Countries": 6, "Ads": 3, "Fake Engagement": 5,
    },
    "removals_by_policy": {
        "Removal rates by policy": 4, "Video removals by policy": 10, "Sub Policy - Non Automated": 6, "Sub Policy": 6,
    },
}
# fmt: on
TABLES = {sheet: table for table, sheets in SHEETS.items() for sheet in sheets}
COUNTRY = dict.fromkeys(("Country", "Country/Market", "Country Name", "Country/Region"), "jurisdiction")
BESIDE = {"Country Code": "the country, as a code", "Issue policy": "the policy, which the sub-policy's name tells"}
TITLE = " removal policy"  # heads the policies, after the quarter that the sheet is about

# Counts and shares stand side by side, in the CSVs in one column: the name of what is counted tells which it is.
SHARE = re.compile(r"%|\b(rate|share|percentage|proactive|before|within)\b", re.IGNORECASE)
# Trailing zeros are dropped. Shares of own rules are told to thousandths, others to hundredths at least.
thousandths = partial(float_fraction, decimals=3)
HUNDREDTHS = "Removal rate of published"


def _long(kind: str, issue: str) -> Contract:
    split = {f"Policy {kind}": "level", issue: "reason", f"Task {kind}": "task_type", "Task": "task"}
    beside = {f"Period {kind}": "a quarter or half-year, as the period says", "Location": "a market or a language"}
    # A result is read once it is known what is counted.
    unread = {"Result": lambda _: Value(None, None, "blank")}
    dated = partial(Contract, period=("Period",), read_period=month_to_month, label="Metric")
    return dated({**split, "Market": "jurisdiction"}, unread, beside)


LONG = (_long("Type", "Issue Policy"), _long("type", "Issue policy"), _long("type", "Issue"))


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    """A CSV, or a workbook, in which sheets without dates are about the newest period of those before them."""
    newest: Period | None = None
    for sheet in sheets:
        for found in _read_sheet(sheet, newest) if sheet.kind else _read_long(sheet):
            newest = max(newest or found.period, found.period, key=attrgetter("end"))
            yield found


def _read_sheet(sheet: Sheet, period: Period | None) -> Iterator[Observation]:
    """A workbook's sheet, which says by its name what its figures are about; ``period`` is for one without dates."""
    table, headings = TABLES.get(sheet.name, ""), [heading for heading in sheet.grid[0] if heading.strip()]
    if len(headings) != SHEETS.get(table, {}).get(sheet.name):
        raise sheet.changed("another sheet", f"one of {SHEETS}, with so many columns", f"{len(headings)} columns")
    by_policy, own_rules = table == "removals_by_policy", table in ("enforcement", "removals_by_policy")
    split = {**COUNTRY, "Sub-policy": "reason"}
    dates: dict[str, Callable[..., Period]] = {"Date Range": days, "Date range": days}
    dates["Date"] = quarter_ending if own_rules else half_ending
    if (title := headings[0]).endswith(TITLE):
        split[title], dates[title] = "reason", lambda _: month_to_month(title.removesuffix(TITLE))
    share = thousandths if own_rules and HUNDREDTHS not in headings else float_fraction
    measures = {
        heading: share if by_policy or SHARE.search(heading) else float_count
        for heading in headings
        if heading not in {*split, *BESIDE, *dates}
    }
    split, beside = ({key: known[key] for key in headings if key in known} for known in (split, BESIDE))
    dated = tuple(key for key in headings if key in dates)
    contract = Contract(split, measures, beside, period=dated, read_period=dates[dated[0]] if dated else None)
    named = {"removals_by_policy": "level", "intellectual_property": "reason"}.get(table)
    for found in read_table(sheet, table, contract, period=period):
        yield replace(found, words={**found.words, named: sheet.name}) if named else found


def _read_long(sheet: Sheet) -> Iterator[Observation]:
    """A row a figure. A share is named after what it is a share of, and a label that stands twice by that it does."""
    told: set[tuple[object, ...]] = set()
    for found in read_table(sheet, "enforcement", *LONG):
        heading, words = found.heading, dict(found.words)
        level, banned = words["level"], words["level"].lower().startswith("ban")
        if words["task_type"] == "Share of total removals":
            heading = f"{words['task_type']} / {heading}"
        elif heading.startswith("Category share"):
            heading = f"{level} / {heading}"
        if banned:
            words["reason"] = f"{level} / {words['reason']}"
        key = (heading, found.period, *words.values())
        if key in told:
            words["reason"] += " (printed again)"
        told.add(key)
        try:
            value = (thousandths if SHARE.search(heading) else float_count)(found.printed)
        except ValueError as error:
            raise sheet.misread(f"unknown value of {heading!r}", error, found.row, found.columns[0]) from error
        table = "enforcement" if banned or level.lower() == "all" else "removals_by_policy"
        yield replace(found, table=table, heading=heading, words=words, value=value)


class TikTokSpider(ReportSpider):
    name = "tiktok"
    readers = {"government-requests": read_report, "community-guidelines": read_report}
