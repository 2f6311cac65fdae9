"""What every rule works on and gives: the rules' own words, one publisher's figures, and the rows of ``findings``."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

import polars as pl

from analysis.comparability.windows import name as period_name
from analysis.schema import CODES, FINDINGS
from analysis.totals import FIGURE
from analysis.vocabulary import dimensions, label, terms
from analysis.words import Told, lowered
from spiders.publisher import Publisher

Row = dict[str, Any]

FILE = Path(__file__).with_name("rules.toml")
SEVERITIES = ("contradiction", "lead", "information")

SCHEMA = FINDINGS

SERIES = ("table", *CODES, "_dims")
"""What makes a series of one publisher: a cell without its period. ``_dims`` are the further dimensions as one text."""
BESIDE = (*(name for name in SERIES if name not in ("measure", "unit")), "period_start", "period_end", "snapshot")
"""What figures of several measures about one thing, in one document, have in common."""
CELL = (
    *("publisher", "report", *SERIES, "period_start", "period_end", "cell_id", "lower", "upper", "status", "printed"),
    *("printed_jurisdiction", "snapshot", "locator", "total_over", "method", "flags", "dims"),
)
IS_FIGURE = pl.col("status").is_in(FIGURE)
PRIMARY = ~pl.col("flags").list.contains("secondary")

_NAMES = ("service", "jurisdiction", "counterparty")
_ABOUT = (*_NAMES, "kind", "process", "reason", "requester", "subject")
"""What a figure is about, in the order in which a sentence says it; those of ``_NAMES`` are names."""
_TITLED = ("service", "kind", "subject")
"""What a table's title says, or its publisher's name, where all of the table's figures of a measure are of one."""
_DIVIDED = {"jurisdiction": "country", "counterparty": "other country", "process": "legal process", "about": "company"}
"""What rows are split by, where that is called otherwise than its column."""


@dataclass(frozen=True)
class Rule:
    """A rule of ``rules.toml``: its title, what it means, how grave it is, its sentence, and its own ``settings``."""

    code: str
    title: str
    means: str
    severity: str
    weight: float
    source: str
    sentence: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES or self.weight <= 0:
            raise ValueError(f"rules.toml: {self.code}: severity one of {', '.join(SEVERITIES)}, a weight above 0")


@dataclass(frozen=True)
class Checked:
    """What a rule gives: how many figures or pairs it looked at, and those that it found."""

    looked_at: int
    hits: pl.DataFrame


Check = Callable[[pl.DataFrame, Publisher, Rule], Checked]
"""A rule as a function of one publisher's rows (``prepared``)."""


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by code. Raises ValueError for one without a word that it must have."""
    entries = tomllib.loads(FILE.read_text(encoding="utf-8"))["rules"]
    words = ("title", "means", "severity", "weight", "source", "sentence")
    found = {}
    for code, entry in entries.items():
        missing = [word for word in words if word not in entry]
        if missing:
            raise ValueError(f"rules.toml: {code} does not say {', '.join(missing)}")
        said = {word: entry.pop(word) for word in words}
        found[code] = Rule(code, settings=entry, **said)
    return found


def additive() -> list[str]:
    """Measures whose figures may be added up; rates, medians and accounts that are each counted once may not."""
    return [code for code, term in terms("measure").items() if term.row["additive"] == "yes"]


def prepared(current: pl.LazyFrame, publisher: str) -> pl.DataFrame:
    """One publisher's rows of ``current``, with the columns that rules read."""
    names = current.collect_schema().names()
    # Observations have no method and no flags yet; a test's frame need not either.
    absent = [
        pl.lit(value, dtype=dtype).alias(name)
        for name, value, dtype in (("method", None, pl.String), ("flags", [], pl.List(pl.String)))
        if name not in names
    ]
    told = current.filter(pl.col("publisher") == publisher).with_columns(
        pl.col("dims").list.join("\x1f").alias("_dims"),
        pl.col("flags").fill_null([]) if "flags" in names else [],
        *absent,
    )
    several = pl.col(_TITLED).n_unique().over("table", "measure").cast(pl.Int64).name.prefix("_several_")
    return told.select(*CELL, several, _number(BESIDE, "_beside"), _number(SERIES, "_series")).collect()


def _number(columns: Sequence[str], name: str) -> pl.Expr:
    """A number for each combination of the columns: joins of fifteen columns would take most of the time."""
    texts = [pl.col(column).cast(pl.String).fill_null("\x1e") for column in columns]
    return pl.concat_str(texts, separator="\x1d").cast(pl.Categorical).to_physical().alias(name)


def nothing() -> Checked:
    return Checked(0, pl.DataFrame())


def beside(told: pl.DataFrame, first: str, others: Sequence[str]) -> pl.DataFrame:
    """Rows of the measure ``first``, with the sum of ``others`` beside them as ``parts_lower``, ``parts_upper``.

    Only where each of the others is there with a figure. ``parts`` is how many they are, ``others`` their cells.
    """
    figures = told.filter(IS_FIGURE & pl.col("measure").is_in([first, *others]))
    sums = (
        figures.filter(pl.col("measure").is_in(list(others)))
        .group_by("_beside")
        .agg(
            pl.len().cast(pl.Int64).alias("parts"),
            pl.col("measure").n_unique().alias("_measures"),
            pl.col("lower").sum().alias("parts_lower"),
            pl.when(pl.col("upper").is_null().any()).then(None).otherwise(pl.col("upper").sum()).alias("parts_upper"),
            pl.col("cell_id").sort().alias("others"),
        )
        .filter((pl.col("_measures") == len(others)) & (pl.col("parts") == len(others)))
        .drop("_measures")
    )
    return figures.filter(pl.col("measure") == first).join(sums, on="_beside")


