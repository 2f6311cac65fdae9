"""Bytes to sheets of text. A format is recognised by what the bytes are, never by what a server calls them."""

from spiders.errors import Unreadable
from spiders.formats.csv_file import csv_sheet
from spiders.formats.workbook import is_workbook, workbook_sheets
from spiders.formats.zip_file import zip_sheets
from spiders.sheet import Document, Sheet


def open_sheets(document: Document) -> list[Sheet]:
    """All sheets of a CSV file, a zip of CSV files, or a workbook (xlsx, ods), in the document's own order.

    Raises Unreadable where the bytes are none of these, are damaged, or exceed the limits of the format.
    """
    data = document.data
    if data[:4] == b"PK\x03\x04":
        return workbook_sheets(document) if is_workbook(data) else zip_sheets(document)
    start = data[:512].lstrip().lower()
    if not start or start.startswith((b"<", b"%pdf", b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        raise Unreadable(f"{document}: expected a CSV file, a zip or a workbook, found {data[:80]!r}")
    return [csv_sheet(document, data)]
