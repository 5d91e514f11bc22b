"""Chlorine bypass: a project lowers what stays in the clinker of chlorine, alkalis and sulphur.

Kept = retention · fed without the project and (retention + points) · fed with it, points below zero: the
difference is choice × flow, an exact product. As with retention itself the volatiles that leave do not move
the mass of clinker; dust, heat and power that a bypass takes are effects of their own.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.chemistry import S_TO_SO3, VOLATILES
from models.availability import LARGEST_HEAT
from models.data import ModelData
from models.products import product
from models.projects import choices, effects, year_parts
from models.registry import Floats, Registry

KEYS = ["project", "kiln", "item", "period"]
PLACE = ["kiln", "item", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register ``v_bypassed``: what is fed of an item, dust apart, while the bypass is on [kt].

    Acts on ``bypassed_<item>`` by (kiln, period): the (negative) mass in clinker per unit of the column.
    """
    index = _index(registry, data)
    if index.empty:
        return
    index["col"] = product(
        registry, "bypassed", index[KEYS], unit="kt", choice=index["choice"], form=_fed(registry, index),
        most=_most(registry, data, index),
    ).to_numpy()  # fmt: skip
    for item, group in index.groupby("item"):
        registry.act(f"bypassed_{item}", group[["kiln", "period"]], group["col"], group["amount"] / 100.0)


def _index(registry: Registry, data: ModelData) -> pd.DataFrame:
    """Project, kiln, item and period with the points (per cent of what is fed) and the choice."""
    stated = effects(data, "retention").rename(columns={"target": "kiln"})
    if stated.empty:
        return stated
    index = stated[["project", "kiln", "item", "amount"]].merge(data.periods[["period"]], how="cross")
    return year_parts(data, index).merge(choices(registry), on=["project", "year"])


def _fed(registry: Registry, index: pd.DataFrame) -> pd.DataFrame:
    """Mass of the item fed to the kiln: number (place in ``index``), col, coef."""
    places = index[PLACE].assign(number=np.arange(len(index)))
    parts = []
    for item in index["item"].unique():
        terms = registry.activities[f"fed_{item}"]
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True):
            assert isinstance(where, pd.DataFrame)
            fed = where.assign(item=item, col=cols, coef=coefs)
            parts.append(fed[fed["coef"] != 0.0].merge(places, on=PLACE))
    return pd.concat(parts, ignore_index=True)[["number", "col", "coef"]]


def _most(registry: Registry, data: ModelData, index: pd.DataFrame) -> Floats:
    """Largest mass of an item that a kiln can be fed [kt].

    Raw materials bring at most the richest of them per tonne of clinker made, fuels the richest per GJ of a
    heat that no kiln reaches.
    """
    clinker = registry.columns["v_clinker"]
    made = pd.Series(clinker.upper, index=pd.MultiIndex.from_frame(clinker.index))
    most = made.reindex(pd.MultiIndex.from_frame(index[["kiln", "period"]])).to_numpy(float)
    raw, fuel = _per_clinker(registry, data), _per_gj(registry, data)
    keys = pd.MultiIndex.from_frame(index[PLACE])
    richest = [part.reindex(keys).fillna(0.0).to_numpy(float) for part in (raw, LARGEST_HEAT * fuel)]
    return np.asarray(most * (richest[0] + richest[1]))


def _per_clinker(registry: Registry, data: ModelData) -> pd.Series:
    """Largest mass of each item per tonne of clinker that a raw material makes, by kiln, item and period."""
    frame = registry.frame("v_raw")
    grade = data.grades.reindex(frame["grade"]).set_axis(frame.index)
    return _largest(frame, grade[list(VOLATILES)].div(1.0 - grade["loi"], axis=0))


def _per_gj(registry: Registry, data: ModelData) -> pd.Series:
    """Largest mass of each item per GJ of a fuel, by kiln, item and period."""
    frame = registry.frame("v_fuel")
    fuel = data.fuels.reindex(data.grades["material"].reindex(frame["grade"])).set_axis(frame.index)
    masses = pd.DataFrame({item: fuel["ash"] * fuel[f"ash_{item}"] for item in VOLATILES})
    masses["so3"] += S_TO_SO3 * fuel["sulphur"]
    masses["cl"] += fuel["chlorine"]
    return _largest(frame, masses.div(fuel["ncv"], axis=0))


def _largest(frame: pd.DataFrame, masses: pd.DataFrame) -> pd.Series:
    keys = ["kiln", "period"]
    most = masses.groupby([frame[key] for key in keys]).max().reset_index()
    return most.melt(keys, var_name="item").set_index(PLACE)["value"]
