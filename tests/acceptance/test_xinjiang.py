"""The Xinjiang case solved once: the plan lies where real cement lies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from optimizer.options import RunOptions
from optimizer.run import run_case

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(xinjiang_folder: Path) -> Path:
    return xinjiang_folder


@pytest.fixture(scope="module")
def plan(folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="module")
def totals(plan: dict[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plan["totals"]["plan"]
    return found


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / f"{name}.csv", encoding="utf-8-sig")


def test_the_gap_is_proven_to_half_a_per_cent(plan: dict[str, Any]) -> None:
    assert 0 <= plan["gap"] <= 0.005
    assert plan["bound"] <= plan["objective"]


@pytest.mark.parametrize("seed", [2])
def test_the_gap_is_proven_whatever_the_seed(seed: int) -> None:
    """Seed 2 once took ten times as long as others."""
    outcome = run_case("xinjiang", options=RunOptions(gap=0.005, threads=1, seed=seed, current="none"))
    assert 0 <= outcome.plan["gap"] <= 0.005
    assert outcome.plan["peak_memory_mib"] is None or outcome.plan["peak_memory_mib"] < 1024


def test_the_tree_on_lines_proves_more_than_the_root(plan: dict[str, Any]) -> None:
    """On this case the lines that run half in the relaxation are worth a thousandth of the cost and more."""
    assert plan["bound"] > 1.001 * plan["model"]["root_bound"]


def test_nothing_left_out_would_make_the_root_better(plan: dict[str, Any]) -> None:
    best = plan["model"]["best_reduced_cost_left_out"]
    assert plan["model"]["pairs_left_out"] > 0
    assert best is None or best >= -1e-5


def test_the_model_keeps_to_its_size(plan: dict[str, Any]) -> None:
    assert plan["model"]["columns"] <= 25_000


def test_the_audit_finds_nothing(plan: dict[str, Any]) -> None:
    assert plan["audit"]["findings"] == []


def test_cost_categories_add_up_to_the_cost(totals: Mapping[str, Any]) -> None:
    assert sum(totals["cost_by_category"].values()) == pytest.approx(totals["cost"], rel=1e-12)


def test_the_objective_is_the_system_cost(plan: dict[str, Any], totals: Mapping[str, Any]) -> None:
    assert plan["objective"] == pytest.approx(totals["cost_system"], rel=1e-6)


def test_cement_made_is_cement_asked_for(folder: Path, totals: Mapping[str, Any]) -> None:
    markets = table(folder, "markets")
    assert totals["cement_t"] == pytest.approx(markets["demand_t"].sum(), rel=1e-6)
    assert markets["unmet_t"].sum() == 0


def test_clinker_co2_is_what_kilns_emit(totals: Mapping[str, Any]) -> None:
    """Process 0.3-0.55, with fuel 0.55-0.85 t CO2 per tonne of clinker: limestone alone gives 0.53 + 0.3."""
    scope, clinker = totals["co2_by_scope"], totals["clinker_t"]
    assert 0.30 < scope["process"] / clinker < 0.55
    assert 0.55 < (scope["process"] + scope["fuel_fossil"]) / clinker < 0.85


def test_every_running_kiln_burns_a_believable_heat(folder: Path) -> None:
    energy = table(folder, "energy")
    kilns = energy[(energy["facility"] == "kiln") & (energy["heat_gj"] > 0)]
    assert kilns["specific_heat_gj_per_t"].between(2.4, 4.2).all()


def test_clinker_is_the_regions_identified_share(totals: Mapping[str, Any]) -> None:
    """38.45 Mt cement x 0.70 x 0.68 identified = 18.3 Mt; the clinker factor of the plan is its own."""
    assert totals["clinker_t"] == pytest.approx(18.3e6, rel=0.05)
    assert 0.68 < totals["clinker_factor"] < 0.76


def test_neither_road_nor_rail_carries_everything(totals: Mapping[str, Any]) -> None:
    assert 0.15 < totals["rail_share"] < 0.75


def test_the_input_side_and_the_output_side_of_carbonates_agree(
    folder: Path, totals: Mapping[str, Any]
) -> None:
    """The output side knows no organic carbon, so it lies below the process scope by just that."""
    co2 = table(folder, "co2")
    output = co2.loc[co2["book"] == "output", "co2_t"].sum()
    assert 0.90 * totals["co2_by_scope"]["process"] < output <= 1.001 * totals["co2_by_scope"]["process"]


def test_kilns_stay_inside_their_stop_windows(plan: dict[str, Any]) -> None:
    assert max(kiln["days"] for kiln in plan["kilns"]) <= 200 + 1e-6


def test_memory_stays_below_a_gibibyte(plan: dict[str, Any]) -> None:
    if plan["peak_memory_mib"] is None:
        pytest.skip("this system does not tell")
    assert plan["peak_memory_mib"] < 1024


@pytest.fixture(scope="module")
def today(plan: dict[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = plan["totals"]["current"]
    return found


def of_today(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "current" / f"{name}.csv", encoding="utf-8-sig")


def test_today_makes_the_identified_share_of_the_cement_of_2022(today: Mapping[str, Any]) -> None:
    """38.45 Mt (statistics bureau) x 68.1 % of the clinker capacity."""
    assert today["cement_t"] == pytest.approx(38.45e6 * 0.681, rel=0.05)


def test_today_uses_the_reported_share_of_kiln_capacity(today: Mapping[str, Any]) -> None:
    """160,400 t/d x 310 d of the convention, of which 38 % was used."""
    assert today["clinker_t"] / (160_400 * 310) == pytest.approx(0.38, rel=0.05)


def test_today_breaks_no_limit_and_is_audited_clean(plan: dict[str, Any]) -> None:
    assert plan["current"]["breaches"] == []
    assert plan["current"]["broken_limits"] == []
    assert plan["current"]["audit"]["findings"] == []


def test_today_lies_close_to_custom(plan: dict[str, Any], today: Mapping[str, Any]) -> None:
    """Toksun's lines lack slag for 59 kt of clinker; fans of press-cake lines cost 49 kt of rated output."""
    assert plan["current"]["deviation_kt"] * 1000 < 0.01 * today["clinker_t"]
    assert plan["current"]["level"]["2022"] == pytest.approx(1.0, abs=0.03)


