"""Removal requests over time: a panel a jurisdiction, all of one scale, for the jurisdictions that ask most."""

from collections.abc import Sequence
from itertools import pairwise

from matplotlib.figure import Figure

from analysis.charts import lines, style
from analysis.recipes import Point

Panel = tuple[str, Sequence[Sequence[Point]]]


def chart(words: style.Words, panels: Sequence[Panel], halves: Sequence[int], colour: int) -> Figure:
    """``panels``: a jurisdiction's label, and its figures, a list for each table that told them: these never join."""
    style.no_table(panels)
    columns = 4
    rows = -(-len(panels) // columns)
    drawn = [point for _, told in panels for points in told for point in points]
    top = max((point.upper or 0.0 for point in drawn), default=1.0)
    figure = style.canvas(words, 8.6, 1.4 * rows, left=0.5, right=0.15, head=0.28)
    figure.subplots_adjust(hspace=0.45, wspace=0.12)
    ticks = style.decades(top)
    for at, (label, told) in enumerate(panels):
        axes = figure.add_subplot(rows, columns, at + 1)
        axes.set_yscale("symlog", linthresh=1, linscale=0.4)
        axes.set_yticks(ticks, ["" if tick == 1 and top > 300 else style.symlog(tick) for tick in ticks])
        axes.minorticks_off()
        axes.set_ylim(-0.15, top * 1.6)
        style.axis_of_halves(axes, halves, every=5 if halves[-1] - halves[0] > 16 else 2)
        axes.tick_params(labelleft=at % columns == 0, labelsize=8)
        for points in told:
            lines.draw(axes, points, style.COLOURS[colour], size=2.2)
        for x in _seams(told):
            axes.axvline(x, color=style.MUTED, lw=0.8, linestyle=(0, (2, 2)), zorder=1)
        axes.set_title(style.short(label, 22), fontsize=9.5)
    return figure


def _seams(told: Sequence[Sequence[Point]]) -> list[float]:
    """Where the method changes, within a table's figures or from one table's to the next's."""
    within = [x for points in told for x in lines.breaks(points)]
    spans = sorted((min(p.half for p in points), max(p.half for p in points)) for points in told if points)
    return within + [style.place(later[0]) - 0.25 for _, later in pairwise(spans)]
