"""Which elements of disclosure a company's figures prove, in words: a status each, and never a score of ours."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.comparability.windows import name
from analysis.disclosure.rules import STATUSES, elements, rdr_scores, rules
from analysis.report.company.subjects import Pieces, Subject, figure, linked, rows_of, split
from analysis.report.figures import joined
from analysis.report.site import Site, place_name
from analysis.vocabulary import label
from analysis.words import _

FILE = re.compile(r"Ranking Digital Rights, (\d{4}) index: (\S+), (\S+) at ([0-9a-f]{7,40}), rows of (\d{4})")
"""How the source of a score names the repository, the file in it, the commit that it was read at, and its rows."""


@dataclass(frozen=True)
class Indicator:
    """The elements of an indicator, and what the index itself gave: (year, score, source) of each year at hand."""

    code: str
    title: str
    rows: list[dict[str, Any]]
    scores: list[tuple[int, int, Pieces]]

    @property
    def proved(self) -> bool:
        """Whether a figure proves any element."""
        return any(row["figure"] for row in self.rows)


@dataclass(frozen=True)
class Disclosing:
    """``counts`` are (status in words, elements of it), in the order of the statuses; ``proved`` is how many a figure
    proves, in part at least; ``beside`` is what else there is.
    """

    counts: list[tuple[str, int]]
    proved: int
    indicators: list[Indicator]
    beside: list[str]

    @property
    def all(self) -> int:
        return sum(number for _status, number in self.counts)


def status_words() -> dict[str, str]:
    return {
        "disclosed": _("disclosed"),
        "partly": _("partly disclosed"),
        "not_disclosed": _("not disclosed"),
        "not_collected": _("not collected"),
    }


class Matrix:
    """The disclosure matrix, split by company once."""

    def __init__(self, site: Site) -> None:
        self._rows = split(site.table("disclosure"), "company")
        self._questions = {one.code: one.question for one in elements()}

    def of(self, subject: Subject) -> Disclosing | None:
        """None for an authority: it has no row."""
        rows = rows_of(self._rows, (subject.identifier,))
        if subject.authority or not rows:
            return None
        found = Counter(row["status"] for row in rows)
        words = status_words()
        indicators = [
            Indicator(code, told["title"], self._elements(rows, code), _scores(subject, code))
            for code, told in rules()["indicators"].items()
        ]
        counts = [(words[status], found[status]) for status in STATUSES]
        return Disclosing(counts, found["disclosed"] + found["partly"], indicators, rows[0]["beside"] or [])

    def _elements(self, rows: list[dict[str, Any]], indicator: str) -> list[dict[str, Any]]:
        """A row an element; one row for all of them where the same is known of each and no figure proves any."""
        told = [
            {
                "element": row["element"],
                "question": self._questions[row["element"]],
                "status": status_words()[row["status"]],
                "code": row["status"],
                "known": row["known"],
                "figure": _proof(row) if row["cell_id"] is not None else None,
            }
            for row in rows
            if row["indicator"] == indicator
        ]
        alike = len(told) > 1 and all(row["figure"] is None for row in told)
        return [_all(told)] if alike and len({(row["code"], row["known"]) for row in told}) == 1 else told


def _all(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The elements of an indicator in one row."""
    first, last = rows[0], rows[-1]
    return {
        **first,
        "element": _("%(first)s to %(last)s", first=first["element"], last=last["element"]),
        "question": _("all %(n)s elements", n=len(rows)),
    }


def _proof(row: Mapping[str, Any]) -> dict[str, Any]:
    """The figure that proves an element, of the last period that has one."""
    late = {
        None: "",
        "exact": _("published %(n)s days after the period's end", n=row["days_late"]),
        "at_most": _("the copy is of %(n)s days after the period's end", n=row["days_late"]),
    }
    return {
        "printed": joined(row["printed"]),
        "href": figure(row, row["snapshot"]),
        "what": ", ".join(
            [
                label("measure", row["measure"]),
                place_name(row["jurisdiction"]),
                name((row["period_start"], row["period_end"])),
            ]
        ),
        "first": row["first_day"],
        "last": row["last_day"],
        "late": late[row["days_late_are"]],
    }


def _scores(subject: Subject, indicator: str) -> list[tuple[int, int, Pieces]]:
    told = [one for one in rdr_scores() if (one.company, one.indicator) == (subject.index, indicator)]
    return [(one.year, one.score, linked(_source(one.source))) for one in told]


def _source(text: str) -> str:
    """A source in words: which rows of which file, as of which commit."""
    found = FILE.fullmatch(text)
    if not found:
        return text
    return _(
        "Ranking Digital Rights, index of %(year)s: %(repository)s, the rows of %(rows)s in the file %(file)s as of "
        "commit %(commit)s",
        **dict(zip(("year", "repository", "file", "commit", "rows"), found.groups(), strict=True)),
    )
