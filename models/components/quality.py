"""Quality: every rule is one ratio of two linear forms of masses, kept as data.

lower · denominator ≤ scale · numerator ≤ upper · denominator, linearised to Σ a m ≥ 0, one row a side.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pandas as pd

from cases.chemistry import S_TO_SO3, VOLATILES, MetricDef
from cases.variability import deviation
from models import margins
from models.data import ModelData
from models.registry import Behind, Floats, Ints, Kind, Registry, Terms

KEYS = ["kiln", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Write the rows of every limit of every kiln."""
    masses = fed_masses(registry, data)
    limits = _limits(registry, data)
    for side in ("lower", "upper"):
        _side(registry, data, masses, limits, side)
    _floors(registry, data, masses, limits)
    margins.add(registry, data, limits, partial(fed_deviations, registry, data))
    kept = masses["clinker"]
    for item in VOLATILES:
        registry.act(f"kept_{item}", kept[KEYS], kept["col"], kept[item])


def fed_masses(registry: Registry, data: ModelData) -> dict[str, pd.DataFrame]:
    """Mass of every item per unit of every column that brings it, by basis (clinker, input, raw)."""
    raw = _raw_masses(registry, data, kept=False)
    fuel = _fuel_masses(registry, data, kept=False)
    zero = dict.fromkeys((*data.items, "mass"), 0.0)
    clinker = registry.frame("v_clinker").assign(**zero | {"mass": 1.0})
    bypassed = [
        where.assign(col=cols, **zero | {item: coefs})
        for item in VOLATILES
        for where, cols, coefs in _activity(registry, f"bypassed_{item}")
    ]
    columns = [*KEYS, "col", *data.items, "mass"]
    return {
        "raw": raw[columns],
        "input": pd.concat([raw, fuel], ignore_index=True)[columns],
        "clinker": pd.concat(
            [
                _raw_masses(registry, data, kept=True),
                _fuel_masses(registry, data, kept=True),
                clinker,
                *bypassed,
            ],
            ignore_index=True,
        )[columns],
    }


def fed_deviations(registry: Registry, data: ModelData) -> dict[str, pd.DataFrame]:
    """Standard deviation of the mass of every item per unit of every column of a material, by basis."""
    columns = [*KEYS, "grade", "col", *data.items]
    raw = _raw_masses(registry, data, kept=False, varied=True)[columns]
    fuel = _fuel_masses(registry, data, kept=False, varied=True)[columns]
    kept_raw = _raw_masses(registry, data, kept=True, varied=True)[columns]
    kept_fuel = _fuel_masses(registry, data, kept=True, varied=True)[columns]
    return {
        "raw": raw,
        "input": pd.concat([raw, fuel], ignore_index=True),
        "clinker": pd.concat([kept_raw, kept_fuel], ignore_index=True),
    }


def _activity(registry: Registry, name: str) -> list[tuple[pd.DataFrame, Ints, Floats]]:
    """Keys, columns and coefficients of every part of an activity; none where nothing acts."""
    terms = registry.activities.get(name, Terms())
    parts = zip(terms.where, terms.cols, terms.coefs, strict=True)
    return [(where, cols, coefs) for where, cols, coefs in parts if isinstance(where, pd.DataFrame)]


def _retention(data: ModelData, kilns: pd.Series, item: str) -> Floats:
    if item in VOLATILES:
        return data.kilns[f"retention_{item}"].reindex(kilns).to_numpy(float)
    element = data.case.elements.get(item)
    return np.full(len(kilns), 1.0 if element is None else element.retention / 100.0)


def _raw_masses(registry: Registry, data: ModelData, *, kept: bool, varied: bool = False) -> pd.DataFrame:
    """What a dry tonne brings of every item, or with ``varied`` the standard deviation of that."""
    frame = registry.frame("v_raw")
    grade = data.grades[list(data.items)].reindex(frame["grade"])
    material = data.grades["material"].reindex(frame["grade"])
    dust = data.kilns["dust_loss"].reindex(frame["kiln"]).to_numpy(float)
    values = {}
    for item in data.items:
        part = (1.0 - dust) * _retention(data, frame["kiln"], item) if kept else 1.0
        values[item] = grade[item].to_numpy(float) * part * (_shares(data, material, item) if varied else 1.0)
    return frame.assign(**values, mass=0.0 if kept else 1.0)


def _fuel_masses(registry: Registry, data: ModelData, *, kept: bool, varied: bool = False) -> pd.DataFrame:
    """What a tonne as received brings, or with ``varied`` the deviations of its parts, added up."""
    frame = registry.frame("v_fuel")
    material = data.grades["material"].reindex(frame["grade"])
    fuel = data.fuels.reindex(material)
    ash, sulphur, chlorine = (
        fuel[name].to_numpy(float) * (_shares(data, material, name) if varied else 1.0)
        for name in ("ash", "sulphur", "chlorine")
    )
    ash_kept = data.kilns["ash_retained"].reindex(frame["kiln"]).to_numpy(float) if kept else 1.0
    values = {}
    for item in data.items:
        amount = ash * fuel[f"ash_{item}"].to_numpy(float) * ash_kept
        if item == "so3":
            amount = amount + S_TO_SO3 * sulphur
        if item == "cl":
            amount = amount + chlorine
        values[item] = amount * (_retention(data, frame["kiln"], item) if kept else 1.0)
    return frame.assign(**values, mass=0.0 if kept else 1.0)


