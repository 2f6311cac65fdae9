"""The publishers as a whole: how many, how they were verified, and how little code each of them needs."""

import ast
import statistics
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from spiders.errors import PlainviewError
from spiders.publisher import FOLDER, load_publisher, names, parse_publisher
from spiders.reading import module_name, reader_version
from tests.conftest import forget

MODULES = sorted(path for path in FOLDER.glob("*.py") if path.stem != "__init__")
FORMATS = FOLDER.parent / "formats"


def code_lines(path: Path) -> int:
    """Lines of a module without blank ones, comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    told: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            first = node.body[0]
            told |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    lines = enumerate(source.splitlines(), 1)
    return sum(bool(text.strip()) and not text.strip().startswith("#") and at not in told for at, text in lines)


def imported(path: Path) -> set[str]:
    """The modules of formats/ that a module names."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    found = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.removeprefix("spiders.formats.") for name in found if name.startswith("spiders.formats.")}


def test_the_field_is_covered_and_each_publisher_says_how_it_was_verified() -> None:
    verified = [load_publisher(name).verified for name in names()]
    assert len(verified) >= 40
    assert verified.count("recorded") >= 16


def test_a_publisher_is_a_screen_of_code() -> None:
    lines = {path.stem: code_lines(path) for path in MODULES}
    assert statistics.median(lines.values()) <= 45
    assert {name: count for name, count in lines.items() if count > 120} == {}


def test_every_module_belongs_to_a_declaration() -> None:
    assert {path.stem for path in MODULES} <= {module_name(name) for name in names()}


def test_a_publisher_without_code_fills_in_a_form() -> None:
    coded = {path.stem for path in MODULES}
    for publisher in (load_publisher(name) for name in names() if module_name(name) not in coded):
        assert all(report.form for report in publisher.reports.values()), publisher.identifier


@pytest.mark.parametrize("module", sorted(path.stem for path in FORMATS.glob("*.py")))
def test_nothing_in_formats_serves_a_single_publisher(module: str) -> None:
    forms = {report.form for name in names() for report in load_publisher(name).reports.values() if report.form}
    used = {path.stem: imported(path) for path in FORMATS.glob("*.py")}
    reached = {module} | {name for name, needs in used.items() if module in needs}
    if "__init__" in reached or reached & forms or module == "pdf_file":  # opened for whoever has such a document
        return
    assert sum(bool(imported(path) & reached) for path in MODULES) > 1, module


# --- terms of reuse ---

TERMS = """
[terms]
reuse = "“free to use”"
source = "https://alpha.example/terms"
seen = "text"
day = 2024-05-13
"""


def test_terms_that_were_read_are_quoted_and_tell_the_day_of_the_copy_where_it_is_known() -> None:
    told = {name: known for name in names() if (known := load_publisher(name).terms)}
    for name, known in told.items():
        assert known.seen != "text" or {"“", "”"} <= set(known.reuse), name
    days = {name: known.day for name, known in told.items()}
    assert days["wikimedia"] == date(2019, 6, 30) and days["lets-encrypt"] is None


@pytest.mark.parametrize("day", ["2024-05-13", 2024, True])
def test_the_day_of_terms_is_a_day(day: Any) -> None:
    terms = {"reuse": "“free”", "source": "https://a.example/terms", "seen": "text", "day": day}
    declared = {"name": "A", "homepage": "https://a.example/", "cadence": "yearly", "reports": {}, "terms": terms}
    with pytest.raises(PlainviewError, match="a.toml: terms: day is a day"):
        parse_publisher("a", declared)


def version_after(declaration: Path, old: str, new: str) -> str:
    """The version of alpha's reader after its declaration was changed."""
    text = declaration.read_text(encoding="utf-8")
    assert old in text
    declaration.write_text(text.replace(old, new), encoding="utf-8")
    forget()
    return reader_version("alpha", "figures", "figures.csv")


def test_what_is_told_beside_figures_reads_no_document_anew(invented: Path) -> None:
    declaration = invented / "spiders/publishers/alpha.toml"
    before = reader_version("alpha", "figures", "figures.csv")
    assert version_after(declaration, "\n[reports.figures]\n", f"# a comment\n{TERMS}\n[reports.figures]\n") == before
    assert (known := load_publisher("alpha").terms) and known.day == date(2024, 5, 13)
    assert version_after(declaration, 'cadence = "half-yearly"', 'cadence = "yearly"') == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('media = "csv"', 'media = "zip"'),
        ("[reports.figures.tables.requests]", "[reports.figures.tables.demands]"),
        ("start = 2021-01-01", "start = 2022-01-01"),
    ],
)
def test_a_report_declared_otherwise_is_read_anew(invented: Path, old: str, new: str) -> None:
    before = reader_version("alpha", "figures", "figures.csv")
    assert version_after(invented / "spiders/publishers/alpha.toml", old, new) != before
