"""Let's Encrypt: half-yearly PDFs of one table, a row per kind of legal request. Its kinds were revised twice."""

import re
from collections.abc import Iterator

from spiders.formats.lines import APART, below, ignore_text, lines
from spiders.observation import Observation
from spiders.periods import month_to_month
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

CIVIL = ("Emergency requests", "Subpoenas (civil)", "Other court orders (civil)")
SUBPOENAS = tuple(f"Subpoenas ({who})" for who in ("administrative", "grand jury", "criminal"))
CRIMINAL = tuple(f"{what} orders (criminal)" for what in ("Pen register", "Wiretap", "Other court"))
NATIONAL = (
    *("MLAT orders", "National Security Letters", "Pen register orders (FISA)", "Wiretap orders (FISA)"),
    *("FISA 702 orders", "Patriot 215 orders", "Other FISA orders", "Other national security orders"),
)
ORDER_2703D, WARRANTS = "2703(d) court orders (criminal)", "Search warrants (criminal)"
FURTHER = ("Other orders for data production", WARRANTS, "Seizure warrants (criminal)")

TO_2021 = (*CIVIL, *SUBPOENAS, "Search warrants", *CRIMINAL, *NATIONAL)
TO_2023 = (*CIVIL, *SUBPOENAS, ORDER_2703D, WARRANTS, *CRIMINAL, *NATIONAL)
TO_2024 = (*CIVIL, *SUBPOENAS, ORDER_2703D, *FURTHER, *CRIMINAL, *NATIONAL)
SINCE_2024 = (
    *("Administrative subpoena", "Civil subpoena", "Court order (not including MLAT)", "Criminal subpoena", "MLAT"),
    *("National security process", "Other", "Preservation request", "PRTT order", "Search warrant"),
    *("Voluntary action", "Wiretap order"),
)
TITLE = "Count of Legal Request Types"
# What the sentence below the title says that is counted -> the table: the requests received, or only some of them.
SAID = re.compile(r".* legal requests (we received|with which we complied) during this report.s reporting period:")
COUNTED = {"we received": "legal_requests", "with which we complied": "legal_requests_complied_with"}
AFFECTED = "Users Affected"
# What only the documents of one layout print -> their kinds of requests, in order.
LAYOUTS = {TITLE: SINCE_2024, FURTHER[0]: TO_2024, ORDER_2703D: TO_2023, AFFECTED: TO_2021}


def read_legal_requests(sheets: list[Sheet]) -> Iterator[Observation]:
    first, *_ = sheets
    try:
        period = month_to_month(first.header(3, 1).removeprefix("Reporting period: "))
    except ValueError as error:
        raise first.misread("unknown period", error, 3, 1) from error
    sheet = next((sheet for sheet in sheets if [TITLE] in sheet.grid), first)
    printed = {cell for cells in sheet.grid for cell in cells}
    labels = next((labels for sign, labels in LAYOUTS.items() if sign in printed), TO_2021)
    headings = ("Number", AFFECTED) if AFFECTED in printed else ("Number",)
    sentence = below(sheet, [TITLE]) if TITLE in printed else 1
    start = below(sheet, [APART.join(("Type", *headings))], sentence)
    table = _counted(sheet, sentence, start - 1) if TITLE in printed else "legal_requests"
    for label, row, columns in lines(sheet, start, labels, len(headings)):
        for heading, column in zip(headings, columns, strict=True):
            value = sheet.value(row, column, count)
            yield sheet.observation(table, heading, value, period, {"process": label}, row, column)
    for page in sheets:
        ignore_text(page)


def _counted(sheet: Sheet, first: int, header: int) -> str:
    """The table that the sentence between the title and the headings is about."""
    text = " ".join(sheet.header(row, 1) for row in range(first, header))
    if not (said := SAID.fullmatch(text)):
        raise sheet.changed("another count", " or ".join(f"requests {what}" for what in COUNTED), repr(text), first, 1)
    return COUNTED[said[1]]


class LetsEncryptSpider(ReportSpider):
    name = "lets-encrypt"
    readers = {"legal-transparency": read_legal_requests}
