"""Meta: a CSV per half-year of requests and of restrictions, and a CSV every quarter that tells all quarters again."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import half, quarter
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, count_or_percent, percent

# A half-year stands in a file's name only. The zip keeps its files in a folder; on their own they have none.
REQUESTS_NAME = re.compile(r"(?:government-requests/)?(?:PRPL-)?Facebook-Government-Report-(20[0-9]{2}[-_]H[12])\.csv")
RESTRICTIONS_NAME = re.compile(r"Content_Restrictions_(20[0-9]{2}_H[12])\.csv")

NOT_REPORTED = {"N/A": "not_reported"}
number = partial(count, tokens=NOT_REPORTED)
# Community standards print both in one column.
figure = partial(count_or_percent, tokens=NOT_REPORTED)


def share(text: str) -> Value:
    """Whole percents, which the copy of 2017 prints as 83.00%; 0 may stand without its sign."""
    return percent("0%" if text.strip() == "0" else text, decimals=0)


def _asked(*names: str) -> set[str]:
    return {f"{name}{column}" for name in names for column in ("", " Accounts", " Percentage")}


FIRST = {"Requests for User Data", "User Accounts Referenced", "Percentage of requests where some data produced"}
TOTALS = _asked("Total Requests", "Legal Process Request Total", "Emergency Request Total")
TOTALS |= {"Preservation Requests", "Preservation Accounts Preserved"}
PRODUCED = {f"{kind}Number of Requests Where Some Data Produced" for kind in ("", "Legal ", "ER ")}
BESIDE = {"Takedown reports", "Percent Witheld", "Internet Disruptions"}
# Of these eleven Meta fills six, for the United States only. The crosswalk has no word yet for the other five.
PROCESSES = _asked(
    *("Search Warrant", "Subpoena", "Court Order (Other)", "MLAT Search Warrant", "MLAT Order", "Title III"),
    *("Court Order (18 USC 2703(d))", "Pen Register/Trap and Trace"),
    *("FISA Content Requests", "FISA Non-Content Requests", "NSLs"),
)
DISCLOSURES = _asked("Emergency Disclosures")
REQUESTS_LAYOUTS = (
    FIRST,  # 2013-H1 as first published
    TOTALS | PROCESSES | BESIDE | {"Content Restricted"} | DISCLOSURES,  # 2013-H1 to 2017-H1, as published since
    TOTALS | PROCESSES | BESIDE | {"Content Restrictions"},  # 2017-H2 to 2018-H2
    TOTALS | PROCESSES | BESIDE | {"Content Restrictions"} | PRODUCED,  # 2019-H1 in a copy of 2022
    TOTALS | PROCESSES | PRODUCED,  # since 2019-H1
)
REQUESTS_TABLES = {
    "government_requests": FIRST | TOTALS | PRODUCED | BESIDE,
    "united_states_processes": PROCESSES | DISCLOSURES,
    "restrictions_beside_requests": {"Content Restricted", "Content Restrictions"},
}


def _requests(table: str, layout: set[str]) -> Contract:
    mine = sorted(layout & REQUESTS_TABLES[table])
    measures = {heading: share if "Percent" in heading else count for heading in mine}
    sparse = table == "united_states_processes"
    return Contract({"Country": "jurisdiction"}, measures, elsewhere=frozenset(layout.difference(mine)), sparse=sparse)


REQUESTS = {table: tuple(_requests(table, layout) for layout in REQUESTS_LAYOUTS) for table in REQUESTS_TABLES}

FACEBOOK = [f"Facebook {name}" for name in ("Profile", "Page+Group", "Album", "Post", "Event", "Comment")]


def _restrictions(*worldwide: str) -> Contract:
    """A column per format, and two more for each that has worldwide blocks."""
    origins = ("externally imposed", "applied to others")
    blocks = [f"{name}: Global GB {origin}" for name in worldwide for origin in origins]
    measures = dict.fromkeys([*FACEBOOK, "Instagram Media", "Instagram Account", *blocks, "total"], count)
    measures["Facebook Event"] = number
    return Contract({"Country": "jurisdiction"}, measures, ignored={"ISO Code": "the country once more, as a code"})


RESTRICTIONS = (
    Contract({"Country": "jurisdiction"}, {"count": count}),  # 2013-H2 to 2018-H1
    _restrictions("Facebook Profile", "Facebook Page+Group", "Instagram Account"),  # 2018-H2 to 2023-H1
    _restrictions("Instagram Media", "Instagram Account"),  # 2023-H2
)

LABELS = {"app": "service", "policy_area": "reason"}
STANDARDS = Contract(LABELS, {"value": figure}, period=("period",), read_period=quarter, label="metric")
NEWEST = ("UBP", "Prevalence")
RATES = ("Proactive rate", "Lowerbound Prevalence", "Upperbound Prevalence", *NEWEST)


def read_government_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if sheet.name.startswith("__MACOSX/"):
            sheet.ignore_rest("what macOS keeps about a file, put into the zip by its archiver")
            continue
        told = _half(sheet, REQUESTS_NAME)
        # The first table knows every layout by all of its headings: to pass over another overlooks none.
        yield from read_table(sheet, "government_requests", *REQUESTS["government_requests"], period=told)
        for table in ("united_states_processes", "restrictions_beside_requests"):
            if not REQUESTS_TABLES[table].isdisjoint(sheet.grid[0]):
                yield from read_table(sheet, table, *REQUESTS[table], period=told)


def read_content_restrictions(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        yield from read_table(sheet, "content_restrictions", *RESTRICTIONS, period=_half(sheet, RESTRICTIONS_NAME))


def read_community_standards(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        for found in read_table(sheet, "community_standards", STANDARDS):
            metric, policy = found.heading.removesuffix(" / value"), found.words["reason"]
            if found.value.lower is not None and ("%" in found.printed) is not (metric in RATES):
                due = "a percentage" if metric in RATES else "a count"
                raise sheet.changed(f"unknown value of {metric!r}", due, repr(found.printed), found.row, *found.columns)
            # Fake accounts are counted as accounts under a heading of content: only both words say what a figure is.
            heading = f"{policy} / {found.heading}" if policy == "Fake Accounts" else found.heading
            table = "newest_quarter_prevalence" if metric in NEWEST else found.table
            yield replace(found, table=table, heading=heading, value=_told(sheet, metric, found))


def _told(sheet: Sheet, metric: str, found: Observation) -> Value:
    """The figure's value: proactive rates are told to tenths of a percent, and printed with a 0 after them."""
    if metric != "Proactive rate" or found.value.lower is None:
        return found.value
    try:
        return percent(found.printed, decimals=1)
    except ValueError as error:
        raise sheet.changed("an unknown rate", "tenths of a percent", str(error), found.row, *found.columns) from error


def _half(sheet: Sheet, names: re.Pattern[str]) -> Period:
    """The half-year in the name of the file or member."""
    name = sheet.name or sheet.document.name
    match = names.fullmatch(name)
    if match is None:
        raise sheet.changed("a name that tells no half-year", f"a name such as {names.pattern}", repr(name))
    return half(match[1])


class MetaSpider(ReportSpider):
    name = "meta"
    readers = {
        "government-requests": read_government_requests,
        "content-restrictions": read_content_restrictions,
        "community-standards": read_community_standards,
    }
