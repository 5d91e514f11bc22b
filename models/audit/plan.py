"""The plan under audit: its decision tables joined with what the case says about their ids."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import pandas as pd

from cases.calendar import YEAR, period_days, running_days
from cases.case import Case
from models.audit.changes import by_target
from models.audit.composition import ash_frame, grade_frame
from models.audit.finding import AuditAim
from models.audit.frames import at, frame_of

T = TypeVar("T")
P = ParamSpec("P")
KILN_PERCENT = (
    "feed_moisture_max",
    "dust_loss",
    "ash_retained",
    "retention_k2o",
    "retention_na2o",
    "retention_so3",
    "retention_cl",
    "tsr_max",
    "gas_margin",
    "min_load",
)
OF_KILNS = {
    "lines": ("lines", 1.0), "raw_feeders": ("raw_feeders", 1.0), "fuel_feeders": ("fuel_feeders", 1.0),
    "heat": ("project_heat", 1.0), "power": ("kiln_energy", 1.0), "variable_cost": ("project_cost", 1.0),
    "waste_heat_power": ("whr_energy", 1.0), "tsr_max": ("tsr_max", 0.01),
    "alternative_fuel_capacity": ("alternative_fuel_capacity", 1.0),
    "feed_moisture_max": ("feed_moisture_max", 0.01),
}  # fmt: skip
"""Effects of projects that change a figure of a kiln: its column, and the effect's unit in the column's."""
FUEL_PERCENT = ("ash", "sulphur", "chlorine", "fossil_share", "oxidation", "max_heat_share", "heat_penalty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Case and tables; t, GJ, CNY, shares as fractions. `year_share`: the part of a year of each period."""

    case: Case
    aim: AuditAim
    totals: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    year_share: pd.Series
    grades: pd.DataFrame
    ashes: pd.DataFrame
    fuels: pd.DataFrame
    kilns: pd.DataFrame
    plants: pd.DataFrame
    sources: pd.DataFrame
    running: pd.DataFrame
    raw: pd.DataFrame
    burnt: pd.DataFrame
    memo: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What was computed once already (see `once`)."""

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A decision table."""
        return self.tables[table]


def once(compute: Callable[Concatenate[Plan, P], T]) -> Callable[Concatenate[Plan, P], T]:
    """Compute a figure of the plan the first time it is asked for with these words, and keep it."""
    name = f"{compute.__module__}.{compute.__qualname__}"

    def kept(plan: Plan, /, *words: P.args, **named: P.kwargs) -> T:
        key = (name, *words, *named.items())
        if key not in plan.memo:
            plan.memo[key] = compute(plan, *words, **named)
        found: T = plan.memo[key]
        return found

    return kept


def read_plan(
    case: Case, tables: Mapping[str, pd.DataFrame], totals: Mapping[str, Any], *, aim: AuditAim
) -> Plan:
    """Join the tables with the case; every id in them must be known."""
    grades, kilns, fuels = grade_frame(case), _kilns(case), _fuels(case)
    feed = tables["kiln_feed"]
    feed = feed.assign(dry=feed["wet_t"] * (1 - at(grades["moisture"], feed["grade"])))
    is_raw = feed["use"] == "raw"
    return Plan(
        case=case,
        aim=aim,
        totals=totals,
        tables=tables,
        year_share=pd.Series(
            {p: period_days(case, p) / YEAR for p in case.periods}, name="year_share", dtype=float
        ),
        grades=grades,
        ashes=ash_frame(case),
        fuels=fuels,
        kilns=kilns,
        plants=frame_of(case.plants, keys=["plant"]),
        sources=frame_of(case.sources, keys=["source_id"]),
        running=_running(case, tables, kilns),
        raw=feed[is_raw].reset_index(drop=True).join(grades.drop(columns="material"), on="grade"),
        burnt=feed[~is_raw].reset_index(drop=True).join(fuels, on="material"),
    )


def _kilns(case: Case) -> pd.DataFrame:
    classes = frame_of(case.kiln_classes, keys=["kiln_class"]).drop(columns="kiln_class")
    classes = classes.rename(columns={"specific_heat": "class_heat"})
    kilns = frame_of(case.kilns, keys=["kiln"]).drop(columns="kiln").join(classes, on="kiln_class")
    kilns["specific_heat"] = kilns["specific_heat"].fillna(kilns["class_heat"])
    kilns[list(KILN_PERCENT)] = kilns[list(KILN_PERCENT)] / 100
    return kilns


def _fuels(case: Case) -> pd.DataFrame:
    fuels = frame_of(case.fuels, keys=["material"]).drop(columns="material")
    fuels[list(FUEL_PERCENT)] = fuels[list(FUEL_PERCENT)] / 100
    fuels[["ash", "sulphur", "chlorine"]] = fuels[["ash", "sulphur", "chlorine"]].fillna(0.0)
    fuels["fossil_t_per_gj"] = fuels["co2"] / 1000 * fuels["oxidation"] * fuels["fossil_share"]
    return fuels


def _running(case: Case, tables: Mapping[str, pd.DataFrame], kilns: pd.DataFrame) -> pd.DataFrame:
    """One row per period and kiln, with the kiln's figures and the days a line may run."""
    running = tables["kiln_running"]
    days = [running_days(case, k, p) for k, p in zip(running["kiln"], running["period"], strict=True)]
    frame = running.assign(days=pd.Series(days, index=running.index, dtype=float)).join(kilns, on="kiln")
    frame["project_heat"], frame["project_cost"] = 0.0, 0.0
    if case.project_effects:
        frame = _with_projects(case, tables, frame)
    return frame.set_index(["period", "kiln"]).sort_index()


def _with_projects(case: Case, tables: Mapping[str, pd.DataFrame], frame: pd.DataFrame) -> pd.DataFrame:
    """Figures of kilns with what projects that are there add to them in each period."""
    for effect, (column, scale) in OF_KILNS.items():
        more = by_target(case, tables, effect)
        keys = zip(frame["period"], frame["kiln"], strict=True)
        frame[column] = frame[column].astype(float) + [scale * more.get(key, 0.0) for key in keys]
    return frame
