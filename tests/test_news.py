"""News: events are what copies show, silence is told only where somebody has looked, and feeds are plain Atom."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import news
from analysis.comparability.epochs import EPOCHS
from analysis.news.event import Back, Event, FirstHeld, Late, MethodChanged, NewFigures, Restated, Said, Stopped
from analysis.news.looked import unchanged
from analysis.report.telling import about, item
from analysis.schema import DOCUMENTS, RESTATEMENTS
from analysis.statements import STATEMENTS
from tests.frames import frame, half, row

invented = pytest.mark.usefixtures("invented")


def telling(day: date, *halves: tuple[int, int], **told: Any) -> list[dict[str, Any]]:
    """A copy of alpha's table made on a day, with a figure of each half-year."""
    shared = {"captured": day, "snapshot": f"copy of {day}", **told}
    return [{**row(5, **half(*one)), **shared} for one in halves]


def documents(rows: Iterable[dict[str, Any]], *others: dict[str, Any]) -> pl.DataFrame:
    """The ledger of the copies that rows are from, and of other copies."""
    blank = dict.fromkeys(DOCUMENTS.names())
    columns = ("publisher", "report", "captured", "captured_basis", "sequence", "snapshot")
    copies = {one["snapshot"]: {name: one[name] for name in columns} for one in rows}
    same = {"url": "https://alpha.example/figures.csv", "name": "figures.csv"}
    told = [{**blank, **same, "outcome": "read", **one} for one in (*copies.values(), *others)]
    return pl.DataFrame(told, schema=DOCUMENTS)


def events(rows: list[dict[str, Any]], *others: dict[str, Any], **tables: Any) -> list[Event]:
    """The news of a view of these rows alone."""
    shared = {
        "current": frame(rows),
        "documents": documents(rows, *others),
        "restatements": pl.DataFrame(schema=RESTATEMENTS),
        "epochs": pl.DataFrame(schema=EPOCHS),
        "statements": pl.DataFrame(schema=STATEMENTS),
    }
    return news.events(frame(rows).lazy(), **{**shared, **tables})


def silences(*args: Any, **tables: Any) -> list[Event]:
    return [one for one in events(*args, **tables) if isinstance(one, Late | Stopped | Back)]


# --- new figures ---


@invented
def test_a_table_first_held_is_told_apart_from_new_periods_of_it() -> None:
    rows = [*telling(date(2020, 9, 1), (2019, 2), (2020, 1)), *telling(date(2021, 3, 1), (2020, 1), (2020, 2))]
    new, first = events(rows)
    assert isinstance(first, FirstHeld) and isinstance(new, NewFigures) and not isinstance(new, FirstHeld)
    assert (first.day, first.figures, len(first.periods), first.publisher_too) == (date(2020, 9, 1), 2, 2, True)
    assert (new.figures, new.periods, new.jurisdictions) == (1, ((date(2020, 7, 1), date(2020, 12, 31)),), {"NA": 1})
    assert (new.identifier, new.snapshot) == ("new-figures/alpha/figures/2021-03-01", "copy of 2021-03-01")
    assert item(new).title == "Alpha: new figures, Requests, all half-years in one file, 2020-H2"
    assert "adds 1 figure of one country or territory" in item(new).summary
    assert item(new).href == "explore.html#publisher=alpha&table=requests&since=2020-07-01&until=2020-12-31"


@invented
def test_many_documents_of_a_report_and_day_are_one_event() -> None:
    day = date(2021, 9, 1)
    rows = [
        {**row(1, **half(year, 1)), "captured": day, "snapshot": f"copy {year}", "sequence": year}
        for year in range(2012, 2021)
    ]
    (first,) = events(rows)
    assert isinstance(first, FirstHeld) and first.figures == 9 and first.snapshot is None


@invented
def test_a_silent_cell_is_no_new_figure_and_an_estimated_day_is_told_as_one() -> None:
    blank = {**row(None), "captured": date(2020, 1, 1), "snapshot": "first"}
    (first,) = events([blank, *telling(date(2020, 9, 1), (2020, 1), captured_basis="approximate")])
    assert first.day == date(2020, 9, 1)
    assert "the copy of about 2020-09-01 (the day is estimated)" in item(first).summary


