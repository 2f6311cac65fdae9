"""Makes shapes.csv anew from ``countries-50m.json`` of world-atlas 2.0.2. Run by hand, and by nothing else:

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m analysis.charts.world.make_shapes package/countries-50m.json package/countries-10m.json

The second file lends the shapes of territories that the first leaves out. Only the standard library is used.
"""

import csv
import json
import sys
from collections.abc import Callable, Iterable
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

from analysis.charts.world import FILE, UNITS_A_DEGREE, Place, equal_earth

SCALE = 111.0
"""Points of a map of 8.4 inches to a unit of the projection."""
TOLERANCE = 0.45
"""How far a simplified border may stray from the source's, in points of that map."""
SMALLEST = 0.35
"""Islands of a smaller area, in square points, are left out where the shape has many parts."""
LEFT_OUT = {"010": "Antarctica has no government that could ask, and would be a fifth of the map"}
FROM_10M = {"292", "798"}  # Gibraltar and Tuvalu
KOSOVO = ("Kosovo", "XK")  # the source gives it no number, and ISO 3166 no code

# Parts of a shape that have an ISO code of their own: (number or name) of the whole, and (west, east, south, north).
PARTS: dict[tuple[str, tuple[float, float, float, float]], tuple[str, str]] = {
    ("250", (-55, -51, 2, 6)): ("GF", "French Guiana"),
    ("250", (-62, -61.1, 15.8, 16.6)): ("GP", "Guadeloupe"),
    ("250", (-61.3, -60.7, 14.3, 15)): ("MQ", "Martinique"),
    ("250", (55, 56, -22, -20)): ("RE", "Réunion"),
    ("250", (44, 46, -14, -12)): ("YT", "Mayotte"),
    ("528", (-69, -62, 11, 18)): ("BQ", "Bonaire, Sint Eustatius and Saba"),
    ("578", (10, 34, 74, 81)): ("SJ", "Svalbard"),
    ("554", (-173, -171, -10, -8)): ("TK", "Tokelau"),
    ("Indian Ocean Ter.", (105, 106, -11, -10)): ("CX", "Christmas Island"),
    ("Indian Ocean Ter.", (96, 98, -13, -11)): ("CC", "Cocos (Keeling) Islands"),
}

Arc = list[Place]


def main(source: Path, detailed: Path) -> None:
    with Path(__file__).with_name("numeric.csv").open(encoding="utf-8", newline="") as file:
        codes = dict(csv.reader(file))
    names: dict[str, str] = {}
    found: dict[tuple[str, str], list[Arc]] = {}
    sources = ((source, lambda number: number not in LEFT_OUT), (detailed, lambda number: number in FROM_10M))
    for path, wanted in sources:
        for number, title, ring in rings(json.loads(path.read_text(encoding="utf-8")), wanted):
            code, name = named(codes, number, title, ring)
            # Two shapes can have one code: Australia, and its Ashmore and Cartier Islands.
            found.setdefault((code, names.setdefault(code or name, name)), []).append(ring)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "name", "rings"])
        for (code, name), every in sorted(found.items()):
            writer.writerow([code, name, ";".join(written(ring) for ring in kept(every))])


def rings(topology: Any, wanted: Callable[[str], bool]) -> Iterable[tuple[str, str, Arc]]:
    """Number, name and each ring of every shape that is wanted. An arc that two share is simplified once."""
    (scale_x, scale_y), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + west, y * scale_y + south))
        arcs.append(simplified(unwound(arc)))
    for geometry in topology["objects"]["countries"]["geometries"]:
        if wanted(geometry.get("id", "")):
            several = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
            for ids in (ring for polygon in several for ring in polygon):
                joined = [place for i in ids for place in (arcs[i] if i >= 0 else arcs[~i][::-1])[1:]]
                for part in cut(unwound(joined)):
                    yield geometry.get("id", ""), geometry["properties"]["name"], part


def unwound(arc: Arc) -> Arc:
    """The arc without jumps: past 180 degrees east the longitudes go on."""
    places = arc[:1]
    for x, y in arc[1:]:
        places.append((x + 360 * round((places[-1][0] - x) / 360), y))
    return places


def cut(ring: Arc) -> Iterable[Arc]:
    """The parts of a ring on the map, which ends at 180 degrees."""
    for turn in (-360, 0, 360):
        part = [(x + turn, y) for x, y in ring]
        for side in (1, -1):
            part = [place for a, b in pairwise([*part, *part[:1]]) for place in within(a, b, side)]
        if part:
            yield part


def within(a: Place, b: Place, side: int) -> Arc:
    """What a step from ``a`` to ``b`` adds to a ring that ends at 180 degrees east (side 1) or west (side -1)."""
    inside = [place for place in (b,) if side * place[0] <= 180]
    if (side * a[0] <= 180) == bool(inside):
        return inside
    edge = (side * 180.0, a[1] + (b[1] - a[1]) * (side * 180 - a[0]) / (b[0] - a[0]))
    return [edge, *inside]


def simplified(arc: Arc) -> Arc:
    """The arc without the places that it can do without (Douglas and Peucker), measured on the map."""
    drawn = [tuple(SCALE * value for value in equal_earth(*place)) for place in arc]
    keep = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = drawn[first], drawn[last]
        length = hypot(bx - ax, by - ay)
        far, at = 0.0, first
        for middle in range(first + 1, last):
            x, y = drawn[middle]
            off = abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length if length else hypot(x - ax, y - ay)
            far, at = max((far, at), (off, middle))
        if far > TOLERANCE:
            keep.add(at)
            spans += [(first, at), (at, last)]
    return [arc[at] for at in sorted(keep)] if len(keep) > 3 or arc[0] != arc[-1] else arc


def named(codes: dict[str, str], number: str, name: str, ring: Arc) -> tuple[str, str]:
    """Code and name of the shape that a ring belongs to."""
    for (whole, (west, east, south, north)), part in PARTS.items():
        if whole in (number, name) and all(west <= x <= east and south <= y <= north for x, y in ring):
            return part
    if name == KOSOVO[0]:
        return KOSOVO[1], name
    return codes[number] if number else "", name


def area(ring: Arc) -> float:
    """Square points on the map."""
    drawn = [equal_earth(*place) for place in ring]
    pairs = zip(drawn, [*drawn[1:], drawn[0]], strict=True)
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairs)) / 2 * SCALE**2


def kept(every: list[Arc]) -> list[Arc]:
    """The rings that can be seen, the largest first; all where there are few."""
    ordered = sorted(every, key=area, reverse=True)
    return [ring for at, ring in enumerate(ordered) if len(every) <= 3 or not at or area(ring) >= SMALLEST]


def written(ring: Arc) -> str:
    """``x y dx dy …`` in units of the file, each place once."""
    units = [(round(x * UNITS_A_DEGREE), round(y * UNITS_A_DEGREE)) for x, y in ring]
    places = [place for at, place in enumerate(units) if place != units[at - 1]]
    while len(places) < 3:  # smaller than a unit: a place for its dot
        places.append((units[0][0] + len(places) % 2, units[0][1] + len(places) // 2))
    steps = [places[0]] + [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(places)]
    return " ".join(f"{dx} {dy}" for dx, dy in steps)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
