"""Plainview with two invented publishers, alpha and beta: no test of the core waits for a real publisher's layout.

``build_house`` copies the code and puts the two in the place of all others, for tests of the command line;
``write_publishers`` only writes their files. That nothing else is edited is the promise of docs/adding-a-publisher.md.
"""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spiders.archive import Archive, Capture

CHECKOUT = Path(__file__).parent.parent
ALPHA_URL = "https://alpha.example/figures.csv"
BETA_URL = "https://beta.example/files/report.zip"

ALPHA = {
    "spiders/publishers/alpha.toml": f"""\
name = "Alpha"
homepage = "https://alpha.example/"
cadence = "half-yearly"

[reports.figures]
title = "Requests, all half-years in one file"
landing = "https://alpha.example/transparency"
urls = ["{ALPHA_URL}"]
media = "csv"
verified = "not seen answering"

[reports.figures.tables.requests]
title = "Requests by country and process"
scope = "cumulative"
expect = {{ observations = [4, 200], jurisdictions = [1, 20] }}
epochs = [
    {{ start = 2000-01-01, method = "received", note = "requests received" }},
    {{ start = 2021-01-01, method = "answered", note = "requests answered" }},
]
""",
    "spiders/publishers/alpha.py": '''\
"""Alpha: one CSV that tells its whole history."""

from collections.abc import Iterator

from spiders.formats.table import Contract, read_table
from spiders.observation import Observation
from spiders.periods import half
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count, percent

FIGURES = Contract(
    {"Country": "jurisdiction", "Process": "process"},
    {"Requests": lambda text: count(text, tokens={"-": "not_reported"}), "Disclosed": percent},
    period=("Half",),
    read_period=half,
)


def read_figures(sheets: list[Sheet]) -> Iterator[Observation]:
    return read_table(sheets[0], "requests", FIGURES)


class AlphaSpider(ReportSpider):
    name = "alpha"
    readers = {"figures": read_figures}
''',
    "analysis/crosswalks/alpha.toml": """\
[requests]
kind = "user_data"
jurisdiction_role = "requester"

[requests.measure]
"Requests" = "requests_received"
"Disclosed" = "disclosure_rate"

[requests.process]
"All" = "all"
"Subpoenas" = "subpoena"
"Search Warrants" = "search_warrant"
"Warrants" = "court_order"
""",
}

BETA = {
    "spiders/publishers/beta.toml": f"""\
name = "Beta"
homepage = "https://beta.example/"
cadence = "half-yearly"

[reports.figures]
title = "Removals, a half-year a zip"
landing = "https://beta.example/transparency"
urls = ["{BETA_URL}"]
media = "zip"
verified = "not seen answering"
not_read = {{ "about*.txt" = "the publisher's description of its files" }}

[reports.figures.tables.removals]
title = "Removals by country"
scope = "period"
expect = {{ observations = [2, 100] }}
fact = "removals"

[reports.figures.tables.removals_summary]
title = "Removals by country, rounded"
scope = "period"
fact = "removals"
primary = [[2000-01-01, 2020-06-30]]
""",
    "spiders/publishers/beta.py": '''\
"""Beta: a zip that tells one half-year."""

from collections.abc import Iterator

from spiders.formats.table import Contract, read_members
from spiders.observation import Observation
from spiders.periods import half
from spiders.report_spider import ReportSpider
from spiders.sheet import Sheet
from spiders.values import count

REMOVALS = Contract({"Country": "jurisdiction"}, {"Removals": count}, period=("Half",), read_period=half)
MEMBERS = {"removals.csv": ("removals", (REMOVALS,)), "summary.csv": ("removals_summary", (REMOVALS,))}


def read_figures(sheets: list[Sheet]) -> Iterator[Observation]:
    return read_members(sheets, MEMBERS, {"*.txt": "a description"})


class BetaSpider(ReportSpider):
    name = "beta"
    readers = {"figures": read_figures}
''',
    "analysis/crosswalks/beta.toml": """\
[removals]
kind = "content_removal"
jurisdiction_role = "requester"

[removals.measure]
"Removals" = "requests_received"

[removals_summary]
kind = "content_removal"
jurisdiction_role = "requester"

[removals_summary.measure]
"Removals" = "requests_received"
""",
}

