"""What runs of one case leave for the next, which minimises or bounds something else.

The model stays in the solver with the place where its last relaxation ended, the leaves of the proof, the
pairs and ways let in and the plans found. The next aim changes costs and the limits of rows asked for; only
where it needs a row or a way that the model lacks is that built again, and what is known carried over.
The next run proves its bound itself; a bound of a run before it holds only where that one asked for no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from cases.case import Case
from cases.gauges import AT_MOST
from cases.load import Loaded
from models.build import Built
from models.data import ModelData, prepare
from models.gauges import ONE, bound_row, is_registered, tightest
from models.objective import Aim, cost_vector, objective_vector
from models.paths import PathWeights, find_paths
from models.registry import Floats, Rows
from optimizer import stages
from optimizer.branching import Tree
from optimizer.carrying import Carrying, carrying
from optimizer.options import RunOptions
from optimizer.outcome import Outcome, SolveResult
from optimizer.probe import Basis, is_whole
from optimizer.rights import with_claims
from optimizer.solver import SolverSession
from optimizer.tightening import Tightening
from optimizer.unreachable import Unreachable

CAP, BOUND, UNMET = "c_co2_cap", "c_bound", "c_unmet"
ASKED = (CAP, BOUND)
"""Rows that an aim asks for; all others are those of the case."""
NEAREST = 2
"""Plans that must be bent to keep the limits which are tried, beside the best one that keeps them."""
MOST_PLANS = 32
MOST_LEAVES = 200
"""Leaves up to which solving them again under the next aim is less than growing a tree anew."""
KEEPS = 1e-6
"""Part of its size by which a plan may miss a row and still count as keeping it."""


@dataclass(frozen=True, slots=True)
class Model:
    """A model in the solver under an aim, and how what was known before is carried over to it."""

    built: Built
    session: SolverSession
    carry: Carrying | None


@dataclass(frozen=True, slots=True)
class Rooted(Model):
    """A model with its relaxation."""

    relaxation: SolveResult
    basis: Basis


@dataclass(frozen=True, slots=True)
class _Proven:
    """No plan of the aim is below the bound [kCNY or kt]."""

    aim: Aim
    bound: float


@dataclass(slots=True)
class Kept:
    """Of one case with its scenarios and changes. A run of nothing known before has an empty one."""

    loaded: Loaded | None = None
    rooted: Rooted | None = None
    basis: Basis | None = None
    """Where the last relaxation that had a solution ended."""
    tree: Tree | None = None
    """Of the last proof, in the model of that time."""
    since_tree: Carrying | None = None
    """From that model to the one in the solver."""
    tightening: Tightening = field(default_factory=Tightening)
    unreachable: Unreachable = field(default_factory=Unreachable)
    _data: ModelData | None = None
    reach: stages.Transport | None = None
    """Pairs and ways before any run let further ones in."""
    _transport: stages.Transport | None = None
    _modelled: stages.Transport | None = None
    _frame: Aim | None = None
    _judged: list[tuple[PathWeights, int]] = field(default_factory=list)
    """By what ways were looked for, and between how many of the pairs kept."""
    _plans: list[Floats] = field(default_factory=list)
    """By column of the model in the solver."""
    _proven: list[_Proven] = field(default_factory=list)

    # -- the case ---------------------------------------------------------------------------------------

    @property
    def knows(self) -> bool:
        """Whether a run went before."""
        return self.rooted is not None

    def read(self, load: Callable[[], Loaded]) -> Loaded:
        """The case, read once."""
        self.loaded = self.loaded or load()
        return self.loaded

    def prepared(self, case: Case) -> ModelData:
        """Its data as the model takes them, made once."""
        if self._data is None:
            self._data = prepare(case)
        return self._data

    def transport(self, case: Case, aim: Aim) -> stages.Transport:
        """Pairs and ways known so far, with the ways that this aim would choose between them."""
        known, weights = self._transport, stages.path_weights(aim)
        if known is None:
            known = self.reach = stages.transport(case, aim)
        elif (weights, len(known.pairs.kept)) not in self._judged:
            paths = known.paths.extended(find_paths(known.network, known.pairs.kept, weights))
            if len(paths.paths) > len(known.paths.paths):
                known = replace(known, paths=paths)
        self._judge(known, aim)
        return known

    def _judge(self, known: stages.Transport, aim: Aim) -> None:
        self._transport = known
        self._judged.append((stages.path_weights(aim), len(known.pairs.kept)))

    # -- the model --------------------------------------------------------------------------------------

    def frame(self, aim: Aim) -> Aim:
        """What a model has rows for: the aim's own, and those of aims before it."""
        last = self._frame
        if last is not None and last.money != aim.money:
            last, self.tightening, self.unreachable = None, Tightening(), Unreachable()
        self._frame = aim if last is None else _both(last, aim)
        return self._frame

    def changed(self, transport: stages.Transport, aim: Aim, options: RunOptions) -> Model | None:
        """The model in the solver under another aim; None where it lacks a row or a way."""
        if self.rooted is None or self.basis is None or transport is not self._modelled:
            return None
        built, session = self.rooted.built, self.rooted.session
        limits = limits_of(built, aim)
        if limits is None or any(built.assembled.constraints[number] is None for number, *_ in limits):
            return None
        session.ask(options.solver())
        same = Carrying(np.arange(session.column_count), np.arange(session.row_count))
        return Model(aimed(built, session, aim), session, same)

    def grown(self, built: Built, session: SolverSession) -> Model:
        """A new model, with what is known by the columns of a smaller one carried over."""
        last = self.rooted
        if last is None or self.basis is None:
            self.forget()
            return Model(built, session, None)
        carry = carrying(last.built, last.session, built, session)
        self._plans = [carry.values(plan) for plan in self._plans]
        return Model(built, session, carry)

    def start(self, model: Model) -> None:
        """Let the relaxation begin where the last one ended."""
        if model.carry is not None and self.basis is not None:
            self.basis = model.carry.basis(self.basis)
            if is_whole(self.basis, model.session.row_count):
                model.session.start_at(self.basis)

    def rooted_at(self, model: Model, relaxation: SolveResult, transport: stages.Transport) -> Rooted:
        """A model and its relaxation, which take the place of those before."""
        basis = model.session.basis()
        self.since_tree = None if model.carry is None else model.carry.after(self.since_tree)
        self.rooted = Rooted(model.built, model.session, model.carry, relaxation, basis)
        self._modelled = transport
        self._judge(transport, model.built.aim)
        if relaxation.outcome.has_plan:
            self.basis = basis
        return self.rooted

    def planted(self, tree: Tree | None) -> None:
        """The proof at the model in the solver; a tree with too many leaves is not kept."""
        small = tree is not None and len(tree.leaves) <= MOST_LEAVES
        self.tree, self.since_tree = tree if small else None, None

    def forget(self) -> None:
        """The model and what is known by its columns."""
        self.rooted = self.basis = self.tree = self.since_tree = self._frame = None
        self._plans.clear()

    # -- what was found ---------------------------------------------------------------------------------

    def remember(self, sifted: stages.Sifted, result: SolveResult) -> None:
        """A plan, and a bound of the whole problem, for the runs that follow."""
        if not result.outcome.has_plan or self.rooted is None:
            return
        values, rooted = result.values, self.rooted
        if sifted.session is not rooted.session:
            values = carrying(sifted.built, sifted.session, rooted.built, rooted.session).values(values)
        self._plans = [*self._plans[1 - MOST_PLANS :], values]
        if _all_is_met(sifted.built):
            self._proven.append(_Proven(sifted.built.aim, result.bound))

    def bound(self, aim: Aim) -> float:
        """What is proven of aims of the same objective that ask for no more; minus infinity if nothing."""
        return max((one.bound for one in self._proven if _asks_no_more(one.aim, aim)), default=-math.inf)

    def plan(self, rooted: Rooted) -> SolveResult | None:
        """The best of what the nearest plans come to with their whole numbers; it proves nothing."""
        session = rooted.session
        tried = [self._polished(rooted, values) for values in self._nearest(session)]
        found = [plan for plan in tried if plan is not None]
        if tried:
            session.start_at(rooted.basis)
        return min(found, key=lambda plan: plan.objective, default=None)

    def _nearest(self, session: SolverSession) -> list[Floats]:
        """The cheapest plan that keeps all limits as it is, and those that miss them by least."""
        matrix, lower, upper = session.rows()
        costs = session.costs()

        def missed(values: Floats) -> float:
            amounts = matrix @ values
            size = np.maximum(1.0, np.abs(amounts))
            by = np.maximum(0.0, np.maximum(lower - amounts, amounts - upper)) / size
            return float(by[by > KEEPS].sum())

        ranked = sorted(((missed(plan), float(costs @ plan), plan) for plan in self._plans), key=_rank)
        keeping = [plan for by, _, plan in ranked if by == 0.0][:1]
        return keeping + [plan for by, _, plan in ranked if by > 0.0][:NEAREST]

    def _polished(self, rooted: Rooted, values: Floats) -> SolveResult | None:
        best = rooted.session.polish(values)
        if best.outcome is not Outcome.OPTIMAL:
            return None
        plan = replace(best, outcome=Outcome.TIME_LIMIT, bound=-math.inf, row_duals=None, reduced_costs=None)
        return with_claims(rooted.built, rooted.session, plan)


