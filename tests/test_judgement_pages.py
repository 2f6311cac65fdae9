"""The pages of judgements: each answer and each changed figure leads to the cell that it stands on, and words of
documents and of the press stay words."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html
from lxml.html import HtmlElement

from analysis import store
from analysis.charts import style
from analysis.checks.frame import rules
from analysis.disclosure.rules import companies, elements
from analysis.report import discloses, kinds, leads, ledger, said
from analysis.report.pages import Page
from analysis.report.render import page, themed
from analysis.report.site import Site, load
from analysis.restated import LEDGER
from tests.test_recipes import row
from tests.test_report import HOSTILE, built, ours

ROAD = [("36600000", date(2021, 8, 31)), ("22400000", date(2022, 5, 31)), ("36600000", date(2023, 2, 28))]


def own_rules(value: float, measure: str = "content_actioned", **changes: Any) -> Any:
    told: dict[str, Any] = {"publisher": "meta", "report": "community-standards", "table": "community_standards"}
    told |= {"kind": "own_rules"} | {
        "unit": "items",
        "jurisdiction": "001",
        "process": None,
        "measure": measure,
        "cell_id": f"{measure}{value}",
    }
    return row(value=value, **told | {"process": None} | changes)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A view with own rules, a figure that was changed and changed back, and a finding in hostile words."""
    root = tmp_path_factory.mktemp("data")
    many = [own_rules(float(number), reason="hate_speech", cell_id=f"{number:024x}") for number in range(60)]
    built(root, rows=[*ours(), *many[:1], own_rules(5, reason="spam"), own_rules(0.5, "proactive_rate", unit="ratio")])
    store.write(root / "restated.parquet", pl.DataFrame([_restated()], schema=LEDGER))
    return load(root, None, None)


def shown(site: Site, one: Page) -> HtmlElement:
    charts = {section.drawing.words.identifier: themed("<svg></svg>") for section in one.sections if section.drawing}
    values = {"site": site, "sections": one.sections, "charts": charts, "description": "", **one.values}
    return html.document_fromstring(page(one.template, one.address, one.title, values))


def test_the_ledger_tells_each_step_with_the_copy_that_printed_it(site: Site) -> None:
    own = next(one for one in ledger.all_pages(site) if one.address == "restatements/meta.html")
    found = shown(site, own)
    steps = [node for node in found.xpath("//tbody//a") if "figure.html" in str(node.get("href"))]
    assert [node.text_content() for node in steps] == [printed for printed, _day in ROAD]
    assert [str(node.get("href")).rpartition("/")[2] for node in steps] == ["0" * 16, "1" * 16, "2" * 16]
    assert all("figure.html#meta/community_standards/2020/" in str(node.get("href")) for node in steps)
    drawing = own.sections[0].drawing
    assert drawing is not None and drawing.words.title == "Meta changed this figure 2 times"
    with style.look():
        assert drawing.draw().axes


def test_a_figure_that_came_back_is_told_as_such(site: Site) -> None:
    found = shown(site, ledger.all_pages(site)[0])
    assert "One figure stood there, then another, then the first again" in " ".join(found.text_content().split())


def _restated() -> dict[str, Any]:
    """A row of the ledger: a copy that repeats the one before it is no step."""
    copies = [*ROAD[:1], ("36600000", date(2021, 11, 30)), *ROAD[1:]]
    snapshots = ["0", "3", "1", "2"]
    editions = [
        {"captured": day, "snapshot": sign * 64, "lower": float(value), "upper": float(value)}
        | {"status": "exact", "printed": value}
        for (value, day), sign in zip(copies, snapshots, strict=True)
    ]
    told: dict[str, Any] = own_rules(0, reason="fake_accounts", cell_id="f" * 24) | {"dims": []}
    sizes = {"difference_lower": -14_200_000.0, "difference_upper": -14_200_000.0}
    steps = [{"kind": "revised", "captured_before": ROAD[0][1], "captured_after": ROAD[1][1], **sizes}]
    more = {"what": "revised", "editions": editions, "steps": steps, "announced": False, "changes": 2}
    return {name: (told | more | {"came_back": True}).get(name) for name in LEDGER.names()}


