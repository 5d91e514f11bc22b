"""Diving: a good plan early and a proof beside it, for models whose late choices HiGHS finds hard.

The first plan is the relaxation, rounded and mended; with a bound proven beforehand that is most often
enough. Else the model without the late choices (which material gets a feeder) that the relaxation does not
use is searched from that plan. Then the late choices are let go: that model is still mixed-integer, its
bound is one of the whole model, and its plan says which late choices matter. The full model comes last.
Steps end by nodes, not seconds, so that a plan does not depend on how busy the machine is.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np

from models.registry import Floats, Ints
from optimizer.outcome import OPTIMAL_GAP, Outcome, Progress, SolveResult, relative_gap
from optimizer.solver import ANY_NODES, SolverSession
from optimizer.solver_thread import ProgressCallback

FEW = 60
"""Late choices up to which the model is solved as it is."""
EARLY_NODES = 100
"""Nodes for the model without the late choices that the relaxation does not use."""
FINE = 20.0
"""How much finer than asked for the restricted models are solved: small, and their plans carry the proof."""
FINE_NODES = 1000
"""Nodes for the model without the late choices that the model with these relaxed does not use."""
USED = 1e-6
LARGE = 40_000
"""Columns from which HiGHS's separation of cuts takes minutes a round, and an interior point finds a first
relaxation sooner than the simplex method."""


def dive(
    session: SolverSession,
    *,
    first: Ints,
    late: Ints,
    root: SolveResult,
    bound: float | None = None,
    plan: SolveResult | None = None,
    rounded: bool = False,
    season: Ints | None = None,
    whole: bool = True,
    spent: float = 0.0,
    progress: ProgressCallback | None = None,
    stop: threading.Event | None = None,
) -> SolveResult:
    """Solve to the session's gap; ``first`` and ``late`` are columns, ``root`` the linear relaxation.

    ``bound`` is known to hold for the whole problem; without it, the relaxation's is taken. ``plan`` is one
    known beforehand, ``season`` the number of the season of every column (see `rounded`); ``spent`` seconds
    of the time limit went by before. Where it is stopped before there is a plan, it still makes its first,
    which is a matter of seconds where the model is not large.
    """
    known = root.objective if bound is None else bound
    near = plan is not None and relative_gap(plan.objective, known) <= session.options.gap
    if whole and not near and (len(late) <= FEW or not root.outcome.has_plan):
        if plan is not None:
            session.start_from(plan.values)
        result = session.solve(progress=progress, stop=stop)
        if result.outcome is not Outcome.NOTHING_FOUND:
            return result
        first_plan = session.rounded(season=season).at_least(result.bound)
        stopped = first_plan.outcome.has_plan and stop is not None and stop.is_set()
        return replace(first_plan, outcome=Outcome.STOPPED) if stopped else first_plan
    began = time.perf_counter() - spent
    halt = stop or threading.Event()
    return _Dive(session, first, late, season, whole, progress, halt, known, began, plan, rounded).run(root)


@dataclass(slots=True)
class _Dive:
    session: SolverSession
    first: Ints
    late: Ints
    season: Ints | None
    whole: bool
    progress: ProgressCallback | None
    stop: threading.Event
    bound: float
    began: float
    best: SolveResult | None = None
    rounded: bool = False
    nodes: int = 0
    closed: bool = False

    def run(self, root: SolveResult) -> SolveResult:
        """Rounding, restricted model, relaxed model, its plan made whole, full search: as far as needed.

        Of a large model the plan by rounding and the bound proven beforehand are all there is.
        """
        target = self.session.options.gap
        tell = self._teller(False, threading.Event())
        if self.best is None and not self.rounded:
            self._take(self.session.rounded(lambda: tell(Progress(seconds=0.0)), season=self.season))
        if self.best is not None and self.session.column_count > LARGE:
            return self._result(None)
        with self._kept_as_it_was():
            if not self._done():
                self._restricted(root.values, fixed=False, gap=target / FINE, nodes=EARLY_NODES)
            if not self._done():
                relaxed = self._relaxed(gap=target / 2)
                if relaxed.outcome.has_plan and not self._over():
                    for fixed in (True, False):
                        if not self._done():
                            self._restricted(relaxed.values, fixed=fixed, gap=target / FINE, nodes=FINE_NODES)
        last = None
        if self.best is None or (self.whole and not self._done()):
            last = self._full()
        return self._result(last)

    # -- the steps --------------------------------------------------------------------------------------

    def _relaxed(self, *, gap: float) -> SolveResult:
        self.session.set_whole(self.late, whole=False)
        try:
            result = self._solve(gap=gap, a_plan=False)
        finally:
            self.session.set_whole(self.late, whole=True)
        self._raise(result.bound)
        return result

    def _restricted(self, guide: Floats, *, fixed: bool, gap: float, nodes: int) -> None:
        """Close late choices that the guide does not use; with ``fixed`` keep its first choices too."""
        lower, upper = self.session.column_bounds()
        unused = self.late[guide[self.late] <= USED]
        self.session.set_column_bounds(unused, lower[unused], np.zeros(len(unused)))
        if fixed:
            value = np.clip(np.rint(guide[self.first]), lower[self.first], upper[self.first])
            self.session.set_column_bounds(self.first, value, value)
        self.closed = True
        if self.best is not None and not np.any(self.best.values[unused] > USED):
            self.session.start_from(self.best.values)
        try:
            self._take(self._solve(gap=gap, nodes=nodes, a_plan=True))
        finally:
            self.closed = False
            every = np.arange(self.session.column_count)
            self.session.set_column_bounds(every, lower, upper)

    def _full(self) -> SolveResult:
        if self.best is not None:
            self.session.start_from(self.best.values)
        result = self._solve(gap=self.session.options.gap, a_plan=True)
        self._take(result)
        self._raise(result.bound)
        return result

    # -- book-keeping -----------------------------------------------------------------------------------

    def _solve(self, *, gap: float, a_plan: bool, nodes: int = ANY_NODES) -> SolveResult:
        self.session.limit(gap=gap, seconds=self._left(), nodes=nodes)
        halt = threading.Event()
        result = self.session.solve(progress=self._teller(a_plan, halt), stop=halt)
        self.nodes += result.nodes
        return result

    def _raise(self, bound: float) -> None:
        """A bound of the model is one of the whole problem only where no pair was left out."""
        if self.whole:
            self.bound = max(self.bound, bound)

    def _take(self, result: SolveResult) -> None:
        if result.outcome.has_plan and (self.best is None or result.objective < self.best.objective):
            self.best = result

    def _left(self) -> float:
        limit = self.session.options.time_limit
        return math.inf if limit is None else max(0.1, limit - (time.perf_counter() - self.began))

    def _over(self) -> bool:
        return self.stop.is_set() or self._left() <= USED + 0.1

    def _done(self) -> bool:
        close = self.best is not None and self._gap() <= self.session.options.gap
        return close or (self._over() and self.best is not None)

    def _gap(self) -> float:
        return math.inf if self.best is None else relative_gap(self.best.objective, self.bound)

    @contextmanager
    def _kept_as_it_was(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.session.as_asked()

    def _teller(self, a_plan: bool, halt: threading.Event) -> ProgressCallback:
        """Progress in terms of the whole: best plan and bound so far; halts when asked or near enough."""

        def tell(look: Progress) -> None:
            plans = [self.best.objective] if self.best is not None else []
            if a_plan and look.best is not None:
                plans.append(look.best)
            best = min(plans) if plans else None
            known = look.bound if self.whole and not self.closed else None
            bound = self.bound if known is None else max(self.bound, known)
            gap = None if best is None else relative_gap(best, bound)
            if self.stop.is_set() or (gap is not None and gap <= self.session.options.gap):
                halt.set()
            seconds = time.perf_counter() - self.began
            if self.progress is not None:
                nodes = self.nodes + look.nodes
                self.progress(Progress(seconds=seconds, best=best, bound=bound, gap=gap, nodes=nodes))

        return tell

    def _result(self, last: SolveResult | None) -> SolveResult:
        if self.best is None:
            assert last is not None
            return last
        bound = min(self.bound, self.best.objective)
        gap = relative_gap(self.best.objective, bound)
        if gap <= OPTIMAL_GAP:
            outcome = Outcome.OPTIMAL
        elif gap <= self.session.options.gap:
            outcome = Outcome.WITHIN_GAP
        else:
            outcome = Outcome.STOPPED if self.stop.is_set() else Outcome.TIME_LIMIT
        seconds = time.perf_counter() - self.began
        return replace(self.best, outcome=outcome, bound=bound, seconds=seconds, nodes=self.nodes)
