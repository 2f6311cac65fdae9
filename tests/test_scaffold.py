"""A new publisher's files: they pass every check as written, but for a golden file that nobody has read yet."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spiders.errors import PlainviewError
from spiders.scaffold import scaffold

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("spiders", "analysis", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "baseline", "fixtures")
        shutil.copytree(CHECKOUT / name, tmp_path / name, ignore=ignored)
    (tmp_path / "tests/fixtures").mkdir()
    for name in ("plainview.py", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path / name)
    return tmp_path


def run(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-W", "ignore", *arguments]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def fixtures(checkout: Path) -> "subprocess.CompletedProcess[str]":
    return run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_fixtures.py", "-k", "acme-mail")


def test_the_new_publisher_fails_on_its_golden_file_alone_until_it_is_written(checkout: Path) -> None:
    told = run(checkout, "plainview.py", "new", "acme-mail")
    assert told.returncode == 0, told.stderr
    assert "spiders/publishers/acme_mail.py" in told.stdout
    failed = fixtures(checkout)
    assert failed.returncode == 1
    assert [line.split("::")[1].split(" ")[0] for line in failed.stdout.splitlines() if line.startswith("FAILED")] == [
        "test_fixture_reads_as_its_golden_file[acme-mail/first-layout]"
    ], failed.stdout
    update = run(checkout, "-m", "tests.fixtures_io", "--update", "acme-mail")
    assert update.stdout == "acme-mail/first-layout: 4 observations\n", update.stderr
    passed = fixtures(checkout)
    assert passed.returncode == 0, passed.stdout


def test_nothing_is_overwritten_and_only_identifiers_are_taken(tmp_path: Path) -> None:
    with pytest.raises(PlainviewError, match="no checkout"):
        scaffold(tmp_path, "acme")
    (tmp_path / "tests/fixtures").mkdir(parents=True)
    scaffold(tmp_path, "acme")
    with pytest.raises(PlainviewError, match=r"acme is there already: .*acme.toml"):
        scaffold(tmp_path, "acme")
    for bad in ("Acme", "acme_mail", "../acme", "-acme", "", "a" * 41):
        with pytest.raises(PlainviewError, match="no identifier"):
            scaffold(tmp_path, bad)
