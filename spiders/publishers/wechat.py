"""WeChat: a page a year under Article 15 of the Digital Services Act, whose sentences tell figures in brackets."""

import re
from collections.abc import Iterator

from spiders.formats.headed import ignore_prose
from spiders.observation import Observation
from spiders.periods import days
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

PERIOD = re.compile(r"Reporting Period: (.+)")
# "During this Reporting Period, we received zero (0) orders to act ... from European Union Member States' authorities."
WHOSE = r"(?: from [^()]{0,200}Member States[^()]{0,200}| for further consideration)?\.?"
TOLD = re.compile(rf"(During th(?:is|e) Reporting Period, we received) [a-z -]+ \(([0-9][0-9,]*)\) ([a-z -]+?){WHOSE}")
BRACKETED = re.compile(r"\([0-9][0-9,]*\)")


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    """Every sentence on what was received, or with a figure in brackets, is read or stops the page; so does a table."""
    (sheet,) = sheets
    period = None
    for row, (text, *cells) in enumerate(sheet.grid, 1):
        try:
            if said := PERIOD.fullmatch(text):
                period = days(said[1])
                sheet.header(row, 1)
            elif (told := TOLD.fullmatch(text)) and period:
                value, words = count(told[2]), {"counted": told[3]}
                yield sheet.observation("article_15", told[1], value, period, words, row, 1, printed=told[2])
            elif cells or BRACKETED.search(text) or "we received" in text:
                raise ValueError(f"expected 'During this Reporting Period, we received', found {text!r}")
        except ValueError as error:
            raise sheet.misread("another period, sentence or table", error, row, 1) from error
    ignore_prose(sheet)


class WeChatSpider(ReportSpider):
    name = "wechat"
    readers = {"dsa-transparency-report": read_report}
