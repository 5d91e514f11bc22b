"""What projects change: limits that they raise, and coefficients by an exact product of choice and flow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.bounds import most_feed, most_fuel_heat
from models.data import ModelData
from models.products import product
from models.projects import in_periods
from models.registry import Floats, Registry, Terms

KILN = ["kiln", "period"]
KEYS = ["project", "kiln", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Write effects that add to a limit or multiply an activity; ways and flows have their own files."""
    if "y_on" not in registry.columns:
        return
    for raise_ in RAISES:
        _raise(registry, data, raise_)
    for per in PER_CLINKER:
        _per_clinker(registry, data, per)
    for ceiling in CEILINGS:
        _ceiling(registry, data, ceiling)


@dataclass(frozen=True, slots=True)
class Raise:
    """A limit that units add to: row.upper + amount · on, of the year where the amount is one of a year."""

    effect: str
    rows: str
    target: str
    item: str | None
    of_year: bool
    kind: str | None = None
    """Second key that only some rows of the family have."""


RAISES = (
    Raise("transfer_capacity", "c_haul_capacity", "id", None, of_year=True, kind="transfer"),
    Raise("link_capacity", "c_haul_capacity", "id", None, of_year=True, kind="link"),
    Raise("mill_capacity", "c_mill_capacity", "plant", None, of_year=True),
    Raise("store_capacity", "c_stock", "place", "goods", of_year=False),
    Raise("raw_feeders", "c_raw_feeders", "kiln", None, of_year=False),
    Raise("fuel_feeders", "c_fuel_feeders", "kiln", None, of_year=False),
)


def _raise(registry: Registry, data: ModelData, what: Raise) -> None:
    """Σ … ≤ limit + amount · on; a row that states an amount instead of a limit stays as it is."""
    index = in_periods(registry, data, what.effect)
    if index.empty or what.rows not in registry.rows:
        return
    names = {"target": what.target} | ({"item": what.item} if what.item else {})
    index = index.drop(columns=[] if what.item else ["item"]).rename(columns=names)
    family = registry.rows[what.rows]
    rows = registry.row_frame(what.rows)[family.lower != family.upper]
    if what.kind is not None:
        rows = rows[rows["kind"] == what.kind]
    placed = index.merge(rows, on=[*names.values(), "period"])
    part = placed["part"] if what.of_year else 1.0
    registry.add_terms(placed["row"], placed["choice"], -placed["amount"] * part)


@dataclass(frozen=True, slots=True)
class PerClinker:
    """A figure per tonne of clinker: what it does to balance, activity and effect, each with its sign."""

    effect: str
    balance: str | None = None
    activity: str | None = None
    cost: str | None = None


PER_CLINKER = (
    PerClinker("heat", balance="heat", activity="extra_heat"),
    PerClinker("power", activity="power"),
    PerClinker("variable_cost", cost="cost:project_variable"),
    PerClinker("waste_heat_power", activity="own_power"),
)


def _per_clinker(registry: Registry, data: ModelData, per: PerClinker) -> None:
    """Choice × clinker, z [kt]: the kiln takes amount · z more heat or power, or costs so much more."""
    index = in_periods(registry, data, per.effect).rename(columns={"target": "kiln"})
    if index.empty:
        return
    made = registry.frame("v_clinker")
    form = made.merge(index[KILN].assign(number=np.arange(len(index))), on=KILN).assign(coef=1.0)
    most = _upper(registry, "v_clinker", index)
    z = product(
        registry, f"{per.effect}_of", index[KEYS], unit="kt", choice=index["choice"], form=form, most=most
    )
    if per.balance is not None:
        registry.contribute(per.balance, index[KILN], z, -index["amount"])
    if per.activity is not None:
        registry.act(per.activity, index[KILN], z, index["amount"])
    if per.cost is not None:
        registry.affect(per.cost, z, index["amount"])


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A ceiling on a share that a project raises: row.upper + amount · scale · on · whole."""

    effect: str
    rows: str
    of: str
    unit: str
    scale: float
    item: str | None = None


CEILINGS = (
    Ceiling("tsr_max", "c_substitution", "fuel_heat", "TJ", 0.01),
    Ceiling("alternative_fuel_capacity", "c_fuel_handling", "line_days", "d", 0.001),
    Ceiling("max_raw_share", "c_dosing", "feed", "kt", 0.01, item="material"),
    Ceiling("feed_moisture_max", "c_feed_moisture", "wet_feed", "kt", 0.01),
)


def _ceiling(registry: Registry, data: ModelData, ceiling: Ceiling) -> None:
    """Σ part ≤ (share + points) · whole: the points of a project count on z = on · whole."""
    index = in_periods(registry, data, ceiling.effect).rename(columns={"target": "kiln"})
    if ceiling.item is not None:
        index = index.rename(columns={"item": ceiling.item})
    if index.empty or ceiling.rows not in registry.rows:
        return
    keys = ["kiln", *([ceiling.item] if ceiling.item else []), "period"]
    index = index.merge(registry.row_frame(ceiling.rows)[[*keys, "row"]], on=keys)
    form = _activity(registry, ceiling.of).merge(index[KILN].assign(number=np.arange(len(index))), on=KILN)
    z = product(
        registry, f"{ceiling.effect}_of", index[["project", *keys]], unit=ceiling.unit,
        choice=index["choice"], form=form, most=_most(registry, data, ceiling.of, index),
    )  # fmt: skip
    registry.add_terms(index["row"], z, -ceiling.scale * index["amount"])


def _activity(registry: Registry, name: str) -> pd.DataFrame:
    """Terms of an activity: kiln, period, col, coef."""
    terms = registry.activities.get(name, Terms())
    parts = [
        where[KILN].assign(col=cols, coef=coefs)
        for where, cols, coefs in zip(terms.where, terms.cols, terms.coefs, strict=True)
        if isinstance(where, pd.DataFrame)
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*KILN, "col", "coef"])


def _most(registry: Registry, data: ModelData, activity: str, index: pd.DataFrame) -> Floats:
    """Most that an activity of a kiln can be in a period."""
    if activity == "line_days":
        return _upper(registry, "v_days", index)
    bound = most_fuel_heat(registry, data) if activity == "fuel_heat" else most_feed(registry, data)[activity]
    return np.asarray(bound.reindex(pd.MultiIndex.from_frame(index[KILN])).fillna(0.0), dtype=np.float64)


def _upper(registry: Registry, family: str, index: pd.DataFrame) -> Floats:
    columns = registry.columns[family]
    upper = pd.Series(columns.upper, index=pd.MultiIndex.from_frame(columns.index))
    return np.asarray(upper.reindex(pd.MultiIndex.from_frame(index[KILN])), dtype=np.float64)