def apart() -> pl.Expr:
    """By how much the bounds of two figures miss each other; 0 where they can agree."""
    below = pl.col("parts_lower") - pl.col("upper")
    above = pl.col("lower") - pl.col("parts_upper")
    return pl.max_horizontal(below.fill_null(0), above.fill_null(0), pl.lit(0.0))


def far(first: pl.Expr, second: pl.Expr) -> pl.Expr:
    """How far out of line: the natural logarithm of how often the one goes into the other, 1 being added to both."""
    return ((first + 1).log() - (second + 1).log()).abs()


def outermost(wrong: pl.DataFrame, by: str) -> pl.DataFrame:
    """One row of those of a table and a country that the same event moves: a total, or the largest part."""
    ordered = wrong.sort([pl.col("total_over").list.len(), pl.col(by), "cell_id"], descending=[True, True, False])
    same = ["table", "measure", "jurisdiction", "period_start"]
    return ordered.unique(same, keep="first", maintain_order=True)


def findings_of(rule: Rule, publisher: Publisher, hits: pl.DataFrame) -> list[Row]:
    """Rows of SCHEMA. ``hits`` has CELL, ``difference``, ``far`` (1 where nothing says how far) and ``size``."""
    found = []
    for hit in hits.iter_rows(named=True):
        rank = rule.weight * hit["far"] * log10(1 + abs(hit["size"] or 0))
        row = {name: hit[name] for name in SCHEMA.names() if name in hit}
        sentence = rule.sentence.format_map(_words(publisher, hit))
        found.append({**row, "rule": rule.code, "severity": rule.severity, "rank": rank, "sentence": sentence})
    return found


def _words(publisher: Publisher, hit: Mapping[str, Any]) -> dict[str, Any]:
    """Names for a sentence: where it stands, what it is about, every number and every pair of bounds as one text."""
    numbers = {name: Told(number(value)) for name, value in hit.items() if isinstance(value, int | float)}
    share = hit["unit"] == "ratio"
    about = {
        "where": f"{publisher.name}, “{_title(publisher, hit['table'])}”",
        "when": period_name((hit["period_start"], hit["period_end"])),
        "what": ", ".join(_about(publisher, hit)),
        "place": label("jurisdiction", hit["jurisdiction"]),
        "figure": Told(_bounds(hit, "lower", "upper", share)),
        "other": Told(_bounds(hit, "parts_lower", "parts_upper", share)),
    }
    if hit.get("_start"):
        about["before"] = period_name((hit["_start"], hit["_end"]))
    if code := hit.get("dimension"):
        about["dimension"] = _DIVIDED.get(code, code.replace("_", " "))
    return {**hit, **numbers, **about}


def _title(publisher: Publisher, identifier: str) -> str:
    """A table's title up to its colon or semicolon, where no other table of the publisher begins alike."""
    tables = {name: table.title for report in publisher.reports.values() for name, table in report.tables.items()}
    whole = tables.get(identifier, identifier)
    short = re.split("[:;]", whole)[0]
    return short if sum(title.startswith(short) for title in tables.values()) == 1 else whole


def _about(publisher: Publisher, hit: Mapping[str, Any]) -> list[str]:
    """Labels of what a figure is about, what is counted last.

    What the sentence says already is left out: what the table is about as a whole, and a measure that is its title.
    """
    told = [(name, _label(name, hit[name])) for name in _ABOUT if hit[name] not in (None, "all")]
    alone = [name for name in _TITLED if hit[f"_several_{name}"] == 1]
    labels = [
        (name in _NAMES, word)
        for name, word in told
        # A company's only service need not be one that is named like it.
        if name not in alone or (name == "service" and word != publisher.name)
    ]
    known = dimensions()
    inner = [tuple(part.split("=", 1)) for part in (hit["_dims"] or "").split("\x1f") if part]
    # Languages are names, too.
    labels += [(name == "language", known.get((name, code), code)) for name, code in inner if code != "all"]
    labels.append((False, label("measure", hit["measure"])))
    title = _title(publisher, hit["table"])
    return [word if named else lowered(word) for named, word in labels if word != title]


def _label(column: str, code: str) -> str:
    """A label that stands alone: "Other requester", not "Other"."""
    return f"{label(column, code)} {column}" if code == "other" else label(column, code)


def _bounds(hit: Mapping[str, Any], lower: str, upper: str, share: bool) -> str:
    """A figure with its bounds in words, a share in percent."""
    low, high = hit.get(lower), hit.get(upper)
    sign, said = (" %", _percent) if share else ("", _exact)
    if low is None:
        return "nothing told" if high is None else f"at most {said(high)}{sign}"
    if low == high:
        return f"{said(low)}{sign}"
    return f"at least {said(low)}{sign}" if high is None else f"{said(low)} to {said(high)}{sign}"


def number(value: float | None) -> str:
    """A count with its thousands apart; a ratio with three digits."""
    if value is None:
        return "unknown"
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 1000 else f"{value:.3g}"


def _exact(value: float) -> str:
    """A printed figure, with all of its digits: of numbers that are added, six behind the point mean something."""
    return f"{value:,.6f}".rstrip("0").rstrip(".")


def _percent(value: float) -> str:
    """A share with six digits, so that a rounding shows."""
    return f"{100 * value:.6g}"
