"""Minutes of kills: whatever point a run dies at, the next one ends with what an undisturbed run would have made."""

import random
import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pytest

from analysis import store
from spiders.archive import Archive
from tests.house import House, alpha_csv, beta_zip

pytestmark = pytest.mark.soak

KILLS = 20
COUNTRIES = ("Namibia", "Kosovo", "Taiwan", "Norway", "Niger", "Chad", "Mali", "Togo", "Peru", "Cuba")
STEPS = (("import", "{documents}"), ("build",), ("report",))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty editions of each publisher's document, every one with other figures."""
    root = tmp_path_factory.mktemp("documents")
    for at in range(40):
        day = f"20{10 + at // 12}-{1 + at % 12:02d}-01"
        halves = [f"{year} H{half}" for year in range(2005, 2010) for half in (1, 2)]
        rows = [f"{half},{country},All,{at + len(country)},50%" for half in halves for country in COUNTRIES]
        removals = [f"2009 H{1 + at % 2},{country},{at}" for country in COUNTRIES]
        for name, content in {
            f"alpha/figures/{day}/figures.csv": alpha_csv(*rows),
            f"beta/figures/{day}/report.zip": beta_zip(*removals),
        }.items():
            (root / name).parent.mkdir(parents=True)
            (root / name).write_bytes(content)
    return root


def run(house: House, data: Path, documents: Path, seconds: float | None = None) -> list[int]:
    """Import, build and report one after the other; all are killed that long after the start. Their exit codes."""
    end = time.monotonic() + (seconds if seconds is not None else 600)
    codes = []
    for step in STEPS:
        arguments = [part.format(documents=documents) for part in step]
        with house.start(*arguments, data=data) as process:
            try:
                process.communicate(timeout=max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        codes.append(process.returncode)
        if process.returncode == -signal.SIGKILL:
            break
    return codes


def told(data: Path) -> dict[str, pl.DataFrame]:
    """Every table, but for when its copies were recorded."""
    frames = {name: store.read(data, name) for name in ("observations", "current", "restatements", "documents")}
    return {name: frame.drop("recorded", strict=False) for name, frame in frames.items()}


def archived(data: Path) -> list[tuple[int, str, str, str]]:
    return [(copy.sequence, copy.name, copy.captured, copy.sha256) for copy in Archive(data).captures()]


def site(data: Path) -> list[str]:
    return sorted(path.relative_to(data).as_posix() for path in (data / "site").rglob("*"))


def hidden(data: Path) -> list[str]:
    """What is half written has a name that begins so, below a data folder and in it."""
    return sorted(path.relative_to(data).as_posix() for path in data.rglob(".*"))


def test_killed_anywhere_and_run_again_it_ends_as_undisturbed(house: House, documents: Path, tmp_path: Path) -> None:
    whole = tmp_path / "undisturbed"
    start = time.monotonic()
    assert run(house, whole, documents) == [0, 0, 0]
    length = time.monotonic() - start
    expected, copies, pages = told(whole), archived(whole), site(whole)
    chance = random.Random(20)  # noqa: S311 - the same points each time
    killed = 0
    for at in range(KILLS):
        data = tmp_path / f"killed {at}"
        moment = chance.uniform(0, length)
        killed += run(house, data, documents, moment)[-1] == -signal.SIGKILL
        assert run(house, data, documents) == [0, 0, 0], f"killed after {moment:.2f} s of {length:.2f} s"
        assert archived(data) == copies
        assert site(data) == pages
        for name, frame in told(data).items():
            assert frame.equals(expected[name]), f"{name}: killed after {moment:.2f} s of {length:.2f} s"
        assert hidden(data) == hidden(whole)
    assert killed >= KILLS // 2


def test_killed_again_and_again_in_one_folder_it_still_gets_there(
    house: House, documents: Path, tmp_path: Path
) -> None:
    whole, data = tmp_path / "undisturbed", tmp_path / "killed"
    start = time.monotonic()
    assert run(house, whole, documents) == [0, 0, 0]
    length = time.monotonic() - start
    chance = random.Random(21)  # noqa: S311 - the same points each time
    for _ in range(KILLS):
        run(house, data, documents, chance.uniform(0, length))
    assert run(house, data, documents) == [0, 0, 0]
    assert archived(data) == archived(whole)
    assert hidden(data) == hidden(whole)
    for name, frame in told(data).items():
        assert frame.equals(told(whole)[name]), name
