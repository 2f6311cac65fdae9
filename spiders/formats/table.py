"""A table under one header row, read by a contract: every heading is declared, or reading stops."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

from spiders.observation import Observation, Period, Value
from spiders.sheet import READ, Sheet

Heading = str | tuple[str, str]
"""A measure's heading; a pair where two columns print the lower and the upper bound of one figure."""


@dataclass(frozen=True)
class Contract:
    """What every column of a table is.

    ``dimensions``: heading -> dimension. ``measures``: heading -> how its cells are read. ``ignored``: heading ->
    why it holds nothing for us. ``elsewhere``: headings that another contract over the same rows reads.
    ``period``: the headings that tell the reporting period, for ``read_period``. ``label``: the heading whose cell
    names what the row's figures count (its word comes before the measure's heading, ``label / heading``).
    ``sparse``: a blank says nothing, because the columns speak of few of the rows.
    ``malformed``: a record exactly as misprinted -> for every heading, its text and the column it stands in.
    """

    dimensions: Mapping[str, str]
    measures: Mapping[Any, Callable[..., Value]]
    ignored: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    period: tuple[str, ...] = ()
    read_period: Callable[..., Period] | None = None
    label: str | None = None
    sparse: bool = False
    malformed: Mapping[tuple[str, ...], tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def headings(self) -> set[str]:
        """Every heading that the table must have, and no other."""
        measured = set(chain.from_iterable(map(_parts, self.measures)))
        label = {self.label} if self.label else set()
        return measured | label | {*self.dimensions, *self.ignored, *self.period} | self.elsewhere


def read_table(
    sheet: Sheet,
    table: str,
    *contracts: Contract,
    period: Period | None = None,
    header: int = 1,
    last: int | None = None,
) -> Iterator[Observation]:
    """The observations of the rows under ``header`` (to ``last``), by the first contract that fits the header.

    Raises LayoutChanged naming the row and column of an unknown heading, a ragged row, or a cell that is no value
    or period of the kind declared.
    """
    contract, columns = _fit(sheet, contracts, header)
    position = {heading: at for at, heading in enumerate(columns)}
    spots = {heading: [position[part] for part in _parts(heading)] for heading in contract.measures}
    numbers = range(header + 1, (last or len(sheet.grid)) + 1)
    rows = [_Row(number, *_record(sheet, contract, columns, number)) for number in numbers if _printed(sheet, number)]
    places = list(chain.from_iterable(spots.values()))
    filled = {at for row in rows for at in places if row.cells[at].strip()}
    if contract.sparse and (blank := sum(not row.cells[at].strip() for row in rows for at in places)):
        sheet.notes.append(f"{sheet.place()}: {blank} blank cells of {table}, whose columns speak of few of the rows")
    for heading in [heading for heading in spots if filled.isdisjoint(spots[heading])]:
        del spots[heading]
        if not contract.sparse:
            sheet.notes.append(f'{sheet.place()}: column "{name_of(heading)}" is blank throughout')
    for row in rows:
        _account(sheet, contract, columns, row)
        if any(row.cells[at].strip() for at in chain.from_iterable(spots.values())):
            yield from _read_row(sheet, table, contract, row, position, spots, period)
        elif not contract.sparse:
            sheet.notes.append(f"{sheet.place(row.number)}: blank but for its label")


def name_of(heading: Heading) -> str:
    """A measure's heading as one string."""
    return " | ".join(_parts(heading))


@dataclass(frozen=True, slots=True)
class _Row:
    """A record: its number in the sheet, its cells by the header's order, and the column each stands in."""

    number: int
    cells: Sequence[str]
    columns: Sequence[int]


def _parts(heading: Heading) -> tuple[str, ...]:
    return (heading,) if isinstance(heading, str) else heading


def _printed(sheet: Sheet, row: int) -> bool:
    return any(map(str.strip, sheet.grid[row - 1]))


def _read_row(
    sheet: Sheet,
    table: str,
    contract: Contract,
    row: _Row,
    position: Mapping[str, int],
    spots: Mapping[Heading, list[int]],
    period: Period | None,
) -> Iterator[Observation]:
    """The observations of one record."""
    words = {dimension: row.cells[position[heading]] for heading, dimension in contract.dimensions.items()}
    label = f"{row.cells[position[contract.label]]} / " if contract.label else ""
    if contract.read_period is not None:
        try:
            period = contract.read_period(*(row.cells[position[heading]] for heading in contract.period))
        except ValueError as error:
            column = row.columns[position[contract.period[0]]]
            raise sheet.misread("unknown period", error, row.number, column) from error
    if period is None:
        raise sheet.changed("no period", "a reporting period in a column or from the reader", "neither", row.number)
    for heading, places in spots.items():
        texts = [row.cells[at] for at in places]
        if contract.sparse and not any(map(str.strip, texts)):
            continue
        columns = tuple(row.columns[at] for at in places)
        try:
            value = contract.measures[heading](*texts)
        except ValueError as error:
            problem = f'unknown value under "{name_of(heading)}"'
            raise sheet.misread(problem, error, row.number, columns[0]) from error
        printed = " | ".join(sheet.peek(row.number, column) for column in columns)
        yield Observation(
            table, label + name_of(heading), value, printed, period, words, sheet.index, row.number, columns
        )


def _fit(sheet: Sheet, contracts: tuple[Contract, ...], header: int) -> tuple[Contract, list[str]]:
    """The contract whose headings are exactly those printed, and the printed headings by position."""
    printed = list(sheet.grid[header - 1]) if header <= len(sheet.grid) else []
    while printed and not printed[-1].strip():
        printed.pop()
    for column in range(1, len(printed) + 1):
        sheet.header(header, column)
    twice = sorted({heading for heading in printed if printed.count(heading) > 1})
    if twice:
        raise sheet.changed("a heading stands twice", "each heading once", ", ".join(map(repr, twice)), header)
    for contract in contracts:
        if contract.headings() == set(printed):
            return contract, printed
    nearest = min(contracts, key=lambda contract: len(contract.headings() ^ set(printed)))
    missing = sorted(nearest.headings() - set(printed))
    unknown = [heading for heading in printed if heading not in nearest.headings()]
    expected, found = f"{missing or 'no further heading'}", f"{unknown or 'no such heading'}"
    place = printed.index(unknown[0]) + 1 if unknown else None
    raise sheet.changed("the header changed", expected, found, header, place)


def _record(sheet: Sheet, contract: Contract, columns: list[str], row: int) -> tuple[list[str], list[int]]:
    """The row's cells by heading, and the column that each stands in. Raises LayoutChanged where it is ragged: longer,
    or shorter by more than columns that hold nothing for us."""
    cells = sheet.grid[row - 1]
    if contract.malformed and tuple(cells) in contract.malformed:
        sheet.notes.append(f"{sheet.place(row)}: misprinted, read as its contract says: {','.join(cells)}")
        repaired = contract.malformed[tuple(cells)]
        return [text for text, _ in repaired], [column for _, column in repaired]
    width = len(columns)
    if len(cells) == width:
        return cells, list(range(1, width + 1))
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return cells[:width], list(range(1, width + 1))
    if cells and contract.ignored.keys() >= set(columns[len(cells) :]) and len(cells) < width:
        return [*cells, *[""] * (width - len(cells))], list(range(1, width + 1))
    raise sheet.changed("a ragged row", f"{width} cells", f"{len(cells)} cells: {','.join(cells)[:120]}", row)


def _account(sheet: Sheet, contract: Contract, columns: list[str], row: _Row) -> None:
    """Mark a record's cells as the contract declares their columns; a misprinted one is read as a whole."""
    marks, cells = sheet.marks[row.number - 1], sheet.grid[row.number - 1]
    if tuple(cells) in contract.malformed:
        marks[:] = bytes([READ]) * len(cells)
        return
    for at, heading in enumerate(columns):
        if heading in contract.ignored:
            sheet.ignore(row.number, at + 1, contract.ignored[heading])
        elif heading not in contract.elsewhere:
            marks[at] = READ


def read_members(
    sheets: list[Sheet],
    tables: Mapping[str, tuple[str, tuple[Contract, ...]]],
    ignored: Mapping[str, str],
) -> Iterator[Observation]:
    """The observations of an archive whose members are declared: name -> (table, contracts), or pattern -> reason.

    Raises LayoutChanged for a member that is neither.
    """
    for sheet in sheets:
        reason = next((why for pattern, why in ignored.items() if fnmatchcase(sheet.name, pattern)), None)
        if sheet.name in tables:
            table, contracts = tables[sheet.name]
            yield from read_table(sheet, table, *contracts)
        elif reason:
            sheet.ignore_rest(reason)
        else:
            raise sheet.changed("an unknown member", f"one of {sorted(tables)}", repr(sheet.name))
