"""From a case to why nothing is feasible: conditions, the least that must give, a smallest conflict."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cases.case import Case
from optimizer import stages
from optimizer.options import RunOptions
from optimizer.why.cells import Figures
from optimizer.why.conditions import conditions
from optimizer.why.conflict import linear_conflict
from optimizer.why.explanation import Explanation, Verdict
from optimizer.why.programs import NONE
from optimizer.why.relaxation import least
from optimizer.why.stating import Stating
from optimizer.why.system import Question, system_of
from optimizer.why.whole import whole_conflict

SECONDS = 60.0
"""Longest search for whole numbers, and for the smallest conflict, when the run has no time limit."""
T = TypeVar("T")


def explain(case: Case, options: RunOptions, *, stop: threading.Event | None = None) -> Explanation:
    """Explain a case as changed, for the aim of the options."""
    aim = stages.aim_of(case, options)
    question = Question.of(stages.transport(case, aim), aim)
    return _Explaining(question, options, stop or threading.Event()).run()


@dataclass(slots=True)
class _Explaining:
    """The steps, and how long each took."""

    question: Question
    options: RunOptions
    stop: threading.Event
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> Explanation:
        """All steps; what takes long ends by the time limit and says so."""
        system = self._timed("build", lambda: system_of(self.question.registry(self.question.case)))
        figures = Figures(self.question, system.registry)
        state = Stating(self.question.case, figures)
        limit = self.options.time_limit or SECONDS
        conflict = self._timed("conflict", lambda: linear_conflict(system, until=time.monotonic() + limit))
        found = self._timed(
            "relaxation", lambda: least(system, self.options.solver(), seconds=limit, stop=self.stop)
        )
        if conflict is None and found is not None and found.violation <= NONE:
            return Explanation(verdict=Verdict.FEASIBLE, seconds=self.seconds)
        if conflict is None and found is not None and found.bound > NONE:
            conflict = self._timed(
                "whole", lambda: whole_conflict(system, self.options.solver(), until=time.monotonic() + limit)
            )
        if conflict is None:
            return Explanation(verdict=Verdict.UNKNOWN, seconds=self.seconds)
        told = self._timed("conditions", lambda: conditions(self.question, system, state))
        return Explanation(
            verdict=Verdict.INFEASIBLE, conditions=told,
            conflict=self._timed("reach", lambda: list(state.conflict(system, conflict))),
            gives=[] if found is None else list(state.gives(system, found)),
            whole=conflict.whole, smallest=conflict.smallest,
            violation=math.nan if found is None else found.violation * stages.BASE,
            least_violation=math.nan if found is None else found.bound * stages.BASE,
            proven=found is not None and found.is_proven, seconds=self.seconds,
        )  # fmt: skip

    def _timed(self, step: str, do: Callable[[], T]) -> T:
        began = time.process_time()
        try:
            return do()
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.process_time() - began
