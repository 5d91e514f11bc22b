"""Green power, by hand: 50 CNY/MWh more save 0.5543 t, so it pays above 90.2 CNY a tonne of CO2."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.projects_in_code import east_alone, with_project
from tests.solving import Solve, Solved


def wind(solve: Solve, folder: Path, target: str, amount: float, price: float) -> Solved:
    effects = {target: {"green_power": amount, "green_power_premium": 0.05}}
    case = with_project(east_alone(), "wind", "green_power", effects, required=True)
    return solve(case.write(folder), aim="priced", carbon_price=price)


def test_a_contract_is_used_in_full_where_carbon_is_dearer_than_its_premium(
    solve: Solve, tmp_path: Path
) -> None:
    """5,000 MWh × 50 CNY = 250,000 CNY; 5,000 × 0.5543 = 2,771.5 t are taken off, told apart."""
    plan = wind(solve, tmp_path, "East cement", 5000, price=91)
    assert plan.tables["green_power"]["green_mwh"].sum() == pytest.approx(5000)
    assert plan.totals["cost_by_category"]["green_power"] == pytest.approx(250_000)
    bought = plan.tables["energy"]["purchased_mwh"].sum()
    assert plan.totals["co2_by_scope"]["electricity"] == pytest.approx(bought * 0.5543)
    assert plan.totals["co2_by_scope"]["green_power"] == pytest.approx(-2771.5)


def test_a_contract_is_left_where_carbon_is_cheaper_than_its_premium(solve: Solve, tmp_path: Path) -> None:
    plan = wind(solve, tmp_path, "East cement", 5000, price=90)
    assert plan.tables["green_power"]["green_mwh"].sum() == pytest.approx(0)


@pytest.mark.parametrize(("target", "served"), [("kiln_east", ["kiln"]), ("East cement", ["kiln", "mill"])])
def test_no_more_is_used_than_those_it_serves_buy(
    solve: Solve, tmp_path: Path, target: str, served: list[str]
) -> None:
    plan = wind(solve, tmp_path, target, 100_000, price=91)
    energy = plan.tables["energy"]
    bought = energy.loc[energy["facility"].isin(served), "purchased_mwh"].sum()
    assert plan.tables["green_power"]["green_mwh"].sum() == pytest.approx(bought)
    assert (plan.totals["co2_by_scope"]["electricity"] + plan.totals["co2_by_scope"]["green_power"]) == (
        pytest.approx((energy["purchased_mwh"].sum() - bought) * 0.5543, abs=1e-3)
    )
