"""Plainview against the studies: each rule alone, what is made of figures and rows, and the result on the baseline."""

import csv
import shutil
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import store, studies
from analysis.jurisdictions import code_of
from analysis.schema import CURRENT, OBSERVATIONS
from analysis.studies import STUDIES, causes, check_studies, report, shortcomings, studies_table, whole_rows
from analysis.studies.causes import CAUSES
from analysis.studies.declarations import FOLDER, Figure, Study, load_series, load_studies
from analysis.studies.figures import Judged, changed_cells, judge
from analysis.studies.rows import Table, half, read_rows, sum_of
from spiders.errors import PlainviewError
from tests.corpus import CHECKOUT, need_corpus
from tests.frames import row

BY_NAME = {study.identifier: study for study in load_studies()}
SILK = BY_NAME["silk"]

# --- each rule alone: from our bounds to the study's value ---

RULES: Mapping[str, list[tuple[Any, Any]]] = {
    "midpoint": [
        (causes.midpoint((77274, 78274)), 77774),
        (causes.midpoint((11000, 12000)), 11500),
        (causes.midpoint((7, 7)), 7),
    ],
    "below_ten": [
        (causes.below_ten((1, 1)), 5.5),
        (causes.below_ten((0, 9)), 5.5),
        (causes.below_ten((9, 9)), 5.5),
        (causes.below_ten((10, 10)), None),
        (causes.below_ten((9, 10)), None),
        (causes.below_ten((-1, 3)), None),
    ],
    # Verizon, 2013, United States: 321,545 in the year.
    "halved": [(causes.halved((321545, 321545)), 160772.5), (causes.halved((0, 499)), None)],
    "earlier_band": [
        (causes.earlier_band((1000, 2000), (927, 1176)), 1500),
        (causes.earlier_band((2000, 3000), (2330, 2579)), 2500),
        (causes.earlier_band((1000, 2000), (927, 927)), None),
        (causes.earlier_band((1000, 2000), (2001, 2001)), None),
    ],
    "other_country": [
        (causes.other_country(["CL", "DE"], ["CN", "DE"]), ("CL", "CN")),
        (causes.other_country(["DE"], ["DE"]), None),
        (causes.other_country(["CL", "DE"], ["DE"]), None),
        (causes.other_country(["CL", "PE", "DE"], ["CN", "DE"]), None),
        (causes.other_country([], []), None),
    ],
    "restated": [
        (causes.restated(7, [(6, 6), (7, 7)]), True),
        (causes.restated(7, [(6, 8)]), False),
        (causes.restated(7, []), False),
    ],
    "share_of_counts": [
        (list(causes.percents((27626 / 35083,) * 2)), [79]),
        (list(causes.percents((0.125, 0.125))), [12, 13]),
        (list(causes.percents((0.0, 0.0))), [0]),
        # As printed: 54 % is 0.535 to 0.545.
        (list(causes.percents((0.535, 0.545))), [54]),
        (list(causes.percents((0.0, 0.005))), [0]),
        (list(causes.percents((0.995, 1.0))), [100]),
    ],
    "weighted_share": [
        (causes.weighted([(0.5, 0.5), (1.0, 1.0)], [1, 3]), (0.875, 0.875)),
        (causes.weighted([(0.25, 0.5), (0.75, 1.0)], [2, 2]), (0.5, 0.75)),
        (causes.weighted([(0.5, 0.5)], [0]), None),
        (causes.weighted([], []), None),
        (list(causes.percents((0.821, 0.832))), [82, 83]),
    ],
    # Apple, 2017: accounts in account requests, and emergency requests.
    "units_mixed": [(causes.exact(causes.added((54622, 54622), (558, 558))), 55180)],
    "private_requests_added": [(causes.exact(causes.added((85533, 85533), (273, 273))), 85806)],
    "completed": [
        (causes.exact(causes.added((58676, 58676), (66539, 66539))), 125215),
        (causes.added((0, 249), (1, 1)), (1, 250)),
        (causes.exact((0, 249)), None),
    ],
    "rounded": [(causes.rounded(100 * 18 / 2918, 1), 0.6), (causes.rounded(2.5), 3), (causes.rounded(0.05, 1), 0.1)],
}


