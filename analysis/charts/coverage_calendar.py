"""What was due and what is held: a row a publisher, a place for every month, quarter, half-year or year."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analysis.charts import style
from analysis.words import _

Period = tuple[int, str]
FULL, SMALL = (0.76, 0.7), (0.76, 0.32)
LOOKS: dict[str, tuple[tuple[float, float], dict[str, Any]]] = {
    "held": (FULL, {"facecolor": style.COLOURS[0], "linewidth": 0}),
    "late": (SMALL, {"facecolor": style.COLOURS[4], "linewidth": 0}),
    "missing": (FULL, {"facecolor": style.PAPER, "edgecolor": style.COLOURS[1], "linewidth": 1.2}),
}
"""Share of a place that a sign takes, across and up, and its look: a full box, a low one, and one crossed out."""
LEFT, RIGHT = 1.75, 0.15


def chart(words: style.Words, rows: Sequence[tuple[str, Mapping[Period, str]]], periods: Sequence[Period]) -> Figure:
    """``periods``: (year, which of it), as (2024, "H1"), in order. ``rows``: a publisher's name, and what became of
    each period that was due of it (a word of LOOKS); a period that is not named was not due: its place stays empty.

    Raises ValueError where there is no row or period, and naming the place of a status or a period that is none.
    """
    style.no_table(rows)
    style.no_table(periods)
    if not rows or not periods:
        raise ValueError(f"a calendar without {'periods' if rows else 'rows'}")
    at = {period: number for number, period in enumerate(periods)}
    for label, told in rows:
        for period, status in told.items():
            if status not in LOOKS or period not in at:
                raise ValueError(f"{style.short(label, 40)}, {period!r}: {status!r} has no place in the calendar")
    figure = style.canvas(words, 8.6, 0.26 * len(rows) - 0.2, left=LEFT, right=RIGHT, head=0.75)
    axes = figure.add_subplot()
    axes.set_xlim(-0.5, len(periods) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(False)
    axes.set_xticks([])
    axes.set_yticks(range(len(rows)), [style.short(label, 21) for label, _told in rows])
    axes.tick_params(axis="y", colors=style.INK)
    for level in range(len(rows)):
        axes.axhline(level + 0.5, color=style.RULE, lw=0.5, zorder=0)
    _years(axes, periods)
    for status in LOOKS:
        spots = [
            (at[p], level) for level, (_label, told) in enumerate(rows) for p, word in told.items() if word == status
        ]
        _place(axes, spots, status)
    _legend(figure, axes)
    return figure


def _legend(figure: Figure, axes: Axes) -> None:
    """The signs as they stand in the calendar, in a line above it."""
    width, height = figure.get_size_inches()
    bottom = axes.get_position().y1 + 0.45 / height
    strip = figure.add_axes((0.012, bottom, 0.976, 0.26 / height))
    strip.set_axis_off()
    strip.set_xlim(0, width * 0.976 / 0.3)
    strip.set_ylim(0.5, -0.5)
    meaning = {"held": _("held"), "late": _("held, came late"), "missing": _("due and not held")}
    x = 0.4
    for status in LOOKS:
        _place(strip, [(x, 0)], status)
        strip.text(x + 0.6, 0, meaning[status], va="center", fontsize=9)
        x += 1.6 + 0.27 * len(meaning[status])
    strip.text(x - 0.3, 0, _("empty: nothing was due"), va="center", fontsize=9, color=style.MUTED)


def _years(axes: Axes, periods: Sequence[Period]) -> None:
    """Years above the places, and which part of the year each is, where there is room for all of them."""
    inches = (8.6 - LEFT - RIGHT) / len(periods)
    above: dict[str, Any] = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points", "va": "bottom"}
    parts = all(0.085 * len(part) <= inches for _year, part in periods)
    years = [next(group) for _year, group in groupby(range(len(periods)), key=lambda at: periods[at][0])]
    every = -(-int(0.45 * len(years) * 100) // int((8.6 - LEFT - RIGHT) * 100))
    for number, first in enumerate(years):
        if first:
            axes.axvline(first - 0.5, color=style.MUTED, lw=0.6, zorder=0)
        if number % every == 0:
            year = str(periods[first][0])
            axes.annotate(year, (first - 0.4, 1), xytext=(0, 16 if parts else 3), fontweight="bold", **above)
    for at, (_year, part) in enumerate(periods):
        if parts:
            axes.annotate(
                style.short(part, 6), (at, 1), xytext=(0, 3), ha="center", fontsize=8.5, color=style.MUTED, **above
            )


def _place(axes: Axes, spots: Sequence[tuple[float, float]], status: str) -> None:
    """The signs of one status, all in one path."""
    (wide, high), look = LOOKS[status]
    boxes, strokes = [], []
    for at, level in spots:
        left, right, top, bottom = at - wide / 2, at + wide / 2, level + FULL[1] / 2 - high, level + FULL[1] / 2
        boxes.append(Path([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], closed=True))
        strokes.append(Path([(left, bottom), (right, top)]))
    if boxes:
        axes.add_patch(PathPatch(Path.make_compound_path(*boxes), zorder=2, **look))
    if status == "missing" and strokes:
        stroke = {"facecolor": "none", "edgecolor": style.COLOURS[1], "linewidth": 1.2}
        axes.add_patch(PathPatch(Path.make_compound_path(*strokes), zorder=3, **stroke))
