"""Leads a part through its batches with results made by hand: what it asks for and what it tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from optimizer.study.points import Part, Point, PointResult, Status

Answer = Callable[[Point], PointResult]


def plan(objective: float, *, bound: float | None = None, **totals: float) -> PointResult:
    """A plan with these figures, proven unless a bound is given."""
    proven = objective if bound is None else bound
    return PointResult(status=Status.PLAN, objective=objective, bound=proven, gap=0.0, totals=totals)


INFEASIBLE = PointResult(status=Status.INFEASIBLE)


def led(part: Part, answer: Answer) -> tuple[list[list[Point]], dict[str, PointResult]]:
    """All batches that a part asks for, and the results by name."""
    batches: list[list[Point]] = []
    results: dict[str, PointResult] = {}
    asked = part.batches()
    try:
        batch: Sequence[Point] = next(asked)
        while True:
            batches.append(list(batch))
            sent = {point.point: answer(point) for point in batch}
            results |= sent
            batch = asked.send(sent)
    except StopIteration:
        return batches, results


def told(part: Part, results: dict[str, PointResult], table: str) -> pd.DataFrame:
    """A summary of a part."""
    return part.tables(results)[table]
