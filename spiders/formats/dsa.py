"""The harmonised DSA transparency report of Implementing Regulation (EU) 2024/2835, as any provider fills it in.

It comes as a workbook, a zip of CSV files, or part by part. The parts 3 to 10 hold figures; part 1 says which days they
are about, 2 and 11 hold prose. How a report departs from the template, in ways that were met before, is noted by name;
anything else stops the document.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain

from spiders.formats.dsa_cells import figure, is_reference, kind_of, without_unit
from spiders.formats.dsa_parts import LABELS, SECTIONS, Part, find_parts
from spiders.formats.stacked import plain
from spiders.observation import Observation, Period
from spiders.periods import day, interval
from spiders.sheet import Sheet

PROSE = {2: "part 2: names of the categories, and prose about them", 11: "part 11: prose"}

_TREE: Mapping[str, list[str]] = LABELS["tree"]
_PARENTS = {keyword: category for category, keywords in _TREE.items() for keyword in keywords}
_OTHER = "KEYWORD_OTHER"
_LEFT, _PERIODS, _DESCRIPTIONS = (
    frozenset(LABELS["placeholders"][name]) for name in ("scopes", "periods", "descriptions")
)
_NUMBER = re.compile(r"[0-9][0-9.,]*")


def read_report(sheets: list[Sheet]) -> Iterator[Observation]:
    """The observations of the parts that the document has. Raises LayoutChanged naming the cell that is unknown."""
    parts = find_parts(sheets)
    told = next((_read_identification(part) for part in parts if part.number == 1), None)
    for part in parts:
        if part.number in PROSE:
            part.sheet.ignore_rest(PROSE[part.number])
        elif part.number != 1:
            periods: Counter[Period] = Counter()
            for found in (_read_wide if "category" in part.columns else _read_long)(part, told):
                periods[found.period] += 1
                yield found
            _compare(part, told, periods)
        part.close()


def _read_identification(part: Part) -> Period:
    """The period that part 1 gives."""
    sheet, days = part.sheet, {}
    for row in part.rows():
        label, column = part.text(row, "indicator"), part.columns["value"]
        role = next((role for role, labels in LABELS["identification"].items() if label in labels), None)
        if label and role is None:
            raise sheet.changed("an unknown indicator", "one of part 1", repr(label), row, part.columns["indicator"])
        if role in ("start", "end"):
            sheet.cell(row, part.columns["indicator"])
            try:
                days[role] = day(sheet.cell(row, column), "ymd", "y/m/d", "dmy")
            except ValueError as error:
                raise sheet.misread("unknown day", error, row, column) from error
        sheet.ignore_rest("who reports, and when it was published", [row])
    if days.keys() != {"start", "end"}:
        raise sheet.changed("no period", "its first and its last day", " and ".join(days) or "neither")
    return Period(days["start"], days["end"])


def _compare(part: Part, told: Period | None, periods: Counter[Period]) -> None:
    """Doubt rows that are about other days than part 1 says, or than most rows beside them."""
    due = told or next((period for period, _ in periods.most_common(1)), None)
    for period, figures in periods.items():
        if due and period != due:
            said = f"{figures} figures are about {period.start} to {period.end}"
            part.doubts[f"{said}, the report about {due.start} to {due.end}"] += 1


def _read_wide(part: Part, told: Period | None) -> Iterator[Observation]:
    """Parts 3 to 6: a row a category of content or one of its sub-categories, a column a figure."""
    sheet, numbered = part.sheet, _number_others(part)
    rows = [row for row in _categories(part) if not _is_without(part, row[0], sorted(part.figures))]
    filled = [at for at in sorted(part.figures) if any(sheet.peek(row, at).strip() for row, _, _ in rows)]
    for column in sorted(part.figures.keys() - set(filled)) if rows else ():
        part.noted[f'column "{part.figures[column]}" is blank throughout'] += 1
    for row, category, code in rows:
        said = _description(part, row)
        if _NUMBER.fullmatch(said):
            column = part.columns["description"]
            raise sheet.changed("a figure in another column", "a description", repr(said), row, column)
        keyword = numbered.get((category, said), _OTHER) if code == _OTHER else code
        words = {"reason": category, "keyword": "" if code == category else keyword, **_words(part, row)}
        if "scope" in part.columns:
            words["jurisdiction"] = part.text(row, "scope")
        period, headings = _period(part, row, told), [(column, part.figures[column]) for column in filled]
        figures = [figure(part, row, at, name, kind_of(part, name), period, words) for at, name in headings]
        yield from _account(part, row, list(chain.from_iterable(figures)))


def _categories(part: Part) -> Iterator[tuple[int, str, str]]:
    """Row, category, and category or sub-category of every row that names one.

    A sub-category is one of the last category above it: only the regulation's order tells whose a KEYWORD_OTHER is.
    """
    category, column = "", part.columns["category"]
    for row in part.rows():
        code = part.text(row, "category")
        if not code:
            _ignore_remark(part, row)
            continue
        if code in _TREE:
            category = code
        elif code != _OTHER and code not in _PARENTS:
            raise part.sheet.changed("an unknown category", "a category or sub-category", repr(code), row, column)
        elif _PARENTS.get(code, category) != category or not _TREE.get(category):
            expected = f"a sub-category of {category or 'a category above it'}"
            raise part.sheet.changed("a sub-category out of order", expected, repr(code), row, column)
        yield row, category, code


def _number_others(part: Part) -> dict[tuple[str, str], str]:
    """Category and description -> what its KEYWORD_OTHER is called where several tell figures, in their order."""
    others: dict[str, dict[str, None]] = {}
    for row, category, code in _categories(part):
        tells = any(part.sheet.peek(row, column).strip() for column in part.figures)
        if code == _OTHER and tells and not _is_left(part, row):
            others.setdefault(category, {})[_description(part, row)] = None
    numbered = {}
    for category, told in others.items():
        if len(told) > 1:
            part.noted[f"{category}: {len(told)} sub-categories {_OTHER}, told apart by their order"] += 1
            names = [_OTHER, *(f"{_OTHER} ({at})" for at in range(2, len(told) + 1))]
            numbered.update({(category, said): name for said, name in zip(told, names, strict=True)})
    return numbered


def _description(part: Part, row: int) -> str:
    """How a provider describes its own sub-category, without what the template holds there to be replaced."""
    said = part.text(row, "description")
    return "" if said in _DESCRIPTIONS else said


def _read_long(part: Part, told: Period | None) -> Iterator[Observation]:
    """Parts 7 to 10: a row a figure."""
    sheet, column, unitless = part.sheet, part.columns["value"], without_unit(part)
    entries = _number_entries(part)
    for row, above, section, indicator, scope in _labels(part):
        if above < row:
            part.noted["a row goes on under the labels of the row above"] += 1
        if _is_without(part, row, [column]):
            continue
        if SECTIONS.get(section) != part.number:
            at = part.columns["section"]
            raise sheet.changed("an unknown section", f"one of part {part.number}", repr(section), row, at)
        if unitless:
            sheet.ignore_rest("recipients in a unit that no cell names", [row])
            continue
        # A median or a share is another measure than what it is of: both labels name it.
        label = f"{indicator} / {scope}" if kind_of(part, scope) in ("hours", "rate") else indicator
        told_in = row if part.text(row, "period") else above
        words = {"jurisdiction" if part.number == 10 else "scope": scope, **_words(part, told_in)}
        if row in entries:
            words["entry"] = entries[row]
        heading, kind = f"{label} / {part.figures[column]}", kind_of(part, indicator, scope)
        period = _period(part, told_in, told)
        yield from _account(part, row, list(figure(part, row, column, heading, kind, period, words)))
    if unitless:
        part.doubts["recipients are told in a unit that no cell names, and not in whole numbers: none is read"] += 1


def _labels(part: Part) -> Iterator[tuple[int, int, str, str, str]]:
    """Each row with labels, the row that holds its section and indicator, and its section, indicator and scope.

    Where cells were merged, that is a row above: only the scope stands in the rows below it.
    """
    above = 0
    for row in part.rows():
        section, indicator, scope = (part.text(row, role) for role in ("section", "indicator", "scope"))
        if section or indicator or (scope and not above):
            above = row
        if section or indicator or scope:
            yield row, above, part.text(above, "section"), part.text(above, "indicator"), scope
        else:
            _ignore_remark(part, row)


def _number_entries(part: Part) -> dict[int, str]:
    """Row -> its number among those of one indicator and scope, where several tell different things.

    Part 8 tells accuracy once for each automated system, and some their counts once for each kind of content: which
    one it is stands in what is said beside the figure, and that is prose.
    """
    alike: dict[tuple[str, str], list[int]] = {}
    for row, _, _, indicator, scope in _labels(part) if part.number == 8 else ():
        alike.setdefault((indicator, scope), []).append(row)
    numbered: dict[int, str] = {}
    for (indicator, scope), rows in alike.items():
        column = part.columns["value"]
        told = {(part.text(row, "value"), part.beside(row, column)) for row in rows if part.text(row, "value")}
        if len(told) > 1:
            part.noted[f"{indicator}, {scope}: {len(rows)} rows, told apart by their order"] += 1
            numbered.update({row: str(at) for at, row in enumerate(rows, 1)})
    return numbered


def _words(part: Part, row: int) -> dict[str, str]:
    return {"service": part.text(row, "service"), **({} if part.surface is None else {"surface": part.surface})}


def _account(part: Part, row: int, figures: list[Observation]) -> list[Observation]:
    """Mark the cells of a row that say what its figures are about, and ignore by name those that hold none."""
    sheet = part.sheet
    if not figures:
        sheet.ignore_rest("a row without a figure that can be held", [row])
        return figures
    sheet.ignore(row, part.columns.get("applicability", 0), "whom a row applies to")
    if part.text(row, "description") in _DESCRIPTIONS:
        part.noted["a description that the template holds to be replaced"] += 1
    sheet.ignore(row, part.columns.get("description", 0), "what a sub-category of the provider's own holds")
    for role in ("service", "period", "category", "scope", "section", "indicator"):
        sheet.cell(row, part.columns.get(role, 0))
    for column in part.contexts:
        sheet.ignore(row, column, "contextual information")
    return figures


def _is_left(part: Part, row: int) -> bool:
    """Whether the template's own scope stands there, to be replaced by Member States or languages."""
    return part.text(row, "scope") in _LEFT


