"""Several years, worked out by hand on the hand-worked case (`NOTES.md` of the library case).

A year of it costs 100,263,257 CNY. At 8 % a CNY of 2025 is worth 1.08^-3 = 0.793832 CNY of 2022.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cases import load_case
from cases.case import Case
from cases.years import money_weights, years_represented
from models.audit import audit
from models.data import prepare
from models.objective import objective_vector, period_weights
from tests.cases_in_code import CaseInCode, library_case
from tests.models.audit.mutations import tiny
from tests.models.every_family import model_of
from tests.solving import Solve, Solved
from tests.two_seasons import in_years

YEAR_COST = 100_263_256.6
LATER = 1.08**-3


@pytest.fixture
def two() -> CaseInCode:
    """The hand-worked case in 2022 and, with half the demand, in 2025."""
    return in_years(library_case("hand"), (2022, 2025), grow=(1.0, 0.5))


def read(case: CaseInCode, folder: Path) -> Case:
    found = load_case(case.write(folder / "case")).case
    assert found is not None
    return found


def solved(solve: Solve, case: CaseInCode, folder: Path, **options: object) -> Solved:
    return solve(case.write(folder / "case"), **options)


def test_a_year_stands_for_the_years_up_to_the_next_and_the_last_for_as_many(tmp_path: Path) -> None:
    case = read(in_years(library_case("hand"), (2022, 2025, 2030)), tmp_path)
    assert years_represented(case) == {2022: 3.0, 2025: 5.0, 2030: 5.0}


def test_one_year_weighs_exactly_one_whatever_the_base_year(tmp_path: Path) -> None:
    case = library_case("hand")
    case.set("case", "base_year", column="value", to=2010)
    assert money_weights(read(case, tmp_path)) == {2022: 1.0}


def test_weights_of_money_are_discount_factors_times_years(two: CaseInCode, tmp_path: Path) -> None:
    """2022 stands for 1 year, 2025 for 4: 1 to 4 × 0.793832."""
    two.add("years", year=2022, represents=1)
    two.add("years", year=2025, represents=4)
    weights = money_weights(read(two, tmp_path))
    assert weights[2025] / weights[2022] == pytest.approx(4 * LATER)


def test_a_column_weighs_what_its_year_does(two: CaseInCode, tmp_path: Path) -> None:
    """The same haul in both years: its cost in the objective falls by the discount factor."""
    built = model_of(read(two, tmp_path))
    family = built.registry.columns["v_haul"]
    costs = objective_vector(built.registry, built.data, built.aim)[family.numbers]
    early = family.index["period"].str.endswith("_2022").to_numpy()
    assert costs[~early] == pytest.approx(costs[early] * LATER)
    assert np.any(costs != 0)


def test_weights_of_periods_add_up_to_one_a_year(two: CaseInCode, tmp_path: Path) -> None:
    case = read(two, tmp_path)
    weights = period_weights(prepare(case), model_of(case).aim)
    assert weights["year_2022"] + weights["year_2025"] == pytest.approx(1.0)


def test_the_objective_is_the_level_cost_of_the_path(two: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """(3 · C2022 + 3 · 0.793832 · C2025) / (3 + 3 · 0.793832), each year as it costs alone."""
    plan = solved(solve, two, tmp_path / "two")
    half = library_case("hand")
    half.set("demand", "city_market+portland+year", column="demand", to=200)
    alone = solved(solve, half, tmp_path / "half").totals["cost"]
    assert plan.plan["years"]["2022"]["plan"]["cost"] == pytest.approx(YEAR_COST, rel=1e-7)
    assert plan.plan["years"]["2025"]["plan"]["cost"] == pytest.approx(alone, rel=1e-7)
    assert plan.plan["objective"] == pytest.approx((YEAR_COST + LATER * alone) / (1 + LATER), rel=1e-7)
    assert plan.plan["present_value"]["plan"]["cost"] == pytest.approx(
        3 * YEAR_COST + 3 * LATER * alone, rel=1e-7
    )
    assert plan.totals["cost"] == pytest.approx((YEAR_COST + alone) / 2, rel=1e-7)


def test_power_has_the_price_and_the_carbon_of_its_year(solve: Solve, tmp_path: Path) -> None:
    """The same year again with power dearer by 0.1 CNY and cleaner by 0.2 kg: only that differs."""
    case = in_years(library_case("hand"), (2022, 2023))
    factors = read(case, tmp_path / "read").factors
    price, carbon = factors.electricity_price + 0.1, factors.grid_co2 - 0.2
    case.add("years", year=2023, electricity_price=price, grid_co2=carbon)
    plan = solved(solve, case, tmp_path)
    bought = plan.tables["energy"].groupby("period")["purchased_mwh"].sum()
    first, second = (plan.plan["years"][year]["plan"] for year in ("2022", "2023"))
    assert bought["year_2023"] == pytest.approx(bought["year_2022"], rel=1e-6)
    more = second["cost_by_category"]["electricity"] - first["cost_by_category"]["electricity"]
    assert more == pytest.approx(bought["year_2023"] * 100, rel=1e-6)
    less = first["co2_by_scope"]["electricity"] - second["co2_by_scope"]["electricity"]
    assert less == pytest.approx(bought["year_2023"] * 0.2, rel=1e-6)


def test_waste_arises_as_the_year_says_and_quarries_give_what_they_did(
    two: CaseInCode, tmp_path: Path
) -> None:
    """A quarter less slag cake in 2025: 0.75 of what is available in 2022; limestone is no waste."""
    two.add("years", year=2025, waste_arising=75)
    share = prepare(read(two, tmp_path)).period_shares
    assert share["works_slag_cake", "year_2025"] == pytest.approx(0.75)
    assert share["works_slag_cake", "year_2022"] == pytest.approx(1.0)


def test_a_cap_holds_the_mean_year(two: CaseInCode, solve: Solve, tmp_path: Path) -> None:
    """3 years of one and 3 of the other: their mean CO2 stays below the cap, not that of each."""
    free = solved(solve, two, tmp_path / "free")
    mean = (free.plan["years"]["2022"]["plan"]["co2_t"] + free.plan["years"]["2025"]["plan"]["co2_t"]) / 2
    assert free.totals["co2_t"] == pytest.approx(mean)
    held = solved(solve, two, tmp_path / "held", aim="cap", co2_cap=mean * 0.97 / 1000)
    assert held.totals["co2_t"] == pytest.approx(mean * 0.97, rel=1e-6)
    assert held.plan["years"]["2022"]["plan"]["co2_t"] > mean


def test_the_audit_finds_a_wrong_total_of_one_year() -> None:
    plan = tiny()
    wrong = {**plan.totals, "clinker_t": plan.totals["clinker_t"] + 5000}
    told = audit(
        plan.case, plan.tables, plan.totals, aim=replace(plan.aim, objective=None), years={"2022": wrong}
    )
    assert {(finding.code, finding.subject, finding.period) for finding in told} == {
        ("audit.totals.value", "clinker_t", "2022")
    }
