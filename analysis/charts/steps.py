"""Amounts in classes: 0 is a class of its own, the others are steps of a logarithmic scale in the ramp's colours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import style
from analysis.words import _

Bounds = tuple[float, float]
SHADES = ((), (5,), (2, 5), (1, 3, 5), (1, 2, 3, 5), (1, 2, 3, 5, 6), (1, 2, 3, 4, 5, 6))
"""For so many classes, which colours of the ramp."""
STRIPES = "\\\\\\\\\\\\"
NOTHING: dict[str, Any] = {"facecolor": style.PAPER, "hatch": "////", "hatchcolor": style.RULE}
"""How the place of a figure looks that is not held."""


@dataclass(frozen=True)
class Step:
    """Amounts from ``lower`` to below ``above``, the colour of their places, and the colour of text on it."""

    lower: float
    above: float
    colour: str
    ink: str

    @property
    def label(self) -> str:
        if self.above <= 1:
            return "0"
        if self.above - self.lower == 1:
            return f"{self.lower:g}"
        if self.above <= 1_000_000:
            return f"{self.lower:,.0f}–{self.above - 1:,.0f}"
        return f"{style.symlog(self.lower)} – <{style.symlog(self.above)}"


def ordered(bounds: Bounds, what: str) -> Bounds:
    """The bounds of a figure. Raises ValueError naming ``what`` for any that no figure can have."""
    lower, upper = bounds
    if not (isfinite(lower) and isfinite(upper) and 0 <= lower <= upper):
        raise ValueError(f"{style.short(what, 60)}: {lower!r} to {upper!r} are not the bounds of a figure")
    return bounds


def checked(bounds: Bounds, what: str) -> Bounds:
    """As ``ordered``, of a count: nothing lies between 0 and 1."""
    if any(0 < bound < 1 for bound in ordered(bounds, what)):
        raise ValueError(f"{style.short(what, 60)}: {bounds[0]!r} to {bounds[1]!r} are not the bounds of a count")
    return bounds


def steps(told: Iterable[Bounds]) -> list[Step]:
    """0, and at most six steps up to the largest: one number each where that suffices, else of half a power of ten, a
    power, or two, as many as it takes.
    """
    top = max((upper for _, upper in told), default=0)
    halves = [number * 10**power for power in range(16) for number in (1, 3)]
    for ends in (list(range(1, 8)) if top < 7 else halves, halves, halves[::2], halves[::4], halves[::8]):
        lowers = [end for end in ends if end <= top]
        if len(lowers) <= 6:
            break
    aboves = ends[1 : len(lowers) + 1]
    shades = SHADES[len(lowers)]
    inks = [style.PAPER if shade > 3 else style.INK for shade in shades]
    found = zip(lowers, aboves, [style.RAMP[shade] for shade in shades], inks, strict=True)
    return [Step(0, 1, style.RAMP[0], style.INK), *(Step(*step) for step in found)]


def look(bounds: Bounds, scale: Sequence[Step]) -> tuple[Step, dict[str, Any]]:
    """The step of a figure, and how its place looks: striped with the upper bound's colour where a range has two."""
    low, high = ([step for step in scale if step.lower <= bound][-1] for bound in bounds)
    if low == high:
        return low, {"facecolor": low.colour}
    return low, {"facecolor": low.colour, "hatch": STRIPES, "hatchcolor": high.colour}


def brief(value: float) -> str:
    """A number in few characters: 1234 is 1.2k."""
    for size, unit in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if value >= size * 0.9995:
            return f"{value / size:.{1 if value < size * 9.95 else 0}f}{unit}"
    return f"{value:g}" if value == int(value) else f"{value:.1f}"


def said(bounds: Bounds) -> str:
    """A figure or a range in few characters."""
    lower, upper = bounds
    if lower == upper:
        return brief(lower)
    short = brief(lower), brief(upper)
    return "–".join(short if short[0] != short[1] else (f"{lower:,.0f}", f"{upper:,.0f}"))


def percent(bounds: Bounds) -> str:
    """A share of 0 to 1, or a range of it, as a percentage of one decimal."""
    lower, upper = (f"{100 * bound:.1f}" for bound in bounds)
    return f"{lower} %" if lower == upper else f"{lower}–{upper} %"


def legend(figure: Figure, axes: Axes, scale: Sequence[Step], *, ranges: bool, above: float = 0.0) -> None:
    """A strip of the classes, from the figure's left edge: amounts, stripes, nothing. It takes 0.5 inches, and stands
    ``above`` as many inches over the plot."""
    width, height = figure.get_size_inches()
    bottom = axes.get_position().y1 + (0.14 + above) / height
    strip = figure.add_axes((0.012, bottom, 0.976, 0.34 / height))
    strip.set_axis_off()
    strip.set_xlim(0, width * 0.976 * 72)
    strip.set_ylim(0, 0.34 * 72)
    x = 0.0
    for step in scale:
        wide = max(34.0, 5.7 * len(step.label) + 6)
        strip.add_patch(Rectangle((x, 14), wide, 10, facecolor=step.colour, edgecolor=style.RULE, linewidth=0.5))
        strip.text(x + wide / 2, 1, step.label, ha="center", fontsize=8.5, color=style.MUTED)
        x += wide
    apart: list[tuple[dict[str, Any], str]] = [(NOTHING, _("nothing held"))]
    if ranges:
        stripes = {"facecolor": scale[1].colour, "hatch": STRIPES, "hatchcolor": scale[-1].colour}
        apart.insert(0, (stripes, _("range over two classes")))
    for dressed, text in apart:
        wide = 5.7 * len(text) + 6
        strip.add_patch(Rectangle((x + 8, 14), wide, 10, edgecolor=style.RULE, linewidth=0.5, **dressed))
        strip.text(x + 8 + wide / 2, 1, text, ha="center", fontsize=8.5, color=style.MUTED)
        x += wide + 8