def _shares(data: ModelData, materials: pd.Series, item: str) -> Floats:
    """Standard deviation of a figure of materials as a part of it."""
    known = {name: deviation(data.case, name, item).share for name in materials.unique()}
    return materials.map(known).to_numpy(float)


def _limits(registry: Registry, data: ModelData) -> pd.DataFrame:
    rows = [(limit.limit_set, limit.metric, limit.lower, limit.upper) for limit in data.case.limits.values()]
    limits = pd.DataFrame(rows, columns=["limit_set", "metric", "lower", "upper"])
    kilns = data.kilns.reset_index(drop=True)[["kiln", "limit_set"]]
    running = registry.frame("v_clinker")[KEYS]
    return running.merge(kilns, on="kiln").merge(limits, on="limit_set")


def _side(
    registry: Registry,
    data: ModelData,
    masses: dict[str, pd.DataFrame],
    limits: pd.DataFrame,
    side: str,
) -> None:
    index = limits[pd.to_numeric(limits[side]).notna()].reset_index(drop=True)
    terms = _terms(
        data, masses, index.assign(bound=index[side].astype(float)), 1.0 if side == "lower" else -1.0
    )
    size = np.zeros(len(index))
    np.maximum.at(size, terms["number"], terms["coef"].abs())
    rows = registry.add_rows(
        f"c_quality_{side}", index[["kiln", "metric", "period"]], unit="kt × metric unit", kind=Kind.LIMIT,
        lower=0.0,
        behind=[
            ("limits", (s, m), side) for s, m in zip(index["limit_set"], index["metric"], strict=True)
        ],
        give=("CNY per unit and t", 1000.0), scale=1.0 / np.where(size > 0, size, 1.0),
    )  # fmt: skip
    registry.add_terms(rows[terms["number"]], terms["col"], terms["coef"])


def _terms(
    data: ModelData, masses: dict[str, pd.DataFrame], index: pd.DataFrame, sign: float
) -> pd.DataFrame:
    """Terms sign · (scale · numerator − bound · denominator): number of the row in ``index``, col, coef."""
    parts = [
        pd.DataFrame({"number": np.zeros(0, dtype=np.int64), "col": np.zeros(0, dtype=np.int64), "coef": []})
    ]
    basis = index["metric"].map({name: metric.basis for name, metric in data.metrics.items()})
    for name, limits in index.assign(number=np.arange(len(index))).groupby(basis, sort=False):
        fed = masses[str(name)]
        known = [*KEYS, "metric", "bound", "number"]
        placed = fed[[*KEYS, "col"]].assign(place=np.arange(len(fed))).merge(limits[known], on=KEYS)
        for metric, group in placed.groupby("metric", sort=False):
            rule, place = data.metrics[str(metric)], group["place"].to_numpy()
            over = _form(fed, rule.numerator).to_numpy()[place] * rule.scale
            under = _form(fed, rule.denominator).to_numpy()[place]
            coef = sign * (over - group["bound"].to_numpy() * under)
            parts.append(group[["number", "col"]].assign(coef=coef))
    return pd.concat(parts, ignore_index=True)


def _form(frame: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    total = pd.Series(0.0, index=frame.index)
    for item, weight in weights.items():
        total = total + weight * frame[item]
    return total


def _floors(
    registry: Registry, data: ModelData, masses: dict[str, pd.DataFrame], limits: pd.DataFrame
) -> None:
    """A denominator that can vanish keeps a floor: denominator ≥ floor · clinker."""
    for name, group in limits.groupby("metric", sort=False):
        metric: MetricDef = data.metrics[str(name)]
        if metric.floor is None:
            continue
        index = group[["kiln", "metric", "period"]].reset_index(drop=True)
        size = 1.0 / metric.floor if metric.floor > 0 else 1.0
        rows = registry.add_rows(
            f"c_quality_floor_{name}", index, unit="kt × metric unit", kind=Kind.LIMIT, lower=0.0,
            behind=_behind_floor(data, str(name), group),
            give=("CNY per unit and t", 1000.0), scale=size,
        )  # fmt: skip
        placed = masses[metric.basis].merge(index.assign(row=rows), on=KEYS)
        registry.add_terms(placed["row"], placed["col"], _form(placed, metric.denominator))
        clinker = registry.frame("v_clinker").merge(index.assign(row=rows), on=KEYS)
        registry.add_terms(clinker["row"], clinker["col"], -metric.floor)


def _behind_floor(data: ModelData, metric: str, limits: pd.DataFrame) -> list[Behind]:
    """The case's own metric where it has one, else the limit that asks for a built-in one."""
    if metric in data.case.metrics:
        return [("metrics", metric, "floor")] * len(limits)
    return [("limits", (limit_set, metric), "metric") for limit_set in limits["limit_set"]]
