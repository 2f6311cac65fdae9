"""The rules over what publishers print: what cannot agree, or is out of line, is found; what can agree is not."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from typing import Any

import polars as pl
import pytest

from analysis import checks
from analysis.schema import DOCUMENTS
from analysis.totals import mark_totals
from analysis.words import Told
from spiders.publisher import Publisher, load_publisher, parse_publisher
from tests.frames import frame, half, row

NO_DOCUMENTS = pl.DataFrame(schema=DOCUMENTS)


@pytest.fixture(autouse=True)
def alpha(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "load_publisher", lambda name: with_tables({"requests": "Requests"}, name))


def with_tables(titles: Mapping[str, str], name: str = "alpha") -> Publisher:
    """Alpha, with tables by their titles."""
    shared = {"scope": "period", "adds_up": ["jurisdiction", "process", "size"]}
    tables = {table: {"title": title, **shared} for table, title in titles.items()}
    report: dict[str, Any] = {"title": "Figures", "landing": "https://a.example", "media": "csv"}
    report |= {"verified": "recorded", "obtain": "import", "tables": tables}
    whole = {"name": "Alpha", "homepage": "https://a.example", "cadence": "yearly", "reports": {"figures": report}}
    return parse_publisher(name, deepcopy(whole))


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
    assert finding["sentence"] == (
        "Alpha, “Requests”, 2020-H1, World, requests received: "
        "9,897 is printed as the total; the sum of the 2 rows by country beside it is 9,979"
    )


def test_one_row_is_no_rows() -> None:
    (finding,) = found(world(3), row(2, jurisdiction="NA"))
    assert finding["sentence"].endswith("3 is printed as the total; the sum of the 1 row by country beside it is 2")


@pytest.mark.parametrize(
    ("number", "said"),
    [("1", "1 row"), ("2", "2 rows"), ("0", "0 rows"), ("1,001", "1,001 rows"), ("at least 1", "at least 1 row")],
)
def test_a_word_in_a_sentence_has_the_form_that_its_number_asks_for(number: str, said: str) -> None:
    assert f"{Told(number):row|rows}" == said
    assert f"{Told(number)}" == number


def sentence_of(*rows: dict[str, Any]) -> str:
    """What is said of the one figure of ``rows`` that stands there twice running."""
    (finding,) = by_rule("repeated_figure", *rows)
    return str(finding["sentence"])


def twice(**told: Any) -> list[dict[str, Any]]:
    return [row(500, **half(2020, at), **told) for at in (1, 2)]


def test_a_sentence_names_what_tells_a_figure_from_others_of_its_table_and_no_more() -> None:
    end = "requests received: 500 is printed, as for 2020-H1. It may be chance, or one may be a copy of the other"
    assert sentence_of(*twice(kind="preservation")) == f"Alpha, “Requests”, 2020-H2, Namibia, {end}"
    other = row(9, kind="user_data", jurisdiction="XK")
    told = sentence_of(*twice(kind="preservation", process="search_warrant"), other)
    assert told == f"Alpha, “Requests”, 2020-H2, Namibia, preservation, search warrant, {end}"
    told = sentence_of(*twice(service="instagram", dims=["action=disabled", "extent=all"], requester="other"))
    assert told == f"Alpha, “Requests”, 2020-H2, Instagram, Namibia, other requester, disabled, {end}"


def test_a_service_named_like_its_publisher_is_said_where_there_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "load_publisher", load_publisher)
    kakao = {"publisher": "kakao", "service": "kakao"}

    def told(*rows: dict[str, Any]) -> str:
        (finding,) = by_rule("repeated_figure", *twice(**kakao), *rows, publishers=("kakao",))
        return str(finding["sentence"])

    other = row(9, publisher="kakao", service="daum", jurisdiction="XK")
    assert ("2020-H2, Namibia," in told(), "2020-H2, Kakao, Namibia," in told(other)) == (True, True)


def test_a_long_title_ends_at_its_colon_where_no_other_begins_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    titles = {"requests": "Requests: by country; since 2019", "more": "Removals"}
    monkeypatch.setattr(checks, "load_publisher", lambda name: with_tables(titles))
    assert "“Requests”, 2020-H2" in sentence_of(*twice())
    titles["more"] = "Requests: by court"
    assert "“Requests: by country; since 2019”, 2020-H2" in sentence_of(*twice())


def test_a_measure_that_is_its_table_s_title_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "load_publisher", lambda name: with_tables({"requests": "Requests received"}))
    assert sentence_of(*twice()).startswith("Alpha, “Requests received”, 2020-H2, Namibia: 500 is printed")


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
    assert finding["sentence"].endswith("is at least 100")


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
    assert finding["sentence"] == "Alpha, f.pdf, page 2: 3 and 4 are not 8"
    held = documents.with_columns(pl.lit("held").cast(DOCUMENTS["outcome"]).alias("outcome"))
    assert found(documents=held) == []


# --- rules over one publisher's figures ---


def by_rule(rule: str, *rows: dict[str, Any], publishers: tuple[str, ...] = ("alpha",)) -> list[dict[str, Any]]:
    told = frame(rows)
    marked = mark_totals(told.drop("total_over")).select(told.columns)
    made = marked.with_columns(
        pl.lit(None, pl.String).alias("method") if "method" not in marked.columns else pl.col("method"),
        pl.lit([], pl.List(pl.String)).alias("flags"),
    )
    return [each for each in checks.findings(made, NO_DOCUMENTS, publishers).rows(named=True) if each["rule"] == rule]


def flagged(rule: str, *rows: dict[str, Any], method: pl.Expr | None = None, flags: list[str] | None = None) -> int:
    """How often a rule finds anything where the rows have methods or flags."""
    told = frame(rows).with_columns(
        (method if method is not None else pl.lit(None, pl.String)).alias("method"),
        pl.lit(flags or [], pl.List(pl.String)).alias("flags"),
    )
    return len(checks.findings(told, NO_DOCUMENTS, ["alpha"]).filter(pl.col("rule") == rule))


def rate(lower: float, upper: float, **told: Any) -> dict[str, Any]:
    bounds = {"lower": lower, "upper": upper, "status": "rounded", "printed": f"{lower:.0%}"}
    return row(lower, measure="disclosure_rate", unit="ratio", **{**bounds, **told})


def counts(disclosed: float | None, received: float | None, **told: Any) -> list[dict[str, Any]]:
    return [row(disclosed, measure="requests_disclosed", **told), row(received, **told)]


def test_every_rule_says_what_it_means_and_has_a_function() -> None:
    assert set(checks.rules()) == {*checks.CHECKS, "noted_in_document", "two_reports"}
    for rule in checks.rules().values():
        assert rule.title and rule.means and rule.source, rule.code


def test_what_a_rule_tells_is_two_sentences_at_most_and_pages_set_the_last_stop() -> None:
    for rule in checks.rules().values():
        whole = [
            rule.sentence.replace("{said}", pair["said"]) for pair in rule.settings.get("pairs", []) if "said" in pair
        ]
        for sentence in whole or [rule.sentence]:
            assert sentence.count(". ") <= 1 and not sentence.endswith("."), rule.code


def test_a_percentage_that_its_counts_give_within_rounding_is_no_finding() -> None:
    assert by_rule("rate_and_counts", rate(0.535, 0.545), *counts(7, 13)) == []
    (finding,) = by_rule("rate_and_counts", rate(0.545, 0.555), *counts(6, 12))
    assert (finding["parts_lower"], finding["parts_upper"]) == (0.5, 0.5)
    assert finding["difference"] == pytest.approx(0.045)
    said = "is printed, which stands for 54.5 to 55.5 %; the counts beside it, 6 of 12, give 50 %. "
    assert said in finding["sentence"]


def test_a_percentage_is_held_against_the_bounds_of_its_counts_and_only_those_of_its_own_row() -> None:
    below = {"lower": 0.0, "upper": 9.0, "status": "below"}
    assert by_rule("rate_and_counts", rate(0.745, 0.755), *counts(1, 10, **below)) == []
    assert by_rule("rate_and_counts", rate(0.745, 0.755), *counts(None, 10)) == []
    assert by_rule("rate_and_counts", rate(0.745, 0.755), *counts(0, 0)) == []
    assert by_rule("rate_and_counts", rate(0.745, 0.755), *counts(1, 10, snapshot="b")) == []
    assert by_rule("rate_and_counts", rate(0.745, 0.755), *counts(1, 10, jurisdiction="XK")) == []


@pytest.mark.parametrize(
    ("bounds", "numbers", "cut"),
    [
        ((0.64475, 0.64485), (7991, 12392), True),  # 0.6448, of 0.644852
        ((0.595, 0.605), (112, 185), True),
        ((0.0, 0.005), (7, 1000), True),  # 0 %, of 0.7 %: the lower half of its last digit is missing
        ((0.0, 0.005), (10, 1000), False),
        ((0.595, 0.605), (122, 200), False),  # 61 %: the next digit
        ((0.595, 0.605), (1188, 2000), False),  # 59.4 %: too high, which no cutting off makes
        ((0.995, 1.0), (1001, 1000), False),
    ],
)
def test_a_percentage_that_was_cut_off_is_information_and_no_contradiction(
    bounds: tuple[float, float], numbers: tuple[int, int], cut: bool
) -> None:
    given = rate(*bounds), *counts(*numbers)
    kept, other = ("rate_cut_off", "rate_and_counts") if cut else ("rate_and_counts", "rate_cut_off")
    (finding,) = by_rule(kept, *given)
    assert finding["severity"] == ("information" if cut else "contradiction")
    assert by_rule(other, *given) == []


def test_counts_that_are_bands_give_no_share_to_cut_off() -> None:
    band = row(607, measure="requests_disclosed") | {"lower": 606.0, "upper": 609.0, "status": "band"}
    given = rate(0.595, 0.605), band, row(1000)
    assert by_rule("rate_cut_off", *given) == [] and len(by_rule("rate_and_counts", *given)) == 1


def test_how_many_percentages_were_checked_is_told() -> None:
    told = frame([rate(0.535, 0.545), *counts(7, 13), rate(0.5, 0.5, jurisdiction="XK")])
    assert checks.run(told, NO_DOCUMENTS, ["alpha"]).looked_at["rate_and_counts", "alpha"] == 1


def test_more_answered_than_received_is_found_and_as_many_is_not() -> None:
    assert by_rule("more_than_received", *counts(7, 7)) == []
    assert by_rule("more_than_received", *counts(8, 7, status="below", lower=0.0)) == []
    (finding,) = by_rule("more_than_received", *counts(21, 0))
    said = "requests with data disclosed: 21 is printed, and only 0 beside it for requests received. "
    assert said in finding["sentence"]
    assert (finding["lower"], finding["parts_upper"], finding["difference"]) == (21, 0, 21)


def test_a_part_larger_than_its_whole_is_found_where_nobody_says_that_the_parts_add_up() -> None:
    def reason(code: str, value: float | None) -> dict[str, Any]:
        return row(value, kind="content_removal", reason=code)

    assert by_rule("part_over_total", reason("all", 7), reason("fraud", 7), reason("violence", 5)) == []
    assert by_rule("part_over_total", reason("all", None), reason("fraud", 7)) == []
    (finding,) = by_rule("part_over_total", reason("all", 7), reason("fraud", 9))
    assert (finding["lower"], finding["parts_upper"], finding["difference"]) == (9, 7, 2)


def test_a_year_is_held_against_its_halves_and_a_silent_half_leaves_it_open() -> None:
    year = {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)}
    first, second = half(2020, 1), half(2020, 2)
    assert by_rule("halves_and_years", row(5, **year), row(2, **first), row(3, **second)) == []
    (finding,) = by_rule("halves_and_years", row(9, **year), row(2, **first), row(3, **second))
    assert (finding["lower"], finding["parts_lower"], finding["parts"], finding["difference"]) == (9, 5, 2, 4)
    assert by_rule("halves_and_years", row(9, **year), row(2, **first), row(None, **second)) == []
    assert by_rule("halves_and_years", row(9, **year), row(2, **first)) == []
    (open_above,) = by_rule("halves_and_years", row(1, **year), row(2, **first))
    assert open_above["parts_upper"] is None
    fiscal = {"period_start": date(2020, 7, 1), "period_end": date(2021, 6, 30)}
    assert by_rule("halves_and_years", row(9, **fiscal), row(2, **second), row(3, **half(2021, 1))) == []


def band(lower: float, upper: float) -> dict[str, Any]:
    told = {"kind": "national_security", "process": "nsl", "lower": lower, "upper": upper, "status": "band"}
    return row(lower, **{**told, "printed": f"{lower:g} - {upper:g}"})


@pytest.mark.parametrize(
    ("lower", "upper", "rules"),
    [
        (0, 499, []),
        (250, 499, []),
        (2000, 2249, []),
        (1, 499, ["raised_floor"]),
        (22, 499, ["raised_floor"]),
        (10, 700, ["band_width"]),
        (499, 0, ["band_out_of_order", "band_width"]),
    ],
)
def test_bands_of_the_law_and_those_with_a_raised_floor(lower: float, upper: float, rules: list[str]) -> None:
    found = checks.findings(frame([band(lower, upper)]), NO_DOCUMENTS, ["alpha"])
    assert sorted(found["rule"]) == rules


def test_other_bands_are_as_wide_as_their_publisher_likes() -> None:
    wide = row(1, lower=11_000.0, upper=12_000.0, status="band")
    assert len(checks.findings(frame([wide]), NO_DOCUMENTS, ["alpha"])) == 0


def test_the_same_figure_twice_running_is_found_from_a_hundred_on() -> None:
    assert len(by_rule("repeated_figure", row(16234, **half(2020, 1)), row(16234, **half(2020, 2)))) == 1
    assert by_rule("repeated_figure", row(99, **half(2020, 1)), row(99, **half(2020, 2))) == []
    assert by_rule("repeated_figure", row(500, **half(2020, 1)), row(501, **half(2020, 2))) == []
    assert by_rule("repeated_figure", row(500, **half(2020, 1)), row(500, **half(2021, 1))) == []
    silence = row(None, **half(2020, 2))
    assert by_rule("repeated_figure", row(500, **half(2020, 1)), silence, row(500, **half(2021, 1))) == []
    rounded = {"status": "rounded", "lower": 450.0, "upper": 550.0}
    assert by_rule("repeated_figure", row(500, **half(2020, 1)), row(500, **half(2020, 2), **rounded)) == []
    elsewhere = row(500, jurisdiction="XK", **half(2020, 2))
    assert by_rule("repeated_figure", row(500, **half(2020, 1)), elsewhere) == []


def test_a_jump_is_found_both_ways_and_a_peak_once() -> None:
    def series(*values: float) -> list[dict[str, Any]]:
        return [row(value, **half(2020 + at // 2, at % 2 + 1)) for at, value in enumerate(values)]

    assert len(by_rule("sudden_jump", *series(500, 3000))) == 1
    assert len(by_rule("sudden_jump", *series(3000, 500))) == 1
    assert len(by_rule("sudden_jump", *series(500, 3000, 500))) == 1
    assert len(by_rule("sudden_jump", *series(10, 1200, 70000))) == 2
    assert by_rule("sudden_jump", *series(600, 3000)) == []
    assert by_rule("sudden_jump", *series(10, 900)) == []


def test_a_jump_over_an_epoch_is_none_and_a_secondary_table_is_not_asked() -> None:
    jump = [row(500, **half(2020, 1)), row(3000, **half(2020, 2))]
    assert flagged("sudden_jump", *jump) == 1
    other_method = pl.when(pl.col("lower") > 1000).then(pl.lit("new")).otherwise(pl.lit("old"))
    assert flagged("sudden_jump", *jump, method=other_method) == 0
    assert flagged("sudden_jump", *jump, flags=["secondary"]) == 0
    assert flagged("repeated_figure", *(row(500, **half(2020, at)) for at in (1, 2)), flags=["secondary"]) == 0


def named(requests: float | None, accounts: float | None, at: int = 0, **told: Any) -> list[dict[str, Any]]:
    when = half(2013 + at // 2, at % 2 + 1)
    return [
        row(requests, **{**when, **told}),
        row(accounts, measure="accounts_specified", unit="accounts", **{**when, **told}),
    ]


def test_accounts_per_request_are_held_against_the_other_periods() -> None:
    usual = [each for at in range(6) for each in named(1000 + at, 3000 + 100 * at, at)]
    assert by_rule("accounts_per_request", *usual, *named(8480, 30_000, 6)) == []
    (finding,) = by_rule("accounts_per_request", *usual, *named(8480, 343_718, 6))
    assert finding["lower"] == 343_718
    assert finding["parts_lower"] == pytest.approx(8480 * 3.2, rel=0.1)
    assert "343,718 in 8,480 requests, 40.5 each" in finding["sentence"]
    assert finding["rank"] > 20
    # Few requests, small figures and short series say nothing; nor does what is silent.
    assert by_rule("accounts_per_request", *usual, *named(9, 9000, 6)) == []
    assert by_rule("accounts_per_request", *usual, *named(20, 900, 6)) == []
    assert by_rule("accounts_per_request", *usual[:6], *named(8480, 343_718, 6)) == []
    assert by_rule("accounts_per_request", *usual, *named(8480, None, 6)) == []


def test_fewer_accounts_than_requests_where_the_table_mostly_has_more() -> None:
    usual = [each for at in range(6) for each in named(1000, 1500, at)]
    (finding,) = by_rule("fewer_accounts_than_requests", *usual, *named(824, 162, 6))
    assert (finding["upper"], finding["parts_lower"], finding["difference"]) == (162, 824, 662)
    assert finding["severity"] == "information"
    assert by_rule("fewer_accounts_than_requests", *usual, *named(824, 700, 6)) == []
    fewer = [each for at in range(6) for each in named(1000, 400, at)]
    assert by_rule("fewer_accounts_than_requests", *fewer, *named(824, 162, 6)) == []


def test_two_names_that_are_read_as_one_code_in_one_period_of_a_document() -> None:
    one = {"jurisdiction": "GB", "printed_jurisdiction": "UK", "process": "subpoena"}
    other = {"jurisdiction": "GB", "printed_jurisdiction": "GB", "process": "search_warrant"}
    (finding,) = by_rule("two_labels_one_code", row(2, **one), row(3, **other))
    assert "3 is printed under “GB”, and others of the same document and period under “UK”" in finding["sentence"]
    assert "All are read as United Kingdom" in finding["sentence"]
    assert by_rule("two_labels_one_code", row(2, **one), row(3, **other, **half(2021, 1))) == []
    assert by_rule("two_labels_one_code", row(2, **one), row(None, **other)) == []
    assert by_rule("two_labels_one_code", row(2, **one), row(3, **other, snapshot="b")) == []
    world = {**one, "jurisdiction": "001"}, {**other, "jurisdiction": "001"}
    assert by_rule("two_labels_one_code", *(row(2, **each) for each in world)) == []


def outcomes(content: float, other: float, nothing: float, rejected: float, **told: Any) -> list[dict[str, Any]]:
    ends = {"requests_content_disclosed": content, "requests_non_content_disclosed": other}
    ends |= {"no_data_found": nothing, "requests_rejected": rejected}
    shared = {"publisher": "microsoft", "table": "civil_requests", **told}
    return [row(108, **shared), *(row(value, measure=measure, **shared) for measure, value in ends.items())]


def test_outcomes_that_do_not_give_the_requests() -> None:
    asked = ("microsoft",)
    assert by_rule("outcomes_and_requests", *outcomes(1, 2, 10, 95), publishers=asked) == []
    (finding,) = by_rule("outcomes_and_requests", *outcomes(1, 9, 10, 95), publishers=asked)
    assert (finding["lower"], finding["parts_lower"], finding["difference"]) == (108, 115, 7)
    assert by_rule("outcomes_and_requests", *outcomes(1, 9, 10, 95)[:-1], publishers=asked) == []
    assert by_rule("outcomes_and_requests", *outcomes(1, 9, 10, 95, table="other"), publishers=asked) == []


def tips(value: float | None, **told: Any) -> dict[str, Any]:
    return row(value, measure="cybertip_reports", unit="reports", jurisdiction="001", **told)


def test_one_thing_in_two_reports() -> None:
    sent = {"publisher": "microsoft", "table": "cybertips"}
    year = {"period_start": date(2020, 1, 1), "period_end": date(2020, 12, 31)}
    received = {"publisher": "ncmec", "table": "reports_by_esp", "about": "microsoft", **year}
    halves = [tips(32_622, **sent, **half(2020, 1)), tips(63_813, **sent, **half(2020, 2))]
    asked = ("microsoft", "ncmec")
    (finding,) = by_rule("two_reports", *halves, tips(96_776, **received), publishers=asked)
    assert (finding["lower"], finding["parts_lower"], finding["difference"]) == (96_435, 96_776, 341)
    assert finding["publisher"] == "microsoft"
    assert by_rule("two_reports", *halves, tips(96_435, **received), publishers=asked) == []
    # Half of a year bounds the year from below, and no more.
    assert by_rule("two_reports", halves[0], tips(96_776, **received), publishers=asked) == []
    (more,) = by_rule("two_reports", halves[0], tips(9, **received), publishers=asked)
    assert more["upper"] is None
    other = tips(5, **{**received, "about": "linkedin"})
    assert by_rule("two_reports", *halves, other, publishers=asked) == []


def test_what_is_added_over_several_parts_is_not_called_after_one_of_them() -> None:
    year = {"period_start": date(2023, 1, 1), "period_end": date(2023, 12, 31)}
    cases = {"publisher": "github", "table": "abuse_reported", "measure": "cases_reported", **year}
    found_by = [row(at, **cases, dims=[f"detection={who}"]) for at, who in ((39, "automated"), (1, "staff"))]
    received = tips(1, publisher="ncmec", table="reports_by_esp", about="github", **year)
    (finding,) = by_rule("two_reports", *found_by, received, publishers=("github", "ncmec"))
    assert "2023, Namibia, cases reported: 40 by its own count; NCMEC prints 1. " in finding["sentence"]
    (finding,) = by_rule("two_reports", found_by[0], received, publishers=("github", "ncmec"))
    assert "2023, Namibia, automated detection, cases reported: 39 by" in finding["sentence"]


def test_the_highest_rank_comes_first() -> None:
    peak = [row(500, **half(2020, 1)), row(9000, **half(2020, 2)), row(9000, **half(2021, 1))]
    found = checks.findings(frame(peak), NO_DOCUMENTS, ["alpha"])
    assert found["rule"].to_list() == ["sudden_jump", "repeated_figure"]
    assert found["rank"].to_list() == sorted(found["rank"], reverse=True)
    assert found.schema == checks.SCHEMA


def test_a_total_without_the_united_states_is_held_against_the_others() -> None:
    rows = [row(2, jurisdiction="US"), row(3, jurisdiction="NA"), row(4, jurisdiction="XK")]
    assert found(world(9), row(7, jurisdiction="area:outside_us"), *rows) == []
    (finding,) = found(world(9), row(8, jurisdiction="area:outside_us"), *rows)
    assert (finding["lower"], finding["parts_lower"]) == (8, 7)
