"""Which copies are believed, from the archive to the tables; in this process, with the invented publishers."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import store
from analysis.build import Build, build
from analysis.views import current as view
from spiders.archive import Archive
from spiders.errors import IntegrityError
from tests.conftest import forget
from tests.house import ALPHA_URL, BASE, alpha_csv, beta_zip, keep, zipped

pytestmark = pytest.mark.usefixtures("invented")

REVISED = alpha_csv(*(line.replace("Namibia,All,10,", "Namibia,All,11,") for line in BASE))
RENAMED = alpha_csv(header="Half,Country,Legal process,Requests,Disclosed")
UNKNOWN = alpha_csv(*BASE[:4], "2020 H2,Namibia,Supboenas,5,20%")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def made(data: Path) -> Build:
    return build(data, use_baseline=False)


def outcomes(data: Path, publisher: str = "alpha") -> list[tuple[str, str]]:
    """(day, outcome) of each copy."""
    table = store.read(data, "documents").filter(pl.col("publisher") == publisher)
    return [(str(day)[-2:], outcome) for day, outcome in table.select("captured", "outcome").rows()]


def printed(data: Path, *words: Any, table: str = "requests") -> list[str]:
    """What the current view prints of Namibia's requests in all, or of other codes."""
    codes = dict(
        zip(
            ("jurisdiction", "process", "measure"),
            (*words, *("NA", "all", "requests_received")[len(words) :]),
            strict=True,
        )
    )
    frame = store.read(data, "current").filter(
        pl.col("table") == table, *(pl.col(k) == v for k, v in codes.items() if v)
    )
    return frame.sort("period_start")["printed"].to_list()


def restated(data: Path) -> list[tuple[str, str, str | None, str | None]]:
    table = store.read(data, "restatements")
    return table.select("jurisdiction", "kind", "printed_before", "printed_after").rows()


def files(data: Path) -> dict[str, bytes]:
    """Every table by its name."""
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in data.rglob("*.parquet")}


def test_there_and_back_again_are_three_editions(data: Path) -> None:
    for day, content in enumerate((alpha_csv(), REVISED, alpha_csv()), 1):
        keep(data, content, f"2021-01-0{day}")
    assert made(data).failures == []
    assert outcomes(data) == [("01", "read"), ("02", "read"), ("03", "read")]
    assert restated(data) == [("NA", "revised", "10", "11"), ("NA", "revised", "11", "10")]
    assert printed(data) == ["10", "12"]


def test_a_zip_packed_again_is_no_edition(data: Path) -> None:
    for day, year in enumerate((1980, 1999), 1):
        keep(data, beta_zip(year=year), f"2021-01-0{day}", "beta")
    keep(data, beta_zip("2020 H1,Namibia,5", "2020 H1,Kosovo,2"), "2021-01-03", "beta")
    made(data)
    assert outcomes(data, "beta") == [("01", "read"), ("02", "same_as_before"), ("03", "read")]
    told = store.read(data, "restatements").select("kind", "printed_before", "captured_before").rows()
    assert [(kind, was, day.day) for kind, was, day in told] == [("revised", "1", 1)]
    assert len([name for name in files(data) if name.startswith("observations/beta")]) == 2


def test_the_same_bytes_on_another_day_are_no_edition(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, alpha_csv(), "2021-01-05")
    made(data)
    assert outcomes(data) == [("01", "read"), ("05", "same_as_before")]
    assert set(store.read(data, "current")["captured"].dt.day()) == {1}


def test_a_period_told_again_is_the_same_whatever_stood_between(data: Path) -> None:
    for day, half in enumerate(("2020 H1", "2020 H2", "2020 H1"), 1):
        keep(data, beta_zip(f"{half},Namibia,1", f"{half},Kosovo,2"), f"2021-01-0{day}", "beta")
    made(data)
    assert outcomes(data, "beta") == [("01", "read"), ("02", "read"), ("03", "same_as_before")]
    assert store.read(data, "restatements").is_empty()


