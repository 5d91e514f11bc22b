"""What a solve is asked for and what it gives back, free of any solver's own types."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPTIMAL_GAP = 1e-6
"""A proven relative gap up to this is called optimal."""


class SolverError(Exception):
    """The solver refused a call; the message says which."""


class Outcome(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    WITHIN_GAP = "within_gap"
    STOPPED = "stopped_by_user"
    TIME_LIMIT = "time_limit"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    NOTHING_FOUND = "nothing_found"
    FAILED = "failed"

    @property
    def has_plan(self) -> bool:
        """Whether values come with it."""
        return self in (Outcome.OPTIMAL, Outcome.WITHIN_GAP, Outcome.STOPPED, Outcome.TIME_LIMIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SolverOptions:
    """How to solve. `gap` is relative; `time_limit` in seconds a solve; `extra` are HiGHS options by name."""

    gap: float = 0.005
    time_limit: float | None = None
    threads: int | None = None
    seed: int = 0
    extra: Mapping[str, bool | int | float | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A look at a running solve; `best`, `bound` and `gap` are None until known."""

    seconds: float
    best: float | None = None
    bound: float | None = None
    gap: float | None = None
    nodes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SolveResult:
    """How a solve ended and, where `outcome.has_plan`, the values by column.

    `row_duals` (change of the objective per unit of right-hand side) and `reduced_costs` exist for linear
    programs only; `gap` is (objective - bound) / |objective|, infinite while one of the two is missing.
    """

    outcome: Outcome
    status: str
    objective: float
    bound: float
    values: NDArray[np.float64]
    row_duals: NDArray[np.float64] | None = None
    reduced_costs: NDArray[np.float64] | None = None
    seconds: float = 0.0
    nodes: int = 0

    @property
    def gap(self) -> float:
        """Proven relative distance to the best possible, a fraction."""
        return relative_gap(self.objective, self.bound)

    def at_least(self, bound: float) -> SolveResult:
        """The same with a bound proven elsewhere, where that one is better."""
        return replace(self, bound=max(self.bound, min(bound, self.objective)))

    def polished_by(self, polished: SolveResult) -> SolveResult:
        """This plan with the values and duals of its polish, where the polish succeeded and is no worse.

        The proof (bound, outcome) stays the one of the mixed-integer solve.
        """
        worst = self.objective + 1e-6 * max(1.0, abs(self.objective))
        if polished.outcome is not Outcome.OPTIMAL or polished.objective > worst:
            return self
        return replace(
            self,
            objective=polished.objective,
            bound=min(self.bound, polished.objective),
            values=polished.values,
            row_duals=polished.row_duals,
            reduced_costs=polished.reduced_costs,
            seconds=self.seconds + polished.seconds,
        )


def relative_gap(objective: float, bound: float) -> float:
    """(objective - bound) / |objective|, never negative; infinite when either is unknown."""
    if not (math.isfinite(objective) and math.isfinite(bound)):
        return math.inf
    distance = max(0.0, objective - bound)
    if distance == 0.0:
        return 0.0
    return distance / abs(objective) if objective else math.inf


def without_plan(outcome: Outcome, status: str, seconds: float, *, bound: float = -math.inf) -> SolveResult:
    """A result that says how a solve ended without values."""
    return SolveResult(
        outcome=outcome, status=status, objective=math.inf, bound=bound, values=np.empty(0), seconds=seconds
    )
