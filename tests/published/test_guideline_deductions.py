"""Process CO2 of the national guideline CETS-AG-02.01-V01-2024 with its published default factors.

Per kiln: max(0, 0.535 t/t × clinker − Σ listed material × its deduction), read in public implementations of
the reporting form. The form leaves the moisture basis open; the program counts dry tonnes.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cases import load_case
from cases.case import Case
from cases.chemistry import carbonate_capacity
from models.ledgers.carbon import carbon_book
from tests.cases_in_code import library_case
from tests.library import hand_sums as sums
from tests.published.held import hold
from tests.solving import Solve, Solved

DEDUCTIONS = {
    "slaked lime": 0.600,
    "carbide slag": 0.480,
    "phosphorus slag": 0.375,
    "ferro-alloy slag": 0.305,
    "desulphurisation gypsum": 0.245,
    "steel slag": 0.215,
    "manganese slag": 0.135,
    "fly ash": 0.055,
}
"""T CO2 per tonne consumed, one material of each class."""
NOT_LISTED = ("iron_tailings", "lithium_slag", "coal_gangue", "sandstone", "bf_slag")
"""What is not on the guideline's list has no deduction."""


@pytest.fixture(scope="module")
def plan(solve: Solve) -> Solved:
    """The hand-worked plan; its west kiln takes 1.012 t of slag cake per tonne of clinker."""
    return solve("hand")


def _loaded(name: str | Path) -> Case:
    case = load_case(name).case
    assert case is not None
    return case


def _process_co2(plan: Solved, folder: Path, deduction: float) -> dict[str, float]:
    """Guideline process CO2 by kiln if the cake were a material with this deduction [kt]."""
    case = library_case("hand")
    case.set("materials", "slag_cake", column="guideline_deduction", to=deduction)
    book = carbon_book(_loaded(case.write(folder)), plan.tables)
    rows = book[(book["book"] == "guideline") & (book["scope"] == "process")]
    return {str(kiln): float(t) / 1000 for kiln, t in zip(rows["item"], rows["co2_t"], strict=True)}


@pytest.mark.parametrize("material", [name for name, factor in DEDUCTIONS.items() if factor < 0.52])
def test_process_co2_is_the_default_less_the_deduction_of(
    plan: Solved, tmp_path: Path, material: str
) -> None:
    """West: 0.535 × 75.49 − deduction × 76.40 kt, above nothing for deductions below 0.5286."""
    by_hand = 0.535 * sums.WEST - DEDUCTIONS[material] * sums.CAKE_WEST
    found = _process_co2(plan, tmp_path / "case", DEDUCTIONS[material])["kiln_west"]
    assert found == pytest.approx(by_hand, rel=1e-6)


def test_a_kiln_never_owes_less_than_nothing(plan: Solved, tmp_path: Path) -> None:
    """Slaked lime: 0.535 × 75.49 − 0.600 × 76.40 = −5.45 kt counts as 0."""
    assert _process_co2(plan, tmp_path / "case", DEDUCTIONS["slaked lime"])["kiln_west"] == 0.0


def test_a_kiln_without_listed_material_owes_the_default(plan: Solved, tmp_path: Path) -> None:
    """East: 0.535 × 304 = 162.64 kt."""
    found = _process_co2(plan, tmp_path / "case", DEDUCTIONS["carbide slag"])["kiln_east"]
    assert found == pytest.approx(162.64, rel=1e-6)


@pytest.fixture(scope="module")
def xinjiang() -> Case:
    """The library case that names real wastes."""
    return _loaded("xinjiang")


def test_the_library_case_carries_the_published_factors(xinjiang: Case) -> None:
    """Clinker default and materials of the Xinjiang case that are on the guideline's list."""
    listed = ("carbide_slag", "fgd_gypsum", "steel_slag", "fly_ash")
    deductions = {name: xinjiang.materials[name].guideline_deduction for name in listed}
    hold("guideline", {"clinker": xinjiang.factors.guideline_clinker_co2} | deductions)


@pytest.mark.parametrize("material", NOT_LISTED)
def test_the_library_case_deducts_nothing_for(xinjiang: Case, material: str) -> None:
    """Materials that the guideline does not list."""
    assert xinjiang.materials[material].guideline_deduction == 0.0


@pytest.fixture(scope="module")
def avoided() -> float:
    """CO2 that the lime of a published carbide slag would have brought as limestone, less its own [t/t dry].

    Li, Yu and Yuan 2012: CaO 69.26, LOI 24.65; as hydrate it holds 22.25 % water, so 2.40 % is taken as CO2.
    """
    slag = replace(_loaded("hand").analyses["slag_cake"], cao=69.26, mgo=0.0, co2=2.40)
    return (carbonate_capacity(slag) - slag.co2) / 100


def test_carbide_slag_avoids_what_its_analysis_and_the_guideline_say(avoided: float) -> None:
    """0.7848 × 0.6926 − 0.0240 = 0.520 t/t by the analysis, 0.480 by the guideline: within 0.06."""
    hold("guideline_slag", {"by its analysis": avoided, "by the guideline": avoided})
