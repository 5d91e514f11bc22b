"""The tree of linear programs on small models whose best is worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.branching import Tree
from optimizer.solver import SolverSession


def lines(demand: float, *, bought: float = 100.0) -> pyo.ConcreteModel:
    """Three lines of 10 kt, 7, 8 and 9 CNY to start each, 1, 1.1 and 1.2 CNY/kt; ``demand`` kt.

    Relaxed, a kt costs 1.7, 1.9 and 2.1 CNY. Up to ``bought`` kt can be bought at 4 CNY instead.
    """
    m = pyo.ConcreteModel()
    start, rate = (7.0, 8.0, 9.0), (1.0, 1.1, 1.2)
    m.run = pyo.Var([0, 1, 2], domain=pyo.Binary)
    m.made = pyo.Var([0, 1, 2], domain=pyo.NonNegativeReals)
    m.capacity = pyo.Constraint([0, 1, 2], rule=lambda m, i: m.made[i] <= 10 * m.run[i])
    m.bought = pyo.Var(bounds=(0, bought))
    m.demand = pyo.Constraint(expr=sum(m.made[i] for i in m.made) + m.bought >= demand)
    own = sum(start[i] * m.run[i] + rate[i] * m.made[i] for i in m.run)
    m.cost = pyo.Objective(expr=own + 4 * m.bought)
    return m


def test_a_side_that_is_impossible_here_proves_nothing() -> None:
    """25 kt, relaxed 17 + 19 + 10.5 = 46.5 CNY; without the third line it is 20 kt.

    What is left out of the model could yet bring the rest, so the bound stays.
    """
    session = SolverSession(lines(25, bought=0))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        assert [leaf.objective for leaf in tree.leaves] == pytest.approx([46.5])


def test_branching_raises_the_bound_to_that_of_whole_lines() -> None:
    """15 kt: two lines at 7 + 8 + 10 + 5.5 = 30.5 CNY; relaxed 17 + 9.5 = 26.5 CNY."""
    session = SolverSession(lines(15))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        assert tree.leaves[0].objective == pytest.approx(30.5)


def test_every_plan_lies_in_a_leaf() -> None:
    session = SolverSession(lines(15))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        plans = [np.array(p) for p in np.ndindex(2, 2, 2)]
        for plan in plans:
            inside = [np.all(x.lower <= plan) and np.all(plan <= x.upper) for x in tree.leaves]
            assert inside.count(True) == 1


def test_a_stopped_tree_keeps_the_bound_it_has() -> None:
    session = SolverSession(lines(15))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: True)
        assert tree.leaves[0].objective == pytest.approx(26.5)


def test_marginal_values_of_a_leaf_are_those_of_its_own_program() -> None:
    """In the best leaf of 15 kt the second line fills the demand: a kt more costs 1.1 CNY."""
    session = SolverSession(lines(15))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        found = tree.marginals(tree.leaves[0])
    assert found is not None
    assert found[0].max() == pytest.approx(1.1)


def test_a_leaf_that_is_not_solved_has_no_marginal_values() -> None:
    """With no line running and nothing bought there is no plan, so the solver has values of another."""
    session = SolverSession(lines(15, bought=0))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        none = replace(tree.leaves[0], lower=np.zeros(3), upper=np.zeros(3))
        assert tree.marginals(none) is None


def test_a_tree_that_goes_on_in_another_run_may_spend_what_any_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """15 kt with an allowance of one program: only the root, 26.5 CNY; with a new one it gets further."""
    monkeypatch.setattr("optimizer.branching.MOST_PROGRAMS", 1)
    session = SolverSession(lines(15))
    with session.probing() as probe:
        tree = Tree(probe, session.whole_columns().astype(np.int64))
        tree.grow(lambda: False)
        before = tree.lowest
        tree.go_on(0)
        tree.grow(lambda: False)
    assert (before, tree.programs > 1) == (pytest.approx(26.5), True)
    assert tree.lowest > before
