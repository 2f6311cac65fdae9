"""The companies' pages: each has one, every figure leads to its cell, and a company without figures is never a zero."""

from copy import deepcopy
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from lxml import html
from lxml.html import HtmlElement

from analysis import store
from analysis.disclosure.rules import rdr_scores
from analysis.report import companies, discloses, render
from analysis.report.charted import drawn
from analysis.report.company.changed import FINDINGS as LISTED
from analysis.report.company.disclosing import _source
from analysis.report.company.quoted import _difference
from analysis.report.company.subjects import linked, subjects
from analysis.report.pages import Page
from analysis.report.site import Site, load
from analysis.report.terms import terms
from analysis.schema import FINDINGS
from spiders.errors import PlainviewError
from spiders.publisher import load_publisher, names, parse_publisher
from tests.test_recipes import row
from tests.test_report import HOSTILE, built, ours

NCMEC = {
    "publisher": "ncmec",
    "report": "cybertipline-by-esp",
    "table": "reports_by_esp",
    "kind": "referral",
    "measure": "cybertip_reports",
    "unit": "reports",
    "jurisdiction": "001",
    "process": None,
    "evidence": "regulator",
}


@dataclass(frozen=True)
class Shown:
    """The pages as they are made, and as a browser reads them."""

    site: Site
    pages: dict[str, Page]
    texts: dict[str, str]

    def page(self, address: str) -> HtmlElement:
        return html.document_fromstring(self.texts[address])

    def words(self, address: str) -> str:
        return " ".join(self.page(address).text_content().split())


def finding(number: int, **told: Any) -> dict[str, Any]:
    """A finding about the figure of France."""
    cell = row()
    place = {name: cell[name] for name in FINDINGS.names() if name in cell}
    words = {"rule": "sudden_jump", "sentence": f"finding {number}: {HOSTILE}", "severity": "lead", "rank": 1.0}
    return dict.fromkeys(FINDINGS.names()) | place | words | told


def shown(root: Path, rows: list[Any], findings: list[dict[str, Any]]) -> Shown:
    built(root, rows=rows)
    store.write(root / "findings.parquet", pl.DataFrame(findings, schema=FINDINGS))
    site = load(root, None, None)
    pages = companies.all_pages(site)
    texts = {}
    for page in pages:
        charts = {section.drawing.words.identifier: "" for section in page.sections if section.drawing}
        told = {"site": site, "sections": page.sections, "charts": charts, "description": page.description}
        texts[page.address] = render.page(page.template, page.address, page.title, {**told, **page.values})
    return Shown(site, {page.address: page for page in pages}, texts)


def invented(root: Path) -> Shown:
    """The figures of test_report, what an authority says of two companies, and more findings than are listed."""
    ncmec = [row("2020-H1", count, **NCMEC, about=about) for about, count in (("reddit", 7), ("google", 8))]
    findings = [finding(number) for number in range(LISTED + 3)]
    findings.append(finding(999, cell_id=None, table=None, period_start=None, severity="contradiction"))
    return shown(root, [*ours(), *ncmec], findings)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Shown:
    return invented(tmp_path_factory.mktemp("companies"))


def test_everybody_has_a_page_and_every_publisher_an_address(made: Shown) -> None:
    wanted = {one.address for one in subjects()} | {f"company/{name}.html" for name in names()}
    assert set(made.pages) == wanted | {"companies.html"}
    assert "company/alibaba.html#publisher-aliexpress" in made.texts["company/aliexpress.html"]
    assert {one.identifier for one in subjects() if one.authority} == {
        name for name in names() if load_publisher(name).evidence == "regulator"
    }


def test_the_list_tells_who_is_held_declared_and_silent(made: Shown) -> None:
    page = made.page("companies.html")
    for section, company in (("held", "Google"), ("declared", "AT&T"), ("silent", "Tencent")):
        (table,) = page.xpath(f"//h2[@id='{section}']/following-sibling::div[1]//table")
        assert company in [link.text for link in table.xpath(".//tbody/tr/th/a")]
    (figures,) = page.xpath("//tr[th/a[text()='Google']]/td/a/@href")
    assert figures == "explore.html#publisher=google"
    for cell in page.xpath("//tbody//td"):
        assert cell.text_content().strip() != "0", html.tostring(cell)


