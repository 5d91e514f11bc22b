"""Raw materials fed to kilns: mass, decarbonation, drying, dosing ceilings, process CO2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.chemistry import CO2_PER_CARBON, VOLATILES
from models.bounds import moisture_ceiling
from models.data import ModelData, cross_running
from models.registry import Behind, Domain, Floats, Kind, Registry

KEYS = ["kiln", "period"]
FIGURES = [
    "grade", "material", "moisture", "water", "loi", "co2", "organic_c", "heat_need", "grinding_energy",
    *VOLATILES,
]  # fmt: skip
"""What is read of a grade."""


def add(registry: Registry, data: ModelData, feeds: pd.DataFrame) -> None:
    """Register ``v_raw`` (kt dry) for every (kiln, grade) that can arrive as raw material."""
    index = cross_running(feeds[["kiln", "grade"]], data)
    cols = registry.add_columns("v_raw", index, unit="kt dry")["col"]
    frame = (
        index.assign(col=cols)
        .merge(data.grades.reset_index(drop=True)[FIGURES], on="grade")
        .merge(data.kilns.reset_index(drop=True)[["kiln", "kiln_class", "site", "dust_loss"]], on="kiln")
    )
    _mass_and_heat(registry, frame)
    _dosing(registry, data, frame)
    _drying(registry, data, frame)


def _mass_and_heat(registry: Registry, frame: pd.DataFrame) -> None:
    cols, keys = frame["col"], frame[KEYS]
    site_keys = frame.assign(use="kiln")[["site", "use", "grade", "period"]]
    registry.contribute("site_grade", site_keys, cols, -1.0 / (1.0 - frame["moisture"]))
    kept = (1.0 - frame["loi"]) * (1.0 - frame["dust_loss"])
    registry.contribute("clinker_mass", keys, cols, kept)
    registry.contribute("heat", keys, cols, -frame["heat_need"])
    registry.act("feed", keys, cols, 1.0)
    registry.act("wet_feed", keys, cols, 1.0 + frame["water"])
    registry.act("power", keys, cols, frame["grinding_energy"])
    for item in VOLATILES:
        registry.act(f"fed_{item}", keys, cols, frame[item] * (1.0 - frame["dust_loss"]))
    carbon = frame["co2"] + CO2_PER_CARBON * frame["organic_c"]
    registry.act("process_co2", keys, cols, carbon)
    registry.affect("co2:process", cols, carbon)


def _dosing(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Dosing ceiling of a material (all its grades): Σ dry material ≤ share · Σ dry raw feed [kt]."""
    shares, behind = _ceilings(data)
    pairs = frame[["kiln", "kiln_class", "material", "period"]].drop_duplicates()
    places = zip(pairs["kiln_class"].tolist(), pairs["material"].tolist(), strict=True)
    found = [shares.get(place) for place in places]
    index = pairs.assign(share=np.array(found, dtype=float)).dropna(subset=["share"])
    index = index[index["share"] < 1.0].reset_index(drop=True)
    keys = ["kiln", "material", "period"]
    cells = [behind[pair] for pair in zip(index["kiln_class"], index["material"], strict=True)]
    rows = registry.add_rows(
        "c_dosing", index[keys], unit="kt", kind=Kind.LIMIT, upper=0.0, behind=cells, give=("CNY/t", 1000.0)
    )
    placed = index.assign(row=rows)[[*keys, "share", "row"]]
    own = frame[[*keys, "col"]].merge(placed, on=keys)
    registry.add_terms(own["row"], own["col"], 1.0)
    every = frame[[*KEYS, "col"]].merge(placed, on=KEYS)
    registry.add_terms(every["row"], every["col"], -every["share"])


def _ceilings(
    data: ModelData,
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], Behind]]:
    """Ceiling by (kiln class, material): the dosing row, else the material's own."""
    shares: dict[tuple[str, str], float] = {}
    behind: dict[tuple[str, str], Behind] = {}
    for kiln_class in data.case.kiln_classes:
        for name, material in data.case.materials.items():
            key = (kiln_class, name)
            row = data.case.dosing.get(key)
            if row is not None:
                shares[key], behind[key] = row.max_share / 100.0, ("dosing", key, "max_share")
            elif material.max_raw_share is not None:
                shares[key] = material.max_raw_share / 100.0
                behind[key] = ("materials", name, "max_raw_share")
    return shares, behind


