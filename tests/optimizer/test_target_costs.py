"""What a target costs is the plan with it less the plan without it, both audited."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cases_in_code import CaseInCode, library_case
from tests.solving import solve_case
from tests.two_seasons import in_years

YEAR_COST = 100_263_256.6
"""Least system cost of the hand-worked case, CNY (its NOTES.md)."""


def two_targets() -> CaseInCode:
    """57 % of bulk waste costs 20,351 t x 18.85 CNY; 110.5 kgce/t is then kept anyway; one is priced."""
    case = library_case("hand")
    plain = {"scope": "region"}
    case.add("targets", target="waste", indicator="bulk_waste_use", sense="at_least", value=57, **plain)
    case.add("targets", target="energy", indicator="energy", sense="at_most", value=110.5, **plain)
    case.add(
        "targets", target="rail", indicator="rail_share", sense="at_least", value=60, price=0.001, **plain
    )
    return case


def test_a_hard_target_costs_what_its_plan_costs_more(tmp_path: Path) -> None:
    tables = solve_case(two_targets().write(tmp_path / "case"), target_costs=True).tables
    costs = tables["target_costs"].set_index("target")
    assert costs.index.tolist() == ["waste", "energy"]
    assert costs["solved"].tolist() == [1, 1]
    assert costs.loc["waste", "cost_without_cny"] == pytest.approx(YEAR_COST, rel=1e-4)
    assert costs.loc["waste", "costs_cny"] == pytest.approx(20_351 * 18.85, rel=0.02)
    assert costs.loc["waste", "open_cny"] == pytest.approx(0.0, abs=10)
    assert costs.loc["energy", "costs_cny"] == pytest.approx(0.0, abs=100)


def test_of_several_years_a_target_costs_level_annual_money(tmp_path: Path) -> None:
    """2022 and 2027 stand for 5 years each, at 8 %: weights 1 and 1.08^-5 = 0.6806 over 1.6806."""
    case = in_years(two_targets(), [2022, 2027], grow=[1.0, 0.5])
    solved = solve_case(case.write(tmp_path / "case"), target_costs=True)
    costs = solved.tables["target_costs"].set_index("target")
    first, later = (solved.plan["years"][year]["plan"]["cost"] for year in ("2022", "2027"))
    level = (first + 1.08**-5 * later) / (1 + 1.08**-5)
    assert costs.loc["waste", "cost_with_cny"] == pytest.approx(level)
    assert level > 1.01 * (first + later) / 2


def test_without_asking_nothing_is_solved_again(tmp_path: Path) -> None:
    assert "target_costs" not in solve_case(two_targets().write(tmp_path / "case")).tables


def test_a_run_out_of_time_tells_no_cost(tmp_path: Path) -> None:
    """A limit that the plan itself takes up leaves none for the rest."""
    case = two_targets().write(tmp_path / "case")
    costs = solve_case(case, target_costs=True, time_limit=1e-3).tables["target_costs"]
    assert costs["solved"].tolist() == [0, 0]
