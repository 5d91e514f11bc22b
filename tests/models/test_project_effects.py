"""What projects change, one effect at a time: the smallest case in which it binds.

The hand-worked case (`NOTES.md` of the library case): the east kiln makes 304 kt of clinker, the west one
75.49; power costs 0.4 CNY/kWh; the year costs 100,263,257 CNY. A project costs 0.101852 of its capital a year
(20 years at 8 %, `tests.investments`).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.investments import ANNUITY, importing, with_project
from tests.library import hand_sums as hand
from tests.solving import Solve, Solved
from tests.two_seasons import in_seasons, with_store

YEAR_COST = 100_263_256.6
DEAR = 1e9
"""kCNY that nothing is worth."""


@pytest.fixture
def base() -> CaseInCode:
    """The hand-worked case."""
    return library_case("hand")


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder))


def units(plan: Solved) -> list[float]:
    return [float(x) for x in plan.tables["projects"]["units"]]


def fed(plan: Solved, kiln: str, material: str, column: str = "dry_t") -> float:
    rows = plan.tables["kiln_feed"]
    here = (rows["kiln"] == kiln) & (rows["material"] == material)
    return float(rows.loc[here, column].sum())


@pytest.mark.parametrize(
    ("effect", "amount", "saved"),
    [
        ("power", -5, 304_000 * 5 * 0.4),
        ("waste_heat_power", 4, 304_000 * 4 * 0.4),
        ("variable_cost", -3, 304_000 * 3),
    ],
)
def test_a_figure_per_tonne_changes_with_every_tonne_of_clinker(
    effect: str, amount: float, saved: float, base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Of 304 kt: 5 kWh less or 4 kWh made, each at 0.4 CNY: 608,000 and 486,400 CNY; 3 CNY less: 912,000."""
    plan = solved(solve, with_project(base, "p", (effect, "kiln_east", amount), capital_cost=1000), tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST - saved + 1e6 * ANNUITY, rel=1e-7)


def test_a_retrofit_saves_heat_and_the_coal_for_it(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Marl alone, base heat 1.20232 - 0.2: 0.645 m + 0.1 q = 1 and 23 q = 1.00232 + 1.33969 m.

    m = (1 - 0.1 × 1.00232 / 23) / (0.645 + 0.1 × 1.33969 / 23) = 1.52981, q = 0.13269 instead of 0.14130. KH
    rises with less ash, so its upper limit is 0.97 here, and only the west kiln may be fed cake.
    """
    base.set("limits", "clinker+kh", column="upper", to=0.97)
    east = with_project(_cake_only_in_the_west(base), "p", ("heat", "kiln_east", -0.2))
    plan = solved(solve, east, tmp_path)
    need = hand.BASE_HEAT - 0.2
    marl = (1 - 0.1 * need / 23) / (0.645 + 0.1 * hand.MARL_HEAT / 23)
    coal = (need + hand.MARL_HEAT * marl) / 23
    assert fed(plan, "kiln_east", "marl") == pytest.approx(304_000 * marl, rel=1e-6)
    assert fed(plan, "kiln_east", "coal", "wet_t") == pytest.approx(304_000 * coal, rel=1e-6)


def _cake_only_in_the_west(case: CaseInCode) -> CaseInCode:
    """A permit that only the west kiln has."""
    other = case.copy()
    other.set("materials", "slag_cake", column="permit", to="yes")
    other.set("kilns", "kiln_west", column="coprocessing", to="yes")
    return other


def test_a_line_that_is_not_there_runs_once_a_project_builds_it(
    base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Without the west kiln 304 kt cannot meet 379.49: it is built, for 10 million × 0.101852 a year."""
    base.set("kilns", "kiln_west", column="lines", to=0)
    case = with_project(base, "west_line", ("lines", "kiln_west", 1), kind="new_line", capital_cost=10_000)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 1e7 * ANNUITY, rel=1e-7)
    standing = plan.tables["standing_lines"].iloc[0]
    assert (standing["lines_stated"], standing["lines_standing"]) == (0, 1)


