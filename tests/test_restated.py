"""The ledger of restatements: on rows made by hand, and on the figures that the baseline holds."""

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import store
from analysis.editions import restatements
from analysis.restated import (
    LEDGER,
    RAISED_FLOORS,
    WHAT,
    announcements,
    bands,
    ledger,
    raised_floors,
)
from spiders.publisher import load_publisher, names
from tests.frames import edition, frame, half, row
from tests.test_editions import numbered

THREE = ("apple", "google", "meta")
NAMIBIA = row(3, jurisdiction="NA", printed_jurisdiction="Namibia", printed_measure="Requests")


def other(figure: dict[str, Any], value: float | None, **told: Any) -> dict[str, Any]:
    silent = {"status": "blank"} if value is None else {}
    return {
        **figure,
        "lower": value,
        "upper": value,
        "printed": "" if value is None else f"{value:g}",
        **silent,
        **told,
    }


def band(low: float, high: float) -> dict[str, Any]:
    return row(None, status="band") | {"lower": low, "upper": high, "printed": f"{low:g}-{high:g}", "status": "band"}


def made(*editions: list[dict[str, Any]]) -> pl.DataFrame:
    scan = frame(chain.from_iterable(editions)).lazy()
    found = ledger([scan], restatements(numbered(*editions)))
    assert found.schema == LEDGER
    return found


def test_a_changed_cell_has_its_road_and_the_size_of_each_step() -> None:
    found = made(edition(1, NAMIBIA), edition(2, other(NAMIBIA, 6)), edition(3, other(NAMIBIA, 6)))
    (cell,) = found.rows(named=True)
    assert [told["printed"] for told in cell["editions"]] == ["3", "6", "6"]
    assert (cell["first_seen"], cell["last_seen"]) == (date(2021, 1, 1), date(2021, 1, 3))
    (step,) = cell["steps"]
    assert (step["captured_before"], step["captured_after"]) == (date(2021, 1, 1), date(2021, 1, 2))
    assert (step["difference_lower"], step["difference_upper"], step["relative_lower"]) == (3, 3, 1)
    assert (cell["what"], cell["changes"], cell["came_back"], cell["announced"]) == ("revised", 1, False, False)


def test_a_band_changes_by_what_its_bounds_allow() -> None:
    found = made(edition(1, band(250, 499)), edition(2, band(1000, 1249)))
    (step,) = found["steps"][0]
    assert (step["difference_lower"], step["difference_upper"]) == (501, 999)
    assert (step["relative_lower"], step["relative_upper"]) == (1000 / 499 - 1, 1249 / 250 - 1)
    (step,) = made(edition(1, band(0, 249)), edition(2, band(250, 499)))["steps"][0]
    assert step["relative_lower"] is step["relative_upper"] is None


@pytest.mark.parametrize(("third", "came_back"), [(3, True), (7, False)])
def test_a_value_that_comes_back_is_told(third: float, came_back: bool) -> None:
    found = made(edition(1, NAMIBIA), edition(2, other(NAMIBIA, None)), edition(3, other(NAMIBIA, third)))
    assert found.select("came_back", "changes", "what").row(0) == (came_back, 2, "presence")


def test_a_raised_floor_is_a_kind_of_its_own() -> None:
    found = made(edition(1, band(0, 499)), edition(2, band(1, 499)), edition(3, band(12, 499)))
    assert found.select("what", "changes", "floors_raised").row(0) == ("floor_raised", 2, 2)


@pytest.mark.parametrize("measure", ["Requests", "Requests received"])
def test_another_word_for_the_same_code_is_no_change_of_the_value(measure: str) -> None:
    turkey = row(3, jurisdiction="TR", printed_jurisdiction="Turkey", printed_measure="Requests")
    again = {**turkey, "printed_jurisdiction": "Türkiye", "printed_measure": measure}
    found = made(edition(1, turkey), edition(2, again))
    assert found.select("what", "changes", "label_changes", "came_back").row(0) == ("label", 0, 1, False)


def test_one_edition_may_print_both_words() -> None:
    before, after = (
        [row(3, **half(year, 1), jurisdiction="TR", printed_jurisdiction=name) for year, name in told]
        for told in ([(2019, "Turkey"), (2020, "Turkey")], [(2019, "Turkey"), (2020, "Türkiye")])
    )
    found = made(edition(1, *before), edition(2, *after))
    assert found.select("period_start", "what").rows() == [(date(2020, 1, 1), "label")]


