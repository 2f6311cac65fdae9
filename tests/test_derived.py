"""Derived measures: bounds, reasons and cells, and never a number from silence."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis.derived import DERIVED, REASONS, definitions, derive, load_denominators
from analysis.schema import CURRENT
from analysis.statements import figures_only
from analysis.vocabulary import terms
from tests.frames import half, row


def current(*rows: dict[str, Any], method: str | None = None) -> pl.DataFrame:
    told: dict[str, Any] = {"method": method, "flags": [], "correction": None}
    return pl.DataFrame([{**told, **each} for each in rows], schema=CURRENT)


def band(low: float, high: float, **told: Any) -> dict[str, Any]:
    return row(low, **told) | {"upper": high, "status": "band"}


def accounts(value: float | None, **told: Any) -> dict[str, Any]:
    return row(value, measure="accounts_specified", unit="accounts", **told)


def only(frame: pl.DataFrame) -> dict[str, Any]:
    assert frame.schema == DERIVED
    (one,) = frame.rows(named=True)
    assert (one["reason"] is None) == (one["lower"] is not None)
    return one


def test_accounts_per_request_with_bounds_and_cells() -> None:
    asked, named = band(10, 20), accounts(40)
    one = only(derive(current(asked, named), "accounts_per_request"))
    assert (one["lower"], one["upper"], one["derived_unit"]) == (2, 4, "accounts per request")
    assert one["from_cell_ids"] == [named["cell_id"], asked["cell_id"]]
    assert (one["derived_measure"], one["measure"]) == ("accounts_per_request", "accounts_specified")


@pytest.mark.parametrize(
    ("asked", "named", "reason"),
    [
        (row(None), accounts(40), "silent"),
        (row(10), accounts(None), "silent"),
        (row(0), accounts(0), "divided_by_zero"),
        (band(0, 249), accounts(40), "divided_by_zero"),
        (row(10) | {"upper": None}, accounts(40), "open"),
        (row(10), accounts(-1), "below_zero"),
    ],
)
def test_what_cannot_be_divided_has_a_reason_and_no_number(
    asked: dict[str, Any], named: dict[str, Any], reason: str
) -> None:
    one = only(derive(current(asked, named), "accounts_per_request"))
    assert (one["lower"], one["upper"], one["reason"]) == (None, None, reason)


@pytest.mark.parametrize("told", [{"table": "other"}, {"process": "subpoena"}, half(2020, 2), {"publisher": "beta"}])
def test_figures_of_other_tables_codes_or_periods_never_meet(told: dict[str, Any]) -> None:
    assert derive(current(row(10), accounts(40, **told)), "accounts_per_request").is_empty()


@pytest.mark.parametrize(("printed", "agrees"), [(0.545, True), (0.7, False)])
def test_a_rate_from_counts_stands_beside_the_printed_one(printed: float, agrees: bool) -> None:
    disclosed = row(6, measure="requests_disclosed")
    rate = row(printed, measure="disclosure_rate", unit="ratio") | {"lower": printed - 0.005, "upper": printed + 0.005}
    one = only(derive(current(row(11), disclosed, rate), "disclosure_rate"))
    assert one["lower"] == one["upper"] == 6 / 11
    assert (one["beside_cell_id"], one["agrees"]) == (rate["cell_id"], agrees)
    assert only(derive(current(row(11), disclosed), "disclosure_rate"))["agrees"] is None


def test_a_part_is_never_more_than_the_whole() -> None:
    one = only(derive(current(band(10, 20), row(15, measure="requests_disclosed")), "disclosure_rate"))
    assert (one["lower"], one["upper"]) == (0.75, 1)


@pytest.mark.parametrize(
    ("measure", "earlier", "found"),
    [
        ("growth_year", half(2019, 1), True),
        ("growth_year", half(2019, 2), False),
        ("growth_period", half(2019, 2), True),
        ("growth_period", half(2019, 1), False),
        ("growth_year", {"period_start": date(2019, 1, 1), "period_end": date(2019, 3, 31)}, False),
        ("growth_period", {"period_start": date(2019, 10, 1), "period_end": date(2019, 12, 31)}, False),
        ("growth_year", {"period_start": date(2019, 1, 2), "period_end": date(2019, 6, 30)}, False),
    ],
)
def test_growth_is_between_equal_periods(measure: str, earlier: dict[str, Any], found: bool) -> None:
    frame = derive(current(row(30), band(10, 20, **earlier)), measure)
    if not found:
        assert frame.is_empty()
        return
    one = only(frame)
    assert (one["lower"], one["upper"], one["period_start"]) == (0.5, 2, date(2020, 1, 1))


def test_growth_of_quarters_knows_the_length_of_february() -> None:
    first = {"period_start": date(2019, 12, 1), "period_end": date(2020, 2, 29)}
    second = {"period_start": date(2020, 3, 1), "period_end": date(2020, 5, 31)}
    assert only(derive(current(row(10, **first), row(15, **second)), "growth_period"))["lower"] == 0.5


def test_nothing_grows_across_methods() -> None:
    frame = pl.concat([current(row(30), method="new"), current(row(10, **half(2019, 1)), method="old")])
    assert only(derive(frame, "growth_year"))["reason"] == "method"


def share(*rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["jurisdiction"]: one for one in derive(current(*rows), "share_of_total").rows(named=True)}


NAMIBIA, TAIWAN = row(10, jurisdiction="NA"), row(30, jurisdiction="TW")


def test_a_share_is_in_the_printed_total_or_in_all_parts() -> None:
    world = row(100, jurisdiction="001")
    told = share(NAMIBIA, TAIWAN, world)["NA"]
    assert (told["lower"], told["upper"], told["divided_by"]) == (0.1, 0.1, "printed_total")
    assert told["from_cell_ids"] == [NAMIBIA["cell_id"], world["cell_id"]]
    summed = share(NAMIBIA, TAIWAN)["NA"]
    assert (summed["lower"], summed["upper"], summed["divided_by"]) == (0.25, 0.25, "sum_of_parts")
    assert summed["from_cell_ids"] == sorted([NAMIBIA["cell_id"], TAIWAN["cell_id"]])


def test_the_share_of_a_band_counts_the_band_once() -> None:
    told = share(band(10, 30, jurisdiction="NA"), TAIWAN)
    assert (told["NA"]["lower"], told["NA"]["upper"]) == (0.25, 0.5)
    assert (told["TW"]["lower"], told["TW"]["upper"]) == (0.5, 0.75)


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (row(None, jurisdiction="TW"), "part_is_silent"),
        (row(10, jurisdiction="TW") | {"upper": None}, "part_is_silent"),
        (row(30, jurisdiction="EU"), "parts_overlap"),
        (row(30, jurisdiction="TW", process="subpoena"), "only_part"),
        (row(0, jurisdiction="TW", **half(2019, 1)), "only_part"),
    ],
)
def test_without_a_printed_total_every_part_has_to_be_a_figure(other: dict[str, Any], reason: str) -> None:
    told = share(NAMIBIA, other)["NA"]
    assert (told["lower"], told["reason"]) == (None, reason)
    assert told["from_cell_ids"] == [NAMIBIA["cell_id"]]


def denominators(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "denominators.csv"
    path.write_text("\n".join(["jurisdiction,year,value,source", *lines]), encoding="utf-8")
    return path


def test_per_million_needs_a_table_with_a_source_and_a_year(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="none is shipped"):
        derive(current(NAMIBIA), "requests_per_million")
    table = load_denominators(denominators(tmp_path, "NA,2020,2500000,A census", "NA,2019,1,Another"))
    one = only(derive(current(NAMIBIA, TAIWAN), "requests_per_million", table))
    assert (one["lower"], one["upper"], one["divided_by"]) == (4, 4, "A census")


@pytest.mark.parametrize(
    "lines",
    [["NA,2020,5,"], ["NA,,5,A census"], ["XX,2020,5,A census"], ["NA,2020,0,A"], ["NA,2020,1,A", "NA,2020,2,B"]],
)
def test_a_denominator_that_is_not_told_whole_is_refused(lines: list[str], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs a jurisdiction told once"):
        load_denominators(denominators(tmp_path, *lines))


def test_a_derived_row_is_no_figure_and_nothing_is_derived_from_one() -> None:
    found = derive(current(row(10), accounts(40)), "accounts_per_request")
    with pytest.raises(TypeError):
        figures_only(found, "a test")
    with pytest.raises(TypeError):
        derive(found, "accounts_per_request")
    with pytest.raises(KeyError):
        derive(current(row(10)), "compliance")


def test_nothing_gives_an_empty_frame() -> None:
    for measure, definition in definitions().items():
        if definition["rule"] != "per":
            assert derive(current().lazy(), measure).schema == DERIVED


def test_definitions_name_measures_that_there_are() -> None:
    for definition in definitions().values():
        named = [definition[key] for key in ("by", "beside") if key in definition]
        named += [] if definition["of"] == "additive" else definition["of"]
        assert set(named) <= set(terms("measure"))
        assert set(definition.get("kinds", ())) <= set(terms("kind"))
    assert all(REASONS.values())


def test_a_definition_that_lacks_a_key_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "derived.toml"
    path.write_text('[one]\nrule = "quotient"\nof = []\nunit = "x"\nwhy = "y"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="one: no by"):
        definitions(path)
