"""What sources give: what arises, what is captive, what can be kept while kilns stand, what is left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from models.availability import available, opening
from models.data import ModelData, cross, number
from models.registry import Kind, Registry


def add(registry: Registry, data: ModelData, taken: pd.DataFrame) -> None:
    """Register what is left of every limited source and period; ``taken`` are the hauls out of sources.

    ``taken``: columns source_id, site, use, period, col, coef (dry t per wet t).
    """
    finite = data.sources[data.sources["arising"].notna()].reset_index(drop=True)
    index = cross(finite, data.periods)
    amount = available(data, index)
    most = amount + opening(data, index)
    left = registry.add_columns("v_left", index[["source_id", "period"]], unit="kt dry", upper=most)
    registry.contribute("supply", index[["source_id", "period"]], left["col"], 1.0)
    wet = 1.0 + data.grades["water"].reindex(index["grade"]).to_numpy()
    waste = data.grades["waste"].reindex(index["grade"]).to_numpy(bool)
    cost = np.where(waste, number(index["disposal_cost"], 0.0) * wet, 0.0)
    registry.affect("cost:disposal", left["col"], cost)
    co2 = np.where(waste, data.case.factors.disposal_co2 / 1000.0 * wet, 0.0)
    registry.affect("co2:disposal", left["col"], co2)
    registry.act("left", index[["source_id", "period"]], left["col"], 1.0)
    years = data.seasons.set_index("period")["year"]
    _captive(registry, index.assign(available=amount, year=index["period"].map(years)), taken)


def _captive(registry: Registry, index: pd.DataFrame, taken: pd.DataFrame) -> None:
    """Others may take only what is not captive: Σ hauls to other sites ≤ available − captive [kt dry].

    Of a period, or of a whole year that has several, between which the store carries waste.
    """
    some = index[number(index["captive"], 0.0) > 0].reset_index(drop=True)
    if some.empty:
        return
    share = some["available"] / (number(some["arising"], 0.0) - number(some["used_elsewhere"], 0.0))
    some["open"] = some["available"] - number(some["captive"], 0.0) * share
    several = some["year"].notna()
    for name, key, part in (
        ("c_captive", "period", some[~several]),
        ("c_captive_year", "year", some[several]),
    ):
        keys = ["source_id", key]
        bound = part.groupby([*keys, "captive_site"], sort=False)["open"].sum().reset_index()
        if bound.empty:
            continue
        rows = registry.add_rows(
            name, bound[keys], unit="kt dry", kind=Kind.LIMIT,
            upper=np.maximum(0.0, bound["open"].to_numpy()),
            behind=[("sources", s, "captive") for s in bound["source_id"]], give=("CNY/t", 1000.0),
        )  # fmt: skip
        dated = taken.merge(part[["source_id", "period", *({key} - {"period"})]], on=["source_id", "period"])
        placed = dated.merge(bound.assign(row=rows), on=keys)
        others = placed[placed["site"] != placed["captive_site"]]
        registry.add_terms(others["row"], others["col"], others["coef"])
