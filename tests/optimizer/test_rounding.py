"""Rounding up and mending: plans of small models whose best is worked out by hand."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.outcome import Outcome
from optimizer.rounding import Rounding
from optimizer.solver import SolverSession


def feeders(*, least: float = 3.0, number: int = 1, most: float = 20.0) -> pyo.ConcreteModel:
    """10 kt of feed from three materials at 1, 2 and 4 CNY/kt with 8, 4 and ``most`` kt to be had.

    Without feeders the best takes 8 + 2 at 12 CNY; one feeder alone leaves only the third: 40 CNY.
    """
    m = pyo.ConcreteModel()
    price, available = (1.0, 2.0, 4.0), (8.0, 4.0, most)
    m.use = pyo.Var([0, 1, 2], domain=pyo.NonNegativeReals)
    m.open = pyo.Var([0, 1, 2], domain=pyo.Binary)
    m.feed = pyo.Constraint(expr=sum(m.use[i] for i in m.use) == 10)
    m.supply = pyo.Constraint([0, 1, 2], rule=lambda m, i: m.use[i] <= available[i])
    m.most = pyo.Constraint([0, 1, 2], rule=lambda m, i: m.use[i] <= 20 * m.open[i])
    m.least = pyo.Constraint([0, 1, 2], rule=lambda m, i: m.use[i] >= least * m.open[i])
    m.number = pyo.Constraint(expr=sum(m.open[i] for i in m.open) <= number)
    m.cost = pyo.Objective(expr=sum(price[i] * m.use[i] for i in m.use))
    return m


def test_a_count_that_rounding_up_breaks_is_mended_by_closing() -> None:
    assert SolverSession(feeders(least=0)).rounded().objective == pytest.approx(40.0)


def test_a_crumb_is_filled_up_where_that_is_cheaper_than_closing_it() -> None:
    """At least 3 kt of the second: 7 + 2 * 3 = 13; closing it takes 2 kt of the third: 8 + 8 = 16."""
    assert SolverSession(feeders(least=3, number=3)).rounded().objective == pytest.approx(13.0)


def test_a_plan_by_rounding_has_whole_choices() -> None:
    session = SolverSession(feeders(number=2))
    whole = session.rounded().values[session.whole_columns()]
    assert whole.tolist() == whole.round().tolist()


def test_a_plan_by_rounding_claims_no_bound() -> None:
    assert SolverSession(feeders(number=2)).rounded().bound == -float("inf")


def test_rounding_is_heard_at_every_program_so_that_progress_can_be_told() -> None:
    heard: list[int] = []
    SolverSession(feeders(least=0)).rounded(lambda: heard.append(1))
    assert len(heard) > 1


def test_a_dead_end_is_no_plan() -> None:
    """One feeder, and no material that has 10 kt."""
    result = SolverSession(feeders(number=1, most=9)).rounded()
    assert result.outcome is Outcome.NOTHING_FOUND


def test_the_model_is_as_it_was_after_rounding() -> None:
    """Two feeders at 3 kt each at least: 7 + 2 * 3 = 13 CNY."""
    session = SolverSession(feeders(number=2))
    session.rounded()
    assert session.solve().objective == pytest.approx(13.0)


def test_what_was_closed_is_opened_again_where_it_led_to_a_dead_end() -> None:
    """10 kt from two of four materials with 3.9, 3.9, 4 and 6 kt to be had: only the last two will do.

    The relaxation takes the first three; closing the third costs least at first (7.8 + 9 · 2.2 = 27.6 CNY,
    closing the first 3.9 + 1.3 · 4 + 9 · 2.1 = 28.0), and then no two are left that have 10 kt.
    """
    m = pyo.ConcreteModel()
    price, available = (1.0, 1.0, 1.3, 9.0), (3.9, 3.9, 4.0, 6.0)
    m.use = pyo.Var(range(4), bounds=lambda m, i: (0, available[i]))
    m.open = pyo.Var(range(4), domain=pyo.Binary)
    m.feed = pyo.Constraint(expr=sum(m.use[i] for i in m.use) == 10)
    m.most = pyo.Constraint(range(4), rule=lambda m, i: m.use[i] <= 20 * m.open[i])
    m.number = pyo.Constraint(expr=sum(m.open[i] for i in m.open) <= 2)
    m.cost = pyo.Objective(expr=sum(price[i] * m.use[i] for i in m.use))
    assert SolverSession(m).rounded().objective == pytest.approx(1.3 * 4 + 9 * 6)


@pytest.mark.parametrize("known", [True, False])
def test_a_line_at_a_dead_end_is_let_go_where_it_is_known(known: bool) -> None:
    """The third feeder, the only one that can be alone, was closed before rounding began."""
    m = feeders(number=1, least=0)
    session = SolverSession(m)
    every, whole = np.zeros(session.column_count, dtype=np.int64), session.whole_columns().astype(np.int64)
    with session.probing() as probe:
        free = probe.lower.copy(), probe.upper.copy()
        probe.set_bounds(np.array([session.column(m.open[2])]), np.zeros(1), np.zeros(1))
        owner = every if known else np.full_like(every, -1)
        values = Rounding(probe, *session.rows(), whole, owner, free).run()
    assert (values is None) == (not known)
    if values is not None:
        assert float(session.costs() @ values) == pytest.approx(40.0)
