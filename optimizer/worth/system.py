"""The rows and columns of a model as arrays, and how they move when one figure of the case moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.assembly import term_matrix
from models.build import Built, register
from models.data import ModelData
from models.hauls import make_hauls
from models.objective import Aim, objective_vector
from models.registry import Domain, Floats, Registry
from optimizer.stages import Transport

UNMET = "c_unmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """Minimise ``costs @ x`` within bounds; rows are written to the scale of the model of the plan."""

    matrix: sp.csr_array
    costs: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Change of every array per unit of a figure; infinite bounds do not move."""

    matrix: sp.csr_array
    costs: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats

    def part(self, rows: np.ndarray, columns: np.ndarray) -> Move:
        """Only what happens in some rows and to some columns (flags)."""
        keep = _diagonal(rows.astype(np.float64))
        return Move(
            matrix=sp.csr_array(keep @ self.matrix),
            costs=np.where(columns, self.costs, 0.0),
            lower=np.where(columns, self.lower, 0.0),
            upper=np.where(columns, self.upper, 0.0),
            row_lower=np.where(rows, self.row_lower, 0.0),
            row_upper=np.where(rows, self.row_upper, 0.0),
        )

    @property
    def is_of_bounds(self) -> bool:
        """Whether only right-hand sides and bounds move, so that the value is convex in the figure."""
        return self.matrix.nnz == 0 and not np.any(self.costs)


def registry_of(transport: Transport, data: ModelData, aim: Aim) -> Registry:
    """The same model of other data or another aim."""
    hauls = make_hauls(data, transport.pairs.kept, transport.paths.paths, transport.pairs.left_out)
    return register(data, hauls, transport.paths.limited, aim)


def system_of(built: Built, registry: Registry, data: ModelData, aim: Aim) -> System:
    """The arrays of a registry, rows scaled as those of ``built``."""
    scale = _whole(rows.scale for rows in built.registry.rows.values())
    matrix = term_matrix(registry)
    return System(
        matrix=sp.csr_array(_diagonal(scale) @ matrix),
        costs=objective_vector(registry, data, aim),
        lower=_whole(family.lower for family in registry.columns.values()),
        upper=_whole(family.upper for family in registry.columns.values()),
        row_lower=_whole(rows.lower for rows in registry.rows.values()) * scale,
        row_upper=_whole(rows.upper for rows in registry.rows.values()) * scale,
    )


def same_shape(registry: Registry, other: Registry) -> bool:
    """Whether both have the same rows and columns in the same order."""
    for ones, others in ((registry.columns, other.columns), (registry.rows, other.rows)):
        if list(ones) != list(others):
            return False
        if not all(ones[name].index.equals(others[name].index) for name in ones):
            return False
    return True


def move_between(before: System, after: System, step: float) -> Move:
    """How the arrays move per unit of a figure, from two systems a step apart."""
    matrix = sp.csr_array((after.matrix - before.matrix) / step)
    matrix.data[np.abs(matrix.data) < _NOISE] = 0.0
    matrix.eliminate_zeros()
    return Move(
        matrix=matrix,
        costs=_difference(before.costs, after.costs, step),
        lower=_difference(before.lower, after.lower, step),
        upper=_difference(before.upper, after.upper, step),
        row_lower=_difference(before.row_lower, after.row_lower, step),
        row_upper=_difference(before.row_upper, after.row_upper, step),
    )


def with_choices(system: System, registry: Registry, values: Floats, unmet: float) -> System:
    """The system with the whole numbers of a plan and its least unmet demand."""
    lower, upper = system.lower.copy(), system.upper.copy()
    whole = np.zeros(len(lower), dtype=bool)
    for family in registry.columns.values():
        whole[family.numbers] = family.domain is not Domain.CONTINUOUS
    lower[whole] = upper[whole] = np.rint(values[whole])
    row_upper = system.row_upper.copy()
    rows = registry.rows.get(UNMET)
    if rows is not None and len(rows.index):
        row_upper[rows.start] = unmet * rows.scale[0]
    return System(
        matrix=system.matrix, costs=system.costs, lower=lower, upper=upper,
        row_lower=system.row_lower, row_upper=row_upper,
    )  # fmt: skip


def _diagonal(values: Floats) -> sp.csr_array:
    """A matrix with ``values`` on its diagonal."""
    every = np.arange(len(values))
    return sp.csr_array((values, (every, every)), shape=(len(values), len(values)))


_NOISE = 1e-9
"""Change per unit of a figure below which an entry does not move."""


def _difference(before: Floats, after: Floats, step: float) -> Floats:
    finite = np.isfinite(before) & np.isfinite(after)
    found = np.zeros(len(before))
    found[finite] = (after[finite] - before[finite]) / step
    found[np.abs(found) < _NOISE] = 0.0
    return found


def _whole(parts: Iterable[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *parts])
