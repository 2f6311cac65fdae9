"""The site by keyboard alone: the way through a page, sorting, search, a figure's source, and a link to share."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import checks
from tests.browser.checks import FOCUSED, nothing_wrong
from tests.browser.conftest import Visits
from tests.browser.kinds import kinds

# The buttons in the head of the first sortable table in sight, and what a table tells after one of its was pressed.
BUTTONS = """() => [...document.querySelectorAll('table[data-sortable]')].filter(table => table.checkVisibility())
  .map(table => [...table.querySelectorAll('thead th button')]).find(buttons => buttons.length) ?? []"""
STATE = """button => {
  const head = button.closest('th'), table = head.closest('table'), cells = [...table.tBodies[0].rows].map(
    row => [...row.cells].map(cell => cell.textContent.trim()));
  return {
    sort: head.getAttribute('aria-sort'),
    sorts: [...table.querySelectorAll('th[aria-sort]')].map(other => other.getAttribute('aria-sort')),
    column: cells.map(row => row[head.cellIndex]),
    rows: cells,
  };
}"""
STOPS = 20
"""How often Tab is pressed on each kind of page."""


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def rows(table: Locator) -> list[list[str]]:
    """The text of every cell of a table's body."""
    read = "table => [...table.tBodies].flatMap(b => [...b.rows].map(r => [...r.cells].map(c => c.textContent.trim())))"
    return [list(row) for row in table.evaluate(read)]


# --- the way through a page ---


def test_the_first_stop_skips_to_the_content(page: Page, visits: Visits) -> None:
    visits.go(page, "index.html")
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_class(re.compile(r"\bskip\b"))
    expect(focused(page)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page).evaluate("node => !!node.closest('main')"), "after the skip link, Tab is not in the content"


def test_tab_goes_through_every_kind_in_order_and_each_stop_is_seen(site: Path, visits: Visits) -> None:
    page = visits.page()
    wrong = []
    for address in kinds(site):
        visits.go(page, address)
        last = -1
        for _ in range(STOPS):
            page.keyboard.press("Tab")
            stop = page.evaluate(FOCUSED)
            if stop is None or stop["order"] == last or (last > 0 and stop["order"] == 0):  # the end, or round again
                break
            wrong += [f"{address}: out of order: {stop['html']}"] if stop["order"] < last else []
            wrong += [] if stop["seen"] else [f"{address}: its focus is not seen: {stop['html']}"]
            wrong += [f"{address}: focused under something else: {stop['html']}"] if stop["covered"] else []
            last = stop["order"]
    nothing_wrong({"by keyboard": wrong})


# --- sorting ---


def sortable(site: Path) -> list[str]:
    found = [name for name in kinds(site) if "data-sortable" in (site / name).read_text(encoding="utf-8")]
    assert found, "no page has a table with data-sortable"
    return found


def test_a_table_is_sorted_by_the_buttons_in_its_head(site: Path, visits: Visits) -> None:
    page = visits.page()
    pressed = 0
    for address in sortable(site):
        visits.go(page, address)
        if not (buttons := page.evaluate_handle(BUTTONS).get_properties()):
            continue  # its tables are all in parts that are closed, or have cells over several rows
        before = page.evaluate(STATE, buttons["0"])
        for at in sorted({0, 1, len(buttons) - 1} & set(range(len(buttons)))):
            states = []
            for _ in range(2):
                buttons[str(at)].evaluate("button => button.focus()")
                page.keyboard.press("Enter")
                states.append(page.evaluate(STATE, buttons[str(at)]))
                assert [states[-1]["sort"]] == states[-1]["sorts"], address
                assert sorted(states[-1]["rows"]) == sorted(before["rows"]), f"{address}: sorting lost rows"
            states.sort(key=lambda state: str(state["sort"]))
            assert [state["sort"] for state in states] == ["ascending", "descending"], f"{address}, column {at}"
            assert_sorted(states[0]["column"], states[1]["column"], f"{address}, column {at}")
            pressed += 1
    assert pressed > 5