def test_every_figure_of_a_company_leads_to_its_cells(made: Shown) -> None:
    page = made.page("company/google.html")
    told = page.xpath("//table[contains(@class, 'figures')]//td[not(@class)]")
    assert len(told) > 8 and all(cell.xpath("./a[starts-with(@href, '../provenance/google/')]") for cell in told)
    for heading in ("Printed", "Before", "After"):
        column = "count(ancestor::table[1]/thead//th[text()=$heading]/preceding-sibling::th)"
        cells = page.xpath(f"//td[count(preceding-sibling::*) = {column}]", heading=heading)
        cells = [cell for cell in cells if heading in cell.xpath("ancestor::table[1]/thead//th/text()")]
        assert cells, heading
        for cell in cells:
            links = cell.xpath("./a/@href")
            assert cell.text_content() == "–" or links[0].startswith("../figure.html#"), heading
    title = load_publisher("google").table("user_data_requests").title
    (explored,) = page.xpath("//section[h2[@id='published']]//tr[th[text()=$title]]", title=title)
    (count,) = explored.xpath("./td/a[starts-with(@href, '../explore.html#publisher=google&table=')]/text()")
    assert int(count) == made.site.current.filter(publisher="google", table="user_data_requests").height


def test_a_figure_is_a_cell_that_holds_a_number(made: Shown) -> None:
    """The list, the company's own page and the front page count the same things."""
    own = made.site.current.filter(publisher="google")
    silent = own["lower"].is_null().sum()
    assert silent == 1
    (count,) = made.page("companies.html").xpath("//tr[th/a[text()='Google']]/td[@class='n']/a/text()")
    assert int(count) == len(own) - silent
    text = made.words("company/google.html")
    assert f"Plainview holds {count} figures of Google" in text
    assert "1 further cell holds no number: it is blank" in text


def test_a_company_of_which_other_figures_are_held_is_not_shown_as_mere_silence(tmp_path: Path) -> None:
    order = {"kind": "dsa", "measure": "orders_received", "unit": "orders", "process": None, "requester": None}
    place = {"publisher": "aliexpress", "report": "dsa-transparency-report", "table": "orders"}
    told = shown(tmp_path, [*ours(), row("2020-H1", 3, **place, **order), row("2020-H2", None, **place, **order)], [])
    (line,) = told.page("companies.html").xpath("//tr[th/a[text()='Alibaba Group']]")
    (link,) = line.xpath(".//a[text()='other figures are held']/@href")
    note = " ".join(told.page("companies.html").get_element_by_id(link[1:]).text_content().split())
    assert "Alibaba Group: 1 figure on another matter is held (AliExpress, Digital Services Act: 1)" in note
    assert "do not count there" in note
    (matrix,) = discloses.all_pages(told.site)
    values = {"site": told.site, "sections": matrix.sections, "charts": {}, "description": "", **matrix.values}
    charts = {section.drawing.words.identifier: "" for section in matrix.sections if section.drawing}
    page: HtmlElement = html.document_fromstring(
        render.page(matrix.template, matrix.address, matrix.title, values | {"charts": charts})
    )
    links = page.xpath("//th/a[text()='other figures are held']")
    assert [link.xpath("../a[1]/text()") for link in links] == [["Alibaba Group"]] * len(matrix.sections)
    for link in links:
        assert note in " ".join(page.get_element_by_id(str(link.get("href"))[1:]).text_content().split())


def test_a_restated_figure_leads_to_both_editions(made: Shown) -> None:
    page = made.page("company/google.html")
    links = page.xpath("//section[h2[@id='restatements']]//td/a/@href")
    cell = row()["cell_id"]
    assert links == [f"../figure.html#google/user_data_requests/2020/{cell}/{copy * 8}" for copy in ("12", "ab")]


