"""CO2 capture: no more than flue gas holds and the plant can take, what it asks for. t, GJ, kWh, CNY."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.chosen import figure, in_force
from models.audit.codes import Code
from models.audit.composition import CARBON_TO_CO2
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.plan import Plan, once
from models.audit.tolerance import above

KEYS = ["period", "kiln"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Gas treated against the gas of the kiln, CO2 captured against the capacity that is on."""
    taken = captured(plan)
    if taken.empty:
        return
    share = figure(plan, "capture_share", taken, "kiln") / 100
    treated = amounts(taken.assign(t=taken["captured_t"] / share), KEYS, "t")
    yield from above(Code.CAPTURE_SHARE, treated, flue_gas(plan).reindex(treated.index), unit="t CO2")
    keys = ["period", "project", "kiln"]
    room = in_force(plan, "capture_capacity").rename(columns={"target": "kiln"})
    room = room.assign(t=room["amount"] * 1000 * room["period"].map(plan.year_share).astype(float))
    got = amounts(taken, keys, "captured_t")
    limit = amounts(room, keys, "t").reindex(got.index).fillna(0.0)
    yield from above(Code.CAPTURE_CAPACITY, got, limit, unit="t CO2")


@once
def captured(plan: Plan) -> pd.DataFrame:
    """CO2 captured by period, project and kiln."""
    none = pd.DataFrame(columns=["period", "project", "kiln", "captured_t"])
    return plan.tables.get("captured", none).astype({"captured_t": float})


@once
def flue_gas(plan: Plan) -> pd.Series:
    """All CO2 that a kiln sets free, by period and kiln: raw materials, fossil and biogenic fuel carbon."""
    raw, burnt, factors = plan.raw, plan.burnt, plan.fuels
    of_raw = raw["dry"] * (raw["co2"] + raw["organic_c"] * CARBON_TO_CO2)
    per_gj = (factors["co2"] / 1000 * factors["oxidation"]).reindex(burnt["material"]).to_numpy(float)
    of_fuel = burnt["wet_t"] * burnt["ncv"] * per_gj
    parts = [raw[KEYS].assign(t=of_raw), burnt[KEYS].assign(t=of_fuel)]
    return amounts(pd.concat(parts), KEYS, "t")


def asked(plan: Plan, effect: str) -> pd.Series:
    """Heat (GJ), power (kWh) or cost (CNY) of what is captured, by period and kiln."""
    taken = captured(plan)
    if taken.empty:
        return amounts(taken, KEYS, "captured_t")
    rates = figure(plan, effect, taken, "kiln")
    return amounts(taken.assign(x=taken["captured_t"] * rates), KEYS, "x").astype(float)
