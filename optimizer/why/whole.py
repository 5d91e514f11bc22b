"""A smallest conflict that is there only because lines, feeders, trains or projects are whole."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial

import numpy as np
import scipy.sparse as sp

from optimizer.handover import Matrix
from optimizer.outcome import Outcome, SolverOptions
from optimizer.solver import SolverSession
from optimizer.why.conflict import Conflict, Filter
from optimizer.why.programs import Check
from optimizer.why.system import Mask, System

LONGEST = 10.0
"""Seconds after which a search without an answer counts as no conflict, so that its stands are kept."""


def whole_conflict(system: System, options: SolverOptions, *, until: float) -> Conflict | None:
    """A smallest conflict of the system with its whole numbers; none where none was proven in time."""
    limits = system.is_limit
    found = Filter(system.stands, partial(_check, system, options, until), until).conflict(limits, ~limits)
    return None if found is None else replace(found, whole=True)


def _check(system: System, options: SolverOptions, until: float, tried: Mask, hard: Mask) -> Check:
    """Whether no whole numbers keep the tried and the hard stands; a proof names no part of them."""
    rows = system.stated.part(np.flatnonzero(tried | hard))
    matrix = sp.csr_array(sp.vstack([rows.matrix, system.laws.matrix]))
    handed = Matrix(
        columns=list(map(str, range(system.width))), rows=list(map(str, range(matrix.shape[0]))),
        costs=np.zeros(system.width), offset=0.0, lower=system.lower, upper=system.upper,
        integer=system.integer, row_lower=np.concatenate([rows.lower, system.laws.lower]),
        row_upper=np.concatenate([rows.upper, system.laws.upper]), coefficients=matrix,
    )  # fmt: skip
    session = SolverSession(handed, options=options)
    session.limit(gap=options.gap, seconds=max(0.1, min(LONGEST, until - time.monotonic())))
    return Check(session.solve().outcome is Outcome.INFEASIBLE, tried)