@pytest.mark.parametrize("cause", RULES)
def test_a_rule_gives_the_study_s_value_from_our_bounds(cause: str) -> None:
    assert [given for given, _ in RULES[cause]] == [wanted for _, wanted in RULES[cause]]


def test_every_cause_is_tested_alone() -> None:
    # Leaving out bodies that are no country is a choice of rows: see the test of single figures.
    assert {*RULES, "bodies_left_out"} == set(CAUSES)


# --- what is declared ---


def test_every_study_says_who_where_and_on_what_terms() -> None:
    assert sorted(BY_NAME) == ["grimm", "silk", "surfshark-accounts", "surfshark-removals"]
    for study in load_studies():
        assert study.title and study.author and study.claims and study.licence
        assert study.address.startswith("https://") and study.year >= 2009
        assert study.figures


def test_the_table_of_rows_names_its_author_and_its_licence() -> None:
    head = (FOLDER / "silk.csv").read_text(encoding="utf-8").split("provider,", 1)[0]
    assert "Alice Corona" in head and "https://creativecommons.org/licenses/by-sa/4.0/" in head and "Left out" in head
    assert SILK.licence == "CC BY-SA 4.0"


def test_every_row_names_a_known_country_once_in_a_period() -> None:
    rows = read_rows(SILK)
    assert len(rows) == 948
    assert len({row["provider"] for row in rows}) == 19
    assert {row["country"] for row in rows if code_of(row["country"]) is None} == set(SILK.rows["names"])
    assert len({(row["provider"], row["period"], row["country"]) for row in rows}) == 948
    assert {half(row["period"])[0].month for row in rows} == {1, 7}


def test_the_rows_are_the_study_s_own() -> None:
    path = need_corpus().parent / "truth/independent/silk-2009-2013.csv"
    if not path.is_file():
        pytest.skip(f"no truth/independent/silk-2009-2013.csv beside {need_corpus()}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        theirs = [
            (
                told["Service Provider"],
                f"{told['Year']}-H{told['Period'].split('(')[1][0]}",
                told["Country"],
                *(
                    told[name].replace(",", "")
                    for name in (
                        "User Data Requests",
                        "Users/Accounts Specified",
                        "Percentage of Requests where some data was disclosed (content or non content)",
                    )
                ),
            )
            for told in csv.DictReader(file)
        ]
    assert [tuple(ours.values()) for ours in read_rows(SILK)] == theirs


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ('series = "meta-accounts"', 'series = "meta-acounts"', "facebook-accounts-2013: names what is not declared"),
        ('cause = "midpoint"', 'cause = "middle"', "facebook-accounts-2013: names what is not declared: middle"),
        ('key = "microsoft-accounts-2013"', 'key = "facebook-accounts-2013"', "facebook-accounts-2013: stands twice"),
        ("value = 77774", "valeu = 77774", "facebook-accounts-2013: .*valeu"),
        ("claims =", "claim =", "the study: .*claim"),
    ],
)
def test_a_declaration_that_is_not_whole_is_named(tmp_path: Path, before: str, after: str, message: str) -> None:
    for name in ("series.toml", "silk.toml"):
        shutil.copy(FOLDER / name, tmp_path)
    path = tmp_path / "silk.toml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ValueError, match=f"studies/silk.toml: {message}"):
        load_studies(tmp_path)


# --- single figures ---

ACCOUNTS = {
    "publisher": "google",
    "table": "user_data_requests",
    "measure": "accounts_specified",
    "unit": "accounts",
    "jurisdiction": "FR",
}
YEAR = {"first": date(2020, 1, 1), "last": date(2020, 12, 31)}
FIRST, SECOND = ({"period_start": half(name)[0], "period_end": half(name)[1]} for name in ("2020-H1", "2020-H2"))
WHOLE_YEAR = {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)}
EMERGENCIES = {**ACCOUNTS, "publisher": "apple", "table": "emergency_requests", "process": "emergency"}
EMERGENCIES |= {"measure": "requests_received", "unit": "requests"}