def assert_sorted(up: list[str], down: list[str], where: str) -> None:
    """Whole numbers stand by their size, and each direction is the other's reverse but for what holds no number."""
    number = re.compile(r"\d{1,3}(,\d{3})*|\d+")
    numbers = [[int(text.replace(",", "")) for text in order if number.fullmatch(text)] for order in (up, down)]
    assert numbers[0] == sorted(numbers[0]), where
    assert numbers[1] == sorted(numbers[1], reverse=True), where
    if not numbers[0] and len(set(up)) > 1:
        assert up != down, where


# --- search ---


@pytest.mark.parametrize("start", ["index.html", "deep"])
def test_search_is_typed_chosen_with_arrows_and_opened_with_enter(
    start: str, site: Path, page: Page, visits: Visits
) -> None:
    visits.go(page, start if start != "deep" else next(name for name in kinds(site) if "/" in name))
    field, found = page.locator("#search"), page.locator("#search-results")
    field.focus()
    page.keyboard.type("germany")
    expect(found).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("."))
    option = page.locator(f"[id='{field.get_attribute('aria-activedescendant')}']")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(option).to_have_attribute("role", "option")
    expect(option).to_contain_text("Germany")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/jurisdiction/DE\.html"))
    expect(page.locator("h1")).to_contain_text("Germany")


def test_escape_closes_the_results_and_what_is_not_there_is_said(page: Page, visits: Visits) -> None:
    visits.go(page, "index.html")
    field = page.locator("#search")
    field.focus()
    page.keyboard.type("germany")
    expect(page.locator("#search-results")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#search-results")).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    field.fill("")
    page.keyboard.type("zzzzqqqq")
    expect(page.locator("#search-status")).not_to_be_empty()
    expect(page.locator("#search-results a")).to_have_count(0)


# --- a figure's source ---


def test_a_number_leads_to_its_printed_characters(site: Path, visits: Visits) -> None:
    page = visits.page()
    direct = [name for name in kinds(site) if "figure.html#" in (site / name).read_text(encoding="utf-8")]
    assert direct, "no page links to figure.html"
    for address in direct:
        visits.go(page, address)
        link = page.locator("td a[href*='figure.html#']").first
        if not link.count():
            continue
        for closed in page.locator("details:has(td a[href*='figure.html#'])").all():
            closed.evaluate("node => { node.open = true }")
        link.focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"figure\.html#"))
        figure = page.locator("#figure[data-printed]")
        expect(figure).to_be_visible()
        printed = figure.get_attribute("data-printed")
        assert printed, address
        expect(figure).to_contain_text(printed)


def test_an_address_of_no_figure_says_so(page: Page, visits: Visits) -> None:
    visits.go(page, "figure.html#google/user_data_requests/2013/0000000000000000")
    expect(page.locator("main")).to_contain_text(re.compile("has no cell", re.I))


# --- exploring ---


def choose(page: Page, name: str, words: str) -> None:
    """Open a filter, type what it is to find, and tick the first box that is left: by keyboard."""
    page.locator(f"#filters details:has(#find-{name}) > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(f"#find-{name}")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    expect(focused(page)).to_have_attribute("name", name)
    page.keyboard.press("Space")
    expect(focused(page)).to_be_checked()


def explored(page: Page) -> dict[str, object]:
    """What a reader sees of a selection: what is ticked, the table, the notes."""
    expect(page.locator("#figures tbody tr").first).to_be_visible()
    ticked = "boxes => boxes.map(box => `${box.name}=${box.value}`)"
    return {
        "ticked": page.locator("#filters input:checked").evaluate_all(ticked),
        "rows": rows(page.locator("#figures")),
        "notes": page.locator("#notes").inner_text(),
    }


def test_a_selection_is_made_by_keyboard_and_shared_by_its_link(page: Page, visits: Visits) -> None:
    visits.go(page, "explore.html")
    for name, words in (("publisher", "google"), ("jurisdiction", "germany"), ("measure", "requests received")):
        choose(page, name, words)
    page.wait_for_load_state("networkidle")
    chosen = explored(page)
    assert chosen["ticked"] == ["publisher=google", "jurisdiction=DE", "measure=requests_received"]
    expect(page.locator("#charts svg").first).to_be_visible()
    shared = str(page.locator("#share").evaluate("link => link.href"))
    assert shared.startswith(f"{visits.home}/explore.html#"), shared
    page.reload()
    assert explored(page) == chosen
    other = visits.page()
    other.goto(shared)
    assert explored(other) == chosen
    assert checks.axe(page) == []