def test_a_company_without_any_figure_says_what_is_known(made: Shown) -> None:
    text = made.words("company/alibaba.html")
    assert (
        "No figure of Alibaba Group is held." in text and "a gap of ours, no silence of the company and no zero" in text
    )
    assert (
        "20 not disclosed" in text
        and "Not to be taken for" in text
        and "The index of 2022 itself gave 0 of 100" in text
    )
    assert "What is known: No number of government requests" in text
    page = made.page("company/alibaba.html")
    assert not page.xpath("//td[normalize-space() = '0']") and not page.xpath("//table[contains(@class, 'figures')]")
    assert not page.xpath("//blockquote[ancestor::table]") and page.xpath("//section[@id]/blockquote")
    silent = made.words("company/tencent.html")
    assert (
        "No report of Tencent about requests of governments is collected here" in silent and "That is no zero" in silent
    )


def test_what_nobody_read_is_no_silence_of_the_company(made: Shown) -> None:
    text = made.words("company/att.html")
    assert "no copy was collected, so that what it prints is not known here" in text
    assert "20 not collected" in text and "not disclosed;" not in text


def test_figures_of_authorities_stand_apart(made: Shown) -> None:
    page = made.page("company/reddit.html")
    (link,) = page.xpath("//section[h2[@id='authorities']]//td[@class='n']/a[text()='7']/@href")
    assert link.startswith("../figure.html#ncmec/reports_by_esp/2020/")
    assert "No figure of Reddit is held." in made.words("company/reddit.html")


def test_what_is_cut_is_said(made: Shown) -> None:
    page = made.page("company/google.html")
    listed = page.xpath("//ul[@class='findings']/li")
    assert len(listed) == LISTED
    assert "4 more, of lower rank, are on the page of findings" in made.words("company/google.html")
    (document,) = [item for item in listed if "finding 999:" in item.text_content()]
    assert document.xpath("./a/@href") == [f"../documents.html#doc-{row()['snapshot'][:16]}"]


def test_hostile_words_stay_words(made: Shown) -> None:
    for address, text in made.texts.items():
        assert "<script>alert" not in text and "<img src=x" not in text and "\u202e" not in text, address
        assert not any(ord(character) < 32 and character != "\n" for character in text), address
        assert 'href="javascript' not in text.lower(), address
    google = made.texts["company/google.html"]
    assert "\\x0b" in google and "\\u202e" in google and "{{7919*7907}}" in google and "$\\undefined$" in google


def test_pages_are_whole_and_small(made: Shown) -> None:
    for address, text in made.texts.items():
        page = made.page(address)
        assert len(text.encode()) < 500_000, address
        assert len(page.xpath("//h1")) == 1
        assert all(node.get("scope") for node in page.iter("th")), address
        assert all(table.xpath("./caption") for table in page.iter("table")), address
        ids = [str(node.get("id")) for node in page.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), address
        levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), address
        for link in page.xpath("//nav[@aria-label='On this page']//a/@href"):
            assert link[1:] in ids, (address, link)


def test_they_are_the_same_pages_again(made: Shown, tmp_path: Path) -> None:
    assert invented(tmp_path).texts == made.texts


def test_charts_are_few_and_can_be_drawn(made: Shown) -> None:
    for address, page in made.pages.items():
        drawings = [section.drawing for section in page.sections if section.drawing]
        assert len(drawings) <= 4
        for drawing in drawings:
            assert drawing.words.identifier.startswith(f"company-{address[8:-5]}-")
    google = made.pages["company/google.html"]
    pictures = [section.drawing for section in google.sections if section.drawing]
    for picture in pictures:
        assert not isinstance(drawn(picture), str), picture.words.identifier
    assert [picture.words.identifier for picture in pictures] == [
        f"company-google-{name}" for name in ("requests", "disclosed", "removals", "national-security")
    ]


