"""Who may import whom, read from the source: imports inside functions and through other modules count too."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
WINGS = ("spiders", "analysis")

# The modules that crawl. A new module of spiders/ is not one of them until it is named here.
CRAWLING = (
    "spiders.collecting",
    "spiders.middlewares",
    "spiders.publishers.*",
    "spiders.replay",
    "spiders.report_spider",
    "spiders.settings",
)
CRAWLERS = frozenset({"scrapy", "twisted"})
FRAMES = frozenset({"polars", "matplotlib"})
# A check that shared code with the readers would share their mistakes.
READERS = frozenset(f"spiders.{name}" for name in ("formats", "sheet", "values", "periods", "reading", "publishers"))

# import_module of a computed name hides an import from this test: whoever needs one is named, with the reason.
COMPUTED = {"spiders.reading": "a publisher's readers are found by the publisher's identifier"}


@dataclass(frozen=True)
class Import:
    """``name`` is None where it is computed; ``on_load`` is False inside functions and under TYPE_CHECKING."""

    name: str | None
    line: int
    on_load: bool


Graph = Mapping[str, tuple[Import, ...]]


def imports_in(tree: ast.Module, package: str) -> Iterator[Import]:
    """Every import in a module's source; ``package`` is where its relative imports start."""

    def visit(node: ast.AST, on_load: bool) -> Iterator[Import]:
        match node:
            case ast.Import(names=names):
                yield from (Import(alias.name, node.lineno, on_load) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                above = package.split(".")[: len(package.split(".")) - level + 1] if level else []
                origin = ".".join([*above, *([module] if module else [])])
                yield Import(origin, node.lineno, on_load)
                yield from (Import(f"{origin}.{alias.name}", node.lineno, on_load) for alias in names)
            case ast.Call(func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module")):
                named = node.args[0] if node.args else None
                text = named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else None
                yield Import(text, node.lineno, on_load)
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            yield from (found for child in node.body for found in visit(child, False))
            yield from (found for child in node.orelse for found in visit(child, on_load))
            return
        inside = on_load and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from (found for child in ast.iter_child_nodes(node) for found in visit(child, inside))

    return visit(tree, True)


def read_graph(root: Path) -> Graph:
    """What each module of the project imports."""
    files = [root / "plainview.py", *(path for wing in WINGS for path in sorted((root / wing).rglob("*.py")))]
    graph = {}
    for path in files:
        if not path.exists():
            continue
        parts = path.relative_to(root).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        package = module if is_package else module.rpartition(".")[0]
        graph[module] = tuple(imports_in(ast.parse(path.read_text(encoding="utf-8"), str(path)), package))
    return graph


def loaded_by(name: str, graph: Graph) -> Iterator[str]:
    """The project's own modules that importing ``name`` runs: its packages and itself."""
    parts = name.split(".")
    yield from (module for end in range(1, len(parts) + 1) if (module := ".".join(parts[:end])) in graph)


def reached(start: str, graph: Graph, on_load: bool = False) -> dict[str, str]:
    """Everything that ``start`` imports, itself or through the project's modules, with the way there."""
    ways: dict[str, str] = {}
    seen = set(loaded_by(start, graph))
    waiting = [(module, start) for module in seen]
    while waiting:
        module, way = waiting.pop()
        for found in graph[module]:
            if found.name is None or (on_load and not found.on_load):
                continue
            step = f"{way}:{found.line} -> {found.name}"
            ways.setdefault(found.name, step)
            for target in loaded_by(found.name, graph):
                if target not in seen:
                    seen.add(target)
                    ways.setdefault(target, step)
                    waiting.append((target, step))
    return ways


def forbidden(module: str) -> frozenset[str]:
    """The names that a module may not reach."""
    if module == "plainview":
        return frozenset()
    if module.startswith("analysis"):
        readers = READERS if module in {"analysis.verify", "analysis.cells"} else frozenset()
        return CRAWLERS | {"plainview"} | readers
    crawls = any(fnmatchcase(module, pattern) for pattern in CRAWLING)
    return FRAMES | {"analysis", "plainview"} | (frozenset() if crawls else CRAWLERS)


def breaches(module: str, graph: Graph) -> list[str]:
    """The ways by which a module reaches what it may not."""
    banned = forbidden(module)
    if module.startswith("spiders.publishers."):
        banned |= {other for other in graph if other.startswith("spiders.publishers.") and other != module}
    ways = reached(module, graph)
    return [way for name, way in ways.items() if any(name == ban or name.startswith(f"{ban}.") for ban in banned)]


def heavy_on_load(module: str, graph: Graph) -> list[str]:
    """The ways by which merely importing a module imports anything that Python does not bring itself."""
    light = sys.stdlib_module_names | {"plainview", *WINGS}
    return [way for name, way in reached(module, graph, on_load=True).items() if name.partition(".")[0] not in light]


@cache
def checkout() -> Graph:
    return read_graph(CHECKOUT)


@pytest.mark.parametrize("module", sorted(checkout()))
def test_a_module_stays_in_its_layer(module: str) -> None:
    assert breaches(module, checkout()) == []


def test_help_waits_for_no_library() -> None:
    assert "plainview" in checkout()
    assert heavy_on_load("plainview", checkout()) == []


def test_computed_imports_are_known() -> None:
    computed = {module for module, found in checkout().items() if any(entry.name is None for entry in found)}
    assert computed <= set(COMPUTED)


SOUND = {
    "plainview.py": "from spiders import errors\n\ndef main():\n    import polars\n    from analysis import store\n",
    "spiders/__init__.py": "",
    "spiders/errors.py": "import json\n",
    "spiders/archive.py": "from . import errors\n",
    "spiders/report_spider.py": "import scrapy\nfrom .archive import Archive\n",
    "spiders/publishers/__init__.py": "",
    "spiders/publishers/one.py": "from spiders.report_spider import ReportSpider\n",
    "spiders/publishers/two.py": "from ..report_spider import ReportSpider\n",
    "analysis/__init__.py": "",
    "analysis/store.py": "import polars\nfrom spiders import archive\n",
    "analysis/verify.py": "import openpyxl\n",
}


def project(root: Path, changes: Mapping[str, str]) -> Graph:
    for name, source in {**SOUND, **changes}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
    return read_graph(root)


def test_a_sound_project_has_no_breach(tmp_path: Path) -> None:
    graph = project(tmp_path, {})
    assert [way for module in graph for way in breaches(module, graph)] == []
    assert heavy_on_load("plainview", graph) == []


@pytest.mark.parametrize(
    ("module", "source", "way"),
    [
        ("spiders.archive", "import scrapy.http\n", "spiders.archive:1 -> scrapy.http"),
        ("spiders.archive", "def late():\n    from twisted import web\n", "spiders.archive:2 -> twisted"),
        ("spiders.archive", "class Late:\n    import polars as pl\n", "spiders.archive:2 -> polars"),
        (
            "spiders.errors",
            "from importlib import import_module\nimport_module('scrapy')\n",
            "spiders.errors:2 -> scrapy",
        ),
        ("spiders.report_spider", "from analysis import store\n", "spiders.report_spider:1 -> analysis"),
        ("spiders.archive", "from .report_spider import ReportSpider\n", "report_spider:1 -> scrapy"),
        ("spiders.archive", "from spiders.publishers import one\n", "report_spider:1 -> scrapy"),
        ("spiders.publishers.one", "from . import two\n", "spiders.publishers.one:1 -> spiders.publishers.two"),
        ("analysis.store", "from spiders import report_spider\n", "report_spider:1 -> scrapy"),
        ("analysis.verify", "import spiders.values\n", "analysis.verify:1 -> spiders.values"),
    ],
)
def test_a_breach_is_found_and_its_way_told(tmp_path: Path, module: str, source: str, way: str) -> None:
    graph = project(tmp_path, {f"{module.replace('.', '/')}.py": source})
    assert any(way in found for found in breaches(module, graph))


@pytest.mark.parametrize(
    "changes",
    [
        {"plainview.py": "import polars\n"},
        {"plainview.py": "try:\n    import rich\nexcept ImportError:\n    pass\n"},
        {"plainview.py": "from spiders.report_spider import ReportSpider\n"},
        {"spiders/__init__.py": "import lxml\n"},
    ],
)
def test_a_heavy_front_door_is_found(tmp_path: Path, changes: dict[str, str]) -> None:
    assert heavy_on_load("plainview", project(tmp_path, changes)) != []


def test_an_import_for_types_only_is_not_heavy(tmp_path: Path) -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import polars\n"
    assert heavy_on_load("plainview", project(tmp_path, {"plainview.py": source})) == []


def test_a_computed_import_is_seen(tmp_path: Path) -> None:
    graph = project(tmp_path, {"spiders/errors.py": "import importlib\nimportlib.import_module(f'spiders.{1}')\n"})
    assert Import(None, 2, True) in graph["spiders.errors"]
