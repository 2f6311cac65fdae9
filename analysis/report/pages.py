"""A page before it is written: its sections, each with a chart and a table of figures, and what its template needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from matplotlib.figure import Figure

from analysis.charts.style import Words
from analysis.report.figures import Table


@dataclass(frozen=True)
class Drawing:
    """A chart that is still to be drawn: one that fails leaves its words, and everything else, standing.

    ``draw`` is a ``partial`` of a chart module's function over plain values: it is sent to another process, and a chart
    of the same function and values is not drawn again.
    """

    words: Words
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class Section:
    """A part of a page."""

    heading: str
    drawing: Drawing | None = None
    table: Table | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A page: where it stands, how it is laid out, and what it says. ``values`` are its template's own."""

    address: str
    template: str
    title: str
    sections: list[Section] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    description: str = ""
