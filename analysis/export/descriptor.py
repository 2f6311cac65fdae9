"""``datapackage.json`` (Data Package, version 2), and the same facts as schema.org's ``Dataset`` for pages."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis import vocabulary
from spiders.publisher import load_publisher

NAME = "plainview"
TITLE = "Plainview: what companies print about government requests and removals"
DESCRIPTION = (
    "The statistics that technology companies publish about governments asking for their users' data and for content "
    "to be taken down, as one table in which every figure points at the cell it was printed in; with what was changed "
    "later, what does not add up, what may be compared with what, and who tells what."
)
KEYWORDS = ("transparency reports", "government requests", "content removal", "open data")
AUTHOR = "The Plainview maintainers"
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
PROFILES = "https://datapackage.org/profiles/2.0"
DIALECT = {
    "header": True,
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminator": "\n",
    "skipInitialSpace": False,
}
MEDIA = {
    "csv": "text/csv",
    "csv.gz": "application/gzip",
    "jsonl.gz": "application/gzip",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}
FORMATS = {"parquet": "apache-parquet", "jsonl": "json-lines"}
"""Frictionless takes what is called ``parquet`` or ``jsonl`` for a table, and fails where libraries that it may do
without are not there; the standard has no type that says "a file". Under these names it checks their size and hash."""
NO_COUNTRY = frozenset({"001", "ZZ"})


@dataclass(frozen=True)
class File:
    """A file of the package: its path in it, what it is in words, its size in bytes, its SHA-256."""

    path: str
    title: str
    bytes: int
    sha256: str

    @property
    def form(self) -> str:
        """What follows the first dot of its name: ``csv.gz``."""
        return self.path.rsplit("/", 1)[-1].partition(".")[2]

    @property
    def media(self) -> str:
        """Its media type; that of plain text where it is no data."""
        return MEDIA.get(self.form, "text/plain")


def resource(file: File, name: str, text: str, schema: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A file as a resource; a table where there is a schema of its columns."""
    form = file.form.removesuffix(".gz")
    told = {"name": name, "path": file.path, "title": file.title, "description": text}
    told |= {"format": FORMATS.get(form, form), "mediatype": file.media}
    encoding = {"encoding": "utf-8"} if form not in ("parquet", "sqlite") else {}
    packed = {"compression": "gz"} if form != file.form else {}
    size = {"bytes": file.bytes, "hash": f"sha256:{file.sha256}"}
    dialect = {"dialect": DIALECT} if form == "csv" else {}
    table = {"type": "table", **dialect, "schema": schema} if schema is not None else {}
    return {**told, **encoding, **packed, **size, **table}


def version(day: date | None, files: Iterable[File]) -> str:
    """The day of the data, and eight digits that change whenever a figure or a judgement does."""
    told = "".join(f"{file.sha256} {file.path}\n" for file in files)
    date_of_data = f"{day:%Y.%m.%d}" if day else "0"
    return f"{date_of_data}+{hashlib.sha256(told.encode()).hexdigest()[:8]}"


def descriptor(
    release: str, day: date | None, figures: pl.DataFrame, resources: list[dict[str, Any]]
) -> dict[str, Any]:
    """``datapackage.json``; ``created`` is the day of the data, never the clock's."""
    created = {"created": f"{day.isoformat()}T00:00:00Z"} if day else {}
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "description": DESCRIPTION,
        "version": release,
        **created,
        "licenses": [LICENCE],
        "contributors": [{"title": AUTHOR, "roles": ["creator"]}],
        "keywords": list(KEYWORDS),
        "sources": sources(figures),
        "resources": resources,
    }


def sources(figures: pl.DataFrame) -> list[dict[str, str]]:
    """The reports whose figures are held, each with the page on which its publisher offers it."""
    held = figures.select("publisher", "report").unique().sort("publisher", "report").rows()
    found = []
    for publisher, report in held:
        declared = load_publisher(publisher)
        told = declared.reports[report]
        found.append({"title": f"{declared.name}: {told.title}", "path": told.landing})
    return found


def dataset(description: Mapping[str, Any], figures: pl.DataFrame, files: Iterable[File], base: str) -> dict[str, Any]:
    """schema.org's ``Dataset``; ``base`` leads from the page that holds it to the package's folder: ``data/``."""
    start, end = figures.select(pl.col("period_start").min(), pl.col("period_end").max()).row(0)
    covered = {"temporalCoverage": f"{start}/{end}"} if start else {}
    dated = {"dateModified": description["created"][:10]} if "created" in description else {}
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": TITLE,
        "description": DESCRIPTION,
        "version": description["version"],
        **dated,
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "keywords": list(KEYWORDS),
        "creator": {"@type": "Organization", "name": AUTHOR},
        "isBasedOn": sorted({source["path"] for source in description["sources"]}),
        **covered,
        "spatialCoverage": _places(figures),
        "variableMeasured": _measures(figures),
        "distribution": [_download(file, base) for file in files],
    }


def embedded(told: Mapping[str, Any]) -> str:
    """JSON that may stand in a ``script`` element: nothing in it can end the element or begin a comment."""
    text = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _places(figures: pl.DataFrame) -> list[dict[str, str]]:
    codes = sorted(set(figures["jurisdiction"].drop_nulls()) - NO_COUNTRY)
    return [
        {"@type": "Place", "name": vocabulary.label("jurisdiction", code), "identifier": code}
        for code in codes
        if not code.startswith("org:")
    ]


def _measures(figures: pl.DataFrame) -> list[dict[str, str]]:
    held = figures.select("measure", "unit").unique().sort("measure", "unit").rows()
    terms = vocabulary.terms("measure")
    return [
        {"@type": "PropertyValue", "name": terms[measure].label, "propertyID": measure, "unitText": unit}
        for measure, unit in held
    ]


def _download(file: File, base: str) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "name": file.title,
        "contentUrl": base + file.path,
        "encodingFormat": file.media,
        "contentSize": f"{file.bytes} B",
        "sha256": file.sha256,
    }
