"""Demand: delivered, imported where priced, unmet where priced."""

from __future__ import annotations

import pandas as pd

from models.data import ModelData, number, table
from models.registry import Kind, Registry

KEYS = ["market", "product", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register imports and unmet demand (kt); the price of unmet demand is never money."""
    demand = table(data.case.demand)
    imported = demand[demand["import_price"].notna()].reset_index(drop=True)
    columns = registry.add_columns("v_import", imported[KEYS], unit="kt")
    registry.contribute("demand", imported[KEYS], columns["col"], 1.0)
    registry.affect("cost:imports", columns["col"], number(imported["import_price"], 0.0))
    registry.affect("co2:imports", columns["col"], number(imported["import_co2"], 0.0) / 1000.0)
    unmet = demand[demand["unmet_price"].notna()].reset_index(drop=True)
    columns = registry.add_columns(
        "u_unmet", unmet[KEYS], unit="kt", upper=number(unmet["demand"], 0.0).to_numpy()
    )
    registry.contribute("demand", unmet[KEYS], columns["col"], 1.0)
    registry.affect("breach:unmet", columns["col"], number(unmet["unmet_price"], 0.0))
    _least(registry, columns, unmet)


def _least(registry: Registry, columns: pd.DataFrame, unmet: pd.DataFrame) -> None:
    """Unmet demand ranks before any aim: Σ unmet ≤ the least there can be, found first [kt]."""
    if unmet.empty:
        return
    most = float(number(unmet["demand"], 0.0).sum())
    rows = registry.add_rows(
        "c_unmet", pd.DataFrame({"scope": ["all"]}), unit="kt", kind=Kind.CHOICE, upper=most
    )
    registry.add_terms(rows.repeat(len(columns)), columns["col"], 1.0)


def demand_of(data: ModelData, keys: pd.DataFrame) -> pd.Series:
    """Demand of each (market, product, period) in ``keys`` [kt]."""
    demand = table(data.case.demand)
    return number(keys.merge(demand, on=KEYS, how="left")["demand"], 0.0)
