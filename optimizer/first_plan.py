"""A first plan: rounded, with payments relaxed until the operation stands, then made better line by line."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from models.build import Built
from models.registry import Floats, Ints
from optimizer.bettering import Bettering
from optimizer.kiln_years import owners
from optimizer.outcome import Outcome, SolveResult, without_plan
from optimizer.payments import Payments, payments_of
from optimizer.solver import SolverSession
from optimizer.stages import season_of


@dataclass(frozen=True, slots=True)
class FirstPlan:
    """How plans of a model are found without a tree; `tick` hears of every linear program."""

    session: SolverSession
    season: Ints
    """See `SolverSession.rounded`."""
    owner: Ints
    """Number of the kiln and year of every column, below zero for none."""
    payments: Payments
    tick: Callable[[], None]

    def found(self) -> SolveResult:
        """A plan by rounding, or none where that comes to a dead end."""
        session, paid = self.session, self.payments.choices
        session.set_whole(paid, whole=False)
        try:
            operation = session.rounded(self.tick, season=self.season, owner=self.owner)
            held = session.whole_columns().astype(np.int64)
        finally:
            session.set_whole(paid, whole=True)
        if not operation.outcome.has_plan or not len(paid):
            return operation
        with session.probing(self.tick) as probe:
            fixed = np.clip(np.rint(operation.values[held]), probe.lower[held], probe.upper[held])
            probe.set_bounds(held, fixed, fixed)
            if math.isinf(probe.solve()) or not self.payments.settled(probe):
                return without_plan(Outcome.NOTHING_FOUND, "no payments by rounding", operation.seconds)
            return self._with(operation, probe.values())

    def better(self, plan: SolveResult, enough: Callable[[float], bool]) -> SolveResult:
        """The plan made better line by line, until its objective is ``enough`` or nothing betters it."""
        session = self.session
        whole = session.whole_columns().astype(np.int64)
        lines = [whole[self.owner[whole] == number] for number in range(self.owner.max(initial=-1) + 1)]
        with session.probing(self.tick) as probe:
            bettering = Bettering(probe, *session.rows(), whole, self.payments)
            values = bettering.run(
                [line for line in (*lines, self.payments.choices) if len(line)], plan.values,
                lambda objective: enough(objective + session.matrix.offset),
            )  # fmt: skip
        return plan if values is None else self._with(plan, values)

    def _with(self, plan: SolveResult, values: Floats) -> SolveResult:
        objective = float(self.session.costs() @ values) + self.session.matrix.offset
        return replace(plan, values=values, objective=objective)


def first_plan_of(built: Built, session: SolverSession, tick: Callable[[], None]) -> FirstPlan:
    """What the families of a model say of seasons, lines and payments."""
    season, owner = season_of(built, session), owners(built, session)
    return FirstPlan(session, season, owner, payments_of(built, session), tick)
