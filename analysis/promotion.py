"""Which copies are believed: each, in order of capture, against its expectations and its crosswalk; then the tables."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from analysis import changes, crosswalk, editions, judgement, store, views
from analysis.build import Build, Copy, Progress, totals
from analysis.normalise import HeldBack, Normalised, normalise
from analysis.rereads import older_readings, rereads
from analysis.schema import CURRENT, DOCUMENTS, RESTATEMENTS
from spiders import expectations
from spiders.publisher import Publisher, load_publisher, names
from spiders.reading import Reading

Entry = dict[str, Any]


class Promotion:
    """One pass over all copies. ``consider`` them in order, then ``finish``."""

    def __init__(
        self, root: Path, ledger: Mapping[str, Any], inputs: dict[str, Any], copies: list[Copy], progress: Progress
    ) -> None:
        self.root, self.last, self.inputs, self.progress = root, ledger, inputs, progress
        self.before: Mapping[str, Entry] = (
            ledger.get("files", {}) if ledger.get("inputs", {}).get("code") == inputs["code"] else {}
        )
        self.result = Build(True, len(copies))
        self.superseded = _superseded(copies)
        self.files: dict[str, Entry] = {}
        self.outputs: dict[str, str] = {}
        self.documents: list[Entry] = []
        self.rereads: list[pl.DataFrame] = []
        self.counts: dict[str, dict[str, dict[str, int]]] = {}
        self.tables: dict[tuple[str, str, str, str], set[str]] = {}
        self.told: dict[tuple[str, str, str], str] = {}

    def consider(self, copy: Copy, found: Reading | str) -> None:
        """Make the copy's file of observations, or note why there is none."""
        if isinstance(found, str):
            self._document(copy, "not_read", found)
        elif found.error:
            self._fail(copy, "failed", found.error, found)
        else:
            report = load_publisher(copy.publisher).reports[copy.report]
            last = self.counts.setdefault(copy.publisher, {})
            expected = expectations.check(found, report, last, self.tables.get(copy.address, set()))
            self.result.notices += [(copy.publisher, note) for note in expected.notable]
            if expected.broken:
                self._fail(copy, "held", "; ".join(expected.broken), found)
                return
            try:
                entry = self._file(copy, found)
            except (HeldBack, ValueError) as error:  # a crosswalk that cannot be used holds back its publisher alone
                self._fail(copy, "held", str(error), found)
                return
            counts = expectations.counts(found)
            last.update(counts)
            self.tables[copy.address] = set(counts)
            self._admit(copy, found, entry)

    def finish(self) -> Build:
        """Write the tables, remove what no copy stands behind, and keep the ledger."""
        self.progress("ordering editions")
        changes.keep(self.root, self.last)
        for stray in set((self.root / store.FOLDER).rglob("*.parquet")) - {self.root / name for name in self.outputs}:
            stray.unlink()
        moves = [pl.DataFrame(schema=RESTATEMENTS), *self.rereads]
        parts = (self._publisher(load_publisher(name), moves) for name in names())
        self.outputs["current.parquet"] = store.write_parts(self.root / "current.parquet", parts, CURRENT)
        documents = self._documents_table()
        self.progress("judging")
        restatements = pl.concat(moves)
        judged = judgement.tables(self.root, documents, restatements)
        self.result.findings = len(judged["findings"])
        tables = {"restatements": restatements, "documents": documents, **judged}
        for name, frame in tables.items():
            self.outputs[f"{name}.parquet"] = store.write(self.root / f"{name}.parquet", frame)
        told, self.result.changes = changes.write(self.root, self.last)
        self.outputs |= told
        totals(self.result, store.observations(self.root).select("publisher").collect())
        result = {key: value for key, value in asdict(self.result).items() if key != "changed"}
        store.save_ledger(
            self.root, {"inputs": self.inputs, "outputs": self.outputs, "files": self.files, "result": result}
        )
        changes.forget(self.root)
        return self.result

    def _publisher(self, publisher: Publisher, moves: list[pl.DataFrame]) -> pl.DataFrame:
        """The publisher's part of ``current``; its restatements are added to ``moves``."""
        numbered = editions.number_editions(store.observations(self.root, publisher.identifier), [publisher])
        moves.append(editions.restatements(numbered))
        current, failed = views.of_publisher(numbered, publisher)
        self.result.failures += [(publisher.identifier, sentence) for sentence in failed]
        return current

    def _file(self, copy: Copy, found: Reading) -> Entry:
        """The copy's file of observations: the one of the last build where nothing it depends on has changed."""
        key = sha256(
            repr((copy, found.version, found.sha256, self.inputs["crosswalks"][copy.publisher])).encode()
        ).hexdigest()
        if not copy.in_archive:
            key += str(self.inputs["baseline"])
        name = copy.file()
        entry = self.before.get(name, {})
        if entry.get("key") == key and (self.root / name).exists():
            return entry
        made = normalise(found, crosswalk.load_crosswalk(copy.publisher), _shared(copy))
        digest = store.write(self.root / name, made.frame)
        return {
            "key": key,
            "sha256": digest,
            "repeated": made.repeated,
            "observations": len(made.frame),
            "tells": _tells(copy, made),
        }

    def _admit(self, copy: Copy, found: Reading, entry: Entry) -> None:
        name = copy.file()
        mine = {(copy.publisher, copy.report, subject): said for subject, said in entry["tells"].items()}
        if all(self.told.get(subject) == said for subject, said in mine.items()):
            (self.root / name).unlink(missing_ok=True)
            self._document(
                copy, "same_as_before", "the same figures as the copy before it: no edition of its own", found
            )
            return
        self.told.update(mine)
        self.files[name] = entry
        self.outputs[name] = entry["sha256"]
        if copy.in_archive:
            self.rereads += [
                rereads(
                    copy,
                    older,
                    pl.read_parquet(self.root / name),
                    crosswalk.load_crosswalk(copy.publisher),
                    _shared(copy),
                )
                for older in older_readings(self.root, found)
            ]
        self._document(copy, "read", "", found, entry)

    def _fail(self, copy: Copy, outcome: str, why: str, found: Reading) -> None:
        told = self.result.notices if copy in self.superseded else self.result.failures
        told.append((copy.publisher, why))
        self._document(copy, outcome, why, found)

    def _document(
        self, copy: Copy, outcome: str, why: str, found: Reading | None = None, entry: Entry | None = None
    ) -> None:
        ledger = found.ledger if found else {}
        reasons = [{"reason": reason, "cells": cells} for reason, cells in ledger.get("reasons", {}).items()]
        self.documents.append(
            {
                **{
                    name: getattr(copy, name)
                    for name in (
                        "publisher",
                        "report",
                        "name",
                        "url",
                        "captured_basis",
                        "recorded",
                        "sequence",
                        "exactness",
                    )
                },
                "snapshot": copy.sha256,
                "captured": date.fromisoformat(copy.captured),
                "origin": "archive" if copy.in_archive else "baseline",
                "outcome": outcome,
                "why": why,
                "reader_version": found.version if found else None,
                "observations": entry["observations"] if entry else 0,
                "cells": ledger.get("cells"),
                "cells_read": ledger.get("read"),
                "cells_header": ledger.get("headers"),
                "cells_ignored": ledger.get("ignored"),
                "ignored": reasons,
                "notes": ledger.get("notes", []),
                "findings": ledger.get("findings", []),
                "repeated": entry["repeated"] if entry else [],
            }
        )

    def _documents_table(self) -> pl.DataFrame:
        return pl.DataFrame(self.documents, schema=DOCUMENTS) if self.documents else pl.DataFrame(schema=DOCUMENTS)


