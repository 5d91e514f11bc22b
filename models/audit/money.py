"""Money by category, the two totals, and the objective with preference and shadow prices apart. CNY."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from models.audit.capture import asked
from models.audit.carbon import scopes
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import at
from models.audit.gauges import goal_reached
from models.audit.green import premium
from models.audit.market import traded
from models.audit.markets import demand_frame
from models.audit.paths import Routes
from models.audit.piles import holding_cost
from models.audit.plan import Plan
from models.audit.policy import shortfall_cost
from models.audit.power import purchased_at
from models.audit.projects import investment
from models.audit.running import starts
from models.audit.tolerance import MONEY, RATIO, unequal
from models.audit.vat import refunded
from models.audit.waste import left_wet
from models.audit.works import truck_change
from models.audit.years import mean

NOT_IN_SYSTEM = ("waste_price", "carbon_market", "vat_refund")
"""Payments between parties."""
NOT_IN_CEMENT = ("disposal",)
"""The waste producers' own cost."""
MONEY_FLOOR = 1.0


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Every category, both totals, and the objective of the run."""
    yield from of_totals(plan, routes)
    yield from _objective(plan, routes)


def of_totals(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Money of the mean year, as the totals tell it."""
    own = mean(plan, routes, categories)
    apart, floor = _apart(plan), _floor(plan)
    told = pd.Series(plan.totals.get("cost_by_category", {}), dtype=float).rename_axis("category")
    aimed = pd.Series({k: v for k, v in own.items() if k not in apart}).rename_axis("category")
    yield from unequal(Code.MONEY_CATEGORY, told, aimed, unit="CNY", relative=0.0, floor=floor)
    whole = sum(own.values())
    wanted = {
        "cost": whole - _of(own, apart),
        "cost_system": whole - _of(own, NOT_IN_SYSTEM),
        "cost_cement_sector": whole - _of(own, NOT_IN_CEMENT),
    }
    stated = {key: float(plan.totals.get(key, 0.0)) for key in wanted}
    yield from unequal(
        Code.MONEY_TOTAL, _keyed(stated), _keyed(wanted), unit="CNY", relative=0.0, floor=floor
    )


def _apart(plan: Plan) -> tuple[str, ...]:
    """What the money of the aim does not count."""
    return NOT_IN_SYSTEM if plan.aim.money == "system" else NOT_IN_CEMENT


def _floor(plan: Plan) -> float:
    return max(MONEY_FLOOR, MONEY * float(plan["cement"]["cement_t"].sum()))


def _of(amounts: Mapping[str, float], names: Iterable[str]) -> float:
    return sum(amounts[name] for name in names)


def categories(plan: Plan, routes: Routes) -> dict[str, float]:
    """CNY by category, from the case's prices."""
    if "categories" not in plan.memo:
        plan.memo["categories"] = _categories(plan, routes)
    return dict(plan.memo["categories"])


def _categories(plan: Plan, routes: Routes) -> dict[str, float]:
    flows, run, demand = routes.hauls, plan.running, demand_frame(plan)
    bought = flows[flows["kind"] == "material"]
    paid = pd.Series(
        bought["wet_t"].to_numpy() * at(plan.sources["price"], bought["origin"]), index=bought.index
    )
    waste = pd.Series(at(plan.grades["waste"], bought["grade"]).astype(bool), index=bought.index)
    left, cement = left_wet(plan), plan["cement"]
    disposal = at(plan.sources["disposal_cost"], pd.Series(left.index.get_level_values("source_id")))
    return {
        "virgin_materials": float(paid[~waste].sum()),
        "waste_price": float(paid[waste].sum()),
        "freight": float((flows["wet_t"] * flows["own_freight"]).sum())
        + truck_change(plan, routes, "truck_cost"),
        "handling": float((flows["wet_t"] * flows["own_handling"]).sum()),
        "electricity": purchased_at(plan, "electricity_price"),
        "kiln_variable": float((run["clinker_t"] * run["variable_cost"]).sum()),
        "kiln_start": float((starts(plan) * run["start_cost"]).sum()) * 1000,
        "milling": float(
            (cement["cement_t"].to_numpy() * at(plan.plants["variable_cost"], cement["plant"])).sum()
        ),
        "storage": holding_cost(plan),
        "capture": float(asked(plan, "capture_cost").sum()),
        "green_power": premium(plan),
        **_of_projects(plan),
        "carbon_market": traded(plan),
        "vat_refund": -refunded(plan, routes),
        "disposal": float((left.to_numpy() * disposal).sum()),
        "imports": float((demand["imported_t"] * demand["import_price"].fillna(0.0)).sum()),
    }


def _of_projects(plan: Plan) -> dict[str, float]:
    """What is built and what stands; categories that come to nothing are not told."""
    variable = float((plan.running["clinker_t"] * plan.running["project_cost"]).sum())
    found = investment(plan) | {"project_variable": variable}
    return {name: amount for name, amount in found.items() if amount}


def _objective(plan: Plan, routes: Routes) -> list[AuditFinding]:
    """Objective = aim + priced breaches + preference against road + shadow price of CO2, weighed by year.

    See `AuditAim` for the aims co2 and goal.
    """
    aim = plan.aim
    if aim.objective is None:
        return []
    in_money = aim.aim not in ("co2", "goal")
    own = mean(plan, routes, _of_objective, money=in_money)
    unit, floor = ("CNY", _floor(plan)) if in_money else ("t CO2", RATIO * own["aim"])
    if aim.goal is not None:
        own["aim"], scale = goal_reached(plan, routes, aim.goal)
        unit, floor = aim.goal.gauge.amount_unit, RATIO * scale
    got, want = _keyed({"objective": aim.objective}), _keyed({"objective": sum(own.values())})
    return unequal(Code.MONEY_OBJECTIVE, got, want, unit=unit, relative=0.0, floor=floor)


def _of_objective(plan: Plan, routes: Routes) -> dict[str, float]:
    """What a year brings into the objective."""
    aim, demand, hauls = plan.aim, demand_frame(plan), routes.hauls
    breach = float((demand["unmet_t"] * demand["unmet_price"].fillna(0.0)).sum())
    breach += shortfall_cost(plan, routes)
    preference = aim.road_preference * float((hauls["wet_t"] * hauls["own_road_km"]).sum())
    co2 = sum(scopes(plan, routes).values())
    if aim.aim in ("co2", "goal"):
        return {"aim": co2, "breach": breach, "preference": preference / 1000}
    cost = _counted(plan, routes)["cost"]
    shadow = aim.carbon_price * co2 if aim.aim == "priced" else 0.0
    return {"aim": cost, "breach": breach, "preference": preference, "shadow": shadow}


def level_cost(plan: Plan, routes: Routes) -> float:
    """The money of the aim, of several years the level annual cost that has the present value of the path."""
    return mean(plan, routes, _counted, money=True)["cost"]


def _counted(plan: Plan, routes: Routes) -> dict[str, float]:
    own = categories(plan, routes)
    return {"cost": sum(own.values()) - _of(own, _apart(plan))}


def _keyed(values: dict[str, float]) -> pd.Series:
    return pd.Series(values, dtype=float).rename_axis("key")
