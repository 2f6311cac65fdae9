"""What one government asked of each company over time: a panel a series, each with a scale of its own from 0.

Companies count differently and differ by orders of magnitude, so that no axis is shared but that of time.
"""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.charts import lines, style
from analysis.charts.lines import Course

COLUMNS = 4


def chart(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """One panel a series, in their order. Raises ValueError where there is none."""
    style.no_table(drawn)
    if not drawn:
        raise ValueError("no series to draw")
    columns = min(COLUMNS, len(drawn))
    rows = -(-len(drawn) // columns)
    halves = sorted(point.half for course in drawn for point in course.points)
    figure = style.canvas(words, 8.6, 1.25 * rows, left=0.5, right=0.15, head=0.28)
    figure.subplots_adjust(hspace=0.6, wspace=0.36)
    for at, course in enumerate(drawn):
        colour = style.COLOURS[course.colour]
        axes = figure.add_subplot(rows, columns, at + 1)
        lines.draw(axes, course.points, colour, size=2)
        for x in lines.breaks(course.points):
            axes.axvline(x, color=style.MUTED, lw=0.8, linestyle=(0, (2, 2)), zorder=1)
        top = max((point.upper or 0.0 for point in course.points), default=0.0)
        axes.set_ylim(0, (top or 1) * 1.12)
        axes.locator_params(axis="y", nbins=3, integer=True)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.symlog(value)))
        style.axis_of_halves(axes, halves, every=6 if halves[-1] - halves[0] > 16 else 3)
        axes.tick_params(labelsize=8)
        axes.set_title(style.short(course.label, 24), color=colour, fontsize=9)
    return figure