def test_a_better_reading_is_neither_the_publishers_change_nor_announced_by_it() -> None:
    moved = restatements(numbered(edition(1, NAMIBIA), edition(2, other(NAMIBIA, 6))))
    reread = moved.with_columns(pl.lit("reread").alias("kind"), pl.lit("google").alias("publisher"))
    found = ledger([frame(edition(1, NAMIBIA)).lazy()], reread.with_columns(pl.lit("removals").alias("table")))
    assert found.select("what", "changes", "reread").row(0) == ("reread", 0, 1)
    assert found["steps"][0][0]["announcement"] is None


def of(process: str, value: float, **told: Any) -> dict[str, Any]:
    """A figure of Namibia's requests by one process; a share where that is the unit."""
    return row(value, process=process, printed_jurisdiction="Namibia", printed_measure="Requests", **told)


SHARE = {"measure": "disclosure_rate", "unit": "ratio"}
DIVIDES = [of("police_request", 40)]


def befell(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The ledger's rows by process and measure."""
    found = made(edition(1, *before), edition(2, *after))
    return {(cell["process"], cell["measure"]): cell for cell in found.iter_rows(named=True)}


def test_a_row_that_was_divided_is_told_with_the_cells_that_hold_the_rest() -> None:
    new = [of("police_request", 30), of("judicial_order", 10)]
    told = befell([of("other", 100), of("all", 100)], [of("other", 60), of("all", 100), *new])
    cell = told["other", "requests_received"]
    assert (cell["what"], cell["changes"], cell["divided"], cell["came_back"]) == ("divided", 1, 1, False)
    (step,) = cell["steps"]
    assert (step["kind"], step["difference_lower"], step["difference_upper"]) == ("divided", -40, -40)
    beside = [(one["dimension"], one["code"], one["printed"], one["snapshot"]) for one in step["beside"]]
    assert sorted(beside) == [
        ("process", "judicial_order", "10", "copy 2"),
        ("process", "police_request", "30", "copy 2"),
    ]
    assert {one["cell_id"] for one in step["beside"]} == {one["cell_id"] for one in new}
    assert told["police_request", "requests_received"]["what"] == "presence"


def test_rows_that_were_merged_are_told_with_what_stood_in_those_that_went() -> None:
    told = befell([of("other", 60), *DIVIDES], [of("other", 100)])
    cell = told["other", "requests_received"]
    assert (cell["what"], cell["divided"]) == ("merged", 1)
    (step,) = cell["steps"]
    assert [(one["printed"], one["snapshot"]) for one in step["beside"]] == [("40", "copy 1")]
    assert (step["together_lower"], step["together_upper"]) == (0, 0)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([of("other", 100)], [of("other", 61), *DIVIDES], id="not exactly"),
        pytest.param([of("other", 60)], [of("other", 100), *DIVIDES], id="a rise"),
        pytest.param([of("all", 100)], [of("all", 60), *DIVIDES], id="a total that fell"),
        pytest.param([of("other", 100)], [of("other", 60), of("all", 40)], id="a total that came"),
        pytest.param(
            [of("other", 100), of("judicial_order", 50)],
            [of("other", 60), of("judicial_order", 10), *DIVIDES],
            id="two falls, and one row that came",
        ),
        pytest.param(
            [of("other", 100), of("all", 1, jurisdiction="XK")],
            [of("other", 60), of("other", 40, jurisdiction="XK"), of("all", 1, jurisdiction="XK")],
            id="of another place",
        ),
        pytest.param(
            [of("other", 100), of("all", 1, **half(2020, 2))],
            [of("other", 60), of("police_request", 40, **half(2020, 2)), of("all", 1, **half(2020, 2))],
            id="of another period",
        ),
        pytest.param([of("other", 100)], [of("other", 60), of("police_request", 40, service="x")], id="two dimensions"),
        pytest.param([of("other", 100)], [of("other", 60), of("police_request", 40, unit="orders")], id="another unit"),
    ],
)
def test_what_is_not_made_up_exactly_by_its_own_rows_stays_a_revision(
    before: list[dict[str, Any]], after: list[dict[str, Any]]
) -> None:
    kinds = set(made(edition(1, *before), edition(2, *after))["what"])
    assert "revised" in kinds and not kinds & {"divided", "merged"}


