"""The carbon market: each line and year in one band of intensity, with the band's own marginal rate.

Registered where the aim counts cement-sector money; elsewhere only the ledger tells what lines get and owe.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.bounds import extra_heat, least_useful, most_heat
from models.data import ModelData
from models.guideline import process
from models.market import CARVED_OUT, market_bands, market_years
from models.registry import Domain, Kind, Registry
from models.rewards import earned

LINE = ["kiln", "year"]
BAND = ["kiln", "year", "band"]
PERIOD = ["kiln", "period"]


def add(registry: Registry, data: ModelData) -> None:
    """Register the band of every line and year that has a market, with its share of clinker and CO2 [kt].

    Σ y ≤ 1;  Σ Q_b = Q;  Σ E_b = E;  Q_b ≤ Qmax·y_b;  low·B·Q_b ≤ E_b ≤ high·B·Q_b;
    income = price·(a_b·E_b + c_b·B·Q_b). In the band ``carved_out``, chosen by a rule, income is nothing.
    """
    years = market_years(data.case)
    if years.empty:
        return
    lines = _lines(registry, data, years)
    bands = _bands(lines, market_bands(data.case))
    choice = registry.add_columns("y_band", bands[BAND], unit="-", domain=Domain.BINARY, upper=1.0)["col"]
    out = _carved_out(registry, data, lines)
    every = pd.concat([bands.assign(choice=choice), out], ignore_index=True)
    most = every["most"].to_numpy(float)
    every["clinker"] = registry.add_columns("v_band_clinker", every[BAND], unit="kt", upper=most)["col"]
    every["co2"] = registry.add_columns(
        "v_band_co2", every[BAND], unit="kt", upper=(most * every["high"] + every["beside"]).to_numpy(float)
    )["col"]
    _one(registry, lines, bands.assign(choice=choice), out)
    _split(registry, data, lines, every)
    _edges(registry, every)
    spare = every["price"] * every["of_co2"], every["price"] * every["of_balance"] * every["balance"]
    registry.affect("cost:carbon_market", every["co2"], -spare[0])
    registry.affect("cost:carbon_market", every["clinker"], -spare[1])


def _lines(registry: Registry, data: ModelData, years: pd.DataFrame) -> pd.DataFrame:
    """Kiln and year: price, balance, most clinker [kt], most direct CO2 of it [t/t] and beside it [kt]."""
    family = registry.columns["v_clinker"]
    made = family.index.assign(most=family.upper, year=_year(data, family.index["period"]))
    frame = made.groupby(LINE, sort=False)["most"].sum().reset_index().merge(years, on="year")
    frame = frame[frame["most"] > 0].reset_index(drop=True)
    fossil = float((data.fuels["co2"] * data.fuels["fossil_share"]).max())
    top = data.case.factors.guideline_clinker_co2 + fossil * most_heat(registry, data)
    frame["top"] = top.reindex(frame["kiln"]).to_numpy()
    extra = extra_heat(registry).rename("heat").reset_index()
    extra["year"] = _year(data, extra["period"])
    beside = frame[LINE].merge(extra.groupby(LINE)["heat"].sum().reset_index(), on=LINE, how="left")["heat"]
    frame["beside"] = fossil * beside.fillna(0.0).to_numpy() / least_useful(data)
    return frame


def _year(data: ModelData, period: pd.Series) -> pd.Series:
    return period.map(dict(zip(data.periods["period"], data.periods["year"].astype(str), strict=True)))


def _bands(lines: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """Every band that a line can reach; ``low`` and ``high`` in t CO2 per t clinker."""
    frame = lines.merge(bands, how="cross")
    frame["low"] *= frame["balance"]
    edge = frame["high"] * frame["balance"]
    frame["high"] = edge.where(np.isfinite(edge) & (frame["beside"] > 0), np.minimum(edge, frame["top"]))
    reached = (frame["low"] < frame["top"]) | (frame["beside"] > 0)
    frame["beside"] = frame["beside"].where(~np.isfinite(edge), 0.0)
    return frame[reached].reset_index(drop=True)


def _carved_out(registry: Registry, data: ModelData, lines: pd.DataFrame) -> pd.DataFrame:
    """Lines and years that a rule may take out of the market, with the column that says so."""
    rules = earned(registry, data.case, "carve_out").rename(columns={"subject": "kiln"})
    frame = lines.merge(rules[[*LINE, "choice"]], on=LINE)
    return frame.assign(band=CARVED_OUT, low=0.0, high=frame["top"], of_co2=0.0, of_balance=0.0)


def _one(registry: Registry, lines: pd.DataFrame, bands: pd.DataFrame, out: pd.DataFrame) -> None:
    """A line is in one band at most; a line that stands is in none: Σ y ≤ 1."""
    rows = registry.add_rows("c_band_one", lines[LINE], unit="-", kind=Kind.LAW, upper=1.0)
    places = pd.concat([bands, out], ignore_index=True).merge(lines[LINE].assign(row=rows), on=LINE)
    registry.add_terms(places["row"], places["choice"], 1.0)


def _split(registry: Registry, data: ModelData, lines: pd.DataFrame, every: pd.DataFrame) -> None:
    """Clinker and direct CO2 of a line and year stand in its band: Σ Q_b = Q, Σ E_b = E [kt]."""
    clinker = registry.frame("v_clinker").assign(coef=1.0)
    for name, column, terms in (
        ("c_band_clinker", "clinker", clinker),
        ("c_band_co2", "co2", _direct(registry, data, lines)),
    ):
        rows = registry.add_rows(name, lines[LINE], unit="kt", kind=Kind.LAW, lower=0.0, upper=0.0)
        placed = lines[LINE].assign(row=rows)
        own = every.merge(placed, on=LINE)
        registry.add_terms(own["row"], own[column], 1.0)
        terms = terms.assign(year=_year(data, terms["period"])).merge(placed, on=LINE)
        registry.add_terms(terms["row"], terms["col"], -terms["coef"])


def _edges(registry: Registry, every: pd.DataFrame) -> None:
    """Q_b ≤ Qmax·y_b and low·B·Q_b ≤ E_b ≤ high·B·Q_b [kt]; where y_b is 0 so are both."""
    rows = registry.add_rows("c_band_chosen", every[BAND], unit="kt", kind=Kind.LAW, upper=0.0)
    registry.add_terms(rows, every["clinker"], 1.0)
    registry.add_terms(rows, every["choice"], -every["most"])
    for name, edge, lower, upper in (
        ("c_band_low", "low", 0.0, np.inf),
        ("c_band_high", "high", -np.inf, 0.0),
    ):
        rows = registry.add_rows(name, every[BAND], unit="kt", kind=Kind.LAW, lower=lower, upper=upper)
        registry.add_terms(rows, every["co2"], 1.0)
        registry.add_terms(rows, every["clinker"], -every[edge])
    beside = every["beside"] > 0  # what heats the capture of CO2 belongs to no tonne of clinker
    registry.add_terms(rows[beside], every["choice"][beside], -every["beside"][beside])


def _direct(registry: Registry, data: ModelData, lines: pd.DataFrame) -> pd.DataFrame:
    """Direct CO2 of the guideline as terms kiln, period, col, coef: process, fuels, less captured [kt]."""
    fuel = registry.frame("v_fuel")
    burnt = data.fuels.reindex(data.grades["material"].reindex(fuel["grade"]))
    fossil = (burnt["ncv"] * burnt["co2"] * burnt["fossil_share"]).to_numpy()
    parts = [process(registry, data, set(lines["kiln"])), fuel[[*PERIOD, "col"]].assign(coef=fossil)]
    if "v_captured" in registry.columns and data.case.factors.guideline_deducts_captured:
        parts.append(registry.frame("v_captured")[[*PERIOD, "col"]].assign(coef=-1.0))
    return pd.concat(parts, ignore_index=True)
