"""A better bound than the root's: branch on the choices that shape a plan, with linear programs only.

HiGHS's own tree has a better bound too, but says nothing of hauls that are not in its model. Here every
leaf is a linear program with marginal values, so that what was left out can be priced at every leaf.
Best leaf first; the column to branch on by its product of gains, from a look ahead or from pseudo-costs.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from models.registry import Floats, Ints
from optimizer.probe import Basis, Probe

MOST_PROGRAMS = 400
"""Linear programs after which the bound found so far will do."""
WHOLE = 1e-3
LEAST_GAIN = 1e-6
"""Gain, as a part of the largest seen, that a side without any is counted with."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """Bounds of the branched columns, and the least objective within them."""

    objective: float
    lower: Floats
    upper: Floats
    values: Floats
    """Of the branched columns."""
    basis: Basis

    @property
    def fractional(self) -> Ints:
        """Positions that are not whole yet."""
        return np.flatnonzero(np.abs(self.values - np.rint(self.values)) > WHOLE).astype(np.int32)


@dataclass(slots=True)
class Tree:
    """Leaves that together hold every plan; best first in ``leaves[0]``."""

    probe: Probe
    columns: Ints
    _heap: list[tuple[float, int, Leaf]] = field(default_factory=list)
    _gains: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    _count: Iterator[int] = field(default_factory=itertools.count)
    _before: int = 0
    """Programs solved before this tree was carried over."""

    @property
    def programs(self) -> int:
        """Linear programs spent on growing."""
        return self._before + self.probe.solved

    def carried(self, probe: Probe, columns: Ints, basis_of: Callable[[Basis], Basis]) -> Tree | None:
        """The same leaves in a model with more hauls, each solved there; None where that fails."""
        tree = Tree(probe, columns, _gains=self._gains)
        for leaf in self.leaves:
            again = tree._leaf(leaf.lower, leaf.upper, basis_of(leaf.basis))
            if again is None:
                return None
            tree._push(again)
        tree._before = self.programs - probe.solved
        return tree

    def go_on(self, spent: int) -> None:
        """Let the next run spend programs anew: of those so far, at most ``spent`` count for it."""
        self._before = min(self.programs, spent) - self.probe.solved

    @property
    def leaves(self) -> list[Leaf]:
        """All of them, best first."""
        return [leaf for _, _, leaf in sorted(self._heap, key=lambda entry: entry[:2])]

    def grow(self, stopped: Callable[[], bool]) -> None:
        """Branch until the best leaf is whole, nothing can be branched, or enough was done."""
        if not self._heap:
            root = self._leaf(self.probe.lower[self.columns], self.probe.upper[self.columns], None)
            if root is None:
                return
            self._push(root)
        while self.programs < MOST_PROGRAMS and not stopped():
            _, _, leaf = self._heap[0]
            children = self._branched(leaf, stopped)
            if children is None:
                return
            heapq.heappop(self._heap)
            for child in children:
                self._push(child)

    @property
    def lowest(self) -> float:
        """Objective of the lowest leaf so far."""
        return self._heap[0][0]

    def _push(self, leaf: Leaf) -> None:
        heapq.heappush(self._heap, (leaf.objective, next(self._count), leaf))

    def _branched(self, leaf: Leaf, stopped: Callable[[], bool]) -> tuple[Leaf, Leaf] | None:
        """The two sides of the best column; one with an impossible side is passed by: it proves nothing."""
        best, chosen, sides = -math.inf, None, None
        for position in leaf.fractional.tolist():
            if stopped():
                return None
            looked = None
            if not all((position, side) in self._gains for side in (0, 1)):
                looked = self._sides(leaf, position)
                if looked is None:
                    continue
            worth = self._worth(leaf, position)
            if worth > best:
                best, chosen, sides = worth, position, looked
        if chosen is None:
            return None
        return sides or self._sides(leaf, chosen)

    def _worth(self, leaf: Leaf, position: int) -> float:
        part = leaf.values[position] - math.floor(leaf.values[position])
        gains = [float(np.mean(self._gains[position, side])) for side in (0, 1)]
        least = LEAST_GAIN * max(max(all_) for all_ in self._gains.values())
        return float(max(gains[0] * part, least) * max(gains[1] * (1.0 - part), least))

    def _sides(self, leaf: Leaf, position: int) -> tuple[Leaf, Leaf] | None:
        value = leaf.values[position]
        below, above = leaf.upper.copy(), leaf.lower.copy()
        below[position], above[position] = math.floor(value), math.ceil(value)
        low = self._leaf(leaf.lower, below, leaf.basis)
        high = self._leaf(above, leaf.upper, leaf.basis) if low is not None else None
        if low is None or high is None:
            return None
        part = value - math.floor(value)
        for side, child, step in ((0, low, part), (1, high, 1.0 - part)):
            gain = max(0.0, child.objective - leaf.objective) / step
            self._gains.setdefault((position, side), []).append(gain)
        return low, high

    def _leaf(self, lower: Floats, upper: Floats, basis: Basis | None) -> Leaf | None:
        if basis is not None:
            self.probe.start_at(basis)
        self.probe.set_bounds(self.columns, lower, upper)
        objective = self.probe.solve()
        if math.isinf(objective):
            return None
        return Leaf(objective, lower, upper, self.probe.values()[self.columns], self.probe.basis())

    def marginals(self, leaf: Leaf) -> tuple[Floats, Floats] | None:
        """Marginal values of rows and reduced costs of columns at a leaf; None where that fails."""
        self.probe.start_at(leaf.basis)
        self.probe.set_bounds(self.columns, leaf.lower, leaf.upper)
        return None if math.isinf(self.probe.solve()) else self.probe.marginals()
