"""Meta: a CSV per half-year of requests and of restrictions, and a CSV every quarter that tells all quarters again."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import half, quarter
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

Columns = Mapping[str, Callable[..., Value]]

# A half-year stands in a file's name only. The zip keeps its files in a folder; on their own they have none.
REQUESTS_NAME = re.compile(r"(?:government-requests/)?(?:PRPL-)?Facebook-Government-Report-(20[0-9]{2}[-_]H[12])\.csv")
RESTRICTIONS_NAME = re.compile(r"Content_Restrictions_(20[0-9]{2}_H[12])\.csv")


def withheld(text: str) -> Value:
    """A percentage; a zero among them has no sign in most files."""
    return percent("0%" if text.strip() == "0" else text)


def figure(text: str) -> Value:
    """A count or a percentage: community standards print both in one column."""
    return percent(text) if "%" in text else count(text, tokens={"N/A": "not_reported"})


def _asked(*names: str) -> Columns:
    """The three columns that each kind of request has."""
    columns = {"": count, " Accounts": count, " Percentage": percent}
    return {f"{name}{column}": read for name in names for column, read in columns.items()}


FIRST: Columns = {
    "Requests for User Data": count,
    "User Accounts Referenced": count,
    "Percentage of requests where some data produced": percent,
}
PRESERVED: Columns = {"Preservation Requests": count, "Preservation Accounts Preserved": count}
TOTALS = {**_asked("Total Requests", "Legal Process Request Total", "Emergency Request Total"), **PRESERVED}
PRODUCED: Columns = {f"{kind}Number of Requests Where Some Data Produced": count for kind in ("", "Legal ", "ER ")}
BESIDE: Columns = {"Takedown reports": count, "Percent Witheld": withheld, "Internet Disruptions": count}
RESTRICTED: Columns = {"Content Restricted": count}
RESTRICTIONS: Columns = {"Content Restrictions": count}
DISCLOSURES = _asked("Emergency Disclosures")
# Of these eleven Meta has filled six, for the United States only; the others would meet a crosswalk without them.
PROCESSES = _asked(
    *("Search Warrant", "Subpoena", "Court Order (Other)", "MLAT Search Warrant", "MLAT Order"),
    *("Court Order (18 USC 2703(d))", "Pen Register/Trap and Trace", "Title III"),
    *("FISA Content Requests", "FISA Non-Content Requests", "NSLs"),
)

REQUESTS_LAYOUTS = (
    {*FIRST},  # 2013, as it was first published
    {*TOTALS, *PROCESSES, *BESIDE, *RESTRICTED, *DISCLOSURES},  # 2013-H1 to 2017-H1, as published since
    {*TOTALS, *PROCESSES, *BESIDE, *RESTRICTIONS},  # 2017-H2 to 2018-H2
    {*TOTALS, *PROCESSES, *PRODUCED},  # since 2019-H1
    {*TOTALS, *PROCESSES, *PRODUCED, *BESIDE, *RESTRICTIONS},  # 2019-H1 in a copy of 2022
)
REQUESTS_TABLES: Mapping[str, Columns] = {
    "government_requests": {**FIRST, **TOTALS, **PRODUCED, **BESIDE},
    "united_states_processes": {**PROCESSES, **DISCLOSURES},
    "restrictions_beside_requests": {**RESTRICTED, **RESTRICTIONS},
}


def _contracts(table: str, columns: Columns) -> tuple[Contract, ...]:
    """What the table reads of each layout that has any of its columns."""
    return tuple(
        Contract(
            {"Country": "jurisdiction"},
            {heading: read for heading, read in columns.items() if heading in layout},
            elsewhere=frozenset(layout - columns.keys()),
            sparse=table == "united_states_processes",
        )
        for layout in REQUESTS_LAYOUTS
        if not columns.keys().isdisjoint(layout)
    )


REQUESTS = {table: _contracts(table, columns) for table, columns in REQUESTS_TABLES.items()}


def _restrictions(*headings: str) -> Contract:
    uncounted = partial(count, tokens={"N/A": "not_reported"})
    measures = {heading: uncounted if heading == "Facebook Event" else count for heading in (*headings, "total")}
    return Contract({"Country": "jurisdiction"}, measures, ignored={"ISO Code": "the country once more, as a code"})


def _blocks(format: str) -> tuple[str, ...]:
    return (format, f"{format}: Global GB externally imposed", f"{format}: Global GB applied to others")


POSTS = ("Facebook Album", "Facebook Post", "Facebook Event", "Facebook Comment")
RESTRICTIONS_CONTRACTS = (
    Contract({"Country": "jurisdiction"}, {"count": count}),  # 2013-H2 to 2018-H1
    _restrictions(
        *(*_blocks("Facebook Profile"), *_blocks("Facebook Page+Group"), *POSTS),
        *("Instagram Media", *_blocks("Instagram Account")),
    ),  # 2018-H2 to 2023-H1
    _restrictions(
        *("Facebook Profile", "Facebook Page+Group", *POSTS),
        *(*_blocks("Instagram Media"), *_blocks("Instagram Account")),
    ),  # 2023-H2
)

STANDARDS = Contract(
    {"app": "service", "policy_area": "reason"},
    {"value": figure},
    period=("period",),
    read_period=quarter,
    label="metric",
)
NEWEST = ("UBP", "Prevalence")
RATES = ("Proactive rate", "Lowerbound Prevalence", "Upperbound Prevalence", *NEWEST)


def read_government_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if sheet.name.startswith("__MACOSX/"):
            sheet.ignore_rest("what macOS keeps about a file, put into the zip by its archiver")
            continue
        told = _half(sheet, REQUESTS_NAME)
        for table, contracts in REQUESTS.items():
            # The first table knows every heading of every layout, so none is overlooked by passing over the others.
            if table == "government_requests" or not REQUESTS_TABLES[table].keys().isdisjoint(sheet.grid[0]):
                yield from read_table(sheet, table, *contracts, period=told)


def read_content_restrictions(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        told = _half(sheet, RESTRICTIONS_NAME)
        yield from read_table(sheet, "content_restrictions", *RESTRICTIONS_CONTRACTS, period=told)


def read_community_standards(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        for found in read_table(sheet, "community_standards", STANDARDS):
            metric = found.heading.removesuffix(" / value")
            if found.value.lower is not None and ("%" in found.printed) is not (metric in RATES):
                due = "a percentage" if metric in RATES else "a count"
                raise sheet.changed(f"unknown value of {metric!r}", due, repr(found.printed), found.row, *found.columns)
            # Fake accounts are counted as accounts under the headings of content: only both words say what it is.
            policy = found.words["reason"]
            heading = f"{policy} / {found.heading}" if policy == "Fake Accounts" else found.heading
            table = "newest_quarter_prevalence" if metric in NEWEST else found.table
            yield replace(found, table=table, heading=heading)


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
