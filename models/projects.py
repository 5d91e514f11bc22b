"""Projects as the components see them: years, choices, and what each effect changes by how much."""

from __future__ import annotations

import pandas as pd

from cases.projects import effects_of, standing_lines
from models.data import ModelData
from models.registry import Behind, Ints, Kind, Registry

EFFECT = ["project", "target", "item", "amount", "units"]


def effects(data: ModelData, effect: str) -> pd.DataFrame:
    """Rows of one effect: project, target, item, amount (unit of the effect), units that may be built."""
    rows = [
        (row.project, row.target, row.item, row.amount, project.units)
        for project, row in effects_of(data.case, effect)
    ]
    return pd.DataFrame(rows, columns=EFFECT)


def amount(data: ModelData, effect: str, projects: pd.Series, targets: pd.Series) -> pd.Series:
    """Amount of an effect for each pair of project and target, zero where a project states none."""
    stated = effects(data, effect).set_index(["project", "target"])["amount"].astype(float)
    keys = pd.MultiIndex.from_arrays([projects, targets])
    return pd.Series(stated.reindex(keys).fillna(0.0).to_numpy(), index=projects.index)


def raised(data: ModelData, effect: str, *, item: bool = False) -> pd.Series:
    """Most by which projects can raise a limit, by target (and item): what big-M's must leave room for."""
    found = effects(data, effect)
    most = (found["amount"].astype(float) * found["units"]).clip(lower=0.0)
    keys = [found["target"], found["item"]] if item else found["target"]
    return most.groupby(keys).sum()


def choices(registry: Registry) -> pd.DataFrame:
    """Columns of ``y_on``: project, year, choice (column number), most_units; empty without projects."""
    if "y_on" not in registry.columns:
        return pd.DataFrame(columns=["project", "year", "choice", "most_units"])
    frame = registry.frame("y_on").rename(columns={"col": "choice"})
    return frame.assign(most_units=registry.columns["y_on"].upper)


def year_parts(data: ModelData, index: pd.DataFrame) -> pd.DataFrame:
    """``index`` with the year of each period and the part of a year's days that the period has."""
    periods = data.periods.assign(year=data.periods["year"].astype(str), part=data.periods["days"] / 365.0)
    return index.merge(periods[["period", "year", "part"]], on="period")


def in_periods(registry: Registry, data: ModelData, effect: str) -> pd.DataFrame:
    """Rows of one effect in every period, with year, part and choice."""
    stated = effects(data, effect)
    index = year_parts(data, stated.merge(data.periods[["period"]], how="cross"))
    return index.merge(choices(registry), on=["project", "year"])


def capped_by_choice(
    registry: Registry,
    name: str,
    keys: pd.DataFrame,
    *,
    unit: str,
    effect: str,
    room: pd.Series,
    choice: pd.Series,
    give: tuple[str, float],
) -> Ints:
    """Rows Σ terms ≤ room · y_on for every project and target of ``keys``; returns their numbers.

    ``room``: what a unit of the project allows, in ``unit``; the terms are the caller's to add.
    """
    target = keys["target"] if "target" in keys else keys["kiln"]
    behind: list[Behind] = [
        ("project_effects", (project, effect, place, "-"), "amount")
        for project, place in zip(keys["project"], target, strict=True)
    ]
    rows = registry.add_rows(name, keys, unit=unit, kind=Kind.LIMIT, upper=0.0, behind=behind, give=give)
    registry.add_terms(rows, choice, -room)
    return rows


def standing(registry: Registry, data: ModelData, kilns: list[str]) -> pd.DataFrame:
    """Lines that stand by kiln and year: ``stated`` + value of ``col``, missing where none changes."""
    years = sorted({str(year) for year in data.periods["year"]})
    frame = pd.DataFrame({"kiln": kilns}).merge(pd.DataFrame({"year": years}), how="cross")
    if "v_standing" in registry.columns:
        frame = frame.merge(registry.frame("v_standing"), on=["kiln", "year"], how="left")
    else:
        frame["col"] = float("nan")
    stated = [
        standing_lines(data.case, kiln, None if data.today else int(year))
        for kiln, year in zip(frame["kiln"], frame["year"], strict=True)
    ]
    frame["stated"] = pd.Series(stated, dtype=float).where(frame["col"].isna(), 0.0)
    return frame
