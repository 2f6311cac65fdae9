"""Editions, the current view and restatements: what changed is told, and a silence is read as its table means it."""

from datetime import date
from itertools import chain
from typing import Any

import polars as pl
import pytest

from analysis.editions import current_view, number_editions, restatements, retotal
from analysis.schema import CURRENT, RESTATEMENTS
from spiders.publisher import Publisher, parse_publisher
from tests.frames import edition, frame, half, row


def publisher(**tables: Any) -> Publisher:
    """Alpha with these tables; each told by what differs from a cumulative one."""
    declared = {name: {"title": "t", "scope": "cumulative", **told} for name, told in tables.items()}
    report = {
        "title": "t",
        "landing": "https://alpha.example/",
        "media": "csv",
        "verified": "recorded",
        "obtain": "import",
        "tables": declared,
    }
    entry = {"name": "Alpha", "homepage": "https://alpha.example/", "cadence": "yearly", "reports": {"figures": report}}
    return parse_publisher("alpha", entry)


ALPHA = publisher(requests={}, periods={"scope": "period"})


def numbered(*editions: list[dict[str, Any]], of: Publisher = ALPHA) -> pl.LazyFrame:
    return number_editions(frame(chain.from_iterable(editions)).lazy(), [of])


def current(*editions: list[dict[str, Any]], of: Publisher = ALPHA) -> pl.DataFrame:
    view = current_view(numbered(*editions, of=of), [of])
    return retotal(view.with_columns(pl.lit(None, dtype=pl.String).alias("correction")))


def changes(*editions: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """(day of the newer edition, jurisdiction, kind, printed before, printed after) of each restatement."""
    found = restatements(numbered(*editions))
    assert found.schema == RESTATEMENTS
    columns = ("captured_after", "jurisdiction", "kind", "printed_before", "printed_after")
    rows = found.select(pl.col("captured_after").dt.day(), *columns[1:]).rows()
    return sorted(rows, key=lambda told: tuple(map(str, told)))


NAMIBIA, KOSOVO, TAIWAN = (row(3, jurisdiction=code) for code in ("NA", "XK", "TW"))


def other(figure: dict[str, Any], value: float | None, **told: Any) -> dict[str, Any]:
    """The same cell with another value."""
    printed = "" if value is None else f"{value:g}"
    silent = {"status": "blank"} if value is None else {}
    return {**figure, "lower": value, "upper": value, "printed": printed, **silent, **told}


# --- editions ---


def test_editions_are_counted_table_by_table_by_day_and_then_by_entry() -> None:
    rows = numbered(
        edition(9, NAMIBIA, sequence=1),
        edition(3, NAMIBIA, sequence=2),
        edition(9, NAMIBIA, sequence=3, snapshot="later that day"),
        edition(5, row(1, table="periods"), sequence=4),
    )
    told = rows.select("table", "captured", "sequence", "edition", "scope").sort("sequence").collect().rows()
    assert [(table, day.day, sequence, number, scope) for table, day, sequence, number, scope in told] == [
        ("requests", 9, 1, 1, "cumulative"),
        ("requests", 3, 2, 0, "cumulative"),
        ("requests", 9, 3, 2, "cumulative"),
        ("periods", 5, 4, 0, "period"),
    ]


def test_there_and_back_again_are_three_editions() -> None:
    there = other(NAMIBIA, 4)
    assert changes(edition(1, NAMIBIA), edition(2, there), edition(3, NAMIBIA)) == [
        (2, "NA", "revised", "3", "4"),
        (3, "NA", "revised", "4", "3"),
    ]


def test_the_same_again_is_no_restatement() -> None:
    assert changes(edition(1, NAMIBIA, KOSOVO), edition(2, NAMIBIA, KOSOVO)) == []
    assert changes(edition(1, NAMIBIA)) == []


def test_the_same_value_printed_otherwise_is_no_restatement() -> None:
    assert changes(edition(1, row(1234)), edition(2, row(1234, printed="1,234"))) == []


# --- what happened to a cell ---


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (row(3), row(4), "revised"),
        (row(3), row(None), "blanked"),
        (row(3), row(None, status="withheld_by_law"), "blanked"),
        (row(None), row(3), "appeared"),
        (row(None, status="suppressed"), row(0), "appeared"),
        (row(None), row(None, status="not_reported"), "reclassified"),
        (row(5), row(5, status="rounded"), "reclassified"),
        (row(0, upper=499, status="band"), row(5, upper=499, status="band"), "floor_raised"),
        (row(0, upper=499, status="band"), row(5, upper=5), "revised"),
        (row(5, upper=499, status="band"), row(0, upper=499, status="band"), "revised"),
        (row(0, upper=499, status="band"), row(0, upper=249, status="band"), "revised"),
        (row(0, upper=499, status="band"), row(500, upper=999, status="band"), "revised"),
        (row(0, upper=9, status="below"), row(0), "revised"),
    ],
)
@pytest.mark.parametrize("table", ["requests", "periods"])
def test_kinds(before: dict[str, Any], after: dict[str, Any], kind: str, table: str) -> None:
    both = [{**each, "table": table, "cell_id": table} for each in (before, after)]
    found = restatements(numbered(edition(1, both[0]), edition(2, both[1]))).row(0, named=True)
    assert found["kind"] == kind
    assert (found["lower_before"], found["upper_before"]) == (before["lower"], before["upper"])
    assert (found["lower_after"], found["upper_after"]) == (after["lower"], after["upper"])
    assert (found["status_before"], found["status_after"]) == (before["status"], after["status"])
    assert (found["snapshot_before"], found["snapshot_after"]) == ("copy 1", "copy 2")
    assert (found["captured_before"], found["captured_after"]) == (date(2021, 1, 1), date(2021, 1, 2))
    assert (found["cell_kind"], found["measure"]) == ("user_data", "requests_received")


