"""The page of the data: what to download, how to load it, how to cite it, under whose terms, and what stays."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from analysis.export.cited import citation_bib, citation_csl
from analysis.export.descriptor import AUTHOR, LICENCE, TITLE
from analysis.report.pages import Page
from analysis.report.site import Site
from analysis.report.terms import terms
from analysis.words import _

PACKAGE = "data/"
"""Where the package is, from the site's root."""

TERMS_FILE = "tables/publishers.csv"
"""The file of the package that has every publisher's terms of reuse too."""

File = tuple[str, int, str, str]
"""Its path in the package, its size in bytes, its SHA-256, and what it is."""

LOAD = (
    (
        "Polars",
        "polars",
        'import polars as pl\nfigures = pl.read_parquet("data/figures.parquet")\n'
        'figures.filter(publisher="google", jurisdiction="DE", measure="requests_received")',
    ),
    (
        "pandas",
        "pandas",
        'import pandas as pd\nfigures = pd.read_csv("data/figures.csv.gz", keep_default_na=False, na_values=[""], '
        'low_memory=False)\nfigures[(figures.publisher == "google") & (figures.jurisdiction == "DE")]',
    ),
    (
        "DuckDB",
        "duckdb",
        "SELECT publisher, period_start, measure, lower, upper\nFROM 'data/figures.parquet' WHERE jurisdiction = 'DE';",
    ),
    (
        "R",
        "r",
        'figures <- read.csv("data/figures.csv.gz", na.strings = "", encoding = "UTF-8")\n'
        'subset(figures, publisher == "google" & jurisdiction == "DE")',
    ),
    (
        "SQLite",
        "sqlite",
        "sqlite3 data/plainview.sqlite\nSELECT publisher, period_start, measure, lower, upper\n"
        "FROM figures WHERE jurisdiction = 'DE';",
    ),
)
"""What to type in each program: its name, an id, three lines."""

ADDRESSES = (
    ("figure.html#publisher/table/year/cell", "One figure, with every edition of its cell"),
    ("figure.html#publisher/table/year/cell/copy", "One figure as one copy of a document prints it"),
    ("company/<identifier>.html", "A company or an authority"),
    ("jurisdiction/<code>.html", "A country, territory or body; a colon in the code is a hyphen"),
    ("explore.html#publisher=…&jurisdiction=…", "A selection of figures"),
    ("method.html#measure-<code>", "A definition"),
    ("charts/<name>.svg, charts/<name>.png", "A chart"),
    ("tables/<name>.csv", "The figures of a table on a page"),
    ("feeds/all.xml, feeds/company/…, feeds/jurisdiction/…", "Feeds of what is new"),
)


def data_page(
    site: Site, files: Sequence[File], version: str | None = None, dataset: Mapping[str, Any] | None = None
) -> Page:
    """``data.html``. ``files`` are those of the package; none where no package is beside the site. ``version`` is the
    package's, and ``dataset`` schema.org's ``Dataset`` of it.
    """
    release = version or (f"{site.data_date:%Y.%m.%d}" if site.data_date else "0")
    told = terms(site)
    values = {
        "files": [(f"{PACKAGE}{name}", name, size, digest, _(text)) for name, size, digest, text in _ordered(files)],
        "version": release,
        "licence": LICENCE,
        "load": LOAD,
        "cite": _citations(site, release),
        "terms": told,
        "stated": sum(one.stated for one in told),
        "terms_file": next((f"{PACKAGE}{name}" for name, *_rest in files if name == TERMS_FILE), None),
        "addresses": [(address, _(text)) for address, text in ADDRESSES],
        "dataset": None if dataset is None else json_in_page(dataset),
    }
    title = _("Data: download, load, cite")
    description = _(
        "The figures of all transparency reports as CSV, Parquet, JSON and SQLite, with licence and citation."
    )
    return Page("data.html", "data.html", title, [], values, description)


def _ordered(files: Iterable[File]) -> list[File]:
    """The figures first, then what describes them, then the rest."""
    first = ("figures.", "plainview.", "datapackage.", "SHA256SUMS", "README", "LICENSE", "CITATION", "citation")

    def place(file: File) -> tuple[int, str]:
        return next((at for at, start in enumerate(first) if file[0].startswith(start)), len(first)), file[0]

    return sorted(files, key=place)


def _citations(site: Site, release: str) -> list[tuple[str, str, str]]:
    """How the whole is cited: name, id, text. A single figure has its own citation on its page."""
    day = site.data_date
    year = f" ({day.year})" if day else ""
    plain = f"{AUTHOR}{year}: {TITLE}. {_('Version')} {release}. {LICENCE['name']}."
    return [
        (_("Plain"), "cite-plain", plain),
        ("BibTeX", "cite-bibtex", citation_bib(release, day)),
        ("CSL-JSON", "cite-csl", citation_csl(release, day)),
    ]


def json_in_page(told: Mapping[str, Any]) -> Markup:
    """JSON as it may stand in a ``script`` of a page: nothing in it ends the script or begins a comment."""
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  no sign of markup is left in it
