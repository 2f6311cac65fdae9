"""The command line as its users run it: processes, a web on loopback, exit codes and what is left on disk."""

import json
import shutil
import signal
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from analysis import store
from analysis.export import BY_DEFAULT
from analysis.verify import verify_documents
from spiders.archive import Archive
from spiders.publisher import load_publisher
from spiders.reading import read
from tests.fixtures_io import Case, cases, observations, pack, parts
from tests.house import ALPHA_URL, BASE, BETA_URL, CHECKOUT, House, Ran, alpha_csv, beta_zip, build_house, keep
from tests.servers import Answer, Web

ALPHA_FIRST = alpha_csv()
ALPHA_RENAMED = alpha_csv(header="Half,Country,Process,Demands,Disclosed")
# One figure revised, one withdrawn, one that is new in a half-year told before, and a half-year that is news.
ALPHA_SECOND = alpha_csv(
    "2020 H1,Namibia,All,11,50%",
    "2020 H1,Namibia,Subpoenas,4,50%",
    "2020 H1,Taiwan,All,2,0%",
    "2020 H2,Namibia,All,12,",
    "2020 H2,Namibia,Subpoenas,5,20%",
    "2021 H1,Namibia,All,7,10%",
)
BETA_FIRST = beta_zip()
BETA_SECOND = beta_zip("2020 H2,Namibia,6", "2020 H2,Kosovo,8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def web() -> Iterator[Web]:
    """Alpha and Beta as they are first; a test changes ``web.answers``."""
    with Web({ALPHA_URL: whole(ALPHA_FIRST), BETA_URL: whole(BETA_FIRST)}) as running:
        yield running


def whole(body: bytes) -> Answer:
    return Answer(
        body, headers={"ETag": f'"{sha256(body).hexdigest()[:8]}"', "Content-Type": "application/octet-stream"}
    )


def serve(web: Web, **bodies: bytes) -> None:
    """Change what a publisher has at its address."""
    addresses = {"alpha": ALPHA_URL, "beta": BETA_URL}
    web.answers.update({addresses[name]: [whole(body)] for name, body in bodies.items()})


def collect(house: House, data: Path, web: Web, *publishers: str) -> Ran:
    return house.run("collect", *publishers, "--mirror", web.address, data=data)


def tables(data: Path) -> dict[str, bytes]:
    """Every table's bytes by its name."""
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in sorted(data.rglob("*.parquet"))}


def printed(data: Path, publisher: str = "alpha", jurisdiction: str = "NA", process: str | None = "all") -> list[str]:
    """The requests that the current view prints for a country in all, half-year by half-year."""
    frame = store.read(data, "current").filter(publisher=publisher, jurisdiction=jurisdiction)
    frame = frame.filter(pl.col("measure") == "requests_received", pl.col("process").eq_missing(pl.lit(process)))
    return frame.sort("period_start")["printed"].to_list()


def verdict(data: Path) -> dict[str, object]:
    """What the last run left about itself."""
    told: dict[str, object] = json.loads(max((data / "runs").iterdir()).read_text(encoding="utf-8"))
    return told


# --- collecting, and what changes ---


def test_from_first_fetch_to_restatement(house: House, data: Path, web: Web) -> None:
    first = collect(house, data, web)
    assert (first.code, first.out) == (0, "")
    assert "2 documents: new" in first.err
    built = house.run("build", data=data)
    assert built.code == 0
    assert "built 12 observations from 2 copies of documents" in built.err
    before, manifest = tables(data), (data / "archive/manifest.jsonl").read_bytes()

    again = collect(house, data, web)
    assert again.code == 0
    assert "2 documents: unchanged" in again.err
    asked = [request.headers.get("if-none-match") for request in web.asked if request.url == ALPHA_URL]
    assert asked == [None, whole(ALPHA_FIRST).headers["ETag"]]
    assert (data / "archive/manifest.jsonl").read_bytes() == manifest
    rebuilt = house.run("build", data=data)
    assert rebuilt.code == 0
    assert "nothing changed" in rebuilt.err
    assert tables(data) == before

    serve(web, alpha=ALPHA_SECOND)
    assert collect(house, data, web).code == 0
    assert house.run("build", data=data).code == 0
    assert printed(data) == ["11", "12", "7"]
    changes = store.read(data, "restatements").filter(measure="requests_received")
    assert sorted(changes.select("jurisdiction", "kind", "printed_before", "printed_after").rows()) == [
        ("NA", "revised", "10", "11"),
        ("TW", "appeared", None, "2"),
        ("XK", "withdrawn", "3", None),
    ]
    assert {name: content for name, content in tables(data).items() if name in before and "observations" in name} == {
        name: content for name, content in before.items() if "observations" in name
    }
    checked = house.run("verify", data=data)
    assert checked.code == 0
    assert "24 figures found again at their locators\n0 could not be checked" in checked.out


