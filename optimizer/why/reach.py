"""How far the figure of one stand can go while others hold: a short series of linear programs.

A floor v of a ratio is reached where  max Σ (a + v·b) x − (c + v·d)  falls to zero. Each program gives the
figure with which the row just holds at its best x; the next one is asked with that figure (Dinkelbach).
Whole numbers are let go, so what is told to be out of reach is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from optimizer.why.cells import Figure
from optimizer.why.programs import program
from optimizer.why.system import Mask, System

MOST_STEPS = 12
"""Programs after which the last figure is taken."""
CLOSE = 1e-9
"""Relative change of a figure that ends the series."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The best figure in the unit of the cell, none where it moves nothing; and what the row lacks."""

    figure: float | None
    is_floor: bool | None
    lacks: float
    """By how much the row is broken at best [its unit]."""


def reach(system: System, number: int, figure: Figure | None, held: Mask) -> Reach | None:
    """The best of a stand with ``held`` ones hard; none where nothing bounds it, or nothing is possible."""
    side = str(system.stands.at[number, "side"])
    sign = 1.0 if side == "below" else -1.0
    probe = program(system, held, free=number)
    terms = system.stated.matrix[[number]].toarray().ravel() / system.scale[number]
    bounds = system.stated.lower if side == "below" else system.stated.upper
    right = float(bounds[number] / system.scale[number])
    at, best = (None if figure is None else figure.value), None
    for _ in range(MOST_STEPS):
        costs = terms if figure is None or at is None else figure.at(at)[system.columns]
        probe.set_costs(-sign * costs)
        if math.isinf(probe.solve()):
            return best
        values = np.zeros(system.registry.width)
        values[system.columns] = probe.values()
        lacks = max(0.0, sign * (right - float(terms @ values[system.columns])))
        found = None if figure is None else figure.reached(values)
        if figure is None or at is None or found is None:
            return best or Reach(None, None, lacks)
        best = Reach(found, figure.is_floor(side, values), lacks)
        if abs(found - at) <= CLOSE * max(1.0, abs(at)):
            return best
        at = found
    return best
