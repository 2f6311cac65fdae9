"""Printed words to codes: every code is one that somebody judged, and what is not known holds the document back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest

from analysis.crosswalk import Crosswalk, load_crosswalk
from analysis.normalise import HeldBack, Normalised, normalise
from analysis.schema import OBSERVATIONS
from spiders.observation import Observation, Period, Value
from spiders.publisher import names
from spiders.reading import Reading, _columns

H1 = Period(date(2020, 1, 1), date(2020, 6, 30))
CAPTURE = {
    "report": "figures",
    "captured": date(2021, 1, 1),
    "captured_basis": "exact",
    "published": None,
    "recorded": "2021-01-02T00:00:00Z",
    "sequence": 7,
    "snapshot": "ab" * 32,
    "exactness": "byte-exact",
    "document_url": "https://alpha.example/figures.csv",
    "origin": "archive",
    "evidence": "report",
}
WHO = "alpha figures (figures.csv, sha256 abababababab)"
WORDS: dict[tuple[str, str], Mapping[str, Mapping[str, str]]] = {
    ("requests", "measure"): {
        "Requests": {"measure": "requests_received"},
        "Rate": {"measure": "disclosure_rate"},
        "Devices": {"measure": "requests_received", "subject": "device"},
        "MIN | MAX": {"measure": "requests_received"},
    },
    ("requests", "process"): {
        "All": {"process": "all"},
        "Subpoenas": {"process": "subpoena"},
        "Preserved": {"process": "preservation", "kind": "preservation"},
    },
    ("requests", "subject"): {"Account": {"subject": "account"}},
    ("all_tables", "process"): {"Warrants": {"process": "search_warrant"}, "All": {"process": "legal_process_other"}},
    ("requests", "format"): {"Video": {"format": "video"}, "": {}},
}
CONSTANTS = {
    "requests": {"kind": "user_data", "jurisdiction": "001", "jurisdiction_role": "requester"},
    "bare": {"kind": "user_data", "jurisdiction": "001"},
}
WORLD = {"kind": "user_data", "jurisdiction": "001"}
CROSSWALK = Crosswalk(
    "alpha", {"requests": {**WORLD, "jurisdiction_role": "requester"}, "bare": {"kind": "user_data"}}, WORDS
)


def observed(
    words: Mapping[str, str], value: float | None = 3, heading: str = "Requests", row: int = 2, **more: Any
) -> Observation:
    told = Value(value, value, "blank" if value is None else "exact")
    printed = "" if value is None else f"{value:g}"
    kept = {"table": "requests", "printed": printed, "sheet": 0, "columns": (4,), "period": H1, **more}
    return Observation(heading=heading, value=told, words=words, row=row, **kept)


def reading(*observations: Observation, sheets: list[dict[str, str]] | None = None) -> Reading:
    described = sheets or [{"name": "", "kind": "", "sha256": "cd" * 32}]
    return Reading("alpha", "figures", "figures.csv", "ab" * 32, "0" * 12, described, {}, _columns(list(observations)))


def made(*observations: Observation, sheets: list[dict[str, str]] | None = None) -> Normalised:
    return normalise(reading(*observations, sheets=sheets), CROSSWALK, CAPTURE)


def one(*observations: Observation, sheets: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return made(*observations, sheets=sheets).frame.row(0, named=True)


def held(*observations: Observation, crosswalk: Crosswalk = CROSSWALK) -> str:
    with pytest.raises(HeldBack) as caught:
        normalise(reading(*observations), crosswalk, CAPTURE)
    return str(caught.value)


def test_a_figure_gets_its_codes_and_keeps_the_publisher_s_words() -> None:
    found = made(observed({"jurisdiction": "C\u00f4te d\u2019Ivoire", "process": "Subpoenas"}, 1234, printed="1,234"))
    assert dict(found.frame.schema) == dict(OBSERVATIONS)
    told = found.frame.row(0, named=True)
    assert {
        name: told[name] for name in ("kind", "measure", "unit", "jurisdiction", "jurisdiction_role", "process")
    } == {
        "kind": "user_data",
        "measure": "requests_received",
        "unit": "requests",
        "jurisdiction": "CI",
        "jurisdiction_role": "requester",
        "process": "subpoena",
    }
    assert (told["printed"], told["printed_measure"], told["printed_jurisdiction"]) == (
        "1,234",
        "Requests",
        "C\u00f4te d\u2019Ivoire",
    )
    assert (told["lower"], told["upper"], told["status"], told["dims"], told["total_over"]) == (
        1234.0,
        1234.0,
        "exact",
        [],
        [],
    )
    assert {name: told[name] for name in CAPTURE} == CAPTURE
    assert told["service"] is told["reason"] is None


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Namibia", "NA"), ("Kosovo", "XK"), ("Hong Kong", "HK"), ("Macao", "MO"), ("Taiwan", "TW"),
        ("Türkiye", "TR"), ("Turkey", "TR"), ("Czechia", "CZ"), ("Eswatini", "SZ"), ("Swaziland", "SZ"),
        ("Interpol", "org:interpol"), ("Norway", "NO"), ("Niger", "NE"), ("Co\u0302te d'Ivoire", "CI"),
    ],
)  # fmt: skip
def test_countries_need_no_crosswalk(label: str, code: str) -> None:
    told = one(observed({"jurisdiction": label, "process": "All"}))
    assert (told["jurisdiction"], told["printed_jurisdiction"]) == (code, label)


def test_a_word_of_the_table_goes_before_one_of_all_tables() -> None:
    assert one(observed({"process": "All"}))["process"] == "all"
    assert one(observed({"process": "Warrants"}))["process"] == "search_warrant"


def test_a_word_may_set_several_columns_and_goes_before_a_constant() -> None:
    told = one(observed({"process": "Preserved"}))
    assert (told["process"], told["kind"]) == ("preservation", "preservation")


def test_further_dimensions_are_sorted_pairs_and_left_out_where_they_do_not_apply() -> None:
    frame = made(observed({"format": "Video"}), observed({"format": ""}, row=3)).frame
    assert frame["dims"].to_list() == [["format=video"], []]


@pytest.mark.parametrize("word", ["Supboenas", "subpoenas", "Subpoenas ", "", "NULL"])
def test_an_unknown_word_names_publisher_document_row_and_column(word: str) -> None:
    assert held(observed({"process": "All"}), observed({"process": word}, row=9, columns=(5,))) == (
        f"{WHO}: row 9 column 5: unknown process {word!r}: expected a word of crosswalks/alpha.toml, table requests"
    )


@pytest.mark.parametrize("label", ["Gemany", "Korea", "\u200fIsrael", "namibia", ""])
def test_an_unknown_country_is_never_guessed(label: str) -> None:
    assert f"unknown jurisdiction {label!r}" in held(observed({"jurisdiction": label}))


def test_further_unknown_words_are_told_with_the_first() -> None:
    rows = [observed({"process": word}, row=at) for at, word in enumerate(["x", "y", "x", "z"], 2)]
    assert "row 2 column 4: unknown process 'x' (and 2 more: 'y', 'z'): expected" in held(*rows)


def test_an_unknown_heading_or_table_holds_the_document_back() -> None:
    assert "unknown measure 'Demands'" in held(observed({}, heading="Demands"))
    assert held(observed({}, table="new")) == f"{WHO}: crosswalks/alpha.toml has no section for table 'new'"
    assert "unknown measure 'Requests'" in held(observed({}, table="bare"))


@pytest.mark.parametrize("column", ["kind", "measure", "jurisdiction"])
def test_a_row_that_nothing_gives_a_code_it_needs_holds_the_document_back(column: str) -> None:
    words = {**WORDS, ("requests", "measure"): {"Requests": {"unit": "requests"}}} if column == "measure" else WORDS
    constants = {name: code for name, code in WORLD.items() if name != column}
    message = held(observed({}), crosswalk=Crosswalk("alpha", {"requests": constants}, words))
    assert message.startswith(f"{WHO}: row 2 column 4: nothing gives its {column}: expected ")


def test_words_that_contradict_each_other_hold_the_document_back() -> None:
    agree = observed({"subject": "Account"}, heading="Requests")
    clash = observed({"subject": "Account"}, heading="Devices", row=5)
    assert one(agree)["subject"] == "account"
    assert held(agree, clash) == f"{WHO}: row 5 column 4: two words of the row give subject different codes"


def test_two_values_in_one_cell_hold_the_document_back() -> None:
    twice = [observed({"process": "All"}, 3), observed({"process": "All"}, 4, row=8)]
    assert held(*twice) == (
        f"{WHO}: two values for one cell of table requests (requests_received, 001, 2020-01-01): "
        "row 2 column 4 prints '3' and row 8 column 4 prints '4'; 1 such cells"
    )
    assert "two values for one cell of table" in held(observed({}, None), observed({}, 0, row=8))


def test_a_cell_printed_twice_at_one_value_is_one_row_and_noted() -> None:
    found = made(observed({"process": "All"}), observed({"process": "All"}, row=8), observed({"process": "Warrants"}))
    assert found.frame["locator"].to_list() == ["row 2 column 4", "row 2 column 4"]
    assert found.repeated == ["row 8 column 4"]


def test_a_cell_is_its_codes_and_no_printed_word() -> None:
    same = one(observed({"jurisdiction": "Turkey", "process": "All"}, 3))
    other = one(observed({"jurisdiction": "Türkiye", "process": "All"}, 99, row=50))
    assert same["cell_id"] == other["cell_id"]
    ids = {
        one(observed(words, period=period, heading=heading))["cell_id"]
        for words in ({}, {"process": "All"}, {"jurisdiction": "Namibia"}, {"format": "Video"})
        for period in (H1, Period(H1.start, date(2020, 12, 31)))
        for heading in ("Requests", "Rate")
    }
    assert len(ids) == 16


@pytest.mark.parametrize(
    ("sheet", "columns", "locator"),
    [
        ({"name": "", "kind": ""}, (5,), "row 12 column 5"),
        ({"name": "a/b.csv", "kind": "member"}, (5,), 'member "a/b.csv" row 12 column 5'),
        ({"name": 'the "new" one.csv', "kind": "member"}, (5,), 'member "the ""new"" one.csv" row 12 column 5'),
        ({"name": "{} ü", "kind": "member"}, (2, 3), 'member "{} ü" row 12 column 2 and column 3'),
        ({"name": 'Criminal "A"', "kind": "sheet"}, (28,), 'sheet "Criminal ""A""" row 12 column AB'),
        ({"name": "S", "kind": "sheet"}, (1, 702), 'sheet "S" row 12 column A and column ZZ'),
    ],
)
def test_locators(sheet: dict[str, str], columns: tuple[int, ...], locator: str) -> None:
    heading = "MIN | MAX" if len(columns) == 2 else "Requests"
    sheets = [{"name": "other", "kind": sheet["kind"], "sha256": "00"}, {**sheet, "sha256": "ef" * 32}]
    told = one(observed({}, row=12, columns=columns, sheet=1, heading=heading), sheets=sheets)
    assert (told["locator"], told["member_sha256"]) == (locator, "ef" * 32)


