"""A count for each country and territory on a map of the world; where nothing is held is told apart from 0."""

import textwrap
from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from analysis.charts import steps, style, world
from analysis.words import _

Row = tuple[str, str, steps.Bounds]
WIDTH, HEIGHT = 604.8, 255.0
"""Of the map, in points."""
SCALE, SOUTH = WIDTH / (2 * world.equal_earth(180, 0)[0]), world.equal_earth(0, -56)[1]
SMALL = 2.0
"""A territory of fewer square points, about 6,000 square kilometres, is drawn as a dot: it could not be seen."""


def chart(words: style.Words, rows: Sequence[Row]) -> Figure:
    """``rows``: a jurisdiction's code, its name, and the bounds of its count. What is no country of the map is named
    beneath it. Raises ValueError where there is no row, one code stands twice, or bounds are not those of a count.
    """
    style.no_table(rows)
    if not rows:
        raise ValueError("no jurisdictions to draw on a map")
    told = {code: steps.checked(bounds, name) for code, name, bounds in rows}
    if len(told) < len(rows):
        raise ValueError("a jurisdiction stands twice among those to draw on a map")
    scale = steps.steps(told.values())
    notes = _notes(rows)
    beneath = 13 * len(notes) - 24  # where other charts have the labels of their axis
    figure = style.canvas(words, 8.6, (HEIGHT + beneath) / 72, left=0.1, right=0.1, head=0.5)
    axes = _plane(figure, beneath)
    drawn = _drawn()
    nothing = [ring for code, rings, _small in drawn if code not in told for ring in rings]
    _fill(axes, nothing, {**steps.NOTHING, "edgecolor": style.MUTED, "linewidth": 0.3})
    looks: dict[str, dict[str, Any]] = {}
    large: dict[str, list[Path]] = {}
    dots: dict[str, list[Path]] = {}
    for code, rings, small in drawn:
        if code in told:
            _step, look = steps.look(told[code], scale)
            looks[repr(look)] = look
            if small:
                dots.setdefault(repr(look), []).append(_dot(rings[0]))
            else:
                large.setdefault(repr(look), []).extend(rings)
    for name, paths in large.items():
        _fill(axes, paths, {**looks[name], "edgecolor": style.PAPER, "linewidth": 0.4})
    for name, paths in dots.items():
        _fill(axes, paths, {**looks[name], "edgecolor": style.MUTED, "linewidth": 0.6})
    for line, note in enumerate(notes):
        axes.text(0, -13 * line - 4, note, fontsize=8.5, va="top", color=style.MUTED)
    steps.legend(figure, axes, scale, ranges=any(lower < upper for lower, upper in told.values()))
    return figure


def _plane(figure: Figure, beneath: float) -> Axes:
    """Axes in points, laid so that a tenth of a point is a tenth in the SVG: that is half its size."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    bottom = height - round(height * (1 - figure.subplotpars.bottom) - beneath, 1)
    axes = figure.add_axes((7.2 / width, bottom / height, WIDTH / width, HEIGHT / height))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, HEIGHT)
    axes.set_axis_off()
    return axes


@cache
def _drawn() -> tuple[tuple[str, tuple[Path, ...], bool], ...]:
    """Every shape's code, its rings in points of the map, and whether it is too small to be seen."""
    found = []
    for shape in world.shapes():
        rings = [[_point(*place) for place in ring] for ring in shape.rings]
        paths = tuple(Path([*ring, ring[0]], closed=True) for ring in rings)
        found.append((shape.code, paths, sum(_area(ring) for ring in rings) < SMALL))
    return tuple(found)


def _point(longitude: float, latitude: float) -> tuple[float, float]:
    x, y = world.equal_earth(longitude, latitude)
    return round(WIDTH / 2 + SCALE * x, 1), round(SCALE * (y - SOUTH), 1)


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


def _fill(axes: Axes, paths: Sequence[Path], look: dict[str, Any]) -> None:
    """All of one look are one path: a map of 250 elements would be twice the size."""
    if paths:
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), clip_on=False, **look))


def _dot(path: Path) -> Path:
    """An octagon in the middle of what it stands for."""
    (west, south), (east, north) = path.get_extents().get_points()
    x, y = round((west + east) / 2, 1), round((south + north) / 2, 1)
    corners = [(2.4, 1), (1, 2.4), (-1, 2.4), (-2.4, 1), (-2.4, -1), (-1, -2.4), (1, -2.4), (2.4, -1)]
    return Path([(x + dx, y + dy) for dx, dy in [*corners, corners[0]]], closed=True)


def _notes(rows: Sequence[Row]) -> list[str]:
    """The largest by name, and who has a count but no place on the map."""
    largest = sorted(rows, key=lambda row: -row[2][0])[:5]
    most = ", ".join(f"{style.short(name, 24)} {steps.said(bounds)}" for _code, name, bounds in largest)
    mapped = {shape.code for shape in world.shapes() if shape.code}
    absent = [f"{style.short(name, 24)} {steps.said(bounds)}" for code, name, bounds in rows if code not in mapped]
    notes = [_("Most: %(names)s", names=most)]
    if len(absent) > 6:
        absent = [*absent[:5], _("and %(n)s more", n=len(absent) - 5)]
    if absent:
        notes.append(_("Not on the map: %(names)s", names=", ".join(absent)))
    notes.append(
        _("Borders are Natural Earth’s, by who holds the land, and no statement of ours. Small territories are dots.")
    )
    return [line for note in notes for line in textwrap.wrap(note, 112)]
