"""Choices that shape a plan, settled one by one: small models whose best is worked out by hand."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.shaping import settled
from optimizer.solver import SolverSession


def licences(number: int, *, price: float, need: float) -> pyo.ConcreteModel:
    """``need`` kt are wanted; a licence of ``price`` CNY permits 10 kt, what is missing costs 2 CNY/kt."""
    m = pyo.ConcreteModel()
    m.licence = pyo.Var(range(number), domain=pyo.Binary)
    m.made = pyo.Var(range(number), bounds=(0, 10))
    m.missing = pyo.Var(domain=pyo.NonNegativeReals)
    m.permitted = pyo.Constraint(range(number), rule=lambda m, i: m.made[i] <= 10 * m.licence[i])
    m.need = pyo.Constraint(expr=sum(m.made[i] for i in m.made) + m.missing == need)
    m.cost = pyo.Objective(
        expr=sum((price + i) * m.licence[i] for i in m.licence) + 2 * m.missing,
    )
    return m


def settle(model: pyo.ConcreteModel) -> tuple[bool, np.ndarray]:
    session = SolverSession(model)
    columns = np.array([session.column(model.licence[i]) for i in model.licence], dtype=np.int64)
    with session.probing() as probe:
        done = settled(probe, columns)
        probe.solve()
        return done, probe.values()[columns]


@pytest.mark.parametrize(("need", "built"), [(14.0, 1), (17.0, 2)])
def test_a_choice_goes_to_the_side_that_costs_less(need: float, built: int) -> None:
    """4 kt missing cost 8 CNY, 7 kt 14 CNY; the second licence 11 CNY."""
    done, values = settle(licences(3, price=10, need=need))
    assert done
    assert values.sum() == pytest.approx(built)


def test_all_choices_are_whole_when_settled() -> None:
    _, values = settle(licences(5, price=10, need=33))
    assert values.tolist() == np.rint(values).tolist()


def test_a_choice_with_no_possible_side_is_a_dead_end() -> None:
    """Nothing may be missing, and three licences must be half a one too many."""
    model = licences(3, price=10, need=20)
    model.half = pyo.Constraint(expr=sum(model.licence[i] for i in model.licence) == 2.5)
    assert not settle(model)[0]


def test_what_is_fixed_stays_so() -> None:
    model = licences(3, price=10, need=25)
    model.licence[0].fix(0)
    assert settle(model)[1][0] == 0.0
