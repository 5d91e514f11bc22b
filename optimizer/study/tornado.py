"""What the assumed figures of a case move: each alone from its low to its high, the plan found anew.

All other figures stay as stated. A row of the tornado is told apart where one plan's bound lies above
another's plan: below that, the proofs do not say what the figure moves. Of a figure that is not what the
plans minimise (CO2 of plans at least cost, say) nothing is proven, and plans within the gap may differ in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isclose, nan

import pandas as pd

from cases.gauges import COST
from cases.text import Language
from optimizer.study.common import Common
from optimizer.study.draws import STATED, Range
from optimizer.study.points import Batches, Point, PointResult, Results

ENDS = ("low", "high")
AIMED = {COST: 1.0, "co2_total": 1000.0}
"""What a plan may minimise, and the factor from its gauge to the unit of the objective (kt to t CO2)."""
TOLD = (COST, "co2_total", "waste_use")
TORNADO = [
    "part", "indicator", "order", "figure", "low", "stated_figure", "high", "stated", "at_low", "at_high",
    "swing", "told_apart", "reason_low", "reason_high", "reason_low_zh", "reason_high_zh",
]  # fmt: skip
STANDING = ["part", "decision", "id", "period", "unit", "stated", "least", "most", "plans", "changes"]
SAME = 1e-6
"""Relative difference of a decision below which it is the same."""


@dataclass(frozen=True, slots=True)
class Tornado:
    """Two points a figure, and the point as stated."""

    common: Common
    ranges: tuple[Range, ...]

    @property
    def part(self) -> str:
        """Name of the part."""
        return self.common.part

    def batches(self) -> Batches:
        """All ends at once."""
        yield [self.common.point(STATED), *(self._point(one, end) for one in self.ranges for end in ENDS)]

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        """The tornado of cost, CO2 and waste use, and which decisions any of the figures changes."""
        rows = [row for name in TOLD for row in _ordered(self._rows(results, name))]
        return {
            "tornado": pd.DataFrame(rows, columns=TORNADO),
            "standing": pd.DataFrame(list(self._standing(results)), columns=STANDING),
        }

    def _point(self, one: Range, end: str) -> Point:
        value = float(getattr(one, end))
        change = one.change(value)
        return self.common.point(_name(one, end), changes=[change], inputs={one.cell: float(change.value)})

    def _rows(self, results: Results, indicator: str) -> Iterator[dict[str, object]]:
        stated = results.get(STATED)
        if stated is None or not stated.has_plan or indicator not in stated.totals:
            return
        middle = stated.totals[indicator]
        for one in self.ranges:
            ends = {end: results.get(_name(one, end)) for end in ENDS}
            known = {end: _value(result, indicator) for end, result in ends.items()}
            spread = [middle, *(value for value in known.values() if value is not None)]
            swing = max(spread) - min(spread)
            yield {
                "part": self.part, "indicator": indicator, "figure": one.cell, "low": one.low,
                "stated_figure": one.likely, "high": one.high, "stated": middle, "at_low": known["low"],
                "at_high": known["high"], "swing": swing,
                "told_apart": _told_apart([stated, *ends.values()], indicator),
                **{f"reason_{end}": _reason(result, "en") for end, result in ends.items()},
                **{f"reason_{end}_zh": _reason(result, "zh") for end, result in ends.items()},
            }  # fmt: skip

    def _standing(self, results: Results) -> Iterator[dict[str, object]]:
        """Every decision with its least and most over all plans; one that a plan lacks is nothing there."""
        plans = [
            {(d["decision"], d["id"], d["period"], d["unit"]): float(d["value"]) for d in result.decisions}
            for result in results.values()
            if result.has_plan
        ]
        stated = results.get(STATED)
        if stated is None or not stated.has_plan:
            return
        own = {(d["decision"], d["id"], d["period"], d["unit"]): float(d["value"]) for d in stated.decisions}
        for key in dict.fromkeys(name for plan in [own, *plans] for name in plan):
            values = [plan.get(key, 0.0) for plan in plans]
            base = own.get(key, 0.0)
            decision, name, period, unit = key
            yield {
                "part": self.part, "decision": decision, "id": name, "period": period, "unit": unit,
                "stated": base, "least": min(values), "most": max(values), "plans": len(values),
                "changes": sum(abs(value - base) > SAME * max(1.0, abs(base)) for value in values),
            }  # fmt: skip


def _name(one: Range, end: str) -> str:
    return f"{one.cell} {end}"


def _value(result: PointResult | None, indicator: str) -> float | None:
    return result.totals.get(indicator) if result is not None and result.has_plan else None


def _told_apart(plans: Sequence[PointResult | None], indicator: str) -> int | None:
    """Whether some plan's bound is beyond another's plan; None of what the plans do not minimise."""
    found = [plan for plan in plans if plan is not None and plan.has_plan]
    values = [
        AIMED[indicator] * plan.totals.get(indicator, nan) if indicator in AIMED else nan for plan in found
    ]
    pairs = [(plan.objective, plan.bound) for plan in found]
    known = [(value, bound) for value, bound in pairs if value is not None and bound is not None]
    if len(known) < len(found) or not all(
        isclose(value, own, rel_tol=SAME) for (value, _), own in zip(known, values, strict=True)
    ):
        return None
    return int(max(bound for _, bound in known) > min(value for value, _ in known))


def _ordered(rows: Iterator[dict[str, object]]) -> Iterator[dict[str, object]]:
    """The longest swing first, numbered."""
    longest = sorted(rows, key=lambda row: -float(str(row["swing"])))
    for order, row in enumerate(longest, start=1):
        yield {**row, "order": order}


def _reason(result: PointResult | None, language: Language) -> str:
    """Why an end has no plan; nothing where it has one."""
    return "" if result is None or result.reason is None else result.reason.sentence(language)
