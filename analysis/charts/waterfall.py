"""A restatement step by step: what each edition printed for one cell, and how far it is from the edition before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from analysis.charts import steps, style
from analysis.words import _

WITHIN = ("data", "axes fraction")
WIDE = 0.28
"""Half of an edition's width; the next stands at 1."""
UP, DOWN = style.COLOURS[0], style.COLOURS[1]


@dataclass(frozen=True)
class Edition:
    """The day its copy was captured, what it printed, and the bounds of that; None where it is no figure."""

    captured: str
    printed: str
    bounds: steps.Bounds | None


def chart(words: style.Words, editions: Sequence[Edition], *, share: bool = False) -> Figure:
    """The axis begins near the figures, which is said where that is not 0. A band is a box from bound to bound; the
    difference from or to one is all that its bounds allow, drawn pale. There is none from or to an edition without a
    figure, which is said in words. ``share``: the figures are of 0 to 1, and told in percent.

    Raises ValueError where fewer than two editions are given, or none has a figure.
    """
    style.no_table(editions)
    known = [steps.ordered(edition.bounds, edition.captured) for edition in editions if edition.bounds]
    if len(editions) < 2 or not known:
        raise ValueError("a waterfall needs two editions, and a figure in one of them")
    low, high = min(lower for lower, _upper in known), max(upper for _lower, upper in known)
    room = (high - low) or high or 1.0
    figure = style.canvas(words, 8.6, 3.3, left=0.95, right=0.2, head=0.1)
    figure.subplots_adjust(bottom=figure.subplotpars.bottom + 0.2 / figure.get_size_inches()[1])
    axes = figure.add_subplot()
    bottom = max(low - 0.4 * room, 0) if low > 0.5 * room else -0.4 * room
    axes.set_ylim(bottom, high + 0.35 * room)
    axes.set_xlim(-0.6, len(editions) - 0.4)
    say = partial(_told, share=share)
    ticks = [float(tick) for tick in MaxNLocator(5).tick_values(max(bottom, 0), high + 0.35 * room)]
    ticks = [tick for tick in ticks if bottom <= tick <= high + 0.35 * room and (share or tick.is_integer())]
    axes.set_yticks(ticks, [say(tick) if share else style.symlog(tick) for tick in ticks])
    names = [style.short(edition.captured, 12) for edition in editions]
    if len(editions) > 8:  # a day is told in two lines: its year, and the rest
        names = [name.replace("-", "-\n", 1) for name in names]
    axes.set_xticks(range(len(editions)), names)
    crowded = max(len(style.short(edition.printed, 16)) for edition in editions) * 5.6 > 7.4 * 72 / len(editions)
    for at, edition in enumerate(editions):
        _edition(axes, at, edition, 12 if crowded and at % 2 else 0, say)
    for at, (before, after) in enumerate(pairwise(editions)):
        if before.bounds and after.bounds:
            _difference(axes, at + 0.5, before.bounds, after.bounds, say)
    if bottom > 0:
        note = _("the axis does not begin at 0")
        axes.annotate(note, (0, 1), xycoords="axes fraction", va="bottom", fontsize=8.5, color=style.MUTED)
    return figure


def _told(value: float, share: bool) -> str:
    return f"{100 * value:.4g} %" if share else f"{value:,.12g}"


def _edition(axes: Axes, at: int, edition: Edition, raised: int, say: Callable[[float], str]) -> None:
    """One edition: a level, or a box for a band, and over it what was printed."""
    box = {"facecolor": style.PAPER, "edgecolor": "none", "pad": 0.6}
    printed = style.short(edition.printed, 16)
    if not edition.bounds:
        text = printed or _("no figure")
        axes.annotate(text, (at, 0.5), xycoords=WITHIN, ha="center", fontsize=8.5, color=style.MUTED, bbox=box)
        axes.axvline(at, color=style.MUTED, lw=0.8, linestyle=(0, (2, 3)), zorder=1)
        return
    lower, upper = edition.bounds
    if lower < upper:
        axes.add_patch(
            Rectangle((at - WIDE, lower), 2 * WIDE, upper - lower, facecolor=style.RULE, edgecolor=style.INK)
        )
    axes.hlines(sorted({lower, upper}), at - WIDE, at + WIDE, color=style.INK, lw=2, zorder=4)
    label: dict[str, Any] = {
        "xytext": (0, 5 + raised),
        "textcoords": "offset points",
        "ha": "center",
        "fontsize": 8.5,
        "zorder": 5,
    }
    axes.annotate(printed or say(upper), (at, upper), bbox=box, **label)


def _difference(axes: Axes, at: float, before: steps.Bounds, after: steps.Bounds, say: Callable[[float], str]) -> None:
    """What lies between two editions, and beneath it in figures."""
    least, most = after[0] - before[1], after[1] - before[0]
    colour = UP if least > 0 else DOWN if most < 0 else style.MUTED
    if before == after:
        axes.hlines(before, at - 0.5 + WIDE, at + 0.5 - WIDE, color=style.MUTED, lw=0.8, zorder=2)
        return
    low, high = min(before[0], after[0]), max(before[1], after[1])
    alpha = 1.0 if least == most else 0.45
    axes.add_patch(Rectangle((at - 0.14, low), 0.28, high - low, facecolor=colour, alpha=alpha, linewidth=0, zorder=3))
    axes.hlines(before, at - 0.5 + WIDE, at - 0.14, color=style.MUTED, lw=0.8, zorder=2)
    axes.hlines(after, at + 0.14, at + 0.5 - WIDE, color=style.MUTED, lw=0.8, zorder=2)
    text = "\n".join(
        f"{'+' if value > 0 else '−' if value < 0 else ''}{say(abs(value))}" for value in sorted({least, most})
    )
    if least < most:
        text = text.replace("\n", _(" to\n"))
    axes.annotate(text, (at, 0.02), xycoords=WITHIN, ha="center", fontsize=8.5, color=colour, fontweight="bold")
