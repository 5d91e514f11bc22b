"""Totals, money and CO2 of both states: the ledgers themselves, summed over the periods."""

from __future__ import annotations

import pandas as pd

from models.comparison.frames import VALUES, side_by_side
from models.comparison.state import State


def totals(current: State, plan: State) -> pd.DataFrame:
    """One row for every scalar of the totals; shares and factors are plain ratios."""
    frames = [
        pd.DataFrame([{key: value for key, value in state.totals.items() if isinstance(value, int | float)}])
        for state in (current, plan)
    ]
    named = [frame.rename_axis("state") for frame in frames]
    return side_by_side(*named, currency=plan.case.info.currency)[VALUES]


def money(current: State, plan: State) -> pd.DataFrame:
    """category, payer, payee, in_system, in_cement — amount."""
    keys = ["category", "payer", "payee", "in_system", "in_cement"]
    return _ledger(current, plan, "money", keys, "amount_cny", "amount")


def co2(current: State, plan: State) -> pd.DataFrame:
    """book, scope — amount; books are never added to one another."""
    return _ledger(current, plan, "co2", ["book", "scope"], "co2_t", "co2_t")


def _ledger(
    current: State, plan: State, table: str, keys: list[str], column: str, measure: str
) -> pd.DataFrame:
    frames = [
        state.tables[table].groupby(keys)[[column]].sum().rename(columns={column: measure})
        for state in (current, plan)
    ]
    index = frames[1].index.union(frames[0].index, sort=False)
    filled = [frame.reindex(index, fill_value=0.0) for frame in frames]
    return side_by_side(*filled, currency=plan.case.info.currency)
