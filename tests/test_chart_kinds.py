"""The kinds of chart beside lines: each is whole, legible, harmless and itself again; gaps are no 0, ranges no dots."""

import warnings
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import polars as pl
import pytest
from lxml import etree
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.text import Text

from analysis.charts import (
    heatmap,
    matrix,
    ranks,
    sides,
    slope,
    steps,
    style,
    waterfall,
    world,
    world_map,
)
from analysis.charts.style import Words
from analysis.charts.world import make_shapes
from analysis.jurisdictions import jurisdictions

HOSTILE = '$\\undefined$ <script>alert(1)</script> "><img> \x00\u202e台灣 {{7*7}}'
LONG = "<script> long name " * 526
WORDS = Words("one-kind", "What it shows", "requests", "Source: nobody.", "A line.")
HARMFUL = Words("hostile", HOSTILE, HOSTILE, HOSTILE, HOSTILE)

CHARTS: dict[str, Callable[[Words, str], Figure]] = {
    "world_map": lambda words, name: world_map.chart(
        words, [("US", name, (69_000, 69_000)), ("SG", name, (0, 499)), ("XK", name, (0, 0)), (name, name, (7, 7))]
    ),
    "heatmap": lambda words, name: heatmap.chart(
        words, [(name, {name: (0, 499), "B": (12_345, 12_345)}), ("A", {"B": (0, 0)})], [name, "B", *"CDEFGHIJKLM"]
    ),
    "slope": lambda words, name: slope.chart(
        words,
        [slope.Slope(name, (3, 3), (5_000, 9_000), 0), slope.Slope(name, None, (2, 2)), slope.Slope("A", (0, 0), None)],
        (name, "2024"),
        comparable=True,
        log=True,
    ),
    "ranks": lambda words, name: ranks.chart(
        words,
        [ranks.Ranked(name, ((1, 1), None, (4, 4)), 0), ranks.Ranked(name, ((0, 9), (3, 3), None), 1)],
        [name, "2024", LONG],
        comparable=True,
    ),
    "matrix": lambda words, name: matrix.chart(
        words,
        [(name, {name: "disclosed", "b": "partly"}), ("A", {name: "not_disclosed", "b": "not_collected"})],
        [(name, name), ("b", name)],
    ),
    "waterfall": lambda words, name: waterfall.chart(
        words,
        [
            waterfall.Edition("2023-01-01", name, (1, 499)),
            waterfall.Edition(name, name, None),
            waterfall.Edition("2024-01-01", "612", (612, 612)),
            waterfall.Edition("2025-01-01", "", (700, 700)),
        ],
    ),
}
REFUSED: dict[str, Callable[[Any], object]] = {
    "world_map": lambda rows: world_map.chart(WORDS, rows),
    "heatmap": lambda rows: heatmap.chart(WORDS, rows, ["A"]),
    "heatmap's columns": lambda columns: heatmap.chart(WORDS, [("A", {})], columns),
    "slope": lambda rows: slope.chart(WORDS, rows, ("a", "b"), comparable=True),
    "ranks": lambda rows: ranks.chart(WORDS, rows, ["a"], comparable=True),
    "ranks' periods": lambda periods: ranks.chart(WORDS, [ranks.Ranked("A", ())], periods, comparable=True),
    "matrix": lambda rows: matrix.chart(WORDS, rows, [("a", "a")]),
    "matrix's columns": lambda columns: matrix.chart(WORDS, [("A", {})], columns),
    "waterfall": lambda editions: waterfall.chart(WORDS, editions),
}


def made(name: str, words: Words = WORDS, label: str = "A name") -> Figure:
    with style.look():
        return CHARTS[name](words, label)


