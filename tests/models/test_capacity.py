"""Capacity policy of single lines, worked out by hand on the hand-worked case (its `NOTES.md`).

The year: 400 kt of cement take 379.487 kt of clinker (37/39 of it). Both lines may run 304 days at 1000 t/d
and must run 60; the east kiln is the cheaper one and makes 304 kt, the west kiln 75.487 kt. November and
December, 61 days, are the stop window.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cases import load_case
from tests.cases_in_code import CaseInCode, library_case
from tests.models.every_family import model_of, terms_of
from tests.solving import Solve, Solved

CLINKER = 400_000 * 37 / 39
EAST, WEST = "kiln_east", "kiln_west"


@pytest.fixture
def hand() -> CaseInCode:
    return library_case("hand")


@pytest.fixture
def small_west(hand: CaseInCode) -> CaseInCode:
    """The west kiln makes 500 t/d; 490 kt of cement, 464.872 kt of clinker, are asked for or imported.

    Without a swap the lines make 304 + 152 = 456 kt of clinker.
    """
    hand.set("kilns", WEST, column="capacity", to=500)
    hand.set("demand", "city_market+portland+year", column="demand", to=490)
    hand.set("demand", "city_market+portland+year", column="import_price", to=900)
    hand.set("demand", "city_market+portland+year", column="import_co2", to=700)
    return hand


def swap(case: CaseInCode, **figures: object) -> CaseInCode:
    """The east kiln may run in the stop window while the west kiln stands."""
    case.add("swaps", kiln=EAST, partner=WEST, **figures)
    return case


def solved(solve: Solve, case: CaseInCode, folder: Path) -> Solved:
    return solve(case.write(folder / "case"))


def made(plan: Solved) -> dict[str, float]:
    return dict(plan.tables["kiln_running"].groupby("kiln")["clinker_t"].sum())


def swaps(plan: Solved) -> list[float]:
    row = plan.tables["swaps"].iloc[0]
    return [float(row["line_days"]), float(row["made_up_days"])]


def test_a_swap_lets_the_cheaper_line_run_in_the_stop_window(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """West runs its least 60 days, 60 kt; east makes 319.487 kt, 15.487 days of it in the window."""
    plan = solved(solve, swap(hand), tmp_path)
    assert made(plan) == pytest.approx({EAST: CLINKER - 60_000, WEST: 60_000})
    assert swaps(plan) == pytest.approx([CLINKER / 1000 - 364] * 2)


def test_running_days_are_told_by_windows_and_swap(hand: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    plan = solved(solve, swap(hand), tmp_path)
    days = plan.tables["running_days"].set_index("kiln").loc[EAST]
    told = days[["days_of_windows", "bonus_days", "swapped_days", "line_days"]].tolist()
    assert told == pytest.approx([304, 0, CLINKER / 1000 - 364, CLINKER / 1000 - 60])


def test_a_day_for_a_day_lets_a_larger_line_make_more(
    small_west: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """East runs all 61 days of the window and makes 365 kt; west may run 304 - 61 = 243 days, 121.5 kt.

    99.872 kt of the west kiln are enough, nothing is imported.
    """
    plan = solved(solve, swap(small_west, measure="days"), tmp_path)
    assert swaps(plan) == pytest.approx([61, 61])
    assert made(plan) == pytest.approx({EAST: 365_000, WEST: 490_000 * 37 / 39 - 365_000})
    assert plan.totals["imported_t"] == pytest.approx(0, abs=1)


def test_a_tonne_for_a_tonne_leaves_the_capacity_of_both_as_it_was(
    small_west: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """61 days of 1000 t/d are made up by 122 of 500 t/d: 365 + 0.5 × (304 - 122) = 456 kt, as without."""
    plan = solved(solve, swap(small_west, measure="capacity"), tmp_path)
    assert swaps(plan) == pytest.approx([61, 122])
    assert made(plan) == pytest.approx({EAST: 365_000, WEST: 91_000})
    assert plan.totals["imported_t"] == pytest.approx(490_000 - 456_000 * 39 / 37, rel=1e-6)


def test_an_agreement_is_made_up_whether_it_is_used_or_not(
    small_west: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """360.513 kt are asked of the east kiln alone, 56.513 days in the window; 61 are agreed and made up."""
    small_west.set("demand", "city_market+portland+year", column="demand", to=380)
    plan = solved(solve, swap(small_west, rule="agreed", idle_partner="yes"), tmp_path)
    assert swaps(plan) == pytest.approx([380 * 37 / 39 - 304, 61])


def test_a_partner_that_stands_all_year_makes_up_nothing(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """380 kt of cement take 360.513 kt of clinker; the east kiln has 304 days without a swap.

    Where an idle partner counts the west kiln stands all year and the east kiln makes it all; where it does
    not the west kiln runs its least 60 days and the east kiln the other 300.513, inside its windows.
    """
    hand.set("demand", "city_market+portland+year", column="demand", to=380)
    clinker = 380_000 * 37 / 39
    idle = solved(solve, swap(hand.copy(), idle_partner="yes"), tmp_path / "idle")
    assert made(idle) == pytest.approx({EAST: clinker, WEST: 0.0})
    assert swaps(idle) == pytest.approx([clinker / 1000 - 304] * 2)
    runs = solved(solve, swap(hand), tmp_path / "runs")
    assert made(runs) == pytest.approx({EAST: clinker - 60_000, WEST: 60_000})


def test_an_agreement_with_a_line_that_is_not_built_binds_nobody(
    small_west: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """A new line of 1000 t/d has an agreement of all its 61 days with the west kiln.

    Not built, the west kiln keeps its 304 days and makes 490 × 37/39 - 304 = 160.9 kt, of which 8.9 lack: it
    makes 152. Built, it stands for 61 and makes 0.5 × 243 = 121.5 at most.
    """
    east = small_west.row("kilns", EAST)
    small_west.add("kilns", **{**east, "kiln": "kiln_new", "lines": 0})
    small_west.add("projects", project="build", kind="new_line", capital_cost=1e7, life=20)
    small_west.add("project_effects", project="build", effect="lines", target="kiln_new", item="-", amount=1)
    small_west.add("swaps", kiln="kiln_new", partner=WEST, rule="agreed")
    dear = solved(solve, small_west, tmp_path / "dear")
    assert swaps(dear) == [0, 0]
    assert made(dear)[WEST] == pytest.approx(152_000)
    small_west.set("projects", "build", column="required_by", to=2022)
    built = solved(solve, small_west, tmp_path / "built")
    assert swaps(built)[1] == pytest.approx(61)


def test_an_agreement_takes_days_from_the_partner(
    small_west: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Agreed are 40 days: east 344 kt, west 0.5 x (304 - 40) = 132 kt; 476 kt of clinker, all asked for."""
    small_west.set("demand", "city_market+portland+year", column="demand", to=510)
    plan = solved(solve, swap(small_west, rule="agreed", days=40), tmp_path)
    assert swaps(plan) == pytest.approx([40, 40])
    assert made(plan) == pytest.approx({EAST: 344_000, WEST: 132_000})


