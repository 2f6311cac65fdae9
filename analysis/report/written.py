"""A site as it is written: every file whole and on disk, and a file whose inputs did not change taken from the last
site instead of being made again.

The last site's mark names, for each file that was made of known inputs, the digest of those inputs. The file itself is
linked, not copied; nothing ever writes into a file that a site holds.
"""

import hashlib
import json
import os
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path

MARK = ".plainview-site"
"""A file in every site that we wrote: no other folder is ever replaced."""

HERE = Path(__file__).parents[1]
LIBRARIES = ("jinja2", "lxml", "matplotlib", "numpy", "polars")


@cache
def code_digest() -> str:
    """Of all that a page is made by: the analysis with its data, what publishers declare, and the libraries."""
    files = [
        path for path in HERE.rglob("*") if path.suffix in {".py", ".toml", ".csv", ".json", ".html", ".css", ".js"}
    ]
    files += (HERE.parent / "spiders").rglob("*.toml")
    digest = hashlib.sha256(repr([(name, version(name)) for name in LIBRARIES]).encode())
    for path in sorted(files):
        digest.update(path.relative_to(HERE.parent).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def digest(*inputs: object) -> str:
    """Of inputs whose ``repr`` tells all of them, and of the code."""
    return hashlib.sha256("\0".join((code_digest(), *map(repr, inputs))).encode()).hexdigest()


class Folder:
    """The new site's folder, with the last one's to take from."""

    def __init__(self, folder: Path, last: Path) -> None:
        self.folder = folder
        self.last = last
        self._told: dict[str, str] = _inputs(last)
        self._inputs: dict[str, str] = {}
        self._folders: set[Path] = set()

    def put(self, address: str, data: str | bytes, inputs: str | None = None) -> None:
        """Write a file; with ``inputs``, their digest, the next site may take it."""
        path = self._place(address)
        path.unlink(missing_ok=True)  # it may be a link to the last site's file, which must stay as it is
        with path.open("wb") as handle:
            handle.write(data.encode() if isinstance(data, str) else data)
            handle.flush()
            os.fsync(handle.fileno())
        if inputs is not None:
            self._inputs[address] = inputs

    def take(self, address: str, inputs: str) -> bool:
        """Have the last site's file, if it was made of these inputs; whether it is here now."""
        if self._told.get(address) != inputs:
            return False
        try:
            os.link(self.last / address, self._place(address))
        except OSError:  # not there any more, or a file system without links: it is made anew
            return False
        self._inputs[address] = inputs
        return True

    def take_all(self, inputs: str) -> bool:
        """Have all files of the last site that were made together of these inputs; whether they are here now."""
        together = [address for address, told in self._told.items() if told == inputs]
        return bool(together) and all(self.take(address, inputs) for address in together)

    def made(self, address: str, inputs: str, make: Callable[[], str | bytes]) -> None:
        """The file at ``address``: the last site's where its inputs are the same, else what ``make`` gives."""
        if not self.take(address, inputs):
            self.put(address, make(), inputs)

    def read(self, address: str) -> bytes:
        """A file that is already written."""
        return (self.folder / address).read_bytes()

    def close(self) -> None:
        """Write the mark."""
        told = {"written by": "plainview report", "inputs": dict(sorted(self._inputs.items()))}
        self.put(MARK, json.dumps(told, indent=1) + "\n")

    def _place(self, address: str) -> Path:
        path = self.folder / address
        if path.parent not in self._folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._folders.add(path.parent)
        return path


def _inputs(last: Path) -> dict[str, str]:
    """What the last site's mark tells; nothing where there is none, or one that cannot be read."""
    try:
        told = json.loads((last / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    inputs = told.get("inputs") if isinstance(told, dict) else None
    return inputs if isinstance(inputs, dict) else {}
