"""Microsoft: a workbook a half-year of what law enforcement asked for, and one of what was acted on as unsafe."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from spiders.formats.stacked import Stacked, find, locate, plain, read_stacked, sections, text_above
from spiders.observation import Observation, Period, Value
from spiders.periods import half_of, months
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, fraction


def rate(text: str, decimals: int | None = None) -> Value:
    """A rate from 0 to 1: exact, or where a sheet's are rounded to ``decimals`` what it can stand for.

    More than four decimals are a quotient that a formula left whole, also on such a sheet.
    """
    printed = len(text.strip().partition(".")[2])
    return fraction(text, decimals=None if decimals is None or printed > 4 else max(decimals, printed))


REQUESTS, CIVIL_REQUESTS = "Total Number of Law Enforcement Requests", "Total Number of Requests"
ACCOUNTS = "Accounts / Users Specified in Requests"
OUTCOMES = (
    "Law Enforcement Requests Resulting in Disclosure of Content",
    "Law Enforcement Requests Resulting in Disclosure of Only Subscriber/Transactional (Non-Content) Data",
    "Law Enforcement Requests Resulting in Disclosure of No Customer Data (No Data Found)",
    "Law Enforcement Requests Resulting in Disclosure of No Customer Data "
    "(Request Rejected for Not Meeting Legal Requirements)",
)
CIVIL = "Disclosure of Content", "Only Subscriber/ Transactional (Non-Content) Data", "No Data Found", "Rejected"
# Beside some rows of the criminal sheets since 2018.
WARRANTS = "Number of warrants from U.S. law enforcement {} content data stored outside the United States"
WAYS = "seeking consumer", "resulting in disclosure of enterprise"
ABROAD = Stacked({WARRANTS.format(way): (("", count),) for way in WAYS})
# Titles above the tables, without their months and years.
TITLES = {
    "Microsoft Services (Including Skype): Law Enforcement Requests Report",
    "Law Enforcement Requests Report Requests received for all Microsoft Services from",
    "Civil Legal Request Disclosures Requests received for all Microsoft Services from",
    "Civil Legal Request Disclosures Report Requests received for all Microsoft Services from",
    "Civil Legal Request Disclosures",
}
# 2020-H1 rounds its countries' rates but not its totals'; the rates of civil requests of 2017-H1 were typed by hand.
ROUNDED = {
    ("Criminal", half_of(2020, 1)): 4,
    ("Emergencies", half_of(2020, 1)): 4,
    ("Civil Legal Requests", half_of(2017, 1)): 2,
}

footnoted = partial(count, marks="*")
tenths_of_percent, whole_percent = partial(rate, decimals=3), partial(rate, decimals=2)
CONTENT = {"Content Actioned": footnoted, "Content Detected Proactively": tenths_of_percent}
BY_ACCOUNT = {"Accounts Actioned": footnoted, "Accounts Reinstated": tenths_of_percent}
REQUESTED = {"Requests Reported": footnoted, "Requests Actioned": footnoted}
SECTIONS: dict[str, tuple[str, Mapping[str, Callable[[str], Value]]]] = {
    "Child Sexual Exploitation & Abuse Imagery (CSEAI) - Hosted Consumer Services": ("cseai", CONTENT | BY_ACCOUNT),
    "CSEAI - Bing Search Engine": ("cseai_bing", CONTENT),
    "Terrorist & Violent Extremist Content (TVEC)": ("tvec", CONTENT | BY_ACCOUNT),
    "Non-Consensual Intimate Imagery (NCII)": ("ncii", REQUESTED | {"Percentage of Requests Actioned": whole_percent}),
}
CYBERTIPS = re.compile(r"(The total NCMEC CyberTip Reports for this period) is ([0-9,]+)\.")


def read_law_enforcement(sheets: list[Sheet]) -> Iterator[Observation]:
    """Every sheet says in its title which half-year it is about: one workbook's civil sheet is of the half before."""
    period: Period | None = None
    for sheet in sheets:
        row, column = locate(sheet, {REQUESTS, CIVIL_REQUESTS})
        total = plain(sheet.peek(row, column))
        civil = total == CIVIL_REQUESTS
        period = _period(sheet, row - 1, period)
        shares = partial(rate, decimals=ROUNDED.get((sheet.name, period)))
        outcomes = dict.fromkeys(CIVIL if civil else OUTCOMES, (("%", shares), ("#", count)))
        contract = Stacked({total: (("#", count),), ACCOUNTS: (("#", count),), **outcomes}, {"0"}, "* ")
        label = (locate(sheet, {"TOTAL"})[1], "jurisdiction")
        words = {"process": sheet.name}
        table = "civil_requests" if civil else "law_enforcement_requests"
        found = list(read_stacked(sheet, table, contract, row, period, words=words, label=label))
        if civil:
            _check_civil(sheet, found)
        yield from found
        if place := find(sheet, ABROAD.columns):
            beside = range(place[1], len(sheet.grid[place[0] - 1]) + 1)
            yield from read_stacked(sheet, "us_warrants_abroad", ABROAD, place[0], period, columns=beside)