# --- late, stopped, back ---

PACE = [
    *telling(date(2018, 9, 1), (2017, 2), (2018, 1)),
    *telling(date(2019, 3, 1), (2018, 1), (2018, 2)),
    *telling(date(2019, 9, 1), (2018, 2), (2019, 1)),
]
"""Each half-year was seen at most 63 days after its end."""


@invented
def test_late_is_said_only_on_the_word_of_a_copy_made_after_the_due_day() -> None:
    assert silences(PACE) == []  # nobody has looked since
    due = date(2019, 12, 31) + timedelta(days=63)
    assert silences([*PACE, *telling(due, (2018, 2), (2019, 1))]) == []
    (late,) = silences([*PACE, *telling(due + timedelta(days=1), (2018, 2), (2019, 1))])
    assert isinstance(late, Late) and late.standing
    assert (late.day, late.due, late.step, late.usual, late.seen) == (due + timedelta(days=1), due, 6, 63, 3)
    assert late.expected == (date(2019, 7, 1), date(2019, 12, 31))
    assert item(late).title == "Alpha: 2019-H2 is late, Requests by country and process"
    assert "was due by 2020-03-03" in item(late).summary


@invented
def test_a_copy_found_the_same_as_before_and_a_look_that_found_the_same_bytes_are_looks_too() -> None:
    after = date(2020, 3, 4)
    copy = {"publisher": "alpha", "report": "figures", "captured": after, "captured_basis": "exact", "sequence": 9}
    (late,) = silences(PACE, {**copy, "snapshot": "again", "outcome": "same_as_before"})
    assert (late.day, late.snapshot) == (after, "again")
    for outcome in ("held", "failed", "not_read"):  # these say nothing of what is told
        assert silences(PACE, {**copy, "snapshot": "again", "outcome": outcome}) == []
    look = pl.DataFrame({**copy, "snapshot": "copy of 2019-09-01"})
    (late,) = silences(PACE, unchanged=look.select("publisher", "report", "snapshot", "captured"))
    assert late.day == after
    other = look.with_columns(pl.lit("copy of 2019-03-01").alias("snapshot"))
    # An older document that stays as it is shows nothing of the newest one.
    assert silences(PACE, unchanged=other.select("publisher", "report", "snapshot", "captured")) == []


@invented
@pytest.mark.parametrize(
    "changes",
    [
        {"captured_basis": "approximate"},
        {"publisher": "beta", "table": "removals"},  # its copies tell their own periods only
    ],
)
def test_an_estimated_day_or_a_table_of_single_periods_shows_no_lateness(changes: dict[str, Any]) -> None:
    rows = [*PACE, *telling(date(2024, 1, 1), (2018, 2), (2019, 1))]
    assert len(silences(rows)) == 1
    assert silences([{**one, **changes} for one in rows]) == []


@invented
def test_months_that_are_published_once_a_year_are_not_late_in_between() -> None:
    def months(year: int) -> list[dict[str, Any]]:
        ends = [date(year, month % 12 + 1, 1) if month < 12 else date(year + 1, 1, 1) for month in range(1, 13)]
        periods = [
            {"period_start": date(year, at, 1), "period_end": end - timedelta(days=1)} for at, end in enumerate(ends, 1)
        ]
        return [row(1, **period) for period in periods]

    def copy(day: date, *years: int) -> list[dict[str, Any]]:
        told = {"captured": day, "snapshot": f"copy of {day}"}
        return [{**one, **told} for year in years for one in months(year)]

    pace = [row for year in (2017, 2018, 2019) for row in copy(date(year + 1, 3, 1), *range(2017, year + 1))]
    assert silences([*pace, *copy(date(2020, 11, 1), 2017, 2018, 2019)]) == []
    (late,) = silences([*pace, *copy(date(2021, 6, 1), 2017, 2018, 2019)])
    assert isinstance(late, Late) and (late.step, late.usual, late.due) == (12, 61, date(2021, 3, 2))
    alone = copy(date(2020, 11, 1), 2019)
    yearly = {"table": "other", **{"period_start": date(2019, 1, 1), "period_end": date(2019, 12, 31)}}
    assert silences([*alone, {**alone[0], **yearly}]) == []  # of one copy no step is known but that of the report


