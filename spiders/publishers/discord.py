"""Discord: a CSV per period, of tables below each other, each under its title. The file's name tells the period."""

import re
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import partial

from spiders.formats.stacked import plain
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import half, month_named, months, quarter
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

NAME = re.compile(r".*?(20[0-9]{2}-[hq][1-4]|[HQ][1-4]-20[0-9]{2})\.(?:csv|zip)")
IGNORED = {"*.pdf": "the report in words", "__MACOSX/*": "what macOS keeps about a file"}
TITLE_OF_ALL = re.compile(r"Discord (\w+-\w+) (20[0-9]{2}) Transparency Report CSV")
LABEL = re.compile("Month|Warns|Country|Request Type|.+ Category")
# What stands above a table, if anything, and its headings, over the years.
TABLES = {
    "ncmec_reports": "(|NCMEC|Q2 NCMEC Reports): Month, Media [Rr]eports, (Grooming or [Ee]ndangerment )?[Ee]scalations"
    "(, Month Total|, Total|, Total by month)?",
    "warnings": "Warns: Warns, Individual Accounts Warned, Servers Warned, Server Member Warnings",
    "interventions": "Accounts and Servers: Warnings & Temporary Interventions: "
    "Policy Category, Individual Accounts, Servers, Server Members",
    "accounts_disabled": "Accounts Disabled: (Accounts Disabled|Policy) Category, Accounts Disabled",
    "servers_removed": "Servers Removed: (Servers Removed Category, Servers Removed Proactive, Servers Removed Reactive"
    "|Policy Category), Total Servers Removed",
    "appeals": "Appeals: (Appeal Category, Accounts Disabled, Appeals, % Accounts Who Submitted an Appeal, "
    "Appeals Granted, % Account Appeals Granted(, % Accounts Unbanned)?|Policy Category, Distinct Accounts Actioned, "
    "Appeals, % of Accounts who Appealed, Appeals Granted, % of Appeals Granted)",
    "reports": "(Online )?Reports: Report Category, Reports Received, Reports Actioned, % of Reports Actioned",
    "in_app_reports": "In-App Reports: Report Category, Reports Received",
    "all_reports": "Reports: Policy Category, Reports, % of Reports",
    "legal_requests": "Legal: Request Type, Requests, Information Produced|: Request Type, Requests, Complied",
    "us_requests": "(United States Government Information|US Gov Info) Requests: "
    "Request Type, Requests, Information Produced[*]?",
    "international_requests": "International Government Information Requests: Country, Requests, Information Produced",
    "preservation_requests": "Preservation Requests: Country, Requests, Complied",
    "emergency_requests": "Emergency Requests: Country, Requests, (Information Produced|Complied)",
}
DIMENSIONS = {"Country": "jurisdiction", "Request Type": "process"}

# 2023-Q3 prints this table's heading once more as its first figure, and every figure in the row below its own: the
# table of appeals has each in its own row.
POLICIES = (
    "Child Safety|Deceptive Practices|Exploitative and Unsolicited Content|Harassment and Bullying|Hateful Conduct"
    "|Identity and Authenticity|Misinformation|Platform Manipulation|Regulated or Illegal Activities"
    "|Self-Harm Concerns|Violent and Graphic Content|Violent Extremism"
).split("|")
SLIPPED = ("Accounts Disabled|128,153|11,885|14,448|24,384|4,189|213|49|3,515|47,211|1,090|17,024|8,300|260,461").split(
    "|"
)
# Two files label the months of their quarter January to March. The pages of the reports tell the sums of these figures
# for July to September 2022 (14,366 accounts) and for October to December (11,589).
MONTHS = (
    "January|July|4,586|17|4,603 February|August|4,580|20|4,600 March|September|5,137|26|5,163 "
    "January|October|3,694|18|3,712 February|November|3,638|32|3,670 March|December|4,188|19|4,207"
).split()
MISPRINTED = {
    (label, figure, "", "", "", ""): ((own, 1), (figure if own else "", 2))
    for label, own, figure in zip([*POLICIES, "", ""], ["", *POLICIES, "Total:"], SLIPPED, strict=True)
} | {
    (label, *figures, "", "", ""): ((own, 1), *zip(figures, (2, 3, 4), strict=True))
    for label, own, *figures in (row.split("|") for row in MONTHS)
}
# The zip of 2022-Q2 has this table of 2022-Q1 once more, told by its total; the CSV of the report's page has that of
# 2022-Q2.
REPEATED = {("NCMEC", quarter("2022-Q2")): "10,641"}


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if reason := next((why for pattern, why in IGNORED.items() if fnmatchcase(sheet.name, pattern)), None):
            sheet.ignore_rest(reason)
            continue
        told = _told(sheet)
        for title, header, last in _tables(sheet, told):
            if REPEATED.get((title, told)) in {text for cells in sheet.grid[header:last] for text in cells}:
                sheet.ignore_rest("the table of the quarter before, printed again", range(header, last + 1))
            else:
                yield from _apart(sheet, _read(sheet, title, header, last, told))


