"""Value-added tax worked out by hand on the hand-worked case (paragraphs 6-8 of its `NOTES.md`).

East cement has the east kiln and the mill, West cement the west kiln. Cement sells at 400 CNY/t with tax.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.solving import Solve, Solved

MARL, COAL, GYPSUM, CLINKER_WEST = 474_140.718, 42_956.522, 22_792.023, 75_487.179
"""What East cement takes in, t: marl, coal and gypsum wet, clinker of the west."""
RAIL = 63.68
RAIL_CLINKER = 67.03


def with_vat(price: float = 400.0) -> CaseInCode:
    """The hand-worked case with the rates of 13, 9 and 6 %; all prices hold the tax."""
    case = library_case("hand")
    case.set("demand", "city_market+portland+year", column="delivered_price", to=price)
    for item, rate in (
        ("cement", 13), ("materials", 13), ("fuels", 13), ("electricity", 13), ("freight", 9),
        ("handling", 6),
    ):  # fmt: skip
        case.add("vat_rates", item=item, rate=rate)
    return case


@pytest.fixture
def plan(solve: Solve, tmp_path: Path) -> Solved:
    return solve(with_vat().write(tmp_path / "case"))


def of(plan: Solved, company: str, column: str) -> float:
    return float(plan.tables["vat"].set_index("company").loc[company, column])


def test_tax_on_sales_is_in_the_delivered_price(plan: Solved) -> None:
    """400 kt × 400 CNY = 160 million, 13/113 of it."""
    assert of(plan, "East cement", "output_cny") == pytest.approx(160e6 * 13 / 113, rel=1e-9)


def test_tax_in_what_is_bought_by_item(plan: Solved) -> None:
    """Marl at 25 and gypsum at 30; coal at 480; 13/113 of it."""
    assert of(plan, "East cement", "materials_cny") == pytest.approx(
        (25 * MARL + 30 * GYPSUM) * 13 / 113, rel=1e-6
    )
    assert of(plan, "East cement", "fuels_cny") == pytest.approx(480 * COAL * 13 / 113, rel=1e-6)


def test_hauls_are_taxed_with_those_who_take_the_goods_in_and_cement_with_its_mill(plan: Solved) -> None:
    """Marl 14 CNY/t, coal and gypsum by rail 63.68, clinker 14 and 67.03, cement 18; handling 20 by rail."""
    freight = 14 * MARL + RAIL * (COAL + GYPSUM) + 14 * 304_000 + RAIL_CLINKER * CLINKER_WEST + 18 * 400_000
    assert of(plan, "East cement", "freight_cny") == pytest.approx(freight * 9 / 109, rel=1e-6)
    handling = 20 * (COAL + GYPSUM + CLINKER_WEST)
    assert of(plan, "East cement", "handling_cny") == pytest.approx(handling * 6 / 106, rel=1e-6)


def test_electricity_is_taxed_as_far_as_it_is_bought(plan: Solved) -> None:
    """12 × 464.66 + 30 × 42.96 + 28 × 304 - own 30 × 304, mill 33 × 379.49 + 10 × 20.51 + 8 × 400 MWh."""
    kiln = 12 * 464.657904 + 30 * 42.956522 + 28 * 304 - 30 * 304
    mill = 33 * 379.487179 + 10 * 20.512821 + 8 * 400
    assert of(plan, "East cement", "electricity_cny") == pytest.approx(
        (kiln + mill) * 1000 * 0.4 * 13 / 113, rel=1e-6
    )


def test_a_company_without_sales_has_nothing_to_pay(plan: Solved) -> None:
    """West cement burns clinker for the mill of the other: tax in what it buys, none on sales, no refund."""
    assert of(plan, "West cement", "output_cny") == 0
    assert of(plan, "West cement", "payable_cny") < 0
    assert of(plan, "West cement", "refund_cny") == 0


def test_prices_without_tax_bear_the_whole_rate(solve: Solve, tmp_path: Path) -> None:
    case = with_vat()
    case.set("vat_rates", "cement", column="included", to="no")
    plan = solve(case.write(tmp_path / "case"))
    assert of(plan, "East cement", "output_cny") == pytest.approx(160e6 * 0.13, rel=1e-9)


def test_vat_itself_is_in_no_cost(plan: Solved, solve: Solve) -> None:
    free = solve("hand")
    for total in ("cost_system", "cost_cement_sector"):
        assert plan.totals[total] == pytest.approx(free.totals[total], rel=1e-9)
