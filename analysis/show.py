"""Figures in the terminal, each with the place it was printed at."""

import re
from datetime import date
from pathlib import Path

import polars as pl

from analysis import store, views, vocabulary
from analysis.coverage import lines
from analysis.jurisdictions import code_of
from analysis.schema import OBSERVATIONS
from spiders.publisher import names

DIVIDED = ("jurisdiction", "counterparty", "service", "subject", "process", "reason", "requester", "dims")
"""Shown where some figure of the answer has one."""
HALF = re.compile(r"([12][0-9]{3})-?H([12])")


class UnknownWord(ValueError):
    """A word of the query that is no code, jurisdiction, period or column."""


def show(
    root: Path, query: list[str], limit: int, editions: bool, as_of: date | None, recorded_as_of: date | None
) -> str:
    """The figures that all words of the query agree on. Raises UnknownWord naming the word that means nothing."""
    frame = views.current(root, as_of, recorded_as_of) if not editions else store.read(root, "observations")
    for word in query:
        frame = frame.filter(_test(word, frame))
    found = frame.sort("publisher", "table", "period_start", "jurisdiction", "measure", "captured")
    shown = found.head(limit) if limit else found
    shown = shown.with_columns(pl.col("dims").list.join(" ").replace("", None))
    divided = [name for name in DIVIDED if shown[name].null_count() < len(shown)]
    dates = pl.col("period_start", "period_end", "captured", "status").cast(pl.String)
    columns = ("publisher", "table", "measure", *divided, "period_start", "period_end", "printed", "status", "captured")
    text = lines(shown.with_columns(dates).select(*columns, "locator"))
    more = f", {len(found) - len(shown)} not shown (--limit 0 shows all)" if len(found) > len(shown) else ""
    return f"{text}\n{len(found)} figures{more}"


def meaning(word: str, frame: pl.DataFrame) -> tuple[str, str | tuple[date, date]]:
    """What a word of a query asks for: a column with its code, or "half" or "year" with the first and the last day.

    ``frame`` is asked for the tables that there are. Raises UnknownWord where the word means nothing.
    """
    column, equals, value = word.partition("=")
    if equals:
        if column not in OBSERVATIONS or isinstance(OBSERVATIONS[column], pl.List):
            raise UnknownWord(f"{column!r} is no column to ask for; there are {', '.join(OBSERVATIONS.names())}")
        return column, value
    if match := HALF.fullmatch(word):
        year, first = int(match[1]), match[2] == "1"
        return "half", (date(year, 1 if first else 7, 1), date(year, 6, 30) if first else date(year, 12, 31))
    if re.fullmatch(r"[12][0-9]{3}", word):
        return "year", (date(int(word), 1, 1), date(int(word), 12, 31))
    if word in names():
        return "publisher", word
    for column in ("kind", "measure", "process", "requester", "reason", "service", "subject", "unit"):
        if word in vocabulary.terms(column) and word != "all":
            return column, word
    code = word if word in vocabulary.terms("jurisdiction") else code_of(word)
    if code:
        return "jurisdiction", code
    if word in frame["table"].unique():
        return "table", word
    raise UnknownWord(
        f"{word!r} is no publisher, code, jurisdiction, table or period (such as 2023-H1) that Plainview knows"
    )


def _test(word: str, frame: pl.DataFrame) -> pl.Expr:
    column, value = meaning(word, frame)
    if isinstance(value, str):
        return pl.col(column).cast(pl.String) == value
    first, last = value
    if column == "half":
        return (pl.col("period_start") == first) & (pl.col("period_end") == last)
    return pl.col("period_start").dt.year() == first.year
