"""Requests over time: companies differ by orders of magnitude, so the scale is logarithmic, and says so."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts import lines, style
from analysis.charts.lines import Course


def chart(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """One line a series, named at its end."""
    style.no_table(drawn)
    figure = style.canvas(words, 8.6, 4.5, left=0.6, right=2.1)
    axes = figure.add_subplot()
    points = [point for course in drawn for point in course.points if point.upper is not None]
    top = max((point.upper or 0.0 for point in points), default=1.0)
    axes.set_yscale("symlog", linthresh=1, linscale=0.25)
    ticks = style.decades(top)
    axes.set_yticks(ticks, [style.symlog(tick) for tick in ticks])
    axes.minorticks_off()
    floor = min((point.lower or 0.0 for point in points), default=0.0)
    axes.set_ylim(0 if floor < 1 else max(tick for tick in ticks if tick <= floor), top * 1.4)
    style.axis_of_halves(axes, sorted(point.half for point in points))
    axes.minorticks_off()
    ends, used = [], dict.fromkeys((course.colour for course in drawn), 0)
    for course in drawn:
        lines.draw(
            axes, course.points, style.COLOURS[course.colour], style.MARKERS[(course.colour + used[course.colour]) % 8]
        )
        used[course.colour] += 1
        known = [point for point in course.points if point.lower is not None and point.upper is not None]
        if known:
            ends.append((known[-1], course.label, style.COLOURS[course.colour]))
    lines.name_ends(axes, ends)
    return figure
