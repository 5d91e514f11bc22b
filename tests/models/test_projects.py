"""Which projects may be there, when, beside which others and at what cost, worked out by hand.

Mills of 390 kt, 400 kt of cement asked for: 10 kt come in at 900 CNY/t, or mills are built, where a kt of
cement made at home costs some 250 CNY/t. Built units cost 1 million each, 101,852 CNY a year.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.investments import ANNUITY, importing, in_years, with_project
from tests.solving import Solve, Solved

YEAR_COST = 100_263_256.6


@pytest.fixture
def short() -> CaseInCode:
    """The hand-worked case with mills of 390 kt and imports."""
    case = library_case("hand")
    case.set("plants", "mill", column="capacity", to=390)
    return importing(case)


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder))


def units(plan: Solved) -> dict[tuple[str, str], int]:
    frame = plan.tables["projects"]
    return {(str(r.project), str(r.year)): int(r.units) for r in frame.itertuples()}


def mill(case: CaseInCode, project: str, kt: float, **cells: object) -> CaseInCode:
    return with_project(
        case, project, ("mill_capacity", "mill", kt), **({"kind": "mill", "capital_cost": 1000} | cells)
    )


def test_the_capital_cost_is_paid_back_over_the_life(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """10 years at 5 %: 0.05 × 1.628895 / 0.628895 = 0.129505 of 1 million, and 30,000 fixed."""
    short.set("case", "discount_rate", to=5)
    plan = solved(solve, mill(short, "p", 10, life=10, fixed_cost=30), tmp_path)
    assert plan.totals["cost_by_category"]["investment"] == pytest.approx(129_504.57, abs=0.01)
    assert plan.totals["cost_by_category"]["project_fixed"] == pytest.approx(30_000)
    book = plan.tables["investments"].iloc[0]
    assert book[["units", "units_built", "capital_cny"]].tolist() == [1, 1, 1_000_000]


def test_without_interest_the_capital_cost_is_paid_back_evenly(
    short: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    short.set("case", "discount_rate", to=0)
    plan = solved(solve, mill(short, "p", 10), tmp_path)
    assert plan.totals["cost_by_category"]["investment"] == pytest.approx(1_000_000 / 20)


def test_the_budget_in_all_stops_building(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """3.5 million buy three units of 2 kt: 4 of the 10 kt come in."""
    short.set("case", "budget", to=3500)
    plan = solved(solve, mill(short, "p", 2, units=8), tmp_path)
    assert units(plan) == {("p", "2022"): 3}
    assert plan.totals["imported_t"] == pytest.approx(4_000)


def test_the_budget_of_a_year_is_for_what_is_new_in_it(
    short: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """2 million in 2022 and 1 million in 2025 for units of 2 kt at 1 million each: 2, then 3."""
    case = mill(in_years(short, {2022: 400, 2025: 400}), "p", 2, units=8)
    case.add("years", year=2022, budget=2000)
    case.add("years", year=2025, budget=1000)
    plan = solved(solve, importing(case), tmp_path)
    assert units(plan) == {("p", "2022"): 2, ("p", "2025"): 3}


def test_what_is_built_stays(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """2022 asks for 400 kt and 2025 for 300: the mill that only 2022 needs costs its annuity in 2025 too."""
    case = mill(in_years(short, {2022: 400, 2025: 300}), "p", 10)
    plan = solved(solve, importing(case), tmp_path)
    assert units(plan) == {("p", "2022"): 1, ("p", "2025"): 1}
    book = plan.tables["investments"].set_index("year")
    assert book["units_built"].tolist() == [1, 0]
    assert book["annuity_cny"].tolist() == pytest.approx([1e6 * ANNUITY] * 2)


def test_nothing_is_there_before_its_earliest_year(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    case = mill(in_years(short, {2022: 400, 2025: 400}), "p", 10, earliest=2024)
    plan = solved(solve, importing(case), tmp_path)
    assert units(plan) == {("p", "2022"): 0, ("p", "2025"): 1}


def test_what_is_required_is_there_from_its_year_on(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Nobody needs more than 390 kt, yet all of it is there from 2024 on."""
    case = mill(in_years(short, {2022: 300, 2025: 300}), "p", 10, units=2, required_by=2024)
    plan = solved(solve, importing(case), tmp_path)
    assert units(plan) == {("p", "2022"): 0, ("p", "2025"): 2}


