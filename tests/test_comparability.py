"""Comparability: what must be refused is refused with a reason, and what can be compared can be compared."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import baseline, editions, store, vocabulary
from analysis.comparability import (
    BESIDE,
    SCHEMA,
    comparability_table,
    compare,
    definitions,
    describe,
    main_series,
    may_share_axis,
    may_sum,
    side_by_side,
)
from analysis.comparability.definitions import (
    COMPARABLE,
    NOT_COMPARABLE,
    WITH_A_NOTE,
    Answer,
    Break,
    breaks_of,
    rules,
    tables_of,
)
from analysis.comparability.epochs import epochs_table, sides
from analysis.comparability.selections import Selection, traits
from analysis.comparability.windows import grain, name, overlapping, spans
from analysis.corrections import apply_corrections, load_corrections
from analysis.crosswalk import load_crosswalk
from analysis.normalise import normalise
from analysis.recipes import Component, half_name, load_questions, series
from analysis.schema import CURRENT
from analysis.show import UnknownWord
from spiders.publisher import load_publisher, names
from tests.test_recipes import row, view

HERE = Path(__file__).parent.parent
WANTED = {
    "apple": {"transparency-report"},
    "google": {"user-data-requests"},
    "meta": {"government-requests"},
    "microsoft": {"law-enforcement-requests"},
    "x": {"information-requests", "removal-requests"},
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with current and restatements, made of a part of the repository's baseline."""
    root = tmp_path_factory.mktemp("comparability")
    current, changes = [], []
    for publisher, reports in WANTED.items():
        path = next(path for path in baseline.files() if path.name == f"{publisher}{baseline.SUFFIX}")
        heads = [head for head in baseline.copies(path) if head["report"] in reports]
        read = baseline.unpack(publisher, {(head["report"], head["name"], head["sha256"]) for head in heads})
        for number, head in enumerate(heads):
            made = normalise(
                read[head["report"], head["name"], head["sha256"]], load_crosswalk(publisher), capture(publisher, head)
            )
            store.write(root / "observations" / publisher / f"{number}.parquet", made.frame)
        declared = [load_publisher(publisher)]
        numbered = editions.number_editions(store.observations(root, publisher), declared)
        corrections = [entry for entry in load_corrections() if entry.publisher == publisher]
        current.append(editions.retotal(apply_corrections(editions.current_view(numbered, declared), corrections)[0]))
        changes.append(editions.restatements(numbered))
    store.write(root / "current.parquet", pl.concat(current))
    store.write(root / "restatements.parquet", pl.concat(changes))
    return root


def capture(publisher: str, head: dict[str, Any]) -> dict[str, Any]:
    """The columns that all observations of a copy share."""
    told = {name: head[name] for name in ("report", "captured_basis", "exactness")}
    told |= {"captured": date.fromisoformat(head["captured"]), "published": None, "recorded": None, "sequence": 0}
    told |= {"snapshot": head["sha256"], "document_url": head["url"], "origin": "baseline"}
    return told | {"evidence": load_publisher(publisher).evidence}


@pytest.fixture(scope="module")
def current(data: Path) -> pl.DataFrame:
    return pl.read_parquet(data / "current.parquet")


def asked(frame: pl.DataFrame, a: Selection | str, b: Selection | str) -> Answer:
    """The answer for two queries or selections; the same the other way round."""
    first, second = (Selection.asked(each, frame) if isinstance(each, str) else each for each in (a, b))
    found = compare(first, second, first.rows(frame), second.rows(frame))
    turned = compare(second, first, second.rows(frame), first.rows(frame))
    assert (found.verdict, sorted(found.codes)) == (turned.verdict, sorted(turned.codes))
    return found


def invented(a: dict[str, Any], b: dict[str, Any]) -> Answer:
    """The answer for a row each of two publishers, Google's user data requests if not said otherwise."""
    one, other = ({"publisher": "google"} | a, {"publisher": "x", "table": "government_information_requests"} | b)
    frame = view(row(**one), row(**other | {"cell_id": "other"}))
    selections = [
        Selection.of(publisher=told["publisher"], table=told.get("table", "user_data_requests"))
        for told in (one, other)
    ]
    rows = [frame.head(1), frame.tail(1)]
    return compare(selections[0], selections[1], rows[0], rows[1])


# --- what charts draw ---


def drawn(frame: pl.DataFrame, a: str, b: str) -> Answer:
    """The answer for two components of a chart of shares."""
    parts = {component.key: component for component in load_questions()["disclosed"].components}
    return asked(frame, *(Selection.drawn(parts[key]) for key in (a, b)))