def test_captive_slag_stays_with_its_kilns_today(folder: Path) -> None:
    """Others get at most what a source has beyond its captive part."""
    sources = pd.read_csv(folder / "case" / "sources.csv").iloc[1:].set_index("source_id")
    captive = sources[sources["captive"].astype(float) > 0]
    flows = of_today(folder, "flows")
    flows = flows[flows["origin"].isin(captive.index)]
    away = flows[flows["destination_site"] != flows["origin"].map(captive["captive_site"])]
    others = away.groupby("origin")["dry_t"].sum()
    free = (captive["arising"].astype(float) - captive["captive"].astype(float)) * 1000
    assert len(captive) == 6
    assert (others <= free.reindex(others.index) + 1.0).all()


def test_today_burns_coal_only_and_hauls_by_road(today: Mapping[str, Any]) -> None:
    assert today["thermal_substitution"] == 0
    assert today["rail_share"] == 0


def test_energy_of_today_lies_about_the_norm_of_the_standard(folder: Path) -> None:
    """Benchmark 100, baseline 117 kgce/t; the region's mean of 2011 was 137 kgce/t of coal alone."""
    energy = of_today(folder, "energy")
    running = of_today(folder, "kiln_running").set_index("kiln")["clinker_t"]
    kilns = energy[energy["facility"] == "kiln"].set_index("id")["comprehensive_kgce_per_t"]
    mean = (kilns * running).sum() / running.sum()
    assert 100 < mean < 117


def test_the_plan_costs_and_emits_less_than_today(
    totals: Mapping[str, Any], today: Mapping[str, Any]
) -> None:
    assert totals["cost_system"] < today["cost_system"]
    assert totals["co2_t"] < today["co2_t"]
    assert totals["waste_used_t"] > today["waste_used_t"]


@pytest.mark.parametrize("quantity", ["co2_t", "cost_system", "cost_cement_sector"])
def test_the_bridge_from_today_to_the_plan_leaves_nothing(folder: Path, quantity: str) -> None:
    bridge = pd.read_csv(folder / "comparison" / "bridge.csv", encoding="utf-8-sig")
    steps = bridge[bridge["quantity"] == quantity].set_index("lever")["amount"]
    levers = steps.drop(["current", "plan"]).sum()
    assert steps["current"] + levers == pytest.approx(steps["plan"], rel=1e-9)
