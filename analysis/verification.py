"""``plainview verify``: every hash, and every figure at its locator."""

import sys
from pathlib import Path

import polars as pl

from analysis import store
from analysis.verify import verify_documents
from spiders.archive import Archive
from spiders.errors import IntegrityError

SHOWN = 5
"""Mismatches of one copy that are told one by one: a wrong heading would tell thousands alike."""


def verify(root: Path, *, use_baseline: bool = True) -> int:
    """Check the archive's bytes, the tables' files and every figure; say how many. The exit code: 0, 1 or 3."""
    archive = Archive(root)
    mismatches = _damaged(archive)
    files = store.check(root)
    documents = len({capture.sha256 for capture in archive.captures()})
    found = unchecked = 0
    for copy in store.copies(root):
        figures = copy if use_baseline else copy.filter(pl.col("origin") == "archive")
        result = verify_documents(figures, lambda digest: _bytes(archive, digest))
        found += result.checked - (len(result.mismatches) if result.checked else 0)
        unchecked += result.unchecked
        mismatches += [line for line in result.mismatches[:SHOWN] if line not in mismatches]
        more = len(result.mismatches) - SHOWN
        mismatches += (
            [f"{result.mismatches[0].split(':')[0]}: {more:,} more figures that do not match"] if more > 0 else []
        )
    for line in mismatches:
        print(f"plainview: integrity: {line}", file=sys.stderr)
    print(f"{found:,} figures found again at their locators")
    print(f"{unchecked:,} could not be checked (no bytes at hand)")
    print(f"{documents:,} documents and {files:,} table files hashed; {len(mismatches):,} mismatches")
    if mismatches:
        return 3
    if not found:
        print("plainview: nothing could be checked: no document's bytes are in the archive", file=sys.stderr)
        return 1
    return 0


def _bytes(archive: Archive, digest: str) -> bytes:
    if not archive.has(digest):
        raise FileNotFoundError(digest)
    return archive.read(digest)


def _damaged(archive: Archive) -> list[str]:
    damaged = []
    for digest in dict.fromkeys(capture.sha256 for capture in archive.captures()):
        try:
            archive.read(digest)
        except IntegrityError as error:
            damaged.append(str(error))
    return damaged
