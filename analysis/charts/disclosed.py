"""The share of requests with data disclosed: a panel a company, because their definitions differ."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts import lines, style
from analysis.charts.lines import Course


def chart(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """Panels of one scale, 0 to 100 percent."""
    style.no_table(drawn)
    columns = min(3, len(drawn))
    rows = -(-len(drawn) // columns)
    figure = style.canvas(words, 8.6, 1.85 * rows, left=0.5, right=0.2, head=0.3)
    figure.subplots_adjust(hspace=0.5, wspace=0.2)
    halves = sorted(point.half for course in drawn for point in course.points)
    for at, course in enumerate(drawn):
        axes = figure.add_subplot(rows, columns, at + 1)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25", "50", "75", "100 %"])
        style.axis_of_halves(axes, halves, every=4 if halves[-1] - halves[0] > 16 else 2)
        axes.tick_params(labelleft=at % columns == 0)
        lines.draw(axes, course.points, style.COLOURS[course.colour], size=2.6)
        axes.set_title(style.short(course.label, 36), color=style.COLOURS[course.colour])
    return figure
