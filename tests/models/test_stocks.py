"""Stocks between seasons, worked out by hand on the hand-worked case (`NOTES.md` of the library case).

The year: 400 kt of cement, 379.49 kt of clinker (37/39 of it), 100,263,257 CNY. Kilns stand in November and
December, 61 of 365 days, and 15 % of the cement is asked for then: 60 kt, for which 60 × 37/39 = 56.923 kt of
clinker must lie in store. The east kiln makes its 304 kt in either case, so nothing else of the plan changes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cases import load_case
from models.audit.piles import clinker_out
from models.audit.plan import read_plan
from models.ledgers.piles import leaving
from tests.cases_in_code import CaseInCode, library_case
from tests.models.audit.mutations import season_plan
from tests.models.every_family import bounds_of, model_of, terms_of
from tests.solving import Solve, Solved
from tests.two_seasons import in_seasons, with_store

YEAR_COST = 100_263_256.6
WINTER_CLINKER = 60_000 * 37 / 39
HALVES = (("first", "01-01", "06-30"), ("second", "07-01", "12-31"))


@pytest.fixture
def seasons() -> CaseInCode:
    """The hand-worked case in two seasons, no store yet."""
    return in_seasons(library_case("hand"), (0.85, 0.15))


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder / "case"))


def stock_rows(plan: Solved, place: str) -> pd.DataFrame:
    stocks = plan.tables["stocks"]
    return stocks[stocks["place"] == place].set_index("period")


def test_clinker_made_while_the_kiln_runs_is_ground_in_winter(
    seasons: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """In winter nothing is made; what is ground then lay in the kiln's store at the end of October."""
    plan = solved(solve, with_store(seasons, "kiln_east", "clinker", 70), tmp_path)
    made = plan.tables["kiln_running"].groupby("period")["clinker_t"].sum()
    assert made["winter"] == 0
    stock = stock_rows(plan, "kiln_east")["stock_t"]
    assert stock.to_dict() == pytest.approx({"running": WINTER_CLINKER, "winter": 0.0}, rel=1e-6, abs=1e-3)


def test_a_free_store_leaves_the_cost_of_the_year(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    plan = solved(solve, with_store(seasons, "kiln_east", "clinker", 70), tmp_path)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)


def test_holding_costs_the_mean_stock(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """It fills in 304 days and empties in 61: half of 56,923 t all the year, × 20 CNY/t = 569,231 CNY."""
    plan = solved(solve, with_store(seasons, "kiln_east", "clinker", 70, holding_cost=20), tmp_path)
    storage = WINTER_CLINKER / 2 * 20
    assert plan.totals["cost_by_category"]["storage"] == pytest.approx(storage, rel=1e-6)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST + storage, rel=1e-7)


