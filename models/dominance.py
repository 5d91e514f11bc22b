"""Paths that another path of the same pair beats in every respect are dropped."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.network import Flags, Floats, Ints

DIGITS = 9
"""Differences beyond so many decimals are rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What paths are compared by, one position a path."""

    pair: Ints
    is_road: Flags
    cost: Floats
    co2: Floats
    """CO2, or the cost with CO2 at its dearest."""
    road_km: Floats
    weight: Floats
    limits: list[frozenset[tuple[str, str]]]
    """Links, transfers and services with a capacity or a least volume."""


def worth_keeping(paths: Measures, *, road_saving_counts: bool) -> Flags:
    """False for a path that another of its pair beats.

    To beat is to cost, emit and use road no more, with no limit of its own. Against a path by road alone
    less road is no excuse for being dearer and dirtier, unless ``road_saving_counts`` (a rail share floor)
    or the weights say so.
    """
    here, there = _same_pair(paths.pair)
    cost, co2, road, weight = (
        np.round(v, DIGITS) for v in (paths.cost, paths.co2, paths.road_km, paths.weight)
    )
    no_dearer = (cost[there] <= cost[here]) & (co2[there] <= co2[here])
    cheaper = (cost[there] < cost[here]) | (co2[there] < co2[here])
    strictly = cheaper | (road[there] < road[here]) | (there < here)
    beaten = no_dearer & (road[there] <= road[here]) & strictly
    if not road_saving_counts:
        by_road = paths.is_road[there] & ~paths.is_road[here]
        beaten |= no_dearer & cheaper & by_road & (weight[there] <= weight[here])
    kept = np.ones(len(paths.pair), dtype=bool)
    for loser, winner in zip(here[beaten], there[beaten], strict=True):
        if paths.limits[winner] <= paths.limits[loser]:
            kept[loser] = False
    return kept


def _same_pair(pair: Ints) -> tuple[Ints, Ints]:
    """Positions of every two different paths of one pair."""
    rows = pd.DataFrame({"pair": pair, "path": np.arange(len(pair))})
    both = rows.merge(rows, on="pair", suffixes=("_here", "_there"))
    here, there = both["path_here"].to_numpy(), both["path_there"].to_numpy()
    return here[here != there], there[here != there]