# --- presence in a cumulative table ---


def test_a_cell_that_a_newer_edition_leaves_out_is_withdrawn_and_may_return() -> None:
    whole, cut = [NAMIBIA, KOSOVO], [NAMIBIA]
    assert changes(edition(1, *whole), edition(2, *cut), edition(3, *cut), edition(4, *whole)) == [
        (2, "XK", "withdrawn", "3", None),
        (4, "XK", "returned", None, "3"),
    ]


def test_a_cell_may_return_at_another_value() -> None:
    assert changes(edition(1, NAMIBIA, KOSOVO), edition(2, NAMIBIA), edition(3, NAMIBIA, other(KOSOVO, 5))) == [
        (2, "XK", "withdrawn", "3", None),
        (3, "XK", "returned", None, "5"),
    ]


def test_a_whole_period_may_be_withdrawn_and_return() -> None:
    later = row(8, **half(2020, 2))
    assert changes(edition(1, NAMIBIA, later), edition(2, NAMIBIA), edition(3, NAMIBIA, later)) == [
        (2, "NA", "withdrawn", "8", None),
        (3, "NA", "returned", None, "8"),
    ]


def test_a_cell_that_is_new_in_a_period_told_before_has_appeared() -> None:
    assert changes(edition(1, NAMIBIA), edition(2, NAMIBIA, KOSOVO)) == [(2, "XK", "appeared", None, "3")]


def test_a_cell_that_is_new_in_a_period_told_once_has_appeared() -> None:
    later = row(8, **half(2020, 2))
    new = row(1, jurisdiction="XK", **half(2020, 2))
    found = changes(edition(1, NAMIBIA, later), edition(2, NAMIBIA), edition(3, NAMIBIA, later, new))
    assert (3, "XK", "appeared", None, "1") in found


def test_a_new_period_is_news_and_no_restatement() -> None:
    later = [row(8, jurisdiction=code, **half(2020, 2)) for code in ("NA", "XK")]
    assert changes(edition(1, NAMIBIA), edition(2, NAMIBIA, *later)) == []


def test_the_first_edition_restates_nothing() -> None:
    assert changes(edition(1, NAMIBIA, KOSOVO)) == []


def test_another_table_s_edition_says_nothing() -> None:
    elsewhere = row(1, table="periods")
    assert changes(edition(1, NAMIBIA), edition(2, elsewhere), edition(3, NAMIBIA, KOSOVO)) == [
        (3, "XK", "appeared", None, "3")
    ]


# --- presence in a table of periods ---


def period_table(figure: dict[str, Any]) -> dict[str, Any]:
    return {**figure, "table": "periods", "cell_id": f"periods/{figure['cell_id']}"}


