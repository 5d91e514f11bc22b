"""The model as one would write it in Pyomo at first: variables and constraints by rule functions.

The rules read bounds and coefficients from dictionaries, which are made before the clock runs.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo

from models.build import Built
from models.objective import objective_vector
from models.registry import Columns, Domain, Rows

DOMAINS = {Domain.CONTINUOUS: pyo.Reals, Domain.INTEGER: pyo.Integers, Domain.BINARY: pyo.Binary}
Term = tuple[str, Any, float]
"""Variable, its index, coefficient."""


@dataclass(frozen=True, slots=True)
class Dictionaries:
    """What the rule functions read."""

    domains: dict[str, Any]
    bounds: dict[str, dict[Any, tuple[float | None, float | None]]]
    rows: dict[str, dict[Any, tuple[list[Term], float, float]]]
    objective: list[Term]


def dictionaries(built: Built) -> Dictionaries:
    """The registered model by name and index."""
    registry, matrix = built.registry, built.assembled.matrix
    names = [(family.name, key) for family in registry.columns.values() for key in _keys(family)]
    rows: dict[str, dict[Any, tuple[list[Term], float, float]]] = {}
    for family in registry.rows.values():
        entries = zip(_keys(family), family.lower.tolist(), family.upper.tolist(), strict=True)
        rows[family.name] = {}
        for number, (key, lower, upper) in enumerate(entries, family.start):
            part = slice(matrix.indptr[number], matrix.indptr[number + 1])
            found = zip(matrix.indices[part].tolist(), matrix.data[part].tolist(), strict=True)
            scale = float(family.scale[number - family.start])
            terms = [(*names[column], scale * value) for column, value in found]
            rows[family.name][key] = terms, lower * scale, upper * scale
    costs = objective_vector(registry, built.data, built.aim).tolist()
    return Dictionaries(
        domains={family.name: DOMAINS[family.domain] for family in registry.columns.values()},
        bounds={family.name: _bounds(family) for family in registry.columns.values()},
        rows=rows,
        objective=[(*name, cost) for name, cost in zip(names, costs, strict=True) if cost],
    )


def plain_model(given: Dictionaries) -> Any:
    """Variables, constraints and objective, each by its rule."""
    model: Any = pyo.ConcreteModel()
    for name, bounds in given.bounds.items():
        variable = pyo.Var(list(bounds), domain=given.domains[name], bounds=_bound_rule(bounds))
        model.add_component(name, variable)
    for name, rows in given.rows.items():
        model.add_component(name, pyo.Constraint(list(rows), rule=_row_rule(rows)))
    model.objective = pyo.Objective(rule=lambda m: _sum(m, given.objective), sense=pyo.minimize)
    return model


def _bound_rule(bounds: dict[Any, tuple[float | None, float | None]]) -> Any:
    def rule(_: Any, *key: Any) -> tuple[float | None, float | None]:
        return bounds[_index(key)]

    return rule


def _row_rule(rows: dict[Any, tuple[list[Term], float, float]]) -> Any:
    def rule(model: Any, *key: Any) -> Any:
        terms, lower, upper = rows[_index(key)]
        if not terms or (lower == -math.inf and upper == math.inf):
            return pyo.Constraint.Skip
        body = _sum(model, terms)
        if lower == upper:
            return body == lower
        if lower == -math.inf:
            return body <= upper
        return body >= lower if upper == math.inf else (lower, body, upper)

    return rule


def _sum(model: Any, terms: Sequence[Term]) -> Any:
    return sum(value * getattr(model, name)[key] for name, key, value in terms)


def _index(key: tuple[Any, ...]) -> Any:
    return key[0] if len(key) == 1 else key


def _keys(family: Columns | Rows) -> list[Any]:
    columns = [family.index[name].tolist() for name in family.index.columns]
    return columns[0] if len(columns) == 1 else list(zip(*columns, strict=True))


def _bounds(family: Columns) -> dict[Any, tuple[float | None, float | None]]:
    pairs = zip(family.lower.tolist(), family.upper.tolist(), strict=True)
    limits = [tuple(None if math.isinf(side) else side for side in pair) for pair in pairs]
    return dict(zip(_keys(family), limits, strict=True))
