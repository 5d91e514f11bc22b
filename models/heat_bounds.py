"""Most that a kiln can be fed and burn in a period: what big-M's of feeders and projects rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.projects import raised
from models.registry import Floats, Registry

KILN = ["kiln", "period"]


def most_clinker(registry: Registry) -> pd.Series:
    """Most clinker by kiln and period [kt]."""
    family = registry.columns["v_clinker"]
    return pd.Series(family.upper, index=pd.MultiIndex.from_frame(family.index))


def moisture_ceiling(data: ModelData, kilns: pd.Index | pd.Series) -> Floats:
    """Moisture ceiling of the raw feed with what projects may add, as a fraction."""
    own = data.kilns["feed_moisture_max"].reindex(kilns).to_numpy(float)
    more = raised(data, "feed_moisture_max").reindex(kilns).fillna(0.0).to_numpy(float) / 100.0
    return np.minimum(own + more, 0.95)


def most_feed(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Largest dry ``feed`` and ``wet_feed`` by kiln and period [kt]: least yield, wettest material."""
    raw = registry.frame("v_raw")
    grade = data.grades[["loi", "water"]].reindex(raw["grade"])
    dust = data.kilns["dust_loss"].reindex(raw["kiln"]).to_numpy()
    raw = raw.assign(kept=(1.0 - grade["loi"].to_numpy()) * (1.0 - dust), water=grade["water"].to_numpy())
    by_kiln = raw.groupby(KILN).agg(kept=("kept", "min"), water=("water", "max"))
    made = most_clinker(registry).reindex(by_kiln.index)
    feed = made / by_kiln["kept"]
    return pd.DataFrame({"feed": feed, "wet_feed": feed * (1.0 + by_kiln["water"])})


def dearest_feed(registry: Registry, data: ModelData) -> pd.Series:
    """Largest heat a raw feed can ask for per tonne of clinker, drying by fuel included, by kiln [GJ/t]."""
    raw = registry.frame("v_raw")
    grade = data.grades[["loi", "heat_need"]].reindex(raw["grade"])
    dust = data.kilns["dust_loss"].reindex(raw["kiln"]).to_numpy()
    feed = 1.0 / ((1.0 - grade["loi"]).to_numpy() * (1.0 - dust))
    per_clinker = np.maximum(grade["heat_need"].to_numpy() * feed, 0.0)
    most = raw.assign(need=per_clinker, feed=feed).groupby("kiln")[["need", "feed"]].max()
    ceiling = moisture_ceiling(data, most.index)
    drying = data.case.factors.heat_evaporation * ceiling / (1.0 - ceiling) * most["feed"]
    return pd.Series(most["need"] + drying)


def heat_per_clinker(registry: Registry, data: ModelData) -> pd.Series:
    """Largest heat of all fuels per tonne of clinker by kiln, what projects add inside [GJ/t]."""
    penalty = 1.0 - float(data.fuels["heat_penalty"].max())
    need = data.kilns["base_heat"] + dearest_feed(registry, data).reindex(data.kilns.index)
    more = raised(data, "heat").reindex(data.kilns.index).fillna(0.0)
    per_tonne = raised(data, "capture_heat").reindex(data.kilns.index).fillna(0.0)
    return pd.Series((need + more + CO2_PER_CLINKER * per_tonne) / penalty)


CO2_PER_CLINKER = 2.0
"""t CO2 per tonne of clinker that no kiln sets free: twice what limestone and coal give together."""


def most_heat(registry: Registry, data: ModelData) -> pd.Series:
    """Largest heat of all fuels by kiln and period [TJ]."""
    made = most_clinker(registry)
    per_tonne = heat_per_clinker(registry, data).reindex(made.index.get_level_values("kiln")).to_numpy()
    return made * per_tonne
