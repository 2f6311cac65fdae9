"""Documents saved by hand come in with what is known of them, and what is not taken is told."""

import csv
from hashlib import sha256
from pathlib import Path

import pytest

from spiders import importing
from spiders.archive import Archive
from spiders.errors import PlainviewError
from spiders.importing import MANIFEST, NEEDED, import_folder
from spiders.outcome import Outcome

REPORTS = {"example": ["user-data", "removals"], "other": ["user-data"]}
PATH = "example/user-data/2024-05-13/figures.csv"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    folder = tmp_path / "saved"
    put(folder, PATH, b"a,b\n1,2\n")
    return folder


def put(folder: Path, path: str, data: bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(data)


def row(path: str, data: bytes, **changes: str) -> dict[str, str]:
    told = {
        "path": path,
        "captured": path.split("/")[2],
        "captured_basis": "date of the public copy",
        "url": "https://example.com/figures.csv",
        "sha256": sha256(data).hexdigest(),
        "byte_exact": "yes",
    }
    return told | changes


def write_manifest(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / MANIFEST).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, dict.fromkeys([*NEEDED, *(name for told in rows for name in told)]))
        writer.writeheader()
        writer.writerows(rows)


def take(folder: Path, *only: str) -> tuple[list[Outcome], Archive]:
    archive = Archive(folder.parent / "data")
    with archive.lock():
        return import_folder(folder, archive, list(REPORTS), only, reports=REPORTS.__getitem__), archive


def results(outcomes: list[Outcome]) -> list[tuple[str, str]]:
    return [(outcome.url, outcome.result) for outcome in outcomes]


def test_without_a_manifest_the_folder_says_when(saved: Path) -> None:
    outcomes, archive = take(saved)
    assert results(outcomes) == [(PATH, "imported")]
    (capture,) = archive.captures()
    assert (capture.publisher, capture.report, capture.name) == ("example", "user-data", "figures.csv")
    assert (capture.captured, capture.captured_basis, capture.url) == ("2024-05-13", "folder name", "")
    assert (capture.obtained, capture.exactness) == ("import", "as saved by hand")
    assert archive.read(capture.sha256) == b"a,b\n1,2\n"


def test_with_a_manifest_its_words_are_kept(saved: Path) -> None:
    put(saved, "other/user-data/2019-01-01/figures.zip", b"PK")
    put(saved, "other/user-data/2019-01-01/unlisted.csv", b"x")
    other = row("other/user-data/2019-01-01/figures.zip", b"PK", byte_exact="members byte-exact, zip container rebuilt")
    other |= {"captured": "2019-01-31", "captured_basis": "approximate", "url_kind": "landing", "quirks": "UTF-16"}
    write_manifest(saved, [row(PATH, b"a,b\n1,2\n"), other])
    outcomes, archive = take(saved)
    assert {outcome.result for outcome in outcomes} == {"imported"} and len(outcomes) == 3
    first, second, third = archive.captures()
    assert (first.captured, first.captured_basis, first.exactness) == (
        "2024-05-13",
        "date of the public copy",
        "byte-exact",
    )
    assert first.url == "https://example.com/figures.csv"
    assert (second.captured, second.captured_basis) == ("2019-01-31", "approximate")
    assert second.exactness == "members byte-exact, zip container rebuilt"
    assert second.note == "the URL is that of the page it was found on; UTF-16"
    assert (third.captured_basis, third.url, third.exactness) == ("folder name", "", "as saved by hand")


def test_again_is_nothing_new(saved: Path) -> None:
    take(saved)
    before = (saved.parent / "data/archive/manifest.jsonl").read_bytes()
    outcomes, _ = take(saved)
    assert results(outcomes) == [(PATH, "already there")]
    assert (saved.parent / "data/archive/manifest.jsonl").read_bytes() == before


def test_a_file_that_is_not_what_the_manifest_says_stays_out_and_the_others_come_in(saved: Path) -> None:
    put(saved, "other/user-data/2019-01-01/figures.csv", b"sound")
    other = "other/user-data/2019-01-01/figures.csv"
    write_manifest(saved, [row(PATH, b"something else"), row(other, b"sound")])
    outcomes, archive = take(saved)
    assert results(outcomes) == [(PATH, "failed"), (other, "imported")]
    assert sha256(b"something else").hexdigest() in outcomes[0].reason and MANIFEST in outcomes[0].reason
    assert [capture.publisher for capture in archive.captures()] == ["other"]


