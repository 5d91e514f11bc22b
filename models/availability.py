"""What a source has for the case in a period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.calendar import arising_by_day
from models.data import ModelData, number
from models.registry import Floats


def available(data: ModelData, index: pd.DataFrame) -> Floats:
    """Arising less what users outside the case take, in the period [kt dry]."""
    shares = {
        (s, p): period_share(data, s, p) for s in index["source_id"].unique() for p in data.periods["period"]
    }
    share = np.array([shares[key] for key in zip(index["source_id"], index["period"], strict=True)])
    free = number(index["arising"], 0.0) - number(index["used_elsewhere"], 0.0)
    return np.asarray(np.maximum(0.0, free.to_numpy() * share))


def period_share(data: ModelData, source: str, period: str) -> float:
    """Part of the year's arising that falls in the period; of the year's days where nothing arises."""
    daily = arising_by_day(data.case, source)
    total = float(daily.sum())
    dates = data.period_dates[period]
    return float(daily[dates].sum() / total) if total else float(len(dates) / len(daily))


def supply_balance_bounds(data: ModelData, keys: pd.DataFrame) -> Floats:
    """Right-hand side of the balance of each (source, period): what is available [kt dry]."""
    index = keys.merge(data.sources.reset_index(drop=True), on="source_id", how="left")
    return available(data, index)