def current(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Rows as the current view."""
    return pl.DataFrame([{**dict.fromkeys(CURRENT.names()), "flags": [], **each} for each in rows], schema=CURRENT)


def keep(root: Path, *editions: list[dict[str, Any]]) -> Path:
    """A data folder whose observations are these editions and whose current view is the last of them."""
    for number, rows in enumerate(editions):
        told = [{**each, "sequence": number, "snapshot": f"copy {number}"} for each in rows]
        frame = pl.DataFrame(told, schema=OBSERVATIONS)
        for (publisher,), part in frame.group_by(["publisher"]):
            store.write(root / store.FOLDER / str(publisher) / f"{number}.parquet", part)
    store.write(root / "current.parquet", current(*editions[-1]))
    return root


def said(root: Path, *editions: list[dict[str, Any]], **told: Any) -> Judged:
    """What is said to a figure of Google's accounts of 2020."""
    keep(root, *editions)
    frame = store.read(root, "current")
    figure = Figure(**{"key": "a", "what": "A", "unit": "accounts", "series": "google-accounts", **YEAR, **told})

    def cells(name: str) -> pl.DataFrame:
        series = load_series()[name]
        return frame.filter(pl.col("publisher") == series.publisher, pl.col("table") == series.table)

    return judge(figure, root, cells, lambda wanted: {"2020-H1": 7.0}.get(wanted["period"]))


def test_a_figure_is_reproduced_to_the_unit_or_not_at_all(tmp_path: Path) -> None:
    rows = [row(3, **ACCOUNTS, **FIRST), row(4, **ACCOUNTS, **SECOND)]
    assert said(tmp_path, rows, value=7) == Judged("reproduced", (7, 7))
    assert said(tmp_path, rows, value=8) == Judged("differs", (7, 7))
    assert said(tmp_path, rows, value=8, open="not known") == Judged("differs", (7, 7), note="not known")


def test_half_a_year_is_not_the_year_and_nothing_is_no_figure(tmp_path: Path) -> None:
    only = "only 2020-07-01 to 2020-12-31 is collected"
    assert said(tmp_path, [row(4, **ACCOUNTS, **SECOND)], value=4) == Judged("not_covered", (4, 4), note=only)
    assert said(tmp_path, [row(None, **ACCOUNTS, **SECOND)], value=0) == Judged("not_covered")
    assert said(tmp_path, [row(1, **{**ACCOUNTS, "table": "other"})], value=1) == Judged("not_covered")


def test_a_year_beside_its_halves_is_not_counted_twice(tmp_path: Path) -> None:
    rows = [row(3, **ACCOUNTS, **FIRST), row(4, **ACCOUNTS, **SECOND), row(7, **ACCOUNTS, **WHOLE_YEAR)]
    assert said(tmp_path, rows, value=14).verdict == "not_covered"


def test_a_band_keeps_its_bounds_whatever_the_study_makes_of_it(tmp_path: Path) -> None:
    band = {**row(0, **ACCOUNTS, **FIRST), "lower": 20.0, "upper": 30.0, "status": "band"}
    rows = [band, row(4, **ACCOUNTS, **SECOND)]
    assert said(tmp_path, rows, value=29, cause="midpoint") == Judged("explained", (24, 34), "midpoint")
    assert said(tmp_path, rows, value=29) == Judged("differs", (24, 34))
    assert said(tmp_path, rows, value=30, cause="midpoint") == Judged("differs", (24, 34))


def test_a_body_that_is_no_country_may_have_been_left_out(tmp_path: Path) -> None:
    rows = [row(3, **ACCOUNTS, **FIRST), row(4, **ACCOUNTS, **SECOND)]
    rows.append(row(1, **{**ACCOUNTS, "jurisdiction": "org:un"}, **FIRST))
    assert said(tmp_path, rows, value=7, cause="bodies_left_out") == Judged("explained", (8, 8), "bodies_left_out")
    assert said(tmp_path, rows, value=6, cause="bodies_left_out").verdict == "differs"


def test_units_that_were_mixed_are_told_apart(tmp_path: Path) -> None:
    rows = [row(3, **ACCOUNTS, **FIRST), row(4, **ACCOUNTS, **SECOND)]
    more = [row(10, **EMERGENCIES, **FIRST), row(20, **EMERGENCIES, **SECOND)]
    mixed = {"cause": "units_mixed", "add": ({"series": "apple-emergency-requests"},)}
    assert said(tmp_path, rows + more, value=37, **mixed) == Judged("explained", (7, 7), "units_mixed", "7 and 30")
    later = {**mixed, "add": ({"series": "apple-emergency-requests", "from": date(2020, 7, 1)},)}
    assert said(tmp_path, rows + more, value=27, **later) == Judged("explained", (7, 7), "units_mixed", "7 and 20")
    assert said(tmp_path, rows, value=37, **mixed).verdict == "differs"


def test_what_is_not_collected_may_be_another_study_s(tmp_path: Path) -> None:
    rows = [row(4, **ACCOUNTS, **SECOND)]
    completed = {"cause": "completed", "rows": {"period": "2020-H1"}}
    judged = said(tmp_path, rows, value=11, **completed)
    assert (judged.verdict, judged.ours, judged.cause) == ("explained", (4, 4), "completed")
    assert said(tmp_path, rows, value=11, cause="completed", rows={"period": "2019-H1"}).verdict == "not_covered"
    assert said(tmp_path, rows, value=12, **completed).verdict == "not_covered"


def test_another_edition_may_have_told_it(tmp_path: Path) -> None:
    old = [row(3, **ACCOUNTS, **FIRST), row(2, **ACCOUNTS, **SECOND)]
    new = [row(3, **ACCOUNTS, **FIRST), row(4, **ACCOUNTS, **SECOND)]
    assert said(tmp_path, old, new, value=5) == Judged("explained", (7, 7), "restated")
    assert said(tmp_path, old, new, value=6).verdict == "differs"
    # One that tells half the year only tells no figure of the year.
    assert said(tmp_path / "half", old[:1], new, value=3).verdict == "differs"


def test_a_cause_that_is_none_of_a_single_figure_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a: 'below_ten' is no cause of a single figure"):
        said(tmp_path, [row(4, **ACCOUNTS, **SECOND)], value=5.5, cause="below_ten")


def test_cells_that_changed_are_those_that_both_files_tell() -> None:
    def told(*rows: tuple[str, float | None, str]) -> pl.DataFrame:
        cells = [{"cell_id": cell, "lower": value, "upper": value, "status": status} for cell, value, status in rows]
        return pl.DataFrame(
            cells, schema={name: OBSERVATIONS[name] for name in ("cell_id", "lower", "upper", "status")}
        )

    before = told(("same", 1, "exact"), ("more", 1, "exact"), ("silent", 1, "exact"), ("gone", 1, "exact"))
    after = told(("same", 1, "exact"), ("more", 2, "exact"), ("silent", None, "blank"), ("new", 1, "exact"))
    assert changed_cells(before, after) == 2


# --- rows ---

REQUESTS = {**ACCOUNTS, "measure": "requests_received", "unit": "requests"}
RATE = {**ACCOUNTS, "measure": "disclosure_rate", "unit": "ratio"}
SERIES = {"requests": "google-requests", "accounts": "google-accounts", "rate": "google-disclosure-rate"}


def rows_said(
    root: Path, table: list[str], *editions: list[dict[str, Any]], causes_: tuple[str, ...] = (), **told: Any
) -> list[tuple[str, str, str]]:
    """Country, column and what is said of each cell of a table of a provider's first half of 2020."""
    keep(root, *editions)
    frame = store.read(root, "current")
    head = "provider,period,country,requests,accounts,percentage"
    (root / "table.csv").write_text("\n".join(["# who and on what terms", head, *table, ""]), encoding="utf-8")
    declared = {"file": "table.csv", "at_least": 0.99, "providers": {"Company": {**SERIES, "causes": causes_}}, **told}
    study = Study("s", "S", "A", 2021, "https://example.com", "none", "some", (), root, declared)

    def cells(name: str) -> pl.DataFrame:
        where = load_series()[name].where
        return frame.filter(pl.col("measure") == where["measure"], pl.col("kind") == where["kind"])

    return [
        (each["country"], column, f"{judged.verdict} {judged.cause}".rstrip())
        for each, _, column, judged in Table(study, root, cells).judge()
    ]


def country(code: str, requests: float, accounts: float, **told: Any) -> list[dict[str, Any]]:
    """One country's requests and accounts."""
    where = {"jurisdiction": code, **FIRST, **told}
    return [row(requests, **{**REQUESTS, **where}), row(accounts, **{**ACCOUNTS, **where})]


def test_a_cell_is_reproduced_explained_or_left_open(tmp_path: Path) -> None:
    table = ["Company,2020-H1,France,5,5.5,", "Company,2020-H1,Germany,20,21,", "Company,2020-H2,Germany,20,21,"]
    ours = [*country("FR", 5, 8), *country("DE", 20, 22)]
    assert rows_said(tmp_path, table, ours, causes_=("below_ten",)) == [
        ("France", "requests", "reproduced"),
        ("France", "accounts", "explained below_ten"),
        ("France", "percentage", "no_figure"),
        ("Germany", "requests", "reproduced"),
        ("Germany", "accounts", "differs"),
        ("Germany", "percentage", "no_figure"),
        ("Germany", "requests", "not_covered"),
        ("Germany", "accounts", "not_covered"),
        ("Germany", "percentage", "no_figure"),
    ]
    # Only who says that he writes 5.5 for fewer than ten is taken to have done so.
    assert rows_said(tmp_path, table[:1], ours)[1] == ("France", "accounts", "differs")


def test_a_provider_without_documents_is_not_covered(tmp_path: Path) -> None:
    assert {verdict for _, _, verdict in rows_said(tmp_path, ["Other,2020-H1,France,5,5,5"], country("FR", 5, 5))} == {
        "not_covered"
    }


def test_a_year_s_figure_is_halved_where_the_study_says_so(tmp_path: Path) -> None:
    ours = country("FR", 5, 8, **WHOLE_YEAR)
    table = ["Company,2020-H1,France,2.5,4,", "Company,2020-H2,France,5,4,"]
    assert [verdict for *_, verdict in rows_said(tmp_path, table, ours, causes_=("halved",))] == [
        *("explained halved", "explained halved", "no_figure"),
        *("differs", "explained halved", "no_figure"),
    ]
    assert [verdict for *_, verdict in rows_said(tmp_path, table[:1], ours)][:2] == ["differs", "differs"]


def test_a_row_under_another_country_s_name_has_to_agree(tmp_path: Path) -> None:
    ours = [*country("FR", 5, 8), *country("CN", 6, 7)]
    right = ["Company,2020-H1,France,5,8,", "Company,2020-H1,Chile,6,7,"]
    assert rows_said(tmp_path, right, ours)[3:5] == [
        ("Chile", "requests", "explained other_country"),
        ("Chile", "accounts", "explained other_country"),
    ]
    assert rows_said(tmp_path, ["Company,2020-H1,France,5,8,", "Company,2020-H1,Chile,6,9,"], ours)[4][2] == "differs"
    both = [*right, "Company,2020-H1,Peru,1,1,"]
    assert [verdict for *_, verdict in rows_said(tmp_path, both, ours)][3:5] == ["differs", "differs"]


def test_an_earlier_band_is_cited_and_has_to_hold_ours(tmp_path: Path) -> None:
    cited = {"provider": "Company", "period": "2020-H1", "country": "France", "column": "requests"}
    band = {**cited, "lower": 1000, "upper": 2000, "beside": ["apple-national-security-requests"], "source": "a page"}
    secret = {**row(0, **{**REQUESTS, "kind": "national_security"}, **FIRST), "upper": 249.0, "status": "band"}
    table = ["Company,2020-H1,France,1500,8,"]
    ours = country("FR", 927, 8)
    assert rows_said(tmp_path, table, [*ours, secret], band=[band])[0][2] == "explained earlier_band"
    assert rows_said(tmp_path, table, ours, band=[band])[0][2] == "differs"


def test_another_edition_of_a_cell_may_have_told_it(tmp_path: Path) -> None:
    table = ["Company,2020-H1,France,4,8,"]
    assert rows_said(tmp_path, table, country("FR", 4, 8), country("FR", 5, 8))[0][2] == "explained restated"
    assert rows_said(tmp_path / "b", table, country("FR", 6, 8), country("FR", 5, 8))[0][2] == "differs"


def test_shares_are_held_to_the_percent(tmp_path: Path) -> None:
    def rate(low: float, high: float, **told: Any) -> dict[str, Any]:
        return {**row(low, **{**RATE, **FIRST, **told}), "upper": high, "status": "rounded"}

    whole = [*country("FR", 4, 8), rate(0.535, 0.545)]
    assert rows_said(tmp_path, ["Company,2020-H1,France,4,8,54"], whole)[2][2] == "reproduced"
    assert rows_said(tmp_path, ["Company,2020-H1,France,4,8,55"], whole)[2][2] == "differs"
    parts = [
        *country("FR", 3, 8, process="subpoena"),
        *country("FR", 1, 2, process="search_warrant"),
        rate(0.995, 1.0, process="subpoena"),
        rate(0.0, 0.005, process="search_warrant"),
    ]
    assert rows_said(tmp_path, ["Company,2020-H1,France,4,10,75"], parts) == [
        ("France", "requests", "reproduced"),
        ("France", "accounts", "reproduced"),
        ("France", "percentage", "explained weighted_share"),
    ]
    assert rows_said(tmp_path, ["Company,2020-H1,France,4,10,50"], parts)[2][2] == "differs"


def test_an_unknown_country_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"studies/table.csv: 'Atlantis' is no known country"):
        rows_said(tmp_path, ["Company,2020-H1,Atlantis,4,8,"], country("FR", 4, 8))


