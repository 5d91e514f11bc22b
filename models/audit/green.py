"""Green power: no more than the contract has, nor than its kilns and mills buy. kWh, CNY."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.chosen import figure, in_force, stated
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.plan import Plan, once
from models.audit.power import POWER_FLOOR, bought_kwh
from models.audit.tolerance import above, tell

FACILITY = ["period", "facility", "id"]
YEAR = ["project", "year"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Every contract by year, every kiln and mill by period, and whom a contract serves."""
    taken = green_power(plan)
    if taken.empty:
        return
    got = amounts(taken, FACILITY, "kwh")
    bought = bought_kwh(plan).reindex(got.index).fillna(0.0)
    yield from above(Code.GREEN_USE, got, bought, unit="kWh", floor=POWER_FLOOR)
    years = {key: str(row.year) for key, row in plan.case.periods.items()}
    rows = in_force(plan, "green_power")
    rows = rows.assign(year=rows["period"].map(years)).drop_duplicates([*YEAR, "target"])
    got = amounts(taken.assign(year=taken["period"].map(years)), YEAR, "kwh")
    limit = (amounts(rows, YEAR, "amount") * 1000).reindex(got.index).fillna(0.0)
    yield from above(Code.GREEN_CONTRACT, got, limit, unit="kWh", floor=POWER_FLOOR)
    yield from _strangers(plan, taken)


def _strangers(plan: Plan, taken: pd.DataFrame) -> list[AuditFinding]:
    """Power of a contract at a kiln or mill that neither it nor its company has."""
    targets = stated(plan, "green_power").groupby("project")["target"].agg(set).to_dict()
    owners = {("kiln", key): row.company for key, row in plan.case.kilns.items()}
    owners |= {("mill", key): row.company for key, row in plan.case.plants.items()}
    served = [
        bool({key, owners.get((facility, key))} & targets.get(project, set()))
        for project, facility, key in zip(taken["project"], taken["facility"], taken["id"], strict=True)
    ]
    wrong = taken[[not good for good in served]]
    found = wrong[wrong["kwh"] > POWER_FLOOR].set_index(["period", "project", "id"])["kwh"]
    return tell(Code.GREEN_SERVED, found, found * 0, unit="kWh")


@once
def green_power(plan: Plan) -> pd.DataFrame:
    """Green power by period, project and facility."""
    none = pd.DataFrame(columns=["period", "project", "facility", "id", "green_mwh"])
    told = plan.tables.get("green_power", none)
    return told.assign(kwh=told["green_mwh"].astype(float) * 1000)


def premium(plan: Plan) -> float:
    """CNY beyond the price of power."""
    taken = green_power(plan)
    if taken.empty:
        return 0.0
    targets = stated(plan, "green_power").drop_duplicates("project").set_index("project")["target"]
    frame = taken.assign(target=taken["project"].map(targets))
    return float((taken["kwh"] * figure(plan, "green_power_premium", frame, "target")).sum())
