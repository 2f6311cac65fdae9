"""docs/user-stories.md walked in a browser: each question by its clicks, to the answer and the cell it was printed in.

A story begins on the front page. Typing words into the search field counts as one click, Enter and every link as one
each; an answer is at most three away. A source is counted from there: the figure, or the page of a sum and its cell.
"""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visits

MOST = 3
"""Clicks to an answer."""


@dataclass(frozen=True)
class Source:
    """A figure of a page, and what is told of it: ``cell`` its row's and its column's head, or none for a link in the
    text; ``part`` the row of a sum's page; ``place`` where in which document the printed characters stand.
    """

    within: str
    cell: tuple[str, str] | None
    shown: str
    printed: str
    place: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True)
class Story:
    """What is typed and clicked on the way, the address that it ends at, what is said there, and a source of it."""

    typed: str
    clicks: tuple[str, ...]
    ends: str
    says: tuple[str, ...]
    source: Source | None = None


STORIES = {
    "which companies received requests from Hong Kong in 2020": Story(
        "hong kong",
        (),
        "jurisdiction/HK.html",
        ("2020-H2", "nothing is held, which is not zero"),
        Source(
            "Hong Kong: requests for user data",
            ("2020-H2", "Google"),
            "43",
            "42",
            ("google-user-data-requests.zip", "row 2334 column 5"),
            "Other legal process",
        ),
    ),
    "did Türkiye's removal demands grow": Story(
        "turkey removals",
        (),
        "jurisdiction/TR.html#removals",
        ("Türkiye: requests to remove content, as each company counts them", "counted in another way"),
        Source(
            "Türkiye: requests to remove content",
            ("2018-H1", "X (Twitter)"),
            "8,988",
            "8988",
            ("row 297 column 5",),
            "Türkiye",
        ),
    ),
    "what has Alibaba said": Story(
        "alibaba",
        ("Statements",),
        "company/alibaba.html#statements",
        ("1,634 leads concerning intellectual property were given to law enforcement in 2018", "Not to be taken for"),
    ),
    "what has Tencent said": Story(
        "tencent",
        ("Statements",),
        "company/tencent.html#statements",
        ("has removed 80,000 video clips from their site this year", "who asked is not said"),
    ),
    "which of Meta's figures changed later": Story(
        "meta changed",
        (),
        "restatements/meta.html",
        ("The largest revisions of counts", "Meta changed this figure 2 times"),
        Source(
            "The largest revisions of counts",
            ("Accounts actioned; service: Facebook; reason: Fake accounts; World; 2020-Q2", "What each copy printed"),
            "791,000,000",
            "791,000,000",
            ("Copies of documents that tell this cell, oldest first: 10",),
        ),
    ),
    "how often did Apple disclose data to Germany in 2022": Story(
        "apple germany 2022",
        (),
        "explore.html#publisher=apple&jurisdiction=DE&since=2022-01-01&until=2022-12-31",
        ("Share of requests with data disclosed", "67.5–68.5 %"),
        Source(
            "printed cells",
            ("Requests that name devices, by serial number or the like|Share of requests|2022-H2", "Printed"),
            "68%",
            "68%",
            ('member "device_requests.csv" row 976 column 8', "67.5–68.5"),
        ),
    ),
    "what does disclosed mean at Microsoft": Story(
        "what does disclosed mean at microsoft",
        (),
        "company/microsoft.html#definitions",
        (
            "Content was disclosed, or only subscriber or transactional data; Microsoft counts the two apart",
            "“No data found” and “rejected” are the other two outcomes.",
        ),
        Source(
            "Microsoft: share of requests answered with data",
            ("2021-H1", "Microsoft"),
            "54.4 %",
            "240",
            ('sheet "Criminal" row 6 column J',),
            "Only Subscriber/Transactional",
        ),
    ),
    "how large are Google's bands of FISA over time": Story(
        "",
        ("Statistics", "In bands, over time"),
        "national-security.html",
        ("the true figure lies somewhere within, and nothing says where",),
        Source(
            "Accounts that are named in US national security requests",
            ("2023-H1", "Google: FISA, content"),
            "115,000–115,499",
            "115000 | 115499",
            ('member "google-usnationalsecurity-fisa-content-requests.csv" row 2',),
            "United States",
        ),
    ),
    "what is missing for 2023": Story(
        "what is missing for 2023",
        (),
        "coverage.html",
        ("Apple: User data", "Where there is none, nothing is held", "2022-12-31"),
    ),
    "emergency requests from Germany": Story(
        "emergency requests germany",
        (),
        "jurisdiction/DE.html#emergencies",
        ("Germany: emergency requests", "by each company’s own rule"),
        Source("Germany: emergency requests", ("2023-H2", "Meta"), "799", "799", ("row 82 column 12",)),
    ),
    "removals by reason for India at Google": Story(
        "india removals",
        ("Removal requests by country, product and reason, since 2011, 2025-H1",),
        "jurisdiction/IN.html#removals",
        ("Defamation · YouTube",),
        Source(
            "Removal requests by country, product and reason",
            ("Defamation · YouTube", "Requests received"),
            "752",
            "752",
            ("google-government-removals.zip", "row 20317 column 6"),
        ),
    ),
    "who publishes nothing": Story(
        "who publishes nothing",
        ("Tencent",),
        "company/tencent.html",
        ("Ranking Digital Rights, index of 2022: 0 for the indicators F6, F7 and P11a", "That is no zero"),
    ),
    "what does not add up at X": Story(
        "x does not add up",
        (),
        "company/x.html#findings",
        ("9,897 is printed as the total; the sum of the 5 rows by country beside it is 9,979",),
        Source("9,897 is printed as the total", None, "The figure", "9,897", ('page "13" row 8 column 3',)),
    ),
    "which terms of reuse apply to GitHub's data": Story(
        "github licence",
        (),
        "company/github.html#terms",
        ("“license: CC-BY-4.0” (Creative Commons Attribution 4.0)", "the words themselves were read"),
    ),
}