def _period(sheet: Sheet, end: int, last: Period | None) -> Period:
    """The half-year in the title above row ``end``; that of the sheet before where there is none (2017-H1)."""
    title = text_above(sheet, end)
    if not title and last:
        sheet.notes.append(f"{sheet.place()}: without a title; of the half-year of the sheet before")
        return last
    name = plain(re.sub(r"January|June|July|December|20[0-9]{2}|\bto\b|[-–,]", " ", title))
    years, names = set(re.findall(r"20[0-9]{2}", title)), re.findall(r"January|June|July|December", title)
    if name not in TITLES or len(years) != 1:
        raise sheet.changed("another title", f"one of {sorted(TITLES)}, with months and one year", repr(title), 1)
    return _months(sheet, f"{' to '.join(names)} {years.pop()}", 1)


def _months(sheet: Sheet, text: str, row: int, column: int | None = None) -> Period:
    try:
        return months(text[:-5], text[-4:])
    except ValueError as error:
        raise sheet.changed("unknown period", "a half-year's months and year", str(error), row, column) from error


def _check_civil(sheet: Sheet, found: Iterable[Observation]) -> None:
    """What came of civil requests is counted in requests in 2017, where signs are printed, and in accounts since."""
    total = [entry for entry in found if entry.words["jurisdiction"] == "TOTAL"]
    requests, accounts, *outcomes = [entry.value.lower or 0 for entry in total] or [0, 0]
    told = sum(outcomes[1::2])
    if len(total) != 10 or (abs(told - accounts) <= abs(told - requests)) is total[-1].heading.endswith(" / #"):
        raise sheet.changed("outcomes in another unit", "accounts, or requests where signs are printed", f"{told:g}")


def read_digital_safety(sheets: list[Sheet]) -> Iterator[Observation]:
    """Four tables on one sheet, each under its own title and half-year, and a note under each."""
    for sheet in sheets:
        if sheet.name != "Digital Safety Content":
            raise sheet.changed("another sheet", "Digital Safety Content", sheet.name)
        sheet.header(*locate(sheet, {"Digital Safety Content Report"}))
        for title, row, columns, last in sections(sheet, SECTIONS):
            table, measures = SECTIONS[title]
            left = next(at for at in range(1, columns[0] + 1) if sheet.peek(row, at).strip())
            period = _months(sheet, sheet.header(row, left), row, left)
            contract = Stacked({heading: (("", read),) for heading, read in measures.items()})
            yield from read_stacked(sheet, table, contract, row + 1, period, columns=columns, last=last)
            if table != "cseai":  # Bing's figures stand beside those, and share their note
                yield from _notes(sheet, table, period, range(row + 3, last + 1))


def _notes(sheet: Sheet, table: str, period: Period, rows: range) -> Iterator[Observation]:
    """Account for the notes under a table; that under CSEAI tells a figure that stands nowhere else."""
    told = False
    for row in rows:
        for column, text in enumerate(sheet.grid[row - 1], 1):
            if match := CYBERTIPS.search(text):
                told = True
                sheet.cell(row, column)
                value = count(match[2])
                yield Observation("cybertips", match[1], value, match[2], period, {}, sheet.index, row, (column,))
            elif text.startswith(("Note: ", "* ")):
                sheet.ignore(row, column, "a note on the table above it")
    if table == "cseai_bing" and not told:
        raise sheet.changed("a figure is missing", CYBERTIPS.pattern, "no such note", rows[0])


class MicrosoftSpider(ReportSpider):
    name = "microsoft"
    readers = {"law-enforcement-requests": read_law_enforcement, "digital-safety-content": read_digital_safety}
