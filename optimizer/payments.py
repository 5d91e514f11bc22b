"""Choices that only say what is paid: bands of the carbon market, and what carves a line out of it.

They follow from what is made and burned. Rounded beside the choices of operation they come to dead ends, and
one by one they may leave a line no band at all; but for an operation that stands, those that pay most are a
small program of their own: whatever is made falls into some band.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.build import Built
from models.registry import Floats, Ints
from optimizer.handover import Matrix
from optimizer.kiln_years import columns_of_family
from optimizer.outcome import SolverOptions
from optimizer.probe import Probe
from optimizer.solver import SolverSession

CHOICES = ("y_band", "y_guideline")
AMOUNTS = (
    "v_band_clinker", "v_band_co2", "v_guideline"
)  # fmt: skip
"""What is paid for, and what is paid."""
EXACT = 1e-6


@dataclass(frozen=True, slots=True)
class Payments:
    """Choices and amounts of all payments, and the rows in which they stand."""

    choices: Ints
    columns: Ints
    """Choices and amounts."""
    own: sp.csr_array
    beside: sp.csr_array
    """Coefficients of the rows: of these columns, and of all columns with zeros for these."""
    row_lower: Floats
    row_upper: Floats
    costs: Floats

    def settled(self, probe: Probe) -> bool:
        """Fix the choices at what costs least for the operation where the probe ended, and solve it there.

        False where nothing can be paid for it, or the operation's rows do not hold with that.
        """
        if not len(self.choices):
            return True
        elsewhere = self.beside @ probe.values()
        lower, upper = probe.lower[self.columns], probe.upper[self.columns]
        program = Matrix(
            columns=[None] * len(self.columns), rows=[None] * len(elsewhere), costs=self.costs, offset=0.0,
            lower=lower, upper=upper, integer=np.isin(self.columns, self.choices),
            row_lower=self.row_lower - elsewhere, row_upper=self.row_upper - elsewhere, coefficients=self.own,
        )  # fmt: skip
        found = SolverSession(program, options=SolverOptions(gap=EXACT, threads=1)).solve()
        if not found.outcome.has_plan:
            return False
        whole = program.integer
        fixed = np.clip(np.rint(found.values[whole]), lower[whole], upper[whole])
        probe.set_bounds(self.columns[whole], fixed, fixed)
        return math.isfinite(probe.solve())


def payments_of(built: Built, session: SolverSession) -> Payments:
    """Those of a model; often there are none."""
    choices = [columns_of_family(built, session, name) for name in CHOICES]
    rules = built.data.case.thresholds
    family = built.registry.columns.get("y_rule")
    if family is not None:
        pays = [rules[rule].reward == "carve_out" for rule in family.index["rule"]]
        choices.append(columns_of_family(built, session, "y_rule")[np.array(pays, dtype=bool)])
    amounts = [columns_of_family(built, session, name) for name in AMOUNTS]
    return payments(session, np.concatenate(choices), np.concatenate(amounts))


def payments(session: SolverSession, choices: Ints, amounts: Ints) -> Payments:
    """Payments by the columns of their choices and amounts."""
    columns = np.sort(np.concatenate([choices, amounts]))
    matrix, lower, upper = session.rows()
    by_column = sp.csc_array(matrix)
    rows = np.unique(by_column[:, columns].indices)
    beside = by_column.copy()
    beside.data[np.isin(_column_of(by_column), columns)] = 0.0
    return Payments(
        choices, columns, sp.csr_array(by_column[:, columns])[rows], sp.csr_array(beside)[rows],
        lower[rows], upper[rows], session.costs()[columns],
    )  # fmt: skip


def _column_of(matrix: sp.csc_array) -> Ints:
    """The column of every entry."""
    return np.repeat(np.arange(matrix.shape[1]), np.diff(matrix.indptr))
