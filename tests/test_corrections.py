"""Corrections: which cells they silence, which they leave, and what makes their guards speak up."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis import store
from analysis.build import build
from analysis.corrections import Correction, apply_corrections, load_corrections
from analysis.schema import CODES, STATUS
from spiders.observation import STATUSES
from tests.house import BASE, alpha_csv, keep

NOT_SPLIT = Correction(
    publisher="p",
    identifier="not-split",
    where={"table": "t", "process": "emergency"},
    printed=["0", "NULL"],
    also_stands=[],
    status="not_reported",
    why="",
    source="",
    beside=[{"measure": "requests_received", "process": "all", "above": 0}],
)


def cell(
    country: str, process: str, printed: str, measure: str = "requests_received", **codes: str
) -> dict[str, object]:
    value = float(printed) if printed.isdigit() else None
    known = {"measure": measure, "unit": "ratio" if "rate" in measure else "requests", "process": process}
    return {
        **dict.fromkeys(CODES),
        "publisher": "p", "table": "t", "jurisdiction": country, **known, **codes, "dims": [],
        "period_start": date(2015, 1, 1), "period_end": date(2015, 6, 30),
        "lower": value, "upper": value, "status": "exact" if value is not None else "not_applicable",
        "printed": printed, "locator": f"{country} {process} {measure}",
    }  # fmt: skip


def corrected(rows: list[dict[str, object]], correction: Correction) -> tuple[dict[str, tuple[str, object]], list[str]]:
    """Each cell's status and lower bound by its locator, and what the guards said."""
    schema = dict.fromkeys(CODES, pl.String) | {"status": STATUS, "dims": pl.List(pl.String)}
    frame, failed = apply_corrections(pl.DataFrame(rows, schema_overrides=schema), [correction])
    assert "_row" not in frame.columns
    return {place: (status, low) for place, status, low in frame.select("locator", "status", "lower").rows()}, failed


def test_zero_beside_a_figure_is_silenced_and_zero_beside_zero_stays() -> None:
    rows = [
        cell("DE", "emergency", "0"), cell("DE", "emergency", "NULL", "disclosure_rate"), cell("DE", "all", "8"),
        cell("FR", "emergency", "0"), cell("FR", "all", "0"),
    ]  # fmt: skip
    found, failed = corrected(rows, NOT_SPLIT)
    assert failed == []
    assert found["DE emergency requests_received"] == ("not_reported", None)
    assert found["DE emergency disclosure_rate"] == ("not_reported", None)
    assert found["DE all requests_received"] == ("exact", 8)
    assert found["FR emergency requests_received"] == ("exact", 0)


def test_every_figure_asked_for_has_to_stand_beside() -> None:
    both = replace(NOT_SPLIT, beside=[*NOT_SPLIT.beside, {"process": "legal_process", "at_most": 0}])
    rows = [
        cell("DE", "emergency", "0"), cell("DE", "all", "8"), cell("DE", "legal_process", "0"),
        cell("FR", "emergency", "0"), cell("FR", "all", "8"), cell("FR", "legal_process", "8"),
    ]  # fmt: skip
    found, _ = corrected(rows, both)
    assert found["DE emergency requests_received"][0] == "not_reported"
    assert found["FR emergency requests_received"][0] == "exact"


@pytest.mark.parametrize("other", [{"kind": "preservation"}, {"service": "s"}, {"subject": "account"}])
def test_a_figure_of_other_codes_stands_not_beside(other: dict[str, str]) -> None:
    found, failed = corrected([cell("DE", "emergency", "0"), cell("DE", "all", "8", **other)], NOT_SPLIT)
    assert found["DE emergency requests_received"] == ("exact", 0)
    assert len(failed) == 1 and "beside" in failed[0] and "not-split" in failed[0]


def test_guard_tells_a_mended_source_and_names_the_cell() -> None:
    rows = [cell("DE", "emergency", "0"), cell("DE", "all", "8"), cell("FR", "emergency", "3"), cell("FR", "all", "8")]
    found, failed = corrected(rows, NOT_SPLIT)
    assert found["FR emergency requests_received"] == ("exact", 3)
    assert len(failed) == 1 and "'3'" in failed[0] and "FR emergency" in failed[0]


def test_guard_is_silent_where_there_is_nothing_of_the_publisher() -> None:
    _, failed = corrected([cell("DE", "emergency", "0", publisher="another")], NOT_SPLIT)
    assert failed == []


ZEROS = replace(NOT_SPLIT, identifier="zeros", printed=["0"], also_stands=["", "-"], beside=[])


