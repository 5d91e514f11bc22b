"""The path through several years: what each year comes to, and what the whole costs in the base year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from reports.exhibit import Exhibit, Subject
from reports.view import View
from reports.words import measure_unit

MEASURES = (
    "co2_t", "co2_guideline_t", "co2_kg_per_t_cement", "cost_system", "cost_cement_sector", "invested",
    "cement_t", "clinker_t", "waste_used_t", "waste_use_share", "bulk_waste_utilisation", "rail_share",
    "thermal_substitution", "clinker_factor",
)  # fmt: skip
VALUE = ("cost_system", "cost_cement_sector")


def path(view: View) -> Subject:
    """Nothing where the case has one year."""
    years = view.whole.plan.get("years")
    if not years:
        return Subject(key="path", exhibits=())
    return Subject(key="path", exhibits=(_years(view, years), _weights(view, years), _value(view)))


def _years(view: View, years: Mapping[str, Any]) -> Exhibit:
    """One row a measure and state, one column a year; today before the plan."""
    states = [name for name in ("current", "plan") if all(part[name] for part in years.values())]
    found = {
        (state, year): _values(part[state], view.whole.tables if state == "plan" else {}, year)
        for year, part in years.items()
        for state in states
    }
    rows = []
    for key in MEASURES:
        unit, factor = measure_unit(key)
        for state in states:
            values = {year: found[state, year].get(key) for year in years}
            if any(value is not None for value in values.values()):
                told = {f"of_year:{y}": None if v is None else v * factor for y, v in values.items()}
                label = view.words.text(f"path.{state}")
                rows.append({"measure": view.words.measure(key), "unit": unit, "path_state": label, **told})
    headings = {f"of_year:{year}": str(year) for year in years}
    frame = pd.DataFrame(rows).astype(dict.fromkeys(headings, float))
    return Exhibit(key="path_years", frame=frame, headings=headings, units=dict.fromkeys(headings, "row"))


def _values(totals: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], year: str) -> dict[str, float]:
    """Totals of a year, what follows from them, and what is spent on projects begun in it."""
    found = {key: float(value) for key, value in totals.items() if isinstance(value, int | float)}
    if found["cement_t"]:
        found["co2_kg_per_t_cement"] = 1000.0 * found["co2_t"] / found["cement_t"]
    projects = tables.get("investments")
    if projects is not None:
        found["invested"] = float(projects.loc[projects["year"].astype(str) == year, "capital_cny"].sum())
    return found


def _weights(view: View, years: Mapping[str, Any]) -> Exhibit:
    """How many years each stands for, and what a unit of money in it is worth in the base year."""
    del view
    frame = pd.DataFrame(
        {
            "year": list(years),
            "represents_a": [float(part["represents"]) for part in years.values()],
            "discount_factor": [float(part["discount_factor"]) for part in years.values()],
        }
    )
    return Exhibit(key="path_weights", frame=frame)


def _value(view: View) -> Exhibit:
    """Present value of all years represented and the level annual cost that has it."""
    told = view.whole.plan["present_value"]
    rows = []
    for name in VALUE:
        for key, kind in ((name, "path.present_value"), (f"{name}_per_year", "path.level")):
            label = f"{view.words.measure(name)}, {view.words.text(kind)}"
            values = {s: told[s][key] for s in ("current", "plan") if told[s]}
            rows.append({"measure": label, **{f"{s}_cny": value for s, value in values.items()}})
    parameters = {"year": told["base_year"], "rate": f"{told['discount_rate_pct']:g}"}
    return Exhibit(key="path_value", frame=pd.DataFrame(rows), parameters=parameters)
