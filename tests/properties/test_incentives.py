"""What a carbon market can and cannot do to a plan, whatever the case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.carbon_market import with_market
from tests.cases_in_code import CaseInCode
from tests.solving import Solved

Plan = Callable[..., Solved]
SOLVER_NOISE = 1e-7
CAP = 0.03
BALANCES = (0.5, 0.8, 1.2)


def _direct(plan: Solved) -> float:
    """Direct CO2 of all lines by the national guideline [t]."""
    book = plan.tables["co2"]
    return float(book.loc[book["book"] == "guideline", "co2_t"].sum())


@pytest.mark.parametrize("balance", BALANCES)
def test_a_market_leaves_a_plan_of_system_money_as_it_is(
    balance: float, small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    market = solve_in_code(with_market(small_case, price=100, balance=balance))
    assert market.totals["cost_system"] == pytest.approx(
        plan_of(small_case).totals["cost_system"], rel=SOLVER_NOISE
    )


@pytest.mark.parametrize("balance", BALANCES)
def test_a_market_moves_the_cost_by_no_more_than_its_cap(
    balance: float, small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    """The plan without it costs 3 % of its CO2 more at most; no plan sells more than 3 % of its own."""
    free = plan_of(small_case, money="cement")
    market = solve_in_code(with_market(small_case, price=100, balance=balance), money="cement")
    cost, before = market.totals["cost"], free.totals["cost"]
    assert cost <= before + 100 * CAP * _direct(free) + SOLVER_NOISE * before
    assert cost >= before - 100 * CAP * _direct(market) - SOLVER_NOISE * before


def test_a_higher_balance_value_never_costs_more(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """Every line has more to spare, or is short of less, whatever it does."""
    costs = [
        solve_in_code(with_market(small_case, price=100, balance=balance), money="cement").totals["cost"]
        for balance in BALANCES
    ]
    assert costs == sorted(costs, reverse=True)
