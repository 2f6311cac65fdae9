"""The shapes of the world's countries and territories, and their place on a flat map. README.md: whose they are."""

import csv
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

FILE = Path(__file__).with_name("shapes.csv")
UNITS_A_DEGREE = 20
"""Coordinates are whole twentieths of a degree: a tenth of a point on a map of 8.4 inches."""

Place = tuple[float, float]
Ring = tuple[Place, ...]


@dataclass(frozen=True)
class Shape:
    """A country or territory: ISO 3166-1 alpha-2 code (empty for an area that has none), and rings of (longitude,
    latitude) in degrees, the largest first. Holes are rings too."""

    code: str
    name: str
    rings: tuple[Ring, ...]


@cache
def shapes() -> tuple[Shape, ...]:
    """Every shape, in the file's order. Raises ValueError naming the line that is not as it should be."""
    with FILE.open(encoding="utf-8", newline="") as file:
        records = csv.reader(file, strict=True)
        if next(records, []) != ["code", "name", "rings"]:
            raise ValueError(f"{FILE.name}: expected the columns code, name, rings")
        found = []
        for record in records:
            try:
                code, name, rings = record
                found.append(Shape(code, name, tuple(_ring(ring) for ring in rings.split(";"))))
            except ValueError as error:
                raise ValueError(f"{FILE.name}: line {records.line_num}: {error}") from error
    return tuple(found)


def _ring(text: str) -> Ring:
    """``x y dx dy dx dy``: a start, then steps, in units of the file."""
    numbers = [int(number) for number in text.split(" ")]
    if len(numbers) < 6 or len(numbers) % 2:
        raise ValueError(f"expected the coordinates of at least 3 places, found {len(numbers)} numbers")
    x = y = 0
    places = []
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        places.append((x / UNITS_A_DEGREE, y / UNITS_A_DEGREE))
    return tuple(places)


def equal_earth(longitude: float, latitude: float) -> Place:
    """Degrees to x and y on a globe of radius 1, by the Equal Earth projection (Šavrič, Patterson and Jenny, 2018):
    equal areas of the earth are equal areas of the map."""
    a, b, c, d = 1.340264, -0.081106, 0.000893, 0.003796
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    x = 2 * sqrt(3) * radians(longitude) * cos(t) / (3 * (9 * d * t**8 + 7 * c * t**6 + 3 * b * t**2 + a))
    return x, d * t**9 + c * t**7 + b * t**3 + a * t
