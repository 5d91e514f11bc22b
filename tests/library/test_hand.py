"""The hand-worked case: the program's plan against the sums of its notes (``tests/library/hand_sums.py``).

Four significant figures everywhere: the notes take rounded molar ratios, the program may take its own.
"""

from __future__ import annotations

import pytest

from tests.library import hand_sums as sums
from tests.solving import Solve, Solved

FOUR_FIGURES = 1e-4


@pytest.fixture(scope="module")
def plan(solve: Solve) -> Solved:
    """The least-cost plan at gap 0."""
    return solve("hand")


def test_the_notes_own_recipe_makes_one_tonne_of_clinker() -> None:
    """0.645 m + 0.8 s + 0.1 q = 1 for both kilns."""
    assert [sums.EAST_RECIPE.oxide("yield"), sums.WEST_RECIPE.oxide("yield")] == pytest.approx([1.0, 1.0])


def test_the_east_kiln_runs_its_304_days_and_the_west_kiln_makes_the_rest(plan: Solved) -> None:
    """400 × (1 − 2/39) = 379.49 kt of clinker; a line of 1000 t/d makes 304 kt in the days that are left."""
    made = plan.tables["kiln_running"].set_index("kiln")["clinker_t"].to_dict()
    by_hand = {"kiln_east": 1000 * sums.EAST, "kiln_west": 1000 * sums.WEST}
    assert made == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_the_running_days_follow_from_the_clinker_at_full_load(plan: Solved) -> None:
    """304 000 / 1000 = 304 days in the east, 75 487 / 1000 = 75.49 in the west."""
    days = plan.tables["kiln_running"].set_index("kiln")["line_days"].to_dict()
    assert days == pytest.approx({"kiln_east": 304.0, "kiln_west": sums.WEST}, rel=FOUR_FIGURES)


def test_model_and_audit_count_the_same_carbon_at_a_carbon_price_that_shows_a_kilogram(solve: Solve) -> None:
    """714 t of carbon in the marl: 44/12 t of CO2 each, not 44.009/12.011, or 373,000 CNY would lack."""
    plan = solve("hand", aim="priced", carbon_price=200_000.0).plan
    assert plan["objective_parts"]["shadow_co2"] > 5e10
    assert plan["audit"]["findings"] == []


def test_each_kiln_is_fed_as_the_two_balances_and_the_lime_saturation_say(plan: Solved) -> None:
    """East marl 464.66; west marl 21.40 and cake 75.94; coal 42.96 and 9.361 kt."""
    fed = plan.tables["kiln_feed"].groupby(["kiln", "material"])["dry_t"].sum()
    by_hand = {
        ("kiln_east", "marl"): sums.MARL_EAST,
        ("kiln_west", "marl"): sums.MARL_WEST,
        ("kiln_west", "slag_cake"): sums.CAKE_WEST,
    }
    raw = {key: fed[key] / 1000 for key in fed.index if key[1] != "coal" and fed[key] > 1.0}
    assert raw == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_coal_as_received_meets_the_heat(plan: Solved) -> None:
    """23 q = base heat + heat of the feed: 0.14130 and 0.12401 t per t of clinker."""
    fuel = plan.tables["kiln_feed"].query("use == 'fuel'").set_index("kiln")["wet_t"] / 1000
    by_hand = {"kiln_east": sums.COAL_EAST, "kiln_west": sums.COAL_WEST}
    assert fuel.to_dict() == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_lime_saturation_binds_in_the_west_and_nearly_in_the_east(plan: Solved) -> None:
    """KH 0.8900 at its lower limit in the west; 0.9487 against the upper limit 0.95 in the east."""
    quality = plan.tables["quality"].query("metric == 'kh'").set_index("kiln")["value"].to_dict()
    by_hand = {"kiln_east": sums.EAST_RECIPE.kh, "kiln_west": sums.WEST_RECIPE.kh}
    assert quality == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_all_drying_heat_comes_from_the_exhaust(plan: Solved) -> None:
    """East 304 × 0.07954, west 75.49 × 0.29977 TJ; both below 0.6 GJ per tonne of clinker."""
    running = plan.tables["kiln_running"].set_index("kiln")
    by_hand = {
        "kiln_east": 1000 * sums.EAST * sums.EAST_RECIPE.drying,
        "kiln_west": 1000 * sums.WEST * sums.WEST_RECIPE.drying,
    }
    assert running["drying_exhaust_gj"].to_dict() == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_gypsum_fills_the_sulphate_window(plan: Solved) -> None:
    """1 (1 − g) + 40 g = 3: 2/39 of 400 kt."""
    used = plan.tables["mill_use"].query("constituent == 'gypsum'")["dry_t"].sum() / 1000
    assert used == pytest.approx(sums.GYPSUM, rel=FOUR_FIGURES)