def _is_without(part: Part, row: int, columns: list[int]) -> bool:
    """Whether a row holds no figure: it is blank, or one that the template holds to be replaced. Its cells are then
    accounted for. Raises LayoutChanged where a row to be replaced tells figures all the same."""
    sheet, scope, left = part.sheet, part.text(row, "scope"), _is_left(part, row)
    told = [(column, text) for column in columns if (text := plain(sheet.peek(row, column)))]
    if told and not left:
        return False
    for column, text in told:
        if text != "0" and not is_reference(text):
            raise sheet.changed("a figure of nobody", f"0 or nothing beside {scope!r}", repr(text), row, column)
    reason = "a row that the template holds to be replaced" if left else "a row without figures: not applicable"
    part.noted[f"{reason}: {scope!r}" if left else reason] += 1
    sheet.ignore_rest(reason, [row])
    return True


def _ignore_remark(part: Part, row: int) -> None:
    """Account for a row without labels: blank, or a remark below the table."""
    for column in part.figures:
        if part.sheet.peek(row, column).strip():
            raise part.sheet.changed("a figure without labels", "what it is about", "nothing", row, column)
    part.sheet.ignore_rest("a remark below the table", [row])


def _period(part: Part, row: int, told: Period | None) -> Period:
    """The period of a row, or what part 1 gives where the row leaves it open."""
    text, column = part.text(row, "period"), part.columns["period"]
    if text in _PERIODS or not text:
        if told is None:
            raise part.sheet.changed("no reporting period", "two days", repr(text), row, column)
        part.noted["a row without its period, which part 1 gives"] += 1
        return told
    try:
        return interval(text)
    except ValueError as error:
        raise part.sheet.misread("unknown period", error, row, column) from error
