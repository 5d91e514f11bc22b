"""Options of points as JSON has them, and as a run takes them; what the plan of a point is measured by."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from cases.case import Case
from cases.gauges import COST, Gauge, Goal, bound_from_text, gauge_from_text
from models.ledgers.gauges import Tables, gauge_amounts, gauge_value, level_cost, regional

AMOUNT = "amount:"
"""Before the name of a gauge in the totals of a point: its numerator, in the unit that this is told in."""
TOLD = "told"
"""Option of a point: gauges that its totals tell beside those of the region."""


def run_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Keyword arguments of ``RunOptions`` for the options of a point."""
    found = {name: value for name, value in options.items() if name != TOLD}
    if "bounds" in found:
        found["bounds"] = tuple(bound_from_text(text) for text in found["bounds"])
    if "goal" in found:
        goal = found["goal"]
        found["goal"] = Goal(gauge_from_text(goal["gauge"]), goal["ratio"], goal["about"])
    return found


def goal_option(gauge: Gauge, *, ratio: float = 0.0, about: float = 0.0) -> dict[str, Any]:
    """A goal as JSON has it."""
    return {"gauge": str(gauge), "ratio": ratio, "about": about}


def measured(
    case: Case, plan: Mapping[str, Any], tables: Tables, options: Mapping[str, Any]
) -> dict[str, float]:
    """The cost and the gauges of a plan by their name, and what bounds and goals of the point count.

    Of several years the cost is the level annual cost that has the present value of the path.
    """
    years = {year: told["plan"] for year, told in plan.get("years", {}).items()}
    found = {COST: level_cost(case, plan["totals"]["plan"], years)}
    for gauge in dict.fromkeys([*regional(), *asked_gauges(options)]):
        found[str(gauge)] = gauge_value(case, tables, gauge)
    for gauge in asked_gauges(options):
        part, _ = gauge_amounts(case, tables, gauge)
        found[f"{AMOUNT}{gauge}"] = part * gauge.told_per_thousand
    return {name: value for name, value in found.items() if math.isfinite(value)}


def asked_gauges(options: Mapping[str, Any]) -> tuple[Gauge, ...]:
    """The gauges that bounds, a goal and the point itself name, the cost left out."""
    named: Iterable[Gauge] = [
        *(bound_from_text(text).gauge for text in options.get("bounds", ())),
        *((gauge_from_text(options["goal"]["gauge"]),) if "goal" in options else ()),
        *(gauge_from_text(text) for text in options.get(TOLD, ())),
    ]
    return tuple(dict.fromkeys(gauge for gauge in named if gauge.indicator != COST))
