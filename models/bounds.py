"""Bounds that several components need: how much heat a tonne of clinker can ask for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.chemistry import CO2_PER_CARBON
from models.data import ModelData
from models.projects import amount, effects
from models.registry import Registry


def most_heat(registry: Registry, data: ModelData) -> pd.Series:
    """A generous heat of all fuels by kiln, that of the dearest feed and the worst fuel [GJ/t clinker].

    CO2 capture asks for k GJ per tonne of CO2 set free: H·(1 − penalty) ≤ need + k·(process CO2 + f·H).
    """
    penalty = 1.0 - float(data.fuels["heat_penalty"].max())
    need = data.kilns["base_heat"] + _dearest_feed(registry, data)
    captured = _capture_heat(data)
    if captured.empty:
        return need / penalty
    per_co2 = captured.reindex(need.index).fillna(0.0)
    left = penalty - per_co2 * float(data.fuels["co2"].max())
    return (need + per_co2 * _richest_carbonate(registry, data)) / left.clip(lower=LEAST_LEFT)


LEAST_LEFT = 0.05
"""Part of the heat of fuel that is left to the kiln at least where CO2 of that very fuel is captured."""


def _capture_heat(data: ModelData) -> pd.Series:
    """Most heat that capture asks for per tonne of CO2 set free, by kiln: share · heat [GJ/t]."""
    shares = effects(data, "capture_share")
    heat = amount(data, "capture_heat", shares["project"], shares["target"])
    return (shares["amount"] / 100.0 * heat).groupby(shares["target"]).max()


def _richest_carbonate(registry: Registry, data: ModelData) -> float:
    """Most CO2 of raw materials per tonne of clinker that they make [t/t]."""
    raw = registry.frame("v_raw")
    grade = data.grades.reindex(raw["grade"])
    dust = data.kilns["dust_loss"].reindex(raw["kiln"]).to_numpy()
    carbon = grade["co2"] + CO2_PER_CARBON * grade["organic_c"]
    return float((carbon.to_numpy() / ((1.0 - grade["loi"]).to_numpy() * (1.0 - dust))).max())


def _dearest_feed(registry: Registry, data: ModelData) -> pd.Series:
    """Largest heat a raw feed can ask for per tonne of clinker, drying by fuel included [GJ/t]."""
    raw = registry.frame("v_raw")
    grade = data.grades[["loi", "heat_need"]].reindex(raw["grade"])
    dust = data.kilns["dust_loss"].reindex(raw["kiln"]).to_numpy()
    feed = 1.0 / ((1.0 - grade["loi"]).to_numpy() * (1.0 - dust))
    per_clinker = np.maximum(grade["heat_need"].to_numpy() * feed, 0.0)
    most = raw.assign(need=per_clinker, feed=feed).groupby("kiln")[["need", "feed"]].max()
    ceiling = data.kilns["feed_moisture_max"].reindex(most.index)
    drying = data.case.factors.heat_evaporation * ceiling / (1.0 - ceiling) * most["feed"]
    return most["need"] + drying
