"""A solver session: the model is passed to HiGHS once, then changed, solved, warm-started and polished.

HiGHS runs in a thread of its own and is asked to stop through its interrupt callbacks, so that the caller's
thread stays free to show progress and to hear Ctrl-C, and several sessions may run at once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
from highspy import HighsModelStatus as Status

from optimizer.handover import Component, Matrix, hand_over
from optimizer.outcome import (
    OPTIMAL_GAP,
    Outcome,
    SolverError,
    SolveResult,
    SolverOptions,
    relative_gap,
    without_plan,
)
from optimizer.probe import Probe, lp_of, probing
from optimizer.rounding import Rounding
from optimizer.season_by_season import Seasons
from optimizer.solver_thread import ProgressCallback, SolverRun, check_status

if TYPE_CHECKING:
    import threading

    import scipy.sparse as sp
    from numpy.typing import ArrayLike, NDArray

    from optimizer.handover import Floats, Ints

    Which = Sequence[Component] | NDArray[np.integer[Any]]

ABSOLUTE_GAP = 1e-6
"""HiGHS's own default."""
_FEASIBLE = 2
ANY_NODES = 2**31 - 1
"""HiGHS's own word for no limit."""
_FACE = 1e-7
"""Marginal value above which a column or row holds the optimum where it is."""