def test_a_project_switched_off_is_not_there(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    plan = solved(solve, mill(short, "p", 10, active="no", required_by=2022), tmp_path)
    assert units(plan) == {("p", "2022"): 0}
    assert plan.totals["imported_t"] == pytest.approx(10_000)


def test_of_sizes_to_choose_from_one_is_built(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """5 kt for 1 million or 8 kt for 1.5: the larger one alone, and 2 kt come in, though both would fit."""
    case = mill(short, "small", 5, group="sizes")
    case = mill(case, "large", 8, group="sizes", capital_cost=1500)
    plan = solved(solve, case, tmp_path)
    assert units(plan) == {("small", "2022"): 0, ("large", "2022"): 1}
    assert plan.totals["imported_t"] == pytest.approx(2_000)


def related(case: CaseInCode, relation: str, **cells: object) -> CaseInCode:
    """A mill, and a hall of 20 million that does nothing by itself."""
    case = with_project(mill(case, "p", 10), "hall", ("power", "kiln_west", 0), **cells)
    case.add("project_relations", project="p", other="hall", relation=relation)
    return case


def test_a_project_comes_with_what_it_needs(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """1 million for the mill and 20 for the hall: 2,138,891 CNY a year against 6.5 million for imports."""
    plan = solved(solve, related(short, "needs", capital_cost=20_000), tmp_path)
    assert units(plan) == {("p", "2022"): 1, ("hall", "2022"): 1}
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + 21e6 * ANNUITY, rel=1e-7)


def test_a_project_is_not_worth_it_where_what_it_needs_is_too_dear(
    short: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """A hall of 100 million costs 10 million a year."""
    plan = solved(solve, related(short, "needs", capital_cost=100_000), tmp_path)
    assert units(plan) == {("p", "2022"): 0, ("hall", "2022"): 0}


def test_a_project_is_not_there_beside_what_it_excludes(
    short: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    plan = solved(solve, related(short, "excludes", required_by=2022), tmp_path)
    assert units(plan) == {("p", "2022"): 0, ("hall", "2022"): 1}


def test_a_relation_switched_off_binds_nothing(short: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    case = related(short, "excludes", required_by=2022)
    case.set_all("project_relations", column="active", to="no")
    assert units(solved(solve, case, tmp_path)) == {("p", "2022"): 1, ("hall", "2022"): 1}


@pytest.mark.parametrize(
    ("effect", "target", "amount"),
    [
        ("heat", "kiln_east", -0.05), ("heat", "kiln_east", 0.2), ("power", "kiln_west", -5),
        ("lines", "kiln_east", 1), ("raw_feeders", "kiln_west", 1), ("tsr_max", "kiln_east", 10),
        ("feed_moisture_max", "kiln_west", 5), ("mill_capacity", "mill", 50),
        ("waste_heat_power", "kiln_east", 2),
    ],
)  # fmt: skip
def test_a_project_that_nobody_chooses_leaves_the_plan_as_it_was(
    effect: str, target: str, amount: float, solve: Solve, tmp_path: Path
) -> None:
    case = with_project(library_case("hand"), "p", (effect, target, amount), capital_cost=1e9)
    plan = solved(solve, case, tmp_path)
    assert units(plan) == {("p", "2022"): 0}
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-8)


@pytest.mark.parametrize(
    ("effect", "target", "amount"),
    [
        ("heat", "kiln_east", -0.3), ("heat", "kiln_west", 0.3), ("power", "kiln_west", 8),
        ("lines", "kiln_west", -1), ("feed_moisture_max", "kiln_east", 5), ("variable_cost", "kiln_east", 4),
    ],
)  # fmt: skip
def test_a_project_to_choose_never_makes_the_plan_dearer(
    effect: str, target: str, amount: float, solve: Solve, tmp_path: Path
) -> None:
    case = with_project(library_case("hand"), "p", (effect, target, amount))
    assert solved(solve, case, tmp_path).totals["cost_system"] <= YEAR_COST * (1 + 1e-8)


def test_today_no_project_is_there(solve: Solve, tmp_path: Path) -> None:
    """Not even one that the plan must have."""
    case = with_project(
        library_case("hand"), "p", ("lines", "kiln_east", 1), required_by=2022, capital_cost=1000
    )
    plan = solve(case.write(tmp_path), current="customary")
    today = plan.plan["totals"]["current"]
    assert today["cost_by_category"].get("investment", 0.0) == 0.0
    assert plan.totals["cost_by_category"]["investment"] == pytest.approx(1e6 * ANNUITY)


def test_a_pair_left_out_is_not_believed_to_use_what_is_not_built(solve: Solve, tmp_path: Path) -> None:
    """Coal of the east at 560 + 14 CNY/t is dearer than 563.68 by rail, and cheaper than 578 by road.

    The works lie beyond the reach of coal, so only the price-out can bring them in: by rail, not without it.
    """
    case = library_case("hand")
    coal = {**case.row("sources", "works_coal"), "source_id": "mine_coal", "site": "quarry", "price": "560"}
    case.add("sources", **coal)
    case.set("materials", "coal", column="reach_km", to=50)
    dear = with_project(case, "p", ("transfer", "loading_west", 1), capital_cost=1e9)
    cheap = with_project(case, "p", ("transfer", "loading_west", 1))
    plans = [solved(solve, c, tmp_path / name) for name, c in (("dear", dear), ("cheap", cheap))]
    bought = [plan.tables["flows"].groupby("origin")["wet_t"].sum() for plan in plans]
    assert bought[0]["mine_coal"] == pytest.approx(42_956.5, rel=1e-4)
    assert "mine_coal" not in bought[1]