@invented
def test_what_is_late_stops_and_comes_back_and_only_what_lasts_stands() -> None:
    rows = [*PACE, *telling(date(2020, 4, 1), (2019, 1)), *telling(date(2021, 6, 1), (2019, 1))]
    stopped, late = silences(rows)
    assert isinstance(stopped, Stopped) and isinstance(late, Late)
    assert [one.kind for one in news.standing(events(rows))] == ["stopped"]
    assert "no figures after 2019-H1" in item(stopped).title
    back, stopped, late = silences([*rows, *telling(date(2021, 9, 1), (2021, 1))])
    assert isinstance(back, Back) and (back.day, back.newest[1]) == (date(2021, 9, 1), date(2021, 6, 30))
    assert news.standing([back, stopped, late]) == []
    # A view of an earlier day knows nothing of later ones.
    past = [one for one in rows if one["captured"] <= date(2020, 5, 1)]
    assert [one.kind for one in news.standing(events(past))] == ["late"]


def test_a_table_is_not_silent_while_another_goes_on_to_tell_the_fact() -> None:
    google = {"publisher": "google", "report": "government-removals", "captured": date(2023, 3, 7), "snapshot": "a"}
    old = [{**row(1, **half(year, 1)), **google, "table": "removals_historical"} for year in (2017, 2018, 2019)]
    new = {**row(1, **half(2022, 1)), **google, "table": "removals"}
    assert [one.kind for one in silences(old)] == ["stopped"]
    assert silences([*old, new]) == []


# --- restatements, methods, statements ---


def restatement(before: str, after: str, **told: Any) -> dict[str, Any]:
    cell = row(1)
    shared = {name: cell[name] for name in RESTATEMENTS.names() if name in cell} | {"cell_kind": "user_data"}
    values = {
        **{f"{name}_before": float(before) for name in ("lower", "upper")},
        **{f"{name}_after": float(after) for name in ("lower", "upper")},
    }
    copies: dict[str, Any] = {"captured_before": date(2021, 1, 1), "captured_after": date(2021, 7, 1)}
    copies |= {"snapshot_before": "a", "snapshot_after": "b"}
    texts = {"printed_before": before, "printed_after": after, "kind": "revised"}
    return dict.fromkeys(RESTATEMENTS.names()) | shared | values | copies | texts | told


@invented
def test_a_restatement_tells_how_many_cells_and_the_largest_with_both_values() -> None:
    table = pl.DataFrame(
        [
            restatement("10", "12", cell_id="x"),
            restatement("100", "50", cell_id="y", jurisdiction="XK"),
            restatement("0", "9000", cell_id="z", unit="ratio"),
            restatement("1", "1", cell_id="v", kind="reread"),
            restatement("3", "4", cell_id="w", kind="appeared"),
        ],
        schema=RESTATEMENTS,
    )
    (event,) = [
        one for one in events(telling(date(2021, 7, 1), (2020, 1)), restatements=table) if one.kind == "restated"
    ]
    assert isinstance(event, Restated) and event.changes == {"revised": 3, "appeared": 1}
    assert event.jurisdictions == {"NA": 3, "XK": 1}
    told = item(event)
    assert "4 old figures changed, came or went" in told.title
    assert (
        "The largest revision in requests: “100” before, “50” now (Requests received; Kosovo; 2020-H1)." in told.summary
    )
    assert told.cell == "figure.html#alpha/requests/2020/y/b"
    local = about(told, "XK")
    assert local.identifier != told.identifier and local.summary.endswith("Of Kosovo: 1 of them.")
    ours = table.filter(pl.col("kind") == "reread")
    assert [one.kind for one in events(telling(date(2021, 7, 1), (2020, 1)), restatements=ours)] == ["first_held"]