def test_an_older_copy_brought_in_later_is_history_and_not_current(data: Path) -> None:
    keep(data, REVISED, "2021-06-01")
    made(data)
    keep(data, alpha_csv(), "2021-01-01")
    assert made(data).changed
    assert printed(data) == ["11", "12"]
    assert restated(data) == [("NA", "revised", "10", "11")]
    assert outcomes(data) == [("01", "read"), ("01", "read")]


def test_within_a_day_the_later_entry_is_current(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, REVISED, "2021-01-01")
    made(data)
    assert printed(data) == ["11", "12"]


def test_a_changed_layout_keeps_the_last_good_figures_and_other_publishers_go_on(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, beta_zip(), "2021-01-01", "beta")
    made(data)
    before = {name: content for name, content in files(data).items() if "/alpha/" in name}
    bad = keep(data, RENAMED, "2021-02-01")
    keep(data, beta_zip("2020 H1,Namibia,7", "2020 H1,Kosovo,2"), "2021-02-01", "beta")
    ((publisher, why),) = made(data).failures
    assert publisher == "alpha"
    assert why == (
        f"alpha figures (figures.csv, sha256 {bad.sha256[:12]}): row 1 column 3: the header changed: "
        "expected ['Process'], found ['Legal process']"
    )
    assert outcomes(data) == [("01", "read"), ("01", "failed")]
    assert {name: files(data)[name] for name in before} == before
    assert printed(data) == ["10", "12"]
    assert printed(data, "NA", None, table="removals") == ["7"]


def test_an_unknown_word_holds_the_document_back(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, UNKNOWN, "2021-02-01")
    ((publisher, why),) = made(data).failures
    assert (publisher, outcomes(data)[1][1]) == ("alpha", "held")
    assert "row 6 column 4: unknown process 'Supboenas'" in why
    assert printed(data, "NA", "subpoena") == ["4", "5"]


def test_too_few_figures_hold_the_document_back(data: Path) -> None:
    keep(data, alpha_csv(BASE[0]), "2021-01-01")
    (failure,) = made(data).failures
    assert "table requests: expected at least 4 observations, found 2" in failure[1]
    assert store.read(data, "current").is_empty()
    keep(data, alpha_csv(), "2021-02-01")
    assert made(data).failures == []
    assert printed(data) == ["10", "12"]


def test_a_file_cut_in_half_is_held_back_though_it_is_above_the_minimum(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, alpha_csv(*BASE[:3]), "2021-02-01")
    (failure,) = made(data).failures
    assert "the last edition has 10 observations, this one 6" in failure[1]
    assert printed(data) == ["10", "12"]
    assert restated(data) == []


def test_more_than_the_maximum_is_told_and_read(data: Path, invented: Path) -> None:
    declaration = invented / "spiders/publishers/alpha.toml"
    declaration.write_text(declaration.read_text(encoding="utf-8").replace("[4, 200]", "[4, 9]"), encoding="utf-8")
    forget()
    keep(data, alpha_csv(), "2021-01-01")
    result = made(data)
    assert result.failures == []
    assert [note for _, note in result.notices if "expected at most 9 observations, found 10" in note]
    assert printed(data) == ["10", "12"]


def test_two_values_in_one_cell_hold_the_document_back(data: Path) -> None:
    keep(data, alpha_csv(*BASE, "2020 H1,Namibia,All,99,50%"), "2021-01-01")
    (failure,) = made(data).failures
    assert "two values for one cell of table requests (requests_received, NA, 2020-01-01)" in failure[1]


def test_a_cell_printed_twice_is_noted_with_its_place(data: Path) -> None:
    keep(data, alpha_csv(*BASE, BASE[0]), "2021-01-01")
    assert made(data).failures == []
    assert store.read(data, "documents")["repeated"].to_list() == [["row 7 column 4", "row 7 column 5"]]


# --- a failure, until it is mended ---


