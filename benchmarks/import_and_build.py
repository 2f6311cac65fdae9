"""How long a first import and build of real documents take, and how much memory, beside a plain read of the same bytes.

``python benchmarks/import_and_build.py [CORPUS]``: the corpus is a folder as ``plainview import`` takes it, by default
PLAINVIEW_CORPUS, else ../shared/corpus. Every step is a process of its own, in a data folder that is removed again.
The plain read opens every CSV, member and worksheet of the same documents as text with Polars and calamine, and does
nothing else with them: what reading cannot cost less than. Pages, JSON and PDFs are left out of it.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent

SPINE = ("apple", "github", "google", "meta", "microsoft", "x")
"""The publishers that Plainview began with."""

PLAIN_READ = """
import io, sys, zipfile
from pathlib import Path
import polars as pl
import python_calamine

cells = 0

def read(data, name):
    global cells
    if name.endswith(".csv"):
        frame = pl.read_csv(data, has_header=False, infer_schema=False, truncate_ragged_lines=True)
        cells += frame.height * frame.width
    elif name.endswith((".xlsx", ".ods")):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in book.sheet_names:
            cells += sum(map(len, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)))
    elif name.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        for member in archive.namelist():
            if not member.startswith("__MACOSX/"):
                read(archive.read(member), member)

for publisher in sys.argv[2:]:
    for path in sorted(Path(sys.argv[1], publisher).rglob("*")):
        if path.is_file():
            read(path.read_bytes(), path.name)
print(cells)
"""


def measure(*command: str) -> tuple[float, float]:
    """Seconds and the peak of resident memory in MB of one process. Raises CalledProcessError where it fails."""
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None  # noqa: S101 - as asked for
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, stderr=said)
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit / 1e6


def figures(folder: str) -> int:
    """How many observations the data folder's tables hold."""
    ledger = json.loads((Path(folder) / "tables.json").read_text(encoding="utf-8"))
    return int(ledger["result"]["observations"])


def run(corpus: Path, publishers: list[str]) -> None:
    """Every step on the documents of these publishers, each step's line with the figures it deals with in a second."""
    documents = [path for name in publishers for path in (corpus / name).rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in documents) / 1e6
    print(f"\n{len(documents)} documents of {len(publishers)} publishers: {size:.1f} MB; {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as folder:
        plainview = (sys.executable, "plainview.py", "--data", folder, "--no-baseline", "--quiet")
        steps = {
            "plain read, Polars and calamine": (sys.executable, "-c", PLAIN_READ, str(corpus), *publishers),
            "plainview import, from nothing": (*plainview, "import", str(corpus), *publishers),
            "plainview build, from nothing": (*plainview, "build"),
            "plainview build, nothing changed": (*plainview, "build"),
            "plainview verify": (*plainview, "verify"),
            "plainview report": (*plainview, "report"),
            "plainview --help": (sys.executable, "plainview.py", "--help"),
        }
        taken = {name: measure(*command) for name, command in steps.items()}
        count = figures(folder)
        print(f"{count:,} figures\n{'step':34}{'seconds':>9}{'peak MB':>9}{'figures a second':>18}")
        for name, (seconds, memory) in taken.items():
            pace = f"{count / seconds:18,.0f}" if "from nothing" in name or "verify" in name else ""
            print(f"{name:34}{seconds:9.2f}{memory:9.0f}{pace}")


def main() -> int:
    corpus = Path(
        sys.argv[1] if len(sys.argv) > 1 else os.environ.get("PLAINVIEW_CORPUS", "../shared/corpus")
    ).resolve()
    if not corpus.is_dir():
        print(f"{corpus} is not a folder of documents", file=sys.stderr)
        return 2
    declared = sorted(path.stem for path in (CHECKOUT / "spiders/publishers").glob("*.toml"))
    at_hand = [name for name in declared if (corpus / name).is_dir()]
    # The first six alone, then all: whether a figure costs more where there are more of them.
    run(corpus, [name for name in at_hand if name in SPINE])
    run(corpus, at_hand)
    return 0


if __name__ == "__main__":
    sys.exit(main())
