"""Choices that shape a plan (projects, norms, rewards), decided one by one while all others may still give.

The most decided first, each to the side that costs less by linear program; those that are nearly whole at
once, where that costs next to nothing. What follows adapts to what is settled, which rounding all at once
would not let it.
"""

from __future__ import annotations

import math

import numpy as np

from models.registry import Floats, Ints
from optimizer.probe import Basis, Probe, hopeless

WHOLE = 1e-5
ALL, NEARLY, NONE = 0.5, 0.05, -1.0
"""Distances from a whole number within which choices are settled together."""
NEXT_TO_NOTHING = 1e-4
"""Part of the objective that this may cost at most."""


def settled(probe: Probe, columns: Ints) -> bool:
    """Fix the columns at whole numbers; False at a dead end, where neither side of a choice is possible."""
    objective = probe.solve()
    if math.isinf(objective):
        return False
    values, within = probe.values(), ALL
    while len(open_ := _open(probe, columns, values)):
        distance = np.abs(values[open_] - np.rint(values[open_]))
        near = open_[distance <= within]
        found = _together(probe, near, values, objective) if len(near) > 1 else None
        if found is None and within > NONE:
            within = NEARLY if within == ALL else NONE
            continue
        if found is None:
            found, within = _cheaper(probe, int(open_[np.argmin(distance)]), values, objective), NEARLY
        if found is None:
            return False
        objective, values = found, probe.values()
    return True


def _open(probe: Probe, columns: Ints, values: Floats) -> Ints:
    """Columns that are neither fixed nor whole."""
    parted = np.abs(values[columns] - np.rint(values[columns])) > WHOLE
    return columns[parted & (probe.lower[columns] < probe.upper[columns])]


def _together(probe: Probe, near: Ints, values: Floats, objective: float) -> float | None:
    """The objective with all of them at the nearest whole number; None where that costs too much."""
    before, basis = (probe.lower[near].copy(), probe.upper[near].copy()), probe.basis()
    nearest = np.clip(np.rint(values[near]), *before)
    probe.set_bounds(near, nearest, nearest)
    most = objective + NEXT_TO_NOTHING * max(1.0, abs(objective))
    found = probe.solve(cutoff=most)
    if found <= most:
        return found
    probe.set_bounds(near, *before)
    probe.start_at(basis)
    return None


def _cheaper(probe: Probe, column: int, values: Floats, objective: float) -> float | None:
    """Fix one choice at the whole number beside its value that costs less; the probe is solved there.

    The nearer side is mostly the cheaper one, and its cost cuts the look at the other short.
    """
    place = np.array([column], dtype=np.int64)
    basis = probe.basis()
    best: tuple[float, float, Basis] | None = None
    sides = math.floor(values[column]), math.ceil(values[column])
    for side in sorted(sides, key=lambda side: abs(side - values[column])):
        before = probe.lower[place].copy(), probe.upper[place].copy()
        probe.set_bounds(place, np.array([float(side)]), np.array([float(side)]))
        probe.start_at(basis)
        found = probe.solve(cutoff=hopeless(objective) if best is None else best[0])
        if math.isfinite(found) and (best is None or found < best[0]):
            best = found, float(side), probe.basis()
        probe.set_bounds(place, *before)
    if best is None:
        return None
    probe.set_bounds(place, np.array([best[1]]), np.array([best[1]]))
    probe.start_at(best[2])
    return probe.solve()