def test_totals_are_marked() -> None:
    frame = made(observed({"process": "All"}), observed({"process": "Subpoenas"}, row=3)).frame
    assert frame["total_over"].to_list() == [["process"], []]


def test_several_tables_of_a_document_have_their_own_dimensions() -> None:
    crosswalk = Crosswalk("alpha", {**CROSSWALK.constants, "other": {"kind": "preservation", "jurisdiction": "001"}}, {
        **WORDS, ("other", "measure"): {"Kept": {"measure": "accounts_preserved"}},
    })  # fmt: skip
    rows = [observed({"process": "Warrants"}), observed({"reason": "x"}, table="other", heading="Kept", row=3)]
    with pytest.raises(HeldBack, match="unknown reason 'x'"):
        normalise(reading(*rows), crosswalk, CAPTURE)
    words = {**crosswalk.words, ("other", "reason"): {"x": {"reason": "other"}}}
    frame = normalise(reading(*rows), Crosswalk("alpha", crosswalk.constants, words), CAPTURE).frame
    assert frame.select("table", "process", "reason", "unit").rows() == [
        ("requests", "search_warrant", None, "requests"),
        ("other", None, "other", "accounts"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[t]\nkind = "no_such_kind"\n', "no_such_kind"),
        ('[t.process]\n"All" = "every"\n', "every"),
        ('[t.format]\n"Video" = "no_such_format"\n', "no_such_format"),
        ('[t.about]\n"Some sites" = "group:no_such"\n', "group:no_such"),
    ],
)
def test_a_crosswalk_with_a_code_that_no_vocabulary_has_is_refused(text: str, message: str, invented: Any) -> None:
    (invented / "analysis/crosswalks/alpha.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=message) as caught:
        load_crosswalk("alpha")
    assert "crosswalks/alpha.toml" in str(caught.value)


def test_no_publisher_s_crosswalk_is_refused() -> None:
    for name in names():
        assert load_crosswalk(name).constants


def test_the_frame_is_in_the_order_of_the_document() -> None:
    words = ["Warrants", "All", "Subpoenas"]
    frame = made(*(observed({"process": word}, at, row=at) for at, word in enumerate(words, 2))).frame
    assert frame["locator"].to_list() == [f"row {at} column 4" for at in (2, 3, 4)]
    assert frame.filter(pl.col("process") == "all")["lower"].to_list() == [3]


@pytest.mark.parametrize("column", ["kind", "jurisdiction"])
def test_a_row_that_nothing_gives_a_kind_or_jurisdiction_holds_the_document_back(column: str) -> None:
    constants = {key: code for key, code in CONSTANTS["requests"].items() if key != column}
    with pytest.raises(HeldBack, match=rf"row 2 column 4: nothing gives its {column}: .*crosswalks/alpha.toml, table"):
        normalise(reading(observed({})), Crosswalk("alpha", {"requests": constants}, WORDS), CAPTURE)
