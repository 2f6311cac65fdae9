"""What all pages draw from: the view of the data, each company's series, and where things stand on the site."""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import polars as pl

from analysis import checks, coverage, recipes, store, views, vocabulary
from analysis.both_sides import both_sides_table
from analysis.comparability import comparability_table
from analysis.comparability.definitions import Answer, answer
from analysis.comparability.epochs import epochs_table
from analysis.comparability.pairs import apart
from analysis.comparability.selections import Selection, Traits, traits
from analysis.disclosure import disclosure_table
from analysis.news import events
from analysis.news.event import Event
from analysis.news.looked import unchanged
from analysis.recipes import Component, Question, Series, half_name
from analysis.restated import ledger
from analysis.restated.divided import told_apart
from analysis.schema import DOCUMENTS, RESTATEMENTS
from analysis.statements import statements_table
from analysis.words import _
from spiders.publisher import load_publisher, names

RUNS = ("run", "build", "collect", "import")


@dataclass(frozen=True)
class Site:
    """One view of the tables of ``root``. Raises PlainviewError and IntegrityError while it is made, never later."""

    root: Path
    current: pl.DataFrame
    documents: pl.DataFrame
    restatements: pl.DataFrame
    last_run: dict[str, Any]
    as_of: date | None
    recorded_as_of: date | None
    _judged: dict[str, pl.DataFrame] = field(default_factory=dict)

    @cached_property
    def tables(self) -> Mapping[tuple[str, str], pl.DataFrame]:
        """The rows of ``current`` by publisher and table."""
        parts = self.current.partition_by("publisher", "table", as_dict=True, maintain_order=True)
        return {(publisher, table): rows for (publisher, table), rows in parts.items()}

    def of(self, component: Component) -> pl.DataFrame:
        """The rows of the table that a component is of; none where nothing is held of it."""
        return self.tables.get((component.publisher, component.table), self.current.clear())

    @cached_property
    def data_date(self) -> date | None:
        """The day up to which copies of documents speak."""
        newest: Any = self.current["captured"].max()
        return self.as_of or newest

    @property
    def findings(self) -> pl.DataFrame:
        """What does not add up in this view, the highest rank first."""
        return self.table("findings")

    def table(self, name: str) -> pl.DataFrame:
        """A table of judgements in this view: one that ``build`` wrote, or what is known of it as of a past day."""
        if name not in self._judged:
            written = not self.past and (self.root / f"{name}.parquet").exists()
            self._judged[name] = store.read(self.root, name) if written else JUDGED[name](self)
        return self._judged[name]

    @property
    def past(self) -> bool:
        """Whether this is the view of a past day, of which no table was written."""
        return self.as_of is not None or self.recorded_as_of is not None

    def __reduce__(self) -> tuple[Any, ...]:
        """How another process has it: it reads the figures for itself, and is told what was judged of a past view."""
        return load, (self.root, self.as_of, self.recorded_as_of, self._judged if self.past else None)

    @cached_property
    def changes(self) -> pl.DataFrame:
        """``restatements``, with rows that were divided or merged told apart from figures that were revised."""
        return told_apart(self.restatements)

    def editions(self, publisher: str) -> pl.LazyFrame:
        """A publisher's observations in every edition that this view knows."""
        return views.known(store.observations(self.root, publisher), self.as_of, self.recorded_as_of)

    @cached_property
    def events(self) -> list[Event]:
        """What happened, the newest first: see analysis/news."""
        told = views.known(store.observations(self.root), self.as_of, self.recorded_as_of)
        tables = self.current, self.documents, self.restatements, self.table("epochs"), self.table("statements")
        last = min((day for day in (self.as_of, self.recorded_as_of) if day), default=None)
        return events(told, *tables, until=self.as_of, unchanged=unchanged(self.root, last))

    @cached_property
    def contact(self) -> str | None:
        return contact()

    @cached_property
    def names(self) -> dict[str, str]:
        return {name: load_publisher(name).name for name in names()}

    @cached_property
    def colours(self) -> dict[str, int]:
        """The same colour for a company on every page; those that charts draw come first, so that they differ."""
        drawn = {part.publisher for question in self.questions.values() for part in question.components}
        held = sorted(self.current["publisher"].unique(), key=lambda name: (name not in drawn, name))
        return {publisher: index % 8 for index, publisher in enumerate(held)}

    @cached_property
    def questions(self) -> dict[str, Question]:
        """By identifier, their texts in the site's language."""
        return {name: _in_words(question) for name, question in recipes.load_questions().items()}

    @cached_property
    def series(self) -> dict[str, Series]:
        """By the component's key; a component of which nothing is held has no points."""
        components = [part for question in self.questions.values() for part in question.components]
        return {component.key: recipes.series(self.of(component), component) for component in components}

    def compared(self, one: Component, other: Component) -> Answer:
        """Whether two components may be set side by side; the same answer in either order."""
        return self._answers(one.key, other.key)

    @cached_property
    def _answers(self) -> Callable[[str, str], Answer]:
        """The answer for the keys of two components, each worked out once."""
        return cache(lambda one, other: answer(apart(self._traits[one], self._traits[other])))

    @cached_property
    def _traits(self) -> dict[str, Traits]:
        """What each component's rows are, by its key: looked at once, however many it is compared with."""
        drawn = {key: Selection.drawn(series.component) for key, series in self.series.items()}
        return {
            key: traits(one, one.rows(self.of(self.series[key].component)), self.restatements)
            for key, one in drawn.items()
        }

    def held(self, question: str) -> list[Series]:
        """The question's series that have figures."""
        found = [self.series[component.key] for component in self.questions[question].components]
        return [one for one in found if one.points]

    @cached_property
    def coverage(self) -> pl.DataFrame:
        """As analysis.coverage says it, of this view."""
        return coverage.coverage(self.current.lazy())

    def source(self, series: list[Series]) -> str:
        """The line under a chart: whose reports, and how old the copies are."""
        newest: dict[str, date] = {}
        for one in series:
            captured: Any = one.rows["captured"].max()
            name = self.names[one.component.publisher]
            newest[name] = max(captured, newest.get(name, captured))
        told = (_("%(company)s, copy of %(day)s", company=name, day=day) for name, day in sorted(newest.items()))
        copies = "; ".join(told)
        return _("Source: transparency reports of %(copies)s. Plainview.", copies=copies)


