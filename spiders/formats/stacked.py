"""Tables of a worksheet whose headings stand in several rows, wherever on the sheet: found by what is printed there.

Three rows at most: a group's title over several columns, the headings, and the sign of what each column holds. A title
or heading over several columns is printed in the first of them, as merged cells are.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from spiders.observation import Observation, Period, Value
from spiders.sheet import Sheet

Read = Callable[[str], Value]
Places = dict[int, tuple[str, Read]]


@dataclass(frozen=True)
class Stacked:
    """What stands under each heading: heading (its spaces made single) -> (sign, how its cells are read) a column.

    The signs ("%", "#") may be printed under the headings; then they have to be these. ``spacer`` is what a column
    without a heading may hold, ``footnote`` how the label of a row starts that is no row of the table.
    """

    columns: Mapping[str, tuple[tuple[str, Read], ...]]
    spacer: Collection[str] = ()
    footnote: str | None = None


def plain(text: str) -> str:
    """The text with its spaces and line breaks made single spaces."""
    return " ".join(text.split())


def find(sheet: Sheet, texts: Collection[str]) -> tuple[int, int] | None:
    """Row and column of the sheet's first cell that prints one of the texts."""
    for row, cells in enumerate(sheet.grid, 1):
        for column, text in enumerate(cells, 1):
            if plain(text) in texts:
                return row, column
    return None


def locate(sheet: Sheet, texts: Collection[str]) -> tuple[int, int]:
    """As ``find``; raises LayoutChanged where no cell prints any of the texts."""
    place = find(sheet, texts)
    if place is None:
        raise sheet.changed("a heading is missing", f"one of {sorted(texts)}", "no such cell")
    return place


def text_above(sheet: Sheet, end: int) -> str:
    """All that is printed above row ``end``, in one line; its cells are thereby headings."""
    cells = [(row, column) for row in range(1, end) for column in range(1, len(sheet.grid[row - 1]) + 1)]
    return plain(" ".join(sheet.header(*cell) for cell in cells))


def sections(sheet: Sheet, titles: Collection[str]) -> Iterator[tuple[str, int, range, int]]:
    """The tables that stand under titles, below and beside each other: title, its row, the columns and the last row.

    Raises LayoutChanged where a title is missing.
    """
    places = sorted((*locate(sheet, {title}), title) for title in titles)
    for row, column, title in places:
        beside = [at for other, at, _ in places if other == row and at > column]
        below = [other for other, _, _ in places if other > row]
        columns = range(column, min(beside, default=len(sheet.grid[row - 1]) + 1))
        yield title, row, columns, min(below, default=len(sheet.grid) + 1) - 1


def read_stacked(
    sheet: Sheet,
    table: str,
    contract: Stacked,
    row: int,
    period: Period,
    *,
    words: Mapping[str, str] | None = None,
    label: tuple[int, str] | None = None,
    columns: range | None = None,
    last: int | None = None,
) -> Iterator[Observation]:
    """The observations under the headings in ``row``, to row ``last``, within ``columns`` (or as far as they go).

    ``label`` is the column of the rows' labels and the dimension that they name; ``words`` are those of every row.
    Raises LayoutChanged naming the cell: an unknown heading or sign, or what is no value of the kind declared.
    """
    columns = columns or range(label[0] + 1 if label else 1, len(sheet.grid[row - 1]) + 1)
    places, first = _places(sheet, contract, row, columns)
    rows = range(first, (last or len(sheet.grid)) + 1)
    filled = [column for column in places if any(sheet.peek(number, column).strip() for number in rows)]
    for column in places.keys() - set(filled):
        sheet.notes.append(f'{sheet.place(None, column)}: "{places[column][0]}" is blank throughout')
    for number in rows:
        _spacers(sheet, contract, number, [at for at in range(columns[0], max(places)) if at not in places])
        if not any(sheet.peek(number, column).strip() for column in places):
            _no_figures(sheet, contract, number, label)
            continue
        said = {**(words or {}), **({label[1]: sheet.cell(number, label[0])} if label else {})}
        for column in filled:
            heading, read = places[column]
            value = sheet.value(number, column, read, heading)
            yield sheet.observation(table, heading, value, period, said, number, column)


def _spacers(sheet: Sheet, contract: Stacked, row: int, columns: list[int]) -> None:
    """Account for the cells of columns without a heading."""
    for column in columns:
        text = sheet.peek(row, column).strip()
        if text and text not in contract.spacer:
            raise sheet.changed("a figure without a heading", "a spacer", repr(text), row, column)
        sheet.ignore(row, column, f"a spacer: a column without a heading, blank or {' or '.join(contract.spacer)}")


def _no_figures(sheet: Sheet, contract: Stacked, row: int, label: tuple[int, str] | None) -> None:
    """Account for a row that holds no figure: an empty one, a footnote, or only a label."""
    name = sheet.peek(row, label[0]).strip() if label else ""
    if label and contract.footnote and name.startswith(contract.footnote):
        sheet.ignore(row, label[0], "a footnote")
    elif label and name:
        sheet.ignore(row, label[0], "a label in a row without figures")
        sheet.notes.append(f"{sheet.place(row)}: blank but for its label")


def _places(sheet: Sheet, contract: Stacked, row: int, columns: range) -> tuple[Places, int]:
    """Column -> its heading in full and how its cells are read; and the first row under the headings."""
    printed = {column: plain(sheet.header(row, column)) for column in columns if sheet.peek(row, column).strip()}
    if set(printed.values()) != contract.columns.keys():
        missing = sorted(contract.columns.keys() - printed.values()) or "no further heading"
        unknown = [(text, column) for column, text in printed.items() if text not in contract.columns]
        text, at = unknown[0] if unknown else ("no such heading", None)
        raise sheet.changed("the header changed", str(missing), text, row, at)
    signs = {sign for parts in contract.columns.values() for sign, _ in parts if sign}
    signed = any(sheet.peek(row + 1, column).strip() in signs for column in columns)
    places: Places = {}
    for at, text in printed.items():
        parts = contract.columns[text]
        above = [part for part in (_group(sheet, row - 1, at, columns), sheet.peek(row, at)) if part]
        for column, (sign, read) in enumerate(parts, at):
            if column > at and column in printed:
                raise sheet.changed("a heading over fewer columns", f"{len(parts)}", f"{column - at}", row, at)
            if signed and sheet.header(row + 1, column).strip() != sign:
                raise sheet.changed("another sign", repr(sign), repr(sheet.peek(row + 1, column)), row + 1, column)
            # Where several columns share a heading and no sign is printed, it comes first: it tells them apart.
            first, after = ([], [sign]) if signed and sign else ([sign] if len(parts) > 1 else [], [])
            places[column] = (" / ".join([*first, *above, *after]), read)
    return places, row + 2 if signed else row + 1


def _group(sheet: Sheet, row: int, column: int, columns: range) -> str:
    """The title of the group that a column stands in: the nearest one at it or left of it."""
    at = next((at for at in range(column, columns[0] - 1, -1) if sheet.peek(row, at).strip()), None)
    return sheet.header(row, at) if at else ""
