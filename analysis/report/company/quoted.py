"""What was said of a company's requests outside its reports: quotations, and what authorities print of them.

Quotations are no figures of the record, and stand apart from them; the two sides of one matter are never added.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from analysis.both_sides import pairs
from analysis.comparability.naming import unit
from analysis.comparability.windows import name
from analysis.report.company.subjects import Subject, figure, linked, rows_of, split
from analysis.report.figures import written
from analysis.report.site import Site
from analysis.statements import companies_table
from analysis.statements.register import counted
from analysis.vocabulary import label
from analysis.words import _

ABOUT = 60
"""So many figures of authorities about a company are listed, the newest first; the others are counted."""


def state_words() -> dict[str, str]:
    return {
        "both": _("both have a figure"),
        "company_incomplete": _("the copies at hand cover only a part of the company's year"),
        "company_silent": _("the company's copies at hand have no cell for it"),
        "company_not_collected": _("the company's own figures are not collected"),
        "authority_not_collected": _("the authority's figure is not collected"),
    }


def voice_words() -> dict[str, str]:
    return {
        "company": _("The company"),
        "regulator": _("An authority about the company"),
        "press": _("The press about the company"),
    }


def status_words() -> dict[str, str]:
    return {
        "stated": _("a figure is stated"),
        "withheld_by_law": _("a figure is withheld, as the law forbids to tell it"),
        "no_figure": _("no figure is stated"),
    }


def requester_words() -> dict[str, str]:
    return {
        "not_stated": _("who asked is not said"),
        "government": _("a government asked"),
        "users": _("users asked"),
        "not_a_request": _("it is about no request"),
    }


class Quotations:
    """Statements, and the figures of authorities, split by company once."""

    def __init__(self, site: Site) -> None:
        self._statements = split(site.table("statements").sort("publication_date", "statement"), "company")
        self._silences = {row["company"]: row for row in companies_table().iter_rows(named=True)}
        sides = site.table("both_sides")
        self._sides = split(sides, "company")
        told = site.current.filter(pl.col("about").is_not_null())
        self._about = split(told.sort(["period_start", "cell_id"], descending=[True, False]), "about")
        wanted = {one for side in ("company", "authority") for ids in sides[f"{side}_cell_ids"] for one in ids}
        columns = ("cell_id", "publisher", "table", "period_start")
        cells = site.current.select(columns).filter(pl.col("cell_id").is_in(sorted(wanted)))
        self._cells = {row["cell_id"]: figure(row) for row in cells.iter_rows(named=True)}
        self._names = site.names

    def silence(self, subject: Subject) -> tuple[str, str] | None:
        """What the register knows of a company's silence, and from where; None where it has nothing on it."""
        told = self._silences.get(subject.statements)
        return (told["silence"], told["silence_source"]) if told and told["silence"] else None

    def statements(self, subject: Subject) -> list[dict[str, Any]]:
        """What was said in public, oldest first."""
        return [_statement(row) for row in rows_of(self._statements, (subject.statements,))]

    def sides(self, subject: Subject) -> list[tuple[str, str, list[dict[str, Any]]]]:
        """(authority, kind of figures, rows by year) of each matter that both sides tell, or could."""
        groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in rows_of(self._sides, subject.publishers):
            groups.setdefault((row["authority"], row["kind"]), []).append(self._side(row))
        return [(authority, label("kind", kind), rows) for (authority, kind), rows in groups.items()]

    def about(self, subject: Subject) -> tuple[list[dict[str, Any]], int]:
        """Figures that authorities print of the company by its name, the newest first; how many more there are."""
        keys = tuple(dict.fromkeys((subject.identifier, *subject.publishers)))
        rows = sorted(rows_of(self._about, keys), key=lambda row: row["period_start"], reverse=True)
        told = [
            {
                "authority": self._names.get(row["publisher"], row["publisher"]),
                "what": label("measure", row["measure"]),
                "period": name((row["period_start"], row["period_end"])),
                "printed": row["printed"],
                "href": figure(row),
            }
            for row in rows[:ABOUT]
        ]
        return told, len(rows) - len(told)

    def _side(self, row: Mapping[str, Any]) -> dict[str, Any]:
        scope = pairs()[row["pair"]]["authority"].get("scope", "")  # the authority's figure is then not of it alone
        known = not scope and row["difference_lower"] is not None and row["difference_upper"] is not None
        return {
            "year": row["year"],
            "scope": scope,
            "state": state_words()[row["state"]],
            "company": self._told(row, "company"),
            "authority": self._told(row, "authority"),
            "source": linked(row["authority_source"]),
            "difference": _difference(row["difference_lower"], row["difference_upper"]) if known else "",
            "reasons": [
                (sentence, linked(source)) for sentence, source in zip(row["sentences"], row["sources"], strict=True)
            ],
        }

    def _told(self, row: Mapping[str, Any], side: str) -> dict[str, Any] | None:
        """A side's figure with the cells that it is made of; None where there is none."""
        lower, upper = row[f"{side}_lower"], row[f"{side}_upper"]
        if lower is None:
            return None
        return {"text": written(lower, upper), "unit": unit(row[f"{side}_unit"]), "cells": self._hrefs(row, side)}

    def _hrefs(self, row: Mapping[str, Any], side: str) -> list[str]:
        cells: Iterable[str] = row[f"{side}_cell_ids"] or ()
        return [self._cells[one] for one in cells if one in self._cells]


def _difference(lower: float, upper: float) -> str:
    """By how much the company's figure is above or below the authority's, as far as the bounds allow."""
    if lower == upper == 0:
        return _("none")
    if upper <= 0:
        return _("%(n)s fewer", n=written(-upper, -lower))
    if lower >= 0:
        return _("%(n)s more", n=written(lower, upper))
    return _("up to %(fewer)s fewer or %(more)s more", fewer=written(-lower, -lower), more=written(upper, upper))


def _statement(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the register with its codes in words; what is not known is left blank."""
    what = counted()[row["counted"]] if row["counted"] else None
    spans = (row["covers_from"], row["covers_to"])
    return {
        **row,
        "who": voice_words()[row["voice"]],
        "stated": status_words()[row["figure_status"]],
        "asked": requester_words()[row["requester_told"]],
        "counts": f"{what.label}: {what.definition}" if what else "",
        "covers": name(spans) if None not in spans else "",
        "known": linked(row["known_from"]),
    }