def test_a_finding_leads_to_its_figure_and_its_words_stay_words(site: Site) -> None:
    rule = next(iter(rules()))
    first = site.current.row(0, named=True)
    told = dict.fromkeys(site.findings.columns) | {
        **{"rule": rule, "severity": "lead", "rank": 1.0, "sentence": HOSTILE, "others": [first["cell_id"]]},
        **{name: first[name] for name in ("publisher", "table", "cell_id", "period_start", "snapshot")},
    }
    made = replace(site, _judged={"findings": pl.DataFrame([told], schema=site.findings.schema)})
    (one,) = leads.all_pages(made)
    found = shown(made, one)
    links = [str(node.get("href")) for node in found.xpath("//ul[@class='findings']//a")]
    assert len(links) == 2 and all(link.startswith("figure.html#google/") for link in links)
    assert not found.xpath("//main//script | //main//img") and "<script>alert(1)</script>" in found.text_content()


def test_every_company_has_a_line_and_every_proof_a_figure(site: Site) -> None:
    (one,) = discloses.all_pages(site)
    found = shown(site, one)
    tables = found.xpath("//table")
    assert [len(table.xpath("./tbody/tr")) for table in tables] == [len(companies())] * 2
    signs = [cell for table in tables for cell in table.xpath("./tbody/tr/td")]
    assert len(signs) == len(companies()) * len(elements())
    for cell in signs:
        word = cell.xpath(".//span[@class='unseen']")[0].text_content()
        proven = word.strip().startswith(("disclosed", "partly"))
        links = [str(link.get("href")) for link in cell.xpath(".//a")]
        assert all(link.startswith("figure.html#") for link in links)
        assert bool(links) == proven or "partly" in word


def test_statements_are_told_apart_and_never_as_figures(site: Site) -> None:
    (one,) = said.all_pages(site)
    found = shown(site, one)
    text = " ".join(found.text_content().split())
    assert "Tencent" in text and "Not to be taken for" in text and "A statement is no figure" in text
    assert not found.xpath("//table") and not found.xpath("//a[starts-with(@href, 'figure.html')]")
    assert len(found.xpath("//article")) == len(site.table("statements"))


def test_statements_of_a_later_day_are_not_in_a_past_view(site: Site) -> None:
    then = Site(site.root, site.current, site.documents, site.restatements, {}, date(2016, 12, 31), None)
    days = then.table("statements")["publication_date"].drop_nulls()
    assert 0 < len(days) < len(site.table("statements")) and all(day <= "2016-12-31" for day in days)


def test_own_rules_are_printed_cells_that_are_never_added(site: Site) -> None:
    own, dsa = kinds.all_pages(site)
    (company,) = own.values["companies"]
    figures = company["tables"][0]["figures"]
    assert {cell.text for _name, cells in figures.rows for cell in cells if cell.cells} == {"0", "5", "50.0 %"}
    assert all(
        cell.href.startswith("figure.html#meta/") for _name, cells in figures.rows for cell in cells if cell.cells
    )
    assert "No figures of this kind are held" in shown(site, dsa).text_content()


def test_figures_that_only_a_column_without_words_tells_apart_are_both_there() -> None:
    rows = pl.DataFrame([own_rules(3, cell_id="a" * 24), own_rules(4, cell_id="b" * 24)])
    table, lines = kinds._matrix("one", "c", rows.with_columns(pl.lit([]).cast(pl.List(pl.String)).alias("dims")))
    assert lines == 2 and sorted(cells[0].text for _name, cells in table.rows) == ["3", "4"]


def test_more_lines_than_are_shown_are_counted() -> None:
    made = [own_rules(float(at), service=f"service-{at}", cell_id=f"{at:024x}") for at in range(60)]
    rows = pl.DataFrame(made).with_columns(pl.lit([]).cast(pl.List(pl.String)).alias("dims"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("analysis.vocabulary.label", lambda _column, code: str(code))
        table, lines = kinds._matrix("one", "c", rows)
    assert lines == 60 and len(table.rows) == kinds.LINES and table.rows[0][1][0].text == "59"


def test_the_pages_weigh_little(site: Site, tmp_path: Path) -> None:
    for group in (ledger, leads, discloses, said, kinds):
        for one in group.all_pages(site):
            assert len(html.tostring(shown(site, one))) < 500_000, one.address
