"""What comes into a works: the most that it can take in, and projects that renew the trucks."""

from __future__ import annotations

import pandas as pd

from models.availability import LARGEST_HEAT
from models.data import ModelData
from models.projects import effects

HAUL = ["origin", "item", "use", "destination", "path"]
"""Key of a haul."""
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
