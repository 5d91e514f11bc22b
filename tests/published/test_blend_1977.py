"""The 1977 blending program solved by the whole program; see ``blend_1977`` for what is transformed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases import load_case
from tests.published.blend_1977 import LIMITS, blend_case
from tests.published.raw_mix import CLINKER_KT, Limits
from tests.solving import Solve, Solved

SHARES = {"limestone": 88.0899, "clay": 9.9134, "bauxite": 1.7948, "pyrites": 0.2020}
"""Per cent of the dry raw mix, as published."""
PER_TONNE_OF_CLINKER, PER_TONNE_OF_MIX = 31.75777, 22.66391


@pytest.fixture(scope="module")
def blend(solve: Solve, tmp_path_factory: pytest.TempPathFactory) -> Solved:
    """The least-cost raw mix for 100 kt of clinker."""
    return solve(blend_case().write(tmp_path_factory.mktemp("blend") / "case"))


def _dollars_per_tonne(solve: Solve, folder: Path, limits: Limits) -> float:
    """Cost per tonne of raw mix under other limits."""
    plan = solve(blend_case(limits).write(folder))
    mix = plan.tables["kiln_feed"].query("use == 'raw'")["dry_t"].sum()
    return float(plan.totals["cost_system"] / mix)


def test_raw_mix_costs_the_published_dollars_per_tonne_of_clinker(blend: Solved) -> None:
    """22.66391 $/t mix with 28.6351 % loss: 22.66391 / (1 − 0.286351) = 31.75777 $/t clinker."""
    assert blend.totals["cost_system"] / (1000 * CLINKER_KT) == pytest.approx(PER_TONNE_OF_CLINKER, abs=1e-5)


def test_raw_mix_costs_the_published_dollars_per_tonne_of_mix(blend: Solved) -> None:
    """The optimum of the ratio is the same mix: 22.663911 $/t."""
    mix = blend.tables["kiln_feed"].query("use == 'raw'")["dry_t"].sum()
    assert blend.totals["cost_system"] / mix == pytest.approx(PER_TONNE_OF_MIX, abs=1e-5)


def test_mix_shares_are_the_published_ones(blend: Solved) -> None:
    """Limestone 88.0899, clay 9.9134, bauxite 1.7948, pyrites 0.2020 %."""
    raw = blend.tables["kiln_feed"].query("use == 'raw'").groupby("material")["dry_t"].sum()
    assert (100 * raw / raw.sum()).to_dict() == pytest.approx(SHARES, abs=1e-4)


def test_the_published_rows_bind(blend: Solved) -> None:
    """Silica modulus at 3.0, alumina modulus at 1.5, lime factor at 1/1.11; C3S 50.055 does not bind."""
    quality = blend.tables["quality"].set_index("metric")["value"]
    found = [quality[name] for name in ("silica_modulus", "alumina_modulus", "lime_factor_1977", "c3s_1977")]
    assert found == pytest.approx([3.0, 1.5, 1 / 1.11, 50.055], abs=1e-3)


def test_nothing_but_the_raw_mix_costs_anything(blend: Solved) -> None:
    """So the total is the objective of the paper."""
    raw_mix = blend.totals["cost_by_category"]["virgin_materials"]
    assert raw_mix == pytest.approx(blend.totals["cost_system"], abs=1e-3)


@pytest.mark.parametrize(
    ("limit", "side", "published"),
    [
        ("silica_modulus", "upper", 18.9759),
        ("alumina_modulus", "lower", 21.0501),
        ("lime_factor_1977", "lower", 22.6633),
    ],
)
def test_dropping_a_binding_limit_lowers_the_cost_to_the_published_one(
    solve: Solve, tmp_path: Path, limit: str, side: str, published: float
) -> None:
    """Per tonne of mix; silica modulus with the corrected phase rows (the public code: 18.4881)."""
    lower, upper = LIMITS[limit]
    loose = (lower, "") if side == "upper" else ("", upper)
    found = _dollars_per_tonne(solve, tmp_path / "case", LIMITS | {limit: loose})
    assert found == pytest.approx(published, abs=1e-4)


@pytest.mark.parametrize(
    ("windows", "published"),
    [(((92, 98), (2.3, 2.7), (1.3, 1.7)), 23.97246), (((90, 100), (2.0, 3.0), (1.2, 1.8)), 21.97526)],
)
def test_windows_on_the_three_moduli_alone_cost_what_the_reference_says(
    solve: Solve, tmp_path: Path, windows: tuple[tuple[float, float], ...], published: float
) -> None:
    """LSF, silica and alumina modulus with the same materials; per tonne of mix."""
    limits: Limits = dict(zip(("lsf", "silica_modulus", "alumina_modulus"), windows, strict=True))
    assert _dollars_per_tonne(solve, tmp_path / "case", limits) == pytest.approx(published, abs=1e-5)


def test_published_analyses_that_do_not_close_are_told(tmp_path: Path) -> None:
    """Sums 93.42, 96.28 and 93.61 %; pyrites close with 98.30 %."""
    findings = load_case(blend_case().write(tmp_path / "case")).findings
    told = {f.subject: f.parameters["total"] for f in findings if f.code == "analysis_short"}
    assert told == pytest.approx({"limestone": 93.42, "clay": 96.28, "bauxite": 93.61})