def test_a_renamed_header_and_the_day_it_is_mended(house: House, data: Path, web: Web) -> None:
    assert collect(house, data, web).code == 0
    assert house.run("build", data=data).code == 0
    alpha = {name: content for name, content in tables(data).items() if "/alpha/" in name}

    serve(web, alpha=ALPHA_RENAMED, beta=BETA_SECOND)
    broken = collect(house, data, web)
    sentence = (
        f"plainview: alpha figures (figures.csv, sha256 {sha256(ALPHA_RENAMED).hexdigest()[:12]}): row 1 column 4: "
        "the header changed: expected ['Requests'], found ['Demands']\n"
    )
    assert broken.code == 1
    assert sentence in broken.err
    assert broken.err.endswith("plainview: failed or held back: alpha; last good figures stay\n")
    assert "Traceback" not in broken.err
    built = house.run("build", data=data)
    assert (built.code, sentence in built.err) == (1, True)
    assert verdict(data)["failures"] == [{"publisher": "alpha", "why": sentence[11:-1]}]
    assert printed(data) == ["10", "12"]
    assert {name: content for name, content in tables(data).items() if "/alpha/" in name} == alpha
    assert printed(data, "beta", process=None) == ["1", "6"]
    assert Archive(data).has(sha256(ALPHA_RENAMED).hexdigest())
    assert house.run("verify", data=data).code == 0

    serve(web, alpha=ALPHA_SECOND)
    assert collect(house, data, web).code == 0
    mended = house.run("build", data=data)
    assert (mended.code, "plainview:" in mended.err) == (0, False)
    assert printed(data) == ["11", "12", "7"]
    assert store.read(data, "documents").filter(publisher="alpha")["outcome"].to_list() == ["read", "failed", "read"]


def test_one_publisher_that_cannot_be_fetched_does_not_stop_the_other(house: House, data: Path, web: Web) -> None:
    web.answers[ALPHA_URL] = [Answer(b"gone", 404)]
    ran = collect(house, data, web)
    assert ran.code == 1
    assert f"alpha figures: {ALPHA_URL}: " in ran.err
    assert house.run("build", data=data).code == 0
    assert printed(data, "beta", process=None) == ["1"]
    serve(web, alpha=ALPHA_FIRST)
    assert collect(house, data, web, "alpha").code == 0
    assert house.run("build", data=data).code == 0
    assert printed(data) == ["10", "12"]


def test_what_was_only_reconstructed_is_fetched_when_asked_for_alone(
    house: House, data: Path, web: Web, tmp_path: Path
) -> None:
    root = tmp_path / "checkout"
    shutil.copytree(house.root, root)
    declaration = root / "spiders/publishers/beta.toml"
    declaration.write_text(declaration.read_text(encoding="utf-8").replace("not seen answering", "reconstructed"))
    changed = House(root)
    scheduled = collect(changed, data, web)
    assert scheduled.code == 0, scheduled.err
    assert [request.url for request in web.asked if request.url == BETA_URL] == []
    assert "1 publisher left alone: reconstructed, never seen answering (name it, or say --unverified)" in scheduled.err
    assert "2 publishers: 1 reconstructed, 1 recorded" in changed.run("publishers", data=data).out.replace(
        "1 recorded, 1 reconstructed", "1 reconstructed, 1 recorded"
    )
    assert collect(changed, tmp_path / "named", web, "beta").code == 0
    assert collect(changed, tmp_path / "all", web, "--unverified").code == 0
    assert len([request.url for request in web.asked if request.url == BETA_URL]) == 2


