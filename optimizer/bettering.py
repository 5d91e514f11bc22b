"""A plan made better line by line: the choices of one kiln and year are rounded anew, all others held.

Rounding takes its first decisions while all that comes later is still relaxed, and knows too little. Looked
at again with the rest of a plan at hand, the choices of many lines turn out otherwise. The lines with most
to gain by linear program come first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from models.registry import Floats, Ints
from optimizer.payments import Payments
from optimizer.probe import Basis, Probe
from optimizer.rounding import Rounding

WORTH_A_LOOK = 1e-5
"""Part of the objective that a line must be able to gain by linear program."""
WORTH_A_PASS = 1e-4
"""Part that one pass over all lines must have gained for another."""
GAIN = 1e-7
"""Part by which a plan is better."""


@dataclass(slots=True)
class Bettering:
    """The model of ``probe``: ``row_lower <= coefficients · x <= row_upper``."""

    probe: Probe
    coefficients: sp.csr_array
    row_lower: Floats
    row_upper: Floats
    whole: Ints
    payments: Payments
    _by_column: sp.csc_array = field(init=False)
    _free: tuple[Floats, Floats] = field(init=False)
    _basis: Basis = field(init=False)

    def __post_init__(self) -> None:
        """The rows of a line are found by its columns."""
        self._by_column = sp.csc_array(self.coefficients)
        self._free = self.probe.lower.copy(), self.probe.upper.copy()

    def run(self, lines: Sequence[Ints], values: Floats, enough: Callable[[float], bool]) -> Floats | None:
        """Values of the best plan, or None where the given one cannot be held; ``enough`` hears of each."""
        self._hold(self.whole, values)
        objective = self.probe.solve()
        if math.isinf(objective):
            return None
        self._basis, before = self.probe.basis(), math.inf
        while before - objective > WORTH_A_PASS * abs(objective) and not enough(objective):
            before = objective
            for line in self._by_gain(lines, objective):
                objective = self._better(line, objective)
                if enough(objective):
                    break
        self._back()
        self.probe.solve()
        return self.probe.values()

    def _by_gain(self, lines: Sequence[Ints], objective: float) -> list[Ints]:
        """Lines worth a look, those with most to gain first."""
        gains = np.array([objective - self._relaxed(line) for line in lines])
        order = np.argsort(-gains, kind="stable")
        return [lines[i] for i in order if gains[i] > WORTH_A_LOOK * abs(objective)]

    def _relaxed(self, line: Ints) -> float:
        """The objective with the choices of a line let go; they are held again afterwards."""
        before = self.probe.lower[line].copy(), self.probe.upper[line].copy()
        self._let_go(line)
        found = self.probe.solve()
        self.probe.set_bounds(line, *before)
        self._back()
        return found

    def _better(self, line: Ints, objective: float) -> float:
        """Take the choices of a line anew where that is better; the objective afterwards."""
        before = self.probe.lower[line].copy(), self.probe.upper[line].copy()
        self._let_go(line)
        if objective - self.probe.solve() > WORTH_A_LOOK * abs(objective) and self._rounded(line):
            found = self.probe.solve()
            if found < objective - GAIN * abs(objective):
                self._basis = self.probe.basis()
                self._hold(line, self.probe.values())
                return found
        self.probe.set_bounds(line, *before)
        return objective

    def _rounded(self, line: Ints) -> bool:
        """Whether the choices of a line could be made whole; they are fixed where they could."""
        operation = np.setdiff1d(line, self.payments.choices)
        rows = np.unique(self._by_column[:, operation].indices)
        bounds = self.row_lower[rows], self.row_upper[rows]
        values = Rounding(self.probe, self.coefficients[rows], *bounds, operation).run()
        if values is None:
            return False
        self._hold(operation, values)
        return math.isfinite(self.probe.solve()) and self.payments.settled(self.probe)

    def _let_go(self, line: Ints) -> None:
        self.probe.set_bounds(line, self._free[0][line], self._free[1][line])
        self._back()

    def _back(self) -> None:
        self.probe.start_at(self._basis)

    def _hold(self, columns: Ints, values: Floats) -> None:
        fixed = np.clip(np.rint(values[columns]), self._free[0][columns], self._free[1][columns])
        self.probe.set_bounds(columns, fixed, fixed)