def test_the_sum_of_a_study_s_rows() -> None:
    wanted = {"provider": "Microsoft", "period": "2013-H1", "column": "accounts"}
    assert sum_of(SILK, wanted) == 66539
    assert sum_of(SILK, {**wanted, "period": "2014-H1"}) is None


# --- the whole ---


def test_a_row_is_as_good_as_the_worse_of_its_counts() -> None:
    told = dict.fromkeys(STUDIES.names()) | {"study": "silk", "provider": "Company", "period_start": date(2013, 1, 1)}
    verdicts = {
        "a": ("reproduced", "explained", "differs"),
        "b": ("explained", "differs", "reproduced"),
        "c": ("reproduced", "no_figure", "no_figure"),
    }
    cells = [
        {**told, "figure": name, "column": column, "verdict": verdict}
        for name, each in verdicts.items()
        for column, verdict in zip(("requests", "accounts", "percentage"), each, strict=True)
    ]
    frame = pl.DataFrame(cells, schema=STUDIES)
    assert whole_rows(frame).select("figure", "verdict").rows() == [
        ("a", "explained"),
        ("b", "differs"),
        ("c", "reproduced"),
    ]
    assert shortcomings(frame) == ["silk: 2 of 3 covered rows are reproduced or explained"]
    assert shortcomings(frame.filter(pl.col("figure") != "b")) == []


