"""Waste used inside the stop windows, on bonus days and by swap: no more than lines can use on those days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import most_heat
from models.data import ModelData
from models.registry import Kind, Registry

FAMILIES = ("v_bonus", "v_swapped")
KEYS = ["source_id", "site", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Used inside the stop windows ≤ Σ most of a line-day · line-days inside them [kt dry].

    A line-day uses no more of a raw material than makes the day's clinker, of a fuel than the day's heat.
    """
    if "v_in_stops" not in registry.columns:
        return
    used = registry.frame("v_in_stops").rename(columns={"col": "used"})
    rows = registry.add_rows("c_in_stops_most", used[KEYS], unit="kt dry", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, used["used"], 1.0)
    inside = [
        registry.frame(name)[["kiln", "period", "col"]] for name in FAMILIES if name in registry.columns
    ]
    if not inside:
        return
    extra = pd.concat(inside, ignore_index=True)
    extra["site"] = data.kilns["site"].reindex(extra["kiln"]).to_numpy()
    placed = used.assign(row=rows).merge(extra, on=["site", "period"])
    most = _most(registry, data, placed["kiln"].to_numpy(), placed["source_id"].to_numpy())
    registry.add_terms(placed["row"], placed["col"], -most)


def _most(registry: Registry, data: ModelData, kilns: np.ndarray, sources: np.ndarray) -> np.ndarray:
    """Most of a source that a line of each kiln can use in a day [kt dry]."""
    grade = data.grades.reindex(data.sources["grade"].reindex(sources))
    line = data.kilns.reindex(kilns)
    kept = (1.0 - grade["loi"].to_numpy(float)) * (1.0 - line["dust_loss"].to_numpy(float))
    raw = np.where(grade["raw"].to_numpy(bool), 1.0 / np.maximum(kept, 1e-3), 0.0)
    ncv = data.fuels["ncv"].reindex(grade["material"]).to_numpy(float)
    heat = most_heat(registry, data).reindex(kilns).to_numpy(float)
    fuel = np.nan_to_num(heat / ncv) * (1.0 - grade["moisture"].to_numpy(float))
    found: np.ndarray = line["capacity"].to_numpy(float) * (raw + fuel)
    return found
