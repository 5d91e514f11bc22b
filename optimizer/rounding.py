"""A plan from a linear relaxation: round every choice up, then mend the rows that this breaks, one by one.

Choices cost little or nothing by themselves, so rounding them up leaves the objective nearly as it is; what
breaks are the rows that count them (feeders of a line) and the least amounts they ask for. A broken row is
mended by closing one of its choices or, where it has one only, by insisting on it, whichever costs least
by linear program.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from models.registry import Floats, Ints
from optimizer.probe import Basis, Probe, hopeless

USED = 1e-6
BROKEN = 1e-6
"""Part of a row's size by which it may be missed."""
TRIED = 3
"""Choices of a row that are tried: the least used ones; all, where none of these will do."""
REOPENED = 60
"""Dead ends at which what was closed of the row is opened again, before rounding gives up."""


@dataclass(frozen=True, slots=True)
class _Try:
    """A column's new bounds and what the linear program says of them."""

    column: int
    lower: float
    upper: float
    objective: float
    values: Floats
    basis: Basis


@dataclass(slots=True)
class Rounding:
    """``coefficients`` and row bounds are the model's; ``whole`` are the columns to be rounded."""

    probe: Probe
    coefficients: sp.csr_array
    row_lower: Floats
    row_upper: Floats
    whole: Ints
    owner: Ints | None = None
    """Number of the line and year of every column, below zero for none."""
    free: tuple[Floats, Floats] | None = None
    """Bounds that columns had before those of ``whole`` were first decided."""
    _rows: Ints = field(init=False)
    _is_whole: npt.NDArray[np.bool_] = field(init=False)
    _before: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Bounds that columns had before rounding changed them."""
    _let_go: set[int] = field(default_factory=set)
    """Lines and years that were let go as a whole."""
    _kept: set[int] = field(default_factory=set)
    """Columns whose closing led to a dead end."""

    def __post_init__(self) -> None:
        """Only rows with choices can break."""
        self._is_whole = np.zeros(self.coefficients.shape[1], dtype=np.bool_)
        self._is_whole[self.whole] = True
        entries = self.coefficients.tocoo()
        self._rows = np.unique(entries.row[self._is_whole[entries.col]]).astype(np.int32)
        self.coefficients = self.coefficients[self._rows]
        self.row_lower, self.row_upper = self.row_lower[self._rows], self.row_upper[self._rows]

    def run(self) -> Floats | None:
        """Values of a plan, or None where mending comes to a dead end."""
        most = hopeless(self.probe.solve())
        if math.isinf(most):
            return None
        values, basis, reopened = self.probe.values(), self.probe.basis(), 0
        while True:
            up = self._rounded_up(values)
            row = self._worst(up)
            if row is None:
                return up
            best = self._mended(row, values, basis, most)
            if best is not None:
                self._take(best)
                values, basis = best.values, best.basis
                continue
            reopened += 1
            if reopened > REOPENED or not self._reopened(row, basis):
                return None
            values, basis = self.probe.values(), self.probe.basis()

    def _reopened(self, row: int, basis: Basis) -> bool:
        """Let go all choices of the line whose row it is, or else those of the row that were closed.

        False where there is nothing to let go.
        """
        columns = self._choices(row)
        shut = [column for column in columns.tolist() if column in self._before]
        if not self._line_let_go(columns) and not shut:
            return False
        for column in shut:
            if column in self._before:
                self._bound(column, *self._before.pop(column))
        self._kept |= set(shut)
        self.probe.start_at(basis)
        return math.isfinite(self.probe.solve())

    def _line_let_go(self, columns: Ints) -> bool:
        """Whether the choices of the line that owns these were let go, as they can be once."""
        if self.owner is None or self.free is None:
            return False
        line = int(self.owner[columns].max(initial=-1))
        if line < 0 or line in self._let_go:
            return False
        self._let_go.add(line)
        own = self.whole[self.owner[self.whole] == line]
        self.probe.set_bounds(own, self.free[0][own], self.free[1][own])
        for column in own.tolist():
            self._before.pop(column, None)
        return True

    def _choices(self, row: int) -> Ints:
        begin, end = self.coefficients.indptr[row], self.coefficients.indptr[row + 1]
        columns = self.coefficients.indices[begin:end]
        return columns[self._is_whole[columns]].astype(np.int64)

    def _rounded_up(self, values: Floats) -> Floats:
        up = values.copy()
        up[self.whole] = np.ceil(values[self.whole] - USED)
        return up

    def _missed(self, up: Floats) -> Floats:
        activity = self.coefficients @ up
        missed: Floats = np.maximum(self.row_lower - activity, activity - self.row_upper)
        missed -= BROKEN * np.maximum(1.0, np.abs(activity))
        return missed

    def _worst(self, up: Floats) -> int | None:
        missed = self._missed(up)
        worst = int(np.argmax(missed)) if len(missed) else 0
        return worst if len(missed) and missed[worst] > 0 else None

    def _mended(self, row: int, values: Floats, basis: Basis, most: float) -> _Try | None:
        best: _Try | None = None
        for number, (column, lower, upper) in enumerate(self._ways(row, values)):
            if number >= TRIED and best is not None:
                break
            self.probe.start_at(basis)
            before = self.probe.lower[column], self.probe.upper[column]
            self._bound(column, lower, upper)
            objective = self.probe.solve(cutoff=most if best is None else best.objective)
            if math.isfinite(objective) and (best is None or objective < best.objective):
                best = _Try(column, lower, upper, objective, self.probe.values(), self.probe.basis())
            self._bound(column, *before)
        return best

    def _ways(self, row: int, values: Floats) -> Iterator[tuple[int, float, float]]:
        """Close a choice of the row, or insist on the only one."""
        columns = self._choices(row)
        columns = columns[values[columns] > USED]
        free = columns[self.probe.lower[columns] < self.probe.upper[columns]]
        fresh = free[[column not in self._kept for column in free.tolist()]]
        free = fresh if len(fresh) else free
        for column in free[np.argsort(values[free], kind="stable")].tolist():
            least = math.ceil(values[column] - USED)
            yield column, float(self.probe.lower[column]), least - 1.0
            if len(free) == 1:
                yield column, float(least), float(self.probe.upper[column])

    def _take(self, chosen: _Try) -> None:
        place = chosen.column
        self._before.setdefault(place, (float(self.probe.lower[place]), float(self.probe.upper[place])))
        self._bound(place, chosen.lower, chosen.upper)
        self.probe.start_at(chosen.basis)

    def _bound(self, column: int, lower: float, upper: float) -> None:
        self.probe.set_bounds(np.array([column], dtype=np.int32), np.array([lower]), np.array([upper]))
