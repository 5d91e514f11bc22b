"""Sifting: start from the pairs within reach, price what was left out, add what helps until nothing does.

Only then does the bound hold for the whole problem and not just for what the reach let in.
"""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import replace

import numpy as np
import pandas as pd

from models.build import Built
from models.data import ModelData, prepare
from models.objective import Aim
from models.paths import find_paths
from models.priceout import Root, price_out, worth_a_look
from optimizer.clock import Clock
from optimizer.detours import capacity_prices, other_ways
from optimizer.handover import InfeasibleRowError
from optimizer.options import RunOptions
from optimizer.outcome import Outcome, SolveResult, without_plan
from optimizer.proof import prove, root_of, with_pairs
from optimizer.solver import SolverSession
from optimizer.stages import Sifted, Transport, build, impossible_rows, path_weights

_log = logging.getLogger(__name__)

SMALL = 3000
"""Pairs up to which none is left out: pruning would save nothing and prove less."""
UNMET_SLACK = 1e-6
"""kt by which unmet demand may exceed the least found: a kilogram."""
MOST_ROUNDS = 8
"""Rounds after which the best reduced cost left out is told instead of driven to zero."""


def sift(
    transport: Transport, options: RunOptions, *, aim: Aim, clock: Clock, stop: threading.Event
) -> Sifted:
    """Build, relax, price, add; at most ``MOST_ROUNDS`` times. Small problems are not pruned at all.

    A stop only spares the tree: a plan is worth little without a bound, and these rounds take seconds.
    """
    with clock.stage("build"):
        data = prepare(transport.network.case)
    if len(transport.pairs.kept) + len(transport.pairs.left_out) <= SMALL:
        with clock.stage("network"):
            transport = with_everything(transport, aim)
    pairs_added = paths_added = 0
    for number in range(1, MOST_ROUNDS + 1):
        built, session, relaxation = _root_model(transport, data, options, aim=aim, clock=clock, stop=stop)
        best, larger = np.inf, transport
        with clock.stage("network"):
            if session is not None and relaxation.outcome.has_plan:
                best, larger = _larger(built, transport, root_of(built, session, relaxation))
            elif len(transport.pairs.left_out) and relaxation.outcome is Outcome.INFEASIBLE:
                larger = with_everything(transport, aim)
        bound = relaxation.objective if larger is transport and relaxation.outcome.has_plan else -np.inf
        if session is not None and math.isfinite(bound) and not stop.is_set():
            with clock.stage("solve"):
                bound, larger = prove(
                    built, session, transport, root=relaxation, stop=stop, tell=clock.bounded
                )
        if session is None and larger is transport:
            raise InfeasibleRowError(impossible_rows(built))
        if session is None:
            transport = larger
            continue
        if larger is transport or number == MOST_ROUNDS:
            return Sifted(
                built=built, session=session, transport=transport, relaxation=relaxation, rounds=number,
                pairs_added=pairs_added, paths_added=paths_added, best_left_out=best, bound=bound,
            )  # fmt: skip
        pairs_added += len(larger.pairs.kept) - len(transport.pairs.kept)
        paths_added += len(larger.paths.paths) - len(transport.paths.paths)
        _log.info("price-out round %d: %d pairs added", number, pairs_added)
        transport = larger
    raise AssertionError("unreachable: the last round returns")


def with_everything(transport: Transport, aim: Aim) -> Transport:
    """Every pair that can be joined, none left out."""
    left = transport.pairs.left_out
    if left.empty:
        return transport
    paths = transport.paths.extended(find_paths(transport.network, left, path_weights(aim)))
    kept = pd.concat([transport.pairs.kept, left], ignore_index=True)
    return replace(transport, pairs=replace(transport.pairs, kept=kept, left_out=left.iloc[:0]), paths=paths)


def _root_model(
    transport: Transport,
    data: ModelData,
    options: RunOptions,
    *,
    aim: Aim,
    clock: Clock,
    stop: threading.Event,
) -> tuple[Built, SolverSession | None, SolveResult]:
    """The model, its session and its relaxation; no session where a row without terms cannot hold."""
    with clock.stage("build"):
        built = build(transport, data, aim)
    if built.assembled.impossible:
        return built, None, without_plan(Outcome.INFEASIBLE, "impossible row", 0.0)
    with clock.stage("handover"):
        session = SolverSession(built.assembled.model, options=options.solver())
    with clock.stage("solve"):
        keep_unmet_least(built, session, stop)
        return built, session, without_limit(session)


def without_limit(session: SolverSession, stop: threading.Event | None = None) -> SolveResult:
    """The relaxation, even where the run's time is over; the root also where it was stopped."""
    session.limit(gap=session.options.gap, seconds=np.inf)
    try:
        return session.solve_relaxation(stop=stop)
    finally:
        session.as_asked()


def keep_unmet_least(built: Built, session: SolverSession, stop: threading.Event) -> None:
    """Where demand may stay unmet: find the least that must, and hold every aim to it."""
    family = built.registry.columns.get("u_unmet")
    if family is None or family.index.empty:
        return
    variables = [built.assembled.variables[i] for i in family.numbers]
    wanted = np.array([session.column(variable) for variable in variables])
    every, costs = np.arange(session.column_count), session.costs()
    session.set_costs(every, np.isin(every, wanted).astype(np.float64))
    result = session.solve(stop=stop)
    session.set_costs(every, costs)
    if not result.outcome.has_plan:
        return
    rows = built.registry.rows["c_unmet"]
    row = session.row(built.assembled.constraints[rows.start])
    session.set_row_bounds(np.array([row]), -np.inf, max(0.0, result.objective) + UNMET_SLACK)


def _larger(built: Built, transport: Transport, root: Root) -> tuple[float, Transport]:
    """Best reduced cost left out, and the transport with the pairs and paths that would help."""
    looked, rest = worth_a_look(built, transport.pairs.left_out, root)
    weights = path_weights(built.aim, capacity_prices(built, root))
    found = find_paths(transport.network, looked, weights)
    pairs = price_out(built, looked, found.paths, found.limited, root)
    ways = other_ways(built, transport, root, weights)
    best = min(rest, pairs.best, ways[0].best if ways else np.inf)
    if not len(pairs.helpful) and not (ways and len(ways[0].helpful)):
        return best, transport
    paths = transport.paths.extended(ways[1].chosen(ways[0].helpful["path"])) if ways else transport.paths
    return best, with_pairs(replace(transport, paths=paths), pairs.helpful, built.aim)
