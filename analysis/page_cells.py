"""Web pages and JSON as verify sees them: rows worked out by parsers of their own, by the rules of docs/record.md."""

import json
import re
from html.parser import HTMLParser
from typing import Any

# The elements that do not end a block of text, and those whose text is not the page's.
_INLINE = set(
    "a,abbr,acronym,b,bdi,bdo,big,cite,code,data,del,dfn,em,font,i,ins,kbd,label,mark,q,s,samp,small,span,strike,"
    "strong,sub,sup,time,tt,u,var,wbr".split(",")
)
_UNSEEN = {"script", "style", "template", "noscript", "title"}
_SCRIPT = re.compile(r"script ([0-9]+) (.*)", re.DOTALL)
_JSON_SCRIPTS = ("application/json", "application/ld+json")


class _Rows(HTMLParser):
    """Rows of a page from its tags as they come, without a tree: whatever begins or ends closes what is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.scripts: list[str] = []
        self.text = ""
        self.unseen: list[str] = []
        self.row: dict[int, str] | None = None
        self.cell: tuple[int, int, int] | None = None
        self.covered: dict[int, int] = {}
        self.mark: int | None = None
        self.data_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self.data_script = (given.get("type") or "").strip().lower() in _JSON_SCRIPTS
            self.scripts += [""] if self.data_script else []
        if tag in _UNSEEN:
            self.unseen.append(tag)
        elif tag == "sup":
            self.mark = len(self.text)
        elif tag not in _INLINE:
            self._end(tag)
            if tag == "table":
                self.covered = {}
            elif tag == "tr":
                self.row = {}
            elif tag in ("td", "th") and self.row is not None:
                at = next(reversed(self.row), -1) + 1
                while self.covered.get(at, 0) > 0:
                    at += 1
                self.cell = (at, _span(given.get("colspan")), _span(given.get("rowspan")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
            self.data_script = False
        elif tag == "sup" and self.mark is not None:
            before, raised = self.text[: self.mark], self.text[self.mark :].strip()
            self.text, self.mark = f"{before}^{raised}" if raised else self.text, None
        elif tag not in _INLINE:
            self._end(tag)

    def handle_data(self, data: str) -> None:
        if self.data_script and self.unseen:
            self.scripts[-1] += data
        elif not self.unseen:
            self.text += data

    def _end(self, tag: str) -> None:
        """What the beginning or end of a block-like element closes: a cell, a row, or a block of text."""
        table = tag in ("table", "tr", "td", "th", "thead", "tbody", "tfoot")
        if self.cell is not None and not table:
            self.text += " "
            return
        words, self.text, self.mark = " ".join(self.text.split()), "", None
        if self.cell is not None and self.row is not None:
            at, across, down = self.cell
            self.row |= dict.fromkeys(range(at, at + across), "") | {at: words}
            # One more than the rows below: this row, when it ends, takes one off.
            self.covered |= {place: down for place in range(at, at + across) if down > 1}
            self.cell = None
        elif self.row is None and words:
            self.rows.append([words])
        if tag not in ("td", "th") and self.row is not None:
            self.covered, before = {at: left - 1 for at, left in self.covered.items() if left > 1}, self.covered
            width = max([*self.row, *before], default=-1) + 1
            if any(self.row.values()):
                self.rows.append([self.row.get(at, "") for at in range(width)])
            self.row = None


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 1000) if text and text.strip().isdecimal() and len(text.strip()) < 10 else 1


def _decode(data: bytes) -> str:
    named = re.search(rb"<meta[^>]*charset=[\"']?([\w-]+)", data[:4096], re.IGNORECASE)
    encoding = named[1].decode().lower() if named else "utf-8"
    return data.decode("utf-8-sig" if encoding in ("utf-8", "utf8") else encoding)


def page_rows(data: bytes) -> list[list[str]]:
    """The rows of a web page: its blocks of text and the rows of its tables."""
    return _parsed(data).rows


def _parsed(data: bytes) -> _Rows:
    page = _Rows()
    page.feed(_decode(data))
    page.close()
    page._end("html")
    return page


def array_rows(data: bytes, name: str) -> list[list[str]]:
    """The rows of the array that a JSON pointer names (keys first, where its items are objects); of "", all values
    outside such arrays, each after its pointer. Raises KeyError or ValueError where there is none."""
    text, pointer = data.decode("utf-8-sig") if data.lstrip()[:1] != b"<" else "", name
    if not text and (script := _SCRIPT.fullmatch(name)):
        text, pointer = _parsed(data).scripts[int(script[1]) - 1], script[2]
    whole = json.loads(text, parse_int=_Number, parse_float=_Number)
    if not pointer:
        return [[path, _text(value)] for path, value in _scalars(whole, "")]
    items = whole
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        items = items[int(key)] if isinstance(items, list) else items[key]
    if isinstance(items[0], list):
        return [[_text(value) for value in item] for item in items]
    flat = [dict(_flat(item)) for item in items]
    keys = list(dict.fromkeys(key for item in flat for key, value in item.items() if not isinstance(value, list)))
    return [keys, *([_text(item.get(key)) for key in keys] for item in flat)]


class _Number(str):
    """A number as it is printed."""


def _text(value: Any) -> str:
    if value is None or isinstance(value, list):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def _deep(items: list[Any]) -> bool:
    return any(isinstance(item, dict | list) for item in items)


def _flat(item: dict[str, Any], above: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in item.items():
        path = above + key.replace("~", "~0").replace("/", "~1")
        found += _flat(value, f"{path}/") if isinstance(value, dict) else [(path, value)]
    return found


def _scalars(value: Any, path: str) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        inner = [(key.replace("~", "~0").replace("/", "~1"), item) for key, item in value.items()]
    elif isinstance(value, list):
        if value and all(isinstance(item, dict) for item in value):
            # An array of its own; only the arrays within its items can hold values that stand alone.
            lists = [(f"{at}/{key}", kept) for at, item in enumerate(value) for key, kept in _flat(item)]
            return [pair for at, kept in lists if isinstance(kept, list) for pair in _scalars(kept, f"{path}/{at}")]
        if value and all(isinstance(item, list) and not _deep(item) for item in value):
            return []
        inner = [(str(at), item) for at, item in enumerate(value)]
    else:
        return [(path, value)]
    return [pair for key, item in inner for pair in _scalars(item, f"{path}/{key}")]
