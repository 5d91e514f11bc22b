"""What the projects of a plan change, from the case and the units that the plan names."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case

Tables = Mapping[str, pd.DataFrame]


def years(case: Case) -> list[int]:
    """Years of the case in order."""
    return sorted({period.year for period in case.periods.values()})


def units_of(case: Case, tables: Tables) -> dict[tuple[str, int], float]:
    """Units that are there by (project, year); none where the plan names none, as today."""
    frame = tables.get("projects")
    found = {(project, year): 0.0 for project in case.projects for year in years(case)}
    if frame is not None:
        told = zip(frame["project"], frame["year"].astype(int), frame["units"].astype(float), strict=True)
        found |= {(str(project), year): units for project, year, units in told}
    return found


def changes(case: Case, tables: Tables, effect: str) -> dict[tuple[str, str, str], float]:
    """Amount of an effect times the units there, by (period, target, item)."""
    there = units_of(case, tables)
    found: dict[tuple[str, str, str], float] = {}
    for row in case.project_effects.values():
        if row.effect != effect:
            continue
        for name, period in case.periods.items():
            key = (name, row.target, row.item)
            found[key] = found.get(key, 0.0) + row.amount * there[row.project, period.year]
    return found


def by_target(case: Case, tables: Tables, effect: str) -> dict[tuple[str, str], float]:
    """The same by (period, target), over all items."""
    found: dict[tuple[str, str], float] = {}
    for (period, target, _), amount in changes(case, tables, effect).items():
        found[period, target] = found.get((period, target), 0.0) + amount
    return found
