"""What our tables say to a study's table of rows: one by service provider, half-year and country, normalised by hand.

A row is covered where a document that is collected tells its provider's requests for its period. Counts are held to
the unit, and shares to the whole percent.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis import store
from analysis.jurisdictions import code_of, jurisdictions
from analysis.recipes import add_up
from analysis.studies import causes
from analysis.studies.causes import Bounds
from analysis.studies.declarations import Study, load_series, select
from analysis.studies.figures import PERIOD, Cells, Judged

COUNTS = ("requests", "accounts")
COLUMNS = (*COUNTS, "percentage")

Row = Mapping[str, str]
Told = Mapping[str, Bounds]
"""Our bounds for a period by jurisdiction."""
Span = tuple[date, date]


@dataclass(frozen=True)
class Held:
    """What we hold of one provider's period: the bounds by column, and which shares are not printed but made, and how.

    ``span`` is the calendar year where our document tells no half of it.
    """

    span: Span
    columns: Mapping[str, Told]
    made: Mapping[str, str]
    yearly: bool


@dataclass(frozen=True)
class Table:
    """A study's table of rows beside our tables."""

    study: Study
    root: Path
    cells: Cells

    def judge(self) -> Iterator[tuple[Row, str, str, Judged]]:
        """Each row with its country's code, a column, and what we say. Raises ValueError for an unknown country."""
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in read_rows(self.study):
            groups.setdefault((row["provider"], row["period"]), []).append(row)
        for (provider, period), rows in groups.items():
            codes = [self.code(row["country"]) for row in rows]
            held = self.hold(self.provider(provider), period)
            asked = [code for code in held.columns["requests"] if _is_place(code)] if held else []
            theirs, ours = causes.other_country(codes, asked) or ("", "")
            for row, code in zip(rows, codes, strict=True):
                for column in COLUMNS:
                    if code == theirs:
                        yield row, code, column, self.cell(row, column, ours, held, renamed=True)
                    else:
                        yield row, code, column, self.cell(row, column, code, held)

    def provider(self, name: str) -> Mapping[str, Any]:
        """The provider's series and causes; none where no document of it is collected."""
        found: Mapping[str, Any] = self.study.rows["providers"].get(name, {})
        return found

    def code(self, country: str) -> str:
        found = self.study.rows.get("names", {}).get(country) or code_of(country)
        if found is None:
            raise ValueError(f"studies/{self.study.rows['file']}: {country!r} is no known country")
        return str(found)

    def hold(self, series: Mapping[str, Any], period: str) -> Held | None:
        """What our tables hold of a provider's half-year, or of its year where they hold no more; else None."""
        start, end = half(period)
        year = date(start.year, 1, 1), date(start.year, 12, 31)
        for span in ((start, end), year) if series else ():
            columns = {name: _told(_of(self.cells(series[name]), span)) for name in COUNTS}
            if columns["requests"]:
                shares, made = self.shares(series, span, columns["requests"])
                return Held(span, {**columns, "percentage": shares}, made, span == year)
        return None

    def shares(self, series: Mapping[str, Any], span: Span, requests: Told) -> tuple[dict[str, Bounds], dict[str, str]]:
        """Shares in [0, 1]: as printed, or made of several processes' or of counts; of those made, the cause."""
        if "disclosed" in series:
            parts = _told(_of(self.cells(series["disclosed"]), span))
            of = {code: causes.exact(requests[code]) for code in parts if code in requests}
            shares = {code: (parts[code][0] / all_, parts[code][1] / all_) for code, all_ in of.items() if all_}
            return shares, dict.fromkeys(shares, "share_of_counts")
        join = (*PERIOD, "jurisdiction", "process")
        weights = _of(self.cells(series["requests"]), span).select(*join, pl.col("lower").alias("weight"))
        rates = _of(self.cells(series["rate"]), span).drop_nulls("lower")
        found: dict[str, Bounds] = {}
        made: dict[str, str] = {}
        for (code,), rows in rates.join(weights, on=join, how="left", nulls_equal=True).group_by(["jurisdiction"]):
            told = rows.select("lower", "upper").rows()
            mean = causes.weighted(told, rows["weight"].fill_null(0).to_list()) if len(told) > 1 else told[0]
            if mean is not None:
                found[str(code)] = mean
                made |= {str(code): "weighted_share"} if len(told) > 1 else {}
        return found, made

    def cell(self, row: Row, column: str, code: str, held: Held | None, renamed: bool = False) -> Judged:
        """What we say to one cell of the table; ``renamed`` says that its row is another country's."""
        if not row[column]:
            return Judged("no_figure")
        if held is None:
            return Judged("not_covered")
        ours = held.columns[column].get(code)
        if ours is None:
            return Judged("differs", note=self.open(row, column) or "our tables tell no such figure")
        because = self.because(row, column, code, held, ours)
        if because is None:
            return Judged("differs", ours, note=self.open(row, column))
        if renamed:
            label = jurisdictions()[code].label
            note = f"it is {label}'s" + (f", and {causes.CAUSES[because]}" if because else "")
            return Judged("explained", ours, "other_country", note)
        return Judged("explained" if because else "reproduced", ours, because)

    def because(self, row: Row, column: str, code: str, held: Held, ours: Bounds) -> str | None:
        """The cause that gives their value from ours: "" where none is needed, None where none does."""
        theirs = float(row[column])
        if column == "percentage":
            return held.made.get(code, "") if theirs in causes.percents(ours) else None
        if causes.exact(ours) == theirs and not held.yearly:
            return ""
        allowed = self.provider(row["provider"]).get("causes", ())
        if causes.exact(ours) is None and causes.midpoint(ours) == theirs:
            return "midpoint"
        if "below_ten" in allowed and causes.below_ten(ours) == theirs:
            return "below_ten"
        if "halved" in allowed and held.yearly and causes.halved(ours) == theirs:
            return "halved"
        if self.band(row, column, code, held, ours) == theirs:
            return "earlier_band"
        if not held.yearly and causes.restated(theirs, self.editions(row, column, code, held)):
            return "restated"
        return None

    def band(self, row: Row, column: str, code: str, held: Held, ours: Bounds) -> float | None:
        """The middle of a cited band of a document that is not collected, which held ours and what stands beside it."""
        for band in self.study.rows.get("band", ()):
            if _names(band, row, column):
                beside = [_told(_of(self.cells(name), held.span)).get(code) for name in band["beside"]]
                whole = causes.added(ours, *(bounds for bounds in beside if bounds is not None))
                return causes.earlier_band((band["lower"], band["upper"]), whole)
        return None

    def editions(self, row: Row, column: str, code: str, held: Held) -> list[Bounds]:
        """The cell as each edition prints it."""
        series = load_series()[self.provider(row["provider"])[column]]
        told = store.observations(self.root, series.publisher).filter(select(series), pl.col("jurisdiction") == code)
        rows = _of(told.with_columns(method=pl.lit("")).collect(), held.span)
        editions = rows.partition_by("captured", "sequence", "snapshot")
        return [bounds for edition in editions for bounds in _told(edition).values()]

    def open(self, row: Row, column: str) -> str:
        """What the study's declaration says of a difference that no rule explains."""
        return next((str(left["note"]) for left in self.study.rows.get("open", ()) if _names(left, row, column)), "")


