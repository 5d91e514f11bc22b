"""A first plan: rounded, and where payments count, these settled last.

Which band of the carbon market a line falls into and which refund a company earns follows from what is made
and burned; rounding them beside the choices of operation comes to dead ends. So they stay relaxed while the
others are rounded, and a mixed-integer solve with the operation's choices held settles them: any operation
falls into some band, so that it cannot fail.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.build import Built
from models.components.thresholds import PAYMENTS
from models.registry import Ints
from optimizer.kiln_years import columns_of_family
from optimizer.outcome import Outcome, SolveResult
from optimizer.solver import SolverSession

PAID = ("y_band", "y_guideline")
"""Choices that only say what is paid."""
FINE = 1e-3
"""Gap to which they are settled."""
SECONDS = 60.0
"""After which the best found will do."""


def first_plan(
    session: SolverSession, paid: Ints, season: Ints, tick: Callable[[], None], stop: threading.Event
) -> SolveResult:
    """A plan by rounding; ``paid`` are the columns settled last, ``season`` see `SolverSession.rounded`."""
    if not len(paid):
        return session.rounded(tick, season=season)
    session.set_whole(paid, whole=False)
    try:
        operation = session.rounded(tick, season=season)
        held = session.whole_columns()
    finally:
        session.set_whole(paid, whole=True)
    if not operation.outcome.has_plan:
        return operation
    lower, upper = session.column_bounds()
    fixed = np.clip(np.rint(operation.values[held]), lower[held], upper[held])
    session.set_column_bounds(held, fixed, fixed)
    session.limit(gap=FINE, seconds=SECONDS)
    try:
        settled = session.solve(stop=stop)
    finally:
        session.as_asked()
        session.set_column_bounds(np.arange(len(lower)), lower, upper)
    if not settled.outcome.has_plan:
        return settled
    return replace(settled, outcome=Outcome.TIME_LIMIT, bound=-math.inf)


def paid_columns(built: Built, session: SolverSession) -> Ints:
    """Columns of choices that only say what the state and the sector pay; often there are none."""
    found = [columns_of_family(built, session, name) for name in PAID]
    rules = built.data.case.thresholds
    family = built.registry.columns.get("y_rule")
    if family is not None:
        pays = [rules[rule].reward in PAYMENTS for rule in family.index["rule"]]
        found.append(columns_of_family(built, session, "y_rule")[np.array(pays, dtype=bool)])
    return np.concatenate(found)
