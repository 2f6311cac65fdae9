"""Snap: a long CSV per half-year. A row's section, category and metric say together what its figure is."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from spiders.observation import Observation, Value
from spiders.periods import half
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import decimal, float_count, fraction, percent

HEADINGS = ["period", "section", "category", "sub_category_1", "sub_category_2", "metric", "value"]
TABLES = {
    "United States Criminal Legal Requests": "us_requests",
    "International Government Information Requests": "international_requests",
    "United States National Security Requests": "national_security",
    "Governmental Content Removal Requests": "removal_requests",
    "Copyrighted Content Takedown Notices (DMCA)": "copyright_notices",
    "Trademark Notices": "trademark_notices",
    "Account / Content Violations": "violations",
    "Child Sexual Exploitation and Abuse": "child_exploitation_deletions",
    "Terrorism": "terrorism_deletions",
    "False Information": "false_information",
}
# What the two sub-categories name, by category; other categories have none. The crosswalk knows no "detail".
PARTS = {"Country": ("jurisdiction", "reason"), "Region": ("jurisdiction", "reason"), "Global": ("reason", "detail")}
# Whole minutes, printed as 27.0 like every figure of that file; the view rate alone is in percent (0.1 for 0.10 %).
READ: Mapping[str, Callable[[str], Value]] = {
    "median_turnaround_time_hr": decimal,
    "median_turnaround_time_minutes": partial(decimal, decimals=0),
    "violative_view_rate": partial(percent, sign=False),
}
share = partial(fraction, tokens={"N/A": "not_applicable"})


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        headings = [sheet.header(1, column) for column in range(1, len(sheet.grid[0]) + 1)]
        if headings != HEADINGS:
            raise sheet.changed("the header changed", ", ".join(HEADINGS), ", ".join(headings), 1)
        for row in range(2, len(sheet.grid) + 1):
            yield _figure(sheet, row)


def _figure(sheet: Sheet, row: int) -> Observation:
    """The figure of a row, under its metric."""
    period, section, category, first, second, metric = (sheet.cell(row, column) for column in range(1, 7))
    if section not in TABLES:
        raise sheet.changed("an unknown section", f"one of {sorted(TABLES)}", repr(section), row, 2)
    # A region's figures, which no reason splits, are kept out of any sum over countries and reasons.
    table = f"{TABLES[section]}_by_region" if category == "Region" else TABLES[section]
    parts = zip(PARTS.get(category, ("detail", "detail")), (first, second), strict=True)
    words = {"category": category} | {name: text for name, text in parts if text or name == "jurisdiction"}
    read = READ.get(metric, share if metric.startswith("percentage_") else float_count)
    try:
        value, when = read(sheet.peek(row, 7)), half(period)
    except ValueError as error:
        raise sheet.misread(f"unknown period, or value of {metric!r}", error, row, 7) from error
    return sheet.observation(table, f"{metric} / value", value, when, words, row, 7)


class SnapSpider(ReportSpider):
    name = "snap"
    readers = {"transparency-report": read_report}
