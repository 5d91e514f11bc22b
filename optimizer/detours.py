"""Further ways between sites that trade already: they can help only where a link or terminal runs full."""

from __future__ import annotations

import pandas as pd

from models.build import Built
from models.objective import period_weights
from models.paths import PathTable, PathWeights, find_paths
from models.priceout import PriceOut, Root, price_out
from optimizer.stages import BASE, Transport


def other_ways(
    built: Built, transport: Transport, root: Root, weights: PathWeights
) -> tuple[PriceOut, PathTable] | None:
    """Further paths of pairs already kept: they can help only where a link or terminal runs full."""
    if not weights.prices:
        return None
    found = find_paths(transport.network, transport.pairs.kept, weights)
    new = found.chosen(_new_ids(transport.paths, found))
    return price_out(built, transport.pairs.kept, new.paths, new.limited, root), new


def _new_ids(known: PathTable, found: PathTable) -> pd.Series:
    numbers = ["road_km", "rail_km", "other_km", "freight_cny_per_t", "handling_cny_per_t"]
    keys = ["origin_site", "destination_site", "goods_group", "kind", *numbers]
    mine = known.paths[keys].round(6).drop_duplicates().assign(known=True)
    merged = found.paths[["path", *keys]].round(6).merge(mine, on=keys, how="left")
    return merged.loc[merged["known"].isna(), "path"]


def capacity_prices(built: Built, root: Root) -> dict[tuple[str, str], float]:
    """Marginal value of a full link or terminal in its dearest period, per tonne, where it has one.

    As of its own year: the weight of the year in the objective is taken off.
    """
    unit = 1.0 if built.aim.in_money else BASE
    weights = period_weights(built.data, built.aim)
    prices: dict[tuple[str, str], float] = {}
    for family in ("c_haul_capacity", "c_way_built"):
        rows = built.registry.rows.get(family)
        if rows is None:
            continue
        values = root.duals[rows.start : rows.start + len(rows.index)]
        of_way = rows.index[["kind", "id", "period"]].itertuples(index=False)
        for (kind, name, period), value in zip(of_way, values, strict=True):
            if value < 0:
                key = (str(kind), str(name))
                prices[key] = max(prices.get(key, 0.0), -float(value) * unit / weights[str(period)])
    return prices
