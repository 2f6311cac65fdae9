"""Both sides: whole years only, each figure its own, and a reason with a source for every pair."""

import tomllib
from datetime import date
from typing import Any

import polars as pl
import pytest

from analysis import crosswalk
from analysis.both_sides import BOTH_SIDES, both_sides_table, pairs
from analysis.schema import CURRENT
from analysis.vocabulary import terms
from spiders.publisher import load_publisher, names
from tests.frames import half, row

YEAR = {"period_start": date(2022, 1, 1), "period_end": date(2022, 12, 31)}
TIPS: dict[str, Any] = {"kind": "referral", "measure": "cybertip_reports", "unit": "reports", "jurisdiction": "001"}


def theirs(value: float | None, about: str = "microsoft_online_operations") -> dict[str, Any]:
    told = {"publisher": "ncmec", "table": "reports_by_esp", "document_url": "https://ncmec.example/"}
    return row(value, **TIPS, **told, about=about, **YEAR)


def ours(value: float | None, number: int, **told: Any) -> dict[str, Any]:
    return row(value, **{**TIPS, "publisher": "microsoft", "table": "cybertips", **half(2022, number), **told})


def table(*rows: dict[str, Any], methods: tuple[str | None, ...] = ()) -> pl.DataFrame:
    told = methods or (None,) * len(rows)
    extra: list[dict[str, Any]] = [{"method": method, "flags": [], "correction": None} for method in told]
    found = both_sides_table(
        pl.DataFrame([{**each, **more} for each, more in zip(rows, extra, strict=True)], schema=CURRENT)
    )
    assert found.schema == BOTH_SIDES
    return found


def microsoft(*rows: dict[str, Any], methods: tuple[str | None, ...] = ()) -> dict[str, Any]:
    found = table(*rows, methods=methods)
    (one,) = found.filter((pl.col("pair") == "ncmec") & (pl.col("company") == "microsoft")).rows(named=True)
    return one


def test_whole_periods_of_a_year_stand_beside_the_authoritys_figure() -> None:
    first, second, parts = ours(40, 1), ours(60, 2), [theirs(70), theirs(25, "microsoft_xbox")]
    one = microsoft(first, second, *parts, theirs(9, "linkedin"))
    assert (one["state"], one["year"]) == ("both", 2022)
    assert (one["company_lower"], one["authority_lower"], one["difference_lower"]) == (100, 95, 5)
    assert one["company_cell_ids"] == [first["cell_id"], second["cell_id"]]
    assert one["authority_cell_ids"] == sorted(part["cell_id"] for part in parts)
    assert "entities" in one["reasons"]
    assert "one_row" not in one["reasons"]
    assert len(one["reasons"]) == len(one["sentences"]) == len(one["sources"])


@pytest.mark.parametrize("second", [[], [ours(None, 2)]])
def test_a_year_that_is_not_whole_has_no_figure(second: list[dict[str, Any]]) -> None:
    one = microsoft(ours(40, 1), *second, theirs(70))
    assert (one["state"], one["company_lower"], one["difference_upper"]) == ("company_incomplete", None, None)
    assert one["authority_lower"] == 70


def test_no_year_is_made_of_two_methods() -> None:
    one = microsoft(ours(40, 1), ours(60, 2), theirs(70), methods=("old", "new", None))
    assert one["state"] == "company_incomplete"


def test_silence_is_told_apart_from_what_is_not_collected() -> None:
    assert microsoft(theirs(70))["state"] == "company_not_collected"
    earlier = ours(40, 1, **half(2019, 1))
    found = table(earlier, theirs(70)).filter((pl.col("pair") == "ncmec") & (pl.col("company") == "microsoft"))
    assert found.select("year", "state").rows() == [(2022, "company_silent")]
    assert microsoft(ours(40, 1), ours(60, 2))["state"] == "authority_not_collected"


def hong_kong(*rows: dict[str, Any]) -> pl.DataFrame:
    return table(*rows).filter(pl.col("pair") == "hong-kong")


def test_hong_kongs_government_beside_companies() -> None:
    asked = [
        row(value, publisher="google", table="user_data_requests", jurisdiction="HK", **half(year, number))
        for year, number, value in ((2012, 1, 192), (2012, 2, 255), (2013, 1, 253), (2013, 2, 347))
    ]
    found = hong_kong(*asked).filter((pl.col("company") == "google") & (pl.col("kind") == "user_data"))
    of_2013 = found.filter(pl.col("year") == 2013).row(0, named=True)
    assert (of_2013["company_lower"], of_2013["authority_lower"]) == (600, 5511)
    assert (of_2013["difference_lower"], of_2013["difference_upper"]) == (-4911, -4911)
    assert "period_offset" in of_2013["reasons"]
    # Before 2013 the departments that ask most are missing: what is told is a lower bound.
    of_2012 = found.filter(pl.col("year") == 2012).row(0, named=True)
    assert (of_2012["authority_lower"], of_2012["authority_upper"]) == (47, None)
    assert (of_2012["difference_lower"], of_2012["difference_upper"]) == (None, 400)
    assert "departments_missing" in of_2012["reasons"]


def test_yahoo_is_named_as_not_collected() -> None:
    yahoo = hong_kong().filter(pl.col("company") == "yahoo")
    assert set(yahoo["state"]) == {"company_not_collected"}
    assert yahoo.filter((pl.col("year") == 2013) & (pl.col("kind") == "user_data"))["authority_lower"].item() == 5511


def test_pairs_name_publishers_tables_and_codes_that_there_are() -> None:
    words = tomllib.loads((crosswalk.FOLDER / "ncmec.toml").read_text(encoding="utf-8"))["reports_by_esp"]["about"]
    providers = {word if isinstance(word, str) else word["about"] for word in words.values()}
    for pair in pairs().values():
        assert set(pair["kinds"]) <= set(terms("kind"))
        for company in pair["company"]:
            assert company["publisher"] in names()
            reports = load_publisher(company["publisher"]).reports.values()
            declared = {name for report in reports for name in report.tables}
            for series in company.get("series", ()):
                assert series["table"] in declared
                assert series["where"]["measure"] in terms("measure")
            assert set(company.get("about", ())) <= providers


def test_figures_of_the_record_alone() -> None:
    with pytest.raises(TypeError):
        both_sides_table(pl.DataFrame({"company": ["x"]}))
