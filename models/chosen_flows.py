"""Values of flows that projects make possible to decision tables: CO2 captured, green power bought."""

from __future__ import annotations

import pandas as pd

from models.stocks import Read

CAPTURED = ["period", "project", "kiln", "captured_t"]
GREEN_POWER = ["period", "project", "facility", "id", "green_mwh"]


def chosen_flows(read: Read) -> dict[str, pd.DataFrame]:
    """Tables ``captured`` [t CO2] and ``green_power`` [MWh]; without such projects there is neither."""
    captured, green = read("v_captured", used=False), read("v_green_power", used=False)
    tables = {}
    if "project" in captured:
        tables["captured"] = captured.assign(captured_t=captured["value"] * 1000.0)[CAPTURED]
    if "project" in green:
        tables["green_power"] = green.rename(columns={"value": "green_mwh"})[GREEN_POWER]
    return tables
