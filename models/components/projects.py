"""Projects built: once there they stay, within budgets, one of a group, with what each needs and excludes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.projects import annuity_factor, eliminated, standing_lines
from models.data import ModelData, number, table
from models.projects import choices, effects
from models.registry import Behind, Domain, Ints, Kind, Registry

KEYS = ["project", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Register units of every project that are there in a year, their rules and what they cost a year.

    0 ≤ on ≤ units, whole; none before its earliest year, all from the year it is required by; none today.
    """
    projects = table(data.case.projects)
    years = sorted({str(year) for year in data.periods["year"]})
    if not projects.empty:
        _choices(registry, data, projects, years)
    _standing(registry, data, years)


def _choices(registry: Registry, data: ModelData, projects: pd.DataFrame, years: list[str]) -> None:
    index = projects.merge(pd.DataFrame({"year": years}), how="cross")
    when = index["year"].astype(int)
    there = index["active"].astype(bool) & (number(index["earliest"], 0.0) <= when) & (not data.today)
    units = index["units"].where(there, 0).to_numpy(float)
    must = there & (number(index["required_by"], np.inf) <= when)
    index["col"] = registry.add_columns(
        "y_on", index[KEYS], unit="units", domain=Domain.INTEGER,
        lower=index["units"].where(must, 0).to_numpy(float), upper=units,
    )["col"].to_numpy()  # fmt: skip
    cost = index["capital_cost"] * [
        annuity_factor(data.case.info.discount_rate, life) for life in index["life"]
    ]
    registry.affect("cost:investment", index["col"], cost)
    registry.affect("cost:project_fixed", index["col"], index["fixed_cost"])
    before = dict(zip(years[1:], years, strict=False))
    column = dict(zip(zip(index["project"], index["year"], strict=True), index["col"], strict=True))
    places = zip(index["project"], index["year"], strict=True)
    index["col_before"] = [column.get((name, before.get(year, ""))) for name, year in places]
    _lasting(registry, index)
    _groups(registry, index)
    _relations(registry, data, index)
    _budgets(registry, data, index, years)


def _lasting(registry: Registry, index: pd.DataFrame) -> None:
    """What is built stays, what is closed stays closed: on ≥ on of the year before [units]."""
    later = index[index["col_before"].notna()].reset_index(drop=True)
    if later.empty:
        return
    rows = registry.add_rows("c_lasting", later[KEYS], unit="units", kind=Kind.LAW, lower=0.0)
    registry.add_terms(rows, later["col"], 1.0)
    registry.add_terms(rows, later["col_before"].astype(int), -1.0)


def _groups(registry: Registry, index: pd.DataFrame) -> None:
    """Sizes to choose from: Σ on / units of a group ≤ 1."""
    some = index[index["group"].notna()]
    keys = some[["group", "year"]].drop_duplicates().reset_index(drop=True)
    if keys.empty:
        return
    rows = registry.add_rows("c_group", keys, unit="-", kind=Kind.CHOICE, upper=1.0)
    placed = some.merge(keys.assign(row=rows), on=["group", "year"])
    registry.add_terms(placed["row"], placed["col"], 1.0 / placed["units"])


