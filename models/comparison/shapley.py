r"""Shapley values of a change in a sum of products: what each lever did, residual zero.

A term is a product of factors, each factor one lever's, with a value in either state (arrays are summed over
their elements). A term's change falls on its own levers only, so the values of a sum are the sums of the
values of its terms, each over few levers:

.. math::
    \varphi_l = \sum_{S \subseteq N \setminus l} \frac{|S|!\,(n - |S| - 1)!}{n!}
    \left( v(S \cup l) - v(S) \right)

v(S) is the product with the levers of S in the plan's state and the others in today's.

Two levers by hand, 2·3 = 6 today, 5·4 = 20 in the plan: the first gives (5-2)·3 = 9 when it moves first and
(5-2)·4 = 12 when second, so 10.5; the second (4-3)·2 = 2 or (4-3)·5 = 5, so 3.5; together 14 = 20 - 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Term:
    """A product of factors by lever: (today, plan), numbers or arrays of one length."""

    factors: Mapping[str, tuple[Floats, Floats]]

    def value(self, moved: frozenset[str]) -> float:
        """The term with the levers in ``moved`` at the plan's state."""
        product: Floats = np.ones(1)
        for lever, (today, plan) in self.factors.items():
            product = product * (plan if lever in moved else today)
        return float(product.sum())


def shapley(terms: Iterable[Term]) -> dict[str, float]:
    """What each lever contributes to the change of the sum of the terms; together exactly that change."""
    found: dict[str, float] = {}
    for term in terms:
        for lever, amount in _of_term(term).items():
            found[lever] = found.get(lever, 0.0) + amount
    return found


def total(terms: Iterable[Term], *, plan: bool) -> float:
    """The sum of the terms in one state."""
    return sum(term.value(frozenset(term.factors if plan else ())) for term in terms)


def _of_term(term: Term) -> dict[str, float]:
    """Shapley values of one product; a lever that does not change gets exactly 0."""
    levers = list(term.factors)
    count = len(levers)
    subsets = [frozenset(s) for size in range(count + 1) for s in combinations(levers, size)]
    value = {subset: term.value(subset) for subset in subsets}
    found = {}
    for lever in levers:
        without = [subset for subset in subsets if lever not in subset]
        found[lever] = sum(_weight(len(s), count) * (value[s | {lever}] - value[s]) for s in without)
    return found


def _weight(moved: int, count: int) -> float:
    """Share of the orders in which exactly these levers moved before."""
    return factorial(moved) * factorial(count - moved - 1) / factorial(count)