def test_a_listed_file_that_is_not_there_is_told(saved: Path) -> None:
    gone = "example/removals/2020-01-01/gone.csv"
    write_manifest(saved, [row(PATH, b"a,b\n1,2\n"), row(gone, b""), row("nobody/x/2020-01-01/gone.csv", b"")])
    outcomes, _ = take(saved)
    assert results(outcomes) == [(PATH, "imported"), (gone, "failed")]


def test_what_nobody_declares_is_left_out_by_name_and_count(saved: Path) -> None:
    for name in ("a.csv", "b.csv"):
        put(saved, f"stranger/report/2020-01-01/{name}", b"x")
    put(saved, "example/unknown/2020-01-01/c.csv", b"x")
    outcomes, archive = take(saved)
    told = [str(outcome) for outcome in outcomes if outcome.result == "left out"]
    assert told == [
        "example: left out (1 file: it declares no report 'unknown')",
        "stranger: left out (2 files: no such publisher is declared)",
    ]
    assert len(archive.captures()) == 1


def test_only_those_asked_for(saved: Path) -> None:
    put(saved, "other/user-data/2020-01-01/a.csv", b"x")
    outcomes, archive = take(saved, "other")
    assert [str(outcome) for outcome in outcomes] == [
        "other/user-data: imported other/user-data/2020-01-01/a.csv",
        "example: left out (1 file: not asked for)",
    ]
    assert [capture.publisher for capture in archive.captures()] == ["other"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("example/user-data/2024-02-30/a.csv", "no date"),
        ("example/user-data/20240228/a.csv", "no date"),
        ("example/user-data/2999-01-01/a.csv", "can have been saved"),
        ("example/user-data/a.csv", "not at"),
        ("example/user-data/2024-01-01/deeper/a.csv", "not at"),
        ("a.csv", "not at"),
        ("example/user-data/2024-01-01/a\x1b[2J.csv", "cannot be printed"),
        ("example/user-data/2024-01-01/a\udcff.csv", "cannot be printed"),
    ],
)
def test_a_file_out_of_place_is_left_out(tmp_path: Path, path: str, reason: str) -> None:
    put(tmp_path / "saved", path, b"x")
    (outcome,), archive = take(tmp_path / "saved")
    assert outcome.result == "left out" and reason in outcome.reason
    assert outcome.url.isprintable()
    assert archive.captures() == []


def test_hidden_files_and_links_are_not_followed(saved: Path, tmp_path: Path) -> None:
    put(tmp_path, "secret/2024-01-01/a.csv", b"secret")
    put(saved, "example/user-data/2024-05-13/.hidden.csv", b"x")
    put(saved, ".git/user-data/2024-05-13/a.csv", b"x")
    (saved / "example/user-data/2024-05-13/link.csv").symlink_to(tmp_path / "secret/2024-01-01/a.csv")
    (saved / "example/removals").symlink_to(tmp_path / "secret")
    outcomes, _ = take(saved)
    assert results(outcomes) == [(PATH, "imported")]


def test_too_large_and_empty_files_fail_alone(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "MAX_DOCUMENT", 10)
    put(saved, "example/user-data/2024-05-13/large.csv", b"12345678901")
    put(saved, "example/user-data/2024-05-13/nothing.csv", b"")
    outcomes, archive = take(saved)
    assert [outcome.result for outcome in outcomes] == ["imported", "failed", "failed"]
    assert "10 bytes" in outcomes[1].reason and "empty" in outcomes[2].reason
    assert len(archive.captures()) == 1


@pytest.mark.parametrize(
    ("manifest", "problem"),
    [
        (b"path,captured\n", "no column captured_basis"),
        (",".join(NEEDED).encode() + b"\n1,2\n", "line 2"),
        (",".join(NEEDED).encode() + b"\n1,2,3,4,5,6,7\n", "line 2"),
        (",".join(NEEDED).encode() + b"\n1,2,3,4,5,6\n1,2,3,4,5,6\n", "again"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_manifest_that_is_none_is_refused_before_anything_is_taken(
    saved: Path, manifest: bytes, problem: str
) -> None:
    (saved / MANIFEST).write_bytes(manifest)
    with pytest.raises(PlainviewError, match=problem):
        take(saved)
    assert Archive(saved.parent / "data").captures() == []


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(PlainviewError, match="no folder"):
        take(tmp_path / "saved")
