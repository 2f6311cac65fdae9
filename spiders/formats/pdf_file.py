"""PDF files as text: one sheet a page, one row a line, cells where a line has a wide gap.

Places are worked out from where each glyph starts and ends, never from ruled lines. Sizes are the font's. The rule is
in docs/record.md, and `verify` works it out again with another library.
"""

import hashlib
import io
import logging
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Final, NamedTuple

from pdfminer import settings
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import dict_value, int_value
from pdfminer.utils import Matrix

from spiders.errors import Unreadable
from spiders.sheet import Document, Sheet

MAX_PAGES: Final = 400
MAX_GLYPHS: Final = 100_000
"""Of one page: a page of small print has 10,000."""
MAX_CELLS: Final = 500_000

SAME_LINE: Final = 0.18
"""How far baselines of one line may lie apart, in sizes of the smaller font: a raised footnote mark lies further."""
NEW_WORD: Final = 0.2
NEW_CELL: Final = 0.8
"""Gaps in sizes of the larger font. A space is 0.25 wide, and 0.6 in a typewriter's font."""
SAME_PLACE: Final = 0.05
"""The same letter this near is printed twice to look bold."""

# Written out as letters: a label must not depend on how a font joins them.
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


# What it would warn of is told as an error, once and of the document.
logging.getLogger("pdfminer").setLevel(logging.CRITICAL)


class _Glyph(NamedTuple):
    """A letter with the start and the height of its baseline, its end, and the font's size, all in points."""

    text: str
    start: float
    baseline: float
    end: float
    size: float


def pdf_sheets(document: Document) -> list[Sheet]:
    """One sheet per page, in order, of kind "page" and named "1", "2" and so on.

    A footnote mark is a row of its own, above the line that it is in: it never joins a figure. Cells that are blank
    leave nothing behind, so that readers must know how many cells a row has. Text that does not run from left to right
    is left out, and noted. Raises Unreadable where the file is damaged, encrypted, too large, or has no text.
    """
    sheets = []
    cells, aslant = 0, list[int]()
    with _strictly(document):
        for number, glyphs, sideways in _pages(document):
            if sideways > len(glyphs):
                raise Unreadable(f"{document}: page {number}: expected text that runs from left to right, found other")
            rows = _rows(glyphs)
            grid = [[text for _, text in row] for row in rows]
            cells += sum(map(len, grid))
            if cells > MAX_CELLS:
                raise Unreadable(f"{document}: page {number}: expected at most {MAX_CELLS} cells, found more")
            digest = hashlib.sha256(repr(grid).encode()).hexdigest()
            sheet = Sheet(document, number - 1, str(number), "page", digest, grid)
            sheet.lefts = [[left for left, _ in row] for row in rows]
            sheets.append(sheet)
            aslant += [sideways] if sideways else []
    if aslant:
        sheets[0].notes.append(f"{sum(aslant):,} letters on {len(aslant)} pages stand aslant and are left out")
    if not any(sheet.grid for sheet in sheets):
        raise Unreadable(f"{document}: expected pages with text, found {len(sheets)} without any: images, perhaps")
    return sheets


@contextmanager
def _strictly(document: Document) -> Iterator[None]:
    """Let the library tell what is wrong, and say it of the document; by itself it would skip what it cannot read."""
    before, settings.STRICT = settings.STRICT, True
    try:
        yield
    except Unreadable:
        raise
    except PDFPasswordIncorrect as error:
        raise Unreadable(f"{document}: expected a PDF file that anybody can open, found one with a password") from error
    except Exception as error:  # the library has no one class for what is wrong in a file
        problem = f"{type(error).__name__}: {str(error)[:200]}"
        raise Unreadable(f"{document}: expected a whole PDF file, found a damaged one: {problem}") from error
    finally:
        settings.STRICT = before


