"""What our tables say to a single cited figure of a study."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf
from pathlib import Path

import polars as pl

from analysis import store
from analysis.jurisdictions import jurisdictions
from analysis.recipes import add_up
from analysis.studies import causes
from analysis.studies.causes import Bounds
from analysis.studies.declarations import Figure, load_series, select

DAY = timedelta(days=1)
PERIOD = ("period_start", "period_end")
SAID = ("lower", "upper", "status")

Cells = Callable[[str], pl.DataFrame]
"""Our cells of a series, by its name."""
Filled = Callable[[Mapping[str, str]], float | None]
"""The sum of another study's rows: the study, the provider, the column and the period."""


@dataclass(frozen=True)
class Judged:
    """What we say to a figure: our bounds, None where nothing is told, and ``verdict`` (see ``studies.VERDICTS``)."""

    verdict: str
    ours: Bounds | None = None
    cause: str = ""
    note: str = ""


def judge(figure: Figure, root: Path, cells: Cells, filled: Filled) -> Judged:
    """What our tables say to a cited figure."""
    if figure.compare:
        return _changes(figure, root)
    rows = _within(cells(figure.series), figure)
    ours = total(rows)
    if ours is None:
        return Judged("not_covered")
    whole = _tells_all(rows, figure)
    if whole and causes.exact(ours) == figure.value:
        return Judged("reproduced", ours)
    if figure.cause:
        value, note = _rule(figure, rows, ours, cells, filled)
        if value == figure.value:
            return Judged("explained", ours, figure.cause, note)
    if not whole:
        return Judged("not_covered", ours, note=f"only {_periods(rows)} is collected")
    if causes.restated(figure.value, _editions(figure, root)):
        return Judged("explained", ours, "restated")
    return Judged("differs", ours, note=figure.open)


def _rule(figure: Figure, rows: pl.DataFrame, ours: Bounds, cells: Cells, filled: Filled) -> tuple[float | None, str]:
    """What the declared cause makes of our figures, and of which."""
    match figure.cause:
        case "midpoint":
            return causes.midpoint(ours), ""
        case "bodies_left_out":
            kinds = ("country", "territory")
            countries = [code for code, entry in jurisdictions().items() if entry.kind in kinds]
            left = total(rows.filter(pl.col("jurisdiction").is_in(countries)))
            return (None if left is None else causes.exact(left)), ""
        case "completed":
            rest = filled(figure.rows)
            if rest is None:
                return None, ""
            note = f"{_periods(rows)} is collected, and {rest:,.0f} are the other study's for {figure.rows['period']}"
            return causes.exact(causes.added(ours, (rest, rest))), note
        case "units_mixed" | "private_requests_added":
            more = [total(_within(cells(part["series"]), figure, part.get("from"))) for part in figure.add]
            told = [bounds for bounds in more if bounds is not None]
            if len(told) < len(more):
                return None, ""
            note = " and ".join(f"{low:,.0f}" for low, _ in (ours, *told))
            return causes.exact(causes.added(ours, *told)), note
    raise ValueError(f"{figure.key}: {figure.cause!r} is no cause of a single figure")


def _periods(rows: pl.DataFrame) -> str:
    return ", ".join(f"{start} to {end}" for start, end in rows.select(PERIOD).unique().sort(PERIOD).rows())


def _within(rows: pl.DataFrame, figure: Figure, first: date | None = None) -> pl.DataFrame:
    for column, code in figure.where.items():
        rows = rows.filter(pl.col(column).is_in(code if isinstance(code, list) else [code]))
    return rows.filter(pl.col("period_start") >= (first or figure.first), pl.col("period_end") <= figure.last)


def total(rows: pl.DataFrame) -> Bounds | None:
    """The sum of what is told, bound by bound; None of rows that all say nothing, or of none."""
    for lower, upper in add_up(rows.with_columns(whole=pl.lit(1)), ("whole",)).select("lower", "upper").rows():
        return None if lower is None else (lower, inf if upper is None else upper)
    return None


def _tells_all(rows: pl.DataFrame, figure: Figure) -> bool:
    """Whether the periods of the rows make up the figure's, each day once."""
    periods = rows.select(PERIOD).unique().sort(PERIOD).rows()
    days = [*(start for start, _ in periods), figure.last + DAY if figure.last else None]
    return days == [figure.first, *(end + DAY for _, end in periods)]


def _editions(figure: Figure, root: Path) -> list[Bounds]:
    """The figure as each edition tells it that tells all of it. Corrections are not applied: it is what was printed."""
    series = load_series()[figure.series]
    told = store.observations(root, series.publisher).filter(select(series)).with_columns(method=pl.lit("")).collect()
    editions = told.partition_by("captured", "sequence", "snapshot", maintain_order=True)
    sums = [total(rows) for rows in (_within(edition, figure) for edition in editions) if _tells_all(rows, figure)]
    return [bounds for bounds in sums if bounds is not None]


def _changes(figure: Figure, root: Path) -> Judged:
    """How many cells that one file told another tells differently, or what share of them in percent."""
    publisher, table = figure.compare["publisher"], figure.compare["table"]
    told = store.observations(root, publisher).filter(pl.col("table") == table)
    told = told.select("cell_id", "snapshot", "lower", "upper", "status", "period_end")
    newest = told.group_by("snapshot").agg(pl.col("period_end").max().alias("newest"))
    files = [
        told.join(newest.filter(pl.col("newest") == figure.compare[side]), on="snapshot").collect()
        for side in ("before", "after")
    ]
    if any(file["snapshot"].n_unique() != 1 for file in files):
        return Judged("not_covered")
    changed = float(changed_cells(*files))
    if figure.unit != "percent":
        return Judged("reproduced" if changed == figure.value else "differs", (changed, changed), note=figure.open)
    share = 100 * changed / len(files[0])
    if causes.rounded(share, figure.digits) == figure.value:
        return Judged("explained", (share, share), "rounded")
    return Judged("differs", (share, share), note=figure.open)


def changed_cells(before: pl.DataFrame, after: pl.DataFrame) -> int:
    """How many cells both tell, with other bounds or another status. A new label is no change: it names no cell."""
    both = before.join(after, on="cell_id")
    return len(both.filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_right")) for name in SAID)))