def test_a_fall_that_is_not_made_up_tells_what_came_beside_it_all_the_same() -> None:
    (step,) = befell([of("other", 100)], [of("other", 61), *DIVIDES])["other", "requests_received"]["steps"]
    assert step["kind"] == "revised" and [one["printed"] for one in step["beside"]] == ["40"]
    assert (step["together_lower"], step["together_upper"]) == (1, 1)


@pytest.mark.parametrize(("upper", "what"), [(12.0, "divided"), (11.0, "revised")])
def test_bands_are_divided_where_both_bounds_add_up(upper: float, what: str) -> None:
    def bounds(process: str, low: float, high: float) -> dict[str, Any]:
        return of(process, low) | {"upper": high, "status": "band"}

    told = befell([bounds("other", 10, 20)], [bounds("other", 4, 8), bounds("police_request", 6, upper)])
    assert told["other", "requests_received"]["what"] == what


def test_a_share_is_of_a_divided_row_where_a_count_of_its_row_is() -> None:
    rest = [of("police_request", 40), of("police_request", 0.5, **SHARE)]
    told = befell(
        [of("other", 100), of("other", 0.9, **SHARE), of("judicial_order", 0.3, **SHARE)],
        [of("other", 60), of("other", 0.4, **SHARE), of("judicial_order", 0.2, **SHARE), *rest],
    )
    cell = told["other", "disclosure_rate"]
    assert (cell["what"], cell["divided"]) == ("divided", 1)
    assert [one["printed"] for one in cell["steps"][0]["beside"]] == ["40"]
    assert told["judicial_order", "disclosure_rate"]["what"] == "revised"


def test_a_further_dimension_divides_rows_too() -> None:
    told = made(
        edition(1, of("other", 10, dims=["level=a"])),
        edition(2, of("other", 7, dims=["level=a"]), of("other", 3, dims=["level=b"])),
    )
    (cell,) = told.filter(pl.col("what") == "divided").rows(named=True)
    assert [(one["dimension"], one["code"]) for one in cell["steps"][0]["beside"]] == [("level", "b")]


def test_nothing_restated_is_an_empty_ledger() -> None:
    assert made(edition(1, NAMIBIA), edition(2, NAMIBIA)).is_empty()
    assert ledger([], restatements(numbered(edition(1, NAMIBIA)))).schema == LEDGER


def test_what_is_announced_names_publishers_and_tables_that_there_are() -> None:
    entries = [*chain.from_iterable(announcements().values()), *bands()]
    for entry in entries:
        assert entry["publisher"] in names()
        declared = {name for report in load_publisher(entry["publisher"]).reports.values() for name in report.tables}
        assert set(entry["tables"]) <= declared, entry


@pytest.mark.parametrize("text", ['[[band]]\npublisher = "google"', "[[band]]\ntables = []\nstep = 1"])
def test_an_entry_that_lacks_a_key_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "bands.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="band 1: no "):
        bands(tmp_path / "bands.toml")


@pytest.fixture(scope="module")
def cells(baseline_built: Path) -> pl.DataFrame:
    """The ledger of three publishers' figures."""
    found = ledger(
        (store.observations(baseline_built, name) for name in THREE),
        store.read(baseline_built, "restatements").filter(pl.col("publisher").is_in(THREE)),
    )
    assert set(found["what"].unique()) <= set(WHAT)
    return found


@pytest.fixture
def current(baseline_built: Path) -> pl.DataFrame:
    return store.read(baseline_built, "current").filter(pl.col("publisher").is_in(THREE))


def test_eighteen_published_cells_of_meta_changed_between_two_editions(cells: pl.DataFrame) -> None:
    """As arXiv 2402.14625 counted them for the files of 2022-Q4 and 2023-Q1, captured on these days."""
    standards = cells.filter((pl.col("publisher") == "meta") & (pl.col("table") == "community_standards"))
    steps = standards.select("cell_id", "steps").explode("steps").unnest("steps")
    between = steps.filter(
        (pl.col("captured_before") == date(2023, 2, 28)) & (pl.col("captured_after") == date(2023, 5, 31))
    )
    assert between["kind"].to_list() == ["revised"] * 18
    assert between["cell_id"].n_unique() == 18


