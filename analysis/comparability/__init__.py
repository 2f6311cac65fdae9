"""Whether two series may be compared, several share an axis, or rows enter one sum; and why not, in words.

The answer is the gravest of the reasons that the rules find (``pairs``, ``epochs``, ``sums``); what each code weighs
and says is data in ``comparability/rules.toml``. docs/comparability.md is the guide.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl

from analysis import store, views
from analysis.comparability.definitions import (
    COMPARABLE,
    NOT_COMPARABLE,
    WITH_A_NOTE,
    Answer,
    Reason,
    answer,
    breaks_of,
    definitions_of,
    rules,
)
from analysis.comparability.epochs import annotations
from analysis.comparability.naming import counts, label, places, whose
from analysis.comparability.pairs import apart, mixture
from analysis.comparability.selections import Selection, Traits, chosen, traits
from analysis.comparability.sums import BOUNDS, in_the_way
from analysis.comparability.windows import Period, name, spans
from analysis.coverage import lines
from analysis.recipes import add_up
from analysis.show import UnknownWord

_SIDE = ("publisher", "table", "kind", "measure", "unit", "process", "since", "until")
_SIDES: dict[str, Any] = {
    f"{column}_{side}": pl.Date if column in ("since", "until") else pl.String for side in "ab" for column in _SIDE
}
SCHEMA = pl.Schema(
    {
        "family": pl.String,
        **_SIDES,
        "verdict": pl.Enum([COMPARABLE, WITH_A_NOTE, NOT_COMPARABLE]),
        "codes": pl.List(pl.String),
        "sentences": pl.List(pl.String),
    }
)
"""A row is two main series of one family of kinds, each within one method epoch (first and last day of its figures)."""


BESIDE = pl.Schema(
    {
        "start": pl.Date,
        "end": pl.Date,
        "lower_a": pl.Float64,
        "upper_a": pl.Float64,
        "told_a": pl.String,
        "lower_b": pl.Float64,
        "upper_b": pl.Float64,
        "told_b": pl.String,
    }
)
"""Figures side by side, in spans of whole periods. ``told``: figure, not printed, not disclosed or not added up."""


def compare(
    a: Selection, b: Selection, rows_a: pl.DataFrame, rows_b: pl.DataFrame, restatements: pl.DataFrame | None = None
) -> Answer:
    """Whether two series may be set side by side; the rows are those of each selection.

    With ``restatements``, the table of that name, figures that were changed are told of.
    """
    return answer(apart(traits(a, rows_a, restatements), traits(b, rows_b, restatements)))


def may_share_axis(selections: Sequence[Selection], frame: pl.DataFrame) -> Answer:
    """Whether series may be drawn on one axis: each has to be one series, and any two of them comparable."""
    found = [traits(selection, selection.rows(frame)) for selection in selections]
    pairs = list(combinations(found, 2)) or [(one, one) for one in found]
    alone = [told for one in found for told in mixture(one)]
    return answer(alone + [told for first, second in pairs for told in apart(first, second)])


def may_sum(selection: Selection, frame: pl.DataFrame, figure: str = BOUNDS) -> Answer:
    """Whether all rows of a selection may enter one sum; ``figure`` is what of each is added, of a band its bounds."""
    rows = selection.rows(frame)
    return answer(in_the_way(traits(selection, rows), rows, figure))


def side_by_side(
    a: Selection, b: Selection, rows_a: pl.DataFrame, rows_b: pl.DataFrame
) -> tuple[pl.DataFrame, list[Reason]]:
    """The figures of two series in the spans that both tell whole, or in each one's own where they share none.

    Columns as of ``BESIDE``. What may not be added up stays blank, and the reasons why are returned beside it.
    """
    why: list[Reason] = []
    sides = [(selection, chosen(rows, selection)) for selection, rows in ((a, rows_a), (b, rows_b))]
    first, second = (kept.select("period_start", "period_end").rows() for _, kept in sides)
    told = []
    for start, end in spans(first, second) or sorted({*first, *second}):
        figures: list[float | str | None] = []
        for selection, kept in sides:
            within = kept.filter((pl.col("period_start") >= start) & (pl.col("period_end") <= end))
            judged = answer(in_the_way(traits(selection, within), within) if len(within) > 1 else [])
            why += [one for one in judged.reasons if one.severity == "refuse" and one.code != "nothing_disclosed"]
            figures += _figure(within, judged)
        told.append((start, end, *figures))
    return pl.DataFrame(told, schema=BESIDE, orient="row"), list(dict.fromkeys(why))


def _figure(rows: pl.DataFrame, judged: Answer) -> tuple[float | None, float | None, str]:
    """Lower and upper bound of the sum of rows, and how it stands."""
    if rows.is_empty():
        return None, None, "not printed"
    if not judged.allowed and "nothing_disclosed" not in judged.codes:
        return None, None, "not added up"
    (total,) = add_up(rows.with_columns(pl.lit(0).alias("half"))).iter_rows(named=True)
    return total["lower"], total["upper"], "not disclosed" if total["lower"] is None else "figure"


# --- for the command line ---


def describe(root: Path, a: str, b: str, as_of: date | None = None, recorded_as_of: date | None = None) -> str:
    """What ``plainview compare A B`` prints: the two series, the verdict with its reasons and, where it is allowed, the
    figures side by side. Raises UnknownWord naming a word that means nothing, or what the words leave open."""
    frame = views.current(root, as_of, recorded_as_of)
    restated = store.read(root, "restatements") if (root / "restatements.parquet").exists() else None
    asked = [narrow(Selection.asked(query, frame), frame) for query in (a, b)]
    rows = [selection.rows(frame) for selection in asked]
    first, second = (traits(selection, held, restated) for selection, held in zip(asked, rows, strict=True))
    judged = answer(apart(first, second))
    text = [f"A  {_title(first)}", f"B  {_title(second)}", "", judged.verdict]
    text += [f"  {told.code}: {told.sentence}" for told in judged.reasons]
    if judged.allowed:
        text += [f"  {whose(one)}, {told.day}: {told.changed}" for one in (first, second) for told in annotations(one)]
        figures, why = side_by_side(asked[0], asked[1], rows[0], rows[1])
        text += ["", _table(figures, first, second), *(f"  {told.code}: {told.sentence}" for told in why)]
    return "\n".join(text)


def narrow(selection: Selection, frame: pl.DataFrame) -> Selection:
    """The selection held to one series: what it leaves open is the publisher's main series, as definitions name it.

    Raises UnknownWord naming what to add, where several series remain.
    """
    rows = selection.rows(frame)
    if "kind" not in selection.where:
        rows = rows.filter(~pl.col("kind").is_in(rules()["asked_only"]["kinds"]))
        kinds = frozenset(rows["kind"])
        selection = replace(selection, where={**selection.where, "kind": kinds}) if kinds else selection
    quoted = rows.filter(~pl.col("flags").list.contains("secondary"))
    rows = quoted if len(quoted) and "table" not in selection.where else rows
    held = set(rows.select("publisher", "table", "kind", "measure", "unit").iter_rows())
    if len(held) <= 1:
        tables = frozenset(table for _, table, *_ in held)
        return replace(selection, where={**selection.where, "table": tables}) if held else selection
    options: dict[str, Selection] = {}
    for publisher, table in sorted({(row[0], row[1]) for row in held}):
        measures = {row[3] for row in held if row[:2] == (publisher, table)}
        for one in definitions_of(publisher, table):
            measure = next((measure for measure in one.main if measure in measures), None)
            tight = selection.narrowed(table, one, measure) if measure else selection
            against = any(code not in selection.where.get(column, {code}) for column, code in one.where.items())
            if measure and not against and not tight.rows(rows).is_empty():
                words = "".join(f" {column}={code}" for column, code in one.where.items() if len(one.where) == 1)
                options.setdefault(f"table={table}{words}", tight)
    if len({publisher for publisher, *_ in held}) == len(options) == 1:
        return next(iter(options.values()))
    told = list(options) or sorted(f"table={table} measure={measure}" for _, table, _, measure, _ in held)
    who = ", ".join(sorted({publisher for publisher, *_ in held}))
    raise UnknownWord(f"{who}: these words mean several series; add one of: {'; '.join(told)}")


def _title(one: Traits) -> str:
    if not one.rows:
        return f"{whose(one)}: nothing is held"
    several = list(mixture(one))
    what = "several series" if several else f"{label('measure', one.one('measure'))}, {counts(one)}"
    told = list(dict.fromkeys([name(one.periods[0]), name(one.periods[-1])]))
    return f"{whose(one)}: {what}; {places(one.places)}; {' to '.join(told)}"


def _table(figures: pl.DataFrame, first: Traits, second: Traits) -> str:
    rows = [(name((start, end)), _written(*told[:3]), _written(*told[3:])) for start, end, *told in figures.rows()]
    schema = ["period", f"A {whose(first)}", f"B {whose(second)}"]
    return lines(pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row"))


def _written(low: float | None, high: float | None, told: str) -> str:
    """A figure by its bounds: one number, a range, at least so many; or why there is none."""
    if low is None:
        return "" if told == "not printed" else told
    small, great = (f"{end:,.0f}" if end == int(end) else f"{end:.3f}" for end in (low, low if high is None else high))
    return f"at least {small}" if high is None else small if high == low else f"{small} to {great}"


# --- the table of all pairs ---


@dataclass(frozen=True)
class Main:
    """A main series within one epoch, and whether its measure is its table's headline."""

    family: str
    headline: bool
    traits: Traits


