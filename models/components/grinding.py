"""Cement: recipes by constituent class, product limits and strength with per-kiln constants, mill capacity.

Clinker of several kilns meets in a mill, so composition × tonnes would be bilinear; rows use the limits that
each kiln keeps as worst case. Those belong to its class, so clinker of one class is one commodity in a mill.
Realised figures are computed after the solve and audited.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from models.data import ModelData, cross, number
from models.registry import Kind, Registry

KEYS = ["plant", "product", "period"]
SET_REGULATOR = "gypsum"
CLINKER = "clinker"
FIGURES = ["constituent", "moisture", "so3", "mgo", "cl", "loi", "activity", "mill_energy"]
"""What is read of a grade."""


def add(registry: Registry, data: ModelData, additions: pd.DataFrame) -> None:
    """Register cement, clinker ground by kiln class and additions (kt dry).

    ``additions``: plant, grade that can arrive as constituent.
    """
    products = pd.DataFrame({"product": list(data.case.products)})
    index = cross(
        data.plants.reset_index(drop=True)[["plant", "site"]].merge(products, how="cross"), data.periods
    )
    cement = registry.add_columns("v_cement", index[KEYS], unit="kt")
    allowed = _allowed(data, additions, products)
    classes = pd.DataFrame({"kiln_class": sorted(data.kilns["kiln_class"].unique())})
    plants = pd.DataFrame({"plant": list(data.case.plants)})
    use = cross(plants.merge(classes, how="cross").merge(products, how="cross"), data.periods)
    ground_keys = ["plant", "kiln_class", "product", "period"]
    ground = registry.add_columns("v_clinker_ground", use[ground_keys], unit="kt")
    more = cross(allowed, data.periods)
    added = registry.add_columns("v_addition", more[["plant", "grade", "product", "period"]], unit="kt dry")
    parts = pd.concat(
        [
            _clinker_properties(data, ground),
            _addition_properties(data, added),
        ],
        ignore_index=True,
    ).merge(data.plants.reset_index(drop=True)[["plant", "site"]], on="plant")
    parts = parts.merge(cement[KEYS].assign(number=np.arange(len(cement))), on=KEYS)
    _balances(registry, data, cement, parts)
    _mass(registry, index, cement, parts)
    _recipes(registry, data, cement, parts)
    _limits(registry, data, cement, parts)
    _capacity(registry, data, cement)


def _allowed(data: ModelData, additions: pd.DataFrame, products: pd.DataFrame) -> pd.DataFrame:
    """(plant, grade, product) whose constituent class some recipe range of the product names."""
    named = {
        (product, c)
        for (product, _), recipe in data.case.recipes.items()
        if recipe.upper > 0
        for c in recipe.constituents
    }
    pairs = additions.merge(products, how="cross")
    constituent = data.grades["constituent"].reindex(pairs["grade"])
    keys = zip(pairs["product"].tolist(), constituent.tolist(), strict=True)
    keep = np.array([key in named for key in keys], dtype=bool)
    return pairs[keep].reset_index(drop=True)


def _clinker_properties(data: ModelData, ground: pd.DataFrame) -> pd.DataFrame:
    """Worst-case constants of a class's clinker: its limits on SO3, MgO and Cl, its declared strength."""
    kiln = data.kilns.drop_duplicates("kiln_class").set_index("kiln_class").reindex(ground["kiln_class"])

    def bound(metric: str, side: str, blank: float) -> np.ndarray:
        values = []
        for name in kiln["limit_set"]:
            limit = data.case.limits.get((name, metric))
            value = None if limit is None else getattr(limit, side)
            values.append(blank if value is None else float(value) / 100.0)
        return np.array(values)

    return ground.assign(
        kind="clinker", constituent=CLINKER, wet=1.0,
        so3_low=bound("so3", "lower", 0.0), so3=bound("so3", "upper", 0.0),
        mgo=bound("mgo", "upper", 0.0), cl=bound("cl", "upper", 0.0), loi=0.0,
        strength=kiln["strength"].to_numpy(float),
        energy=data.case.factors.clinker_mill_energy,
    )  # fmt: skip


def _addition_properties(data: ModelData, added: pd.DataFrame) -> pd.DataFrame:
    grade = data.grades[FIGURES].reindex(added["grade"])
    reference = data.case.factors.strength_reference
    regulator = grade["constituent"].to_numpy() == SET_REGULATOR
    return added.assign(
        kind="material", constituent=grade["constituent"].to_numpy(),
        wet=1.0 / (1.0 - grade["moisture"].to_numpy(float)),
        so3_low=grade["so3"].to_numpy(float), so3=grade["so3"].to_numpy(float),
        mgo=grade["mgo"].to_numpy(float), cl=grade["cl"].to_numpy(float),
        loi=grade["loi"].to_numpy(float),
        strength=np.where(regulator, reference, grade["activity"].to_numpy(float) * reference),
        energy=grade["mill_energy"].to_numpy(float),
    )  # fmt: skip


