"""What a build changed: told cell by cell, whatever happens to the build."""

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import changes, store
from analysis.build import build
from tests.conftest import REVISED, forget
from tests.house import alpha_csv, keep
from tests.test_corrections import CORRECTION


def changed(root: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((root / changes.JSON).read_text(encoding="utf-8"))
    return told


def test_the_first_build_says_so_and_the_next_what_it_changed(tmp_path: Path, invented: Path) -> None:
    keep(tmp_path, alpha_csv(), "2021-01-01")
    first = build(tmp_path, use_baseline=False)
    assert changed(tmp_path)["before"] is None and "nothing to compare" in first.changes
    more = REVISED + b"2021 H1,Namibia,All,7,\n"
    keep(tmp_path, more, "2021-06-01")
    second = build(tmp_path, use_baseline=False)
    assert second.changes == "changes: 2 added, 1 changed, 0 removed, in 1 table of 1 publisher"
    told = changed(tmp_path)
    (table,) = told["tables"]
    assert (table["publisher"], table["added"], table["changed"], table["same_bytes"]) == ("alpha", 2, 1, 0)
    assert table["periods"] == {"added": ["2021-H1"], "changed": ["2020-H1"]}
    (largest,) = table["largest"]
    assert (largest["before"]["printed"], largest["after"]["printed"]) == ("10", "11")
    assert largest["after"]["locator"] == "row 2 column 4"
    assert told["before"]["newest_copy"] == "2021-01-01" and told["after"]["newest_copy"] == "2021-06-01"
    assert (
        "| Requests received, All processes, Namibia, 2020-H1 | 10 | 11 |" in (tmp_path / changes.MARKDOWN).read_text()
    )
    store.check(tmp_path)
    assert not (tmp_path / changes.BEFORE).exists()


def test_a_build_that_changes_no_figure_leaves_what_is_written(restated_data: Path) -> None:
    before = (restated_data / changes.JSON).read_bytes()
    assert not build(restated_data, use_baseline=False).changed
    keep(restated_data, REVISED, "2021-07-01")  # the same bytes again
    again = build(restated_data, use_baseline=False)
    assert again.changed and again.changes == "changes: no figure changed"
    assert (restated_data / changes.JSON).read_bytes() == before
    store.check(restated_data)


def test_a_changed_judgement_is_told_as_ours(restated_data: Path, invented: Path) -> None:
    (invented / "analysis/corrections/alpha.toml").write_text(CORRECTION, encoding="utf-8")
    keep(restated_data, REVISED, "2021-07-01")
    forget()
    build(restated_data, use_baseline=False)
    (table,) = changed(restated_data)["tables"]
    assert (table["changed"], table["same_bytes"]) == (1, 1)
    assert "our reading changed" in (restated_data / changes.MARKDOWN).read_text()


def test_a_build_that_is_killed_half_way_loses_no_change(restated_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(restated_data, alpha_csv(), "2021-08-01")
    whole = store.save_ledger
    monkeypatch.setattr(store, "save_ledger", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        build(restated_data, use_baseline=False)
    assert (restated_data / changes.BEFORE).exists()
    monkeypatch.setattr(store, "save_ledger", whole)
    build(restated_data, use_baseline=False)
    (table,) = changed(restated_data)["tables"]
    assert (table["largest"][0]["before"]["printed"], table["largest"][0]["after"]["printed"]) == ("11", "10")
    assert not (restated_data / changes.BEFORE).exists()


def test_tables_that_were_meddled_with_are_no_ground_to_compare_with(restated_data: Path) -> None:
    path = restated_data / "current.parquet"
    path.write_bytes(path.read_bytes() + b" ")
    keep(restated_data, alpha_csv(), "2021-08-01")
    build(restated_data, use_baseline=False)
    assert "nothing could be compared" in changed(restated_data)["note"]
