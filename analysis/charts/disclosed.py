"""The share of requests with data disclosed: a panel a company, because their definitions differ."""

from collections.abc import Sequence

import matplotlib as mpl

from analysis.charts import lines, style
from analysis.recipes import Series


def chart(words: style.Words, drawn: Sequence[tuple[Series, int]]) -> str:
    """Panels of one scale, 0 to 100 percent."""
    style.no_table(drawn)
    columns = min(3, len(drawn))
    rows = -(-len(drawn) // columns)
    with mpl.rc_context(style.RC):
        figure = style.canvas(words, 8.6, 1.85 * rows, left=0.5, right=0.2, head=0.3)
        figure.subplots_adjust(hspace=0.5, wspace=0.2)
        halves = sorted(point.half for series, _ in drawn for point in series.points)
        for at, (series, colour) in enumerate(drawn):
            axes = figure.add_subplot(rows, columns, at + 1)
            axes.set_ylim(0, 1)
            axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25", "50", "75", "100 %"])
            style.axis_of_halves(axes, halves, every=4 if halves[-1] - halves[0] > 16 else 2)
            axes.tick_params(labelleft=at % columns == 0)
            lines.draw(axes, series.points, style.COLOURS[colour], size=2.6)
            axes.set_title(style.short(series.component.label, 36), color=style.COLOURS[colour])
        return style.save(figure, words)
