"""Every kind of page is accessible by axe's rules, on a desktop and a phone, in its light and its dark look."""

from pathlib import Path
from typing import Literal

import pytest

from tests.browser import checks
from tests.browser.conftest import Visits
from tests.browser.kinds import every_page, kinds

DESKTOP, PHONE = (1280, 900), (360, 740)
ALL: list[str] = []
# What another width can break; colours and words are the same there.
LAYOUT = ["target-size", "scrollable-region-focusable", "nested-interactive", "meta-viewport", "aria-hidden-focus"]
ROWS = 12
PARTS = 8


@pytest.mark.parametrize(
    ("look", "size", "rules"),
    [
        ("light", DESKTOP, ALL),
        pytest.param("light", PHONE, LAYOUT, marks=pytest.mark.soak),
        ("dark", DESKTOP, checks.COLOURS),
    ],
    ids=["light", "phone", "dark"],
)
def test_axe_finds_no_violation_on_any_kind(
    look: Literal["light", "dark"], size: tuple[int, int], rules: list[str], site: Path, visits: Visits
) -> None:
    page = visits.page(*size, look=look)
    found = {address: checks.axe(visits.go(page, address), rules, ROWS) for address in kinds(site)}
    checks.nothing_wrong(found)


@pytest.mark.soak
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_no_violation_on_any_page(part: int, size: tuple[int, int], site: Path, visits: Visits) -> None:
    page = visits.page(*size)
    found = {address: checks.axe(visits.go(page, address)) for address in every_page(site)[part::PARTS]}
    checks.nothing_wrong(found)
