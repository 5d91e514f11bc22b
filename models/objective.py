r"""Aims: named costs, CO2 scopes and preferences, any of which may be aim, cap or only told.

Effects are registered as amounts of their own year. A case of several years weighs each by the years
:math:`n_y` that it stands for and, in an aim of money, by its discount factor:

.. math:: w^{CO2}_y = \frac{n_y}{\sum_z n_z} \qquad
    w^{money}_y = \frac{n_y (1+r)^{-(y - base)}}{\sum_z n_z (1+r)^{-(z - base)}}

So the objective stays an annual figure: the mean CO2 of the path, or the level annual cost that has the
present value of the path. Of one year the weight is 1, whatever the base year. All of an objective is
weighed alike: in an aim of money also CO2 at its shadow price, preferences and breaches.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cases.case import Case
from cases.gauges import Bound, Goal
from models.data import ModelData
from models.gauges import add_bounds, add_goal, goal_vector
from models.registry import Floats, Kind, Registry
from models.totals import CEMENT, CO2_SCOPES, SYSTEM

MONEY, CO2 = "weight_money", "weight_co2"
"""Columns of the years' weights."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is minimised: ``aim`` cost | co2 | priced | cap | goal; ``money`` system | cement; CNY/t CO2."""

    aim: str = "cost"
    money: str = "system"
    carbon_price: float = 0.0
    co2_cap: float | None = None
    """kt CO2 a year, in the aim ``cap``; of several years their mean."""
    road_preference: float = 0.0
    """CNY per tonne-kilometre by road, never money."""
    goal: Goal | None = None
    """What the aim ``goal`` minimises."""
    bounds: tuple[Bound, ...] = ()
    """Floors and ceilings on the cost and on indicators, of any aim."""

    @property
    def in_money(self) -> bool:
        """Whether the objective is money."""
        return self.aim not in ("co2", "goal")

    def aiming_at(self, goal: Goal | None) -> Aim:
        """The same bounds and money, but a goal, where there is one, in place of the aim."""
        return self if goal is None else replace(self, aim="goal", goal=goal)

    @classmethod
    def of_case(cls, case: Case) -> Aim:
        """The aim that the case states."""
        info = case.info
        return cls(info.aim, info.money, info.carbon_price, info.co2_cap, info.road_preference)


def year_weights(registry: Registry, data: ModelData, name: str) -> Floats:
    """``weight_money`` or ``weight_co2`` of the year of every column, found by its year or its period.

    A column with neither (a total over all years) has weight 1.
    """
    of_year = data.years.set_index("year")[name]
    of_period = data.periods.set_index("period")["year"].astype(str).map(of_year)
    weights = np.ones(registry.width)
    if len(of_year) == 1:
        return weights
    for family in registry.columns.values():
        for level, known in (("year", of_year), ("period", of_period)):
            if level in family.index:
                weights[family.numbers] = known.reindex(family.index[level].astype(str)).to_numpy()
                break
    return weights


def period_weights(data: ModelData, aim: Aim) -> dict[str, float]:
    """Weight of each period in the objective: that of its year."""
    of_year = data.years.set_index("year")[MONEY if aim.in_money else CO2].to_dict()
    years = data.periods["year"].astype(str)
    return {name: of_year[year] for name, year in zip(data.periods["period"], years, strict=True)}


def cost_vector(registry: Registry, data: ModelData, money: str) -> Floats:
    """Money total per unit of every column, weighed by its year [kCNY/a]."""
    return _cost(registry, money) * year_weights(registry, data, MONEY)


def co2_vector(registry: Registry, data: ModelData) -> Floats:
    """Physical CO2 per unit of every column, weighed by its year [kt/a]."""
    return _co2(registry) * year_weights(registry, data, CO2)


def _cost(registry: Registry, money: str) -> Floats:
    names = SYSTEM if money == "system" else CEMENT
    return np.asarray(np.sum([registry.effect_vector(f"cost:{name}") for name in names], axis=0))


def _co2(registry: Registry) -> Floats:
    return np.asarray(np.sum([registry.effect_vector(f"co2:{name}") for name in CO2_SCOPES], axis=0))


def objective_vector(registry: Registry, data: ModelData, aim: Aim) -> Floats:
    """Coefficients to be minimised: kCNY, or kt CO2 with breaches priced far above (aim co2; so the goal)."""
    breach = registry.effect_vector("breach:unmet") + registry.effect_vector("breach:targets")
    co2 = _co2(registry)
    preference = aim.road_preference * registry.effect_vector("preference:road_km")
    if aim.goal is not None:
        beside = (breach + preference / 1000.0) * year_weights(registry, data, CO2)
        return np.asarray(goal_vector(registry, data, aim.goal) + beside)
    if aim.aim == "co2":
        return np.asarray((co2 + breach + preference / 1000.0) * year_weights(registry, data, CO2))
    carbon = aim.carbon_price if aim.aim == "priced" else 0.0
    whole = _cost(registry, aim.money) + carbon * co2 + breach + preference
    return np.asarray(whole * year_weights(registry, data, MONEY))


def second_vector(registry: Registry, data: ModelData, aim: Aim) -> Floats:
    """Second aim that decides between equals: CO2 after money, money after CO2."""
    if not aim.in_money:
        return cost_vector(registry, data, aim.money)
    return co2_vector(registry, data)


def add_cap(registry: Registry, data: ModelData, aim: Aim) -> None:
    """CO2 cap of the aim ``cap``: Σ w · physical CO2 ≤ cap [kt/a]; open unless asked for."""
    cap = aim.co2_cap if aim.aim == "cap" and aim.co2_cap is not None else np.inf
    row = registry.add_rows(
        "c_co2_cap", pd.DataFrame({"scope": ["all"]}), unit="kt", kind=Kind.LIMIT, upper=cap,
        behind=[("case", "co2_cap", "value")], give=("CNY/t", 1000.0),
    )  # fmt: skip
    if not np.isfinite(cap):
        return
    vector = co2_vector(registry, data)
    used = np.flatnonzero(vector)
    registry.add_terms(np.full(len(used), row[0]), used, vector[used])


def add_asked(registry: Registry, data: ModelData, aim: Aim) -> None:
    """Bounds and the goal of the aim, after everything that they count is registered."""
    add_bounds(registry, data, aim.bounds, cost_vector(registry, data, aim.money))
    add_goal(registry, data, aim.goal)
