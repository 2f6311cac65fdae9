"""The corpus of real documents, which is no part of the repository: where it is, and what is to be read from it."""

import csv
import json
import os
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Self

import polars as pl
import pytest

from analysis import store
from tests.house import House, Ran

CHECKOUT = Path(__file__).parent.parent
BESIDE = CHECKOUT.parent / "shared" / "corpus"


@dataclass(frozen=True)
class Built:
    """All real documents, imported and built in a data folder of their own, without the baseline."""

    data: Path
    imported: Ran
    made: Ran

    @classmethod
    def told(cls, folder: Path) -> Self:
        """What ``build_corpus`` left in a folder."""
        imported, made = json.loads((folder / "ran.json").read_text(encoding="utf-8"))
        return cls(folder / "data", Ran(**imported), Ran(**made))

    @cached_property
    def observations(self) -> pl.DataFrame:
        return store.read(self.data, "observations")

    @cached_property
    def documents(self) -> pl.DataFrame:
        return store.read(self.data, "documents")


def build_corpus(corpus: Path, folder: Path) -> None:
    """Import and build the corpus in ``folder``, and write down what the two commands said."""
    plainview = House(CHECKOUT)
    ran = [plainview.run("--no-baseline", "import", corpus, data=folder / "data", timeout=600)]
    ran.append(plainview.run("--no-baseline", "build", data=folder / "data", timeout=600))
    (folder / "ran.json").write_text(json.dumps([asdict(each) for each in ran]), encoding="utf-8")


def corpus() -> Path | None:
    """The folder that PLAINVIEW_CORPUS names, else ../shared/corpus beside the checkout; None where it is absent."""
    named = os.environ.get("PLAINVIEW_CORPUS")
    folder = Path(named) if named else BESIDE
    return folder.resolve() if (folder / "MANIFEST.csv").is_file() else None


def need_corpus() -> Path:
    """The corpus. Skips the test where it is absent, and fails it in CI, which has to have one."""
    found = corpus()
    if found is None:
        named = os.environ.get("PLAINVIEW_CORPUS")
        where = f"PLAINVIEW_CORPUS={named}" if named else f"PLAINVIEW_CORPUS is not set and {BESIDE} is not there"
        reason = f"no corpus of real documents: {where}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@cache
def manifest() -> list[dict[str, str]]:
    """The corpus's list of documents; empty where there is no corpus."""
    found = corpus()
    return _rows(found / "MANIFEST.csv") if found else []


@cache
def truth() -> list[dict[str, str]]:
    """The figures that our tables must give, read by an independent program; empty where there is no corpus."""
    found = corpus()
    return _rows(found.parent / "truth" / "figures.csv") if found else []


def need_truth() -> list[dict[str, str]]:
    """The figures to be held to. Skips the test where there are none beside the corpus, and fails it in CI."""
    need_corpus()
    found = truth()
    if not found:
        reason = f"no truth/figures.csv beside {corpus()}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
