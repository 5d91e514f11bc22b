"""Stocks between the periods of one year: clinker at kilns, cement at grinding plants, waste at its source.

A year ends with the stock it began with, unless another is stated; years are apart. A year of one period
needs no stocks and has none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.availability import available, growth
from models.data import ModelData, number, table
from models.registry import Kind, Registry

KEYS = ["place", "goods", "period"]
WASTE = ["source_id", "period"]
CLINKER = "clinker"


def add(registry: Registry, data: ModelData) -> None:
    """Register the stock of every store at the end of every period of a year that has several.

    stock_(t-1)·(1 - loss·days/365) + in - out = stock_t stands in the balances of kilns and plants [kt].
    """
    stores = table(data.case.stores)
    if stores.empty or data.seasons.empty:
        return
    index = stores.merge(data.seasons, how="cross")
    index["col"] = registry.add_columns("v_stock", index[KEYS], unit="kt")["col"].to_numpy()
    _room(registry, data, index)
    index["col_before"] = _before(registry, index).to_numpy()
    _balances(registry, index)
    _cost(registry, index)


def _room(registry: Registry, data: ModelData, index: pd.DataFrame) -> None:
    """Stock ≤ capacity; = the stated stock at the end of a year, its own or that of the start [kt]."""
    last = index["period"].isin(data.seasons.loc[data.seasons["first"], "before"])
    own, stated = index["end"].notna(), last & index["start"].notna()
    end = number(index["end"].where(own, index["start"]), 0.0)
    rows = registry.add_rows(
        "c_stock", index[KEYS], unit="kt", kind=Kind.LIMIT,
        lower=end.where(stated, -np.inf), upper=end.where(stated, index["capacity"]),
        behind=[
            ("stores", (place, goods), ("end" if apart else "start") if fixed else "capacity")
            for place, goods, fixed, apart in zip(index["place"], index["goods"], stated, own, strict=True)
        ],
        give=("CNY/t", 1000.0),
    )  # fmt: skip
    registry.add_terms(rows, index["col"], 1.0)


def _before(registry: Registry, index: pd.DataFrame) -> pd.Series:
    """Column of the stock at the end of the period before, or of that at the start of a year.

    The latter only where the end of the year is stated apart.
    """
    earlier = index.set_index(KEYS)["col"]
    keys = pd.MultiIndex.from_frame(index[["place", "goods", "before"]])
    found = earlier.reindex(keys).set_axis(index.index)
    apart = index["first"] & index["end"].notna()
    if apart.any():
        opening = index.loc[apart, ["place", "goods", "year", "start"]]
        there = number(opening["start"], 0.0)
        fixed = registry.add_columns(
            "v_opening", opening[["place", "goods", "year"]], unit="kt", lower=there, upper=there
        )
        found[apart] = fixed["col"].to_numpy()
    return found


def _balances(registry: Registry, index: pd.DataFrame) -> None:
    """What is kept leaves the balance of its period and comes into the next, less what is lost."""
    kept = 1.0 - index["loss"] / 100.0 * index["share"]
    clinker = (index["goods"] == CLINKER).to_numpy()
    for balance, here, names in (
        ("kiln_clinker", clinker, {"place": "kiln"}),
        ("plant_cement", ~clinker, {"place": "plant", "goods": "product"}),
    ):
        part = index[here].rename(columns=names)
        keys = part[[*names.values(), "period"]]
        registry.contribute(balance, keys, part["col"], -1.0)
        registry.contribute(balance, keys, part["col_before"], kept[here])


def _cost(registry: Registry, index: pd.DataFrame) -> None:
    """Holding cost · days/365 · (stock at the start + stock at the end)/2 [kCNY]."""
    half = index["holding_cost"] * index["share"] / 2.0
    registry.affect("cost:storage", index["col"], half)
    registry.affect("cost:storage", index["col_before"], half)


def add_waste(registry: Registry, data: ModelData) -> None:
    """Register waste put into the store of its source and taken out in the periods of a year [kt dry].

    Σ taken + left + stored = available + drawn in each period; over a year Σ drawn = Σ stored ≤ store.
    What arises on one day and is used on another passes the store once, so the same room serves within a
    period (``seasons``) and between periods; the order of the days is free because the year repeats itself.
    """
    usable = number(data.sources["store"], np.inf) > 0
    limited = data.sources[data.sources["arising"].notna() & usable].reset_index(drop=True)
    if limited.empty or data.seasons.empty:
        return
    index = limited.merge(data.seasons[["period", "year"]], how="cross")
    stored = registry.add_columns("v_stored", index[WASTE], unit="kt dry", upper=available(data, index))
    drawn = registry.add_columns("v_drawn", index[WASTE], unit="kt dry")
    registry.contribute("supply", index[WASTE], stored["col"], 1.0)
    registry.contribute("supply", index[WASTE], drawn["col"], -1.0)
    _waste_years(registry, index.assign(stored=stored["col"], drawn=drawn["col"]))


def _waste_years(registry: Registry, index: pd.DataFrame) -> None:
    """Over a year, Σ stored - Σ drawn = stock at the end - stock at the start; Σ drawn ≤ store [kt dry]."""
    keys = ["source_id", "year"]
    years = index[[*keys, "store", "store_start", "store_end"]].drop_duplicates(keys)
    rows = registry.add_rows(
        "c_waste_turn", years[keys], unit="kt dry", kind=Kind.LAW, lower=growth(years), upper=growth(years)
    )
    placed = index.merge(years.assign(row=rows), on=keys)
    registry.add_terms(placed["row"], placed["stored"], 1.0)
    registry.add_terms(placed["row"], placed["drawn"], -1.0)
    years = years[years["store"].notna()]
    rows = registry.add_rows(
        "c_waste_store", years[keys], unit="kt dry", kind=Kind.LIMIT, upper=years["store"].to_numpy(float),
        behind=[("sources", s, "store") for s in years["source_id"]], give=("CNY/t", 1000.0),
    )  # fmt: skip
    placed = index.merge(years.assign(row=rows)[[*keys, "row"]], on=keys)
    registry.add_terms(placed["row"], placed["drawn"], 1.0)
    _waste_levels(registry, index[index["store_start"].notna()])


def _waste_levels(registry: Registry, index: pd.DataFrame) -> None:
    """Where the stock at the start of a year is stated: 0 ≤ start + Σ up to t (stored - drawn) ≤ store."""
    if index.empty:
        return
    start = number(index["store_start"], 0.0).to_numpy()
    room = number(index["store"], np.inf).to_numpy()
    rows = registry.add_rows(
        "c_waste_level", index[WASTE], unit="kt dry", kind=Kind.LAW, lower=-start, upper=room - start,
        behind=[("sources", s, "store_start") for s in index["source_id"]],
    )  # fmt: skip
    order = index.assign(row=rows, place=index.groupby(["source_id", "year"]).cumcount())
    keys = ["source_id", "year"]
    pairs = order[[*keys, "place", "row"]].merge(
        order[[*keys, "place", "stored", "drawn"]], on=keys, suffixes=("", "_moved")
    )
    pairs = pairs[pairs["place_moved"] <= pairs["place"]]
    registry.add_terms(pairs["row"], pairs["stored"], 1.0)
    registry.add_terms(pairs["row"], pairs["drawn"], -1.0)
