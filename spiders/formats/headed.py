"""Tables under headings on a page: where each begins and ends, and what is written above it."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from spiders.formats.lines import is_figure
from spiders.formats.table import Contract
from spiders.sheet import Sheet

Said = TypeVar("Said")
YEAR = re.compile("20[0-9]{2}")


@dataclass(frozen=True)
class Headed:
    """A table of a page: the rows from ``header`` to ``last``. ``above`` are the blocks of text (row, text) between the
    table before it, or the top of the page, and itself."""

    above: tuple[tuple[int, str], ...]
    header: int
    last: int

    def heading(self, sheet: Sheet, text: str) -> bool:
        """Whether that text stands above the table; the nearest block that says it is then a heading."""
        row = next((row for row, said in reversed(self.above) if said == text), None)
        return row is not None and bool(sheet.header(row, 1))

    def told(self, sheet: Sheet, read: Callable[[str], Said], expected: str) -> Said:
        """What the nearest block above says that ``read`` takes without a ValueError; it is then a heading.

        Raises LayoutChanged where none says it.
        """
        for row, text in reversed(self.above):
            try:
                said = read(text)
            except ValueError:
                continue
            sheet.header(row, 1)
            return said
        raise sheet.changed("no such heading above the table", expected, "none", self.header)

    def told_once(self, sheet: Sheet, read: Callable[[str], Said], expected: str) -> Said:
        """As ``told``, where all the blocks above that say it have to say the same: a list of other reports is none."""
        told = []
        for row, text in self.above:
            try:
                told.append((row, read(text)))
            except ValueError:
                continue
        other = next((row for row, said in told if said != told[0][1]), None)
        if other:
            raise sheet.changed("headings that contradict each other", expected, repr(sheet.peek(other, 1)), other, 1)
        return self.told(sheet, read, expected)

    def named(self, sheet: Sheet, names: Collection[str]) -> str:
        """The name that the table is under: the last line above it that is no sentence has to be one of these.

        Raises LayoutChanged where it is not: a name further up may be that of something without a table.
        """
        lines = [(row, text) for row, text in self.above if not text.endswith((".", ":"))]
        row, text = lines[-1] if lines else (self.header, "")
        if text not in names:
            raise sheet.changed("a table under no known name", f"one of {sorted(names)}", repr(text), row, 1)
        return sheet.header(row, 1)

    def fitting(self, sheet: Sheet, declared: Mapping[str, tuple[Contract, ...]]) -> tuple[str, Contract]:
        """The declared table whose headings are those printed, and the contract that fits.

        Raises LayoutChanged for a table that nobody declared.
        """
        printed = list(sheet.grid[self.header - 1])
        while not printed[-1]:
            printed.pop()
        for name, contracts in declared.items():
            for contract in contracts:
                if contract.headings() == set(printed):
                    return name, contract
        raise sheet.changed("an unknown table", f"one of {sorted(declared)}", " | ".join(printed)[:200], self.header)


def tables(sheet: Sheet) -> Iterator[Headed]:
    """Every table of a page, in order: each run of rows of several cells."""
    above: list[tuple[int, str]] = []
    header: int | None = None
    for row, cells in enumerate([*sheet.grid, [""]], 1):
        if len(cells) > 1:
            header = header or row
            continue
        if header:
            yield Headed(tuple(above), header, row - 1)
            above, header = [], None
        above.append((row, cells[0]))


def ignore_prose(sheet: Sheet, figures: str = "") -> None:
    """Account for the blocks of text that nobody read. Never for a table: each is read, or ignored by name.

    A block that is a figure and nothing else, but for a year, is left, and so an error, unless ``figures`` names why
    such are not read.
    """
    for row, cells in enumerate(sheet.grid, 1):
        alone = is_figure(cells[0]) and not YEAR.fullmatch(cells[0])
        if len(cells) == 1 and (reason := figures if alone else "the page's text"):
            sheet.ignore(row, 1, reason)
