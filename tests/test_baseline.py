"""The baseline: readings of real documents without the documents, below whatever the archive has."""

import json
import lzma
from pathlib import Path

import polars as pl
import pytest

from analysis import baseline, store
from analysis.baseline import copies, regenerate, render, unpack
from analysis.build import build
from analysis.verification import verify
from spiders.errors import PlainviewError
from spiders.publisher import names
from spiders.reading import Reading, read
from spiders.sheet import Document
from tests.conftest import forget
from tests.house import ALPHA_URL, BASE, alpha_csv, beta_zip, keep

pytestmark = pytest.mark.usefixtures("invented")

REVISED = alpha_csv(*(line.replace("Namibia,All,10,", "Namibia,All,11,") for line in BASE))


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """A folder of two copies of alpha's document and one of beta's, as for an import."""
    root = tmp_path / "documents"
    place(root, "alpha/figures/2021-01-01/figures.csv", alpha_csv())
    place(root, "alpha/figures/2021-02-01/figures.csv", REVISED)
    place(root, "beta/figures/2021-01-01/report.zip", beta_zip())
    place(root, "beta/figures/2021-01-01/about.txt", b"not read, and not in the baseline")
    return root


def place(root: Path, name: str, data: bytes) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(data)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def origins(data: Path, table: str = "observations") -> dict[tuple[str, str], int]:
    frame = store.read(data, table)
    counted = frame.group_by("publisher", pl.col("origin").cast(pl.String)).len().rows()
    return {(publisher, origin): number for publisher, origin, number in counted}


def test_writing_it_again_changes_nothing_and_a_check_writes_nothing(invented: Path, documents: Path) -> None:
    folder = invented / "analysis/baseline"
    assert regenerate(documents, names(), check=True) == ["alpha", "beta"]
    assert files(folder) == {}
    assert regenerate(documents, names()) == ["alpha", "beta"]
    before = files(folder)
    assert sorted(before) == ["alpha.jsonl.xz", "beta.jsonl.xz"]
    assert regenerate(documents, names()) == []
    assert regenerate(documents, names(), check=True) == []
    assert files(folder) == before
    place(documents, "beta/figures/2021-03-01/report.zip", beta_zip("2020 H2,Namibia,1", "2020 H2,Kosovo,2"))
    assert regenerate(documents, names(), check=True) == ["beta"]
    assert files(folder) == before
    assert regenerate(documents, names()) == ["beta"]
    assert files(folder)["alpha.jsonl.xz"] == before["alpha.jsonl.xz"]


def test_it_holds_readings_and_no_time_path_or_document(documents: Path, invented: Path) -> None:
    regenerate(documents, names())
    path = invented / "analysis/baseline/alpha.jsonl.xz"
    text = lzma.decompress(path.read_bytes()).decode()
    heads = json.loads(text.split("\n")[0])
    assert [sorted(head) for head in heads] == [sorted(baseline.COPY)] * 2
    assert [(head["captured"], head["captured_basis"]) for head in heads] == [
        ("2021-01-01", "folder name"),
        ("2021-02-01", "folder name"),
    ]
    assert str(documents) not in text
    assert alpha_csv().decode() not in text
    assert copies(path) == heads


def test_a_reading_comes_back_as_it_was(documents: Path) -> None:
    regenerate(documents, names())
    data = alpha_csv()
    document = Document("alpha", "figures", "figures.csv", copies(baseline.files()[0])[0]["sha256"], data)
    key = ("figures", "figures.csv", document.sha256)
    (kept,) = unpack("alpha", {key}).values()
    fresh = read(document)
    assert (kept.columns, kept.sheets, kept.ledger) == (fresh.columns, fresh.sheets, fresh.ledger)
    assert (kept.version, kept.error) == ("baseline", None)
    assert unpack("alpha", {("figures", "other.csv", document.sha256)}) == {}


def test_the_same_readings_make_the_same_bytes() -> None:
    reading = Reading("alpha", "figures", "f.csv", "ab" * 32, "v1", [], {"cells": 1}, {"row": [1]})
    other = Reading("alpha", "figures", "f.csv", "ab" * 32, "v2", [], {"cells": 1}, {"row": [1]})
    assert render([({"b": 1, "a": 2}, reading)]) == render([({"a": 2, "b": 1}, other)])


def test_a_document_that_cannot_be_read_makes_no_baseline(documents: Path, invented: Path) -> None:
    place(documents, "alpha/figures/2021-03-01/figures.csv", alpha_csv(header="Half,Land,Process,Requests,Disclosed"))
    with pytest.raises(PlainviewError, match="the header changed"):
        regenerate(documents, names())
    assert "alpha.jsonl.xz" not in files(invented / "analysis/baseline")


