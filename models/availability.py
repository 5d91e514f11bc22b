"""What a source has for the case in a period."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData, number
from models.registry import Floats


def available(data: ModelData, index: pd.DataFrame) -> Floats:
    """Arising less what users outside the case take, in the period [kt dry]."""
    keys = zip(index["source_id"].tolist(), index["period"].tolist(), strict=True)
    share = np.array([data.period_shares[key] for key in keys], dtype=np.float64)
    free = number(index["arising"], 0.0) - number(index["used_elsewhere"], 0.0)
    return np.asarray(np.maximum(0.0, free.to_numpy() * share))


def supply_balance_bounds(data: ModelData, keys: pd.DataFrame) -> Floats:
    """Right-hand side of the balance of each (source, period): what is available [kt dry]."""
    index = keys.merge(data.sources.reset_index(drop=True), on="source_id", how="left")
    return available(data, index)
