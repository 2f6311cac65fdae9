"""The publishers as a whole: how many, how they were verified, and how little code each of them needs."""

import ast
import statistics
from pathlib import Path

import pytest

from spiders.publisher import FOLDER, load_publisher, names
from spiders.reading import module_name

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
