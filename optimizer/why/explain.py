"""From a case to why nothing is feasible: conditions, the least that must give, a smallest conflict."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from cases.case import Case
from optimizer import stages
from optimizer.options import RunOptions
from optimizer.why.cells import Figures
from optimizer.why.conditions import conditions
from optimizer.why.conflict import Conflict, linear_conflict
from optimizer.why.explanation import Explanation, Verdict
from optimizer.why.relaxation import Least, least
from optimizer.why.stating import Stating
from optimizer.why.system import Question, System, system_of
from optimizer.why.whole import whole_conflict

SECONDS = 40.0
"""Longest search for whole numbers, and for the smallest conflict, when the run has no time limit."""
T = TypeVar("T")


def explain(
    case: Case,
    options: RunOptions,
    *,
    has_plan: Callable[[], bool | None],
    stop: threading.Event | None = None,
) -> Explanation:
    """Explain a case as changed, for the aim of the options.

    ``has_plan`` is asked only where nothing but whole numbers can stand in the way: whether there is a plan,
    none where that is not known.
    """
    aim = stages.aim_of(case, options)
    case = replace(case, info=replace(case.info, co2_cap=aim.co2_cap))  # of the options, where they have one
    question = Question.of(stages.transport(case, aim), aim)
    return _Explaining(question, options, has_plan, stop or threading.Event()).run()


@dataclass(slots=True)
class _Explaining:
    """The steps, and how long each took."""

    question: Question
    options: RunOptions
    has_plan: Callable[[], bool | None]
    stop: threading.Event
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> Explanation:
        """All steps; what takes long ends by the time limit and says so."""
        system = self._timed("build", self._system)
        conflict = self._timed("conflict", lambda: linear_conflict(system, until=self._until()))
        if conflict is None and self._timed("plan", self.has_plan):
            return Explanation(verdict=Verdict.FEASIBLE, seconds=self.seconds)
        found = self._timed("relaxation", lambda: self._least(system))
        if conflict is None:
            conflict = self._timed(
                "whole", lambda: whole_conflict(system, self.options.solver(), until=self._until())
            )
        if conflict is None:
            return Explanation(verdict=Verdict.UNKNOWN, seconds=self.seconds)
        return self._told(system, conflict, found)

    def _told(self, system: System, conflict: Conflict, found: Least | None) -> Explanation:
        state = Stating(self.question.case, Figures(self.question, system.registry))
        told = self._timed("conditions", lambda: conditions(self.question, system, state))
        rows = self._timed("reach", lambda: list(state.conflict(system, conflict)))
        return Explanation(
            verdict=Verdict.INFEASIBLE, conditions=told, conflict=rows,
            gives=[] if found is None else list(state.gives(system, found)),
            whole=conflict.whole, smallest=conflict.smallest,
            violation=math.nan if found is None else found.violation * stages.BASE,
            least_violation=math.nan if found is None else found.bound * stages.BASE,
            proven=found is not None and found.is_proven, seconds=self.seconds,
        )  # fmt: skip

    def _system(self) -> System:
        return system_of(self.question.registry(self.question.case), self.question.days)

    def _least(self, system: System) -> Least | None:
        beyond = self.question.beyond(system.registry)
        seconds = self.options.time_limit or SECONDS
        return least(system, self.options.solver(), seconds=seconds, beyond=beyond, stop=self.stop)

    def _until(self) -> float:
        return time.monotonic() + (self.options.time_limit or SECONDS)

    def _timed(self, step: str, do: Callable[[], T]) -> T:
        began = time.process_time()
        try:
            return do()
        finally:
            self.seconds[step] = self.seconds.get(step, 0.0) + time.process_time() - began
