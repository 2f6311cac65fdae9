"""Two charts for the front page, half a page wide: requests over time, and shares disclosed, a panel a company."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from analysis.charts import lines, style
from analysis.charts.lines import Course

WIDTH = 5.9


def requests(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """One line a series on a logarithmic scale, named at its end."""
    style.no_table(drawn)
    figure = style.canvas(words, WIDTH, 2.55, left=0.5, right=1.55)
    axes = figure.add_subplot()
    points = [point for course in drawn for point in course.points if point.lower is not None]
    top = max((point.upper or point.lower or 0.0 for point in points), default=1.0)
    floor = min((point.lower or 0.0 for point in points), default=0.0)
    axes.set_yscale("symlog", linthresh=1, linscale=0.25)
    ticks = style.decades(top)
    axes.set_yticks(ticks, [style.symlog(tick) for tick in ticks])
    axes.set_ylim(0 if floor < 1 else max(tick for tick in ticks if tick <= floor), top * 1.6)
    style.axis_of_halves(axes, sorted(point.half for point in points), every=4)
    axes.minorticks_off()
    ends, used = [], dict.fromkeys((course.colour for course in drawn), 0)
    for course in drawn:
        colour, marker = style.COLOURS[course.colour], style.MARKERS[(course.colour + used[course.colour]) % 8]
        lines.draw(axes, course.points, colour, marker, size=2.4)
        used[course.colour] += 1
        known = [point for point in course.points if point.lower is not None and point.upper is not None]
        if known:
            ends.append((known[-1], style.short(course.label, 18), colour))
    lines.name_ends(axes, ends)
    return figure


def shares(words: style.Words, drawn: Sequence[Course]) -> Figure:
    """A panel a company, all from 0 to 100 percent, with its newest share written out."""
    style.no_table(drawn)
    columns = min(4, len(drawn))
    rows = -(-len(drawn) // columns)
    figure = style.canvas(words, WIDTH, 2.35 if rows > 1 else 1.5, left=0.45, right=0.15, head=0.28)
    figure.subplots_adjust(hspace=0.7, wspace=0.16)
    halves = sorted(point.half for course in drawn for point in course.points)
    for at, course in enumerate(drawn):
        axes = figure.add_subplot(rows, columns, at + 1)
        axes.set_ylim(0, 1)
        axes.set_yticks([0, 0.5, 1], ["0 %", "50", "100"])
        style.axis_of_halves(axes, halves, every=6)
        axes.tick_params(labelleft=at % columns == 0, labelbottom=at >= len(drawn) - columns, labelsize=8)
        colour = style.COLOURS[course.colour]
        lines.draw(axes, course.points, colour, size=1.8)
        axes.set_title(style.short(course.label, 17), color=colour, fontsize=9)
    return figure