def _relations(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """Needs: on ≤ units·on of the other;  excludes: on/units + other/units ≤ 1."""
    relations = table(data.case.project_relations)
    if relations.empty or not relations["active"].any():
        return
    own = index[["project", "year", "units", "col"]]
    other = own.rename(columns={"project": "other", "units": "other_units", "col": "other_col"})
    pairs = (
        relations[relations["active"].astype(bool)]
        .merge(own, on="project")
        .merge(other, on=["other", "year"])
    )
    needs = (pairs["relation"] == "needs").to_numpy()
    rows = registry.add_rows(
        "c_relation", pairs[["project", "other", "year"]], unit="-", kind=Kind.CHOICE,
        upper=np.where(needs, 0.0, 1.0),
        behind=[
            ("project_relations", (a, b), "relation")
            for a, b in zip(pairs["project"], pairs["other"], strict=True)
        ],
    )  # fmt: skip
    registry.add_terms(rows, pairs["col"], 1.0 / pairs["units"])
    registry.add_terms(rows, pairs["other_col"], np.where(needs, -1.0, 1.0 / pairs["other_units"]))


def _budgets(registry: Registry, data: ModelData, index: pd.DataFrame, years: list[str]) -> None:
    """Σ capital · (on − on before) ≤ budget of the year; Σ capital · on ≤ budget in all [kCNY]."""
    stated = {str(row.year): row.budget for row in data.case.years.values() if row.budget is not None}
    limits: list[tuple[str, float, Behind]] = [
        (year, stated[year], ("years", _year_key(data, year), "budget")) for year in years if year in stated
    ]
    whole = data.case.info.budget
    if whole is not None:
        limits.append(("all", whole, ("case", "budget", "value")))
    if not limits:
        return
    keys = pd.DataFrame({"year": [year for year, _, _ in limits]})
    rows = registry.add_rows(
        "c_budget", keys, unit="kCNY", kind=Kind.LIMIT, upper=np.array([most for _, most, _ in limits]),
        behind=[cell for _, _, cell in limits], give=("CNY/CNY", 1000.0),
    )  # fmt: skip
    row_of = dict(zip(keys["year"], rows, strict=True))
    own = index[index["year"].isin(list(row_of))]
    _spent(registry, own, own["year"].map(row_of).to_numpy())
    if "all" in row_of:
        last = index[index["year"] == years[-1]]
        registry.add_terms(np.full(len(last), row_of["all"]), last["col"], last["capital_cost"])


def _spent(registry: Registry, own: pd.DataFrame, rows: Ints) -> None:
    registry.add_terms(rows, own["col"], own["capital_cost"])
    before = own["col_before"].notna().to_numpy()
    earlier = own[before]
    registry.add_terms(rows[before], earlier["col_before"].astype(int), -earlier["capital_cost"])


def _year_key(data: ModelData, year: str) -> str:
    return next(str(key) for key, row in data.case.years.items() if str(row.year) == year)


def _standing(registry: Registry, data: ModelData, years: list[str]) -> None:
    """Lines that stand = lines stated + Σ lines·on; each costs its fixed cost, running or not [lines]."""
    built = effects(data, "lines").rename(columns={"target": "kiln"})
    kilns = data.kilns.reset_index(drop=True)[["kiln", "fixed_cost", "kiln_class"]]
    index = kilns[(kilns["fixed_cost"] > 0) | kilns["kiln"].isin(built["kiln"])]
    if index.empty:
        return
    index = index.merge(pd.DataFrame({"year": years}), how="cross")
    stated = [
        float(standing_lines(data.case, kiln, None if data.today else int(year)))
        for kiln, year in zip(index["kiln"], index["year"], strict=True)
    ]
    most = data.kilns["lines"].reindex(index["kiln"]).to_numpy(float)
    keys = index[["kiln", "year"]].reset_index(drop=True)
    standing = registry.add_columns("v_standing", keys, unit="lines", upper=most)["col"]
    registry.affect("cost:line_fixed", standing, index["fixed_cost"])
    rows = registry.add_rows(
        "c_standing", keys, unit="lines", kind=Kind.LAW, lower=np.array(stated), upper=np.array(stated)
    )
    registry.add_terms(rows, standing, 1.0)
    placed = built.merge(keys.assign(row=rows), on="kiln").merge(choices(registry), on=["project", "year"])
    gone = [eliminated(data.case, k, int(y)) for k, y in zip(placed["kiln"], placed["year"], strict=True)]
    placed = placed[~(np.array(gone, dtype=bool) & (placed["amount"] < 0))]  # none is closed twice
    registry.add_terms(placed["row"], placed["choice"], -placed["amount"])


def add_running(registry: Registry, data: ModelData) -> None:
    """No line runs that does not stand: lines running ≤ lines standing [lines]."""
    if "v_standing" not in registry.columns:
        return
    year_of = dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True))
    running = registry.frame("y_lines")
    running["year"] = running["period"].map(year_of)
    placed = running.merge(
        registry.frame("v_standing").rename(columns={"col": "standing"}), on=["kiln", "year"]
    )
    rows = registry.add_rows(
        "c_lines_stand", placed[["kiln", "period"]], unit="lines", kind=Kind.LAW, upper=0.0
    )
    registry.add_terms(rows, placed["col"], 1.0)
    registry.add_terms(rows, placed["standing"], -1.0)
