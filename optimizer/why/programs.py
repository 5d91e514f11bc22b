"""Linear programs over a system of which some stands are hard, some give, and the others are let go."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from models.registry import Floats
from optimizer.probe import Probe, probe_of
from optimizer.why.system import Mask, System

NONE = 1e-3
"""kCNY of violation that is solver noise."""
SUPPORT = 1e-7
"""Share of the violation that a stand bears, from which it counts as part of the conflict."""


@dataclass(frozen=True, slots=True)
class Check:
    """Whether the tried stands are in conflict, and the part of them that already is."""

    conflict: bool
    support: Mask


def check(system: System, tried: Mask, hard: Mask) -> Check:
    """Least t ≥ 0 with lower − t/price ≤ Σ terms ≤ upper + t/price in the tried rows, hard ones as they are.

    A basic solution of its dual is one way of combining rows to a contradiction, and no part of its rows is
    one: so the rows with a marginal value are, laws apart, a conflict that is as a rule already the smallest.
    """
    some, held = np.flatnonzero(tried), np.flatnonzero(hard & ~tried)
    one = sp.csr_array((system.sign * system.scale / system.prices)[some][:, None])
    none = sp.csr_array((len(held) + len(system.laws.lower), 1))
    first, then = system.stated.part(some), system.stated.part(held)
    matrix = sp.csr_array(
        sp.hstack([sp.vstack([first.matrix, then.matrix, system.laws.matrix]), sp.vstack([one, none])])
    )
    costs = np.zeros(system.width + 1)
    costs[-1] = 1.0
    probe = probe_of(
        matrix, costs,
        (np.append(system.lower, 0.0), np.append(system.upper, np.inf)),
        (
            np.concatenate([first.lower, then.lower, system.laws.lower]),
            np.concatenate([first.upper, then.upper, system.laws.upper]),
        ),
        lambda: None,
    )  # fmt: skip
    violation, support = probe.solve(), np.zeros(len(tried), dtype=bool)
    if math.isinf(violation):
        return Check(True, support)
    if violation > NONE:
        duals, _ = probe.marginals()
        support[some] = np.abs(duals[: len(some)] * one.toarray().ravel()) > SUPPORT
    return Check(violation > NONE, support if violation > NONE else tried)


def program(system: System, hard: Mask, *, free: int | None = None) -> Probe:
    """The laws and the hard stands, ``free`` excepted, without an objective yet."""
    held = hard.copy()
    if free is not None:
        held[free] = False
    rows = system.stated.part(np.flatnonzero(held))
    return probe_of(
        sp.csr_array(sp.vstack([rows.matrix, system.laws.matrix])), np.zeros(system.width),
        (system.lower, system.upper),
        (
            np.concatenate([rows.lower, system.laws.lower]),
            np.concatenate([rows.upper, system.laws.upper]),
        ),
        lambda: None,
    )  # fmt: skip


def elastic(system: System) -> tuple[sp.csr_array, Floats, tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Every limit with a slack at its price, facts and laws hard: matrix, costs, column and row bounds.

        lower − u ≤ Σ terms,  Σ terms ≤ upper + u,  u ≥ 0

    The slacks come last, in the order of the limits.
    """
    limits = np.flatnonzero(system.is_limit)
    where = (limits, np.arange(len(limits)))
    slacks = sp.csr_array(
        ((system.sign * system.scale)[limits], where), shape=(len(system.scale), len(limits))
    )
    below = sp.csr_array((len(system.laws.lower), len(limits)))
    matrix = sp.hstack([sp.vstack([system.stated.matrix, system.laws.matrix]), sp.vstack([slacks, below])])
    costs = np.concatenate([np.zeros(system.width), system.prices[limits]])
    columns = (
        np.concatenate([system.lower, np.zeros(len(limits))]),
        np.concatenate([system.upper, np.full(len(limits), np.inf)]),
    )
    rows = (
        np.concatenate([system.stated.lower, system.laws.lower]),
        np.concatenate([system.stated.upper, system.laws.upper]),
    )
    return sp.csr_array(matrix), costs, columns, rows
