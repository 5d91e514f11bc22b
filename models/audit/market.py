"""The carbon market: surplus of every line and year from balance value, bands and the national book."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from models.audit.carbon import guideline_by_kiln
from models.audit.codes import Code
from models.audit.finding import AuditFinding
from models.audit.frames import amounts
from models.audit.plan import Plan, once
from models.audit.rewards import earned
from models.audit.tolerance import RATIO, unequal

KEYS = ["kiln", "year"]


def check(plan: Plan) -> Iterator[AuditFinding]:
    """Direct CO2 and surplus of each line as the table tells them; money is checked with the categories."""
    if "carbon_market" not in plan.tables:
        return
    own, told = surplus(plan), plan["carbon_market"]
    told = told.astype({"year": str}).set_index(KEYS)[["co2_t", "surplus_t"]].astype(float)
    for code, column in ((Code.MARKET_CO2, "co2_t"), (Code.MARKET_SURPLUS, "surplus_t")):
        yield from unequal(code, told[column], own[column], unit="t CO2", relative=RATIO)


@once
def surplus(plan: Plan) -> pd.DataFrame:
    """T CO2 and allowances above it (below zero: short) by (kiln, year), with the price of the year."""
    years = {str(p): str(period.year) for p, period in plan.case.periods.items()}
    made = plan.running["clinker_t"].rename("clinker_t").reset_index()
    made = made.assign(year=made["period"].map(years), co2_t=guideline_by_kiln(plan).to_numpy())
    frame = pd.DataFrame({name: amounts(made, KEYS, name) for name in ("clinker_t", "co2_t")})
    market = {key: row for key, row in plan.case.carbon_market.items() if row.active}
    held = frame.index.get_level_values("year").isin(list(market)) & (frame["clinker_t"] > 0)
    frame = frame[held]
    if frame.empty:
        return frame.assign(price=0.0, surplus_t=0.0)
    year = frame.index.get_level_values("year")
    frame["price"] = [market[y].price for y in year]
    allowance = frame["clinker_t"] * np.array([market[y].balance for y in year], dtype=float)
    ratio = (frame["co2_t"] / allowance).to_numpy(float)
    out = earned(plan, "carve_out")
    within = np.array([key not in out for key in frame.index])
    frame["surplus_t"] = np.where(within, _spared(plan, ratio) * allowance, 0.0)
    return frame


def _spared(plan: Plan, ratio: np.ndarray) -> np.ndarray:
    """Surplus over balance · clinker: straight between the edges of the bands, a share of CO2 beyond."""
    bands = plan.case.carbon_bands.values()
    edges = sorted(
        {(1 + b.low / 100, b.surplus_low) for b in bands if b.low is not None and b.surplus_low is not None}
        | {
            (1 + b.high / 100, b.surplus_high)
            for b in bands
            if b.high is not None and b.surplus_high is not None
        }
    )
    at = np.array([edge for edge, _ in edges])
    share = np.array([spare / 100 for _, spare in edges])
    within = np.interp(ratio, at, share * at)
    outer = np.where(ratio < at[0], share[0], share[-1]) * ratio
    return np.asarray(np.where((ratio < at[0]) | (ratio > at[-1]), outer, within))


def traded(plan: Plan) -> float:
    """CNY that the lines pay for allowances, below zero where they sell more than they buy."""
    found = surplus(plan)
    return -float((found["surplus_t"] * found["price"]).sum())
