"""Breaches in the model of today: every limit may give at its price, laws of nature never."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.giving import price_of
from models.registry import OPEN, Floats, Kind, Registry


def add(registry: Registry) -> None:
    """Every limit gives at its price, laws of nature never: lower − u_below ≤ Σ terms ≤ upper + u_above."""
    for side, sign in (("below", 1.0), ("above", -1.0)):
        limits = _limits(registry, side)
        columns = registry.add_columns(f"u_{side}", limits[["family", "key"]], unit="unit of the row")["col"]
        registry.add_terms(limits["row"], columns, sign)
        registry.affect("breach:limits", columns, limits["price"])
    _least_breach(registry)


def _limits(registry: Registry, side: str) -> pd.DataFrame:
    """Rows that may give on a side: family, key, row, price [kCNY per unit of the row]."""
    parts = []
    for family in registry.rows.values():
        if family.kind is not Kind.LIMIT or family.give_price is None:
            continue
        bound = family.lower if side == "below" else family.upper
        place = np.flatnonzero(np.isfinite(bound))
        keys = [
            "+".join(map(str, key)) for key in family.index.iloc[place].itertuples(index=False, name=None)
        ]
        price = price_of(family)
        parts.append(
            pd.DataFrame({"family": family.name, "key": keys, "row": family.start + place, "price": price})
        )
    return pd.concat(parts, ignore_index=True)


def weight(registry: Registry) -> Floats:
    """What ranks before all else: limits that give and demand left unmet, each at its price [kCNY]."""
    return registry.effect_vector("breach:limits") + registry.effect_vector("breach:unmet")


def _least_breach(registry: Registry) -> None:
    """Breach ranks before all else: Σ price · (u + unmet) ≤ the least there can be, found first [kCNY]."""
    row = registry.add_rows(
        "c_least_breach", pd.DataFrame({"scope": ["all"]}), unit="kCNY", kind=Kind.CHOICE, upper=OPEN
    )
    prices = weight(registry)
    used = np.flatnonzero(prices)
    registry.add_terms(row.repeat(len(used)), used, prices[used])
