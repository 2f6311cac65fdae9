"""Fixtures that several files of tests share."""

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import spiders.publishers
from analysis import baseline, corrections, crosswalk
from spiders import publisher, reading, sandbox
from spiders.sheet import Document
from tests.house import House, build_house, write_publishers

INVENTED = ("alpha", "beta")


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


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Plainview with alpha and beta only, for tests of the command line that leave its files as they are."""
    return build_house(tmp_path_factory.mktemp("plainview") / "house")
