"""Rights that a plan has and did not claim: a line that keeps a norm counts, whatever rounding left it at."""

from __future__ import annotations

import numpy as np

from models.build import Built
from models.registry import Floats, Ints
from optimizer.kiln_years import columns_of_family, rows_of_family
from optimizer.outcome import SolveResult
from optimizer.solver import SolverSession

MOST = 3
"""Times that a polished plan is looked through: what is claimed may let other lines do what claims more."""
SLACK = 1e-9
"""Part of a row's size by which it may be missed."""


def with_claims(
    built: Built, session: SolverSession, plan: SolveResult, then: Floats | None = None
) -> SolveResult:
    """The plan polished with all that it may claim; ``then``: see `SolverSession.polish`."""
    best = session.polish(plan.values, then=then)
    for _ in range(MOST):
        if not best.outcome.has_plan:
            break
        values = claimed(built, session, best.values)
        if np.array_equal(values, best.values):
            break
        best = session.polish(values, then=then)
    return plan.polished_by(best)


def claimed(built: Built, session: SolverSession, values: Floats) -> Floats:
    """The values with ``y_within`` at yes wherever its row allows it."""
    if "c_within" not in built.registry.rows:
        return values
    matrix, _, upper = session.rows()
    rows: Ints = np.array([row for _, row in rows_of_family(built, session, "c_within")], dtype=np.int64)
    choices = columns_of_family(built, session, "y_within")
    block = matrix[rows]
    without = values.copy()
    without[choices] = 0.0
    amount = block @ without
    room = upper[rows] - np.asarray(block[:, choices].sum(axis=1)).ravel()
    kept = amount <= room + SLACK * np.maximum(1.0, abs(block) @ np.abs(without))
    of_choice = block[:, choices].tocoo()
    found = values.copy()
    yes = choices[of_choice.col[kept[of_choice.row]]]
    found[yes] = 1.0
    return found
