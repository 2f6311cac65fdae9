"""The one look of all charts, and how a figure becomes an SVG that can be read aloud and drawn again byte for byte.

Text stays text (``svg.fonttype`` none): it can be selected, found and read aloud, a chart is a third of the size, and a
character that no font here has is still drawn by the reader's. Widths are measured in DejaVu Sans, which is wider than
the fonts that the page asks for, so nothing that fits here collides there.
"""

import io
import re
import textwrap
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import matplotlib as mpl
from lxml import etree
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

INK, MUTED, RULE, PAPER = "#1d2433", "#5b6475", "#d9dde4", "#ffffff"
# Okabe and Ito's colours, without their yellow: told apart by colour-blind readers, and each dark enough on white.
COLOURS = ("#0072b2", "#d55e00", "#00795c", "#a8518a", "#8a6d00", "#404040", "#3b3f8f", "#6a8f1f")
# Light to dark in one hue, for amounts in classes: the order survives grey print.
RAMP = ("#eaf2fa", "#c9def0", "#9dc3e2", "#6aa2cf", "#3776ae", "#1d5c9a", "#0b3d73")
# A page that is dark replaces these in the charts that stand in it (style.css has each name's value for either).
THEME = {
    **{INK: "--ink", MUTED: "--muted", RULE: "--rule", PAPER: "--paper"},
    **{colour: f"--series-{number}" for number, colour in enumerate(COLOURS)},
    **{colour: f"--ramp-{number}" for number, colour in enumerate(RAMP)},
}
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "*")
FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
RC: dict[Any, Any] = {
    "axes.edgecolor": RULE,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.labelcolor": MUTED,
    "axes.labelsize": 9,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "axes.formatter.use_mathtext": False,
    "figure.facecolor": PAPER,
    "font.family": ["sans-serif"],
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "plainview",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "xtick.major.pad": 5,
    "xtick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.major.size": 0,
    "ytick.minor.size": 0,
}
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True)
class Words:
    """What stands around a chart: ``identifier`` is unique on the site, ``said`` is read to those who cannot see it."""

    identifier: str
    title: str
    unit: str
    source: str
    said: str


def no_table(drawn: object) -> None:
    """Raises TypeError for a frame: a chart draws what a recipe chose, and rows of a table have no axis."""
    if not isinstance(drawn, Sequence):
        raise TypeError(f"a chart takes figures of the record that a recipe chose, not a {type(drawn).__name__}")


def printable(text: str) -> str:
    """Text with every character that would break XML or the line's direction written out: U+000B as \\x0b."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable() or character in "\n\u200d"
        else (f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}")
        for character in unicodedata.normalize("NFC", text)
    )


def short(text: str, width: int) -> str:
    """Text no wider than ``width`` letters, cut with an ellipsis. A sign of full width, as in Chinese, is two."""
    text = printable(text).replace("\n", " ")
    widths = list(accumulate(1 + (unicodedata.east_asian_width(sign) in "FW") for sign in text))
    if not widths or widths[-1] <= width:
        return text
    return f"{text[: bisect_right(widths, width - 1)].rstrip()}…"


def canvas(
    words: Words, width: float, height: float, *, left: float = 0.7, right: float = 0.2, head: float = 0.0
) -> Figure:
    """A figure with title, unit and source in their places. All in inches: the plot gets ``height``, and ``head`` stays
    free above it for a legend or the panels' names.
    """
    title = textwrap.wrap(printable(words.title), int(width * 8.7)) or [""]
    unit = textwrap.wrap(printable(words.unit), int(width * 11.8)) or [""]
    source = textwrap.wrap(printable(words.source), int(width * 16)) or [""]
    under_title = 0.1 + 0.235 * len(title)
    top = under_title + 0.19 * len(unit) + 0.14 + head
    bottom = 0.42 + 0.15 * len(source)
    total = height + top + bottom
    figure = Figure(figsize=(width, total))
    figure.text(0.012, 1 - 0.05 / total, "\n".join(title), fontsize=12.5, fontweight="bold", va="top", linespacing=1.3)
    figure.text(0.012, 1 - under_title / total, "\n".join(unit), fontsize=9.5, va="top", linespacing=1.35, color=MUTED)
    figure.text(0.012, 0.05 / total, "\n".join(source), fontsize=7.5, va="bottom", linespacing=1.4, color=MUTED)
    figure.subplots_adjust(left=left / width, right=1 - right / width, top=1 - top / total, bottom=bottom / total)
    return figure


def axis_of_halves(axes: Axes, halves: Sequence[int], every: int | None = None) -> None:
    """Half-years along the x axis: a year's first half at its quarter, its second at three quarters."""
    first, last = halves[0] // 2, halves[-1] // 2
    axes.set_xlim(first - 0.05, last + 1.05)
    years = list(range(first, last + 1))
    step = every or (1 if len(years) <= 12 else 2)
    shown = years[(len(years) - 1) % step :: step]
    axes.set_xticks([year + 0.5 for year in shown], [str(year) for year in shown])
    axes.spines["bottom"].set_color(MUTED)


