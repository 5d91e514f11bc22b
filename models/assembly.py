"""Registered arrays to a Pyomo model: the one place where rows become ``LinearExpression``."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression, MonomialTermExpression
from scipy.sparse import coo_array, csr_array

from models.registry import Columns, Domain, Floats, Registry, Rows

_DOMAINS = {
    Domain.CONTINUOUS: pyo.Reals,
    Domain.INTEGER: pyo.Integers,
    Domain.BINARY: pyo.Binary,
}


@dataclass(frozen=True, slots=True)
class Assembled:
    """A Pyomo model and its variables and constraints in the order of the registry's numbers."""

    model: Any
    variables: list[Any]
    constraints: list[Any]
    matrix: csr_array
    impossible: tuple[tuple[str, Any], ...]
    """Rows without a term whose bounds exclude zero: (family, key)."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause the garbage collector: building millions of small objects is 2-5 times faster.

    What was built lives on: it is counted as old, or the very next collection would look through all of it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def assemble(registry: Registry, objective: Floats) -> Assembled:
    """Build the Pyomo model; ``objective`` holds a coefficient a column, to be minimised."""
    matrix = term_matrix(registry)
    with collector_paused():
        model: Any = pyo.ConcreteModel()
        variables: list[Any] = []
        for family in registry.columns.values():
            variables.extend(_add_variables(model, family))
        constraints: list[Any] = []
        impossible: list[tuple[str, Any]] = []
        bodies = _bodies(registry, matrix, variables)
        for rows in registry.rows.values():
            constraints.extend(_add_constraints(model, rows, bodies))
            impossible.extend(_impossible(rows, matrix))
        used = np.flatnonzero(objective)
        model.objective = pyo.Objective(
            expr=LinearExpression(
                constant=0.0,
                linear_coefs=objective[used].tolist(),
                linear_vars=[variables[i] for i in used],
            ),
            sense=pyo.minimize,
        )
    return Assembled(model, variables, constraints, matrix, tuple(impossible))


def term_matrix(registry: Registry) -> csr_array:
    """All terms as one matrix, equal places added up, rows and columns in registration order."""
    terms = registry.terms
    shape = (registry.height, registry.width)
    if not terms.cols:
        return csr_array(shape)
    where = np.concatenate([np.asarray(w, dtype=np.int64) for w in terms.where])
    data = (np.concatenate(terms.coefs), (where, np.concatenate(terms.cols)))
    matrix = csr_array(coo_array(data, shape=shape))
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix


def _keys(family: Columns | Rows) -> list[Any]:
    columns = [family.index[name].tolist() for name in family.index.columns]
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))


def _add_variables(model: Any, family: Columns) -> list[Any]:
    keys = _keys(family)
    component = pyo.Var(keys, domain=_DOMAINS[family.domain])
    setattr(model, family.name, component)
    variables = list(component.values())
    for variable, lower, upper in zip(variables, family.lower.tolist(), family.upper.tolist(), strict=True):
        if lower != -np.inf:
            variable.setlb(lower)
        if upper != np.inf:
            variable.setub(upper)
    return variables


def _bodies(registry: Registry, matrix: csr_array, variables: list[Any]) -> list[Any]:
    """The sum of every row as it is written, None for a row without terms."""
    scales = np.concatenate([np.empty(0), *(rows.scale for rows in registry.rows.values())])
    coefs = matrix.data * np.repeat(scales, np.diff(matrix.indptr))
    used = (variables[column] for column in matrix.indices.tolist())
    terms = list(map(MonomialTermExpression, zip(coefs.tolist(), used, strict=True)))
    ends = pairwise(matrix.indptr.tolist())
    return [LinearExpression(terms[first:last]) if first < last else None for first, last in ends]


def _add_constraints(model: Any, family: Rows, bodies: list[Any]) -> list[Any]:
    """Rows of one family; a row without terms is left out, see ``_impossible``."""
    component = pyo.Constraint(pyo.Any)
    setattr(model, family.name, component)
    own = bodies[family.start : family.start + len(family.index)]
    lower, upper = (family.lower * family.scale).tolist(), (family.upper * family.scale).tolist()
    return [
        None if body is None else component.add(key, _bounded(body, low, high))
        for key, body, low, high in zip(_keys(family), own, lower, upper, strict=True)
    ]


def _bounded(body: Any, lower: float, upper: float) -> Any:
    if lower == upper:
        return (body, lower)
    return (None if lower == -np.inf else lower, body, None if upper == np.inf else upper)


def _impossible(family: Rows, matrix: csr_array) -> list[tuple[str, Any]]:
    size = len(family.index)
    counts = np.diff(matrix.indptr[family.start : family.start + size + 1])
    bad = np.flatnonzero((counts == 0) & ((family.lower > 0) | (family.upper < 0)))
    keys = _keys(family) if len(bad) else []
    return [(family.name, keys[i]) for i in bad]
