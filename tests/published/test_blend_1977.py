"""The 1977 blending program solved by the whole program; see ``blend_1977`` for what is transformed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from tests.published.blend_1977 import LIMITS, PRICES, blend_case
from tests.published.held import hold
from tests.published.raw_mix import CLINKER_KT, Limits, ratios, raw_feed, raw_shares
from tests.solving import Solve, Solved

BINDING = ("silica_modulus", "alumina_modulus", "lime_factor_1977", "c3s_1977")
DROPPED = {
    "blend_1977_without_silica_limit": ("silica_modulus", "upper"),
    "blend_1977_without_alumina_limit": ("alumina_modulus", "lower"),
    "blend_1977_without_lime_limit": ("lime_factor_1977", "lower"),
}
WINDOWS: dict[str, Limits] = {
    "blend_1977_narrow": {"lsf": (92, 98), "silica_modulus": (2.3, 2.7), "alumina_modulus": (1.3, 1.7)},
    "blend_1977_wide": {"lsf": (90, 100), "silica_modulus": (2.0, 3.0), "alumina_modulus": (1.2, 1.8)},
}


@pytest.fixture(scope="module")
def blend(solve: Solve, tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The least-cost raw mix for 100 kt of clinker."""
    return solve(blend_case().write(tmp_path_factory.mktemp("blend") / "case"))


def _dollars_per_tonne_of_mix(plan: Solved) -> float:
    return float(plan.totals["cost_system"] / raw_feed(plan)["dry_t"].sum())


def test_mix_and_cost_are_the_published(blend: Solved) -> None:
    """22.66391 $/t mix with 28.6351 % loss: 22.66391 / (1 − 0.286351) = 31.75777 $/t clinker."""
    shares = raw_shares(blend)
    costs = {
        "price per tonne of clinker": blend.totals["cost_system"] / (1000 * CLINKER_KT),
        "price of the mix": _dollars_per_tonne_of_mix(blend),
    }
    hold("blend_1977_mix", {name: shares[name] for name in PRICES} | costs)


def test_the_published_rows_bind(blend: Solved) -> None:
    """Silica modulus at 3.0, alumina modulus at 1.5, lime factor at 1/1.11; C3S 50.055 does not bind."""
    found = ratios(blend)
    hold("blend_1977_rows", {name: found[name] for name in BINDING})


def test_nothing_but_the_raw_mix_costs_anything(blend: Solved) -> None:
    """So the total is the objective of the paper."""
    raw_mix = blend.totals["cost_by_category"]["virgin_materials"]
    assert raw_mix == pytest.approx(blend.totals["cost_system"], abs=1e-3)


@pytest.mark.parametrize("name", list(DROPPED))
def test_dropping_a_binding_limit_lowers_the_cost_to_the_published_one(
    solve: Solve, tmp_path: Path, name: str
) -> None:
    """Per tonne of mix; silica modulus with the corrected phase rows (the public code: 18.4881)."""
    limit, side = DROPPED[name]
    lower, upper = LIMITS[limit]
    loose = (lower, "") if side == "upper" else ("", upper)
    plan = solve(blend_case(LIMITS | {limit: loose}).write(tmp_path / "case"))
    hold(name, {"price of the mix": _dollars_per_tonne_of_mix(plan)})


@pytest.mark.parametrize("name", list(WINDOWS))
def test_windows_on_the_three_moduli_alone_cost_what_the_reference_says(
    solve: Solve, tmp_path: Path, name: str
) -> None:
    """LSF, silica and alumina modulus with the same materials; per tonne of mix."""
    plan = solve(blend_case(WINDOWS[name]).write(tmp_path / "case"))
    hold(name, {"price of the mix": _dollars_per_tonne_of_mix(plan)})


def test_published_analyses_that_do_not_close_are_told(tmp_path: Path) -> None:
    """Sums 93.42, 96.28 and 93.61 %; pyrites close with 98.30 %."""
    findings = load_case(blend_case().write(tmp_path / "case")).findings
    told = {f.subject: f.parameters["total"] for f in findings if f.code == "analysis_short"}
    assert told == pytest.approx({"limestone": 93.42, "clay": 96.28, "bauxite": 93.61})
