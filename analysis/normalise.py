"""From a reading, in the publisher's words, to observations, in our codes.

A word that nobody has judged yet holds its document back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import polars as pl

from analysis import vocabulary
from analysis.crosswalk import Crosswalk
from analysis.schema import CODES, KEY, OBSERVATIONS, STATUS
from analysis.totals import mark_totals
from spiders.errors import PlainviewError
from spiders.reading import Reading
from spiders.sheet import column_name


class HeldBack(PlainviewError):
    """A document that was read but whose figures may not be published yet, and why."""


@dataclass(frozen=True)
class Normalised:
    """``frame`` has the schema of observations; ``repeated`` names places where a cell is printed once more."""

    frame: pl.DataFrame
    repeated: list[str]


def normalise(reading: Reading, crosswalk: Crosswalk, capture: Mapping[str, Any]) -> Normalised:
    """The observations of one copy of a document. ``capture`` holds the columns that all its rows share.

    Raises HeldBack for a word that the crosswalk does not have, and for two values in one cell.
    """
    columns = {name: values for name, values in reading.columns.items() if not name.startswith("word:")}
    words = {name[5:]: values for name, values in reading.columns.items() if name.startswith("word:")}
    frame = pl.DataFrame(columns, schema_overrides={"lower": pl.Float64, "upper": pl.Float64, "column2": pl.Int64})
    frame = frame.with_columns(
        pl.lit(reading.publisher).alias("publisher"),
        pl.col("period_start", "period_end").str.to_date("%Y-%m-%d"),
        pl.col("status").cast(STATUS),
        pl.Series("printed_jurisdiction", words.get("jurisdiction", [None] * len(frame)), dtype=pl.String),
        **{
            f"word:{name}": pl.Series(values, dtype=pl.String)
            for name, values in {**words, "measure": columns["heading"]}.items()
        },
    )
    parts = [_code_table(part, crosswalk, reading) for part in frame.partition_by("table", maintain_order=True)]
    coded = pl.concat(parts)
    coded, repeated = _one_row_a_cell(coded.with_columns(_cell_ids(coded)), reading)
    coded = mark_totals(coded).with_columns(
        pl.col("heading").alias("printed_measure"),
        *(pl.lit(value, dtype=OBSERVATIONS[name]).alias(name) for name, value in capture.items()),
    )
    return Normalised(coded.select(OBSERVATIONS.names()).cast(OBSERVATIONS), repeated)


def _code_table(frame: pl.DataFrame, crosswalk: Crosswalk, reading: Reading) -> pl.DataFrame:
    """The codes of one table's rows, in the columns of the record and ``dims``."""
    table = frame["table"][0]
    if table not in crosswalk.constants:
        raise HeldBack(f"{reading}: crosswalks/{reading.publisher}.toml has no section for table {table!r}")
    dimensions = [
        name[5:] for name in frame.columns if name.startswith("word:") and frame[name].null_count() < len(frame)
    ]
    assigned: dict[str, list[pl.Expr]] = {}
    joined = frame
    for dimension in dimensions:
        mapping = _mapping(joined, table, dimension, crosswalk, reading)
        joined = joined.join(mapping, on=f"word:{dimension}", how="left", maintain_order="left", nulls_equal=True)
        for name in mapping.columns[1:]:
            assigned.setdefault(name.split(":")[-1], []).append(pl.col(name))
    _no_conflict(joined, assigned, reading)
    for column, code in crosswalk.constants[table].items():
        assigned.setdefault(column, []).append(pl.lit(code, dtype=pl.String))
    joined = joined.with_columns(**{f"code:{name}": pl.coalesce(columns) for name, columns in assigned.items()})
    _no_gap(joined, reading)
    units = {code: term.row["unit"] for code, term in vocabulary.terms("measure").items()}
    if "unit" not in assigned:
        joined = joined.with_columns(pl.lit(None, dtype=pl.String).alias("code:unit"))
    joined = joined.with_columns(
        pl.coalesce("code:unit", pl.col("code:measure").replace_strict(units)).alias("code:unit")
    )
    dims = sorted(set(assigned) - set(CODES))
    named = [pl.format(f"{name}={{}}", pl.col(f"code:{name}")) for name in dims]
    return joined.select(
        *_place(reading),
        *(name for name in ("publisher", "table", "heading", "period_start", "period_end")),
        *(name for name in ("lower", "upper", "status", "printed", "printed_jurisdiction")),
        *(
            (pl.col(f"code:{name}") if name in assigned or name == "unit" else pl.lit(None, dtype=pl.String)).alias(
                name
            )
            for name in CODES
        ),
        (pl.concat_list(named).list.drop_nulls() if named else pl.lit([], dtype=pl.List(pl.String))).alias("dims"),
    )


