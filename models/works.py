"""What comes into a works: the most that it can take in, and projects that renew the trucks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.availability import LARGEST_HEAT
from models.bounds import most_fuel, most_raw
from models.data import ModelData
from models.projects import effects
from models.registry import Floats, Registry

HAUL = ["origin", "item", "use", "destination", "path"]
"""Key of a haul."""
TAKEN = ["item", "use", "destination", "period"]
TRUCKS = ("truck_co2", "truck_cost")
"""Effects of new trucks at a site, per road tonne-kilometre that ends there [kg, CNY]."""


def renewals(data: ModelData) -> pd.DataFrame:
    """Projects that renew all trucks of a site: project, site."""
    stated = pd.concat([effects(data, name) for name in TRUCKS], ignore_index=True)
    return stated.rename(columns={"target": "site"})[["project", "site"]].drop_duplicates(ignore_index=True)


def taken_in(data: ModelData) -> pd.DataFrame:
    """Most that kilns, mills and markets of a site can take in: site, use, period, most [kt wet]."""
    keys = ["site", "use", "period"]
    parts = [part[[*keys, "most"]] for part in (_kilns(data), _mills(data), _markets(data))]
    return pd.concat(parts).groupby(keys, as_index=False).sum()


def taken_of_item(registry: Registry, data: ModelData, wanted: pd.DataFrame) -> Floats:
    """Most that each (item, use, destination, period) can take in [kt wet].

    A kiln site by what its lines can be fed of the item, a mill site all that it grinds, a market its demand.
    """
    sites = taken_in(data)
    mills = sites[sites["use"] == "mill"].set_index(["site", "period"])["most"].to_dict()
    demand = {(d.product, d.market, d.period): d.demand for d in data.case.demand.values()}
    fed = _fed(registry, data).to_dict()
    most = []
    for item, use, place, period in zip(*(wanted[name] for name in TAKEN), strict=True):
        if use == "mill":
            most.append(mills.get((place, period), 0.0))
        else:
            most.append((fed if use == "kiln" else demand).get((item, place, period), 0.0))
    return np.array(most, dtype=np.float64)


def _fed(registry: Registry, data: ModelData) -> pd.Series:
    """Most of a material that the kilns of a site can be fed, raw and as fuel, as wet as it comes."""
    dry = pd.concat([most_raw(registry, data), most_fuel(registry, data)]).rename("dry").reset_index()
    wet = 1.0 + data.grades.groupby("material")["water"].max()
    dry = dry.assign(
        site=data.kilns["site"].reindex(dry["kiln"]).to_numpy(),
        most=dry["dry"] * wet.reindex(dry["material"]).to_numpy(),
    )
    return pd.Series(dry.groupby(["material", "site", "period"])["most"].sum())


def _kilns(data: ModelData) -> pd.DataFrame:
    """Feed ≤ clinker / least yield, fuel ≤ clinker · a heat that no kiln reaches / least NCV."""
    grades = data.grades[data.grades["raw"].astype(bool)]
    dust = 1.0 - float(data.kilns["dust_loss"].max())
    feed = float(((1.0 + grades["water"]) / ((1.0 - grades["loi"]) * dust)).max())
    per_clinker = feed + LARGEST_HEAT / float(data.fuels["ncv"].min())
    kilns = data.kiln_days.assign(site=data.kilns["site"].reindex(data.kiln_days["kiln"]).to_numpy())
    return kilns.assign(use="kiln", most=kilns["room_clinker"] * per_clinker)


def _mills(data: ModelData) -> pd.DataFrame:
    """All that is ground: capacity with what projects may add, as wet as the wettest."""
    added = effects(data, "mill_capacity")
    more = (added["amount"] * added["units"]).clip(lower=0.0).groupby(added["target"]).sum()
    plants = data.plants.reset_index(drop=True)
    room = plants["capacity"] + plants["plant"].map(more).astype(float).fillna(0.0)
    wettest = 1.0 + float(data.grades["water"].max())
    mills = plants[["site"]].assign(room=room).merge(data.periods[["period", "days"]], how="cross")
    return mills.assign(use="mill", most=mills["room"] * mills["days"] / 365.0 * wettest)


def _markets(data: ModelData) -> pd.DataFrame:
    rows = [(data.case.markets[d.market].site, d.period, d.demand) for d in data.case.demand.values()]
    return pd.DataFrame(rows, columns=["site", "period", "most"]).assign(use="market")
