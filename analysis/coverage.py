"""Who is covered: since when, how fresh, how verified."""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from analysis.schema import CURRENT
from spiders.publisher import load_publisher, names


def coverage(current: pl.LazyFrame) -> pl.DataFrame:
    """A row a report: what it is, how verified, its first and last period, when captured, and how many figures.

    ``current`` are the figures of a view.
    """
    held = _held(current)
    rows = []
    for name in names():
        publisher = load_publisher(name)
        for report in publisher.reports.values():
            first, last, captured, figures = held.get((name, report.identifier), (None, None, None, 0))
            rows.append(
                {
                    "publisher": name,
                    "name": publisher.name,
                    "report": report.identifier,
                    "title": report.title,
                    "verified": report.verified,
                    "obtain": report.obtain,
                    "first_period": first,
                    "last_period": last,
                    "captured": captured,
                    "figures": figures,
                }
            )
    dates = dict.fromkeys(("first_period", "last_period", "captured"), pl.Date)
    return pl.DataFrame(rows, schema_overrides=dates)


def _held(current: pl.LazyFrame) -> dict[tuple[str, str], tuple[Any, Any, Any, int]]:
    """By publisher and report: first and last day of the periods, the newest capture, and how many figures."""
    told = current.group_by("publisher", "report")
    facts = told.agg(pl.col("period_start").min(), pl.col("period_end").max(), pl.col("captured").max(), pl.len())
    return {(publisher, report): (*days, count) for publisher, report, *days, count in facts.collect().iter_rows()}


def publishers_table(root: Path) -> str:
    """The coverage as lines of text, and how many publishers there are of each standing."""
    standing = Counter(load_publisher(name).verified for name in names())
    told = ", ".join(f"{count} {verified}" for verified, count in sorted(standing.items()))
    built = root / "current.parquet"
    current = pl.scan_parquet(built) if built.exists() else pl.LazyFrame(schema=CURRENT)
    frame = coverage(current).select(
        "publisher",
        "report",
        "verified",
        "obtain",
        *(pl.col(name).cast(pl.String).fill_null("-") for name in ("first_period", "last_period", "captured")),
        "figures",
    )
    return f"{lines(frame)}\n{len(names())} publishers: {told}"


def lines(frame: pl.DataFrame) -> str:
    """A frame as aligned columns of plain text, numbers to the right; control characters are shown, not sent."""
    cells = [frame.columns, *([_plain(value) for value in row] for row in frame.rows())]
    widths = [max(len(row[at]) for row in cells) for at in range(len(frame.columns))]
    right = [dtype.is_numeric() for dtype in frame.dtypes]
    return "\n".join(
        "  ".join(
            text.rjust(width) if to_right else text.ljust(width)
            for text, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    )


def _plain(value: object) -> str:
    text = (
        ""
        if value is None
        else f"{value:g}"
        if isinstance(value, float) and not value.is_integer()
        else f"{int(value)}"
        if isinstance(value, float)
        else str(value)
    )
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
