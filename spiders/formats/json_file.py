"""JSON: each array of objects, and each array of arrays, is a sheet; all other values are one sheet of pointers.

The sheet of an array of objects has their keys, in the order first met, as its first row, then a row an object; objects
within them are flattened to ``outer/inner``. Numbers stay as printed; null is blank.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from spiders.errors import Unreadable
from spiders.sheet import Document, Sheet

MAX_VALUES = 1_000_000
DEEPEST = 50


def decoded(document: Document) -> str:
    """The document's text. Raises Unreadable where it is not UTF-8, which JSON has to be (RFC 8259)."""
    try:
        return document.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{document}: not JSON: byte {error.start} is not UTF-8") from error


def json_sheets(document: Document, text: str, prefix: str = "", index: int = 0) -> list[Sheet]:
    """The sheets of a JSON text; ``prefix`` comes before their names. Raises Unreadable where it is no sound JSON."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=_refuse, object_pairs_hook=_unique)
        json.dumps(value, ensure_ascii=False).encode()  # ValueError for half a character: an escape without its second
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{document}: not JSON: {str(error)[:200]}") from error
    walk = _Walk(str(document))
    walk.visit("", value)
    digest = hashlib.sha256(text.encode()).hexdigest()
    grids = [("", walk.scalars)] if walk.scalars else []
    return [
        Sheet(document, at, f"{prefix}{name}", "array", digest, grid)
        for at, (name, grid) in enumerate([*walk.arrays, *grids], index)
    ]


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"an object has a key twice among {[key for key, _ in pairs][:20]}")
    return found


class _Walk:
    """The sheets found so far: ``arrays`` as (pointer, grid), ``scalars`` as rows of pointer and value."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.arrays: list[tuple[str, list[list[str]]]] = []
        self.scalars: list[list[str]] = []
        self.values = 0

    def visit(self, pointer: str, value: Any) -> None:
        if pointer.count("/") > DEEPEST:
            raise Unreadable(f"{self.what}: values within each other to more than {DEEPEST} levels, at {pointer[:100]}")
        if isinstance(value, dict):
            for key, inner in value.items():
                self.visit(f"{pointer}/{_escaped(key)}", inner)
        elif isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            self._objects(pointer, value)
        elif isinstance(value, list) and value and all(isinstance(item, list) and _flat(item) for item in value):
            self._table(pointer, [[self._text(cell) for cell in row] for row in value])
        elif isinstance(value, list):
            for at, inner in enumerate(value):
                self.visit(f"{pointer}/{at}", inner)
        else:
            self.scalars.append([pointer, self._text(value)])

    def _objects(self, pointer: str, items: list[dict[str, Any]]) -> None:
        keys: dict[str, int] = {}
        rows: list[dict[str, str]] = []
        for at, item in enumerate(items):
            row: dict[str, str] = {}
            for key, value in _leaves(item):
                if isinstance(value, list):
                    self.visit(f"{pointer}/{at}/{key}", value)
                else:
                    row[key] = self._text(value)
                    keys.setdefault(key, len(keys))
            rows.append(row)
        if len(keys) * len(rows) > MAX_VALUES:  # objects that each have other keys: mostly blanks
            raise Unreadable(f"{self.what}: more than {MAX_VALUES} cells, at {pointer[:100]}")
        self._table(pointer, [list(keys), *([row.get(key, "") for key in keys] for row in rows)])

    def _table(self, pointer: str, grid: list[list[str]]) -> None:
        self.arrays.append((pointer, grid))

    def _text(self, value: Any) -> str:
        self.values += 1
        if self.values > MAX_VALUES:
            raise Unreadable(f"{self.what}: more than {MAX_VALUES} values")
        return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _escaped(key: str) -> str:
    """A key as a JSON pointer spells it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _flat(items: list[Any]) -> bool:
    return not any(isinstance(item, dict | list) for item in items)


def _leaves(item: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The values within an object that are no objects, each with its keys."""
    for key, value in item.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{above}{_escaped(key)}/")
        else:
            yield f"{above}{_escaped(key)}", value
