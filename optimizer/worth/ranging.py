r"""How far right-hand sides may move before another set of limits holds the plan: ranging at HiGHS's basis.

With the rows :math:`N` that are held and the basic columns :math:`B`, a move of bounds by :math:`t` shifts
:math:`A_{NB}\,\dot x_B = \dot r_N - A_{NN'}\,\dot x_{N'}`; the basis stays optimal until a basic column or row meets
one of its own bounds. Of a single right-hand side this is what HiGHS's ``getRanging`` tells.
"""

from __future__ import annotations

import math
from typing import Any

import highspy
import numpy as np
import scipy.sparse as sp
from scipy.sparse.linalg import splu

from models.registry import Floats
from optimizer.worth.program import Optimum
from optimizer.worth.system import Move, System

CLOSE = 1e-7
"""Distance to a bound that is none [kt]: HiGHS's own tolerance."""
STILL = 1e-9
"""Rate at which nothing moves."""


class Ranges:
    """The basis at one optimum, factorised once."""

    def __init__(self, system: System, optimum: Optimum, basis: Any) -> None:
        """``basis``: as HiGHS hands it out, after the solve that gave the optimum."""
        status = highspy.HighsBasisStatus
        columns, rows = np.array(basis.col_status, dtype=object), np.array(basis.row_status, dtype=object)
        self._system = system
        self._values = optimum.values
        self._activity = system.matrix @ optimum.values
        self._basic = np.flatnonzero(columns == status.kBasic)
        self._held = np.flatnonzero(rows != status.kBasic)
        self._at = columns == status.kLower, columns == status.kUpper
        self._rows_at = rows == status.kLower, rows == status.kUpper
        block = sp.csc_array(sp.csr_array(system.matrix)[self._held])[:, self._basic]
        self._factors = splu(sp.csc_matrix(block)) if block.shape[0] == block.shape[1] and block.shape[0] else None

    def of(self, move: Move) -> tuple[float, float]:
        """Steps down and up, both at least 0, over which the slope holds; nothing where coefficients move."""
        if not move.is_of_bounds or self._factors is None:
            return 0.0, 0.0
        system, shift = self._system, self._shift(move)
        activity = system.matrix @ shift
        gaps = [
            self._reach(self._basic, self._values, shift, (system.lower, system.upper), (move.lower, move.upper)),
            self._reach(
                np.setdiff1d(np.arange(len(activity)), self._held), self._activity, activity,
                (system.row_lower, system.row_upper), (move.row_lower, move.row_upper),
            ),
        ]  # fmt: skip
        return min(down for down, _ in gaps), min(up for _, up in gaps)

    def _shift(self, move: Move) -> Floats:
        """Movement of every column per unit of the figure."""
        assert self._factors is not None
        shift = np.where(self._at[0], move.lower, np.where(self._at[1], move.upper, 0.0))
        shift[self._basic] = 0.0
        right = np.where(self._rows_at[0], move.row_lower, np.where(self._rows_at[1], move.row_upper, 0.0))
        rest = right - self._system.matrix @ shift
        shift[self._basic] = self._factors.solve(rest[self._held])
        return np.asarray(shift)

    @staticmethod
    def _reach(
        which: Any, values: Floats, rates: Floats, bounds: tuple[Floats, Floats], moves: tuple[Floats, Floats]
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
