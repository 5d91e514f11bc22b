"""Days of a year of several periods: a line's least and its own most hold over the year, not in each part."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.data import ModelData, number
from models.projects import standing
from models.registry import Kind, Registry

YEAR = ["kiln", "year"]
GIVE = ("CNY/d", 1e6)
INSIDE_STOPS = ("v_bonus", "v_swapped")
"""Line-days that come on top of a line's own."""


def add(registry: Registry, data: ModelData) -> None:
    """Register lines used in a year; days_min · used ≤ Σ days;  Σ days ≤ own days · standing lines [d]."""
    if data.seasons.empty:
        return
    seasons = data.seasons[["period", "year"]]
    days = registry.frame("v_days").merge(seasons, on="period")
    years = _years(data, seasons)
    _least(registry, data, days, years)
    _most(registry, data, days, years[years["days_max"] < years["days"]].reset_index(drop=True))


def _years(data: ModelData, seasons: pd.DataFrame) -> pd.DataFrame:
    """Kiln and year with the days a line may run in all its periods, its least and its own most days."""
    each = data.kiln_days.merge(seasons, on="period")
    frame = each.groupby(YEAR, sort=False)["days"].sum().reset_index()
    figures = data.kilns[["kiln_class", "days_min", "days_max", "lines"]].reindex(frame["kiln"])
    frame[["kiln_class", "days_min", "lines"]] = figures[["kiln_class", "days_min", "lines"]].to_numpy()
    return frame.assign(days_max=number(figures["days_max"], np.inf).to_numpy())


def _least(registry: Registry, data: ModelData, days: pd.DataFrame, years: pd.DataFrame) -> None:
    """Used ≥ lines of each period; Σ days ≥ least · used, least no more than the windows leave [d]."""
    used = registry.add_columns("v_lines_used", years[YEAR], unit="lines", upper=years["lines"].astype(float))
    lines = registry.frame("y_lines").merge(data.seasons[["period", "year"]], on="period")
    placed = lines.merge(used.rename(columns={"col": "used"}), on=YEAR)
    rows = registry.add_rows(
        "c_lines_used", placed[["kiln", "period"]], unit="lines", kind=Kind.LAW, lower=0.0
    )
    registry.add_terms(rows, placed["used"], 1.0)
    registry.add_terms(rows, placed["col"], -1.0)
    rows = registry.add_rows(
        "c_days_min_year", years[YEAR], unit="d", kind=Kind.LIMIT, lower=0.0, give=GIVE,
        behind=[("kiln_classes", c, "days_min") for c in years["kiln_class"]],
    )  # fmt: skip
    least = np.minimum(years["days_min"].astype(float), np.minimum(years["days"], years["days_max"]))
    registry.add_terms(rows, used["col"], -least)
    placed = days.merge(years.assign(row=rows)[[*YEAR, "row"]], on=YEAR)
    registry.add_terms(placed["row"], placed["col"], 1.0)


def _most(registry: Registry, data: ModelData, days: pd.DataFrame, years: pd.DataFrame) -> None:
    """Σ days − bonus and swapped days ≤ own days · standing lines [d]."""
    if years.empty:
        return
    lines = years[[*YEAR, "days_max"]].merge(standing(registry, data, list(years["kiln"].unique())), on=YEAR)
    rows = registry.add_rows(
        "c_days_max_year", lines[YEAR], unit="d", kind=Kind.LIMIT, give=GIVE,
        upper=lines["days_max"] * lines["stated"], behind=[("kilns", k, "days_max") for k in lines["kiln"]],
    )  # fmt: skip
    lines = lines.assign(row=rows)
    built = lines[lines["col"].notna()]
    registry.add_terms(built["row"], built["col"], -built["days_max"])
    parts = [days.assign(sign=1.0)]
    for family in INSIDE_STOPS:
        if family in registry.columns:
            inside = registry.frame(family).merge(data.seasons[["period", "year"]], on="period")
            parts.append(inside.assign(sign=-1.0))
    every = pd.concat([part[[*YEAR, "col", "sign"]] for part in parts])
    placed = every.merge(lines[[*YEAR, "row"]], on=YEAR)
    registry.add_terms(placed["row"], placed["col"], placed["sign"])
