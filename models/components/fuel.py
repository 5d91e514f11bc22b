"""Fuels burnt in kilns: heat, ash, substitution and handling ceilings, gas volume, fuel CO2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.chemistry import CO2_PER_CARBON, S_TO_SO3, VOLATILES
from cases.heat import GAS_PER_CO2, GAS_PER_WATER
from models.data import ModelData, cross_running, number
from models.registry import Kind, Registry

KEYS = ["kiln", "period"]
FIGURES = [
    "material", "ncv", "ash", "co2", "fossil_share", "heat_penalty", "preparation_energy", "gas_volume",
    "alternative", "max_heat_share", "sulphur", "chlorine", *(f"ash_{item}" for item in VOLATILES),
]  # fmt: skip
"""What is read of a fuel."""


def add(registry: Registry, data: ModelData, feeds: pd.DataFrame) -> None:
    """Register ``v_fuel`` (kt as received) for every (kiln, grade) that can arrive as fuel."""
    index = cross_running(feeds[["kiln", "grade"]], data)
    cols = registry.add_columns("v_fuel", index, unit="kt as received")["col"]
    frame = (
        index.assign(col=cols)
        .merge(data.grades.reset_index(drop=True)[["grade", "material"]], on="grade")
        .merge(data.fuels.reset_index(drop=True)[FIGURES], on="material")
        .merge(data.kilns.reset_index(drop=True)[["kiln", "kiln_class", "site", "ash_retained"]], on="kiln")
    )
    _flows(registry, frame)
    _substitution(registry, data, frame)
    _ceilings(registry, frame)
    _handling(registry, data, frame)
    _gas(registry, data, frame)


def _flows(registry: Registry, frame: pd.DataFrame) -> None:
    cols, keys = frame["col"], frame[KEYS]
    site_keys = frame.assign(use="kiln")[["site", "use", "grade", "period"]]
    registry.contribute("site_grade", site_keys, cols, -1.0)
    registry.contribute("clinker_mass", keys, cols, frame["ash"] * frame["ash_retained"])
    registry.contribute("heat", keys, cols, frame["ncv"] * (1.0 - frame["heat_penalty"]))
    registry.act("fuel_heat", keys, cols, frame["ncv"])
    registry.act("power", keys, cols, frame["preparation_energy"])
    of_gas = {"so3": S_TO_SO3 * frame["sulphur"], "cl": frame["chlorine"]}
    for item in VOLATILES:
        in_ash = frame["ash"] * frame[f"ash_{item}"] * frame["ash_retained"]
        registry.act(f"fed_{item}", keys, cols, in_ash + of_gas.get(item, 0.0))
    carbon = frame["ncv"] * frame["co2"]
    registry.act("fuel_co2", keys, cols, carbon)
    registry.affect("co2:fuel_fossil", cols, carbon * frame["fossil_share"])
    registry.affect("memo:fuel_biogenic", cols, carbon * (1.0 - frame["fossil_share"]))


def _substitution(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Thermal substitution ceiling: Σ alternative heat ≤ s · Σ heat [TJ]."""
    index = frame[[*KEYS, "kiln_class"]].drop_duplicates().reset_index(drop=True)
    limit = data.kilns["tsr_max"].reindex(index["kiln"]).to_numpy()
    rows = registry.add_rows(
        "c_substitution", index[KEYS], unit="TJ", kind=Kind.LIMIT, upper=0.0,
        behind=[("kiln_classes", c, "tsr_max") for c in index["kiln_class"]], give=("CNY/GJ", 1000.0),
    )  # fmt: skip
    placed = frame.merge(index.assign(row=rows, limit=limit)[[*KEYS, "row", "limit"]], on=KEYS)
    coefs = placed["ncv"] * (placed["alternative"].astype(float) - placed["limit"])
    registry.add_terms(placed["row"], placed["col"], coefs)


def _ceilings(registry: Registry, frame: pd.DataFrame) -> None:
    """Ceiling of a fuel: its heat ≤ s · Σ heat [TJ]."""
    share = number(frame["max_heat_share"], 100.0) / 100.0
    keys = ["kiln", "material", "period"]
    index = frame.assign(share=share)[[*keys, "share"]].drop_duplicates()
    index = index[index["share"] < 1.0].reset_index(drop=True)
    rows = registry.add_rows(
        "c_fuel_share", index[keys], unit="TJ", kind=Kind.LIMIT, upper=0.0,
        behind=[("fuels", m, "max_heat_share") for m in index["material"]], give=("CNY/GJ", 1000.0),
    )  # fmt: skip
    placed = index.assign(row=rows)
    own = frame.merge(placed[[*keys, "row"]], on=keys)
    registry.add_terms(own["row"], own["col"], own["ncv"])
    every = frame[[*KEYS, "col", "ncv"]].merge(placed[[*KEYS, "share", "row"]], on=KEYS)
    registry.add_terms(every["row"], every["col"], -every["share"] * every["ncv"])


def _handling(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Handling line: Σ alternative fuel as received ≤ t/d · line-days [kt]."""
    some = frame[frame["alternative"].astype(bool)]
    index = some[[*KEYS, "kiln_class"]].drop_duplicates().reset_index(drop=True)
    capacity = number(data.kilns["alternative_fuel_capacity"].reindex(index["kiln"]), np.inf).to_numpy()
    limited = np.isfinite(capacity)
    index, capacity = index[limited].reset_index(drop=True), capacity[limited]
    rows = registry.add_rows(
        "c_fuel_handling", index[KEYS], unit="kt", kind=Kind.LIMIT, upper=0.0,
        behind=[("kiln_classes", c, "alternative_fuel_capacity") for c in index["kiln_class"]],
        give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = some.merge(index.assign(row=rows)[[*KEYS, "row"]], on=KEYS)
    registry.add_terms(placed["row"], placed["col"], 1.0)
    days = index[KEYS].merge(registry.frame("v_days"), on=KEYS)["col"]
    registry.add_terms(rows, days, -capacity / 1000.0)


def _gas(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Fan: fuel gas + CO2 + water vapour ≤ (1 + margin) · reference per t · capacity · line-days [1e6 m3]."""
    index = registry.frame("v_days").rename(columns={"col": "days_col"})
    kiln = data.kilns[["kiln_class", "gas_margin", "reference_gas", "capacity"]].reindex(index["kiln"])
    rows = registry.add_rows(
        "c_gas", index[KEYS], unit="1e6 m3", kind=Kind.LIMIT, upper=0.0,
        behind=[("kiln_classes", c, "gas_margin") for c in kiln["kiln_class"]], give=("CNY/m3", 100.0),
    )  # fmt: skip
    ceiling = (1.0 + kiln["gas_margin"]) * kiln["reference_gas"] / 1000.0 * kiln["capacity"]
    registry.add_terms(rows, index["days_col"], -ceiling.to_numpy())
    row_of = index.assign(row=rows)[[*KEYS, "row"]]
    burnt = frame.merge(row_of, on=KEYS)
    registry.add_terms(burnt["row"], burnt["col"], burnt["ncv"] * burnt["gas_volume"] / 1000.0)
    fed = registry.frame("v_raw").merge(row_of, on=KEYS)
    grade = data.grades[["co2", "organic_c", "water", "bound_water"]].reindex(fed["grade"])
    carbon = grade["co2"] + CO2_PER_CARBON * grade["organic_c"]
    gas = GAS_PER_CO2 * carbon + GAS_PER_WATER * (grade["water"] + grade["bound_water"])
    registry.add_terms(fed["row"], fed["col"], gas.to_numpy() / 1000.0)
