"""Plainview against the studies: every figure that others published, recomputed from our tables.

Each agrees to the unit, or a named cause gives the study's own value from our bounds, or the difference is left open
and shown. docs/studies.md says how, and what came of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analysis import views
from analysis.coverage import lines
from analysis.schema import CODES
from analysis.studies.causes import CAUSES
from analysis.studies.declarations import Study, load_series, load_studies, select
from analysis.studies.figures import Judged, judge
from analysis.studies.rows import COUNTS, Table, half, read_rows, sum_of

VERDICTS = ("reproduced", "explained", "differs", "not_covered", "no_figure")
"""``not_covered``: no document of ours tells it, or not all of it. ``no_figure``: the study's own cell is blank."""

_COLUMNS: dict[str, Any] = {
    "study": pl.String,
    "figure": pl.String,
    # Of a table of rows: the provider, the country's code and the column; else null.
    "provider": pl.String,
    "jurisdiction": pl.String,
    "column": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "unit": pl.String,
    # Their figure; our bounds, null where we tell none. Shares are in percent, as the studies give them.
    "theirs": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "verdict": pl.Enum(VERDICTS),
    "cause": pl.String,
    "note": pl.String,
    "source": pl.String,
}
STUDIES = pl.Schema(_COLUMNS)
NEEDED = (
    "publisher",
    "table",
    *CODES,
    "period_start",
    "period_end",
    "lower",
    "upper",
    "status",
    "total_over",
    "method",
)
UNITS = {"requests": "requests", "accounts": "accounts", "percentage": "percent"}
TITLES = {"reproduced": "reproduced", "explained": "explained", "differs": "left open", "not_covered": "not covered"}


def studies_table(root: Path) -> pl.DataFrame:
    """A row a published figure, with ours and the verdict. Raises PlainviewError where nothing has been built."""
    tables = {(series.publisher, series.table) for series in load_series().values()}
    names = pl.DataFrame(sorted(tables), schema=["publisher", "table"], orient="row")
    current = views.current(root).join(names, on=["publisher", "table"], how="semi").select(NEEDED)

    @cache
    def cells(name: str) -> pl.DataFrame:
        return current.filter(select(load_series()[name]))

    studies = {study.identifier: study for study in load_studies()}

    def filled(wanted: Mapping[str, str]) -> float | None:
        return sum_of(studies[wanted["study"]], wanted)

    rows: list[dict[str, Any]] = []
    for study in studies.values():
        for figure in study.figures:
            judged = judge(figure, root, cells, filled)
            rows.append(
                _row(
                    study,
                    judged,
                    {
                        "figure": figure.what,
                        "period_start": figure.first,
                        "period_end": figure.last,
                        "unit": figure.unit,
                        "theirs": figure.value,
                        "source": figure.source or study.address,
                    },
                )
            )
        if study.rows:
            rows.extend(_table(study, Table(study, root, cells)))
    return pl.DataFrame(rows, schema=STUDIES)


def _table(study: Study, table: Table) -> Iterator[dict[str, Any]]:
    for row, code, column, judged in table.judge():
        start, end = half(row["period"])
        yield _row(
            study,
            judged,
            {
                "figure": f"{row['provider']}, {row['country']}, {row['period']}",
                "provider": row["provider"],
                "jurisdiction": code,
                "column": column,
                "period_start": start,
                "period_end": end,
                "unit": UNITS[column],
                "theirs": float(row[column]) if row[column] else None,
                "source": study.address,
            },
        )


def _row(study: Study, judged: Judged, told: Mapping[str, Any]) -> dict[str, Any]:
    lower, upper = judged.ours or (None, None)
    scale = 100 if told.get("column") == "percentage" else 1
    return {
        "study": study.identifier,
        "lower": None if lower is None else scale * lower,
        "upper": None if upper is None else scale * upper,
        "verdict": judged.verdict,
        "cause": judged.cause or None,
        "note": judged.note or None,
        **told,
    }


def whole_rows(table: pl.DataFrame) -> pl.DataFrame:
    """The rows of the studies' tables, each by the worse verdict of its counts; shares are looked at apart."""
    counts = table.filter(pl.col("column").is_in(COUNTS), pl.col("verdict") != "no_figure")
    severity = pl.col("verdict").replace_strict({name: at for at, name in enumerate(VERDICTS)}, return_dtype=pl.Int8)
    worst = counts.sort(severity, maintain_order=True).unique(["study", "figure"], keep="last", maintain_order=True)
    return worst.sort("study", "provider", "period_start", "figure")


