"""CO2 capture by project and kiln: what the flue gas held, what was taken out, heat, power and cost of it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cases.case import Case
from models.ledgers.projects import figures

Tables = Mapping[str, pd.DataFrame]
EMPTY = ["period", "project", "kiln", "captured_t"]
COLUMNS = [*EMPTY, "flue_gas_t", "share_pct", "heat_gj", "power_mwh", "cost_cny"]


def capture_book(case: Case, tables: Tables) -> pd.DataFrame:
    """One row a period, project and kiln; ``flue_gas_t`` is all CO2 of the kiln, biogenic too."""
    frame = captured(case, tables)
    book = tables["co2"]
    of_kiln = book[(book["item_kind"] == "kiln") & book["book"].isin(("physical", "memo"))]
    of_kiln = of_kiln[of_kiln["scope"].isin(("process", "fuel_fossil", "fuel_biogenic"))]
    gas = of_kiln.groupby(["period", "item"])["co2_t"].sum()
    keys = pd.MultiIndex.from_frame(frame[["period", "kiln"]])
    frame["flue_gas_t"] = gas.reindex(keys).fillna(0.0).to_numpy()
    frame["share_pct"] = 100.0 * frame["captured_t"] / frame["flue_gas_t"].where(frame["flue_gas_t"] > 0)
    return frame[COLUMNS]


def captured(case: Case, tables: Tables) -> pd.DataFrame:
    """CO2 captured with its heat (GJ), power (MWh) and cost (CNY); empty where nothing can be captured."""
    frame = tables.get("captured", pd.DataFrame(columns=EMPTY)).copy()
    keys = list(zip(frame["project"], frame["kiln"], strict=True))
    for column, effect, unit in (
        ("heat_gj", "capture_heat", 1.0),
        ("power_mwh", "capture_power", 0.001),
        ("cost_cny", "capture_cost", 1.0),
    ):
        stated = figures(case, effect)
        per_tonne = pd.Series([stated.get(key, 0.0) for key in keys], index=frame.index, dtype=float)
        frame[column] = frame["captured_t"].astype(float) * per_tonne * unit
    return frame
