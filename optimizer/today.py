"""Today's operation: what is stated, completed in the customary way or at least cost.

Three aims one after the other, each holding the ones before: least weighted breach of limits, least deviation
from custom (customary completion only), least cost. The relaxation bounds the first two from below. Its whole
numbers are rounded and fixed and the three linear programs solved again; every limit can give, so that always
leaves a plan. Only where it is not near the bounds are whole numbers searched for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cases.case import Case
from models.build import Built, build_current
from models.completion import CUSTOMARY
from models.components import breaches
from models.data import prepare
from models.hauls import make_hauls
from models.network import RAIL
from models.objective import Aim, cost_vector
from models.paths import find_paths
from models.registry import Floats
from optimizer.dive import LARGE, dive
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.sift import without_limit
from optimizer.solver import SolverSession
from optimizer.solver_thread import ProgressCallback
from optimizer.stages import FIRST, LATE, Transport, in_units, path_weights

BREACH_WEIGHT = 1000.0
"""kt of deviation from custom that a thousand CNY of breach outweigh."""
CLOSE = 1e-3
"""Deviation, as a share of the clinker made, to which the whole numbers are found."""
SLACK = 1e-6
"""Room left to an aim that is held [kCNY, kt], and a hundredth of it as a share of the aim."""
USED = 1e-6
SECONDS = 60.0
"""Longest search for whole numbers of today when the run has no time limit of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Today's operation in the registry's columns, with what was proven of it."""

    built: Built
    transport: Transport
    result: SolveResult
    completion: str
    breach: float
    """Weighted breach of limits [kCNY] and the least there can be."""
    least_breach: float
    deviation: float
    """Deviation from custom [kt] and the least there can be; 0 at least cost."""
    least_deviation: float


def solve_today(
    transport: Transport,
    options: RunOptions,
    *,
    aim: Aim,
    completion: str,
    progress: ProgressCallback,
    stop: threading.Event,
) -> Today | None:
    """Build and solve; None where laws of nature leave nothing, or it was stopped too early."""
    transport = todays_transport(transport, aim, completion)
    data, aim = prepare(_without_policy(transport.network.case), today=True), Aim(money=aim.money)
    hauls = make_hauls(data, transport.pairs.kept, transport.paths.paths)
    built = build_current(data, hauls, transport.paths.limited, aim, completion=completion)
    session = SolverSession(built.assembled.model, options=options.solver())
    return _Completion(built, transport, session, completion, progress, stop, options).run()


def _without_policy(case: Case) -> Case:
    """What the plan is asked for beyond today's limits does not bind today: no floor on rail."""
    return replace(case, info=replace(case.info, rail_share_floor=None))


def todays_transport(transport: Transport, aim: Aim, completion: str) -> Transport:
    """The pairs given and those of stated hauls, cheapest ways; by custom also by road where rail wins."""
    flows = {(origin, item, where) for origin, item, _, where, _, _ in transport.network.case.current_flows}
    left, markets = transport.pairs.left_out, transport.network.case.markets
    ends = {(o, i, markets[where].site if where in markets else where) for o, i, where in flows}
    keys = left[["origin", "item", "destination_site"]].itertuples(index=False, name=None)
    stated = np.array([key in ends for key in keys], dtype=bool)
    kept = pd.concat([transport.pairs.kept, left[stated]], ignore_index=True)
    network, paths, cheapest = transport.network, transport.paths, path_weights(Aim(money=aim.money))
    if stated.any() or path_weights(aim) != cheapest:
        paths = find_paths(network, kept, cheapest)
    if completion == CUSTOMARY:
        paths = paths.extended(find_paths(network, kept, cheapest, without=frozenset({RAIL})))
    pairs = replace(transport.pairs, kept=kept, left_out=left[~stated])
    return replace(transport, pairs=pairs, paths=paths)


