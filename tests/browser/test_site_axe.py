"""Every kind of page is accessible by axe's rules, on a desktop and a phone, in its light and its dark look."""

from pathlib import Path
from typing import Literal

import pytest

from tests.browser import checks
from tests.browser.conftest import Visits
from tests.browser.kinds import every_page, kinds

DESKTOP, PHONE = (1280, 900), (360, 740)
PARTS = 8


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_no_violation_on_any_kind(
    look: Literal["light", "dark"], size: tuple[int, int], site: Path, visits: Visits
) -> None:
    page = visits.page(*size, look=look)
    rules = checks.COLOURS if look == "dark" else []
    found = {address: checks.axe(visits.go(page, address), rules) for address in kinds(site)}
    checks.nothing_wrong(found)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_no_violation_on_any_page(part: int, site: Path, visits: Visits) -> None:
    page = visits.page()
    found = {address: checks.axe(visits.go(page, address)) for address in every_page(site)[part::PARTS]}
    checks.nothing_wrong(found)