def test_shares_are_judged_as_shares_whether_percentages_or_counts_are_printed(current: pl.DataFrame) -> None:
    for other in ("apple-disclosed-devices", "meta-disclosed", "x-disclosed"):
        told = drawn(current, "google-disclosed", other)
        assert told.verdict == WITH_A_NOTE
        assert "disclosed_by_own_threshold" in told.codes
    for other in ("apple-disclosed-accounts", "microsoft-disclosed"):
        told = drawn(current, "google-disclosed", other)
        assert told.verdict == NOT_COMPARABLE
        assert [reason.code for reason in told.reasons if reason.severity == "refuse"] == [
            "other_definition_of_disclosed"
        ]


def test_the_share_of_meta_is_made_of_its_counts_since_it_prints_them(current: pl.DataFrame) -> None:
    """As counted by hand in its files: the sums of 2023-H2, and the weighed percentages of 2017-H2 and 2018-H1."""
    (meta,) = (part for part in load_questions()["disclosed"].components if part.key == "meta-disclosed")
    told = {half_name(point.half): point for point in series(current, meta).points}
    assert told["2023-H2"].lower == told["2023-H2"].upper == 233_901 / 301_553
    assert (told["2018-H1"].lower, told["2018-H1"].upper) == pytest.approx((0.734894572, 0.744891682))
    assert (told["2017-H2"].lower, told["2017-H2"].upper) == pytest.approx((0.742744866, 0.752741283))
    ranges = [half for half, point in told.items() if point.lower != point.upper]
    assert (ranges[0], ranges[-1], len(ranges)) == ("2013-H1", "2018-H2", 12)


def test_a_share_is_touched_by_breaks_of_what_it_is_made_of(current: pl.DataFrame) -> None:
    assert "method_break_within" in drawn(current, "microsoft-disclosed", "google-disclosed").codes
    (parts,) = (part for part in load_questions()["disclosed"].components if part.key == "microsoft-disclosed")
    share = Selection.drawn(parts)
    told = traits(share, share.rows(current))
    assert told.one("measure") == "disclosure_rate"
    assert told.printed == set(parts.measures)
    counts = Break("microsoft", (parts.table,), date(2017, 1, 1), "", "", measures=("requests_content_disclosed",))
    assert sides(told, counts) == {False, True}
    assert sides(told, replace(counts, measures=("disclosure_rate",))) == set()


@pytest.mark.parametrize("part", load_questions()["disclosed"].components, ids=lambda part: part.key)
def test_every_share_of_a_recipe_has_a_measure(part: Component) -> None:
    assert rules()["basis"][Selection.drawn(part).share] == "requests"


def test_a_share_that_nobody_has_named_is_told() -> None:
    part = replace(load_questions()["disclosed"].components[0], rate="", part=("requests_acted_on",))
    with pytest.raises(ValueError, match="google-disclosed: no measure"):
        Selection.drawn(part)


# --- the data that judges ---


def test_every_reason_that_the_code_gives_is_a_rule_and_every_rule_is_given() -> None:
    folder = HERE / "analysis/comparability"
    source = "".join((folder / f"{part}.py").read_text() for part in ("pairs", "sums", "epochs"))
    given = set(re.findall(r'"([a-z_]+)"', source))
    given |= {f"{topic}_in_or_out" for topic in rules()["topics"]}
    given |= {f"other_{part}" for part in ("process", "subject", "reason", "requester")}
    given |= {f"{part}_part" for part in ("process", "subject", "reason", "requester", "service")}
    given |= {entry["code"] for entry in rules()["kinds"]}
    assert set(rules()["codes"]) <= given
    assert {topic for topic in rules()["topics"] if f"{topic}_in_or_out" not in rules()["codes"]} == set()


def test_the_guide_tells_every_code_with_its_weight() -> None:
    told = (HERE / "docs/comparability.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (refuse|note) \|", told, re.MULTILINE))
    assert rows == {code: entry["severity"] for code, entry in rules()["codes"].items()}


def test_definitions_speak_of_what_there_is() -> None:
    for one in definitions.definitions():
        assert one.source and one.counts and one.tables, one
        form = one.publisher.removeprefix("form:")
        declared = tables_of(one.publisher) if form == one.publisher else tables_of("aliexpress")
        assert set(one.tables) <= set(declared), one
        assert set(one.main) <= set(vocabulary.terms("measure")), one
        for column, code in {**one.where, **one.part}.items():
            assert code in vocabulary.terms(column), (one, column)


def test_overlaps_and_breaks_speak_of_what_there_is() -> None:
    for entry in definitions.overlaps():
        assert entry.source and entry.relation in ("inside", "outside", "not_said")
        for side in (entry.child, entry.parent):
            assert side["publisher"] in names()
            assert side.get("table", "") in {"", *tables_of(side["publisher"])}
    for publisher in names():
        for change in breaks_of(publisher):
            assert change.source, f"no source for the epoch {change.method} of {publisher} {change.tables}"
            assert set(change.tables) <= set(tables_of(publisher)), change
            assert set(change.measures) <= set(vocabulary.terms("measure")), change
            assert change.kind in ("break", "annotation")
    told, sources = definitions._told_breaks()
    for publisher, table, method in sources:
        assert method in {"*"} | {epoch.method for epoch in load_publisher(publisher).table(table).epochs}
    assert {change.publisher for change in told} <= set(names())