def test_a_failure_is_over_when_a_good_copy_follows(data: Path) -> None:
    for day, content in enumerate((alpha_csv(), RENAMED, REVISED), 1):
        keep(data, content, f"2021-01-0{day}")
    result = made(data)
    assert result.failures == []
    assert [publisher for publisher, note in result.notices if "the header changed" in note] == ["alpha"]
    assert outcomes(data) == [("01", "read"), ("02", "failed"), ("03", "read")]
    assert restated(data) == [("NA", "revised", "10", "11")]


def test_a_failure_is_not_over_when_an_older_copy_is_brought_in(data: Path) -> None:
    keep(data, RENAMED, "2021-06-01")
    keep(data, alpha_csv(), "2021-01-01")
    assert [publisher for publisher, _ in made(data).failures] == ["alpha"]


def test_an_older_copy_that_fails_is_told_although_there_is_a_newer_one(data: Path) -> None:
    keep(data, alpha_csv(), "2021-06-01")
    keep(data, RENAMED, "2021-01-01")
    assert [publisher for publisher, _ in made(data).failures] == ["alpha"]


def test_a_good_document_from_the_same_page_does_not_hide_a_bad_one(data: Path) -> None:
    page = "https://alpha.example/transparency"
    keep(data, RENAMED, "2021-01-01", name="2020-H1.csv", url=page)
    keep(data, alpha_csv(), "2021-01-01", name="2020-H2.csv", url=page)
    assert [publisher for publisher, _ in made(data).failures] == ["alpha"]


# --- documents that are not read ---


def test_documents_without_figures_and_of_nobody_are_named(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, b"About", "2021-01-01", "beta", name="about-us.txt", url="https://beta.example/about-us.txt")
    keep(data, b"x", "2021-01-01", publisher="beta", name="x.csv", url="", report="dropped")
    Archive(data).add(
        b"x",
        publisher="gamma",
        report="r",
        name="x",
        url="",
        captured="2021-01-01",
        captured_basis="",
        obtained="import",
        exactness="",
    )
    assert made(data).failures == []
    table = store.read(data, "documents").filter(pl.col("outcome") == "not_read").sort("name")
    told = dict(table.select(pl.concat_str("publisher", "name", separator=" "), "why").rows())
    assert told["beta about-us.txt"] == "the publisher's description of its files"
    assert "gamma is not a publisher" in told["gamma x"]
    assert "dropped" in told["beta x.csv"]


# --- again, and only what changed ---


def test_a_second_build_does_nothing_and_a_third_from_nothing_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for root in (data, tmp_path / "again"):
        keep(root, alpha_csv(), "2021-01-01")
        keep(root, REVISED, "2021-02-01")
        keep(root, beta_zip(), "2021-01-01", "beta")
    assert made(data).changed
    before = files(data)
    assert not made(data).changed
    assert files(data) == before
    made(tmp_path / "again")
    other = files(tmp_path / "again")
    recorded = {"recorded"}  # when a copy entered the archive is the one thing that differs
    for name, content in before.items():
        one, two = (pl.read_parquet(bytes_).drop(recorded, strict=False) for bytes_ in (content, other[name]))
        assert one.equals(two)


def test_a_new_copy_adds_a_file_and_rewrites_none(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, beta_zip(), "2021-01-01", "beta")
    made(data)
    stamps = {path: path.stat().st_mtime_ns for path in (data / "observations").rglob("*.parquet")}
    keep(data, REVISED, "2021-02-01")
    made(data)
    assert {path: path.stat().st_mtime_ns for path in stamps} == stamps
    assert len(list((data / "observations").rglob("*.parquet"))) == len(stamps) + 1


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("analysis/crosswalks/alpha.toml", '"All" = "all"', '"All" = "legal_process_other"'),
        ("spiders/publishers/alpha.toml", 'method = "received"', 'method = "counted"'),
        ("spiders/publishers/alpha.py", '"-": "not_reported"', '"-": "not_applicable"'),
    ],
)
def test_a_changed_judgement_or_reader_is_taken_up_by_itself(
    data: Path, invented: Path, name: str, old: str, new: str
) -> None:
    keep(data, alpha_csv(*BASE, "2020 H2,Kosovo,All,-,"), "2021-01-01")
    made(data)
    before = store.read(data, "current")
    text = (invented / name).read_text(encoding="utf-8")
    assert old in text
    (invented / name).write_text(text.replace(old, new), encoding="utf-8")
    forget()
    assert made(data).changed
    assert not store.read(data, "current").equals(before)
    assert len(store.read(data, "current")) == len(before)


