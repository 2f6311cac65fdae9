"""The coverage picture: what is held of whom, half-year by half-year."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from analysis.charts import style
from analysis.words import _

BLUE, LINE = style.COLOURS[0], style.MUTED
MEANING: dict[str, tuple[float, dict[str, Any], str]] = {
    "half": (0.72, {"facecolor": BLUE, "linewidth": 0}, "tall: figures of the half-year"),
    "other": (
        0.3,
        {"facecolor": BLUE, "linewidth": 0},
        "only of other periods that touch it (months, quarters, years)",
    ),
    "silent": (
        0.5,
        {"facecolor": style.PAPER, "edgecolor": LINE, "linewidth": 0.9},
        "hollow: cells, but no figure in any",
    ),
}
"""How high a box is, how it looks, and what it says: the height tells them apart without colour too."""


def chart(words: style.Words, rows: Sequence[tuple[str, str, Mapping[int, str]]], halves: Sequence[int]) -> Figure:
    """``rows``: company (empty where as above), kind of figures, and half-year -> a word of MEANING."""
    style.no_table(rows)
    figure = style.canvas(words, 8.6, 0.25 * len(rows) + 0.1, left=2.75, right=0.15, head=0.3)
    axes = figure.add_subplot()
    axes.set_ylim(len(rows) - 0.5, -0.5)
    style.axis_of_halves(axes, halves)
    axes.grid(False)
    axes.set_yticks(range(len(rows)), [style.short(kind, 26) for _, kind, _ in rows])
    axes.tick_params(axis="y", labelsize=8.5)
    left = axes.get_xlim()[0]
    for level, (company, _kind, told) in enumerate(rows):
        if company:
            axes.axhline(level - 0.5, color=style.RULE, lw=0.8)
            axes.annotate(
                style.short(company, 14),
                (-0.455, level),
                xycoords=("axes fraction", "data"),
                va="center",
                fontweight="bold",
                fontsize=9,
            )
        for half, word in told.items():
            x = max(style.place(half) - 0.23, left)
            height, look, _text = MEANING[word]
            axes.add_patch(Rectangle((x, level - height / 2), 0.46, height, **look))
    marks = [Patch(**look) for _height, look, _text in MEANING.values()]
    axes.legend(
        marks,
        [_(text) for _height, _look, text in MEANING.values()],
        loc="lower right",
        bbox_to_anchor=(1.01, 1.0),
        ncols=3,
        handlelength=1,
        handleheight=1,
        fontsize=8,
        columnspacing=1.2,
    )
    return figure
