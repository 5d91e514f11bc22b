"""Bounds that several components need: how much heat a kiln can ask for."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.registry import Floats, Ints, Registry, Terms


def most_heat(registry: Registry, data: ModelData) -> pd.Series:
    """A generous heat of all fuels by kiln, that of the dearest feed and the worst fuel [GJ/t clinker]."""
    return (data.kilns["base_heat"] + _dearest_feed(registry, data)) / least_useful(data)


def least_useful(data: ModelData) -> float:
    """Useful share of the heat of the worst fuel."""
    return 1.0 - float(data.fuels["heat_penalty"].max())


def extra_heat(registry: Registry) -> pd.Series:
    """Most heat that projects ask for beside clinker (CO2 capture), by kiln and period [TJ]."""
    terms = registry.activities.get("extra_heat", Terms())
    frames = [
        where.assign(most=coefs * uppers(registry, cols))
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    whole = pd.concat(frames) if frames else pd.DataFrame({"kiln": [], "period": [], "most": []})
    return whole.groupby(["kiln", "period"])["most"].sum()


def uppers(registry: Registry, cols: Ints) -> Floats:
    """Upper bounds of columns."""
    every = np.concatenate([family.upper for family in registry.columns.values()])
    return np.asarray(every[cols])


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
