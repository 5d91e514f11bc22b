"""Years of a path as the audit counts them: their weights, what differs in them, the plan of one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from cases.case import Frozen
from models.audit.paths import Routes
from models.audit.plan import Plan

Sums = Callable[[Plan, Routes], Mapping[str, float]]


def of_grid(plan: Plan, figure: str) -> pd.Series:
    """`grid_co2` [kg/kWh] or `electricity_price` [CNY/kWh] by period: the year's own, else the factor."""
    found = {}
    for name, period in plan.case.periods.items():
        stated = [getattr(row, figure) for row in plan.case.years.values() if row.year == period.year]
        own = stated[0] if stated else None
        found[name] = getattr(plan.case.factors, figure) if own is None else own
    return pd.Series(found, dtype=float)


def at_grid(plan: Plan, figure: str, kwh: pd.Series) -> pd.Series:
    """Power by period (a level of its index) times a figure of the grid in that year."""
    rate = of_grid(plan, figure).reindex(kwh.index.get_level_values("period"))
    found: pd.Series = kwh * rate.to_numpy()
    return found


def weights(plan: Plan, *, money: bool) -> dict[int, float]:
    """Weight of each year, all adding up to 1: years it stands for, in money each discounted."""
    years = sorted({period.year for period in plan.case.periods.values()})
    lengths = [float(after - year) for year, after in pairwise(years)]
    stated = {row.year: row.represents for row in plan.case.years.values() if row.represents is not None}
    for place, year in enumerate(years):
        if place == len(lengths):
            lengths.append(lengths[-1] if lengths else 1.0)
        lengths[place] = stated.get(year, lengths[place])
    rate = 1 + plan.case.info.discount_rate / 100 if money else 1.0
    base = plan.case.info.base_year
    weight = {year: count / rate ** (year - base) for year, count in zip(years, lengths, strict=True)}
    return {year: value / sum(weight.values()) for year, value in weight.items()}


def mean(plan: Plan, routes: Routes, sums: Sums, *, money: bool = False) -> dict[str, float]:
    """Figures of each year for itself, and their weighted mean."""
    found: dict[str, float] = {}
    share = weights(plan, money=money)
    for year, weight in share.items():
        part = sums(plan, routes) if len(share) == 1 else sums(*of_year(plan, routes, year))
        for key, value in part.items():
            found[key] = found.get(key, 0.0) + weight * value
    return found


def of_year(
    plan: Plan, routes: Routes, year: int, totals: Mapping[str, Any] | None = None
) -> tuple[Plan, Routes]:
    """The plan of one year, as if there were no other; `totals` are what is told of it."""
    known = plan.memo.setdefault("years", {})
    if year not in known:
        known[year] = _cut(plan, routes, year)
    mine, hauls = known[year]
    if totals is None:
        return mine, hauls
    return replace(
        mine, totals=totals, aim=replace(plan.aim, objective=None, co2_cap_t=None, bounds=())
    ), hauls


def _cut(plan: Plan, routes: Routes, year: int) -> tuple[Plan, Routes]:
    periods = {name: row for name, row in plan.case.periods.items() if row.year == year}
    here = {*periods, str(year)}
    demand = {key: row for key, row in plan.case.demand.items() if row.period in periods}
    mine = replace(
        plan,
        case=replace(plan.case, periods=Frozen(periods), demand=Frozen(demand)),
        tables={name: _rows(table, here) for name, table in plan.tables.items()},
        year_share=plan.year_share[plan.year_share.index.isin(here)],
        running=plan.running[plan.running.index.get_level_values("period").isin(here)],
        raw=_rows(plan.raw, here),
        burnt=_rows(plan.burnt, here),
        memo={},
    )
    return mine, replace(routes, hauls=_rows(routes.hauls, here))


def _rows(table: pd.DataFrame, here: set[str]) -> pd.DataFrame:
    """Rows of the periods of a year, or of the year itself."""
    for column in ("period", "year"):
        if column in table:
            return table[table[column].astype(str).isin(here)]
    return table
