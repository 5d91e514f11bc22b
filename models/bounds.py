"""Most that a kiln can make, be fed and burn, projects inside: what big-M's of several components rest on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.projects import raised
from models.registry import Floats, Ints, Registry, Terms

KILN = ["kiln", "period"]
OF_MATERIAL = ["kiln", "material", "period"]


def most_heat(registry: Registry, data: ModelData) -> pd.Series:
    """A generous heat of all fuels by kiln, that of the dearest feed and the worst fuel [GJ/t clinker]."""
    more = raised(data, "heat").reindex(data.kilns.index).fillna(0.0)
    return pd.Series((data.kilns["base_heat"] + _dearest_feed(registry, data) + more) / least_useful(data))


def most_fuel_heat(registry: Registry, data: ModelData) -> pd.Series:
    """Largest heat of all fuels by kiln and period [TJ]."""
    made = most_clinker(registry)
    per_tonne = most_heat(registry, data).reindex(made.index.get_level_values("kiln")).to_numpy()
    more = extra_heat(registry).reindex(made.index).fillna(0.0) / least_useful(data)
    return pd.Series(made * per_tonne + more)


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
    ceiling = moisture_ceiling(data, most.index)
    drying = data.case.factors.heat_evaporation * ceiling / (1.0 - ceiling) * most["feed"]
    return pd.Series(most["need"] + drying)


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
    by_kiln = raw.groupby(["kiln", "period"]).agg(kept=("kept", "min"), water=("water", "max"))
    made = most_clinker(registry).reindex(by_kiln.index)
    feed = made / by_kiln["kept"]
    return pd.DataFrame({"feed": feed, "wet_feed": feed * (1.0 + by_kiln["water"])})


def materials_used(registry: Registry, data: ModelData, use: str) -> pd.DataFrame:
    """Columns of what kilns use as ``raw`` or as ``fuel``, with the material of each grade."""
    frame = registry.frame(f"v_{use}")
    return frame.assign(material=data.grades["material"].reindex(frame["grade"]).to_numpy())


def most_raw(registry: Registry, data: ModelData) -> pd.Series:
    """Largest dry use by kiln, material and period: the largest feed, times its dosing ceiling [kt]."""
    frame = materials_used(registry, data, "raw")
    loi = data.grades["loi"].reindex(frame["grade"]).to_numpy()
    dust = data.kilns["dust_loss"].reindex(frame["kiln"]).to_numpy()
    frame = frame.assign(kept=(1.0 - loi) * (1.0 - dust))
    worst = frame.groupby(KILN)["kept"].transform("min")
    clinker = most_clinker(registry).reindex(pd.MultiIndex.from_frame(frame[KILN])).to_numpy()
    classes = data.kilns["kiln_class"].reindex(frame["kiln"])
    shares = np.array(
        [_share(data, c, m) for c, m in zip(classes.tolist(), frame["material"].tolist(), strict=True)]
    )
    places = pd.MultiIndex.from_arrays([frame["kiln"], frame["material"]])
    more = raised(data, "max_raw_share", item=True).reindex(places).fillna(0.0).to_numpy(float) / 100.0
    frame["ceiling"] = np.minimum(clinker / frame["kept"], (shares + more) * clinker / worst)
    return frame.groupby(OF_MATERIAL)["ceiling"].max()


def _share(data: ModelData, kiln_class: str, material: str) -> float:
    row = data.case.dosing.get((kiln_class, material))
    share = row.max_share if row is not None else data.case.materials[material].max_raw_share
    return 1.0 if share is None else share / 100.0


def most_fuel(registry: Registry, data: ModelData) -> pd.Series:
    """Largest use by kiln, fuel and period: a generous heat over its NCV, times its share [kt]."""
    frame = materials_used(registry, data, "fuel")
    fuel = data.fuels[["max_heat_share", "alternative", "ncv"]].reindex(frame["material"])
    heat = most_fuel_heat(registry, data).reindex(pd.MultiIndex.from_frame(frame[KILN])).to_numpy()
    substituted = (
        data.kilns["tsr_max"] + raised(data, "tsr_max").reindex(data.kilns.index).fillna(0.0) / 100.0
    )
    share = np.minimum(
        pd.to_numeric(fuel["max_heat_share"]).fillna(100.0).to_numpy(float) / 100.0,
        np.where(
            fuel["alternative"].astype(bool),
            substituted.clip(upper=1.0).reindex(frame["kiln"]).to_numpy(float),
            1.0,
        ),
    )
    frame["ceiling"] = heat * share / fuel["ncv"].to_numpy()
    return frame.groupby(OF_MATERIAL)["ceiling"].max()
