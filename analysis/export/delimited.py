"""Tables as text: CSV that a spreadsheet cannot run, JSON, and JSON Lines. Numbers are never touched."""

import io
import json

import polars as pl

from spiders.errors import PlainviewError

SEPARATOR = "; "
"""Between the codes of a list in CSV. Lists of sentences and of objects are JSON there."""

PROSE = frozenset({"beside", "findings", "notes", "repeated", "sentences", "sources"})
"""Lists whose entries are sentences, addresses or places, which may hold the separator."""

FORMULA = r"^[=+\-@\t\r\n\u{FF0B}\u{FF0D}\u{FF1D}\u{FF20}']"
"""How text begins that a spreadsheet may run, full-width signs among them. An apostrophe is marked as well, so that a
leading apostrophe is always ours, and taking it away gives the text as it was."""

NUL, SHOWN_NUL = "\0", "\N{SYMBOL FOR NULL}"
"""Programs that read CSV stop at the first or drop it; JSON, SQLite and Parquet keep it."""


def csv_bytes(frame: pl.DataFrame, header: bool = True) -> bytes:
    """The frame as CSV: UTF-8, line feeds, a missing value as nothing, an empty text as ``""``.

    Raises PlainviewError where a code in a list holds the separator, which would make two of one.
    """
    flat = frame.with_columns(_flat(frame, name) for name, dtype in frame.schema.items() if isinstance(dtype, pl.List))
    strings = [name for name, dtype in flat.schema.items() if dtype == pl.String]
    buffer = io.BytesIO()
    flat.with_columns(map(_harmless, strings)).write_csv(buffer, include_header=header)
    return buffer.getvalue()


def json_lines(frame: pl.DataFrame) -> bytes:
    """The frame as JSON Lines: an object a row, with every column in each."""
    buffer = io.BytesIO()
    frame.write_ndjson(buffer)
    return buffer.getvalue()


def json_bytes(frame: pl.DataFrame) -> bytes:
    """The frame as one JSON array of objects, a line a row."""
    return b"[\n" + json_lines(frame).rstrip(b"\n").replace(b"\n", b",\n") + b"\n]\n"


def as_json(name: str) -> pl.Expr:
    """A column of lists as texts of JSON; a missing list stays missing."""
    before = len(json.dumps({name: None}, separators=(",", ":"))) - len("null}")
    text = pl.struct(name).struct.json_encode().str.slice(before).str.head(-1)
    return pl.when(pl.col(name).is_null()).then(None).otherwise(text).alias(name)


def is_prose(name: str, dtype: pl.DataType) -> bool:
    """Whether a list stands in CSV as JSON, and not joined."""
    return isinstance(dtype, pl.List) and (name in PROSE or isinstance(dtype.inner, pl.Struct))


def _flat(frame: pl.DataFrame, name: str) -> pl.Expr:
    if is_prose(name, frame.schema[name]):
        return as_json(name)
    if frame[name].explode(empty_as_null=True).str.contains(SEPARATOR, literal=True).any():
        raise PlainviewError(f"column {name}: a code holds {SEPARATOR!r}, which parts the codes of a list in CSV")
    return pl.col(name).list.join(SEPARATOR)


def _harmless(name: str) -> pl.Expr:
    text = pl.col(name).str.replace_all(NUL, SHOWN_NUL, literal=True)
    return pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).alias(name)