class SolverSession:
    """One model inside HiGHS. Columns are the model's variables in their order, rows its active constraints.

    Wherever columns or rows are named, Pyomo components or whole numbers will do.
    """

    def __init__(self, model: Component | Matrix, *, options: SolverOptions | None = None) -> None:
        """Hand the Pyomo model over, or arrays as they are; later changes of the Pyomo model are not seen."""
        self.options = options or SolverOptions()
        self.matrix = model if isinstance(model, Matrix) else hand_over(model)
        self._columns = {id(v): i for i, v in enumerate(self.matrix.columns)}
        self._rows = {id(c): i for i, c in enumerate(self.matrix.rows)}
        self._costs = self.matrix.costs.copy()
        self._lower = self.matrix.lower.copy()
        self._upper = self.matrix.upper.copy()
        self._integer = self.matrix.integer.copy()
        self._start: Floats | None = None
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self._set_options(self.options)
        check_status(self._highs.passModel(_lp(self.matrix)), "passModel")
        if self._highs.getNumCol() != len(self.matrix.columns):
            raise SolverError("passModel left columns out")

    # -- the map between components and numbers ---------------------------------------------------------

    def column(self, variable: Component) -> int:
        """The column of a Pyomo variable."""
        return self._columns[id(variable)]

    def row(self, constraint: Component) -> int:
        """The row of a Pyomo constraint; KeyError for one that has no variables."""
        return self._rows[id(constraint)]

    @property
    def column_count(self) -> int:
        """Columns of the model."""
        return len(self._costs)

    @property
    def row_count(self) -> int:
        """Rows of the model."""
        return len(self.matrix.rows)

    @property
    def is_mixed_integer(self) -> bool:
        """Whether any column must be a whole number."""
        return bool(self._integer.any())

    # -- changes between solves -------------------------------------------------------------------------

    def costs(self) -> Floats:
        """Objective coefficients of all columns now."""
        return self._costs.copy()

    def set_costs(self, columns: Which, costs: ArrayLike) -> None:
        """Give columns new objective coefficients."""
        where = _numbers(columns, self._columns)
        self._costs[where] = costs
        check_status(self._highs.changeColsCost(len(where), where, self._costs[where]), "changeColsCost")

    def set_column_bounds(self, columns: Which, lower: ArrayLike, upper: ArrayLike) -> None:
        """Give columns new bounds; infinities mean none."""
        where = _numbers(columns, self._columns)
        self._lower[where] = lower
        self._upper[where] = upper
        self._pass_bounds(where, self._lower[where], self._upper[where])

    def set_whole(self, columns: Which, *, whole: bool) -> None:
        """Ask columns to be whole numbers, or let them go."""
        where = _numbers(columns, self._columns)
        self._integer[where] = whole
        kind = highspy.HighsVarType.kInteger if whole else highspy.HighsVarType.kContinuous
        kinds = np.array([kind] * len(where))
        check_status(self._highs.changeColsIntegrality(len(where), where, kinds), "changeColsIntegrality")

    def column_bounds(self) -> tuple[Floats, Floats]:
        """Lower and upper bounds of all columns now."""
        return self._lower.copy(), self._upper.copy()

    def whole_columns(self) -> Ints:
        """Numbers of the columns that must be whole now."""
        return np.flatnonzero(self._integer).astype(np.int32)

    def limit(
        self, *, gap: float, seconds: float, nodes: int = ANY_NODES, absolute: float = ABSOLUTE_GAP
    ) -> None:
        """Relative gap, time limit (infinite: none), most nodes and absolute gap of the next solves."""
        self._option("mip_rel_gap", gap)
        self._option("mip_abs_gap", absolute)
        self._option("time_limit", seconds)
        self._option("mip_max_nodes", nodes)

    def ask(self, options: SolverOptions) -> None:
        """Solve as other options say from now on."""
        self.options = options
        self._set_options(options)
        self.as_asked()

    def as_asked(self) -> None:
        """The limits that the options ask for."""
        limit = self.options.time_limit
        self.limit(gap=self.options.gap, seconds=math.inf if limit is None else limit)

    def set_row_bounds(self, rows: Which, lower: ArrayLike, upper: ArrayLike) -> None:
        """Give rows new bounds; infinities mean none."""
        where = _numbers(rows, self._rows)
        low = np.broadcast_to(np.asarray(lower, dtype=np.float64), where.shape)
        high = np.broadcast_to(np.asarray(upper, dtype=np.float64), where.shape)
        check_status(self._highs.changeRowsBounds(len(where), where, low, high), "changeRowsBounds")

    def rows(self) -> tuple[sp.csr_array, Floats, Floats]:
        """Coefficients by row and the bounds of all rows now."""
        return (self.matrix.coefficients, *self._row_bounds())

    def set_coefficient(self, row: int, column: int, value: float) -> None:
        """Give a place of the matrix that is not empty another coefficient."""
        begin, end = self.matrix.coefficients.indptr[row : row + 2]
        place = begin + np.flatnonzero(self.matrix.coefficients.indices[begin:end] == column)
        self.matrix.coefficients.data[place] = value
        check_status(self._highs.changeCoeff(row, column, value), "changeCoeff")

    def start_from(self, values: ArrayLike) -> None:
        """Start the next mixed-integer solve from a known plan: a value for every column."""
        self._start = np.array(values, dtype=np.float64)

    def basis(self) -> Any:
        """Where the last linear program ended."""
        return self._highs.getBasis()

    def start_at(self, basis: Any) -> None:
        """Start the next linear program there."""
        check_status(self._highs.setBasis(basis), "setBasis")

    # -- solving ----------------------------------------------------------------------------------------

    def solve(
        self, *, progress: ProgressCallback | None = None, stop: threading.Event | None = None
    ) -> SolveResult:
        """Solve to the gap, the time limit or the stop, whichever comes first."""
        if self._start is not None and self.is_mixed_integer:
            where = np.arange(len(self._start), dtype=np.int32)
            started = self._highs.setSolution(len(where), where, self._start)
            check_status(started, "setSolution", allow_warning=True)
        self._start = None
        result = self._solve(self.is_mixed_integer, progress, stop)
        return self._settled(result, stop)

    def solve_relaxation(
        self,
        *,
        progress: ProgressCallback | None = None,
        stop: threading.Event | None = None,
        interior: bool = False,
    ) -> SolveResult:
        """Solve without the whole-number conditions; the result has duals and reduced costs.

        ``interior``: by an interior point, then crossed over to a basis.
        """
        self._option("solve_relaxation", True)
        method = self._highs.getOptionValue("solver")[1]
        if interior:
            self._option("solver", "ipm")
        try:
            return self._settled(self._solve(False, progress, stop), stop)
        finally:
            self._option("solver", method)
            self._option("solve_relaxation", False)

    def polish(self, values: ArrayLike, *, then: ArrayLike | None = None) -> SolveResult:
        """Round the whole-number columns of a plan, fix them, solve the rest as a linear program.

        The result is exactly whole and has marginal values that hold while those columns stay as they are.
        With ``then``, costs of a second aim a column, its values are the best for that aim among equals. A
        time limit spares it: a plan that is not polished holds only as far as the search took it.
        """
        self.limit(gap=self.options.gap, seconds=math.inf)
        where = np.flatnonzero(self._integer).astype(np.int32)
        fixed = np.rint(np.asarray(values, dtype=np.float64)[where])
        fixed = np.clip(fixed, self._lower[where], self._upper[where])
        self._pass_bounds(where, fixed, fixed)
        try:
            first = self.solve_relaxation()
            if then is None or first.outcome is not Outcome.OPTIMAL:
                return first
            return replace(first, values=self._best_among_equals(first, np.asarray(then, dtype=np.float64)))
        finally:
            self.as_asked()
            every = np.arange(self.column_count, dtype=np.int32)
            self._pass_bounds(every, self._lower, self._upper)

    def _best_among_equals(self, first: SolveResult, second: Floats) -> Floats:
        """Values with the least ``second`` on the optimal face: whatever has a marginal value stays put."""
        assert first.row_duals is not None
        assert first.reduced_costs is not None
        columns = np.flatnonzero(np.abs(first.reduced_costs) > _FACE).astype(np.int32)
        rows = np.flatnonzero(np.abs(first.row_duals) > _FACE).astype(np.int32)
        activity = np.array(self._highs.getSolution().row_value, dtype=np.float64)
        every = np.arange(self.column_count, dtype=np.int32)
        old = self._row_bounds()
        self._pass_bounds(columns, first.values[columns], first.values[columns])
        self.set_row_bounds(rows, activity[rows], activity[rows])
        check_status(self._highs.changeColsCost(len(every), every, second), "changeColsCost")
        try:
            better = self.solve_relaxation()
        finally:
            self.set_row_bounds(rows, old[0][rows], old[1][rows])
            check_status(self._highs.changeColsCost(len(every), every, self._costs), "changeColsCost")
        return better.values if better.outcome is Outcome.OPTIMAL else first.values

    def _row_bounds(self) -> tuple[Floats, Floats]:
        lp = self._highs.getLp()
        return np.array(lp.row_lower_, dtype=np.float64), np.array(lp.row_upper_, dtype=np.float64)

    def _settled(self, result: SolveResult, stop: threading.Event | None) -> SolveResult:
        """Tell an unbounded from an infeasible model: without costs, only the second has no solution."""
        if result.status != "kUnboundedOrInfeasible":
            return result
        every = np.arange(self.column_count, dtype=np.int32)
        check_status(self._highs.changeColsCost(len(every), every, np.zeros(len(every))), "changeColsCost")
        try:
            feasible = self._solve(self.is_mixed_integer, None, stop).outcome
        finally:
            check_status(self._highs.changeColsCost(len(every), every, self._costs), "changeColsCost")
        if feasible.has_plan:
            return without_plan(Outcome.UNBOUNDED, result.status, result.seconds)
        outcome = Outcome.INFEASIBLE if feasible is Outcome.INFEASIBLE else Outcome.NOTHING_FOUND
        return without_plan(outcome, result.status, result.seconds)

    def _solve(
        self, mixed: bool, progress: ProgressCallback | None, stop: threading.Event | None
    ) -> SolveResult:
        began = time.perf_counter()
        run = SolverRun(self._highs)
        run.until_done(progress, stop)
        return self._result(mixed, time.perf_counter() - began, heard=run.bound)

    def _result(self, mixed: bool, seconds: float, *, heard: float) -> SolveResult:
        status, info = self._highs.getModelStatus(), self._highs.getInfo()
        found = info.primal_solution_status == _FEASIBLE
        bound = max(info.mip_dual_bound, heard) if mixed else info.objective_function_value
        if not mixed and status != Status.kOptimal:
            bound = -math.inf
            found = False
        if self.column_count == 0 or status == Status.kModelEmpty:
            status, found, bound = Status.kOptimal, True, info.objective_function_value
        outcome = _outcome(status, found, relative_gap(info.objective_function_value, bound))
        if not outcome.has_plan:
            return without_plan(outcome, status.name, seconds, bound=bound)
        solution = self._highs.getSolution()
        return SolveResult(
            outcome=outcome,
            status=status.name,
            objective=info.objective_function_value,
            bound=bound,
            values=np.array(solution.col_value, dtype=np.float64),
            row_duals=None if mixed else np.array(solution.row_dual, dtype=np.float64),
            reduced_costs=None if mixed else np.array(solution.col_dual, dtype=np.float64),
            seconds=seconds,
            nodes=max(0, info.mip_node_count) if mixed else 0,
        )

    def probing(self, tick: Callable[[], None] = lambda: None) -> AbstractContextManager[Probe]:
        """A series of linear relaxations under changing bounds; afterwards the model is as it was.

        `tick` hears of every one of them.
        """
        return probing(self._highs, self._lower, self._upper, self.whole_columns().astype(np.int64), tick)

    def rounded(
        self,
        tick: Callable[[], None] = lambda: None,
        *,
        season: NDArray[np.int64] | None = None,
        owner: NDArray[np.int64] | None = None,
    ) -> SolveResult:
        """A plan by rounding the relaxation, in a few hundred small linear programs; it proves nothing.

        Numbers of the season, and of the line and year, of every column, below zero for none.
        """
        began, rows, whole = time.perf_counter(), self.rows(), self.whole_columns().astype(np.int64)
        with self.probing(tick) as probe:
            if season is None or season.max(initial=-1) < 1:
                values = Rounding(probe, *rows, whole).run()
            else:
                values = Seasons(*rows, self._costs, whole, season, tick, owner).run(probe)
        seconds = time.perf_counter() - began
        if values is None:
            return without_plan(Outcome.NOTHING_FOUND, "no plan by rounding", seconds)
        return SolveResult(
            outcome=Outcome.TIME_LIMIT,
            status="rounded",
            objective=float(self._costs @ values) + self.matrix.offset,
            bound=-math.inf,
            values=values,
            seconds=seconds,
        )

    # -- small things -----------------------------------------------------------------------------------

    def _pass_bounds(self, where: Ints, lower: Floats, upper: Floats) -> None:
        check_status(self._highs.changeColsBounds(len(where), where, lower, upper), "changeColsBounds")

    def _option(self, name: str, value: bool | int | float | str) -> None:
        check_status(self._highs.setOptionValue(name, value), f"option {name} = {value!r}")

    def _set_options(self, options: SolverOptions) -> None:
        self._option("log_to_console", False)
        self._option("mip_rel_gap", float(options.gap))
        self._option("mip_min_logging_interval", 0.5)
        self._option("random_seed", options.seed)
        if options.threads is not None:
            self._option("threads", options.threads)
        if options.time_limit is not None:
            self._option("time_limit", float(options.time_limit))
        for name, value in options.extra.items():
            self._option(name, value)