def _told(sheet: Sheet) -> Period:
    """The period that the document's name tells."""
    match = NAME.fullmatch(sheet.document.name)
    if match is None:
        raise sheet.changed("a name that tells no period", f"a name such as {NAME.pattern}", repr(sheet.document.name))
    year, part = sorted(match[1].upper().split("-"))
    return quarter(f"{year}-{part}") if part.startswith("Q") else half(f"{year}-{part}")


def _tables(sheet: Sheet, told: Period) -> Iterator[tuple[str, int, int]]:
    """The title, the header's row and the last row of each table. Its title is the last lone word above the header."""
    if (match := TITLE_OF_ALL.fullmatch(sheet.peek(1, 1))) and months(match[1], match[2]) == told:
        sheet.header(1, 1)
    filled = {row: sum(bool(text.strip()) for text in cells) for row, cells in enumerate(sheet.grid, 1)}
    headers = [row for row in filled if filled[row] > 1 and LABEL.fullmatch(sheet.peek(row, 1))]
    alone = [row for row in filled if filled[row] == 1 and sheet.peek(row, 1).strip()]
    above = zip([0, *headers], headers, strict=False)
    starts = [max((row for row in alone if before < row < header), default=header) for before, header in above]
    for start, header, end in zip(starts, headers, [*starts[1:], len(sheet.grid) + 1], strict=False):
        yield plain(sheet.header(start, 1)) if start < header else "", header, end - 1


def _read(sheet: Sheet, title: str, header: int, last: int, told: Period) -> Iterator[Observation]:
    """The figures of one table."""
    headings = [text for text in sheet.grid[header - 1] if text.strip()]
    printed = f"{title}: {', '.join(headings)}"
    table = next((name for name, pattern in TABLES.items() if re.fullmatch(pattern, printed)), None)
    if table is None:
        raise sheet.changed("an unknown table", "a title and headings as declared", repr(printed), header)
    label, *names = headings
    measures = {name: partial(percent if "%" in name else count, tokens={"--": "not_applicable"}) for name in names}
    contract = Contract({label: DIMENSIONS.get(label, "reason")}, measures, malformed=MISPRINTED)
    if label == "Month":
        # The second total of 2022-Q3 leaves all cells but one blank.
        sparse = "Total by month" in names
        contract = replace(contract, dimensions={}, period=(label,), read_period=partial(_when, told), sparse=sparse)
    for figure in read_table(sheet, table, contract, period=told, header=header, last=last):
        yield figure if figure.period == told else replace(figure, table=f"{table}_by_month")


def _when(told: Period, label: str) -> Period:
    """The month of a row, or the whole period of a total."""
    if label in {"Total", "SUM", ""}:
        return told
    found = month_named(label, told.start.year)
    if not told.start <= found.start <= told.end:
        raise ValueError(f"expected a month from {told.start} to {told.end}, found {label!r}")
    return found


def _apart(sheet: Sheet, figures: Iterator[Observation]) -> Iterator[Observation]:
    """The figures; before the heading of one whose words another has already, its row's label."""
    seen = set()
    for figure in figures:
        key, label = (figure.heading, figure.period, *figure.words.values()), sheet.peek(figure.row, 1)
        if key in seen:
            sheet.finding(f"{figure.heading!r} stands there a second time for {label!r}", figure.row, *figure.columns)
        yield replace(figure, heading=f"{label} / {figure.heading}") if key in seen else figure
        seen.add(key)


class DiscordSpider(ReportSpider):
    name = "discord"
    readers = {"transparency-report": read_report}
