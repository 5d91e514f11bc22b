"""Sifting: start from the pairs within reach, price what was left out, add what helps until nothing does.

Only then does the bound hold for the whole problem and not just for what the reach let in.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace

import numpy as np
import pandas as pd

from models.build import Built
from models.data import prepare
from models.objective import Aim
from models.paths import PathTable, PathWeights, find_paths
from models.priceout import PriceOut, Root, price_out, worth_a_look
from optimizer.clock import Clock
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.solver import SolverSession
from optimizer.stages import Sifted, Transport, build, hand_over, path_weights

_log = logging.getLogger(__name__)

MOST_ROUNDS = 8
"""Rounds after which the best reduced cost left out is told instead of driven to zero."""


def sift(
    transport: Transport, options: RunOptions, *, aim: Aim, clock: Clock, stop: threading.Event
) -> Sifted:
    """Build, relax, price, add; at most ``MOST_ROUNDS`` times."""
    with clock.stage("build"):
        data = prepare(transport.network.case)
    pairs_added = paths_added = 0
    for number in range(1, MOST_ROUNDS + 1):
        with clock.stage("build"):
            built = build(transport, data, aim)
        with clock.stage("handover"):
            session = hand_over(built, options)
        with clock.stage("solve"):
            relaxation = session.solve_relaxation(stop=stop)
        best, larger = np.inf, transport
        if relaxation.outcome.has_plan:
            with clock.stage("network"):
                best, larger = _larger(built, transport, _root(built, session, relaxation))
        if larger is transport or number == MOST_ROUNDS or stop.is_set():
            return Sifted(
                built=built, session=session, transport=transport, relaxation=relaxation, rounds=number,
                pairs_added=pairs_added, paths_added=paths_added, best_left_out=best,
            )  # fmt: skip
        pairs_added += len(larger.pairs.kept) - len(transport.pairs.kept)
        paths_added += len(larger.paths.paths) - len(transport.paths.paths)
        _log.info("price-out round %d: %d pairs added", number, pairs_added)
        transport = larger
    raise AssertionError("unreachable: the last round returns")


def _root(built: Built, session: SolverSession, relaxation: SolveResult) -> Root:
    """Marginal values and reduced costs in the order of the registry."""
    assert relaxation.row_duals is not None
    assert relaxation.reduced_costs is not None
    duals = np.zeros(built.registry.height)
    for i, row in enumerate(built.assembled.constraints):
        if row is not None:
            duals[i] = relaxation.row_duals[session.row(row)]
    order = [session.column(variable) for variable in built.assembled.variables]
    return Root(duals, relaxation.reduced_costs[order])


def _larger(built: Built, transport: Transport, root: Root) -> tuple[float, Transport]:
    """Best reduced cost left out, and the transport with the pairs and paths that would help."""
    looked, rest = worth_a_look(built, transport.pairs.left_out, root)
    weights = path_weights(built.aim, _capacity_prices(built, root))
    found = find_paths(transport.network, looked, weights)
    pairs = price_out(built, looked, found.paths, found.limited, root)
    ways = _other_ways(built, transport, root, weights)
    best = min(rest, pairs.best, ways[0].best if ways else np.inf)
    if not len(pairs.helpful) and not (ways and len(ways[0].helpful)):
        return best, transport
    paths = transport.paths
    keys = ["kind", "origin", "item", "origin_site", "destination_site", "goods_group"]
    helpful = pairs.helpful[keys].drop_duplicates()
    if ways:
        paths = paths.extended(ways[1].chosen(ways[0].helpful["path"]))
    if len(helpful):
        added = looked.merge(helpful, on=keys)
        paths = paths.extended(find_paths(transport.network, added, path_weights(built.aim)))
    kept = transport.pairs.kept
    left = transport.pairs.left_out.merge(helpful, on=keys, how="left", indicator=True)
    larger = replace(
        transport.pairs,
        kept=pd.concat([kept, looked.merge(helpful, on=keys)], ignore_index=True),
        left_out=left[left["_merge"] == "left_only"].drop(columns="_merge").reset_index(drop=True),
    )
    return best, replace(transport, pairs=larger, paths=paths)


def _other_ways(
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


def _capacity_prices(built: Built, root: Root) -> dict[tuple[str, str], float]:
    """Marginal value of a full link or terminal, per tonne, where it has one."""
    rows = built.registry.rows.get("c_haul_capacity")
    if rows is None:
        return {}
    values = root.duals[rows.start : rows.start + len(rows.index)]
    return {
        (str(kind), str(name)): -float(value)
        for (kind, name, _), value in zip(rows.index.itertuples(index=False), values, strict=True)
        if value < 0
    }
