"""Dropbox: for each kind of process how many came and what was answered, per request and per account.

The page is read cell by cell in its order, whether a copy holds it as tables or as blocks of text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from spiders.observation import Observation
from spiders.periods import months
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

PERIOD = re.compile(r"([A-Z][a-z]+ to [A-Z][a-z]+) (20[0-9]{2})")
RECEIVED, RESPONDED = "What Dropbox received", ("How we responded", "How Dropbox responded")
# A section's title, and how its headings name one request.
SECTIONS = {"Search warrants": "warrant", "Subpoenas": "subpoena", "Court orders": "order"}
ANSWERS = {
    "Does not exist",
    "Content provided",
    "Non-content provided",
    "Content and non-content produced",
    "Notice provided",
    "No information provided",
}


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    (sheet,) = sheets
    grid = enumerate(sheet.grid, 1)
    places = [(row, column) for row, cells in grid for column, text in enumerate(cells, 1) if text] + [(0, 0)] * 12
    texts = [sheet.peek(*place) for place in places]
    told = next((at for at, text in enumerate(texts) if PERIOD.fullmatch(text)), 0)
    period = PERIOD.fullmatch(texts[told])
    if any(text != texts[told] for text in texts if PERIOD.fullmatch(text)):
        raise sheet.changed("more than one half-year", repr(texts[told]), "others, in a menu perhaps", *places[told])
    for title, one in SECTIONS.items():
        first = next((at for at, pair in enumerate(pairwise(texts)) if pair == (title, RECEIVED)), None)
        if first is None or period is None:
            raise sheet.changed("a heading is missing", f"'January to June 2015', then {title!r}", "none")
        received = [f"Number of {title.lower()}", f"Accounts listed in {one}s"]
        each = [f"To each {one}", "To each account listed"]
        headings = [*range(first, first + 4), *range(first + 6, first + 9)]
        printed = [texts[at] for at in headings]
        if printed not in ([title, RECEIVED, *received, how, *each] for how in RESPONDED):
            raise sheet.changed("other headings", f"those of {title!r}", str(printed), *places[first])
        figures = {first + 4: received[0], first + 5: received[1]}
        at = first + 9
        while texts[at] in ANSWERS:
            headings.append(at)
            figures |= {at + 1: f"{texts[at]} / {each[0]}", at + 2: f"{texts[at]} / {each[1]}"}
            at += 3
        if (texts[at + 1][:1].isdigit() and texts[at + 2][:1].isdigit()) or not all(texts[place] for place in figures):
            raise sheet.changed("another answer", f"one of {sorted(ANSWERS)}", texts[at], *places[at])
        for heading in (told, *headings):
            sheet.header(*places[heading])
        for at, label in figures.items():
            value = sheet.value(*places[at], count)
            yield sheet.observation("requests", label, value, months(*period.groups()), {"process": title}, *places[at])
    sheet.ignore_rest("text; or national security, other countries and removals, whose layout is not known")


class DropboxSpider(ReportSpider):
    name = "dropbox"
    readers = {"requests": read_report}
