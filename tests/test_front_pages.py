"""The front page, statistics, method, data and errata, the search index and the look: on invented data."""

import json
import re
import shutil
import subprocess
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from lxml import html
from lxml.html import HtmlElement

import plainview
from analysis import vocabulary
from analysis.charts.style import THEME
from analysis.news.event import Stopped
from analysis.recipes import Point
from analysis.report import data, errata, front, jurisdictions, method, removals, render, search, statistics, whats_new
from analysis.report.company.subjects import subjects
from analysis.report.errata import load_errata
from analysis.report.pages import Page
from analysis.report.site import Site, load
from spiders.observation import STATUSES
from tests.test_report import HOSTILE, built

ASSETS = render.ASSETS
FILES = (
    ("SHA256SUMS", 10, "cd" * 32, "Checksums"),
    ("figures.parquet", 12_345, "ab" * 32, f"Figures {HOSTILE}"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = built(tmp_path_factory.mktemp("front"), failures=[{"publisher": "meta", "why": f"soft 404 {HOSTILE}"}])
    return load(root, None, None)


def shown(site: Site, page: Page) -> tuple[str, HtmlElement]:
    values = {"site": site, "sections": page.sections, "description": page.description}
    values["charts"] = {section.drawing.words.identifier: None for section in page.sections if section.drawing}
    text = render.page(page.template, page.address, page.title, values | page.values)
    return text, html.document_fromstring(text)


def words(node: HtmlElement) -> str:
    return " ".join(str(node.text_content()).split())


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, tuple[str, HtmlElement]]:
    made = [page for module in (front, statistics, method, errata) for page in module.all_pages(site)]
    made.append(data.data_page(site, FILES, "1", {"name": "</script><script>alert(1)</script><!--"}))
    return {page.address: shown(site, page) for page in made}


def test_every_page_is_whole_and_hostile_text_is_inert(pages: dict[str, tuple[str, HtmlElement]]) -> None:
    for address, (text, page) in pages.items():
        assert len(page.xpath("//h1")) == 1 and "<img" not in text, address
        assert not [node for node in page.iter() if any(str(name).startswith("on") for name in node.attrib)]
        scripts = page.xpath("//script")
        assert all(node.get("src") or node.get("type") == "application/ld+json" for node in scripts), address
        assert not any(ord(character) < 32 and character != "\n" for character in text) and "\u202e" not in text
        ids = [str(node.get("id")) for node in page.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), address
        assert all(table.find("caption") is not None for table in page.iter("table")), address
        assert all(node.get("scope") for node in page.iter("th")), address
        assert len(text.encode()) < 500_000


def test_headings_are_in_order(pages: dict[str, tuple[str, HtmlElement]]) -> None:
    for address, (_, page) in pages.items():
        levels = [int(node.tag[1]) for node in page.iter("h1", "h2", "h3", "h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), address


def test_the_front_page_answers_what_is_new_who_is_silent_and_how_fresh(pages: Any) -> None:
    _, page = pages["index.html"]
    text = words(page)
    for heading in ("What is new", "Who is silent", "How fresh the data is"):
        assert heading in text
    assert "meta: data as of 2024-05-13; last attempt failed: soft 404" in text
    assert "Tencent" in words(page.xpath("//h2[.='Who is silent']/..")[0])
    assert len(page.xpath("//figure")) == 2


def test_a_table_that_has_stopped_is_named_and_leads_to_its_news(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    days: dict[str, Any] = {
        "day": date(2024, 5, 13),
        "last": (date(2021, 7, 1), date(2021, 12, 31)),
        "others_to": date(2022, 12, 31),
    }
    place: dict[str, Any] = {
        "publisher": "apple",
        "report": "transparency-report",
        "basis": "exact",
        "jurisdictions": {},
    }
    tables = ("app_takedowns_legal_violation", "app_takedowns_platform_policy")
    event = Stopped(identifier="stopped/apple/2021-H2", tables=tables, standing=True, length=184, **days, **place)
    monkeypatch.setitem(site.__dict__, "events", [event])
    _, page = shown(site, front.all_pages(site)[0])
    (line,) = [one for one in page.xpath("//h2[.='Who is silent']/../ul/li") if "no figures after" in words(one)]
    assert "Requests to take down apps for violating the law" in words(line)
    assert "tells its other tables up to 2022-12-31" in words(line)
    (news,) = whats_new.all_pages(site)
    address, _, place_there = str(line.xpath("./a/@href")[0]).partition("#")
    assert address == news.address and shown(site, news)[1].get_element_by_id(place_there) is not None


def test_the_news_is_listed_by_year_and_its_months_have_addresses(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fixed: dict[str, Any] = {
        "publisher": "google",
        "tables": (),
        "basis": "exact",
        "standing": False,
        "length": 184,
        "others_to": None,
    }
    last = (date(2019, 1, 1), date(2019, 6, 30))
    days = (date(2024, 5, 13), date(2024, 2, 1), date(2023, 5, 1))
    told = [
        Stopped(identifier=f"stopped/{day}", day=day, report="user-data-requests", last=last, **fixed) for day in days
    ]
    monkeypatch.setitem(site.__dict__, "events", told)
    _, page = shown(site, whats_new.all_pages(site)[0])
    years = page.xpath("//nav[@aria-label='News by year']//li")
    assert [words(one) for one in years] == ["2024 (2)", "2023 (1)"]
    for one in years:
        assert page.get_element_by_id(str(one.xpath("./a/@href")[0])[1:]) is not None
    assert [node.get("id") for node in page.iter("h3")] == ["m-2024-05", "m-2024-02", "m-2023-05"]


def test_a_figure_is_a_cell_that_holds_a_number(site: Site, pages: Any) -> None:
    silent = site.current["lower"].is_null().sum()
    (lede,) = pages["index.html"][1].xpath("//p[@class='lede wide']")
    assert silent and words(lede).startswith(f"{len(site.current) - silent} figures of")
    assert f"{silent} further cells hold no number" in words(lede)


def test_a_title_says_only_what_the_figures_prove() -> None:
    def series(*values: float | tuple[float, float], label: str = "A", methods: str = "") -> Any:
        points = []
        for at, value in enumerate(values):
            low, high = value if isinstance(value, tuple) else (value, value)
            method_of = methods[at] if methods else ""
            points.append(
                Point(half=4040 + at, lower=low, upper=high, cells=1, silent=0, printed=None, method=method_of)
            )
        return SimpleNamespace(points=tuple(points), component=SimpleNamespace(label=label))

    rises, falls = series(1, 2, 3, 4), series(4, 3, 2, 1)
    assert "1 of 2 series" in front._most([rises, falls])
    later = front._most([rises, series(1, 2, 3, 4, 5, 6, 7)])
    assert front._most([rises]).endswith("(2021)") and later.endswith("(2021 to 2023, by company)")
    assert "of" not in front._most([falls]).split("requests")[0]
    assert "1 of 1" not in front._most([series(1, 2, (3, 9), (4, 9))]), "ranges that overlap prove nothing"
    assert front._most([series(1, 2, 3)]) == front._most([]), "too few figures say nothing"
    assert "1 of 2 shares" in front._risen([rises, falls])
    assert "0 of 1 shares" in front._risen([series(0.1, 0.9, 0.8, 0.7, 0.6, methods="abbbb")]), "other methods"


def test_every_kind_has_a_line_and_only_known_ones() -> None:
    assert set(statistics.lines()) == set(vocabulary.terms("kind"))
    assert set(statistics.PAGES) <= set(vocabulary.terms("kind"))


def test_statistics_leads_to_who_tells_a_kind(pages: Any) -> None:
    _, page = pages["statistics.html"]
    (section,) = page.xpath("//section[@id='kind-user_data']")
    links = [str(node.get("href")) for node in section.iter("a")]
    assert {"requests.html", "disclosed.html", "who-asks.html", "company/google.html"} <= set(links)
    assert "method.html#measure-requests_received" in links
    assert "explore.html#publisher=google&kind=user_data" in links
    assert "Kinds of which no figure is held:" in words(page)


def test_method_defines_every_status_code_and_rule(pages: Any) -> None:
    _, page = pages["method.html"]
    ids = {str(node.get("id")) for node in page.iter() if node.get("id")}
    assert {f"status-{status}" for status in STATUSES} <= ids
    assert [status for status, _, _ in method.statuses()] == list(STATUSES)
    for column in ("kind", "measure", "process", "reason", "requester", "unit"):
        assert {f"{column}-{code}" for code in vocabulary.terms(column)} <= ids
    assert {f"role-{code}" for code in vocabulary.terms("jurisdiction_role")} <= ids
    assert {"rule-other_unit", "derived-disclosure_rate", "disclosed", "comparability"} <= ids


def test_method_shows_no_names_of_files_and_nothing_to_be_filled_in(pages: Any) -> None:
    _, page = pages["method.html"]
    (section,) = page.xpath("//section[@id='comparability']")
    assert section.xpath(".//li[@id='rule-nothing_held']") and not section.xpath(".//*[@class='hash']")
    for part in (section, page.get_element_by_id("disclosed")):
        assert not re.search(r"[{}]|\banalysis/|\bdocs/|\.toml", words(part))
    told = "https://a.example/x.csv (processed); analysis/crosswalks/x.toml (responses); docs/record.md: a blank"
    assert method._source(told) == "https://a.example/x.csv (processed)"


def test_what_disclosed_means_stands_side_by_side(pages: Any) -> None:
    _, page = pages["method.html"]
    (row,) = [
        row
        for row in page.xpath("//section[@id='disclosed']//tbody/tr")
        if "Google" in words(row) and "at least" in words(row)
    ]
    assert row.xpath("th/a/@href") == ["company/google.html"]
    assert "requests in answer to which at least some data was produced" in words(row)
    assert row.xpath("td[last()]/a/@href")[0].startswith("https://support.google.com/")


def test_the_data_page_has_files_citations_and_terms(pages: Any) -> None:
    text, page = pages["data.html"]
    first, second = page.xpath("//h2[@id='download']/following::table[1]/tbody/tr")
    assert "figures.parquet" in words(first) and "ab" * 32 in words(first) and "12,345" in words(first)
    assert first.xpath("th/a/@href") == ["data/figures.parquet"] and "SHA256SUMS" in words(second)
    (told,) = page.xpath("//script[@type='application/ld+json']")
    assert json.loads(str(told.text_content()))["name"] == "</script><script>alert(1)</script><!--"
    assert text.count("<script>") == 0
    assert json.loads(str(page.get_element_by_id("cite-csl").text_content()))[0]["type"] == "dataset"
    for button in page.xpath("//button[@data-copy]"):
        assert page.get_element_by_id(str(button.get("data-copy"))) is not None
    assert "Google" in words(page.xpath("//h2[@id='terms']/following::table[1]")[0])


def test_without_a_package_the_data_page_says_so(site: Site) -> None:
    _, page = shown(site, data.data_page(site, ()))
    assert "No data package stands beside this copy" in words(page)
    assert not page.xpath("//script[@type='application/ld+json']")


# ---- errata

ERRATUM = {
    "id": "totals-of-2020",
    "date": date(2026, 2, 3),
    "since": date(2026, 1, 2),
    "wrong": "The total of 2020-H1 was wrong",
    "right": "It is 3",
    "found": "By a reader",
    "pages": ["requests.html"],
}


def entry(**changes: Any) -> str:
    told = {name: value for name, value in (ERRATUM | changes).items() if value is not None}
    lines = (f"{name} = {value if isinstance(value, date) else json.dumps(value)}" for name, value in told.items())
    return "\n".join(("[[erratum]]", *lines, ""))


def test_our_errata_are_whole() -> None:
    load_errata()


def test_an_erratum_is_read_and_shown(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = f"google/user_data_requests/2020/{'0a' * 12}"
    path = tmp_path / "errata.toml"
    path.write_text(entry(wrong=HOSTILE.replace("\x0b", ""), figures=[figure]), encoding="utf-8")
    (one,) = load_errata(path)
    assert one.figures == (figure,) and one.pages == ("requests.html",)
    monkeypatch.setattr(errata, "load_errata", lambda: (one,))
    text, page = shown(site, errata.all_pages(site)[0])
    assert page.get_element_by_id("totals-of-2020").xpath(".//a/@href") == [f"figure.html#{figure}", "requests.html"]
    assert "<img" not in text


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"right": None}, "right is missing"),
        ({"right": " "}, "right is a text that is not empty"),
        ({"colour": "red"}, "no field is called 'colour'"),
        ({"id": "Totals 2020"}, "its id has other signs"),
        ({"since": date(2026, 2, 4)}, "since is not after date"),
        ({"date": "2026-02-03"}, "are days"),
        ({"pages": ["https://example.com/"]}, "is no address of the site"),
        ({"pages": ["javascript:alert(1)"]}, "is no address of the site"),
        ({"figures": ["google/table/2020/xyz"]}, "is no address of the site"),
        ({"pages": "requests.html"}, "pages is a list"),
        ({"pages": []}, "names neither figures nor pages"),
    ],
)
def test_an_erratum_that_is_not_whole_is_refused(tmp_path: Path, changes: dict[str, Any], problem: str) -> None:
    path = tmp_path / "errata.toml"
    path.write_text(entry(**changes), encoding="utf-8")
    with pytest.raises(ValueError, match=f"errata.toml: erratum .*{re.escape(problem)}"):
        load_errata(path)


def test_errata_are_in_order_and_named_once(tmp_path: Path) -> None:
    path = tmp_path / "errata.toml"
    path.write_text(entry() + entry(id="later", date=date(2026, 5, 1)), encoding="utf-8")
    with pytest.raises(ValueError, match="newest erratum comes first"):
        load_errata(path)
    path.write_text(entry() + entry(), encoding="utf-8")
    with pytest.raises(ValueError, match="stands twice"):
        load_errata(path)
    path.write_text("[erratums]\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no part is called 'erratums'"):
        load_errata(path)


@pytest.mark.parametrize(
    ("contact", "href"),
    [
        (None, None),
        ("errors@example.com", "mailto:errors@example.com"),
        ("https://example.com/errors", "https://example.com/errors"),
        ("javascript:alert(1)", None),
        ('a@b.example?body="><script>', None),
    ],
)
def test_the_route_to_report_an_error(
    site: Site, monkeypatch: pytest.MonkeyPatch, contact: str | None, href: str | None
) -> None:
    monkeypatch.setitem(site.__dict__, "contact", contact)
    text, page = shown(site, errata.all_pages(site)[0])
    (report,) = page.xpath("//h2[@id='report']/following-sibling::p[1]")
    assert [str(node.get("href")) for node in report.iter("a")] == ([href] if href else [])
    assert ("has set no address" in words(report)) == (contact is None)
    assert "<script>" not in text


@pytest.mark.parametrize("contact", [None, " ", "errors@example.com"])
def test_whoever_writes_a_site_without_an_address_for_errors_is_told(
    monkeypatch: pytest.MonkeyPatch, contact: str | None
) -> None:
    said: list[str] = []
    monkeypatch.delenv("PLAINVIEW_CONTACT", raising=False)
    if contact is not None:
        monkeypatch.setenv("PLAINVIEW_CONTACT", contact)
    monkeypatch.setattr("analysis.report.write_site", lambda *_, **__: Path("index.html"))
    options: Any = SimpleNamespace(out=Path(), data=Path(), as_of=None, recorded_as_of=None)
    plainview._site(options, SimpleNamespace(say=said.append))  # type: ignore[arg-type]
    assert any("PLAINVIEW_CONTACT is not set" in line for line in said) == (contact is None or not contact.strip())


# ---- the order of governments


def of(code: str, *values: float | None) -> tuple[str, dict[int, Point]]:
    """The figures of a government in half-years from 2020-H1 on; None is a gap."""
    told = {4040 + at: value for at, value in enumerate(values) if value is not None}
    return code, {half: Point(half, value, value, cells=1, silent=0, method="") for half, value in told.items()}


def test_governments_that_asked_most_in_the_newest_half_year_stand_first() -> None:
    held = dict([of("AF", 1, 2), of("DE", 900, None), of("FR", 5, 30), of("TR", 7, 2), of("ZW", 950, None)])
    component: Any = SimpleNamespace(publisher="google", table="removals", key="removals")
    table = removals._matrix("t", "Caption", list(held), [4041, 4040], [(component, held)])
    assert [name for name, _cells in table.rows] == ["France", "Türkiye", "Afghanistan", "Zimbabwe", "Germany"]
    assert [lead[-7:] for lead in table.leads] == ["FR.html", "TR.html", "AF.html", "ZW.html", "DE.html"]
    assert table.caption == "Caption; those first that asked most in 2020-H2"
    many = dict(of(code, at) for at, code in enumerate(sorted(vocabulary.terms("jurisdiction"))[:40]))
    more = removals._matrix("t", "Caption", list(many), [4040], [(component, many)])
    assert "001" in many and "39 governments" in more.caption and "scroll for all" in more.caption


def test_who_asks_is_ordered_by_the_greatest_figure_of_one_company() -> None:
    one = {
        "AF": Point(4040, 3, 3, 1, 0, ""),
        "DE": Point(4040, None, None, 1, 1, ""),
        "FR": Point(4040, 5, 5, 1, 0, ""),
    }
    other = {"AF": Point(4040, 0, 9, 1, 0, ""), "US": Point(4040, 7, None, 1, 0, "")}
    asked: Any = [(None, one), (None, other)]
    assert jurisdictions._most_first(asked) == ["AF", "US", "FR", "DE"]


# ---- search


def index_of(site: Site) -> dict[str, Any]:
    places = [f"jurisdiction/{code.replace(':', '-')}.html" for code in vocabulary.terms("jurisdiction")]
    companies = [f"company/{name}.html" for name in ("google", "meta", "tencent", "alibaba")]
    others = [
        "index.html",
        "method.html",
        "statistics.html",
        "explore.html",
        "national-security.html",
        "disclosed.html",
        "disclosure.html",
        "coverage.html",
        "data.html",
        "restatements.html",
        "requests.html",
        "own-rules.html",
    ]
    made = [Page(address, "", f"Page {HOSTILE}") for address in (*places, *companies, *others)]
    text = search.script(site, made).decode("ascii")
    return dict(json.loads(text.removeprefix("globalThis.plainviewSearch = ").removesuffix(";\n")))


@pytest.fixture(scope="module")
def index(site: Site) -> dict[str, Any]:
    return index_of(site)


def test_the_index_is_small_and_leads_only_to_pages_there_are(site: Site, index: dict[str, Any]) -> None:
    assert len(json.dumps(index)) < 200_000
    addresses = {one[2].partition("#")[0] for one in index["entries"]}
    assert "company/tencent.html" in addresses and "company/apple.html" not in addresses
    assert not any("\x0b" in one[1] or "\u202e" in one[1] for one in index["entries"])
    assert index == index_of(site), "the same index again"


def test_what_has_no_figures_is_no_filter(index: dict[str, Any]) -> None:
    by_label = {(one[0], one[1]): one for one in index["entries"]}
    assert by_label["company", "Tencent"][4] is None
    assert by_label["company", "Google"][4] == {"publisher": ["google"]}
    assert "Turkey" in by_label["jurisdiction", "Türkiye"][3]


QUERIES = {
    "China": ("China", "jurisdiction/CN.html"),
    "tencent": ("Tencent", "company/tencent.html"),
    "Tencent requests": ("Tencent", "company/tencent.html"),
    "emergency requests Germany": ("Germany · Emergency requests", "jurisdiction/DE.html#emergencies"),
    "emergency requests Germany 2022": (
        "Germany · Emergency requests · 2022",
        "explore.html#jurisdiction=DE&process=emergency&since=2022-01-01&until=2022-12-31",
    ),
    "what does disclosed mean at Google": (
        "Google · Share of requests with data disclosed",
        "company/google.html#definitions",
    ),
    "what is a restatement": ("Restatements: figures that were changed later", "restatements.html"),
    "who publishes nothing": ("Who discloses what, and who publishes nothing", "disclosure.html"),
    "what is missing for 2023": ("What is covered, and what is missing", "coverage.html"),
    "Google licence": ("Google · Terms of reuse", "company/google.html#terms"),
    "how do I cite one figure": ("How to cite", "data.html#cite"),
    "Google Türkiye removals": (
        "Google · Türkiye · Content removal",
        "explore.html#publisher=google&jurisdiction=TR&kind=content_removal",
    ),
    "TURKEY takedowns": ("Türkiye · Content removal", "jurisdiction/TR.html#removals"),
    "google meta russia": ("Google · Meta · Russia", "explore.html#publisher=google,meta&jurisdiction=RU"),
    "requests from france in 2020": (
        "France · User data · 2020",
        "explore.html#jurisdiction=FR&kind=user_data&since=2020-01-01&until=2020-12-31",
    ),
    "France 2020-H1": ("France · 2020", "explore.html#jurisdiction=FR&since=2020-01-01&until=2020-06-30"),
    "hongkong": ("Hong Kong", "jurisdiction/HK.html"),
    "cote d’ivoire": ("Côte d'Ivoire", "jurisdiction/CI.html"),
    "turki": ("Türkiye", "jurisdiction/TR.html"),
    "whatsapp": ("Meta", "company/meta.html"),
    "how many requests did google get from china": (
        "Google · China · User data",
        "explore.html#publisher=google&jurisdiction=CN&kind=user_data",
    ),
    "has Google really given data to the police in france lately": (
        "Google · France",
        "explore.html#publisher=google&jurisdiction=FR",
    ),
    "how often did google hand over data to turkey": (
        "Google · Türkiye · Share of requests with data disclosed",
        "explore.html#publisher=google&jurisdiction=TR&measure=content_disclosure_rate,disclosure_rate,"
        "non_content_disclosure_rate,requests_content_disclosed,requests_disclosed,requests_non_content_disclosed",
    ),
    "user data": ("User data", "requests.html"),
    "fake accounts": ("Fake accounts, among what companies did by their own rules", "own-rules.html"),
    "encryption": ("Encryption: no figures here are about it; what is covered", "coverage.html"),
    "spying": ("US national security", "national-security.html"),
}


@cache
def _node() -> str | None:
    return shutil.which("node")


@pytest.mark.skipif(_node() is None, reason="no node: the search is not run")
def test_readers_words_find_the_way(site: Site, index: dict[str, Any], tmp_path: Path) -> None:
    # Germany is in the index as one that figures are held of, so that Explore is offered.
    for one in index["entries"]:
        if one[0] == "jurisdiction" and one[4] is None:
            one[4] = {"jurisdiction": [one[2].removeprefix("jurisdiction/").removesuffix(".html")]}
    told = json.dumps({"index": index, "queries": [*QUERIES, "", "zzz", "<zzz>", "a" * 10_000]})
    runner = (
        f"globalThis.told = {told};\n"
        f"{(ASSETS / 'find.js').read_text('utf-8')}\n"
        "const index = plainviewFind.prepare(told.index);\n"
        "console.log(JSON.stringify(told.queries.map((query) => plainviewFind.results(index, query))));\n"
    )
    path = tmp_path / "run.js"
    path.write_text(runner, encoding="utf-8")
    run = subprocess.run([str(_node()), str(path)], capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(run.stdout)
    for (query, expected), results in zip(QUERIES.items(), found, strict=False):
        assert (results[0]["label"], results[0]["address"]) == expected, query
    assert [results for results in found[-4:] if results] == []


EXPLORED = """
globalThis.document = {body: {dataset: {}}, getElementById: () => null};
%(scripts)s
plainview.index("", {labels: {}});
const cell = ([table, measure, period, process]) => ({publisher: "p", table, measure, process, dims: [],
  jurisdiction: "DE", period_start: `${period}-01-01`, period_end: `${period}-12-31`, lower: Number(period)});
const cells = told.map((one) => ({...Object.fromEntries(SPLITS.map((name) => [name, null])), ...cell(one)}));
const result = new Result(null, {});
result.draw = () => {};
const shown = () => result.cells.map((one) => [one.table, one.measure, one.period_start.slice(0, 4), one.process]);
result.show(cells);
const first = shown();
result.sort("period", false);
console.log(JSON.stringify([first, shown()]));
"""


@pytest.mark.skipif(_node() is None, reason="no node: Explore's order is not run")
def test_explore_shows_the_newest_period_first_and_sorts_each_table_by_itself(tmp_path: Path) -> None:
    received = [["main", "requests_received", year, "all"] for year in ("2020", "2022", "2021")]
    accounts, part = ["main", "accounts", "2022", "all"], ["main", "requests_received", "2022", "emergency"]
    other = [["other", "requests_received", year, "all"] for year in ("2019", "2023")]
    told = [accounts, part, *received, *other]
    scripts = "\n".join((ASSETS / name).read_text("utf-8") for name in ("data.js", "result.js"))
    path = tmp_path / "run.js"
    path.write_text(f"const told = {json.dumps(told)};\n" + EXPLORED % {"scripts": scripts}, encoding="utf-8")
    run = subprocess.run([str(_node()), str(path)], capture_output=True, text=True, check=True, timeout=60)
    first, by_period = json.loads(run.stdout)
    oldest, newest, between = received
    assert first == [newest, part, accounts, between, oldest, *other[::-1]]
    assert by_period == [oldest, between, newest, part, accounts, *other]


def test_search_words_are_checked() -> None:
    told = search.words()
    assert all(topic.get("filters") or topic["page"] for topic in told["topic"])
    assert {place for topic in told["topic"] for place in topic.get("sections", {})} <= {"company", "jurisdiction"}


def test_nothing_that_is_counted_is_about_encryption() -> None:
    """The search says so."""
    terms = [term for column in ("kind", "measure", "process", "reason") for term in vocabulary.terms(column).values()]
    assert not [term for term in terms if "encrypt" in f"{term.label} {term.row.get('definition', '')}".lower()]


# ---- the look

NAMES = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6})")


def themes() -> dict[str, dict[str, str]]:
    text = (ASSETS / "style.css").read_text("utf-8")
    light, _, rest = text.partition("@media screen and (prefers-color-scheme: dark)")
    dark = rest.partition("/* ---- the page */")[0]
    bright = dict(NAMES.findall(light))
    return {"light": bright, "dark": bright | dict(NAMES.findall(dark))}


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrasts_of_both_themes(theme: str) -> None:
    look = themes()[theme]
    texts = ("ink", "muted", "link", "alert", *(f"series-{number}" for number in range(8)))
    for name in texts:
        for ground in ("paper", "wash") if not name.startswith("series") else ("paper",):
            assert contrast(look[name], look[ground]) >= 4.5, (name, ground)
    assert contrast(look["ink"], look["mark"]) >= 4.5 and contrast(look["link"], look["mark"]) >= 4.5
    assert contrast(look["edge"], look["paper"]) >= 3 and contrast(look["accent"], look["paper"]) >= 3
    for step in range(7):  # steps.py writes ink on the first four, paper on the others
        ground = look[f"ramp-{step}"]
        assert contrast(ground, look["paper" if step > 3 else "ink"]) >= 4.5, step


def test_every_colour_is_a_variable_and_charts_have_theirs() -> None:
    text = (ASSETS / "style.css").read_text("utf-8")
    rules = text.partition("/* ---- the page */")[2]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?!\s*\{)", rules.replace("#000", "")), "a colour outside the variables"
    for theme in themes().values():
        assert {name.removeprefix("--") for name in THEME.values()} <= set(theme)


def test_no_script_is_long_and_none_writes_markup() -> None:
    for name in ("site.js", "find.js", "search_field.js"):
        text = (ASSETS / name).read_text("utf-8")
        assert len(text.splitlines()) < 250, name
        for bad in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "fetch("):
            assert bad not in text, (name, bad)


def test_the_search_has_words_for_companies_that_there_are() -> None:
    assert set(search.words()["company"]) <= {one.identifier for one in subjects()}
