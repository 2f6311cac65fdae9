"""A browser for the tests of the site, and pages in it that nobody may complain about."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Request, expect, sync_playwright

from analysis.report import write_site
from tests.browser.checks import nothing_wrong
from tests.browser.tools import need_chromium
from tests.once import once
from tests.test_report import HOSTILE, built, ours

# Whatever a page asks for, no name is looked up and nothing leaves this machine.
ALONE = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--disable-component-update", "--disable-sync"]
PATIENCE = 10_000
"""Milliseconds that a page may take to do what a test waits for."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


class Visits:
    """Pages of one site, each opened as a reader's device would; what went wrong in any of them is in ``troubles``."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.home = home
        self.troubles: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def page(self, width: int = 1280, height: int = 900, look: Literal["light", "dark"] = "light") -> Page:
        """An empty page of that size, in a browser of its own: no storage is shared."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=look,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(PATIENCE)
        context.set_default_navigation_timeout(6 * PATIENCE)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._told)
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("dialog", self._opened)
        context.on("request", self._asked)
        return page

    def go(self, page: Page, address: str) -> Page:
        """Open an address of the site, counted from its root."""
        page.goto(f"{self.home}/{address}")
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _told(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.location['url']}: console: {message.text}")

    def _opened(self, dialog: Dialog) -> None:
        self.troubles.append(f"{dialog.page.url if dialog.page else '?'}: opens a dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.home}/", "data:", "blob:")):
            self.troubles.append(f"asks for {request.url}")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on documents whose words are an attack, written once; a label of 10,000 characters among them."""

    def write(folder: Path) -> None:
        worse = HOSTILE + "</script><script>alert(2)</script><svg onload=alert(3)>\u200f\u2066"
        words = {"printed_jurisdiction": worse, "printed_process": "W" * 10_000, "printed": f"{worse} {'9' * 10_000}"}
        rows = [row | words if row["jurisdiction"] in ("NA", "XK", "TR") else row for row in ours()]
        write_site(built(folder / "data", rows=rows, failures=[{"publisher": "meta", "why": worse}]), folder / "site")

    return once(tmp_path_factory, "hostile", write) / "site"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. It ends with the tests of this folder: Playwright's event loop is in the way of other tests'."""
    path = need_chromium()
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=ALONE) as browser:
        yield browser


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a plain web server on loopback gives a folder's files."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def visiting(browser: Browser, home: str) -> Iterator[Visits]:
    """Visits to the site at ``home``; at their end it fails if the console, a page or a request gave trouble."""
    visits = Visits(browser, home)
    try:
        yield visits
    finally:
        visits.close()
    nothing_wrong({"trouble": list(dict.fromkeys(visits.troubles))})


@pytest.fixture
def visits(browser: Browser, site: Path) -> Iterator[Visits]:
    """Visits to the site from disk, as it is for who has unpacked it."""
    with visiting(browser, site.as_uri()) as found:
        yield found


@pytest.fixture
def hostile_visits(browser: Browser, hostile_site: Path) -> Iterator[Visits]:
    """Likewise to the site on hostile documents."""
    with visiting(browser, hostile_site.as_uri()) as found:
        yield found


@pytest.fixture
def page(visits: Visits) -> Page:
    """An empty page on a desktop."""
    return visits.page()
