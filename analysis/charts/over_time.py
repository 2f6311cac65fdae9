"""Requests over time: companies differ by orders of magnitude, so the scale is logarithmic, and says so."""

from collections.abc import Sequence

import matplotlib as mpl

from analysis.charts import lines, style
from analysis.recipes import Series


def chart(words: style.Words, drawn: Sequence[tuple[Series, int]]) -> str:
    """One line a series, named at its end. Each comes with the number of its company's colour."""
    style.no_table(drawn)
    with mpl.rc_context(style.RC):
        figure = style.canvas(words, 8.6, 4.5, left=0.6, right=2.1)
        axes = figure.add_subplot()
        points = [point for series, _ in drawn for point in series.points if point.upper is not None]
        top = max((point.upper or 0.0 for point in points), default=1.0)
        axes.set_yscale("symlog", linthresh=1, linscale=0.25)
        ticks = style.decades(top)
        axes.set_yticks(ticks, [style.symlog(tick) for tick in ticks])
        axes.minorticks_off()
        floor = min((point.lower or 0.0 for point in points), default=0.0)
        axes.set_ylim(0 if floor < 1 else max(tick for tick in ticks if tick <= floor), top * 1.4)
        style.axis_of_halves(axes, sorted(point.half for point in points))
        axes.minorticks_off()
        ends, used = [], dict.fromkeys((colour for _, colour in drawn), 0)
        for series, colour in drawn:
            lines.draw(axes, series.points, style.COLOURS[colour], style.MARKERS[(colour + used[colour]) % 8])
            used[colour] += 1
            known = [point for point in series.points if point.lower is not None and point.upper is not None]
            if known:
                ends.append((known[-1], series.component.label, style.COLOURS[colour]))
        lines.name_ends(axes, ends)
        return style.save(figure, words)
