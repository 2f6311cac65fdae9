"""The grid of printed cells that every reader reads, and the ledger of what became of each cell."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from spiders.errors import LayoutChanged
from spiders.observation import Observation, Period, Value

UNSEEN, READ, HEADER, IGNORED = range(4)
LOST = "\ufffd"
"""What stands where software lost a character. Nothing is read from what is left."""


@dataclass(frozen=True)
class Document:
    """A document as it lies in the archive: its bytes, and what is known about where they came from."""

    publisher: str
    report: str
    name: str
    sha256: str
    data: bytes
    url: str = ""

    def __str__(self) -> str:
        return f"{self.publisher} {self.report} ({self.name}, sha256 {self.sha256[:12]})"


@dataclass
class Sheet:
    """A table of text: a CSV file or web page (``kind`` is ``""``), an archive's ``member``, a worksheet (``sheet``), a
    PDF's ``page``, or an ``array`` of JSON objects.

    Rows and columns count from 1, as a person reading the file would. Reading a cell marks it; ``ledger``
    later demands that every non-empty cell was read, a header, or ignored with a reason. ``lefts`` says of a PDF's
    page where each cell starts, in points.
    """

    document: Document
    index: int
    name: str
    kind: str
    sha256: str
    grid: list[list[str]]
    marks: list[bytearray] = field(init=False)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    lefts: list[list[float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.marks = [bytearray(len(cells)) for cells in self.grid]

    def peek(self, row: int, column: int) -> str:
        """The cell's text, or ``""`` outside the grid, without accounting for it."""
        cells = self.grid[row - 1] if 0 < row <= len(self.grid) else []
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def cell(self, row: int, column: int) -> str:
        """The cell's text, accounted for as read."""
        self._mark(row, column, READ)
        return self.peek(row, column)

    def header(self, row: int, column: int) -> str:
        """The cell's text, accounted for as a heading or title."""
        self._mark(row, column, HEADER)
        return self.peek(row, column)

    def ignore(self, row: int, column: int, reason: str) -> None:
        """Account for a cell that holds no figure of ours. A cell that is read or a heading stays so."""
        if self.peek(row, column).strip() and not self.marks[row - 1][column - 1]:
            self._mark(row, column, IGNORED)
            self.reasons[reason] += 1

    def ignore_rest(self, reason: str, rows: Iterable[int] | None = None) -> None:
        """Ignore every cell not yet accounted for, in the given rows or the whole sheet."""
        for row in range(1, len(self.grid) + 1) if rows is None else rows:
            for column in range(1, len(self.grid[row - 1]) + 1):
                self.ignore(row, column, reason)

    def _mark(self, row: int, column: int, mark: int) -> None:
        if 0 < row <= len(self.marks) and 0 < column <= len(self.marks[row - 1]):
            self.marks[row - 1][column - 1] = mark

    def place(self, row: int | None = None, column: int | None = None) -> str:
        """Where in the document, in words."""
        parts = [f'{self.kind} "{self.name}"'] if self.kind else []
        parts += [f"row {row}"] if row else []
        parts += [f"column {column_name(column) if self.kind == 'sheet' else column}"] if column else []
        return " ".join(parts) or "the file"

    def changed(
        self, problem: str, expected: str, found: str, row: int | None = None, column: int | None = None
    ) -> LayoutChanged:
        """The error to raise when something here is not as declared."""
        return LayoutChanged(str(self.document), self.place(row, column), problem, expected, found)

    def misread(self, problem: str, error: ValueError, row: int, column: int) -> LayoutChanged:
        """The error to raise when a cell is no value or period of its kind; ``error`` says what was expected."""
        expected, _, found = str(error).removeprefix("expected ").partition(", found ")
        return self.changed(problem, expected, found, row, column)

    def value(self, row: int, column: int, read: Callable[[str], Value], heading: str = "") -> Value:
        """The cell's value. Raises LayoutChanged naming the cell (and its heading) where ``read`` does not take it."""
        try:
            return read(self.peek(row, column))
        except ValueError as error:
            problem = f'unknown value under "{heading}"' if heading else "unknown value"
            raise self.misread(problem, error, row, column) from error

    def observation(
        self,
        table: str,
        heading: str,
        value: Value,
        period: Period,
        words: Mapping[str, str],
        row: int,
        *columns: int,
        printed: str | None = None,
    ) -> Observation:
        """The observation printed in that cell (or pair of cells), which is thereby read.

        ``printed`` are the figure's own characters where the cell is a sentence; ``heading`` is then what the sentence
        says right before them, after words that it says earlier: "orders / of them granted".
        """
        for column in columns:
            self._mark(row, column, READ)
        if printed is None:
            printed = " | ".join(self.peek(row, column) for column in columns)
        return Observation(table, heading, value, printed, period, words, self.index, row, columns)

    def finding(self, sentence: str, row: int | None = None, column: int | None = None) -> None:
        """Note that the document contradicts itself there. What is printed stays; the contradiction is shown."""
        self.findings.append(f"{self.place(row, column)}: {sentence}")

    def ledger(self) -> dict[str, int]:
        """How many non-empty cells there are, and how many were read, headings and ignored.

        Raises LayoutChanged naming the first cell that nobody accounted for.
        """
        tally = [0, 0, 0, 0]
        for row, (cells, marks) in enumerate(zip(self.grid, self.marks, strict=True), 1):
            for column, (text, mark) in enumerate(zip(cells, marks, strict=True), 1):
                if text and (mark or text.strip()):
                    if not mark:
                        raise self.changed(
                            "a cell nobody read", "every cell read or ignored by name", repr(text), row, column
                        )
                    if LOST in text and mark == READ:
                        raise self.changed("a lost character", "text", repr(text), row, column)
                    tally[mark] += 1 if text.strip() else 0
        return {"cells": sum(tally), "read": tally[READ], "headers": tally[HEADER], "ignored": tally[IGNORED]}


def column_name(number: int) -> str:
    """A worksheet column's letters: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
