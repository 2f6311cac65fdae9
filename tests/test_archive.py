"""The archive keeps what it was given, through kills, full disks and damage, and says so when it cannot."""

import errno
import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from spiders import archive as module
from spiders.archive import Archive, Capture, line_of
from spiders.durable import TEMPORARY
from spiders.errors import IntegrityError, Locked, PlainviewError, Unreadable

CHECKOUT = Path(__file__).parent.parent
FIELDS: dict[str, Any] = {
    "publisher": "example",
    "report": "user-data",
    "name": "figures.csv",
    "url": "https://example.com/figures.csv",
    "captured": "2026-01-31",
    "captured_basis": "exact",
    "obtained": "crawl",
    "exactness": "byte-exact",
}


def add(archive: Archive, data: bytes, **changes: Any) -> tuple[Capture, bool]:
    return archive.add(data, **{**FIELDS, **changes})


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_is_added_can_be_read_by_a_fresh_archive(tmp_path: Path) -> None:
    capture, new = add(Archive(tmp_path), b"a,b\n", status=200, headers={"ETag": '"1"'}, note="line\u2028break \udcff")
    assert new
    assert (capture.sequence, capture.size, capture.sha256) == (1, 4, sha256(b"a,b\n").hexdigest())
    assert len(capture.recorded) == 20 and capture.recorded.endswith("Z")
    later = Archive(tmp_path)
    assert later.captures() == [capture]
    assert later.read(capture.sha256) == b"a,b\n"
    assert (tmp_path / "archive" / "objects" / capture.sha256[:2] / capture.sha256[2:]).is_file()
    assert later.latest("example", "user-data", FIELDS["url"]) == capture
    assert later.latest("example", "user-data", "https://example.com/other") is None


def test_the_same_copy_again_appends_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, _ = add(archive, b"1", obtained="import")
    add(archive, b"2", obtained="import")
    before = tree(tmp_path)
    assert add(Archive(tmp_path), b"1", obtained="import") == (first, False)
    assert tree(tmp_path) == before


