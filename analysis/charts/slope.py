"""Two periods and what changed between them: a line from one figure to the other, named at both ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import sides, steps, style


@dataclass(frozen=True)
class Slope:
    """A series at two periods: bounds of its figures, None where none is held; the number of its colour, or none."""

    label: str
    before: steps.Bounds | None
    after: steps.Bounds | None
    colour: int | None = None


def chart(
    words: style.Words,
    slopes: Sequence[Slope],
    periods: tuple[str, str],
    *,
    comparable: bool,
    log: bool = False,
    share: bool = False,
) -> Figure:
    """A range is a bar and leads on as an area; a figure without its other is a mark without a line.

    ``comparable`` is the caller's word that these may share an axis, ``share`` says that they are of 0 to 1, and
    ``log`` makes the scale logarithmic from 1 on: the words must say so. Raises ValueError without the caller's word,
    and where there is no figure.
    """
    style.no_table(slopes)
    figures = [bounds for slope in slopes for bounds in (slope.before, slope.after) if bounds]
    if not figures:
        raise ValueError("a slope chart without a figure at either period")
    if not comparable:
        raise ValueError("a slope chart of series that may not share an axis")
    figure = style.canvas(words, 8.6, sides.room(len(slopes), 3.4), left=2.9, right=2.9, head=0.35)
    axes = figure.add_subplot()
    axes.set_xlim(0, 1)
    axes.margins(y=0.04)
    if log:
        axes.set_yscale("symlog", linthresh=1, linscale=0.25)
    top, floor = max(upper for _, upper in figures), min(lower for lower, _ in figures)
    axes.set_ylim(floor * 0.8 if log and floor > 1 else -0.02 * top, top * (1.25 if log else 1.03) or 1)
    axes.set_yticks([])
    axes.minorticks_off()
    axes.set_xticks([0, 1], [style.short(period, 24) for period in periods])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", colors=style.INK, pad=10)
    axes.spines["bottom"].set_visible(False)
    for x in (0, 1):
        axes.axvline(x, color=style.RULE, lw=1, zorder=1)
    for slope in slopes:
        _draw(axes, slope)
    for x, right in ((0, False), (1, True)):
        told = [(slope, slope.after if right else slope.before) for slope in slopes]
        sides.put(axes, [_side(slope, bounds, share) for slope, bounds in told if bounds], x, right=right)
    return figure


def _colour(slope: Slope) -> str:
    return style.MUTED if slope.colour is None else style.COLOURS[slope.colour]


def _draw(axes: Axes, slope: Slope) -> None:
    colour = _colour(slope)
    for x, bounds in ((0, slope.before), (1, slope.after)):
        if bounds and bounds[0] < bounds[1]:
            axes.vlines(x, *bounds, color=colour, lw=5, alpha=0.6, capstyle="butt", clip_on=False, zorder=4)
        elif bounds:
            axes.plot(x, bounds[0], "o", color=colour, markersize=5, clip_on=False, zorder=4)
    if slope.before and slope.after:
        (low, high), (low_after, high_after) = slope.before, slope.after
        if low < high or low_after < high_after:
            axes.fill_between([0, 1], [low, low_after], [high, high_after], color=colour, alpha=0.2, lw=0, zorder=2)
        else:
            axes.plot([0, 1], [low, low_after], color=colour, lw=1.6, zorder=3)


def _side(slope: Slope, bounds: steps.Bounds, share: bool) -> sides.Side:
    lower, upper = bounds
    said = steps.percent(bounds) if share else steps.said(bounds)
    return sides.Side(f"{style.short(slope.label, 20)} {said}", (lower + upper) / 2, _colour(slope))
