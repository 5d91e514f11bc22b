"""Feeders: a line takes so many raw materials and fuels, and none in crumbs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import most_clinker, most_fuel_heat
from models.data import ModelData
from models.projects import raised
from models.registry import Domain, Kind, Registry

KEYS = ["kiln", "period"]
MATERIAL_KEYS = ["kiln", "material", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register the choice of materials, raw and fuel apart.

    Σ chosen ≤ N;  L·b ≤ material ≤ U·b [kt]; the least use is absolute, of one line.
    """
    _feeders(registry, data, "raw", _raw_ceiling(registry, data))
    _feeders(registry, data, "fuel", _fuel_ceiling(registry, data))


def _used(registry: Registry, data: ModelData, use: str) -> pd.DataFrame:
    frame = registry.frame(f"v_{use}")
    return frame.assign(material=data.grades["material"].reindex(frame["grade"]).to_numpy())


def _feeders(registry: Registry, data: ModelData, use: str, ceiling: pd.Series) -> None:
    frame = _used(registry, data, use)
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


def _raw_ceiling(registry: Registry, data: ModelData) -> pd.Series:
    """Largest dry use of a material: the largest feed, times its dosing ceiling [kt]."""
    frame = _used(registry, data, "raw")
    loi = data.grades["loi"].reindex(frame["grade"]).to_numpy()
    dust = data.kilns["dust_loss"].reindex(frame["kiln"]).to_numpy()
    frame = frame.assign(kept=(1.0 - loi) * (1.0 - dust))
    worst = frame.groupby(KEYS)["kept"].transform("min")
    clinker = most_clinker(registry).reindex(pd.MultiIndex.from_frame(frame[KEYS])).to_numpy()
    classes = data.kilns["kiln_class"].reindex(frame["kiln"])
    shares = np.array(
        [_share(data, c, m) for c, m in zip(classes.tolist(), frame["material"].tolist(), strict=True)]
    )
    places = pd.MultiIndex.from_arrays([frame["kiln"], frame["material"]])
    more = raised(data, "max_raw_share", item=True).reindex(places).fillna(0.0).to_numpy(float) / 100.0
    frame["ceiling"] = np.minimum(clinker / frame["kept"], (shares + more) * clinker / worst)
    return frame.groupby(MATERIAL_KEYS)["ceiling"].max()


def _share(data: ModelData, kiln_class: str, material: str) -> float:
    row = data.case.dosing.get((kiln_class, material))
    share = row.max_share if row is not None else data.case.materials[material].max_raw_share
    return 1.0 if share is None else share / 100.0


def _fuel_ceiling(registry: Registry, data: ModelData) -> pd.Series:
    """Largest use of a fuel: a generous heat per tonne of clinker over its NCV, times its share [kt]."""
    frame = _used(registry, data, "fuel")
    fuel = data.fuels[["max_heat_share", "alternative", "ncv"]].reindex(frame["material"])
    heat = most_fuel_heat(registry, data).reindex(pd.MultiIndex.from_frame(frame[KEYS])).to_numpy()
    substituted = (
        data.kilns["tsr_max"] + raised(data, "tsr_max").reindex(data.kilns.index).fillna(0.0) / 100.0
    )
    share = np.minimum(
        pd.to_numeric(fuel["max_heat_share"]).fillna(100.0).to_numpy(float) / 100.0,
        np.where(
            fuel["alternative"].astype(bool),
            substituted.clip(upper=1.0).reindex(frame["kiln"]).to_numpy(float),
            1.0,
        ),
    )
    frame["ceiling"] = heat * share / fuel["ncv"].to_numpy()
    return frame.groupby(MATERIAL_KEYS)["ceiling"].max()