def place(half: int) -> float:
    """Where a half-year stands on the axis."""
    return half / 2 + 0.25


def symlog(value: float) -> str:
    """A tick's label on a scale that is logarithmic from 1 on and holds 0."""
    for size, unit in ((1_000_000_000, "bn"), (1_000_000, "m"), (1_000, "k")):
        if value >= size:
            return f"{value / size:g}{unit}"
    return f"{value:g}"


def decades(top: float) -> list[float]:
    """Ticks of that scale up to the first power of ten that is not below ``top``."""
    ticks = [0.0, 1.0]
    while ticks[-1] < top:
        ticks.append(ticks[-1] * 10)
    return ticks


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions as near as may be to ``values`` and at least ``gap`` apart, in the same order."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    groups: list[tuple[float, list[int]]] = []
    for index in order:
        groups.append((values[index], [index]))
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (len(groups[-1][1]) + len(groups[-2][1])) / 2:
            (upper, over), (lower, under) = groups.pop(), groups.pop()
            count = len(over) + len(under)
            groups.append(((upper * len(over) + lower * len(under)) / count, under + over))
    placed = list(values)
    for centre, members in groups:
        for step, index in enumerate(members):
            placed[index] = centre + gap * (step - (len(members) - 1) / 2)
    return placed


def look() -> AbstractContextManager[None]:
    """The style, while a chart is made and saved."""
    return mpl.rc_context(RC)


def png(figure: Figure) -> bytes:
    """The figure as a picture for sharing, twice as fine as a page shows it."""
    buffer = io.BytesIO()
    with look(), warnings.catch_warnings():
        # A sign that this machine's fonts lack is a box here; the SVG has it as text.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.set_canvas(FigureCanvasAgg(figure))
        figure.savefig(buffer, format="png", dpi=160, metadata={"Software": None})
    return buffer.getvalue()


def svg(figure: Figure, words: Words) -> str:
    """The figure as SVG: a title and a description, ids of its own, no size but its proportions, no date."""
    buffer = io.BytesIO()
    with mpl.rc_context({**RC, "svg.hashsalt": words.identifier}), warnings.catch_warnings():
        # The text is drawn by the reader's fonts; that this machine's have no such character does no harm.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})  # type: ignore[no-untyped-call]
    root = etree.fromstring(buffer.getvalue(), etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True))
    for extra in [*root.findall(f"{SVG}metadata"), *root.iterfind(f".//{SVG}style")]:
        parent = extra.getparent()
        if parent is not None:
            parent.remove(extra)
    _prefix_ids(root, words.identifier)
    for name in ("width", "height"):
        if name in root.attrib:
            del root.attrib[name]
    root.set("role", "img")
    root.set("aria-labelledby", f"{words.identifier}-title {words.identifier}-desc")
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")
    for place_of, (tag, text) in enumerate((("title", words.title), ("desc", words.said))):
        node = etree.Element(f"{SVG}{tag}", id=f"{words.identifier}-{tag}")
        node.text = printable(text)
        root.insert(place_of, node)
    text = etree.tostring(root, encoding="unicode")
    text = re.sub(r"'DejaVu Sans', [^;\"]*sans-serif|'DejaVu Sans'", FONTS.replace('"', "'"), text)
    return re.sub(r"\n\s*", "\n", text)


def _prefix_ids(root: "etree._Element", prefix: str) -> None:
    """Make every id unique on a page that holds several charts, and every reference follow."""
    for node in root.iter():
        for name, value in [(str(name), str(value)) for name, value in node.attrib.items()]:
            if name == "id":
                node.set(name, f"{prefix}-{value}")
            elif name == HREF and value.startswith("#"):
                node.set(name, f"#{prefix}-{value[1:]}")
            elif "url(#" in value:
                node.set(name, value.replace("url(#", f"url(#{prefix}-"))
