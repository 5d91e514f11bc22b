"""Forms by subject and year as the terms of rows, and how large and small they can get."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from cases.policy import REGION, SUBJECT
from models.availability import mill_capacity, most_moved
from models.data import ModelData
from models.forms import CONSTANT, form_terms
from models.registry import Floats, Registry

Ask = tuple[str, str, str, float]
"""Scope, form, item, weight."""


def summed(registry: Registry, data: ModelData, index: pd.DataFrame, asks: Iterable[Ask]) -> pd.DataFrame:
    """Σ weight · form of every row of ``index`` (number, subject, year): number, col, coef.

    Equal places are added up; amounts that nothing decides have ``col`` -1.
    """
    parts = []
    for scope, form, item, weight in asks:
        terms = form_terms(registry, data, form, item=item)
        subject = REGION if scope == REGION else terms[SUBJECT[scope]]
        weighed = terms.assign(subject=subject, coef=terms["coef"] * weight)
        parts.append(index.merge(weighed[["subject", "year", "col", "coef"]], on=["subject", "year"]))
    if not parts:
        return pd.DataFrame({"number": [], "col": [], "coef": []}).astype({"number": int, "col": int})
    frame = pd.concat(parts, ignore_index=True)
    return frame.groupby(["number", "col"])[["coef"]].sum().reset_index()


def differences(registry: Registry, data: ModelData, index: pd.DataFrame) -> pd.DataFrame:
    """Numerator − θ · denominator of every row (rule, subject, year): number, col, coef."""
    parts = []
    for name, rows in index.groupby("rule", sort=False):
        rule = data.case.thresholds[str(name)]
        numbered = rows[["subject", "year"]].assign(number=rows.index)
        item, theta = rule.item or "*", rule.threshold / 100.0
        asks = [(rule.scope, rule.numerator, item, 1.0), (rule.scope, rule.denominator, item, -theta)]
        parts.append(summed(registry, data, numbered, asks))
    return pd.concat(parts, ignore_index=True)


def split(terms: pd.DataFrame, size: int) -> tuple[pd.DataFrame, Floats]:
    """Terms that something decides, and the amount beside them of each row."""
    fixed = terms[terms["col"] == CONSTANT]
    constant = np.zeros(size)
    np.add.at(constant, fixed["number"].to_numpy(int), fixed["coef"].to_numpy(float))
    return terms[terms["col"] != CONSTANT], constant


def extremes(registry: Registry, data: ModelData, terms: pd.DataFrame, size: int) -> tuple[Floats, Floats]:
    """Least and largest value of each of ``size`` forms (number, col, coef), amounts included.

    What is fed is bounded by the clinker it makes, what is burnt by the heat asked for, what is ground or
    hauled by what kilns and mills can do: not by the hauls in the model, so that none left out changes them.
    """
    decided, constant = split(terms, size)
    room = _rooms(registry, data)
    frame = decided.merge(room, on="col", how="left")
    per = frame["coef"] / frame["weight"]
    edges = per.groupby([frame["number"], frame["group"]]).agg(["min", "max"]).reset_index()
    room_of = frame.groupby("group")["room"].max().reindex(edges["group"]).to_numpy(float)
    lower, upper = constant.copy(), constant.copy()
    number = edges["number"].to_numpy(int)
    np.add.at(lower, number, np.minimum(edges["min"].to_numpy(float), 0.0) * room_of)
    np.add.at(upper, number, np.maximum(edges["max"].to_numpy(float), 0.0) * room_of)
    if not (np.isfinite(lower).all() and np.isfinite(upper).all()):
        names = sorted(set(frame.loc[~np.isfinite(frame["room"]), "group"].str.partition("[")[0]))
        raise ValueError(f"no bound is known of {names}")
    return lower, upper


def _rooms(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Every column with its group, its weight in it and the room: Σ weight · columns of a group ≤ room."""
    shared = [room(registry, data) for name, room in _SHARED.items() if name in registry.columns]
    return pd.concat([_others(registry), *shared], ignore_index=True)


def _clinker_room(registry: Registry) -> pd.Series:
    """Most clinker of every kiln and period [kt]."""
    family = registry.columns["v_clinker"]
    return pd.Series(family.upper, index=pd.MultiIndex.from_frame(family.index))


def _kept(data: ModelData, frame: pd.DataFrame) -> Floats:
    """Clinker that a dry tonne of each raw material leaves."""
    loi = data.grades["loi"].reindex(frame["grade"]).to_numpy(float)
    dust = data.kilns["dust_loss"].reindex(frame["kiln"]).to_numpy(float)
    return np.asarray((1.0 - loi) * (1.0 - dust))


