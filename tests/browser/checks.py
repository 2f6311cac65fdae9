"""What can be said of any page that a browser shows: each check answers with lines that name what is wrong."""

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.tools import need_axe, need_vnu

TAGS = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that the dark look can break and the light one not."""
SHOWN = 3
"""How many elements of one violation are named."""

# Without preloading, by which axe would fetch the style again, which pages from disk may not.
RUN_AXE = """only => axe.run(document, {runOnly: only, preload: false, resultTypes: ['violations']})
  .then(found => found.violations)"""

# Rows beyond a table's first ones are like them.
SHORTEN = """count => document.querySelectorAll('tbody').forEach(body =>
  [...body.rows].slice(count).forEach(row => row.remove()))"""

# Elements that stick out of the page; what a container of its own scrolls is in it, not in the page.
STICKING_OUT = """() => {
  const width = document.documentElement.clientWidth;
  const above = node => getComputedStyle(node).position === 'absolute' ? node.offsetParent : node.parentElement;
  const held = node => !!node && node !== document.documentElement
    && (getComputedStyle(node).overflowX !== 'visible' || held(above(node)));
  if (document.documentElement.scrollWidth <= width) return [];
  const out = [...document.body.querySelectorAll('*')].filter(
    node => node.getBoundingClientRect().right > width + 1 && !held(above(node)));
  return [`${document.documentElement.scrollWidth} px wide in a window of ${width} px`,
    ...out.slice(0, 3).map(node => node.outerHTML.slice(0, 160))];
}"""

# Tables that lie in a container which cuts off what does not fit: paper has no scroll bar.
CUT_OFF = """() => [...document.querySelectorAll('table')].flatMap(table => {
  for (let node = table.parentElement; node; node = node.parentElement)
    if (getComputedStyle(node).overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1)
      return [`${table.id || table.caption?.textContent}: ${node.scrollWidth} px in ${node.clientWidth} px`];
  return [];
})"""

# The focused element: who it is, whether its focus is seen, and whether something lies over all of it.
FOCUSED = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const style = getComputedStyle(node), box = node.getBoundingClientRect();
  const within = (low, high, end, part) => Math.max(low, 0) * (1 - part) + Math.min(high, end) * part;
  const points = [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]].map(([x, y]) => document.elementFromPoint(
    within(box.left, box.right, innerWidth, x), within(box.top, box.bottom, innerHeight, y)));
  const seen = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none';
  return {
    html: node.outerHTML.slice(0, 160),
    order: [...document.querySelectorAll('*')].indexOf(node),
    seen,
    covered: !points.some(hit => hit && (node.contains(hit) || hit.contains(node))),
  };
}"""


def axe(page: Page, rules: Iterable[str] = (), rows: int | None = None) -> list[str]:
    """Violations of WCAG 2.2 AA and of axe's best practices, or of some rules only: one line a rule and element.

    With ``rows``, tables are looked at up to so many, which takes half the time.
    """
    if rows is not None:
        page.evaluate(SHORTEN, rows)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(need_axe())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    lines = []
    for found in page.evaluate(RUN_AXE, only):
        nodes = found["nodes"]
        told = [f"{node['html'][:160]}: {' '.join(node['failureSummary'].split())}" for node in nodes[:SHOWN]]
        lines += [f"{found['id']}: {found['help']} ({len(nodes)} elements): {line}" for line in told]
    return lines


def sticking_out(page: Page) -> list[str]:
    """What makes the page wider than its window, so that it would scroll sideways."""
    return list(page.evaluate(STICKING_OUT))


def cut_off(page: Page) -> list[str]:
    """Tables that paper would cut off; the page has to be in print media."""
    return list(page.evaluate(CUT_OFF))


def nothing_wrong(found: Mapping[str, list[str]]) -> None:
    """Fail the test if a check found something at any of the addresses, with one line for each thing."""
    lines = [f"{address}: {line}" for address, told in found.items() for line in told]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)


def vnu(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Errors in HTML, SVG and CSS files or folders of such, by file; each begins with its line."""
    command = [*need_vnu(), "--format", "json", "--stdout", "--exit-zero-always"]
    command += ["--skip-non-html", "--also-check-css", "--also-check-svg", *map(str, paths)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=1800)
    found = defaultdict(list)
    for told in json.loads(ran.stdout)["messages"]:
        if told["type"] != "info":
            found[told.get("url", "vnu")].append(f"line {told.get('lastLine', '?')}: {told['message']}")
    return found
