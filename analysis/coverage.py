"""Who is covered: since when, how fresh, how verified."""

from collections import Counter
from pathlib import Path

import polars as pl

from analysis import store
from spiders.publisher import load_publisher, names


def coverage(root: Path) -> pl.DataFrame:
    """A row a report: what it is, how verified, its first and last period, when captured, and how many figures."""
    current = store.read(root, "current") if (root / "current.parquet").exists() else None
    rows = []
    for name in names():
        publisher = load_publisher(name)
        for report in publisher.reports.values():
            held = (
                current.filter((pl.col("publisher") == name) & (pl.col("report") == report.identifier))
                if current is not None
                else pl.DataFrame()
            )
            rows.append(
                {
                    "publisher": name,
                    "name": publisher.name,
                    "report": report.identifier,
                    "title": report.title,
                    "verified": report.verified,
                    "obtain": report.obtain,
                    "first_period": held["period_start"].min() if len(held) else None,
                    "last_period": held["period_end"].max() if len(held) else None,
                    "captured": held["captured"].max() if len(held) else None,
                    "figures": len(held),
                }
            )
    dates = dict.fromkeys(("first_period", "last_period", "captured"), pl.Date)
    return pl.DataFrame(rows, schema_overrides=dates)


def publishers_table(root: Path) -> str:
    """The coverage as lines of text, and how many publishers there are of each standing."""
    standing = Counter(load_publisher(name).verified for name in names())
    told = ", ".join(f"{count} {verified}" for verified, count in sorted(standing.items()))
    frame = coverage(root).select(
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
