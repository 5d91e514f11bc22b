"""The comparison adds up where projects capture CO2, buy green power and renew trucks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.models.comparison.states import Pair, pair
from tests.projects_in_code import east_alone, with_project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """East kiln alone: nothing pays at least cost; at 1,200 CNY a tonne of CO2 all does."""
    case = with_project(
        east_alone(), "amine", "capture",
        {"kiln_east": {"capture_share": 90, "capture_capacity": 50, "capture_heat": 3.5, "capture_power": 150,
                       "capture_cost": 400}}, required=False,
    )  # fmt: skip
    wind = {"East cement": {"green_power": 5000, "green_power_premium": 0.05}}
    case = with_project(case, "wind", "green_power", wind, required=False)
    fleet = {"city": {"truck_co2": -0.05, "truck_cost": 0.01}}
    case = with_project(case, "fleet", "electric_trucks", fleet, required=False)
    folder: Path = case.write(tmp_path_factory.mktemp("built") / "case")
    return pair(str(folder), current={}, plan={"aim": "priced", "carbon_price": 1200.0, "gap": 0.0})


def levers(built: Pair, quantity: str) -> dict[str, float]:
    rows = built.tables["bridge"]
    return rows[rows["quantity"] == quantity].set_index("lever")["amount"].to_dict()


@pytest.mark.parametrize("quantity", ["co2_t", "cost_system", "cost_cement_sector"])
def test_the_bridge_leaves_nothing_over(built: Pair, quantity: str) -> None:
    told = levers(built, quantity)
    start, end = told.pop("current"), told.pop("plan")
    assert start + sum(told.values()) == pytest.approx(end, rel=1e-9)
    assert "other" not in told


def test_capture_and_green_power_are_levers_of_their_own(built: Pair) -> None:
    """50 kt captured at 400 CNY; 5,000 MWh × 0.5543 = 2,771.5 t saved at 50 CNY a MWh."""
    co2, cost = levers(built, "co2_t"), levers(built, "cost_system")
    assert (co2["captured"], co2["green_power"]) == pytest.approx((-50_000, -2771.5))
    assert (cost["capture"], cost["green_power"]) == pytest.approx((20e6, 250_000))


@pytest.mark.parametrize(
    ("table", "measure", "total"),
    [
        ("companies", "co2_t", "co2_t"),
        ("companies", "cost_cement_sector_cny", "cost_cement_sector"),
        ("products", "co2_t", "co2_t"),
        ("products", "cost_cny", "cost_cement_sector"),
    ],
)
def test_rows_add_up_to_the_totals(built: Pair, table: str, measure: str, total: str) -> None:
    assert built.total(table, measure, "plan") == pytest.approx(built.plan.totals[total], rel=1e-9)


def test_net_gcca_is_less_what_is_captured_and_gross_is_not(built: Pair) -> None:
    gross, net = (built.total("kilns", f"gcca_{name}_t", "plan") for name in ("gross", "net"))
    assert net == pytest.approx(gross - 50_000)
    direct = sum(built.total("kilns", f"co2_{scope}_t", "plan") for scope in ("process", "fuel_fossil"))
    assert gross == pytest.approx(direct)
