"""Who has a page: every company of the disclosure matrix, and the authorities that publish figures on companies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis.disclosure.rules import companies
from analysis.report import addresses
from spiders.publisher import load_publisher, names

URL = re.compile(r"https?://[^\s;,()“”\"<>]*[^\s;,()“”\"<>.:]")

Pieces = tuple[tuple[str, str | None], ...]
"""Text in pieces, each with the address that it is a link to, or None."""


@dataclass(frozen=True)
class Subject:
    """A company or authority. ``publishers`` are those whose figures are its own; ``statements`` is its name in the
    register of statements, ``index`` the one under which Ranking Digital Rights judges it.
    """

    identifier: str
    name: str
    publishers: tuple[str, ...] = ()
    statements: str = ""
    index: str = ""
    authority: bool = False

    @property
    def address(self) -> str:
        return addresses.company(self.identifier)


def subjects() -> list[Subject]:
    """Companies by name, then authorities by name."""
    told = [
        Subject(one.identifier, one.name, one.publishers, one.statements or one.identifier, one.index)
        for one in companies()
    ]
    others = [load_publisher(name) for name in names() if load_publisher(name).evidence == "regulator"]
    others.sort(key=lambda publisher: publisher.name.casefold())
    return told + [Subject(one.identifier, one.name, (one.identifier,), authority=True) for one in others]


def owners(every: list[Subject]) -> dict[str, Subject]:
    """On whose page a publisher's figures are, by the publisher."""
    return {publisher: one for one in every for publisher in one.publishers}


def split(frame: pl.DataFrame, column: str) -> Mapping[str, pl.DataFrame]:
    """The rows of a table by what a column says, in their order."""
    parts = frame.partition_by(column, as_dict=True, maintain_order=True)
    return {str(key): part for (key,), part in parts.items()}


def rows_of(parts: Mapping[str, pl.DataFrame], keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of several parts, in the order of the keys."""
    return [row for key in keys if key in parts for row in parts[key].iter_rows(named=True)]


def figure(row: Mapping[str, Any], snapshot: str | None = None) -> str:
    """Where the cell of a row is told in full; with a snapshot, as that copy prints it."""
    return addresses.figure(row["publisher"], row["table"], row["period_start"], row["cell_id"], snapshot)


def linked(text: str | None) -> Pieces:
    """A source as it is written down, with the addresses in it made links."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for found in URL.finditer(text or ""):
        pieces += [((text or "")[at : found.start()], None), (found[0], found[0])]
        at = found.end()
    return tuple(piece for piece in [*pieces, ((text or "")[at:], None)] if piece[0])
