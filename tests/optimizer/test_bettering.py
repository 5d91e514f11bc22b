"""A plan made better line by line: two lines that share a quarry, worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.bettering import Bettering
from optimizer.payments import payments
from optimizer.solver import SolverSession

LINES = ("K1", "K2")
FEEDS = {"ash": 2.0, "slag": 1.0, "lime": 9.0}
"""What a kt costs. Ash is plenty, of slag there are 10 kt, lime is dear."""


def model() -> pyo.ConcreteModel:
    """Each line needs 10 kt through one feeder."""
    m = pyo.ConcreteModel()
    m.feeder = pyo.Var(LINES, FEEDS, domain=pyo.Binary)
    m.feed = pyo.Var(LINES, FEEDS, bounds=(0, 10))
    m.through = pyo.Constraint(LINES, FEEDS, rule=lambda m, k, f: m.feed[k, f] <= 10 * m.feeder[k, f])
    m.one = pyo.Constraint(LINES, rule=lambda m, k: sum(m.feeder[k, f] for f in FEEDS) <= 1)
    m.need = pyo.Constraint(LINES, rule=lambda m, k: sum(m.feed[k, f] for f in FEEDS) == 10)
    m.slag = pyo.Constraint(expr=sum(m.feed[k, "slag"] for k in LINES) <= 10)
    m.cost = pyo.Objective(expr=sum(FEEDS[f] * m.feed[k, f] for k in LINES for f in FEEDS))
    return m


def bettered(taken: dict[str, str], enough: float = -math.inf) -> tuple[float | None, list[float]]:
    """Cost of the bettered plan and those heard of, from one in which each line takes the feed given."""
    m = model()
    session = SolverSession(m)
    lines = [
        np.array(sorted(session.column(m.feeder[line, feed]) for feed in FEEDS), dtype=np.int64)
        for line in LINES
    ]
    values, heard = np.zeros(session.column_count), []
    for line, feed in taken.items():
        values[session.column(m.feeder[line, feed])] = 1.0

    def hear(objective: float) -> bool:
        heard.append(objective)
        return objective <= enough

    nothing: np.ndarray = np.empty(0, dtype=np.int64)
    with session.probing() as probe:
        unpaid = payments(session, nothing, nothing)
        bettering = Bettering(probe, *session.rows(), np.concatenate(lines), unpaid)
        found = bettering.run(lines, values, hear)
    return (None if found is None else float(session.costs() @ found)), heard


def test_lines_that_took_what_is_dear_take_something_else() -> None:
    """Lime and lime, 180: slag for one (10) and ash for the other (20) make 30."""
    assert bettered({"K1": "lime", "K2": "lime"})[0] == pytest.approx(30)


def test_no_plan_on_the_way_is_worse_than_the_one_before() -> None:
    _, heard = bettered({"K1": "lime", "K2": "ash"})
    assert heard == sorted(heard, reverse=True)
    assert heard[0] == pytest.approx(110)


def test_a_plan_that_is_good_enough_is_left_as_it_is() -> None:
    assert bettered({"K1": "lime", "K2": "ash"}, enough=110)[0] == pytest.approx(110)


def test_choices_that_cannot_be_held_give_no_plan() -> None:
    """Both lines on 10 kt of slag."""
    assert bettered({"K1": "slag", "K2": "slag"})[0] is None
