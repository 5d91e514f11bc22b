"""An abatement cost curve: measures alone, and one after another in the order of their cost per tonne.

What a measure costs and saves is told against the state without any of them. In the curve each is told
against the measures before it; the difference between the two is what they do to one another.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cases.gauges import COST
from optimizer.study.common import Common, figure
from optimizer.study.points import Batches, Point, PointResult, Results

NONE = "none"
"""Name of the point without any measure."""
CO2 = "co2_t"
COLUMNS = [
    "part", "measure", "order", "alone_cost", "alone_co2_t", "alone_cost_per_t", "alone_open", "told_apart",
    "added_cost", "added_co2_t", "added_cost_per_t", "interaction_cost", "interaction_co2_t", "sum_cost",
    "sum_co2_t",
]  # fmt: skip
"""Costs in its currency, tonnes of CO2 less than without; ``alone_open``: what proofs leave open."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: scenarios made while it is off, scenarios made once it is on."""

    measure: str
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Curve:
    """Measures against the state without any of them."""

    common: Common
    measures: tuple[Measure, ...]

    @property
    def part(self) -> str:
        """Name of the part."""
        return self.common.part

    def batches(self) -> Batches:
        """No measure and each alone; then one after another, cheapest per tonne first."""
        results = yield [
            self._point(NONE, ()),
            *(self._point(_alone(m), (m,), {"on": m.measure}) for m in self.measures),
        ]
        ordered = self._ordered(results)
        yield [
            self._point(_step(number), ordered[:number], {"added": ordered[number - 1].measure})
            for number in range(1, len(ordered) + 1)
        ]

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        """One row a measure, in the order of the curve once every measure was solved alone."""
        whole = all(_alone(m) in results for m in self.measures) and NONE in results
        ordered = self._ordered(results) if whole else self.measures
        rows = list(self._rows(results, ordered, whole))
        return {"abatement": pd.DataFrame(rows, columns=COLUMNS)}

    def _point(
        self, name: str, on: Sequence[Measure], inputs: Mapping[str, str | float] | None = None
    ) -> Point:
        """The point with these measures on and every other off; scenarios in the order of the measures."""
        scenarios = [s for m in self.measures for s in (m.on if m in on else m.off)]
        return self.common.point(name, scenarios=scenarios, inputs=inputs)

    def _ordered(self, results: Results) -> tuple[Measure, ...]:
        """By cost per tonne; then those that save none, cheapest first; then those without a plan."""
        base = results.get(NONE)

        def rank(measure: Measure) -> tuple[int, float]:
            change = _change(base, results.get(_alone(measure)))
            if change is None:
                return 2, 0.0
            per_tonne = _per_tonne(change)
            return (1, change.cost) if per_tonne is None else (0, per_tonne)

        return tuple(sorted(self.measures, key=rank))

    def _rows(self, results: Results, ordered: Sequence[Measure], whole: bool) -> Iterator[dict[str, Any]]:
        base = before = results.get(NONE)
        for number, measure in enumerate(ordered, start=1):
            row: dict[str, Any] = {"part": self.part, "measure": measure.measure, "order": number}
            alone = _change(base, results.get(_alone(measure)))
            row |= _told("alone", alone)
            after = results.get(_step(number)) if whole else None
            added, total = _change(before, after), _change(base, after)
            row |= _told("added", added) | _told("sum", total)
            if alone is not None:
                row |= {"alone_open": alone.open, "told_apart": int(abs(alone.aim) > alone.open)}
            if alone is not None and added is not None:
                row["interaction_cost"] = added.cost - alone.cost
                row["interaction_co2_t"] = added.saved - alone.saved
            before = after
            yield row


@dataclass(frozen=True, slots=True)
class _Change:
    """From one plan to another: cost, tonnes of CO2 less, objective and what both proofs leave open."""

    cost: float
    saved: float
    aim: float
    open: float


def _change(before: PointResult | None, after: PointResult | None) -> _Change | None:
    costs = figure(before, COST), figure(after, COST)
    carbon = figure(before, CO2), figure(after, CO2)
    if before is None or after is None or None in costs or None in carbon:
        return None
    cost, saved = _difference(*costs), -_difference(*carbon)
    return _Change(cost, saved, _difference(before.objective, after.objective), _left(before) + _left(after))


def _difference(before: float | None, after: float | None) -> float:
    return math.nan if before is None or after is None else after - before


def _left(result: PointResult) -> float:
    """What the proof of a plan leaves open, in the unit of the aim."""
    if result.objective is None or result.bound is None:
        return math.inf
    return max(0.0, result.objective - result.bound)


def _per_tonne(change: _Change) -> float | None:
    """Cost of a tonne less; of what saves less than a tonne there is none."""
    return change.cost / change.saved if change.saved > 1.0 else None


def _told(name: str, change: _Change | None) -> dict[str, float | None]:
    if change is None:
        return {}
    told: dict[str, float | None] = {f"{name}_cost": change.cost, f"{name}_co2_t": change.saved}
    return told if name == "sum" else {**told, f"{name}_cost_per_t": _per_tonne(change)}


def _alone(measure: Measure) -> str:
    return f"alone: {measure.measure}"


def _step(number: int) -> str:
    return f"step {number:02d}"
