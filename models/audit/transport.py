"""Hauls: paths that hold together, prices, shared capacities, rail services, ceilings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.audit.changes import by_target
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.paths import GROUND, Routes
from models.audit.plan import Plan
from models.audit.tolerance import FLOOR_T, RATIO, above, below, tell, unequal

KM_FLOOR = 0.01
COMPUTED_KM = 0.5
"""km that a computed last-mile connection may differ from great circle x detour (two names for one spot)."""
MONEY_PER_T = 0.01
KG_PER_T = 0.001


def check(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """All rules of hauls."""
    yield from _ends(routes)
    yield from _steps(plan, routes.steps)
    yield from _goods(routes)
    yield from _prices(routes.hauls)
    yield from _loads(plan, routes)
    yield from services(plan, routes)
    yield from _road_and_rail(plan, routes.hauls)


def _named(frame: pd.DataFrame, keys: list[str], value: str | float = 0.0) -> pd.Series:
    column = frame[value] if isinstance(value, str) else pd.Series(value, index=frame.index)
    index = pd.MultiIndex.from_arrays([frame[key].astype(object) for key in keys], names=keys)
    return pd.Series(column.to_numpy(dtype=float), index=index)


def _ends(routes: Routes) -> Iterator[AuditFinding]:
    """A path exists, starts where the haul starts and ends where it ends."""
    hauls = routes.hauls[["path", *GROUND]].drop_duplicates()
    ends = routes.steps.groupby("path").agg(first=("from_node", "first"), last=("to_node", "last"))
    ends = ends.reindex(hauls["path"]).set_index(hauls.index)
    absent = ends["first"].isna()
    lost = hauls[absent & (hauls["origin_site"] != hauls["destination_site"])]
    yield from tell(Code.PATH_MISSING, _named(lost, ["path"]), _named(lost, ["path"]), unit="-")
    wrong = ~absent & ((ends["first"] != hauls["origin_site"]) | (ends["last"] != hauls["destination_site"]))
    off = _named(hauls[wrong], ["path"])
    yield from tell(Code.PATH_ENDS, off, off, unit="-")


def _steps(plan: Plan, steps: pd.DataFrame) -> Iterator[AuditFinding]:
    """Each step is in the case as told, starts where the last ended and goes on in its mode."""
    keys = ["path", "step"]
    strange = steps[~steps["known"].astype(bool)]
    yield from tell(Code.STEP_UNKNOWN, _named(strange, keys), _named(strange, keys), unit="-")
    follows = (steps["path"] == steps["path"].shift()).to_numpy()
    joined = (steps["from_node"] == steps["to_node"].shift()) & (steps["left"] == steps["mode"].shift())
    broken = steps[follows & ~joined.to_numpy()]
    yield from tell(Code.PATH_JOIN, _named(broken, keys), _named(broken, keys), unit="-")
    computed = (steps["kind"] == "connection") & ~steps["id"].isin(list(plan.case.connections))
    for rows, floor in ((steps[~computed], KM_FLOOR), (steps[computed], COMPUTED_KM)):
        rows = rows[rows["known"].astype(bool)]
        got, want = _named(rows, keys, "length_km"), _named(rows, keys, "said_km")
        yield from unequal(Code.STEP_LENGTH, got, want, unit="km", relative=RATIO, floor=floor)


def _goods(routes: Routes) -> list[AuditFinding]:
    """Every mode has a tariff for the goods group, every terminal handles it."""
    wrong = routes.priced[~(routes.priced["tariff"] & routes.priced["handled"])]
    told = _named(wrong, ["path", "group", "id"])
    return tell(Code.GOODS, told, told, unit="-")


def _prices(hauls: pd.DataFrame) -> Iterator[AuditFinding]:
    """Distances, freight, handling and CO2 of each flow against the case."""
    keys = ["period", "origin", "destination_site", "item", "path"]
    hauls = hauls.drop_duplicates(keys)
    checks = [
        (Code.DISTANCE, f"{mode}_km", f"own_{mode}_km", "km", KM_FLOOR) for mode in ("road", "rail", "other")
    ]
    checks += [
        (Code.FREIGHT, "freight_cny_per_t", "own_freight", "CNY/t", MONEY_PER_T),
        (Code.HANDLING, "handling_cny_per_t", "own_handling", "CNY/t", MONEY_PER_T),
        (Code.HAUL_CO2, "co2_kg_per_t", "own_co2", "kg/t", KG_PER_T),
    ]
    rows = hauls.set_index(keys)
    for code, told, own, unit, floor in checks:
        yield from unequal(code, rows[told], rows[own], unit=unit, relative=RATIO, floor=floor)


def _loads(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Tonnes over each link and terminal, all goods and both directions together."""
    moved = routes.steps.merge(routes.hauls[["period", "path", "wet_t"]], on="path")
    load = amounts(moved, ["period", "kind", "id"], "wet_t")
    case = plan.case
    room = {
        ("link", k): (r.capacity or np.nan) * r.capacity_left * 10
        for k, r in case.links.items()
        if r.capacity is not None
    }
    room |= {("transfer", k): r.capacity * 1000 for k, r in case.transfers.items() if r.capacity is not None}
    for code, kind in ((Code.LINK_CAPACITY, "link"), (Code.TRANSFER_CAPACITY, "transfer")):
        mine = load[load.index.get_level_values("kind") == kind].droplevel("kind")
        more = by_target(case, plan.tables, f"{kind}_capacity")
        limit = [
            (room.get((kind, key), np.nan) + more.get((period, key), 0.0) * 1000) * plan.year_share[period]
            for period, key in mine.index
        ]
        yield from above(code, mine, pd.Series(limit, index=mine.index, dtype=float), unit="t")


