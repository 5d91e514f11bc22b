"""Cement products: clinker factor, CO2 and delivered cost of a tonne.

Cost and CO2 of a kiln's clinker follow it to the products in proportion to the tonnes ground into each;
milling goes by the tonnes of cement, mill electricity by what each product's grinding takes.
"""

from __future__ import annotations

import pandas as pd

from models.comparison.attribution import CO2, COST
from models.comparison.frames import per, side_by_side, spread
from models.comparison.state import State
from models.ledgers.energy import mill_power
from models.totals import CEMENT


def products(current: State, plan: State) -> pd.DataFrame:
    """Product — cement and clinker ground, clinker factor, CO2 and cost in all and per tonne of cement.

    CO2 and cost are those up to the market, imports left out.
    """
    return side_by_side(_measures(current), _measures(plan), currency=plan.case.info.currency)


def ground_cost(state: State) -> pd.Series:
    """Delivered cement-sector cost of the cement of each plant [CNY]."""
    return _shared(state, COST).groupby("plant")["amount"].sum()


def _measures(state: State) -> pd.DataFrame:
    use, cement = state.tables["mill_use"], state.tables["cement"]
    imported = state.tables["markets"].groupby("product")["imported_t"].sum()
    clinker = use[use["kind"] == "clinker"].groupby("product")["dry_t"].sum()
    amounts = {
        "cement_t": cement.groupby("product")["cement_t"].sum(),
        "imported_t": imported,
        "clinker_ground_t": clinker,
        "co2_t": _shared(state, CO2).groupby("product")["amount"].sum(),
        "cost_cny": _shared(state, COST).groupby("product")["amount"].sum(),
    }
    known = pd.Index(list(state.case.products), name="product")
    frame = pd.DataFrame(amounts).reindex(known).fillna(0.0)
    made = frame["cement_t"]
    frame.insert(3, "clinker_factor", per(frame["clinker_ground_t"], made))
    frame["co2_kg_per_t"] = 1000.0 * per(frame["co2_t"], made)
    frame["cost_cny_per_t"] = per(frame["cost_cny"], made)
    return frame


def _shared(state: State, quantity: str) -> pd.DataFrame:
    """Amounts of kilns and mills by plant and product."""
    owned = state.owned[state.owned["quantity"] == quantity]
    if quantity == COST:
        owned = owned[owned["category"].isin(CEMENT)]
    at_kilns = owned[owned["facility"] == "kiln"].groupby("id")[["amount"]].sum().reset_index()
    mills = owned[owned["facility"] == "mill"].rename(columns={"id": "plant"})
    told, untold = mills[mills["product"] != ""], mills[mills["product"] == ""].drop(columns="product")
    power = untold["category"] == "electricity"
    ground = mill_power(state.case, state.tables)[["plant", "product", "used_mwh"]]
    made = state.tables["cement"][["plant", "product", "cement_t"]]
    parts = [
        told,
        spread(at_kilns, _ground(state), by=["id"], weight="dry_t"),
        spread(untold[power], ground, by=["plant"], weight="used_mwh"),
        spread(untold[~power], made, by=["plant"], weight="cement_t"),
    ]
    return pd.concat([part[["plant", "product", "amount"]] for part in parts], ignore_index=True)


def _ground(state: State) -> pd.DataFrame:
    """Tonnes of each kiln's clinker by plant and product."""
    use = state.tables["mill_use"]
    clinker = use[use["kind"] == "clinker"].rename(columns={"grade": "id"})
    return clinker[["id", "plant", "product", "dry_t"]]