# --- a whole run ---


def test_a_run_writes_the_site_and_a_failed_one_says_so(house: House, data: Path, web: Web) -> None:
    ran = house.run("run", "--mirror", web.address, data=data)
    assert ran.code == 0, ran.err
    page = Path(ran.out.strip())
    assert (page, page.is_file()) == (data / "site/index.html", True)
    serve(web, alpha=ALPHA_RENAMED, beta=BETA_SECOND)
    failed = house.run("run", "--mirror", web.address, data=data)
    assert failed.code == 1
    assert "row 1 column 4: the header changed" in failed.err
    assert page.is_file()
    assert printed(data, "beta", process=None) == ["1", "6"]
    serve(web, alpha=ALPHA_FIRST)
    assert house.run("run", "--mirror", web.address, data=data).code == 0


def test_without_a_network_a_run_is_short_and_says_one_line(house: House, data: Path) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    start = time.monotonic()
    ran = house.run("--quiet", "run", "--offline-ok", data=data)
    assert time.monotonic() - start < 30
    assert ran.code == 0
    (line,) = ran.err.splitlines()
    assert line.startswith("no network: ")
    assert printed(data) == ["10", "12"]
    strict = house.run("--quiet", "collect", data=data)
    assert strict.code == 1
    assert "no network" in strict.err


# --- documents brought by hand ---


