"""A Pyomo model as arrays: every column, every row, nothing moved."""

from __future__ import annotations

import gc

import numpy as np
import pyomo.environ as pyo
import pytest

from models.assembly import collector_paused
from optimizer.handover import HandoverError, InfeasibleRowError, hand_over
from optimizer.solver import SolverSession


def blend() -> pyo.ConcreteModel:
    """Two fuels, 2 and 3 CNY a unit, demand at least 10, at most 6 of the cheap one: 6*2 + 4*3 = 24."""
    m = pyo.ConcreteModel()
    m.cheap = pyo.Var(bounds=(0, 6))
    m.dear = pyo.Var(bounds=(0, None))
    m.demand = pyo.Constraint(expr=m.cheap + m.dear >= 10)
    m.cost = pyo.Objective(expr=2 * m.cheap + 3 * m.dear)
    return m


def test_handover_keeps_every_column_and_range_rows() -> None:
    m = pyo.ConcreteModel()
    m.unused = pyo.Var(bounds=(2, 5))
    m.x = pyo.Var(bounds=(-1, 4))
    m.held = pyo.Var(initialize=3.0)
    m.held.fix(3.0)
    m.range = pyo.Constraint(expr=pyo.inequality(1, m.x + 2 * m.held + 1, 9))
    m.low = pyo.Constraint(expr=m.x >= -0.5)
    m.equal = pyo.Constraint(expr=m.x - m.held == -1)
    m.off = pyo.Constraint(expr=m.x <= -50)
    m.off.deactivate()
    m.cost = pyo.Objective(expr=m.x + 5 * m.held + 7)
    matrix = hand_over(m)
    assert [v.name for v in matrix.columns] == ["unused", "x", "held"]
    assert [c.name for c in matrix.rows] == ["range", "low", "equal"]
    assert matrix.row_lower.tolist() == [0.0, -0.5, -1.0]
    assert matrix.row_upper.tolist() == [8.0, np.inf, -1.0]
    assert matrix.lower.tolist() == [2.0, -1.0, 3.0]
    assert matrix.upper.tolist() == [5.0, 4.0, 3.0]
    assert matrix.coefficients.toarray().tolist() == [[0, 1, 2], [0, 1, 0], [0, 1, -1]]
    assert m.held.fixed
    result = SolverSession(m).solve()
    assert result.objective == pytest.approx(2 + 15 + 7)


def test_handover_refuses_what_it_cannot_pass_on() -> None:
    m = blend()
    m.cost.deactivate()
    with pytest.raises(HandoverError, match="0 active objectives"):
        hand_over(m)
    m.profit = pyo.Objective(expr=m.cheap, sense=pyo.maximize)
    with pytest.raises(HandoverError, match="maximised"):
        hand_over(m)
    m = blend()
    m.nothing = pyo.Constraint(expr=0 * m.cheap >= 5)
    with pytest.raises(InfeasibleRowError, match="nothing"):
        hand_over(m)


def test_columns_of_several_blocks_keep_their_order() -> None:
    m = pyo.ConcreteModel()
    m.later = pyo.Block()
    m.x = pyo.Var(["b", "a"], domain=pyo.NonNegativeReals)
    m.later.y = pyo.Var(domain=pyo.Binary)
    m.row = pyo.Constraint(expr=m.x["a"] + m.later.y >= 1)
    m.cost = pyo.Objective(expr=m.x["a"] + 2 * m.x["b"] + 3 * m.later.y)
    matrix = hand_over(m)
    names = [v.name for v in matrix.columns]
    assert sorted(names) == ["later.y", "x[a]", "x[b]"]
    costs = dict(zip(names, matrix.costs.tolist(), strict=True))
    assert costs == {"x[a]": 1.0, "x[b]": 2.0, "later.y": 3.0}
    integer = dict(zip(names, matrix.integer.tolist(), strict=True))
    assert integer == {"x[a]": False, "x[b]": False, "later.y": True}


def test_collector_comes_back_after_an_error() -> None:
    def fail() -> None:
        assert not gc.isenabled()
        raise ValueError("inside")

    with pytest.raises(ValueError, match="inside"), collector_paused():
        fail()
    assert gc.isenabled()
