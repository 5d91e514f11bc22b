"""How the points of a front stand to one another: dominated or only not told apart, repeated, the knee."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

ON_FRONT = "front"
REPEATED = "repeated"
"""The plan of an earlier point again."""
WITHIN_GAP = "within_gap"
"""Another's plan is better in both figures, but not better than what this point may still come to."""
DOMINATED = "dominated"
"""Another's plan beats the bound of this point in both figures."""
NO_PLAN = "no_plan"
KNEE_LEAST = 0.01
"""How far below the line between the ends, as a part of both spans, a knee lies at least."""
SAME = 1e-6
"""Relative difference between figures that counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point of a front; None where a figure or a bound is not known. A bound is what no plan is beyond."""

    point: str
    order: int
    end: int
    first_value: float | None = None
    first_bound: float | None = None
    second_value: float | None = None
    second_bound: float | None = None
    second_limit: float | None = None
    """Where the second figure was bounded."""
    standing: str = NO_PLAN
    than: str = ""
    """The point whose plan is better, or the same."""
    knee: int = 0


Signs = tuple[float, float]
"""1 where less of a figure is better, else -1."""
Spot = tuple[float, float]


def stand(places: Sequence[Place], signs: Signs) -> list[Place]:
    """The places with their standing and the knee marked."""
    known = [place for place in places if place.first_value is not None and place.second_value is not None]
    told = [_standing(place, known, signs) if place in known else place for place in places]
    knee = _knee([place for place in told if place.standing == ON_FRONT], signs)
    return [replace(place, knee=int(place.point == knee)) for place in told]


def _standing(place: Place, known: Sequence[Place], signs: Signs) -> Place:
    mine, best = _values(place, signs), _bounds(place, signs)
    others = [(other.point, _values(other, signs)) for other in known if other.point != place.point]
    for name, theirs in others:
        if _beats(theirs, best):
            return replace(place, standing=DOMINATED, than=name)
    for other in known[: known.index(place)]:
        if all(_same(a, b) for a, b in zip(_values(other, signs), mine, strict=True)):
            return replace(place, standing=REPEATED, than=other.point)
    for name, theirs in others:
        if _beats(theirs, mine):
            return replace(place, standing=WITHIN_GAP, than=name)
    return replace(place, standing=ON_FRONT)


def _values(place: Place, signs: Signs) -> Spot:
    assert place.first_value is not None
    assert place.second_value is not None
    return signs[0] * place.first_value, signs[1] * place.second_value


def _bounds(place: Place, signs: Signs) -> Spot:
    """What the point may still come to; where nothing is proven, anything."""
    first, second = place.first_bound, place.second_bound
    return (
        -math.inf if first is None else signs[0] * first,
        -math.inf if second is None else signs[1] * second,
    )


def _beats(one: Spot, other: Spot) -> bool:
    """No worse in both, better in one."""
    pairs = list(zip(one, other, strict=True))
    return all(a <= b or _same(a, b) for a, b in pairs) and any(a < b and not _same(a, b) for a, b in pairs)


def _same(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=SAME, abs_tol=SAME)


def _knee(places: Sequence[Place], signs: Signs) -> str:
    """The point farthest below the straight line between the ends, both figures counted from 0 to 1."""
    spots = {place.point: _values(place, signs) for place in places}
    if len(spots) < 3:
        return ""
    start, end = min(spots.values()), min(spots.values(), key=lambda spot: spot[::-1])
    wide, high = end[0] - start[0], start[1] - end[1]
    if not (wide > 0 and high > 0):
        return ""
    below = dict(_below(spots, start, end, wide, high))
    best = max(below, key=lambda name: below[name])
    return best if below[best] >= KNEE_LEAST else ""


def _below(
    spots: dict[str, Spot], start: Spot, end: Spot, wide: float, high: float
) -> Iterator[tuple[str, float]]:
    for name, (first, second) in spots.items():
        yield name, 1.0 - (first - start[0]) / wide - (second - end[1]) / high
