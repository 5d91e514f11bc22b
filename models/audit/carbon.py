"""CO2 in three books: physical by scope, the output-side identity of 2013, the national guideline. t CO2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from models.audit.capture import captured
from models.audit.codes import Code
from models.audit.composition import CARBON_TO_CO2, MOLAR_CAO, MOLAR_CO2, MOLAR_MGO
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, at
from models.audit.green import green_power
from models.audit.markets import demand_frame
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.power import purchased_at
from models.audit.quality import contents
from models.audit.tolerance import FLOOR_T, RATIO, above, unequal
from models.audit.waste import left_wet
from models.audit.works import truck_change
from models.audit.years import at_grid, mean


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Scopes and total of the physical book, its cap, and the two other books."""
    yield from of_totals(plan, routes)
    yield from _identity(plan)


def of_totals(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """CO2 of the mean year, as the totals tell it."""
    own = mean(plan, routes, scopes)
    told = plan.totals.get("co2_by_scope", {})
    floor = max(FLOOR_T, RATIO / 10 * sum(own.values()))
    yield from unequal(
        Code.CO2_SCOPE,
        _series(told, "scope"),
        _series(own, "scope"),
        unit="t CO2",
        relative=RATIO,
        floor=floor,
    )
    total = pd.Series({"co2_t": sum(own.values())})
    stated = pd.Series({"co2_t": float(plan.totals.get("co2_t", 0.0))})
    yield from unequal(Code.CO2_TOTAL, _keyed(stated), _keyed(total), unit="t CO2", relative=RATIO)
    if plan.aim.aim == "cap" and plan.aim.co2_cap_t is not None:
        yield from above(Code.CO2_CAP, _keyed(total), _keyed(total) * 0 + plan.aim.co2_cap_t, unit="t CO2")
    book = pd.Series(mean(plan, routes, _guideline))
    stated = pd.Series({"co2_guideline_t": float(plan.totals.get("co2_guideline_t", 0.0))})
    yield from unequal(Code.CO2_GUIDELINE, _keyed(stated), _keyed(book), unit="t CO2", relative=RATIO)


def scopes(plan: Plan, routes: Routes) -> dict[str, float]:
    """Physical CO2 by scope."""
    if "scopes" not in plan.memo:
        plan.memo["scopes"] = _scopes(plan, routes)
    return dict(plan.memo["scopes"])


def _scopes(plan: Plan, routes: Routes) -> dict[str, float]:
    raw, demand = plan.raw, demand_frame(plan)
    green = green_power(plan).set_index("period")["kwh"]
    burnt = raw["dry"] * (raw["co2"] + raw["organic_c"] * CARBON_TO_CO2)
    return {
        "process": float(burnt.sum()),
        "fuel_fossil": float(fossil(plan).sum()),
        "electricity": purchased_at(plan, "grid_co2") / 1000,
        "green_power": -float(at_grid(plan, "grid_co2", green).sum()) / 1000,
        "captured": -float(captured(plan)["captured_t"].sum()),
        "transport": _transport(plan, routes) / 1000,
        "imports": float((demand["imported_t"] * demand["import_co2"].fillna(0.0)).sum()) / 1000,
        "disposal": float(left_wet(plan).sum()) * plan.case.factors.disposal_co2 / 1000,
    }


def _transport(plan: Plan, routes: Routes) -> float:
    """Kg CO2 of all hauls, with what new trucks change."""
    hauls = float((routes.hauls["wet_t"] * routes.hauls["own_co2"]).sum())
    return hauls + truck_change(plan, routes, "truck_co2")


def fossil(plan: Plan) -> pd.Series:
    """Fossil CO2 of each row of fuel; the oxidation is in the factor once."""
    return plan.burnt["wet_t"] * plan.burnt["ncv"] * plan.burnt["fossil_t_per_gj"]


def _guideline(plan: Plan, routes: Routes) -> dict[str, float]:
    """National guideline, all kilns."""
    del routes
    return {"co2_guideline_t": float(guideline_by_kiln(plan).sum())}


def guideline_by_kiln(plan: Plan) -> pd.Series:
    """National guideline by (period, kiln): factor x clinker less listed (least 0), fuel, less captured."""
    listed = plan.raw.assign(t=plan.raw["dry"] * plan.raw["guideline_deduction"])
    off = amounts(listed, ["period", "kiln"], "t").reindex(plan.running.index).fillna(0.0)
    process = (plan.running["clinker_t"] * plan.case.factors.guideline_clinker_co2 - off).clip(lower=0.0)
    whole = process + _by_kiln(plan, fossil(plan), plan.burnt)
    if not plan.case.factors.guideline_deducts_captured:
        return whole
    return whole - _by_kiln(plan, captured(plan)["captured_t"], captured(plan))


def _identity(plan: Plan) -> list[AuditFinding]:
    """Lime and magnesia in clinker and dust, less what never was carbonate, carry the CO2 of the feed."""
    run, raw, burnt = plan.running, plan.raw, plan.burnt
    dust = at(plan.kilns["dust_loss"], raw["kiln"])
    kept = at(plan.kilns["ash_retained"], burnt["kiln"])
    found = contents(plan).clinker
    carried = pd.Series(0.0, index=run.index)
    for oxide, molar in (("cao", MOLAR_CAO), ("mgo", MOLAR_MGO)):
        other = raw["dry"] * (raw[oxide] - raw[f"carbonate_{oxide}"]) * (1 - dust)
        ash = burnt["wet_t"] * burnt["ash"] * kept * at(plan.ashes[oxide], burnt["material"])
        lost = raw["dry"] * raw[f"carbonate_{oxide}"] * dust
        apart = _by_kiln(plan, other - lost, raw) + _by_kiln(plan, ash, burnt)
        carried += (found[oxide] - apart) / molar * MOLAR_CO2
    brought = _by_kiln(plan, raw["dry"] * raw["co2"], raw)
    return unequal(Code.CO2_IDENTITY, carried, brought, unit="t CO2")


def _by_kiln(plan: Plan, values: pd.Series, keys: pd.DataFrame) -> pd.Series:
    grouped = values.groupby([keys["period"], keys["kiln"]]).sum()
    return grouped.reindex(plan.running.index).fillna(0.0)


def _series(values: Mapping[str, float], name: str) -> pd.Series:
    return pd.Series({str(k): float(v) for k, v in values.items()}, dtype=float).rename_axis(name)


def _keyed(values: pd.Series) -> pd.Series:
    return values.rename_axis("key")
