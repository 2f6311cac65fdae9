"""The pages about what is held: coverage, and every copy of a document."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from analysis.charts import coverage as picture
from analysis.charts.style import Words
from analysis.recipes import half_name, half_of
from analysis.report.figures import Cell, Table
from analysis.report.pages import Drawing, Page, Section
from analysis.report.site import Site
from analysis.vocabulary import label
from analysis.words import _
from spiders.publisher import load_publisher

Row = tuple[str, str, Mapping[int, tuple[str, int]]]


def all_pages(site: Site) -> list[Page]:
    return [_coverage(site), _documents(site)]


def _reports(site: Site) -> list[dict[str, Any]]:
    """A row a report, with what its documents came to."""
    told = site.documents.group_by("publisher", "report").agg(pl.col("outcome").cast(pl.String).value_counts(sort=True))
    outcomes = {(publisher, report): counts for publisher, report, counts in told.iter_rows()}
    # What nothing is held of comes last: a long list of publishers that were never seen answering.
    rows = sorted(site.coverage.rows(named=True), key=lambda row: not row["figures"])
    for row in rows:
        row["outcomes"] = outcomes.get((row["publisher"], row["report"]), [])
        row["landing"] = load_publisher(row["publisher"]).reports[row["report"]].landing
    return rows


def _coverage(site: Site) -> Page:
    rows = _grid(site)
    halves = sorted({square for _, _, squares in rows for square in squares})
    sections = []
    if halves:
        words = Words(
            "coverage",
            _("Half-years of which Plainview holds figures, by company and kind of figure"),
            _("a box is a half-year"),
            _("Source: the documents listed on this site. Plainview; data as of %(day)s.", day=site.data_date),
            _("When the figures of each company begin and end, and the gaps. The table tells how many cells are held."),
        )
        names = [_short(name) for name, _, _ in rows]
        heads = ["" if at and names[at - 1] == name else name for at, name in enumerate(names)]
        drawn = [
            (head, kind, {half: word for half, (word, _) in squares.items()})
            for head, (_name, kind, squares) in zip(heads, rows, strict=True)
        ]
        drawing = Drawing(words, partial(picture.chart, words, drawn, halves))
        sections.append(Section(_("The picture"), drawing, _held(rows, range(halves[-1], halves[0] - 1, -1))))
    values = {"tables": _tables(site), "reports": _reports(site)}
    return Page("coverage.html", "coverage.html", _("Coverage: what is held, company by half-year"), sections, values)


def _short(name: str) -> str:
    """A name that fits beside the picture: of one in words and in short, “Centre of the Agency (12)”, Centre 12."""
    found = re.fullmatch(r"(.+?) of .+ \((.+)\)", name)
    return f"{found[1]} {found[2]}" if found and len(name) > picture.NAME else name


def _held(rows: Sequence[Row], halves: Sequence[int]) -> Table:
    """The picture as a table: how many cells are held."""

    def cell(square: tuple[str, int] | None) -> Cell:
        if square is None:
            return Cell()
        word, count = square
        text = {"half": f"{count:,}", "other": f"({count:,})", "silent": _("no figure")}[word]
        return Cell(text, None, count, count, count, count if word == "silent" else 0)

    lines = tuple(
        (f"{name}: {kind}", tuple(cell(squares.get(half)) for half in halves)) for name, kind, squares in rows
    )
    columns = tuple(half_name(half) for half in halves)
    caption = _("Cells held, by company and kind of figure")
    return Table("coverage", caption, _("Company and kind"), _("Half-year"), columns, lines)


def _grid(site: Site) -> list[Row]:
    """For each company and kind, the half-years of which something is held: what, and how many cells."""
    told = (
        site.current.group_by("publisher", "kind", "period_start", "period_end")
        .agg(pl.col("lower").is_not_null().any().alias("figure"), pl.len().alias("cells"))
        .select("publisher", "kind", "period_start", "period_end", half_of(), "figure", "cells")
        .sort("publisher", "kind", "period_start", "period_end")
    )
    found: dict[tuple[str, str], dict[int, tuple[str, int]]] = {}
    for publisher, kind, start, end, half, figure, cells in told.iter_rows():
        squares = found.setdefault((publisher, kind), {})
        word = ("half" if half is not None else "other") if figure else "silent"
        for square in range(start.year * 2 + (start.month > 6), end.year * 2 + (end.month > 6) + 1):
            before, count = squares.get(square, ("", 0))
            if _rank(word) >= _rank(before):
                squares[square] = word, cells + (count if word == before else 0)
    return [
        (site.names[publisher], label("kind", kind), squares) for (publisher, kind), squares in sorted(found.items())
    ]


def _rank(word: str) -> int:
    return ("", "silent", "other", "half").index(word)


def _tables(site: Site) -> list[dict[str, Any]]:
    """Every table that figures are held of, and the series of this report that are made of it."""
    used: dict[tuple[str, str], list[str]] = {}
    for series in site.series.values():
        component = series.component
        if series.points:
            used.setdefault((component.publisher, component.table), []).append(component.key)
    rows = (
        site.current.group_by("publisher", "report", "table")
        .agg(
            pl.len().alias("figures"),
            pl.col("lower").is_null().sum().alias("silent"),
            pl.col("kind").unique().sort(),
            pl.col("period_start").min().alias("first"),
            pl.col("period_end").max().alias("last"),
            pl.col("captured").max(),
        )
        .sort("publisher", "report", "table")
        .rows(named=True)
    )
    for row in rows:
        row["title"] = load_publisher(row["publisher"]).table(row["table"]).title
        row["kinds"] = ", ".join(label("kind", kind) for kind in row["kind"])
        row["series"] = used.get((row["publisher"], row["table"]), [])
    return rows


def _documents(site: Site) -> Page:
    rows = site.documents.sort("publisher", "report", "captured", "name", "sequence").rows(named=True)
    companies: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        companies.setdefault(row["publisher"], []).append(row)
    values = {"companies": [(site.names[name], name, documents) for name, documents in companies.items()]}
    title = _("Documents: every copy that figures were read from")
    return Page("documents.html", "documents.html", title, [], values)
