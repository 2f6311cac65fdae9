"""Who discloses what: the matrix of companies and elements, with the figure that proves each answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.charts import matrix
from analysis.charts.style import Words
from analysis.disclosure.rules import rules
from analysis.report import addresses
from analysis.report.figures import joined
from analysis.report.pages import Drawing, Page, Section
from analysis.report.site import Site
from analysis.report.telling import owners
from analysis.totals import FIGURE
from analysis.words import _, counted

STATUSES = ("disclosed", "partly", "not_disclosed", "not_collected")


@dataclass(frozen=True)
class Beside:
    """Figures of a company of which none proves any element, in a sentence; ``why`` some of them do not, which may be
    blank; and their address in Explore."""

    sentence: str
    why: str
    explore: str


def all_pages(site: Site) -> list[Page]:
    told = site.table("disclosure").with_columns(pl.col("status", "basis").cast(pl.String))
    elements = [
        (one["code"], one["indicator"], one["question"], one["rule"], one["short"]) for one in rules()["element"]
    ]
    companies = _ordered(told)
    sections, grids = [], []
    for code, indicator in rules()["indicators"].items():
        columns = [one for one in elements if one[1] == code]
        # A company of which nothing was collected on the matter has a line in the table, and none in the picture.
        looked = told.filter((pl.col("indicator") == code) & (pl.col("status") != "not_collected"))
        drawn = [one for one in companies if one in set(looked["company"])]
        cells = {(row["company"], row["element"]): row for row in told.iter_rows(named=True)}
        sections.append(Section(indicator["title"], _picture(code, indicator, columns, drawn, cells)))
        grids.append(
            {
                "code": code,
                "title": indicator["title"],
                "source": indicator["source"],
                "columns": columns,
                "rows": [
                    (one, cells[one, columns[0][0]]["company_name"], [_cell(cells[one, each[0]]) for each in columns])
                    for one in companies
                ],
            }
        )
    title = _("Who discloses what about government demands")
    values = {"grids": grids, "companies": len(companies), "beside": beside(site)}
    return [Page("disclosure.html", "disclosure.html", title, sections, values, title)]


def beside(site: Site) -> Mapping[str, Beside]:
    """By company, where figures are held and none proves any element: a row of signs alone would say that there are
    none."""
    told = site.table("disclosure").with_columns(pl.col("status").cast(pl.String))
    proved = told.filter(pl.col("status").is_in(["disclosed", "partly"]))["company"].unique()
    held = (
        site.current.filter(pl.col("status").cast(pl.String).is_in(FIGURE))
        .group_by(pl.col("publisher", "kind").cast(pl.String))
        .len("figures")
        .with_columns(pl.col("publisher").replace(owners()).alias("company"))
        .filter(~pl.col("company").is_in(proved.implode()))
        .sort("company", "publisher", "figures", descending=[False, False, True])
    )
    names = dict(told.select("company", "company_name").unique().iter_rows())
    groups = held.group_by("company", maintain_order=True)
    return {str(company): _beside(site, names[company], part) for (company,), part in groups if company in names}


def _beside(site: Site, name: str, held: pl.DataFrame) -> Beside:
    """``held`` has a row a publisher and kind of statistic, with the number of its figures."""
    what = "; ".join(
        f"{site.names[publisher]}, {vocabulary.label('kind', kind)}: {figures:,}"
        for publisher, kind, figures in held.select("publisher", "kind", "figures").iter_rows()
    )
    sentence = counted(
        "%(name)s: %(n)s figure on another matter is held (%(what)s), which proves no element of disclosure.",
        "%(name)s: %(n)s figures on other matters are held (%(what)s), none of which proves an element of disclosure.",
        int(held["figures"].sum()),
        name=name,
        what=what,
    )
    why = ""
    if "dsa" in held["kind"]:
        why = _(
            "Orders told under the Digital Services Act do not count there: the law of one region compels them, for "
            "one service, on that region’s authorities."
        )
    return Beside(sentence, why, addresses.explore(publisher=held["publisher"].to_list()))


def _ordered(told: pl.DataFrame) -> list[str]:
    """Companies: those that disclose most elements first, then by how many they disclose in part, then by name."""
    counts = told.group_by("company").agg(
        *((pl.col("status") == status).sum().alias(status) for status in STATUSES), pl.col("company_name").first()
    )
    order = counts.sort(
        "disclosed", "partly", "not_disclosed", "company_name", descending=[True, True, True, False], nulls_last=True
    )
    return order["company"].to_list()


def _picture(
    code: str,
    indicator: dict[str, Any],
    columns: Sequence[tuple[str, ...]],
    drawn: list[str],
    cells: dict[tuple[str, str], dict[str, Any]],
) -> Drawing:
    rows = [
        (cells[one, columns[0][0]]["company_name"], {each[0]: cells[one, each[0]]["status"] for each in columns})
        for one in drawn
    ]
    headings = [(each[0], each[4]) for each in columns]
    title = _("%(indicator)s: which elements companies publish", indicator=indicator["title"])
    unit = _(
        "%(n)s companies of which something on the matter was collected or judged; the table has all", n=len(drawn)
    )
    source = _("Elements of Ranking Digital Rights, judged by Plainview’s rules from the figures at hand.")
    said = _("Which of the elements each company publishes; the table below tells every answer and its proof.")
    words = Words(f"disclosure-{code.lower()}", title, unit, source, said)
    return Drawing(words, partial(matrix.chart, words, rows, headings))


def _cell(row: dict[str, Any]) -> dict[str, Any]:
    """An answer: its status, what is known, and the address of the figure that proves it."""
    proof = addresses.of_cell(row, row["snapshot"]) if row["cell_id"] else None
    return {"status": row["status"], "known": row["known"], "href": proof, "printed": joined(row["printed"] or "")}
