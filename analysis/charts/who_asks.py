"""Who asks whom in one half-year: a row a jurisdiction, a mark a company."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
from matplotlib.lines import Line2D

from analysis.charts import style

Bounds = tuple[float, float]


def chart(words: style.Words, rows: Sequence[tuple[str, Mapping[str, Bounds]]], companies: Mapping[str, int]) -> str:
    """``rows``: a jurisdiction's label, and the bounds of each company that prints a figure for it."""
    with mpl.rc_context(style.RC):
        figure = style.canvas(words, 8.6, 0.235 * len(rows) + 0.35, left=1.95, right=0.3)
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
        for level, (_, told) in enumerate(rows):
            for company, (lower, upper) in told.items():
                colour = companies[company]
                axes.plot([lower, upper], [level, level], color=style.COLOURS[colour], lw=4, alpha=0.35, zorder=3)
                axes.plot(
                    [lower, upper] if lower < upper else [lower],
                    [level, level] if lower < upper else [level],
                    color=style.COLOURS[colour],
                    marker=style.MARKERS[colour],
                    markersize=5.5,
                    markeredgecolor=style.PAPER,
                    markeredgewidth=0.5,
                    linestyle="none",
                    zorder=4,
                )
        marks = [
            Line2D([], [], color=style.COLOURS[colour], marker=style.MARKERS[colour], linestyle="none", markersize=6)
            for colour in companies.values()
        ]
        names = [style.short(name, 24) for name in companies]
        axes.legend(
            marks, names, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=6, handletextpad=0.1, columnspacing=1.4
        )
        return style.save(figure, words)