def _superseded(copies: list[Copy]) -> set[Copy]:
    """Copies, given in order, that a later copy of the same document has followed: later by capture and by entry.

    An older copy that is brought in later makes up for nothing, and is not made up for by what was there.
    """
    found: set[Copy] = set()
    newest: dict[tuple[str, ...], int] = {}
    for copy in reversed(copies):
        if newest.get(copy.address, -1) >= copy.sequence:
            found.add(copy)
        newest[copy.address] = max(newest.get(copy.address, -1), copy.sequence)
    return found


def _shared(copy: Copy) -> dict[str, Any]:
    """The columns that all observations of a copy share."""
    return {
        "report": copy.report,
        "captured": date.fromisoformat(copy.captured),
        "captured_basis": copy.captured_basis,
        "published": date.fromisoformat(copy.published) if copy.published else None,
        "recorded": copy.recorded,
        "sequence": copy.sequence,
        "snapshot": copy.sha256,
        "exactness": copy.exactness,
        "document_url": copy.url,
        "origin": "archive" if copy.in_archive else "baseline",
        "evidence": load_publisher(copy.publisher).evidence,
    }


def _tells(copy: Copy, made: Normalised) -> dict[str, str]:
    """What the copy tells, subject by subject: a cumulative table as a whole, another table period by period."""
    tables = {name: table.scope for name, table in load_publisher(copy.publisher).reports[copy.report].tables.items()}
    whole = pl.col("table").replace_strict(tables) == "cumulative"
    subject = pl.when(whole).then("table").otherwise(pl.format("{} {}", "table", "period_end"))
    said = made.frame.select(subject.alias("subject"), "cell_id", "lower", "upper", "status").sort("subject", "cell_id")
    return {
        part["subject"][0]: sha256(repr(part.rows()).encode()).hexdigest()[:16]
        for part in said.partition_by("subject", maintain_order=True)
    }