def test_what_rules_lean_on_is_in_the_vocabularies() -> None:
    data = rules()
    measures = {*data["stages"], *data["basis"], *data["disclosed"]["measures"]}
    assert measures <= set(vocabulary.terms("measure"))
    for entry in data["contains"]:
        known: set[str] = (
            {f"{dimension}={code}" for dimension, code in vocabulary.dimensions()}
            if entry["column"] == "dims"
            else set()
            if entry["column"] == "about"
            else set(vocabulary.terms(entry["column"]))
        )
        assert not known or {entry["whole"], *entry["parts"]} <= known, entry
    kinds = {kind for entry in data["kinds"] for kind in entry["pair"]} | {
        k for f in data["families"].values() for k in f
    }
    assert kinds <= set(vocabulary.terms("kind"))
    for asks in (data["private"], data["government"]):
        for column, codes in asks.items():
            assert set(codes) <= set(vocabulary.terms(column))


def test_a_wrong_entry_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for file in definitions.FOLDER.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    entry = '[[google]]\ntables = ["nsl"]\ncounts = "letters"\nsource = "s"\nholds = ["letters"]\n'
    (tmp_path / "definitions.toml").write_text(entry, encoding="utf-8")
    monkeypatch.setattr(definitions, "FOLDER", tmp_path)
    with pytest.raises(ValueError, match=r"definitions.toml: google nsl: no topic \['letters'\]"):
        definitions.definitions.__wrapped__()


# --- pairs that have to be comparable ---


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (
            "google table=user_data_requests user_data requests_received DE 2019-H1",
            "microsoft law_enforcement_requests requests_received DE 2019-H1",
            WITH_A_NOTE,
        ),
        (
            "meta table=government_requests user_data accounts_specified FR",
            "google table=user_data_requests user_data accounts_specified FR",
            WITH_A_NOTE,
        ),
        (
            "google table=user_data_requests user_data requests_received FR 2018-H2",
            "x government_information_requests user_data requests_received FR 2018-H2",
            COMPARABLE,
        ),
        (
            "apple device_requests requests_received DE",
            "google table=user_data_requests user_data requests_received DE",
            WITH_A_NOTE,
        ),
        ("apple device_requests requests_received DE", "apple account_requests requests_received DE", WITH_A_NOTE),
        ("google nsl requests_received", "apple nsl requests_received", WITH_A_NOTE),
        (
            "google table=user_data_requests user_data disclosure_rate FR",
            "meta table=government_requests user_data disclosure_rate FR",
            WITH_A_NOTE,
        ),
        (
            "google table=user_data_requests user_data requests_received FR",
            "google table=user_data_requests user_data requests_received DE",
            COMPARABLE,
        ),
    ],
)
def test_a_pair_that_can_be_compared(current: pl.DataFrame, a: str, b: str, verdict: str) -> None:
    found = asked(current, a, b)
    assert (found.verdict, [told for told in found.reasons if told.severity == "refuse"]) == (verdict, [])


def test_apples_device_requests_are_comparable_with_each_other_over_all_half_years(current: pl.DataFrame) -> None:
    series = "apple device_requests requests_received"
    halves = [f"{year}-H{half}" for year in range(2013, 2023) for half in (1, 2)]
    selections = [Selection.asked(f"{series} {half}", current) for half in halves]
    assert may_share_axis(selections, current) == Answer(COMPARABLE, ())
    assert may_share_axis([Selection.asked(series, current)], current).allowed
    assert may_sum(Selection.asked(series, current), current) == Answer(COMPARABLE, ())


def test_sums_that_are_sound_are_allowed(current: pl.DataFrame) -> None:
    for query in (
        "google table=user_data_requests user_data requests_received 2019-H1",
        "google table=user_data_requests user_data requests_received DE",
        "meta table=government_requests user_data requests_received process=all 2019-H1",
        "x government_information_requests user_data requests_received process=all",
        "google nsl requests_received",
    ):
        assert may_sum(Selection.asked(query, current), current).allowed, query


def test_google_and_microsoft_in_germany_are_shown_side_by_side(data: Path, current: pl.DataFrame) -> None:
    text = describe(data, "google user_data DE 2019-H1", "microsoft user_data DE 2019-H1")
    assert "comparable with a note\n  scope_not_said: Microsoft does not say" in text
    assert text.endswith("period   A Google  B Microsoft\n2019-H1  10,011    3,774")


