"""A smallest set of stands that cannot hold together: a deletion filter.

Whatever can be let go without the conflict vanishing is not needed for it. Whole families are tried first,
then all stands of one cell, the largest groups before the smaller ones, then single stands. Facts come
first, with all limits about them, so that none is told that only matters where other limits are given up;
then limits with those facts.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from optimizer.why.programs import Check, check
from optimizer.why.system import Mask, System

MOST_SINGLE = 60
"""Stands up to which each is tried by itself: more are told in groups, and nobody would read them."""
Checking = Callable[[Mask, Mask], Check]
"""(tried, hard) → whether they are in conflict, and what of the tried already is."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Limits and facts that cannot hold together; ``whole``: only because some figures must be whole.

    ``smallest``: whether it is proven that none of them can be left out.
    """

    limits: Mask
    facts: Mask
    whole: bool = False
    smallest: bool = True


@dataclass(slots=True)
class Filter:
    """The filter with its checks; past ``until`` (of ``time.monotonic``) nothing more is tried."""

    stands: pd.DataFrame
    checking: Checking
    until: float = math.inf
    ended: bool = False

    def conflict(self, limits: Mask, facts: Mask) -> Conflict | None:
        """A smallest conflict among ``limits`` and ``facts``; none where there is none."""
        none = np.zeros(len(self.stands), dtype=bool)
        alone = self.checking(limits, none)
        if alone.conflict:
            left = self.smallest(limits, alone.support, none)
            return Conflict(left, none, smallest=not self.ended)
        both = self.checking(limits | facts, none)
        if not both.conflict:
            return None
        needed = self.smallest(facts, both.support & facts, none, beside=limits)
        found = self.checking(limits | needed, none)
        if not self.checking(found.support & limits, needed).conflict:
            found = self.checking(limits, needed)
        left = self.smallest(limits, found.support & limits, needed)
        return Conflict(left, needed, smallest=not self.ended)

    def smallest(self, first: Mask, support: Mask, hard: Mask, *, beside: Mask | None = None) -> Mask:
        """The part of ``first`` that is left when nothing more can be let go."""
        left = self._settled(first, support, hard, beside)
        left = self._without(_groups(self.stands, left), left, hard, beside)
        if left.sum() > MOST_SINGLE:
            self.ended = True
            return left
        return self._without(_singles(left), left, hard, beside)

    def _without(self, groups: Iterator[Mask], left: Mask, hard: Mask, beside: Mask | None) -> Mask:
        """What is left when every group that is not needed is let go."""
        for group in groups:
            part = group & left
            if not part.any():
                continue
            if time.monotonic() > self.until:
                self.ended = True
                return left
            tried = left & ~part
            found = self._check(tried, hard, beside)
            if found.conflict:
                left = self._settled(tried, found.support, hard, beside)
        return left

    def _check(self, tried: Mask, hard: Mask, beside: Mask | None) -> Check:
        """A check of ``tried``, among others that give as well."""
        if beside is None:
            return self.checking(tried, hard)
        found = self.checking(tried | beside, hard)
        return Check(found.conflict, found.support & tried)

    def _settled(self, tried: Mask, support: Mask, hard: Mask, beside: Mask | None) -> Mask:
        """The support where it is in conflict by itself, as it is but for rounding; else all of the tried."""
        while (support != tried).any():
            found = self._check(support, hard, beside)
            if not found.conflict:
                return tried
            tried, support = support, found.support & support
        return tried


def linear_conflict(
    system: System, *, limits: Mask | None = None, until: float = math.inf
) -> Conflict | None:
    """A smallest conflict of facts and limits, all or some, whole numbers let go; none if there is none."""
    facts = ~system.is_limit
    wanted = system.is_limit if limits is None else limits
    return Filter(system.stands, partial(check, system), until).conflict(wanted, facts)


def _groups(stands: pd.DataFrame, left: Mask) -> Iterator[Mask]:
    """Families and then cells, the ones with most stands first."""
    for of in (stands["family"], stands["behind"].map(str)):
        names = of.to_numpy()
        sizes = pd.Series(names[left]).value_counts()
        for name in sizes.index[sizes > 1]:
            yield names == name


def _singles(left: Mask) -> Iterator[Mask]:
    for place in np.flatnonzero(left):
        single = np.zeros(len(left), dtype=bool)
        single[place] = True
        yield single
