"""CSV files: RFC 4180, strictly."""

import csv
import hashlib
import io

from spiders.errors import Unreadable
from spiders.sheet import Document, Sheet

MAX_CELL = 10_000
MAX_ROWS = 1_000_000


def csv_sheet(document: Document, data: bytes, member: str = "", index: int = 0, encoding: str = "utf-8-sig") -> Sheet:
    """The records of a CSV file, as printed. Raises Unreadable with the byte or record that is wrong."""
    where = f'{document}: member "{member}"' if member else str(document)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        # Python counts from behind a byte order mark that it takes off; error.object is what it counts in.
        at = error.start + len(data) - len(error.object)
        raise Unreadable(f"{where}: byte {at} is not {encoding}") from error
    if "\0" in text:
        raise Unreadable(f"{where}: character {text.index(chr(0))} is NUL: not {encoding} text")
    if "\r" in text and "\n" not in text:
        raise Unreadable(f"{where}: lines end in CR only, expected LF or CRLF")
    grid: list[list[str]] = []
    csv.field_size_limit(MAX_CELL)
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            grid.append(record)
            if len(grid) > MAX_ROWS:
                raise Unreadable(f"{where}: more than {MAX_ROWS} records")
    except csv.Error as error:
        raise Unreadable(f"{where}: record {len(grid) + 1}: {error}") from error
    return Sheet(document, index, member, "member" if member else "", hashlib.sha256(data).hexdigest(), grid)
