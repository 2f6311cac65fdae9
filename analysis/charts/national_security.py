"""US national security: a bar from the lower to the upper end of each band, a panel a company and process."""

from collections.abc import Sequence

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.charts import style
from analysis.charts.lines import Course


def chart(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """Each panel has a scale of its own, from 0."""
    style.no_table(drawn)
    columns = min(3, len(drawn))
    rows = -(-len(drawn) // columns)
    halves = sorted(point.half for course in drawn for point in course.points)
    figure = style.canvas(words, 8.6, 1.7 * rows, left=0.55, right=0.15, head=0.3)
    figure.subplots_adjust(hspace=0.55, wspace=0.3)
    for at, course in enumerate(drawn):
        axes = figure.add_subplot(rows, columns, at + 1)
        known = [point for point in course.points if point.lower is not None and point.upper is not None]
        low = [point.lower or 0.0 for point in known]
        height = [(point.upper or 0.0) - (point.lower or 0.0) for point in known]
        x = [style.place(point.half) for point in known]
        axes.bar(x, height, width=0.4, bottom=low, color=style.COLOURS[course.colour], alpha=0.8, linewidth=0, zorder=3)
        # A band that is thin on its panel's scale, or no band at all, still has to be seen.
        axes.hlines(low, [at - 0.2 for at in x], [at + 0.2 for at in x], style.COLOURS[course.colour], lw=1.3, zorder=4)
        top = max((point.upper or 0.0 for point in known), default=1.0)
        axes.set_ylim(0, (top or 1) * 1.12)
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: style.symlog(value)))
        style.axis_of_halves(axes, halves, every=5 if halves[-1] - halves[0] > 16 else 2)
        axes.tick_params(labelsize=8)
        axes.set_title(style.short(course.label, 40), color=style.COLOURS[course.colour], fontsize=8.6)
    return figure
