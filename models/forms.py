"""Linear forms of cases (``cases.forms``) over the registered columns, by who and when.

kt, TJ, MWh, tce, kt CO2, kt·km. A form reads what is registered when it is asked for, so it is asked for
after the components whose columns it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from cases.forms import NAMED, FormTerm, activities, forms, items_of
from models.availability import growth
from models.data import ModelData, number
from models.guideline import process
from models.registry import Registry, Terms
from models.totals import CO2_SCOPES

WHO = ["kiln", "plant", "source_id", "company", "prefecture"]
COLUMNS = [*WHO, "period", "year", "col", "coef"]
KILN_SCOPES = ("process", "fuel_fossil", "electricity", "captured", "green_power")
IDS = ["kiln", "plant", "source_id", "market", "site"]
CONSTANT = -1
"""Column number of an amount that nothing decides; ``coef`` is the amount itself."""
TCE_PER_TJ = 1000.0 / 29.3076
TCE_PER_MWH = 0.1229
"""Equivalent value of electricity in the energy standards (GB/T 2589)."""

Frame = pd.DataFrame


def form_terms(registry: Registry, data: ModelData, form: str, *, item: str = "*") -> pd.DataFrame:
    """Terms of a form: kiln, plant, source_id, company, prefecture, period, year, col, coef.

    Ids are missing (None) where a term has none. ``item`` stands for the item of a built-in form that asks
    for one. Rows with ``col`` -1 are amounts (arising, use elsewhere) that no decision moves.
    """
    parts = [_activity_terms(registry, data, term, item) for term in forms(data.case)[form]]
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS).astype({"col": int, "coef": float})
    return pd.concat(parts, ignore_index=True)[COLUMNS]


def _activity_terms(registry: Registry, data: ModelData, term: FormTerm, item: str) -> Frame:
    """Terms of one activity, filtered and weighted, with their ids."""
    activity = activities()[term.activity]
    frame = _COUNTED[term.activity](registry, data)
    wanted = items_of(data.case, activity.items, item if term.item == NAMED else term.item)
    if wanted is not None:
        frame = frame[frame["item"].isin(wanted)]
    return _placed(data, frame.assign(coef=frame["coef"] * term.weight))


def _placed(data: ModelData, frame: Frame) -> Frame:
    """Company, prefecture and year of terms that know their kiln, plant, source or market."""
    frame = frame.reset_index(drop=True)
    frame = frame.reindex(columns=list(dict.fromkeys([*frame.columns, *IDS])))
    owner, place = owners(data), places(data)
    company = pd.Series(None, index=frame.index, dtype=object)
    prefecture = company.copy()
    for name in IDS:
        company = company.where(company.notna(), frame[name].map(owner.get(name, {})))
        prefecture = prefecture.where(prefecture.notna(), frame[name].map(place[name]))
    years = dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True))
    return frame.assign(company=company, prefecture=prefecture, year=frame["period"].map(years))


def owners(data: ModelData) -> dict[str, dict[str, str | None]]:
    """Company of every kiln and plant, and of every works by its site (the first that stands there)."""
    kilns, plants = data.case.kilns, data.case.plants
    works = [(row.site, row.company) for row in kilns.values()]
    works += [(row.site, row.company) for row in plants.values()]
    return {
        "kiln": {key: row.company for key, row in kilns.items()},
        "plant": {key: row.company for key, row in plants.items()},
        "site": dict(reversed(works)),
    }


def places(data: ModelData) -> dict[str, dict[str, str | None]]:
    """Prefecture of every kiln, plant, source, market and site."""
    case = data.case
    sites = {key: site.prefecture for key, site in case.sites.items()}
    return {
        "kiln": {key: sites[row.site] for key, row in case.kilns.items()},
        "plant": {key: sites[row.site] for key, row in case.plants.items()},
        "source_id": {key: sites[row.site] for key, row in case.sources.items()},
        "market": {key: sites[row.site] for key, row in case.markets.items()},
        "site": sites,
    }


# -- activities ---------------------------------------------------------------------------------------


def _family(registry: Registry, name: str) -> Frame:
    """Index and columns of a family; empty where it is not registered: hauls are priced among hauls alone."""
    if name not in registry.columns:
        return pd.DataFrame(columns=["kiln", "plant", "grade", "product", "period", "col"])
    return registry.frame(name)


def _material(data: ModelData, frame: Frame) -> np.ndarray:
    return np.asarray(data.grades["material"].reindex(frame["grade"]).to_numpy())


def _raw(registry: Registry, data: ModelData) -> Frame:
    frame = _family(registry, "v_raw")
    return frame.assign(item=_material(data, frame), coef=1.0)


def _fuel(registry: Registry, data: ModelData) -> Frame:
    frame = _family(registry, "v_fuel")
    return frame.assign(item=_material(data, frame), coef=1.0)


def _fuel_heat(registry: Registry, data: ModelData) -> Frame:
    frame = _fuel(registry, data)
    return frame.assign(coef=data.fuels["ncv"].reindex(frame["item"]).to_numpy(float))


def _clinker(registry: Registry, data: ModelData) -> Frame:
    del data
    return _family(registry, "v_clinker").assign(item="clinker", coef=1.0)


def _kiln_power(registry: Registry, data: ModelData) -> Frame:
    del data
    used = activity_frame(registry, "power")
    own = _family(registry, "v_own_power").assign(coef=-1.0)
    return pd.concat([used, own], ignore_index=True).assign(item="power")


def _mill_power(registry: Registry, data: ModelData) -> Frame:
    del data
    return activity_frame(registry, "mill_power").assign(item="power")


def _energy(registry: Registry, data: ModelData) -> Frame:
    """tce: heat of fuels and purchased power, as ``models.ledgers.energy`` tells it."""
    heat, power = _fuel_heat(registry, data), _kiln_power(registry, data)
    heat = heat.assign(coef=heat["coef"] * TCE_PER_TJ)
    power = power.assign(coef=power["coef"] * TCE_PER_MWH)
    return pd.concat([heat, power], ignore_index=True).assign(item="energy")


def _addition(registry: Registry, data: ModelData) -> Frame:
    frame = _family(registry, "v_addition")
    return frame.assign(item=_material(data, frame), coef=1.0)


def _cement(registry: Registry, data: ModelData) -> Frame:
    del data
    frame = _family(registry, "v_cement")
    return frame.assign(item=frame["product"], coef=1.0)


def _clinker_ground(registry: Registry, data: ModelData) -> Frame:
    del data
    frame = _family(registry, "v_clinker_ground")
    return frame.assign(item=frame["product"], coef=1.0)


def _haul(registry: Registry, data: ModelData) -> Frame:
    del data
    frame = activity_frame(registry, "haul").rename(columns={"mode": "item"})
    return frame[frame["item"] != "none"]


def _tkm(registry: Registry, data: ModelData) -> Frame:
    del data
    return activity_frame(registry, "tkm").rename(columns={"mode": "item"})


def _taken(registry: Registry, data: ModelData) -> Frame:
    """What leaves a source over a year: available − left − growth of its stock [kt dry].

    So hauls do not stand in it, and what a haul is worth by it is in the value of its source's balance.
    """
    left = _family(registry, "v_left")
    left = left.assign(item=data.sources["material"].reindex(left["source_id"]).to_numpy(), coef=-1.0)
    arising, elsewhere = _arising(registry, data), _elsewhere(registry, data)
    free = arising.assign(coef=np.maximum(0.0, arising["coef"] - elsewhere["coef"]))
    return pd.concat([free, left, _grown(data)], ignore_index=True)


def _grown(data: ModelData) -> Frame:
    """Fall of the stated stock of each source in a year of several periods, told in its first [kt dry]."""
    finite = data.sources[data.sources["arising"].notna()].reset_index(drop=True)
    finite = finite.assign(item=finite["material"], col=CONSTANT, coef=-growth(finite))
    first = data.seasons.loc[data.seasons["first"], ["period"]]
    return finite.loc[finite["coef"] != 0, ["source_id", "item", "col", "coef"]].merge(first, how="cross")


def _arising(registry: Registry, data: ModelData) -> Frame:
    del registry
    return _of_sources(data, "arising")


def _elsewhere(registry: Registry, data: ModelData) -> Frame:
    del registry
    return _of_sources(data, "used_elsewhere")


def _of_sources(data: ModelData, column: str) -> Frame:
    """A yearly amount of every source with a stated arising in each period [kt dry]."""
    finite = data.sources[data.sources["arising"].notna()].reset_index(drop=True)
    frame = finite[["source_id", "material"]].merge(data.periods[["period"]], how="cross")
    share = [data.period_shares[key] for key in zip(frame["source_id"], frame["period"], strict=True)]
    amount = number(data.sources[column], 0.0).reindex(frame["source_id"]).to_numpy()
    return frame.rename(columns={"material": "item"}).assign(
        col=CONSTANT, coef=amount * np.asarray(share, dtype=float)
    )


def _kiln_co2(registry: Registry, data: ModelData) -> Frame:
    frame = _co2(registry, data)
    return frame[frame["kiln"].notna() & frame["item"].isin(KILN_SCOPES)]


def _guideline(registry: Registry, data: ModelData) -> Frame:
    """Guideline's direct CO2: process never below nothing, and fossil fuel."""
    made = process(registry, data)
    co2 = _co2(registry, data)
    counted = ["fuel_fossil", *(["captured"] if data.case.factors.guideline_deducts_captured else [])]
    fuel = co2[co2["item"].isin(counted)]
    return pd.concat([made, fuel], ignore_index=True).assign(item="guideline")