BASE = (
    "2020 H1,Namibia,All,10,50%",
    "2020 H1,Namibia,Subpoenas,4,50%",
    "2020 H1,Kosovo,All,3,100%",
    "2020 H2,Namibia,All,12,",
    "2020 H2,Namibia,Subpoenas,5,20%",
)
"""Rows of alpha's first edition."""


def alpha_csv(*rows: str, header: str = "Half,Country,Process,Requests,Disclosed") -> bytes:
    """A document of alpha's."""
    return "\n".join((header, *(rows or BASE), "")).encode()


def beta_zip(
    *rows: str, summary: tuple[str, ...] = (), header: str = "Half,Country,Removals", year: int = 1980
) -> bytes:
    """A document of beta's. ``year`` is when its container was packed, which says nothing of what is in it."""
    members = {"removals.csv": rows or ("2020 H1,Namibia,1", "2020 H1,Kosovo,2")}
    if summary:
        members["summary.csv"] = summary
    return zipped({name: "\n".join((header, *told, "")) for name, told in members.items()}, year)


def zipped(members: Mapping[str, str | bytes], year: int = 1980) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), content)
    return buffer.getvalue()


def keep(root: Path, data: bytes, captured: str, publisher: str = "alpha", **told: Any) -> Capture:
    """Put a copy into the archive of a data folder, as an import would."""
    name, url = {"alpha": ("figures.csv", ALPHA_URL), "beta": ("report.zip", BETA_URL)}[publisher]
    shared: dict[str, Any] = {
        "publisher": publisher, "report": "figures", "name": name, "url": url, "captured": captured,
        "captured_basis": "exact", "obtained": "import", "exactness": "byte-exact",
    }  # fmt: skip
    return Archive(root).add(data, **{**shared, **told})[0]


def write_publishers(root: Path) -> None:
    """Write alpha and beta below ``root`` as the checkout would hold them."""
    for name, text in {**ALPHA, **BETA}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    (root / "spiders/publishers/__init__.py").touch()
    for folder in ("corrections", "baseline"):
        (root / "analysis" / folder).mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Ran:
    """What became of a command: its exit code and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class House:
    """A folder with Plainview's code in it; the checkout is one."""

    root: Path

    def run(self, *arguments: str | Path, data: Path, timeout: float = 120, **environment: str) -> Ran:
        """Run the command line to its end in a process of its own."""
        with self.start(*arguments, data=data, **environment) as process:
            out, err = process.communicate(timeout=timeout)
        return Ran(process.returncode, out, err)

    def start(self, *arguments: str | Path, data: Path, **environment: str) -> "subprocess.Popen[str]":
        """Begin a command. Nothing of the caller's settings or proxies reaches it."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PLAINVIEW_") and not name.lower().endswith("_proxy")
        }
        command = [sys.executable, str(self.root / "plainview.py"), "--data", str(data), *map(str, arguments)]
        return subprocess.Popen(
            command,
            cwd=self.root,
            env={**kept, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def build_house(root: Path) -> House:
    """A copy of the code in which alpha and beta are the only publishers."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        place = Path(folder).relative_to(CHECKOUT).as_posix()
        if place == "spiders/publishers":
            return set(names) - {"__init__.py"}
        return set(names) if place in ("analysis/crosswalks", "analysis/corrections", "analysis/baseline") else set()

    root.mkdir(parents=True)
    shutil.copy2(CHECKOUT / "plainview.py", root)
    for wing in ("spiders", "analysis"):
        shutil.copytree(CHECKOUT / wing, root / wing, ignore=left_out)
    write_publishers(root)
    return House(root)
