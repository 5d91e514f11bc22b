"""Paths of the plan, walked again: steps that join, lengths and prices of the case."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
import pandas as pd

from cases.case import Case
from models.audit.frames import at
from models.audit.plan import Plan, once

EARTH_KM = 6371.0
GROUND = ["origin_site", "destination_site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """Steps with what the case says of them, and hauls priced again."""

    steps: pd.DataFrame
    """Sorted by path and step; `known` (the case has it there), `said_km`, `left` (mode before the step).

    A computed connection may be a little longer than the great circle; it is priced at its own length."""
    hauls: pd.DataFrame
    """The flows with goods group and distances, prices and CO2 of the case in `own_*`."""
    priced: pd.DataFrame
    """Steps by goods group that hauls them: `tariff` and `handled` say whether the case allows it."""


def walk(plan: Plan) -> Routes:
    """Everything the case says of the plan's paths."""
    steps = plan["paths"].astype({"step": int}).sort_values(["path", "step"], ignore_index=True)
    truth = pd.DataFrame(
        [_truth(plan.case, *row) for row in zip(*(steps[c] for c in _STEP), strict=True)], columns=_SAID
    )
    steps = pd.concat([steps, truth], axis=1)
    flows = plan["flows"].assign(group=goods_group(plan))
    priced = _price(plan.case, steps.merge(flows[["path", "group"]].drop_duplicates(), on="path"))
    sums = priced.groupby(["path", "group"])[[*_OWN]].sum()
    keys = pd.MultiIndex.from_frame(flows[["path", "group"]])
    own = sums.reindex(keys).set_index(flows.index)
    own[(flows["origin_site"] == flows["destination_site"]) & ~flows["path"].isin(steps["path"])] = 0.0
    return Routes(steps=steps, hauls=pd.concat([flows, own], axis=1), priced=priced)


_STEP = ("kind", "id", "mode", "from_node", "to_node")
_SAID = ["known", "left", "said_km", "rate", "said_co2", "said_cost", "goods"]
_OWN = ("own_road_km", "own_rail_km", "own_other_km", "own_freight", "own_handling", "own_co2")


@once
def goods_group(plan: Plan) -> np.ndarray[Any, Any]:
    """Goods group of every flow."""
    flows = plan["flows"]
    products = pd.Series({p: row.goods_group for p, row in plan.case.products.items()}, dtype=object)
    of_material, of_cement = at(plan.grades["goods_group"], flows["grade"]), at(products, flows["item"])
    group = np.where(flows["kind"] == "cement", of_cement, of_material)
    return np.where(flows["kind"] == "clinker", plan.case.info.clinker_goods_group, group)


def _truth(case: Case, kind: str, key: str, mode: str, here: str, there: str) -> tuple[Any, ...]:
    """Known there?, mode before, km, own rate, kg/t, CNY/t, goods handled."""
    if kind == "transfer":
        t = case.transfers[key]
        pair = {t.from_mode, t.to_mode}
        left = next(iter(pair - {mode}), mode)
        known = here == there == t.place and mode in pair
        return known, left, 0.0, np.nan, t.co2, t.cost, t.goods_groups
    if kind == "link":
        row = case.links[key]
        known = {row.from_place, row.to_place} == {here, there} and row.mode == mode
        rate = np.nan if row.rate is None else row.rate
        own = case.modes[mode].co2 if row.co2 is None else row.co2
        return known, mode, row.length, rate, own * row.length, 0.0, ()
    known, length = _connection(case, key, mode, here, there)
    return known, mode, length, np.nan, np.nan, 0.0, ()


def _connection(case: Case, key: str, mode: str, here: str, there: str) -> tuple[bool, float]:
    """A stated connection; else one by road, great circle x detour, where the site has none stated."""
    stated = case.connections.get(key)
    if stated is not None:
        return {stated.site, stated.place} == {here, there} and stated.mode == mode, stated.length
    ends = [case.sites.get(name) or case.places.get(name) for name in (here, there)]
    fixed = {c.site for c in case.connections.values() if c.mode == mode}
    if any(end is None for end in ends) or mode != "road" or fixed & {here, there}:
        return False, np.nan
    return not {here, there} <= set(case.places), _km(ends[0], ends[1]) * case.info.detour_factor


def _km(here: Any, there: Any) -> float:
    """Great-circle distance in km (haversine)."""
    lat, far = radians(here.lat), radians(there.lat)
    half = sin((far - lat) / 2) ** 2 + cos(lat) * cos(far) * sin(radians(there.lon - here.lon) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def _price(case: Case, steps: pd.DataFrame) -> pd.DataFrame:
    """Tariff and CO2 of each step for each group: base whenever a mode is entered, rate by the km."""
    steps = steps.sort_values(["path", "group", "step"]).reset_index(drop=True)
    tariffs = {key: (row.base, row.rate) for key, row in case.tariffs.items()}
    found = [tariffs.get(key, (np.nan, np.nan)) for key in zip(steps["mode"], steps["group"], strict=True)]
    base, rate = (np.array([pair[i] for pair in found], dtype=float) for i in (0, 1))
    moves = (steps["kind"] != "transfer").to_numpy()
    same = ((steps["path"] == steps["path"].shift()) & (steps["group"] == steps["group"].shift())).to_numpy()
    entered = moves & ~(same & np.roll(moves, 1) & (steps["mode"] == steps["mode"].shift()).to_numpy())
    computed = (steps["kind"] == "connection").to_numpy() & ~steps["id"].isin(
        list(case.connections)
    ).to_numpy()
    km = np.where(computed, steps["length_km"], steps["said_km"]).astype(float)
    of_mode = pd.Series({mode: row.co2 for mode, row in case.modes.items()}, dtype=float)
    by_km = np.where(steps["rate"].isna(), rate, steps["rate"]) * km
    steps["tariff"] = ~np.isnan(base)
    steps["handled"] = [
        not goods or group in goods for goods, group in zip(steps["goods"], steps["group"], strict=True)
    ]
    for mode in ("road", "rail"):
        steps[f"own_{mode}_km"] = np.where(moves & (steps["mode"] == mode), km, 0.0)
    steps["own_other_km"] = np.where(moves & ~steps["mode"].isin(["road", "rail"]), km, 0.0)
    steps["own_freight"] = np.where(moves, by_km + np.where(entered, base, 0.0), 0.0)
    steps["own_handling"] = steps["said_cost"].astype(float)
    steps["own_co2"] = (
        steps["said_co2"].astype(float).fillna(pd.Series(at(of_mode, steps["mode"]) * km, index=steps.index))
    )
    return steps
