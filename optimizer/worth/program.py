r"""A linear program of its own with the whole numbers of a plan fixed: its marginal values.

The program of the run is not touched, and its tightened rows are not used: their constants hold for the
case as it is and would hide what a larger figure allows. With :math:`L = c x + y (b - A x)` the worth of
a figure is :math:`\partial L / \partial \theta = c' x + y (b' - A' x) + d \cdot bounds'` at the optimum,
where :math:`d` are the reduced costs. Where only bounds move it lies between the differences of one step
up and one step down.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import highspy
import numpy as np
import numpy.typing as npt
import scipy.sparse as sp
from highspy import HighsModelStatus as Status

from models.registry import Floats
from optimizer.solver_thread import check_status
from optimizer.worth.system import Move, System

Flags: TypeAlias = npt.NDArray[np.bool_]

SIDE = 1e-9
"""Marginal value below which neither side of a row or column holds the optimum [kCNY or kt per unit]."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """Objective, values of columns, marginal values of rows, reduced costs of columns."""

    objective: float
    values: Floats
    duals: Floats
    reduced: Floats


@dataclass(frozen=True, slots=True)
class Places:
    """Where columns or rows are at an optimum: basic, at their lower or at their upper bound (flags)."""

    basic: Flags
    lower: Flags
    upper: Flags


class Program:
    """One linear program in HiGHS, solved again and again with a figure moved a little."""

    def __init__(self, system: System) -> None:
        """Hand the system over; nothing is solved yet."""
        self.system = system
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, value in (("output_flag", False), ("threads", 1)):
            check_status(self._highs.setOptionValue(name, value), name)
        check_status(self._highs.passModel(_lp(system)), "passModel")

    def solve(self) -> float:
        """The least objective; infinite where there is none, minus infinite where nothing bounds it."""
        check_status(self._highs.run(), "run", allow_warning=True)
        status = self._highs.getModelStatus()
        if status == Status.kUnbounded:
            return -math.inf
        if status != Status.kOptimal:
            return math.inf
        return float(self._highs.getInfo().objective_function_value)

    def optimum(self) -> Optimum | None:
        """Solve and tell everything; none without a solution."""
        objective = self.solve()
        if not math.isfinite(objective):
            return None
        solution = self._highs.getSolution()
        return Optimum(
            objective,
            *(
                np.array(part, dtype=np.float64)
                for part in (solution.col_value, solution.row_dual, solution.col_dual)
            ),
        )

    def basis(self) -> Any:
        """Where the last solve ended."""
        return self._highs.getBasis()

    def places(self) -> tuple[Places, Places]:
        """Of columns and of rows where the last solve ended."""
        basis, status = self.basis(), highspy.HighsBasisStatus
        columns, rows = (np.array(part, dtype=object) for part in (basis.col_status, basis.row_status))
        wanted = (status.kBasic, status.kLower, status.kUpper)
        return Places(*(columns == s for s in wanted)), Places(*(rows == s for s in wanted))

    def rhs_ranges(self) -> tuple[Floats, Floats]:
        """HiGHS's own ranging: least and largest right-hand side of every row at which the basis stays."""
        _, found = self._highs.getRanging()
        return np.array(found.row_bound_dn.value_), np.array(found.row_bound_up.value_)

    def at(self, move: Move, step: float, basis: Any) -> float:
        """The least objective with a figure ``step`` further; afterwards the program is as it was."""
        self._put(move, step)
        check_status(self._highs.setBasis(basis), "setBasis", allow_warning=True)
        try:
            return self.solve()
        finally:
            self._put(move, 0.0)

    def _put(self, move: Move, step: float) -> None:
        """Write all that the move touches, a step further."""
        system, entries = self.system, sp.coo_array(move.matrix)
        if entries.nnz:
            values = np.asarray(system.matrix[entries.row, entries.col]).ravel() + step * entries.data
            for row, col, value in zip(
                entries.row.tolist(), entries.col.tolist(), values.tolist(), strict=True
            ):
                check_status(self._highs.changeCoeff(row, col, value), "changeCoeff")
        lower, upper = system.row_lower + step * move.row_lower, system.row_upper + step * move.row_upper
        for row in np.flatnonzero((move.row_lower != 0) | (move.row_upper != 0)).tolist():
            status = self._highs.changeRowBounds(row, float(lower[row]), float(upper[row]))
            check_status(status, "changeRowBounds")
        lower, upper = system.lower + step * move.lower, system.upper + step * move.upper
        for col in np.flatnonzero((move.lower != 0) | (move.upper != 0)).tolist():
            status = self._highs.changeColBounds(col, float(lower[col]), float(upper[col]))
            check_status(status, "changeColBounds")
        for col in np.flatnonzero(move.costs).tolist():
            cost = float(system.costs[col] + step * move.costs[col])
            check_status(self._highs.changeColCost(col, cost), "changeColCost")


def slopes(optimum: Optimum, move: Move) -> tuple[Floats, Floats]:
    """What a unit of the figure changes of the objective, by row and by column; the sum is its slope."""
    y, d = optimum.duals, optimum.reduced
    bounds = np.where(y > SIDE, move.row_lower, np.where(y < -SIDE, move.row_upper, 0.0))
    rows = y * (bounds - move.matrix @ optimum.values)
    edges = np.where(d > SIDE, move.lower, np.where(d < -SIDE, move.upper, 0.0))
    return rows, d * edges + move.costs * optimum.values


def _lp(system: System) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = system.matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = system.costs, system.lower, system.upper
    lp.row_lower_, lp.row_upper_ = system.row_lower, system.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.num_row_, lp.a_matrix_.num_col_ = system.matrix.shape
    lp.a_matrix_.start_ = system.matrix.indptr.astype(np.int32)
    lp.a_matrix_.index_ = system.matrix.indices.astype(np.int32)
    lp.a_matrix_.value_ = system.matrix.data
    return lp
