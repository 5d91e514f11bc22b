"""Seasons rounded one by one: plans of small models whose best is worked out by hand."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.outcome import Outcome
from optimizer.season_by_season import AFTER, BEFORE
from optimizer.solver import SolverSession


def two_seasons(*, store: float, winter: float = 5.0) -> pyo.ConcreteModel:
    """A line of 20 kt a season at 10 CNY and 1 CNY/kt; 8 kt are asked for in summer, ``winter`` in winter.

    The store between them holds ``store`` kt. In winter 4 kt can be bought at 6 CNY/kt.
    """
    m = pyo.ConcreteModel()
    m.run = pyo.Var([0, 1], domain=pyo.Binary)
    m.made = pyo.Var([0, 1], domain=pyo.NonNegativeReals)
    m.kept = pyo.Var(bounds=(0, store))
    m.bought = pyo.Var(bounds=(0, 4))
    m.most = pyo.Constraint([0, 1], rule=lambda m, t: m.made[t] <= 20 * m.run[t])
    m.least = pyo.Constraint([0, 1], rule=lambda m, t: m.made[t] >= 4 * m.run[t])
    m.summer = pyo.Constraint(expr=m.made[0] - m.kept == 8)
    m.winter = pyo.Constraint(expr=m.made[1] + m.kept + m.bought == winter)
    m.cost = pyo.Objective(expr=sum(10 * m.run[t] + m.made[t] for t in (0, 1)) + 6 * m.bought)
    return m


def seasons(session: SolverSession, model: pyo.ConcreteModel, *, of_none: int = AFTER) -> np.ndarray:
    """Season of every column: the store belongs to summer."""
    season = np.full(session.column_count, of_none, dtype=np.int64)
    for t in (0, 1):
        season[session.column(model.run[t])] = season[session.column(model.made[t])] = t
    season[session.column(model.kept)] = 0
    season[session.column(model.bought)] = 1
    return season


def rounded(model: pyo.ConcreteModel) -> tuple[SolverSession, float]:
    session = SolverSession(model)
    return session, session.rounded(season=seasons(session, model)).objective


def test_a_plan_season_by_season_is_a_plan_of_the_whole() -> None:
    """No store: both seasons make their own, 10 + 8 and 10 + 5 CNY."""
    session, objective = rounded(two_seasons(store=0))
    assert objective == pytest.approx(33.0)
    assert session.solve().objective == pytest.approx(33.0)


def test_what_one_season_leaves_to_the_next_may_change_when_choices_are_made() -> None:
    """Relaxed, winter makes 5 kt with a quarter of a line. Rounded it stands or runs; either is a plan."""
    session, objective = rounded(two_seasons(store=10))
    best = session.solve().objective
    assert best == pytest.approx(23.0)
    assert best <= objective <= 33.0 + 1e-9


def test_a_choice_of_no_season_is_made_too() -> None:
    """A licence of 3 CNY without which nothing runs: half of it will not do."""
    model = two_seasons(store=0)
    model.licence = pyo.Var(domain=pyo.Binary)
    model.needed = pyo.Constraint(expr=model.made[0] + model.made[1] <= 26 * model.licence)
    model.cost.set_value(model.cost.expr + 3 * model.licence)
    for of_none in (BEFORE, AFTER):
        session = SolverSession(model)
        season = seasons(session, model, of_none=of_none)
        assert session.rounded(season=season).objective == pytest.approx(36.0)


def test_seasons_that_cannot_be_planned_leave_no_plan() -> None:
    """27 kt are asked for in winter: 20 made and 4 bought, none kept."""
    model = two_seasons(store=0, winter=27)
    session = SolverSession(model)
    result = session.rounded(season=seasons(session, model))
    assert result.outcome is Outcome.NOTHING_FOUND


def test_the_model_is_as_it_was_after_planning_season_by_season() -> None:
    session, _ = rounded(two_seasons(store=10))
    assert session.solve().objective == pytest.approx(23.0)
    assert session.is_mixed_integer


def with_rewards(number: int, *, worth: float) -> pyo.ConcreteModel:
    """The two seasons without a store (33 CNY) and rewards for making 40 kt, which no two seasons make.

    Relaxed, each is earned by 13/40. The last one is for 6.5 kt, which are made anyway, and worth 3 CNY.
    """
    model = two_seasons(store=0)
    model.reward = pyo.Var(range(number), domain=pyo.Binary)
    made = model.made[0] + model.made[1]
    model.reached = pyo.Constraint(
        range(number), rule=lambda m, i: made >= (6.5 if i == number - 1 else 40) * m.reward[i]
    )
    gains = [worth] * (number - 1) + [3.0]
    model.cost.set_value(model.cost.expr - sum(g * model.reward[i] for i, g in enumerate(gains)))
    return model


@pytest.mark.parametrize("worth", [0.0, 1e-7, 0.5])
def test_rewards_out_of_reach_are_let_go_and_one_within_it_is_kept(worth: float) -> None:
    model = with_rewards(5, worth=worth)
    session = SolverSession(model)
    season = seasons(session, model, of_none=BEFORE)
    assert session.rounded(season=season).objective == pytest.approx(30.0)


def test_choices_that_nobody_misses_are_closed_at_once() -> None:
    """A hundred rewards of next to nothing take less than a linear program each."""
    model = with_rewards(101, worth=5e-7)
    session = SolverSession(model)
    heard: list[int] = []
    session.rounded(lambda: heard.append(1), season=seasons(session, model, of_none=BEFORE))
    assert len(heard) < 50
