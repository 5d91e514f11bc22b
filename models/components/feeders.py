"""Feeders: a line takes so many raw materials and fuels, and none in crumbs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import materials_used, most_fuel, most_raw
from models.data import ModelData
from models.registry import Domain, Kind, Registry

KEYS = ["kiln", "period"]
MATERIAL_KEYS = ["kiln", "material", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register the choice of materials, raw and fuel apart.

    Σ chosen ≤ N;  L·b ≤ material ≤ U·b [kt]; the least use is absolute, of one line.
    """
    _feeders(registry, data, "raw", most_raw(registry, data))
    _feeders(registry, data, "fuel", most_fuel(registry, data))


def _feeders(registry: Registry, data: ModelData, use: str, ceiling: pd.Series) -> None:
    frame = materials_used(registry, data, use)
    index = frame[MATERIAL_KEYS].drop_duplicates().reset_index(drop=True)
    number = frame[MATERIAL_KEYS].merge(index.assign(number=np.arange(len(index))), on=MATERIAL_KEYS)[
        "number"
    ]
    kiln = data.kilns[["kiln_class", "feeder_minimum"]].reindex(index["kiln"])
    choice = registry.add_columns(f"y_{use}_feeder", index, unit="-", domain=Domain.BINARY, upper=1.0)[
        "col"
    ].to_numpy()
    upper = ceiling.reindex(pd.MultiIndex.from_frame(index)).to_numpy()
    year = index["period"].map(dict(zip(data.periods["period"], data.periods["days"] / 365.0, strict=True)))
    least = np.minimum(kiln["feeder_minimum"].to_numpy(float) * year.to_numpy(float), upper)
    for name, sign, amount, column, kind in (
        ("minimum", 1.0, least, "feeder_minimum", Kind.LIMIT),
        ("maximum", -1.0, upper, f"{use}_feeders", Kind.CHOICE),
    ):
        rows = registry.add_rows(
            f"c_{use}_feeder_{name}", index, unit="kt", lower=0.0, kind=kind,
            behind=[("kiln_classes", c, column) for c in kiln["kiln_class"]],
            give=("CNY/t", 1000.0) if kind is Kind.LIMIT else None,
        )  # fmt: skip
        registry.add_terms(rows[number], frame["col"], sign)
        registry.add_terms(rows, choice, -sign * amount)
    _number(registry, data, index.assign(col=choice), use)


def _number(registry: Registry, data: ModelData, chosen: pd.DataFrame, use: str) -> None:
    """Number of feeders of a line: Σ b ≤ N."""
    index = chosen[KEYS].drop_duplicates().reset_index(drop=True)
    kiln = data.kilns[["kiln_class", f"{use}_feeders"]].reindex(index["kiln"])
    rows = registry.add_rows(
        f"c_{use}_feeders", index, unit="-", kind=Kind.LIMIT, upper=kiln[f"{use}_feeders"].to_numpy(float),
        behind=[("kiln_classes", c, f"{use}_feeders") for c in kiln["kiln_class"]],
        give=("CNY/feeder", 1e6),
    )  # fmt: skip
    placed = chosen.merge(index.assign(row=rows), on=KEYS)
    registry.add_terms(placed["row"], placed["col"], 1.0)