def test_words_that_leave_the_series_open_mean_the_main_one_or_are_refused(data: Path) -> None:
    text = describe(data, "meta accounts_specified FR 2019-H1", "google accounts_specified FR 2019-H1")
    assert "A  Meta: accounts specified, governments' requests for data of users; France; 2019-H1" in text
    with pytest.raises(UnknownWord, match="table=account_requests; .*table=device_requests"):
        describe(data, "apple user_data DE", "google user_data DE")
    with pytest.raises(UnknownWord, match="'Atlantis'"):
        describe(data, "google Atlantis", "google user_data DE")
    with pytest.raises(UnknownWord, match="this asks for a second publisher"):
        describe(data, "google microsoft user_data", "google user_data DE")


def test_what_is_not_comparable_is_not_shown_side_by_side(data: Path) -> None:
    text = describe(data, "apple devices_specified DE 2019-H1", "google user_data DE 2019-H1")
    assert "not comparable\n  other_unit: Apple counts devices, Google counts requests" in text
    assert "21,368" not in text and "period" not in text


def test_bands_are_shown_by_their_bounds(data: Path) -> None:
    text = describe(data, "google nsl requests_received 2022-H2", "apple nsl requests_received 2022-H2")
    assert text.endswith("2022-H2  500 to 999  2 to 499")


def test_series_of_different_times_are_shown_each_in_its_own(data: Path) -> None:
    text = describe(data, "apple device_requests 2013-H1", "apple device_requests 2022-H2")
    assert text.endswith("period   A Apple  B Apple\n2013-H1  12,442\n2022-H2           28,413")


def test_figures_that_were_restated_are_told_of(data: Path, current: pl.DataFrame) -> None:
    restatements = pl.read_parquet(data / "restatements.parquet")
    query = "google table=user_data_requests user_data requests_received"
    changed = restatements.filter((pl.col("table") == "user_data_requests") & (pl.col("kind") == "revised"))
    here = Selection.asked(f"{query} {changed['jurisdiction'][0]}", current)
    there = Selection.asked("microsoft law_enforcement_requests requests_received FR", current)
    rows, others = here.rows(current), there.rows(current)
    assert "restated" in compare(here, there, rows, others, restatements).codes
    assert "restated" not in compare(here, there, rows, others).codes


# --- pairs that must not be mixed ---

FISCAL: dict[str, Any] = {"period_start": date(2019, 7, 1), "period_end": date(2020, 6, 30)}
QUARTER: dict[str, Any] = {"period_start": date(2020, 1, 1), "period_end": date(2020, 3, 31)}
RATE: dict[str, Any] = {"measure": "disclosure_rate", "unit": "ratio"}
LERR: dict[str, Any] = {"publisher": "microsoft", "table": "law_enforcement_requests"}


