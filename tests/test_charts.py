"""Charts: gaps stay gaps, methods do not join, and an SVG is whole, itself every time, and harmless."""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from math import isnan
from typing import Any

import pytest
from lxml import etree
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.charts import coverage, disclosed, lines, national_security, over_time, removals, spans, style, who_asks
from analysis.charts.lines import Course
from analysis.charts.style import Words
from analysis.recipes import Point
from analysis.report import overview
from analysis.report.charted import drawn
from analysis.report.pages import Drawing

HOSTILE = 'Price $\\undefined$ <script>alert(1)</script> "><img> \x0b\x00 \u202e 台灣 {{7*7}}'
WORDS = Words("one-chart", "What it shows", "requests", "Source: nobody.", "A line.")
HARMFUL = Words("hostile", HOSTILE, HOSTILE, HOSTILE, HOSTILE)


def point(half: int, lower: float | None = 5, upper: float | None = None, method: str = "") -> Point:
    return Point(half, lower, lower if upper is None else upper, 1, 0, method)


def made(*points: Point, label: str = "Google", colour: int = 0) -> Course:
    return Course(label, points, colour)


ONE = made(point(4040), point(4041, 0, 499), point(4043, 12), label=HOSTILE)
CHARTS: dict[str, Callable[[Words], Figure]] = {
    "over_time": lambda words: over_time.chart(words, [ONE, made(point(4040, 90_000), colour=1)]),
    "disclosed": lambda words: disclosed.chart(words, [made(point(4040, 0.5), point(4041, 0.5, 0.6))]),
    "who_asks": lambda words: who_asks.chart(words, [(HOSTILE, {"A": (0, 499)})], who_asks.marks([("A", 0), ("B", 0)])),
    "removals": lambda words: removals.chart(words, [(HOSTILE, [ONE.points, [point(4044)]])], [4040, 4044], 0),
    "national_security": lambda words: national_security.chart(words, [ONE]),
    "coverage": lambda words: coverage.chart(words, [(HOSTILE, HOSTILE, {4040: "half", 4041: "silent"})], [4040, 4041]),
}


def saved(name: str, words: Words) -> tuple[str, bytes]:
    """The chart as a site writes it."""
    done = drawn(Drawing(words, partial(CHARTS[name], words)))
    assert not isinstance(done, str), done
    return done


def test_a_half_year_without_a_figure_is_a_gap() -> None:
    x, low, high = lines.drawn([point(4040), point(4041, None), point(4043)])
    assert x == [2020.25, 2020.75, 2021.25, 2021.75]
    assert [isnan(value) for value in low] == [False, True, True, False]
    assert [isnan(value) for value in high] == [False, True, True, False]


def test_an_open_upper_bound_is_not_drawn() -> None:
    _, low, _ = lines.drawn([Point(4040, 500, None, 1, 0, "")])
    assert isnan(low[0])


def test_figures_of_two_methods_are_not_joined() -> None:
    x, low, _ = lines.drawn([point(4040, method="old"), point(4041, method="new"), point(4042, method="new")])
    assert [isnan(value) for value in low] == [False, True, False, False]
    assert x == sorted(x)
    assert lines.breaks([point(4040, method="old"), point(4041, method="new")]) == [2020.5]


def test_names_never_overlap_and_keep_their_order() -> None:
    placed = style.spread([10, 11, 50, 9], 12)
    assert sorted(placed) == [placed[3], placed[0], placed[1], placed[2]]
    ordered = sorted(placed)
    assert all(b - a >= 12 - 1e-9 for a, b in pairwise(ordered))


@pytest.mark.parametrize("name", CHARTS)
def test_an_svg_is_well_formed_harmless_and_the_same_again(name: str) -> None:
    svg, png = saved(name, HARMFUL)
    assert (svg, png) == saved(name, HARMFUL)
    assert png.startswith(b"\x89PNG") and b"Software" not in png
    root = etree.fromstring(svg.encode())
    assert root.get("role") == "img"
    assert root.get("viewBox") and root.get("width") is None
    title, description = root[0], root[1]
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "\\x0b" in (title.text or "") and "\\u202e" in (title.text or "")
    assert not [node for node in root.iter() if str(node.tag).endswith(("script", "image", "foreignObject", "style"))]
    assert "<script" not in svg and "$" in svg
    assert "metadata" not in svg and "DejaVu" not in svg


@pytest.mark.parametrize("name", CHARTS)
def test_ids_are_the_charts_own_and_every_reference_is_answered(name: str) -> None:
    root = etree.fromstring(saved(name, WORDS)[0].encode())
    attributes = [(str(name), str(value)) for node in root.iter() for name, value in node.attrib.items()]
    ids = [value for name, value in attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert all(value.startswith("one-chart-") for value in ids)
    wanted = {value.removeprefix("#") for name, value in attributes if name.endswith("href")}
    wanted |= {value[5:-1] for name, value in attributes if name == "clip-path"}
    assert wanted <= set(ids)


def test_a_panels_name_is_told_to_its_end() -> None:
    def names(*labels: str) -> list[str]:
        panels = [spans.Panel(label, (spans.Span(2020, 2020.5, 3, 3),)) for label in labels]
        return [axes.get_title() for axes in spans.chart(WORDS, panels, 0).axes]

    label = "Regulated or Illegal Activities · Removed · Found by the company itself"
    whole, part, long = names("Removed", label, " · ".join(["Violence"] * 40))
    assert whole == "Removed" and part.replace("\n", " ") == label
    lines = part.split("\n")
    assert len(lines) == spans.LINES and not any(line.startswith("·") or len(line) > spans.WIDE for line in lines)
    assert long.count("\n") == spans.LINES - 1 and long.endswith("…")


def test_every_company_with_figures_has_its_whole_name_beside_the_coverage() -> None:
    assert overview._short("Reporting Centre of the Cyberspace Administration of China (12377)") == (
        "Reporting Centre 12377"
    )
    assert overview._short("Bank of Names (X)") == "Bank of Names (X)"  # short enough
    figure = coverage.chart(WORDS, [("Reporting Centre 12377", "Reports", {4040: "other"})], [4040])
    assert "Reporting Centre 12377" in [text.get_text() for text in figure.axes[0].texts]


def test_title_unit_and_source_stand_in_the_chart() -> None:
    words = "".join(map(str, etree.fromstring(saved("over_time", WORDS)[0].encode()).itertext()))
    assert all(text in words for text in ("What it shows", "requests", "Source: nobody."))


def test_a_band_is_drawn_from_end_to_end() -> None:
    figure = national_security.chart(WORDS, [made(point(4040, 100, 499), point(4042, 0, 99))])
    bars = [bar for bar in figure.axes[0].patches if isinstance(bar, Rectangle)]
    assert [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in bars] == [(100, 499), (0, 99)]
    assert figure.axes[0].get_ylim()[0] == 0


def test_a_range_is_no_point_of_the_line() -> None:
    figure = over_time.chart(WORDS, [made(point(4040, 5), point(4041, 0, 9), point(4042, 7))])
    line: Any = figure.axes[0].lines[0].get_ydata()
    assert [isnan(value) for value in line] == [False, True, False]
