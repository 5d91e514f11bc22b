"""Electricity of kilns and mills, own waste-heat power taken off, with its cost and CO2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData, number
from models.registry import Behind, Kind, Registry, Terms

KEYS = ["kiln", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register waste-heat power ``v_own_power`` (MWh) and put a price on what is purchased.

    own ≤ e·clinker − l·(drying by exhaust − reference drying·clinker); own ≤ what the kiln uses [MWh].
    """
    clinker = registry.frame("v_clinker")
    kiln = data.kilns.reindex(clinker["kiln"])
    own = registry.add_columns("v_own_power", clinker[KEYS], unit="MWh")["col"]
    rows = registry.add_rows("c_own_power", clinker[KEYS], unit="MWh", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, own, 1.0)
    loss = number(kiln["whr_loss"], 0.0).to_numpy()
    made = number(kiln["whr_energy"], 0.0).to_numpy() + loss * kiln["reference_drying_exhaust"].to_numpy()
    registry.add_terms(rows, clinker["col"], -made)
    drying = registry.frame("v_drying_exhaust").merge(clinker[KEYS].assign(row=rows, loss=loss), on=KEYS)
    registry.add_terms(drying["row"], drying["col"], drying["loss"])
    _more_own(registry, clinker[KEYS].assign(row=rows))
    behind: list[Behind] = [("kiln_classes", c, "whr_energy") for c in kiln["kiln_class"]]
    _no_sales(registry, clinker[KEYS], own, behind)
    _purchased(registry, data, clinker.assign(own=own))


def _purchased(registry: Registry, data: ModelData, kilns: pd.DataFrame) -> None:
    """Power used less own power, at the price and with the CO2 of the grid in the year."""
    year = data.periods.set_index("period")
    for activity in ("power", "mill_power"):
        terms = registry.activities[activity]
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True):
            assert isinstance(where, pd.DataFrame)
            figures = year.reindex(where["period"])
            registry.affect("cost:electricity", cols, coefs * figures["electricity_price"].to_numpy())
            registry.affect("co2:electricity", cols, coefs * (figures["grid_co2"] / 1000.0).to_numpy())
    figures = year.reindex(kilns["period"])
    registry.affect("cost:electricity", kilns["own"], -figures["electricity_price"])
    registry.affect("co2:electricity", kilns["own"], -figures["grid_co2"] / 1000.0)


def _more_own(registry: Registry, row_of: pd.DataFrame) -> None:
    """Own power of waste-heat plants that projects build: own ≤ … + Σ e·z [MWh]."""
    terms = registry.activities.get("own_power", Terms())
    for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True):
        assert isinstance(where, pd.DataFrame)
        placed = where.assign(col=cols, coef=np.asarray(coefs)).merge(row_of, on=KEYS)
        registry.add_terms(placed["row"], placed["col"], -placed["coef"])


def _no_sales(registry: Registry, keys: pd.DataFrame, own: pd.Series, behind: list[Behind]) -> None:
    """Waste-heat power is used on the kiln line, not sold: own ≤ Σ power of the line [MWh]."""
    rows = registry.add_rows(
        "c_own_use", keys, unit="MWh", kind=Kind.LIMIT, upper=0.0, behind=behind, give=("CNY/kWh", 10.0)
    )
    registry.add_terms(rows, own, 1.0)
    row_of = keys.assign(row=rows)
    power = registry.activities["power"]
    for where, cols, coefs in zip(power.where, power.cols, power.coefs, strict=True):
        assert isinstance(where, pd.DataFrame)
        placed = where.assign(col=cols, coef=np.asarray(coefs)).merge(row_of, on=KEYS)
        registry.add_terms(placed["row"], placed["col"], -placed["coef"])
