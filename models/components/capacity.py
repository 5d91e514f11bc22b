"""Capacity that stands: lines that close by a year, registered output of a year, limestone replaced."""

from __future__ import annotations

import numpy as np

from cases.chemistry import split_lime
from cases.grades import grades
from cases.records import Analysis
from models.data import ModelData, cross, number
from models.projects import standing
from models.registry import Kind, Registry

KEYS = ["kiln", "year"]


def add(registry: Registry, data: ModelData) -> None:
    """Register what capacity policy asks of single lines."""
    _elimination(registry, data)
    _registered(registry, data)
    _limestone(registry, data)


def _elimination(registry: Registry, data: ModelData) -> None:
    """Lines on the elimination list stand from their year on: lines ≤ 0; what stands today is a fact."""
    kilns = data.kilns[data.kilns["close_by"].notna()].reset_index(drop=True)
    if kilns.empty or data.today:
        return
    frame = cross(kilns[["kiln", "close_by"]], data.periods).merge(data.periods, on="period")
    frame = frame[frame["year"] >= frame["close_by"]]
    placed = frame.merge(registry.frame("y_lines"), on=["kiln", "period"])
    if placed.empty:
        return
    rows = registry.add_rows(
        "c_elimination", placed[["kiln", "period"]], unit="lines", kind=Kind.LIMIT, upper=0.0,
        behind=[("kilns", kiln, "close_by") for kiln in placed["kiln"]], give=("CNY/line", 1e9),
    )  # fmt: skip
    registry.add_terms(rows, placed["col"], 1.0)


def _registered(registry: Registry, data: ModelData) -> None:
    """Σ clinker of a year ≤ registered daily capacity · lines · registered days [kt]."""
    days = data.case.info.registered_days
    if days is None:
        return
    made = registry.frame("v_clinker").merge(data.periods[["period", "year"]].astype(str), on="period")
    years = standing(registry, data, list(data.kilns.index))
    most = data.kilns["capacity"].reindex(years["kiln"]).to_numpy(float) * days
    rows = registry.add_rows(
        "c_registered", years[KEYS], unit="kt", kind=Kind.LIMIT, upper=most * years["stated"].to_numpy(),
        behind=[("kilns", kiln, "capacity") for kiln in years["kiln"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = made.merge(years.assign(row=rows)[[*KEYS, "row"]], on=KEYS)
    registry.add_terms(placed["row"], placed["col"], 1.0)
    changed = years["col"].notna().to_numpy()
    registry.add_terms(rows[changed], years.loc[changed, "col"], -most[changed])


def _limestone(registry: Registry, data: ModelData) -> None:
    """Σ virgin lime fed − (1 − share) · virgin lime of the reference mix · Σ raw fed ≤ 0 in a year [kt].

    Virgin lime: CaO bound as carbonate in raw materials that are no waste, t per t dry.
    """
    kilns = data.kilns[data.kilns["limestone_replaced"].notna()].reset_index(drop=True)
    if kilns.empty or data.today:
        return
    kept = 1.0 - number(kilns["limestone_replaced"], 0.0) / 100.0
    kilns["most"] = kept * np.array([_reference_lime(data, mix) for mix in kilns["reference_mix"]])
    fed = registry.frame("v_raw").merge(kilns[["kiln", "most"]], on="kiln")
    fed = fed.merge(data.periods[["period", "year"]].astype(str), on="period")
    lime = {name: _virgin_lime(data, row.material, row.analysis) for name, row in grades(data.case).items()}
    fed["coef"] = fed["grade"].map(lime) - fed["most"]
    years = fed[KEYS].drop_duplicates().reset_index(drop=True)
    rows = registry.add_rows(
        "c_limestone", years, unit="kt", kind=Kind.LIMIT, upper=0.0,
        behind=[("kilns", kiln, "limestone_replaced") for kiln in years["kiln"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = fed.merge(years.assign(row=rows), on=KEYS)
    registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _virgin_lime(data: ModelData, material: str, analysis: Analysis | None) -> float:
    """CaO bound as carbonate, none in waste [t/t dry]."""
    if analysis is None or data.case.materials[material].waste:
        return 0.0
    return split_lime(analysis).carbonate_cao


def _reference_lime(data: ModelData, mix: str) -> float:
    """Virgin lime of a reference mix [t/t dry]."""
    rows = [row for row in data.case.reference_mixes.values() if row.mix == mix]
    total = sum(row.share for row in rows)
    analyses = {row.material: data.case.materials[row.material].analysis for row in rows}
    found = {name: data.case.analyses[key] if key else None for name, key in analyses.items()}
    return sum(row.share / total * _virgin_lime(data, row.material, found[row.material]) for row in rows)