def test_a_folder_without_a_manifest_is_taken_in_by_its_names(house: House, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for name, content in {
        "alpha/figures/2020-08-01/figures.csv": ALPHA_FIRST,
        "alpha/figures/2021-08-01/figures.csv": ALPHA_SECOND,
        "alpha/figures/2021-08-01/.hidden": b"x",
        "alpha/no-such-report/2021-08-01/figures.csv": b"x",
        "gamma/figures/2021-08-01/figures.csv": b"x",
        "beta/figures/yesterday/report.zip": BETA_FIRST,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    ran = house.run("import", folder, data=data)
    assert ran.code == 0
    assert "2 documents: imported" in ran.err
    assert "it declares no report 'no-such-report'" in ran.err
    assert "no such publisher is declared" in ran.err
    assert "'yesterday' is no date" in ran.err
    assert house.run("build", data=data).code == 0
    assert printed(data) == ["11", "12", "7"]
    assert set(store.read(data, "observations")["captured_basis"]) == {"folder name"}
    then = house.run(
        "show", "alpha", "NA", "2020-H1", "requests_received", "process=all", "--as-of", "2020-12-31", data=data
    )
    assert (then.code, "10" in then.out.splitlines()[1], then.out.splitlines()[-1]) == (0, True, "1 figures")
    assert "2 documents: already there" in house.run("import", folder, data=data).err


def test_a_damaged_file_is_refused_by_its_hash_and_the_others_taken(house: House, data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    for name, content in {"alpha": ALPHA_FIRST, "beta": BETA_FIRST}.items():
        place = folder / name / "figures/2021-01-01" / ("figures.csv" if name == "alpha" else "report.zip")
        place.parent.mkdir(parents=True)
        place.write_bytes(content)
    lines = ["path,captured,captured_basis,url,sha256,byte_exact"]
    lines.append(f"alpha/figures/2021-01-01/figures.csv,2021-01-01,exact,{ALPHA_URL},{'0' * 64},yes")
    lines.append(f"beta/figures/2021-01-01/report.zip,2021-01-01,exact,{BETA_URL},{sha256(BETA_FIRST).hexdigest()},yes")
    (folder / "MANIFEST.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ran = house.run("import", folder, data=data)
    assert ran.code == 1
    assert "its SHA-256 is" in ran.err
    assert house.run("build", data=data).code == 0
    assert set(store.read(data, "current")["publisher"]) == {"beta"}


# --- exit codes ---


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "required"),
        (["no-such-command"], "invalid choice"),
        (["collect", "gamma"], "no publisher gamma; there are alpha, beta"),
        (["import", "/no/such/folder"], "/no/such/folder is not a folder"),
        (["import", "/", "gamma"], "no publisher gamma"),
        (["report", "--as-of", "soon"], "invalid"),
        (["baseline", "/no/such/folder"], "is not a folder of documents"),
    ],
)
def test_usage_is_2(house: House, data: Path, arguments: list[str], said: str) -> None:
    ran = house.run(*arguments, data=data)
    assert (ran.code, said in ran.err, ran.out) == (2, True, "")


def test_a_query_that_means_nothing_is_2_and_help_is_0(house: House, data: Path) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    assert house.run("build", data=data).code == 0
    ran = house.run("show", "alpha", "Gemany", data=data)
    assert (ran.code, "'Gemany' is no publisher" in ran.err) == (2, True)
    helped = house.run("--help", data=data)
    assert (helped.code, "exit codes:" in helped.out) == (0, True)


def test_another_run_s_lock_is_75(house: House, data: Path) -> None:
    with Archive(data).lock():
        for command in (["build"], ["collect"], ["import", str(data)], ["run"]):
            ran = house.run(*command, data=data)
            assert ran.code == 75
            assert ran.err.startswith(f"plainview: another run holds {data / 'lock'}: process ")
    assert house.run("build", data=data).code == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_an_interrupt_keeps_what_had_arrived(
    house: House, data: Path, web: Web, number: signal.Signals, code: int
) -> None:
    web.answers[ALPHA_URL] = [Answer(hang=60), whole(ALPHA_FIRST)]
    with house.start("collect", "--mirror", web.address, data=data) as process:
        until = time.monotonic() + 30
        while not (web.times(ALPHA_URL) and (data / "archive/manifest.jsonl").is_file()) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate(timeout=20)
    assert (process.returncode, "Traceback" in said) == (code, False)
    assert [capture.publisher for capture in Archive(data).captures()] == ["beta"]
    assert collect(house, data, web).code == 0
    assert house.run("build", data=data).code == 0
    assert printed(data) == ["10", "12"]


def test_a_changed_byte_in_the_archive_is_3_and_names_the_document(house: House, data: Path) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    keep(data, BETA_FIRST, "2021-01-01", "beta")
    assert house.run("build", data=data).code == 0
    digest = sha256(BETA_FIRST).hexdigest()
    path = data / "archive/objects" / digest[:2] / digest[2:]
    content = bytearray(path.read_bytes())
    content[40] ^= 1
    path.write_bytes(content)
    ran = house.run("verify", data=data)
    assert ran.code == 3
    assert "plainview: integrity: beta/figures/report.zip: its bytes in the archive have changed" in ran.err
    assert "10 figures found again" in ran.out
    path.write_bytes(BETA_FIRST)
    assert house.run("verify", data=data).code == 0


@pytest.mark.parametrize("command", [["verify"], ["report"], ["export", "--out", "unused"]])
def test_a_changed_byte_in_a_table_is_3_and_nothing_is_published(house: House, data: Path, command: list[str]) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    assert house.run("build", data=data).code == 0
    path = data / "current.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    ran = house.run(*command, data=data)
    assert ran.code == 3
    assert "current.parquet" in ran.err
    assert not (data / "site").exists()
    path.unlink()
    assert house.run("build", data=data).code == 0
    assert house.run("verify", data=data).code == 0


def test_a_changed_line_of_the_manifest_is_3(house: House, data: Path) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    path = data / "archive/manifest.jsonl"
    path.write_bytes(path.read_bytes().replace(b"2021-01-01", b"2021-01-02"))
    for command in ("build", "verify", "collect"):
        ran = house.run(command, data=data)
        assert (ran.code, "line 1 is not as it was written" in ran.err) == (3, True)


def test_verify_with_nothing_to_look_at_is_1(house: House, data: Path) -> None:
    ran = house.run("verify", data=data)
    assert (ran.code, "nothing could be checked" in ran.err) == (1, True)


# --- the baseline ---


def test_the_baseline_gives_figures_that_verify_cannot_check(tmp_path: Path, data: Path) -> None:
    own = build_house(tmp_path / "house")
    folder = tmp_path / "documents"
    (folder / "alpha/figures/2021-01-01").mkdir(parents=True)
    (folder / "alpha/figures/2021-01-01/figures.csv").write_bytes(ALPHA_FIRST)
    assert own.run("baseline", folder, "--check", data=data).code == 1
    written = own.run("baseline", folder, data=data)
    assert (written.code, written.out) == (0, "baseline: alpha written\n")
    assert own.run("baseline", folder, "--check", data=data).code == 0
    assert own.run("baseline", data=data, PLAINVIEW_CORPUS=str(folder)).out == "baseline: nothing changed\n"
    assert own.run("build", data=data).code == 0
    assert printed(data) == ["10", "12"]
    assert set(store.read(data, "current")["origin"]) == {"baseline"}
    ran = own.run("verify", data=data)
    assert ran.code == 1
    assert "0 figures found again at their locators\n10 could not be checked (no bytes at hand)" in ran.out
    assert "nothing could be checked" in ran.err
    assert own.run("--no-baseline", "build", data=data).code == 0
    assert store.read(data, "current").is_empty()


# --- other ways out ---


def test_tables_for_other_programs(house: House, data: Path, tmp_path: Path) -> None:
    keep(data, ALPHA_FIRST, "2021-01-01")
    assert house.run("export", "--out", tmp_path / "out", data=data).code == 1
    assert house.run("build", data=data).code == 0
    ran = house.run("export", "--out", tmp_path / "out", data=data)
    assert ran.code == 0
    assert {path.stem for path in (tmp_path / "out").iterdir()} == set(BY_DEFAULT)
    table = pl.read_csv(tmp_path / "out/current.csv", infer_schema=False)
    assert table.filter(jurisdiction="NA", process="all", measure="requests_received")["printed"].to_list() == [
        "10",
        "12",
    ]
    *lines, count = house.run("publishers", data=data).out.splitlines()
    assert count == "2 publishers: 2 recorded"
    names = [line.split()[:2] for line in lines]
    assert names == [["publisher", "report"], ["alpha", "figures"], ["beta", "figures"]]


def test_a_new_publisher_is_only_new_files(tmp_path: Path, data: Path) -> None:
    """The house is the checkout's code as it is; alpha and beta are nothing but the files in ``tests/house.py``."""
    own = build_house(tmp_path / "house")
    for wing in ("spiders", "analysis"):
        for path in (CHECKOUT / wing).rglob("*.py"):
            copy = own.root / path.relative_to(CHECKOUT)
            assert path.parent.name == "publishers" or copy.read_bytes() == path.read_bytes()
    shutil.rmtree(own.root / "analysis/corrections")
    keep(data, ALPHA_FIRST, "2021-01-01")
    assert own.run("build", data=data).code == 0
    assert len(store.read(data, "current")) == 2 * len(BASE)


# --- real publishers' layouts, without the corpus ---


def test_a_real_publisher_s_document_is_fetched_and_its_changed_header_named(data: Path) -> None:
    case = next(case for case in cases() if str(case) == "google/user-data-2024")
    content = parts(case)
    member = "google-global-user-data-requests.csv"
    content[member] = content[member].replace(b"User Data Requests", b"Demands for Data", 1)
    url, other = (report.urls[0] for report in load_publisher("google").reports.values())
    with Web({url: whole(pack(case, content).data), other: Answer(b"gone", 404)}) as web:
        ran = House(CHECKOUT).run("collect", "google", "--mirror", web.address, data=data)
    assert ran.code == 1
    column = content[member].split(b"\n")[0].split(b",").index(b"Demands for Data") + 1
    assert (
        f"member \"{member}\" row 1 column {column}: the header changed: expected ['User Data Requests'], "
        "found ['Demands for Data']"
    ) in ran.err
    assert f"google government-removals: {other}: " in ran.err
    assert [capture.url for capture in Archive(data).captures()] == [url]


@pytest.mark.parametrize("case", cases(), ids=str)
def test_every_fixture_s_figures_are_found_again(case: Case) -> None:
    document = pack(case, parts(case))
    frame = observations(case, read(document))
    result = verify_documents(frame, {document.sha256: document.data}.__getitem__)
    # The CSVs of a workbook's fixture have no merged cells, which tell verify how far a heading reaches.
    merged = case.document.endswith(".xlsx")
    faults = [line for line in result.mismatches if not (merged and line.endswith("stands above it"))]
    assert (faults, result.unchecked, result.checked) == ([], 0, len(frame))