@pytest.mark.parametrize("question", STORIES)
def test_a_question_is_answered_in_three_clicks_with_its_source(question: str, page: Page, visits: Visits) -> None:
    story = STORIES[question]
    visits.go(page, "index.html")
    clicks = walk(page, story)
    assert clicks <= MOST, f"{clicks} clicks"
    page.wait_for_url(re.compile(re.escape(story.ends) + "(#.*)?$"))
    for words in story.says:
        expect(page.locator("main")).to_contain_text(words)
    if story.source:
        follow(page, story.source)


def test_one_figure_is_cited(page: Page, visits: Visits) -> None:
    visits.go(page, "index.html")
    walk(page, STORIES["emergency requests from Germany"])
    page.locator("#emergencies a[href*='figure.html#']").first.click()
    for words in ("Permanent address of the figure", "Citation", "BibTeX", "CSL-JSON"):
        expect(page.locator("main")).to_contain_text(words)


def walk(page: Page, story: Story) -> int:
    """Type and click as the story says; how many clicks it took."""
    clicks = 0
    if story.typed:
        page.locator("#search").press_sequentially(story.typed)
        expect(page.locator("#search-results [role=option]").first).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_url(lambda address: not address.endswith("index.html"))
        clicks += 2
    for words in story.clicks:
        page.locator("a, summary").filter(has_text=re.compile(rf"^\s*{re.escape(words)}")).first.click()
        clicks += 1
    return clicks


def follow(page: Page, source: Source) -> None:
    """From the figure on the page, by the page of its sum if it is one, to the printed characters and their place."""
    link = _cell(page, source).locator("a").filter(has_text=re.compile(rf"^{re.escape(source.shown)}$"))
    link.first.click()
    if source.part:
        page.wait_for_url(re.compile("/provenance/"))
        part = page.locator(f"[id='{page.url.partition('#')[2]}'] tr").filter(has_text=source.part)
        part.locator("a[href*='figure.html#']").first.click()
    page.wait_for_url(re.compile(r"/figure\.html#"))
    figure = page.locator("#figure[data-printed]")
    expect(figure).to_have_attribute("data-printed", source.printed)
    for words in source.place:
        expect(page.locator("main")).to_contain_text(words)


def _cell(page: Page, source: Source) -> Locator:
    """The cell of the table whose caption has these words, or the item of a list."""
    if source.cell is None:
        return page.locator("li").filter(has_text=source.within).first
    table = page.locator("table").filter(has=page.locator("caption", has_text=source.within)).first
    rows, column = table.locator("tbody tr"), source.cell[1]
    expect(rows.first).to_be_visible()
    for words in source.cell[0].split("|"):
        # Explore says a publisher's table once, at the head of its rows.
        title = page.locator("th[scope=rowgroup]", has_text=re.compile(rf": {re.escape(words)}$"))
        group = table.locator("tbody").filter(has=title)
        rows = group.locator("tr") if group.count() else rows.filter(has_text=words)
    heads = [head.strip() for head in table.locator("thead tr").last.locator("th").all_inner_texts()]
    at = next(place for place, head in enumerate(heads) if head.startswith(column))
    return rows.first.locator("th, td").nth(at)
