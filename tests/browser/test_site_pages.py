"""Every kind of page: it opens without trouble, fits a phone and paper and is valid; hostile words do nothing in it."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.conftest import Visits, served, visiting
from tests.browser.kinds import every_page, kinds

NARROW = (320, 640)
PAPER = (718, 1000)
"""What is left of a sheet of A4 in pixels of CSS, with margins of a centimetre."""
SAMPLE = 4
"""Of what is alike, every fourth is looked at; ``make soak`` looks at all."""


def test_a_site_has_more_kinds_of_page_than_its_front_page(site: Path) -> None:
    found = kinds(site)
    assert len(found) > 5
    assert len({address.split("/")[0] for address in found}) == len(found)


def test_every_kind_opens_from_disk_without_an_error_or_a_request_elsewhere(site: Path, visits: Visits) -> None:
    page = visits.page()
    for address in kinds(site):
        visits.go(page, address)
        assert page.locator("main h1").count() == 1, address


def test_every_kind_opens_from_a_web_server_likewise(site: Path, browser: Browser) -> None:
    with served(site) as home, visiting(browser, home) as visits:
        page = visits.page()
        for address in kinds(site)[::SAMPLE]:
            visits.go(page, address)
            assert page.locator("main h1").count() == 1, address


def test_no_kind_is_wider_than_a_window_of_320_pixels(site: Path, visits: Visits) -> None:
    page = visits.page(*NARROW)
    found = {address: checks.sticking_out(visits.go(page, address)) for address in kinds(site)}
    checks.nothing_wrong(found)


def test_paper_cuts_off_no_table(site: Path, visits: Visits) -> None:
    page = visits.page(*PAPER)
    page.emulate_media(media="print")
    found = {address: checks.cut_off(visits.go(page, address)) for address in kinds(site)}
    checks.nothing_wrong(found)


def test_paper_repeats_the_headings_of_a_long_table(site: Path, visits: Visits) -> None:
    page = visits.go(visits.page(), "removals/google.html")
    heading = page.locator("thead th").first.inner_text()
    pdfium: Any = import_module("pypdfium2")  # it has no types
    printed = pdfium.PdfDocument(page.pdf(format="A4"))
    sheets = [sheet.get_textpage().get_text_range() for sheet in printed]
    assert len(sheets) > 3 and all(heading in text for text in sheets[:-1])


def test_every_kind_is_valid_html_and_so_are_charts_and_style(site: Path) -> None:
    charts = sorted((site / "charts").glob("*.svg"))[::SAMPLE]
    styles = sorted(site.rglob("*.css"))
    checks.nothing_wrong(checks.vnu([*(site / address for address in kinds(site)), *charts, *styles]))


# --- hostile words ---


@pytest.mark.parametrize("pages", [kinds, pytest.param(every_page, marks=pytest.mark.soak)])
def test_words_that_are_an_attack_do_nothing(
    pages: Callable[[Path], list[str]], hostile_site: Path, hostile_visits: Visits
) -> None:
    page = hostile_visits.page(*NARROW)
    found = {}
    for address in pages(hostile_site):
        hostile_visits.go(page, address)
        assert page.locator("main h1").count() == 1, address
        planted = page.locator("main script, main [onerror], main [onload], img[src=x], a[href^='javascript' i]")
        found[address] = [f"{planted.count()} elements of a document's making"] if planted.count() else []
        found[address] += checks.sticking_out(page)
    checks.nothing_wrong(found)


def test_pages_on_hostile_documents_are_valid(hostile_site: Path) -> None:
    charts = sorted((hostile_site / "charts").glob("*.svg"))
    checks.nothing_wrong(checks.vnu([*(hostile_site / address for address in kinds(hostile_site)), *charts]))


# --- all pages (make soak) ---


@pytest.mark.soak
def test_pages_on_hostile_documents_are_accessible(hostile_site: Path, hostile_visits: Visits) -> None:
    page = hostile_visits.page()
    found = {address: checks.axe(hostile_visits.go(page, address)) for address in kinds(hostile_site)}
    checks.nothing_wrong(found)


@pytest.mark.soak
def test_every_page_is_valid(site: Path, hostile_site: Path) -> None:
    checks.nothing_wrong(checks.vnu([site, hostile_site]))
