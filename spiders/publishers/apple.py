"""Apple: one zip of CSVs, a file for each kind of request, each telling its whole history by country and half-year."""

from collections.abc import Callable, Iterator
from functools import partial

from spiders.formats.table import Contract, read_members
from spiders.observation import Observation, Period, Value
from spiders.periods import half, half_ending, half_starting
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

NOT_TOLD = {"-": "not_reported"}
number = partial(count, tokens=NOT_TOLD)
share = partial(percent, tokens=NOT_TOLD)

COUNTRY = "Country/Region"
PROVIDED = "Requests where Data Provided"
REJECTED = "Requests Objected to in Part or Rejected in Full"


def half_year(name: str, first: str, last: str) -> Period:
    """A half-year printed three times: 2013 H1, 1/1/13 and 6/30/13 have to agree."""
    told = {half(name), half_starting(first, order="mdyy"), half_ending(last, order="mdyy")}
    if len(told) > 1:
        raise ValueError(f"expected one half-year in three cells, found {name!r}, {first!r} and {last!r}")
    return told.pop()


def _table(measures: dict[str, Callable[..., Value]], period: str = "TR Period", **words: str) -> Contract:
    """A table by country and half-year; ``words`` are further dimensions, each with the heading of its words."""
    dimensions = {COUNTRY: "jurisdiction"} | {heading: dimension for dimension, heading in words.items()}
    return Contract(dimensions, measures, period=(period, "TR Start Date", "TR End Date"), read_period=half_year)


def _counts(*headings: str) -> dict[str, Callable[..., Value]]:
    return dict.fromkeys(headings, number)


def _requests(*counts: str) -> Contract:
    """Requests by country, of which a share was answered with data."""
    return _table(_counts(*counts) | {"Percentage of Requests where Data Provided": share})


def _takedowns(ground: str) -> Contract:
    counts = (f"{ground} Violation Takedown Requests Received", "Apps Specified in Requests", REJECTED)
    outcomes = ("Requests where App Removed", "Apps Removed", "Appeals Received", "Appeals Granted", "Apps Reinstated")
    return _table(_counts(*counts, *outcomes))


def _bands(heading: str) -> Contract:
    return _table(_counts("Requests Received", "Users/Accounts"), process=heading)


ACCOUNT = _requests(
    "Account Requests Received",
    "Accounts Specified in Requests",
    "Requests Challenged in Part or Rejected in Full",
    "Requests where Only Non-Content Data Provided",
    "Requests where Content Provided",
)
PRESERVATION = _table(
    _counts(
        "Account Preservation Requests Received",
        "Accounts Specified in Requests",
        "Accounts where Data Preserved",
    ),
    period="TR Date",
)
RESTRICTION = _table(
    _counts(
        "Account Restriction/ Account Deletion Requests Received",
        "Accounts Specified in the Requests",
        "Requests Rejected/Challenged where No Action Taken",
        "Requests where Account Restricted",
        "Requests where Account Deleted",
    )
)
DEVICE = _requests("Device Requests Received", "Devices Specified in Requests", PROVIDED)
FINANCIAL = _requests("Financial Identifier Requests Received", "Financial Identifiers Specified in Requests", PROVIDED)
PUSH_TOKEN = _requests("Push Token Requests Received", "Push Tokens Specified in Requests", PROVIDED)
EMERGENCY = _requests(
    "Emergency Requests Received",
    "Requests Rejected/Challenged and No Data Provided",
    "Requests where No Data Provided",
    PROVIDED,
)
# Editions later than any copy at hand: apple.toml says what is known of them, and from where.
PROVIDER = tuple(
    _requests("Digital Content Provider Requests Received", rejected, PROVIDED)
    for rejected in ("Requests Objected in Part or Rejected in Full", REJECTED)
)
NATIONAL_SECURITY = (_bands("National Security Requests Type+"), _bands("National Security Request Type"))
UK_WARRANTS = _bands("IPA Warrant Request Type")

MEMBERS = {
    "device_requests.csv": ("device_requests", (DEVICE,)),
    "account_requests.csv": ("account_requests", (ACCOUNT,)),
    "financial_identifier_requests.csv": ("financial_identifier_requests", (FINANCIAL,)),
    "push_token_requests.csv": ("push_token_requests", (PUSH_TOKEN,)),
    "emergency_requests.csv": ("emergency_requests", (EMERGENCY,)),
    "digital_content_provider_requests.csv": ("digital_content_provider_requests", PROVIDER),
    "account_preservation_requests.csv": ("account_preservation_requests", (PRESERVATION,)),
    "account_restriction_deletion_requests.csv": ("account_restriction_deletion_requests", (RESTRICTION,)),
    "app_takedown_legal_violation_requests.csv": ("app_takedowns_legal_violation", (_takedowns("Legal"),)),
    "app_takedown_platform_policy_violation_requests.csv": (
        "app_takedowns_platform_policy",
        (_takedowns("Platform Policy"),),
    ),
    "us_national_security_requests.csv": ("us_national_security_requests", NATIONAL_SECURITY),
    "uk_data_access_agreement_ipa_warrant_requests.csv": ("uk_ipa_warrants", (UK_WARRANTS,)),
}


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    return read_members(sheets, MEMBERS, {})


class AppleSpider(ReportSpider):
    name = "apple"
    readers = {"transparency-report": read_report}
