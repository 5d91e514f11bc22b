"""Waste used inside the stop windows, on bonus days and by swap, beside what seasons let a calendar take."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import most_heat
from models.calendars import kiln_calendars
from models.data import ModelData
from models.registry import Registry

FAMILIES = ("v_bonus", "v_swapped")


def add(registry: Registry, data: ModelData) -> None:
    """Σ taken by A ≤ arising on D(A) + store + Σ most of a line-day · line-days inside the stops [kt dry].

    A line-day uses no more of a raw material than makes the day's clinker, of a fuel than the day's heat.
    """
    inside = [
        registry.frame(name)[["kiln", "period", "col"]] for name in FAMILIES if name in registry.columns
    ]
    if not inside or "c_season" not in registry.rows:
        return
    rows = registry.row_frame("c_season")
    rows = rows.assign(calendar=rows["takers"].str.split("|")).explode("calendar")
    names = kiln_calendars(data)
    extra = pd.concat(inside, ignore_index=True)
    sites = data.kilns["site"].reindex(extra["kiln"])
    keys = zip(sites, extra["period"], strict=True)
    extra["calendar"] = [names[str(site), str(period)] for site, period in keys]
    placed = extra.merge(rows, on=["period", "calendar"])
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
