"""CO2 capture, worked out by hand on the hand-worked case with its east kiln alone.

A tonne of clinker takes m marl and q coal; marl sets free 0.34 + 0.002 × 44/12 = 0.347333 t of CO2 a dry
tonne, coal 23 GJ × 95 kg = 2.185 t a tonne:

    0.645 m + 0.1 q = 1
    23 q = 1.20232 + 1.33969 m + heat of capture
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode
from tests.projects_in_code import CLINKER, COAL, MARL, east_alone, with_project
from tests.solving import Solve, Solved

AMINE = {
    "capture_share": 90, "capture_capacity": 50,
    "capture_heat": 3.5, "capture_power": 150, "capture_cost": 400,
}  # fmt: skip
PRICED = {"aim": "priced", "carbon_price": 1200.0}
OF_MARL, OF_COAL = 0.34 + 0.002 * 44 / 12, 23 * 0.095


def amine(*, required: bool = True, **figures: float) -> CaseInCode:
    """A capture plant at the east kiln."""
    return with_project(
        east_alone(), "amine", "capture", {"kiln_east": {**AMINE, **figures}}, required=required
    )


def solved(solve: Solve, case: CaseInCode, folder: Path, **options: object) -> Solved:
    return solve(case.write(folder), **options)


def test_nothing_is_captured_where_carbon_has_no_price(solve: Solve, tmp_path: Path) -> None:
    plan = solved(solve, amine(), tmp_path)
    assert plan.tables["captured"]["captured_t"].tolist() == pytest.approx([0.0], abs=1e-3)


def test_the_capacity_binds_where_carbon_is_dear(solve: Solve, tmp_path: Path) -> None:
    """50 kt captured, 50 × 150 kWh = 7,500 MWh, 50 × 3.5 = 175 TJ, 50 kt × 400 CNY = 20 million CNY."""
    plan = solved(solve, amine(), tmp_path, **PRICED)
    row = plan.tables["capture"].iloc[0]
    assert row[["captured_t", "heat_gj", "power_mwh", "cost_cny"]].tolist() == pytest.approx(
        [50_000, 175_000, 7_500, 20e6]
    )
    assert plan.totals["co2_by_scope"]["captured"] == pytest.approx(-50_000)
    assert plan.totals["cost_by_category"]["capture"] == pytest.approx(20e6)


def share_of_gas(share: float) -> tuple[float, float, float]:
    """m, q and captured CO2 per tonne of clinker where ``share`` of the flue gas is taken out.

    23 q = 1.20232 + 1.33969 m + 3.5 · share · (0.347333 m + 2.185 q) and m = (1 - 0.1 q) / 0.645.
    """
    heat = 3.5 * share
    of_m, of_q = 1.33969 + heat * OF_MARL, heat * OF_COAL
    q = (1.20232 + of_m / 0.645) / (23 - of_q + 0.1 * of_m / 0.645)
    m = (1 - 0.1 * q) / 0.645
    return m, q, share * (OF_MARL * m + OF_COAL * q)


def test_the_hand_sums_agree_with_the_notes_where_nothing_is_captured() -> None:
    assert share_of_gas(0.0)[:2] == pytest.approx((MARL, COAL), rel=1e-5)


def test_no_more_is_captured_than_its_share_of_the_flue_gas(solve: Solve, tmp_path: Path) -> None:
    """10 % of it: 0.0871 t a tonne of clinker, 0.30 GJ more, and the fuel for that sets free CO2 too."""
    plan = solved(solve, amine(capture_share=10, capture_capacity=500), tmp_path, **PRICED)
    m, q, captured = share_of_gas(0.1)
    assert plan.totals["co2_by_scope"]["captured"] == pytest.approx(-1000 * CLINKER * captured, rel=1e-5)
    feed = plan.tables["kiln_feed"].set_index("material")["dry_t"] / (1000 * CLINKER)
    burnt = plan.tables["kiln_feed"].set_index("material")["wet_t"]["coal"] / (1000 * CLINKER)
    assert (feed["marl"], burnt) == pytest.approx((m, q), rel=1e-5)


def test_captured_biogenic_carbon_is_a_net_removal(solve: Solve, tmp_path: Path) -> None:
    """All fuel biogenic, 90 % captured: more is taken out than the raw material sets free."""
    case = amine(capture_capacity=500)
    case.set("fuels", "coal", column="fossil_share", to=0)
    case.set_all("kiln_classes", column="gas_margin", to=50)
    plan = solved(solve, case, tmp_path, **PRICED)
    scopes, (m, q, captured) = plan.totals["co2_by_scope"], share_of_gas(0.9)
    kiln = scopes["process"] + scopes["fuel_fossil"] + scopes["captured"]
    assert kiln / (1000 * CLINKER) == pytest.approx(OF_MARL * m - captured, rel=1e-4)
    assert kiln < 0
    assert plan.totals["co2_biogenic_memo_t"] == pytest.approx(1000 * CLINKER * OF_COAL * q, rel=1e-4)


@pytest.mark.parametrize(("flag", "deducted"), [("no", 0), ("yes", 50_000)])
def test_the_guideline_deducts_captured_co2_only_where_the_case_says_so(
    solve: Solve, tmp_path: Path, flag: str, deducted: float
) -> None:
    """0.535 a tonne of clinker and the fossil fuel; 50 kt are captured either way."""
    case = amine()
    case.set("factors", "guideline_deducts_captured", to=flag)
    plan = solved(solve, case, tmp_path, **PRICED)
    fuel = plan.totals["co2_by_scope"]["fuel_fossil"]
    assert plan.totals["co2_guideline_t"] == pytest.approx(535 * CLINKER + fuel - deducted)
