"""A series of linear relaxations of one model under changing column bounds, each from a basis known before.

Only bounds change between two of them, so the dual simplex needs few steps: milliseconds where a solve
from nothing takes a second. They are serial and without limits in seconds: the same again on any machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
from highspy import HighsModelStatus as Status

from models.registry import Floats, Ints
from optimizer.solver_thread import check_status

Basis: TypeAlias = Any
"""HiGHS's own record of a basis."""


class Probe:
    """The model with its whole-number conditions let go; made by `SolverSession.probing`."""

    def __init__(self, highs: Any, lower: Floats, upper: Floats, tick: Callable[[], None]) -> None:
        self._highs, self._tick = highs, tick
        self.lower, self.upper = lower.copy(), upper.copy()
        self.solved = 0
        """Linear programs solved so far."""

    def set_bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Give columns new bounds for the next solves."""
        where = np.asarray(columns, dtype=np.int32)
        self.lower[where], self.upper[where] = lower, upper
        status = self._highs.changeColsBounds(len(where), where, self.lower[where], self.upper[where])
        check_status(status, "changeColsBounds")

    def solve(self, *, cutoff: float = math.inf) -> float:
        """The least objective; infinite where there is none, or none below ``cutoff``."""
        self.solved += 1
        self._tick()
        check_status(self._highs.setOptionValue("objective_bound", cutoff), "objective_bound")
        check_status(self._highs.run(), "run", allow_warning=True)
        if self._highs.getModelStatus() != Status.kOptimal:
            return math.inf
        return float(self._highs.getInfo().objective_function_value)

    def values(self) -> Floats:
        """Column values of the last solve."""
        return np.array(self._highs.getSolution().col_value, dtype=np.float64)

    def marginals(self) -> tuple[Floats, Floats]:
        """Marginal values of rows and reduced costs of columns of the last solve."""
        solution = self._highs.getSolution()
        return np.array(solution.row_dual, dtype=np.float64), np.array(solution.col_dual, dtype=np.float64)

    def basis(self) -> Basis:
        """Where the last solve ended."""
        return self._highs.getBasis()

    def start_at(self, basis: Basis) -> None:
        """Start the next solve there."""
        check_status(self._highs.setBasis(basis), "setBasis")


@contextmanager
def probing(
    highs: Any, lower: Floats, upper: Floats, tick: Callable[[], None] = lambda: None
) -> Iterator[Probe]:
    """Let the whole-number conditions go; afterwards the model is as it was. `tick` hears of every solve."""
    before = [highs.getOptionValue(name)[1] for name in ("time_limit", "objective_bound")]
    check_status(highs.setOptionValue("solve_relaxation", True), "solve_relaxation")
    check_status(highs.setOptionValue("time_limit", math.inf), "time_limit")
    try:
        yield Probe(highs, lower, upper, tick)
    finally:
        every = np.arange(len(lower), dtype=np.int32)
        check_status(highs.changeColsBounds(len(every), every, lower, upper), "changeColsBounds")
        check_status(highs.setOptionValue("solve_relaxation", False), "solve_relaxation")
        check_status(highs.setOptionValue("time_limit", before[0]), "time_limit")
        check_status(highs.setOptionValue("objective_bound", before[1]), "objective_bound")