def test_what_an_interrupted_build_left_is_made_good(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, REVISED, "2021-02-01")
    made(data)
    before = files(data)
    (data / "current.parquet").unlink()
    stray = data / "observations/alpha/figures/2020-01-01-0123456789ab-01234567.parquet"
    stray.write_bytes(b"half")
    assert made(data).changed
    assert files(data) == before


def test_what_a_killed_build_left_half_written_is_no_table_and_goes(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    made(data)
    half = [
        data / ".writing-1-current.parquet",
        data / "readings/.writing-1-x.json.gz",
        data / "observations/alpha/figures/.writing-1-x.parquet",
        data / ".parts-abc/1.parquet",
    ]
    for path in half:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"PAR1 half")
    assert len(store.read(data, "observations")) == 10
    assert len(view(data, as_of=date(2021, 2, 1))) == 10
    site = data / ".writing-1-site.old"
    site.mkdir()
    assert not made(data).changed
    assert list(data.rglob(".*")) == [site]


def test_changed_bytes_in_the_archive_stop_the_build(data: Path) -> None:
    capture = keep(data, alpha_csv(), "2021-01-01")
    path = data / "archive/objects" / capture.sha256[:2] / capture.sha256[2:]
    path.write_bytes(path.read_bytes().replace(b"10", b"19"))
    with pytest.raises(IntegrityError, match="alpha/figures/figures.csv"):
        made(data)
    assert not (data / "current.parquet").exists()


def test_a_flipped_bit_in_a_table_is_found(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    made(data)
    assert store.check(data) == 13  # eleven tables, and what changed in them twice
    path = data / "current.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match="current.parquet"):
        store.check(data)


# --- past days ---


def test_past_views_are_what_was_captured_or_recorded_by_then(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(["2022-05-01T00:00:00Z", "2022-06-01T00:00:00Z", "2022-07-01T00:00:00Z"])
    monkeypatch.setattr("spiders.archive.now", lambda: next(times))
    keep(data, REVISED, "2021-06-01")
    keep(data, alpha_csv(), "2021-01-01")
    made(data)

    def told(**day: Any) -> list[str]:
        frame = view(data, **{name: date.fromisoformat(value) for name, value in day.items()})
        wanted = frame.filter(jurisdiction="NA", process="all", measure="requests_received")
        return wanted.sort("period_start")["printed"].to_list()

    assert told() == ["11", "12"]
    assert told(as_of="2021-05-31") == ["10", "12"]
    assert told(as_of="2021-06-01") == ["11", "12"]
    assert told(as_of="2020-12-31") == []
    assert told(recorded_as_of="2022-05-31") == ["11", "12"]
    assert told(as_of="2021-05-31", recorded_as_of="2022-05-31") == []
    assert told(recorded_as_of="2022-04-30") == []


def test_the_ledger_and_the_notes_of_a_document_are_kept(data: Path) -> None:
    keep(data, alpha_csv(), "2021-01-01")
    removals = "Half,Country,Removals\n2020 H1,Namibia,1\n2020 H1,Kosovo,2\n"
    keep(data, zipped({"removals.csv": removals, "a.txt": "x"}), "2021-01-01", "beta")
    made(data)
    table = store.read(data, "documents")
    for told in table.to_dicts():
        assert told["cells"] == told["cells_read"] + told["cells_header"] + told["cells_ignored"]
    beta = table.filter(publisher="beta").row(0, named=True)
    assert (beta["cells"], beta["ignored"]) == (10, [{"reason": "a description", "cells": 1}])
    alpha = table.filter(publisher="alpha").row(0, named=True)
    assert (alpha["cells"], alpha["observations"], alpha["url"]) == (29, 10, ALPHA_URL)
