"""How a series is drawn over time: gaps stay gaps, ranges are drawn from end to end, and methods do not join."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan, nan

from matplotlib.axes import Axes

from analysis.charts.style import place, short, spread
from analysis.recipes import Point


@dataclass(frozen=True)
class Course:
    """A series as it is drawn: its name, its figures in order of time, and the number of its company's colour."""

    label: str
    points: tuple[Point, ...]
    colour: int


def drawn(points: Sequence[Point]) -> tuple[list[float], list[float], list[float]]:
    """x, lower and upper to draw. NaN stands in every half-year without a figure and wherever the method changes.

    An open upper bound is drawn as nothing: the reader is told in the table.
    """
    at = {point.half: point for point in points}
    if not at:
        return [], [], []
    x: list[float] = []
    low: list[float] = []
    high: list[float] = []
    before: Point | None = None
    for half in range(min(at), max(at) + 1):
        point = at.get(half)
        if point is None or point.lower is None or point.upper is None:
            x, low, high = [*x, place(half)], [*low, nan], [*high, nan]
            before = None
            continue
        if before is not None and before.method != point.method:
            x, low, high = [*x, place(half) - 0.25], [*low, nan], [*high, nan]
        x, low, high = [*x, place(half)], [*low, point.lower], [*high, point.upper]
        before = point
    return x, low, high


def draw(axes: Axes, points: Sequence[Point], colour: str, marker: str = "o", size: float = 3.2) -> None:
    """One series: a line through exact figures; for ranges a bar from bound to bound, and an area between bars."""
    x, low, high = drawn(points)
    if not x:
        return
    ranged = [lower < upper for lower, upper in zip(low, high, strict=True)]
    exact = [nan if wide else lower for lower, wide in zip(low, ranged, strict=True)]
    axes.plot(x, exact, color=colour, linewidth=1.5, marker=marker, markersize=size, markeredgewidth=0, zorder=3)
    # A figure without neighbours has no line to be seen by.
    alone = [at for at, value in enumerate(exact) if not isnan(value) and not _joined(exact, at)]
    places, values = [x[at] for at in alone], [exact[at] for at in alone]
    axes.plot(places, values, color=colour, marker=marker, markersize=size + 1.4, linestyle="none", zorder=3)
    if any(ranged):
        # The outline keeps a range that is narrow on this scale in sight.
        axes.fill_between(
            x, low, high, where=ranged, facecolor=(colour, 0.35), edgecolor=colour, linewidth=1.2, zorder=2
        )
        bars = [bar for bar, wide in zip(zip(x, low, high, strict=True), ranged, strict=True) if wide]
        axes.vlines(*zip(*bars, strict=True), color=colour, linewidth=2.4, capstyle="round", zorder=3)


def _joined(values: Sequence[float], at: int) -> bool:
    """Whether a line leads from this value to the one before or after it."""
    return any(0 <= near < len(values) and not isnan(values[near]) for near in (at - 1, at + 1))


def breaks(points: Sequence[Point]) -> list[float]:
    """Where on the axis the method changes."""
    known = sorted((point for point in points if point.lower is not None), key=lambda point: point.half)
    return [place(b.half) - 0.25 for a, b in pairwise(known) if a.method != b.method]


def name_ends(axes: Axes, ends: Sequence[tuple[Point, str, str]]) -> None:
    """The series' names (point, name, colour) right of the plot, level with their last figures but not overlapping."""
    if not ends:
        return
    dpi = axes.figure.get_dpi()
    levels = [
        float(axes.transData.transform((0, ((point.lower or 0) + (point.upper or 0)) / 2))[1]) for point, _, _ in ends
    ]
    right = axes.get_xlim()[1]
    for (point, name, colour), level, moved in zip(ends, levels, spread(levels, 12.5 * dpi / 72), strict=True):
        y = float(axes.transData.inverted().transform((0, moved))[1])
        own = float(axes.transData.inverted().transform((0, level))[1])
        axes.plot(
            [place(point.half) + 0.12, right, right + 0.25],
            [own, own, y],
            color=colour,
            lw=0.6,
            clip_on=False,
            alpha=0.6,
        )
        text = axes.annotate(
            short(name, 26), (right + 0.3, y), color=colour, va="center", fontsize=9.5, annotation_clip=False
        )
        text.set_fontweight("bold")
