"""The unit in which the tables of a study show a figure of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from cases.gauges import COST, GaugeError, gauge_from_text
from cases.policy import indicators
from optimizer.study.options import AMOUNT
from reports.words import measure_unit

GROUPS = {"cost_by_category": "cost", "co2_by_scope": "co2_t"}
"""Groups of totals, each in the unit of their sum."""
UNKNOWN = ("", 1.0)


@cache
def unit_of(name: str, currency: str) -> tuple[str, float]:
    """Unit of a gauge or a total and the factor to it: shares are shown in %."""
    if name == COST:
        return currency, 1.0
    if name.startswith(AMOUNT):
        return gauge_from_text(name.removeprefix(AMOUNT)).amount_unit, 1.0
    try:
        indicator = gauge_from_text(name).indicator
    except GaugeError:
        indicator = ""
    if indicator in indicators():
        return indicators()[indicator].unit, 1.0
    group, _, _ = name.partition(".")
    try:
        unit, factor = measure_unit(GROUPS.get(group, group))
    except KeyError:
        return UNKNOWN
    return (currency if unit == "CNY" else unit), factor


def objective_unit(options: Mapping[str, Any], currency: str) -> str:
    """Unit of what a point minimises."""
    goal = options.get("goal")
    if goal is not None:
        return gauge_from_text(goal["gauge"]).amount_unit or currency
    return "t CO2" if options.get("aim") == "co2" else currency
