"""The checks of this folder notice what they are for: each on a page that is wrong in that way."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import checks
from tests.browser.conftest import visiting

GOOD = """<!doctype html><html lang="en"><head><title>A page</title>{head}</head>
<body><main><h1>A page</h1>{body}</main></body></html>"""


def troubles(browser: Browser, folder: Path, body: str) -> str:
    """What a visit to such a page fails with."""
    (folder / "index.html").write_text(GOOD.format(head="", body=body), encoding="utf-8")
    with pytest.raises(pytest.fail.Exception) as caught, visiting(browser, folder.as_uri()) as visits:
        visits.go(visits.page(), "index.html").wait_for_load_state("networkidle")
    return str(caught.value)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("<script>console.error('out of order')</script>", "console: out of order"),
        ("<script>throw new Error('broken')</script>", "broken"),
        ("<script>alert('hello')</script>", "opens a dialog: hello"),
        ("<script src='missing.js'></script>", "ERR_FILE_NOT_FOUND"),
        ("<script>fetch('http://elsewhere.example/').catch(() => 0)</script>", "asks for http://elsewhere.example/"),
        ("<img alt='' src='file:///elsewhere.png'>", "asks for file:///elsewhere.png"),
    ],
)
def test_trouble_is_noticed(body: str, told: str, browser: Browser, tmp_path: Path) -> None:
    assert told in troubles(browser, tmp_path, body)


def test_violations_widths_and_tables_are_noticed(browser: Browser, tmp_path: Path) -> None:
    wide = "<table style='width: 900px'><caption>Wide</caption><tr><td>1</td></tr></table>"
    pages = {
        "pale": "<p style='color: #ccc; background: #fff'>Pale words</p><img src='data:,'>",
        "wide": wide,
        "held": f"<div style='overflow-x: auto' tabindex='0'>{wide}</div>",
    }
    for name, body in pages.items():
        (tmp_path / f"{name}.html").write_text(GOOD.format(head="", body=body), encoding="utf-8")
    with visiting(browser, tmp_path.as_uri()) as visits:
        page = visits.page(width=320)
        pale = checks.axe(visits.go(page, "pale.html"))
        assert {line.split(":")[0] for line in pale} == {"color-contrast", "image-alt"}
        assert {line.split(":")[0] for line in checks.axe(page, checks.COLOURS)} == {"color-contrast"}
        assert "wide in a window of 320 px" in checks.sticking_out(visits.go(page, "wide.html"))[0]
        assert checks.cut_off(page) == []
        assert checks.sticking_out(visits.go(page, "held.html")) == []
        assert len(checks.cut_off(page)) == 1


def test_what_is_not_valid_is_noticed_in_each_format(tmp_path: Path) -> None:
    files = {
        "bad.html": GOOD.format(head="", body="<p><div></p><span></div>"),
        "good.html": GOOD.format(head="", body="<p>Good</p>"),
        "bad.css": "p { colour: red }",
        "bad.svg": '<svg xmlns="http://www.w3.org/2000/svg"><rekt/></svg>',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for paths in ([tmp_path], sorted(tmp_path.iterdir())):
        assert {url.rpartition("/")[2] for url in checks.vnu(paths)} == {"bad.html", "bad.css", "bad.svg"}
