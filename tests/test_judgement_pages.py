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


def _apart(kind: str, value: float, **told: Any) -> dict[str, Any]:
    """A row of the ledger of a count that fell while a row of spam came."""
    road = [("a", date(2021, 1, 1), 100_000_000.0), ("b", date(2021, 7, 1), value)]
    editions = [
        {
            "captured": day,
            "snapshot": sign * 64,
            "lower": value,
            "upper": value,
            "status": "exact",
            "printed": f"{value:g}",
        }
        for sign, day, value in road
    ]
    rest = {"cell_id": "e" * 24, "dimension": "reason", "code": "spam", "printed": "40", "snapshot": "b" * 64}
    sizes = dict.fromkeys(("difference_lower", "difference_upper"), value - road[0][2])
    step = {"kind": kind, "captured_before": road[0][1], "captured_after": road[1][1], "beside": [rest], **sizes}
    more = {"what": kind, "editions": editions, "steps": [step | told], "announced": False, "changes": 1, "divided": 1}
    return {name: (_restated() | more | {"came_back": False}).get(name) for name in LEDGER.names()}


def test_a_row_that_was_divided_leads_to_the_rest_and_is_no_revision(site: Site) -> None:
    cells = [_restated(), _apart("divided", 1.0) | {"cell_id": "d" * 24}]
    made = replace(site, _judged={"restated": pl.DataFrame(cells, schema=LEDGER)})
    whole, own = ledger.all_pages(made)
    assert [row["steps"][0]["printed"] for row in whole.values["largest"]] == ["36600000"]
    (row,) = [one for one in shown(made, own).xpath("//tbody/tr") if "row divided" in one.text_content()]
    assert "The row was divided; the rest stands in: Spam 40." in " ".join(row.text_content().split())
    assert row.xpath(".//a[text()='40']/@href")[0].endswith(f"/2020/{'e' * 24}/{'b' * 16}")
    text = " ".join(shown(made, whole).text_content().split())
    assert "One figure was changed, came, went" in text and "One more stands in a row that was divided" in text
    assert own.values["cells"] == 1 and own.values["divided"] == 1


def test_a_revision_is_ranked_by_how_far_it_moved_with_the_cells_beside_it(site: Site) -> None:
    near = {"together_lower": -5.0, "together_upper": -5.0}
    cells = [_restated(), _apart("revised", 1.0, **near) | {"cell_id": "d" * 24}]
    made = replace(site, _judged={"restated": pl.DataFrame(cells, schema=LEDGER)})
    whole, own = ledger.all_pages(made)
    assert [len(row["beside"]) for row in whole.values["largest"]] == [0, 1]
    (_words, ((_what, printed, _href),)) = whole.values["largest"][1]["beside"][0]
    assert printed == "40" and "New beside it in the same copy: Spam 40." in shown(made, own).text_content()
    assert [section.drawing.words.title for section in own.sections if section.drawing] == [
        "Meta changed this figure 2 times"
    ]


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
    assert {cell.text for _name, cells in figures.rows for cell in cells if cell.cells} == {"0", "5", "0.5"}
    assert all(
        cell.href.startswith("figure.html#meta/") for _name, cells in figures.rows for cell in cells if cell.cells
    )
    assert "No figures of this kind are held" in shown(site, dsa).text_content()


def test_figures_that_only_a_column_without_words_tells_apart_are_both_there() -> None:
    rows = pl.DataFrame([own_rules(3, cell_id="a" * 24), own_rules(4, cell_id="b" * 24)])
    table, lines = kinds._matrix("one", "c", rows.with_columns(pl.lit([]).cast(pl.List(pl.String)).alias("dims")))
    assert lines == 2 and sorted(cells[0].text for _name, cells in table.rows) == ["3", "4"]