def _raw_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Σ kept · raw ≤ most clinker of the kiln."""
    frame = registry.frame("v_raw")
    room = _clinker_room(registry).reindex(pd.MultiIndex.from_frame(frame[["kiln", "period"]])).to_numpy()
    return _room(frame, "raw", ["kiln", "period"], _kept(data, frame), room)


def _fuel_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Σ useful heat · fuel ≤ the most that the other terms of the heat balance can ask for [TJ]."""
    frame = registry.frame("v_fuel")
    fuel = data.fuels[["ncv", "heat_penalty"]].reindex(data.grades["material"].reindex(frame["grade"]))
    useful = (fuel["ncv"] * (1.0 - fuel["heat_penalty"])).to_numpy(float)
    room = _heat_asked(registry, data).reindex(pd.MultiIndex.from_frame(frame[["kiln", "period"]]))
    return _room(frame, "fuel", ["kiln", "period"], useful, room.to_numpy(float))


def _heat_asked(registry: Registry, data: ModelData) -> pd.Series:
    """Most heat that each kiln can ask for in each period [TJ]: its heat balance without its fuels."""
    terms = registry.balances["heat"]
    frames = [
        where.assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    rooms = [_others(registry), _raw_room(registry, data)]
    frame = pd.concat(frames, ignore_index=True).merge(pd.concat(rooms), on="col")
    asked = (-frame["coef"]).clip(lower=0.0) / frame["weight"]
    most = (asked * frame["room"]).groupby([frame["kiln"], frame["period"], frame["group"]]).max()
    return most.groupby(level=["kiln", "period"]).sum()


def _others(registry: Registry) -> pd.DataFrame:
    """Columns that stand alone, but for fuels, with their own upper bound."""
    frames = [
        _room(family.frame.assign(place=family.numbers), family.name, ["place"], 1.0, family.upper)
        for family in registry.columns.values()
        if family.name not in _GROUPED
    ]
    return pd.concat(frames, ignore_index=True)


def _own_power_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Own power ≤ what all the clinker's waste heat gives [MWh]."""
    frame = registry.frame("v_own_power")
    kiln = data.kilns.reindex(frame["kiln"])
    made = (
        pd.to_numeric(kiln["whr_energy"]) + pd.to_numeric(kiln["whr_loss"]) * kiln["reference_drying_exhaust"]
    )
    clinker = _clinker_room(registry).reindex(pd.MultiIndex.from_frame(frame[["kiln", "period"]])).to_numpy()
    return _room(frame, "own_power", ["kiln", "period"], 1.0, made.to_numpy(float) * clinker)


def _ground_room(registry: Registry, data: ModelData, families: tuple[str, ...]) -> pd.DataFrame:
    """Σ columns of the families at a plant ≤ its capacity [kt]."""
    days = dict(zip(data.periods["period"], data.periods["days"] / 365.0, strict=True))
    frame = pd.concat([registry.frame(name) for name in families], ignore_index=True)
    capacity = mill_capacity(data).reindex(frame["plant"]).to_numpy(float)
    room = capacity * frame["period"].map(days).to_numpy(float)
    return _room(frame, families[0], ["plant", "period"], 1.0, room)


def _haul_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Σ hauls of a year ≤ all that kilns and mills could take in and send out [kt wet]."""
    frame = registry.frame("v_haul").merge(data.periods[["period", "year"]], on="period")
    return _room(frame, "haul", ["year"], 1.0, most_moved(data))


def _room(frame: pd.DataFrame, name: str, keys: list[str], weight: Any, room: Any) -> pd.DataFrame:
    group = name + "[" + frame[keys].astype(str).agg(",".join, axis=1) + "]" if len(frame) else name
    return pd.DataFrame({"col": frame["col"], "group": group, "weight": weight, "room": room})


def _cement_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Σ cement of a plant ≤ its capacity [kt]."""
    return _ground_room(registry, data, ("v_cement",))


def _parts_room(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Σ clinker ground and additions = cement of a plant [kt]."""
    return _ground_room(registry, data, ("v_clinker_ground", "v_addition"))


_SHARED: Mapping[str, Callable[[Registry, ModelData], pd.DataFrame]] = MappingProxyType(
    {
        "v_raw": _raw_room,
        "v_fuel": _fuel_room,
        "v_own_power": _own_power_room,
        "v_haul": _haul_room,
        "v_cement": _cement_room,
        "v_clinker_ground": _parts_room,
    }
)
_GROUPED = (*_SHARED, "v_addition")
"""Families whose columns share a room."""