@dataclass(frozen=True, slots=True)
class _Turn:
    """The last of the linear programs, and the totals that the earlier ones reached."""

    last: SolveResult
    breach: float
    deviation: float

    def rank(self) -> tuple[float, float]:
        """Smaller is better: breach first, to what is held of it."""
        return (round(self.breach, 3), self.deviation)


@dataclass(slots=True)
class _Completion:
    """One completion in its session."""

    built: Built
    transport: Transport
    session: SolverSession
    completion: str
    progress: ProgressCallback
    stop: threading.Event
    options: RunOptions

    def run(self) -> Today | None:
        """Relaxation, whole numbers, polish."""
        least = self._in_turn()
        if least is None:
            return None
        found = self._customary(least) if self.completion == CUSTOMARY else self._at_least_cost()
        if found is None:
            return None
        return Today(
            built=self.built, transport=self.transport, completion=self.completion,
            result=replace(found.last, values=found.last.values[self._order()]),
            breach=found.breach, least_breach=least.breach,
            deviation=found.deviation, least_deviation=least.deviation,
        )  # fmt: skip

    def _customary(self, least: _Turn) -> _Turn | None:
        """Round; search only where the rounded plan is not near the bounds, and where a search ends."""
        rounded = self._with(self._rounded(least.last.values))
        large = self.session.column_count > LARGE
        if rounded is None or large or self._near(rounded, least):
            return rounded
        self._costs(BREACH_WEIGHT * self._breach() + self._deviation())
        self.session.start_from(rounded.last.values)
        found = self._search(self._close(least))
        better = None if found is None else self._with(found.values)
        return rounded if better is None or not better.rank() < rounded.rank() else better

    def _near(self, found: _Turn, least: _Turn) -> bool:
        few = found.breach <= least.breach * (1 + CLOSE) + SLACK
        return few and found.deviation <= least.deviation + self._close(least)

    def _close(self, turn: _Turn) -> float:
        """Deviation from custom that counts as none [kt]."""
        made = float(turn.last.values[self._columns(("v_clinker",))].sum())
        return SLACK + CLOSE * max(0.0, made)

    def _with(self, values: Floats) -> _Turn | None:
        with self._fixed(values):
            return self._in_turn()

    def _rounded(self, values: Floats) -> Floats:
        """Feeders open where their use reaches the least, drying by fuel where exhaust heat runs out."""
        guess = values.copy()
        if not self.built.data.seasons.empty:  # least days are the year's, so a part of a line is a whole one
            lines = self._columns(("y_lines",))
            guess[lines] = np.ceil(values[lines] - CLOSE)
        guess[self._columns(("y_service",))] = values[self._columns(("y_service",))] > USED
        spare = self._activity("c_drying_exhaust", values) + values[self._columns(("v_drying_fuel",))]
        guess[self._columns(("y_drying_fuel",))] = spare >= -CLOSE
        for use in ("raw", "fuel"):
            columns = self._columns((f"y_{use}_feeder",))
            closed = values.copy()
            closed[columns] = 0.0
            opened = closed.copy()
            opened[columns] = 1.0
            name = f"c_{use}_feeder_minimum"
            used = self._activity(name, closed)
            least = used - self._activity(name, opened)
            guess[columns] = used >= least * (1 - CLOSE)
        return guess

    def _activity(self, family: str, values: Floats) -> Floats:
        """What stands on the left of the rows of a family, breaches left out [unit of the rows]."""
        rows = self.built.registry.rows[family]
        numbers = np.arange(rows.start, rows.start + len(rows.index))
        known = values[self._order()]
        for side in ("u_below", "u_above"):
            known[self.built.registry.columns[side].numbers] = 0.0
        return np.asarray(self.built.assembled.matrix[numbers] @ known)

    def _in_turn(self) -> _Turn | None:
        """The linear programs one after the other."""
        found: list[float] = []
        with self._held() as hold:
            for name, costs in (("c_least_breach", self._breach()), ("c_least_deviation", self._deviation())):
                self._costs(costs)
                result = without_limit(self.session, self.stop)
                if not result.outcome.has_plan:
                    return None
                found.append(max(0.0, result.objective))
                hold(name, found[-1])
            self._costs(self._cost_of(self._money()))
            last = without_limit(self.session, self.stop)
        return _Turn(last, found[0], found[1]) if last.outcome.has_plan else None

    def _search(self, absolute: float) -> SolveResult | None:
        """A mixed-integer search from the start given, to an absolute gap."""
        limit = self.options.time_limit
        self.session.limit(gap=0.0, seconds=limit or SECONDS, absolute=absolute)
        try:
            result = self.session.solve(progress=in_units(self.progress), stop=self.stop)
        finally:
            self.session.as_asked()
        return result if result.outcome.has_plan else None

    def _at_least_cost(self) -> _Turn | None:
        """Search with the dive of a run, each breach at its price and the price far above."""
        self._costs(self._cost_of(self.built.aim.money) + BREACH_WEIGHT * self._breach())
        root = without_limit(self.session, self.stop)
        if not root.outcome.has_plan:
            return None
        result = dive(
            self.session, first=self._columns(FIRST), late=self._columns(LATE), root=root, whole=True,
            progress=in_units(self.progress), stop=self.stop,
        )  # fmt: skip
        return self._with(result.values) if result.outcome.has_plan else None

    def _money(self) -> str:
        """By custom works mind their own money; at least cost it is the one that the plan minimises."""
        return "cement" if self.completion == CUSTOMARY else self.built.aim.money

    # -- small things -----------------------------------------------------------------------------------

    def _cost_of(self, money: str) -> Floats:
        return cost_vector(self.built.registry, self.built.data, money)

    def _breach(self) -> Floats:
        return breaches.weight(self.built.registry)

    def _deviation(self) -> Floats:
        return self.built.registry.effect_vector("deviation:custom")

    def _order(self) -> np.ndarray:
        return np.array([self.session.column(v) for v in self.built.assembled.variables], dtype=np.int64)

    def _columns(self, names: tuple[str, ...]) -> np.ndarray:
        known = self.built.registry.columns
        numbers = [known[name].numbers for name in names if name in known]
        return self._order()[np.concatenate(numbers)] if numbers else np.zeros(0, dtype=np.int64)

    def _costs(self, vector: Floats) -> None:
        costs = np.zeros(self.session.column_count)
        costs[self._order()] = vector
        self.session.set_costs(np.arange(self.session.column_count), costs)

    @contextmanager
    def _held(self) -> Iterator[_Hold]:
        """Totals that were found stay held until the end of the block."""
        hold = _Hold(self.built, self.session)
        try:
            yield hold
        finally:
            hold.release()

    @contextmanager
    def _fixed(self, values: Floats) -> Iterator[None]:
        lower, upper = self.session.column_bounds()
        whole = self.session.whole_columns()
        value = np.clip(np.rint(values[whole]), lower[whole], upper[whole])
        self.session.set_column_bounds(whole, value, value)
        try:
            yield
        finally:
            self.session.set_column_bounds(whole, lower[whole], upper[whole])


class _Hold:
    """Upper bounds on the totals of earlier aims."""

    def __init__(self, built: Built, session: SolverSession) -> None:
        self._built, self._session = built, session
        self._rows: list[tuple[int, float]] = []

    def __call__(self, name: str, value: float) -> None:
        """No more than ``value`` of a total from now on; a total that the model does not have is none."""
        family = self._built.registry.rows.get(name)
        if family is None:
            return
        row = self._session.row(self._built.assembled.constraints[family.start])
        self._rows.append((row, float(family.upper[0])))
        self._session.set_row_bounds(np.array([row]), -np.inf, value * (1 + SLACK / 100) + SLACK)

    def release(self) -> None:
        """Open them again."""
        for row, upper in self._rows:
            self._session.set_row_bounds(np.array([row]), -np.inf, upper)
