"""Fixtures: small documents written by hand in a publisher's format, and what has to be read from them.

``python -m tests.fixtures_io --update [publisher/case ...]`` writes the golden files again; the diff is then reviewed.
"""

import csv
import hashlib
import io
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl

from analysis.crosswalk import load_crosswalk
from analysis.normalise import normalise
from analysis.schema import CODES
from spiders.publisher import load_publisher
from spiders.reading import Reading, read
from spiders.sheet import Document
from tests.pdf_writer import pdf

FOLDER = Path(__file__).parent / "fixtures"

GOLDEN = (
    "table", "locator", "printed_measure", "printed_jurisdiction", "printed", "status", "lower", "upper",
    *CODES, "dims", "period_start", "period_end", "total_over",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One fixture: where it lies and what its case.toml says."""

    publisher: str
    name: str
    report: str
    document: str
    captured: date

    @property
    def folder(self) -> Path:
        return FOLDER / self.publisher / self.name

    def __str__(self) -> str:
        return f"{self.publisher}/{self.name}"


def cases() -> list[Case]:
    """Every fixture of every publisher. Each says that it was reconstructed."""
    found = []
    for path in sorted(FOLDER.glob("*/*/case.toml")):
        told = tomllib.loads(path.read_text(encoding="utf-8"))
        assert told["origin"] == "reconstructed", f"{path}: origin must be 'reconstructed'"
        assert told["note"], f"{path}: a note says which layout this is and where its figures are from"
        found.append(
            Case(path.parent.parent.name, path.parent.name, told["report"], told["document"], told["captured"])
        )
    return found


def parts(case: Case) -> dict[str, bytes]:
    """The fixture's files: one named ``""`` for a CSV, else the zip's members, or the workbook's sheets, or a PDF's
    pages, ``1.txt`` and so on, in which two spaces or more part cells."""
    source = case.folder / case.document
    if source.is_file():
        return {"": source.read_bytes()}
    return {
        path.relative_to(source).as_posix(): path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file()
    }


def pack(case: Case, files: dict[str, bytes]) -> Document:
    """The document that these files make, as the archive would hand it over."""
    if case.document.endswith(".xlsx"):
        data = _workbook(files)
    elif case.document.endswith(".pdf"):
        pages = sorted(files, key=lambda name: int(name.removesuffix(".txt")))
        data = pdf([files[name].decode() for name in pages])
    elif "" in files:
        data = files[""]
    else:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        data = buffer.getvalue()
    return Document(case.publisher, case.report, case.document, hashlib.sha256(data).hexdigest(), data)


def records(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def rendered(grid: list[list[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(grid)
    return buffer.getvalue().encode()


def _workbook(files: dict[str, bytes]) -> bytes:
    """Sheets from files named ``NN <sheet name>.csv``; a cell that reads as a number becomes one."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, content in sorted(files.items()):
        sheet = workbook.create_sheet(name[3:].removesuffix(".csv"))
        for row, cells in enumerate(records(content), 1):
            for column, text in enumerate(cells, 1):
                if text:
                    sheet.cell(row, column).value = _number(text)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def observations(case: Case, reading: Reading) -> pl.DataFrame:
    """What the tables would hold of a reading. Raises what would hold the document back."""
    shared = {
        "report": case.report, "captured": case.captured, "captured_basis": "fixture", "published": None,
        "recorded": None, "sequence": 0, "snapshot": reading.sha256, "exactness": "reconstructed",
        "document_url": "", "origin": "archive", "evidence": load_publisher(case.publisher).evidence,
    }  # fmt: skip
    return normalise(reading, load_crosswalk(case.publisher), shared).frame


def golden(frame: pl.DataFrame) -> str:
    """The frame as the golden file's text."""
    text = frame.select(GOLDEN).with_columns(pl.col("dims", "total_over").list.join(" "))
    return text.write_csv(line_terminator="\n")


def main() -> None:
    wanted = [name for name in sys.argv[1:] if name != "--update"]
    known = {str(case) for case in cases()} | {case.publisher for case in cases()}
    if unknown := sorted(set(wanted) - known):
        raise SystemExit(f"no fixture {', '.join(unknown)}; there are {', '.join(sorted(map(str, cases())))}")
    for case in cases():
        if not wanted or str(case) in wanted or case.publisher in wanted:
            reading = read(pack(case, parts(case)))
            if reading.error:
                raise SystemExit(f"{case}: {reading.error}")
            (case.folder / "expected.csv").write_text(golden(observations(case, reading)), encoding="utf-8")
            print(f"{case}: {len(reading)} observations")


if __name__ == "__main__":
    main()
