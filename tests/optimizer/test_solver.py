"""The solver session on small models whose answers are known."""

from __future__ import annotations

import threading
import time

import numpy as np
import pyomo.environ as pyo
import pytest

from optimizer.outcome import Outcome, Progress, SolverError, SolverOptions, relative_gap
from optimizer.solver import SolverSession

EXACT = SolverOptions(gap=0.0)


def knapsack() -> pyo.ConcreteModel:
    """Values 10, 13, 7, weights 3, 4, 2, capacity 6: the best is the second and the third, 20."""
    m = pyo.ConcreteModel()
    m.x = pyo.Var([0, 1, 2], domain=pyo.Binary)
    value, weight = (10, 13, 7), (3, 4, 2)
    m.fits = pyo.Constraint(expr=sum(weight[i] * m.x[i] for i in m.x) <= 6)
    m.cost = pyo.Objective(expr=100 - sum(value[i] * m.x[i] for i in m.x))
    return m


def blend() -> pyo.ConcreteModel:
    """Two fuels, 2 and 3 CNY a unit, demand at least 10, at most 6 of the cheap one: 6*2 + 4*3 = 24."""
    m = pyo.ConcreteModel()
    m.cheap = pyo.Var(bounds=(0, 6))
    m.dear = pyo.Var(bounds=(0, None))
    m.demand = pyo.Constraint(expr=m.cheap + m.dear >= 10)
    m.cost = pyo.Objective(expr=2 * m.cheap + 3 * m.dear)
    return m


def lots(demand: float = 25.0) -> pyo.ConcreteModel:
    """Whole lots of 7 at 5 each, the rest loose at 1 a unit, a fee of 2 when any is loose."""
    m = pyo.ConcreteModel()
    m.lots = pyo.Var(domain=pyo.NonNegativeIntegers, bounds=(0, 10))
    m.loose = pyo.Var(bounds=(0, 6.5))
    m.any = pyo.Var(domain=pyo.Binary)
    m.demand = pyo.Constraint(expr=7 * m.lots + m.loose >= demand)
    m.link = pyo.Constraint(expr=m.loose <= 6.5 * m.any)
    m.cost = pyo.Objective(expr=5 * m.lots + m.loose + 2 * m.any)
    return m


def market_split(rows: int = 5, columns: int = 40, seed: int = 3) -> pyo.ConcreteModel:
    """Cornuejols and Dawande's market split, which no solver finishes in seconds; slacks keep it feasible."""
    rng = np.random.default_rng(seed)
    weight = rng.integers(0, 100, (rows, columns))
    m = pyo.ConcreteModel()
    m.x = pyo.Var(range(columns), domain=pyo.Binary)
    m.over = pyo.Var(range(rows), domain=pyo.NonNegativeReals)
    m.under = pyo.Var(range(rows), domain=pyo.NonNegativeReals)

    def split(m: pyo.ConcreteModel, r: int) -> object:
        half = int(weight[r].sum()) // 2
        return sum(int(weight[r, c]) * m.x[c] for c in range(columns)) + m.over[r] - m.under[r] == half

    m.split = pyo.Constraint(range(rows), rule=split)
    m.miss = pyo.Objective(expr=sum(m.over.values()) + sum(m.under.values()) + 1)
    return m


def test_knapsack_is_solved_to_its_known_best() -> None:
    m = knapsack()
    session = SolverSession(m, options=EXACT)
    result = session.solve()
    assert result.outcome is Outcome.OPTIMAL
    assert result.objective == pytest.approx(80.0)
    assert result.bound == pytest.approx(80.0)
    assert result.gap == pytest.approx(0.0, abs=1e-9)
    assert [round(result.values[session.column(m.x[i])]) for i in range(3)] == [0, 1, 1]
    assert result.row_duals is None


def test_linear_program_without_integrality_has_duals() -> None:
    m = blend()
    session = SolverSession(m)
    result = session.solve()
    assert result.outcome is Outcome.OPTIMAL
    assert result.objective == pytest.approx(24.0)
    assert result.row_duals is not None
    assert result.reduced_costs is not None
    assert result.row_duals[session.row(m.demand)] == pytest.approx(3.0)
    assert result.reduced_costs[session.column(m.cheap)] == pytest.approx(-1.0)


