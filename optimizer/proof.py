"""The bound of the whole problem: a tree on the lines that run, with what was left out priced at every leaf.

Every plan lies in one leaf, and fulfils the leaf's linear program with all hauls, left out or not. That
program is no lower than the same without the left-out ones where none of these has a reduced cost below
zero. So the lowest leaf is a bound of the whole problem once nothing left out would help at any leaf.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from models.build import Built
from models.objective import Aim
from models.paths import find_paths
from models.priceout import PAIR, TOLERANCE, LeftOut, Root
from models.registry import Floats
from optimizer.branching import Tree
from optimizer.detours import capacity_prices, other_ways
from optimizer.dive import FEW
from optimizer.outcome import SolveResult
from optimizer.solver import SolverSession
from optimizer.stages import BASE, FIRST, LATE, Transport, columns_of, order_of, path_weights

_log = logging.getLogger(__name__)

PART_OF_TIME = 0.25
"""Of a time limit, the part that the proof may take; the rest is for plans."""
NEAR = 1.0
"""Let in with what helps: what is this near to helping, as a part of the largest help; it saves rounds."""


def prove(
    built: Built,
    session: SolverSession,
    transport: Transport,
    *,
    root: SolveResult,
    stop: threading.Event,
    tell: Callable[[float], None],
) -> tuple[float, Transport]:
    """A bound of the whole problem and, where leaves say so, the transport with the pairs that would help.

    The root's own bound must hold for the whole problem already. Ways around full links count as left out.
    `tell` hears the bound of the tree as it grows.
    """
    left = transport.pairs.left_out
    if left.empty or len(columns_of(built, session, LATE)) <= FEW:
        return root.objective, transport
    end = time.perf_counter() + PART_OF_TIME * (session.options.time_limit or math.inf)
    first = columns_of(built, session, FIRST)
    with session.probing() as probe:
        tree = Tree(probe, first)

        def halted() -> bool:
            tell(tree.lowest * BASE)
            return stop.is_set() or time.perf_counter() > end

        tree.grow(halted)
        leaves = tree.leaves
        if not leaves:
            return root.objective, transport
        found = find_paths(transport.network, left, path_weights(built.aim))
        outside = LeftOut(built, left, found.paths, found.limited)
        around = transport
        least = np.full(len(outside.pairs), np.inf)
        for leaf in leaves:
            marginals = tree.marginals(leaf)
            if marginals is None:
                return root.objective, transport
            at_leaf = _in_order(built, session, *marginals)
            least = np.minimum(least, outside.reduced_costs(at_leaf))
            around = _around(built, around, at_leaf)
    _log.info("proof: %d leaves, %d programs, bound %.1f", len(leaves), probe.solved, leaves[0].objective)
    lowest = float(least.min(initial=math.inf))
    if lowest >= -TOLERANCE and around is transport:
        return max(root.objective, leaves[0].objective), transport
    if lowest == -math.inf:
        return root.objective, transport
    near = least < max(-TOLERANCE, -NEAR * lowest)
    return root.objective, with_pairs(around, outside.pairs[near], built.aim)


def _around(built: Built, transport: Transport, at_leaf: Root) -> Transport:
    """The transport with ways around what is full at a leaf."""
    weights = path_weights(built.aim, capacity_prices(built, at_leaf))
    ways = other_ways(built, transport, at_leaf, weights)
    if ways is None or not len(ways[0].helpful):
        return transport
    return replace(transport, paths=transport.paths.extended(ways[1].chosen(ways[0].helpful["path"])))


def with_pairs(transport: Transport, helpful: pd.DataFrame, aim: Aim) -> Transport:
    """The transport with left-out pairs let in, and the ways between them."""
    pairs = transport.pairs
    joined = pairs.left_out.merge(helpful[PAIR].drop_duplicates(), on=PAIR, how="left", indicator=True)
    inside = (joined.pop("_merge") == "both").to_numpy()
    if not inside.any():
        return transport
    added = joined[inside]
    larger = replace(
        pairs,
        kept=pd.concat([pairs.kept, added], ignore_index=True),
        left_out=joined[~inside].reset_index(drop=True),
    )
    found = find_paths(transport.network, added, path_weights(aim))
    return replace(transport, pairs=larger, paths=transport.paths.extended(found))


def root_of(built: Built, session: SolverSession, relaxation: SolveResult) -> Root:
    """Marginal values and reduced costs in the order of the registry."""
    assert relaxation.row_duals is not None
    assert relaxation.reduced_costs is not None
    return _in_order(built, session, relaxation.row_duals, relaxation.reduced_costs)


def _in_order(built: Built, session: SolverSession, row_duals: Floats, reduced_costs: Floats) -> Root:
    duals = np.zeros(built.registry.height)
    for i, row in enumerate(built.assembled.constraints):
        if row is not None:
            duals[i] = row_duals[session.row(row)]
    return Root(duals, reduced_costs[order_of(built, session)])
