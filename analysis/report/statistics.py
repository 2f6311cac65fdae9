"""The hub of all kinds of statistics: what each is, who tells it for how long, and the pages and measures about it."""

from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.comparability.windows import name as period_name
from analysis.report import addresses
from analysis.report.company.subjects import owners, subjects
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.totals import FIGURE
from analysis.words import _

MEASURES = 12
"""So many measures of a kind are shown, the most told first; all are in the definitions."""

PAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "user_data": (
        ("requests.html", "Requests over time"),
        ("disclosed.html", "Share with data disclosed"),
        ("who-asks.html", "Who asks whom"),
    ),
    "content_removal": (("removals.html", "Removal requests over time"),),
    "national_security": (("national-security.html", "In bands, over time"),),
    "own_rules": (("own-rules.html", "What companies did by their own rules"),),
    "dsa": (("dsa.html", "Reports under the Digital Services Act"),),
}
"""The pages that are about a kind, beside Explore, which has all of them."""


def lines() -> dict[str, str]:
    """What each kind is, in a line. Each code of vocabulary/kinds.csv has one."""
    return {
        "user_data": _(
            "Demands for data about users: requests, the accounts they name, and how often data was disclosed."
        ),
        "preservation": _(
            "Demands to set data aside, so that it can be asked for later. Nothing is handed over by them."
        ),
        "national_security": _("Orders of national security of the United States, told in bands because of the law."),
        "account_action": _("Demands of governments to restrict, delete or give back accounts."),
        "content_removal": _(
            "Demands of governments to take content down, the items named in them, and what came of them."
        ),
        "content_restriction": _("Content that was made unavailable in a country because of its law."),
        "own_rules": _("What companies acted on because of their own rules, not because a government asked."),
        "intellectual_property": _("Notices about copyright, trademarks and their like, mostly of private parties."),
        "appeal": _("Appeals of users against decisions, and what came of them."),
        "referral": _("What companies told authorities of their own accord, such as reports of child abuse."),
        "dsa": _("What services tell under the EU’s Digital Services Act: orders, notices, complaints, moderation."),
        "staff": _("People who work on moderation, by what companies say of them."),
        "denominator": _("Users and items in all: what a share can be a share of."),
        "public_report": _("Reports of the public to an authority, as the authority counts them."),
    }


def all_pages(site: Site) -> list[Page]:
    """The one page, ``statistics.html``; its anchors are ``kind-<code>``."""
    columns = "kind", "publisher", "measure", "period_start", "period_end"
    rows = site.current.select(columns).filter(site.current["status"].cast(pl.String).is_in(FIGURE))
    parts = {str(kind): part for (kind,), part in rows.group_by("kind", maintain_order=True)}
    said = lines()
    kinds = [_kind(site, code, said[code], parts[code]) for code in vocabulary.terms("kind") if code in parts]
    values = {
        "kinds": kinds,
        "absent": [term.label for code, term in vocabulary.terms("kind").items() if code not in parts],
        "statements": len(site.table("statements")),
    }
    description = _(
        "Every kind of statistic in transparency reports: what it is, which companies tell it, and since when."
    )
    return [
        Page("statistics.html", "statistics.html", _("Statistics: what is told, and by whom"), [], values, description)
    ]


def _kind(site: Site, code: str, said: str, rows: pl.DataFrame) -> dict[str, Any]:
    """A kind with its tellers by name, each with its first and last period, and its measures."""
    told = rows.group_by("publisher").agg(
        pl.len().alias("figures"),
        pl.struct("period_start", "period_end").sort_by("period_start", "period_end").first().alias("first"),
        pl.struct("period_end", "period_start").sort_by("period_end", "period_start").last().alias("last"),
    )
    pages = owners(subjects())
    tellers = [_teller(site, pages[row["publisher"]].address, code, row) for row in told.iter_rows(named=True)]
    measures = rows.group_by("measure").agg(pl.len().alias("figures"), pl.col("publisher").n_unique().alias("tellers"))
    most = measures.sort("tellers", "figures", "measure", descending=[True, True, False])
    return {
        "code": code,
        "label": vocabulary.label("kind", code),
        "line": said,
        "figures": len(rows),
        "pages": [(address, _(text)) for address, text in PAGES.get(code, ())],
        "explore": addresses.explore(kind=code),
        "tellers": sorted(tellers, key=lambda one: str(one["name"]).casefold()),
        "measures": [
            (measure, vocabulary.label("measure", measure), tellers)
            for measure, _figures, tellers in most.head(MEASURES).iter_rows()
        ],
        "more": max(0, len(most) - MEASURES),
    }


def _teller(site: Site, page: str, kind: str, row: dict[str, Any]) -> dict[str, Any]:
    publisher, first, last = row["publisher"], row["first"], row["last"]
    return {
        "name": site.names[publisher],
        "page": page,
        "first": period_name((first["period_start"], first["period_end"])),
        "last": period_name((last["period_start"], last["period_end"])),
        "figures": row["figures"],
        "explore": addresses.explore(publisher=publisher, kind=kind),
    }