def test_a_file_that_is_not_as_the_manifest_says_makes_no_baseline(documents: Path, invented: Path) -> None:
    header = "path,captured,captured_basis,url,sha256,byte_exact"
    line = f"alpha/figures/2021-01-01/figures.csv,2021-01-01,exact,{ALPHA_URL},{'0' * 64},yes"
    (documents / "MANIFEST.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    with pytest.raises(PlainviewError, match="SHA-256"):
        regenerate(documents, names())
    assert files(invented / "analysis/baseline") == {}


# --- below the archive ---


def test_it_is_built_without_an_archive_and_says_where_it_is_from(documents: Path, tmp_path: Path) -> None:
    regenerate(documents, names())
    data = tmp_path / "data"
    assert build(data).failures == []
    assert origins(data) == {("alpha", "baseline"): 20, ("beta", "baseline"): 2}
    assert store.read(data, "current").filter(jurisdiction="NA", measure="requests_received", process="all")[
        "printed"
    ].to_list() == ["11", "12"]
    assert store.read(data, "restatements")["kind"].to_list() == ["revised"]
    assert not build(data).changed
    assert build(data, use_baseline=False).changed
    assert origins(data) == {}


def test_nothing_of_it_can_be_checked_without_bytes(
    documents: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    regenerate(documents, names())
    build(tmp_path / "data")
    assert verify(tmp_path / "data") == 1
    said = capsys.readouterr()
    assert "0 figures found again" in said.out
    assert "22 could not be checked (no bytes at hand)" in said.out
    assert "nothing could be checked" in said.err


def test_what_the_archive_has_of_a_snapshot_replaces_it(documents: Path, tmp_path: Path) -> None:
    regenerate(documents, names())
    data = tmp_path / "data"
    build(data)
    before = store.read(data, "current").drop("origin", "recorded", "sequence", "captured_basis", "document_url")
    keep(data, alpha_csv(), "2021-01-01", captured_basis="folder name", url="", exactness="as saved by hand")
    assert build(data).failures == []
    assert origins(data) == {("alpha", "archive"): 10, ("alpha", "baseline"): 10, ("beta", "baseline"): 2}
    keep(data, REVISED, "2021-02-01", captured_basis="folder name", url="", exactness="as saved by hand")
    build(data)
    assert origins(data) == {("alpha", "archive"): 20, ("beta", "baseline"): 2}
    assert len(store.read(data, "documents")) == 3
    after = store.read(data, "current").drop("origin", "recorded", "sequence", "captured_basis", "document_url")
    assert after.equals(before)


def test_a_newer_copy_in_the_archive_is_the_next_edition(documents: Path, tmp_path: Path) -> None:
    regenerate(documents, names())
    data = tmp_path / "data"
    keep(data, alpha_csv(), "2021-03-01")
    build(data)
    told = store.read(data, "restatements").select("printed_before", "printed_after").rows()
    assert told == [("10", "11"), ("11", "10")]
    # The archive holds these bytes now: they are read there, for the copy of January too.
    assert origins(data, "current") == {("alpha", "archive"): 10, ("beta", "baseline"): 2}


def test_bytes_in_the_archive_are_read_by_the_present_reader(documents: Path, tmp_path: Path, invented: Path) -> None:
    regenerate(documents, names())
    data = tmp_path / "data"
    build(data)
    crosswalk = invented / "analysis/crosswalks/alpha.toml"
    crosswalk.write_text(crosswalk.read_text(encoding="utf-8").replace('= "subpoena"', '= "wiretap"'), encoding="utf-8")
    forget()
    assert build(data).changed
    assert set(store.read(data, "current").filter(publisher="alpha")["process"]) == {"all", "wiretap"}


def test_a_newer_baseline_or_declaration_is_taken_up_by_itself(documents: Path, tmp_path: Path, invented: Path) -> None:
    regenerate(documents, names())
    data = tmp_path / "data"
    build(data)
    place(documents, "beta/figures/2021-03-01/report.zip", beta_zip("2020 H2,Namibia,1", "2020 H2,Kosovo,2"))
    regenerate(documents, names())
    assert build(data).changed
    assert origins(data) == {("alpha", "baseline"): 20, ("beta", "baseline"): 4}
    declaration = invented / "spiders/publishers/alpha.toml"
    text = declaration.read_text(encoding="utf-8")
    declaration.write_text(text.replace('"received"', '"counted"').replace("[4, 200]", "[4, 201]"), encoding="utf-8")
    forget()
    assert build(data).changed
    assert set(store.read(data, "current").filter(publisher="alpha")["method"]) == {"counted"}
