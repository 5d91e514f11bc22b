"""Waste used inside the stop windows, on bonus days and by swap: no more than lines can use on those days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import most_heat
from models.data import ModelData
from models.registry import Kind, Registry

FAMILIES = ("v_bonus", "v_swapped")
KEYS = ["kiln", "grade", "period"]
OF_SITE = ["site", "grade", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register what each line uses inside the stop windows of what its site takes in [kt dry].

    inside ≤ used by the line; inside ≤ most of a line-day · line-days inside; Σ taken ≤ Σ inside of the site.
    A line-day uses no more of a raw material than makes the day's clinker, of a fuel than the day's heat.
    """
    if "v_in_stops" not in registry.columns:
        return
    taken = registry.frame("v_in_stops").rename(columns={"col": "taken"})
    taken["grade"] = data.sources["grade"].reindex(taken["source_id"]).to_numpy()
    index = _lines(registry, data, taken)
    index["inside"] = registry.add_columns("v_used_in_stops", index[KEYS], unit="kt dry")["col"].to_numpy()
    _of_lines(registry, data, index)
    keys = taken[OF_SITE].drop_duplicates().reset_index(drop=True)
    rows = registry.add_rows("c_in_stops_used", keys, unit="kt dry", kind=Kind.LAW, upper=0.0)
    keys = keys.assign(row=rows)
    for frame, column, sign in ((taken, "taken", 1.0), (index, "inside", -1.0)):
        placed = frame.merge(keys, on=OF_SITE)
        registry.add_terms(placed["row"], placed[column], sign)


def _lines(registry: Registry, data: ModelData, taken: pd.DataFrame) -> pd.DataFrame:
    """kiln, grade, period, site of lines that may run inside the windows and use what is taken."""
    extra = _line_days(registry)[["kiln", "period"]].drop_duplicates()
    extra["site"] = data.kilns["site"].reindex(extra["kiln"]).to_numpy()
    asked = taken[OF_SITE].drop_duplicates().merge(extra, on=["site", "period"])
    return asked.merge(_used(registry, data)[KEYS].drop_duplicates(), on=KEYS).reset_index(drop=True)


def _of_lines(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    most = _most(registry, data, index["kiln"].to_numpy(), index["grade"].to_numpy())
    index = index.assign(most=most)
    days = _line_days(registry).assign(coef=1.0)
    for name, terms, on, part in (
        ("c_in_stops_line", _used(registry, data), KEYS, np.ones(len(index))),
        ("c_in_stops_most", days, ["kiln", "period"], most),
    ):
        rows = registry.add_rows(name, index[KEYS], unit="kt dry", kind=Kind.LAW, upper=0.0)
        registry.add_terms(rows, index["inside"], 1.0)
        placed = index.assign(row=rows, part=part).merge(terms, on=on)
        registry.add_terms(placed["row"], placed["col"], -placed["part"] * placed["coef"])


def _line_days(registry: Registry) -> pd.DataFrame:
    """kiln, period, col of line-days inside the stop windows."""
    frames = [
        registry.frame(name)[["kiln", "period", "col"]] for name in FAMILIES if name in registry.columns
    ]
    return pd.concat(frames) if frames else pd.DataFrame(columns=["kiln", "period", "col"])


def _used(registry: Registry, data: ModelData) -> pd.DataFrame:
    """kiln, grade, period, col, coef: raw materials and fuels of every line [dry per unit of the column]."""
    raw, fuel = registry.frame("v_raw").assign(coef=1.0), registry.frame("v_fuel")
    fuel["coef"] = 1.0 - data.grades["moisture"].reindex(fuel["grade"]).to_numpy(float)
    return pd.concat([raw, fuel], ignore_index=True)


def _most(registry: Registry, data: ModelData, kilns: np.ndarray, grades: np.ndarray) -> np.ndarray:
    """Most of a grade that a line of each kiln can use in a day [kt dry]."""
    grade = data.grades.reindex(grades)
    line = data.kilns.reindex(kilns)
    kept = (1.0 - grade["loi"].to_numpy(float)) * (1.0 - line["dust_loss"].to_numpy(float))
    raw = np.where(grade["raw"].to_numpy(bool), 1.0 / np.maximum(kept, 1e-3), 0.0)
    ncv = data.fuels["ncv"].reindex(grade["material"]).to_numpy(float)
    heat = most_heat(registry, data).reindex(kilns).to_numpy(float)
    fuel = np.nan_to_num(heat / ncv) * (1.0 - grade["moisture"].to_numpy(float))
    found: np.ndarray = line["capacity"].to_numpy(float) * (raw + fuel)
    return found
