"""Green power contracts: part of what kilns and mills buy, at a premium, without CO2 of the grid."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.projects import amount, capped_by_choice, choices, effects, year_parts
from models.registry import Kind, Registry, Terms

KEYS = ["project", "facility", "id", "period"]
FACILITY = ["facility", "id", "period"]
CONTRACT = ["project", "target", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Register ``v_green_power`` (MWh) of every contract at every kiln and mill that it serves.

    Σ green of a year ≤ amount · y_on;  Σ green of a kiln or mill ≤ power it buys [MWh].
    """
    index = _index(registry, data)
    if index.empty:
        return
    green = registry.add_columns("v_green_power", index[KEYS], unit="MWh")["col"].to_numpy()
    index = index.assign(green=green)
    _contracts(registry, index)
    _bought(registry, index)
    registry.affect("cost:green_power", index["green"], index["premium"])
    registry.affect("co2:green_power", index["green"], -index["grid_co2"] / 1000.0)


def _index(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Contract, kiln or mill and period with amount [MWh/a], premium and the choice."""
    stated = effects(data, "green_power")
    if stated.empty:
        return stated
    premium = amount(data, "green_power_premium", stated["project"], stated["target"])
    stated = stated[["project", "target", "amount"]].assign(premium=premium)
    index = stated.merge(_served(data), on="target").merge(data.periods[["period", "grid_co2"]], how="cross")
    return year_parts(data, index).merge(choices(registry), on=["project", "year"])


def _served(data: ModelData) -> pd.DataFrame:
    """Kilns and mills by the targets that name them: their own id or their company."""
    kilns = [("kiln", key, kiln.company) for key, kiln in data.case.kilns.items()]
    mills = [("mill", key, plant.company) for key, plant in data.case.plants.items()]
    rows = [(facility, key, target) for facility, key, owner in (*kilns, *mills) for target in {key, owner}]
    frame = pd.DataFrame(rows, columns=["facility", "id", "target"])
    return frame[frame["target"].notna()].sort_values(["target", "facility", "id"], ignore_index=True)


def _contracts(registry: Registry, index: pd.DataFrame) -> None:
    """Σ green power of a contract in a year ≤ amount · y_on [MWh]."""
    contracts = index.drop_duplicates(CONTRACT).reset_index(drop=True)
    rows = capped_by_choice(
        registry, "c_green_power", contracts[CONTRACT], unit="MWh", effect="green_power",
        room=contracts["amount"], choice=contracts["choice"], give=("CNY/kWh", 10.0),
    )  # fmt: skip
    placed = index.merge(contracts[CONTRACT].assign(row=rows), on=CONTRACT)
    registry.add_terms(placed["row"], placed["green"], 1.0)


def _bought(registry: Registry, index: pd.DataFrame) -> None:
    """Σ green power of a kiln or mill ≤ its power less its own waste-heat power [MWh]."""
    keys = index[FACILITY].drop_duplicates().reset_index(drop=True)
    rows = registry.add_rows("c_green_use", keys, unit="MWh", kind=Kind.LAW, upper=0.0)
    row_of = keys.assign(row=rows)
    placed = index.merge(row_of, on=FACILITY)
    registry.add_terms(placed["row"], placed["green"], 1.0)
    for facility, activity, name in (("kiln", "power", "kiln"), ("mill", "mill_power", "plant")):
        terms = registry.activities.get(activity, Terms())
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True):
            assert isinstance(where, pd.DataFrame)
            bought = where.rename(columns={name: "id"})[["id", "period"]].assign(
                facility=facility, col=cols, coef=np.asarray(coefs)
            )
            bought = bought.merge(row_of, on=FACILITY)
            registry.add_terms(bought["row"], bought["col"], -bought["coef"])
    own = registry.frame("v_own_power").rename(columns={"kiln": "id"}).assign(facility="kiln")
    own = own.merge(row_of, on=FACILITY)
    registry.add_terms(own["row"], own["col"], 1.0)