def test_absence_from_a_period_s_document_says_nothing() -> None:
    namibia, kosovo = period_table(NAMIBIA), period_table(KOSOVO)
    assert changes(edition(1, namibia, kosovo), edition(2, namibia), edition(3, namibia, kosovo)) == []


def test_a_period_s_cell_is_compared_with_the_copy_that_last_told_it() -> None:
    namibia, later = period_table(NAMIBIA), period_table(row(8, **half(2020, 2)))
    assert changes(edition(1, namibia), edition(2, later), edition(3, other(namibia, 5))) == [
        (3, "NA", "revised", "3", "5")
    ]


# --- suspected renames ---


def several(code: str, *values: float | None, **told: Any) -> list[dict[str, Any]]:
    """A country's figures, one a half-year from 2015-H1 on."""
    periods = [half(2015 + at // 2, 1 + at % 2) for at in range(len(values))]
    return [row(value, jurisdiction=code, **period, **told) for value, period in zip(values, periods, strict=True)]


def kinds(*editions: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Jurisdiction -> what happened to its cells."""
    found: dict[str, set[str]] = {}
    for _, code, kind, _, _ in changes(*editions):
        found.setdefault(code, set()).add(kind)
    return found


STAYS = several("US", 100, 200, 300, 400)


def test_cells_that_move_to_another_code_are_a_suspected_rename() -> None:
    before, after = several("MK", 11, 12, 13), several("YU", 11, 12, 13)
    assert kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after)) == {"MK": {"renamed"}, "YU": {"renamed"}}


def test_only_the_cells_at_equal_values_are_renamed() -> None:
    before, after = several("MK", 11, 12, 13, 14), several("YU", 11, 12, 13, 99)
    found = changes(edition(1, *STAYS, *before), edition(2, *STAYS, *after))
    assert sorted((code, kind, was or now) for _, code, kind, was, now in found) == [
        ("MK", "renamed", "11"), ("MK", "renamed", "12"), ("MK", "renamed", "13"), ("MK", "withdrawn", "14"),
        ("YU", "appeared", "99"), ("YU", "renamed", "11"), ("YU", "renamed", "12"), ("YU", "renamed", "13"),
    ]  # fmt: skip


def test_small_numbers_do_not_hide_a_rename() -> None:
    before = [*several("MK", 1, 2, 1), *several("KR", 9, 8, 7)]
    after = [*several("YU", 1, 2, 1), *several("PS", 1, 5, 6)]
    assert kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after)) == {
        "MK": {"renamed"},
        "YU": {"renamed"},
        "KR": {"withdrawn"},
        "PS": {"appeared"},
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (several("MK", 11, 12), several("YU", 11, 12)),
        (several("MK", 11, 12, 13, 14, 15, 16, 17), several("YU", 11, 12, 13, 1, 2, 3, 4)),
        (several("MK", 11, 12, 13), several("YU", 21, 22, 23)),
        (several("MK", 0, 0, 0), several("YU", 0, 0, 0)),
        (several("MK", None, None, None), several("YU", None, None, None)),
        (several("MK", 11, 12, 13), several("YU", 11, 12, 13, process="subpoena")),
        (several("MK", 11, 12, 13), several("YU", 11, 12, 13, measure="accounts_specified")),
    ],
    ids=["too few", "most differ", "other values", "zeros", "blanks", "two codes differ", "another measure"],
)
def test_coincidences_are_no_rename(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> None:
    assert kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after)) == {"MK": {"withdrawn"}, "YU": {"appeared"}}


def test_a_code_that_stays_in_the_table_was_not_renamed() -> None:
    before, after = several("MK", 11, 12, 13, 14), several("YU", 11, 12, 13)
    found = kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after, before[3]))
    assert found == {"MK": {"withdrawn"}, "YU": {"appeared"}}


def test_two_that_fit_alike_are_told_as_they_are() -> None:
    before = several("MK", 11, 12, 13)
    after = [*several("YU", 11, 12, 13), *several("PS", 11, 12, 13)]
    assert kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after)) == {
        "MK": {"withdrawn"},
        "YU": {"appeared"},
        "PS": {"appeared"},
    }


def test_a_further_dimension_may_be_renamed_too() -> None:
    before, after = (several("NA", 11, 12, 13, dims=["format=video", f"action={name}"]) for name in ("old", "new"))
    assert kinds(edition(1, *STAYS, *before), edition(2, *STAYS, *after)) == {"NA": {"renamed"}}


# --- the current view ---


def printed(view: pl.DataFrame) -> dict[str, str]:
    return dict(view.select(pl.col("jurisdiction"), pl.col("printed")).rows())


def test_current_is_the_newest_edition_and_nothing_that_it_leaves_out() -> None:
    view = current(edition(1, NAMIBIA, KOSOVO), edition(2, other(NAMIBIA, 4), TAIWAN))
    assert printed(view) == {"NA": "4", "TW": "3"}
    assert view.schema == CURRENT


def test_current_takes_each_cell_of_a_period_s_table_from_the_newest_that_speaks_of_it() -> None:
    namibia, kosovo = period_table(NAMIBIA), period_table(KOSOVO)
    view = current(edition(1, namibia, kosovo), edition(2, other(namibia, 4)))
    assert printed(view) == {"NA": "4", "XK": "3"}


def test_an_older_copy_that_comes_later_does_not_become_current() -> None:
    newest, older = edition(9, other(NAMIBIA, 9), sequence=1), edition(3, NAMIBIA, KOSOVO, sequence=2)
    assert printed(current(newest, older)) == {"NA": "9"}
    assert changes(newest, older) == [(9, "NA", "revised", "3", "9"), (9, "XK", "withdrawn", "3", None)]


def test_within_a_day_the_later_entry_is_current() -> None:
    morning = edition(9, other(NAMIBIA, 1), sequence=5, snapshot="z")
    evening = edition(9, other(NAMIBIA, 2), sequence=6, snapshot="a")
    assert printed(current(evening, morning)) == {"NA": "2"}
    assert changes(evening, morning) == [(9, "NA", "revised", "1", "2")]


def test_a_blank_is_told_and_does_not_uncover_the_value_before_it() -> None:
    assert printed(current(edition(1, NAMIBIA), edition(2, other(NAMIBIA, None)))) == {"NA": ""}


def test_method_is_that_of_the_epoch_in_which_the_period_starts() -> None:
    epochs = [
        {"start": date(2020, 7, 1), "method": "answered", "note": ""},
        {"start": date(2010, 1, 1), "method": "received", "note": ""},
    ]
    alpha = publisher(requests={"epochs": epochs}, periods={})
    rows = [row(1, **half(2009, 2)), row(1, **half(2020, 1)), row(1, **half(2020, 2)), period_table(NAMIBIA)]
    view = current(edition(1, *rows), of=alpha).sort("table", "period_start", descending=[True, False])
    assert view["method"].to_list() == [None, "received", "answered", None]


def test_flags_say_what_is_secondary_and_what_is_not_byte_exact() -> None:
    spans = [[date(2020, 1, 1), date(2020, 6, 30)]]
    alpha = publisher(requests={"fact": "f", "primary": spans}, periods={"fact": "f"})
    rows = [NAMIBIA, row(1, **half(2020, 2)), period_table(NAMIBIA)]
    view = current(edition(1, *rows, exactness="text rebuilt"), of=alpha)
    flags = dict(view.select(pl.concat_str("table", "period_end", separator=" "), "flags").rows())
    assert flags == {
        "requests 2020-06-30": ["not_byte_exact"],
        "requests 2020-12-31": ["secondary", "not_byte_exact"],
        "periods 2020-06-30": ["secondary", "not_byte_exact"],
    }
    assert current(edition(1, NAMIBIA))["flags"].to_list() == [[]]


def test_what_a_correction_silences_is_no_part_of_a_total() -> None:
    whole, part = row(5, total_over=["process"]), row(2, process="subpoena")
    view = current_view(numbered(edition(1, whole, part)), [ALPHA])
    view = view.with_columns(pl.lit(None, dtype=pl.String).alias("correction"))
    assert sorted(map(len, retotal(view)["total_over"].to_list())) == [0, 1]
    silent = view.with_columns(
        status=pl.when(pl.col("process") == "subpoena")
        .then(pl.lit("not_reported"))
        .otherwise("status")
        .cast(CURRENT["status"])
    )
    assert retotal(silent)["total_over"].to_list() == [[], []]


def test_nothing_has_no_current_view_and_no_restatements() -> None:
    assert current().is_empty()
    assert restatements(numbered()).is_empty()
