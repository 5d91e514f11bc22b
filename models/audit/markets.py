"""Demand is delivered, imported where priced, or unmet where priced."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts, frame_of
from models.audit.plan import Plan, once
from models.audit.tolerance import FLOOR_T, tell, unequal

KEYS = ["period", "market", "product"]


@once
def demand_frame(plan: Plan) -> pd.DataFrame:
    """Demand rows by period, market and product, with what the plan says of them; t and CNY/t."""
    rows = frame_of(plan.case.demand, keys=["market", "product", "period"])
    rows = rows.drop(columns=["market", "product", "period"], errors="ignore").reorder_levels(KEYS)
    if rows.empty:
        rows = rows.reindex(columns=["demand", "import_price", "import_co2", "unmet_price"])
    told = plan["markets"].set_index(KEYS)[["demand_t", "delivered_t", "imported_t", "unmet_t"]]
    return rows.join(told, how="outer").fillna(dict.fromkeys(("demand", *told.columns), 0.0))


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Balance of every demand, and deliveries against hauls."""
    frame = demand_frame(plan)
    asked = frame["demand"] * 1000
    yield from unequal(Code.MARKET_DEMAND, frame["demand_t"], asked, unit="t")
    met = frame["delivered_t"] + frame["imported_t"] + frame["unmet_t"]
    yield from unequal(Code.MARKET_BALANCE, met, asked, unit="t")
    for code, amount, price in (
        (Code.MARKET_IMPORT, "imported_t", "import_price"),
        (Code.MARKET_UNMET, "unmet_t", "unmet_price"),
    ):
        barred = frame[frame[price].isna() & (frame[amount] > FLOOR_T)][amount]
        yield from tell(code, barred, barred * 0, unit="t")
    yield from _delivered(plan)


def _delivered(plan: Plan) -> list[AuditFinding]:
    """Cement that reaches the site of the markets is what they say they got."""
    keys = ["period", "site", "product"]
    flows = plan["flows"][plan["flows"]["kind"] == "cement"]
    flows = flows.rename(columns={"destination_site": "site", "item": "product"})
    homes = pd.Series({m: row.site for m, row in plan.case.markets.items()}, dtype=object)
    told = plan["markets"].assign(site=homes.reindex(plan["markets"]["market"]).to_numpy())
    return unequal(
        Code.MARKET_DELIVERED, amounts(told, keys, "delivered_t"), amounts(flows, keys, "wet_t"), unit="t"
    )
