"""Bytes to sheets of text. A format is recognised by what the bytes are, never by what a server calls them."""

from importlib import import_module

from spiders.completeness import PAGES, describe, kind_due
from spiders.errors import Unreadable
from spiders.formats.csv_file import csv_sheet
from spiders.formats.html_page import embedded_json, html_page
from spiders.formats.json_file import decoded, json_sheets
from spiders.formats.workbook import is_workbook, workbook_sheets
from spiders.formats.zip_file import zip_sheets
from spiders.publisher import load_publisher
from spiders.sheet import Document, Sheet


def open_sheets(document: Document) -> list[Sheet]:
    """All sheets, in their own order, of a CSV file, a zip of them, a workbook (xlsx, ods), a web page, JSON or a PDF.

    Raises Unreadable where the bytes are none of these, are damaged, or exceed the limits of the format.
    """
    data = document.data
    if data[:4] == b"PK\x03\x04":
        return workbook_sheets(document) if is_workbook(data) else zip_sheets(document)
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(b"<"):
        due = kind_due(document.name, load_publisher(document.publisher).reports[document.report].media)
        if due not in PAGES:
            raise Unreadable(f"{document}: {describe(data)} came where {due} is due")
        return embedded_json(document) if due == "json-in-html" else [html_page(document)]
    if start.startswith((b"{", b"[")):
        return json_sheets(document, decoded(document))
    if b"%PDF-" in data[:1024]:
        # Its library is loaded only where there is a PDF: it takes a fifth of a second.
        return list(import_module("spiders.formats.pdf_file").pdf_sheets(document))
    if not start or start.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
        known = "a CSV file, a zip, a workbook, a web page, JSON or a PDF file"
        raise Unreadable(f"{document}: expected {known}, found {data[:80]!r}")
    return [csv_sheet(document, data)]
