"""What a build changed: the figures of ``current`` before it and after it, cell by cell, as JSON and as Markdown.

``changes.json`` and ``changes.md`` always tell how the present tables came from those of the build before. They stand
in the ledger of tables beside what they speak of, so that a table and a file that do not belong together are found out.
Until a build has saved its ledger the old ``current`` is kept (BEFORE): a build that was killed after it had replaced
the table is made up for by the next one, which still has what to compare with.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.comparability.windows import name
from spiders.durable import write_durably
from spiders.publisher import load_publisher

JSON, MARKDOWN = "changes.json", "changes.md"
CURRENT = "current.parquet"
BEFORE = f"{CURRENT}.before"
SAMPLE = 10
"""So many of the largest changes of a table are shown."""

WIDTH = 200
"""Characters of a document's words that a line of Markdown takes; the JSON has them all."""

_PLACE = ("publisher", "report", "table")
_CELL = (*_PLACE, "measure", "unit", "jurisdiction", "process", "reason", "period_start", "period_end")
_SAID = ("lower", "upper", "status", "printed", "locator", "snapshot", "correction")
_COMPARED = ("lower", "upper", "status")
_SHOWN = ("printed", "status", "locator", "snapshot", "correction")


def keep(root: Path, ledger: Mapping[str, Any]) -> None:
    """Keep the ``current`` of the last whole build, before it is replaced; nothing where there is none."""
    told = ledger.get("outputs", {}).get(CURRENT)
    if _hash(root / BEFORE) == told:  # a build was killed since: this is the one that readers knew
        return
    if told is not None and _hash(root / CURRENT) == told:
        write_durably(root / BEFORE, (root / CURRENT).read_bytes())
    else:
        forget(root)


def forget(root: Path) -> None:
    """The build is whole: what was before it is needed no more."""
    (root / BEFORE).unlink(missing_ok=True)


