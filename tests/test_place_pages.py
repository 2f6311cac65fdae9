"""Pages of governments: no sum over companies, roles apart, every number leads to its cells, and silence is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from lxml import html
from lxml.html import HtmlElement

from analysis import report
from analysis.jurisdictions import also_called
from analysis.jurisdictions import jurisdictions as known
from analysis.recipes import Component, Point, Series
from analysis.report import askers, jurisdictions, place_series, place_told, places, printed, removals, render
from analysis.report.figures import Cell, Table
from tests.test_recipes import row, view
from tests.test_report import HOSTILE, built

META: dict[str, Any] = {"publisher": "meta", "report": "government-requests", "table": "government_requests"}
APPLE: dict[str, Any] = {
    "publisher": "apple",
    "report": "transparency-report",
    "table": "device_requests",
    "subject": "device",
    "process": "all",
}
X: dict[str, Any] = {"publisher": "x", "report": "information-requests"}
UNION = {"publisher": "x", "report": "global-report", "table": "global_information_requests"}
WIKIMEDIA: dict[str, Any] = {"publisher": "wikimedia", "report": "transparency-report"}
HALVES = ("2019-H1", "2019-H2", "2020-H1")


def ours() -> list[Any]:
    """Germany asks four companies; one is silent on it for a half-year; and it stands in three other roles too."""
    words = {"printed_jurisdiction": HOSTILE, "printed": HOSTILE, "locator": HOSTILE, "printed_measure": HOSTILE}
    rate = {"measure": "disclosure_rate", "unit": "ratio", "status": "rounded", "printed": "50%"}
    removed = {"table": "removals", "kind": "content_removal", "process": None, "requester": "police"}
    effect = {"jurisdiction_role": "effect", "kind": "content_restriction", "table": "content_restrictions"}
    restricted = {"measure": "items_restricted", "unit": "items", "process": None, "report": "content-restrictions"}
    passed = {"table": "diplomatic_requests", "process": "mlat", "counterparty": "IE", "counterparty_role": "assisting"}
    disclosed = {"measure": "requests_disclosed", **APPLE}
    return [
        *(row(half, 1111, jurisdiction="DE", process="legal_process_other", **words) for half in HALVES),
        row("2020-H1", 17, jurisdiction="DE", process="emergency"),
        *(row(half, 2222, jurisdiction="DE", process="all", **META) for half in ("2019-H1", "2020-H1")),
        *(row(half, 40, jurisdiction="US", process="all", **META) for half in HALVES),
        row("2020-H1", 3, jurisdiction="NA", process="all", **META),
        row("2020-H1", (0.495, 0.505), jurisdiction="NA", process="all", **rate, **META),
        *(row(half, 3, jurisdiction="DE", **APPLE) for half in HALVES),
        *(row(half, 2, jurisdiction="DE", **disclosed) for half in HALVES),
        row("2020-H1", 200, jurisdiction="FR", **APPLE),
        row("2020-H1", 50, jurisdiction="FR", **disclosed),
        row("2020-H1", 5, jurisdiction="ZZ"),
        row("2020-H1", 0, jurisdiction="KE"),
        row("2020-H1", (0, 9), jurisdiction="TR", process="all", **META),
        *(
            row(f"{year}-H{half}", 70 + year % 100, **removed, jurisdiction="TR")
            for year in range(2019, 2025)
            for half in "12"
        ),
        row("2020-H1", 8, **removed, jurisdiction="org:interpol"),
        row("2020-H1", 4321, jurisdiction="DE", **{**META, **effect, **restricted}),
        row("2020-H1", 6, jurisdiction="BR", **passed),
        row("2020-H1", 99, jurisdiction="001"),
        row("2013-H1", 253, jurisdiction="HK"),
        row("2013-H1", 12, jurisdiction="DE", process="all", table="government_information_requests", **X),
        row("2024-H1", 7872, jurisdiction="EU", process="all", **UNION),
        *privately(),
    ]


def privately() -> list[Any]:
    """Chile's government asks nobody; private parties of it do. Germany's ask beside its government."""
    asked = {"table": "non_government_information_requests", **X, "process": "non_government"}
    theirs = {"requester": "private_party", "cell_id": "34" * 12}  # another requester is another cell
    books = {"table": "book_user_data", **WIKIMEDIA}
    content = {"table": "book_content", **WIKIMEDIA, "kind": "content_removal", "process": None, "requester": "all"}
    return [
        row("2018-H1", 31, jurisdiction="CL", **asked),
        row("2018-H1", 32, jurisdiction="CL", **content),
        row("2018-H1", 33, jurisdiction="DE", process="civil_subpoena", requester="all", **books),
        row("2018-H1", 34, jurisdiction="DE", process="informal_request", **theirs, **books),
        row("2018-H1", 35, jurisdiction="DE", process="informal_request", requester="government", **books),
        row("2018-H1", 36, jurisdiction="DE", process="search_warrant", requester="government", **books),
    ]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = built(tmp_path_factory.mktemp("data"), rows=ours())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "GROUPS", (places.all_pages, jurisdictions.all_pages))  # the pages under test alone
        return report.write_site(root, root / "site").parent


def page(site: Path, address: str) -> HtmlElement:
    return html.document_fromstring((site / address).read_bytes())


def words(node: HtmlElement) -> str:
    return " ".join(node.text_content().split())


def pages(site: Path) -> dict[str, HtmlElement]:
    found = [*site.glob("jurisdiction/*.html"), site / "jurisdictions.html", *site.glob("removals/*.html")]
    return {path.relative_to(site).as_posix(): page(site, path.relative_to(site).as_posix()) for path in found}


def cells(table: HtmlElement) -> dict[tuple[str, str], HtmlElement]:
    columns = [words(node) for node in table.xpath("thead//th")][1:]
    return {
        (words(line.find("th")), column): cell
        for line in table.xpath("tbody/tr")
        for column, cell in zip(columns, line.findall("td"), strict=True)
    }


def test_the_group_is_part_of_the_site() -> None:
    assert places.all_pages in report.GROUPS


def test_every_jurisdiction_of_which_something_is_held_has_a_page(site: Path) -> None:
    names = {path.stem for path in site.glob("jurisdiction/*.html")}
    assert names == {*("DE", "US", "NA", "FR", "ZZ", "KE", "TR", "org-interpol", "BR", "IE", "001"), "HK", "EU", "CL"}


def test_figures_are_never_added_across_companies(site: Path) -> None:
    text = " ".join(map(words, pages(site).values()))
    assert "2,222" in text and "1,128" in text  # what each company's own cells come to
    for total in ("3,333", "3,350", "3,353", "3,336"):
        assert total not in text


def test_each_series_is_a_column_and_a_row_is_a_half_year(site: Path) -> None:
    (table,) = page(site, "jurisdiction/DE.html").xpath("//table[@id='table-jurisdiction-DE-requests']")
    told = {key: words(cell) for key, cell in cells(table).items()}
    assert told["2020-H1", "Google"] == "1,128" and told["2020-H1", "Meta"] == "2,222"
    assert told["2019-H2", "Meta"] == "–" and told["2019-H2", "Apple: devices"] == "3"


def test_every_number_of_a_company_leads_to_its_cells(site: Path) -> None:
    seen = {"provenance": 0, "figure": 0, "line": 0}
    for address, found in pages(site).items():
        for cell in found.xpath("//table[contains(@class, 'figures')]//td[not(@class)]"):
            (link,) = cell.findall("a")
            target, _, fragment = urljoin(f"http://site/{address}", str(link.get("href"))).partition("#")
            target = target.removeprefix("http://site/")
            if target == "figure.html":
                assert fragment.count("/") >= 3, (address, fragment)
                seen["figure"] += 1
                continue
            assert page(site, target).xpath("//*[@id=$wanted]", wanted=fragment), (address, fragment)
            seen["provenance"] += 1
        for link in found.xpath("//section[not(@id='findings')]//li/a[contains(@href, 'figure.html')]"):
            assert str(link.get("href")).count("/") >= 3, (address, link.get("href"))
            seen["line"] += 1
    assert seen["provenance"] > 20 and seen["figure"] > 3 and seen["line"] > 10


def test_roles_stay_apart(site: Path) -> None:
    found = page(site, "jurisdiction/DE.html")
    (asked,) = found.xpath("//section[@id='requests']")
    (effect,) = found.xpath("//section[@id='restrictions']")
    assert "4,321" in words(effect) and "4,321" not in words(asked)
    roles = [words(node) for node in found.xpath("//section[@id='held']/h3")]
    assert roles == ["The government that asks", "Where the measure takes effect"]


def test_who_passes_a_request_on_does_not_ask(site: Path) -> None:
    ireland = page(site, "jurisdiction/IE.html")
    assert "No figure is held of requests or demands of its own" in words(ireland)
    (section,) = ireland.xpath("//section[@id='passed-on']")
    assert "Brazil" in words(section) and not ireland.xpath("//section[@id='requests']")
    (asked,) = page(site, "jurisdiction/BR.html").xpath("//section[@id='requests']")
    assert "by way of Ireland" in words(asked)


def test_what_is_not_told_is_said_and_is_no_zero(site: Path) -> None:
    found = page(site, "jurisdiction/DE.html")
    (table,) = found.xpath("//table[caption[contains(., 'half-years that a series does not tell')]]")
    assert [words(node) for node in table.xpath("tbody/tr[th='Meta']/*")] == ["Meta", "2 of 3", "2019-H2"]
    kenya = page(site, "jurisdiction/KE.html")
    (table,) = kenya.xpath("//table[@id='table-jurisdiction-KE-requests']")
    assert words(cells(table)["2020-H1", "Google"]) == "0"
    assert "never of this one: Meta; Apple: devices; X (Twitter)." in words(kenya)


def test_a_company_whose_other_table_tells_of_a_place_is_not_said_to_be_silent_on_it(site: Path) -> None:
    union = words(page(site, "jurisdiction/EU.html"))
    assert "X (Twitter), 2024-H1" in union and "7,872" in union
    assert "of requests for user data companies tell of other governments and never of this one: Google; Meta" in union
    (sentence,) = page(site, "jurisdiction/EU.html").xpath("//p[contains(., 'never of this one')]")
    assert "X (Twitter)" not in words(sentence)


def test_private_parties_are_not_the_government(site: Path) -> None:
    germany = page(site, "jurisdiction/DE.html")
    asked, private = (words(germany.xpath(f"//section[@id='{name}']")[0]) for name in ("requests", "private"))
    assert "Informal request · Government" in asked and "Search warrant · Government" in asked
    for name in ("Civil subpoena", "Informal request · Private party"):
        assert name in private and name not in asked
    names = [str(node.get("aria-label")) for node in germany.xpath("//*[@role='region']")]
    assert len(names) == len(set(names))
    chile = page(site, "jurisdiction/CL.html")
    assert "No figure is held of requests or demands of its own" in words(chile)
    assert not chile.xpath("//section[@id='requests' or @id='removals']")
    (section,) = chile.xpath("//section[@id='private']")
    assert {"31", "32"} == {words(link) for link in section.xpath(".//a[contains(@href, 'figure.html')]")}
    tags = {words(node) for node in chile.xpath("//section[@id='held']//span[@class='tag']")}
    assert tags == {"private parties", "mostly private parties"}
    (line,) = page(site, "jurisdictions.html").xpath("//tr[th/a[@href='jurisdiction/CL.html']]")
    assert words(line.xpath("td")[1]) == "–"


def test_silence_beside_the_authorities_is_of_the_copies_at_hand(site: Path) -> None:
    (table,) = page(site, "jurisdiction/HK.html").xpath("//section[@id='both-sides']//table")
    assert words(table.xpath("thead//th")[-1]) == "The authorities say (to all providers)"
    said = {(words(line[0]), words(line[1]), words(line[2])): words(line[3]) for line in table.xpath("tbody/tr")}
    assert said["User data", "X (Twitter)", "2010"] == "the company's own figures are not collected"
    assert said["User data", "Google", "2010"] == "the company's copies at hand have no cell for it"
    assert said["User data", "Google", "2013"] == "the company's copies at hand have no figure of the whole year"
    assert "says nothing" not in words(table)


def test_a_share_is_told_with_what_it_is_a_share_of(site: Path) -> None:
    def share(code: str, series: str) -> str:
        (table,) = page(site, f"jurisdiction/{code}.html").xpath(f"//table[@id='table-jurisdiction-{code}-disclosed']")
        return words(cells(table)["2020-H1", series])

    assert share("DE", "Apple: devices") == "2 of 3"
    assert share("NA", "Meta") == "49.5–50.5 % of 3"
    assert share("FR", "Apple: devices") == "50 of 200: 25.0 %"
    definitions = words(page(site, "jurisdiction/DE.html").xpath("//section[@id='disclosed']//details")[0])
    assert "Data was provided, whatever data" in definitions


def test_a_share_of_one_printed_cell_stands_as_it_was_printed(site: Path) -> None:
    (link,) = page(site, "jurisdiction/NA.html").xpath("//a[. = '50 %']/@href")
    assert link.startswith("../figure.html#meta/government_requests/2020/")


def test_what_is_printed_and_what_is_a_range_is_said_once_below_the_tables() -> None:
    def block(*cells: Cell) -> printed.Block:
        table = Table("t", "c", "By", "Measure", ("x",) * len(cells), (("All", cells),))
        return printed.Block("Meta", "t", "2020-H1", table, "explore.html")

    def told(*blocks: printed.Block) -> str:
        macros: Any = render.environment().get_template("place_parts.html").module
        return words(html.fromstring(f"<div>{macros.newest(blocks, '')}</div>"))

    share, band = Cell("63 %", "figure.html#a", 0.625, 0.635, 1, printed=True), Cell("0–9", "figure.html#b", 0, 9, 1)
    text = told(block(share), block(Cell("7", "figure.html#c", 7, 7, 1), share))
    assert text.count("such as 63 %, stands as it was printed") == 1 and "is a range" not in text
    text = told(block(band))
    assert "A figure such as 0–9 is a range" in text and "printed" not in text
    assert "A figure" not in told(block(Cell("7", "figure.html#c", 7, 7, 1)))


def test_emergencies_have_a_table_of_their_own(site: Path) -> None:
    (table,) = page(site, "jurisdiction/DE.html").xpath("//section[@id='emergencies']//table")
    (cell,) = cells(table).values()
    assert words(cell) == "17"
    assert str(cell.find("a").get("href")).startswith("../figure.html#google/user_data_requests/2020/")


def test_codes_that_are_no_country_are_explained(site: Path) -> None:
    assert "says of no country which it is" in words(page(site, "jurisdiction/ZZ.html"))
    assert "international organisation" in words(page(site, "jurisdiction/org-interpol.html"))
    world = page(site, "jurisdiction/001.html")
    assert "Not a government" in words(world)
    assert not world.xpath("//section[@id='requests']") and "Everything held" in words(world)


def test_every_kind_of_jurisdiction_that_is_no_country_has_a_meaning() -> None:
    without = {place.kind for place in known().values() if not places.meaning(place)}
    assert without == {"country"}


def test_hostile_words_stay_words(site: Path) -> None:
    for path in [*site.glob("jurisdiction/*.html"), site / "jurisdictions.html"]:
        text = path.read_text("utf-8")
        assert "<img" not in text and "alert(1)</script" not in text and "\u202e" not in text, path
        assert not any(ord(character) < 32 and character != "\n" for character in text), path


def test_names_that_a_place_had_are_found(site: Path) -> None:
    assert "Turkey" in words(page(site, "jurisdiction/TR.html"))
    (line,) = page(site, "jurisdictions.html").xpath("//tr[th/a[@href='jurisdiction/TR.html']]")
    assert "Turkey" in words(line) and "Türkiye" in words(line)
    assert "Turkey" in also_called()["TR"]


def test_the_map_counts_companies_and_adds_no_requests(site: Path) -> None:
    text = (site / "charts" / "jurisdictions-map.svg").read_text("utf-8")
    assert "1 government asked at least two of 3 companies for user data in 2020-H1" in text.replace("\n", " ")
    assert "Apple, Google, Meta" in text


def split(publisher: str, **told: Point) -> place_series.Split:
    component = Component(publisher, publisher, publisher, "t", {}, "a", "b")
    points = {code: {point.half: point} for code, point in told.items()}
    return place_series.Split(Series(component, tuple(told.values()), view()), points)


def point(lower: float | None, upper: float | None, half: int = 4040) -> Point:
    return Point(half, lower, upper, 1, 0, "")


def test_who_was_asked_is_a_range_where_a_figure_may_be_zero() -> None:
    one, other = split("a", DE=point(5, 5), KE=point(0, 0)), split("b", DE=point(0, 9), FR=point(None, None))
    third = split("c", DE=point(1, None))
    assert askers.asked(4040, [one, other, third]) == {"DE": (2, 3), "KE": (0, 0)}


def test_companies_whose_own_government_cannot_be_among_those_told_are_named(site: Path) -> None:
    abroad = split("github", DE=point(1, 1))
    rows = view(row("2020-H1", 1, publisher="github", process="cross_border"))
    assert not askers.from_abroad(abroad)
    assert askers.from_abroad(replace(abroad, series=replace(abroad.series, rows=rows)))


def test_a_place_that_is_named_with_zero_did_not_ask(site: Path) -> None:
    (line,) = page(site, "who-asks.html").xpath("//tr[th[. = '2020-H1']]")
    assert [words(node) for node in line.xpath("td")][:2] == ["5", "7"]  # all but Kenya's 0 and Türkiye's 0 to 9


def test_two_series_of_a_company_are_one_company() -> None:
    assert askers.asked(4040, [split("a", DE=point(5, 5)), split("a", DE=point(7, 7))]) == {"DE": (1, 1)}


def test_the_newest_half_year_is_one_that_several_companies_tell() -> None:
    told = [split("a", DE=point(1, 1)), split("b", DE=point(1, 1)), split("c", FR=point(1, 1))]
    assert askers.newest([*told, split("d", DE=point(1, 1, 4042))]) == 4040
    assert askers.newest(told[:2]) is None


def test_spans_join_what_follows_among_the_half_years_that_are_told() -> None:
    among = [4040, 4041, 4044, 4045]
    assert place_series.spans([4041, 4044], among) == "2020-H2 to 2022-H1"
    assert place_series.spans([4040, 4044], among) == "2020-H1, 2022-H1"


def test_statements_are_found_by_the_names_of_a_place() -> None:
    rows = [dict.fromkeys(place_told.SAID, "") | {"says": says} for says in ("In China, 3.", "Chinaware", "US says")]
    assert place_told.named(rows, ["China"]) == rows[:1]
    assert place_told.named(rows, ["US"]) == []  # shorter names are words of English too


def test_the_whole_of_a_measure_comes_first_and_then_emergencies(site: Path) -> None:
    (found,) = page(site, "jurisdiction/DE.html").xpath(
        "//table[contains(@class, 'printed')][caption[contains(., 'Google')]]"
    )
    names = [words(node) for node in found.xpath("tbody/tr/th")]
    assert names == ["Emergency disclosure", "Other legal process"]


def test_removals_show_the_newest_half_years_and_have_all_on_the_company_s_page(site: Path) -> None:
    (newest,) = page(site, "removals.html").xpath("//table[@id='table-removals-google-newest']")
    (whole,) = page(site, "removals/google.html").xpath("//table[@id='table-removals-google']")
    assert len(newest.xpath("thead//th")) == removals.NEWEST + 1
    assert len(whole.xpath("thead//th")) == 12 + 1
    assert {words(node) for node in whole.xpath("tbody//th")} == {"Türkiye", "Interpol"}
    assert whole.xpath("tbody//th/a/@href") == ["../jurisdiction/TR.html", "../jurisdiction/org-interpol.html"]


def test_all_columns_of_printed_cells_are_columns_of_the_record() -> None:
    assert set(printed.COLUMNS) <= set(view().columns)