def _statements(site: Site) -> pl.DataFrame:
    """What had been said in public by the day of the view."""
    told = statements_table()
    if site.as_of is None:
        return told
    day = pl.col("publication_date").str.head(10)
    return told.filter(day.is_null() | (day <= site.as_of.isoformat()))


JUDGED: Mapping[str, Callable[[Site], pl.DataFrame]] = {
    "findings": lambda site: checks.findings(site.current, site.documents, names()),
    "restated": lambda site: ledger(map(site.editions, store.publishers(site.root)), site.restatements),
    "disclosure": lambda site: disclosure_table(site.current, site.documents),
    "comparability": lambda site: comparability_table(site.current, site.restatements),
    "epochs": lambda _site: epochs_table(names()),
    "both_sides": lambda site: both_sides_table(site.current),
    "statements": _statements,
}
"""How the tables of judgements are made of a view."""


def load(
    root: Path, as_of: date | None, recorded_as_of: date | None, judged: Mapping[str, pl.DataFrame] | None = None
) -> Site:
    """Check every table against its hash, then read the view.

    A past view is judged here: ``judged`` are its tables, where another process has made them.
    """
    store.check(root)
    view = views.current(root, as_of, recorded_as_of)
    documents, restatements = _table(root, "documents", DOCUMENTS), _table(root, "restatements", RESTATEMENTS)
    if as_of is not None:
        documents = documents.filter(pl.col("captured") <= as_of)
        restatements = restatements.filter(pl.col("captured_after") <= as_of)
    if recorded_as_of is not None:
        known = pl.coalesce(pl.col("recorded").str.head(10).str.to_date("%Y-%m-%d"), "captured") <= recorded_as_of
        documents = documents.filter(known)
        restatements = restatements.filter(pl.col("snapshot_after").is_in(documents["snapshot"].to_list()))
    site = Site(root, view, documents, restatements, _last_run(root), as_of, recorded_as_of, dict(judged or {}))
    for name in JUDGED if site.past else ():
        site.table(name)
    return site


def _table(root: Path, name: str, schema: pl.Schema) -> pl.DataFrame:
    return store.read(root, name) if (root / f"{name}.parquet").exists() else pl.DataFrame(schema=schema)


def _last_run(root: Path) -> dict[str, Any]:
    """The newest verdict of a run that could change figures; empty where there is none."""
    for path in sorted((root / "runs").glob("*.json"), reverse=True):
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if told.get("command") in RUNS:
            return told
    return {}


def _in_words(question: Question) -> Question:
    texts = {name: _(getattr(question, name)) for name in ("title", "short", "unit", "lede")}
    parts = tuple(map(_part_in_words, question.components))
    return replace(question, **texts, notes=tuple(map(_, question.notes)), components=parts)


def _part_in_words(part: Component) -> Component:
    definition = _(part.definition) if part.definition else ""  # the catalogue answers an empty message with its header
    return replace(part, label=_(part.label), adds=_(part.adds), leaves_out=_(part.leaves_out), definition=definition)


def contact() -> str | None:
    """Where errors are reported to: the page or mailbox that whoever publishes this site has set."""
    return os.environ.get("PLAINVIEW_CONTACT", "").strip() or None


def provenance_page(component: Component, half: int) -> str:
    return f"provenance/{component.publisher}/{component.table}/{half_name(half)}.html"


def anchor(component: Component, jurisdiction: str | None = None) -> str:
    """The id of a figure on its provenance page: the whole, or the part of one jurisdiction."""
    return component.key if jurisdiction is None else f"{component.key}--{jurisdiction.replace(':', '-')}"


def provenance(component: Component, half: int, jurisdiction: str | None = None) -> str:
    """Where a figure's cells are listed, from the site's root."""
    return f"{provenance_page(component, half)}#{anchor(component, jurisdiction)}"


def place_name(code: str | None) -> str:
    return vocabulary.label("jurisdiction", code)
