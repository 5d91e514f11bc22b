"""Stocks as the rest of the audit counts them: what is put by, what clinker leaves a pile, what it costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.calendar import seasons
from models.audit.frames import amounts
from models.audit.plan import Plan

CLINKER = "clinker"


def kept_at(plan: Plan, keys: list[str]) -> pd.Series:
    """Clinker (``keys`` period, kiln) or cement (period, plant, product) put by less what is drawn, t."""
    stocks = plan["stocks"]
    clinker = stocks["goods"] == CLINKER
    here = clinker if len(keys) == 2 else ~clinker & stocks["place"].isin(plan.plants.index)
    names = {"place": keys[1]} | ({"goods": keys[2]} if len(keys) > 2 else {})
    moved = stocks[here].assign(t=stocks["put_t"] - stocks["drawn_t"]).rename(columns=names)
    return amounts(moved, keys, "t")


def holding_cost(plan: Plan) -> float:
    """CNY: price of a tonne and year, for the mean of the stocks at the start and at the end of a period."""
    stocks = plan["stocks"]
    price = {key: row.holding_cost for key, row in plan.case.stores.items()}
    each = [price.get(key, 0.0) for key in zip(stocks["place"], stocks["goods"], strict=True)]
    years = plan.year_share.reindex(stocks["period"]).to_numpy()
    mean = (stocks["start_t"] + stocks["stock_t"]).to_numpy() / 2
    return float((mean * years * np.array(each, dtype=float)).sum())


def clinker_out(plan: Plan, made: pd.DataFrame) -> pd.DataFrame:
    """Composition of the clinker that leaves each kiln, where its stock mixes several periods.

    Pile: (carried + made)·c_t = carried·c_(t-1) + made·q_t for all periods of a year at once.
    """
    stocks = plan["stocks"][plan["stocks"]["goods"] == CLINKER]
    carried = amounts(stocks.assign(t=stocks["start_t"] - stocks["lost_t"]), ["period", "place"], "t")
    parts = [made]
    for kiln in sorted(set(stocks["place"])):
        for names in seasons(plan.case).values():
            keys = [(name, kiln) for name in names]
            over, new = carried.reindex(keys).fillna(0.0), plan.running["clinker_t"].reindex(keys).fillna(0.0)
            pile = np.diag(np.maximum((over + new).to_numpy(), 1e-9))
            chain = pile - np.roll(np.diag(over.to_numpy()), -1, axis=1)
            fresh = made.reindex(keys).fillna(0.0).mul(new.to_numpy(), axis=0)
            if new.sum() > 0:
                mixed = np.linalg.solve(chain, fresh.to_numpy())
                parts.append(pd.DataFrame(mixed, index=fresh.index, columns=made.columns))
    found = pd.concat(parts)
    return found[~found.index.duplicated(keep="last")]