def test_a_difference_that_nobody_has_looked_at_is_a_shortcoming() -> None:
    told = dict.fromkeys(STUDIES.names()) | {"study": "silk", "figure": "x", "verdict": "differs"}
    assert shortcomings(pl.DataFrame([told], schema=STUDIES)) == ["silk: x: differs"]
    assert shortcomings(pl.DataFrame([{**told, "note": "looked at"}], schema=STUDIES)) == []


def test_nothing_built_is_said_and_nothing_held_is_not_covered(tmp_path: Path) -> None:
    with pytest.raises(PlainviewError, match="run `plainview build` first"):
        studies_table(tmp_path)
    table = studies_table(keep(tmp_path, [row(1)]))
    assert set(table["verdict"]) == {"not_covered", "no_figure"}
    assert shortcomings(table) == []
    assert "a collected document covers 0 of them" in report(table)


# --- on the baseline ---


@pytest.fixture(scope="module")
def table(baseline_built: Path) -> pl.DataFrame:
    return studies_table(baseline_built)


def test_the_figures_of_the_studies_are_reproduced_or_explained(table: pl.DataFrame) -> None:
    single = table.filter(pl.col("column").is_null())
    found = {
        (study, figure): (theirs, lower, upper, verdict, cause)
        for study, figure, theirs, lower, upper, verdict, cause in single.select(
            "study", "figure", "theirs", "lower", "upper", "verdict", "cause"
        ).rows()
    }
    accounts = {
        "Google, accounts, 2013": (85148, 85148, 85148, "reproduced", None),
        "Google, accounts, 2014": (99202, 99202, 99202, "reproduced", None),
        "Google, accounts, 2016": (150787, 150787, 150787, "reproduced", None),
        "Meta, accounts, 2013": (77774, 77274, 78274, "explained", "midpoint"),
        "Microsoft, accounts, 2013": (125215, 58676, 58676, "explained", "completed"),
        "Apple, accounts, 2017": (55180, 54622, 54622, "explained", "units_mixed"),
        "Apple, accounts, 2018": (64045, 63144, 63144, "explained", "units_mixed"),
        "Apple, accounts, 2019": (81758, 80325, 80325, "explained", "units_mixed"),
        "Apple, accounts, 2020": (84604, 82672, 82672, "explained", "units_mixed"),
    }
    assert {name: found["surfshark-accounts", name] for name in accounts} == accounts
    assert found["surfshark-removals", "Google removals, Russia, 2011 to 2020"][3] == "reproduced"
    assert found["silk", "Facebook, accounts, 2013"] == (77774, 77274, 78274, "explained", "midpoint")
    assert found["silk", "Microsoft, accounts, 2013"][3:] == ("explained", "completed")
    changed = [told[1:] for (study, _), told in found.items() if study == "grimm"]
    assert changed[0] == (18, 18, "reproduced", None)
    assert changed[1][2:] == ("explained", "rounded") and round(changed[1][0], 2) == 0.62
    assert shortcomings(table) == []