@pytest.mark.parametrize("label", [HOSTILE, LONG], ids=["hostile", "long"])
@pytest.mark.parametrize("name", CHARTS)
def test_an_svg_is_well_formed_harmless_and_the_same_again(name: str, label: str) -> None:
    words = HARMFUL if label is HOSTILE else WORDS
    svg = style.svg(made(name, words, label), words)
    assert svg == style.svg(made(name, words, label), words)
    root = etree.fromstring(svg.encode())
    assert not [node for node in root.iter() if str(node.tag).endswith(("script", "image", "foreignObject", "style"))]
    text = "".join(map(str, root.itertext()))
    if label is HOSTILE:
        assert "$\\undefined$ <script>" in text
        assert "\u202e" not in text and "\\u202e" in text and "\\x00" in text
    else:
        assert "<script>" in text and LONG[:60] not in text
    assert len(svg) < 150_000


@pytest.mark.parametrize("label", ["A name", LONG], ids=["short", "long"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_word_can_be_read_and_stands_within_the_picture(name: str, label: str) -> None:
    figure = made(name, label=label)
    canvas: Any = FigureCanvasAgg(figure)
    with style.look(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        canvas.draw()
    renderer = canvas.get_renderer()
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if not text.get_text().strip() or not text.get_visible():
            continue
        assert float(text.get_fontsize()) >= 8.5 or text.get_text() == WORDS.source
        box = text.get_window_extent(renderer)
        assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, text.get_text()
        assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, text.get_text()
    assert figure.get_figwidth() <= 8.6


@pytest.mark.parametrize("name", REFUSED)
def test_frames_are_refused_and_so_is_nothing_at_all(name: str) -> None:
    with style.look():
        with pytest.raises(TypeError, match="DataFrame"):
            REFUSED[name](pl.DataFrame({"a": [1]}))
        with pytest.raises(ValueError, match="without|no |needs"):
            REFUSED[name]([])


@pytest.mark.parametrize("bounds", [(3, 2), (-1, 0), (float("nan"), 1), (1, float("inf")), (0.5, 0.5), (0, 0.5)])
def test_bounds_that_no_count_has_are_refused_by_name(bounds: tuple[float, float]) -> None:
    with style.look(), pytest.raises(ValueError, match="Sweden.* not the bounds"):
        world_map.chart(WORDS, [("SE", "Sweden", bounds)])
    with style.look(), pytest.raises(ValueError, match="Sweden, A.* not the bounds"):
        heatmap.chart(WORDS, [("Sweden", {"A": bounds})], ["A"])


def test_what_may_not_be_compared_is_not_drawn_together() -> None:
    with pytest.raises(ValueError, match="may not share an axis"):
        slope.chart(WORDS, [slope.Slope("A", (1, 1), None)], ("a", "b"), comparable=False)
    with pytest.raises(ValueError, match="may not be compared"):
        ranks.chart(WORDS, [ranks.Ranked("A", ((1, 1),))], ["a"], comparable=False)


def test_0_is_a_class_of_its_own_and_the_others_follow_one_another() -> None:
    for top in (0, 1, 7, 30, 999, 1_000, 54_321, 999_999, 47_695_340, 3e9):
        scale = steps.steps([(0, top)])
        assert (scale[0].lower, scale[0].above, scale[0].label) == (0, 1, "0")
        assert [step.above for step in scale[:-1]] == [step.lower for step in scale[1:]]
        assert len(scale) <= 7 and scale[-1].lower <= max(top, 1) and top < scale[-1].above
        assert len({step.colour for step in scale}) == len(scale)
    assert [step.label for step in steps.steps([(0, 54_321)])][-2:] == ["1,000–9,999", "10,000–99,999"]
    assert steps.steps([(0, 5e7)])[-1].label == "1m – <100m"


def test_a_range_over_two_classes_is_striped_and_nothing_held_is_hatched() -> None:
    scale = steps.steps([(0, 499)])
    assert "hatch" not in steps.look((0, 0), scale)[1]
    assert steps.look((0, 499), scale)[1]["hatchcolor"] == steps.look((499, 499), scale)[1]["facecolor"]
    figure = made("heatmap")
    held = [patch for patch in figure.axes[0].patches if patch.get_hatch() != steps.NOTHING["hatch"]]
    assert len(figure.axes[0].patches) == 2 * 13 and len(held) == 3


def test_a_cell_without_room_says_nothing_that_is_not_true_of_both_bounds() -> None:
    columns = [*"ABCDEFGHIJKLMNOP"]
    rows = [("X", {"A": (52_100.0, 52_400.0), "B": (1_200.0, 2_400.0)})]
    with style.look():
        axes = heatmap.chart(WORDS, rows, columns).axes[0]
    assert [text.get_text() for text in axes.texts] == ["52k"]


def test_numbers_in_few_characters_are_not_other_numbers() -> None:
    told = {0: "0", 999: "999", 1_234: "1.2k", 9_960: "10k", 999_960: "1.0m", 47_695_340: "48m", 3e9: "3.0bn"}
    assert {value: steps.brief(value) for value in told} == told
    assert steps.said((0, 499)) == "0–499"
    assert steps.said((27_000, 27_499)) == "27,000–27,499"


def test_a_cell_without_a_status_is_an_error_and_no_gap() -> None:
    with pytest.raises(ValueError, match="Apple, F6.2: None"):
        matrix.chart(WORDS, [("Apple", {"F6.1": "disclosed"})], [("F6.1", "a"), ("F6.2", "b")])
    with style.look(), pytest.raises(ValueError, match="column that it does not draw: C"):
        heatmap.chart(WORDS, [("A", {"C": (1, 1)})], ["B"])


def test_signs_differ_in_shape_as_well_as_in_colour() -> None:
    shapes = [(look["marker"], look.get("fillstyle", "full")) for look in matrix.LOOKS.values()]
    assert len(set(shapes)) == len(shapes)


def test_ranks_that_overlap_are_shared_and_gaps_have_none() -> None:
    ranked = [
        ranks.Ranked("A", ((10, 10), None)),
        ranks.Ranked("B", ((5, 12), (1, 1))),
        ranks.Ranked("C", ((5, 5), (1, 1))),
        ranks.Ranked("D", ((1, 1), (7, 7))),
    ]
    assert [ranks.places(ranked, series) for series in ranked] == [
        [(1, 2), None],
        [(1, 3), (2, 3)],
        [(2, 3), (2, 3)],
        [(4, 4), (1, 1)],
    ]
    with pytest.raises(ValueError, match="2 periods: E: 1 figures"):
        ranks.chart(WORDS, [*ranked, ranks.Ranked("E", ((1, 1),))], ["a", "b"], comparable=True)


def test_a_line_leads_only_from_a_figure_to_a_figure() -> None:
    with style.look():
        held = [slope.Slope("A", (1, 1), (2, 2)), slope.Slope("B", (1, 1), None), slope.Slope("C", (1, 3), (2, 4))]
        axes = slope.chart(WORDS, held, ("a", "b"), comparable=True).axes[0]
    lines: list[Any] = [line for line in axes.lines if line.get_linewidth() == 1.6]
    assert [list(line.get_ydata()) for line in lines] == [[1, 2]]
    figure = made("ranks")
    assert not [line for line in figure.axes[0].lines if line.get_linewidth() == 1.8 and line.get_color() == "#0072b2"]


def test_names_at_the_side_stay_within_the_plot_and_apart() -> None:
    with style.look():
        figure = style.canvas(WORDS, 8.6, sides.room(20, 1), right=2)
        axes = figure.add_subplot()
        sides.put(axes, [sides.Side(str(at), 1.0, style.INK) for at in range(20)], 1, right=True)
    levels = sorted(text.get_window_extent().y0 for text in axes.texts)
    assert all(above - below > 10 for below, above in pairwise(levels))
    assert levels[-1] < axes.get_window_extent().y1


def test_a_difference_is_all_that_bounds_allow_and_none_leads_to_silence() -> None:
    axes = made("waterfall").axes[0]
    assert [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"] == ["+88"]
    with style.look():
        bands = [waterfall.Edition("a", "1-499", (1, 499)), waterfall.Edition("b", "0-499", (0, 499))]
        axes = waterfall.chart(WORDS, bands).axes[0]
        shares = [waterfall.Edition("a", "50%", (0.5, 0.5)), waterfall.Edition("b", "55%", (0.55, 0.55))]
        share = waterfall.chart(WORDS, shares, share=True).axes[0]
    assert "−499 to\n+498" in [text.get_text() for text in axes.texts]
    assert "+5 %" in [text.get_text() for text in share.texts]
    assert "the axis does not begin at 0" in [text.get_text() for text in share.texts]
    boxes = [(box.get_y(), box.get_height()) for box in axes.patches if isinstance(box, Rectangle)]
    assert boxes == [(1, 498), (0, 499), (0, 499)]


def test_every_country_and_territory_has_a_shape_but_those_that_the_readme_names() -> None:
    codes = {entry.code for entry in jurisdictions().values() if entry.kind in ("country", "territory")}
    shapes = world.shapes()
    held = [shape.code for shape in shapes if shape.code]
    assert len(held) == len(set(held))
    assert codes - set(held) == {"AQ", "BV", "UM"} and set(held) <= codes
    assert {shape.name for shape in shapes if not shape.code} == {"N. Cyprus", "Siachen Glacier", "Somaliland"}
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for shape in shapes for ring in shape.rings for x, y in ring)


def test_a_map_is_whole_when_every_country_has_a_figure() -> None:
    rows = [(shape.code, shape.name, (10.0**at, 10.0**at * 7)) for at, shape in enumerate(world.shapes()[3:8])]
    rows += [(shape.code, shape.name, (at, at)) for at, shape in enumerate(world.shapes()[8:])]
    with style.look():
        figure = world_map.chart(WORDS, rows)
    assert len(style.svg(figure, WORDS)) < 150_000
    nothing = [patch for patch in figure.axes[0].patches if patch.get_hatch() == steps.NOTHING["hatch"]]
    assert [isinstance(patch, PathPatch) for patch in nothing] == [True], "the shapes without a code"
    with style.look(), pytest.raises(ValueError, match="stands twice"):
        world_map.chart(WORDS, [("SE", "Sweden", (1, 1)), ("SE", "Sweden", (2, 2))])


def test_who_has_no_place_on_the_map_is_named_beneath_it() -> None:
    with style.look():
        figure = world_map.chart(WORDS, [("SE", "Sweden", (2, 2)), ("org:interpol", "Interpol", (0, 499))])
    told = [text.get_text() for text in figure.axes[0].texts]
    assert told[:2] == ["Most: Sweden 2, Interpol 0–499", "Not on the map: Interpol 0–499"]


def test_the_projection_keeps_areas() -> None:
    assert world.equal_earth(0, 0) == (0, 0)
    x, y = world.equal_earth(180, 0)[0], world.equal_earth(0, 90)[1]
    assert (round(x, 3), round(y, 3)) == (2.707, 1.317)
    # A degree by a degree at 60 degrees north is half of what it is at the equator.
    boxes = [[world.equal_earth(*place) for place in ((0, y), (1, y), (1, y + 0.01), (0, y + 0.01))] for y in (0, 60)]
    sizes = [sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(box, [*box[1:], box[0]], strict=True)) for box in boxes]
    assert sizes[1] / sizes[0] == pytest.approx(0.5, abs=0.001)


def test_a_ring_over_the_180th_meridian_is_cut_there() -> None:
    ring = make_shapes.unwound([(170, 0), (-170, 0), (-170, 10), (170, 10)])
    parts = [sorted(set(part)) for part in make_shapes.cut(ring) if len(set(part)) > 2]
    assert parts == [
        [(-180.0, 0), (-180.0, 10), (-170, 0), (-170, 10)],
        [(170, 0), (170, 10), (180.0, 0), (180.0, 10)],
    ]
