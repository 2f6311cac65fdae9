"""Fixtures that several files of tests share."""

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import spiders.publishers
from analysis import baseline, corrections, crosswalk
from analysis.build import build
from spiders import publisher, reading, sandbox
from spiders.sheet import Document
from tests.corpus import Built, build_corpus, need_corpus
from tests.house import BASE, CHECKOUT, House, alpha_csv, beta_zip, build_house, keep, write_publishers
from tests.once import once

INVENTED = ("alpha", "beta")
FIRST = ("browser/test_site_axe.py", "test_end_to_end.py", "browser/")
"""The files that take longest begin: one process writes the site that those in a browser share, while another goes
through the command line, which needs none of it."""
REVISED = alpha_csv(*(line.replace("Namibia,All,10,", "Namibia,All,11,") for line in BASE))
"""Alpha's first edition, in which one figure is another."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those of FIRST in its order, then the others as they were."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        name = item.path.relative_to(here).as_posix()
        return next((at for at, first in enumerate(FIRST) if name.startswith(first)), len(FIRST))

    items.sort(key=place)


@pytest.fixture
def invented(tmp_path: Path) -> Iterator[Path]:
    """This process with alpha and beta in the place of all publishers; the folder that their files are in."""
    root = tmp_path / "house"
    write_publishers(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "HERE", root / "spiders")
        patch.setattr(publisher, "FOLDER", root / "spiders/publishers")
        patch.setattr(sandbox, "read_apart", read_here)
        patch.setattr(spiders.publishers, "__path__", [str(root / "spiders/publishers")])
        patch.setattr(crosswalk, "FOLDER", root / "analysis/crosswalks")
        patch.setattr(corrections, "FOLDER", root / "analysis/corrections")
        patch.setattr(baseline, "FOLDER", root / "analysis/baseline")
        forget()
        yield root
    forget()


def read_here(documents: Iterable[Document], fetch: Callable[[str], bytes]) -> sandbox.Answers:
    """In the place of ``read_apart``: only this process knows the invented publishers."""
    for document in documents:
        found = reading.read(replace(document, data=fetch(document.sha256)))
        yield sandbox.Answer(document, len(found), found.error, reading.pack(found))


def forget() -> None:
    """Drop what is kept of the publishers' files, after one of them has changed."""
    ours = [module for name, module in sys.modules.items() if name.split(".")[0] in ("spiders", "analysis")]
    for kept in [value for module in ours for value in vars(module).values() if hasattr(value, "cache_clear")]:
        kept.cache_clear()
    for name in INVENTED:
        sys.modules.pop(f"spiders.publishers.{name}", None)
    importlib.invalidate_caches()


@pytest.fixture
def restated_data(tmp_path: Path, invented: Path) -> Path:
    """A data folder in which alpha changed a figure, and beta tells a half-year on a day that is estimated."""
    root = tmp_path / "data"
    keep(root, alpha_csv(), "2021-01-01")
    keep(root, REVISED, "2021-06-01")
    keep(root, beta_zip(), "2021-02-01", "beta", captured_basis="approximate")
    build(root, use_baseline=False)
    return root


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Plainview with alpha and beta only, for tests of the command line that leave its files as they are."""
    return build_house(tmp_path_factory.mktemp("plainview") / "house")


@pytest.fixture(scope="session")
def corpus_built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """All real documents, imported and built once for whatever tests read their tables. Never write into it."""
    corpus = need_corpus()
    return Built.told(once(tmp_path_factory, "corpus", lambda folder: build_corpus(corpus, folder)))


@pytest.fixture(scope="session")
def baseline_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder that the repository's own baseline gives, built once. Never write into it."""

    def build(folder: Path) -> None:
        ran = House(CHECKOUT).run("build", data=folder / "data", timeout=600)
        assert ran.code == 0, ran.err

    return once(tmp_path_factory, "baseline", build) / "data"


@pytest.fixture(scope="session")
def site(corpus_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole report on the real documents, written once. Never write into it."""

    def write(folder: Path) -> None:
        out = folder / "site"
        ran = House(CHECKOUT).run("--no-baseline", "report", "--out", out, data=corpus_built.data, timeout=600)
        assert ran.code == 0, ran.err

    return once(tmp_path_factory, "report", write) / "site"
