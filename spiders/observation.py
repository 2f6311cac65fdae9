"""One printed figure, in the publisher's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

STATUSES = (
    "exact",
    "rounded",
    "band",
    "below",
    "blank",
    "suppressed",
    "withheld_by_law",
    "not_reported",
    "not_applicable",
)
"""What a printed cell can say. Only the first four carry bounds; the others stay five different silences."""


@dataclass(frozen=True, slots=True)
class Value:
    """Inclusive bounds of a printed value: equal when exact, both None where the cell gives no figure."""

    lower: float | None
    upper: float | None
    status: str


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a figure is about, both inclusive."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Observation:
    """A printed figure and the place it was printed at; nothing in it is mapped, filled or converted.

    ``heading`` is the measure's heading as printed, after the headings or the row's label that it stands under.
    ``words`` holds the printed word of every dimension, such as ``{"jurisdiction": "Namibia", "process": "All"}``.
    ``sheet`` counts the document's sheets from 0; ``row`` and ``columns`` count from 1, two columns for a MIN/MAX pair.
    """

    table: str
    heading: str
    value: Value
    printed: str
    period: Period
    words: Mapping[str, str]
    sheet: int
    row: int
    columns: tuple[int, ...]
