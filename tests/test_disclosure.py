"""The disclosure matrix: figures prove, silence is never a zero, and companies without a report are rows too."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from analysis import disclosure
from analysis.disclosure import DISCLOSURE, disclosure_table
from analysis.disclosure.rules import companies, elements, newest_score, rdr_scores, rules
from analysis.schema import DOCUMENTS
from analysis.statements.register import load_companies
from analysis.vocabulary import FILES, terms
from spiders.publisher import load_publisher, names
from tests.frames import frame, half, row

GOOGLE = {"publisher": "google", "report": "user-data-requests", "table": "user_data_requests"}
REMOVALS = {"publisher": "google", "report": "government-removals", "table": "removals", "kind": "content_removal"}
APPLE = {"publisher": "apple", "report": "transparency-report", "table": "account_requests", "subject": "account"}
ACCOUNTS = {"measure": "accounts_specified", "unit": "accounts"}


def copies(*told: dict[str, Any]) -> pl.DataFrame:
    """The ledger of the copies that rows are from, one a publisher and report."""
    seen = {(one["publisher"], one["report"]): one for one in told}
    rows = [
        {
            **dict.fromkeys(DOCUMENTS.names()),
            **{name: one[name] for name in ("publisher", "report", "captured", "captured_basis", "snapshot")},
            "outcome": "read",
        }
        for one in seen.values()
    ]
    return pl.DataFrame(rows, schema=DOCUMENTS)


def matrix(*told: dict[str, Any]) -> pl.DataFrame:
    return disclosure_table(frame(told), copies(*told))


def cell(table: pl.DataFrame, company: str, element: str) -> dict[str, Any]:
    return table.row(by_predicate=(pl.col("company") == company) & (pl.col("element") == element), named=True)


def by_country(**told: Any) -> list[dict[str, Any]]:
    return [row(5, **{**GOOGLE, **half(2020, 2), **told}, jurisdiction=code) for code in ("DE", "FR")]


def test_requests_by_country_are_disclosed_with_the_figure_that_proves_it() -> None:
    told = cell(matrix(*by_country(locator="row 7 column 3", snapshot="abc")), "google", "P11a.1")
    assert (told["status"], told["basis"], told["stopped"]) == ("disclosed", "figure", False)
    assert (told["locator"], told["snapshot"], told["printed"]) == ("row 7 column 3", "abc", "5")
    assert told["cell_id"] and (told["first_day"], told["last_day"]) == (date(2020, 7, 1), date(2020, 12, 31))


def test_removals_by_country_speak_of_the_other_indicator_only() -> None:
    table = matrix(*by_country(**REMOVALS))
    assert cell(table, "google", "F6.1")["status"] == "disclosed"
    assert cell(table, "google", "P11a.1")["status"] == "not_collected"


def test_one_country_or_the_world_is_no_list_of_countries() -> None:
    one = matrix(row(3, **GOOGLE, jurisdiction="DE"))
    assert cell(one, "google", "P11a.1")["status"] == "partly"
    world = matrix(row(3, **GOOGLE, jurisdiction="001"))
    assert cell(world, "google", "P11a.1")["status"] == "not_disclosed"


def test_counts_of_accounts_are_disclosed_and_without_them_they_are_not() -> None:
    requests, accounts = row(9, **APPLE, jurisdiction="DE"), row(12, **APPLE, **ACCOUNTS, jurisdiction="DE")
    assert cell(matrix(requests, accounts), "apple", "P11a.3")["status"] == "disclosed"
    removed = cell(matrix(requests), "apple", "P11a.3")
    assert (removed["status"], removed["basis"], removed["cell_id"]) == ("not_disclosed", "read_without", None)


def test_a_unit_that_is_not_asked_for_counts_in_part() -> None:
    devices = row(4, **APPLE, measure="devices_specified", unit="devices")
    assert cell(matrix(devices), "apple", "P11a.3")["status"] == "partly"


@pytest.mark.parametrize("status", ["blank", "not_reported", "suppressed"])
def test_a_silent_cell_proves_nothing_and_a_printed_zero_does(status: str) -> None:
    requests = row(9, **APPLE)
    silent = cell(matrix(requests, row(None, **APPLE, **ACCOUNTS, status=status)), "apple", "P11a.3")
    assert (silent["status"], silent["printed"]) == ("not_disclosed", None)
    zero = cell(matrix(requests, row(0, **APPLE, **ACCOUNTS)), "apple", "P11a.3")
    assert (zero["status"], zero["printed"]) == ("disclosed", "0")


def test_a_figure_withheld_by_law_shows_only_that_something_is() -> None:
    told = matrix(row(9, **GOOGLE), row(None, **GOOGLE, **ACCOUNTS, status="withheld_by_law"))
    assert cell(told, "google", "P11a.8")["status"] == "partly"
    assert cell(matrix(row(9, **GOOGLE)), "google", "P11a.8")["status"] == "not_collected"  # a list of types is prose


def test_absence_is_read_only_from_whole_documents() -> None:
    retyped = row(9, **APPLE, exactness="no: retyped")
    told = cell(matrix(retyped), "apple", "P11a.3")
    assert (told["status"], told["basis"]) == ("not_collected", "declared")


def test_processes_of_one_of_several_countries_are_told_in_part() -> None:
    split = [row(3, **GOOGLE, jurisdiction="US", process=code) for code in ("subpoena", "search_warrant")]
    only = matrix(*split)
    assert cell(only, "google", "P11a.5")["status"] == "disclosed"
    beside = matrix(*split, row(3, **GOOGLE, jurisdiction="DE"))
    assert cell(beside, "google", "P11a.5")["status"] == "partly"
    assert cell(beside, "google", "P11a.6")["status"] == "disclosed"


def test_requests_of_private_parties_are_no_demands_of_governments() -> None:
    private = {**by_country()[0], "publisher": "x", "report": "information-requests"}
    told = [
        {**private, "table": "non_government_information_requests", "jurisdiction": code, "process": "non_government"}
        for code in ("DE", "FR")
    ]
    assert cell(matrix(*told), "x", "P11a.1")["status"] == "not_collected"


def test_what_private_parties_mostly_ask_proves_in_part() -> None:
    told = {"publisher": "wikimedia", "report": "transparency-report", "table": "user_data_requests"}
    assert cell(matrix(*by_country(**told, requester="all")), "wikimedia", "P11a.1")["status"] == "partly"
    assert cell(matrix(*by_country(**told, requester="government")), "wikimedia", "P11a.1")["status"] == "disclosed"


def test_subjects_are_reasons_and_not_the_ground_of_removal() -> None:
    def reasons(*codes: str) -> str:
        told = matrix(*(row(2, **REMOVALS, jurisdiction="DE", reason=code) for code in codes))
        return str(cell(told, "google", "F6.4")["status"])

    assert reasons("defamation", "hate_speech") == "disclosed"
    assert reasons("local_law", "platform_policy") == "not_disclosed"


def test_late_is_an_upper_bound_and_only_of_a_sure_date() -> None:
    copy = {"captured": date(2021, 1, 10)}
    sure = cell(matrix(*by_country(**copy)), "google", "P11a.1")
    assert (sure["days_late"], sure["days_late_are"]) == (10, "at_most")
    printed = cell(matrix(*by_country(**copy, published=date(2021, 1, 5))), "google", "P11a.1")
    assert (printed["days_late"], printed["days_late_are"]) == (5, "exact")
    unsure = cell(matrix(*by_country(**copy, captured_basis="approximate")), "google", "P11a.1")
    assert (unsure["days_late"], unsure["days_late_are"]) == (None, None)


def test_a_series_that_a_newer_copy_could_tell_has_stopped() -> None:
    after = rules()["stopped_after"]
    going = cell(matrix(*by_country(captured=date(2022, 6, 1))), "google", "P11a.1")
    assert (going["stopped"], going["known"]) == (False, "no copy since 2022-06-01")
    gone = cell(matrix(*by_country(captured=date(2021 + after, 1, 1))), "google", "P11a.1")
    assert (gone["status"], gone["stopped"], gone["days_late"]) == ("partly", True, None)
    assert gone["known"].startswith("no figure after 2020-12-31")


def test_a_late_copy_of_one_period_says_nothing_about_later_ones() -> None:
    told = {"publisher": "kakao", "report": "transparency-report", "table": "requests", "captured": date(2026, 6, 30)}
    assert load_publisher("kakao").table("requests").scope == "period"
    assert cell(matrix(*by_country(**told)), "kakao", "P11a.1")["stopped"] is False


def test_yearly_is_told_from_periods_without_a_gap() -> None:
    def yearly(*halves: tuple[int, int]) -> str:
        rows = [row(3, **{**GOOGLE, **half(*one)}, captured=date(2021, 1, 1)) for one in halves]
        return str(cell(matrix(*rows), "google", "P11a.9")["status"])

    assert yearly((2019, 1), (2019, 2), (2020, 2)) == "disclosed"
    assert yearly((2017, 1), (2020, 1), (2020, 2)) == "partly"
    assert yearly((2020, 2)) == "not_collected"  # half a year is no year


def test_the_medium_of_a_report_says_whether_there_is_a_file() -> None:
    assert cell(matrix(*by_country()), "google", "P11a.10")["status"] == "disclosed"
    pdf = {"publisher": "lets-encrypt", "report": "legal-transparency", "table": "legal_requests"}
    assert cell(matrix(*by_country(**pdf)), "lets-encrypt", "P11a.10")["status"] == "not_disclosed"


def test_companies_without_a_report_are_rows() -> None:
    dsa = {"publisher": "aliexpress", "report": "dsa-transparency-report", "table": "orders", "kind": "dsa"}
    order = row(4, **dsa, measure="orders_received", unit="orders", process="order_to_inform")
    table = matrix(order, *by_country())
    assert table.schema == DISCLOSURE
    assert len(table) == len(companies()) * len(elements())
    for company in ("alibaba", "tencent", "wechat", "samsung"):
        told = table.filter(pl.col("company") == company)
        assert told.select("status", "basis", "rdr_score").unique().rows() == [("not_disclosed", "index", 0)]
        assert told["printed"].null_count() == len(elements())
    beside = cell(table, "alibaba", "F6.1")["beside"]
    assert "AliExpress: Digital Services Act, 2020-01-01 to 2020-06-30" in beside
    assert any("Alibaba Cloud" in one for one in beside) and any("statements" in one for one in beside)
    assert cell(table, "baidu", "P11a.1")["status"] == "not_disclosed"
    for company, element in (("alipay", "F6.1"), ("bytedance", "P11a.1"), ("baidu", "F6.1"), ("temu", "F6.1")):
        assert (cell(table, company, element)["status"], cell(table, company, element)["basis"])[0] == "not_collected"


def test_a_report_that_was_never_read_is_not_collected_whatever_the_index_found() -> None:
    told = cell(matrix(*by_country()), "amazon", "F6.1")
    score = newest_score(next(one for one in companies() if one.identifier == "amazon"), "F6")
    assert score is not None and score.score == 0  # of 2020, of a report that the record has not read
    assert (told["status"], told["basis"], told["rdr_score"]) == ("not_collected", "declared", 0)


def test_every_company_of_the_articles_and_every_publisher_has_one_row() -> None:
    rows = {one.identifier for one in companies()}
    assert {"alibaba", "alipay", "tencent", "wechat", "apple", "amazon", "baidu", "samsung", "bytedance"} <= rows
    assert {one.identifier for one in load_companies()} <= rows
    taken = [publisher for one in companies() for publisher in one.publishers]
    assert sorted(taken) == [name for name in names() if load_publisher(name).evidence == "report"]
    assert all(one.why for one in companies())


def test_the_rules_speak_the_vocabulary() -> None:
    columns = {"measures": "measure", "units": "unit", "processes": "process", "requesters": "requester"}
    for element in elements():
        assert element.question and element.rule
        assert element.proofs or element.media or element.yearly or element.absent == "not_collected"
        for proof in element.proofs:
            for name, column in columns.items():
                assert set(getattr(proof, name)) <= set(terms(column)), element.code
            if proof.split in FILES:
                assert set(proof.without) <= set(terms(proof.split)), element.code
    assert all(set(one["kinds"]) <= set(terms("kind")) for one in rules()["indicators"].values())
    assert [one.code for one in elements()] == [f"{name}.{n}" for name in ("F6", "P11a") for n in range(1, 11)]


def test_scores_have_a_source_and_stand_once() -> None:
    keys = [(one.company, one.year, one.indicator) for one in rdr_scores()]
    assert len(set(keys)) == len(keys)
    assert all(one.source.startswith("Ranking Digital Rights") and one.year in (2020, 2022) for one in rdr_scores())
    assert {one.index for one in companies() if one.index} >= {one.company for one in rdr_scores()}


def test_nothing_collected_is_never_a_zero() -> None:
    told = disclosure_table(frame([]), copies())
    assert set(told["status"].unique()) == {"not_disclosed", "not_collected"}
    assert set(told["basis"].unique()) == {"index", "declared", "nothing"}
    assert told.select("printed", "cell_id", "first_day", "days_late").null_count().row(0) == (len(told),) * 4


def test_a_company_that_prints_no_demands_at_all_is_not_said_to_hide_them() -> None:
    rows = [{"publisher": "snap", "kind": "content_removal", "measure": "requests_received", "upper": 0.0}]
    owners = {"snap": "snap", "google": "google"}
    assert disclosure._none_received(pl.DataFrame(rows), owners, ["content_removal"]) == {"snap"}
    more = [*rows, {**rows[0], "upper": 3.0}]
    assert disclosure._none_received(pl.DataFrame(more), owners, ["content_removal"]) == set()
    silent = [{**rows[0], "upper": None}]
    schema = {"publisher": pl.String, "kind": pl.String, "measure": pl.String, "upper": pl.Float64}
    assert disclosure._none_received(pl.DataFrame(silent, schema=schema), owners, ["content_removal"]) == set()
