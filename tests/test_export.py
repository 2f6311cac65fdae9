"""What leaves the house: a figure is the same in every form, no text runs in a spreadsheet, and the same tables give
the same bytes. With PLAINVIEW_FRICTIONLESS, the path of a ``frictionless`` that is installed as
``tests/tools/frictionless.txt`` says, other people's programs read the package too."""

import csv
import gzip
import hashlib
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import store
from analysis.export import BY_DEFAULT, export, package, write_package
from analysis.export.delimited import as_json, csv_bytes, json_bytes
from analysis.export.descriptor import embedded
from analysis.export.members import ROWS
from analysis.export.notes import release_notes
from analysis.export.package import Package
from analysis.export.tables import codes, described, small_tables
from analysis.report.data import data_page
from analysis.report.site import load
from analysis.schema import DOCUMENTS, FINDINGS, RESTATEMENTS
from spiders.errors import PlainviewError
from spiders.publisher import load_publisher, names
from tests.house import BASE, House, alpha_csv, keep
from tests.test_recipes import row, view
from tests.test_report import HOSTILE

TOOLS = Path(__file__).with_name("tools")
LABELS = (
    *(HOSTILE, "=1+1", "+1", "-5", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "'=1+1", "'", '"', '""', ";", "; ", "NA"),
    *(
        "\0",
        "a\0b",
        "a,b",
        'a"b',
        "a\nb",
        "a\r\nb",
        " lead",
        "trail ",
        "\ufeffx",
        "</script>",
        "𝔘\u2028台灣",
        "x" * 10_000,
    ),
)
VALUES: tuple[Callable[[random.Random], Any], ...] = (
    lambda chance: float(chance.randrange(10**6)),
    lambda chance: chance.random(),
    lambda chance: (0.0, 499.0),
    lambda chance: (3500.0, None),
    lambda chance: None,
    lambda chance: chance.choice((0.1 + 0.2, 1e15 + 0.3, 1e-300, 123456789012.0, -0.5)),
)


def many(count: int) -> list[Any]:
    """Figures of two publishers, each in its own words; every third in words that somebody made to do harm."""
    chance = random.Random(5)  # noqa: S311  the same figures in every run
    found = []
    for number in range(count):
        words = {name: chance.choice(LABELS) for name in ("printed_measure", "printed_jurisdiction", "document_url")}
        told = words if number % 3 == 0 else {"printed_measure": "Requests"}
        own = number % 2 and {"publisher": "meta", "report": "government-requests", "table": "government_requests"}
        value = chance.choice(VALUES)(chance)
        some: dict[str, Any] = {
            "snapshot": "ab" * 32,
            "jurisdiction": chance.choice(("NA", "DE", "001", "org:interpol")),
        }
        some |= {"total_over": chance.choice(([], ["process"], ["process", "reason"])), "evidence": "report"}
        some |= {"printed": chance.choice(LABELS)} if number % 3 == 0 else {}
        some |= {"locator": chance.choice(("row 2 column 4", 'member "a row 1.csv" row 2 column 4', "elsewhere"))}
        found.append(row("2020-H1", value, **{**told, **some, **(own or {}), "cell_id": f"{number:024x}"}))
    return sorted(found, key=lambda one: str(one["publisher"]))


def folder(root: Path, rows: list[Any]) -> Path:
    """A data folder as a build leaves it."""
    told: dict[str, Any] = {
        "publisher": "google",
        "report": "user-data-requests",
        "name": "=cmd",
        "url": "javascript:alert(1)",
    }
    told |= {"snapshot": "ab" * 32, "outcome": "read", "notes": ["=1; 2", HOSTILE], "findings": [], "repeated": []}
    document = dict.fromkeys(DOCUMENTS.names()) | told | {"captured": date(2024, 5, 13), "origin": "archive"}
    frames = {
        "current": view(*rows),
        "documents": pl.DataFrame([document], schema=DOCUMENTS),
        "restatements": pl.DataFrame(schema=RESTATEMENTS),
        "findings": pl.DataFrame(schema=FINDINGS),
    }
    root.mkdir(parents=True, exist_ok=True)
    hashes = {f"{name}.parquet": store.write(root / f"{name}.parquet", frame) for name, frame in frames.items()}
    store.save_ledger(root, {"outputs": hashes})
    return root


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder(tmp_path_factory.mktemp("data"), many(900))


