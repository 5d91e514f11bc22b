"""Kiln lines, targets and products of the hand-worked plan, from the sums of its notes."""

from __future__ import annotations

import pytest

from tests.library import hand_sums as sums
from tests.models.comparison.states import Pair

WEST, EAST = {"kiln": "kiln_west"}, {"kiln": "kiln_east"}
MARL = sums.MARL_CO2 + sums.MARL_CARBON * 44 / 12
"""t CO2 per dry tonne of marl: carbonate and organic carbon, 0.34 + 0.002·44/12 = 0.3473."""


def west_process() -> float:
    """kg CO2 per tonne of clinker from the raw mix of the West kiln."""
    return 1000 * (sums.WEST_RECIPE.marl * MARL + sums.WEST_RECIPE.cake * sums.CAKE_CO2)


def fuel(coal: float) -> float:
    """kg CO2 per tonne of clinker from t of coal per tonne: 23 GJ/t, 95 kg/GJ, all fossil."""
    return coal * sums.NCV * 95.0


def test_gross_and_net_are_process_and_coal_where_no_alternative_fuel_burns(hand: Pair) -> None:
    wanted = west_process() + fuel(sums.WEST_RECIPE.coal)
    assert hand.value("kilns", "gcca_gross_kg_per_t", "plan", **WEST) == pytest.approx(wanted, rel=1e-6)
    assert hand.value("kilns", "gcca_net_kg_per_t", "plan", **WEST) == pytest.approx(wanted, rel=1e-6)
    assert hand.value("kilns", "gcca_biomass_memo_kg_per_t", "plan", **WEST) == 0.0


def test_gcca_per_cementitious_tonne_spreads_over_the_gypsum_ground_with_the_clinker(hand: Pair) -> None:
    """400 kt of cement hold 400·37/39 kt of clinker, so a tonne of clinker makes 39/37 t of cement."""
    wanted = (1000 * sums.EAST_RECIPE.marl * MARL + fuel(sums.EAST_RECIPE.coal)) * 37 / 39
    told = hand.value("kilns", "gcca_gross_kg_per_t_cementitious", "plan", **EAST)
    assert told == pytest.approx(wanted, rel=1e-6)


def test_the_guideline_takes_the_slag_off_a_fixed_factor_and_adds_the_coal(hand: Pair) -> None:
    """Per tonne of West clinker 535 - 480·cake + coal; the East kiln has no slag to take off."""
    west = 535.0 - 480.0 * sums.WEST_RECIPE.cake + fuel(sums.WEST_RECIPE.coal)
    east = 535.0 + fuel(sums.EAST_RECIPE.coal)
    assert hand.value("kilns", "guideline_kg_per_t", "plan", **WEST) == pytest.approx(west, rel=1e-6)
    assert hand.value("kilns", "guideline_kg_per_t", "plan", **EAST) == pytest.approx(east, rel=1e-6)


def east_power() -> float:
    """kWh bought per tonne of East clinker: marl at 12, coal at 30, kiln 28, less waste-heat power 30.

    Its drying is what the reference mix asks for, so no waste-heat power is lost at 10 kWh per GJ.
    """
    extra = sums.EAST_RECIPE.drying - sums.REFERENCE_DRYING
    return 12 * sums.EAST_RECIPE.marl + 30 * sums.EAST_RECIPE.coal + 28 - (30 - 10 * extra)


def test_comprehensive_energy_is_coal_and_bought_power(hand: Pair) -> None:
    """GJ over 29.3076 GJ/tce and kWh times 0.1229 kgce (GB/T 2589)."""
    heat = sums.EAST_RECIPE.coal * sums.NCV
    wanted = heat / 29.3076 * 1000 + east_power() * 0.1229
    assert hand.value("kilns", "kgce_per_t", "plan", **EAST) == pytest.approx(wanted, rel=1e-6)


def test_running_days_and_use_of_capacity_follow_from_a_thousand_tonnes_a_day(hand: Pair) -> None:
    """304 of 365 days are left by November and December; the East kiln runs them all."""
    assert hand.value("kilns", "days", "plan", **EAST) == pytest.approx(304.0)
    assert hand.value("kilns", "capacity_use_pct", "plan", **EAST) == pytest.approx(100.0)
    assert hand.value("kilns", "capacity_use_pct", "plan", **WEST) == pytest.approx(100 * sums.WEST / 304)


def test_clinker_cost_is_what_the_kiln_pays_for_until_the_clinker_leaves(hand: Pair) -> None:
    """Marl 25 and coal 480 CNY/t with their hauls, power at 0.4, 25 running, 2 million for the start."""
    marl = sums.EAST_RECIPE.marl / 0.98 * (25 + sums.road(20))
    coal = sums.EAST_RECIPE.coal * (480 + sums.RAIL_MINERALS)
    wanted = marl + coal + 0.4 * east_power() + 25 + 2000 / sums.EAST
    assert hand.value("kilns", "cost_cny_per_t", "plan", **EAST) == pytest.approx(wanted, rel=1e-6)


def test_the_cement_costs_all_that_the_sector_spends(hand: Pair) -> None:
    wanted = sums.cement_sector_cost() * 1000 / sums.CEMENT
    assert hand.value("products", "cost_cny_per_t", "plan") == pytest.approx(wanted, rel=1e-6)


def test_the_company_that_only_burns_bears_its_kiln_alone(hand: Pair) -> None:
    """Hauling West clinker to the mill is the mill's, so the East company's."""
    west = hand.value("kilns", "cost_cny", "plan", **WEST)
    assert hand.value("companies", "cost_cement_sector_cny", "plan", company="West cement") == west
    told = hand.value("companies", "output_share_pct", "plan", company="West cement")
    assert told == pytest.approx(100 * sums.WEST / sums.CLINKER, rel=1e-6)


def test_waste_use_meets_both_targets_today_and_neither_in_the_plan(hand: Pair) -> None:
    """Plan: 20 kt used elsewhere, cake and gypsum taken, of 240 kt."""
    rows = hand.tables["targets"].set_index(["target", "year"])
    wanted = 100 * (20 + sums.CAKE_WEST + sums.GYPSUM) / 240
    assert rows.loc[("bulk_waste_use", 2025), "plan"] == pytest.approx(wanted, rel=1e-6)
    assert rows.loc[("bulk_waste_use", 2030), "required"] == 62.0
    assert rows.loc[("bulk_waste_use", 2030), "current"] > 62.0


def test_half_of_the_capacity_is_at_the_benchmark_where_one_of_two_lines_burns_slag(hand: Pair) -> None:
    rows = hand.tables["targets"].set_index("target")
    assert rows.loc["capacity_at_benchmark", "plan"] == 50.0
    assert rows.loc["capacity_beyond_baseline", "plan"] == 0.0


def test_the_long_marl_haul_by_road_stands_beside_the_rail_hauls_of_its_band(hand: Pair) -> None:
    """Of 200 to 500 km: marl to the West by 220 km of road; coal, gypsum and clinker mostly by rail."""
    rail = sums.COAL_EAST + sums.GYPSUM / 0.9 + sums.WEST
    ids = {"band": "200-500"}
    tonnes = hand.value("distance_bands", "tonnes", "plan", mode="rail", **ids)
    assert tonnes == pytest.approx(1000 * rail, rel=1e-6)
    by_road = 220 * sums.MARL_WEST / 0.98 + 37 * rail
    told = hand.value("distance_bands", "share_pct", "plan", mode="road", **ids)
    assert told == pytest.approx(100 * by_road / (by_road + 210 * rail), rel=1e-6)
