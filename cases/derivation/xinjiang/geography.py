"""Distances and ids."""

from __future__ import annotations

import re
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0
Point = tuple[float, float]


def great_circle(a: Point, b: Point) -> float:
    """Distance of two (lat, lon) points, km."""
    lat_a, lon_a, lat_b, lon_b = map(radians, (*a, *b))
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(h))


def slug(name: str) -> str:
    """Lower-case id of a name: letters and digits joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower().replace("'", "")).strip("_")


def town_id(name: str) -> str:
    """Id of a town in the places table."""
    return f"town_{slug(name)}"


def station_id(name: str) -> str:
    """Id of a station in the places table."""
    return f"station_{slug(name)}"
