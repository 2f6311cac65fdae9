"""Files that are whole or not there, whatever happens to the process or the power."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from spiders.errors import PlainviewError

TEMPORARY = ".writing-"
"""How a file's name begins until it is whole; one that a kill left behind may be removed."""


def write_durably(path: Path, data: bytes) -> None:
    """Put a file there whole or not at all, and on disk when this returns."""
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    with words_for(path, f"{len(data):,} bytes"):
        make_folder(path.parent)
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            try:
                write_all(descriptor, data)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            os.replace(temporary, path)
            sync_folder(path.parent)
        except OSError:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte: a nearly full disk takes a part of what it is given without an error."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def make_folder(path: Path) -> None:
    """Make a folder and those above it, each on disk when this returns."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Have a folder's entries on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some network file systems cannot; the file itself has been synced.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(descriptor)


@contextmanager
def words_for(path: Path, need: str) -> Iterator[None]:
    """Turn what the system says into a sentence with the path and what was to be written."""
    try:
        yield
    except OSError as error:
        raise PlainviewError(f"cannot write {path} ({need}): {error.strerror or error}") from error
