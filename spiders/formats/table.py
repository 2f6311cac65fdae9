"""A table under one header row, read by a contract: every heading is declared, or reading stops."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from spiders.observation import Observation, Period, Value
from spiders.sheet import HEADER, IGNORED, READ, Sheet

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
    measures: Mapping[Heading, Callable[..., Value]]
    ignored: Mapping[str, str] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    period: tuple[str, ...] = ()
    read_period: Callable[..., Period] | None = None
    label: str | None = None
    sparse: bool = False
    malformed: Mapping[tuple[str, ...], tuple[tuple[str, int], ...]] = field(default_factory=dict)

    def headings(self) -> set[str]:
        """Every heading that the table must have, and no other."""
        measured = {part for heading in self.measures for part in ((heading,) if isinstance(heading, str) else heading)}
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
    marks = bytearray(
        IGNORED if heading in contract.ignored else 0 if heading in contract.elsewhere else READ for heading in columns
    )
    position = {heading: number for number, heading in enumerate(columns)}
    measures = [(heading, _positions(heading, position), read) for heading, read in contract.measures.items()]
    rows = range(header + 1, (last or len(sheet.grid)) + 1)
    records = [
        (row, *_record(sheet, contract, columns, row)) for row in rows if any(map(str.strip, sheet.grid[row - 1]))
    ]
    filled = {at for _, cells, _ in records for _, spots, _ in measures for at in spots if cells[at].strip()}
    for heading, spots, _ in measures:
        if not filled.intersection(spots) and not contract.sparse:
            sheet.notes.append(f'{sheet.place()}: column "{"|".join(columns[at] for at in spots)}" is blank throughout')
    measures = [entry for entry in measures if filled.intersection(entry[1])]
    for row, cells, places in records:
        _account(sheet, contract, columns, row, marks)
        if not any(cells[at].strip() for _, spots, _ in measures for at in spots):
            if not contract.sparse:
                sheet.notes.append(f"{sheet.place(row)}: blank but for its label")
            continue
        yield from _read_row(sheet, table, contract, period, row, cells, places, position, measures)


def _read_row(sheet, table, contract, period, row, cells, places, position, measures):  # type: ignore[no-untyped-def]
    words = {dimension: cells[position[heading]] for heading, dimension in contract.dimensions.items()}
    label = f"{cells[position[contract.label]]} / " if contract.label else ""
    if contract.read_period is not None:
        try:
            period = contract.read_period(*(cells[position[heading]] for heading in contract.period))
        except ValueError as error:
            where = places[position[contract.period[0]]] if contract.period else None
            raise sheet.changed("unknown period", "a reporting period", str(error), row, where) from error
    for heading, spots, read in measures:
        texts = [cells[at] for at in spots]
        if contract.sparse and not any(text.strip() for text in texts):
            continue
        try:
            value = read(*texts)
        except ValueError as error:
            raise sheet.changed(
                f'unknown value under "{heading}"', "a printed value of its kind", str(error), row, places[spots[0]]
            ) from error
        name = label + (heading if isinstance(heading, str) else " | ".join(heading))
        printed = " | ".join(sheet.peek(row, places[at]) for at in spots)
        yield Observation(
            table, name, value, printed, period, words, sheet.index, row, tuple(places[at] for at in spots)
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
    missing, unknown = (
        nearest.headings() - set(printed),
        [heading for heading in printed if heading not in nearest.headings()],
    )
    column = printed.index(unknown[0]) + 1 if unknown else None
    raise sheet.changed(
        "the header changed",
        f"{sorted(missing) or 'no further heading'}",
        f"{unknown or 'no such heading'}",
        header,
        column,
    )


def _positions(heading: Heading, position: Mapping[str, int]) -> tuple[int, ...]:
    return (position[heading],) if isinstance(heading, str) else tuple(position[part] for part in heading)


def _record(sheet: Sheet, contract: Contract, columns: list[str], row: int) -> tuple[list[str], list[int]]:
    """The row's cells by heading, and the column that each stands in. Raises LayoutChanged where it is ragged."""
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
    raise sheet.changed("a ragged row", f"{width} cells", f"{len(cells)} cells: {','.join(cells)[:120]}", row)


def _account(sheet: Sheet, contract: Contract, columns: list[str], row: int, marks: bytearray) -> None:
    """Mark a row's cells as its contract declares its columns."""
    before, cells = sheet.marks[row - 1], sheet.grid[row - 1]
    if len(cells) != len(columns):
        before[:] = bytes([READ]) * len(cells)
        return
    for at, mark in enumerate(marks):
        if mark and before[at] != HEADER:
            before[at] = mark
            if mark == IGNORED and cells[at].strip():
                sheet.reasons[contract.ignored[columns[at]]] += 1


def read_members(
    sheets: list[Sheet],
    tables: Mapping[str, tuple[str, tuple[Contract, ...]]],
    ignored: Mapping[str, str],
) -> Iterator[Observation]:
    """The observations of an archive whose members are declared by name: name -> (table, contracts) or pattern -> reason.

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
