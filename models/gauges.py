r"""Gauges as rows and aims: a bound on the cost or an indicator, or one of them as what is minimised.

.. math:: \sum_y w_y \, (N_y - \tfrac{v}{f} D_y) \le 0 \qquad \text{or} \ge 0

of an indicator :math:`f N / D` bounded by :math:`v`; of a total :math:`\sum_y w_y N_y \le v / f`. The weights
of the years are those of the mean year (``models.objective``), of the cost those of money.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from cases.forms import built_in_forms
from cases.gauges import AT_MOST, COST, Bound, Gauge, Goal
from models.data import ModelData
from models.form_rows import Ask, split, summed
from models.guideline import FLOORED
from models.registry import Floats, Kind, Registry
from models.target_rows import UNIT

ONE = "v_one"
"""A column that is 1: the constant of a goal stands there."""


def gauge_vector(registry: Registry, data: ModelData, gauge: Gauge, ratio: float) -> tuple[Floats, float]:
    """Numerator − ratio · denominator of the mean year by column, and the amount that nothing decides."""
    numerator, denominator = gauge.forms
    item = gauge.item or "*"
    asks: list[Ask] = [(gauge.scope, numerator, item, 1.0)]
    if denominator:
        asks.append((gauge.scope, denominator, item, -ratio / gauge.factor))
    years = data.years["year"].astype(str)
    index = pd.DataFrame({"number": np.arange(len(years)), "subject": gauge.subject, "year": years})
    terms = summed(registry, data, index, asks)
    weights = data.years["weight_co2"].to_numpy(float)
    decided, constant = split(terms, len(index))
    vector = np.zeros(registry.width)
    weighed = decided["coef"].to_numpy(float) * weights[decided["number"].to_numpy(int)]
    np.add.at(vector, decided["col"].to_numpy(int), weighed)
    return vector, float(constant @ weights)


def counts_hauls(gauge: Gauge) -> bool:
    """Whether tonnes hauled or their kilometres stand in it, which may make a haul worth while by itself."""
    return bool(_counted(gauge) & {"haul", "tkm"})


def is_registered(registry: Registry, gauge: Gauge) -> bool:
    """Whether every column that it counts is there: those of the guideline come with the first who asks."""
    return "guideline_co2" not in _counted(gauge) or FLOORED in registry.activities


def _counted(gauge: Gauge) -> set[str]:
    return {term.activity for form in gauge.forms if form for term in built_in_forms()[form]}


def add_bounds(registry: Registry, data: ModelData, bounds: tuple[Bound, ...], cost: Floats) -> None:
    """One row a bound; ``cost`` is the money of the aim by column, weighed by year [kCNY/a]."""
    if not bounds:
        return
    bounds = tightest(bounds)
    made = [bound_row(registry, data, bound, cost) for bound in bounds]
    ceiling = np.array([bound.sense == AT_MOST for bound in bounds])
    right = np.array([value for _, value in made])
    index = pd.DataFrame({"gauge": [str(b.gauge) for b in bounds], "sense": [b.sense for b in bounds]})
    rows = registry.add_rows(
        "c_bound", index, unit=UNIT, kind=Kind.LIMIT, lower=np.where(ceiling, -np.inf, right),
        upper=np.where(ceiling, right, np.inf), give=("CNY/t", 1000.0),
    )  # fmt: skip
    for row, (vector, _) in zip(rows, made, strict=True):
        used = np.flatnonzero(vector)
        registry.add_terms(np.full(len(used), row), used, vector[used])


def tightest(bounds: Iterable[Bound]) -> tuple[Bound, ...]:
    """One bound a gauge and sense."""
    found: dict[tuple[Gauge, str], Bound] = {}
    for bound in sorted(bounds, key=lambda bound: bound.value):
        if bound.sense == AT_MOST:
            found.setdefault((bound.gauge, bound.sense), bound)
        else:
            found[bound.gauge, bound.sense] = bound
    return tuple(found.values())


def bound_row(registry: Registry, data: ModelData, bound: Bound, cost: Floats) -> tuple[Floats, float]:
    """Terms of a bound by column, and what stands on its right."""
    gauge = bound.gauge
    if gauge.indicator == COST:
        return cost, bound.value / gauge.factor
    is_ratio = bool(gauge.forms[1])
    vector, constant = gauge_vector(registry, data, gauge, bound.value if is_ratio else 0.0)
    return vector, (0.0 if is_ratio else bound.value / gauge.factor) - constant


def add_goal(registry: Registry, data: ModelData, goal: Goal | None) -> None:
    """What a goal needs: the columns that come with the first who counts them, a place for its constant."""
    if goal is None:
        return
    gauge_vector(registry, data, goal.gauge, goal.ratio)
    index = pd.DataFrame({"goal": [str(goal.gauge)]})
    registry.add_columns(ONE, index, unit="-", lower=1.0, upper=1.0)


def goal_vector(registry: Registry, data: ModelData, goal: Goal) -> Floats:
    """The goal by column, in thousands of the unit that its numerator is told in (t, GJ, tce, t·km)."""
    vector, constant = gauge_vector(registry, data, goal.gauge, goal.ratio)
    scale = goal.gauge.sign * goal.gauge.told_per_thousand / 1000.0
    vector *= scale
    vector[registry.columns[ONE].numbers] = scale * constant + goal.about / 1000.0
    return vector
