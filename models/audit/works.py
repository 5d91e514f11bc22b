"""What comes into a works: clean modes or clean trucks, and what new trucks change. t, t·km, CNY."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.chosen import in_force
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.paths import Routes
from models.audit.plan import Plan
from models.audit.tolerance import FLOOR_T, RATIO, below

RENEWING = ("truck_co2", "truck_cost")
CLEAN = ("china_vi", "new_energy")


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Every works and year of which clean transport is asked."""
    if plan.aim.today or not plan.case.clean_transport:
        return
    hauls = routes.hauls[routes.hauls["kind"] != "cement"]
    years = hauls["period"].map({key: str(row.year) for key, row in plan.case.periods.items()})
    frame = hauls.assign(site=hauls["destination_site"], year=years)
    only_road = (frame["own_road_km"] > 0) & (frame["own_rail_km"] <= 0) & (frame["own_other_km"] <= 0)
    whole = amounts(frame, ["site", "year"], "wet_t")
    clean = amounts(frame[~only_road], ["site", "year"], "wet_t").reindex(whole.index).fillna(0.0)
    asked = pd.Series([_asked(plan, *map(str, key)) for key in whole.index], whole.index, dtype=float)
    held = (clean / whole * 100)[(whole > FLOOR_T) & asked.notna()]
    yield from below(Code.CLEAN_TRANSPORT, held, asked, unit="%", relative=RATIO)


def _asked(plan: Plan, site: str, year: str) -> float:
    """Per cent asked of a site in a year; not a number where nothing is."""
    case = plan.case
    works = {kiln.site for kiln in case.kilns.values()} | {plant.site for plant in case.plants.values()}
    rule = case.clean_transport.get(site) or case.clean_transport.get("*")
    none = float("nan")
    if rule is None or not rule.active or site not in works or case.sites[site].trucks in CLEAN:
        return none
    if rule.from_year is not None and int(year) < rule.from_year:
        return none
    return none if (site, year) in _renewed(plan) else rule.share


def _renewed(plan: Plan) -> set[tuple[str, str]]:
    """Sites and years in which a project has renewed the trucks."""
    every = pd.concat([in_force(plan, effect) for effect in RENEWING])
    every = every[every["units"] > 0]
    years = {key: str(row.year) for key, row in plan.case.periods.items()}
    return set(zip(every["target"], every["period"].map(years), strict=True))


def truck_change(plan: Plan, routes: Routes, effect: str) -> float:
    """What new trucks change over all road tonne-kilometres that end at their sites [kg or CNY]."""
    if in_force(plan, effect).empty:
        return 0.0
    return float(truck_changes(plan, routes, effect)["change"].sum())


def truck_changes(plan: Plan, routes: Routes, effect: str) -> pd.DataFrame:
    """The same by period and site: ``change``."""
    hauls = routes.hauls
    road = amounts(
        hauls.assign(tkm=hauls["wet_t"] * hauls["own_road_km"]), ["period", "destination_site"], "tkm"
    )
    rows = in_force(plan, effect)
    keys = pd.MultiIndex.from_frame(rows[["period", "target"]])
    change = rows["amount"].to_numpy(float) * road.reindex(keys).fillna(0.0).to_numpy()
    return rows[["period"]].assign(site=rows["target"], change=change)
