"""Why something is not used, and what it is worth where it is: a plan against one made to differ.

Two searches are made for the other plan, and the better one counts. One keeps every choice of the plan
but those of the kilns at the place, to a gap of nothing, for both plans: small differences are seen,
which the gap of a whole search would hide. The other frees all of it. Both only restrict the model of the
plan, so what tightened it still holds.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cases.case import Case
from models.registry import Floats, Ints
from optimizer import stages
from optimizer.clock import Clock
from optimizer.options import RunOptions
from optimizer.outcome import SolveResult
from optimizer.progress import Silent
from optimizer.sift import sift, without_limit
from optimizer.stages import BASE, Sifted
from optimizer.worth.marginals import unit_of_aim
from optimizer.worth.question import Asked, Question, QuestionError, asked_columns, with_asked

TINY_KT = 1e-6
"""Amount that is none [kt], or part of a choice."""
NEAR_GAP = 1e-6
"""Relative gap of the search near the plan."""
KT = 1e-3
MOST_TRIED = 8
"""Times or subjects of a choice of which the relaxation tells the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What using something, or doing without it, changes; in the unit of the aim, tonnes as hauled."""

    question: Question
    used: float
    """What the plan uses of it: t, or lines, units, 1 for yes."""
    objective: float
    """Of the plan, or of a better one found near it."""
    other: float | None
    """Of the best plan that differs; none where there is none."""
    open: float
    """What the proofs of both plans leave open of it; infinite where the whole was not searched."""
    amount: float
    """What the other plan is made to use: t, lines, units; 0 where it must do without."""
    fixed: float | None
    """Extra with all other choices as planned; none where a choice must change."""
    own_cost: float | None
    """Of a tonne hauled: what the aim counts of its price, freight and handling, of the cheapest way."""
    path: str
    unit: str

    @property
    def extra(self) -> float | None:
        """By how much the other plan is worse."""
        return None if self.other is None else self.other - self.objective

    @property
    def is_used(self) -> bool:
        """Whether the plan uses it, so that the other does without."""
        return self.used > 0


def why_not(
    case: Case,
    question: Question,
    options: RunOptions,
    *,
    quick: bool = False,
    stop: threading.Event | None = None,
) -> Answer:
    """Solve the case, then again made to use what is asked for, or to do without it."""
    question.checked(case)
    halt = stop or threading.Event()
    options = options.resolved(case.info)
    aim = stages.aim_of(case, options)
    transport = with_asked(stages.transport(case, aim), question, case, aim)
    sifted = sift(transport, options, aim=aim, clock=Clock(Silent()), stop=halt)
    plan = stages.solve(sifted, progress=_nobody, stop=halt)
    if not plan.outcome.has_plan:
        raise QuestionError("whynot.no_plan")
    return _Asking(case, sifted, plan, question, asked_columns(sifted.built, question), halt).answer(
        quick=quick
    )


def _nobody(_: Any) -> None:
    """Nobody is told how the search goes."""


@dataclass(frozen=True, slots=True)
class _Asking:
    case: Case
    sifted: Sifted
    plan: SolveResult
    question: Question
    asked: Asked
    stop: threading.Event

    def answer(self, *, quick: bool) -> Answer:
        """The other plan, and what it is made of."""
        columns = self.sifted.order[self.asked.columns]
        used = float(self.plan.values[columns].sum())
        is_used = used > TINY_KT
        wanted = columns if is_used else self._best_column(columns)
        size = 0.0 if is_used else self._size(wanted)
        fixed = None if is_used or not size else self._fixed(wanted, size)
        again = self._near()
        objective = min(self.plan.objective, again.objective if again.outcome.has_plan else math.inf)
        other, bound = self._other(wanted, size, quick=quick) if is_used or size else (None, -math.inf)
        left = math.inf if other is None else (objective - self.plan.bound) + (other - bound)
        scale = 1.0 / KT if self.question.is_of_hauls else 1.0
        row = self.asked.index.iloc[int(np.flatnonzero(columns == wanted[0])[0])]
        return Answer(
            question=self.question, used=used * scale if is_used else 0.0, objective=objective * BASE,
            other=None if other is None else other * BASE, open=max(0.0, left) * BASE, amount=size * scale,
            fixed=fixed, own_cost=self._own_cost(wanted), path=str(row.get("path", "")),
            unit=unit_of_aim(self.case, self.sifted),
        )  # fmt: skip

    def _other(self, wanted: Ints, size: float, *, quick: bool) -> tuple[float | None, float]:
        """Objective of the best plan that differs, where there is one, and the bound of all such plans."""
        with self._made_to(wanted, size):
            near = self._near()
            whole = None if quick else self._whole()
        found = [one.objective for one in (near, whole) if one is not None and one.outcome.has_plan]
        return min(found, default=None), -math.inf if whole is None else whole.bound

    def _best_column(self, columns: Ints) -> Ints:
        """The one of several ways or times that the relaxation finds least bad, of those that are open."""
        open_ = columns[self.sifted.session.column_bounds()[1][columns] > 0]
        reduced = self.sifted.relaxation.reduced_costs
        if len(open_) < 2 or reduced is None:
            return open_[:1] if len(open_) else columns[:1]
        if self.question.is_of_hauls:
            return open_[[int(np.argmin(reduced[open_]))]]
        likely = open_[np.argsort(reduced[open_], kind="stable")[:MOST_TRIED]]
        tried = [self._relaxed_with(one) for one in likely.tolist()]
        return likely[[int(np.argmin(tried))]]

    def _relaxed_with(self, column: int) -> float:
        """The relaxation with a choice made; infinite where there is none."""
        with self._made_to(np.array([column]), 1.0):
            found = without_limit(self.sifted.session)
        return found.objective if found.outcome.has_plan else math.inf

    def _size(self, wanted: Ints) -> float:
        """What the other plan is made to use [kt, or one of a choice]."""
        if not self.question.is_of_hauls:
            return 1.0
        return min(self.question.amount * KT, float(self.sifted.session.column_bounds()[1][wanted[0]]))

    def _own_cost(self, wanted: Ints) -> float | None:
        if not self.question.is_of_hauls:
            return None
        return float(self.sifted.session.costs()[wanted[0]])

    @contextmanager
    def _made_to(self, wanted: Ints, size: float) -> Iterator[None]:
        """The session with the columns at nothing, or the one column at ``size`` at least."""
        session = self.sifted.session
        lower, upper = session.column_bounds()
        session.set_column_bounds(
            wanted, *((0.0, 0.0) if not size else (size, np.maximum(size, upper[wanted])))
        )
        try:
            yield
        finally:
            session.set_column_bounds(wanted, lower[wanted], upper[wanted])

    def _near(self) -> SolveResult:
        """The best plan with all choices as planned but those near by."""
        session = self.sifted.session
        kept = np.setdiff1d(session.whole_columns(), self.sifted.order[self.asked.near])
        lower, upper = session.column_bounds()
        values = np.clip(np.rint(self.plan.values[kept]), lower[kept], upper[kept])
        session.set_column_bounds(kept, values, values)
        session.limit(gap=NEAR_GAP, seconds=math.inf)
        try:
            return session.solve(stop=self.stop)
        finally:
            session.as_asked()
            session.set_column_bounds(kept, lower[kept], upper[kept])

    def _whole(self) -> SolveResult:
        """The best plan with all choices free."""
        root = without_limit(self.sifted.session, from_nothing=True)
        if not root.outcome.has_plan:
            return root
        bound = max(root.objective, self.sifted.bound) if self.sifted.is_whole else self.sifted.bound
        other = replace(self.sifted, relaxation=root, bound=bound, plan=None)
        return stages.solve(other, progress=_nobody, stop=self.stop)

    def _fixed(self, wanted: Ints, size: float) -> float | None:
        """What it costs more with every choice as planned; none where one must change."""
        session = self.sifted.session
        whole = session.whole_columns()
        lower, upper = session.column_bounds()
        values: Floats = np.clip(np.rint(self.plan.values[whole]), lower[whole], upper[whole])
        session.set_column_bounds(whole, values, values)
        try:
            if not self.question.is_of_hauls:
                return None
            with self._made_to(wanted, size):
                result = session.solve_relaxation()
        finally:
            session.set_column_bounds(whole, lower[whole], upper[whole])
        return (result.objective - self.plan.objective) * BASE if result.outcome.has_plan else None