@pytest.mark.parametrize(
    ("a", "b", "code", "words"),
    [
        (
            {"measure": "accounts_specified", "unit": "accounts"},
            {},
            "other_unit",
            "Google counts accounts, X (Twitter)",
        ),
        ({"measure": "requests_rejected"}, {}, "other_measure", "requests rejected"),
        (
            {**RATE, "measure": "action_rate"},
            {**RATE, "measure": "items_removed_legal_rate"},
            "other_basis",
            "of items",
        ),
        ({}, {"measure": "requests_processed"}, "other_stage", "when they are processed"),
        ({}, {"measure": "responses_prepared", "unit": "requests"}, "other_stage", "when they are responded to"),
        ({}, {"measure": "requests_acted_on"}, "other_stage", "when they are complied with"),
        ({}, {"jurisdiction_role": "operator"}, "other_role", "where the operator is"),
        ({}, {"jurisdiction_role": "uploader"}, "other_role", "where the content was uploaded"),
        ({}, {"publisher": "proton", "table": "legal_orders"}, "other_country_meaning", "through whose authorities"),
        ({}, {"publisher": "yahoo", "table": "us_data_requests"}, "other_country_meaning", "whose office"),
        ({}, {"kind": "preservation", "process": "preservation"}, "preservation_against_disclosure", "set aside"),
        ({}, {"kind": "national_security"}, "national_security_against_criminal", "in bands and apart"),
        ({"kind": "own_rules"}, {"kind": "content_removal"}, "own_rules_against_demands", "under its own rules"),
        ({"kind": "own_rules"}, {"kind": "dsa"}, "dsa_against_own_rules", "Digital Services Act"),
        ({"kind": "content_removal"}, {"kind": "dsa"}, "dsa_against_requests", "Digital Services Act"),
        ({"kind": "content_removal"}, {"kind": "content_restriction"}, "demands_against_restrictions", "withheld"),
        (
            {"kind": "content_removal"},
            {"kind": "intellectual_property"},
            "private_against_government",
            "private parties",
        ),
        ({"kind": "staff"}, {}, "other_kind", "different kinds"),
        ({}, {"publisher": "wikimedia", "table": "user_data_requests"}, "private_against_government", "mostly"),
        ({}, {"table": "non_government_information_requests"}, "private_against_government", "private parties"),
        (
            {},
            {"publisher": "tiktok", "table": "information_requests", "half": "2022-H1"},
            "preservation_in_or_out",
            "The total of TikTok holds requests to preserve data, that of Google leaves them out",
        ),
        (
            RATE,
            {**LERR, **RATE, "measure": "content_disclosure_rate"},
            "other_definition_of_disclosed",
            "four outcomes",
        ),
        (
            {"measure": "requests_disclosed"},
            {"publisher": "kakao", "table": "requests", "measure": "requests_disclosed"},
            "other_definition_of_disclosed",
            "requests that were processed",
        ),
        ({}, {"evidence": "regulator"}, "report_against_regulator", "never on one axis"),
        ({}, FISCAL, "periods_do_not_align", "years from July to June"),
        (QUARTER, {}, "periods_do_not_align", "Google tells quarters, X (Twitter) tells half-years"),
        (QUARTER, {"half": "2020-H2"}, "periods_of_other_length", "at different times"),
        ({"jurisdiction": "EU"}, {"jurisdiction": "DE"}, "aggregate_against_country", "European Union"),
        ({"jurisdiction": "area:rest_of_world"}, {}, "aggregate_against_country", "several countries together"),
    ],
)
def test_an_attempt_to_mix_is_refused_in_words(a: dict[str, Any], b: dict[str, Any], code: str, words: str) -> None:
    found = invented(a, b)
    assert found.verdict == NOT_COMPARABLE
    (sentence,) = [told.sentence for told in found.reasons if told.code == code]
    assert words in sentence


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ({}, {"publisher": "meta", "table": "government_requests"}, "services_together"),
        ({}, {"publisher": "apple", "table": "device_requests", "subject": "device"}, "subject_part"),
        ({}, {"publisher": "apple", "table": "device_requests", "subject": "device"}, "emergency_in_or_out"),
        ({}, LERR, "scope_not_said"),
        ({}, {"publisher": "linkedin", "table": "member_requests", **RATE, "unit": "requests"}, "other_measure"),
        (RATE, {"publisher": "meta", "table": "government_requests", **RATE}, "disclosed_by_own_threshold"),
        (QUARTER, {**QUARTER, "period_end": date(2020, 6, 30)}, "periods_do_not_align"),
        ({}, {"half": "2021-H1"}, "other_period"),
        ({}, {"jurisdiction": "DE"}, "other_jurisdiction"),
        ({}, {"publisher": "t-mobile-us", "table": "demands"}, "private_in_total"),
        ({}, {"table": "no_such_table"}, "definition_not_recorded"),
        ({"status": "band", "value": (0, 499)}, {}, "bands_bounds_only"),
        ({"status": "band", "value": (0, 499)}, {"status": "band", "value": (0, 249)}, "bands_of_other_width"),
        ({"kind": "own_rules"}, {"kind": "own_rules"}, "own_rules_of_each"),
        (LERR, {"publisher": "linkedin", "table": "member_requests"}, "sister_company_apart"),
        (LERR, {"publisher": "github", "table": "user_data_requests"}, "sister_company_apart"),
        ({"table": "removals"}, {"publisher": "youtube", "table": "orders"}, "overlap_not_said"),
    ],
)
def test_what_has_to_be_said_is_said(a: dict[str, Any], b: dict[str, Any], code: str) -> None:
    assert code in invented(a, b).codes


def test_a_raised_floor_is_no_other_width() -> None:
    letters: dict[str, Any] = {
        "kind": "national_security",
        "process": "nsl",
        "table": "nsl",
        "jurisdiction": "US",
        "status": "band",
    }
    frame = view(row(value=(0, 499), **letters), row("2020-H2", (17, 499), **letters))
    one = Selection.of(table="nsl")
    found = compare(one, one, frame, frame)
    assert "band_floor_raised" in found.codes
    assert "bands_of_other_width" not in found.codes


def test_quarters_are_added_up_to_half_years_and_said_so() -> None:
    second: dict[str, Any] = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
    discord: dict[str, Any] = {"publisher": "discord", "table": "us_requests"}
    frame = view(
        row(value=5, **QUARTER, **discord), row(value=(2, 4), status="band", **second, **discord), row(value=9)
    )
    a, b = Selection.of(publisher="discord"), Selection.of(publisher="google")
    found = compare(a, b, a.rows(frame), b.rows(frame))
    assert "periods_summed" in found.codes and found.allowed
    figures, why = side_by_side(a, b, a.rows(frame), b.rows(frame))
    assert figures.schema == BESIDE and why == []
    assert figures.rows() == [(date(2020, 1, 1), date(2020, 6, 30), 7, 9, "figure", 9, 9, "figure")]


