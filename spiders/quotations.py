"""Whether a quotation still stands in the page that it was taken from: sources are read again, their copies archived.

The sources of statements are archived under the publisher ``statements``, a report a statement, by the crawl that
collects every publisher, or by hand from ``DIR/statements/<statement>/<YYYY-MM-DD>/<file>``. Statements with one
address share its copies. No figure is read from any of them.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from spiders.archive import Archive, Capture
from spiders.errors import Unreadable
from spiders.formats.html_page import html_page
from spiders.publisher import Publisher, parse_publisher
from spiders.sheet import Document

PUBLISHER = "statements"
THERE, GONE, NOT_CHECKED = "there", "gone", "not checked"
LARGEST = 10_000_000
"""Bytes. Pages are opened in the process that asks; an article is a hundredth of this."""

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{SINGLE LOW-9 QUOTATION MARK}\N{SINGLE HIGH-REVERSED-9 QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
        **dict.fromkeys("\N{DOUBLE LOW-9 QUOTATION MARK}\N{DOUBLE HIGH-REVERSED-9 QUOTATION MARK}", '"'),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}\N{EM DASH}", "-"),
        **dict.fromkeys("\N{HORIZONTAL BAR}\N{MINUS SIGN}", "-"),
        # White space without width: where a line may or may not break.
        **dict.fromkeys("\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}", ""),
    }
)


@dataclass(frozen=True)
class Quoted:
    """A sentence to look for. ``title`` is the article's: a page without it is another page, not a changed one."""

    identifier: str
    address: str | None
    title: str
    quotation: str


@dataclass(frozen=True)
class Checked:
    """What became of a quotation: there, gone or not checked, in which copy (its SHA-256 and day), and why.

    ``stood`` is the day of the newest copy that has a quotation which is gone, None where no copy has it.
    """

    identifier: str
    result: str
    reason: str = ""
    sha256: str | None = None
    captured: str | None = None
    stood: str | None = None


def check_quotation(text_of_page: str, quotation: str) -> bool:
    """Whether a text has a quotation, word for word. White space, typographic quotation marks and dashes are made alike
    in both; letters, digits, capitals and all other marks are not. It has to stand by itself: ``3,000 people`` does not
    stand in ``13,000 people``. Raises ValueError for an empty quotation, which every text has.
    """
    wanted = _plain(quotation)
    if not wanted:
        raise ValueError("an empty quotation")
    before = r"(?<!\w)(?<!\d[.,])" if wanted[0].isascii() and wanted[0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1].isascii() and wanted[-1].isalnum() else ""
    return re.search(before + re.escape(wanted) + after, _plain(text_of_page)) is not None


def _plain(text: str) -> str:
    return " ".join(text.translate(_ALIKE).split())


def text_of(document: Document) -> str:
    """The text of a page, as its readers see it, or of a file of plain text in UTF-8. Raises Unreadable for others."""
    if len(document.data) > LARGEST:
        raise Unreadable(f"{document}: {len(document.data):,} bytes are more than a page of text has")
    if document.data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return "\n".join(cell for row in html_page(document).grid for cell in row)
    if document.data.startswith((b"%PDF-", b"PK")):
        raise Unreadable(f"{document}: it is no page and no text")
    try:
        return document.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{document}: its text is not UTF-8: {error}") from error


def declaration(asked: Iterable[Quoted]) -> Publisher:
    """The sources as a publisher that ``collect`` can crawl: each address once, under its first statement."""
    first: dict[str, Quoted] = {}
    for one in asked:
        if one.address:
            first.setdefault(one.address, one)
    reports = {
        one.identifier: {
            "title": one.title,
            "landing": address,
            "urls": [address],
            "media": "html",
            "verified": "not seen answering",
        }
        for address, one in first.items()
    }
    return parse_publisher(
        PUBLISHER, {"name": "Sources of statements", "homepage": "", "cadence": "on request", "reports": reports}
    )


def recheck(archive: Archive, asked: Sequence[Quoted]) -> list[Checked]:
    """Each quotation against the newest archived copy of its source. Raises IntegrityError for changed bytes.

    A source of which there is no copy, which cannot be read, or in whose place another page came (a notice about
    cookies, a wall for robots) is ``not checked``: only an article that lost the sentence has it ``gone``.
    """
    return [_checked(archive, one, list(_copies(archive, one, asked))) for one in asked]


def _copies(archive: Archive, one: Quoted, asked: Sequence[Quoted]) -> Iterator[Capture]:
    """The copies of a statement's source, the newest first."""
    alike = {other.identifier for other in asked if other.address == one.address} if one.address else {one.identifier}
    mine = [
        copy
        for copy in archive.captures()
        if copy.publisher == PUBLISHER and (copy.report in alike or (copy.url != "" and copy.url == one.address))
    ]
    yield from sorted(mine, key=lambda copy: (copy.captured, copy.sequence), reverse=True)


def _checked(archive: Archive, one: Quoted, copies: list[Capture]) -> Checked:
    if not copies:
        return Checked(one.identifier, NOT_CHECKED, "no copy of its source is archived")
    newest = copies[0]
    result, reason = _judged(archive, one, newest)
    older = (copy.captured for copy in copies[1:] if _judged(archive, one, copy)[0] == THERE)
    stood = next(older, None) if result == GONE else None
    return Checked(one.identifier, result, reason, newest.sha256, newest.captured, stood)


def _judged(archive: Archive, one: Quoted, copy: Capture) -> tuple[str, str]:
    data = archive.read(copy.sha256)
    try:
        text = text_of(Document(PUBLISHER, copy.report, copy.name, sha256(data).hexdigest(), data, copy.url))
    except Unreadable as error:
        return NOT_CHECKED, str(error)
    if check_quotation(text, one.quotation):
        return THERE, ""
    if not check_quotation(text, one.title):
        return NOT_CHECKED, f"another page came: it has no “{one.title}”"
    return GONE, "its source has the article's title and not the sentence"
