"""Sifting: start from the pairs within reach, price what was left out, add what helps until nothing does.

Only then does the bound hold for the whole problem and not just for what the reach let in.
"""

from __future__ import annotations

import logging
import math
import threading
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from models.build import Built
from models.data import ModelData
from models.objective import Aim
from models.paths import find_paths
from models.priceout import TOLERANCE, Root, price_out, worth_a_look
from optimizer.clock import Clock
from optimizer.detours import capacity_prices, other_ways
from optimizer.dive import LARGE
from optimizer.first_plan import first_plan_of
from optimizer.handover import InfeasibleRowError
from optimizer.kept import Kept, Model, Rooted, aimed
from optimizer.options import RunOptions
from optimizer.outcome import Outcome, SolveResult, relative_gap
from optimizer.proof import NEAR, PART_OF_TIME, Proof, proof_is_worth_it, root_of, with_pairs
from optimizer.rights import with_claims
from optimizer.solver import SolverSession
from optimizer.stages import BASE, Sifted, Transport, build, impossible_rows, path_weights

_log = logging.getLogger(__name__)

SMALL = 3000
"""Pairs up to which none is left out: pruning would save nothing and prove less."""
UNMET_SLACK = 1e-6
"""kt by which unmet demand may exceed the least found: a kilogram."""
MOST_ROUNDS = 8
"""Rounds after which the best reduced cost left out is told instead of driven to zero."""


def sift(
    transport: Transport,
    options: RunOptions,
    *,
    aim: Aim,
    clock: Clock,
    stop: threading.Event,
    kept: Kept | None = None,
    relaxed: bool = False,
) -> Sifted:
    """Build, relax, price, add; at most ``MOST_ROUNDS`` times. Small problems are not pruned at all.

    A stop only spares the tree: a plan is worth little without a bound, and these rounds take seconds.
    ``kept`` is what runs of the same case left; it takes what this one leaves. ``relaxed``: the linear
    relaxation of the whole problem is all that is wanted, without a first plan and the bound of the tree.
    """
    kept = kept or Kept()
    with clock.stage("build"):
        data = kept.prepared(transport.network.case)
    if len(transport.pairs.kept) + len(transport.pairs.left_out) <= SMALL:
        with clock.stage("network"):
            transport = with_everything(transport, aim)
    return _Sifting(transport, data, options, aim, clock, stop, kept, relaxed).run()


