"""Electricity of kilns and mills, less what waste heat gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.audit import capture
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import at
from models.audit.heat import references
from models.audit.plan import Plan, once
from models.audit.tolerance import above
from models.audit.years import at_grid

POWER_FLOOR = 100.0
"""kWh that count as zero."""


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Own power is what drying leaves to the boilers, used on the line and not sold."""
    made, own, line = _waste_heat_power(plan), own_kwh(plan), line_kwh(plan)
    yield from above(Code.WASTE_HEAT_POWER, own, made, unit="kWh", floor=POWER_FLOOR)
    yield from above(Code.POWER, own, line, unit="kWh", floor=POWER_FLOOR)


def purchased_at(plan: Plan, figure: str) -> float:
    """Power bought at a figure of the grid: each kiln line less its own waste-heat power, and the mills."""
    return float(at_grid(plan, figure, bought_kwh(plan)).sum())


@once
def bought_kwh(plan: Plan) -> pd.Series:
    """Power bought in kWh by period, facility (kiln, mill) and id."""
    lines = line_kwh(plan) - own_kwh(plan)
    parts = [
        power.rename_axis(["period", "id"]).rename("kwh").reset_index().assign(facility=facility)
        for facility, power in (("kiln", lines), ("mill", mill_kwh(plan)))
    ]
    return pd.concat(parts).set_index(["period", "facility", "id"])["kwh"]


@once
def own_kwh(plan: Plan) -> pd.Series:
    """Own power in kWh by period and kiln as the plan says, else all that can be made and used."""
    if "own_power_mwh" in plan.running:
        return plan.running["own_power_mwh"] * 1000
    made = pd.concat([_waste_heat_power(plan), line_kwh(plan)], axis=1).min(axis=1)
    return made.clip(lower=0.0)


@once
def line_kwh(plan: Plan) -> pd.Series:
    """Power in kWh by period and kiln: raw grinding, fuel preparation, the kiln itself, CO2 capture."""
    raw, burnt = plan.raw, plan.burnt
    caught = capture.asked(plan, "capture_power").rename("kwh").reset_index()
    parts = pd.concat(
        [
            caught,
            raw[["period", "kiln"]].assign(kwh=raw["dry"] * raw["grinding_energy"]),
            burnt[["period", "kiln"]].assign(kwh=burnt["wet_t"] * burnt["preparation_energy"]),
            plan.running.reset_index()[["period", "kiln"]].assign(
                kwh=(plan.running["clinker_t"] * plan.running["kiln_energy"]).to_numpy()
            ),
        ]
    )
    return parts.groupby(["period", "kiln"])["kwh"].sum().reindex(plan.running.index).fillna(0.0)


@once
def _waste_heat_power(plan: Plan) -> pd.Series:
    """Power in kWh by period and kiln: rated power less what drying beyond the reference takes."""
    run = plan.running
    usual = run["clinker_t"] * at(references(plan)["drying"], pd.Series(run.index.get_level_values("kiln")))
    rated = run["whr_energy"] * run["clinker_t"]
    return pd.Series(rated - run["whr_loss"] * (run["drying_exhaust_gj"] - usual))


@once
def mill_kwh(plan: Plan) -> pd.Series:
    """Power in kWh by period and plant: what is ground, and the plant itself."""
    mill, cement = plan["mill_use"], plan["cement"]
    of_added = np.nan_to_num(at(plan.grades["mill_energy"], mill["grade"]).astype(float))
    rate = np.where(mill["kind"] == "clinker", plan.case.factors.clinker_mill_energy, of_added)
    base = cement["cement_t"].to_numpy() * at(plan.plants["base_energy"], cement["plant"])
    keys = ["period", "plant"]
    parts = [mill[keys].assign(kwh=mill["dry_t"].to_numpy() * rate), cement[keys].assign(kwh=base)]
    return pd.concat(parts).groupby(keys)["kwh"].sum()