def test_rates_of_quarters_are_not_compared_with_those_of_half_years() -> None:
    second: dict[str, Any] = {"period_start": date(2020, 4, 1), "period_end": date(2020, 6, 30)}
    rates: dict[str, Any] = {"publisher": "meta", "table": "government_requests", **RATE}
    frame = view(row(**rates, **QUARTER), row(**rates, **second), row(**RATE))
    a, b = Selection.of(publisher="meta"), Selection.of(publisher="google")
    found = compare(a, b, a.rows(frame), b.rows(frame))
    assert found.verdict == NOT_COMPARABLE
    assert "cannot be added up over time" in next(
        r.sentence for r in found.reasons if r.code == "rates_of_other_periods"
    )


def test_a_printed_total_is_the_figure_and_its_parts_are_not_added_to_it() -> None:
    meta: dict[str, Any] = {"publisher": "meta", "table": "government_requests"}
    frame = view(
        row(value=10, process="all", total_over=["process"], **meta),
        row(value=7, process="legal_process", **meta),
        row(value=3, process="emergency", **meta),
        row("2020-H2", None, process="all", **meta),
        row("2021-H1", 4, process="legal_process", **meta),
    )
    one = Selection.of(publisher="meta")
    figures, _ = side_by_side(one, one, frame, frame)
    assert figures["lower_a"].to_list() == [10, None, 4]
    assert figures["told_a"].to_list() == ["figure", "not disclosed", "figure"]


def test_two_sides_of_a_break_are_two_series() -> None:
    tiktok: dict[str, Any] = {"publisher": "tiktok", "table": "information_requests"}
    for a, b, code in (
        (row("2021-H2", **tiktok), row("2022-H1", **tiktok), "method_break"),
        (row("2016-H2", **LERR), row("2017-H1", **LERR), "method_break"),
        (
            row("2018-H2", table="removals_historical", kind="content_removal"),
            row("2019-H1", table="removals", kind="content_removal"),
            "method_break",
        ),
    ):
        frame = view(a, b)
        one, other = Selection.of(until=date(2021, 12, 31)), Selection.of()
        found = compare(one, other, frame.head(1), frame.tail(1))
        assert found.verdict == NOT_COMPARABLE and code in found.codes, found
        whole = Selection.of()
        assert "method_break" in may_sum(whole, frame).codes or "more_than_one_table" in may_sum(whole, frame).codes


def test_a_break_of_one_measure_leaves_the_others_alone() -> None:
    shared: dict[str, Any] = {"publisher": "meta", "table": "community_standards", "kind": "own_rules"}
    for measure, broken in (("proactive_rate", True), ("prevalence", False)):
        rows = [row(half, measure=measure, unit="ratio", **shared) for half in ("2022-H1", "2022-H2", "2023-H1")]
        quarters = [
            told | {"period_start": start, "period_end": end}
            for told, start, end in zip(
                rows,
                (date(2022, 4, 1), date(2022, 7, 1), date(2022, 10, 1)),
                (date(2022, 6, 30), date(2022, 9, 30), date(2022, 12, 31)),
                strict=True,
            )
        ]
        frame = view(*quarters)
        whole = Selection.of(publisher="meta")
        assert ("method_break_within" in compare(whole, whole, frame, frame).codes) is broken


def test_detection_is_not_decision() -> None:
    shared: dict[str, Any] = {"kind": "own_rules", "measure": "videos_removed", "unit": "videos"}
    frame = view(
        row(**shared, dims=["detection=automated"]), row(publisher="tiktok", dims=["decision=automated"], **shared)
    )
    one = Selection.of(publisher="google", dims="detection=automated")
    other = Selection.of(publisher="tiktok", dims="decision=automated")
    assert "detection_against_decision" in compare(one, other, one.rows(frame), other.rows(frame)).codes


def test_the_country_that_passes_a_request_on_is_not_the_one_that_asks() -> None:
    diplomatic = row(table="diplomatic_requests", process="mlat", counterparty="US", counterparty_role="assisting")
    frame = view(diplomatic, row(jurisdiction="US"))
    one, other = Selection.of(counterparty="US"), Selection.of(jurisdiction="US")
    found = compare(one, other, one.rows(frame), other.rows(frame))
    assert {"other_role", "process_part"} <= set(found.codes)


def test_one_process_is_not_compared_with_all_or_with_another(current: pl.DataFrame) -> None:
    google, microsoft = "google table=user_data_requests user_data requests_received US 2019-H1", "microsoft"
    warrants = f"{google} search_warrant"
    all_of_it = f"{microsoft} law_enforcement_requests requests_received US 2019-H1"
    assert "process_part" in asked(current, warrants, all_of_it).codes
    assert "other_process" in asked(current, warrants, f"{google} subpoena").codes
    assert "part_of_the_other" in asked(current, warrants, google).codes
    assert asked(current, warrants, google).allowed


