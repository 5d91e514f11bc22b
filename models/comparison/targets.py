"""Both states against stated targets; every threshold is a row of ``targets.csv`` with its source."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from cases.dictionary import read_rows
from cases.policy import REGION
from models.comparison.frames import per
from models.comparison.state import State
from models.comparison.transport import main_mode
from models.comparison.waste import bulk_use

TARGETS = Path(__file__).parent / "targets.csv"
COLUMNS = ["target", "rule_subject", "year", "sense", "required", "unit", "current", "plan", "change"]


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The rows of the table; ``norm_kgce_per_t`` is the norm a capacity share is counted against."""
    return tuple(read_rows(TARGETS))


def targets(current: State, plan: State) -> pd.DataFrame:
    """target, rule_subject, year, sense (at_least, at_most), required, unit, current, plan, change.

    Those of the table for the whole region, then those that the case sets; NaN where undefined.
    """
    told = []
    for row in rows():
        norm = float(row["norm_kgce_per_t"] or "nan")
        now, then = (_MEASURES[row["target"]](state, norm) for state in (current, plan))
        fixed = (row["target"], REGION, int(row["year"]), row["sense"], float(row["required"]), row["unit"])
        told.append((*fixed, now, then, then - now))
    return pd.DataFrame([*told, *_of_case(current, plan)], columns=COLUMNS)


def _of_case(current: State, plan: State) -> list[tuple[object, ...]]:
    """Targets that the case sets, as both states fulfil them."""
    if "targets" not in plan.tables:
        return []
    keys, fixed = ["target", "subject", "year"], ["sense", "required", "unit"]
    today = current.tables["targets"][[*keys, "value"]].rename(columns={"value": "current"})
    rows = plan.tables["targets"].merge(today, on=keys, how="left").astype({"year": int})
    rows["change"] = rows["value"] - rows["current"]
    columns = [*keys, *fixed, "current", "value", "change"]
    return [tuple(row) for row in rows[columns].itertuples(index=False, name=None)]


def _bulk_waste(state: State, norm: float) -> float:
    """(Used elsewhere + used by cement) / arising of bulk industrial waste [%]."""
    del norm
    return bulk_use(state)


def _at_or_below(state: State, norm: float) -> float:
    """Part of the running capacity whose clinker takes at most the norm [%]."""
    capacity, energy = _running(state)
    return _share(float(capacity[energy <= norm].sum()), float(capacity.sum()))


def _above(state: State, norm: float) -> float:
    """Part of the running capacity whose clinker takes more than the norm [%]."""
    capacity, energy = _running(state)
    return _share(float(capacity[energy > norm].sum()), float(capacity.sum()))


def _running(state: State) -> tuple[pd.Series, pd.Series]:
    """Registered t/d of the lines that run and kgce per tonne of their clinker, kiln by kiln."""
    registered = pd.Series({key: kiln.capacity for key, kiln in state.case.kilns.items()})
    energy = per(state.kilns["energy_kgce"], state.kilns["clinker_t"])
    runs = energy.notna()
    return (registered * state.kilns["lines_running"])[runs], energy[runs]


def _mean_energy(state: State, norm: float) -> float:
    """Comprehensive energy of all clinker, electricity inside [kgce/t]."""
    del norm
    made = float(state.kilns["clinker_t"].sum())
    return float(state.kilns["energy_kgce"].sum()) / made if made else float("nan")


def _clean_transport(state: State, norm: float) -> float:
    """Tonnes of raw materials, fuels, admixtures, clinker and cement whose haul is not by road alone [%]."""
    del norm
    flows = state.tables["flows"]
    hauled = flows[flows[["road_km", "rail_km", "other_km"]].sum(axis=1) > 0]
    clean = hauled.loc[main_mode(hauled) != "road", "wet_t"].sum()
    return _share(float(clean), float(hauled["wet_t"].sum()))


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole else float("nan")


_MEASURES: MappingProxyType[str, Callable[[State, float], float]] = MappingProxyType(
    {
        "bulk_waste_use": _bulk_waste,
        "capacity_at_benchmark": _at_or_below,
        "capacity_beyond_baseline": _above,
        "mean_energy_benchmark": _mean_energy,
        "mean_energy_baseline": _mean_energy,
        "clean_transport": _clean_transport,
    }
)