def read_rows(study: Study) -> Sequence[Row]:
    """The study's rows as text: provider, period (``2013-H1``), country, and the columns; a blank says nothing."""
    with (study.folder / study.rows["file"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def sum_of(study: Study, wanted: Mapping[str, str]) -> float | None:
    """The sum of a column over a provider's rows of a period; None where none holds a figure."""
    rows = [row for row in read_rows(study) if all(row[name] == wanted[name] for name in ("provider", "period"))]
    told = [float(row[wanted["column"]]) for row in rows if row[wanted["column"]]]
    return sum(told) if told else None


def half(period: str) -> Span:
    """First and last day of ``2013-H1`` or ``2013-H2``."""
    year = int(period[:4])
    return (date(year, 1, 1), date(year, 6, 30)) if period[5:] == "H1" else (date(year, 7, 1), date(year, 12, 31))


def _of(rows: pl.DataFrame, span: Span) -> pl.DataFrame:
    return rows.filter(pl.col("period_start") == span[0], pl.col("period_end") == span[1])


def _told(rows: pl.DataFrame) -> dict[str, Bounds]:
    sums = add_up(rows, ("jurisdiction",)).drop_nulls(["lower", "upper"])
    return {code: (lower, upper) for code, lower, upper in sums.select("jurisdiction", "lower", "upper").rows()}


def _is_place(code: str) -> bool:
    return jurisdictions()[code].kind in ("country", "territory")


def _names(entry: Mapping[str, Any], row: Row, column: str) -> bool:
    return entry["column"] == column and all(entry[name] == row[name] for name in ("provider", "period", "country"))
