"""The carbon market by line and year: intensity, band, allowances to spare or short of, money. t, CNY."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cases.case import Case
from models.market import CARVED_OUT, market_bands, market_years

COLUMNS = [
    "kiln", "year", "clinker_t", "co2_t", "intensity_t_per_t", "balance_t_per_t", "deviation_pct", "band",
    "surplus_t", "price_cny_per_t", "amount_cny",
]  # fmt: skip


def market_book(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a line that made clinker in a year with a market.

    ``amount_cny`` is what it pays for allowances it is short of; below zero: what it gets for spare ones.
    """
    years = market_years(case)
    if years.empty:
        return pd.DataFrame(columns=COLUMNS)
    frame = _lines(case, tables).merge(years, on="year")
    frame = frame[frame["clinker_t"] > 0].reset_index(drop=True)
    frame["intensity_t_per_t"] = frame["co2_t"] / frame["clinker_t"]
    ratio = frame["intensity_t_per_t"] / frame["balance"]
    bands = market_bands(case)
    mine = bands.iloc[np.searchsorted(bands["high"], ratio.to_numpy())].reset_index(drop=True)
    spare = mine["of_co2"] * frame["co2_t"] + mine["of_balance"] * frame["balance"] * frame["clinker_t"]
    out = carved_out(tables).reindex(pd.MultiIndex.from_frame(frame[["kiln", "year"]])).notna().to_numpy()
    frame["band"] = mine["band"].where(~out, CARVED_OUT)
    frame["surplus_t"] = spare.where(~out, 0.0)
    frame["deviation_pct"] = 100.0 * (ratio - 1.0)
    frame["amount_cny"] = 0.0 - frame["surplus_t"] * frame["price"]
    renamed = frame.rename(columns={"balance": "balance_t_per_t", "price": "price_cny_per_t"})
    return renamed[COLUMNS]


def _lines(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Clinker and direct CO2 of the guideline's book by line and year."""
    year = {name: str(period.year) for name, period in case.periods.items()}
    book = tables["co2"][tables["co2"]["book"] == "guideline"]
    co2 = book["co2_t"].groupby([book["item"], book["period"].map(year)]).sum()
    running = tables["kiln_running"]
    clinker = running["clinker_t"].groupby([running["kiln"], running["period"].map(year)]).sum()
    return pd.DataFrame({"clinker_t": clinker, "co2_t": co2}).rename_axis(["kiln", "year"]).reset_index()


def carved_out(tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Lines and years (kiln, year) that a rule takes out of the market."""
    rules = tables.get("rules", pd.DataFrame(columns=["subject", "year", "reward", "earned"]))
    rules = rules[(rules["reward"] == "carve_out") & rules["earned"].astype(bool)]
    keys = rules[["subject", "year"]].astype(str).drop_duplicates()
    return pd.Series(1.0, index=pd.MultiIndex.from_frame(keys, names=["kiln", "year"]))


def market_money(case: Case, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The year's amount of each line over the periods of the year by the clinker it makes in them."""
    running = tables["kiln_running"][["kiln", "period", "clinker_t"]]
    year = running["period"].map({name: str(period.year) for name, period in case.periods.items()})
    made = running.assign(year=year).merge(
        tables["carbon_market"], on=["kiln", "year"], suffixes=("", "_year")
    )
    share = made["clinker_t"] / made["clinker_t_year"]
    return made[["period", "kiln"]].assign(amount_cny=made["amount_cny"] * share)
