"""The parts of every total of a plan, and how much of it rests on figures that are marked as assumed.

The share counts a part as assumed where the row that states its price, factor or amount is marked so;
parts are counted by their size, whatever their sign. What a plan decides with such figures is not
followed further.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cases.case import Case, Key
from cases.years import co2_weights
from models.origins.parts import (
    Tables,
    clinker_parts,
    co2_parts,
    heat_parts,
    market_parts,
    money_parts,
    tkm_parts,
    waste_parts,
)
from models.totals import CEMENT, CO2_SCOPES, SYSTEM
from models.years import tables_of_year

ASSUMED = "assumed"
UNSTATED = "unstated"
TABLES = {"case": "info", "factors": "factors"}
MODES = ("road", "rail")


def parts_of_totals(case: Case, tables: Tables, money: str) -> dict[str, pd.DataFrame]:
    """Parts of each total that is a sum; a share has those of its numerator."""
    paid, emitted = money_parts(case, tables), co2_parts(case, tables)
    system, cement = (paid[paid["group"].isin(names)] for names in (SYSTEM, CEMENT))
    physical = emitted[emitted["group"].isin(CO2_SCOPES)]
    used = waste_parts(tables, "taken_dry_t")
    found = {
        "cost": system if money == "system" else cement,
        "cost_system": system,
        "cost_cement_sector": cement,
        "co2_t": physical,
        "clinker_t": clinker_parts(tables),
        "cement_t": market_parts(tables, "delivered_t"),
        "waste_used_t": used,
        "waste_arising_t": waste_parts(tables, "arising_dry_t"),
        "waste_use_share": used,
        "imported_t": market_parts(tables, "imported_t"),
        "unmet_t": market_parts(tables, "unmet_t"),
        "specific_heat_gj_per_t": heat_parts(case, tables),
        **{f"{mode}_tkm": tkm_parts(tables, (mode,)) for mode in MODES},
        "rail_share": tkm_parts(tables, ("rail",)),
    }
    for name, parts in (("cost_by_category", found["cost"]), ("co2_by_scope", physical)):
        found |= {f"{name}.{group}": part for group, part in parts.groupby("group")}
    return found


def assumed_shares(case: Case, tables: Tables, money: str) -> dict[str, float]:
    """Share of each total that rests on assumed figures; none for a total that is nothing.

    Of several years that of the mean year, as the totals are.
    """
    sure = Sureness(case)
    shares = {}
    for name, parts in parts_of_mean(case, tables, money).items():
        size = parts["amount"].abs()
        if size.sum() > 0:
            assumed = [sure.of(*cell) == ASSUMED for cell in zip(parts["table"], parts["key"], strict=True)]
            shares[name] = float(size[assumed].sum() / size.sum())
    return shares


def parts_of_mean(case: Case, tables: Tables, money: str) -> dict[str, pd.DataFrame]:
    """Parts of the totals, those of each year weighed by the years it represents."""
    weights = co2_weights(case)
    if len(weights) == 1:
        return parts_of_totals(case, tables, money)
    found: dict[str, list[pd.DataFrame]] = {}
    for year, weight in weights.items():
        for name, parts in parts_of_totals(case, tables_of_year(case, tables, year), money).items():
            found.setdefault(name, []).append(parts.assign(amount=parts["amount"] * weight))
    return {name: pd.concat(parts, ignore_index=True) for name, parts in found.items()}


class Sureness:
    """What rows of a case say of themselves."""

    def __init__(self, case: Case) -> None:
        self._case = case

    def of(self, table: str, key: Key) -> str:
        """reported, derived, assumed or unstated."""
        return self.told(table, key).get("confidence") or UNSTATED

    def told(self, table: str, key: Key) -> Mapping[str, Any]:
        """source, confidence and note of a row."""
        if not table:
            return {}
        row = (
            self._case.items.get((table, str(key)))
            if table in TABLES
            else getattr(self._case, table).get(key)
        )
        return {name: getattr(row, name, None) for name in ("source", "confidence", "note")}
