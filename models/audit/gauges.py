"""What gauges and goals come to in a plan, of the mean year."""

from __future__ import annotations

import numpy as np

from cases.gauges import Gauge, Goal
from models.audit.forms import by_subject
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.years import weights

PLAIN = {"tce": 1.0}
"""Units told per unit of the form, where the form does not count in thousands."""


def value_of(plan: Plan, routes: Routes, gauge: Gauge) -> float:
    """An indicator in its unit; NaN where it is a ratio to nothing."""
    part, whole = _amounts(plan, routes, gauge)
    return gauge.factor * part / whole if whole else np.nan


def goal_reached(plan: Plan, routes: Routes, goal: Goal) -> tuple[float, float]:
    """What a goal comes to, and the numerator in it, both in the unit that the numerator is told in."""
    gauge = goal.gauge
    part, whole = _amounts(plan, routes, gauge)
    told = PLAIN.get(gauge.amount_unit, 1000.0)
    ratio = goal.ratio / gauge.factor if gauge.forms[1] else 0.0
    return told * gauge.sign * (part - ratio * whole) + goal.about, told * abs(part)


def _amounts(plan: Plan, routes: Routes, gauge: Gauge) -> tuple[float, float]:
    """Numerator and denominator (1 of a total), in the units of the forms."""
    numerator, denominator = gauge.forms
    part = _amount(plan, routes, numerator, gauge)
    return part, _amount(plan, routes, denominator, gauge) if denominator else 1.0


def _amount(plan: Plan, routes: Routes, form: str, gauge: Gauge) -> float:
    amounts = by_subject(plan, routes, form, scope=gauge.scope, item=gauge.item)
    share = weights(plan, money=False)
    return sum(weight * float(amounts.get((gauge.subject, str(y)), 0.0)) for y, weight in share.items())
