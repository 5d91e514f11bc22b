"""The reach only prunes: what it leaves out is priced, added or brought back; the answer stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from optimizer import dive, proof, sift
from tests.cases_in_code import CaseInCode, library_case
from tests.solving import Solved, solve_case

HAND = 100_263_256.6
"""Least system cost of the hand-worked case, CNY (its NOTES.md)."""


def _solved(case: CaseInCode, folder: Path, **options: object) -> Solved:
    return solve_case(case.write(folder / "case"), **options)


def _short_reach(km: float) -> CaseInCode:
    case = library_case("hand")
    case.set_all("materials", column="reach_km", to=km)
    case.set_all("products", column="reach_km", to=km)
    case.set("case", "clinker_reach_km", to=km)
    return case


@pytest.fixture
def pruned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prune even the smallest case."""
    monkeypatch.setattr(sift, "SMALL", 0)


@pytest.mark.usefixtures("pruned")
@pytest.mark.parametrize("km", [1, 40, 300])
def test_a_short_reach_costs_nothing(km: float, tmp_path: Path) -> None:
    assert _solved(_short_reach(km), tmp_path).totals["cost"] == pytest.approx(HAND, rel=1e-6)


@pytest.mark.usefixtures("pruned")
def test_a_bound_with_pairs_left_out_is_that_of_the_whole_problem(tmp_path: Path) -> None:
    plan = _solved(_short_reach(40), tmp_path).plan
    assert plan["bound"] <= plan["objective"]
    assert plan["bound"] == pytest.approx(HAND, rel=1e-6)


@pytest.mark.usefixtures("pruned")
@pytest.mark.parametrize("km", [1, 40])
def test_a_tree_priced_at_its_leaves_never_claims_more_than_the_whole_problem_has(
    km: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a reach of 1 km the first model has next to nothing in; its leaves must let the rest back in."""
    monkeypatch.setattr(proof, "FEW", 0)
    monkeypatch.setattr(dive, "FEW", 0)
    plan = _solved(_short_reach(km), tmp_path).plan
    assert plan["bound"] <= HAND * (1 + 1e-6)
    assert plan["objective"] == pytest.approx(HAND, rel=plan["gap"] + 1e-6)
    assert plan["gap"] <= 0.005


def test_two_markets_at_one_site_cost_what_one_costs(tmp_path: Path) -> None:
    """400 kt asked for as 350 + 50 kt at the same spot."""
    case = library_case("hand")
    case.add(
        "markets", market="second", name="Second market", site=case.row("markets", "city_market")["site"]
    )
    case.set("demand", "city_market+portland+year", column="demand", to=350)
    case.add("demand", market="second", product="portland", period="year", demand=50)
    assert _solved(case, tmp_path).totals["cost"] == pytest.approx(HAND, rel=1e-6)


def test_demand_stays_unmet_only_where_it_cannot_be_met(tmp_path: Path) -> None:
    """A price of 1 CNY/t for unmet demand is no reason not to deliver."""
    case = library_case("hand")
    case.set("demand", "city_market+portland+year", column="unmet_price", to=1)
    solved = _solved(case, tmp_path)
    assert solved.totals["unmet_t"] == pytest.approx(0.0, abs=0.01)
    assert solved.totals["cost"] == pytest.approx(HAND, rel=1e-6)


def test_what_cannot_be_met_is_told_apart_from_money(tmp_path: Path) -> None:
    """Two lines of 1 000 t/d in 304 days: 608 kt of clinker, 640.9 kt of cement with 5.128 % of gypsum."""
    case = library_case("hand")
    case.set("demand", "city_market+portland+year", column="demand", to=700)
    case.set("demand", "city_market+portland+year", column="unmet_price", to=1)
    solved = _solved(case, tmp_path)
    assert solved.totals["cement_t"] <= 640_900
    assert solved.totals["unmet_t"] > 59_000
    parts = solved.plan["objective_parts"]
    assert parts["priced_breaches"] == pytest.approx(solved.totals["unmet_t"], rel=1e-9)
    assert parts["money"] == pytest.approx(solved.totals["cost"], rel=1e-12)
    total = parts["money"] + parts["priced_breaches"]
    assert solved.plan["objective"] == pytest.approx(total, rel=1e-6)
