"""What is dear to make and only read: made once a run of pytest, however many processes the tests run in."""

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

MADE = ".made"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder of that name, which ``make`` fills for whichever test asks first; the others wait for it.

    A failure of ``make`` leaves nothing behind: who waited tries again, and fails with the same words.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / MADE).exists():
            attempt = factory.mktemp(name)
            make(attempt)
            (attempt / MADE).touch()
            attempt.rename(folder)
    return folder