def test_a_publisher_that_goes_back_to_old_bytes_on_one_day_is_recorded(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert [add(archive, data)[1] for data in (b"A", b"A", b"B", b"A", b"A")] == [True, False, True, True, False]
    assert [archive.read(capture.sha256) for capture in archive.captures()] == [b"A", b"B", b"A"]


def test_latest_goes_by_recording_for_crawls_and_by_day_for_imports(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    add(archive, b"crawled")
    crawled_back, _ = add(archive, b"crawled with the clock set back", captured="2025-01-31")
    add(archive, b"old copy by hand", captured="2019-01-31", obtained="import")
    assert archive.latest("example", "user-data", FIELDS["url"]) == crawled_back
    by_hand, _ = add(archive, b"new copy by hand", captured="2026-02-01", obtained="import")
    assert archive.latest("example", "user-data", FIELDS["url"]) == by_hand


def test_two_archives_on_one_folder_see_each_other(tmp_path: Path) -> None:
    one, other = Archive(tmp_path), Archive(tmp_path)
    add(one, b"1")
    assert len(other.captures()) == 1
    add(other, b"2")
    assert [capture.sequence for capture in one.captures()] == [1, 2]


def test_killed_between_the_object_and_the_manifest(tmp_path: Path) -> None:
    undisturbed, killed = tmp_path / "undisturbed", tmp_path / "killed"
    first, _ = add(Archive(undisturbed), b"1")
    Archive(killed).put(b"1")
    assert Archive(killed).captures() == []
    again, new = add(Archive(killed), b"1")
    assert new
    assert replace(again, recorded="") == replace(first, recorded="")
    assert tree(killed).keys() == tree(undisturbed).keys()


def test_every_torn_last_line_is_ignored_then_cut(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first, _ = add(archive, b"1")
    whole = archive.manifest.read_bytes()
    second_line = line_of({**asdict(first), "sequence": 2})
    for length in (1, len(second_line) // 2, len(second_line) - 1):
        archive.manifest.write_bytes(whole + second_line[:length])
        assert Archive(tmp_path).captures() == [first]
        second, new = add(Archive(tmp_path), b"2", captured="2026-02-01")
        assert new and second.sequence == 2
        lines = archive.manifest.read_bytes().splitlines(keepends=True)
        assert lines[0] == whole and len(lines) == 2 and json.loads(lines[1])["sha256"] == second.sha256


def test_a_flipped_bit_in_any_place_of_the_manifest_is_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for data in (b"1", b"2", b"3"):
        add(archive, data)
    whole = archive.manifest.read_bytes()
    first = len(whole.splitlines(keepends=True)[0])
    for place in range(first, first + len(whole.splitlines()[1])):
        damaged = bytearray(whole)
        damaged[place] ^= 1
        archive.manifest.write_bytes(damaged)
        with pytest.raises(IntegrityError, match="line 2 "):
            Archive(tmp_path).captures()
        with pytest.raises(IntegrityError, match="line 2 "):
            add(Archive(tmp_path), b"4")


def test_a_line_taken_out_of_the_manifest_is_named(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for data in (b"1", b"2", b"3"):
        add(archive, data)
    lines = archive.manifest.read_bytes().splitlines(keepends=True)
    archive.manifest.write_bytes(lines[0] + lines[2])
    with pytest.raises(IntegrityError, match="line 2 "):
        Archive(tmp_path).captures()
    with pytest.raises(IntegrityError, match="shorter"):
        archive.captures()


def test_a_flipped_or_lost_object_is_named_and_mended_by_the_next_copy(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    capture, _ = add(archive, b"figures")
    path = tmp_path / "archive" / "objects" / capture.sha256[:2] / capture.sha256[2:]
    path.write_bytes(b"figurez")
    with pytest.raises(IntegrityError, match=r"example/user-data/figures\.csv: .* have changed"):
        Archive(tmp_path).read(capture.sha256)
    assert archive.has(capture.sha256) and not archive.is_sound(capture.sha256)
    path.unlink()
    with pytest.raises(IntegrityError, match=r"example/user-data/figures\.csv: .* missing"):
        Archive(tmp_path).read(capture.sha256)
    assert not archive.has(capture.sha256)
    add(archive, b"figures")
    assert archive.read(capture.sha256) == b"figures"
    assert len(archive.captures()) == 1


def test_a_hash_is_never_a_path(tmp_path: Path) -> None:
    for digest in ("../../../../etc/passwd", "", "A" * 64, "a" * 63 + "\n"):
        with pytest.raises(ValueError, match="SHA-256"):
            Archive(tmp_path).read(digest)


def test_refused_before_anything_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DOCUMENT", 3)
    with pytest.raises(Unreadable, match="4 bytes"):
        add(Archive(tmp_path), b"1234")
    with pytest.raises(ValueError, match="31 January"):
        add(Archive(tmp_path), b"1", captured="31 January")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("failing", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_archive_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Every call that can fail fails once, in turn: first in the object, then in the manifest's line."""
    add(Archive(tmp_path), b"1")
    before = tree(tmp_path)
    real = getattr(os, failing)
    failures = 0
    for allowed in range(20):
        calls = 0

        def full(*arguments: Any, allowed: int = allowed) -> Any:
            nonlocal calls
            calls += 1
            if calls > allowed:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            # A nearly full disk takes a part first.
            return (
                real(arguments[0], arguments[1][: len(arguments[1]) // 2 + 1])
                if failing == "write"
                else real(*arguments)
            )

        with monkeypatch.context() as patch:
            patch.setattr(os, failing, full)
            try:
                add(Archive(tmp_path), b"222")
            except PlainviewError as error:
                failures += 1
                assert "No space left" in str(error) and str(tmp_path) in str(error) and "(" in str(error)
            else:
                break
        left = tree(tmp_path)
        assert {path: left[path] for path in before} == before
        assert not [path for path in left if TEMPORARY in path]
        assert len(Archive(tmp_path).captures()) == 1
    assert failures >= 1
    assert [capture.sequence for capture in Archive(tmp_path).captures()] == [1, 2]


def test_a_file_size_limit_is_told_in_words_and_recovered_from(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from tests.test_archive import add; "
        "from spiders.archive import Archive; archive = Archive(Path(sys.argv[1])); "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)); "
        "[add(archive, str(day).encode(), captured=f'2026-01-{day:02}') for day in range(1, 9)]"
    )
    run = subprocess.run(
        [sys.executable, "-c", script, tmp_path], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "PlainviewError: cannot write" in run.stderr and "manifest.jsonl" in run.stderr
    kept = len(Archive(tmp_path).captures())
    assert kept == 2
    assert (tmp_path / "archive" / "manifest.jsonl").read_bytes().endswith(b"\n")
    add(Archive(tmp_path), b"after", captured="2026-02-01")
    assert len(Archive(tmp_path).captures()) == kept + 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(PlainviewError, match="Permission denied"), Archive(tmp_path).lock():
            pass
    finally:
        tmp_path.chmod(0o700)


def test_a_data_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(PlainviewError, match="cannot write"), Archive(tmp_path / "file" / "data").lock():
        pass
    with pytest.raises(PlainviewError, match="cannot write"):
        add(Archive(tmp_path / "file" / "data"), b"1")


def test_incomplete_bytes_are_put_aside_and_are_no_capture(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    path = archive.keep_incomplete(b"half", publisher="example", reason="cut off")
    assert path.read_bytes() == b"half" and path.parent.name == "incomplete"
    told = json.loads(path.with_suffix(".json").read_text())
    assert told["reason"] == "cut off" and told["size"] == 4
    assert archive.captures() == [] and not archive.has(path.name)


def hold(root: Path) -> "subprocess.Popen[str]":
    """A process that holds the lock until its standard input closes."""
    script = (
        "import sys; from pathlib import Path; from spiders.archive import Archive\n"
        "with Archive(Path(sys.argv[1])).lock(): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, root], cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    return holder


def test_a_second_run_is_refused_by_name_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    with hold(tmp_path) as holder:
        with pytest.raises(Locked, match=rf"process {holder.pid} since 20\d\d-.*Z"), Archive(tmp_path).lock():
            pass
        assert Archive(tmp_path).captures() == []
        holder.kill()
    stray = tmp_path / "archive" / "objects" / "ab" / f"{TEMPORARY}1-left"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half")
    with Archive(tmp_path).lock():
        assert not stray.exists()
    with Archive(tmp_path).lock():
        pass


def test_killed_at_random_points_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path\n"
        "from spiders.archive import Archive; from tests.test_archive import add\n"
        "archive = Archive(Path(sys.argv[1]))\n"
        "with archive.lock():\n"
        "    print('started', flush=True)\n"
        "    for day in range(1, 29):\n"
        "        add(archive, str(day).encode(), captured=f'2026-01-{day:02}', obtained='import')\n"
    )
    for milliseconds in (0, 2, 5, 9, 14):
        with subprocess.Popen(
            [sys.executable, "-c", script, tmp_path], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None and writer.stdout.readline() == "started\n"
            with pytest.raises(subprocess.TimeoutExpired):
                writer.wait(milliseconds / 1000)
            writer.kill()
    subprocess.run([sys.executable, "-c", script, tmp_path], cwd=CHECKOUT, stdout=subprocess.DEVNULL, check=True)
    captures = Archive(tmp_path).captures()
    assert sorted(capture.captured for capture in captures) == [f"2026-01-{day:02}" for day in range(1, 29)]
    assert all(Archive(tmp_path).is_sound(capture.sha256) for capture in captures)
    assert len([path for path in tree(tmp_path) if "objects" in path]) == 28
