"""Documents that would harm the process that reads them: each costs its own reading, and nothing else."""

import fcntl
import io
import os
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import polars as pl
import pytest

from analysis import store
from analysis.build import build
from spiders import sandbox
from spiders.reading import load, reading_path
from spiders.sandbox import Answer, Answers, read_all, read_apart
from spiders.sheet import Document
from spiders.worker import MEMORY
from tests.conftest import read_here
from tests.fixtures_io import cases, pack, parts, rendered
from tests.house import CHECKOUT, House, alpha_csv, build_house, keep
from tests.pdf_writer import pdf, pdf_of
from tests.test_formats import xlsx_of

MIB = 1 << 20

# Gamma's documents are Python: what one says is what befalls the process that reads it.
GAMMA = {
    "spiders/publishers/gamma.toml": """\
name = "Gamma"
homepage = "https://gamma.example/"
cadence = "half-yearly"

[reports.figures]
title = "Nothing good"
landing = "https://gamma.example/"
urls = ["https://gamma.example/figures.csv"]
media = "csv"
verified = "reconstructed"

[reports.figures.tables.requests]
title = "Nothing"
scope = "cumulative"
""",
    "spiders/publishers/gamma.py": '''\
"""Gamma: reads by running what is printed; what does no harm is one figure."""

from spiders.periods import half
from spiders.values import count


def read_figures(sheets):
    exec("\\n".join(row[0] for row in sheets[0].grid))
    yield sheets[0].observation("requests", "Requests", count("1"), half("2020 H1"), {}, 1, 1)
    sheets[0].ignore_rest("code")


class Gamma:
    name = "gamma"
    readers = {"figures": read_figures}
''',
    "analysis/crosswalks/gamma.toml": "",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Plainview with Gamma too, and with limits that are soon reached."""
    house = build_house(tmp_path_factory.mktemp("plainview") / "house")
    for name, text in GAMMA.items():
        (house.root / name).write_text(text, encoding="utf-8")
    worker = house.root / "spiders/worker.py"
    text = worker.read_text(encoding="utf-8")
    for line, lower in (("CPU_SECONDS = 60", "CPU_SECONDS = 1"), ("MAX_READING = 50_000_000", "MAX_READING = 100_000")):
        assert f"\n{line}\n" in text
        text = text.replace(line, lower)
    worker.write_text(text, encoding="utf-8")
    return house


class Shelf:
    """Documents by hash, as an archive has them."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytes] = {}

    def put(self, data: bytes) -> Document:
        digest = sha256(data).hexdigest()
        self.bytes[digest] = data
        return Document("gamma", "figures", "figures.csv", digest, b"")

    def doing(self, *lines: str) -> Document:
        return self.put(code(*lines))

    def fetch(self, digest: str) -> bytes:
        return self.bytes[digest]


def code(*lines: str) -> bytes:
    """A document of Gamma's."""
    return rendered([[line] for line in lines])


@pytest.fixture
def shelf(hostile: House, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """For ``read_apart`` in this process, whose workers read as that house does."""
    monkeypatch.setattr(sys, "path", [str(hostile.root), *sys.path])
    monkeypatch.setattr(sandbox, "CPU_SECONDS", 1)
    return Shelf()


def test_each_fault_costs_one_document_and_is_told_in_its_place(shelf: Shelf, tmp_path: Path) -> None:
    written = tmp_path / "written"
    too_slow = "its reader took more than 1 s of processor time"
    told = {
        shelf.doing("'sound'"): (None, True),
        shelf.doing("kept = [bytearray(1 << 20) for _ in range(2000)]"): (
            f"its reader used more than {MEMORY} MiB of memory", True
        ),
        shelf.doing("import os", "os.abort()"): ("its reader was ended by SIGABRT", True),
        shelf.doing("import os", "os.kill(os.getpid(), 9)"): ("its reader was ended by SIGKILL", False),
        shelf.doing("import sys", "sys.exit(3)"): ("its reader ended with exit code 3", False),
        shelf.doing("while True:", "    pass"): (too_slow, False),
        shelf.put(pdf_of([b"q 1 0 0 1 0 0 cm Q\n" * 1_000_000])): (too_slow, False),
        shelf.doing("from pathlib import Path", f"Path({str(written)!r}).write_text('x')"): (
            "its reader broke: OSError: [Errno 27] File too large", True
        ),
        shelf.doing("sheets[0].notes.append('x' * 200_000)"): ("its reading is 200,", True),
        shelf.doing("'sound as well'"): (None, True),
    }  # fmt: skip
    answers = list(read_all(tmp_path, told, shelf.fetch))
    assert [answer.document for answer in answers] == list(told)
    for answer, (why, lasting) in zip(answers, told.values(), strict=True):
        path = reading_path(tmp_path, answer.document)
        assert (answer.lasting, path.exists()) == (lasting, lasting)
        assert (answer.error or "").startswith(f"{answer.document}: {why}" if why else "")
        assert (answer.error is None, answer.figures) == (why is None, 1 if why is None else 0)
        assert not lasting or load(path).error == answer.error
    assert written.read_bytes() == b""
    assert list(tmp_path.rglob(".*")) == []
    kept = [answer.document for answer in answers if answer.lasting]
    assert list(read_all(tmp_path, kept, shelf.fetch)) == []


def test_what_is_said_of_a_document_never_hangs_on_the_one_before(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "PROCESSES", 1)
    much = f"bytearray({MEMORY * 6 // 10} << 20)"
    documents = [shelf.doing("import os", f"os.kept = {much}"), shelf.doing(f"kept = {much}")]
    assert [answer.error for answer in read_apart(documents, shelf.fetch)] == [None, None]


def test_a_reader_that_waits_is_ended_and_the_next_document_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "PROCESSES", 1)
    monkeypatch.setattr(sandbox, "SECONDS", 1)
    documents = [shelf.doing("import time", "time.sleep(600)"), shelf.doing("'sound'")]

    def fetch(digest: str) -> bytes:
        if digest == documents[1].sha256:
            monkeypatch.setattr(sandbox, "SECONDS", 120)
        return shelf.fetch(digest)

    waited, whole = read_apart(documents, fetch)
    assert (waited.error, waited.lasting) == (f"{documents[0]}: reading it took more than 1 s", False)
    assert (whole.error, whole.figures) == (None, 1)


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_no_process_outlives_the_run(hostile: House, tmp_path: Path, number: int, status: int) -> None:
    held = tmp_path / "held"
    held.touch()
    document = tmp_path / "documents/gamma/figures/2021-01-01/figures.csv"
    document.parent.mkdir(parents=True)
    document.write_bytes(
        code(
            "import fcntl, time",
            f"held = open({str(held)!r})",
            "fcntl.flock(held, fcntl.LOCK_EX)",
            "time.sleep(600)",
        )
    )
    with hostile.start("import", tmp_path / "documents", data=tmp_path / "data") as process:
        until(lambda: not free(held))
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (status, False)
    until(lambda: free(held))


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def free(path: Path) -> bool:
    """Whether no process holds the file's lock."""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def test_what_time_ended_is_read_again_by_the_next_build(
    invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, alpha_csv(), "2021-01-01")

    def too_late(documents: list[Document], fetch: Callable[[str], bytes]) -> Answers:
        return (Answer(document, 0, f"{document}: too late", b"", lasting=False) for document in documents)

    monkeypatch.setattr(sandbox, "read_apart", too_late)
    for _ in range(2):
        late = build(tmp_path, use_baseline=False)
        assert (late.changed, late.observations) == (True, 0)
        assert [(publisher, why.rpartition(": ")[2]) for publisher, why in late.failures] == [("alpha", "too late")]
    monkeypatch.setattr(sandbox, "read_apart", read_here)
    assert build(tmp_path, use_baseline=False).failures == []
    assert len(store.read(tmp_path, "current")) == 10
    assert not build(tmp_path, use_baseline=False).changed


def zip_of_zeros(mebibytes: int, beside: int = 0) -> bytes:
    """A zip of a table of nothing but zeros; ``beside`` it lie bytes that make its ratio look better."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("device_requests.csv", "w") as member:
            for _ in range(mebibytes):
                member.write(b"0" * MIB)
        archive.writestr("beside.csv", os.urandom(beside), zipfile.ZIP_STORED)
    return buffer.getvalue()


def test_hostile_documents_of_real_publishers_stop_nobody_else(tmp_path: Path) -> None:
    whole = pdf(["Country  Requests\nNamibia  3"])
    at = whole.index(b"stream") + 20
    documents = {
        "apple/transparency-report/2024-01-01/bomb.zip": (
            zip_of_zeros(10), "would unpack to 10485760 bytes from "
        ),
        "apple/transparency-report/2024-01-02/large.zip": (
            zip_of_zeros(400, beside=3 * MIB), f"its reader used more than {MEMORY} MiB of memory"
        ),
        "apple/transparency-report/2024-01-03/changed.pdf": (
            whole[:at] + bytes(8) + whole[at + 8:], "expected a whole PDF file, found a damaged one: "
        ),
        "microsoft/law-enforcement-requests/2024-01-01/far.xlsx": (
            xlsx_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
            "xl/worksheets/sheet1.xml spans 1,048,576 rows and 16,384 columns: ",
        ),
    }  # fmt: skip
    sound = [case for case in cases() if case.publisher in ("github", "meta")]
    contents = {name: hostile for name, (hostile, _) in documents.items()}
    for number, case in enumerate(sound, 1):
        name = f"{case.publisher}/{case.report}/2024-02-{number:02d}/{case.document}"
        contents[name] = pack(case, parts(case)).data
    for name, written in contents.items():
        (tmp_path / "documents" / name).parent.mkdir(parents=True)
        (tmp_path / "documents" / name).write_bytes(written)
    house, data = House(CHECKOUT), tmp_path / "data"

    # A process of its own counts its own children: this one's may have been browsers and whole reports.
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        ran = apart.submit(house.run, "--no-baseline", "import", tmp_path / "documents", data=data).result()
        built = apart.submit(house.run, "--no-baseline", "build", data=data).result()
        peak = apart.submit(peak_of_children).result()
    assert ran.code == 1
    lines = ran.err.splitlines()
    for name, (_, why) in documents.items():
        publisher, report, _, file = name.split("/")
        told = [line for line in lines if line.startswith(f"plainview: {publisher} {report} ({file}, sha256 ")]
        assert len(told) == 1
        assert f"): {why}" in told[0]
    assert "plainview: failed or held back: apple, microsoft; last good figures stay" in lines
    assert sum(line.startswith(("read github/", "read meta/")) and line.endswith(" figures") for line in lines) > 0
    assert built.code == 1
    failed = store.read(data, "documents").filter(pl.col("outcome") == "failed")
    assert sorted(failed["name"]) == sorted(name.rpartition("/")[2] for name in documents)
    assert peak < 1024 * MIB


def peak_of_children() -> int:
    """The most memory in bytes that a child of this process has had resident."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
