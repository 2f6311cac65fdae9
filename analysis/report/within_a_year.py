"""What changed within a year: the figures of a half-year beside those of the same half of the year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from analysis.charts import slope
from analysis.charts.steps import Bounds
from analysis.charts.style import Words
from analysis.recipes import Series, half_name
from analysis.report.figures import Table, cell
from analysis.report.pages import Drawing, Section
from analysis.report.site import Site, provenance
from analysis.words import _

YEAR = 2
"""In half-years."""


@dataclass(frozen=True)
class Pair:
    """A series that tells both half-years by one method, with a whole figure in each."""

    series: Series
    before: Bounds
    after: Bounds

    @property
    def grown(self) -> bool:
        """Whether it is higher whatever figure within its bounds is the true one."""
        return self.after[0] > self.before[1]


def section(site: Site, identifier: str, what: str, unit: str, series: Sequence[Series]) -> Section | None:
    """A slope chart and its table, of series that may share an axis; none where fewer than two can be told.

    Of the newest half-year that at least half of the series tell, and told by the same method a year before. A series
    that ends earlier, or whose method changed in between, is left out.
    """
    halves = sorted({point.half for one in series for point in one.points}, reverse=True)
    told = ((half, list(_pairs(series, half))) for half in halves)
    half, pairs = next(((half, pairs) for half, pairs in told if len(pairs) * 2 >= len(series)), (0, []))
    if len(pairs) < 2:
        return None
    periods = half_name(half - YEAR), half_name(half)
    title = _(
        "%(what)s: higher in %(half)s than a year before in %(grown)s of %(n)s series",
        what=what,
        grown=sum(pair.grown for pair in pairs),
        n=len(pairs),
        half=periods[1],
    )
    shown = [pair.series for pair in pairs]
    words = Words(identifier, title, unit, site.source(shown), _("The table below holds both figures of each series."))
    slopes = [
        slope.Slope(pair.series.component.label, pair.before, pair.after, site.colours[pair.series.component.publisher])
        for pair in pairs
    ]
    drawing = Drawing(words, partial(slope.chart, words, slopes, periods, comparable=True, log=True))
    rows = tuple(
        (one.component.label, tuple(cell(one.at(at), provenance(one.component, at)) for at in (half - YEAR, half)))
        for one in shown
    )
    table = Table(identifier, title, _("Series"), _("Half-year"), periods, rows)
    return Section(_("Beside the year before"), drawing, table)


def _pairs(series: Sequence[Series], half: int) -> Iterator[Pair]:
    for one in series:
        before, after = one.at(half - YEAR), one.at(half)
        if before is None or after is None or before.method != after.method:
            continue
        bounds = [(point.lower, point.upper) for point in (before, after)]
        whole = [(low, high) for low, high in bounds if low is not None and high is not None]
        if len(whole) == len(bounds):
            yield Pair(one, *whole)
