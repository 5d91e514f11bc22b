"""The unit in which the tables of a study show a total of a plan."""

from __future__ import annotations

from reports.words import measure_unit

GROUPS = {"cost_by_category": "cost", "co2_by_scope": "co2_t"}
"""Groups of totals, each in the unit of their sum."""
UNKNOWN = ("", 1.0)


def unit_of(total: str) -> tuple[str, float]:
    """Unit of a total and the factor to it: shares are shown in %."""
    group, _, _ = total.partition(".")
    try:
        return measure_unit(GROUPS.get(group, group))
    except KeyError:
        return UNKNOWN
