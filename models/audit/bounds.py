"""Bounds on the cost and on indicators hold."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cases.gauges import AT_MOST, COST, Bound
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.gauges import value_of
from models.audit.money import level_cost
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.tolerance import RATIO, above, below

SMALL = 1e-3
"""Of a limit of nothing: what counts as nothing, in the unit of the gauge."""


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Every bound of the aim; today none binds."""
    if plan.aim.today:
        return
    for bound in plan.aim.bounds:
        yield from _bound(plan, routes, bound)


def _bound(plan: Plan, routes: Routes, bound: Bound) -> list[AuditFinding]:
    gauge = bound.gauge
    own = level_cost(plan, routes) if gauge.indicator == COST else value_of(plan, routes, gauge)
    value = pd.Series([own], index=pd.Index([str(gauge)], name="gauge"), dtype=float).dropna()
    limit = pd.Series(bound.value, index=value.index, dtype=float)
    compare = above if bound.sense == AT_MOST else below
    return compare(Code.BOUND, value, limit, unit=gauge.unit(plan.case), relative=RATIO, floor=SMALL)