def test_no_middle_of_a_band_is_held(baseline_built: Path) -> None:
    held = store.observations(baseline_built, "meta").filter(pl.col("lower") == 20500).collect()
    assert held.filter(measure="accounts_specified", jurisdiction="US").is_empty()


def test_the_rows_that_documents_cover_are_reproduced_or_explained(table: pl.DataFrame) -> None:
    rows = whole_rows(table)
    covered = rows.filter(pl.col("verdict") != "not_covered")
    by_provider = dict(covered.group_by("provider").len().rows())
    assert by_provider == {"Google": 276, "Facebook": 151, "Twitter": 103, "Microsoft": 67, "Apple": 31}
    assert len(rows) - len(covered) == 320
    open_ = table.filter(pl.col("verdict") == "differs", pl.col("column").is_not_null())
    assert open_.select("figure", "column", "theirs", "lower").rows() == [
        ("Twitter, Saudi Arabia, 2013-H2", "requests", 100, 110)
    ]
    assert len(covered.filter(pl.col("verdict") != "differs")) >= 0.99 * len(covered)
    shares = table.filter(pl.col("column") == "percentage", pl.col("verdict").is_in(["reproduced", "explained"]))
    assert len(shares) == 585


def test_the_report_says_it_all_within_seconds(baseline_built: Path) -> None:
    start = time.process_time()
    text = check_studies(baseline_built)
    assert time.process_time() - start < 10
    for said_ in (
        "948 rows of 19 service providers; a collected document covers 628 of them.",
        "627 of these (99.84 %)",
        "so are 585 of 585 percentages",
        "Twitter, Saudi Arabia, 2013-H2  requests     100  110",
        "No document collected: Yahoo, LinkedIn",
        "accounts and emergency requests are added up: two units; 54,622 and 558",
    ):
        assert said_ in text


def test_the_result_is_as_the_documentation_says(table: pl.DataFrame) -> None:
    page = (CHECKOUT / "docs/studies.md").read_text(encoding="utf-8")
    single = table.filter(pl.col("column").is_null())
    counted = dict(single.group_by(pl.col("verdict").cast(pl.String)).len().rows())
    assert [counted[name] for name in ("reproduced", "explained", "differs", "not_covered")] == [24, 13, 7, 3]
    assert "24 are reproduced, 13 are explained, 7 are left open" in page
    assert set(table["cause"].drop_nulls()) | {"halved", "restated"} == set(CAUSES)
    assert all(f"`{cause}`" in page for cause in CAUSES)
    assert studies.TITLES["differs"] == "left open"