def _rank(known: tuple[float, float, Floats]) -> tuple[float, float]:
    return known[:2]


def _all_is_met(built: Built) -> bool:
    """Whether no demand may stay unmet: else what must stay unmet differs from aim to aim."""
    family = built.registry.columns.get("u_unmet")
    return family is None or family.index.empty


def aimed(built: Built, session: SolverSession, aim: Aim | None) -> Built:
    """The model in the solver under an aim whose rows it has; without one, no row asked for holds."""
    for family in (built.registry.rows[name] for name in ASKED if name in built.registry.rows):
        for number in range(family.start, family.start + len(family.index)):
            _set_row(built, session, number, -np.inf, np.inf)
    if UNMET in built.registry.rows:
        family = built.registry.rows[UNMET]
        _set_row(built, session, family.start, family.lower[0], family.upper[0])
    if aim is None:
        return built
    limits = limits_of(built, aim)
    assert limits is not None
    for number, lower, upper in limits:
        _set_row(built, session, number, lower, upper)
    costs = np.zeros(session.column_count)
    costs[stages.order_of(built, session)] = objective_vector(built.registry, built.data, aim)
    session.set_costs(np.arange(session.column_count), costs)
    return replace(built, aim=aim)


def _set_row(built: Built, session: SolverSession, number: int, lower: float, upper: float) -> None:
    constraint = built.assembled.constraints[number]
    if constraint is not None:
        session.set_row_bounds([constraint], lower, upper)


