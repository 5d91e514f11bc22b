"""Who gains and who loses in money, where the case tells what cement sells for."""

from __future__ import annotations

import pytest

import cases
from models.comparison import compare
from tests.cases_in_code import library_case
from tests.models.comparison.states import Pair

PRICE = 350.0


@pytest.fixture(scope="module")
def priced(hand: Pair, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """The two states of the hand-worked case, and a delivered price at its one market."""
    written = library_case("hand")
    written.set("demand", "city_market+portland+year", column="delivered_price", to=PRICE)
    case = cases.load_case(written.write(tmp_path_factory.mktemp("priced") / "case")).case
    assert case is not None
    tables = compare(case, hand.current, hand.plan)
    return Pair(case=case, current=hand.current, plan=hand.plan, tables=tables)


def test_revenue_is_what_the_mills_of_a_company_deliver_at_the_price(priced: Pair) -> None:
    """400 kt at 350 CNY/t, all from the mill of the East company."""
    assert priced.value("companies", "revenue_cny", "plan", company="East cement") == pytest.approx(140e6)
    assert priced.value("companies", "revenue_cny", "plan", company="West cement") == 0.0


def test_margin_is_revenue_less_all_that_the_cement_cost(priced: Pair) -> None:
    for state in ("current", "plan"):
        told = priced.value("companies", "margin_cny", state, company="East cement")
        wanted = 140e6 - priced.accounts(state).totals["cost_cement_sector"]
        assert told == pytest.approx(wanted)


def test_a_case_without_prices_tells_no_margin(hand: Pair) -> None:
    assert not hand.tables["companies"]["measure"].isin(["revenue_cny", "margin_cny"]).any()


def test_a_price_is_no_part_of_any_cost(priced: Pair, hand: Pair) -> None:
    assert priced.tables["bridge"].equals(hand.tables["bridge"])
