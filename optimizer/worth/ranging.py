r"""How far right-hand sides may move before another set of limits holds the plan: ranging at HiGHS's basis.

With the rows :math:`N` that are held and the basic columns :math:`B`, a move of bounds by :math:`t`
shifts :math:`A_{NB}\,\dot x_B = \dot r_N - A_{NN'}\,\dot x_{N'}`; the basis stays optimal until a basic
column or row meets one of its own bounds. Of a single right-hand side this is what HiGHS's ``getRanging``
tells.
"""

from __future__ import annotations

import math

import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from models.registry import Floats, Ints
from optimizer.worth.program import Optimum, Places
from optimizer.worth.system import Move, System

CLOSE = 1e-7
"""Distance to a bound that is none [kt]: HiGHS's own tolerance."""
STILL = 1e-9
"""Rate at which nothing moves."""


class Ranges:
    """The basis at one optimum, factorised once."""

    def __init__(self, system: System, optimum: Optimum, columns: Places, rows: Places) -> None:
        """``columns`` and ``rows``: as HiGHS says after the solve that gave the optimum."""
        self._system = system
        self._values = optimum.values
        self._activity = system.matrix @ optimum.values
        self._columns, self._rows = columns, rows
        self._basic: Ints = np.flatnonzero(columns.basic)
        self._held: Ints = np.flatnonzero(~rows.basic)
        self._free: Ints = np.flatnonzero(rows.basic)
        block = sp.csc_array(sp.csr_array(system.matrix)[self._held])[:, self._basic]
        square = block.shape[0] == block.shape[1] and block.shape[0] > 0
        self._factors = splu(sp.csc_array(block)) if square else None

    def of(self, move: Move) -> tuple[float, float]:
        """Steps down and up, both at least 0, over which the slope holds; nothing where coefficients move."""
        if not move.is_of_bounds or self._factors is None:
            return 0.0, 0.0
        system, shift = self._system, self._shift(move)
        activity = system.matrix @ shift
        bounds, moves = (system.lower, system.upper), (move.lower, move.upper)
        columns = self._reach(self._basic, self._values, shift, bounds, moves)
        bounds, moves = (system.row_lower, system.row_upper), (move.row_lower, move.row_upper)
        rows = self._reach(self._free, self._activity, activity, bounds, moves)
        return min(columns[0], rows[0]), min(columns[1], rows[1])

    def _shift(self, move: Move) -> Floats:
        """Movement of every column per unit of the figure."""
        assert self._factors is not None
        shift = _of_bounds(self._columns, move.lower, move.upper)
        right = _of_bounds(self._rows, move.row_lower, move.row_upper)
        rest = right - self._system.matrix @ shift
        shift[self._basic] = self._factors.solve(rest[self._held])
        return shift

    @staticmethod
    def _reach(
        which: Ints,
        values: Floats,
        rates: Floats,
        bounds: tuple[Floats, Floats],
        moves: tuple[Floats, Floats],
    ) -> tuple[float, float]:
        """How far down and up until one of ``which`` meets a bound that may move itself."""
        ends = [math.inf, math.inf]
        for bound, move, sign in ((bounds[0], moves[0], 1.0), (bounds[1], moves[1], -1.0)):
            room = np.maximum(0.0, sign * (values - bound)[which])
            room[room < CLOSE] = 0.0
            closing = sign * (move - rates)[which]
            for way, rate in ((0, -closing), (1, closing)):
                moving = (rate > STILL) & np.isfinite(room)
                if moving.any():
                    ends[way] = min(ends[way], float(np.min(room[moving] / rate[moving])))
        return ends[0], ends[1]


def _of_bounds(places: Places, lower: Floats, upper: Floats) -> Floats:
    """What moves with the bound that a column or row is at."""
    return np.asarray(np.where(places.lower, lower, np.where(places.upper, upper, 0.0)), dtype=np.float64)