@pytest.fixture(scope="module")
def written(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    return package(data, tmp_path_factory.mktemp("package"))


def files(where: Path) -> dict[str, bytes]:
    return {path.relative_to(where).as_posix(): path.read_bytes() for path in where.rglob("*") if path.is_file()}


def in_csv(where: Path) -> dict[str, dict[str, str]]:
    with gzip.open(where / "figures.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        return {one["cell_id"]: one for one in csv.DictReader(handle, strict=True)}


def as_text(value: Any) -> str:
    """A value of the Parquet as its CSV has it, the apostrophe taken away."""
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, list) else str(value).replace("\0", "\N{SYMBOL FOR NULL}")


# --- one figure, every form ---


def test_a_figure_picked_at_random_is_the_same_in_every_form(written: Package) -> None:
    where = written.folder
    rows = pl.read_parquet(where / "figures.parquet").rows(named=True)
    texts = in_csv(where)
    lines = gzip.decompress((where / "figures.jsonl.gz").read_bytes()).decode().split("\n")
    objects = {one["cell_id"]: one for one in map(json.loads, filter(None, lines))}
    with closing(sqlite3.connect(where / "plainview.sqlite")) as database:
        database.row_factory = sqlite3.Row
        kept = {one["cell_id"]: dict(one) for one in database.execute("SELECT * FROM figures")}
    assert len(rows) == len(texts) == len(objects) == len(kept) == 900
    for one in random.Random(11).sample(rows, 400):  # noqa: S311  the same picks in every run
        cell = one["cell_id"]
        for name, value in one.items():
            told = texts[cell][name]
            if isinstance(value, float):
                assert float(told) == objects[cell][name] == kept[cell][name] == value
                continue
            assert told.removeprefix("'") == as_text(value) if isinstance(value, str) else told == as_text(value)
            plain = value.isoformat() if isinstance(value, date) else value
            assert objects[cell][name] == plain
            assert kept[cell][name] == (json.dumps(plain, separators=(",", ":")) if isinstance(plain, list) else plain)


def test_polars_reads_each_form_in_a_line(written: Package) -> None:
    where = written.folder
    figures = pl.read_parquet(where / "figures.parquet")
    assert pl.read_csv(where / "figures.csv.gz", infer_schema=False)["cell_id"].equals(figures["cell_id"])
    assert pl.read_ndjson(where / "figures.jsonl.gz", infer_schema_length=None)["lower"].equals(figures["lower"])


def test_no_text_runs_in_a_spreadsheet_and_no_number_is_touched() -> None:
    frame = pl.DataFrame({"text": [*LABELS, None, ""], "number": [-1.5] * (len(LABELS) + 2)})
    records = list(csv.reader(io.StringIO(csv_bytes(frame).decode(), newline=""), strict=True))[1:]
    assert not [text for text, _ in records if re.match("[=+\\-@\t\r\n＝＋－＠\0]", text)]
    assert [text.removeprefix("'") for text, _ in records] == [
        *(label.replace("\0", "\N{SYMBOL FOR NULL}") for label in LABELS), "", "",
    ]  # fmt: skip
    assert {number for _, number in records} == {"-1.5"}


def test_lists_of_codes_are_joined_and_all_others_are_json() -> None:
    frame = pl.DataFrame({"dims": [["a=1", "b=2"], []], "notes": [["x; y", '"'], None], "steps": [[{"a": 1}], []]})
    lines = csv_bytes(frame).decode().splitlines()
    assert lines[1] == 'a=1; b=2,"[""x; y"",""\\""""]","[{""a"":1}]"'
    assert lines[2] == ",,[]" or lines[2] == '"",,[]'
    assert frame.select(as_json("notes")).to_series().to_list() == ['["x; y","\\""]', None]
    with pytest.raises(PlainviewError, match="column dims: a code holds '; '"):
        csv_bytes(pl.DataFrame({"dims": [["a; b"]]}))


def test_json_is_an_array_with_a_row_a_line() -> None:
    assert json.loads(json_bytes(pl.DataFrame({"a": [1, None], "b": ["\n", "x"]}))) == [
        {"a": 1, "b": "\n"},
        {"a": None, "b": "x"},
    ]
    assert json.loads(json_bytes(pl.DataFrame({"a": []}))) == []


# --- the package ---


def test_sizes_and_hashes_are_those_of_the_files(written: Package) -> None:
    there = files(written.folder)
    assert {file.path for file in written.files} == set(there)
    told = json.loads(there["datapackage.json"])
    data = {
        path for path in there if path.partition(".")[2] in ("csv", "csv.gz", "jsonl.gz", "json", "parquet", "sqlite")
    }
    assert {one["path"] for one in told["resources"]} == data - {"citation.json", "datapackage.json"}
    for one in told["resources"]:
        assert one["bytes"] == len(there[one["path"]])
        assert one["hash"] == f"sha256:{hashlib.sha256(there[one['path']]).hexdigest()}"
    hashes = {path: hashlib.sha256(content).hexdigest() for path, content in there.items() if path != "SHA256SUMS"}
    assert there["SHA256SUMS"].decode() == "".join(f"{hashes[path]}  {path}\n" for path in sorted(hashes))
    assert told["created"] == "2024-05-13T00:00:00Z" and told["version"].startswith("2024.05.13+")
    assert {source["title"].partition(":")[0] for source in told["sources"]} == {"Google", "Meta"}


def test_every_column_is_described_and_every_reference_leads_somewhere(written: Package) -> None:
    tables = {one["name"]: one for one in written.description["resources"] if "schema" in one}
    assert set(tables) == set(described()["tables"])
    for one in tables.values():
        columns = {field["name"] for field in one["schema"]["fields"]}
        assert all(field["description"] for field in one["schema"]["fields"])
        assert set(one["schema"].get("primaryKey", ())) <= columns
        for key in one["schema"].get("foreignKeys", ()):
            other = tables[key["reference"]["resource"]]["schema"]["fields"]
            assert set(key["fields"]) <= columns
            assert set(key["reference"]["fields"]) <= {field["name"] for field in other}
    known = [set(described()["columns"])] * len(tables)
    used = {field["name"] for one in tables.values() for field in one["schema"]["fields"]}
    assert used >= known[0]
    for name, told in described()["tables"].items():
        columns = {field["name"] for field in tables[name]["schema"]["fields"]}
        assert set(told.get("columns", ())) | set(told.get("required", ())) <= columns


def test_the_same_tables_give_the_same_bytes(data: Path, written: Package, tmp_path: Path) -> None:
    again = package(data, tmp_path / "again")
    assert files(again.folder) == files(written.folder)
    assert files(package(data, tmp_path / "taken", last=written.folder).folder) == files(written.folder)
    assert files(package(data, tmp_path / "again").folder) == files(written.folder)
    member = gzip.GzipFile(written.folder / "figures.csv.gz")
    assert member.read(1) and member.mtime == 0


def test_what_did_not_change_is_taken_from_the_last_package(
    written: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [one | ({"printed": "changed"} if one["publisher"] == "meta" else {}) for one in many(900)]
    other = folder(tmp_path / "data", rows)
    fresh = package(other, tmp_path / "fresh")
    made: list[int] = []

    def counted(part: pl.DataFrame) -> bytes:
        made.append(len(part))
        return b""

    monkeypatch.setattr("analysis.export.members.json_lines", counted)
    taken = package(other, tmp_path / "taken", last=written.folder)
    assert made == [450]
    assert (taken.folder / "figures.csv.gz").read_bytes() == (fresh.folder / "figures.csv.gz").read_bytes()


def test_a_damaged_file_of_the_last_package_is_made_again(data: Path, written: Package, tmp_path: Path) -> None:
    shutil.copytree(written.folder, tmp_path / "last")
    for name in ("figures.csv.gz", "figures.jsonl.gz", "plainview.sqlite"):
        damaged = bytearray((tmp_path / "last" / name).read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (tmp_path / "last" / name).write_bytes(damaged)
    assert files(package(data, tmp_path / "out", last=tmp_path / "last").folder) == files(written.folder)
    (tmp_path / "last/datapackage.json").write_text("[]", encoding="utf-8")
    assert files(package(data, tmp_path / "other", last=tmp_path / "last").folder) == files(written.folder)


def test_the_last_package_stays_as_it_is(data: Path, written: Package, tmp_path: Path) -> None:
    """A file that two packages share is never written into."""
    before = files(written.folder)
    package(data, tmp_path / "out", last=written.folder)
    package(folder(tmp_path / "data", many(30)), tmp_path / "out")
    assert files(written.folder) == before


def test_sqlite_holds_every_table(written: Package, data: Path) -> None:
    with closing(sqlite3.connect(written.folder / "plainview.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for name, frame in {**small_tables(load(data, None, None)), **codes()}.items():
            (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608  our own names
            assert count == len(frame), name
        plan = database.execute("EXPLAIN QUERY PLAN SELECT * FROM figures WHERE cell_id = 'x'").fetchall()
    assert any("cells_by_cell_id" in str(step) for step in plan)


def test_each_form_tells_what_each_publisher_says_of_reuse(written: Package) -> None:
    columns = ("publisher", "reuse", "terms_source", "terms_seen", "terms_day")
    declared = {name: load_publisher(name).terms for name in names()}
    wanted = [
        (name, *((known.reuse, known.source, known.seen, known.day) if known else (None,) * 4))
        for name, known in declared.items()
    ]
    assert {known is None for known in declared.values()} == {True, False}
    path = written.folder / "tables/publishers"
    assert pl.read_parquet(path.with_suffix(".parquet")).select(columns).rows() == wanted
    texts = [tuple(value and str(value) for value in told) for told in wanted]
    objects = json.loads(path.with_suffix(".json").read_bytes())
    assert [tuple(one[name] for name in columns) for one in objects] == texts
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as handle:
        records = list(csv.DictReader(handle, strict=True))
    assert [tuple(one[name] or None for name in columns) for one in records] == texts
    with closing(sqlite3.connect(written.folder / "plainview.sqlite")) as database:
        assert database.execute(f"SELECT {', '.join(columns)} FROM publishers").fetchall() == texts  # noqa: S608
    stated = sum(known is not None for known in declared.values())
    words = (written.folder / "README.md").read_text(encoding="utf-8")
    assert f"{stated} of {len(declared)} publishers have such words there" in words
    assert "publishers tells what each publisher says of reuse" in (written.folder / "LICENSE.txt").read_text("utf-8")


def test_the_page_of_the_data_leads_to_the_terms_of_reuse(data: Path, written: Package) -> None:
    site, files = load(data, None, None), [(one.path, one.bytes, one.sha256, one.title) for one in written.files]
    page, alone = data_page(site, files, written.version), data_page(site, ())
    assert page.values["terms_file"] == "data/tables/publishers.csv" and alone.values["terms_file"] is None
    told = {one.publisher: one for one in page.values["terms"]}
    assert page.values["stated"] == sum(load_publisher(name).terms is not None for name in told)
    assert told["github"].seen == "the words themselves were read; the copy is of 2025-09-26"
    assert told["lets-encrypt"].seen == "the words themselves were read"
    assert not told["google"].stated and not told["google"].seen


def test_an_empty_view_is_a_package_too(tmp_path: Path) -> None:
    empty = package(folder(tmp_path / "data", []), tmp_path / "out")
    assert in_csv(empty.folder) == {}
    assert "created" not in empty.description and empty.version.startswith("0+")
    assert empty.dataset()["variableMeasured"] == []


def test_the_readme_s_first_lines_load_the_package(written: Package) -> None:
    text = (written.folder / "README.md").read_text(encoding="utf-8")
    code = text.partition("```python\n")[2].partition("```")[0].replace('"figures', f'"{written.folder}/figures')
    told: dict[str, Any] = {}
    exec(code, told)  # noqa: S102  our own words
    assert len(told["figures"]) == 900
    assert "900 figures of 2 publishers, periods from 2020-01-01 to 2020-06-30" in text


def test_what_a_page_embeds_cannot_end_its_script(written: Package) -> None:
    told = written.dataset("data/")
    assert json.loads(embedded(told)) == told
    assert not set("<>&") & set(embedded({"name": "</script><!--&"}))
    csv_ = next(one for one in told["distribution"] if one["contentUrl"] == "data/figures.csv.gz")
    assert csv_["sha256"] == written.file("figures.csv.gz").sha256
    assert told["temporalCoverage"] == "2020-01-01/2020-06-30"
    assert {"@type": "Place", "name": "Namibia", "identifier": "NA"} in told["spatialCoverage"]


def test_release_notes(tmp_path: Path) -> None:
    assert "first release" in release_notes(tmp_path, "1", past=False)
    (tmp_path / "changes.md").write_text("# What changed\n\n## Alpha\n\n- 3 added\n", encoding="utf-8")
    assert release_notes(tmp_path, "1", past=False).endswith(
        "Version 1.\n\n## What changed\n\n### Alpha\n\n- 3 added\n"
    )
    assert "past day" in release_notes(tmp_path, "1", past=True)


def test_members_are_cut_where_the_publisher_changes(written: Package) -> None:
    (told,) = (one for one in written.description["resources"] if one["name"] == "figures")
    assert len(told["plainview:members"]) == 1 + 2 and ROWS > 450


# --- the command ---


def test_the_command_writes_every_form(house: House, tmp_path: Path) -> None:
    data = tmp_path / "data"
    keep(data, alpha_csv(), "2021-01-01")
    keep(data, alpha_csv("2020 H1,Namibia,All,11,50%", *BASE[1:]), "2022-01-01")
    assert house.run("build", data=data).code == 0
    out = tmp_path / "out"
    ran = house.run("export", "--format", "package", "--out", out / "package", data=data)
    assert ran.code == 0
    assert {Path(line) for line in ran.out.splitlines()} == {
        path for path in (out / "package").rglob("*") if path.is_file()
    }
    assert json.loads((out / "package/datapackage.json").read_bytes())["sources"][0]["title"].startswith("Alpha: ")
    notes = (out / "package/RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert "figures are new" in notes
    then = ("--as-of", "2021-06-30")
    assert house.run("export", "--format", "package", "--out", out / "then", *then, data=data).code == 0
    printed = [{one["printed"] for one in in_csv(out / name).values()} for name in ("package", "then")]
    assert "11" in printed[0] and "11" not in printed[1]
    assert "view of a past day" in (out / "then/RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert house.run("export", "--format", "json", "--out", out / "json", data=data).code == 0
    assert {path.stem for path in (out / "json").iterdir()} == set(BY_DEFAULT)
    assert house.run("export", "--format", "sqlite", "--out", out / "sqlite", data=data).code == 0
    assert [path.name for path in (out / "sqlite").iterdir()] == ["plainview.sqlite"]
    ran = house.run("export", "--format", "sqlite", "current", data=data)
    assert ran.code == 1 and "holds every table" in ran.err


def test_tables_of_a_past_day(data: Path, tmp_path: Path) -> None:
    (path,) = export(data, tmp_path, "json", ["documents"], as_of=date(2020, 1, 1))
    assert json.loads(path.read_bytes()) == []
    with pytest.raises(PlainviewError, match="no table 'nothing'"):
        list(export(data, tmp_path, "csv", ["nothing"]))


# --- other people's programs ---


@pytest.fixture(scope="module")
def frictionless() -> Path:
    told = os.environ.get("PLAINVIEW_FRICTIONLESS")
    if not told:
        pytest.skip("PLAINVIEW_FRICTIONLESS names no frictionless (tests/tools/frictionless.txt says which)")
    return Path(told)


def validate(frictionless: Path, where: Path) -> dict[str, Any]:
    ran = subprocess.run(
        [frictionless, "validate", "--json", "datapackage.json"], cwd=where, capture_output=True, text=True, check=False
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_frictionless_finds_nothing_wrong(frictionless: Path, written: Package) -> None:
    told = validate(frictionless, written.folder)
    assert told["valid"], [task["errors"] for task in told["tasks"] if task["errors"]]
    rows = {task["name"]: task["stats"].get("rows") for task in told["tasks"]}
    assert rows["figures"] == 900


def test_frictionless_would_find_what_is_wrong(frictionless: Path, written: Package, tmp_path: Path) -> None:
    """That it says nothing means something: each of these is told."""
    where = tmp_path / "package"
    shutil.copytree(written.folder, where)
    text = (where / "tables/documents.csv").read_text(encoding="utf-8")
    (where / "tables/documents.csv").write_text(text.replace("google", "googel"), encoding="utf-8")
    figures = gzip.decompress((where / "figures.csv.gz").read_bytes()).replace(b",blank,", b",blanc,")
    (where / "figures.csv.gz").write_bytes(gzip.compress(figures, mtime=0))
    (where / "tables/findings.parquet").write_bytes(b"PAR1")
    told = validate(frictionless, where)
    found = {task["name"]: {error["type"] for error in task["errors"]} for task in told["tasks"] if task["errors"]}
    assert {"hash-count", "foreign-key"} <= found["documents"]
    assert {"hash-count", "constraint-error"} <= found["figures"]
    assert {"hash-count", "byte-count"} <= found["findings-parquet"]


def loaded(frictionless: Path, where: Path, count: int) -> str:
    ran = subprocess.run(
        [frictionless.with_name("python"), TOOLS / "load_package.py", where, str(count), "3"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def test_pandas_duckdb_and_r_load_the_same_figures(frictionless: Path, written: Package) -> None:
    told = loaded(frictionless, written.folder, 400)
    assert told.count("900 figures, 400 compared") == 7
    assert "R, CSV: 900 figures" in told


@pytest.mark.soak
def test_the_whole_package(frictionless: Path, tmp_path: Path) -> None:
    """Of the baseline: minutes, for Frictionless looks at each of 300,000 figures."""
    plainview = House(Path(__file__).parent.parent)
    assert plainview.run("build", data=tmp_path / "data").code == 0
    whole = write_package(load(tmp_path / "data", None, None), tmp_path / "package")
    told = validate(frictionless, whole.folder)
    assert told["valid"], [task["errors"][:3] for task in told["tasks"] if task["errors"]]
    assert "compared" in loaded(frictionless, whole.folder, 500)
