"""Naver: one JSON answer, an object per half-year, with a key for each kind of request and each figure of it."""

from collections.abc import Iterator
from functools import partial

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation
from spiders.periods import half_korean
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

NONE = {"-": "not_applicable"}
KINDS = ("commData", "commConfirmationData", "commRestriction", "warrant")
COUNTS = ("RequestCount", "ProcessingCount", "ProvideCount")
STATISTICS = Contract(
    dimensions={},
    measures={f"{kind}{what}": partial(count, tokens=NONE) for kind in KINDS for what in COUNTS}
    | {f"{kind}Rate": partial(percent, sign=False, tokens=NONE) for kind in KINDS},
    ignored={
        "id": "a name of the object",
        "guideEditorHtml": "a commentary on the same figures",
        **{f"{kind}AverageCount": "the pieces provided, divided by the requests processed" for kind in KINDS},
    },
    period=("year", "period"),
    read_period=half_korean,
)


def read_statistics(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        if sheet.name == "/specificAreaJson/statistics":
            yield from read_table(sheet, "requests", STATISTICS)
        elif sheet.name == "":
            sheet.ignore_rest("texts and styles of the page that shows the figures")
        else:
            raise sheet.changed("an unknown array", "/specificAreaJson/statistics", repr(sheet.name))


class NaverSpider(ReportSpider):
    name = "naver"
    readers = {"transparency-statistics": read_statistics}
