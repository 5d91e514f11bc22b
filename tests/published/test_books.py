"""Worked raw mixes of textbooks; see ``books`` for the cases."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.published.books import OXIDES, first_trial, first_trial_of_carbonate, labahn
from tests.published.held import hold
from tests.published.raw_mix import CLINKER_KT, ratios, raw_feed, raw_shares
from tests.solving import Solve, Solved


@pytest.fixture(scope="module")
def trial(solve: Solve, tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The textbook's first trial, its loss taken as water so that the kiln needs just the stated heat."""
    return solve(first_trial().write(tmp_path_factory.mktemp("trial") / "case"))


def _ash_t(plan: Solved) -> float:
    """What is in the clinker but did not come in as raw material, t."""
    raw = raw_feed(plan)
    left = {"limestone": 1 - 0.4266, "clay": 1 - 0.0527, "iron_powder": 1.0}
    return 1000 * CLINKER_KT - float((raw["dry_t"] * raw["material"].map(left)).sum())


def test_three_components_meet_two_moduli_in_the_shares_of_labahn(solve: Solve, tmp_path: Path) -> None:
    """x + y + z = 100 with C = 2 (S + A + F) and S = 1.6 (A + F): 82.41, 11.26 and 6.32 %."""
    shares = raw_shares(solve(labahn().write(tmp_path / "case")))
    hold("labahn_three", {name: shares[name] for name in ("limestone", "clay", "sand")})


def test_coal_leaves_the_published_share_of_ash_in_the_clinker(trial: Solved) -> None:
    """3350 × 28.56 / 20930 = 4.57 % of the clinker."""
    hold("shen_wei_ash", {"coal ash in the clinker": 100 * _ash_t(trial) / (1000 * CLINKER_KT)})


def test_first_trial_with_its_ash_gives_the_clinker_of_the_textbook(trial: Solved) -> None:
    """95.43 % ignited meal (SiO2 21.46, Al2O3 4.52, Fe2O3 4.49, CaO 67.11) and 4.57 % ash."""
    found = ratios(trial)
    oxides = {f"{oxide} of clinker": found[f"{oxide}_share"] for oxide in OXIDES}
    moduli = {name: found[name] for name in ("kh", "silica_modulus", "alumina_modulus")}
    hold("shen_wei_first_trial", oxides | moduli)


def test_raw_meal_per_tonne_of_clinker_follows_the_plant_formula(trial: Solved) -> None:
    """(100 − ash) / (100 − LOI) = (100 − 4.57) / (100 − 35.35) = 1.476."""
    raw_t = float(raw_feed(trial)["dry_t"].sum())
    hold("meal_to_clinker", {"raw meal per tonne of clinker": raw_t / (1000 * CLINKER_KT)})


def test_heat_on_the_own_mix_and_fuel_is_the_measured_heat(solve: Solve, tmp_path: Path) -> None:
    """Measured 3.35 with 4.57 % of the clinker from ash, which needs no decarbonation."""
    plan = solve(first_trial_of_carbonate().write(tmp_path / "case"))
    kiln = plan.tables["energy"].query("facility == 'kiln'").iloc[0]
    hold("shen_wei_heat", {"heat on the own mix": float(kiln["specific_heat_gj_per_t"])})