def limits_of(built: Built, aim: Aim) -> list[tuple[int, float, float]] | None:
    """Row, lower and upper limit of all that the aim asks for; None where the model lacks a row or column."""
    if aim.money != built.aim.money or (aim.goal is not None and ONE not in built.registry.columns):
        return None
    gauges = [bound.gauge for bound in aim.bounds] + ([aim.goal.gauge] if aim.goal is not None else [])
    if not all(is_registered(built.registry, gauge) for gauge in gauges):
        return None
    found = []
    if aim.aim == "cap" and aim.co2_cap is not None:
        number = built.registry.rows[CAP].start
        if built.assembled.constraints[number] is None:
            return None
        found.append((int(number), -math.inf, aim.co2_cap))
    cost = cost_vector(built.registry, built.data, aim.money)
    for bound in tightest(aim.bounds):
        vector, right = bound_row(built.registry, built.data, bound, cost)
        number = _row_of(built, built.registry.rows.get(BOUND), str(bound.gauge), bound.sense, vector)
        if number < 0:
            return None
        ends = (-math.inf, right) if bound.sense == AT_MOST else (right, math.inf)
        found.append((number, *ends))
    return found


def _row_of(built: Built, family: Rows | None, gauge: str, sense: str, vector: Floats) -> int:
    """Number of the row of a bound with these very coefficients; below zero where there is none."""
    if family is None:
        return -1
    places = np.flatnonzero(family.index["gauge"].eq(gauge) & family.index["sense"].eq(sense))
    for number in (family.start + places).tolist():
        if np.allclose(built.assembled.matrix[[number]].toarray().ravel(), vector, rtol=1e-12, atol=0.0):
            return int(number)
    return -1


def _both(last: Aim, aim: Aim) -> Aim:
    """Rows for both: a cap, a goal's constant and bounds of the last aim stay beside those of the next."""
    known = {(bound.gauge, bound.sense) for bound in aim.bounds}
    kept = [bound for bound in last.bounds if (bound.gauge, bound.sense) not in known]
    capped = [one.co2_cap for one in (aim, last) if one.aim == "cap" and one.co2_cap is not None]
    kind = {"aim": "cap", "co2_cap": capped[0]} if capped else {"aim": "cost", "co2_cap": None}
    return replace(aim, goal=aim.goal or last.goal, bounds=(*aim.bounds, *kept), **kind)


def _asks_no_more(one: Aim, other: Aim) -> bool:
    """Whether both minimise the same and every plan that the other allows, the one allows too."""
    if _minimised(one) != _minimised(other) or _cap(one) < _cap(other):
        return False
    theirs = {(bound.gauge, bound.sense): bound.value for bound in tightest(other.bounds)}
    for bound in tightest(one.bounds):
        value = theirs.get((bound.gauge, bound.sense))
        if value is None or (value > bound.value if bound.sense == AT_MOST else value < bound.value):
            return False
    return True


def _minimised(aim: Aim) -> tuple[object, ...]:
    price = aim.carbon_price if aim.aim == "priced" else 0.0
    return aim.in_money, aim.money if aim.in_money else "", price, aim.goal, aim.road_preference


def _cap(aim: Aim) -> float:
    return aim.co2_cap if aim.aim == "cap" and aim.co2_cap is not None else math.inf
