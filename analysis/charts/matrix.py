"""Who discloses what: a row a company, a column an element, a sign for each status that is told without its colour."""

from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts import heatmap, style
from analysis.words import _

LOOKS: dict[str, dict[str, Any]] = {
    "disclosed": {"marker": "o", "color": style.COLOURS[0], "markersize": 9.5},
    "partly": {
        **{"marker": "o", "color": style.COLOURS[0], "markersize": 9.5, "fillstyle": "left"},
        **{"markerfacecoloralt": style.PAPER, "markeredgewidth": 1.2},
    },
    "not_disclosed": {"marker": "x", "color": style.COLOURS[1], "markersize": 7, "markeredgewidth": 2},
    "not_collected": {"marker": "_", "color": style.MUTED, "markersize": 5, "markeredgewidth": 0.8},
}
"""A full disc, half a disc, a cross, a dash."""
LEFT, RIGHT = 2.25, 0.15


def chart(
    words: style.Words, rows: Sequence[tuple[str, Mapping[str, str]]], columns: Sequence[tuple[str, str]]
) -> Figure:
    """``rows``: a company's name, and element -> status (a word of LOOKS) for every element of ``columns``, which are
    (element, heading). Raises ValueError naming the place of a status that is none or missing, and where there is no
    row or no column.
    """
    style.no_table(rows)
    style.no_table(columns)
    if not rows or not columns:
        raise ValueError(f"a matrix without {'columns' if rows else 'rows'}")
    places: dict[str, list[tuple[int, int]]] = {status: [] for status in LOOKS}
    for level, (label, told) in enumerate(rows):
        for at, (element, _title) in enumerate(columns):
            if told.get(element) not in LOOKS:
                named = f"{style.short(label, 40)}, {style.short(element, 40)}"
                raise ValueError(f"{named}: {told.get(element)!r} is no status of the matrix")
            places[told[element]].append((at, level))
    names, above, beyond = heatmap.headings(
        [heading for _, heading in columns], (8.6 - LEFT - RIGHT) / len(columns), 26
    )
    right = max(RIGHT, beyond)
    figure = style.canvas(words, 8.6, 0.24 * len(rows), left=LEFT, right=right, head=0.3 + above)
    axes = heatmap.plane(figure, [label for label, _ in rows], names, slant=beyond > 0)
    for level in range(len(rows)):
        axes.axhline(level + 0.5, color=style.RULE, lw=0.5, zorder=1)
    for status, spots in places.items():
        if status == "not_collected":  # the most of them by far: one line with gaps is a third of the size
            x = [value for at, _level in spots for value in (at - 0.12, at + 0.12, nan)]
            y = [value for _at, level in spots for value in (level, level, nan)]
            axes.plot(x, y, color=style.MUTED, lw=0.8, zorder=3)
        elif spots:
            axes.plot(*zip(*spots, strict=True), linestyle="none", zorder=3, clip_on=False, **LOOKS[status])
    legend(figure, axes, above)
    return figure


def legend(figure: Figure, axes: Axes, above: float) -> None:
    """The signs and what they say, in one line over the columns' names."""
    meaning = {
        "disclosed": _("disclosed"),
        "partly": _("partly"),
        "not_disclosed": _("not disclosed"),
        "not_collected": _("not collected by us"),
    }
    signs = [axes.plot([], [], linestyle="none", **look)[0] for look in LOOKS.values()]
    height = figure.get_size_inches()[1]
    figure.legend(
        signs,
        [meaning[status] for status in LOOKS],
        loc="lower left",
        bbox_to_anchor=(0.0, axes.get_position().y1 + (above + 0.05) / height),
        ncols=4,
        handletextpad=0.2,
        columnspacing=1.6,
        borderaxespad=0.2,
    )
