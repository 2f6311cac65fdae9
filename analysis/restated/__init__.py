"""The ledger of restatements: every cell that was told again otherwise, with its road through the editions.

``restatements`` (analysis/editions.py) has a row a change; here is a row a cell. A change of the value is told apart
from a row that was divided or merged (divided.py), from a floor that was raised, from a label that is printed
otherwise, from a code that was renamed and from a better reading of ours. ``restated/announced.toml`` says which
changes publishers announced, ``restated/bands.toml`` in which steps their bands of US national security go.
docs/restatements.md is the guide.
"""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from analysis.editions import ORDER, SAID
from analysis.restated.divided import BESIDE, DIVIDED, TOGETHER, told_apart
from analysis.schema import KEY, OBSERVATIONS

FOLDER = Path(__file__).parent
LABELS = ("printed_measure", "printed_jurisdiction")
PRESENCE = ("appeared", "withdrawn", "returned", "blanked")
VALUE = ("revised", "floor_raised", *PRESENCE, *DIVIDED)
"""The kinds of restatement after which a cell says something else. The others are of words, roundings or readings."""
WHAT = ("revised", "floor_raised", "presence", *DIVIDED, "reclassified", "renamed", "reread", "label")
"""What a row is about, the gravest that befell the cell: in this order."""

_TOLD: dict[str, Any] = {
    **{name: OBSERVATIONS[name] for name in ("captured", "snapshot", *SAID)},
    **dict.fromkeys(LABELS, pl.String),
}
_STEP: dict[str, Any] = {
    "captured_before": pl.Date,
    "captured_after": pl.Date,
    "kind": pl.String,
    # After less before, and that as a share of before: whatever the bounds allow. Null where one side is silent.
    **dict.fromkeys(("difference_lower", "difference_upper", "relative_lower", "relative_upper"), pl.Float64),
    # "announced", or "log_kept" where the publisher keeps a log that may have it; null where nothing is known.
    "announcement": pl.String,
    "announcement_source": pl.String,
    # The cells that came as this one fell, or went as it rose. Of a divided row they hold the rest: divided.told_apart.
    "beside": BESIDE,
    # After less before of it and those cells together; null where there are none.
    **dict.fromkeys(TOGETHER, pl.Float64),
}
_KEY: dict[str, Any] = {name: OBSERVATIONS[name] for name in ("cell_id", *KEY)}
_LEDGER: dict[str, Any] = {
    **_KEY,
    "what": pl.String,
    "editions": pl.List(pl.Struct(_TOLD)),
    "first_seen": pl.Date,
    "last_seen": pl.Date,
    "steps": pl.List(pl.Struct(_STEP)),
    # How often the value changed or came and went; how often only a floor rose, or only the row was divided or merged
    # (counted in changes too); and what is no change of the value: rounded otherwise, another code, another reading,
    # another word for the same code.
    **dict.fromkeys(("changes", "floors_raised", "divided"), pl.Int64),
    **dict.fromkeys(("reclassified", "renamed", "reread", "label_changes"), pl.Int64),
    "came_back": pl.Boolean,
    "announced": pl.Boolean,
}
LEDGER = pl.Schema(_LEDGER)

_FLOORS: dict[str, Any] = {
    **_KEY,
    **{name: OBSERVATIONS[name] for name in ("printed", "lower", "upper")},
    # The band's step, where the law lets it begin, and by how much its floor was raised.
    **dict.fromkeys(("step", "legal_floor", "raised_by"), pl.Float64),
    "source": pl.String,
}
RAISED_FLOORS = pl.Schema(_FLOORS)


@cache
def announcements(file: Path = FOLDER / "announced.toml") -> Mapping[str, list[dict[str, Any]]]:
    """The entries ``change`` and ``log``. Raises ValueError for one without publisher, tables, what or source."""
    return _entries(file, ("publisher", "tables", "what", "source"))


@cache
def bands(file: Path = FOLDER / "bands.toml") -> list[dict[str, Any]]:
    """The entries ``band``. Raises ValueError for one without publisher, tables, processes, step or source."""
    return _entries(file, ("publisher", "tables", "processes", "step", "source"))["band"]


def _entries(file: Path, needed: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = tomllib.loads(file.read_text(encoding="utf-8"))
    for section, entries in found.items():
        for number, entry in enumerate(entries, 1):
            if missing := [name for name in needed if name not in entry]:
                raise ValueError(f"{file.name}: {section} {number}: no {', '.join(missing)}")
    return found


def ledger(observations: Iterable[pl.LazyFrame], restatements: pl.DataFrame) -> pl.DataFrame:
    """A row for each cell that was restated or is printed under another word, as LEDGER, by publisher and table.

    ``observations`` are scans of one publisher each (``store.observations``), of which one is held at a time.
    """
    steps = _steps(restatements)
    parts = [_of_publisher(scan, steps) for scan in observations]
    whole = pl.concat([pl.DataFrame(schema=LEDGER), *parts])
    return whole.sort("publisher", "table", "period_start", "cell_id")


def _of_publisher(scan: pl.LazyFrame, steps: pl.DataFrame) -> pl.DataFrame:
    words = [pl.col(name).n_unique() > 1 for name in LABELS]
    relabelled = scan.group_by("cell_id").agg(pl.any_horizontal(words).alias("_two")).filter("_two").select("cell_id")
    touched = pl.concat([relabelled, steps.lazy().select("cell_id")]).unique()
    names = ("cell_id", *KEY, *ORDER, *SAID, *LABELS)
    told = scan.select(names).join(touched, on="cell_id", how="semi").collect(engine="streaming")
    editions = told.sort("cell_id", *ORDER).group_by("cell_id", maintain_order=True)
    other_word = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in LABELS)
    cells = editions.agg(
        *(pl.col(name).first() for name in KEY),
        pl.struct(*_TOLD).alias("editions"),
        pl.col("captured").min().alias("first_seen"),
        pl.col("captured").max().alias("last_seen"),
        (other_word.sum() - other_word.first()).cast(pl.Int64).alias("label_changes"),
    )
    joined = cells.join(steps, on="cell_id", how="left").with_columns(
        pl.col("changes", "floors_raised", "divided", "reclassified", "renamed", "reread").fill_null(0),
        pl.col("_revised", "_presence", "_divided", "_merged").fill_null(0),
        pl.col("came_back", "announced").fill_null(False),
        pl.col("steps").fill_null([]),
    )
    tests = [
        ("revised", pl.col("_revised") > 0),
        ("floor_raised", pl.col("floors_raised") > 0),
        *((name, pl.col(f"_{name}") > 0) for name in ("presence", *DIVIDED)),
        *((name, pl.col(name) > 0) for name in ("reclassified", "renamed", "reread")),
    ]
    what = pl.coalesce(*(pl.when(test).then(pl.lit(name)) for name, test in tests), pl.lit("label"))
    return joined.with_columns(what.alias("what")).select(LEDGER.names()).cast(LEDGER)


