"""What companies without figures, and authorities and the press about them, said in public. Never beside a figure."""

from itertools import groupby
from typing import Any

from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.vocabulary import rows
from analysis.words import _

VOICES = {"company": "said by the company", "regulator": "said by an authority", "press": "written by the press"}
PRECISIONS = {
    "as_printed": "as printed",
    "round": "a round number",
    "at_least": "at least so many",
    "about": "about so many; it has no bounds",
}
STATUSES = {
    "withheld_by_law": "there is a number, and a law keeps it back",
    "no_figure": "the text counts nothing of the company",
}
ASKED = {
    "not_stated": "who asked is not said",
    "government": "asked for by a government",
    "users": "asked for by users",
    "not_a_request": "nobody asked: of the company’s own accord",
}


def all_pages(site: Site) -> list[Page]:
    told = site.table("statements").sort("company_name", "publication_date", "statement").rows(named=True)
    counted = {row["code"]: row["label"] for row in rows("counted.csv")}
    companies = [
        (company, name, [_entry(row, counted) for row in group])
        for (company, name), group in groupby(told, key=lambda row: (row["company"], row["company_name"]))
    ]
    title = _("Statements: what was said in public where no report is published")
    return [Page("statements.html", "statements.html", title, [], {"companies": companies, "count": len(told)}, title)]


def _entry(row: dict[str, Any], counted: dict[str, str]) -> dict[str, Any]:
    """A statement with its codes in words."""
    figure = None
    if row["figure_status"] == "stated":
        what = counted.get(row["counted"], row["counted"])
        figure = f"{row['figure_printed']} ({what}; {_(PRECISIONS[row['figure_precision']])})"
    return row | {
        "voice": _(VOICES[row["voice"]]),
        "figure": figure,
        "no_figure": _(STATUSES[row["figure_status"]]) if figure is None else None,
        "asked": _(ASKED[row["requester_told"]]),
    }