def _pages(document: Document) -> Iterator[tuple[int, list[_Glyph], int]]:
    """Every page's number, its glyphs, and how many more stand aslant. A page that the file counts must be there."""
    if b"%%EOF" not in document.data[-2048:]:
        raise Unreadable(f"{document}: expected a PDF file's end, '%%EOF', found {document.data[-40:]!r}")
    # Without its table of objects a file may be guessed from what lies around in it: that is not done.
    opened = PDFDocument(PDFParser(io.BytesIO(document.data)), fallback=False)
    told = int_value(dict_value(opened.catalog["Pages"])["Count"])
    if not 0 < told <= MAX_PAGES:
        raise Unreadable(f"{document}: expected 1 to {MAX_PAGES} pages, found {told}")
    resources = PDFResourceManager()
    device = _Glyphs(resources, document)
    interpreter = PDFPageInterpreter(resources, device)
    number = 0
    for number, page in enumerate(PDFPage.create_pages(opened), 1):
        if number > told:
            break
        device.number, device.glyphs, device.sideways = number, [], 0
        interpreter.process_page(page)
        yield number, device.glyphs, device.sideways
    if number != told:
        raise Unreadable(f"{document}: expected {told} pages, as it says itself, found {number}")


class _Glyphs(PDFTextDevice):
    """What a page prints, collected letter by letter."""

    def __init__(self, resources: PDFResourceManager, document: Document) -> None:
        super().__init__(resources)
        self.document = document
        self.number = self.sideways = 0
        self.glyphs: list[_Glyph] = []

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: object,
        graphicstate: object,
    ) -> float:
        advance = font.char_width(cid) * fontsize * scaling
        across, aslant, _, upward, left, bottom = matrix
        try:
            text = font.to_unichr(cid).translate(_LIGATURES).translate(_UNSEEN)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        if text and not text.isspace() and not advance and not unicodedata.combining(text[0]):
            raise Unreadable(f"{self.document}: page {self.number}: expected letters with a width, found {text!r}")
        if font.is_vertical() or across <= 0 or upward <= 0 or abs(aslant) > 0.01 * across:
            self.sideways += bool(text.strip())
        elif text:
            start, size = left, fontsize * upward
            self.glyphs.append(_Glyph(text, start, bottom + rise * upward, start + advance * across, size))
        if len(self.glyphs) + self.sideways > MAX_GLYPHS:
            raise Unreadable(f"{self.document}: page {self.number}: expected at most {MAX_GLYPHS} letters, found more")
        return advance


def _rows(glyphs: list[_Glyph]) -> list[list[tuple[float, str]]]:
    """The lines of a page from top to bottom, each as its cells from left to right: where a cell starts, its text."""
    lines: list[list[_Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.baseline, glyph.start)):
        if glyph.text.isspace():
            continue
        first = lines[-1][0] if lines else None
        if first and first.baseline - glyph.baseline <= SAME_LINE * min(first.size, glyph.size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    spaces = [glyph for glyph in glyphs if glyph.text.isspace()]
    return [_cells(line, spaces) for line in lines]


def _cells(line: list[_Glyph], spaces: list[_Glyph]) -> list[tuple[float, str]]:
    """A line's cells; words are parted by a space that is printed, or by a gap."""
    lowest, highest = min(glyph.baseline for glyph in line), max(glyph.baseline for glyph in line)
    printed = sorted(space.start for space in spaces if lowest - 0.01 <= space.baseline <= highest + 0.01)
    ordered = sorted(line, key=lambda glyph: glyph.start)
    cells = [(ordered[0].start, ordered[0].text)]
    for before, glyph in pairwise(ordered):
        size = max(before.size, glyph.size)
        gap = glyph.start - before.end
        if glyph.text == before.text and glyph.start - before.start < SAME_PLACE * size:
            continue
        if gap > NEW_CELL * size:
            cells.append((glyph.start, glyph.text))
            continue
        parted = gap > NEW_WORD * size or bisect_left(printed, glyph.start) > bisect_right(printed, before.start)
        left, text = cells[-1]
        cells[-1] = left, f"{text} {glyph.text}" if parted else text + glyph.text
    return cells