def test_what_also_stands_is_left_as_it_is_and_no_other_text_is() -> None:
    rows = [cell("DE", "emergency", "0"), cell("FR", "emergency", ""), cell("IT", "emergency", " - ")]
    found, failed = corrected(rows, ZEROS)
    assert failed == []
    assert [found[f"{code} emergency requests_received"][0] for code in ("DE", "FR", "IT")] == [
        "not_reported", "not_applicable", "not_applicable",
    ]  # fmt: skip
    _, failed = corrected([*rows, cell("ES", "emergency", "n/a")], ZEROS)
    assert failed == [
        "p: correction 'zeros' no longer fits: expected ['0'] in 1 cells, found 'n/a' at ES emergency requests_received"
    ]


def test_a_guard_that_fails_does_not_stop_the_correction() -> None:
    found, failed = corrected([cell("DE", "emergency", "0"), cell("FR", "emergency", "3")], ZEROS)
    assert found == {
        "DE emergency requests_received": ("not_reported", None),
        "FR emergency requests_received": ("exact", 3.0),
    }
    assert len(failed) == 1


@pytest.mark.parametrize(
    ("where", "chosen"),
    [
        ({"table": "t"}, {"DE", "FR"}),
        ({"table": "another"}, set()),
        ({"jurisdiction": ["DE", "IT"]}, {"DE"}),
        ({"period_from": date(2015, 1, 1)}, {"DE", "FR"}),
        ({"period_from": date(2015, 1, 2)}, set()),
        ({"period_to": date(2015, 6, 30)}, {"DE", "FR"}),
        ({"period_to": date(2015, 6, 29)}, set()),
    ],
)
def test_where_chooses_cells_by_code_and_period(where: dict[str, object], chosen: set[str]) -> None:
    found, failed = corrected([cell("DE", "all", "0"), cell("FR", "all", "0")], replace(ZEROS, where=where))
    assert failed == []
    assert {place[:2] for place, (status, _) in found.items() if status == "not_reported"} == chosen


def test_a_period_that_is_no_day_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a day"):
        corrected([cell("DE", "all", "0")], replace(ZEROS, where={"period_to": "2015-06-30"}))


def test_the_correction_is_named_in_its_cells_and_the_printed_text_stays() -> None:
    schema = dict.fromkeys(CODES, pl.String) | {"status": STATUS, "dims": pl.List(pl.String)}
    rows = [cell("DE", "emergency", "0"), cell("DE", "all", "8")]
    frame, _ = apply_corrections(pl.DataFrame(rows, schema_overrides=schema), [ZEROS])
    assert frame.select("printed", "correction").rows() == [("0", "zeros"), ("8", None)]


CORRECTION = """
[[correction]]
identifier = "no-subpoenas"
where = { table = "requests", measure = "requests_received", process = "subpoena", period_to = 2020-06-30 }
printed = ["4"]
also_stands = []
status = "not_reported"
why = "w"
source = "s"
"""


def test_corrections_change_current_and_never_observations(invented: Path, tmp_path: Path) -> None:
    (invented / "analysis/corrections/alpha.toml").write_text(CORRECTION, encoding="utf-8")
    data = tmp_path / "data"
    keep(data, alpha_csv(), "2021-01-01")
    assert build(data, use_baseline=False).failures == []
    (row,) = store.read(data, "current").filter(correction="no-subpoenas").to_dicts()
    assert (row["printed"], row["status"], row["lower"], row["upper"]) == ("4", "not_reported", None, None)
    kept = store.read(data, "observations").filter(pl.col("cell_id") == row["cell_id"])
    assert kept.select("printed", "status", "lower").rows() == [("4", "exact", 4.0)]


def test_a_mended_source_fails_the_publisher_loudly(invented: Path, tmp_path: Path) -> None:
    (invented / "analysis/corrections/alpha.toml").write_text(CORRECTION, encoding="utf-8")
    data = tmp_path / "data"
    keep(data, alpha_csv(*(line.replace("Subpoenas,4,", "Subpoenas,6,") for line in BASE)), "2021-01-01")
    assert build(data, use_baseline=False).failures == [
        (
            "alpha",
            "alpha: correction 'no-subpoenas' no longer fits: expected ['4'] in 1 cells, found '6' at row 3 column 4",
        )
    ]
    assert store.read(data, "current").filter(process="subpoena", measure="requests_received")["printed"].to_list() == [
        "6",
        "5",
    ]


def test_a_correction_that_is_not_whole_is_refused(invented: Path) -> None:
    (invented / "analysis/corrections/alpha.toml").write_text('[[correction]]\nidentifier = "x"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="corrections/alpha.toml"):
        load_corrections()


def test_every_correction_says_why_and_whence_and_names_a_status() -> None:
    for correction in load_corrections():
        assert correction.why and correction.source and correction.printed, correction.identifier
        assert correction.status in STATUSES, correction.identifier
