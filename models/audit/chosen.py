"""What projects do: which are on in each period of the plan, and the effects that the case states."""

from __future__ import annotations

import pandas as pd

from models.audit.plan import Plan, once

COLUMNS = ["project", "target", "item", "amount"]


@once
def units(plan: Plan) -> pd.Series:
    """Units that are on, by period and project."""
    told = plan.tables.get("projects", pd.DataFrame(columns=["project", "year", "units"]))
    years = pd.DataFrame(
        [(key, str(row.year)) for key, row in plan.case.periods.items()], columns=["period", "year"]
    )
    frame = told.assign(year=told["year"].astype(str)).merge(years, on="year")
    return frame.astype({"units": float}).groupby(["period", "project"])["units"].sum()


@once
def stated(plan: Plan, effect: str) -> pd.DataFrame:
    """Project, target, item and amount of every row of an effect."""
    rows = [
        (project, target, item, row.amount)
        for (project, name, target, item), row in plan.case.project_effects.items()
        if name == effect
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@once
def in_force(plan: Plan, effect: str) -> pd.DataFrame:
    """Rows of an effect in every period: project, target, item, period and amount times units that are on."""
    on = units(plan).rename("units").reset_index()
    frame = stated(plan, effect).merge(on, on="project")
    return frame.assign(amount=frame["amount"] * frame["units"])


def figure(plan: Plan, effect: str, frame: pd.DataFrame, target: str) -> pd.Series:
    """Amount of an effect for the project and target of every row, zero where none is stated."""
    known = stated(plan, effect).set_index(["project", "target"])["amount"].astype(float)
    keys = pd.MultiIndex.from_frame(frame[["project", target]])
    return pd.Series(known.reindex(keys).fillna(0.0).to_numpy(float), index=frame.index)
