"""Stand-in for the engine of projects (helper B)."""

from __future__ import annotations

import pandas as pd

from models.data import ModelData, table
from models.registry import Domain, Registry


def add(registry: Registry, data: ModelData) -> None:
    projects = table(data.case.projects)
    if projects.empty:
        return
    years = pd.DataFrame({"year": sorted({str(y) for y in data.periods["year"]})})
    index = projects[["project", "units", "required_by"]].merge(years, how="cross")
    must = index["required_by"].notna()
    units = index["units"] * (0 if data.today else 1)
    registry.add_columns(
        "y_on",
        index[["project", "year"]],
        unit="-",
        domain=Domain.INTEGER,
        upper=units.to_numpy(float),
        lower=units.where(must, 0).to_numpy(float),
    )


def effects(data: ModelData, effect: str) -> pd.DataFrame:
    columns = ["project", "target", "item", "amount", "units"]
    rows = [
        (r.project, r.target, r.item, r.amount, data.case.projects[r.project].units)
        for r in data.case.project_effects.values()
        if r.effect == effect
    ]
    return pd.DataFrame(rows, columns=columns)


def amount(data: ModelData, effect: str, projects: pd.Series, targets: pd.Series) -> pd.Series:
    stated = effects(data, effect).set_index(["project", "target"])["amount"].astype(float)
    keys = pd.MultiIndex.from_arrays([projects, targets])
    return pd.Series(stated.reindex(keys).fillna(0.0).to_numpy(), index=projects.index)


def choices(registry: Registry) -> pd.DataFrame:
    frame = registry.frame("y_on").rename(columns={"col": "choice"})
    return frame.assign(most_units=registry.columns["y_on"].upper)


def year_parts(data: ModelData, index: pd.DataFrame) -> pd.DataFrame:
    periods = data.periods.assign(year=data.periods["year"].astype(str), part=data.periods["days"] / 365.0)
    return index.merge(periods[["period", "year", "part"]], on="period")
