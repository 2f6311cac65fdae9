"""Web pages: each block of text and each table row of the page is a row, in the page's order.

A block is one cell, its spaces made single; a table row is its cells side by side, a cell that spans several printed in
the first of its places. ``<sup>1</sup>`` becomes ``^1``, so that a footnote never becomes a digit of a figure.
"""

import hashlib
import re

from lxml import etree
from lxml.html import HtmlElement, document_fromstring

from spiders.errors import Unreadable
from spiders.formats.json_file import json_sheets
from spiders.sheet import Document, Sheet

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var wbr".split()
)
"""Elements that do not end a block of text. All others do."""
UNSEEN = frozenset(("script", "style", "template", "noscript", "title"))
"""Elements whose text is not the page's."""
DEEPEST = 200
LARGEST = 10_000_000
"""Bytes as UTF-8: in a longer text, attribute or comment the parser ends the page, and does not say so."""
MAX_ROWS = 200_000
MAX_CELLS = 1_000_000
MAX_SPAN = 1_000
MAX_CELL = 100_000

_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_-]{1,40})""", re.IGNORECASE)


def html_page(document: Document) -> Sheet:
    """The page as one sheet. Raises Unreadable where it is not text, too large, too deep, or nests tables."""
    page = _Page(str(document))
    page.visit(_parse(document), 0)
    page.end_block()
    if not page.grid:
        raise Unreadable(f"{document}: expected a page with text, found none: it may need a browser")
    return Sheet(document, 0, "", "", hashlib.sha256(document.data).hexdigest(), page.grid)


def embedded_json(document: Document) -> list[Sheet]:
    """The sheets of every ``<script type="application/json">`` of a page. Raises Unreadable where there is none."""
    scripts = [
        script
        for script in _parse(document).iter("script")
        if (script.get("type") or "").strip().lower() in ("application/json", "application/ld+json")
    ]
    sheets: list[Sheet] = []
    for number, script in enumerate(scripts, 1):
        sheets += json_sheets(document, script.text_content(), f"script {number} ", len(sheets))
    if not sheets:
        raise Unreadable(f'{document}: expected a page with <script type="application/json">, found none')
    return sheets


def _parse(document: Document) -> HtmlElement:
    named = _CHARSET.search(document.data[:4096])
    encoding = named[1].decode("ascii") if named else "utf-8"
    try:
        text = document.data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
        if len(text.encode()) > LARGEST:
            raise Unreadable(f"{document}: a page of more than {LARGEST:,} bytes")
        return document_fromstring(text)
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"{document}: its text is not {encoding}, as it says: {error}") from error
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable(f"{document}: not a web page: {error}") from error


class _Page:
    """What has been seen of a page: ``cells`` is the table row that is open or was last, ``spans`` how many rows are
    still covered in a column."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.grid: list[list[str]] = []
        self.text: list[str] = []
        self.cells: list[str] = []
        self.in_row = False
        self.spans: dict[int, int] = {}
        self.in_cell = False
        self.size = 0

    def visit(self, element: HtmlElement, depth: int) -> None:
        # The parser itself leaves out what lies deeper than it goes, and does not say so.
        if depth > DEEPEST:
            raise Unreadable(f"{self.what}: elements within each other to more than {DEEPEST} levels")
        if not isinstance(element.tag, str) or element.tag in UNSEEN:
            return
        match element.tag:
            case "table":
                self._table(element, depth)
            case "tr" if not self.in_cell:
                self._row(element, depth)
            case "td" | "th" if self.in_row and not self.in_cell:
                self._cell(element, depth)
            case "sup":
                mark = len(self.text)
                self._inside(element, depth)
                if "".join(self.text[mark:]).strip():
                    self.text[mark:] = ["^", "".join(self.text[mark:]).strip()]
            case tag:
                block = tag not in INLINE
                self._break(block)
                self._inside(element, depth)
                self._break(block)

    def end_block(self) -> None:
        """Close the block of text that is open."""
        text, self.text = " ".join("".join(self.text).split()), []
        if text:
            self._add([text])

    def _inside(self, element: HtmlElement, depth: int) -> None:
        self.text.append(element.text or "")
        for child in element:
            self.visit(child, depth + 1)
            self.text.append(child.tail or "")

    def _break(self, block: bool) -> None:
        if block and self.in_row:
            self.text.append(" ")
        elif block:
            self.end_block()

    def _table(self, element: HtmlElement, depth: int) -> None:
        if self.in_cell:
            raise Unreadable(f"{self.what}: a table within a table's cell, at row {len(self.grid) + 1}")
        self.end_block()
        self.spans = {}
        self._inside(element, depth)
        self.end_block()

    def _row(self, element: HtmlElement, depth: int) -> None:
        self.end_block()
        self.cells, self.in_row = [], True
        self._inside(element, depth)
        self._covered(None)
        self._nothing_between()
        self.text, self.in_row = [], False
        if any(self.cells):
            self._add(self.cells)

    def _cell(self, element: HtmlElement, depth: int) -> None:
        self._nothing_between()
        self._covered(len(self.cells))
        self.text, self.in_cell = [], True
        self._inside(element, depth)
        self.in_cell = False
        across, down = (_span(element.get(name)) for name in ("colspan", "rowspan"))
        for column in range(len(self.cells), len(self.cells) + across):
            if down > 1:
                self.spans[column] = down - 1
        self.cells += [" ".join("".join(self.text).split()), *[""] * (across - 1)]
        self.text = []

    def _nothing_between(self) -> None:
        if "".join(self.text).strip():
            raise Unreadable(f"{self.what}: text between the cells of a table, at row {len(self.grid) + 1}")

    def _covered(self, column: int | None) -> None:
        """Leave blank the places that cells of earlier rows cover: at ``column``, or all that are left."""
        while len(self.cells) in self.spans or (column is None and any(at > len(self.cells) for at in self.spans)):
            at = len(self.cells)
            if at in self.spans:
                self.spans[at] -= 1
                if not self.spans[at]:
                    del self.spans[at]
            self.cells.append("")
            self.size += 1
            if self.size > MAX_CELLS:
                raise Unreadable(f"{self.what}: more than {MAX_CELLS} cells")

    def _add(self, cells: list[str]) -> None:
        self.grid.append(cells)
        self.size += len(cells)
        if len(self.grid) > MAX_ROWS or self.size > MAX_CELLS or max(map(len, cells)) > MAX_CELL:
            raise Unreadable(f"{self.what}: more than {MAX_ROWS} rows, {MAX_CELLS} cells or {MAX_CELL} characters")


def _span(text: str | None) -> int:
    """A cell's span: at least one place, and no more than any table has."""
    return min(max(int(text), 1), MAX_SPAN) if text and re.fullmatch(r"[0-9]{1,9}", text.strip()) else 1
