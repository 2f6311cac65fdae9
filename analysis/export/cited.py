"""The package in words: its README and licence, and citations for people and for their programs."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.export.descriptor import AUTHOR, DESCRIPTION, KEYWORDS, LICENCE, NAME, TITLE
from spiders.publisher import load_publisher, names

_TEXTS = Environment(  # noqa: S701  Markdown and plain text, of our own words, dates and numbers only
    loader=FileSystemLoader(Path(__file__).with_name("texts")), undefined=StrictUndefined, keep_trailing_newline=True
)


def readme(version: str, day: date | None, figures: pl.DataFrame, resources: Iterable[Mapping[str, Any]]) -> str:
    """How to load the package, and what to know first; ``resources`` as in ``datapackage.json``."""
    start, end = figures.select(pl.col("period_start").min(), pl.col("period_end").max()).row(0)
    terms = [load_publisher(name).terms for name in names()]
    return _text(
        "README.md",
        version=version,
        day=day,
        description=DESCRIPTION,
        rows=f"{len(figures):,}",
        publishers=figures["publisher"].n_unique(),
        start=start,
        end=end,
        declared=len(terms),
        stated=sum(known is not None for known in terms),
        groups=_groups(resources),
    )


def _groups(resources: Iterable[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Files that hold the same: their name, their endings, what a row is."""
    forms: dict[tuple[str, str], list[str]] = {}
    for one in resources:
        name, _, form = str(one["path"]).partition(".")
        forms.setdefault((name, one["description"]), []).append(f".{form}")
    return [(name, ", ".join(found), text) for (name, text), found in forms.items()]


def licence(version: str) -> str:
    return _text("LICENSE.md", version=version)


def _text(name: str, **values: Any) -> str:
    return _TEXTS.get_template(name).render(title=TITLE, licence=LICENCE, **values)


def citation_cff(version: str, day: date | None) -> str:
    """Citation File Format 1.2.0; JSON's quoting of texts is YAML's too."""
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this data, please cite it, and cite the publisher\'s own report for each figure."',
        "type: dataset",
        f"title: {json.dumps(TITLE)}",
        f"abstract: {json.dumps(DESCRIPTION)}",
        "authors:",
        f"  - name: {json.dumps(AUTHOR)}",
        f"version: {json.dumps(version)}",
        *([f"date-released: {day.isoformat()}"] if day else []),
        f"license: {LICENCE['name']}",
        "keywords:",
        *(f"  - {json.dumps(word)}" for word in KEYWORDS),
    ]
    return "\n".join(lines) + "\n"


def citation_bib(version: str, day: date | None) -> str:
    """BibTeX; ``@misc``, which every style knows."""
    year = [f"  year = {{{day.year}}},", f"  month = {{{day.month}}},"] if day else []
    lines = [
        f"@misc{{{NAME}-{version.replace('+', '-')},",
        f"  author = {{{{{AUTHOR}}}}},",
        f"  title = {{{{{TITLE}}}}},",
        *year,
        f"  version = {{{version}}},",
        f"  note = {{Data set, version {version}, licence {LICENCE['name']}}},",
        "}",
    ]
    return "\n".join(lines) + "\n"


def citation_csl(version: str, day: date | None) -> str:
    """CSL-JSON."""
    issued = {"issued": {"date-parts": [[day.year, day.month, day.day]]}} if day else {}
    told = {
        "id": f"{NAME}-{version}",
        "type": "dataset",
        "title": TITLE,
        "author": [{"literal": AUTHOR}],
        **issued,
        "version": version,
        "abstract": DESCRIPTION,
    }
    return json.dumps([told], indent=2, ensure_ascii=False) + "\n"
