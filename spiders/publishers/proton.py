"""Proton: under each year the figures, told as "Number of legal orders: 6,378". Only Swiss authorities can order it."""

import re
from collections.abc import Iterator
from functools import partial

from spiders.formats.headed import ignore_prose
from spiders.observation import Observation
from spiders.periods import half_of, year
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

YEAR = re.compile(r"(20[0-9]{2})( \(up to June 30\))?")
FIGURE = r" ?:? ?([0-9][0-9,]*)"
ORDERS = ("Number of legal orders", "Contested orders", "Orders complied with")
LINES = {"legal_orders": ORDERS, "vpn_orders": ("Total orders", "Denied orders"), "mail_orders": ORDERS}
# A line that tells a figure: the colon is misprinted in places.
TOLD = re.compile(rf"(?:[^0-9]*:|{'|'.join(map(re.escape, (*ORDERS, *LINES['vpn_orders'])))}){FIGURE}")
# The nearest of these blocks above a year, under the title, says whose orders they are. Menus name the services too.
TITLE = "Transparency report"
SECTIONS = {TITLE: "", "Proton VPN": "vpn_orders", "Proton Mail": "mail_orders"}


def read_orders(sheets: list[Sheet], sectioned: bool) -> Iterator[Observation]:
    """Under each year stand exactly the lines declared, and no such line stands anywhere else."""
    (sheet,) = sheets
    table, section, told = "" if sectioned else "legal_orders", 0, 0
    for row, (text, *_) in enumerate(sheet.grid, 1):
        if sectioned and text in SECTIONS:
            table, section = SECTIONS[text], row
        elif found := YEAR.fullmatch(text):
            period = half_of(int(found[1]), 1) if found[2] else year(found[1])
            for heading in (section, row):
                sheet.header(heading, 1)
            for told, label in enumerate(LINES.get(table, ("no section",)), row + 1):
                line = re.fullmatch(re.escape(label) + FIGURE, sheet.peek(told, 1))
                if line is None:
                    raise sheet.changed("another line", f"'{label}: 1,234'", repr(sheet.peek(told, 1)), told, 1)
                yield sheet.observation(table, label, count(line[1]), period, {}, told, 1, printed=line[1])
        elif row > told and TOLD.fullmatch(text):
            raise sheet.changed("a figure under no year", "the lines of a year", text, row, 1)
    ignore_prose(sheet)


class ProtonSpider(ReportSpider):
    name = "proton"
    readers = {
        "legal-orders": partial(read_orders, sectioned=False),
        "vpn-and-mail": partial(read_orders, sectioned=True),
    }
