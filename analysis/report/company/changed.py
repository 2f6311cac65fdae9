"""What of a company's figures was told again otherwise, and what was found in them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from analysis.checks.frame import SEVERITIES, rules
from analysis.comparability.windows import name
from analysis.report.beside import beside
from analysis.report.company.subjects import Subject, figure, rows_of, split
from analysis.report.site import Site
from analysis.restated.divided import moved
from analysis.vocabulary import label
from analysis.words import _
from spiders.publisher import load_publisher

LARGEST = 4
"""So many revisions of each unit are shown: those by most."""
FINDINGS = 80
"""So many findings are listed, those of the highest rank; the others are counted, and are on the page of findings."""
SPLITS = ("service", "process", "reason", "requester", "subject")


@dataclass(frozen=True)
class Restated:
    """``counts``: a row a table, with a number for each of ``kinds``; so many cells ``revised``, ``came_back`` to their
    first value or ``announced``; the ``largest`` revisions.
    """

    kinds: list[tuple[str, str]]
    counts: list[tuple[str, list[int]]]
    all: int
    revised: int
    came_back: int
    announced: int
    largest: list[dict[str, Any]]


@dataclass(frozen=True)
class Found:
    """Findings by how grave they are: (what they are, [(rule's title, what it means, rows)])."""

    groups: list[tuple[str, list[tuple[str, str, list[dict[str, Any]]]]]]
    counts: list[tuple[str, int]]
    all: int
    more: int


def kind_words() -> dict[str, tuple[str, str]]:
    """What kinds of restatements are called, and what they are."""
    return {
        "revised": (_("revised"), _("another value in the same cell")),
        "appeared": (_("appeared"), _("a cell that the edition before did not have, of a period that it told")),
        "divided": (_("row divided"), _("a part of the row now stands in new rows, which make up the fall exactly")),
        "merged": (_("rows merged"), _("the row now holds what stood in rows that are gone, exactly")),
        "blanked": (_("blanked"), _("a figure that is now blank or withheld")),
        "withdrawn": (_("withdrawn"), _("a cell that is no longer there")),
        "returned": (_("returned"), _("a cell that was withdrawn and is there again")),
        "reclassified": (_("reclassified"), _("another status, such as a count now told as “fewer than 10”")),
        "floor_raised": (_("floor raised"), _("a band whose lower end went up")),
        "renamed": (_("renamed"), _("the same figures under another name")),
        "reread": (_("read anew"), _("read otherwise by a newer reader of ours; the publisher changed nothing")),
    }


def severity_words() -> dict[str, str]:
    return {
        "contradiction": _("Contradictions"),
        "lead": _("Leads to follow up"),
        "information": _("For information"),
    }


class Changes:
    """Restatements and findings of all companies, split once."""

    def __init__(self, site: Site) -> None:
        cells = site.table("restated").select("publisher", "what", "came_back", "announced")
        self._cells = split(cells, "publisher")
        self._steps = split(site.changes.sort("table", "cell_id", "captured_after"), "publisher")
        self._findings = split(site.findings, "publisher")
        spoken = site.table("statements").select("statement", "company")
        self._spoken = dict(spoken.iter_rows())

    def restated(self, subject: Subject) -> Restated | None:
        """None where no figure of the company is known to have changed."""
        steps = [self._steps[one] for one in subject.publishers if one in self._steps]
        if not steps:
            return None
        told = pl.concat(steps)
        by_table: dict[tuple[str, str], Counter[str]] = {}
        for publisher, table, kind in told.select("publisher", "table", "kind").iter_rows():
            by_table.setdefault((publisher, table), Counter())[kind] += 1
        known = kind_words()
        kinds = [kind for kind in known if any(kind in counts for counts in by_table.values())]
        kinds += sorted({kind for counts in by_table.values() for kind in counts} - known.keys())
        cells = rows_of(self._cells, subject.publishers)
        return Restated(
            [known.get(kind, (kind, "")) for kind in kinds],
            [(_title(*key), [counts[kind] for kind in kinds]) for key, counts in by_table.items()],
            len(told),
            sum(row["what"] == "revised" for row in cells),
            sum(row["came_back"] for row in cells),
            sum(row["announced"] for row in cells),
            [_revision(row) for row in _largest(told)],
        )

    def found(self, subject: Subject) -> Found:
        """What is found in a company's figures, and of its statements, the highest ranks first."""
        rows = rows_of(self._findings, subject.publishers)
        said = rows_of(self._findings, ("statements",)) if subject.statements else []
        rows += [row for row in said if self._spoken.get(row["report"]) == subject.statements]
        rows.sort(key=lambda row: (SEVERITIES.index(_severity(row)), -(row["rank"] or 0)))
        groups: dict[str, dict[str, list[dict[str, Any]]]] = {}
        for row in rows[:FINDINGS]:
            groups.setdefault(_severity(row), {}).setdefault(row["rule"], []).append(_finding(row))
        known, names = rules(), severity_words()
        told = [
            (names[grave], [(*_rule(known, code), found) for code, found in by_rule.items()])
            for grave, by_rule in groups.items()
        ]
        counts = Counter(_severity(row) for row in rows)
        numbers = [(names[grave], counts[grave]) for grave in SEVERITIES if counts[grave]]
        return Found(told, numbers, len(rows), max(0, len(rows) - FINDINGS))


def _title(publisher: str, table: str) -> str:
    return load_publisher(publisher).table(table).title


def _largest(told: pl.DataFrame) -> list[dict[str, Any]]:
    """The revisions by most, of each unit: a share and a count are no amounts of one thing."""
    revised = told.filter(pl.col("kind") == "revised").with_columns(moved().alias("moved")).drop_nulls("moved")
    order = revised.sort("unit", "moved", "cell_id", descending=[False, True, False], maintain_order=True)
    return order.group_by("unit", maintain_order=True).head(LARGEST).rows(named=True)


def _revision(row: Mapping[str, Any]) -> dict[str, Any]:
    parts = [label(column, row[column]) for column in SPLITS if row[column] is not None]
    fell = bool(row["beside"]) and row["lower_after"] + row["upper_after"] < row["lower_before"] + row["upper_before"]
    return {
        "what": ", ".join([label("measure", row["measure"]), *parts]),
        "table": _title(row["publisher"], row["table"]),
        "place": label("jurisdiction", row["jurisdiction"]),
        "period": name((row["period_start"], row["period_end"])),
        **{side: row[f"printed_{side}"] for side in ("before", "after")},
        **{f"captured_{side}": row[f"captured_{side}"] for side in ("before", "after")},
        **{f"href_{side}": figure(row, row[f"snapshot_{side}"]) for side in ("before", "after")},
        "beside": [told] if (told := beside(row, row["kind"], fell, row["beside"])) else [],
    }


def _severity(row: Mapping[str, Any]) -> str:
    return row["severity"] or SEVERITIES[0]


def _rule(known: Mapping[str, Any], code: str) -> tuple[str, str]:
    return (known[code].title, known[code].means) if code in known else (code.replace("_", " "), "")


def _finding(row: Mapping[str, Any]) -> dict[str, Any]:
    """A sentence, the figure that it is about, and the document where it is about none."""
    named = row["cell_id"] is not None and row["table"] is not None and row["period_start"] is not None
    return {
        "sentence": row["sentence"],
        "href": figure(row, row["snapshot"]) if named else None,
        "snapshot": (row["snapshot"] or "")[:16],
    }