def test_one_partner_serves_several_lines(hand: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """A twin of the east kiln swaps too: 2 × 364 days for 2 × 60 of the partner's 304, no more."""
    east = hand.row("kilns", EAST)
    hand.add("kilns", **{**east, "kiln": "kiln_twin"})
    hand.set("demand", "city_market+portland+year", column="demand", to=590)
    hand.set_all("kiln_classes", column="days_min", to=0)
    hand.set("kilns", WEST, column="capacity", to=100)
    swap(hand)
    hand.add("swaps", kiln="kiln_twin", partner=WEST)
    plan = solved(solve, hand, tmp_path)
    assert plan.tables["kiln_running"]["clinker_t"].sum() == pytest.approx(590_000 * 37 / 39)
    owed = plan.tables["swaps"]["made_up_days"].sum()
    west = plan.tables["kiln_running"].set_index("kiln").loc[WEST, "line_days"]
    assert owed + west <= 304 + 1e-3
    assert owed == pytest.approx(plan.tables["swaps"]["line_days"].sum())


def test_bonus_days_earned_before_are_run_inside_the_window(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """304 + 10 days of the east kiln; the west kiln makes 65.487 kt."""
    hand.set("kilns", EAST, column="bonus_days", to=10)
    plan = solved(solve, hand, tmp_path)
    assert made(plan) == pytest.approx({EAST: 314_000, WEST: CLINKER - 314_000})
    assert plan.tables["running_days"].set_index("kiln").loc[EAST, "bonus_days"] == pytest.approx(10)


def two_years(case: CaseInCode, later: int) -> CaseInCode:
    """The same year twice, in 2022 and in a later one."""
    year = case.rows("periods")[0]
    case.replace("periods", [{**year, "period": "now"}, {**year, "period": "then", "year": later}])
    asked = case.rows("demand")
    case.replace("demand", [{**row, "period": p} for row in asked for p in ("now", "then")])
    return case


def rule_of_marl(case: CaseInCode, rule: str, threshold: float, days: float) -> None:
    """A line whose raw feed is so much marl (as if it were biomass in the heat) earns running days."""
    case.add(
        "thresholds", rule=rule, scope="line", only=EAST, numerator="raw_item", denominator="raw_feed",
        item="marl", threshold=threshold, reward="days", amount=days, steps="marl",
    )  # fmt: skip


def of_east(plan: Solved) -> dict[str, float]:
    running = plan.tables["kiln_running"].set_index(["kiln", "period"])["clinker_t"]
    return dict(running[EAST])


def test_days_earned_in_a_year_are_run_in_the_next(hand: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Steps of 4 and 8 days, both reached by marl alone: 8 in all, 312 days in 2023, none yet in 2022."""
    rule_of_marl(hand, "half", 50, 4)
    rule_of_marl(hand, "most", 90, 8)
    plan = solved(solve, two_years(hand, 2023), tmp_path)
    assert of_east(plan) == pytest.approx({"now": 304_000, "then": 312_000})


def test_a_year_that_stands_for_several_is_its_own_next_year(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """2022 and 2027 stand for five years each: 308 days in both; stated days replace earned ones."""
    rule_of_marl(hand, "half", 50, 4)
    case = two_years(hand, 2027)
    assert of_east(solved(solve, case, tmp_path)) == pytest.approx({"now": 308_000, "then": 308_000})
    case.set("kilns", EAST, column="bonus_days", to=0)
    plan = solved(solve, case, tmp_path / "stated")
    assert of_east(plan) == pytest.approx({"now": 304_000, "then": 308_000})


def test_output_of_a_year_stays_within_registered_capacity(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """290 registered days of 1000 t/d: the east kiln makes 290 kt, though its windows leave it 304 days."""
    hand.set("case", "registered_days", to=290)
    assert made(solved(solve, hand, tmp_path)) == pytest.approx({EAST: 290_000, WEST: CLINKER - 290_000})


def test_a_line_on_the_elimination_list_is_closed_from_its_year_on(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """The east kiln alone makes 304 kt, 320.432 kt of cement; 79.568 kt come in. Before its year it runs."""
    hand.set("demand", "city_market+portland+year", column="import_price", to=900)
    hand.set("demand", "city_market+portland+year", column="import_co2", to=700)
    hand.set("kilns", WEST, column="close_by", to=2023)
    assert made(solved(solve, hand, tmp_path))[WEST] == pytest.approx(CLINKER - 304_000)
    hand.set("kilns", WEST, column="close_by", to=2022)
    plan = solved(solve, hand, tmp_path / "closed")
    assert made(plan) == pytest.approx({EAST: 304_000, WEST: 0})
    assert plan.totals["imported_t"] == pytest.approx(400_000 - 304_000 * 39 / 37)


def test_a_commitment_to_replace_limestone_limits_marl_in_the_feed(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """The reference mix is marl alone, 0.42652 t of carbonate lime a tonne; half of it: half the feed."""
    hand.set("kilns", EAST, column="limestone_replaced", to=50)
    plan = solved(solve, hand, tmp_path)
    feed = plan.tables["kiln_feed"]
    raw = feed[(feed["kiln"] == EAST) & (feed["use"] == "raw")].groupby("material")["dry_t"].sum()
    assert raw["marl"] / raw.sum() == pytest.approx(0.5, rel=1e-5)


def test_use_of_capacity_is_told_against_its_lines(hand: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Capacity 1000 t/d × 310 d = 310 kt a line: east 304/310 = 98.06 %, west 75.487/310 = 24.35 %."""
    hand.add("warnings", warning="use", scope="company", low=50, high=90)
    hand.add("warnings", warning="all", scope="region", low=50, high=90)
    told = solved(solve, hand, tmp_path).tables["early_warning"].set_index(["warning", "subject"])
    assert told["level"].to_dict() == {
        ("use", "East cement"): "high", ("use", "West cement"): "low", ("all", "region"): "within"
    }  # fmt: skip
    expected = [100 * 304 / 310, 100 * (CLINKER / 1000 - 304) / 310, 100 * CLINKER / 620_000]
    assert told["utilisation_pct"].tolist() == pytest.approx(expected)


def test_a_case_without_swaps_has_no_table_of_them(hand: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    tables = solved(solve, hand, tmp_path).tables
    assert not {"swaps", "running_days", "early_warning"} & set(tables)


def cost(plan: Solved) -> float:
    return float(plan.totals["cost_system"])


def test_loosening_a_swap_never_costs_more(small_west: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """Off, 10 days, 30 days, no limit; the last must pay or the test would prove nothing."""
    costs = [cost(solved(solve, small_west, tmp_path / "off"))]
    for days in ("10", "30", ""):
        case = swap(small_west.copy(), days=days)
        costs.append(cost(solved(solve, case, tmp_path / f"days{days}")))
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] < costs[0] * (1 - 1e-4)


def test_a_swap_switched_off_changes_nothing_where_it_did_not_bind(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """The dear west kiln has no use for the east kiln's days; nor has it where the row is not in force."""
    plain = solved(solve, hand, tmp_path / "plain")
    hand.add("swaps", kiln=WEST, partner=EAST)
    on = solved(solve, hand, tmp_path / "on")
    hand.set("swaps", f"{WEST}+{EAST}", column="active", to="no")
    off = solved(solve, hand, tmp_path / "off")
    assert [cost(on), cost(off)] == pytest.approx([cost(plain)] * 2, rel=1e-9)
    assert made(off) == pytest.approx(made(plain))
    assert isinstance(on.tables["swaps"], pd.DataFrame)


def fresh_winter_slag(hand: CaseInCode) -> CaseInCode:
    """All cake arises while the kilns stand, 10 kt can be kept; the west kiln has ten bonus days."""
    months = {f"m{month:02d}": 50 if month in (11, 12) else 0 for month in range(1, 13)}
    hand.add("profiles", profile="winter", **months)
    hand.set("sources", "works_slag_cake", column="profile", to="winter")
    hand.set("sources", "works_slag_cake", column="store", to=10)
    hand.set_all("kiln_classes", column="feeder_minimum", to=0)
    hand.set("kilns", WEST, column="bonus_days", to=10)
    return hand


def test_waste_of_the_stop_window_is_used_fresh_on_bonus_days_only(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """A day's 1000 t of clinker take 1000/0.8 = 1250 t of cake at most: 10 kt kept and 12.5 kt used fresh."""
    plan = solved(solve, fresh_winter_slag(hand), tmp_path)
    flows = plan.tables["flows"]
    taken = flows.loc[flows["origin"] == "works_slag_cake", "dry_t"].sum()
    assert 10_000 < taken <= 22_500 + 1
    bonus = plan.tables["running_days"].set_index("kiln").loc[WEST, "bonus_days"]
    assert taken <= 10_000 + 1250 * bonus + 1


def test_a_line_day_in_the_window_uses_no_more_than_makes_its_clinker(
    hand: CaseInCode, tmp_path: Path
) -> None:
    case = load_case(fresh_winter_slag(hand).write(tmp_path / "case")).case
    assert case is not None
    terms = terms_of(model_of(case), "c_in_stops_most", WEST, "slag_cake", "year")
    assert terms[f"v_bonus[{WEST},year]"] == pytest.approx(-1.25)


def test_what_one_line_may_use_inside_the_window_is_no_other_line_s(
    hand: CaseInCode, solve: Solve, tmp_path: Path
) -> None:
    """Only the west kiln has bonus days: the east kiln lives on the 10 kt kept, at most 12.5 kt go west."""
    case = fresh_winter_slag(hand)
    plan = solved(solve, case, tmp_path)
    flows = plan.tables["flows"]
    taken = flows[flows["origin"] == "works_slag_cake"].groupby("destination_site")["dry_t"].sum()
    assert taken.get("kiln_site_east", 0.0) <= 10_000 + 1
    loaded = load_case(case.write(tmp_path / "again")).case
    assert loaded is not None
    terms = terms_of(model_of(loaded), "c_season", "works_slag_cake", "region", "year")
    relieved = [name for name in terms if name.startswith("v_in_stops")]
    assert relieved == ["v_in_stops[works_slag_cake,kiln_site_west,year]"]