def test_infeasible_is_named() -> None:
    m = blend()
    m.too_little = pyo.Constraint(expr=m.cheap + m.dear <= 9)
    result = SolverSession(m).solve()
    assert result.outcome is Outcome.INFEASIBLE
    assert not result.outcome.has_plan
    assert result.gap == np.inf


@pytest.mark.parametrize("domain", [pyo.NonNegativeReals, pyo.NonNegativeIntegers])
def test_unbounded_is_told_from_infeasible(domain: object) -> None:
    m = pyo.ConcreteModel()
    m.x = pyo.Var(domain=domain)
    m.y = pyo.Var(domain=pyo.NonNegativeReals)
    m.row = pyo.Constraint(expr=m.x - m.y <= 3)
    m.cost = pyo.Objective(expr=-m.x - m.y)
    assert SolverSession(m).solve().outcome is Outcome.UNBOUNDED
    m.clash = pyo.Constraint(expr=m.x + m.y <= -1)
    assert SolverSession(m).solve().outcome is Outcome.INFEASIBLE


def test_infeasible_only_by_whole_numbers() -> None:
    m = pyo.ConcreteModel()
    m.x = pyo.Var([0, 1], domain=pyo.NonNegativeIntegers, bounds=(0, 100))
    m.odd = pyo.Constraint(expr=2 * m.x[0] + 2 * m.x[1] == 3)
    m.cost = pyo.Objective(expr=m.x[0])
    session = SolverSession(m)
    assert session.solve().outcome is Outcome.INFEASIBLE
    assert session.solve_relaxation().outcome is Outcome.OPTIMAL
    assert session.solve().outcome is Outcome.INFEASIBLE


def test_stop_keeps_the_best_plan_so_far() -> None:
    session = SolverSession(market_split(), options=EXACT)
    stop = threading.Event()
    seen: list[Progress] = []

    def look(progress: Progress) -> None:
        seen.append(progress)
        if progress.seconds > 1.0:
            stop.set()

    began = time.perf_counter()
    result = session.solve(progress=look, stop=stop)
    assert time.perf_counter() - began < 8
    assert result.outcome is Outcome.STOPPED
    assert result.gap > 0
    assert len(result.values) == session.column_count
    assert any(p.best is not None and p.bound is not None for p in seen)
    assert result.gap == pytest.approx(relative_gap(result.objective, result.bound))


def test_time_limit_holds_for_each_solve() -> None:
    session = SolverSession(market_split(), options=SolverOptions(gap=0.0, time_limit=0.7))
    for _ in range(2):
        result = session.solve()
        assert result.outcome is Outcome.TIME_LIMIT
        assert 0.5 < result.seconds < 5


def test_a_wide_gap_ends_within_the_gap() -> None:
    result = SolverSession(market_split(4, 30), options=SolverOptions(gap=0.999)).solve()
    assert result.outcome in (Outcome.WITHIN_GAP, Outcome.OPTIMAL)
    assert result.gap <= 0.999


def test_keyboard_interrupt_in_progress_ends_the_solve() -> None:
    session = SolverSession(market_split(), options=EXACT)

    def look(progress: Progress) -> None:
        if progress.seconds > 0.3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.solve(progress=look)
    stop = threading.Event()
    stop.set()
    assert session.solve(stop=stop).outcome in (Outcome.STOPPED, Outcome.NOTHING_FOUND)