def _drying(registry: Registry, data: ModelData, frame: pd.DataFrame) -> None:
    """Drying heat is met by exhaust gas first, then by fuel.

    2.55·water = exhaust + fuel [TJ], each at most what the kiln can give or need.
    """
    heat = data.case.factors.heat_evaporation * frame["water"]
    index = frame[KEYS].drop_duplicates().reset_index(drop=True)
    clinker = index.merge(registry.frame("v_clinker"), on=KEYS)["col"].to_numpy()
    most_clinker = registry.columns["v_clinker"].upper[clinker - registry.columns["v_clinker"].start]
    share = data.kilns["exhaust_heat"].reindex(index["kiln"]).to_numpy()
    most = _most_drying(data, frame, index, most_clinker)
    exhaust = registry.add_columns("v_drying_exhaust", index, unit="TJ", upper=share * most_clinker)["col"]
    fuel = registry.add_columns("v_drying_fuel", index, unit="TJ", upper=most)["col"]
    choice = registry.add_columns("y_drying_fuel", index, unit="-", domain=Domain.BINARY, upper=1.0)["col"]
    rows = registry.add_rows("c_drying", index, unit="TJ", kind=Kind.LAW, lower=0.0, upper=0.0)
    registry.add_terms(frame[KEYS].merge(index.assign(row=rows), on=KEYS)["row"], frame["col"], heat)
    registry.add_terms(rows, exhaust, -1.0)
    registry.add_terms(rows, fuel, -1.0)
    registry.contribute("heat", index, fuel, -1.0)
    registry.act("drying_exhaust", index, exhaust, 1.0)
    heats = index.assign(clinker=clinker, exhaust=exhaust, fuel=fuel, choice=choice, share=share, most=most)
    _order(registry, heats, share * most_clinker)
    _moisture(registry, data, frame, index)


def _order(registry: Registry, heats: pd.DataFrame, big: Floats) -> None:
    """Exhaust ≤ E·clinker;  fuel ≤ M·y;  exhaust ≥ E·clinker − E·Cmax·(1 − y) [TJ].

    The yes/no makes the order certain: a fuel that pays a gate fee would else be burnt to dry.
    """
    index, clinker, exhaust, choice = heats[KEYS], heats["clinker"], heats["exhaust"], heats["choice"]
    rows = registry.add_rows("c_drying_exhaust", index, unit="TJ", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, exhaust, 1.0)
    registry.add_terms(rows, clinker, -heats["share"])
    rows = registry.add_rows("c_drying_fuel", index, unit="TJ", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, heats["fuel"], 1.0)
    registry.add_terms(rows, choice, -heats["most"])
    rows = registry.add_rows("c_drying_order", index, unit="TJ", kind=Kind.LAW, lower=-big)
    registry.add_terms(rows, exhaust, 1.0)
    registry.add_terms(rows, clinker, -heats["share"])
    registry.add_terms(rows, choice, -big)


def _most_drying(
    data: ModelData, frame: pd.DataFrame, index: pd.DataFrame, most_clinker: np.ndarray
) -> Floats:
    """Largest drying heat a kiln can need: its moisture ceiling on the largest feed [TJ]."""
    kept = (1.0 - frame["loi"]) * (1.0 - frame["dust_loss"])
    least_yield = kept.groupby([frame["kiln"], frame["period"]]).min()
    ceiling = moisture_ceiling(data, index["kiln"])
    wettest = frame.groupby(KEYS)["water"].max()
    keys = list(zip(index["kiln"], index["period"], strict=True))
    water = np.minimum(ceiling / (1.0 - ceiling), wettest.reindex(keys).to_numpy())
    feed = most_clinker / least_yield.reindex(keys).to_numpy()
    return np.asarray(data.case.factors.heat_evaporation * water * feed)


def _moisture(registry: Registry, data: ModelData, frame: pd.DataFrame, index: pd.DataFrame) -> None:
    """Moisture ceiling of the raw feed: Σ water ≤ w · Σ wet feed [kt]."""
    ceiling = data.kilns["feed_moisture_max"].reindex(index["kiln"]).to_numpy()
    classes = data.kilns["kiln_class"].reindex(index["kiln"])
    behind = [("kiln_classes", c, "feed_moisture_max") for c in classes]
    rows = registry.add_rows(
        "c_feed_moisture", index, unit="kt", kind=Kind.LIMIT, upper=0.0, behind=behind, give=("CNY/t", 1000.0)
    )
    placed = frame[[*KEYS, "col", "water"]].merge(index.assign(row=rows, ceiling=ceiling), on=KEYS)
    coefs = placed["water"] - placed["ceiling"] * (1.0 + placed["water"])
    registry.add_terms(placed["row"], placed["col"], coefs)
