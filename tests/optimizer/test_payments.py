"""What is paid for an operation that stands: the bands of a carbon market, worked out by hand."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.payments import payments
from optimizer.solver import SolverSession

LOW, HIGH, GAIN = (0.0, 0.3, 0.7), (0.3, 0.7, 1.0), (4.0, -1.0, 4.0)
"""Edges of the bands [t/t] and what a kt of clinker earns there [kCNY/kt]."""


def market(*, co2: float) -> pyo.ConcreteModel:
    """10 kt of clinker emit ``co2`` kt; half in the low and half in the high band would pay best."""
    m = pyo.ConcreteModel()
    m.band = pyo.Var(range(3), domain=pyo.Binary)
    m.clinker = pyo.Var(range(3), bounds=(0, 10))
    m.co2 = pyo.Var(range(3), bounds=(0, 10))
    m.kiln_clinker = pyo.Var(bounds=(10, 10))
    m.kiln_co2 = pyo.Var(bounds=(co2, co2))
    m.chosen = pyo.Constraint(range(3), rule=lambda m, b: m.clinker[b] <= 10 * m.band[b])
    m.least = pyo.Constraint(range(3), rule=lambda m, b: m.co2[b] >= LOW[b] * m.clinker[b])
    m.most = pyo.Constraint(range(3), rule=lambda m, b: m.co2[b] <= HIGH[b] * m.clinker[b])
    m.made = pyo.Constraint(expr=sum(m.clinker[b] for b in range(3)) == m.kiln_clinker)
    m.emitted = pyo.Constraint(expr=sum(m.co2[b] for b in range(3)) == m.kiln_co2)
    m.one = pyo.Constraint(expr=sum(m.band[b] for b in range(3)) <= 1)
    m.cost = pyo.Objective(expr=-sum(GAIN[b] * m.clinker[b] for b in range(3)))
    return m


def paid(model: pyo.ConcreteModel) -> tuple[bool, list[float], float]:
    """Whether payments could be settled, the bands and the cost."""
    session = SolverSession(model)
    bands = np.array([session.column(model.band[b]) for b in range(3)], dtype=np.int64)
    amounts = np.array(
        [session.column(v[b]) for v in (model.clinker, model.co2) for b in range(3)], dtype=np.int64
    )
    with session.probing() as probe:
        probe.solve()
        done = payments(session, bands, amounts).settled(probe)
        return done, probe.values()[bands].tolist(), float(session.costs() @ probe.values())


def test_what_is_made_is_paid_for_in_the_band_it_falls_into() -> None:
    """5 kt of CO2 on 10 kt of clinker are 0.5 t/t, where a kt costs 1 kCNY."""
    done, bands, cost = paid(market(co2=5.0))
    assert done
    assert bands == [0.0, 1.0, 0.0]
    assert cost == pytest.approx(10.0)


def test_on_the_edge_of_two_bands_the_one_that_pays_is_taken() -> None:
    _, bands, cost = paid(market(co2=3.0))
    assert bands == [1.0, 0.0, 0.0]
    assert cost == pytest.approx(-40.0)


def test_what_no_band_holds_cannot_be_paid_for() -> None:
    model = market(co2=5.0)
    model.band[1].fix(0)
    assert not paid(model)[0]
