"""A PDF page as verify sees it: cells worked out with another library, by the rule in docs/record.md.

Spaces are left out, since libraries do not agree where a narrow one is; so they are not compared.
"""

from collections.abc import Iterable
from ctypes import byref, c_double
from importlib import import_module
from itertools import groupby, pairwise
from typing import Any, NamedTuple

# The rule's numbers, in sizes of the font: how far apart a line's letters may be in height, how wide the gap before
# another cell is, and how near the same letter has to be to be the same one, printed twice.
SINKS = 0.18
CELL = 0.8
DOUBLED = 0.05

_NO_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# The library gives a hyphen at the end of a line as U+0002, and what it cannot name as U+0000.
_WRITTEN = {"\x02": "-", "\0": "\ufffd"} | dict(
    zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)
)


class Letter(NamedTuple):
    """A character: its baseline's distance from the top of the page, where it starts and ends, the font's size."""

    down: float
    left: float
    right: float
    size: float
    text: str


def pdf_rows(data: bytes, page: str) -> list[list[str]]:
    """The lines of the page with that number, each as its cells. Raises ValueError where it cannot be opened."""
    pdfium: Any = import_module("pypdfium2")  # it has no types
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ValueError(f"not a PDF file that can be opened: {error}") from error
    try:
        if not page.isdecimal() or not 0 < int(page) <= len(document):
            raise ValueError(f"it has {len(document)} pages")
        return rows_of(_letters(import_module("pypdfium2.raw"), document[int(page) - 1]))
    finally:
        document.close()


def rows_of(letters: Iterable[Letter]) -> list[list[str]]:
    """Letters put together to lines and cells."""
    lines: list[list[Letter]] = []
    for letter in sorted(letters):
        if lines and letter.down - lines[-1][0].down <= SINKS * min(letter.size, lines[-1][0].size):
            lines[-1].append(letter)
        else:
            lines.append([letter])
    return [_parted(sorted(line, key=lambda letter: letter.left)) for line in lines]


def _parted(line: list[Letter]) -> list[str]:
    text = line[0].text
    for one, two in pairwise(line):
        size = max(one.size, two.size)
        if one.text != two.text or two.left - one.left >= DOUBLED * size:
            text += ("\t" if two.left - one.right > CELL * size else "") + two.text
    return text.split("\t")


def _letters(raw: Any, page: Any) -> list[Letter]:
    """The page's letters that run from left to right, as the page is turned for reading."""
    text = page.get_textpage()
    across, up, matrix, box = c_double(), c_double(), raw.FS_MATRIX(), raw.FS_RECTF()
    turned = page.get_rotation() // 90
    found = []
    for at in range(text.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text, at))
        if character.isspace() or character in _NO_WIDTH or raw.FPDFText_IsGenerated(text, at):
            continue
        raw.FPDFText_GetCharOrigin(text, at, byref(across), byref(up))
        raw.FPDFText_GetMatrix(text, at, byref(matrix))
        raw.FPDFText_GetLooseCharBox(text, at, byref(box))
        # For a page turned clockwise by so many quarters: what is to the right and upwards on it then.
        ahead, aside, upward, left, right, height = (
            (matrix.a, matrix.b, matrix.d, across.value, box.right, up.value),
            (matrix.b, -matrix.a, -matrix.c, up.value, box.top, -across.value),
            (-matrix.a, -matrix.b, -matrix.d, -across.value, -box.left, -up.value),
            (-matrix.b, matrix.a, matrix.c, -up.value, -box.bottom, across.value),
        )[turned]
        if ahead > 0 and upward > 0 and abs(aside) <= 0.01 * ahead:
            size = raw.FPDFText_GetFontSize(text, at) * upward
            found.append(Letter(-height, left, right, size, _WRITTEN.get(character, character)))
    # The letters of a ligature come one by one, all from the same place.
    joined = [list(same) for _, same in groupby(found, key=lambda letter: letter[:2])]
    return [same[0]._replace(text="".join(letter.text for letter in same), right=same[-1].right) for same in joined]
