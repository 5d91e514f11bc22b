"""Rows of targets, which give only where the target states a price."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.policy import indicators
from models.data import ModelData
from models.registry import Behind, Floats, Ints, Kind, Registry

KEYS = ["target", "subject", "year"]
UNIT = "unit of the numerator"
PRICE_UNITS = {"tce": 1e-3}
"""Price × amount as thousand CNY; 1 where the model counts in thousands (kt, TJ, kt·km, kt/d)."""


def target_rows(registry: Registry, data: ModelData, name: str, index: pd.DataFrame, right: Floats) -> Ints:
    """Rows Σ terms + short ≥ right, or Σ terms − excess ≤ right; only a priced target may fall short."""
    targets = [data.case.targets[target] for target in index["target"]]
    floor = np.array([target.sense == "at_least" for target in targets])
    behind: list[Behind] = [("targets", target.target, "value") for target in targets]
    rows = registry.add_rows(
        name, index[KEYS], unit=UNIT, kind=Kind.LIMIT, lower=np.where(floor, right, -np.inf),
        upper=np.where(floor, np.inf, right), behind=behind, give=("CNY/t", 1000.0),
    )  # fmt: skip
    priced = np.array([target.price is not None for target in targets])
    if priced.any():
        short = registry.add_columns(name.replace("c_", "u_", 1), index.loc[priced, KEYS], unit=UNIT)["col"]
        registry.add_terms(rows[priced], short, np.where(floor[priced], 1.0, -1.0))
        price = [
            float(target.price or 0.0) * PRICE_UNITS.get(indicators()[target.indicator].amount_unit, 1.0)
            for target in targets
        ]
        registry.affect("breach:targets", short, np.array(price)[priced])
    return rows
