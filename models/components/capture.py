"""CO2 capture: what a project takes out of a kiln's flue gas, with the heat, power and cost of a tonne.

Whatever the kiln sets free passes the plant: carbonates, organic carbon of raw materials, fossil and biogenic
fuel carbon, and the fuel that the capture itself asks for. All that is captured counts below zero in the
physical book; biogenic carbon stands nowhere in that book, so taking it out is a net removal.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData
from models.projects import amount, capped_by_choice, choices, effects, year_parts
from models.registry import Kind, Registry, Terms

KEYS = ["project", "kiln", "period"]
KILN = ["kiln", "period"]
PER_TONNE = ("capture_heat", "capture_power", "capture_cost")
"""Figures per tonne captured, zero where a project states none [GJ/t, kWh/t, CNY/t]."""


def add(registry: Registry, data: ModelData) -> None:
    """Register ``v_captured`` (kt) of every capture project at its kiln.

    Σ captured / share ≤ CO2 of the kiln;  captured ≤ capacity · days/365 · y_on [kt].
    """
    index = _index(registry, data)
    if index.empty:
        return
    most = index["most"].to_numpy(float)
    captured = registry.add_columns("v_captured", index[KEYS], unit="kt", upper=most)["col"].to_numpy()
    index = index.assign(captured=captured)
    _capacity(registry, index)
    _share(registry, index)
    keys = index[KILN]
    registry.contribute("heat", keys, index["captured"], -index["capture_heat"])
    registry.act("extra_heat", keys, index["captured"], index["capture_heat"])
    registry.act("power", keys, index["captured"], index["capture_power"])
    registry.affect("cost:capture", index["captured"], index["capture_cost"])
    registry.affect("co2:captured", index["captured"], -1.0)


def _index(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Project, kiln and period with share, capacity of the period, figures per tonne and the choice."""
    shares = effects(data, "capture_share").rename(columns={"target": "kiln", "amount": "share"})
    if shares.empty:
        return shares
    index = shares[["project", "kiln", "share"]]
    for name in ("capture_capacity", *PER_TONNE):
        index = index.assign(**{name: amount(data, name, index["project"], index["kiln"])})
    index = year_parts(data, index.merge(data.periods[["period"]], how="cross"))
    index = index.merge(choices(registry), on=["project", "year"])
    room = index["capture_capacity"] * index["part"]
    return index.assign(share=index["share"] / 100.0, room=room, most=room * index["most_units"])


def _capacity(registry: Registry, index: pd.DataFrame) -> None:
    """Captured ≤ capacity · days/365 · y_on [kt]."""
    rows = capped_by_choice(
        registry, "c_capture_capacity", index[KEYS], unit="kt", effect="capture_capacity", room=index["room"],
        choice=index["choice"], give=("CNY/t", 1000.0),
    )  # fmt: skip
    registry.add_terms(rows, index["captured"], 1.0)


def _share(registry: Registry, index: pd.DataFrame) -> None:
    """Σ captured / share ≤ process CO2 + CO2 of all fuel carbon: gas is treated once [kt]."""
    keys = index[KILN].drop_duplicates().reset_index(drop=True)
    rows = registry.add_rows("c_capture_share", keys, unit="kt", kind=Kind.LAW, upper=0.0)
    row_of = keys.assign(row=rows)
    placed = index.merge(row_of, on=KILN)
    registry.add_terms(placed["row"], placed["captured"], 1.0 / placed["share"])
    for activity in ("process_co2", "fuel_co2"):
        terms = registry.activities.get(activity, Terms())
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True):
            assert isinstance(where, pd.DataFrame)
            free = where.assign(col=cols, coef=np.asarray(coefs)).merge(row_of, on=KILN)
            registry.add_terms(free["row"], free["col"], -free["coef"])