def rail_stations(plan: Plan, steps: pd.DataFrame) -> pd.DataFrame:
    """First and last place on the rail stretch of each path that has one."""
    rail = steps[(steps["mode"] == "rail") & (steps["kind"] != "transfer")]
    nodes = pd.concat(
        [rail.assign(node=rail["from_node"], half=0), rail.assign(node=rail["to_node"], half=1)]
    )
    nodes = nodes[nodes["node"].isin(list(plan.case.places))].sort_values(["path", "step", "half"])
    return nodes.groupby("path").agg(entered=("node", "first"), left=("node", "last"))


def services(plan: Plan, routes: Routes) -> Iterator[AuditFinding]:
    """Volumes of each rail service over every flow that uses its station pair with its goods."""
    case = plan.case
    hauls = routes.hauls.join(rail_stations(plan, routes.steps), on="path")
    moved = hauls.groupby(["period", "entered", "left", "group"])["wet_t"].sum()
    rows = [
        (
            period,
            key,
            moved.get((period, s.from_place, s.to_place, s.goods_group), 0.0),
            s.minimum,
            s.maximum,
            s.rule,
        )
        for period in case.periods
        for key, s in case.services.items()
    ]
    frame = pd.DataFrame(rows, columns=["period", "service", "t", "minimum", "maximum", "rule"])
    frame = frame.set_index(["period", "service"])
    share = plan.year_share.reindex(frame.index.get_level_values("period")).to_numpy() * 1000
    t = frame["t"].astype(float)
    yield from unequal(
        Code.SERVICE_TONNES, amounts(plan["services"], ["period", "service"], "tonnes"), t, unit="t"
    )
    runs = (t > FLOOR_T) | (frame["rule"] == "always")
    yield from below(Code.SERVICE_MINIMUM, t[runs], frame["minimum"].astype(float) * share, unit="t")
    yield from above(Code.SERVICE_MAXIMUM, t, pd.to_numeric(frame["maximum"]).astype(float) * share, unit="t")


def _road_and_rail(plan: Plan, hauls: pd.DataFrame) -> Iterator[AuditFinding]:
    """The road ceiling of every haul, and the floor on rail's share of long hauls."""
    info = plan.case.info
    if info.road_ceiling_km is not None:
        used = hauls[hauls["wet_t"] > FLOOR_T]
        km = _named(used, ["period", "path"], "own_road_km").groupby(level=["period", "path"]).max()
        yield from above(Code.ROAD_CEILING, km, km * 0 + info.road_ceiling_km, unit="km", floor=KM_FLOOR)
    if info.rail_share_floor is None or plan.aim.today:
        return
    km = hauls["own_road_km"] + hauls["own_rail_km"] + hauls["own_other_km"]
    far = hauls[km >= info.rail_share_beyond_km - KM_FLOOR]
    work = far["wet_t"] * km.reindex(far.index)
    whole = work.groupby(far["period"]).sum()
    rail = (far["wet_t"] * far["own_rail_km"]).groupby(far["period"]).sum()
    share = (rail / whole * 100)[whole > FLOOR_T]
    yield from below(Code.RAIL_SHARE, share, share * 0 + info.rail_share_floor, unit="%", floor=1e-6)
