"""Values of the stock columns to the decision table ``stocks``."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import pandas as pd

from models.data import ModelData, number, table

COLUMNS = ["period", "place", "goods", "start_t", "put_t", "drawn_t", "lost_t", "stock_t"]


class Read(Protocol):
    """Index of a family of columns with ``value`` in base units."""

    def __call__(self, name: str, *, used: bool = True) -> pd.DataFrame:
        """With ``used`` only what is not nothing."""


def stocks_table(data: ModelData, read: Read) -> pd.DataFrame:
    """Stocks at the start and at the end of each period, what was put in, drawn and lost between [t].

    Clinker at its kiln, cement at its plant, waste (dry) at its source; only what is ever in store.
    """
    parts = [_goods(data, read("v_stock", used=False)), _waste(data, read)]
    frame = pd.concat([part for part in parts if len(part)] or [pd.DataFrame(columns=COLUMNS)])
    return frame.sort_values(["place", "goods"], kind="stable").reset_index(drop=True)[COLUMNS]


def _goods(data: ModelData, stock: pd.DataFrame) -> pd.DataFrame:
    """Clinker and cement: what is neither carried over nor lost was put in or drawn."""
    if stock.empty:
        return pd.DataFrame(columns=COLUMNS)
    stock = stock.assign(stock_t=stock["value"] * 1000.0).merge(data.seasons, on="period")
    keys = ["place", "goods"]
    earlier = stock[[*keys, "period", "stock_t"]].rename(columns={"period": "before", "stock_t": "start_t"})
    frame = stock.merge(earlier, on=[*keys, "before"]).merge(
        table(data.case.stores)[[*keys, "loss", "start", "end"]], on=keys
    )
    apart = frame["first"] & frame["end"].notna()
    frame["start_t"] = frame["start_t"].mask(apart, number(frame["start"], 0.0) * 1000.0)
    lost = frame["start_t"] * frame["loss"] / 100.0 * frame["share"]
    frame = _moved(frame.assign(lost_t=lost), frame["stock_t"] - frame["start_t"] + lost)
    return _ever(frame, [frame[key] for key in keys])


def _waste(data: ModelData, read: Read) -> pd.DataFrame:
    """Waste: what goes in and out within a period is no stock.

    The least stock of a year is nothing, unless the stock at its start is stated.
    """
    stored, drawn = read("v_stored", used=False), read("v_drawn", used=False)
    if stored.empty:
        return pd.DataFrame(columns=COLUMNS)
    net = (stored["value"] - drawn["value"]).to_numpy() * 1000.0
    frame = stored.assign(net=net).merge(data.seasons, on="period")
    by = [frame["source_id"], frame["year"]]
    level = frame.groupby(by)["net"].cumsum()
    start = data.sources["store_start"].astype(float).reindex(frame["source_id"]).to_numpy() * 1000.0
    level += np.where(np.isnan(start), -level.groupby(by).transform("min"), start)
    frame = frame.assign(stock_t=level, start_t=(level - frame["net"]).clip(lower=0.0), lost_t=0.0)
    frame["place"] = frame["source_id"]
    frame["goods"] = data.sources["material"].reindex(frame["source_id"]).to_numpy()
    frame = _moved(frame, frame["net"])
    return _ever(frame, by)


def _ever(frame: pd.DataFrame, by: list[pd.Series]) -> pd.DataFrame:
    """Rows of what is ever in store, before a period or after it."""
    most = frame[["start_t", "stock_t"]].max(axis=1)
    return frame[most.groupby(by).transform("max") > SMALLEST_T]


SMALLEST_T = 1e-3
"""A kilogram: less is solver noise."""


def _moved(frame: pd.DataFrame, net: pd.Series) -> pd.DataFrame:
    return frame.assign(put_t=np.maximum(net, 0.0), drawn_t=np.maximum(-net, 0.0))
