"""Case to arrays: index frames and parameters in base units, no Pyomo.

Base units: kt, TJ, GWh-free MWh, thousand CNY, kt CO2, days. Per-tonne figures stay as they are
(kt × GJ/t = TJ, kt × CNY/t = kCNY, kt × kWh/t = MWh); percentages become fractions here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd

from cases.calendar import (
    YEAR,
    arising_by_day,
    period_dates,
    period_days,
    running_days,
    seasons,
)
from cases.case import Case
from cases.chemistry import OXIDES, VOLATILES, MetricDef, bound_water, metric_defs
from cases.grades import grade_of, grades
from cases.heat import organic_heat, reaction_heat, reference_heat
from cases.projects import lines_possible
from cases.records import Analysis
from cases.shifting import longest_run
from cases.years import (
    arising_scale,
    co2_weights,
    electricity_prices,
    grid_co2,
    money_weights,
    years_represented,
)


@dataclass(frozen=True, slots=True)
class ModelData:
    """Everything the components index and multiply with."""

    case: Case
    periods: pd.DataFrame
    """period, year, days, grid_co2 [kg/kWh], electricity_price [CNY/kWh]."""
    years: pd.DataFrame
    """year (as text), represents [a], weight_money, weight_co2, whether it is the first, the year before (of
    the first: none); the weights add up to 1, see ``models.objective``."""
    grades: pd.DataFrame
    """index grade: material, moisture, loi, co2, organic_c, items …, heat_need, bound_water (t/t dry)."""
    items: tuple[str, ...]
    sources: pd.DataFrame
    kilns: pd.DataFrame
    """index kiln: site and technical figures as fractions, days per period in ``kiln_days``; ``lines`` counts
    those that projects could build, ``lines_today`` does not."""
    kiln_days: pd.DataFrame
    fuels: pd.DataFrame
    plants: pd.DataFrame
    period_dates: dict[str, np.ndarray]
    """Ordinal days (0..364) of each period."""
    period_shares: dict[tuple[str, str], float]
    """Part of the stated arising of a limited source that falls in a period, by (source, period); over a year
    they add up to what arises in that year as a share of what is stated."""
    metrics: dict[str, MetricDef]
    seasons: pd.DataFrame
    """Periods of years that have several: period, the one ``before`` (the last before the first), year,
    whether it is the ``first`` of its year, its ``share`` of the days of a year."""
    today: bool
    """Whether this is the model of today: no project is built, no target held, no reward chosen."""


def table(records: Mapping[Any, Any]) -> pd.DataFrame:
    """A table of the case (mapping key → record) as a frame with one column a field."""
    rows = list(records.values())
    if not rows:
        return pd.DataFrame()
    names = [f.name for f in fields(rows[0]) if f.name not in {"traces", "note", "source", "confidence"}]
    return pd.DataFrame({name: [getattr(row, name) for row in rows] for name in names})


def number(series: pd.Series, blank: float) -> pd.Series:
    """Numbers with ``blank`` where the case has none (unlimited, not measured or does not apply)."""
    return pd.to_numeric(series).astype(float).fillna(blank)


def prepare(case: Case, *, today: bool = False) -> ModelData:
    """All frames of a case; with ``today`` lines have room for what is stated of them beyond their limits."""
    items = (*OXIDES, "organic_s", *sorted(case.elements))
    grade_frame = _grades(case, items)
    kilns = _kilns(case)
    periods = table(case.periods)[["period", "year"]]
    periods["days"] = [float(period_days(case, p)) for p in periods["period"]]
    periods["grid_co2"] = periods["period"].map(grid_co2(case)).astype(float)
    periods["electricity_price"] = periods["period"].map(electricity_prices(case)).astype(float)
    days = _kiln_days(case, today=today)
    sources = table(case.sources)
    sources["grade"] = [grade_of(case, s) for s in sources["source_id"]]
    dates = {p: np.array(sorted(period_dates(case, p)), dtype=int) for p in case.periods}
    return ModelData(
        case=case,
        periods=periods,
        years=_years(case),
        grades=grade_frame,
        items=items,
        sources=sources.set_index("source_id", drop=False),
        kilns=kilns,
        kiln_days=days,
        fuels=_fuels(case, items),
        period_dates=dates,
        period_shares=_period_shares(case, dates),
        plants=table(case.plants).set_index("plant", drop=False),
        metrics=metric_defs(case),
        seasons=_seasons(case),
        today=today,
    )


def _kiln_days(case: Case, *, today: bool) -> pd.DataFrame:
    """Days a line may run, and the room that bounds of columns leave: line-days and clinker [kt]."""
    rows = []
    for name, kiln in case.kilns.items():
        for period in case.periods:
            days = float(running_days(case, name, period))
            stated = case.current_kilns.get((name, period)) if today else None
            most = longest_run(case, name, period) if stated is None else float(period_days(case, period))
            room = lines_possible(case, name) * most
            clinker = max(room * kiln.capacity / 1000.0, (stated and stated.clinker) or 0.0)
            rows.append((name, period, days, room, clinker))
    return pd.DataFrame(rows, columns=["kiln", "period", "days", "room_days", "room_clinker"])


def _years(case: Case) -> pd.DataFrame:
    """Modelled years with their weights."""
    represents = years_represented(case)
    names = [str(year) for year in represents]
    return pd.DataFrame(
        {
            "year": names,
            "represents": list(represents.values()),
            "weight_money": list(money_weights(case).values()),
            "weight_co2": list(co2_weights(case).values()),
            "first": [place == 0 for place in range(len(names))],
            "before": [None, *names[:-1]],
        }
    )


def _seasons(case: Case) -> pd.DataFrame:
    """Each period after the one before it; a year ends as it began."""
    rows = [
        (name, names[place - 1], str(year), place == 0, period_days(case, name) / YEAR)
        for year, names in seasons(case).items()
        for place, name in enumerate(names)
    ]
    return pd.DataFrame(rows, columns=["period", "before", "year", "first", "share"])


def _period_shares(case: Case, dates: Mapping[str, np.ndarray]) -> dict[tuple[str, str], float]:
    """By (source, period); the period's share of the year's days where nothing arises."""
    shares = {}
    limited = [name for name, source in case.sources.items() if source.arising is not None]
    for source in limited:
        daily = arising_by_day(case, source)
        total = float(daily.sum())
        for period, days in dates.items():
            within = float(daily[days].sum() / total) if total else float(len(days) / len(daily))
            shares[source, period] = within * arising_scale(case, source, period)
    return shares


def _grades(case: Case, items: tuple[str, ...]) -> pd.DataFrame:
    rows = []
    for grade in grades(case).values():
        row: dict[str, object] = {
            "grade": grade.grade,
            "material": grade.material,
            "moisture": grade.moisture / 100.0,
        }
        row.update(_composition(case, grade.analysis, items))
        rows.append(row)
    frame = pd.DataFrame(rows).set_index("grade", drop=False)
    frame["water"] = frame["moisture"] / (1.0 - frame["moisture"])
    materials = table(case.materials).set_index("material")
    for name in ("waste", "raw", "fuel", "constituent", "permit"):
        frame[name] = frame["material"].map(materials[name])
    for name in ("grinding_energy", "mill_energy", "activity"):
        frame[name] = number(frame["material"].map(materials[name]), 0.0)
    return frame


def _composition(case: Case, analysis: Analysis | None, items: tuple[str, ...]) -> dict[str, float]:
    """Mass fractions of the dry material and its heat and gas figures per dry tonne."""
    zero = dict.fromkeys((*items, "loi", "co2", "organic_c", "heat_need", "bound_water"), 0.0)
    if analysis is None:
        return zero
    result = zero | {
        name: (getattr(analysis, name) or 0.0) / 100.0
        for name in (*OXIDES, "organic_s", "loi", "co2", "organic_c")
    }
    result |= {name: (analysis.traces.get(name) or 0.0) / 1e6 for name in case.elements}
    result["heat_need"] = reaction_heat(case.factors, analysis) - organic_heat(case.factors, analysis)
    result["bound_water"] = bound_water(analysis) / 100.0
    return result


def _kilns(case: Case) -> pd.DataFrame:
    kilns = table(case.kilns)
    classes = table(case.kiln_classes).drop(columns=["name", "name_zh"])
    frame = kilns.merge(classes, on="kiln_class", how="left", suffixes=("", "_of_class")).set_index(
        "kiln", drop=False
    )
    frame["capacity"] = frame["capacity"] / 1000.0
    frame["lines_today"] = frame["lines"]
    frame["lines"] = [lines_possible(case, name) for name in frame.index]
    percent = ("dust_loss", "ash_retained", "tsr_max", "gas_margin", "min_load", "feed_moisture_max")
    for name in (*percent, *(f"retention_{v}" for v in VOLATILES)):
        frame[name] = number(frame[name], 0.0) / 100.0
    reference = {k: reference_heat(case, k) for k in case.kilns}
    frame["base_heat"] = [reference[k].base for k in frame["kiln"]]
    frame["reference_drying_exhaust"] = [reference[k].drying_exhaust for k in frame["kiln"]]
    frame["reference_gas"] = [reference[k].gas_m3_per_t for k in frame["kiln"]]
    return frame


def _fuels(case: Case, items: tuple[str, ...]) -> pd.DataFrame:
    """Fuel properties as received; ash composition as fractions of the ash."""
    frame = table(case.fuels).set_index("material", drop=False)
    for name in ("ash", "sulphur", "chlorine", "fossil_share", "oxidation", "heat_penalty"):
        frame[name] = number(frame[name], 0.0) / 100.0
    frame["co2"] = frame["co2"] / 1000.0 * frame["oxidation"]
    ash = [case.analyses[a] if isinstance(a, str) else None for a in frame["ash_analysis"]]
    composition = pd.DataFrame([_composition(case, a, items) for a in ash], index=frame.index)
    return frame.join(composition[list(items)].add_prefix("ash_"))


def cross(frame: pd.DataFrame, periods: pd.DataFrame) -> pd.DataFrame:
    """Every row of ``frame`` in every period; period comes last."""
    return frame.merge(periods[["period"]], how="cross")


def cross_running(frame: pd.DataFrame, data: ModelData) -> pd.DataFrame:
    """Every row of ``frame`` (by kiln) in every period in which its kiln has a day to run; period last."""
    open_days = data.kiln_days.loc[data.kiln_days["room_days"] > 0, ["kiln", "period"]]
    return cross(frame, data.periods).merge(open_days, on=["kiln", "period"])


def fraction(values: pd.Series, blank: float = np.nan) -> pd.Series:
    """Percentages as fractions, ``blank`` where there is none."""
    return number(values, blank) / 100.0
