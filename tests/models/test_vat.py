"""Value-added tax worked out by hand on the hand-worked case (paragraphs 6-8 of its `NOTES.md`).

East cement has the east kiln and the mill, West cement the west kiln. Cement sells at 400 CNY/t with tax.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.cases_in_code import CaseInCode, library_case
from tests.solving import Solve, Solved
from tests.vat import of_one_company, with_refund, with_vat

MARL, COAL, GYPSUM, CLINKER_WEST = 474_140.718, 42_956.522, 22_792.023, 75_487.179
"""What East cement takes in, t: marl, coal and gypsum wet, clinker of the west."""
RAIL = 63.68
RAIL_CLINKER = 67.03


def priced(price: float = 400.0) -> CaseInCode:
    """The hand-worked case with VAT."""
    return with_vat(library_case("hand"), price)


@pytest.fixture
def plan(solve: Solve, tmp_path: Path) -> Solved:
    return solve(priced().write(tmp_path / "case"))


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
    case = priced()
    case.set("vat_rates", "cement", column="included", to="no")
    plan = solve(case.write(tmp_path / "case"))
    assert of(plan, "East cement", "output_cny") == pytest.approx(160e6 * 0.13, rel=1e-9)


def test_vat_itself_is_in_no_cost(plan: Solved, solve: Solve) -> None:
    free = solve("hand")
    for total in ("cost_system", "cost_cement_sector"):
        assert plan.totals[total] == pytest.approx(free.totals[total], rel=1e-9)


WASTE_SHARE = 100 * 75_936.111 / (75_936.111 + 21_398.724 + 464_657.904)
"""Cake in the raw feed of both kilns: 13.51 %; the west kiln alone has 78 %."""


def test_a_company_of_two_kilns_is_judged_by_both_together(solve: Solve, tmp_path: Path) -> None:
    """13 % is reached as it is: 70 % of what it owes comes back, in the year and to the plants that sell."""
    plan = solve(with_refund(of_one_company(priced()), 13).write(tmp_path / "case"), money="cement")
    rule = plan.tables["rules"].iloc[0]
    assert rule["share_pct"] == pytest.approx(WASTE_SHARE, rel=1e-6)
    payable = of(plan, "One cement", "payable_cny")
    assert of(plan, "One cement", "refund_cny") == pytest.approx(0.7 * payable, rel=1e-9)
    assert plan.totals["cost_by_category"]["vat_refund"] == pytest.approx(-0.7 * payable, rel=1e-9)
    book = plan.tables["money"].query("category == 'vat_refund'")
    assert book[["payer", "payee", "item"]].to_numpy().tolist() == [["cement sector", "state", "mill"]]
    assert not book["in_system"].any()


def supplied(arising: float) -> CaseInCode:
    """So much cake a year, all of it usable; refund from 40 % on."""
    case = with_refund(of_one_company(priced()), 40)
    for column, value in (("arising", arising), ("used_elsewhere", 0), ("store", 300)):
        case.set("sources", "works_slag_cake", column=column, to=value)
    return case


def test_the_plan_takes_the_waste_that_earns_the_refund_and_no_more(solve: Solve, tmp_path: Path) -> None:
    """379.487 kt of clinker = 0.8 W + 0.645 (F - W) + 0.1 coal; W = 0.4 F, coal 50 kt: 0.707 F = 374.5.

    F = 529.7 and W = 211.9 kt: 217 kt of cake are 41 % and enough, more than 40 % earns nothing.
    """
    plan = solve(supplied(217).write(tmp_path / "case"), money="cement")
    rule = plan.tables["rules"].iloc[0]
    assert rule["share_pct"] == pytest.approx(40.0, abs=1e-6)
    assert rule["numerator"] == pytest.approx(211_875, rel=1e-4)
    assert of(plan, "One cement", "refund_cny") > 0


def test_waste_for_39_per_cent_earns_nothing_and_is_not_taken(solve: Solve, tmp_path: Path) -> None:
    """205 kt are below the 211.9 kt of 40 %: the plan is the one without refund."""
    plan = solve(supplied(205).write(tmp_path / "case"), money="cement")
    assert of(plan, "One cement", "refund_cny") == 0
    assert plan.tables["rules"].iloc[0]["share_pct"] == pytest.approx(WASTE_SHARE, rel=1e-6)


def test_a_refund_moves_no_plan_of_system_money_but_is_told_where_it_is_reached(
    solve: Solve, tmp_path: Path
) -> None:
    free = solve("hand")
    plan = solve(with_refund(of_one_company(priced()), 13).write(tmp_path / "case"))
    assert plan.totals["cost_system"] == pytest.approx(free.totals["cost_system"], rel=1e-9)
    assert of(plan, "One cement", "refund_cny") == pytest.approx(
        0.7 * of(plan, "One cement", "payable_cny"), rel=1e-9
    )


def test_nothing_is_refunded_where_nothing_is_due(solve: Solve, tmp_path: Path) -> None:
    """Cement at 100 CNY/t: 4.6 million on sales, 8.3 million in what is bought."""
    plan = solve(with_refund(of_one_company(priced(100)), 13).write(tmp_path / "case"), money="cement")
    assert of(plan, "One cement", "payable_cny") < 0
    assert of(plan, "One cement", "refund_cny") == 0


def test_a_rule_on_one_product_refunds_what_its_sales_bear(solve: Solve, tmp_path: Path) -> None:
    """A quarter of the cement is a second product of the same recipe, and it alone counts.

    100 kt × 400 CNY × 13/113 on sales less 100 kt × 18 CNY × 9/109 in hauls = 4,453,146, below what is due.
    """
    case = with_refund(of_one_company(priced()), 13)
    for table in ("products", "recipes", "demand"):
        for row in [row for row in case.rows(table) if row["product"] == "portland"]:
            case.add(table, **{**row, "product": "strong"})
    case.set("demand", "city_market+portland+year", column="demand", to=300)
    case.set("demand", "city_market+strong+year", column="demand", to=100)
    case.add("refund_products", rule="refund", product="strong")
    plan = solve(case.write(tmp_path / "case"), money="cement")
    borne = 100_000 * (400 * 13 / 113 - 18 * 9 / 109)
    assert borne < of(plan, "One cement", "payable_cny")
    assert of(plan, "One cement", "refund_cny") == pytest.approx(0.7 * borne, rel=1e-6)


@pytest.mark.parametrize(
    ("first", "last", "earned"), [("", 2021, False), (2023, "", False), (2022, 2022, True)]
)
def test_a_refund_is_given_in_the_years_it_is_in_force(
    first: object, last: object, earned: bool, solve: Solve, tmp_path: Path
) -> None:
    case = with_refund(of_one_company(priced()), 13)
    case.set("thresholds", "refund", column="from_year", to=first)
    case.set("thresholds", "refund", column="to_year", to=last)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    assert (of(plan, "One cement", "refund_cny") > 0) is earned


def test_a_companys_margin_bears_the_tax_and_has_the_refund(tmp_path: Path) -> None:
    """Of one company alone: revenue less cement-sector cost, which the refund lowers, less VAT payable."""
    case, out = with_refund(of_one_company(priced()), 13).write(tmp_path / "case"), tmp_path / "plan"
    outcome = run_case(case, options=RunOptions(threads=1, gap=0.0, money="cement"), out=out)
    assert outcome.exit_code is ExitCode.PLAN
    told = pd.read_csv(out / "comparison" / "companies.csv").set_index("measure")
    totals = outcome.plan["totals"]
    for state, tables in (("plan", "tables"), ("current", "current")):
        payable = float(pd.read_csv(out / tables / "vat.csv")["payable_cny"].iloc[0])
        assert told.loc["cost_cement_sector_cny", state] == pytest.approx(totals[state]["cost_cement_sector"])
        wanted = 160e6 - totals[state]["cost_cement_sector"] - payable
        assert told.loc["margin_cny", state] == pytest.approx(wanted, rel=1e-6)
    assert totals["plan"]["cost_by_category"]["vat_refund"] < 0
    assert totals["current"]["cost_by_category"]["vat_refund"] == 0, "today no waste is burnt"


def test_a_haul_out_of_reach_comes_in_for_the_refund_it_earns(solve: Solve, tmp_path: Path) -> None:
    """20 % of waste takes cake by rail to the east kiln, 210 km, though its reach is 50 km."""
    case = with_refund(of_one_company(priced()), 20)
    free = solve(case.write(tmp_path / "free"), money="cement")
    case.set("materials", "slag_cake", column="reach_km", to=50)
    near = solve(case.write(tmp_path / "near"), money="cement")
    assert near.totals["cost"] == pytest.approx(free.totals["cost"], rel=1e-9)
    flows = near.tables["flows"].query("item == 'slag_cake' and destination_site == 'kiln_site_east'")
    assert flows["rail_km"].max() == pytest.approx(210)