def test_selections_that_are_no_series_are_not_compared(current: pl.DataFrame) -> None:
    whole = "google user_data DE 2019-H1"
    assert set(asked(current, whole, whole).codes) == {"more_than_one_table", "other_unit", "other_measure"}
    nothing = asked(current, "google nsl requests_received 1990", "google nsl requests_received")
    assert nothing.codes == ["nothing_held"]


def test_an_axis_takes_only_what_is_comparable_in_pairs(current: pl.DataFrame) -> None:
    queries = (
        "google table=user_data_requests user_data requests_received FR",
        "meta table=government_requests user_data requests_received FR process=all",
        "x government_information_requests user_data requests_received FR process=all",
    )
    lines = [Selection.asked(query, current) for query in queries]
    assert may_share_axis(lines, current).verdict == WITH_A_NOTE
    accounts = Selection.asked("x government_information_requests user_data accounts_specified FR", current)
    refused = may_share_axis([*lines, accounts], current)
    assert refused.verdict == NOT_COMPARABLE and "other_unit" in refused.codes


# --- sums ---


def summed(*rows: Any, figure: str = "bounds", process: str = "") -> Answer:
    return may_sum(Selection.of(process=process) if process else Selection.of(), view(*rows), figure)


ABOUT: dict[str, Any] = {
    "publisher": "ncmec",
    "table": "reports_by_esp",
    "kind": "referral",
    "measure": "cybertip_reports",
}
RESTRICTED: dict[str, Any] = {
    "publisher": "meta",
    "table": "content_restrictions",
    "kind": "content_restriction",
    "measure": "items_restricted",
    "unit": "items",
}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row(), row(measure="accounts_specified", unit="accounts")], "other_unit"),
        ([row(), row(measure="requests_disclosed")], "other_measure"),
        ([row(), row(kind="preservation", jurisdiction="DE")], "other_kind"),
        ([row(), row(jurisdiction="DE", jurisdiction_role="effect")], "other_role"),
        ([row(), row(jurisdiction="DE", evidence="regulator")], "report_against_regulator"),
        ([row(), row(table="enterprise_requests")], "more_than_one_table"),
        ([row(), row(publisher="meta", table="government_requests")], "more_than_one_table"),
        ([row(), row()], "more_than_one_edition"),
        ([row(process="all"), row(process="subpoena")], "totals_with_parts"),
        ([row(jurisdiction="001"), row(jurisdiction="FR")], "totals_with_parts"),
        ([row(process="legal_process"), row(process="subpoena")], "part_in_whole"),
        ([row(jurisdiction="EU", kind="dsa"), row(jurisdiction="FR", kind="dsa")], "totals_with_parts"),
        ([row(jurisdiction="area:outside_us"), row(jurisdiction="FR")], "part_in_whole"),
        ([row(about="amazon", **ABOUT), row(about="amazon_and_twitch", cell_id="b", **ABOUT)], "part_in_whole"),
        ([row(), row(**FISCAL)], "overlapping_periods"),
        ([row(), row(period_start=date(2020, 3, 1), period_end=date(2020, 8, 31))], "overlapping_periods"),
        ([row(**RATE), row(jurisdiction="DE", **RATE)], "not_additive"),
        ([row(method="old"), row("2020-H2", method="new")], "method_break"),
        ([row("2016-H2", **LERR), row("2017-H1", **LERR)], "method_break"),
        ([row("2021-H1", **RESTRICTED), row("2021-H1", jurisdiction="DE", **RESTRICTED)], "counted_more_than_once"),
        ([row(value=None), row(value=None, jurisdiction="DE")], "nothing_disclosed"),
        ([], "nothing_held"),
    ],
)
def test_a_sum_of_what_must_not_be_mixed_is_refused(rows: list[Any], code: str) -> None:
    found = may_sum(Selection.of(), view(*rows))
    assert found.verdict == NOT_COMPARABLE and code in found.codes, found
    assert all(told.sentence.endswith(".") for told in found.reasons)


def test_a_band_has_no_middle_to_be_added() -> None:
    bands = [row(half, (0, 499), status="band") for half in ("2020-H1", "2020-H2")]
    assert summed(*bands).codes == ["bands_bounds_only"]
    refused = summed(*bands, figure="midpoint")
    assert refused.verdict == NOT_COMPARABLE and refused.codes == ["band_midpoint"]
    assert summed(row(value=5), row("2020-H2", 7), figure="midpoint").allowed


def test_rest_of_the_world_beside_countries_is_no_total() -> None:
    assert summed(row(jurisdiction="area:rest_of_world"), row(jurisdiction="FR")).allowed