def _co2(registry: Registry, data: ModelData) -> Frame:
    """Effects on the scopes of the physical book, by who owns the column."""
    del data
    parts = [
        pd.DataFrame({"col": cols, "coef": coefs, "item": scope})
        for scope in CO2_SCOPES
        for cols, coefs in registry.effects.get(f"co2:{scope}", [])
    ]
    frame = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["col", "coef", "item"])
    return frame.merge(column_ids(registry), on="col", how="left")


def activity_frame(registry: Registry, name: str) -> Frame:
    """A named activity of the registry: its keys with col and coef."""
    terms = registry.activities.get(name, Terms())
    frames = [
        where.assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    return (
        pd.concat(frames, ignore_index=True)
        if frames
        else pd.DataFrame(columns=["mode", "period", "col", "coef"])
    )


def column_ids(registry: Registry) -> Frame:
    """Ids and period of every column; a haul belongs to the works that it serves or leaves."""
    names = [*IDS, "period"]
    parts = [
        family.frame.reindex(columns=[*names, "col"])
        for family in registry.columns.values()
        if family.name != "v_haul"
    ]
    hauls = activity_frame(registry, "haul")
    return pd.concat([*parts, hauls.reindex(columns=[*names, "col"])], ignore_index=True)


_COUNTED: Mapping[str, Callable[[Registry, ModelData], Frame]] = MappingProxyType(
    {
        "raw": _raw,
        "fuel": _fuel,
        "fuel_heat": _fuel_heat,
        "clinker": _clinker,
        "kiln_power": _kiln_power,
        "mill_power": _mill_power,
        "energy": _energy,
        "kiln_co2": _kiln_co2,
        "guideline_co2": _guideline,
        "addition": _addition,
        "cement": _cement,
        "clinker_ground": _clinker_ground,
        "haul": _haul,
        "tkm": _tkm,
        "co2": _co2,
        "waste_arising": _arising,
        "waste_elsewhere": _elsewhere,
        "waste_taken": _taken,
    }
)
