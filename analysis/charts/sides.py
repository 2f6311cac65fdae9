"""Names at the sides of a plot, level with what they name and never one over the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from analysis.charts import style

LINE = 12.5
"""Points from one name to the next."""


@dataclass(frozen=True)
class Side:
    """A name, at which height of the axis it belongs, and its colour."""

    text: str
    level: float
    colour: str


def room(count: int, least: float) -> float:
    """Inches of height that so many names ask for, or ``least``."""
    return max(least, count * LINE / 72)


def put(axes: Axes, sides: Sequence[Side], x: float, *, right: bool) -> None:
    """Write the names beside ``x``, in the data's units: right of it or left of it, within the plot's height."""
    if not sides:
        return
    step = LINE * axes.figure.dpi / 72
    levels = [float(axes.transData.transform((0, side.level))[1]) for side in sides]
    bounds = axes.get_window_extent()
    moved = style.spread(levels, step)
    order = sorted(range(len(sides)), key=lambda at: moved[at])
    for rank, at in enumerate(order):  # between them the names keep their distance, whichever of the ends pushes
        moved[at] = max(min(moved[at], bounds.y1 - step * (len(order) - 1 - rank)), bounds.y0 + step * rank)
    edge = float(axes.transData.transform((x, 0))[0])
    sign = 1 if right else -1
    back = axes.transData.inverted()
    for side, level, pixel in zip(sides, levels, moved, strict=True):
        ends = [(edge + sign * step * away, y) for away, y in ((0.4, level), (1.2, pixel))]
        axes.plot(*zip(*back.transform(ends), strict=True), color=side.colour, lw=0.6, alpha=0.6, clip_on=False)
        at_x, at_y = (float(value) for value in back.transform((edge + sign * step * 1.35, pixel)))
        aligned = "left" if right else "right"
        axes.annotate(
            side.text, (at_x, at_y), color=side.colour, ha=aligned, va="center", fontsize=9, annotation_clip=False
        ).set_fontweight("bold")
