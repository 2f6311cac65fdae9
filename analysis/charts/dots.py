"""A figure a row, in the caller's order: a dot where it is exact, a bar from bound to bound where it is a range."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import steps, style
from analysis.words import _


@dataclass(frozen=True)
class Row:
    """``lower`` is None where no figure is held, ``upper`` beside a lower one where it is open; ``said`` is written
    beside it, by default its bounds; the number of its colour."""

    label: str
    lower: float | None
    upper: float | None
    said: str = ""
    colour: int = 0


def chart(words: style.Words, rows: Sequence[Row], *, share: bool = False, log: bool = False) -> Figure:
    """``share``: figures of 0 to 1, on an axis of 0 to 100 percent. ``log``: the scale is logarithmic from 1 on, as the
    words must say. Raises ValueError where no row has a figure, or bounds are none.
    """
    style.no_table(rows)
    known = [
        (row.lower, row.lower if row.upper is None else row.upper, row.label) for row in rows if row.lower is not None
    ]
    if not known:
        raise ValueError("a chart of figures by row, and no row has one")
    top = max(steps.ordered((lower, upper), label)[1] for lower, upper, label in known) or 1.0
    if share and top > 1:
        raise ValueError(f"{top!r} is no share: expected 0 to 1")
    figure = style.canvas(words, 8.6, 0.27 * len(rows) + 0.1, left=2.5, right=1.7)
    axes = figure.add_subplot()
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), [style.short(row.label, 30) for row in rows])
    axes.tick_params(axis="y", colors=style.INK, pad=9)
    axes.grid(True, axis="both")
    _scale(axes, top, share, log)
    end = axes.get_xlim()[1]
    for level, row in enumerate(rows):
        if row.lower is None:
            axes.annotate(
                style.short(row.said, 19) or _("no figure held"), (1, level), xytext=(8, 0), color=style.MUTED, **BESIDE
            )
            continue
        _draw(axes, level, row.lower, end if row.upper is None else row.upper, row)
        said = style.short(row.said, 19) or _said(row.lower, row.upper, share)
        axes.annotate(said, (1, level), xytext=(8, 0), **BESIDE)
    return figure


BESIDE: dict[str, Any] = {
    **{"xycoords": ("axes fraction", "data"), "textcoords": "offset points"},
    **{"va": "center", "fontsize": 9, "annotation_clip": False},
}
"""Right of the plot, level with the row."""


def _scale(axes: Axes, top: float, share: bool, log: bool) -> None:
    if share:
        axes.set_xlim(0, 1)
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25", "50", "75", "100 %"])
        return
    if log:
        axes.set_xscale("symlog", linthresh=1, linscale=0.25)
        axes.set_xticks(style.decades(top), [style.symlog(tick) for tick in style.decades(top)])
        axes.minorticks_off()
    else:
        axes.xaxis.set_major_formatter(lambda value, _at: style.symlog(value))
    axes.set_xlim(0, top * (1.4 if log else 1.04))


def _draw(axes: Axes, level: int, lower: float, upper: float, row: Row) -> None:
    colour = style.COLOURS[row.colour]
    if row.upper is None:
        axes.annotate("", (upper, level), (lower, level), arrowprops={"arrowstyle": "->", "color": colour, "lw": 1.6})
    if lower < upper and row.upper is not None:
        axes.hlines(level, lower, upper, color=colour, lw=5, alpha=0.35, zorder=3)
        axes.plot(
            [lower, upper],
            [level, level],
            "|",
            color=colour,
            markersize=9,
            markeredgewidth=1.8,
            clip_on=False,
            zorder=4,
        )
    else:
        axes.plot(lower, level, "o", color=colour, markersize=6, clip_on=False, zorder=4)


def _said(lower: float, upper: float | None, share: bool) -> str:
    if share:
        told = steps.percent((lower, lower if upper is None else upper))
    else:
        told = f"{lower:,.12g}" if upper in (lower, None) else f"{lower:,.12g}–{upper:,.12g}"
    return _("%(lower)s or more", lower=told) if upper is None else told