def test_googles_row_of_russias_communications_authority_was_divided(cells: pl.DataFrame) -> None:
    """243,544 items of 2022-H1 became 41,845 and 201,699, of a row for one law; the sums of 2021-H2 differ by 21."""
    items = cells.filter(
        (pl.col("table") == "removals")
        & (pl.col("jurisdiction") == "RU")
        & (pl.col("requester") == "communications_authority")
        & (pl.col("measure") == "items_specified")
    )
    what = dict(items.select("period_start", "what").iter_rows())
    assert what[date(2022, 1, 1)] == "divided" and what[date(2021, 7, 1)] == "revised"
    step = items.filter(pl.col("period_start") == date(2022, 1, 1))["steps"][0][-1]
    assert (step["difference_lower"], [one["printed"] for one in step["beside"]]) == (-201_699, ["201699"])
    apart = cells.filter(pl.col("what").is_in(["divided", "merged"]))
    assert set(apart["publisher"]) == {"google"}
    counts = apart.filter(pl.col("unit") != "ratio")
    assert len(counts) and set(counts["jurisdiction"]) == {"IE", "RU"}


def test_the_road_of_a_figure_of_meta(cells: pl.DataFrame) -> None:
    nudity = cells.filter(
        (pl.col("service") == "facebook")
        & (pl.col("reason") == "adult_nudity_sexual_activity")
        & (pl.col("measure") == "content_actioned")
        & (pl.col("period_start") == date(2020, 7, 1))
    )
    (cell,) = nudity.rows(named=True)
    road = [told["printed"] for told in cell["editions"]]
    assert road == ["36,600,000", *["36,700,000"] * 3, "22,400,000", *["36,700,000"] * 5]
    assert (cell["what"], cell["changes"], cell["came_back"]) == ("revised", 3, True)
    sizes = [step["difference_lower"] for step in cell["steps"]]
    assert sizes == [100_000, -14_300_000, 14_300_000]


def test_labels_that_meta_and_google_print_otherwise_are_not_counted_as_changes(cells: pl.DataFrame) -> None:
    fake = cells.filter((pl.col("publisher") == "meta") & (pl.col("what") == "label"))
    assert len(fake) > 0
    assert fake["changes"].sum() == 0
    turkey = cells.filter((pl.col("publisher") == "google") & (pl.col("jurisdiction") == "TR"))
    words = turkey.filter(pl.col("what") == "label")
    assert len(words) > 1000
    assert words["changes"].sum() == 0
    for cell in turkey.filter(pl.col("what") == "revised").iter_rows(named=True):
        assert len({(told["lower"], told["upper"]) for told in cell["editions"]}) > 1


def test_apples_combined_band_is_a_cell_apart_from_the_bands_since(current: pl.DataFrame) -> None:
    bands_of = current.filter(
        (pl.col("publisher") == "apple")
        & (pl.col("table") == "us_national_security_requests")
        & (pl.col("measure") == "requests_received")
    )
    combined = bands_of.filter(pl.col("process") == "national_security_combined")
    of_2017 = combined.filter(pl.col("period_start") == date(2017, 1, 1))
    assert of_2017.select("lower", "upper", "method").rows() == [(13_255, 13_499, "national_security_combined")]
    letters = bands_of.filter(pl.col("process") == "nsl")
    assert letters["period_start"].min() == date(2018, 1, 1)
    assert combined["period_start"].max() == date(2017, 7, 1)
    assert letters["method"].unique().to_list() == ["national_security_split"]


def test_odd_floors_are_known_as_raised(current: pl.DataFrame) -> None:
    found = raised_floors(current)
    assert found.schema == RAISED_FLOORS
    letters = found.filter(pl.col("publisher") == "google")
    assert set(letters["process"]) == {"nsl"}
    told = current.filter((pl.col("table") == "nsl") & (pl.col("measure") == "requests_received"))
    assert (len(letters), len(told)) == (18, 30)
    assert letters["raised_by"].to_list() == letters["lower"].to_list()
    assert (letters["legal_floor"] == 0).all()
    apple = found.filter((pl.col("publisher") == "apple") & (pl.col("measure") == "accounts_specified"))
    first = apple.filter(pl.col("process") == "nsl").row(0, named=True)
    assert (first["printed"], first["legal_floor"], first["raised_by"]) == ("1,005 - 1,499", 1000, 5)
    # Every other band of theirs begins where its step begins, so that none is left unexplained.
    security = current.filter((pl.col("kind") == "national_security") & (pl.col("status") == "band"))
    plain = security.join(found, on="cell_id", how="anti")
    steps = pl.when(pl.col("process") == "national_security_combined").then(250).otherwise(500)
    assert plain.filter((pl.col("lower") % steps != 0) | (pl.col("upper") - pl.col("lower") + 1 != steps)).is_empty()
