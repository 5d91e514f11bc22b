"""The carbon market worked out by hand on the hand-worked case (`NOTES.md` of the library case).

The east kiln makes 304 kt from marl alone: 0.535 + 3.25 GJ/t × 0.095 t/GJ = 0.84375 t/t, 256,500 t CO2.
Bands in per cent of the balance value, surplus in per cent of emissions: from -20 (3) to 0 (0) to 20 (-3).
In tonnes over balance × clinker that is 0.8 × 3 % = 0.024 at 0.8, 0 at 1 and 1.2 × -3 % = -0.036 at 1.2.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cases import load_case
from optimizer.options import RunOptions
from optimizer.run import ExitCode, run_case
from tests.carbon_market import with_market
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import built, terms_of
from tests.solving import Solve, Solved
from tests.two_seasons import in_seasons, with_store

EAST = 256_500.0
CLINKER = 304_000.0


def market(plan: Solved, kiln: str) -> dict[str, object]:
    rows = plan.tables["carbon_market"].set_index("kiln")
    return dict(rows.loc[kiln])


@pytest.mark.parametrize(
    ("balance", "band", "surplus"),
    [
        # 0.84375 / 1.2 = 0.703: 3 % of what it emits, however far below
        (1.2, "far_below", 0.03 * EAST),
        # 0.84375 / 0.9 = 0.9375: 0.024/0.2 = 0.12 × (0.9 × 304,000 - 256,500 = 17,100) = 2,052
        (0.9, "below", 2_052.0),
        # 0.84375 / 0.8 = 1.0547: 0.036/0.2 = 0.18 × (243,200 - 256,500 = -13,300) = -2,394
        (0.8, "above", -2_394.0),
        # 0.84375 / 0.703125 = 1.2, the edge: -3 % of 256,500 from either side
        (0.703125, "above", -0.03 * EAST),
        # 0.84375 / 0.6 = 1.406: -3 %, however far above
        (0.6, "far_above", -0.03 * EAST),
    ],
)
def test_a_line_gets_the_surplus_of_its_band(
    balance: float, band: str, surplus: float, solve: Solve, tmp_path: Path
) -> None:
    case = with_market(library_case("hand"), price=60, balance=balance)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    east = market(plan, "kiln_east")
    assert east["band"] in (band, "far_above" if balance == 0.703125 else band)
    assert east["surplus_t"] == pytest.approx(surplus, rel=1e-6)
    assert east["amount_cny"] == pytest.approx(-60 * surplus, rel=1e-6)


def test_the_market_is_cement_money_and_no_system_money(solve: Solve, tmp_path: Path) -> None:
    """Balance 0.8: east owes 60 × 2,394; west at 0.3231 t/t has 3 % of its emissions to sell."""
    free = solve(library_case("hand").write(tmp_path / "free"))
    plan = solve(with_market(library_case("hand"), price=60, balance=0.8).write(tmp_path / "case"))
    assert plan.totals["cost_system"] == pytest.approx(free.totals["cost_system"], rel=1e-9)
    west = market(plan, "kiln_west")
    paid = 60 * (2_394.0 - 0.03 * float(str(west["co2_t"])))
    change = plan.totals["cost_cement_sector"] - free.totals["cost_cement_sector"]
    assert change == pytest.approx(paid, rel=1e-6)
    book = plan.tables["money"].query("category == 'carbon_market'")
    assert set(zip(book["payer"], book["payee"], strict=True)) == {("cement sector", "carbon market")}
    assert not book["in_system"].any()


def test_the_market_moves_no_plan_of_system_money(solve: Solve, tmp_path: Path) -> None:
    free = solve(library_case("hand").write(tmp_path / "free"))
    plan = solve(with_market(library_case("hand"), price=5_000, balance=0.8).write(tmp_path / "case"))
    assert plan.tables["kiln_feed"].equals(free.tables["kiln_feed"])


def test_at_a_high_price_the_east_kiln_takes_slag_to_come_below_the_balance(
    solve: Solve, tmp_path: Path
) -> None:
    """The marginal tonne of a kiln above the balance is worth 0.18 × 5,000 = 900 CNY.

    A tonne of cake deducts 0.48 t, so 0.48 × 900 = 432 CNY: more than its haul of 210 km costs.
    """
    case = with_market(library_case("hand"), price=5_000, balance=0.8)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    fed = plan.tables["kiln_feed"].query("kiln == 'kiln_east' and material == 'slag_cake'")
    assert fed["dry_t"].sum() > 0
    assert float(str(market(plan, "kiln_east")["deviation_pct"])) < 5.0


def test_a_year_without_a_row_has_no_market(solve: Solve, tmp_path: Path) -> None:
    case = with_market(library_case("hand"), price=60, balance=0.8, year=2025)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    assert plan.tables["carbon_market"].empty
    assert plan.totals["cost_by_category"]["carbon_market"] == 0


def test_a_market_switched_off_is_none(solve: Solve, tmp_path: Path) -> None:
    case = with_market(library_case("hand"), price=60, balance=0.8)
    case.set("carbon_market", "2022", column="active", to="no")
    assert solve(case.write(tmp_path / "case"), money="cement").tables["carbon_market"].empty


def test_surplus_of_a_band_by_hand() -> None:
    """Between -20 % and 0: a = (0 - 0.024)/0.2 = -0.12, c = 0.12; price 60, balance 0.8 t/t.

    Income 60 × (-0.12·E + 0.12 × 0.8·Q): 7.2 CNY a tonne of CO2 less, 5.76 a tonne of clinker.
    """
    registry = built("incentives").registry
    cost = registry.effect_vector("cost:carbon_market")
    for family, want in (("v_band_co2", 7.2), ("v_band_clinker", -5.76)):
        columns = registry.columns[family]
        found = cost[columns.numbers][(columns.index["band"] == "below").to_numpy()]
        assert found == pytest.approx(want)


def test_guideline_co2_of_a_line_by_hand() -> None:
    """Where cake alone may be fed, 0.48 > 0.535 × 0.784: own columns. Coal 23 × 0.095 = 2.185."""
    terms = terms_of(built("incentives"), "c_band_co2", "kiln_east", "2022")
    assert terms["v_guideline[kiln_east,year]"] == -1.0
    assert terms["v_fuel[kiln_east,coal,year]"] == pytest.approx(-2.185)
    assert "v_fuel[kiln_east,straw,year]" not in terms, "straw is biogenic"
    form = terms_of(built("incentives"), "c_guideline_form", "kiln_east", "year")
    # most excess: (0.48 - 0.535 × 0.784) / 0.6321 per t clinker, 304 kt: 29.133 kt
    assert form["y_guideline[kiln_east,year]"] == pytest.approx(
        -304 * (0.48 - 0.535 * 0.784) / 0.6321, rel=1e-6
    )
    assert form["v_raw[kiln_east,slag_cake,year]"] == pytest.approx(0.48)


def test_bands_that_meet_are_no_finding(tmp_path: Path) -> None:
    case = with_market(library_case("hand"), price=60, balance=0.8)
    assert load_case(case.write(tmp_path / "case")).findings.errors == []


def of_slag(share: float, *, price: float) -> CaseInCode:
    """Both lines take all the cake they may, for a gate fee of 200 CNY; above 15 % they leave the market."""
    case = with_market(library_case("hand"), price=price, balance=0.8)
    case.set("materials", "slag_cake", column="max_raw_share", to=share)
    case.set("sources", "works_slag_cake", column="price", to=-200)
    case.add(
        "thresholds", rule="slag_line", scope="line", numerator="raw_item", denominator="raw_feed",
        item="slag_cake", threshold=15, automatic="yes", reward="carve_out",
    )  # fmt: skip
    return case


def fed(plan: Solved, kiln: str, material: str, column: str) -> float:
    rows = plan.tables["kiln_feed"]
    return float(rows.loc[(rows["kiln"] == kiln) & (rows["material"] == material), column].sum())


def test_a_line_below_15_per_cent_of_slag_is_in_the_market(solve: Solve, tmp_path: Path) -> None:
    """At 14.9 %: 0.535 × 304,000 - 0.48 × slag + 2.185 × coal; 0.12 of what it is below 0.8 × 304,000."""
    plan = solve(of_slag(14.9, price=10).write(tmp_path / "case"), money="cement")
    slag, coal = fed(plan, "kiln_east", "slag_cake", "dry_t"), fed(plan, "kiln_east", "coal", "wet_t")
    assert slag / (slag + fed(plan, "kiln_east", "marl", "dry_t")) == pytest.approx(0.149, rel=1e-6)
    direct = 0.535 * CLINKER - 0.48 * slag + 2.185 * coal
    east = market(plan, "kiln_east")
    assert east["band"] == "below"
    assert east["surplus_t"] == pytest.approx(0.12 * (0.8 * CLINKER - direct), rel=1e-6)


def test_a_line_above_15_per_cent_of_slag_leaves_the_market_by_itself(solve: Solve, tmp_path: Path) -> None:
    """At 15.1 % it has nothing to sell: its allowances are its emissions, however low these are."""
    plan = solve(of_slag(15.1, price=10).write(tmp_path / "case"), money="cement")
    assert plan.tables["rules"].set_index("subject").loc["kiln_east", "share_pct"] == pytest.approx(15.1)
    east = market(plan, "kiln_east")
    assert (east["band"], east["surplus_t"], east["amount_cny"]) == ("carved_out", 0.0, 0.0)


def test_a_dear_market_keeps_a_line_at_the_edge_of_the_carve_out(solve: Solve, tmp_path: Path) -> None:
    """At 300 CNY/t the surplus is worth more than the last 0.1 % of cake: the line stops at 15 %."""
    plan = solve(of_slag(15.1, price=300).write(tmp_path / "case"), money="cement")
    assert plan.tables["rules"].set_index("subject").loc["kiln_east", "share_pct"] == pytest.approx(15.0)
    assert market(plan, "kiln_east")["band"] == "below"


def test_today_a_slag_line_is_out_of_the_market_too(tmp_path: Path) -> None:
    """The rule applies by itself, so today's west kiln with 55 % of cake has no surplus either."""
    case = of_slag(60, price=10)
    case.add("current_feed", kiln="kiln_west", use="raw", material="slag_cake", period="year", share=55)
    written, out = case.write(tmp_path / "case"), tmp_path / "plan"
    assert run_case(written, options=RunOptions(threads=1, gap=0.0), out=out).exit_code is ExitCode.PLAN
    rows = pd.read_csv(out / "current" / "carbon_market.csv").set_index("kiln")
    assert rows.loc["kiln_west", "band"] == "carved_out"


