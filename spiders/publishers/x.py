"""X, once Twitter: two CSVs, each of two tables one below the other, each telling its whole history; then a PDF."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from spiders.formats.lines import declared, ignore_text, places
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Value
from spiders.periods import half, half_starting
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, count_or_percent, fraction

NO_RATE = Value(None, None, "not_applicable")
NOT_TOLD = Value(None, None, "not_reported")
# Of nothing there is no rate. Where there was something to divide, NULL is a rate not told: see _not_told.
rate = partial(fraction, tokens={"NULL": NO_RATE.status})


@dataclass(frozen=True)
class Told:
    """One of a file's tables. ``rates``: a rate's heading -> the heading of the requests that it is a share of."""

    table: str
    counts: tuple[str, ...]
    rates: Mapping[str, str]
    by_country: bool = True

    def contract(self) -> Contract:
        """Counts come before rates, so that a row's requests are known when its rates are read."""
        measures = dict.fromkeys(self.counts, count) | dict.fromkeys(self.rates, rate)
        countries = {"Country": "jurisdiction"} if self.by_country else {}
        return Contract(countries, measures, period=("Time period start",), read_period=half_starting)


def _each(*names: str) -> tuple[str, ...]:
    """The columns that stand three times: for either kind of request, and combined."""
    return tuple(f"{kind} {name}" for name in names for kind in ("Routine", "Emergency", "Combined"))


LEGAL_DEMANDS = ("Court Orders", "Other legal demands", "Combined requests")
LEGAL_ACCOUNTS = tuple(
    f"{kind} accounts {name}"
    for name in ("specified", "TOS")
    for kind in ("Court orders", "Other legal demands", "Combined")
)

INFORMATION = {
    "Table 1/2: Government Information Requests": Told(
        "government_information_requests",
        (*_each("requests", "accounts specified"), "Preservation accounts", "Preservation requests"),
        dict(zip(_each("compliance rate"), _each("requests"), strict=True)),
    ),
    "Table 2/2: Non-Government Information Requests": Told(
        "non_government_information_requests",
        ("Information requests", "Accounts specified"),
        dict.fromkeys(("Compliance", "User notice"), "Information requests"),
    ),
}
REMOVALS = {
    "Table 1/2: Legal Demands": Told(
        "legal_demands",
        LEGAL_DEMANDS + LEGAL_ACCOUNTS + ("Combined accounts withheld", "Combined tweets withheld"),
        {
            "Court orders compliance rate": "Court Orders",
            "Other legal demands compliance rate": "Other legal demands",
            "Combined compliance rate": "Combined requests",
        },
    ),
    "Table 2/2: Local Law(s)": Told(
        "local_law_reports",
        ("Reports", "Accounts specified", "Accounts withheld", "Tweets withheld", "Accounts TOS"),
        {"Compliance rate": "Reports"},
        by_country=False,
    ),
}


def _read(sheets: list[Sheet], tables: Mapping[str, Told]) -> Iterator[Observation]:
    """The tables of a file, each under its title."""
    for sheet in sheets:
        starts = [row for row in range(1, len(sheet.grid) + 1) if sheet.peek(row, 1).startswith("Table ")]
        titles = [sheet.header(row, 1) for row in starts]
        if titles != list(tables):
            raise sheet.changed("other tables", f"the titles {list(tables)}", f"{titles}", *starts[:1])
        for title, start, following in zip(titles, starts, [*starts[1:], len(sheet.grid) + 1], strict=True):
            told = tables[title]
            found = read_table(sheet, told.table, told.contract(), header=start + 1, last=following - 1)
            yield from _not_told(found, told.rates)


def _not_told(found: Iterator[Observation], rates: Mapping[str, str]) -> Iterator[Observation]:
    """Observations as they come; a rate that is NULL although there were requests was not told."""
    requests: dict[tuple[int, str], Value] = {}
    for one in found:
        requests[one.row, one.heading] = one.value
        told = one.value != NO_RATE or requests[one.row, rates[one.heading]].upper == 0
        yield one if told else replace(one, value=NOT_TOLD)


def read_information(sheets: list[Sheet]) -> Iterator[Observation]:
    return _read(sheets, INFORMATION)


def read_removals(sheets: list[Sheet]) -> Iterator[Observation]:
    return _read(sheets, REMOVALS)


# A text beside a table, which has small letters where the labels of tables have none; footnote marks.
MARKS = "[1-3]"
BESIDE = rf"[a-z].*|[A-Z][a-z].*[a-z.] [a-z].*|{MARKS}"


def read_global(sheets: list[Sheet]) -> Iterator[Observation]:
    """The report since 2024: tables by policy or by country, and those under a policy's name, told by their labels."""
    title = sheets[0]
    try:
        period = half(title.header(len(title.grid), 1))
    except ValueError as error:
        raise title.misread("unknown period", error, len(title.grid), 1) from error
    for by, tables in declared("x", "global-report").items():
        for told in tables:
            for sheet, row, column, label, heading in places(sheets, told, BESIDE):
                text = heading if by != "label" else f"{label} / {heading}" if heading else label
                words = {"reason": told.title} if by == "label" else {by: label}
                value = sheet.value(row, column, count_or_percent)
                yield sheet.observation(told.name, text, value, period, words, row, column)
    for sheet in sheets:
        sheet.ignore(1, 1, "the page's number")
        ignore_text(sheet, MARKS)


class XSpider(ReportSpider):
    name = "x"
    readers = {
        "information-requests": read_information,
        "removal-requests": read_removals,
        "global-report": read_global,
    }
