"""What the parts of a study share: what holds for all their points, batches side by side, a listed part."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

import pandas as pd

from cases import Change
from optimizer.study.points import Batches, Point, PointResult, Results

T = TypeVar("T")
Run: TypeAlias = Generator[Sequence[Point], Results, T]
"""Asks for points, a batch at a time, and comes to something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """Scenarios, changes and options of every point of a part; `part` is its name."""

    part: str
    scenarios: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def point(
        self,
        name: str,
        *,
        scenarios: Sequence[str] = (),
        changes: Sequence[Change] = (),
        options: Mapping[str, Any] | None = None,
        inputs: Mapping[str, str | float] | None = None,
    ) -> Point:
        """A point with more scenarios, changes and options than those of all; bounds add up."""
        more = dict(options or {})
        bounds = [*self.options.get("bounds", ()), *more.pop("bounds", ())]
        merged = {**self.options, **more} | ({"bounds": bounds} if bounds else {})
        return Point(
            point=name,
            part=self.part,
            scenarios=tuple(dict.fromkeys([*self.scenarios, *scenarios])),
            changes=(*self.changes, *changes),
            options=merged,
            inputs=inputs or {},
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A part whose points are known from the start: scenarios, a grid."""

    part: str
    points: tuple[Point, ...]

    def batches(self) -> Batches:
        """All points at once."""
        yield self.points

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:  # noqa: ARG002 - told point by point
        """Nothing beyond the points themselves."""
        return {}


def alone(point: Point) -> Run[PointResult]:
    """One point as a run."""
    results = yield (point,)
    return results[point.point]


def together(*runs: Run[T]) -> Run[list[T]]:
    """Several runs side by side: the next points of all in one batch."""
    found: dict[int, T] = {}
    asked: dict[int, Sequence[Point]] = {}
    for number, run in enumerate(runs):
        _advance(number, run, None, asked, found)
    while asked:
        results = yield [point for points in asked.values() for point in points]
        for number in list(asked):
            mine = {point.point: results[point.point] for point in asked.pop(number)}
            _advance(number, runs[number], mine, asked, found)
    return [found[number] for number in range(len(runs))]


def _advance(
    number: int,
    run: Run[T],
    results: Results | None,
    asked: dict[int, Sequence[Point]],
    found: dict[int, T],
) -> None:
    try:
        asked[number] = next(run) if results is None else run.send(results)
    except StopIteration as end:
        found[number] = end.value


def figure(result: PointResult | None, key: str) -> float | None:
    """A figure of a plan; None where there is none."""
    if result is None or not result.has_plan:
        return None
    return result.totals.get(key)


def rounded(value: float) -> float:
    """A figure as it stands in the options of a point: twelve digits tell it apart everywhere alike."""
    return float(f"{value:.12g}")
