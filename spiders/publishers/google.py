"""Google: two zips of CSVs, each telling its whole history. README.txt in them says what the columns mean."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.table import Contract, read_members
from spiders.observation import Observation, Period
from spiders.periods import half_ending
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, pair, percent

CODE = {"CLDR Territory Code": "the country once more, as a code"}
ORIGIN = {"Country/Region of Origin": "jurisdiction", "Assisting Country": "counterparty"}
STATE_SECRET = {"?": "withheld_by_law"}
number = partial(count, tokens=STATE_SECRET)
share = partial(percent, sign=False, tokens=STATE_SECRET)


def ending(text: str) -> Period:
    """Half-years by their last day: 12/31/2009 in 2014's edition, 2009-12-31 since."""
    return half_ending(text, order="mdy" if "/" in text else "ymd")


HALF = partial(Contract, period=("Period Ending",), read_period=ending)
BAND = Contract(
    dimensions={},
    measures={
        ("Number of requests (range MIN)", "Number of requests (range MAX)"): pair,
        ("Number of accounts (range MIN)", "Number of accounts (range MAX)"): pair,
    },
    period=("Reporting period ending date",),
    read_period=ending,
)


def _user_data(country: str, disclosed: str, accounts: str) -> Contract:
    dimensions = {country: "jurisdiction", "Legal Process": "process"}
    return HALF(dimensions, {"User Data Requests": number, disclosed: share, accounts: number}, ignored=CODE)


def _removals(requester: str) -> Contract:
    rates = (
        "Removed-Legal",
        "Removed-Policy",
        "Content Not Found",
        "Not Enough Information ",
        "No Action Taken",
        "Content Already Removed",
    )
    measures = {"Number of Requests": number, "Items Requested To Be Removed": number} | {
        f"% {rate}": share for rate in rates
    }
    return HALF({"Country/Region": "jurisdiction", requester: "requester"}, measures, ignored=CODE)


USER_DATA_2014 = _user_data("Country", "Percentage of requests where some data produced", "Users/Accounts Specified")
USER_DATA = _user_data("Country/Region", "Percentage disclosed", "Accounts")
DIPLOMATIC = HALF(ORIGIN, {"User Data Diplomatic Legal requests": number}, ignored=CODE)
ENTERPRISE = HALF(
    {"Country/Region": "jurisdiction", "Product": "service", "Legal Process": "process"},
    {"Enterprise Cloud customer requests": number, "Enterprise Cloud customers": number, "Percentage disclosed": share},
    ignored=CODE,
)
ENTERPRISE_DIPLOMATIC = HALF(ORIGIN | {"Product": "service"}, {"Enterprise Diplomatic Legal requests": number})

PRODUCTS = {"Country/Region": "jurisdiction", "Product": "service", "Reason": "reason"}
DETAILED = HALF(PRODUCTS, {"Total": number}, ignored=CODE)
DETAILED_HISTORICAL = HALF(
    PRODUCTS,
    {"Court Orders": number, "Executive, Police, etc.": number, "Items Requested To Be Removed": number},
    ignored=CODE,
)
HISTORICAL = HALF(
    {"Country/Region": "jurisdiction"},
    {
        f"{who}: {what}": read
        for who in ("All Requests", "Court Orders", "Other Requests (Executive, Police, etc.)")
        for what, read in {
            "Number of Requests": number,
            "% Fully Or Partially Complied With": share,
            "Items Requested To Be Removed": number,
        }.items()
    },
    ignored=CODE,
)

USER_DATA_MEMBERS = {
    "google-user-data-requests.csv": ("user_data_requests", (USER_DATA_2014,)),
    "google-global-user-data-requests.csv": ("user_data_requests", (USER_DATA,)),
    "google-global-user-data-dlr-requests.csv": ("diplomatic_requests", (DIPLOMATIC,)),
    "google-enterprise-data-requests.csv": ("enterprise_requests", (ENTERPRISE,)),
    "google-enterprise-data-dlr-requests.csv": ("enterprise_diplomatic_requests", (ENTERPRISE_DIPLOMATIC,)),
    "google-usnationalsecurity-fisa-content-requests.csv": ("fisa_content", (BAND,)),
    "google-usnationalsecurity-fisa-non-content-requests.csv": ("fisa_non_content", (BAND,)),
    "google-usnationalsecurity-nsl-requests.csv": ("nsl", (BAND,)),
}
USER_DATA_IGNORED = {
    "README.txt": "the publisher's description of the files",
    "google-usnationalsecurity-nsl-requests-released.csv": "single letters that were released: events, not a series",
}
REMOVALS_MEMBERS = {
    "google-government-removal-requests.csv": ("removals", (_removals("Requestor"), _removals("Requester"))),
    "google-government-detailed-removal-requests.csv": ("removals_detailed", (DETAILED,)),
    "google-government-removal-requests-historical.csv": ("removals_historical", (HISTORICAL,)),
    "google-government-detailed-removal-requests-historical.csv": (
        "removals_detailed_historical",
        (DETAILED_HISTORICAL,),
    ),
}


def read_user_data(sheets: list[Sheet]) -> Iterator[Observation]:
    return read_members(sheets, USER_DATA_MEMBERS, USER_DATA_IGNORED)


def read_removals(sheets: list[Sheet]) -> Iterator[Observation]:
    return read_members(sheets, REMOVALS_MEMBERS, {})


class GoogleSpider(ReportSpider):
    name = "google"
    readers = {"user-data-requests": read_user_data, "government-removals": read_removals}
