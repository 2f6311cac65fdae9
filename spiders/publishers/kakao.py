"""Kakao: a JSON answer per half-year, an object per service company and kind of request."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation
from spiders.periods import half_korean
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

number = partial(count, tokens={"-1": "not_reported"})
REPORTS = Contract(
    dimensions={"serviceCorp": "service", "enCategory": "process"},
    measures={"numberOfRequests": number, "numberOfProcesses": number, "numberOfAccounts": number},
    ignored={
        "category": "the kind of request once more, for the language asked for",
        "halfYearId": "0 in every object",
        "content": "a text about the half-year",
        "enContent": "the same text in English",
        "etc": "null in every object",
    },
    period=("year", "halfYear"),
    read_period=half_korean,
)


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if sheet.name == "/data/reports":
            yield from read_table(sheet, "requests", REPORTS)
        elif sheet.name == "":
            sheet.ignore_rest("titles, texts and links of the page that shows the figures")
        else:
            raise sheet.changed("an unknown array", "/data/reports", repr(sheet.name))


class KakaoSpider(ReportSpider):
    name = "kakao"
    readers = {"transparency-report": read_report}
