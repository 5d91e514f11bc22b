"""What gauges (``cases.gauges``) come to in a plan, from its tables, for the mean year."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from cases.case import Case
from cases.gauges import COST, Gauge, Goal
from cases.policy import CAPACITY, REGION, SUBJECT, indicators
from cases.years import co2_weights, money_weights
from models.ledgers.forms import form_amounts

Tables = Mapping[str, pd.DataFrame]
Totals = Mapping[str, Any]


def regional() -> tuple[Gauge, ...]:
    """Every indicator of the region that names no item."""
    return tuple(Gauge(name) for name, row in indicators().items() if not row.item and name != CAPACITY)


def level_cost(case: Case, totals: Totals, years: Mapping[str, Totals]) -> float:
    """Cost as the aim counts it: of several years the level annual cost of the path's present value."""
    if not years:
        return float(totals[COST])
    return sum(weight * float(years[str(year)][COST]) for year, weight in money_weights(case).items())


def gauge_value(case: Case, tables: Tables, gauge: Gauge) -> float:
    """An indicator in its unit; NaN where it is a ratio to nothing."""
    part, whole = gauge_amounts(case, tables, gauge)
    return gauge.factor * part / whole if whole else math.nan


def gauge_amounts(case: Case, tables: Tables, gauge: Gauge) -> tuple[float, float]:
    """Numerator and denominator (1 of a total) of an indicator, in the units of its forms."""
    numerator, denominator = gauge.forms
    return (
        _amount(case, tables, numerator, gauge),
        _amount(case, tables, denominator, gauge) if denominator else 1.0,
    )


def _amount(case: Case, tables: Tables, form: str, gauge: Gauge) -> float:
    amounts = form_amounts(case, tables, form, item=gauge.item or "*")
    if gauge.scope != REGION:
        amounts = amounts[amounts[SUBJECT[gauge.scope]] == gauge.only]
    weights = {str(year): weight for year, weight in co2_weights(case).items()}
    weighed = amounts["amount"].to_numpy(float) * amounts["year"].map(weights).to_numpy(float)
    return float(weighed.sum())


def goal_reached(case: Case, tables: Tables, goal: Goal) -> float:
    """What a goal comes to, in the unit that its numerator is told in."""
    part, whole = gauge_amounts(case, tables, goal.gauge)
    ratio = goal.ratio / goal.gauge.factor if goal.gauge.forms[1] else 0.0
    return goal.gauge.told_per_thousand * goal.gauge.sign * (part - ratio * whole) + goal.about