def test_a_line_has_one_band_a_year_and_its_money_falls_where_it_burns(solve: Solve, tmp_path: Path) -> None:
    """Two halves of a year, 304 kt in all: still 0.12 × (0.9 × 304,000 - 256,500) = 2,052 t."""
    halves = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))
    year = in_seasons(library_case("hand"), (0.5, 0.5), periods=halves)
    case = with_market(with_store(year, "kiln_east", "clinker", 100), price=60, balance=0.9)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    east = market(plan, "kiln_east")
    assert east["clinker_t"] == pytest.approx(CLINKER)
    assert east["surplus_t"] == pytest.approx(2_052.0, rel=1e-5)
    money = plan.tables["money"].query("category == 'carbon_market' and item == 'kiln_east'")
    made = plan.tables["kiln_running"].query("kiln == 'kiln_east'").set_index("period")["clinker_t"]
    assert dict(zip(money["period"], money["amount_cny"], strict=True)) == pytest.approx(
        (-60 * 2_052 * made / CLINKER).to_dict(), rel=1e-5
    )


def test_each_year_has_its_own_price_and_balance_value(solve: Solve, tmp_path: Path) -> None:
    """2022 at 0.9 t/t and 60 CNY/t, 2025 at 0.8 and 100: 2,052 t to sell, then 2,394 t to buy."""
    case = library_case("hand")
    for table, key in (("periods", "year"), ("demand", "city_market+portland+year")):
        case.add(table, **{**case.row(table, key), "period": "later"})
    case.set("periods", "later", column="year", to=2025)
    case = with_market(case, price=60, balance=0.9)
    case.add("carbon_market", year=2025, price=100, balance=0.8)
    plan = solve(case.write(tmp_path / "case"), money="cement")
    rows = plan.tables["carbon_market"].query("kiln == 'kiln_east'").set_index("year")["amount_cny"]
    assert rows.to_dict() == pytest.approx({"2022": -60 * 2_052, "2025": 100 * 2_394}, rel=1e-5)
