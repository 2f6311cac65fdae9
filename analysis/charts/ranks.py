"""Who stands where among the others, period by period. A rank is among those that have a figure: of so many."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.figure import Figure

from analysis.charts import sides, steps, style
from analysis.words import _

LEFT, RIGHT = 0.7, 2.7


@dataclass(frozen=True)
class Ranked:
    """A series: bounds of its figure in every period, None where none is held; the number of its colour, or none."""

    label: str
    figures: tuple[steps.Bounds | None, ...]
    colour: int | None = None


def chart(
    words: style.Words, ranked: Sequence[Ranked], periods: Sequence[str], *, comparable: bool, shown: int = 0
) -> Figure:
    """The largest figure is first. Series whose figures are equal, or whose ranges overlap, share the ranks that they
    may have, drawn as a bar. A line leads from one period to the next where both are held.

    All ``ranked`` are counted; with ``shown``, only the first so many of them are drawn. ``comparable`` is the caller's
    word that they may be ranked. Raises ValueError without it, without a figure, or where periods and figures differ.
    """
    style.no_table(ranked)
    style.no_table(periods)
    if not comparable:
        raise ValueError("a rank chart of series that may not be compared")
    if not periods or not any(bounds for series in ranked for bounds in series.figures):
        raise ValueError("a rank chart without a figure in any period")
    for series in ranked:
        if len(series.figures) != len(periods):
            found = f"{style.short(series.label, 60)}: {len(series.figures)} figures"
            raise ValueError(f"a rank chart of {len(periods)} periods: {found}")
    drawn = [(series, places(ranked, series)) for series in ranked[: shown or None]]
    last = max(worst for _, ranks in drawn for rank in ranks if rank for worst in rank[1:])
    figure = style.canvas(words, 8.6, max(0.27 * (last + 1), 1.2), left=LEFT, right=RIGHT)
    axes = figure.add_subplot()
    axes.set_xlim(-0.15, len(periods) - 0.85)
    axes.set_ylim(last + 0.6, -0.4)
    axes.set_yticks(range(1, last + 1))
    axes.grid(False)
    names = [style.short(period, 12) for period in periods]
    every = -(-int(max(map(len, names)) * 0.09 * len(periods)) // int(8.6 - LEFT - RIGHT))
    marked = range((len(periods) - 1) % every, len(periods), every)
    axes.set_xticks(marked, [names[at] for at in marked])
    for at in marked:
        held = sum(series.figures[at] is not None for series in ranked)
        axes.text(at, 0, _("of %(n)s", n=held), ha="center", va="center", fontsize=8.5, color=style.MUTED)
    ends = []
    for series, ranks in drawn:
        colour = style.MUTED if series.colour is None else style.COLOURS[series.colour]
        middles = [None if rank is None else sum(rank) / 2 for rank in ranks]
        for at, (a, b) in enumerate(pairwise(middles)):
            if a is not None and b is not None:
                axes.plot([at, at + 1], [a, b], color=colour, lw=1.8, zorder=2)
        for at, rank in enumerate(ranks):
            if rank and rank[0] < rank[1]:
                axes.vlines(at, rank[0] - 0.2, rank[1] + 0.2, color=colour, lw=5, capstyle="round", zorder=3)
            elif rank:
                axes.plot(at, rank[0], "o", color=colour, markersize=7, zorder=3)
        known = [(at, middle) for at, middle in enumerate(middles) if middle is not None]
        if known:
            at, middle = known[-1]
            ends.append(sides.Side(_ended(series, names, at), middle, colour))
            axes.plot([at, len(periods) - 0.95], [middle, middle], color=colour, lw=0.6, alpha=0.6, zorder=1)
    sides.put(axes, ends, len(periods) - 0.95, right=True)
    return figure


def _ended(series: Ranked, names: Sequence[str], at: int) -> str:
    """The series' name, and its last period where that is not the chart's."""
    if at == len(names) - 1:
        return style.short(series.label, 26)
    return _("%(name)s (to %(period)s)", name=style.short(series.label, 23 - len(names[at])), period=names[at])


def places(ranked: Sequence[Ranked], series: Ranked) -> list[tuple[int, int] | None]:
    """The best and the worst rank that a series can have in each period."""
    found: list[tuple[int, int] | None] = []
    for at, own in enumerate(series.figures):
        others = [other.figures[at] for other in ranked if other is not series]
        told = [bounds for bounds in others if bounds is not None]
        if own is None:
            found.append(None)
            continue
        above = sum(lower > own[1] for lower, _ in told)
        below = sum(upper < own[0] for _, upper in told)
        found.append((above + 1, len(told) + 1 - below))
    return found
