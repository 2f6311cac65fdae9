"""Who does what need not be done here: other processes where there is much of it, else this one."""

import os
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

from analysis import words

MANY = 20_000
"""From so many figures on, starting processes costs less than it saves."""


def workers(figures: int) -> Executor:
    """For a site of so many figures. A program that writes one has to guard its main module, as spawning asks for."""
    if figures < MANY:
        return _Here()
    # Spawned, not forked: Polars has threads, which a fork would leave locked.
    return ProcessPoolExecutor(os.cpu_count() or 1, get_context("spawn"), words.use, (words.catalogue(),))


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