def write(root: Path, ledger: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """Compare and write; the SHA-256 of each file by its name, and a line that says what changed.

    ``ledger`` is the last build's. Where no figure changed since, what is written stays as it is.
    """
    known = root / BEFORE
    before = known if known.exists() else None
    told = changes(before, root / CURRENT)
    outputs: dict[str, str] = ledger.get("outputs", {})
    files = {file: outputs.get(file) for file in (JSON, MARKDOWN)}
    if before and not told["tables"] and all(said and _hash(root / file) == said for file, said in files.items()):
        return {file: str(said) for file, said in files.items()}, line(told)
    if before is None and ledger:
        told["note"] = "The tables of the build before were not as it had left them: nothing could be compared."
    texts = {JSON: json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n", MARKDOWN: markdown(told)}
    found = {}
    for file, text in texts.items():
        write_durably(root / file, text.encode())
        found[file] = hashlib.sha256(text.encode()).hexdigest()
    return found, line(told)


def changes(before: Path | None, after: Path) -> dict[str, Any]:
    """What differs between two ``current`` tables, by publisher and table; all is new where there is none before.

    ``changed`` are cells of which bounds or status differ; ``same_bytes`` of them stand in the same copy as before, so
    that not the publisher changed them, but our reading, a crosswalk or a correction.
    """
    new = pl.scan_parquet(after)
    old = pl.scan_parquet(before) if before else new.clear()
    said = ("cell_id", *_PLACE, *_COMPARED, "snapshot", "correction", "period_start", "period_end")
    both = old.select(said).join(new.select(said), on="cell_id", how="full", suffix="_after").collect()
    differs = pl.any_horizontal(pl.col(column).ne_missing(pl.col(f"{column}_after")) for column in _COMPARED)
    what = (
        pl.when(pl.col("publisher").is_null())
        .then(pl.lit("added"))
        .when(pl.col("publisher_after").is_null())
        .then(pl.lit("removed"))
        .when(differs)
        .then(pl.lit("changed"))
    )
    told = both.with_columns(what.alias("what")).filter(pl.col("what").is_not_null())
    moved = told.select(
        "what",
        pl.coalesce("cell_id", "cell_id_after").alias("cell_id"),
        *(pl.coalesce(f"{column}_after", column).alias(column) for column in (*_PLACE, "period_start", "period_end")),
        (pl.col("snapshot") == pl.col("snapshot_after")).fill_null(False).alias("same_bytes"),
    )
    sample = _samples(old, new, moved) if before else {}
    return {
        "before": _state(old) if before else None,
        "after": _state(new),
        "added": moved.filter(pl.col("what") == "added").height,
        "changed": moved.filter(pl.col("what") == "changed").height,
        "removed": moved.filter(pl.col("what") == "removed").height,
        "tables": [_table(part, sample) for part in moved.sort(*_PLACE).partition_by(_PLACE, maintain_order=True)],
    }


def _state(frame: pl.LazyFrame) -> dict[str, Any]:
    """What a table was made of: how many figures, from how many copies, the newest of which when."""
    asked = frame.select(
        pl.len().alias("figures"),
        pl.col("snapshot").n_unique().alias("copies"),
        pl.col("captured").max().alias("newest_copy"),
        pl.col("recorded").max().alias("newest_recorded"),
    )
    return asked.collect().row(0, named=True)


def _table(part: pl.DataFrame, samples: Mapping[tuple[str, ...], list[dict[str, Any]]]) -> dict[str, Any]:
    """The changes of one table."""
    place: tuple[str, ...] = part.select(_PLACE).row(0)
    kinds = {what: part.filter(pl.col("what") == what) for what in ("added", "changed", "removed")}
    return {
        **dict(zip(_PLACE, place, strict=True)),
        **{what: rows.height for what, rows in kinds.items()},
        "same_bytes": int(kinds["changed"]["same_bytes"].sum()),
        "periods": {what: _periods(rows) for what, rows in kinds.items() if rows.height},
        "largest": samples.get(place, []),
    }


def _periods(rows: pl.DataFrame) -> list[str]:
    told = rows.select("period_start", "period_end").unique().sort("period_start", "period_end")
    return [name((first, last)) for first, last in told.iter_rows()]


def _samples(old: pl.LazyFrame, new: pl.LazyFrame, moved: pl.DataFrame) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The largest changes of each table, with both printed values and where they stand; a change of silence comes last.

    Differences of one unit are held against one another, counts before shares.
    """
    wanted = moved.lazy().filter(pl.col("what") == "changed").select("cell_id")
    was, now = (
        side.select("cell_id", *_CELL, *_SAID).join(wanted, on="cell_id", how="semi").collect() for side in (old, new)
    )
    both = now.join(was.select("cell_id", *_SAID), on="cell_id", suffix="_before")
    by = pl.max_horizontal((pl.col(side) - pl.col(f"{side}_before")).abs() for side in ("lower", "upper"))
    ranked = both.with_columns((pl.col("unit") == "ratio").alias("share"), by.alias("by")).sort(
        *_PLACE, "share", "by", "cell_id", descending=[False] * 4 + [True, False], nulls_last=True
    )
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in ranked.group_by(_PLACE, maintain_order=True).head(SAMPLE).iter_rows(named=True):
        cell = {column: row[column] for column in ("cell_id", *_CELL[len(_PLACE) :])}
        sides = {"before": {key: row[f"{key}_before"] for key in _SHOWN}, "after": {key: row[key] for key in _SHOWN}}
        found.setdefault(tuple(row[column] for column in _PLACE), []).append({**cell, **sides})
    return found


def line(told: Mapping[str, Any]) -> str:
    """What changed, in one line."""
    if told["before"] is None:
        return f"changes: all {told['after']['figures']:,} figures are new; there is nothing to compare them with"
    if not told["tables"]:
        return "changes: no figure changed"
    publishers = len({one["publisher"] for one in told["tables"]})
    counts = ", ".join(f"{told[what]:,} {what}" for what in ("added", "changed", "removed"))
    return f"changes: {counts}, in {_many(len(told['tables']), 'table')} of {_many(publishers, 'publisher')}"


def _many(n: int, word: str) -> str:
    return f"{n:,} {word}{'s' * (n != 1)}"


def markdown(told: Mapping[str, Any]) -> str:
    """The changes for people."""
    lines = ["# What the last build that changed a figure changed", ""]
    lines += [f"{told['note']}", ""] if "note" in told else []
    before, after = told["before"], told["after"]
    lines += [f"{line(told)[9:].capitalize()}.", "", f"- Now: {_made_of(after)}"]
    lines += [f"- Before: {_made_of(before)}"] if before else ["- Before: nothing"]
    for one in told["tables"]:
        publisher = load_publisher(one["publisher"])
        lines += ["", f"## {_plain(publisher.name)}: {_plain(publisher.table(one['table']).title)}", ""]
        lines += [f"- {_counted(what, one)}" for what in ("added", "changed", "removed") if one[what]]
        if one["largest"]:
            lines += ["", "| figure | before | after | where it stands now |", "|---|---|---|---|"]
            lines += [_row(cell) for cell in one["largest"]]
    return "\n".join(lines) + "\n"


def _made_of(state: Mapping[str, Any]) -> str:
    recorded = f", the last one recorded {state['newest_recorded']}" if state["newest_recorded"] else ""
    return (
        f"{state['figures']:,} figures from {state['copies']:,} copies, the newest of {state['newest_copy']}{recorded}"
    )


def _counted(what: str, one: Mapping[str, Any]) -> str:
    periods: Iterable[str] = one["periods"][what]
    told = list(periods)
    span = told[0] if len(told) == 1 else f"{told[0]} to {told[-1]}"
    ours = f", {one['same_bytes']:,} of them in the same bytes: our reading changed" if what == "changed" else ""
    return f"{one[what]:,} {what} ({span}){ours if one['same_bytes'] else ''}"


def _row(cell: Mapping[str, Any]) -> str:
    period = name((cell["period_start"], cell["period_end"]))
    columns = ("measure", "process", "reason", "jurisdiction")
    what = ", ".join((*(vocabulary.label(key, cell[key]) for key in columns if cell[key] is not None), period))
    before, after = (cell[side]["printed"] or cell[side]["status"] for side in ("before", "after"))
    return f"| {_plain(what)} | {_plain(before)} | {_plain(after)} | {_plain(cell['after']['locator'])} |"


def _plain(text: str) -> str:
    """A document's words within Markdown: no markup, no line of its own, nothing that is not seen."""
    cut = text if len(text) <= WIDTH else f"{text[:WIDTH]}…"
    seen = "".join(one if one.isprintable() else f"\\x{ord(one):02x}" for one in cut)
    return "".join(f"\\{one}" if one in "\\`*_{}[]<>()#|&!~$" else one for one in seen)


def _hash(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None