def test_a_sum_says_how_many_cells_are_silent_and_that_accounts_repeat() -> None:
    found = summed(row(), row(value=None, jurisdiction="DE"))
    assert found.codes == ["silent_cells"] and "1 of 2 cells without a figure" in found.reasons[0].sentence
    accounts: dict[str, Any] = {"measure": "accounts_specified", "unit": "accounts"}
    assert summed(row(**accounts), row(jurisdiction="DE", **accounts)).codes == ["can_repeat"]


def test_a_total_whose_parts_were_left_out_may_be_added() -> None:
    totals = [row(half, process="all", total_over=["process"]) for half in ("2020-H1", "2020-H2")]
    assert summed(*totals, row(process="subpoena"), process="all").allowed


# --- all pairs, epochs, periods ---


def test_the_table_of_all_pairs_has_reasons_for_every_refusal(current: pl.DataFrame) -> None:
    table = comparability_table(current)
    assert table.schema == SCHEMA
    assert set(table["verdict"].unique()) == {COMPARABLE, WITH_A_NOTE, NOT_COMPARABLE}
    assert table.filter((pl.col("verdict") != COMPARABLE) != (pl.col("codes").list.len() > 0)).is_empty()
    pair = (pl.col("publisher_a") == "google") & (pl.col("publisher_b") == "meta")
    user_data = (pl.col("kind_a") == "user_data") & (pl.col("kind_b") == "user_data")
    requests = table.filter(pair & user_data & (pl.col("measure_a") == "requests_received"))
    assert requests["verdict"].to_list() == [WITH_A_NOTE]
    splits = table.filter((pl.col("publisher_a") == "microsoft") & (pl.col("publisher_b") == "microsoft"))
    assert splits["codes"].list.contains("method_break").any()


def test_nothing_held_makes_an_empty_table() -> None:
    assert comparability_table(pl.DataFrame(schema=CURRENT)).equals(pl.DataFrame(schema=SCHEMA))
    assert comparability_table(view(row(publisher="alpha", table="requests"))).is_empty()


def test_a_main_series_lies_within_one_epoch(current: pl.DataFrame) -> None:
    for one in main_series(current):
        for change in breaks_of(one.traits.one("publisher")):
            touched = one.traits.one("table") in change.tables and change.kind == "break"
            if touched and (not change.measures or one.traits.one("measure") in change.measures):
                assert len({start >= change.day for start, _ in one.traits.periods}) == 1


def test_every_epoch_is_told_with_its_source() -> None:
    table = epochs_table(names())
    assert table.filter(pl.col("source") == "").is_empty()
    google = table.filter((pl.col("publisher") == "google") & (pl.col("kind") == "break"))
    assert google["date"].to_list() == [date(2019, 1, 1)]
    assert {"break", "annotation"} == set(table["kind"])


def test_periods_are_called_by_their_names() -> None:
    for first, last, kind, called in (
        (date(2019, 1, 1), date(2019, 6, 30), "half-years", "2019-H1"),
        (date(2019, 7, 1), date(2019, 9, 30), "quarters", "2019-Q3"),
        (date(2019, 1, 1), date(2019, 12, 31), "years", "2019"),
        (date(2019, 2, 1), date(2019, 2, 28), "months", "2019-02"),
        (date(2019, 4, 1), date(2020, 3, 31), "years from April to March", "2019-04-01 to 2020-03-31"),
        (date(2019, 4, 1), date(2019, 9, 30), "odd spans", "2019-04-01 to 2019-09-30"),
        (date(2020, 5, 1), date(2020, 12, 12), "odd spans", "2020-05-01 to 2020-12-12"),
    ):
        assert (grain((first, last)), name((first, last))) == (kind, called)


def test_spans_are_made_of_whole_periods_of_both() -> None:
    halves = [(date(2019, 1, 1), date(2019, 6, 30)), (date(2019, 7, 1), date(2019, 12, 31))]
    year = [(date(2019, 1, 1), date(2019, 12, 31))]
    fiscal = [(date(2018, 7, 1), date(2019, 6, 30)), (date(2019, 4, 1), date(2020, 3, 31))]
    assert spans(halves, year) == year
    assert spans(halves, halves[1:]) == halves[1:]
    assert spans(halves, fiscal) == []
    assert spans([(date(2018, 7, 1), date(2018, 12, 31)), *halves], fiscal[:1]) == fiscal[:1]
    assert overlapping([*halves, *year]) == (halves[0], year[0])
    assert overlapping(halves) is None


def test_verdicts_do_not_depend_on_which_series_comes_first(current: pl.DataFrame) -> None:
    found = [one.traits for one in main_series(current)]
    for first, second in combinations(found[::5], 2):
        rows, others = (one.selection.rows(current) for one in (first, second))
        there = compare(first.selection, second.selection, rows, others)
        back = compare(second.selection, first.selection, others, rows)
        assert (there.verdict, sorted(there.codes)) == (back.verdict, sorted(back.codes))
