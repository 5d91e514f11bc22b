"""Projects of a plan: what is there each year, what it costs, what it changes. CNY, GJ, MWh."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.calendar import period_days
from cases.case import Case
from cases.projects import annuity_factor, effects, effects_of, eliminated, standing_lines

Tables = Mapping[str, pd.DataFrame]
PROJECTS = [
    "project", "kind", "company", "year", "units", "units_built", "capital_cny", "annuity_cny", "fixed_cny",
]  # fmt: skip
EFFECTS = ["project", "effect", "target", "item", "period", "units", "activity", "amount", "unit"]
LINES = ["kiln", "year", "lines_stated", "lines_standing", "fixed_cny"]
PER_CLINKER = {
    "heat": (1.0, "GJ"), "power": (0.001, "MWh"), "waste_heat_power": (0.001, "MWh"),
    "variable_cost": (1.0, "CNY"),
}  # fmt: skip
"""Effects per tonne of clinker: what a unit of the amount times a tonne comes to, and its unit."""


def built(case: Case, tables: Tables) -> dict[tuple[str, str], float]:
    """Units of every project by (project, year)."""
    del case
    frame = tables.get("projects")
    if frame is None:
        return {}
    return dict(
        zip(zip(frame["project"], frame["year"].astype(str), strict=True), frame["units"], strict=True)
    )


def figures(case: Case, effect: str) -> dict[tuple[str, str], float]:
    """Amount of an effect by project and target."""
    return {(row.project, row.target): row.amount for _, row in effects_of(case, effect)}


def projects_book(case: Case, tables: Tables) -> pd.DataFrame:
    """One row a project and year: units there, units new, capital spent on these, annuity and fixed cost."""
    on = built(case, tables)
    years = sorted({year for _, year in on})
    rows = []
    for name, project in case.projects.items():
        capital = project.capital_cost * 1000.0
        factor = annuity_factor(case.info.discount_rate, project.life)
        before = 0.0
        for year in years:
            units = float(on.get((name, year), 0.0))
            new, before = units - before, units
            costs = (new * capital, units * capital * factor, units * project.fixed_cost * 1000.0)
            rows.append((name, project.kind, project.company, year, units, new, *costs))
    return pd.DataFrame(rows, columns=PROJECTS)


def lines_book(case: Case, tables: Tables) -> pd.DataFrame:
    """Lines that stand by kiln and year where projects build or close lines or standing costs something."""
    on = built(case, tables)
    years = sorted({str(row.year) for row in case.periods.values()})
    changes = list(effects_of(case, "lines"))
    touched = {row.target for _, row in changes}
    rows = []
    for name, kiln in case.kilns.items():
        fixed = case.kiln_classes[kiln.kiln_class].fixed_cost * 1000.0
        if not fixed and name not in touched:
            continue
        for year in years:
            stated = standing_lines(case, name, int(year) if "projects" in tables else None)
            more = sum(
                r.amount * on.get((r.project, year), 0.0)
                for _, r in changes
                if r.target == name and (r.amount > 0 or not eliminated(case, name, int(year)))
            )
            rows.append((name, year, stated, stated + more, (stated + more) * fixed))
    return pd.DataFrame(rows, columns=LINES)


def effects_book(case: Case, tables: Tables) -> pd.DataFrame:
    """What projects change by project, effect, target and period; figures per tonne of clinker as totals."""
    on = built(case, tables)
    running = tables["kiln_running"]
    clinker = dict(
        zip(zip(running["kiln"], running["period"], strict=True), running["clinker_t"], strict=True)
    )
    rows = []
    for row in case.project_effects.values():
        for name, period in case.periods.items():
            units = on.get((row.project, str(period.year)), 0.0)
            if not units:
                continue
            scale, unit = PER_CLINKER.get(row.effect, (0.0, effects()[row.effect].unit))
            made = float(clinker.get((row.target, name), 0.0)) if scale else float("nan")
            amount = row.amount * made * scale if scale else row.amount * units
            rows.append((row.project, row.effect, row.target, row.item, name, units, made, amount, unit))
    return pd.DataFrame(rows, columns=EFFECTS)


def per_kiln(case: Case, tables: Tables, effect: str) -> pd.Series:
    """Total of an effect per tonne of clinker by (period, kiln), in the unit of ``PER_CLINKER``."""
    book = effects_book(case, tables)
    some = book[book["effect"] == effect]
    return some.groupby([some["period"], some["target"].rename("kiln")])["amount"].sum()


def year_shares(case: Case) -> pd.DataFrame:
    """period, year and the part of a year's cost that is told in the period, by its days."""
    rows = [(name, str(row.year), float(period_days(case, name))) for name, row in case.periods.items()]
    frame = pd.DataFrame(rows, columns=["period", "year", "days"])
    frame["share"] = frame["days"] / frame.groupby("year")["days"].transform("sum")
    return frame[["period", "year", "share"]]
