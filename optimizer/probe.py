"""A series of linear relaxations of one model under changing column bounds, each from a basis known before.

Only bounds change between two of them, so the dual simplex needs few steps: milliseconds where a solve from
nothing takes a second. Its exact edge weights would be reckoned anew at every basis given, seconds where the
steps take a tenth of one: Devex does without. Programs are serial and end by themselves, but for some without
a solution: the same again on any machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import highspy
import numpy as np
import scipy.sparse as sp
from highspy import HighsModelStatus as Status

from models.registry import Floats, Ints
from optimizer.solver_thread import check_status

EDGE_WEIGHTS = "simplex_dual_edge_weight_strategy"
DEVEX = 1
"""HiGHS's number for it."""
HOPELESS = 10.0
"""Multiples of the objective."""
STUCK = 30.0
"""Seconds of one program after which it is given up: some without a solution never end otherwise."""
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

    def set_costs(self, costs: Floats) -> None:
        """Give all columns new objective coefficients."""
        every = np.arange(len(costs), dtype=np.int32)
        check_status(self._highs.changeColsCost(len(every), every, costs), "changeColsCost")

    def solve(self, *, cutoff: float = math.inf) -> float:
        """The least objective; infinite where there is none, or none below ``cutoff``."""
        self.solved += 1
        self._tick()
        check_status(self._highs.setOptionValue("objective_bound", cutoff), "objective_bound")
        of_all_so_far = self._highs.getRunTime() + STUCK
        check_status(self._highs.setOptionValue("time_limit", of_all_so_far), "time_limit")
        check_status(self._highs.run(), "run", allow_warning=True)
        if self._highs.getModelStatus() != Status.kOptimal:
            return math.inf
        return float(self._highs.getInfo().objective_function_value)

    def is_impossible(self) -> bool:
        """Whether nothing fulfils the rows; no other end of a solve is proof of it."""
        self.solve()
        return bool(self._highs.getModelStatus() == Status.kInfeasible)

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
    highs: Any, lower: Floats, upper: Floats, whole: Ints, tick: Callable[[], None] = lambda: None
) -> Iterator[Probe]:
    """Let the whole-number conditions go; afterwards the model is as it was. `tick` hears of every solve.

    HiGHS would try to make a plan of the relaxation at hand first, were the columns only relaxed by option.
    """
    before = {name: highs.getOptionValue(name)[1] for name in ("time_limit", "objective_bound", EDGE_WEIGHTS)}
    _set_kind(highs, whole, highspy.HighsVarType.kContinuous)
    _weigh_edges(highs, DEVEX)
    try:
        yield Probe(highs, lower, upper, tick)
    finally:
        every = np.arange(len(lower), dtype=np.int32)
        check_status(highs.changeColsBounds(len(every), every, lower, upper), "changeColsBounds")
        _set_kind(highs, whole, highspy.HighsVarType.kInteger)
        for name, value in before.items():
            check_status(highs.setOptionValue(name, value), name)
        _weigh_edges(highs, before[EDGE_WEIGHTS])


def _weigh_edges(highs: Any, strategy: int) -> None:
    """HiGHS heeds this option only when it begins anew; where it stood is given back to it."""
    basis = highs.getBasis()
    check_status(highs.setOptionValue(EDGE_WEIGHTS, strategy), EDGE_WEIGHTS)
    check_status(highs.clearSolver(), "clearSolver")
    if basis.valid:
        check_status(highs.setBasis(basis), "setBasis")


def _set_kind(highs: Any, columns: Ints, kind: highspy.HighsVarType) -> None:
    where = np.asarray(columns, dtype=np.int32)
    kinds = np.array([kind] * len(where))
    if len(where):
        check_status(highs.changeColsIntegrality(len(where), where, kinds), "changeColsIntegrality")


def probe_of(
    matrix: sp.csr_array,
    costs: Floats,
    columns: tuple[Floats, Floats],
    rows: tuple[Floats, Floats],
    tick: Callable[[], None],
) -> Probe:
    """A linear program of its own, in one thread: bounds of columns and of rows are (lower, upper)."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    check_status(highs.setOptionValue("output_flag", False), "output_flag")
    check_status(highs.setOptionValue("threads", 1), "threads")
    check_status(highs.setOptionValue(EDGE_WEIGHTS, DEVEX), EDGE_WEIGHTS)
    check_status(highs.passModel(lp_of(matrix, costs, columns, rows)), "passModel")
    return Probe(highs, *columns, tick)


def lp_of(
    matrix: sp.csr_array, costs: Floats, columns: tuple[Floats, Floats], rows: tuple[Floats, Floats]
) -> highspy.HighsLp:
    """The arrays in HiGHS's own record, by row: bounds of columns and of rows are (lower, upper)."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, (lp.col_lower_, lp.col_upper_) = costs, columns
    lp.row_lower_, lp.row_upper_ = rows
    by_row = lp.a_matrix_
    by_row.format_ = highspy.MatrixFormat.kRowwise
    by_row.num_row_, by_row.num_col_ = matrix.shape
    by_row.start_ = matrix.indptr.astype(np.int32)
    by_row.index_ = matrix.indices.astype(np.int32)
    by_row.value_ = matrix.data
    return lp


def hopeless(objective: float) -> float:
    """An objective that no choice is worth; with such a cutoff most programs without a solution end soon."""
    return objective + HOPELESS * max(1.0, abs(objective))


def moved_basis(known: Basis, columns: Ints, rows: Ints) -> Basis:
    """A basis for a model with more columns and rows: for each the old number, below zero where new.

    New columns are at their lower bound, new rows slack.
    """
    status, basis = highspy.HighsBasisStatus, highspy.HighsBasis()
    basis.col_status = list(np.array([*known.col_status, status.kLower], dtype=object)[columns])
    basis.row_status = list(np.array([*known.row_status, status.kBasic], dtype=object)[rows])
    basis.valid = True
    return basis


def is_whole(basis: Basis, rows: int) -> bool:
    """Whether as many columns and rows are basic as there are rows, so that a solve can start there."""
    basic = highspy.HighsBasisStatus.kBasic
    return [*basis.col_status, *basis.row_status].count(basic) == rows
