"""Tables of labelled rows, on any page: a kind of demand a row, and a period, an outcome or a kind of data a column.

Where a page is text only, a blank cell leaves nothing behind. So every label is declared and looked for in its order, a
row has a figure for every column, and printed totals are held against the rows that they add up.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spiders.errors import LayoutChanged
from spiders.formats.headed import ignore_prose
from spiders.observation import Observation, Period, Value
from spiders.sheet import Sheet
from spiders.values import count

Spellings = str | tuple[str, ...]
"""A label, or how editions spell it: one of them has to be printed."""
Place = tuple[int, int]
Head = tuple[str, Period | None]
Cells = Mapping[tuple[str, str], tuple[Value, Place]]


@dataclass(frozen=True)
class Labelled:
    """A table and what its rows and columns say.

    ``titles``: it starts with a line that is one of these or, where the line goes on with the headings, starts so.
    ``corner`` is the heading above the labels, where it has one.
    ``rows``: all labels, in order. Of "Warrants / Content" the last part is printed, in a row below that of the first.
    Without any, each row up to that of ``last`` (or as far as rows have so many cells) is one, whatever its label.
    ``by`` is the dimension that the labels name, ``across`` that of the ``columns``, or "measure"; the title is the
    measure's heading where neither is. ``columns`` are the headings in order, or read the period from one; without any,
    a row has one figure. ``bare`` rows hold none, ``optional`` ones may be left out, ``apart`` ones are another
    table's. ``totals``: label -> labels of the rows that should add up to it. ``whole``: what all rows should add up
    to. Labels in these are told by their first spelling.
    """

    titles: tuple[str, ...]
    rows: tuple[Spellings, ...] = ()
    by: str = "process"
    columns: tuple[str, ...] | Callable[[str], Period] = ()
    across: str = ""
    corner: str = ""
    read: Callable[[str], Value] = count
    last: str = ""
    bare: Collection[str] = ()
    optional: Collection[str] = ()
    apart: Mapping[str, str] = field(default_factory=dict)
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    whole: float | None = None


def read_labelled(
    sheets: Sequence[Sheet],
    table: str,
    contract: Labelled,
    *,
    period: Period | None = None,
    words: Mapping[str, str] | None = None,
    optional: bool = False,
) -> Iterator[Observation]:
    """The observations of the table, on the first of the pages that has its title; an ``optional`` one may be missing.

    What does not add up is a finding. Raises LayoutChanged naming the place of another label, heading or value.
    """
    places = ((page, row) for page in sheets for row in range(1, len(page.grid) + 1))
    sheet, row = next(((page, row) for page, row in places if page.peek(row, 1) in contract.titles), (sheets[0], 0))
    if not row and not optional:
        raise sheet.changed("a table is missing", repr(contract.titles[0]), "no such title")
    if not row:
        return
    title = sheet.header(row, 1)
    heads, row = _heads(sheet, contract, row, period)
    cells: dict[tuple[str, str], tuple[Value, Place]] = {}
    for name, label, at, columns in _lines(sheet, contract, row, len(heads)):
        for (head, days), column in zip(heads, columns, strict=True):
            value = sheet.value(at, column, contract.read)
            cells[name, head] = value, (at, column)
            pairs = ((contract.by, label), (contract.across, head))
            heading = " / ".join(text for dimension, text in pairs if dimension == "measure") or title
            said = {dimension: text for dimension, text in pairs if dimension not in ("measure", "")}
            if days is None:
                raise sheet.changed("no period", "a period in the heading or from the reader", repr(head), at, column)
            owner = contract.apart.get(name, table)
            yield sheet.observation(owner, heading, value, days, {**(words or {}), **said}, at, column)
    if not cells:
        raise sheet.changed("a table without rows", "labels with figures", "none", row)
    _add_up(sheet, contract, [head for head, _ in heads], cells)


def period_told(sheets: Sequence[Sheet], read: Callable[[str], Period], expected: str) -> Period:
    """The period of the lines of one cell that ``read`` takes, which are then headings: all have to tell the same."""
    periods: set[Period] = set()
    for sheet in sheets:
        for row, cells in enumerate(sheet.grid, 1):
            if len(cells) == 1:
                try:
                    periods.add(read(cells[0]))
                except ValueError:
                    continue
                sheet.header(row, 1)
                if len(periods) > 1:
                    raise sheet.changed("several periods", expected, repr(cells[0]), row, 1)
    if not periods:
        raise sheets[0].changed("no line tells the period", expected, "none")
    return periods.pop()


def finish(sheets: Sequence[Sheet]) -> None:
    """Account for the text around the tables. Never for a line of several cells, and never for a figure that stands
    alone: each could be of a row that nobody read. The number of a PDF's page is none."""
    for sheet in sheets:
        for row, cells in enumerate(sheet.grid, 1):
            if sheet.kind == "page" and cells == [sheet.name]:
                sheet.ignore(row, 1, "the page's number")
        ignore_prose(sheet)


