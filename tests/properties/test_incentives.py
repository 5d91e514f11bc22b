"""What a carbon market and a refund of VAT can and cannot do to a plan, whatever the case."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.carbon_market import with_market
from tests.cases_in_code import CaseInCode
from tests.solving import Solved
from tests.vat import of_one_company, with_refund, with_vat

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


def _taxed(case: CaseInCode) -> CaseInCode:
    return of_one_company(with_vat(case))


def test_a_lower_threshold_of_a_refund_never_costs_more(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """What reaches the higher one reaches the lower one; and to have none to reach is worst."""
    case = _taxed(small_case)
    costs = [solve_in_code(with_refund(case, at), money="cement").totals["cost"] for at in (5, 20, 35)]
    costs.append(solve_in_code(case, money="cement").totals["cost"])
    assert all(low <= high * (1 + SOLVER_NOISE) for low, high in pairwise(costs))


def test_a_refund_leaves_a_plan_of_system_money_as_it_is(
    small_case: CaseInCode, plan_of: Plan, solve_in_code: Plan
) -> None:
    plan = solve_in_code(with_refund(_taxed(small_case), 20))
    assert plan.totals["cost_system"] == pytest.approx(
        plan_of(small_case).totals["cost_system"], rel=SOLVER_NOISE
    )


def test_a_rule_switched_off_changes_nothing(small_case: CaseInCode, solve_in_code: Plan) -> None:
    """With the refund inactive the plan is that of the case without it."""
    case = _taxed(small_case)
    off = with_refund(case, 5)
    off.set("thresholds", "refund", column="active", to="no")
    with_it, without = (solve_in_code(c, money="cement") for c in (off, case))
    assert with_it.totals["cost"] == pytest.approx(without.totals["cost"], rel=SOLVER_NOISE)
    assert with_it.totals["cost_by_category"]["vat_refund"] == 0