def _mapping(frame: pl.DataFrame, table: str, dimension: str, crosswalk: Crosswalk, reading: Reading) -> pl.DataFrame:
    """Printed word -> codes, a row a word; the columns are named ``<dimension>:<column>``."""
    name = f"word:{dimension}"
    words = [word for word in frame[name].unique(maintain_order=True).to_list() if word is not None]
    found = {word: crosswalk.assignment(table, dimension, word) for word in words}
    unknown = [word for word, assignment in found.items() if assignment is None]
    if unknown:
        first = frame.filter(pl.col(name) == unknown[0]).select(*_place(reading)).row(0, named=True)
        others = f" (and {len(unknown) - 1} more: {', '.join(map(repr, unknown[1:6]))})" if len(unknown) > 1 else ""
        raise HeldBack(
            f"{reading}: {first['locator']}: unknown {dimension} {unknown[0]!r}{others}: "
            f"expected a word of crosswalks/{reading.publisher}.toml, table {table}"
        )
    columns = sorted({column for assignment in found.values() if assignment for column in assignment})
    data = {
        name: words,
        **{f"{dimension}:{column}": [(found[word] or {}).get(column) for word in words] for column in columns},
    }
    return pl.DataFrame(data, schema=dict.fromkeys(data, pl.String))


def _no_gap(frame: pl.DataFrame, reading: Reading) -> None:
    """Raise HeldBack where a row lacks what every row must say."""
    for column in ("kind", "measure", "jurisdiction"):
        name = f"code:{column}"
        bare = frame.filter(pl.col(name).is_null()) if name in frame.columns else frame
        if len(bare):
            place = bare.select(*_place(reading))["locator"][0]
            table = bare["table"][0]
            raise HeldBack(
                f"{reading}: {place}: nothing gives its {column}: expected a constant or a word's code in "
                f"crosswalks/{reading.publisher}.toml, table {table}"
            )


def _no_conflict(frame: pl.DataFrame, assigned: Mapping[str, list[pl.Expr]], reading: Reading) -> None:
    for column, codes in assigned.items():
        for other in codes[1:]:
            clash = frame.filter(codes[0] != other)
            if len(clash):
                place = clash.select(*_place(reading))["locator"][0]
                raise HeldBack(f"{reading}: {place}: two words of the row give {column} different codes")


def _place(reading: Reading) -> list[pl.Expr]:
    """The locator as text, and the hash of the member, from sheet, row and columns."""
    quoted = [sheet["name"].replace('"', '""') for sheet in reading.sheets]
    prefix = [
        f'{sheet["kind"]} "{name}" ' if sheet["kind"] else ""
        for sheet, name in zip(reading.sheets, quoted, strict=True)
    ]
    letters = any(sheet["kind"] == "sheet" for sheet in reading.sheets)
    sheets = pl.col("sheet")
    indexes = list(range(len(prefix)))

    def column(name: str) -> pl.Expr:
        if letters:
            return pl.col(name).replace_strict({n: column_name(n) for n in range(1, 703)}, return_dtype=pl.String)
        return pl.col(name).cast(pl.String)

    single = pl.format(
        "{}row {} column {}", sheets.replace_strict(indexes, prefix, return_dtype=pl.String), "row", column("column")
    )
    double = pl.format("{} and column {}", single, column("column2"))
    members = [sheet["sha256"] for sheet in reading.sheets]
    return [
        pl.when(pl.col("column2").is_null()).then(single).otherwise(double).alias("locator"),
        sheets.replace_strict(indexes, members, return_dtype=pl.String).alias("member_sha256"),
    ]


def _cell_ids(frame: pl.DataFrame) -> pl.Series:
    """A hash of each row's key. Null and the empty string differ; no code holds the separator."""
    parts = [pl.col(name).list.join("\x1e") if name == "dims" else pl.col(name).cast(pl.String) for name in KEY]
    keys = frame.select(pl.concat_str([part.fill_null("\x00") for part in parts], separator="\x1f")).to_series()
    return pl.Series("cell_id", [blake2b(key.encode(), digest_size=12).hexdigest() for key in keys], dtype=pl.String)


def _one_row_a_cell(frame: pl.DataFrame, reading: Reading) -> tuple[pl.DataFrame, list[str]]:
    """Drop repetitions of a cell at one value, naming their places; raise HeldBack where the values differ."""
    twice = frame.filter(pl.col("cell_id").is_duplicated())
    if twice.is_empty():
        return frame, []
    said = pl.struct("lower", "upper", "status")
    differ = twice.filter(said.n_unique().over("cell_id") > 1).sort("cell_id", maintain_order=True)
    if len(differ):
        one, other = differ.row(0, named=True), differ.row(1, named=True)
        raise HeldBack(
            f"{reading}: two values for one cell of table {one['table']} ({one['measure']}, "
            f"{one['jurisdiction']}, {one['period_start']}): {one['locator']} prints {one['printed']!r} and "
            f"{other['locator']} prints {other['printed']!r}; {differ['cell_id'].n_unique()} such cells"
        )
    kept = frame.unique("cell_id", keep="first", maintain_order=True)
    dropped = twice.filter(~pl.col("cell_id").is_first_distinct())
    return kept, dropped["locator"].to_list()
