"""Printed totals against the rows beside them: what cannot agree is found, what can is not."""

from copy import deepcopy
from typing import Any

import polars as pl
import pytest

from analysis import checks
from analysis.schema import DOCUMENTS
from analysis.totals import mark_totals
from spiders.publisher import parse_publisher
from tests.frames import frame, row

NO_DOCUMENTS = pl.DataFrame(schema=DOCUMENTS)


@pytest.fixture(autouse=True)
def alpha(monkeypatch: pytest.MonkeyPatch) -> None:
    table = {"title": "Requests", "scope": "period", "adds_up": ["jurisdiction", "process", "size"]}
    report: dict[str, Any] = {"title": "Figures", "landing": "https://a.example", "media": "csv"}
    report |= {"verified": "recorded", "obtain": "import", "tables": {"requests": table}}
    whole = {"name": "Alpha", "homepage": "https://a.example", "cadence": "yearly", "reports": {"figures": report}}
    monkeypatch.setattr(checks, "load_publisher", lambda name: parse_publisher(name, deepcopy(whole)))


def found(*rows: dict[str, Any], documents: pl.DataFrame = NO_DOCUMENTS) -> list[dict[str, Any]]:
    told = frame(rows)
    marked = mark_totals(told.drop("total_over")).select(told.columns)
    return checks.findings(marked, documents, ["alpha"]).rows(named=True)


def world(value: float | None, **told: Any) -> dict[str, Any]:
    return row(value, jurisdiction="001", locator="row 9 column 4", **told)


def test_a_total_that_its_parts_give_is_no_finding() -> None:
    assert found(world(5), row(2, jurisdiction="NA"), row(3, jurisdiction="XK")) == []


def test_a_total_that_its_parts_do_not_give_is_found_with_its_place_and_both_figures() -> None:
    (finding,) = found(world(9897), row(7872, jurisdiction="EU"), row(2107, jurisdiction="NA"))
    assert finding["rule"] == "parts_and_total"
    assert (finding["upper"], finding["parts_lower"], finding["parts"], finding["difference"]) == (9897, 9979, 2, 82)
    assert finding["locator"] == "row 9 column 4"
    assert finding["sentence"].startswith("Alpha, Requests, 2020-01-01 to 2020-06-30: ")
    assert finding["sentence"].endswith("9897 is printed as the total; the 2 rows by jurisdiction beside it give 9,979")


def test_bands_may_give_any_total_within_their_bounds() -> None:
    band = {"lower": 0.0, "upper": 499.0, "status": "band", "jurisdiction": "NA"}
    assert found(world(600), row(1, **band), row(101, jurisdiction="XK")) == []
    (finding,) = found(world(601), row(1, **band), row(101, jurisdiction="XK"))
    assert (finding["parts_lower"], finding["parts_upper"], finding["difference"]) == (101, 600, 1)


def test_a_part_that_is_not_told_may_be_anything_but_the_others_still_bound_the_total_from_below() -> None:
    silent = row(None, jurisdiction="NA", status="suppressed")
    assert found(world(600), silent, row(100, jurisdiction="XK")) == []
    (finding,) = found(world(99), silent, row(100, jurisdiction="XK"))
    assert finding["parts_upper"] is None
    assert finding["sentence"].endswith("give at least 100")


def test_each_dimension_is_added_with_the_others_held_fast() -> None:
    rows = [row(3, process="subpoena"), row(4, process="search_warrant"), row(7, process="all")]
    assert found(*rows, row(70, process="all", jurisdiction="XK"), row(70, process="subpoena", jurisdiction="XK")) == []
    sizes = [row(1, dims=["size=all"]), row(2, dims=["size=large"]), row(0, dims=["size=small"])]
    assert [finding["difference"] for finding in found(*sizes)] == [1]


def test_parts_of_another_document_are_no_parts() -> None:
    assert found(world(5, snapshot="b"), row(2, jurisdiction="NA"), row(9, jurisdiction="XK")) == []


def test_what_a_reader_noted_is_a_finding() -> None:
    told = {"publisher": "alpha", "report": "figures", "name": "f.pdf", "snapshot": "a", "outcome": "read"}
    documents = pl.DataFrame([{**told, "findings": ["page 2: 3 and 4 are not 8"]}], schema=DOCUMENTS)
    (finding,) = found(documents=documents)
    assert finding["sentence"] == "Alpha, f.pdf: page 2: 3 and 4 are not 8"
    held = documents.with_columns(pl.lit("held").cast(DOCUMENTS["outcome"]).alias("outcome"))
    assert found(documents=held) == []
