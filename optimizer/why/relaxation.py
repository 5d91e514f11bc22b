"""The least that must give: every limit elastic at its price, facts and laws hard, whole numbers kept."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

import numpy as np

from models.registry import Floats, Ints
from optimizer.handover import Matrix
from optimizer.outcome import Outcome, SolveResult, SolverOptions
from optimizer.solver import SolverSession
from optimizer.why.programs import NONE, elastic
from optimizer.why.system import System

GAP = 0.001
"""Relative gap to which the least is searched."""
USED = 1e-6
"""kt from which a haul is used."""
LARGE = 20_000
"""Columns from which a first answer is rounded before whole numbers are searched for."""


@dataclass(frozen=True, slots=True)
class Least:
    """Weighted violation of a found answer, the least there can be, and without whole numbers [kCNY]."""

    violation: float
    bound: float
    linear: float
    values: Floats
    """Columns of the system."""
    gives: Floats
    """Amount by which each stand gives, in the unit of its row; facts never."""

    @property
    def is_proven(self) -> bool:
        """Whether less cannot do, but for the gap."""
        return self.violation - self.bound <= NONE + GAP * abs(self.violation)


def least(
    system: System,
    options: SolverOptions,
    *,
    seconds: float,
    beyond: Ints | None = None,
    stop: threading.Event | None = None,
) -> Least | None:
    """Search for at most ``seconds``; none where facts and laws leave nothing, or nothing was found.

    ``beyond``: columns of hauls beyond the reach. They count in the bound; whole numbers are searched for
    with those of them alone that the relaxation uses.
    """
    matrix, costs, columns, rows = elastic(system)
    handed = Matrix(
        columns=list(map(str, range(len(costs)))), rows=list(map(str, range(matrix.shape[0]))), costs=costs,
        offset=0.0, lower=columns[0], upper=columns[1], row_lower=rows[0], row_upper=rows[1],
        integer=np.concatenate([system.integer, np.zeros(len(costs) - system.width, dtype=bool)]),
        coefficients=matrix,
    )  # fmt: skip
    session = SolverSession(handed, options=replace(options, gap=GAP, time_limit=None))
    root = session.solve_relaxation(stop=stop, interior=len(costs) > LARGE)
    if not root.outcome.has_plan:
        return None
    if beyond is not None and len(costs) > LARGE:
        unused = beyond[root.values[beyond] <= USED]
        session.set_column_bounds(unused, 0.0, 0.0)
    found = _whole(session, root, seconds, stop) if session.is_mixed_integer else root
    if not found.outcome.has_plan:
        return None
    gives = np.zeros(len(system.stands))
    gives[system.is_limit] = found.values[system.width :]
    return Least(
        violation=found.objective, bound=_bound(root, found, whole=beyond is None or len(costs) <= LARGE),
        linear=root.objective, values=found.values[: system.width], gives=gives,
    )  # fmt: skip


def _bound(root: SolveResult, found: SolveResult, *, whole: bool) -> float:
    """What no answer is below: that of the search only where nothing was left out of it."""
    return max(root.objective, min(found.bound, found.objective)) if whole else root.objective


def _whole(
    session: SolverSession, root: SolveResult, seconds: float, stop: threading.Event | None
) -> SolveResult:
    """The best answer in whole numbers, exactly whole."""
    left = seconds
    if session.column_count > LARGE:
        first = session.rounded()
        left = max(1.0, seconds - first.seconds)
        if first.outcome.has_plan:
            if first.objective - root.objective <= NONE + GAP * abs(first.objective):
                return session.polish(first.values).at_least(root.objective)
            session.start_from(first.values)
    session.limit(gap=GAP, seconds=left, absolute=NONE)
    found = session.solve(stop=stop)
    if not found.outcome.has_plan:
        return found
    polished = session.polish(found.values)
    return found.polished_by(polished) if polished.outcome is Outcome.OPTIMAL else found
