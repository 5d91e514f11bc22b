"""Shared balances: rows written from what the components contributed, Σ contributions = right-hand side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.availability import supply_balance_bounds
from models.components.markets import demand_of
from models.data import ModelData
from models.registry import Behind, Kind, Registry


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance: its row family, index, unit, kind, and what stands on the right."""

    rows: str
    keys: tuple[str, ...]
    unit: str
    kind: Kind = Kind.LAW
    right: Callable[[ModelData, pd.DataFrame], np.ndarray | pd.Series] | None = None
    behind: tuple[str, str] | None = None
    optional: bool = False
    """Whether there are no such rows at all where nobody contributes."""


BALANCES: dict[str, Balance] = {
    "supply": Balance(
        "c_supply", ("source_id", "period"), "kt dry", right=supply_balance_bounds,
        behind=("sources", "arising"),
    ),
    "site_grade": Balance("c_site_grade", ("site", "use", "grade", "period"), "kt wet"),
    "clinker_mass": Balance("c_clinker_mass", ("kiln", "period"), "kt"),
    "heat": Balance("c_heat", ("kiln", "period"), "TJ"),
    "kiln_clinker": Balance("c_kiln_clinker", ("kiln", "period"), "kt"),
    "site_clinker": Balance("c_site_clinker", ("site", "kiln_class", "period"), "kt"),
    "plant_cement": Balance("c_plant_cement", ("plant", "product", "period"), "kt"),
    "demand": Balance(
        "c_demand", ("market", "product", "period"), "kt", Kind.LIMIT, demand_of, ("demand", "demand")
    ),
    "vat": Balance("c_vat", ("company", "year"), "kCNY", optional=True),
    "clinker_brought": Balance("c_clinker_brought", ("company", "year"), "kt", optional=True),
    "vat_beyond": Balance("c_vat_beyond", ("company", "year"), "kCNY", optional=True),
    "vat_products": Balance("c_vat_products", ("rule", "company", "year"), "kCNY", optional=True),
}  # fmt: skip


def write(registry: Registry, data: ModelData) -> None:
    """Write the rows of every balance; sources without a limit have no supply row."""
    for name, balance in BALANCES.items():
        terms = registry.balances.get(name)
        if balance.optional and terms is None:
            continue
        keys = list(balance.keys)
        frames = [w for w in terms.where if isinstance(w, pd.DataFrame)] if terms else []
        index = _index(data, name, frames, keys)
        right = balance.right(data, index) if balance.right else np.zeros(len(index))
        rows = registry.add_rows(
            balance.rows, index, unit=balance.unit, kind=balance.kind, lower=np.asarray(right, float),
            upper=np.asarray(right, float), behind=_behind(balance, index),
            give=("CNY/t", 1000.0) if balance.kind is Kind.LIMIT else None,
        )  # fmt: skip
        if terms is None or not frames:
            continue
        given = pd.concat([frame[keys] for frame in frames], ignore_index=True)
        given = given.assign(col=np.concatenate(terms.cols), coef=np.concatenate(terms.coefs))
        placed = given.merge(index.assign(row=rows), on=keys)
        registry.add_terms(placed["row"], placed["col"], placed["coef"])


def _index(data: ModelData, name: str, frames: list[pd.DataFrame], keys: list[str]) -> pd.DataFrame:
    """Every key that something contributes to; every demand, met or not; only limited sources."""
    parts = [frame[keys] for frame in frames]
    if name == "demand":
        stated = pd.DataFrame(
            [(d.market, d.product, d.period) for d in data.case.demand.values()], columns=keys
        )
        parts = [stated]
    index = pd.concat(parts).drop_duplicates() if parts else pd.DataFrame(columns=keys)
    if name == "supply":
        finite = data.sources.loc[data.sources["arising"].notna(), "source_id"]
        index = index[index["source_id"].isin(finite)]
    return index.sort_values(keys).reset_index(drop=True)


def _behind(balance: Balance, index: pd.DataFrame) -> list[Behind] | None:
    if balance.behind is None:
        return None
    table, column = balance.behind
    if table == "sources":
        return [(table, s, column) for s in index["source_id"]]
    return [(table, key, column) for key in index.itertuples(index=False, name=None)]
