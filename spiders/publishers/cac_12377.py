"""Reporting Centre 12377 of the Cyberspace Administration of China: a page a month, its figures told in sentences.

A report here is one of the public, of illegal or harmful information. None is an order of a government.
"""

import re
from collections.abc import Iterator

from spiders.observation import Observation
from spiders.periods import month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import abbreviated, percent

# Counts are in units of ten thousand (万). What comes before one says who accepted the reports.
RATE = r"[0-9]+(?:\.[0-9]+)?%"
TEN_THOUSANDS = r"[0-9]+(?:\.[0-9]+)? ?万"
ACCEPTED = rf"([^0-9，。；]+)({TEN_THOUSANDS})件，环比(?:增长|下降){RATE}[、，]同比(?:增长|下降){RATE}"
MONTH = r"(?P<year>20[0-9]{2})年(?P<month>[0-9]{1,2})月"
# The group's members, where it names any, and then what the group accepted and which share of the whole that is.
OF_WEBSITES = r"在全国主要网站(?:平台)?受理的举报中，(?:(?P<members>[^0-9，。；]{1,500})等)?"

TITLE = re.compile(rf"{MONTH}全国网络举报受理情况")
EVERYBODY = re.compile(rf"{MONTH}，{ACCEPTED}。其中，{ACCEPTED}；{ACCEPTED}；{ACCEPTED}。")
GROUP = (
    re.compile(rf"{OF_WEBSITES}(主要商业网站[^0-9，。；]{{0,100}})({RATE})，(达)({TEN_THOUSANDS})件。"),
    re.compile(rf"{OF_WEBSITES}(主要商业网站[^0-9，。；]{{0,100}}?)({TEN_THOUSANDS})件，(占比?)({RATE})。"),
)
WITHOUT_FIGURES = {
    r"\D+": "text without a figure",
    r"20[0-9]{2}-[0-9]{2}-[0-9]{2} 来源：\D+": "the day of publication and the source",
    r"举报(?:电话|网址)：(?:www\.)?12377(?:\.cn)?": "where to report",
    r"\D+版权所有 京ICP备[0-9]+号": "the site's imprint",
}


def read_bulletin(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    heading = next((row for row, cells in enumerate(sheet.grid, 1) if TITLE.fullmatch(cells[0])), 1)
    if not (title := TITLE.fullmatch(sheet.header(heading, 1))):
        raise sheet.changed("no title", "'2019年10月全国网络举报受理情况' or the like", repr(sheet.peek(1, 1)), 1, 1)
    period = month(title["year"], title["month"])
    for row, (text, *_) in enumerate(sheet.grid, 1):
        match = next((found for pattern in (EVERYBODY, *GROUP) if (found := pattern.fullmatch(text))), None)
        reason = next((why for pattern, why in WITHOUT_FIGURES.items() if re.fullmatch(pattern, text)), None)
        if row == heading or (reason and not match):
            sheet.ignore(row, 1, reason or "")
            continue
        if not match or (match.re is EVERYBODY and month(match["year"], match["month"]) != period):
            raise sheet.changed("an unknown sentence", f"the sentences of {title[0]}", repr(text), row, 1)
        # The year and the month, or the members, are no part of what is counted.
        parts = [part for name, part in enumerate(match.groups(), 1) if name not in match.re.groupindex.values()]
        words = {"about": match["members"] or ""} if match.re in GROUP else {}
        for at in range(0, len(parts), 2):
            said, printed = " / ".join([parts[0], parts[at]] if at and words else [parts[at]]), parts[at + 1]
            value = percent(printed) if printed.endswith("%") else abbreviated(printed)
            yield sheet.observation("reports_accepted", said, value, period, words, row, 1, printed=printed)
    sheet.notes.append("changes against the month and the year before, in percent, are not read: they are no counts")


class Cac12377Spider(ReportSpider):
    name = "cac-12377"
    readers = {"monthly-bulletin": read_bulletin}
