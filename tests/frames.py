"""Observations made by hand, for tests of what becomes of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import polars as pl

from analysis.schema import KEY, OBSERVATIONS

DEFAULTS: dict[str, Any] = {
    "publisher": "alpha",
    "report": "figures",
    "table": "requests",
    "kind": "user_data",
    "measure": "requests_received",
    "unit": "requests",
    "jurisdiction": "NA",
    "jurisdiction_role": "requester",
    "process": "all",
    "dims": [],
    "period_start": date(2020, 1, 1),
    "period_end": date(2020, 6, 30),
    "status": "exact",
    "total_over": [],
    "captured": date(2021, 1, 1),
    "captured_basis": "exact",
    "sequence": 1,
    "snapshot": "a",
    "exactness": "byte-exact",
    "locator": "row 2 column 4",
    "origin": "archive",
    "evidence": "report",
}


def row(value: float | None = 1, **told: Any) -> dict[str, Any]:
    """One figure; what is not told is as in DEFAULTS. Without a value it is blank."""
    printed = {"printed": "" if value is None else f"{value:g}", "lower": value, "upper": value}
    silent = {"status": "blank"} if value is None else {}
    made = {**dict.fromkeys(OBSERVATIONS.names()), **DEFAULTS, **printed, **silent, **told}
    key = ["+".join(made[name]) if name == "dims" else str(made[name]) for name in KEY]
    return {**made, "cell_id": "/".join(key)}


def frame(rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows as a table of observations."""
    return pl.DataFrame(list(rows), schema=OBSERVATIONS)


def half(year: int, number: int) -> dict[str, date]:
    """The columns of a half-year."""
    months, days = ((1, 6), (1, 30)) if number == 1 else ((7, 12), (1, 31))
    return {"period_start": date(year, months[0], days[0]), "period_end": date(year, months[1], days[1])}


def edition(number: int, *rows: dict[str, Any], **told: Any) -> list[dict[str, Any]]:
    """Rows of a copy captured on the given day of 2021's January, with that sequence and a snapshot of its own."""
    shared = {"captured": date(2021, 1, number), "sequence": number, "snapshot": f"copy {number}", **told}
    return [{**each, **shared} for each in rows]