def test_a_stated_stock_at_new_year_is_there_again_at_its_end(
    seasons: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """10 kt all the year round at 20 CNY/t cost 200,000 CNY more and change nothing else."""
    case = with_store(seasons, "kiln_east", "clinker", 70, holding_cost=20, start=10)
    plan = solved(solve, case, tmp_path)
    assert stock_rows(plan, "kiln_east").loc["winter", "stock_t"] == pytest.approx(10_000)
    assert plan.totals["cost_system"] == pytest.approx(
        YEAR_COST + WINTER_CLINKER / 2 * 20 + 200_000, rel=1e-7
    )


def test_a_year_may_end_with_less_than_it_began(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """10 kt of clinker on 1 January, 4 kt on 31 December: 6 kt need not be made."""
    case = with_store(seasons, "kiln_east", "clinker", 70, start=10, end=4)
    plan = solved(solve, case, tmp_path)
    stock = stock_rows(plan, "kiln_east")
    assert [stock.loc["running", "start_t"], stock.loc["winter", "stock_t"]] == pytest.approx([10_000, 4_000])
    assert plan.totals["clinker_t"] == pytest.approx(400_000 * 37 / 39 - 6_000, rel=1e-7)


def test_a_year_may_end_with_more_than_it_began(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Nothing on 1 January, 7 kt on 31 December: 7 kt are made on top."""
    plan = solved(solve, with_store(seasons, "kiln_east", "clinker", 70, start=0, end=7), tmp_path)
    assert plan.totals["clinker_t"] == pytest.approx(400_000 * 37 / 39 + 7_000, rel=1e-7)


def test_cement_in_store_may_be_sold_off(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """8 kt of cement at the start and none at the end: 392 kt are ground, from 392 × 37/39 kt of clinker."""
    case = with_store(with_store(seasons, "kiln_east", "clinker", 70), "mill", "portland", 60, start=8, end=0)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["clinker_t"] == pytest.approx(392_000 * 37 / 39, rel=1e-7)


def test_what_is_lost_in_store_is_made_on_top(seasons: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """1 % a year for 61 days: 56,923 / (1 - 0.01 × 61/365) = 57,018 t are put in and 95 t never come out."""
    plan = solved(solve, with_store(seasons, "kiln_east", "clinker", 70, loss=1), tmp_path)
    stored = WINTER_CLINKER / (1 - 0.01 * 61 / 365)
    winter = stock_rows(plan, "kiln_east").loc["winter"]
    assert winter[["start_t", "lost_t", "drawn_t"]].tolist() == pytest.approx(
        [stored, stored - WINTER_CLINKER, WINTER_CLINKER], rel=1e-6
    )
    assert plan.totals["clinker_t"] == pytest.approx(400_000 * 37 / 39 + stored - WINTER_CLINKER, rel=1e-7)


def test_a_store_too_small_leaves_the_rest_to_imports(
    seasons: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """40 kt of clinker give 40 × 39/37 = 42.162 kt of the 60 kt of cement asked for; 17.838 kt come in."""
    case = with_store(seasons, "kiln_east", "clinker", 40)
    case.set("demand", "city_market+portland+winter", column="import_price", to=900)
    case.set("demand", "city_market+portland+winter", column="import_co2", to=700)
    plan = solved(solve, case, tmp_path)
    assert plan.totals["imported_t"] == pytest.approx(60_000 - 40_000 * 39 / 37, rel=1e-6)


def test_cement_is_kept_at_the_mill_where_only_the_mill_has_a_store(
    seasons: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """All 60 kt of winter cement are ground before November: in 304/365 of a year the mill can do 500 kt."""
    plan = solved(solve, with_store(seasons, "mill", "portland", 60), tmp_path)
    assert stock_rows(plan, "mill").loc["running", "stock_t"] == pytest.approx(60_000)
    assert plan.totals["cost_system"] == pytest.approx(YEAR_COST, rel=1e-7)


def winter_slag(store: float) -> CaseInCode:
    """All slag cake arises in January and December, when kilns stand, half in each."""
    case = library_case("hand")
    case.add("profiles", profile="winter", **{f"m{m:02d}": 50 if m in (1, 12) else 0 for m in range(1, 13)})
    case.set("sources", "works_slag_cake", column="profile", to="winter")
    case.set("sources", "works_slag_cake", column="store", to=store)
    case.replace("stop_windows", [{"window": "winter", "area": "region", "start": "12-01", "end": "01-31"}])
    case.set_all("kiln_classes", column="feeder_minimum", to=0)
    return case


def slag_taken(plan: Solved) -> float:
    flows = plan.tables["flows"]
    return float(flows.loc[flows["origin"] == "works_slag_cake", "dry_t"].sum())


def test_winter_waste_is_used_in_summer_as_far_as_it_can_be_kept(solve: Solve, tmp_path: Path) -> None:
    """December and January are one winter: 180 kt arise, 60 fit, so the kilns get 60 and the rest is left."""
    periods = (("summer", "02-01", "11-30"), ("winter", "12-01", "01-31"))
    case = with_store(in_seasons(winter_slag(60), (0.85, 0.15), periods=periods), "kiln_east", "clinker", 70)
    plan = solved(solve, case, tmp_path)
    assert slag_taken(plan) == pytest.approx(60_000)
    assert stock_rows(plan, "works_slag_cake")["stock_t"].to_dict() == pytest.approx(
        {"winter": 60_000.0, "summer": 0.0}, abs=1e-3
    )
    left = plan.tables["supply"].set_index(["source_id", "period"])["left_dry_t"]
    assert left["works_slag_cake", "winter"] == pytest.approx(120_000)
    assert left["works_slag_cake", "summer"] == pytest.approx(0.0, abs=1e-3)


def test_a_heap_of_waste_is_drawn_down_to_what_is_stated(solve: Solve, tmp_path: Path) -> None:
    """20 kt lie there on 1 February, 5 kt on 31 January: kilns, which stand in winter, get the 20 kt.

    Of the 180 kt that arise in winter 5 are put by; 175 are left.
    """
    periods = (("summer", "02-01", "11-30"), ("winter", "12-01", "01-31"))
    case = with_store(in_seasons(winter_slag(60), (0.85, 0.15), periods=periods), "kiln_east", "clinker", 70)
    case.set("sources", "works_slag_cake", column="store_start", to=20)
    case.set("sources", "works_slag_cake", column="store_end", to=5)
    plan = solved(solve, case, tmp_path)
    assert slag_taken(plan) == pytest.approx(20_000)
    heap = stock_rows(plan, "works_slag_cake")
    assert heap["stock_t"].to_dict() == pytest.approx({"winter": 5_000.0, "summer": 0.0}, abs=1e-3)
    left = plan.tables["supply"].set_index(["source_id", "period"])["left_dry_t"]
    assert left["works_slag_cake", "winter"] == pytest.approx(175_000)


def test_an_old_heap_to_which_nothing_is_added_can_be_used_up(solve: Solve, tmp_path: Path) -> None:
    """30 kt lie there at first, 10 kt at last; leaving the other 20 costs 500 CNY/t, so kilns take them."""
    case = with_store(in_seasons(library_case("hand"), (0.85, 0.15)), "kiln_east", "clinker", 70)
    case.add(
        "sources", source_id="old_heap", site="works", material="slag_cake", arising=0, price=0,
        disposal_cost=500, store_start=30, store_end=10,
    )  # fmt: skip
    flows = solved(solve, case, tmp_path).tables["flows"]
    assert flows.loc[flows["origin"] == "old_heap", "dry_t"].sum() == pytest.approx(20_000)


def test_the_room_of_a_store_is_not_used_twice(solve: Solve, tmp_path: Path) -> None:
    """90 kt arise in each half while kilns stand; a store of 30 kt gives 30 kt a year, split or not."""
    year = solved(solve, winter_slag(30), tmp_path / "year")
    halves = in_seasons(winter_slag(30), (0.5, 0.5), periods=HALVES)
    split = solved(solve, with_store(halves, "kiln_east", "clinker", 100), tmp_path / "halves")
    assert [slag_taken(year), slag_taken(split)] == pytest.approx([30_000, 30_000])


def test_what_does_not_arise_on_running_days_is_drawn_from_store(tmp_path: Path) -> None:
    """January to June, kilns run from February, all cake arises in January: Σ taken - drawn ≤ 0 kt dry."""
    halves = with_store(in_seasons(winter_slag(30), (0.5, 0.5), periods=HALVES), "kiln_east", "clinker", 100)
    case = load_case(halves.write(tmp_path / "case")).case
    assert case is not None
    model = model_of(case)
    terms = terms_of(model, "c_season", "works_slag_cake", "region", "first")
    assert bounds_of(model, "c_season", "works_slag_cake", "region", "first")[1] == pytest.approx(0.0)
    assert terms.pop("v_drawn[works_slag_cake,first]") == -1.0
    assert set(terms.values()) == {0.9}


def test_a_line_that_runs_on_starts_once(solve: Solve, tmp_path: Path) -> None:
    """Two lines that run in both halves of a year: 2 × 2 million CNY, not four times."""
    case = in_seasons(library_case("hand"), (0.5, 0.5), periods=HALVES)
    case.set("kilns", "kiln_east", column="capacity", to=700)
    case.set("kilns", "kiln_west", column="capacity", to=700)
    plan = solved(solve, with_store(case, "kiln_east", "clinker", 100), tmp_path)
    running = plan.tables["kiln_running"]
    assert running["lines_running"].tolist() == [1, 1, 1, 1]
    assert plan.totals["cost_by_category"]["kiln_start"] == pytest.approx(4_000_000)


def test_without_any_store_a_winter_without_kilns_is_told_before_the_solve(
    seasons: CaseInCode, tmp_path: Path
) -> None:
    found = load_case(seasons.write(tmp_path / "case")).findings.errors
    assert [(finding.code, finding.subject) for finding in found] == [("demand_above_clinker", "winter")]


def test_a_year_too_short_for_its_demand_is_told_however_large_the_stores(
    seasons: CaseInCode, tmp_path: Path
) -> None:
    """Two lines of 600 t/d make 364.8 kt in 304 days; 400 kt of cement take 376 kt or more (6 % gypsum)."""
    case = with_store(seasons, "kiln_east", "clinker", 1000)
    case.set_all("kilns", column="capacity", to=600)
    found = load_case(case.write(tmp_path / "case")).findings.errors
    assert [(finding.code, finding.subject) for finding in found] == [("demand_above_clinker", "2022")]


def test_clinker_that_leaves_a_pile_is_a_mixture_of_the_seasons() -> None:
    """100 t with 1 % SO3 and 50 t with 2 %; 60 t are carried over, then 20 t.

    120 c1 = 20 c2 + 100 × 1 and 110 c2 = 60 c1 + 50 × 2: c1 = 13/12 %, c2 = 3/2 %.
    """
    broken = season_plan()
    plan = read_plan(broken.case, broken.tables, broken.totals, aim=broken.aim)
    made = pd.DataFrame({"so3": [1.0, 2.0]}, index=plan.running.index)
    expected = [13 / 12, 3 / 2]
    names = [("running", "k1"), ("winter", "k1")]
    ours = leaving(broken.case, made, broken.tables).loc[names, "so3"]
    assert ours.tolist() == pytest.approx(expected)
    assert clinker_out(plan, made).loc[names, "so3"].tolist() == pytest.approx(expected)