@invented
@pytest.mark.parametrize("fell", ["60", "61"])
def test_a_row_that_was_divided_is_no_figure_that_changed(fell: str) -> None:
    copies = {"status_after": "exact", "dims": []}
    rows = [
        restatement("100", fell, cell_id="x", process="other", status_before="exact", **copies),
        restatement(
            "0", "40", cell_id="y", process="nsl", kind="appeared", lower_before=None, upper_before=None, **copies
        ),
        restatement("7", "9", cell_id="z", jurisdiction="XK", status_before="exact", **copies),
    ]
    table = pl.DataFrame(rows, schema=RESTATEMENTS)
    (event,) = [
        one for one in events(telling(date(2021, 7, 1), (2020, 1)), restatements=table) if isinstance(one, Restated)
    ]
    told = item(event)
    assert event.largest is not None and event.largest["cell_id"] == "z"
    if fell == "60":
        assert event.changes == {"revised": 1, "appeared": 1, "divided": 1}
        assert "2 old figures changed, came or went" in told.title
        assert "1 of a row that was divided, with the rest in new rows" in told.summary
    else:
        assert event.changes == {"revised": 2, "appeared": 1}
        assert "3 old figures changed, came or went" in told.title


@invented
def test_a_break_is_news_only_where_figures_of_both_sides_are_held() -> None:
    told = {"publisher": "alpha", "tables": ["requests"], "measures": [], "kinds": [], "source": "its log"}
    entries = [
        {"date": date(2020, 7, 1), "kind": kind, "method": "", "changed": kind} for kind in ("break", "annotation")
    ]
    epochs = pl.DataFrame([{**told, **one} for one in entries], schema=EPOCHS)
    copy = date(2021, 7, 1)
    assert not [one for one in events(telling(copy, (2020, 1)), epochs=epochs) if one.kind == "method"]
    assert not [one for one in events(telling(copy, (2020, 2)), epochs=epochs) if one.kind == "method"]
    (event,) = [one for one in events(telling(copy, (2020, 1), (2020, 2)), epochs=epochs) if one.kind == "method"]
    assert isinstance(event, MethodChanged) and (event.day, event.changed) == (date(2020, 7, 1), "break")


@invented
def test_statements_of_one_publication_are_one_event_and_a_month_counts_once_it_has_ended() -> None:
    blank = dict.fromkeys(STATEMENTS.names())
    shared = {"company": "acme", "company_name": "Acme", "voice": "company", "publication": "The Paper"}
    days = {"a": "2020-01", "b": "2020-01", "c": "2020-03-04"}
    rows = [
        {**blank, **shared, "statement": key, "publication_date": day, "says": f"It says {key}."}
        for key, day in days.items()
    ]
    table = pl.DataFrame(rows, schema=STATEMENTS)
    _third, first = events([], statements=table)
    assert isinstance(first, Said) and len(first.told) == 2 and first.day == date(2020, 1, 31)
    assert item(first).title == "Acme in public, not in a report: The Paper, 2020-01"
    assert item(first).summary.startswith("It says a. It says b. A statement is no figure")
    assert events([], statements=table, until=date(2020, 1, 30)) == []
    assert events([], statements=table, until=date(2020, 3, 3)) == [first]


def test_looks_are_read_from_the_verdicts_of_runs(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    outcome = {"publisher": "alpha", "report": "figures", "url": "u", "reason": ""}
    for day in (1, 2):
        outcomes = [{**outcome, "result": "unchanged", "sha256": "ab"}, {**outcome, "result": "new", "sha256": "cd"}]
        told = {"command": "run", "started": f"2024-05-0{day}T10:00:00+00:00", "outcomes": outcomes}
        (tmp_path / "runs" / f"{day}.json").write_text(json.dumps(told), encoding="utf-8")
    assert unchanged(tmp_path, date(2024, 5, 1)).rows() == [("alpha", "figures", "ab", date(2024, 5, 1))]
    assert len(unchanged(tmp_path)) == 2
    assert unchanged(tmp_path / "none").is_empty()