def told(publisher: str, table: str, value: Any, measure: str, unit: str, kind: str, **changes: Any) -> Any:
    """A cell of the newest period of a table that has no process of law."""
    where = {"publisher": publisher, "report": changes.pop("report", "transparency"), "table": table, "process": None}
    key = "-".join(map(str, (measure, *changes.values())))
    named = where | {"kind": kind, "measure": measure, "unit": unit, "jurisdiction": "001", "cell_id": key}
    return row("2020-H1", value, **{**named, **changes})


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Appeals beside accounts, a table by country without a total, and two reports under the DSA, one of users only."""
    rounded: dict[str, Any] = {"status": "rounded"}
    dsa: dict[str, Any] = {"report": "dsa-transparency-report", "jurisdiction": "EU", "jurisdiction_role": "effect"}
    order = {**dsa, "process": "order_to_act", "service": "aliexpress"}
    part = {**order, "reason": "dsa_violence"}
    rows = [
        told("discord", "appeals", 3568821, "unique_accounts_actioned", "accounts", "own_rules"),
        told("discord", "appeals", 65901, "appeals_received", "appeals", "appeal"),
        told("discord", "appeals", (0.18965, 0.18975), "appeal_rate", "ratio", "appeal", printed="18.97%", **rounded),
        told("discord", "appeals", None, "appeal_grant_rate", "ratio", "appeal", status="not_applicable", printed="--"),
        told("discord", "appeals", 12, "items_and_accounts_action_rate", "requests", "content_removal"),
        *(
            told("snap", "terrorism_deletions", value, "accounts_actioned", "accounts", "own_rules", jurisdiction=code)
            for code, value in (("FR", 3), ("TR", 9))
        ),
        told("aliexpress", "orders", 547, "orders_received", "orders", "dsa", **part, dims=["keyword=animal_harm"]),
        told("aliexpress", "orders", 547, "orders_received", "orders", "dsa", **order, cell_id="z"),
        told("aliexpress", "orders", 9, "orders_received", "orders", "dsa", **order | {"process": "order_to_inform"}),
        told(
            *("aliexpress", "orders", (40.15, 40.25), "median_time_to_give_effect", "hours", "dsa"),
            **{**order, **rounded, "printed": "40.2"},
        ),
        *(
            told(
                *("temu", "recipients", (2.05e6, 2.15e6)),
                *("average_monthly_active_recipients", "persons", "denominator"),
                **{**dsa, **rounded, "jurisdiction": code, "service": "temu", "printed": "2.1M"},
            )
            for code in ("AT", "EU")
        ),
    ]
    root = built(tmp_path_factory.mktemp("data"), rows=rows)
    own = load(root, None, None)
    pages = kinds.all_pages(own)
    for one in pages:
        one.values["html"] = shown(own, one)
    return {one.address: one for one in pages}


def tables(page: Page) -> dict[tuple[str, str], list[tuple[str, ...]]]:
    """By company and title, a table's lines with its headings first, as they are shown."""
    found = {}
    for company in page.values["companies"]:
        for one in company["tables"]:
            figures = one["figures"]
            lines = [(name, *(cell.text for cell in cells)) for name, cells in figures.rows]
            found[company["id"], figures.identifier.rpartition("-")[2]] = [(figures.corner, *figures.columns), *lines]
    return found


def test_a_table_of_own_rules_tells_the_appeals_that_its_heading_promises(many: dict[str, Page]) -> None:
    found = tables(many["own-rules.html"])["discord", "appeals"]
    headings = ("Appeals received", "Distinct accounts actioned", "Share of accounts that appealed")
    assert found[0] == ("Split by", *headings, "Share of appeals that succeeded")
    assert found[1:] == [("all", "65,901", "3,568,821", "18.97 %", "not applicable")]


def test_a_table_without_a_total_has_a_line_a_place(many: dict[str, Page]) -> None:
    assert tables(many["own-rules.html"])["snap", "terrorism_deletions"] == [
        ("Place", "Accounts actioned"),
        ("Türkiye", "9"),
        ("France", "3"),
    ]


def test_reports_under_the_dsa_begin_with_the_total_and_name_units(many: dict[str, Page]) -> None:
    found = tables(many["dsa.html"])
    headings, *lines = found["aliexpress", "orders"]
    assert headings == ("Split by", "Median time to give effect, in hours", "Orders received")
    assert lines == [
        ("Order to act against illegal content", "40.2", "547"),
        ("Order to provide information", "", "9"),
        ("Order to act against illegal content · Violence · Animal harm", "", "547"),
    ]


def test_a_report_under_the_dsa_of_users_alone_is_there_and_says_so(many: dict[str, Page]) -> None:
    page = many["dsa.html"]
    assert tables(page)["temu", "recipients"][1:] == [("European Union", "2.1M"), ("Austria", "2.1M")]
    (section,) = page.values["html"].xpath("//section[@id='company-temu']")
    assert "only these figures are held, none of orders" in section.text_content()
    assert len(page.values["html"].xpath("//p[contains(., 'only these figures are held')]")) == 1


def test_notes_stand_under_the_tables_that_they_are_about(many: dict[str, Page]) -> None:
    def notes(address: str, table: str) -> str:
        (figures,) = many[address].values["html"].xpath(f"//table[@id='table-{table}']")
        return str(figures.xpath("string(ancestor::div[1]/following-sibling::p[1])"))

    appeals, deletions = (
        notes("own-rules.html", "own-rules-discord-appeals"),
        notes("own-rules.html", "own-rules-snap-terrorism_deletions"),
    )
    assert "such as 18.97 %, stands as it was printed" in appeals
    for text in (appeals, deletions):
        assert "without" not in text and "is a range" not in text and "“–”" not in text
    assert "as it was printed" not in deletions
    assert "“–”" in notes("dsa.html", "dsa-aliexpress-orders")


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
