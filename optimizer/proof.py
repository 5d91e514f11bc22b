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
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from models.build import Built
from models.objective import Aim
from models.paths import find_paths
from models.priceout import PAIR, TOLERANCE, LeftOut, Root
from models.registry import Floats, Ints
from optimizer.branching import Tree
from optimizer.carrying import Carrying
from optimizer.detours import capacity_prices, other_ways
from optimizer.dive import FEW
from optimizer.outcome import SolveResult, relative_gap
from optimizer.probe import Probe
from optimizer.solver import SolverSession
from optimizer.stages import BASE, FIRST, LATE, Transport, columns_of, order_of, path_weights

_log = logging.getLogger(__name__)

PART_OF_TIME = 0.9
"""Part of a time limit after which the proof ends: a first plan is there by then, the rest is for more."""
NEAR_ENOUGH = 150
"""Linear programs after which a bound near enough to the plan is not made better."""
NEAR = 1.0
"""Let in with what helps: what is this near to helping, as a part of the largest help; it saves rounds."""


@dataclass(slots=True)
class Proof:
    """The tree of a problem, kept while hauls are let into its model.

    `tell` hears of the bound as it grows and of the objective of the best plan.
    """

    gap: float
    stop: threading.Event
    tell: Callable[[float, float | None], None]
    seconds: float
    """Most that all rounds together may take."""
    tree: Tree | None = None
    _began: float = field(default_factory=time.perf_counter)

    def __post_init__(self) -> None:
        """The tree of a run before may grow as far as any; of what it spent only the least counts."""
        if self.tree is not None:
            self.tree.go_on(NEAR_ENOUGH)

    def prove(
        self,
        built: Built,
        session: SolverSession,
        transport: Transport,
        *,
        root: SolveResult,
        plan: SolveResult | None = None,
        carry: Carrying | None = None,
    ) -> tuple[float, Transport]:
        """A bound of the whole problem and, where leaves say so, the transport with what would help.

        The root's own bound must hold for the whole problem already. Ways around full links count as left
        out. ``carry`` leads from the model of the last call to this one.
        """
        left = transport.pairs.left_out
        if left.empty or not proof_is_worth_it(built, session):
            return root.objective, transport
        with session.probing() as probe:
            tree = self._planted(probe, columns_of(built, session, FIRST), carry)
            tree.grow(lambda: self._enough(tree, plan))
            if not tree.leaves:
                return root.objective, transport
            found = find_paths(transport.network, left, path_weights(built.aim))
            outside = LeftOut(built, left, found.paths, found.limited)
            priced = self._priced(tree, built, session, transport, outside)
        _log.info("proof: %d leaves, %d programs, bound %.1f", len(tree.leaves), tree.programs, tree.lowest)
        if priced is None:
            return root.objective, transport
        least, around = priced
        lowest = float(least.min(initial=math.inf))
        if lowest >= -TOLERANCE and around is transport:
            return max(root.objective, tree.lowest), transport
        if lowest == -math.inf:
            return root.objective, transport
        near = least < max(-TOLERANCE, -NEAR * lowest)
        return root.objective, with_pairs(around, outside.pairs[near], built.aim)

    def _planted(self, probe: Probe, first: Ints, carry: Carrying | None) -> Tree:
        """The tree of the last call with its leaves in this model, or one of nothing but a root."""
        known = None
        if self.tree is not None and carry is not None and len(self.tree.columns) == len(first):
            known = self.tree.carried(probe, first, carry.basis)
        self.tree = known or Tree(probe, first)
        return self.tree

    def _enough(self, tree: Tree, plan: SolveResult | None) -> bool:
        """Stopped, out of time, or near enough to the plan and a fair number of programs solved."""
        best = None if plan is None else plan.objective
        self.tell(tree.lowest * BASE, None if best is None else best * BASE)
        if self.stop.is_set() or time.perf_counter() - self._began > self.seconds:
            return True
        near = best is not None and relative_gap(best, tree.lowest) <= self.gap
        return near and tree.programs >= NEAR_ENOUGH

    def _priced(
        self, tree: Tree, built: Built, session: SolverSession, transport: Transport, outside: LeftOut
    ) -> tuple[Floats, Transport] | None:
        """Least reduced costs of what is left out over all leaves, and ways around what is full at one."""
        least, around = np.full(len(outside.pairs), np.inf), transport
        for leaf in tree.leaves:
            marginals = tree.marginals(leaf)
            if marginals is None:
                return None
            at_leaf = _in_order(built, session, *marginals)
            least = np.minimum(least, outside.reduced_costs(at_leaf))
            around = _around(built, around, at_leaf)
        return least, around


def proof_is_worth_it(built: Built, session: SolverSession) -> bool:
    """Whether there are more late choices than HiGHS handles at once."""
    return len(columns_of(built, session, LATE)) > FEW


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
