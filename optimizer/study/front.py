"""A front between two figures of a plan: its lexicographic ends, and points between them by bounding one.

Under a gap a front is a band: each point has its best plan and a bound that no plan of it is beyond. A point
is dominated only where another's best plan beats its bound in both figures. Of the gap asked for, an end
spends one half on the proof of its own figure and leaves the other as room for the other figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import pandas as pd

from cases.gauges import COST, Bound, Gauge, bound_from_text
from optimizer.options import RunOptions
from optimizer.study.common import Common, Run, alone, figure, rounded, together
from optimizer.study.options import AMOUNT, TOLD, goal_option
from optimizer.study.points import Batches, Point, PointResult, Results
from optimizer.study.standing import Place, stand

CO2 = "co2_total"
SAME = 1e-6
"""Least relative room of a bound at a value reached, so that the plan which reached it stays possible."""
NEAR = 1e-3
"""Relative change of a ratio below which it is taken as found."""
ROUNDS = 6
"""Most solves for the best value of a ratio (Dinkelbach 1967: each takes the ratio of the last plan)."""


_COLUMNS = [field.name for field in fields(Place)]


@dataclass(frozen=True, slots=True)
class Front:
    """A front of ``points`` points; ``first`` is aimed at between the ends, ``second`` is bounded."""

    common: Common
    first: Gauge
    second: Gauge
    points: int

    @property
    def part(self) -> str:
        """Name of the part."""
        return self.common.part

    def batches(self) -> Batches:
        """Both ends, each figure alone and then the other with the first held; then what lies between.

        The tightest limit comes first: its plan keeps the next one too, which starts from there.
        """
        ends = yield from together(self._end(1), self._end(self.points))
        low, high = (None if end is None else self._value(end, self.second) for end in ends)
        if low is not None and high is not None and abs(high - low) > NEAR * abs(high):
            limits = self._limits(low, high)
            yield [self._between(order, limits[order]) for order in sorted(limits, reverse=True)]

    def tables(self, results: Results) -> Mapping[str, pd.DataFrame]:
        """The front with what each point is: of the front, not told apart, repeated, dominated, the knee."""
        places = [place for order in range(1, self.points + 1) for place in self._place(results, order)]
        frame = pd.DataFrame([asdict(p) for p in stand(places, self._signs)], columns=_COLUMNS)
        for at, (name, value) in enumerate(
            {"part": self.part, "first": str(self.first), "second": str(self.second)}.items()
        ):
            frame.insert(at, name, value)
        return {"front": frame}

    @property
    def _signs(self) -> tuple[float, float]:
        return self.first.sign, self.second.sign

    def _end(self, number: int) -> Run[PointResult | None]:
        """The best of one figure, then the best of the other with the first held there.

        Where no plan is found in so narrow a band, the first is the end: it has the best of the other among
        its ties.
        """
        sought, other = (self.first, self.second) if number == 1 else (self.second, self.first)
        half = self._gap / 2.0
        best = yield from self._best(f"{self._name(number)} alone", sought, {"gap": rounded(half)})
        value = None if best is None else self._value(best, sought)
        if value is None:
            return None
        held = self._held(sought, value, half)
        end = yield from self._best(self._name(number), other, held)
        return best if end is None else end

    def _best(self, name: str, gauge: Gauge, held: Mapping[str, Any]) -> Run[PointResult | None]:
        """The best plan for a gauge; of a ratio by the ratio of the plan before, until it is found."""
        if gauge.is_linear:
            result = yield from alone(self._point(name, self._aimed(gauge, held)))
            return result if result.has_plan else None
        return (yield from self._best_ratio(name, gauge, held))

    def _best_ratio(self, name: str, gauge: Gauge, held: Mapping[str, Any]) -> Run[PointResult | None]:
        """Solves of numerator − ratio · denominator, each with the ratio of the last plan."""
        aim: dict[str, Any] = {"goal": goal_option(gauge)}
        found, last = None, None
        for number in range(1, ROUNDS + 1):
            result = yield from alone(self._point(f"{name} {number}", {**held, **aim}))
            value = self._value(result, gauge)
            if value is None:
                break
            found = result
            if last is not None and abs(value - last) <= NEAR * abs(value):
                break
            last = value
            about = abs(float(result.totals[f"{AMOUNT}{gauge}"]))
            aim = {"goal": goal_option(gauge, ratio=rounded(value), about=rounded(about))}
        return found

    def _limits(self, low: float, high: float) -> dict[int, float]:
        """Limits of the second figure between its ends, in equal steps, by the place of the point."""
        steps = self.points - 1
        return {order + 1: low + (high - low) * order / steps for order in range(1, steps)}

    def _between(self, order: int, limit: float) -> Point:
        return self._point(self._name(order), self._limited(limit), {str(self.second): rounded(limit)})

    def _point(
        self, name: str, options: Mapping[str, Any], inputs: Mapping[str, float] | None = None
    ) -> Point:
        told = [str(gauge) for gauge in (self.first, self.second) if gauge.indicator not in (COST, CO2)]
        return self.common.point(name, options={**options, **({TOLD: told} if told else {})}, inputs=inputs)

    def _name(self, number: int) -> str:
        return str(number).zfill(len(str(self.points)))

    def _aim(self, gauge: Gauge) -> dict[str, Any]:
        if gauge.indicator == COST:
            return {"aim": "cost"}
        if str(gauge) == CO2:
            return {"aim": "co2"}
        return {"goal": goal_option(gauge)}

    def _limited(self, limit: float) -> dict[str, Any]:
        """The first figure at its best while the second keeps a limit."""
        return self._aimed(self.first, self._bound(self.second, limit))

    def _aimed(self, gauge: Gauge, held: Mapping[str, Any]) -> dict[str, Any]:
        """A gauge as the aim while something is held; cost under a CO2 bound is the aim ``cap``."""
        bound = [bound_from_text(text) for text in held.get("bounds", ())]
        if gauge.indicator == COST and [str(one.gauge) for one in bound] == [CO2]:
            rest = {name: value for name, value in held.items() if name != "bounds"}
            return {**rest, "aim": "cap", "co2_cap": bound[0].value}
        return {**held, **self._aim(gauge)}

    @property
    def _gap(self) -> float:
        """What is asked of every point."""
        return float(self.common.options.get("gap", RunOptions().gap))

    def _held(self, gauge: Gauge, value: float, room: float) -> dict[str, Any]:
        """A figure held near its best: nearer than proofs go, it is not known."""
        return self._bound(gauge, value + gauge.sign * max(SAME, room) * abs(value))

    def _bound(self, gauge: Gauge, value: float) -> dict[str, Any]:
        return {"bounds": [str(Bound(gauge, gauge.better, rounded(value)))]}

    def _value(self, result: PointResult | None, gauge: Gauge) -> float | None:
        return figure(result, str(gauge))

    def _place(self, results: Results, order: int) -> Iterator[Place]:
        """What is known of a point so far; nothing where it was not asked for yet."""
        name = self._name(order)
        point, result = _last(results, name)
        alone, best = _last(results, f"{name} alone")
        if best is not None and self._end_of(results, order) is best:
            point, result = alone, best
        if result is None:
            return
        place = Place(point=point, order=order, end=int(order in (1, self.points)))
        first, second = self._value(result, self.first), self._value(result, self.second)
        if first is None or second is None:
            yield place
            return
        other = None if result is best else result
        sought = {1: (best, other), self.points: (other, best)}.get(order, (result, None))
        yield replace(
            place,
            first_value=first,
            second_value=second,
            first_bound=_proven(sought[0], self.first),
            second_bound=_proven(sought[1], self.second) if place.end else second,
            second_limit=self._asked(results).get(order),
        )

    def _asked(self, results: Results) -> dict[int, float]:
        low, high = (self._value(self._end_of(results, order), self.second) for order in (1, self.points))
        return {} if low is None or high is None else self._limits(low, high)

    def _end_of(self, results: Results, order: int) -> PointResult | None:
        name = self._name(order)
        end, alone = (_last(results, known)[1] for known in (name, f"{name} alone"))
        return end if end is not None and end.has_plan else alone


def _last(results: Results, name: str) -> tuple[str, PointResult | None]:
    """The result of a point, of one solved in rounds the last that has a plan."""
    rounds = [f"{name} {number}" for number in range(ROUNDS, 0, -1)]
    known = [one for one in (name, *rounds) if one in results]
    with_plan = [one for one in known if results[one].has_plan]
    found = next(iter([*with_plan, *known]), name)
    return found, results.get(found)


def _proven(result: PointResult | None, gauge: Gauge) -> float | None:
    """What no plan is beyond in a gauge that was the aim; what else the objective has is taken off.

    Of a ratio to what plans decide nothing is proven.
    """
    value = figure(result, str(gauge))
    if result is None or value is None or result.objective is None or result.bound is None:
        return None
    left = max(0.0, result.objective - result.bound)
    if gauge.indicator == COST:
        return value - left
    amount = 1000.0 * value if str(gauge) == CO2 else result.totals.get(f"{AMOUNT}{gauge}", 0.0)
    if not gauge.is_linear or not amount:
        return None
    return value - gauge.sign * left * value / amount
