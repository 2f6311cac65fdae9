"""Who asks whom: a row a jurisdiction, a column a company or a year, a colour for the amount and the amount in it."""

from collections.abc import Mapping, Sequence
from math import cos, radians, sin
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import steps, style

LEFT, RIGHT = 2.25, 0.15


def chart(words: style.Words, rows: Sequence[tuple[str, Mapping[str, steps.Bounds]]], columns: Sequence[str]) -> Figure:
    """``rows``: a label, and the bounds of its count in each column that has one. Counts share one scale of classes.

    An amount is printed where its cell has room for it. Raises ValueError where there is no row, no column, a figure in
    no column, or bounds that are not those of a count.
    """
    style.no_table(rows)
    style.no_table(columns)
    if not rows or not columns:
        raise ValueError(f"a heatmap without {'columns' if rows else 'rows'}")
    told = {
        (level, column): steps.checked(bounds, f"{label}, {column}")
        for level, (label, figures) in enumerate(rows)
        for column, bounds in figures.items()
    }
    unknown = sorted({column for _, column in told} - set(columns))
    if unknown:
        raise ValueError(f"a heatmap has figures in a column that it does not draw: {style.short(unknown[0], 60)}")
    scale = steps.steps(told.values())
    inches = (8.6 - LEFT - RIGHT) / len(columns)
    names, above, beyond = headings(columns, inches, max(16, int((inches - 0.08) / 0.078)))
    right = max(RIGHT, beyond)
    figure = style.canvas(words, 8.6, 0.24 * len(rows), left=LEFT, right=right, head=0.5 + above)
    axes = plane(figure, [label for label, _ in rows], names, slant=beyond > 0)
    wide = (8.6 - LEFT - right) * 72 / len(columns)
    edge: dict[str, Any] = {"edgecolor": style.PAPER, "linewidth": 0.8}
    for (level, column), bounds in told.items():
        at = columns.index(column)
        step, look = steps.look(bounds, scale)
        axes.add_patch(Rectangle((at - 0.5, level - 0.5), 1, 1, **edge, **look))
        short = [text for text in (steps.said(bounds), _both(bounds)) if text and len(text) * 5.5 <= wide]
        for text in short[:1]:
            box = {"facecolor": step.colour, "edgecolor": "none", "pad": 0.8} if "hatch" in look else None
            axes.text(at, level, text, ha="center", va="center_baseline", fontsize=8.5, color=step.ink, bbox=box)
    for level in range(len(rows)):
        for at, column in enumerate(columns):
            if (level, column) not in told:
                axes.add_patch(Rectangle((at - 0.5, level - 0.5), 1, 1, **edge, **steps.NOTHING))
    steps.legend(figure, axes, scale, ranges=any(low < high for low, high in told.values()), above=above)
    return figure


def _both(bounds: steps.Bounds) -> str:
    """What is true of both bounds in few characters: 52k of 52,100 to 52,400. Nothing where they differ more."""
    lower, upper = (steps.brief(bound) for bound in bounds)
    return lower if lower == upper else ""


SLANT = 40
"""Degrees, of columns' names that have no room side by side."""


def headings(columns: Sequence[str], inches: float, longest: int) -> tuple[list[str], float, float]:
    """The columns' names as they are drawn, at most so long, in columns of so many inches; and how many inches they
    take above the plot and beyond its right side: 0 beyond it where they need not slant."""
    names = [style.short(column, longest) for column in columns]
    length = 0.078 * max(map(len, names))
    if length + 0.08 <= inches:
        return names, 0.24, 0.0
    return names, length * sin(radians(SLANT)) + 0.22, max(length * cos(radians(SLANT)) - inches / 2, 0.01)


def plane(figure: Figure, rows: Sequence[str], names: Sequence[str], *, slant: bool) -> Axes:
    """Axes whose cells are one by one, with the columns' names above and the rows' names on the left."""
    axes = figure.add_subplot()
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(False)
    axes.spines["bottom"].set_visible(False)
    axes.xaxis.tick_top()
    turned: dict[str, Any] = {"rotation": SLANT, "ha": "left", "rotation_mode": "anchor"} if slant else {}
    axes.set_xticks(range(len(names)), names, color=style.INK, **turned)
    axes.set_yticks(range(len(rows)), [style.short(row, 28) for row in rows], color=style.INK)
    return axes
