"""The unit in which the tables of a study show a figure of a plan."""

from __future__ import annotations

from cases.policy import indicators
from reports.words import measure_unit

GROUPS = {"cost_by_category": "cost", "co2_by_scope": "co2_t"}
"""Groups of totals, each in the unit of their sum."""
UNKNOWN = ("", 1.0)


def unit_of(name: str) -> tuple[str, float]:
    """Unit of an indicator or a total and the factor to it: shares are shown in %."""
    if name in indicators():
        return indicators()[name].unit, 1.0
    group, _, _ = name.partition(".")
    try:
        return measure_unit(GROUPS.get(group, group))
    except KeyError:
        return UNKNOWN