def test_terms_are_told_of_every_publisher_and_never_guessed(made: Shown) -> None:
    told = {one.publisher: one for one in terms(made.site)}
    assert set(told) == set(names())
    for name, one in told.items():
        declared = load_publisher(name).terms
        assert one.stated == (declared is not None) and one.source
        assert one.reuse == declared.reuse if declared else one.reuse.startswith("No terms of reuse were seen")
    assert told["aliexpress"].page == "company/alibaba.html"
    assert "No terms of reuse were seen in what is at hand" in made.words("company/google.html")
    assert "CC-BY-4.0" in made.words("company/github.html")


WHOLE: dict[str, Any] = {
    "name": "A",
    "homepage": "https://a.example/",
    "cadence": "yearly",
    "terms": {"reuse": "“free to use”", "source": "https://a.example/terms", "seen": "text"},
    "reports": {},
}


def test_terms_are_read_strictly() -> None:
    told = parse_publisher("a", deepcopy(WHOLE)).terms
    assert told is not None and (told.reuse, told.seen) == ("“free to use”", "text")
    assert parse_publisher("a", {**deepcopy(WHOLE), "terms": {**WHOLE["terms"], "seen": "second-hand"}}).terms


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"source": None}, "terms: source missing"),
        ({"seen": "memory"}, "terms: seen is one of"),
        ({"source": "javascript:alert(1)"}, "terms: source is the address"),
        ({"reuse": ""}, "terms: reuse says nothing"),
        ({"licence": "MIT"}, "terms: unknown keys"),
    ],
)
def test_terms_that_are_not_whole_are_refused(change: dict[str, Any], why: str) -> None:
    entry = {key: value for key, value in {**WHOLE["terms"], **change}.items() if value is not None}
    with pytest.raises(PlainviewError, match=rf"a.toml: {why}"):
        parse_publisher("a", {**deepcopy(WHOLE), "terms": entry})


def test_elements_of_which_the_same_is_known_stand_in_one_row(made: Shown) -> None:
    page = made.page("company/alibaba.html")
    rows = page.xpath("//section[h2[@id='disclosure']]//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == [
        "F6.1 to F6.10 all 10 elements",
        "P11a.1 to P11a.10 all 10 elements",
    ]
    told = made.page("company/google.html").xpath("//section[h2[@id='disclosure']]//tbody/tr")
    wanted = [f"{code}.{number}" for code in ("F6", "P11a") for number in range(1, 11)]
    assert [row.xpath("string(th)").split()[0] for row in told] == wanted


def test_the_file_that_a_score_was_read_from_is_told_in_words() -> None:
    told = _source("Ranking Digital Rights, 2020 index: https://a.example/b, csv/i.csv at 2b69e4c, rows of 2020")
    where = "https://a.example/b, the rows of 2020 in the file csv/i.csv as of commit 2b69e4c"
    assert told == f"Ranking Digital Rights, index of 2020: {where}"
    assert not [one for one in rdr_scores() if " at 2b69e4c" in _source(one.source)]
    assert _source("Known at large, rows of 2020") == "Known at large, rows of 2020"


def test_what_has_no_series_says_nothing_of_recipes(made: Shown) -> None:
    text = made.words("company/ncmec.html")
    assert "Plainview holds" in text and "Main series" not in text and "recipe" not in text


def test_addresses_in_a_source_are_links_and_nothing_else_is() -> None:
    text = "https://a.example/1; the files (see https://b.example/x?y=1). javascript:alert(1)"
    pieces = linked(text)
    assert "".join(piece for piece, _href in pieces) == text
    assert [href for _piece, href in pieces if href] == ["https://a.example/1", "https://b.example/x?y=1"]
    assert linked(None) == ()


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ((-569.0, -560.0), "560–569 fewer"),
        ((3.0, 3.0), "3 more"),
        ((0.0, 0.0), "none"),
        ((-2.0, 5.0), "up to 2 fewer or 5 more"),
    ],
)
def test_a_difference_is_told_in_words(bounds: tuple[float, float], told: str) -> None:
    assert _difference(*bounds) == told


def test_an_empty_record_has_pages_too(tmp_path: Path) -> None:
    empty = shown(tmp_path, [], [])
    assert "Nothing is held yet." in empty.words("companies.html")
    assert "No figure of Google is held." in empty.words("company/google.html")