def test_a_line_that_nobody_builds_does_not_run(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """304 kt of clinker are 304 × 39/37 = 320.432 kt of cement; 79.568 kt come in."""
    base.set("kilns", "kiln_west", column="lines", to=0)
    case = with_project(importing(base), "west_line", ("lines", "kiln_west", 1), capital_cost=DEAR)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["imported_t"] == pytest.approx(400_000 - 304_000 * 39 / 37, rel=1e-6)


def test_a_closed_line_saves_its_fixed_cost(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """200 kt of cement need one line; two standing at 500,000 CNY cost a million, one closed half of it."""
    base.set_all("demand", column="demand", to=200)
    base.set_all("kiln_classes", column="fixed_cost", to=500)
    case = with_project(base, "close_west", ("lines", "kiln_west", -1), kind="closure")
    assert solved(solve, base, tmp_path / "open").totals["cost_by_category"]["line_fixed"] == 1_000_000
    plan = solved(solve, case, tmp_path / "closed")
    assert plan.totals["cost_by_category"]["line_fixed"] == 500_000
    assert units(plan) == [1]


def test_a_closed_line_does_not_run(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """With the west line closed 79.568 kt of cement come in (304 × 39/37 = 320.432 are made)."""
    case = with_project(importing(base), "close_west", ("lines", "kiln_west", -1), required_by=2022)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["imported_t"] == pytest.approx(400_000 - 304_000 * 39 / 37, rel=1e-6)


def test_mills_grow_by_whole_units(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """390 kt and units of 6: 10 more take two, 2 × 1 million × 0.101852."""
    base.set("plants", "mill", column="capacity", to=390)
    case = with_project(base, "mill_2", ("mill_capacity", "mill", 6), units=3, capital_cost=1000)
    plan = solved(solve, case, tmp_path)
    assert units(plan) == [2]
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 2e6 * ANNUITY, rel=1e-7)


@pytest.mark.parametrize(
    ("table", "key", "effect"),
    [("transfers", "loading_west", "transfer_capacity"), ("links", "railway", "link_capacity")],
)
def test_a_way_that_is_full_takes_more_once_it_is_extended(
    table: str, key: str, effect: str, base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Coal 42.96, gypsum 22.79 and clinker 75.49: 141.24 kt by rail; 100 kt and two units of 30 hold them."""
    base.set(table, key, column="capacity", to=100)
    case = with_project(base, "p", (effect, key, 30), units=2, capital_cost=100)
    plan = solved(solve, case, tmp_path)
    assert units(plan) == [2]
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 2e5 * ANNUITY, rel=1e-7)


def test_a_store_holds_more_once_it_is_enlarged(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """56.923 kt of clinker must lie over winter; 40 kt and two units of 10 hold them."""
    seasons = with_store(in_seasons(base, (0.85, 0.15)), "kiln_east", "clinker", 40)
    case = with_project(
        importing(seasons), "silo", ("store_capacity", "kiln_east", "clinker", 10), units=3, capital_cost=1000
    )
    plan = solved(solve, case, tmp_path)
    assert units(plan) == [2]
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 2e6 * ANNUITY, rel=1e-7)


def test_a_second_raw_feeder_lets_the_blend_be_fed(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """With one feeder the west kiln has marl or cake; with one more the plan is the hand-worked one."""
    base.set_all("kiln_classes", column="raw_feeders", to=1)
    case = with_project(base, "p", ("raw_feeders", "kiln_west", 1), capital_cost=1000)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 1e6 * ANNUITY, rel=1e-7)


def test_without_its_feeder_the_west_kiln_is_fed_one_material(
    base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    base.set_all("kiln_classes", column="raw_feeders", to=1)
    case = with_project(base, "p", ("raw_feeders", "kiln_west", 1), capital_cost=DEAR)
    assert fed(solved(solve, case, tmp_path), "kiln_west", "slag_cake") == 0


def with_spare_fuel(case: CaseInCode, *, tsr_max: float, feeders: int) -> CaseInCode:
    """An alternative fuel like coal in all but its price, 100 CNY a tonne less."""
    other = case.copy()
    other.add("materials", **{**case.row("materials", "coal"), "material": "pellets"})
    other.add("fuels", **{**case.row("fuels", "coal"), "material": "pellets", "alternative": "yes"})
    coal = case.row("sources", "works_coal")
    other.add("sources", **{**coal, "source_id": "works_pellets", "material": "pellets", "price": "380"})
    for column, value in (("tsr_max", tsr_max), ("fuel_feeders", feeders), ("feeder_minimum", 0)):
        other.set_all("kiln_classes", column=column, to=value)
    return other


def test_a_feeding_line_raises_thermal_substitution(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """20 % of the 42.96 kt of fuel of the east kiln are 8.59 kt, each 100 CNY/t cheaper."""
    case = with_spare_fuel(base, tsr_max=0, feeders=2)
    plan = solved(solve, with_project(case, "p", ("tsr_max", "kiln_east", 20)), tmp_path)
    cheaper = 0.2 * hand.COAL_EAST * 1000
    assert fed(plan, "kiln_east", "pellets", "wet_t") == pytest.approx(cheaper, rel=1e-6)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST - 100 * cheaper, rel=1e-7)


def test_a_second_fuel_needs_a_second_feeder(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """One fuel feeder and 20 % at most: no pellets, until a project adds a feeder at the east kiln."""
    case = with_spare_fuel(base, tsr_max=20, feeders=1)
    without = solved(solve, case, tmp_path / "without")
    assert fed(without, "kiln_east", "pellets", "wet_t") == 0
    plan = solved(solve, with_project(case, "p", ("fuel_feeders", "kiln_east", 1)), tmp_path / "with")
    assert fed(plan, "kiln_east", "pellets", "wet_t") == pytest.approx(0.2 * hand.COAL_EAST * 1000, rel=1e-6)


def test_a_handling_line_takes_more_a_day(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """10 t/d and 15 more on 304 days: 7,600 t of pellets in the east kiln."""
    case = with_spare_fuel(base, tsr_max=50, feeders=2)
    case.set_all("kiln_classes", column="alternative_fuel_capacity", to=10)
    plan = solved(solve, with_project(case, "p", ("alternative_fuel_capacity", "kiln_east", 15)), tmp_path)
    assert fed(plan, "kiln_east", "pellets", "wet_t") == pytest.approx(25 * 304, rel=1e-6)


def west_feed(row: tuple[float, float]) -> np.ndarray:
    """Marl, cake and coal per tonne of clinker where the feed keeps ``row`` · (marl, cake) = 0."""
    left = np.array([[0.645, 0.8, 0.1], [*row, 0.0], [-hand.MARL_HEAT, -hand.CAKE_HEAT, 23.0]])
    return np.linalg.solve(left, [1.0, 0.0, hand.BASE_HEAT])


def test_a_dosing_line_raises_the_share_of_slag(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """30 % of the dry feed and 20 points: half of it, where the blend would take 78 %."""
    base.set("materials", "slag_cake", column="max_raw_share", to=30)
    case = with_project(base, "p", ("max_raw_share", "kiln_west", "slag_cake", 20))
    plan = solved(solve, case, tmp_path)
    expected = west_feed((0.5, -0.5))[1] * hand.WEST * 1000
    assert fed(plan, "kiln_west", "slag_cake") == pytest.approx(expected, rel=1e-6)


def test_a_dryer_raises_the_moisture_of_the_feed(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """5 % of water in the wet feed and 2 points, where the blend has 8.4 %.

    A dry tonne of marl brings 0.02/0.98 t of water, of cake 0.1/0.9, in 1/0.98 and 1/0.9 t of wet feed:
    (0.02 - 0.07)/0.98 m + (0.1 - 0.07)/0.9 s = 0.
    """
    base.set_all("kiln_classes", column="feed_moisture_max", to=5)
    plan = solved(solve, with_project(base, "p", ("feed_moisture_max", "kiln_west", 2)), tmp_path)
    expected = west_feed(((0.02 - 0.07) / 0.98, (0.1 - 0.07) / 0.9))[1] * hand.WEST * 1000
    assert fed(plan, "kiln_west", "slag_cake") == pytest.approx(expected, rel=1e-6)


BY_ROAD = (hand.road(230) - hand.RAIL_MINERALS) * (hand.COAL_EAST + hand.GYPSUM / 0.9) * 1000
"""Coal 42.96 and gypsum 22.79 kt from the works to the east at 98 - 83.68 CNY/t more: 941,519 CNY."""
CLINKER_BY_ROAD = (hand.road(220) - hand.RAIL_CLINKER) * hand.WEST * 1000
"""Clinker 75.49 kt at 94 - 87.03 CNY/t more: 526,146 CNY."""


@pytest.mark.parametrize(
    ("effect", "target", "dearer"),
    [
        ("link", "railway", BY_ROAD + CLINKER_BY_ROAD),
        ("transfer", "loading_west", BY_ROAD + CLINKER_BY_ROAD),
        ("connection", "works_station", BY_ROAD),
    ],
)
def test_what_is_not_built_is_gone_round_by_road(
    effect: str, target: str, dearer: float, base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    case = with_project(base, "p", (effect, target, 1), capital_cost=DEAR)
    plan = solved(solve, case, tmp_path)
    assert units(plan) == [0]
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + dearer, rel=1e-7)


@pytest.mark.parametrize(
    ("effect", "target"), [("link", "railway"), ("transfer", "loading_west"), ("connection", "works_station")]
)
def test_a_way_is_built_where_it_saves_more_than_it_costs(
    effect: str, target: str, base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """1 million × 0.101852 a year, against 0.94 or 1.47 million of road haulage saved."""
    plan = solved(solve, with_project(base, "p", (effect, target, 1), capital_cost=1000), tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 1e6 * ANNUITY, rel=1e-7)


def test_a_way_that_one_project_opens_and_another_extends_holds_both(
    base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """A railway of 100 kt to be built, and 50 kt more: room for the 141.24 kt of the hand-worked plan."""
    base.set("links", "railway", column="capacity", to=100)
    case = with_project(base, "line", ("link", "railway", 1), capital_cost=1000)
    case = with_project(case, "loop", ("link_capacity", "railway", 50), capital_cost=100)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 1.1e6 * ANNUITY, rel=1e-7)


def with_belt(case: CaseInCode, mode: str) -> CaseInCode:
    """A straight way of 25 km from the works to the west kiln: conveyor at 1 + 0.1 CNY/(t·km), or road."""
    other = case.copy()
    if mode == "conveyor":
        road, tariff = case.row("modes", "road"), case.row("tariffs", "road+minerals")
        other.add("modes", **{**road, "mode": mode})
        other.add("tariffs", **{**tariff, "mode": mode, "base": 1, "rate": 0.1})
    length = 25 if mode == "conveyor" else 5
    link = {**case.row("links", "highway"), "link": "belt", "mode": mode, "length": length}
    other.add("links", **{**link, "from_place": "works", "to_place": "kiln_site_west"})
    return other


@pytest.mark.parametrize(("mode", "rate"), [("conveyor", 1 + 0.1 * 25), ("road", hand.road(5))])
def test_a_straight_way_is_used_once_it_is_built_and_gone_round_before(
    mode: str, rate: float, base: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Cake 84.37 and coal 9.361 kt (wet) go to the west kiln at 18 CNY/t, or over the new way at its rate."""
    case = with_belt(base, mode)
    saved = (hand.road(30) - rate) * (hand.CAKE_WEST / 0.9 + hand.COAL_WEST) * 1000
    dear = solved(solve, with_project(case, "p", ("link", "belt", 1), capital_cost=DEAR), tmp_path / "dear")
    assert dear.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)
    plan = solved(solve, with_project(case, "p", ("link", "belt", 1), capital_cost=1000), tmp_path / "built")
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST - saved + 1e6 * ANNUITY, rel=1e-7)


def test_a_source_gives_nothing_before_it_is_opened(base: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Without cake the west kiln has marl alone, 75.49 × 1.52848 = 115.38 kt; then the hand-worked plan."""
    source = ("source", "works_slag_cake", 1.0)
    shut = solved(solve, with_project(base, "p", source, capital_cost=DEAR), tmp_path / "shut")
    assert fed(shut, "kiln_west", "marl") == pytest.approx(hand.WEST * hand.EAST_RECIPE.marl * 1000, rel=1e-6)
    plan = solved(solve, with_project(base, "p", source, capital_cost=1000), tmp_path / "open")
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 1e6 * ANNUITY, rel=1e-7)
