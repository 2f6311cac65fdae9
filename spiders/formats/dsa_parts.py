"""The parts of a harmonised DSA report: which one a sheet holds, and where its columns are.

A part is known by its headings, and the parts 7 to 10, which share theirs, by the section that their rows name. A
sheet's name has to agree, or how it differs is noted. The words are in dsa_labels.toml.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any

from spiders.formats.stacked import plain
from spiders.sheet import Sheet

LABELS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("dsa_labels.toml").read_text(encoding="utf-8"))
SECTIONS: Mapping[str, int] = LABELS["sections"]

_ROWS = ("applicability", "service", "period")
_WIDE = (*_ROWS, "category", "description")
_ROLES = {
    1: ("applicability", "service", "indicator", "value"),
    2: ("label", "description", "code"),
    3: (*_WIDE, "scope"),
    **dict.fromkeys((4, 5, 6), _WIDE),
    7: (*_ROWS, "section", "indicator", "scope", "value"),
    11: (*_ROWS, "indicator", "value"),
}
_TITLED = 5
"""Headings stand in one of so many rows: a title may be above them."""
_NAME = re.compile(r"(?P<title>.* - )?0?(?P<number>[0-9]{1,2})[._ ] ?(?P<rest>.+)")
_VERSION = re.compile(r"_version([0-9]{1,2})", re.IGNORECASE)
_COPY = re.compile(r" ?\([0-9]\)")
_DESCRIPTIONS = frozenset((".pdf", ".docx", ".odt", ".txt", ".md"))


@dataclass(frozen=True)
class Layout:
    """The headings of one part's table in one language: those of what a row is about, then those of its figures.

    Of the parts 7 to 10 there is one, as of part 7. What is said about the figures stands behind them, under headings
    that begin with ``context``.
    """

    part: int
    language: str
    headings: tuple[str, ...]
    measures: tuple[str, ...] = ()
    context: str = ""

    @property
    def all(self) -> list[str]:
        return [*self.headings, *self.measures]

    def missing(self, printed: list[str]) -> int:
        """1 where the first column is missing, 0 where it is there, -1 where these are other headings. The first column
        says whom a row applies to, and may have another heading; that of part 2 may not."""
        if self._fits(self.all, printed) or (self.part != 2 and self._fits(self.all[1:], printed[1:])):
            return 0
        return 1 if self.part != 2 and self._fits(self.all[1:], printed) else -1

    def _fits(self, due: list[str], printed: list[str]) -> bool:
        """Whether the headings are there, and behind them only those of what is said about the figures."""
        begins, beside = self.context.casefold(), [text.casefold() for text in printed[len(due) :] if text]
        return printed[: len(due)] == due and all(begins and text.startswith(begins) for text in beside)


LAYOUTS = tuple(
    Layout(
        part=layout["part"],
        language=layout["language"],
        headings=tuple(layout["headings"]),
        measures=tuple(layout.get("measures", ())),
        context=layout.get("context", ""),
    )
    for layout in LABELS["layouts"]
)


@dataclass
class Part:
    """A sheet that holds a part of the report.

    ``columns``: role -> column. ``figures``: column -> its heading. ``contexts``: the columns of what is said about the
    figures. ``title`` is what a file's path and name put before the part's number, ``surface`` what they put behind the
    part's name: blank where that is nothing and other files of the part have one, None where there are no others.
    ``noted``: how the part departs from the template -> how often; ``doubts``: what contradicts itself in it.
    """

    sheet: Sheet
    number: int
    header: int
    columns: Mapping[str, int]
    figures: Mapping[int, str]
    contexts: list[int]
    title: str = ""
    surface: str | None = None
    version: int = 1
    noted: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)

    def text(self, row: int, role: str) -> str:
        """The cell of a role in a row, its spaces single; blank where the table has no such column."""
        return plain(self.sheet.peek(row, self.columns.get(role, 0)))

    def rows(self) -> range:
        """The rows below the headings."""
        return range(self.header + 1, len(self.sheet.grid) + 1)

    def beside(self, row: int, column: int) -> str:
        """What is said about the figure there."""
        at = sorted(self.figures).index(column)
        return plain(self.sheet.peek(row, self.contexts[at])) if len(self.contexts) == len(self.figures) else ""

    def close(self) -> None:
        """Hand over what was noted to the sheet."""
        for said, times in self.noted.items():
            self.sheet.notes.append(f"{self.sheet.place()}: {said}" + (f" ({times} times)" if times > 1 else ""))
        for said, times in self.doubts.items():
            self.sheet.finding(said + (f" ({times} times)" if times > 1 else ""))


def find_parts(sheets: Iterable[Sheet]) -> list[Part]:
    """The parts that the sheets hold, each once.

    Raises LayoutChanged for a sheet that is none, for a part that stands there twice, and for parts of two reports.
    """
    parts: dict[tuple[int, str | None], Part] = {}
    for part in filter(None, map(_find, sheets)):
        titles = {other.title for other in parts.values()} or {part.title}
        if part.title not in titles:
            raise part.sheet.changed("a part of another report", f"a name that begins {titles}", repr(part.title))
        key = part.number, part.surface
        if other := parts.get(key):
            if other.version == part.version:
                expected = f"part {part.number} once, in {other.sheet.place()}"
                raise part.sheet.changed("a part twice", expected, part.sheet.place())
            older = min(part, other, key=lambda one: one.version)
            older.sheet.ignore_rest("superseded by a later version in the same document")
            part = other if older is part else part  # noqa: PLW2901
        parts[key] = part
    split = {number for number, surface in parts if surface}
    alone = [part.surface is None and part.number in split for part in parts.values()]
    return [replace(part, surface="") if bare else part for part, bare in zip(parts.values(), alone, strict=True)]


def _find(sheet: Sheet) -> Part | None:
    """The part that a sheet holds, its headings accounted for; None for a sheet without cells and a file beside."""
    if not any(map(str.strip, chain.from_iterable(sheet.grid))):
        return None
    path = PurePosixPath(sheet.name)
    if sheet.kind == "member" and sheet.grid == [[sheet.name]]:
        if "__MACOSX" in path.parts or path.name.startswith("."):
            sheet.ignore_rest("what macOS keeps beside a file")
            return None
        if path.suffix.lower() in _DESCRIPTIONS:
            sheet.ignore_rest("a description beside the tables")
            return None
    for row, cells in enumerate(sheet.grid[:_TITLED], 1):
        printed = [plain(text) for text in cells]
        for layout in LAYOUTS:
            if (first := layout.missing(printed)) >= 0:
                return _part(sheet, layout, row, printed, first)
    known = set(chain.from_iterable(layout.all for layout in LAYOUTS))
    unknown = [(text, at) for at, text in enumerate(map(plain, sheet.grid[0]), 1) if text and text not in known]
    text, at = unknown[0] if unknown else ("too few headings", 1)
    raise sheet.changed("the header changed", "the headings of a part of the harmonised report", repr(text), 1, at)


def _part(sheet: Sheet, layout: Layout, header: int, printed: list[str], first: int) -> Part:
    """``first`` is 1 where the first column is missing, so that all others stand one to the left."""
    columns = {role: at - first for at, role in enumerate(_ROLES[layout.part], 1) if at > first}
    start, last = len(layout.headings) + 1 - first, len(layout.all) - first
    figures = {at: printed[at - 1] for at in range(start, last + 1)}
    if not figures and "value" in columns:
        figures = {columns["value"]: printed[columns["value"] - 1]}
    contexts = [at for at in range(last + 1, len(printed) + 1) if printed[at - 1]]
    part = Part(sheet, layout.part, header, columns, figures, contexts)
    sheet.ignore_rest("a title above the table", range(1, header))
    if "applicability" in columns:
        sheet.ignore(header, 1, "whom a row applies to")
        if printed[0] != layout.headings[0]:
            part.noted[f"the first heading is {printed[0]!r}, not {layout.headings[0]!r}"] += 1
    elif first:
        part.noted["no column says whom a row applies to"] += 1
    for at in range(2 if "applicability" in columns else 1, last + 1):
        sheet.header(header, at)
    sheet.ignore_rest("contextual information", [header])
    if layout.language != "en":
        part.noted[f"the template in another language than English ({layout.language})"] += 1
    part.number = _number(part)
    _read_name(part, layout)
    return part


def _number(part: Part) -> int:
    """The number of the part: of those that share a layout, the one whose section the first row names."""
    if "section" not in part.columns:
        return part.number
    for row in part.rows():
        section = part.text(row, "section")
        if section in SECTIONS:
            return SECTIONS[section]
        if section:
            column = part.columns["section"]
            raise part.sheet.changed("an unknown section", f"one of {sorted(SECTIONS)}", repr(section), row, column)
    raise part.sheet.changed("a table without a section", f"one of {sorted(SECTIONS)}", "none")


def _read_name(part: Part, layout: Layout) -> None:
    """Take the surface and the version from the sheet's name, and note how it differs from the regulation's."""
    sheet, names = part.sheet, LABELS["names"][str(part.number)]
    path = PurePosixPath(sheet.name or sheet.document.name)
    name = path.name.removesuffix(".csv")
    match = _NAME.fullmatch(name)
    part.title = f"{path.parent}/{match['title'] or ''}" if match else ""
    rest = _COPY.sub("", match["rest"]) if match else ""
    known = next((own for own in names if rest.casefold().replace(" ", "_").startswith(own.casefold())), None)
    if known is None and (sheet.kind == "" or (match and layout.language != "en")):
        part.noted[f"called {name!r}, and part {part.number} by its headings"] += 1
        return
    if match is None or known is None:
        expected = " or ".join(f"{part.number}_{own}" for own in names)
        raise sheet.changed(f"an unknown name of part {part.number}", expected, repr(name))
    if int(match["number"]) != part.number:
        part.noted[f"numbered {match['number']}, and part {part.number} by its headings"] += 1
    suffix = rest[len(known) :]
    if version := _VERSION.search(suffix):
        part.version, suffix = int(version[1]), suffix.replace(version[0], "")
    part.surface = suffix.strip("_ ") or None
    if name.casefold() != f"{part.number}_{names[0]}".casefold():
        part.noted[f"called {name!r}, not '{part.number}_{names[0]}'"] += 1