def _steps(restatements: pl.DataFrame) -> pl.DataFrame:
    """What befell each cell: ``steps`` in order, their numbers by kind, whether a value came back."""
    low, high = pl.col("lower_after"), pl.col("upper_after")
    was_low, was_high = pl.col("lower_before"), pl.col("upper_before")
    sized = _announced(told_apart(restatements)).with_columns(
        (low - was_high).alias("difference_lower"),
        (high - was_low).alias("difference_upper"),
        # Of a figure that can have been 0 there is no share.
        pl.when((was_low > 0) & (low >= 0)).then(low / was_high - 1).alias("relative_lower"),
        pl.when((was_low > 0) & (low >= 0)).then(high / was_low - 1).alias("relative_upper"),
    )
    kind = pl.col("kind")
    changed = kind.is_in(VALUE)
    before, after = (pl.struct(f"lower_{side}", f"upper_{side}").struct.rename_fields(["lower", "upper"])
                     for side in ("before", "after"))  # fmt: skip
    said = pl.concat([before.filter(changed).head(1), after.filter(changed)])
    figures = said.filter(said.struct.field("lower").is_not_null())
    return (
        sized.sort("cell_id", "captured_after", "captured_before")
        .group_by("cell_id", maintain_order=True)
        .agg(
            pl.struct(*_STEP).alias("steps"),
            changed.sum().alias("changes"),
            kind.is_in(PRESENCE).sum().alias("_presence"),
            *((kind == name).sum().alias(f"_{name}") for name in ("revised", *DIVIDED)),
            (kind == "floor_raised").sum().alias("floors_raised"),
            kind.is_in(DIVIDED).sum().alias("divided"),
            *((kind == name).sum().alias(name) for name in ("reclassified", "renamed", "reread")),
            # A, B, A; or A, silence, A.
            (figures.n_unique() < figures.len()).alias("came_back"),
            (pl.col("announcement") == "announced").any().alias("announced"),
        )
    )


def _announced(restatements: pl.DataFrame) -> pl.DataFrame:
    """Restatements with ``announcement`` and its source. A step of our own reading is nobody's to announce."""
    nothing = pl.lit(None, dtype=pl.String)
    announcement, source = nothing, nothing
    ours = pl.col("kind") == "reread"
    found = announcements()
    for said, entries in (("log_kept", found.get("log", [])), ("announced", found.get("change", []))):
        for entry in entries:
            test = (pl.col("publisher") == entry["publisher"]) & pl.col("table").is_in(entry["tables"]) & ~ours
            for column, code in entry.get("where", {}).items():
                test &= pl.col(column) == code
            if "announced" in entry:
                day = pl.lit(entry["announced"])
                test &= (pl.col("captured_before") < day) & (pl.col("captured_after") >= day)
            if "from" in entry:
                test &= (pl.col("period_start") >= entry["from"]) & (pl.col("period_end") <= entry["to"])
            announcement = pl.when(test).then(pl.lit(said)).otherwise(announcement)
            source = pl.when(test).then(pl.lit(entry["source"])).otherwise(source)
    return restatements.with_columns(announcement.alias("announcement"), source.alias("announcement_source"))


def raised_floors(current: pl.DataFrame) -> pl.DataFrame:
    """The bands whose floor is no multiple of their step, as RAISED_FLOORS: those of ``bands.toml`` alone.

    One copy is enough to see that a floor was raised; that it rose *between* two copies is a restatement's to say.
    """
    parts = [pl.DataFrame(schema=RAISED_FLOORS)]
    for band in bands():
        step = band["step"]
        legal = pl.col("upper") + 1 - step
        here = (
            (pl.col("publisher") == band["publisher"])
            & pl.col("table").is_in(band["tables"])
            & pl.col("process").is_in(band["processes"])
            & (pl.col("status") == "band")
        )
        raised = (pl.col("lower") > legal) & ((pl.col("upper") + 1) % step == 0)
        parts.append(
            current.filter(here & raised)
            .with_columns(
                pl.lit(step).alias("step"),
                legal.alias("legal_floor"),
                (pl.col("lower") - legal).alias("raised_by"),
                pl.lit(band["source"]).alias("source"),
            )
            .select(RAISED_FLOORS.names())
            .cast(RAISED_FLOORS)
        )
    return pl.concat(parts).sort("publisher", "table", "process", "measure", "period_start")