def test_coal_gypsum_and_clinker_cross_the_country_by_rail(plan: Solved) -> None:
    """83.68 CNY/t by rail against 98 by road; clinker 87.03 against 94: 141.24 kt over 210 km."""
    by_hand = sum(1000 * wet * by_rail for wet, _, by_rail, _ in sums.hauls())
    assert plan.totals["rail_tkm"] == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_road_carries_what_the_railway_does_not_reach(plan: Solved) -> None:
    """Marl to both kilns, cake, the ends of the rail hauls and the cement: 40 404 kt·km."""
    by_hand = sum(1000 * wet * by_road for wet, by_road, _, _ in sums.hauls())
    assert plan.totals["road_tkm"] == pytest.approx(by_hand, rel=FOUR_FIGURES)


@pytest.mark.parametrize("category", [name for name in sums.money() if name != "waste_price"])
def test_cost_by_category_is_that_of_the_notes(plan: Solved, category: str) -> None:
    """Paragraph 8 of the notes."""
    found = plan.totals["cost_by_category"][category]
    assert found == pytest.approx(1e6 * sums.money()[category], rel=FOUR_FIGURES)


def test_system_cost_is_that_of_the_notes(plan: Solved) -> None:
    """100.263 million CNY."""
    assert plan.totals["cost_system"] == pytest.approx(1e6 * sums.system_cost(), rel=FOUR_FIGURES)


def test_cement_sector_cost_counts_waste_prices_and_no_disposal(plan: Solved) -> None:
    """100.263 − 1.373 + 1.359 = 100.249 million CNY."""
    by_hand = 1e6 * sums.cement_sector_cost()
    assert plan.totals["cost_cement_sector"] == pytest.approx(by_hand, rel=FOUR_FIGURES)


@pytest.mark.parametrize("scope", list(sums.co2()))
def test_co2_by_scope_is_that_of_the_notes(plan: Solved, scope: str) -> None:
    """Paragraph 9 of the notes."""
    assert plan.totals["co2_by_scope"][scope] == pytest.approx(1000 * sums.co2()[scope], rel=FOUR_FIGURES)


def test_guideline_co2_takes_the_slag_off_the_default_factor(plan: Solved) -> None:
    """0.535 × 379.49 − 0.48 × 75.94 + 114.31 = 280.89 kt."""
    by_hand = 0.535 * sums.CLINKER - 0.48 * sums.CAKE_WEST + sums.co2()["fuel_fossil"]
    assert plan.totals["co2_guideline_t"] == pytest.approx(1000 * by_hand, rel=FOUR_FIGURES)


def test_waste_use_share_counts_what_kilns_and_mills_take(plan: Solved) -> None:
    """(75.94 + 20.51) / (200 + 40) = 40.2 %."""
    by_hand = (sums.CAKE_WEST + sums.GYPSUM) / 240
    assert plan.totals["waste_use_share"] == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_bulk_waste_utilisation_counts_what_others_use_too(plan: Solved) -> None:
    """(20 + 75.94 + 20.51) / (200 + 40) = 48.5 %."""
    by_hand = (20 + sums.CAKE_WEST + sums.GYPSUM) / 240
    assert plan.totals["bulk_waste_utilisation"] == pytest.approx(by_hand, rel=FOUR_FIGURES)


def test_clinker_factor_and_heat_are_those_of_the_notes(plan: Solved) -> None:
    """379.49 / 400 = 0.9487 and 52.32 × 23 / 379.49 = 3.171 GJ/t."""
    heat = (sums.COAL_EAST + sums.COAL_WEST) * sums.NCV / sums.CLINKER
    found = [plan.totals["clinker_factor"], plan.totals["specific_heat_gj_per_t"]]
    assert found == pytest.approx([sums.CLINKER / sums.CEMENT, heat], rel=FOUR_FIGURES)


def test_output_side_book_finds_the_carbonate_co2_of_the_input_side(plan: Solved) -> None:
    """Carbonate CaO × 44/56 + MgO × 44/40 of 486.06 kt marl and 75.94 kt cake: 168.51 kt.

    The input side has 168.30 without organic carbon, from molar masses not rounded.
    """
    lime_and_magnesia = [
        (mass * co2 / (0.7848 * oxides["cao"] + 1.0919 * oxides["mgo"]), oxides)
        for mass, co2, oxides in (
            (sums.MARL_EAST + sums.MARL_WEST, sums.MARL_CO2, sums.MARL),
            (sums.CAKE_WEST, sums.CAKE_CO2, sums.CAKE),
        )
    ]
    by_hand = sum(
        part * (44 / 56 * oxides["cao"] + 44 / 40 * oxides["mgo"]) for part, oxides in lime_and_magnesia
    )
    assert plan.totals["co2_output_side_process_t"] == pytest.approx(1000 * by_hand, rel=FOUR_FIGURES)