def test_polish_gives_whole_numbers_and_marginal_values() -> None:
    m = lots()
    session = SolverSession(m, options=EXACT)
    solved = session.solve()
    assert solved.objective == pytest.approx(20.0)  # 4 lots: 28 >= 25
    session.set_row_bounds([m.demand], 30.0, np.inf)
    solved = session.solve()
    assert solved.objective == pytest.approx(4 * 5 + 2 + 2)
    polished = solved.polished_by(session.polish(solved.values + 1e-7))
    assert polished.outcome is Outcome.OPTIMAL
    assert polished.objective == pytest.approx(24.0)
    assert polished.values[session.column(m.lots)] == 4.0
    assert polished.row_duals is not None
    assert polished.row_duals[session.row(m.demand)] == pytest.approx(1.0)
    again = session.solve()
    assert again.objective == pytest.approx(24.0)


@pytest.mark.parametrize("demand", [3.0, 14.0, 26.5, 41.0])
def test_changed_session_equals_a_cold_one(demand: float) -> None:
    m = lots()
    session = SolverSession(m, options=EXACT)
    session.polish(session.solve().values)
    session.set_row_bounds([m.demand], demand, np.inf)
    session.set_costs([m.loose, m.lots], [1.5, 6.0])
    cold = lots(demand)
    cold.del_component(cold.cost)
    cold.cost = pyo.Objective(expr=6 * cold.lots + 1.5 * cold.loose + 2 * cold.any)
    assert session.solve().objective == pytest.approx(SolverSession(cold, options=EXACT).solve().objective)


def test_column_bounds_change_and_return() -> None:
    m = lots()
    session = SolverSession(m, options=EXACT)
    session.set_column_bounds([m.lots], 0, 3)
    assert session.solve().objective == pytest.approx(3 * 5 + 4 + 2)
    session.set_column_bounds(np.array([session.column(m.lots)]), 0, 10)
    assert session.solve().objective == pytest.approx(20.0)


def test_start_from_a_known_plan() -> None:
    session = SolverSession(market_split(), options=SolverOptions(gap=0.0, time_limit=0.6))
    first = session.solve()
    session.start_from(first.values)
    stop = threading.Event()
    stop.set()
    second = session.solve(stop=stop)
    assert second.objective <= first.objective + 1e-6


def test_two_sessions_at_once() -> None:
    results: dict[int, float] = {}

    def work(seed: int) -> None:
        session = SolverSession(
            market_split(2, 20, seed), options=SolverOptions(gap=0.0, threads=1 + seed % 2)
        )
        results[seed] = session.solve().objective

    threads = [threading.Thread(target=work, args=(seed,)) for seed in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for seed in (1, 2):
        alone = SolverSession(market_split(2, 20, seed), options=EXACT).solve().objective
        assert results[seed] == pytest.approx(alone)


def test_unknown_option_is_refused() -> None:
    with pytest.raises(SolverError, match="mip_rel_gup"):
        SolverSession(blend(), options=SolverOptions(extra={"mip_rel_gup": 0.1}))
    with pytest.raises(SolverError, match="threads"):
        SolverSession(blend(), options=SolverOptions(threads=-3))


def test_released_variable_is_free_again() -> None:
    m = blend()
    m.cheap.fix(1.0)
    session = SolverSession(m)
    assert session.solve().objective == pytest.approx(1 * 2 + 9 * 3)
    session.set_column_bounds([m.cheap], 0, 6)
    assert session.solve().objective == pytest.approx(24.0)


def test_gap_definition() -> None:
    assert relative_gap(200.0, 199.0) == pytest.approx(0.005)
    assert relative_gap(-200.0, -201.0) == pytest.approx(0.005)
    assert relative_gap(0.0, 0.0) == 0.0
    assert relative_gap(0.0, -1.0) == np.inf
    assert relative_gap(np.inf, 1.0) == np.inf


def test_a_stopped_solve_keeps_the_best_bound_it_heard_of() -> None:
    session = SolverSession(market_split(), options=SolverOptions(gap=0.0, time_limit=1.0))
    heard: list[float] = []

    def look(progress: Progress) -> None:
        if progress.bound is not None:
            heard.append(progress.bound)

    result = session.solve(progress=look)
    assert result.outcome is Outcome.TIME_LIMIT
    assert result.bound >= max(heard)
    better = result.at_least(result.objective + 5)
    assert better.gap == 0.0
    assert result.at_least(-1e9).bound == result.bound
