"""Trucks, clean transport and by-products from next door, worked out by hand on the hand-worked case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.projects_in_code import CLINKER, COAL, MARL, east_alone, with_project
from tests.solving import Solve, Solved

YEAR_COST, YEAR_TRANSPORT = 100_263_256.6, 3_527.5


def fleet(
    site: str, *, co2: float, cost: float, case: CaseInCode | None = None, required: bool = True
) -> CaseInCode:
    effects = {site: {"truck_co2": co2, "truck_cost": cost}}
    return with_project(case or library_case("hand"), "fleet", "electric_trucks", effects, required=required)


@pytest.mark.parametrize(("co2", "cost"), [(-0.05, -0.1), (-0.05, 0.1)])
def test_new_trucks_change_every_road_tonne_kilometre_that_ends_at_their_site(
    solve: Solve, tmp_path: Path, co2: float, cost: float
) -> None:
    """400 kt of cement go 20 + 10 = 30 km to the city: 12 million t·km at 0.1 CNY and 50 g each."""
    plan = solve(fleet("city", co2=co2, cost=cost).write(tmp_path))
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 12e6 * cost, rel=1e-7)
    assert plan.totals["co2_by_scope"]["transport"] == pytest.approx(YEAR_TRANSPORT + 12e3 * co2, rel=1e-4)


@pytest.mark.parametrize(("cost", "built"), [(-0.1, 1), (0.1, 0)])
def test_trucks_are_bought_where_they_pay(solve: Solve, tmp_path: Path, cost: float, built: int) -> None:
    plan = solve(fleet("city", co2=0.0, cost=cost, required=False).write(tmp_path))
    assert plan.tables["projects"]["units"].tolist() == [built]


def dear_rail() -> CaseInCode:
    """The east kiln beside its quarry, rail terminals at 25 CNY/t: coal by rail 113.68 CNY/t, by road 98."""
    case = east_alone()
    case.set("sources", "quarry_marl", column="site", to="kiln_site_east")
    case.set_all("transfers", column="cost", to=25)
    return case


COAL_KT, MARL_KT = CLINKER * COAL, CLINKER * MARL / 0.98
BY_RAIL = 0.95 * (COAL_KT + MARL_KT) - MARL_KT
"""95 % of what comes in is clean: all marl (no haul, 295.9 kt) and 10.67 of the 26.81 kt of coal."""


def coal_by_rail(plan: Solved) -> float:
    flows = plan.tables["flows"]
    return float(flows.loc[(flows["item"] == "coal") & (flows["rail_km"] > 0), "wet_t"].sum())


def book(plan: Solved) -> pd.Series:
    return plan.tables["clean_transport"].set_index("site").loc["kiln_site_east"]


def asked(case: CaseInCode, *, share: float = 95) -> CaseInCode:
    other = case.copy()
    other.add("clean_transport", site="kiln_site_east", share=share)
    return other


def test_without_the_rule_coal_comes_by_road(solve: Solve, tmp_path: Path) -> None:
    assert coal_by_rail(solve(dear_rail().write(tmp_path))) == 0


def test_part_of_the_coal_goes_by_rail_where_clean_modes_must_carry_a_share(
    solve: Solve, tmp_path: Path
) -> None:
    """Each tonne moved to rail costs 113.68 - 98 = 15.68 CNY more."""
    free = solve(dear_rail().write(tmp_path / "free"))
    plan = solve(asked(dear_rail()).write(tmp_path / "asked"))
    assert coal_by_rail(plan) == pytest.approx(1000 * BY_RAIL, rel=1e-4)
    more = plan.totals["cost_system"] - free.totals["cost_system"]
    assert more == pytest.approx(1000 * BY_RAIL * 15.68, rel=1e-3)
    assert (book(plan)["share_pct"], book(plan)["met_by"]) == (pytest.approx(95.0), "modes")


def test_a_rule_that_is_met_anyhow_changes_nothing(solve: Solve, tmp_path: Path) -> None:
    free = solve(dear_rail().write(tmp_path / "free"))
    plan = solve(asked(dear_rail(), share=90).write(tmp_path / "asked"))
    assert plan.totals["cost_system"] == pytest.approx(free.totals["cost_system"], rel=1e-9)


@pytest.mark.parametrize("standard", ["china_vi", "new_energy"])
def test_clean_trucks_of_today_owe_no_share(solve: Solve, tmp_path: Path, standard: str) -> None:
    case = asked(dear_rail())
    case.set("sites", "kiln_site_east", column="trucks", to=standard)
    plan = solve(case.write(tmp_path))
    assert (coal_by_rail(plan), book(plan)["met_by"]) == (0, "trucks")


def test_the_cheaper_of_rail_and_new_trucks_meets_the_rule(solve: Solve, tmp_path: Path) -> None:
    """26.81 kt of coal over 230 km at 0.01 CNY/t·km are 61,670 CNY a year; rail would take 167,400."""
    case = fleet("kiln_site_east", co2=0.0, cost=0.01, case=asked(dear_rail()), required=False)
    plan = solve(case.write(tmp_path))
    assert coal_by_rail(plan) == 0
    assert (book(plan)["renewed_by"], book(plan)["met_by"]) == ("fleet", "trucks")


def test_a_rule_from_a_later_year_asks_nothing_yet(solve: Solve, tmp_path: Path) -> None:
    case = dear_rail()
    case.add("clean_transport", site="*", share=95, from_year=2028)
    assert coal_by_rail(solve(case.write(tmp_path))) == 0


def test_a_rule_switched_off_asks_nothing(solve: Solve, tmp_path: Path) -> None:
    case = asked(dear_rail())
    case.set("clean_transport", "kiln_site_east", column="active", to="no")
    assert coal_by_rail(solve(case.write(tmp_path))) == 0


def cake(plan: Solved) -> pd.Series:
    flows = plan.tables["flows"]
    rows = flows[(flows["item"] == "slag_cake") & (flows["destination_site"] == "kiln_site_west")]
    return rows.iloc[0]


def test_a_by_product_of_the_same_site_is_not_hauled(solve: Solve, tmp_path: Path) -> None:
    """The works stand inside the park of the west kiln: no way, no freight, no CO2, for its cake and coal."""
    case = library_case("hand")
    case.set("sources", "works_slag_cake", column="site", to="kiln_site_west")
    plan = solve(case.write(tmp_path))
    row = cake(plan)
    assert row[["road_km", "rail_km", "other_km", "freight_cny_per_t", "co2_kg_per_t"]].tolist() == [0.0] * 5
    assert plan.totals["cost_system"] < YEAR_COST


def test_a_short_conveyor_carries_a_by_product_in_a_park(solve: Solve, tmp_path: Path) -> None:
    """3 km of belt at 1 + 0.5 × 3 = 2.5 CNY/t take the place of 30 km of road at 6 + 0.4 × 30 = 18."""
    case = library_case("hand")
    case.add("modes", mode="conveyor", co2=0.01, payload=1)
    case.add("tariffs", mode="conveyor", goods_group="minerals", base=1, rate=0.5)
    case.add("links", link="belt", from_place="works", to_place="kiln_site_west", mode="conveyor", length=3)
    row = cake(solve(case.write(tmp_path)))
    assert row[["road_km", "other_km", "freight_cny_per_t", "co2_kg_per_t"]].tolist() == pytest.approx(
        [0.0, 3.0, 2.5, 0.03]
    )
