"""Automattic: a page a half-year for WordPress.com and for Tumblr, with a table in each of its chapters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from spiders.formats.headed import Headed, ignore_prose, tables
from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period, Value
from spiders.periods import days, month_named, month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

COUNTRY = {"Country": "jurisdiction"}
PROCESSES = (
    "Subpoenas",
    "Court Orders",
    "Search Warrants",
    "Wiretap Orders",
    "Pen Register Orders",
    "Emergency Requests",
    "Notice to Furnish",
)
# The tables on the Digital Services Act, whose columns between these are types of content, others every half-year.
EU = {
    "Disclosed Due to Request": "eu_information_requests",
    "Removed due to demand": "eu_takedown_demands",
}
RATES = {"Disclosed Due to Request", "Removed due to demand", "Removed for violation of policy"}
PRODUCED = "Percentage of Requests Where Some or All Information was Produced"
REMOVED = "Percentage of requests where content was removed"
IRU: Mapping[str, Callable[..., Value]] = {
    "Number of notices received": count,
    "Number of notices where sites/content were removed as a result": count,
    "Percentage of notices where sites/content were removed as a result": percent,
}
MONTHLY = partial(Contract, {}, period=("Month",))
COMPLAINANTS = {"Reporting organizations", "Number of notices"}


def band(text: str) -> Value:
    """Of national security: "1-249", or the word for none."""
    return count("0" if text == "None." else text)


def six_months(text: str) -> Period:
    """From "2025: Jul 1 – Dec 31"."""
    year, _, span = text.partition(": ")
    return days(f"{span}, {year}")


def title(text: str) -> tuple[str, Period]:
    """The service and the half-year of "Tumblr Transparency Report – Jul – Dec 2025"; the way to it (" > ") is none."""
    service, _, span = text.partition(" Transparency Report – ")
    return service, month_to_month("" if " > " in service else span)


TABLES = {
    "information_requests": Contract(
        COUNTRY, {"Number of Requests": count, PRODUCED: percent, "Number of Accounts Specified": count}
    ),
    "us_processes": Contract({}, dict.fromkeys(PROCESSES, percent)),
    "takedown_demands": Contract(
        COUNTRY,
        {
            "Court orders": count,
            "Requests from government agencies or law enforcement": count,
            "Number of sites specified": count,
            f"{REMOVED} due to a violation of our policies": percent,
            f"{REMOVED} solely in response to the demand": percent,
        },
    ),
    "copyright_notices": MONTHLY(
        measures={
            "Total notices received": count,
            "Percentage of notices where some or all content was removed": percent,
            "Percentage of notices rejected as incomplete": percent,
            "Percentage of notices rejected as abusive": percent,
            "Counter notices received": count,
        }
    ),
    "trademark_notices": MONTHLY(
        measures={
            "Number of notices received": count,
            "Number of notices where some or all content was removed": count,
            "Percentage of requests where some or all content was removed": percent,
        }
    ),
    "national_security": Contract(
        {},
        {"National Security Requests received": band, "User accounts affected": band},
        period=("Six-month period",),
        read_period=six_months,
    ),
    "iru_reports_by_month": MONTHLY(measures=IRU),
    "iru_reports": Contract({"Reporting origin": "jurisdiction"}, IRU),
    "illegal_content_notices": Contract(
        {"Type of content reported (violation types)": "reason"},
        {
            "Number of reports received per violation type": count,
            "Percentage of violation types out of total reports": percent,
        },
    ),
    "country_blocks": Contract(COUNTRY, {"Number of sites blocked": count}),
}


def _read(sheet: Sheet, table: Headed, half: Period) -> Iterator[Observation]:
    printed = sheet.grid[table.header - 1]
    if set(printed) == COMPLAINANTS:
        sheet.ignore_rest("notices by complainant, the most frequent alone", range(table.header, table.last + 1))
        return iter(())
    if printed[:2] == ["Country", "Total"] and (name := next((EU[text] for text in EU if text in printed), "")):
        measures = {text: percent if text in RATES else count for text in printed if text != "Country"}
        contract = Contract(COUNTRY, measures)
    else:
        name, contract = table.fitting(sheet, {name: (contract,) for name, contract in TABLES.items()})
    if contract.period == ("Month",):
        # Below the months stands a total of the half-year.
        contract = replace(
            contract, read_period=lambda text: half if text == "Total" else month_named(text, half.start.year)
        )
    if name == "country_blocks":
        half = table.told(sheet, lambda text: month_named(*text.partition(" ")[::2]), "a month such as September 2025")
    return read_table(sheet, name, contract, period=half, header=table.header, last=table.last)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    told = None
    for table in tables(sheet):
        told = told or table.told_once(sheet, title, 'a title such as "Tumblr Transparency Report – Jul – Dec 2025"')
        service, half = told
        for found in _read(sheet, table, half):
            yield replace(found, words={**found.words, "service": service})
    ignore_prose(sheet, "a figure that stands alone, above its caption")


class AutomatticSpider(ReportSpider):
    name = "automattic"
    readers = {"transparency-report": read_report}
