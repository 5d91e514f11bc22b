"""The carbon market as data: years with a price, and what a line in each band of intensity has to spare.

With x the intensity over the balance value B, a band states the surplus s as a share of emissions at its two
edges; in tonnes, s·x·B·Q, it runs straight between them, so that in a band surplus = a·E + c·B·Q with

    a = (s1·x1 − s0·x0) / (x1 − x0),    c = s0·x0 − a·x0

and a = s, c = 0 in the open bands at both ends. E: guideline direct CO2 of a line and year, Q: its clinker.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cases.case import Case

CARVED_OUT = "carved_out"
"""Band of lines whose allowances are their emissions, whatever their intensity."""


def market_years(case: Case) -> pd.DataFrame:
    """Modelled years with a market: year, price [CNY/t], balance [t CO2/t clinker]."""
    modelled = {str(period.year) for period in case.periods.values()}
    rows = [
        (key, row.price, row.balance)
        for key, row in case.carbon_market.items()
        if row.active and key in modelled
    ]
    return pd.DataFrame(rows, columns=["year", "price", "balance"])


def market_bands(case: Case) -> pd.DataFrame:
    """Bands from the lowest: band, low and high over the balance value, of_co2 (a), of_balance (c)."""
    rows = [
        (row.band, row.low, row.high, row.surplus_low, row.surplus_high) for row in case.carbon_bands.values()
    ]
    frame = pd.DataFrame(rows, columns=["band", "low", "high", "s0", "s1"]).astype(
        dict.fromkeys(("low", "high", "s0", "s1"), float)
    )
    low, high = 1.0 + frame["low"] / 100.0, 1.0 + frame["high"] / 100.0
    at_low, at_high = frame["s0"] / 100.0 * low, frame["s1"] / 100.0 * high
    slope = (at_high - at_low) / (high - low)
    open_ended = low.isna() | high.isna()
    share = frame["s0"].fillna(frame["s1"]) / 100.0
    frame["of_co2"] = slope.where(~open_ended, share)
    frame["of_balance"] = (at_low - slope * low).where(~open_ended, 0.0)
    frame["low"], frame["high"] = low.fillna(0.0), high.fillna(np.inf)
    return frame.sort_values("low").reset_index(drop=True)[["band", "low", "high", "of_co2", "of_balance"]]
