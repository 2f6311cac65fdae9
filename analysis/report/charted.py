"""All charts of a site: drawn by several processes, each chart once, and not again while what it draws is the same."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context

from analysis import words
from analysis.charts import style
from analysis.report.pages import Drawing
from analysis.report.written import Folder, digest

Trouble = Callable[[str], None]
Drawn = tuple[str, bytes] | str
"""SVG and PNG, or why there is no chart."""

MANY = 12
"""From so many charts on, starting processes costs less than it saves."""


@contextmanager
def drawing(folder: Folder, drawings: Iterable[Drawing]) -> Iterator[Callable[[Trouble], Mapping[str, str | None]]]:
    """Draw charts while other things are done. What this gives is called once, when the charts are needed.

    It writes every chart as SVG and PNG, and returns the SVGs by identifier: None for one that could not be drawn,
    which is told to ``trouble``. Raises ValueError where two charts have one identifier.
    """
    wanted: dict[str, Drawing] = {}
    for one in drawings:
        if one.words.identifier in wanted:
            raise ValueError(f"two charts are called {one.words.identifier!r}")
        wanted[one.words.identifier] = one
    inputs = {name: _inputs(one) for name, one in wanted.items()}
    kept = {name for name in wanted if _take(folder, name, inputs[name])}
    missing = [one for name, one in wanted.items() if name not in kept]
    with _drawn(missing) as results:

        def finish(trouble: Trouble) -> Mapping[str, str | None]:
            for one, result in zip(missing, results, strict=True):
                name = one.words.identifier
                if isinstance(result, str):
                    trouble(f"chart {name} could not be drawn: {result}")
                    continue
                svg, png = result
                folder.put(f"charts/{name}.svg", f'<?xml version="1.0" encoding="utf-8"?>\n{svg}', inputs[name])
                folder.put(f"charts/{name}.png", png, inputs[name])
                kept.add(name)
            return {name: _text(folder, name) if name in kept else None for name in wanted}

        yield finish


def _text(folder: Folder, name: str) -> str:
    """A chart as it stands in a page: without the first line of its file."""
    return folder.read(f"charts/{name}.svg").decode().partition("\n")[2]


def _inputs(drawing: Drawing) -> str:
    """A digest of the chart's function and of every value that it draws."""
    draw = drawing.draw
    if not isinstance(draw, partial):
        raise TypeError(f"chart {drawing.words.identifier}: draw has to be a partial of a chart's function")
    language = words.catalogue().info()
    return digest(language, draw.func.__module__, draw.func.__qualname__, draw.args, draw.keywords)


def _take(folder: Folder, name: str, inputs: str) -> bool:
    return all(folder.take(f"charts/{name}.{form}", inputs) for form in ("svg", "png"))


@contextmanager
def _drawn(drawings: list[Drawing]) -> Iterator[Iterator[Drawn]]:
    """The charts in their order, as they become ready."""
    workers = min(os.cpu_count() or 1, len(drawings) // MANY)
    if workers < 2:
        yield map(drawn, drawings)
        return
    # Spawned, not forked: Polars has threads, which a fork would leave locked.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), words.use, (words.catalogue(),))
    try:
        yield pool.map(drawn, drawings, chunksize=2)
    finally:
        pool.shutdown(cancel_futures=True)


def drawn(drawing: Drawing) -> Drawn:
    """One chart. Whatever goes wrong in it is told, not raised: the page has the figures in a table."""
    try:
        with style.look():
            figure = drawing.draw()
        return style.svg(figure, drawing.words), style.png(figure)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