def _printed(sheet: Sheet, row: int) -> list[int]:
    """The columns of a row's cells that are not blank."""
    return [at for at in range(1, len(sheet.grid[row - 1]) + 1) if sheet.peek(row, at).strip()]


def _heads(sheet: Sheet, contract: Labelled, row: int, period: Period | None) -> tuple[list[Head], int]:
    """What the headings say, beside the title or below it, and the row below them."""
    if not contract.columns:
        return [("", period)], row + 1
    beside = [at for at in _printed(sheet, row) if at > 1]
    row = row if beside else row + 1
    columns = beside or (_printed(sheet, row) if row <= len(sheet.grid) else [])
    texts = [sheet.header(row, at) for at in columns]
    if contract.corner:
        if texts[:1] != [contract.corner]:
            raise sheet.changed("the headings changed", repr(contract.corner), str(texts), row)
        columns, texts = columns[1:], texts[1:]
    if isinstance(contract.columns, tuple):
        if tuple(texts) != contract.columns:
            raise sheet.changed("the headings changed", str(contract.columns), str(texts), row)
        return [(text, period) for text in texts], row + 1
    heads: list[Head] = []
    for at, text in zip(columns, texts, strict=True):
        try:
            heads.append((text, contract.columns(text)))
        except ValueError as error:
            raise sheet.misread("unknown period", error, row, at) from error
    if not heads or len(set(texts)) < len(texts):
        raise sheet.changed("the headings changed", "a period a column, each once", str(texts), row)
    return heads, row + 1


def _lines(sheet: Sheet, contract: Labelled, row: int, width: int) -> Iterator[tuple[str, str, int, list[int]]]:
    """For each row of the table: its label as declared, its label as printed, its row and its figures' columns."""
    for spellings in contract.rows:
        names = (spellings,) if isinstance(spellings, str) else spellings
        problems = []
        for label in names:
            try:
                at, columns, row = _line(sheet, row, label, 0 if names[0] in contract.bare else width)
            except LayoutChanged as problem:
                problems.append(problem)
                continue
            if columns:
                yield names[0], label, at, columns
            break
        if len(problems) == len(names) and names[0] not in contract.optional:
            raise problems[0]
    while not contract.rows and len(sheet.grid) >= row:
        columns = _printed(sheet, row)
        if len(columns) != width + 1 and not contract.last:
            break
        if len(columns) != width + 1:
            raise sheet.changed("an unknown row", f"a label and {width} figures", str(sheet.grid[row - 1]), row)
        label = sheet.cell(row, columns[0])
        yield label, label, row, columns[1:]
        row += 1
        if label == contract.last:
            return
    if contract.last:
        raise sheet.changed("a row is missing", repr(contract.last), "the end of the page", row - 1)


def _line(sheet: Sheet, row: int, label: str, width: int) -> tuple[int, list[int], int]:
    """The row of a label's figures, their columns, and the row below. A label may run over several lines, with its
    figures beside any of them or between."""
    rest, named, place, columns = label.rpartition(" / ")[2], list[int](), 0, list[int]()
    while rest or len(columns) < width:
        if row > len(sheet.grid):
            raise sheet.changed("a row is missing", repr(label), "the end of the page", row - 1)
        text = sheet.peek(row, 1)
        goes_on = bool(text) and f"{rest} ".startswith(f"{text} ")
        figures = list(range(2 if goes_on else 1, len(sheet.grid[row - 1]) + 1))
        if figures and (columns or len(figures) != width):
            raise sheet.changed("an unknown row", f"{label!r} and {width} figures", str(sheet.grid[row - 1]), row, 1)
        if goes_on:
            rest = rest[len(text) :].lstrip()
            named.append(row)
        place, columns = (row, figures) if figures else (place, columns)
        row += 1
    for at in named:
        sheet.header(at, 1)
    return place, columns, row


def _add_up(sheet: Sheet, contract: Labelled, heads: Sequence[str], cells: Cells) -> None:
    """Note each printed total that the rows cannot give, whatever their bands and silences stand for."""
    for head in heads:
        for label, names in contract.totals.items():
            if (label, head) in cells:
                total, place = cells[label, head]
                _hold(sheet, f"{sheet.peek(*place)} is printed as {label!r}", total, names, head, cells, place)
        if contract.whole is not None:
            names = tuple(name for name, at in cells if at == head)
            place = cells[names[-1], head][1]
            total = Value(contract.whole, contract.whole, "exact")
            _hold(sheet, f"all rows should give {contract.whole:g}", total, names, head, cells, place)


def _hold(sheet: Sheet, said: str, total: Value, names: Sequence[str], head: str, cells: Cells, place: Place) -> None:
    values = [cells[name, head][0] for name in names if (name, head) in cells]
    low = sum(value.lower or 0 for value in values)
    high = sum(float("inf") if value.upper is None else value.upper for value in values)
    if total.lower is not None and total.upper is not None and not (low <= total.upper and total.lower <= high):
        given = f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}"
        sheet.finding(f"{said}{f' under {head!r}' if head else ''}; the {len(values)} rows give {given}", *place)
