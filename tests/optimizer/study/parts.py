"""Parts and points of studies for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from optimizer.study.points import Batches, Point, PointResult, Results, Status

PRICES = tuple(10.0 * step for step in range(1, 7))


@dataclass
class Listed:
    """Asks for its batches in order and remembers what it was sent."""

    part: str
    lists: Sequence[Sequence[Point]]
    sent: list[Mapping[str, PointResult]] = field(default_factory=list)

    def batches(self) -> Batches:
        for batch in self.lists:
            self.sent.append((yield batch))

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        ends = [result.status.value for result in results.values()]
        return {"ends": pd.DataFrame({"part": self.part, "point": list(results), "status": ends})}


def point(name: str, part: str = "prices", **options: Any) -> Point:
    return Point(point=name, part=part, options={"gap": 0.0, **options})


def priced(prices: Sequence[float] = PRICES) -> Listed:
    """A point for each carbon price; the second half is asked for when the first is there."""
    points = [
        Point(
            point=f"p{price:g}",
            part="prices",
            options={"gap": 0.0, "aim": "priced", "carbon_price": price},
            inputs={"carbon_price": price},
        )
        for price in prices
    ]
    half = len(points) // 2
    return Listed("prices", [points[:half], points[half:]])


def plan(objective: float = 1.0, **more: Any) -> PointResult:
    return PointResult(status=Status.PLAN, objective=objective, bound=objective, gap=0.0, **more)
