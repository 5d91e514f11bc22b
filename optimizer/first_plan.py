"""A first plan: rounded, and where payments count, these settled last.

Which band of the carbon market a line falls into and which refund a company earns follows from what is made
and burned; rounding them beside the choices of operation comes to dead ends. So they stay relaxed while the
others are rounded, and are settled one by one with the operation's choices held: any operation falls into
some band.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from models.build import Built
from models.components.thresholds import PAYMENTS
from models.registry import Ints
from optimizer.kiln_years import columns_of_family
from optimizer.outcome import Outcome, SolveResult, without_plan
from optimizer.shaping import settled
from optimizer.solver import SolverSession

PAID = ("y_band", "y_guideline")
"""Choices that only say what is paid."""


def first_plan(session: SolverSession, paid: Ints, season: Ints, tick: Callable[[], None]) -> SolveResult:
    """A plan by rounding; ``paid`` are the columns settled last, ``season`` see `SolverSession.rounded`."""
    if not len(paid):
        return session.rounded(tick, season=season)
    session.set_whole(paid, whole=False)
    try:
        operation = session.rounded(tick, season=season)
        held = session.whole_columns().astype(np.int64)
    finally:
        session.set_whole(paid, whole=True)
    if not operation.outcome.has_plan:
        return operation
    with session.probing(tick) as probe:
        fixed = np.clip(np.rint(operation.values[held]), probe.lower[held], probe.upper[held])
        probe.set_bounds(held, fixed, fixed)
        if not settled(probe, paid):
            return without_plan(Outcome.NOTHING_FOUND, "no payments by rounding", operation.seconds)
        values = probe.values()
    return replace(
        operation, values=values, objective=float(session.costs() @ values) + session.matrix.offset
    )


def paid_columns(built: Built, session: SolverSession) -> Ints:
    """Columns of choices that only say what the state and the sector pay; often there are none."""
    found = [columns_of_family(built, session, name) for name in PAID]
    rules = built.data.case.thresholds
    family = built.registry.columns.get("y_rule")
    if family is not None:
        pays = [rules[rule].reward in PAYMENTS for rule in family.index["rule"]]
        found.append(columns_of_family(built, session, "y_rule")[np.array(pays, dtype=bool)])
    return np.concatenate(found)