def _balances(registry: Registry, data: ModelData, cement: pd.DataFrame, parts: pd.DataFrame) -> None:
    clinker = parts[parts["kind"] == "clinker"]
    registry.contribute("site_clinker", clinker[["site", "kiln_class", "period"]], clinker["col"], -1.0)
    material = parts[parts["kind"] == "material"].assign(use="mill")
    keys = material[["site", "use", "grade", "period"]]
    registry.contribute("site_grade", keys, material["col"], -material["wet"])
    registry.contribute("plant_cement", cement[KEYS], cement["col"], 1.0)
    plant = data.plants[["variable_cost", "base_energy"]].reindex(cement["plant"])
    registry.affect("cost:milling", cement["col"], plant["variable_cost"])
    registry.act("mill_power", cement[KEYS], cement["col"], plant["base_energy"])
    registry.act("mill_power", parts[KEYS], parts["col"], parts["energy"])


def _mass(registry: Registry, index: pd.DataFrame, cement: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Cement = Σ clinker + Σ additions [kt]."""
    rows = registry.add_rows("c_cement_mass", index[KEYS], unit="kt", kind=Kind.LAW, lower=0.0, upper=0.0)
    registry.add_terms(rows, cement["col"], -1.0)
    registry.add_terms(rows[parts["number"]], parts["col"], 1.0)


def _recipes(registry: Registry, data: ModelData, cement: pd.DataFrame, parts: pd.DataFrame) -> None:
    """Range of a recipe: lower · cement ≤ Σ constituents of the range ≤ upper · cement [kt]."""
    ranges = pd.DataFrame(
        [
            (product, name, c, r.lower / 100.0, r.upper / 100.0)
            for (product, name), r in data.case.recipes.items()
            for c in r.constituents
        ],
        columns=["product", "range", "constituent", "lower", "upper"],
    )
    for side, sign in (("lower", 1.0), ("upper", -1.0)):
        active = ranges[(ranges["lower"] > 0) if side == "lower" else (ranges["upper"] < 1)]
        keys = ["plant", "product", "range", "period"]
        bounds = active[["product", "range", side]].drop_duplicates()
        index = cement.merge(bounds, on="product").reset_index(drop=True)
        rows = registry.add_rows(
            f"c_recipe_{side}", index[keys], unit="kt", kind=Kind.LIMIT, lower=0.0,
            behind=[
                ("recipes", (p, r), side) for p, r in zip(index["product"], index["range"], strict=True)
            ],
            give=("CNY/t", 1000.0),
        )  # fmt: skip
        registry.add_terms(rows, index["col"], -sign * index[side])
        members = parts[[*KEYS, "constituent", "col"]].merge(
            active[["product", "range", "constituent"]], on=["product", "constituent"]
        )
        placed = members.merge(index.assign(row=rows)[[*keys, "row"]], on=keys)
        registry.add_terms(placed["row"], placed["col"], sign)


def _limits(registry: Registry, data: ModelData, cement: pd.DataFrame, parts: pd.DataFrame) -> None:
    """SO3 window, Cl, MgO, LOI and strength: Σ (bound − property) · mass has the right sign [kt × unit]."""
    products = pd.DataFrame([_bounds(p) for p in data.case.products.values()]).set_index("product")
    for name, column, prop, sign in (
        ("c_cement_so3_lower", "so3_min", "so3_low", 1.0),
        ("c_cement_so3_upper", "so3_max", "so3", -1.0),
        ("c_cement_cl", "cl_max", "cl", -1.0),
        ("c_cement_mgo", "mgo_max", "mgo", -1.0),
        ("c_cement_loi", "loi_max", "loi", -1.0),
        ("c_cement_strength", "strength_min", "strength", 1.0),
    ):
        bound = number(cement["product"].map(products[column]), np.nan)
        bounded = bound.notna().to_numpy()
        index = cement[bounded]
        scale = 100.0 if column != "strength_min" else 0.1
        rows = registry.add_rows(
            name, index[KEYS], unit="kt × unit", kind=Kind.LIMIT, lower=0.0, scale=scale,
            behind=[("products", p, column) for p in index["product"]],
            give=("CNY per unit and t", 1000.0),
        )  # fmt: skip
        registry.add_terms(rows, index["col"], -sign * bound[bounded])
        row_of = np.full(len(cement), -1)
        row_of[bounded] = rows
        placed = parts[bounded[parts["number"]]]
        registry.add_terms(row_of[placed["number"]], placed["col"], sign * placed[prop])


def _bounds(product: Any) -> dict[str, Any]:
    percent = {
        name: None if getattr(product, name) is None else getattr(product, name) / 100.0
        for name in ("so3_min", "so3_max", "cl_max", "mgo_max", "loi_max")
    }
    return {"product": product.product, "strength_min": product.strength_min, **percent}


def _capacity(registry: Registry, data: ModelData, cement: pd.DataFrame) -> None:
    """Σ products ≤ capacity of the plant [kt]."""
    index = cross(data.plants.reset_index(drop=True)[["plant", "capacity"]], data.periods)
    days = index["period"].map(dict(zip(data.periods["period"], data.periods["days"], strict=True)))
    rows = registry.add_rows(
        "c_mill_capacity", index[["plant", "period"]], unit="kt", kind=Kind.LIMIT,
        upper=(index["capacity"] * days / 365.0).to_numpy(float),
        behind=[("plants", p, "capacity") for p in index["plant"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = cement.merge(index.assign(row=rows)[["plant", "period", "row"]], on=["plant", "period"])
    registry.add_terms(placed["row"], placed["col"], 1.0)
