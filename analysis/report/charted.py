"""All charts of a site: each drawn once, and not again while what it draws is the same."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from functools import partial

from analysis import words
from analysis.charts import style
from analysis.report.pages import Drawing
from analysis.report.written import Folder, digest

Trouble = Callable[[str], None]
Drawn = tuple[str, bytes] | str
"""SVG and PNG, or why there is no chart."""


class Charts:
    """The charts of a site, which are being drawn from the moment on at which this is made.

    Raises ValueError where two charts have one identifier.
    """

    def __init__(self, folder: Folder, drawings: Iterable[Drawing], workers: Executor) -> None:
        self._folder = folder
        self._wanted: dict[str, Drawing] = {}
        for one in drawings:
            if one.words.identifier in self._wanted:
                raise ValueError(f"two charts are called {one.words.identifier!r}")
            self._wanted[one.words.identifier] = one
        self._inputs = {name: _inputs(one) for name, one in self._wanted.items()}
        self._kept = {name for name in self._wanted if _take(folder, name, self._inputs[name])}
        self._missing = [one for name, one in self._wanted.items() if name not in self._kept]
        self._results = workers.map(drawn, self._missing, chunksize=2)

    def finish(self, trouble: Trouble) -> Mapping[str, str | None]:
        """Write every chart as SVG and PNG; the SVGs by identifier, None for one that could not be drawn, which is told
        to ``trouble``.
        """
        for one, result in zip(self._missing, self._results, strict=True):
            name = one.words.identifier
            if isinstance(result, str):
                trouble(f"chart {name} could not be drawn: {result}")
                continue
            svg, png = result
            self._folder.put(f"charts/{name}.svg", f'<?xml version="1.0" encoding="utf-8"?>\n{svg}', self._inputs[name])
            self._folder.put(f"charts/{name}.png", png, self._inputs[name])
            self._kept.add(name)
        return {name: _text(self._folder, name) if name in self._kept else None for name in self._wanted}


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


def drawn(drawing: Drawing) -> Drawn:
    """One chart. Whatever goes wrong in it is told, not raised: the page has the figures in a table."""
    try:
        with style.look():
            figure = drawing.draw()
        return style.svg(figure, drawing.words), style.png(figure)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
