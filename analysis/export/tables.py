"""The tables of the data package, in one view, and what each of their columns means (``columns.toml``)."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from analysis import vocabulary
from analysis.export.delimited import SEPARATOR, is_prose
from spiders.publisher import Terms, load_publisher, names

JUDGED = ("restated", "disclosure", "comparability", "epochs", "both_sides", "statements")
RECORD = ("figures", "restatements", "restated", "documents")
JUDGEMENTS = ("findings", "disclosure", "comparability", "epochs", "both_sides", "statements")
CODES = tuple(sorted(path.stem for path in vocabulary.FOLDER.glob("*.csv")))
DECLARED = ("publishers", "publisher_tables")

TERMS = {"reuse": pl.String, "terms_source": pl.String, "terms_seen": pl.String, "terms_day": pl.Date}
"""What ``publishers`` tells of the reuse of a publisher's own documents: its columns, with their types."""

_TYPES = {pl.String: "string", pl.Date: "date", pl.Float64: "number", pl.Boolean: "boolean"}


class View(Protocol):
    """What the package is made of, of now or of a past day; ``analysis.report.site.Site`` is one."""

    @property
    def current(self) -> pl.DataFrame: ...
    @property
    def documents(self) -> pl.DataFrame: ...
    @property
    def restatements(self) -> pl.DataFrame: ...
    @property
    def findings(self) -> pl.DataFrame: ...
    @property
    def root(self) -> Path: ...
    @property
    def as_of(self) -> date | None: ...
    @property
    def recorded_as_of(self) -> date | None: ...
    @property
    def data_date(self) -> date | None: ...
    def table(self, name: str) -> pl.DataFrame: ...


def small_tables(view: View) -> dict[str, pl.DataFrame]:
    """Every table of the package but ``figures``, by its name: the record's, the judgements, then declarations."""
    found = {"restatements": view.restatements, "documents": view.documents, "findings": view.findings}
    found |= {name: view.table(name) for name in JUDGED}
    kept = {name: found[name] for name in (*RECORD[1:], *JUDGEMENTS)}
    return {**kept, "publishers": _publishers(view.current), "publisher_tables": _publisher_tables()}


@cache
def codes() -> Mapping[str, pl.DataFrame]:
    """The vocabularies by name, as they stand in the repository; an empty cell is a missing value."""
    return {name: pl.DataFrame(_blank_is_missing(name)) for name in CODES}


def _blank_is_missing(name: str) -> list[dict[str, str | None]]:
    rows = vocabulary.rows(f"{name}.csv")
    return [{column: text or None for column, text in row.items()} for row in rows]


def _publishers(current: pl.DataFrame) -> pl.DataFrame:
    held = dict(current.group_by("publisher").len().iter_rows())
    fields = ("name", "company", "homepage", "evidence", "cadence", "verified")
    rows = [
        {
            "publisher": one,
            **{field: getattr(load_publisher(one), field) for field in fields},
            "figures": held.get(one, 0),
            **_terms(load_publisher(one).terms),
        }
        for one in names()
    ]
    texts: dict[str, Any] = dict.fromkeys(("publisher", *fields), pl.String)
    return pl.DataFrame(rows, schema={**texts, "figures": pl.Int64, **TERMS})


def _terms(known: Terms | None) -> dict[str, Any]:
    """What a publisher says of reuse, as cells; all are empty where no such words were seen."""
    cells = (known.reuse, known.source, known.seen, known.day) if known else (None,) * len(TERMS)
    return dict(zip(TERMS, cells, strict=True))


def _publisher_tables() -> pl.DataFrame:
    columns = ("publisher", "report", "table", "title", "scope", "fact", "report_title", "landing", "medium")
    rows = [
        (
            *(one, report.identifier, table.identifier, table.title, table.scope, table.fact),
            *(report.title, report.landing, report.media),
        )
        for one in names()
        for report in load_publisher(one).reports.values()
        for table in report.tables.values()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


# --- what they mean ---


@cache
def described() -> dict[str, Any]:
    """``columns.toml``."""
    return tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))


def description(table: str) -> str:
    """What a row of the table is."""
    text: str = described()["tables"][table]["description"]
    return text


def table_schema(table: str, frame: pl.DataFrame) -> dict[str, Any]:
    """The Table Schema of a table's CSV. Raises KeyError for a column that nobody described."""
    told, common = described()["tables"][table], described()["columns"]
    own, required = told.get("columns", {}), told.get("required", ())
    fields = [
        _field(name, dtype, own[name] if name in own else common[name], name in required)
        for name, dtype in frame.schema.items()
    ]
    keys = {"primaryKey": told["key"]} if "key" in told else {}
    references = [_reference(column, other) for column, other in told.get("references", {}).items()]
    if {"publisher", "table"} <= set(frame.columns) and table in RECORD:
        references.append(_reference(("publisher", "table"), "publisher_tables"))
    far = {"foreignKeys": references} if references else {}
    return {"fields": fields, "missingValues": [""], **keys, **far}


def _reference(columns: str | tuple[str, ...], table: str) -> dict[str, Any]:
    own = [columns] if isinstance(columns, str) else list(columns)
    other = own if len(own) > 1 else described()["tables"][table]["key"]
    return {"fields": own, "reference": {"resource": table, "fields": other}}


def _field(name: str, dtype: pl.DataType, text: str, required: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if required else {}
    if isinstance(dtype, pl.Enum):
        constraints["enum"] = dtype.categories.to_list()
    kept = {"constraints": constraints} if constraints else {}
    return {"name": name, **_type(name, dtype), "description": text, **kept}


def _type(name: str, dtype: pl.DataType) -> dict[str, str]:
    if isinstance(dtype, pl.List):
        return {"type": "array"} if is_prose(name, dtype) else {"type": "list", "delimiter": SEPARATOR}
    if dtype.is_integer():
        return {"type": "integer"}
    return {"type": "string" if isinstance(dtype, pl.Enum) else _TYPES[dtype.base_type()]}
