"""What a source has for the case in a period, and what can move in a year at most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.records import Link
from models.data import ModelData, number
from models.projects import effects
from models.registry import Floats

DAYS_OF_A_LEAP_YEAR = 366
LARGEST_HEAT = 10.0
"""GJ per tonne of clinker that no kiln reaches: the dictionary allows measured heats up to 7."""


def available(data: ModelData, index: pd.DataFrame) -> Floats:
    """Arising less what users outside the case take, in the period [kt dry]."""
    keys = zip(index["source_id"].tolist(), index["period"].tolist(), strict=True)
    share = np.array([data.period_shares[key] for key in keys], dtype=np.float64)
    free = number(index["arising"], 0.0) - number(index["used_elsewhere"], 0.0)
    return np.asarray(np.maximum(0.0, free.to_numpy() * share))


def opening(data: ModelData, index: pd.DataFrame) -> Floats:
    """Stated stock at the start of a year of several periods, for each (source, period) of it [kt dry]."""
    several = index["period"].isin(data.seasons["period"]).to_numpy()
    return np.where(several, number(index["store_start"], 0.0).to_numpy(), 0.0)


def growth(sources: pd.DataFrame) -> Floats:
    """Stock at the end of a year less that at its start, where both are stated [kt dry]."""
    start = number(sources["store_start"], 0.0)
    return np.asarray(number(sources["store_end"].where(sources["store_end"].notna(), start), 0.0) - start)


def supply_balance_bounds(data: ModelData, keys: pd.DataFrame) -> Floats:
    """Right-hand side of the balance of each (source, period): what is available [kt dry]."""
    index = keys.merge(data.sources.reset_index(drop=True), on="source_id", how="left")
    return available(data, index)


def mill_capacity(data: ModelData) -> pd.Series:
    """Cement a year of each plant, with all that projects could add [kt]."""
    capacity = pd.to_numeric(data.plants["capacity"]).astype(float)
    more = effects(data, "mill_capacity")
    if more.empty:
        return capacity
    added = (more["amount"].astype(float) * more["units"].astype(float)).groupby(more["target"]).sum()
    return capacity.add(added.reindex(capacity.index).fillna(0.0))


def most_moved(data: ModelData) -> float:
    """All that kilns and mills could take in and send out in a year, wet by the wettest grade [kt].

    Feed ≤ clinker / least yield, fuel ≤ clinker × largest heat / least NCV.
    """
    kilns = data.kilns
    made = float((kilns["lines"] * kilns["capacity"]).sum()) * DAYS_OF_A_LEAP_YEAR
    milled = float(mill_capacity(data).sum())
    wet = float((1.0 + data.grades["water"]).max())
    feed = made / float((1.0 - data.grades["loi"]).min())
    fuel = made * LARGEST_HEAT / float(data.fuels["ncv"].min()) if len(data.fuels) else 0.0
    return wet * (feed + fuel + milled) + made + milled


def stated_capacity(link: Link) -> float | None:
    """Kt a year of a link that the case may use; None where it is not limited."""
    return None if link.capacity is None else link.capacity * link.capacity_left / 100.0
