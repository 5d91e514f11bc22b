"""A plan of many seasons: each season rounded by itself, all others as the relaxation has them.

A season by itself is a small linear program, and rounding solves hundreds. What it shares with other seasons
(stocks, yearly totals) may change, at its marginal value and a little more, so that a choice that moves
clinker from one season to another is not barred. The choices of all seasons together are then held against
the whole model; a season with which that cannot be done is rounded there. Every season starts from what the
whole model says with the choices of those before it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from models.registry import Floats, Ints
from optimizer.probe import Basis, Probe, probe_of
from optimizer.rounding import Rounding
from optimizer.shaping import settled

BEFORE, AFTER = -1, -2
"""Columns of no season whose choice shapes the seasons, and those whose choice follows from them."""
DEARER = (0.2, math.inf)
"""Part of its marginal value by which sharing costs more than the relaxation says; where the choices of a
season cannot be held so, nothing is shared, and all others do what the relaxation says."""
NOISE = 1e-7
"""Part of what others have of a row by which it may be missed: figures of a linear program are so exact."""
LEAST_DEARER = 1e-3
"""And at least so much of the largest marginal value of a shared row."""


@dataclass(slots=True)
class Seasons:
    """The whole model, ``row_lower <= coefficients · x <= row_upper``, and the season of every column."""

    coefficients: sp.csr_array
    row_lower: Floats
    row_upper: Floats
    costs: Floats
    whole: Ints
    """Columns that must be whole."""
    season: Ints
    """Number of the season of every column, or ``BEFORE`` or ``AFTER`` for one of no season."""
    tick: Callable[[], None]
    owner: Ints | None = None
    """See `Rounding`."""
    _by_column: sp.csc_array = field(init=False)

    def __post_init__(self) -> None:
        """Seasons are cut out of it by column."""
        self._by_column = sp.csc_array(self.coefficients)

    def run(self, probe: Probe) -> Floats | None:
        """Values of a plan, or None where rounding comes to a dead end."""
        free = probe.lower.copy(), probe.upper.copy()
        if math.isinf(probe.solve()):
            return None
        before = self.whole[self.season[self.whole] == BEFORE]
        if len(before) and not settled(probe, before):
            return None
        for number in np.unique(self.season[self.whole]).tolist():
            if number >= 0 and not self._decided(np.flatnonzero(self.season == number), probe):
                probe.solve()
        rows = self.coefficients, self.row_lower, self.row_upper
        return Rounding(probe, *rows, self.whole, self.owner, free).run()

    def _decided(self, columns: Ints, probe: Probe) -> bool:
        """Whether the choices of a season could be rounded alone and be held; as all seasons are by now."""
        values, duals, basis = probe.values(), probe.marginals()[0], probe.basis()
        for dearer in DEARER:
            rounded = self._alone(columns, values, duals, probe, dearer)
            if rounded is not None and self._held(np.intersect1d(columns, self.whole), rounded, probe, basis):
                return True
        return False

    def _alone(
        self, columns: Ints, values: Floats, duals: Floats, probe: Probe, dearer: float
    ) -> Floats | None:
        """All values with those of one season rounded, the others as they are; None at a dead end."""
        cut = self._by_column[:, columns]
        rows = np.unique(cut.indices)
        own = sp.csr_array(cut)[rows]
        others = values.copy()
        others[columns] = 0.0
        elsewhere = self.coefficients[rows] @ others
        touched = self._touched(others)[rows] if math.isfinite(dearer) else np.empty(0)
        shared = np.flatnonzero(touched)
        matrix, costs = _with_sharing(own, self.costs[columns], shared, duals[rows[shared]], dearer)
        more = matrix.shape[1] - len(columns)
        lower = np.concatenate([probe.lower[columns], np.zeros(more)])
        upper = np.concatenate([probe.upper[columns], np.full(more, np.inf)])
        slack = NOISE * np.maximum(1.0, np.abs(elsewhere))
        below, above = self.row_lower[rows] - elsewhere - slack, self.row_upper[rows] - elsewhere + slack
        whole = np.flatnonzero(np.isin(columns, self.whole))
        alone = probe_of(matrix, costs, (lower, upper), (below, above), self.tick)
        owner = None if self.owner is None else np.append(self.owner[columns], np.full(more, AFTER))
        rounded = Rounding(alone, matrix, below, above, whole, owner, (lower, upper)).run()
        if rounded is None:
            return None
        others[columns] = rounded[: len(columns)]
        return others

    def _touched(self, others: Floats) -> np.ndarray:
        """Rows in which other seasons have a part."""
        used = sp.csr_array(self.coefficients)
        pattern = sp.csr_array((np.ones(len(used.data)), used.indices, used.indptr), shape=used.shape)
        return np.asarray(pattern @ (others != 0.0).astype(np.float64) > 0)

    def _held(self, columns: Ints, values: Floats, probe: Probe, basis: Basis) -> bool:
        """Fix choices in the whole model, unless nothing fulfils it then; the probe is solved either way."""
        before = probe.lower[columns].copy(), probe.upper[columns].copy()
        fixed = np.clip(np.rint(values[columns]), *before)
        probe.set_bounds(columns, fixed, fixed)
        probe.start_at(basis)
        if math.isfinite(probe.solve()):
            return True
        probe.set_bounds(columns, *before)
        probe.start_at(basis)
        return False


def _with_sharing(
    own: sp.csr_array, costs: Floats, shared: Ints, duals: Floats, part: float
) -> tuple[sp.csr_array, Floats]:
    """Two columns more for every shared row: what the others would do more, and less, of it."""
    size = len(shared)
    dearer = part * np.abs(duals) + LEAST_DEARER * np.max(np.abs(duals), initial=1.0)
    side = sp.csr_array((np.ones(size), (shared, np.arange(size))), shape=(own.shape[0], size))
    matrix = sp.csr_array(sp.hstack([own, side, -side], format="csr"))
    return matrix, np.concatenate([costs, dearer + duals, dearer - duals])
