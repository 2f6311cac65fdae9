"""The coverage picture: what is held of whom, half-year by half-year."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.words import _

LEFT, RIGHT = 3.25, 0.15
NAME = 22
"""So many letters of a company's name stand beside the kinds of its figures."""
BLUE, LINE = style.COLOURS[0], style.MUTED
MEANING: dict[str, tuple[float, dict[str, Any], str]] = {
    "half": (0.72, {"facecolor": BLUE, "linewidth": 0}, "tall: figures of the half-year"),
    "other": (
        0.3,
        {"facecolor": BLUE, "linewidth": 0},
        "low: only of other periods that touch it (months, quarters, years)",
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
    figure = style.canvas(words, 8.6, 0.25 * len(rows) + 0.1, left=LEFT, right=RIGHT, head=0.36)
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
                style.short(company, NAME),
                ((0.1 - LEFT) / (8.6 - LEFT - RIGHT), level),
                xycoords=("axes fraction", "data"),
                va="center",
                fontweight="bold",
                fontsize=9,
            )
        for half, word in told.items():
            x = max(style.place(half) - 0.23, left)
            height, look, _text = MEANING[word]
            axes.add_patch(Rectangle((x, level - height / 2), 0.46, height, **look))
    _legend(figure, axes)
    return figure


def _legend(figure: Figure, axes: Axes) -> None:
    """The boxes as high as they stand in the picture, in a line above it."""
    width, height = figure.get_size_inches()
    strip = figure.add_axes((0.012, axes.get_position().y1 + 0.08 / height, 0.976, 0.25 / height))
    strip.set_axis_off()
    strip.set_xlim(0, width * 0.976)
    strip.set_ylim(0.5, -0.5)
    x = 0.02
    for high, look, text in MEANING.values():
        strip.add_patch(Rectangle((x, -high / 2), 0.13, high, **look))
        strip.text(x + 0.19, 0, _(text), va="center", fontsize=8)
        x += 0.19 + 0.064 * len(_(text)) + 0.15