def _lp(matrix: Matrix) -> highspy.HighsLp:
    """The arrays in HiGHS's own record."""
    columns, rows = (matrix.lower, matrix.upper), (matrix.row_lower, matrix.row_upper)
    lp = lp_of(matrix.coefficients, matrix.costs, columns, rows)
    lp.offset_ = matrix.offset
    if matrix.integer.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[flag] for flag in matrix.integer.tolist()]
    return lp


def _outcome(status: Status, found: bool, gap: float) -> Outcome:
    if status == Status.kOptimal and found:
        return Outcome.OPTIMAL if gap <= OPTIMAL_GAP else Outcome.WITHIN_GAP
    if status.name in ("kInterrupt", "kHighsInterrupt"):
        return Outcome.STOPPED if found else Outcome.NOTHING_FOUND
    if status in (Status.kTimeLimit, Status.kSolutionLimit):
        return Outcome.TIME_LIMIT if found else Outcome.NOTHING_FOUND
    return {Status.kInfeasible: Outcome.INFEASIBLE, Status.kUnbounded: Outcome.UNBOUNDED}.get(
        status, Outcome.FAILED
    )


def _numbers(which: Which, known: Mapping[int, int]) -> Ints:
    if isinstance(which, np.ndarray):
        return which.astype(np.int32)
    return np.array(
        [int(w) if isinstance(w, (int, np.integer)) else known[id(w)] for w in which], dtype=np.int32
    )
