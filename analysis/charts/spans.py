"""Figures of periods of any length: each a line across its period, a panel a series, each with a scale of its own."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter

from analysis.charts import style

WIDE, LINES = 31, 3
"""So many letters fit above a panel, in so many lines."""
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Span:
    """A figure: where its period begins and ends, in years (2023.5 is July 2023), and its bounds."""

    start: float
    end: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Panel:
    label: str
    spans: tuple[Span, ...]


def chart(words: style.Words, panels: Sequence[Panel], colour: int) -> Figure:
    """A range is a box as high as it is wide; a period without a figure stays empty. Raises ValueError for no panel."""
    style.no_table(panels)
    if not panels or not all(panel.spans for panel in panels):
        raise ValueError("spans: a chart needs panels, and each panel a figure")
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    names = [_name(panel.label) for panel in panels]
    lines = max(name.count("\n") for name in names) + 1
    figure = style.canvas(words, 8.6, (1.36 + 0.14 * lines) * rows, left=0.6, right=0.15, head=0.16 + 0.14 * lines)
    figure.subplots_adjust(hspace=0.4 + 0.2 * lines, wspace=0.32)
    first = min(span.start for panel in panels for span in panel.spans)
    last = max(span.end for panel in panels for span in panel.spans)
    for at, panel in enumerate(panels):
        axes = figure.add_subplot(rows, columns, at + 1)
        for span in panel.spans:
            axes.hlines(span.lower, span.start, span.end, style.COLOURS[colour], lw=2.2, zorder=3)
            if span.upper > span.lower:
                box = Rectangle((span.start, span.lower), span.end - span.start, span.upper - span.lower)
                box.set(color=style.COLOURS[colour], alpha=0.35, linewidth=0)
                axes.add_patch(box)
        top = max(span.upper for span in panel.spans)
        axes.set_ylim(0, (top or 1) * 1.15)
        axes.set_xlim(first - 0.1, last + 0.1)
        years = list(range(int(first), int(last) + 1))
        shown = years[:: max(1, -(-len(years) // 4))]
        axes.set_xticks(shown, [str(year) for year in shown])
        axes.locator_params(axis="y", nbins=4)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _at: style.symlog(value)))
        axes.spines["bottom"].set_color(style.MUTED)
        axes.tick_params(labelsize=8.5)
        axes.set_title(names[at], fontsize=8.5, linespacing=1.25)
    return figure


def _name(label: str) -> str:
    """A panel's name in at most LINES lines: panels of one chart often begin alike, and differ in their last word. A
    line never begins with the dot between two words.
    """
    lines = textwrap.wrap(style.short(label, 200).replace(" ·", f"{NO_BREAK}·"), WIDE) or [""]
    told = [line.replace(NO_BREAK, " ") for line in (*lines[: LINES - 1], " ".join(lines[LINES - 1 :])) if line]
    return "\n".join(style.short(line, WIDE) for line in told)
