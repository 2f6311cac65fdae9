"""``plainview new``: the files of a new publisher, as a working example to be changed into the real thing."""

import re
from pathlib import Path
from string import Template

from spiders.errors import PlainviewError
from spiders.reading import module_name

DECLARATION = """\
# What is published, and where. Every key: docs/adding-a-publisher.md
name = "$name"
homepage = "https://example.com/"  # its own page about the reports
cadence = "half-yearly"

[reports.user-data]
title = "Government requests for user data"
landing = "https://example.com/transparency"
# Say where each address is known from, and whether anybody has seen it answer.
urls = ["https://example.com/transparency/user-data.csv"]
media = "csv"
verified = "reconstructed"  # "recorded" once its reader has read a real document

[reports.user-data.tables.requests]
title = "Requests by country"
scope = "cumulative"  # "period" where a document tells its own period only
"""

SPIDER = '''\
"""$name: one CSV, a row per half-year and country."""

from collections.abc import Iterator

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation
from spiders.periods import half
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

REQUESTS = Contract(
    dimensions={"Country": "jurisdiction"},
    measures={"Requests": count, "Accounts": count},
    period=("Period",),
    read_period=half,
)


def read_user_data(sheets: list[Sheet]) -> Iterator[Observation]:
    for sheet in sheets:
        yield from read_table(sheet, "requests", REQUESTS)


class ${spider}Spider(ReportSpider):
    name = "$identifier"
    readers = {"user-data": read_user_data}
'''

CROSSWALK = """\
# Which code of analysis/vocabulary each printed word stands for. A judgement has a note.
[requests]
kind = "user_data"
jurisdiction_role = "requester"
process = "all"

[requests.measure]
"Requests" = "requests_received"
"Accounts" = "accounts_specified"
"""

CASE = """\
origin = "reconstructed"
report = "user-data"
document = "user-data.csv"
captured = 2026-01-01
figures = "invented"
note = "replace by the real layout, with figures that the publisher printed, and say which edition they are from"
"""

DOCUMENT = "Period,Country,Requests,Accounts\n2025 H1,Germany,12,15\n2025 H1,Japan,3,3\n"
GOLDEN = "table,locator,printed_measure\n"

NEXT = """\
Written for $identifier:
$files
What to do next (docs/adding-a-publisher.md has the whole way):
  1. $toml: the real name, addresses, reports and tables.
  2. $case: a small document written by hand in the publisher's layout.
  3. $module: what its headings are and how its cells are read.
  4. $crosswalk: which code each printed word stands for.
  5. .venv/bin/python -m pytest tests/test_fixtures.py -k $identifier
     It fails now, because expected.csv is empty. When the reader is right:
     .venv/bin/python -m tests.fixtures_io --update $identifier
     and read expected.csv line by line before it is committed.
"""


def scaffold(root: Path, identifier: str) -> str:
    """Write a new publisher's files below a checkout of Plainview; what to do next, in words.

    Raises PlainviewError where the identifier is none, is taken, or ``root`` is no checkout.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", identifier) or len(identifier) > 40:
        raise PlainviewError(f"{identifier!r} is no identifier: lower-case letters and digits, joined by hyphens")
    if not (root / "tests" / "fixtures").is_dir():
        raise PlainviewError(f"{root} is no checkout of Plainview: it has no tests/fixtures")
    name = " ".join(part.capitalize() for part in identifier.split("-"))
    words = {"identifier": identifier, "name": name, "spider": name.replace(" ", "")}
    places = {
        "toml": f"spiders/publishers/{identifier}.toml",
        "module": f"spiders/publishers/{module_name(identifier)}.py",
        "crosswalk": f"analysis/crosswalks/{identifier}.toml",
        "case": f"tests/fixtures/{identifier}/first-layout/case.toml",
        "document": f"tests/fixtures/{identifier}/first-layout/user-data.csv",
        "golden": f"tests/fixtures/{identifier}/first-layout/expected.csv",
    }
    texts = (DECLARATION, SPIDER, CROSSWALK, CASE, DOCUMENT, GOLDEN)
    if taken := [place for place in places.values() if (root / place).exists()]:
        raise PlainviewError(f"{identifier} is there already: {', '.join(taken)}")
    for place, text in zip(places.values(), texts, strict=True):
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(Template(text).substitute(words), encoding="utf-8")
    files = "".join(f"  {place}\n" for place in places.values())
    return Template(NEXT).substitute(places, identifier=identifier, files=files)
