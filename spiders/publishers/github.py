"""GitHub: a repository of CSV files, each of them one table and its whole history. The file's name says which it is."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation, Period
from spiders.periods import half, month, months, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

REVERSALS = "Counter notices, retractions, or reversals"
MISPRINTS = {
    # The edition of 2025-08 leaves the quotes off REVERSALS in three records, and its commas part it.
    "dmca_summary": {
        (when, part, *REVERSALS.split(","), number): ((when, 1), (part, 2), (REVERSALS, 3), (number, 6))
        for when, part, number in (("2024", "2", "22"), ("2024", "1", "19"), ("2023", "2", "24"))
    },
    # The edition of 2025-09 has no comma between the government and its code.
    "cross_border_requests": {
        ("2025", "1", "SingaporeSG", "3"): (("2025", 1), ("1", 2), ("SingaporeSG", 3), ("SG", 3), ("3", 4)),
    },
    # The edition of 2026-04 prints a third figure, which dmca_takedowns_by_month.csv has between these two; by its
    # place alone 7 projects would have been taken down, and the half-year's total (6,358 in dmca_by_half) be missed.
    "dmca_by_month": {("2023", "9", "147", "7", "1022"): (("2023", 1), ("9", 2), ("147", 3), ("1022", 5))},
    # The edition of 2026-02 has a full stop for the comma before the service.
    "eu_active_users": {
        ("2026", "1", "17000000-18000000.github"): (("2026", 1), ("1", 2), ("17000000-18000000", 3), ("github", 3)),
    },
}


def half_of_year(when: str, part: str) -> Period:
    return half(f"{when.strip()} H{part.strip()}")


def half_before(when: str, number: str) -> Period:
    """The six months before the printed one: the figure is their average (data/eu_dsa/README.md of the repository)."""
    until = month(when, number).start
    since = until.year * 12 + until.month - 7
    return Period(date(since // 12, since % 12 + 1, 1), until - timedelta(days=1))


def columns(*measures: str, label: str | None = None, **dimensions: str) -> Callable[..., Contract]:
    """A table's contract but for its period; ``dimensions`` are heading=dimension."""
    code = {"government_iso2_code": "the government once more, as a code, where it has one"}
    ignored = code if "government" in dimensions else {}
    return partial(Contract, dimensions, dict.fromkeys(measures, count), ignored, label=label)


def both(table: str, file: str, contract: Callable[..., Contract]) -> dict[str, tuple[str, tuple[Contract, ...]]]:
    """A table that stands in two files, by year and by half-year. Only the second was ever misprinted."""
    malformed = MISPRINTS.get(table, {})
    yearly = contract(period=("year",), read_period=year)
    halves = contract(period=("year", "half"), read_period=half_of_year, malformed=malformed)
    return {f"{file}.csv": (table, (yearly,)), f"{file}_by_calendar_year_half.csv": (f"{table}_by_half", (halves,))}


AFFECTED = ("count_processed", "count_repos_affected", "count_pages_affected", "count_accounts_affected")
TAKEDOWNS = ("Takedown Notices Processed", "Takedowns")
PROJECTS = ("Projects Retracted", "Projects Reversed", "Projects Counter Noticed", "Projects Counter Notice Retracted")
NOTICES = ("Retracted Notices", "Reversed Notices", "Counter Notices", "Counter Notices Retracted")
REVERSED = ("Projects Counter Notice Reversed", "Counter Notices Reversed")
RESULTS = ("Projects Remaining Offline", "Retractions, Reversals, and Counter Notices Processed")
# Projects put back less projects taken down again: -1 in 2021-02, when only a counter notice was reversed.
NET = {"Projects Retracted, Reversed, or Counter Noticed": partial(count, negative=True)}
OUTCOMES = Contract(
    {},
    dict.fromkeys((*TAKEDOWNS, *PROJECTS, *NOTICES, *REVERSED, *RESULTS), count) | NET,
    period=("year", "month"),
    read_period=month,
)
NOTICES_BY_HALF = columns("takedowns", "takedown_notices_processed")(period=("calendar_year_half",), read_period=half)
NOTICES_BY_MONTH = columns(*TAKEDOWNS)(
    period=("year", "month"), read_period=month, malformed=MISPRINTS["dmca_by_month"]
)
NOTIFICATIONS = columns("count", type="notice")(period=("year", "half"), read_period=half_of_year)
NATIONAL_SECURITY = columns("count", label="type")(period=("month_range", "year"), read_period=months)
USERS = {"period": ("year", "month"), "read_period": half_before, "malformed": MISPRINTS["eu_active_users"]}
ACTIVE_USERS = (columns("average_mau", service="service")(**USERS), columns("average_mau")(**USERS))

FILES = {
    **both("abuse_violations", "abuse_related_violations", columns("count", label="type")),
    **both(
        "abuse_reported", "cseai_and_tvec_reported", columns("count", detection_type="detection", abuse_type="reason")
    ),
    **both("trade_controls", "trade_controls_compliance", columns("count", government="jurisdiction", type="outcome")),
    **both("circumvention_claims", "circumvention_claims", columns("count")),
    **both("dmca_summary", "dmca_takedowns_summary", columns("count", label="type")),
    **both(
        "government_takedowns_received",
        "government_takedowns_received",
        columns("count_received", government="jurisdiction"),
    ),
    **both(
        "government_takedowns_processed",
        "government_takedowns_processed",
        columns(*AFFECTED, government="jurisdiction", type="reason"),
    ),
    **both(
        "user_data_requests",
        "requests_received_and_disclosed",
        columns("count_requests_received", "count_disclosed", type="process"),
    ),
    **both("accounts_affected", "requests_accounts_affected", columns("count_accounts_affected")),
    **both("cross_border_requests", "cross_border_data_requests", columns("count", government="jurisdiction")),
    "user_notifications_of_legal_request_disclosures_by_calendar_year_half.csv": (
        "user_notifications",
        (NOTIFICATIONS,),
    ),
    "national_security_letters_and_orders.csv": ("national_security", (NATIONAL_SECURITY,)),
    "dmca_notices_and_projects_taken_down_by_calendar_year_half.csv": ("dmca_by_half", (NOTICES_BY_HALF,)),
    "dmca_notices_and_projects_taken_down_by_month.csv": ("dmca_by_month", (NOTICES_BY_MONTH,)),
    "dmca_takedowns_by_month.csv": ("dmca_outcomes_by_month", (OUTCOMES,)),
    "eu_dsa_mau.csv": ("eu_active_users", ACTIVE_USERS),
}


def read_transparency_data(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if sheet.document.name not in FILES:
            raise sheet.changed("an unknown file", f"one of {sorted(FILES)}", repr(sheet.document.name))
        table, contracts = FILES[sheet.document.name]
        yield from read_table(sheet, table, *contracts)


class GitHubSpider(ReportSpider):
    name = "github"
    readers = {"transparency-data": read_transparency_data}