def comparability_table(current: pl.DataFrame, restatements: pl.DataFrame | None = None) -> pl.DataFrame:
    """All pairs of publishers' main series of one family of kinds, judged for any one country that both tell.

    A series that crosses a method break is told as one a side. Two series meet where they are of one measure, or are
    each their table's headline. Columns as of ``SCHEMA``.
    """
    rows = []
    for one, other in combinations(main_series(current, restatements), 2):
        alike = one.traits.one("measure") == other.traits.one("measure")
        if one.family == other.family and (alike or (one.headline and other.headline)):
            judged = answer(apart(one.traits, other.traits, by_country=True))
            sentences = [told.sentence for told in judged.reasons]
            rows.append((one.family, *_key(one), *_key(other), judged.verdict, judged.codes, sentences))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _key(main: Main) -> tuple[str | date, ...]:
    one = main.traits
    codes = (one.one(column) for column in ("publisher", "table", "kind", "measure", "unit"))
    process = " ".join(sorted(one.part("process"))) or "all"
    return (*codes, process, one.periods[0][0], max(end for _, end in one.periods))


def main_series(current: pl.DataFrame, restatements: pl.DataFrame | None = None) -> Iterator[Main]:
    """The main series that definitions name, as far as figures are held, each within one epoch."""
    families = {kind: family for family, kinds in rules()["families"].items() for kind in kinds}
    tables = current.drop("printed", "locator", "document_url", "printed_measure", strict=False)
    for (publisher, table), mine in tables.group_by("publisher", "table", maintain_order=True):
        seen: list[tuple[Selection, date, date]] = []
        for one in definitions_of(str(publisher), str(table)):
            for measure in one.main:
                asked = Selection.of(publisher=str(publisher)).narrowed(str(table), one, measure)
                if (asked, one.since, one.until) in seen:
                    continue
                seen.append((asked, one.since, one.until))
                rows = asked.rows(mine)
                for since, until in _epochs(str(publisher), str(table), measure):
                    held = Selection(asked.where, asked.without, max(since, one.since), min(until, one.until))
                    told = traits(held, held.rows(rows), restatements)
                    if told.rows and not list(mixture(told)):
                        yield Main(families.get(told.one("kind"), ""), measure == one.main[0], told)


def _epochs(publisher: str, table: str, measure: str) -> list[Period]:
    """The spans between the breaks of a measure."""
    changes = (change for change in breaks_of(publisher) if change.kind == "break" and table in change.tables)
    starts = sorted({change.day for change in changes if not change.measures or measure in change.measures})
    ends = [start - timedelta(days=1) for start in starts]
    return list(zip([date.min, *starts], [*ends, date.max], strict=True))
