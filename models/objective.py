"""Aims: named costs, CO2 scopes and preferences, any of which may be aim, cap or only told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cases.case import Case
from models.registry import Floats, Kind, Registry
from models.totals import CEMENT, CO2_SCOPES, SYSTEM


@dataclass(frozen=True, slots=True)
class Aim:
    """What is minimised: ``aim`` cost | co2 | priced | cap; ``money`` system | cement; prices in CNY/t."""

    aim: str = "cost"
    money: str = "system"
    carbon_price: float = 0.0
    co2_cap: float | None = None
    """kt CO2 a year, in the aim ``cap``."""
    road_preference: float = 0.0
    """CNY per tonne-kilometre by road, never money."""

    @classmethod
    def of_case(cls, case: Case) -> Aim:
        """The aim that the case states."""
        info = case.info
        return cls(info.aim, info.money, info.carbon_price, info.co2_cap, info.road_preference)


def cost_vector(registry: Registry, money: str) -> Floats:
    """Money total per unit of every column [kCNY]."""
    names = SYSTEM if money == "system" else CEMENT
    return np.asarray(np.sum([registry.effect_vector(f"cost:{name}") for name in names], axis=0))


def co2_vector(registry: Registry) -> Floats:
    """Physical CO2 per unit of every column [kt]."""
    return np.asarray(np.sum([registry.effect_vector(f"co2:{name}") for name in CO2_SCOPES], axis=0))


def objective_vector(registry: Registry, aim: Aim) -> Floats:
    """Coefficients to be minimised: kCNY, or kt CO2 with breaches priced far above (aim co2)."""
    breach = registry.effect_vector("breach:unmet") + registry.effect_vector("breach:targets")
    co2 = co2_vector(registry)
    preference = aim.road_preference * registry.effect_vector("preference:road_km")
    if aim.aim == "co2":
        return np.asarray(co2 + breach + preference / 1000.0)
    carbon = aim.carbon_price if aim.aim == "priced" else 0.0
    return np.asarray(cost_vector(registry, aim.money) + carbon * co2 + breach + preference)


def second_vector(registry: Registry, aim: Aim) -> Floats:
    """Second aim that decides between equals: CO2 after money, money after CO2."""
    return cost_vector(registry, aim.money) if aim.aim == "co2" else co2_vector(registry)


def add_cap(registry: Registry, aim: Aim) -> None:
    """CO2 cap of the aim ``cap``: Σ physical CO2 ≤ cap [kt]; registered always, open unless asked for."""
    cap = aim.co2_cap if aim.aim == "cap" and aim.co2_cap is not None else np.inf
    row = registry.add_rows(
        "c_co2_cap", pd.DataFrame({"scope": ["all"]}), unit="kt", kind=Kind.LIMIT, upper=cap,
        behind=[("case", "co2_cap", "value")], give=("CNY/t", 1000.0),
    )  # fmt: skip
    if not np.isfinite(cap):
        return
    vector = co2_vector(registry)
    used = np.flatnonzero(vector)
    registry.add_terms(np.full(len(used), row[0]), used, vector[used])
