"""Selections: which rows of the current view a series is made of, and what those rows are.

A series is one publisher's figures of one measure in one unit: see ``traits``. A selection fixes columns, each to one
or several codes, and may be held to a span of time. What it leaves open is not chosen, it is all there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import and_

import polars as pl

from analysis.comparability.definitions import Definition, definitions_of, rules
from analysis.comparability.windows import Period
from analysis.recipes import Component
from analysis.show import UnknownWord, meaning
from analysis.totals import FIGURE, TOTALS, is_whole
from analysis.vocabulary import terms

SERIES = ("publisher", "table", "kind", "measure", "unit")
"""What one series has one code of, beside evidence and the role of its jurisdictions."""
SPLIT = ("service", "about", "subject", "counterparty", "process", "reason", "requester")
"""The columns besides jurisdiction in which a table can be split; dims are its further dimensions."""
LOOKED_AT = (*SERIES, *SPLIT, "jurisdiction", "jurisdiction_role", "counterparty_role", "evidence", "method")
BANDS = ("band", "below")
RESTATED = ("revised", "appeared", "blanked", "withdrawn", "returned", "floor_raised")


@dataclass(frozen=True)
class Selection:
    """``where`` fixes columns to codes, ``without`` leaves codes out; the column "dims" takes ``name=code``.

    ``since`` and ``until`` are the first and the last day: only periods within them are meant. ``share`` is the measure
    of the share that its rows give together, where they are counts, or rates with what these are of.
    """

    where: Mapping[str, frozenset[str]]
    without: Mapping[str, frozenset[str]] = field(default_factory=dict)
    since: date = date.min
    until: date = date.max
    share: str = ""

    @classmethod
    def of(cls, since: date = date.min, until: date = date.max, **where: str | Iterable[str]) -> "Selection":
        """A selection by columns, each with its code or codes."""
        return cls({column: _codes(code) for column, code in where.items()}, since=since, until=until)

    @classmethod
    def asked(cls, query: str | list[str], frame: pl.DataFrame) -> "Selection":
        """What the words of a query mean, as ``plainview show`` reads them. Raises UnknownWord."""
        where: dict[str, frozenset[str]] = {}
        since, until = date.min, date.max
        for word in query.split() if isinstance(query, str) else query:
            column, value = meaning(word, frame)
            if isinstance(value, tuple):
                since, until = max(since, value[0]), min(until, value[1])
            elif where.setdefault(column, frozenset([value])) != {value}:
                raise UnknownWord(f"{word!r}: this asks for a second {column} (service={word} asks for a service)")
        return cls(where, since=since, until=until)

    @classmethod
    def drawn(cls, component: Component) -> "Selection":
        """The rows that a component of a chart takes its cells from; those of a share are judged as the share."""
        where = {column: _codes(code) for column, code in component.where.items()}
        where |= {"publisher": _codes(component.publisher), "table": _codes(component.table)}
        if component.whole:
            where["measure"] = _codes(component.measures)
        without = {column: frozenset(codes) for column, codes in component.without.items()}
        return cls(where, without, share=_share(component) if component.whole else "")

    def narrowed(self, table: str, definition: Definition, measure: str) -> "Selection":
        """The same, held to a definition's rows of a table and to one measure, where it does not say otherwise."""
        fixed = {
            column: _codes(code) for column, code in {**definition.where, "measure": measure, "table": table}.items()
        }
        left = {column: _codes(codes) for column, codes in definition.without.items() if column not in self.where}
        return Selection({**fixed, **self.where}, {**left, **self.without}, self.since, self.until)

    def rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Its rows of a view."""
        tests = [pl.lit(True)]
        for column, codes in self.where.items():
            if column == "dims":
                tests += [pl.col(column).list.contains(code) for code in codes]
            else:
                tests.append(pl.col(column).cast(pl.String).is_in(list(codes)))
        tests += [~pl.col(column).is_in(list(codes)).fill_null(False) for column, codes in self.without.items()]
        if self.since > date.min:
            tests.append(pl.col("period_start") >= self.since)
        if self.until < date.max:
            tests.append(pl.col("period_end") <= self.until)
        return frame.filter(reduce(and_, tests))

    def fixed(self, column: str) -> frozenset[str]:
        """The codes that a column is fixed to, without those that mean all of it."""
        return self.where.get(column, frozenset()) - {"all"}


@dataclass(frozen=True)
class Traits:
    """What the rows of a selection are. ``codes`` has the codes that each column holds, None among them.

    ``bands`` is how many of the figures are bands, ``widths`` how wide those are whose floor was not raised (one more
    than upper less lower), ``floors`` how many have a raised floor. ``restated`` is how many rows the publisher has
    changed; ``known`` are the definitions that speak of these rows; ``printed`` the measures of the rows themselves,
    where together they are a share and ``codes`` has its measure.
    """

    selection: Selection
    codes: Mapping[str, frozenset[str | None]]
    periods: tuple[Period, ...]
    rows: int
    figures: int
    bands: int = 0
    widths: frozenset[float] = frozenset()
    floors: int = 0
    restated: int = 0
    known: tuple[Definition, ...] = field(default=())
    printed: frozenset[str | None] = frozenset()

    def one(self, column: str) -> str:
        """The code of a column that has one; blank where it has none. Raises ValueError where it has several."""
        codes = [code for code in self.codes.get(column, ()) if code]
        if len(codes) > 1:
            raise ValueError(f"{column} has several codes: {', '.join(sorted(codes))}")
        return codes[0] if codes else ""

    def told(self, name: str) -> frozenset[str]:
        """Everything that the definitions say under a name, such as ``holds`` or ``country``."""
        values = (getattr(one, name) for one in self.known)
        return frozenset(code for value in values for code in ([value] if isinstance(value, str) else value) if code)

    def part(self, column: str) -> frozenset[str]:
        """What part it is in a column: the codes that are asked for, or that its table is limited to; empty if none."""
        return self.selection.fixed(column) or frozenset(one.part[column] for one in self.known if column in one.part)

    @property
    def places(self) -> frozenset[str]:
        """The jurisdictions that are asked for, or the only one that there is; none where all are meant."""
        here = frozenset(code for code in self.codes["jurisdiction"] if code not in (None, *TOTALS.values()))
        fixed = self.selection.fixed("jurisdiction")
        return fixed or (frozenset(code for code in here if code) if len(here) == 1 else frozenset())

    @property
    def additive(self) -> bool:
        return _additive(code for code in self.codes["measure"] if code)


def traits(selection: Selection, rows: pl.DataFrame, restatements: pl.DataFrame | None = None) -> Traits:
    """What the rows of a selection are; ``restatements`` is the table of that name, where it is at hand."""
    present = [name for name in LOOKED_AT if name in rows.columns]
    told = rows.select(pl.col(name).cast(pl.String).unique().implode() for name in present)
    codes: dict[str, frozenset[str | None]] = {
        name: frozenset(told[name][0].to_list() if len(rows) else ()) for name in present
    }
    codes["dims"] = frozenset(rows["dims"].explode().drop_nulls())
    periods = tuple(rows.select("period_start", "period_end").unique().sort("period_start", "period_end").rows())
    # A rounded figure has bounds that are not equal too, but the publisher printed it as one.
    bands = rows.filter(pl.col("status").cast(pl.String).is_in(BANDS))
    raised = bands.filter(_raised())
    widths = bands.filter(~_raised()).select(pl.col("upper") - pl.col("lower") + 1).to_series()
    changed = 0
    if restatements is not None and len(rows):
        moved = restatements.filter(pl.col("kind").is_in(RESTATED))
        # What a correction has silenced is no figure that anybody could be told of.
        shown = rows.filter(pl.col("lower").is_not_null())
        changed = len(shown.join(moved.select("cell_id").unique(), on="cell_id", how="semi"))
    known = tuple(_known(codes, periods))
    printed = codes["measure"]
    if selection.share and len(rows):
        codes |= {"measure": _codes(selection.share), "unit": _codes(terms("measure")[selection.share].row["unit"])}
    return Traits(
        selection,
        codes,
        periods,
        rows=len(rows),
        figures=rows["lower"].count(),
        bands=len(bands),
        widths=frozenset(widths.drop_nulls()),
        floors=len(raised),
        restated=changed,
        known=known,
        printed=printed,
    )


def _known(codes: Mapping[str, frozenset[str | None]], periods: tuple[Period, ...]) -> Iterable[Definition]:
    """The definitions that speak of rows with these codes and periods."""
    for publisher in sorted(code for code in codes["publisher"] if code):
        for table in sorted(code for code in codes["table"] if code):
            for one in definitions_of(publisher, table):
                meant = all(code in codes[column] for column, code in one.where.items())
                if meant and any(one.since <= start <= one.until for start, _ in periods):
                    yield one


def _raised() -> pl.Expr:
    """Whether a band of a national security figure ends as the law has it, and begins higher (50 U.S.C. 1874)."""
    width = pl.col("upper") - pl.col("lower") + 1
    narrow = (width < 1000) & ~width.is_in([100.0, 250.0, 500.0]) & ((pl.col("upper") + 1) % 250 == 0)
    return ((pl.col("kind") == "national_security") & (pl.col("lower") > 0) & narrow).fill_null(False)


def chosen(rows: pl.DataFrame, selection: Selection) -> pl.DataFrame:
    """The rows that make the figures: the printed total where there is one, else the parts that it would have.

    Over jurisdictions that are left open, the world's row is left out where countries stand beside it; of what cannot
    be added up it is the countries that are left out.
    """
    if rows.is_empty():
        return rows
    free = [column for column in SPLIT if not selection.fixed(column)]
    whole = pl.all_horizontal([pl.col(column).is_null() | (pl.col(column) == "all") for column in free]) & (
        pl.lit("dims" in selection.where) | pl.col("dims").list.eval(pl.element().str.ends_with("=all")).list.all()
    )
    cell = [*SERIES, "jurisdiction", "jurisdiction_role", "period_start", "period_end"]
    figure = pl.col("status").cast(pl.String).is_in(FIGURE)
    marked = rows.with_columns((whole & figure).alias("_whole")).with_columns(
        pl.col("_whole").sum().over(cell).alias("_wholes")
    )
    fixed = [column for column in (*SPLIT, "jurisdiction") if selection.fixed(column)]
    over = pl.col("total_over").list.set_difference([*fixed, "jurisdiction"])
    kept = marked.filter(pl.when(pl.col("_wholes") == 1).then(pl.col("_whole")).otherwise(over.list.len() == 0))
    if not selection.fixed("jurisdiction"):
        world = is_whole("jurisdiction", "jurisdiction")
        apart = world if _additive(rows["measure"].unique()) else ~world
        beside = (~apart & figure).any().over("period_start", "period_end", "measure")
        kept = kept.filter(~apart | ~beside)
    return kept.drop("_whole", "_wholes")


def _share(component: Component) -> str:
    """The measure of a component's share, as it is printed or would be. Raises ValueError where none is known."""
    if component.rate:
        return component.rate
    for entry in rules()["worked_out"]:
        if entry["whole"] == component.whole and set(component.part) in map(set, entry["parts"]):
            return str(entry["measure"])
    raise ValueError(f"rules.toml: {component.key}: no measure of {component.part} out of {component.whole}")


def _additive(measures: Iterable[str]) -> bool:
    known = terms("measure")
    return all(code in known and known[code].row["additive"] == "yes" for code in measures)


def _codes(code: str | Iterable[str]) -> frozenset[str]:
    return frozenset([code] if isinstance(code, str) else code)