def shortcomings(table: pl.DataFrame) -> list[str]:
    """What must not be: a difference that nobody has looked at, or too few of a table's rows explained."""
    differing = table.filter(pl.col("verdict") == "differs", pl.col("column").is_null(), pl.col("note").is_null())
    found = [f"{row['study']}: {row['figure']}: differs" for row in differing.iter_rows(named=True)]
    rows = whole_rows(table)
    for study in load_studies():
        if study.rows:
            covered = rows.filter(pl.col("study") == study.identifier, pl.col("verdict") != "not_covered")
            held = len(covered.filter(pl.col("verdict") != "differs"))
            if held < study.rows["at_least"] * len(covered):
                found.append(f"{study.identifier}: {held} of {len(covered)} covered rows are reproduced or explained")
    return found


def check_studies(root: Path) -> str:
    """The report as text. Raises PlainviewError where nothing has been built."""
    return report(studies_table(root))


def report(table: pl.DataFrame) -> str:
    """Study by study: figure, ours, verdict and cause; of a table of rows the counts, and what is left one by one."""
    parts = []
    for study in load_studies():
        told = table.filter(pl.col("study") == study.identifier)
        head = f"{study.author}: {study.title} ({study.year})\n{study.address} ({study.licence})"
        parts.append(f"{head}\n\n{_figures(told.filter(pl.col('column').is_null()))}")
        if study.rows:
            parts.append(_rows(study, told.filter(pl.col("column").is_not_null())))
    counted = Counter(table.filter(pl.col("column").is_null())["verdict"])
    said = ", ".join(f"{counted[verdict]} {title}" for verdict, title in TITLES.items())
    return "\n\n".join([*parts, f"Single figures: {said}.", *shortcomings(table)])


def _figures(told: pl.DataFrame) -> str:
    shown = told.select(
        "figure",
        pl.col("theirs"),
        _span("lower", "upper").alias("ours"),
        pl.col("verdict").cast(pl.String).replace(TITLES),
        pl.concat_str(pl.col("cause").replace(CAUSES), "note", separator="; ", ignore_nulls=True).alias("because"),
    )
    return lines(shown)


def _span(lower: str, upper: str) -> pl.Expr:
    low, high = (pl.col(name).round(2).cast(pl.String).str.strip_suffix(".0") for name in (lower, upper))
    return pl.when(pl.col(lower) == pl.col(upper)).then(low).otherwise(low + pl.lit(" to ") + high)


def _rows(study: Study, told: pl.DataFrame) -> str:
    rows = whole_rows(told)
    covered = rows.filter(pl.col("verdict") != "not_covered")
    each = pl.col("verdict")
    counted = [(each == verdict).sum().alias(title) for verdict, title in TITLES.items()]
    by_provider = rows.group_by("provider").agg(pl.len().alias("rows"), *counted).sort("rows", descending=True)
    held = len(covered.filter(each != "differs"))
    shares = told.filter(pl.col("column") == "percentage", each.is_in(["reproduced", "explained", "differs"]))
    agreeing = len(shares.filter(each != "differs"))
    reasons = told.filter(each == "explained").group_by("cause", "column").len("cells").sort("cause", "column")
    open_ = told.filter(each == "differs").select(
        "figure", "column", "theirs", _span("lower", "upper").alias("ours"), pl.col("note").alias("what we know")
    )
    absent = by_provider.filter(pl.col("not covered") == pl.col("rows"))["provider"].to_list()
    number = len(read_rows(study))
    return "\n\n".join(
        [
            f"{number:,} rows of {rows['provider'].n_unique()} service providers; a collected document covers "
            f"{len(covered)} of them.\n{held} of these ({_percent(held, len(covered))}) are reproduced to the unit or "
            f"explained, in requests and in accounts; so are {agreeing} of {len(shares)} percentages.",
            lines(by_provider),
            lines(reasons.with_columns(pl.col("cause").replace(CAUSES).alias("because"))),
            f"Left open:\n{lines(open_)}" if len(open_) else "Nothing is left open.",
            f"No document collected: {', '.join(absent)}." if absent else "A document of every provider is collected.",
        ]
    )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "none"
