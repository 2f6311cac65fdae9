"""Who asks whom in one half-year: a row a jurisdiction, a mark a company."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.charts import style

Bounds = tuple[float, float]
Mark = tuple[str, str]


def marks(companies: Sequence[tuple[str, int]]) -> dict[str, Mark]:
    """Colour and shape of each series: the company's colour, and shapes that differ within a company."""
    found: dict[str, Mark] = {}
    taken: set[Mark] = set()
    for name, colour in companies:
        shapes = [(style.COLOURS[colour], style.MARKERS[(colour + step) % 8]) for step in range(8)]
        mark = next((shape for shape in shapes if shape not in taken), shapes[0])
        taken.add(mark)
        found[name] = mark
    return found


def chart(words: style.Words, rows: Sequence[tuple[str, Mapping[str, Bounds]]], told_as: Mapping[str, Mark]) -> Figure:
    """``rows``: a jurisdiction's label, and the bounds of each series that has a figure for it."""
    style.no_table(rows)
    figure = style.canvas(words, 8.6, 0.235 * len(rows) + 0.3, left=1.95, right=0.3, head=0.3)
    axes = figure.add_subplot()
    axes.set_xscale("symlog", linthresh=1, linscale=0.25)
    top = max((upper for _, told in rows for _, upper in told.values()), default=1)
    ticks = style.decades(top)
    axes.set_xticks(ticks, [style.symlog(tick) for tick in ticks])
    axes.set_xlim(-0.15, top * 1.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [style.short(label, 28) for label, _ in rows])
    axes.minorticks_off()
    axes.grid(True, axis="both")
    axes.tick_params(axis="y", colors=style.INK)
    for company, (colour, shape) in told_as.items():
        found = [(level, *told[company]) for level, (_, told) in enumerate(rows) if company in told]
        ranges = [(level, lower, upper) for level, lower, upper in found if lower < upper]
        if ranges:
            axes.hlines(*zip(*ranges, strict=True), color=colour, lw=4, alpha=0.35, zorder=3)
        ends = [(lower, level) for level, lower, _ in found] + [(upper, level) for level, _, upper in ranges]
        x, y = zip(*ends, strict=True) if ends else ((), ())
        look: dict[str, Any] = {"markersize": 5.5, "markeredgecolor": style.PAPER, "markeredgewidth": 0.5}
        axes.plot(x, y, color=colour, marker=shape, linestyle="none", zorder=4, **look)
    handles = [
        Line2D([], [], color=colour, marker=shape, linestyle="none", markersize=6) for colour, shape in told_as.values()
    ]
    names = [style.short(name, 24) for name in told_as]
    axes.legend(
        handles, names, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=6, handletextpad=0.1, columnspacing=1.4
    )
    return figure