@dataclass(slots=True)
class _Sifting:
    """The rounds, and what one hands on to the next."""

    transport: Transport
    data: ModelData
    options: RunOptions
    aim: Aim
    clock: Clock
    stop: threading.Event
    kept: Kept
    relaxed: bool
    plan: SolveResult | None = None
    tried: bool = False
    rounded: bool = False
    proof: Proof = field(init=False)
    near: float = field(init=False)
    """See ``_larger``: where further runs are likely, as they are after a first."""

    def __post_init__(self) -> None:
        """Of a time limit, the proof may take a part."""
        seconds = PART_OF_TIME * (self.options.time_limit or math.inf)
        self.near = NEAR if self.kept.knows else 0.0
        self.proof = Proof(self.options.gap, self.stop, self.clock.bounded, seconds, self.kept.tree)

    def run(self) -> Sifted:
        """Rounds until nothing left out would help."""
        pairs_added = paths_added = 0
        for number in range(1, MOST_ROUNDS + 1):
            rooted = self._rooted()
            if rooted is None:
                continue
            best, bound, larger = self._priced(rooted)
            if larger is self.transport or number == MOST_ROUNDS:
                return Sifted(
                    built=rooted.built, session=rooted.session, transport=self.transport,
                    relaxation=rooted.relaxation, rounds=number, pairs_added=pairs_added,
                    paths_added=paths_added, best_left_out=best, bound=max(bound, self.kept.bound(self.aim)),
                    plan=self.plan, rounded=self.rounded,
                )  # fmt: skip
            pairs_added += len(larger.pairs.kept) - len(self.transport.pairs.kept)
            paths_added += len(larger.paths.paths) - len(self.transport.paths.paths)
            _log.info("price-out round %d: %d pairs added", number, pairs_added)
            self.transport = larger
        raise AssertionError("unreachable: the last round returns")

    def _rooted(self) -> Rooted | None:
        """The model and its relaxation; none where a row without terms needs what was left out."""
        with self.clock.stage("build"):
            model = self.kept.changed(self.transport, self.aim, self.options)
        model = model or self._made()
        if model is None:
            return None
        with self.clock.stage("solve"):
            keep_unmet_least(model.built, model.session, self.stop)
            self.kept.start(model)
            relaxation = without_limit(model.session, from_nothing=model.carry is None)
            return self.kept.rooted_at(model, relaxation, self.transport)

    def _made(self) -> Model | None:
        """The model from its components, with what is known of a smaller one carried over."""
        with self.clock.stage("build"):
            built = build(self.transport, self.data, self.kept.frame(self.aim))
        if built.assembled.impossible:
            self._beyond(built)
            return None
        with self.clock.stage("handover"):
            session = SolverSession(built.assembled.model, options=self.options.solver())
        with self.clock.stage("solve"):
            aimed(built, session, None)
            self.kept.unreachable.close(built, session)
            self.kept.tightening.apply(built, session)
            model = self.kept.grown(aimed(built, session, self.aim), session)
        if model.carry is not None and self.plan is not None:
            self.plan = replace(self.plan, values=model.carry.values(self.plan.values))
        return model

    def _beyond(self, built: Built) -> None:
        """Let everything in, where a row cannot hold otherwise; an error where nothing is left out."""
        with self.clock.stage("network"):
            larger = with_everything(self.transport, self.aim)
        if larger is self.transport:
            raise InfeasibleRowError(impossible_rows(built))
        self.transport = larger
        self.kept.forget()

    def _priced(self, rooted: Rooted) -> tuple[float, float, Transport]:
        """Best reduced cost left out, the bound of the whole problem, the transport with what would help."""
        built, session, relaxation = rooted.built, rooted.session, rooted.relaxation
        best, larger = np.inf, self.transport
        with self.clock.stage("network"):
            if relaxation.outcome.has_plan:
                root = root_of(built, session, relaxation)
                best, larger = _larger(built, larger, root, near=self.near)
            elif relaxation.outcome is Outcome.INFEASIBLE:
                larger = with_everything(larger, self.aim)
        if larger is not self.transport or not relaxation.outcome.has_plan:
            return best, -np.inf, larger
        with self.clock.stage("solve"):
            return best, *self._proven(rooted)

    def _proven(self, rooted: Rooted) -> tuple[float, Transport]:
        """A first plan, then the bound of the tree and what would help at its leaves."""
        built, session, root = rooted.built, rooted.session, rooted.relaxation
        if self.relaxed:
            return root.objective, self.transport
        if not self.tried:
            self.tried = True
            self.plan = self._first_plan(rooted)
        if self.transport.pairs.left_out.empty or not proof_is_worth_it(built, session) or self.stop.is_set():
            return root.objective, self.transport
        proven = self.proof.prove(
            built, session, self.transport, root=root, plan=self.plan, carry=self.kept.since_tree
        )
        self.kept.planted(self.proof.tree)
        return proven

    def _first_plan(self, rooted: Rooted) -> SolveResult | None:
        """The best that plans known come to here and, where it is not near enough, that of rounding."""
        known, bound = self.kept.plan(rooted), rooted.relaxation.objective
        near = known is not None and relative_gap(known.objective, bound) <= self.options.gap
        in_dive = known is None and self.transport.pairs.left_out.empty
        if near or in_dive or not proof_is_worth_it(rooted.built, rooted.session):
            return known
        self.rounded = True
        found = self._found(rooted)
        rooted.session.start_at(rooted.basis)
        return min((plan for plan in (known, found) if plan), key=lambda plan: plan.objective, default=None)

    def _found(self, rooted: Rooted) -> SolveResult | None:
        """A plan of nothing known, made better until it is near enough or the time for it is over."""
        built, session, bound = rooted.built, rooted.session, rooted.relaxation.objective
        best: float | None = None

        def enough(objective: float) -> bool:
            nonlocal best
            best = objective
            near = relative_gap(objective, bound) <= self.options.gap
            return near or self.stop.is_set() or self.clock.seconds["solve"] > self.proof.seconds

        def tick() -> None:
            self.clock.bounded(bound * BASE, None if best is None else best * BASE)

        finding = first_plan_of(built, session, tick)
        plan = finding.found()
        if not plan.outcome.has_plan:
            return None
        plan = with_claims(built, session, plan)
        return with_claims(built, session, finding.better(plan, enough))


def with_everything(transport: Transport, aim: Aim) -> Transport:
    """Every pair that can be joined, none left out."""
    left = transport.pairs.left_out
    if left.empty:
        return transport
    paths = transport.paths.extended(find_paths(transport.network, left, path_weights(aim)))
    kept = pd.concat([transport.pairs.kept, left], ignore_index=True)
    return replace(transport, pairs=replace(transport.pairs, kept=kept, left_out=left.iloc[:0]), paths=paths)


def without_limit(
    session: SolverSession, stop: threading.Event | None = None, *, from_nothing: bool = False
) -> SolveResult:
    """The relaxation, even where the run's time is over; the root also where it was stopped.

    A large one of which nothing is known is solved by an interior point: two to three times faster.
    """
    session.limit(gap=session.options.gap, seconds=np.inf)
    try:
        return session.solve_relaxation(stop=stop, interior=from_nothing and session.column_count > LARGE)
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


def _larger(built: Built, transport: Transport, root: Root, *, near: float) -> tuple[float, Transport]:
    """Best reduced cost left out, and the transport with the pairs and paths that would help.

    ``near``: with them, pairs that lack no more than this part of the largest help; it saves later rounds.
    """
    looked, rest = worth_a_look(built, transport.pairs.left_out, root)
    weights = path_weights(built.aim, capacity_prices(built, root))
    found = find_paths(transport.network, looked, weights)
    pairs = price_out(built, looked, found.paths, found.limited, root)
    ways = other_ways(built, transport, root, weights)
    best = min(rest, pairs.best, ways[0].best if ways else np.inf)
    if not len(pairs.helpful) and not (ways and len(ways[0].helpful)):
        return best, transport
    paths = transport.paths.extended(ways[1].chosen(ways[0].helpful["path"])) if ways else transport.paths
    wanted = pairs.hauls[pairs.hauls["reduced_cost"] < max(-TOLERANCE, -near * min(pairs.best, 0.0))]
    return best, with_pairs(replace(transport, paths=paths), wanted, built.aim)
