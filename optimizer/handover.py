"""A Pyomo model as the arrays a solver takes: one column per variable, one row per constraint.

Only Pyomo's public standard form is used. Three things it does are undone here, because a solver session
changes the model between solves and must find every column and row again:

- variables without a coefficient stay columns;
- fixed variables stay columns, with equal bounds, instead of moving into the right-hand sides;
- a constraint with two different bounds stays one row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import scipy.sparse as sp
from pyomo.common.errors import InfeasibleConstraintException
from pyomo.environ import Block, Objective, Var, minimize
from pyomo.repn.plugins.standard_form import LinearStandardFormCompiler

from models.assembly import collector_paused

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats: TypeAlias = NDArray[np.float64]
    Ints: TypeAlias = NDArray[np.int32]
    Flags: TypeAlias = NDArray[np.bool_]

Component: TypeAlias = Any
"""A Pyomo variable, constraint or model; Pyomo has no types of its own."""


class HandoverError(Exception):
    """The model cannot be given to a solver: no objective, several, or one to be maximised."""


class InfeasibleRowError(HandoverError):
    """A constraint without variables is violated, so the model has no solution; its name is the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Minimise `costs @ x + offset` within column bounds and row bounds; coefficients by row."""

    columns: list[Component]
    rows: list[Component]
    costs: Floats
    offset: float
    lower: Floats
    upper: Floats
    integer: Flags
    row_lower: Floats
    row_upper: Floats
    coefficients: sp.csr_array


def hand_over(model: Component) -> Matrix:
    """Turn a linear Pyomo model to be minimised into arrays; the model itself is left as it was."""
    with collector_paused():
        columns = list(model.component_data_objects(Var, active=True, descend_into=Block))
        objective = _the_objective(model)
        with _unfixed(columns) as fixed:
            form = _compiled(model)
        lower, upper = _bounds(columns, fixed)
        spread = _Spread(form.columns, columns)
        kept, row_lower, row_upper = _row_bounds(form)
        return Matrix(
            columns=columns,
            rows=[form.rows[i].constraint for i in kept],
            costs=spread.matrix(form.c).toarray().ravel(),
            offset=float(form.c_offset[0]) if objective is not None else 0.0,
            lower=lower,
            upper=upper,
            integer=_integer(columns),
            row_lower=row_lower,
            row_upper=row_upper,
            coefficients=spread.matrix(form.A).tocsr()[kept],
        )


def _the_objective(model: Component) -> Component:
    objectives = list(model.component_data_objects(Objective, active=True, descend_into=Block))
    if len(objectives) != 1:
        raise HandoverError(f"the model has {len(objectives)} active objectives; it needs one")
    if objectives[0].sense != minimize:
        raise HandoverError("the objective is to be maximised; write it as something to be minimised")
    return objectives[0]


@contextmanager
def _unfixed(columns: list[Component]) -> Iterator[dict[int, float]]:
    """Unfix for the time of compiling; yields the value of every fixed variable by its position."""
    fixed = {i: v for i, v in enumerate(columns) if v.fixed}
    for variable in fixed.values():
        variable.fixed = False
    try:
        yield {i: float(v.value) for i, v in fixed.items()}
    finally:
        for variable in fixed.values():
            variable.fixed = True


def _compiled(model: Component) -> Any:
    try:
        return LinearStandardFormCompiler().write(model, mixed_form=True)
    except InfeasibleConstraintException as error:
        name = str(error).rpartition("constraint, ")[2].strip("'\"")
        raise InfeasibleRowError(name) from error


def _bounds(columns: list[Component], fixed: dict[int, float]) -> tuple[Floats, Floats]:
    lower = np.full(len(columns), -np.inf)
    upper = np.full(len(columns), np.inf)
    for i, variable in enumerate(columns):
        low, high = variable.bounds
        if low is not None:
            lower[i] = low
        if high is not None:
            upper[i] = high
    for i, value in fixed.items():
        lower[i] = upper[i] = value
    return lower, upper


def _integer(columns: list[Component]) -> Flags:
    known: dict[int, bool] = {}
    flags = np.zeros(len(columns), dtype=np.bool_)
    for i, variable in enumerate(columns):
        domain = id(variable.domain)
        if domain not in known:
            known[domain] = not variable.is_continuous()
        flags[i] = known[domain]
    return flags


class _Spread:
    """Puts the compiler's columns back among all the model's columns, in the model's order."""

    def __init__(self, compiled: list[Component], columns: list[Component]) -> None:
        """Find where each compiled column lies; variables of foreign blocks are refused."""
        position = {id(v): i for i, v in enumerate(columns)}
        strange = [v.name for v in compiled if id(v) not in position]
        if strange:
            raise HandoverError(f"variable {strange[0]} is used in a row but is not part of the model")
        self._places = np.array([position[id(v)] for v in compiled], dtype=np.int32)
        self._size = len(columns)

    def matrix(self, block: Any) -> sp.csr_array:
        """The same coefficients with every column of the model."""
        entries = sp.coo_array(block)
        where = (entries.row, self._places[entries.col])
        return sp.csr_array((entries.data, where), shape=(block.shape[0], self._size))


def _row_bounds(form: Any) -> tuple[Ints, Floats, Floats]:
    """Which compiled rows to keep and their bounds: a range comes as two, upper then lower."""
    sides = np.array([row.bound_type for row in form.rows], dtype=np.int8)
    rhs = np.asarray(form.rhs, dtype=np.float64)
    owners = np.array([id(row.constraint) for row in form.rows], dtype=np.int64)
    second = np.zeros(len(owners), dtype=np.bool_)
    second[1:] = owners[1:] == owners[:-1]
    kept = np.flatnonzero(~second).astype(np.int32)
    lower = np.where(sides > 0, -np.inf, rhs)
    upper = np.where(sides < 0, np.inf, rhs)
    first = np.flatnonzero(second) - 1
    lower[first] = rhs[first + 1]
    return kept, lower[kept], upper[kept]
